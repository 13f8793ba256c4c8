"""What pages say of a vote: as one line of a list, its way, its window, the doors of its heads."""

from dataclasses import dataclass

from flask import url_for

from civic import clock, web
from civic.errors import Refused
from civic.i18n import area, day, moment, number, starting, until
from civic.i18n import gettext as _
from civic.places.models import Place
from civic.places.rules import Level
from civic.voting import actions, rules
from civic.voting.models import Question, Vote, Voter
from civic.voting.rules import VoterKind, VoteStage
from civic.voting.wording import (
    RATING_STAGE,
    RULE,
    STAGE,
    VOTER_KIND,
    chosen,
    due_from,
    who_votes,
)
from civic.wording import cite, guessed

V = VoteStage

_TONE = {
    V.DRAFT: "plain",
    V.CANCELLED: "plain",
    V.FAILED: "plain",
    V.PUBLISHED: "done",
    V.CHALLENGED: "done",
    V.VERIFIED: "done",
    V.FINAL: "done",
}


@dataclass(frozen=True)
class Step:
    """A link of the chain, as ``ui.stage_chain`` takes it."""

    text: str
    state: str
    note: str | None = None


@dataclass(frozen=True)
class Deadline:
    """By when, whether it has passed, and how it was computed."""

    text: str
    is_overdue: bool
    how: list[str]


@dataclass(frozen=True)
class Line:
    """What ``ui.list_row`` shows."""

    url: str
    title: str
    lines: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    aside: str


def line(vote: Vote) -> Line:
    """Its stage, whose it is, by when."""
    return Line(
        url_for("voting.show", id=vote.id),
        vote.official_title,
        (vote.place.name, when(vote)),
        ((where(vote), tone(vote)),),
        str(RULE[vote.rule]),
    )


def awaited(vote: Vote) -> str | None:
    """For what a meeting's vote waits, its own hour over, before anybody reads its ballots."""
    if vote.stage not in {V.OPEN, V.CLOSED} or not vote.is_over:
        return None
    try:
        actions.require_awaiting_nobody(vote)
    except Refused as refusal:
        return web.sentence(refusal)
    return None


def urn_lost(*, differs: bool, unopened: Refused | None = None) -> str | None:
    """Why nothing is left to be done with an urn but to give it up."""
    if differs:
        return str(
            _("票箱里的票和标记对不上，谁签名说明也不能计票。只能由两个人签名，把这次表决作废。")
        )
    return web.sentence(unopened) if unopened else None


def where(vote: Vote) -> str:
    """Where it stands, in a few words: by the clock, whoever has closed it or not."""
    if vote.stage is V.OPEN and vote.is_over:
        return stage(vote, V.CLOSED)
    return str(_("没有举行")) if vote.has_lapsed else stage(vote, vote.stage)


def stage(vote: Vote, at: VoteStage) -> str:
    """A stage in words: an evaluation's raters vote, and decide nothing."""
    return str((RATING_STAGE if vote.is_of_a_meeting else STAGE)[at])


def tone(vote: Vote) -> str:
    """How its stage's tag looks."""
    return _TONE.get(vote.stage, "now")


def when(vote: Vote) -> str:
    """The next moment that matters, in words."""
    if vote.stage is V.POSTED and vote.opens_at is not None:
        return starting(vote.opens_at) if clock.now() < vote.opens_at else ""
    if vote.is_taking_ballots and vote.closes_at is not None:
        return until(vote.closes_at)
    if vote.published_at is not None:
        return str(_("%(day)s公布", day=day(vote.published_at)))
    return ""


def result_due(vote: Vote) -> Deadline | None:
    """By when the result is public; none that is, or that never comes since the urn was given up."""
    due = vote.publish_due
    if due is None or vote.shows_result or vote.stage is V.FAILED:
        return None
    text = _("公布结果：%(until)s", until=until(due.ends_at))
    how = [due_from(has_waited=vote.has_waited), cite("CN-10")]
    return Deadline(str(text), clock.now() >= due.ends_at, how)


