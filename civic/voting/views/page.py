"""The one page of a vote, put together for its reader."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from civic import clock
from civic.i18n import day, number, starting, until
from civic.i18n import gettext as _
from civic.matters.views import Offer
from civic.voting.models import Question, Vote
from civic.voting.rules import PERMITS, QuestionKind, Silence, VoteStage, forums
from civic.voting.views import load
from civic.voting.views.evidence import Evidence, evidence
from civic.voting.views.lines import (
    Deadline,
    Step,
    chain,
    crumbs,
    door,
    may_move,
    result_due,
    size,
    where,
    who,
    window,
)
from civic.voting.views.offers import ASIDE, Now, offers, status, why_not
from civic.voting.views.results import Outcome, outcome
from civic.voting.wording import (
    PROTECTED,
    RULE,
    RULE_SAYS,
    SECRECY,
    SILENCE,
    Sum,
    chosen,
    kept_sums,
    limits,
)
from civic.wording import cite


@dataclass(frozen=True)
class Mine:
    """One of the reader's heads: which, and how it stands."""

    door: str
    text: str
    icon: str


@dataclass(frozen=True)
class Asked:
    """A question as it stands on the ballot, with the records of whom it rates."""

    question: Question
    how: str
    keys: list[str]
    records: list[Evidence]


@dataclass(frozen=True)
class Page:
    """Everything that ``voting/show.html`` shows."""

    vote: Vote
    kicker: str
    stands: str
    crumbs: list[tuple[str, str | None]]
    chain: list[Step]
    deadline: Deadline | None
    mine: list[Mine]
    main: Offer | None
    further: list[Offer]
    why_not: str | None
    asked: list[Asked]
    outcome: Outcome | None
    figures: list[Sum]
    facts: list[tuple[str, str]]
    carried: tuple[str, str]
    protected: list[str]
    limits: list[str]


def build(vote: Vote, reader: Any) -> Page:
    """The page for this reader: as many queries, however many vote and however much is asked."""
    now = Now(vote, reader, load.heads(vote, reader))
    able = offers(now)
    main = next((offer for offer in able if offer.order < ASIDE), None)
    return Page(
        vote=vote,
        kicker=str(RULE[vote.rule]),
        stands=where(vote),
        crumbs=crumbs(vote),
        chain=chain(vote),
        deadline=deadline(vote),
        mine=[Mine(door(head.voter), *status(now, head)) for head in now.heads],
        main=main,
        further=[offer for offer in able if offer is not main],
        why_not=None if main and main.order < 40 else why_not(now),
        asked=[asked(*each) for each in zip(vote.questions, evidence(vote), strict=True)],
        outcome=outcome(vote),
        figures=figures(vote),
        facts=facts(vote),
        carried=(str(RULE_SAYS[vote.rule]), cite(PERMITS[vote.rule].article)),
        protected=[str(each) for each in PROTECTED[vote.secrecy]],
        limits=limits(vote.secrecy, is_by_area=vote.is_by_area),
    )


def deadline(vote: Vote) -> Deadline | None:
    """The next moment that matters, and how it was found."""
    if vote.stage is VoteStage.POSTED and vote.objections_until and vote.opens_at:
        if vote.is_taking_objections:
            ends = clock.end_of_day(vote.objections_until)
            text = _("对名册提异议：%(until)s", until=until(ends))
            return Deadline(str(text), False, _posting(vote))
        return Deadline(str(_("投票：%(at)s", at=starting(vote.opens_at))), False, _posting(vote))
    if vote.is_taking_ballots and vote.closes_at:
        return Deadline(
            str(_("投票：%(until)s", until=until(vote.closes_at))), False, _window(vote)
        )
    if (due := result_due(vote)) is not None:
        return due
    if vote.challenges_until is not None and not vote.is_final:
        ends = clock.end_of_day(vote.challenges_until)
        how = [str(_("公布以后30天以内，业主可以申请核实；遇休息日顺延。")), cite("B3.4")]
        return Deadline(
            str(_("申请核实：%(until)s", until=until(ends))), False, how + may_move(vote)
        )
    return None


def _posting(vote: Vote) -> list[str]:
    permit = PERMITS[vote.rule]
    posted, ends = vote.posted_at or clock.now(), vote.objections_until
    lines = [
        _("%(day)s公示。", day=day(posted)),
        _(
            "名册可以提异议%(n)s天，遇休息日顺延，到%(day)s为止。",
            n=permit.objection_days,
            day=day(ends) if ends else "",
        ),
        _("中间隔满%(n)s天才能开始投票，头尾两天都不算。", n=permit.notice_days),
    ]
    if vote.urgency:
        lines.append(_("这一次缩短了公示，理由：%(reason)s", reason=vote.urgency))
    return [*map(str, lines), *may_move(vote), cite(permit.article)]


def _window(vote: Vote) -> list[str]:
    lines = [str(_("投票时间：%(window)s，到点自动截止。", window=window(vote)))]
    if vote.extended_at is not None:
        lines.append(
            str(
                _(
                    "%(day)s延长过一次，理由：%(reason)s",
                    day=day(vote.extended_at),
                    reason=vote.extension_reason,
                )
            )
        )
    return lines


def asked(question: Question, records: list[Evidence]) -> Asked:
    """A question with what can be chosen."""
    if question.kind is QuestionKind.SEVERAL_OF:
        how = _("最多选%(n)s项", n=number(question.most))
    else:
        how = _("选一项")
    keys = [chosen(question, key) for key in question.asked.keys]
    return Asked(question, str(how), keys, records)


def figures(vote: Vote) -> list[Sum]:
    """What was reconciled, papers that never came back among it; with the result, or its lack."""
    is_over = vote.shows_result or vote.stage is VoteStage.FAILED
    return kept_sums(vote.kept_figures) if is_over and vote.kept_figures else []


def facts(vote: Vote) -> list[tuple[str, str]]:
    """When, who, how: what was posted and cannot change any more."""
    rows = [
        (_("投票时间"), window(vote)),
        (_("谁能投"), who(vote)),
        (_("名册上"), size(vote) if vote.posted_at else _("公示时才确定")),
        (_("怎么投"), SECRECY[vote.secrecy]),
        (_("网上投票"), _online(vote)),
    ]
    if vote.unit is not None:
        rows.insert(0, (_("评议谁"), vote.unit.name))
    studied_on, said = vote.study
    if studied_on is not None and vote.rule in forums.ASSEMBLIES:
        rows.append((_("社区党组织研究"), _studied(studied_on, said)))
    if vote.is_by_area:
        rows.append((_("怎么计票"), _("按人数和面积")))
        rows.append((_("没有投的怎么算"), _silence(vote)))
    return [(str(term), str(value)) for term, value in rows]


def _studied(on: date, said: str) -> Any:
    return _("%(day)s：%(said)s", day=day(on), said=said) if said else day(on)


def _online(vote: Vote) -> Any:
    if not vote.is_online:
        return _("不能，只用纸质票")
    if vote.online_basis:
        return _("可以，依据：%(basis)s", basis=vote.online_basis)
    return _("可以，也可以领纸质票")


def _silence(vote: Vote) -> Any:
    if vote.silence is Silence.STRICT:
        return SILENCE[vote.silence]
    return _(
        "%(silence)s（依据：%(basis)s）", silence=SILENCE[vote.silence], basis=vote.silence_basis
    )