def window(vote: Vote, *, dated: bool = False) -> str:
    """From when to when ballots are taken; ``dated``: on paper, which outlasts the year."""
    if vote.opens_at is None or vote.closes_at is None:
        return str(_("还没有定"))
    opens, closes = (moment(at, dated=dated) for at in (vote.opens_at, vote.closes_at))
    return str(_("%(opens)s到%(closes)s", opens=opens, closes=closes))


def may_move(vote: Vote) -> list[str]:
    """That the last day to object to its roll, or to challenge its result, may still move (WD-4)."""
    is_open = vote.is_taking_objections or (vote.challenges_until and not vote.is_final)
    return [guessed()] if is_open and vote.is_until_guessed else []


def chain(vote: Vote) -> list[Step]:
    """公示 → 表决 → 核对计票 → 结果 (→ 核实期): what is done, what is now, what comes; nothing, where
    nothing comes any more."""
    if vote.stage in {V.CANCELLED, V.FAILED}:
        return []
    ballot = _("评议投票") if vote.is_of_a_meeting else _("表决")
    texts = [_("公示名册"), ballot, _("核对计票"), _("结果")]
    if vote.is_by_area:
        texts.append(_("核实期"))
    at = _reached(vote)
    states = ["done" if n < at else "now" if n == at else "next" for n in range(len(texts))]
    return [Step(str(text), state) for text, state in zip(texts, states, strict=True)]


def _reached(vote: Vote) -> int:
    """How many steps lie behind it."""
    match vote.stage:
        case V.DRAFT:
            return -1
        case V.POSTED:
            return 0
        case V.OPEN:
            return 2 if vote.is_over else 1
        case V.CLOSED | V.RECONCILED:
            return 2
        case V.COUNTED:
            return 3
        case _:
            return 5 if vote.is_final else 4


def crumbs(vote: Vote) -> list[tuple[str, str | None]]:
    """The votes, the place's, the matter."""
    found: list[tuple[str, str | None]] = [
        (_("表决"), url_for("voting.index")),
        (vote.place.name, url_for("voting.index", place=vote.place_id)),
    ]
    if vote.matter is not None:
        code = _("议题%(code)s", code=vote.matter.code)
        found.append((code, url_for("matters.show", id=vote.matter_id)))
    return found


def back(vote: Vote) -> list[tuple[str, str | None]]:
    """The way back from a page that belongs to a vote."""
    return way_back(vote.id, vote.official_title)


def way_back(id: int, title: str) -> list[tuple[str, str | None]]:
    """The same, of a vote that nothing else is asked of."""
    return [(_("表决"), url_for("voting.index")), (title, url_for("voting.show", id=id))]


def size(vote: Vote) -> str:
    """How many stand on its roll, and with which area where that counts."""
    heads = str(_("%(n)s户", n=number(vote.heads))) if _counts_households(vote) else ""
    heads = heads or str(_("%(n)s人", n=number(vote.heads)))
    if vote.is_by_area:
        return str(_("%(heads)s，专有部分面积%(area)s", heads=heads, area=area(vote.area)))
    return heads


_ALONE = frozenset({VoterKind.PERSON, VoterKind.OWNER})


def _counts_households(vote: Vote) -> bool:
    return vote.electorate is rules.Electorate.HOUSEHOLDS


def who(vote: Vote) -> str:
    """Whom its roll is made of."""
    return who_votes(vote.rule, vote.electorate)


def door(voter: Voter) -> str:
    """紫荆小区1号楼201室（共有业主）: how a head calls itself to those behind it."""
    kind = str(VOTER_KIND[voter.kind])
    if voter.building is None or not voter.door:
        return str(_("名册第%(n)s号", n=voter.number))
    named = str(_("%(place)s%(door)s室", place=building(voter.building), door=voter.door))
    return named if voter.kind in _ALONE else str(_("%(door)s（%(kind)s）", door=named, kind=kind))


def building(place: Place) -> str:
    """紫荆小区1号楼; grids are left out, nobody says them at the door."""
    above = place.parent
    return place.name if above is None or above.level is Level.GRID else above.name + place.name


def answer(question: Question, keys: tuple[str, ...]) -> str:
    """What a ballot says to a question."""
    return str(_("、")).join(chosen(question, key) for key in keys)
