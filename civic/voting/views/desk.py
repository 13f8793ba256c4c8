"""The desk of those who conduct a vote: where it stands, the next step, opening, extending, closing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from flask import Response, url_for
from sqlalchemy import select

from civic import clock, web
from civic.db import session
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.i18n import number, starting, until
from civic.policy import Can, may
from civic.voting import actions, models, rules
from civic.voting.forms import conducting as forms
from civic.voting.models import PaperBundle, Vote
from civic.voting.rules import Electorate, Reading, Secrecy, Turnout, VoteStage
from civic.voting.rules.paper import NEXT_READING
from civic.voting.views import bp, lines, load
from civic.voting.wording import Sum, summed

V = VoteStage
CONDUCT: Final = Can.RECONCILE_VOTE
"""Committee and supervisors: those who answer for the vote adding up, its roll included."""


@dataclass(frozen=True)
class Way:
    """A step that somebody can take: what, where, why now."""

    text: str
    url: str
    icon: str
    why: str | None = None
    is_next: bool = True
    """Whether it leads on; what can be looked at alone is nobody's next step."""


@dataclass(frozen=True)
class Waiting:
    """What is still to be settled before the next stage."""

    undecided: int = 0
    unamended: int = 0
    unchecked: int = 0
    unread: int = 0
    loose: int = 0
    of_others: tuple[PaperBundle, ...] = ()
    """The bundles that are not read to the end, where the reader has read them all and nothing is
    left to tie up: only others go on."""
    unanswered: int = 0
    awaited: str | None = None
    """Who has yet to come to a meeting, whose ballots nobody reads before."""


@bp.get("/<int:id>/desk")
def desk(id: int) -> Response:
    """Where it stands, the one next step, everything else that can be done now."""
    vote = load.mine(id, CONDUCT)
    waiting = _waiting(vote)
    ways = list(_ways(vote, waiting))
    main = next((way for way in ways if way.is_next), None)
    turnout = actions.turnout(vote) if vote.opened_at and not vote.is_by_urn else None
    return web.reply(
        "voting/desk.html",
        vote=vote,
        crumbs=lines.back(vote),
        chain=lines.chain(vote),
        where=lines.where(vote),
        window=lines.window(vote),
        size=lines.size(vote) if vote.posted_at else None,
        main=main,
        ways=[way for way in ways if way is not main],
        waits=_waits(vote, waiting),
        watched=actions.watched(vote),
        turnout=turnout_checks(vote, turnout) if turnout else [],
        due=lines.result_due(vote),
    )


def turnout_checks(vote: Vote, turnout: Turnout) -> list[Sum]:
    """Whether enough take part: how many, never what they chose."""
    return [summed(check) for check in rules.quorum(vote.electorate, turnout)]


def _waiting(vote: Vote) -> Waiting:
    here = session()
    match vote.stage:
        case V.POSTED:
            asked = (models.undecided, models.unamended, models.namings_in_hand)
            found = here.execute(select(*(each(vote.id).scalar_subquery() for each in asked))).one()
            return Waiting(**dict(zip(("undecided", "unamended", "unchecked"), found, strict=True)))
        case V.OPEN if not vote.is_over:
            return Waiting(unchecked=here.scalar(models.namings_in_hand(vote.id)) or 0)
        case V.OPEN:
            return Waiting(awaited=lines.awaited(vote))
        case V.CLOSED:
            return _waiting_closed(vote)
        case V.CHALLENGED:
            return Waiting(unanswered=here.scalar(models.unanswered(vote.id)) or 0)
    return Waiting()


def _waiting_closed(vote: Vote) -> Waiting:
    here = session()
    rows = here.execute(models.unread_bundles(vote.id, web.person().id)).all()
    tied = sum(bundle.size for bundle, _is_mine in rows)
    if vote.is_by_urn:
        unread, loose = tied, 0 if actions.gone(vote) else actions.loose_papers(vote)
    else:
        unread, loose = len(here.scalars(models.papers_to_read(vote.id)).all()), 0
    is_of_others = all(is_mine for _bundle, is_mine in rows) and not loose and unread <= tied
    return Waiting(
        unread=unread,
        loose=loose,
        of_others=tuple(bundle for bundle, _is_mine in rows) if is_of_others else (),
        awaited=lines.awaited(vote),
    )


def _ways(vote: Vote, waiting: Waiting) -> Iterator[Way]:
    """Every step that the reader may take now, the next one first."""
    reader = web.person()
    for can, way in _steps(vote, waiting):
        if may(reader, actions.conducting(reader, vote, can), vote):
            yield way


def _steps(vote: Vote, waiting: Waiting) -> Iterator[tuple[Can, Way]]:
    match vote.stage:
        case V.DRAFT:
            yield from _of_draft(vote)
        case V.POSTED:
            yield from _of_posted(vote, waiting)
        case V.OPEN if not vote.is_over:
            yield from _of_open(vote, waiting)
        case V.OPEN:
            yield Can.CLOSE_VOTE, _way(vote, "closing", _("结束投票"), "check")
        case V.CLOSED:
            yield from _of_closed(vote, waiting)
        case V.RECONCILED:
            if lost := lines.urn_lost(differs=actions.differs(vote), unopened=actions.gone(vote)):
                yield Can.PREPARE_URN, _way(vote, "box", _("看票箱"), "warning", lost)
            elif vote.secrecy is Secrecy.SECRET and not _box(vote, "is_certified"):
                why = _("两个人签了名才能计票。")
                yield Can.OPEN_URN, _way(vote, "box", _("开箱、交证明、签名"), "check", why)
            else:
                yield Can.COUNT_VOTE, _way(vote, "counting", _("开始计票"), "check")
            yield Can.RECONCILE_VOTE, _way(vote, "figures", _("看核对的票数"), "list")
        case V.COUNTED:
            why = until(vote.publish_due.ends_at) if vote.publish_due else None
            if not vote.is_of_a_meeting:
                yield Can.PUBLISH_VOTE, _way(vote, "publishing", _("公布结果"), "register", why)
            yield from _words(vote)
            yield Can.RECONCILE_VOTE, _way(vote, "figures", _("看核对的票数"), "list")
        case V.CANCELLED:
            return
        case V.FAILED:
            yield Can.DESTROY_URN, _way(vote, "end", _("销毁票箱"), "cross")
        case _:
            yield from _of_published(vote)
    if vote.is_over:  # as long as silence may be disputed
        yield from _entered(vote, waiting)
    if vote.is_public:
        printed = _way(vote, "notice", _("打印公告"), "print")
        yield Can.RECONCILE_VOTE, replace(printed, is_next=False)


def _of_draft(vote: Vote) -> Iterator[tuple[Can, Way]]:
    if vote.is_of_a_meeting:
        return
    ask = Can.DRAFT_VOTE, _way(vote, "questions", _("写表决事项"), "edit")
    post = Can.POST_VOTE, _way(vote, "posting", _("公示"), "bell", _("公示以后不能再改。"))
    yield from (post, ask) if vote.questions else (ask,)
    if vote.electorate is Electorate.INVITED:
        yield Can.DRAFT_VOTE, _way(vote, "raters", _("评议人名单"), "person")
    yield Can.DRAFT_VOTE, _way(vote, "edit", _("修改草稿"), "edit")
    yield Can.CANCEL_VOTE, _way(vote, "cancellation", _("取消这次表决"), "cross")


def _of_posted(vote: Vote, waiting: Waiting) -> Iterator[tuple[Can, Way]]:
    if vote.has_lapsed and not vote.is_of_a_meeting:
        why = _("定好的投票时间过了，一直没有开始。要再表决，请另行起草。")
        yield Can.CANCEL_VOTE, _way(vote, "cancellation", _("取消这次表决"), "cross", why)
        return
    objections = _way(vote, "objections", _("名册异议"), "speak")
    is_due = vote.opens_at is not None and clock.now() >= vote.opens_at
    if waiting.undecided:
        why = _("%(n)s件异议等裁定", n=waiting.undecided)
        can = actions.scrutinising(vote, Can.DECIDE_ROLL_OBJECTION)
        yield can, _way(vote, "objections", _("裁定异议"), "speak", why)
    if waiting.unamended:
        why = _("%(n)s件异议成立，名册还没有照改完", n=waiting.unamended)
        yield Can.AMEND_ROLL, _way(vote, "objections", _("照改名册"), "edit", why)
    if vote.secrecy is Secrecy.SECRET and not _box(vote, "is_rehearsed"):
        why = _("试开过才能开始表决。")
        yield Can.PREPARE_URN, _way(vote, "box", _("票箱：交公钥、试开"), "check", why)
    elif is_due and not (waiting.undecided or waiting.unamended or vote.is_of_a_meeting):
        yield Can.OPEN_VOTE, _way(vote, "opening", _("开始这次表决"), "check")
    roll = _("名册：送达、推举、委托") if vote.is_by_area else _("看名册")
    yield Can.HAND_OUT_BALLOT, _way(vote, "heads", roll, "people")
    yield Can.RECONCILE_VOTE, objections
    if vote.is_taking_amendments:
        yield Can.AMEND_ROLL, _way(vote, "addition", _("增补名册"), "plus")
    yield from _entered(vote, waiting)
    if vote.is_by_area:
        yield Can.CONFIRM_PROXY, _way(vote, "proxies", _("委托书，等您核实"), "document")
    if not vote.is_of_a_meeting:
        yield Can.CANCEL_VOTE, _way(vote, "cancellation", _("取消这次表决"), "cross")


def _of_open(vote: Vote, waiting: Waiting) -> Iterator[tuple[Can, Way]]:
    why = until(vote.closes_at) if vote.closes_at else None
    yield Can.HAND_OUT_BALLOT, _way(vote, "heads", _("发纸票、收纸票"), "people", why)
    yield from _entered(vote, waiting)
    if vote.is_by_area:
        yield Can.CONFIRM_PROXY, _way(vote, "proxies", _("委托书，等您核实"), "document")
    if not vote.is_extended:
        yield Can.EXTEND_VOTE, _way(vote, "extension", _("延长投票时间"), "clock")


def _entered(vote: Vote, waiting: Waiting) -> Iterator[tuple[Can, Way]]:
    """What was entered from papers, and is looked at."""
    if vote.electorate in {Electorate.OWNERS, Electorate.HOUSEHOLDS}:
        why = _("%(n)s件等核实", n=waiting.unchecked) if waiting.unchecked else None
        way = _way(vote, "namings", _("书面登记的投票人"), "person", why)
        yield CONDUCT, replace(way, is_next=bool(waiting.unchecked))
    if vote.is_by_area:
        yield CONDUCT, replace(_way(vote, "deliveries", _("登记的送达"), "mail"), is_next=False)


def _of_closed(vote: Vote, waiting: Waiting) -> Iterator[tuple[Can, Way]]:
    entry = Can.ENTER_BALLOTS, _way(vote, "bundles", _("录入纸票"), "list")
    figures = Can.RECONCILE_VOTE, _way(vote, "figures", _("票数核对"), "check")
    if waiting.of_others:
        yield from ((can, replace(way, is_next=False)) for can, way in (entry, figures))
        return
    is_late = waiting.unread or waiting.loose or waiting.awaited is not None
    yield from (entry, figures) if is_late else (figures, entry)


def _of_published(vote: Vote) -> Iterator[tuple[Can, Way]]:
    if vote.is_by_urn:
        yield from _words(vote)
        yield Can.DESTROY_URN, _way(vote, "end", _("销毁票箱"), "cross")
    if not vote.is_by_area:
        return
    answer = _way(vote, "challenges", _("答复核实申请"), "reply")
    finish = _way(vote, "finishing", _("确认生效"), "check")
    is_over = vote.challenges_until is not None and clock.today() > vote.challenges_until
    if vote.stage in {V.PUBLISHED, V.VERIFIED} and is_over:
        yield Can.PUBLISH_VOTE, finish
    if vote.stage in {V.CHALLENGED, V.VERIFIED}:
        yield Can.VERIFY_VOTE, answer


def _words(vote: Vote) -> Iterator[tuple[Can, Way]]:
    if actions.reads_comments(vote):
        yield Can.SIFT_COMMENTS, _way(vote, "sifting", _("看随票说的话"), "speak")


def _box(vote: Vote, what: str) -> bool:
    box = session().get(models.Box, vote.id)
    return box is not None and bool(getattr(box, what))


def _way(vote: Vote, endpoint: str, text: str, icon: str, why: str | None = None) -> Way:
    return Way(str(text), url_for(f".{endpoint}", id=vote.id), icon, why and str(why))


_ASKS_OTHERS = {
    Reading.SECOND: _l("请一位没有录过的人（工作人员或居务监督委员会）把%(codes)s再录一遍。"),
    Reading.THIRD: _l("请一位没有录过的人（工作人员或居务监督委员会）来核定%(codes)s。"),
}


def _waits(vote: Vote, waiting: Waiting) -> list[str]:
    """What it is waiting for, in words, where nothing is left to press."""
    found = []
    if waiting.undecided:
        found.append(_("还有%(n)s件异议等裁定。", n=waiting.undecided))
    if waiting.unamended:
        found.append(_("还有%(n)s件异议成立，名册还没有照改完。", n=waiting.unamended))
    if waiting.unchecked:
        found.append(_("按书面材料登记的投票人，还有%(n)s件等另一个人核实。", n=waiting.unchecked))
    if vote.stage is V.POSTED and vote.opens_at is not None and clock.now() < vote.opens_at:
        found.append(_("投票%(starting)s。到时会自动开始。", starting=starting(vote.opens_at)))
    if waiting.unread:
        found.append(_("还有%(n)s张纸票没有录完。", n=number(waiting.unread)))
    for reading, asked in _ASKS_OTHERS.items():
        if codes := [b.code for b in waiting.of_others if NEXT_READING[b.state] is reading]:
            found.append(asked % {"codes": _("、").join(codes)})
    if waiting.loose:
        found.append(_("发出去的纸票还有%(n)s张没有捆。", n=number(waiting.loose)))
    if waiting.awaited is not None:
        found.append(waiting.awaited)
    return [str(each) for each in found]


# -- opening, extending, closing ------------------------------------------------


@bp.get("/<int:id>/opening")
def opening(id: int) -> Response:
    """What opening freezes."""
    return _opening(load.mine(id, Can.OPEN_VOTE), forms.Press())


@bp.post("/<int:id>/opening")
def open_(id: int) -> Response:
    """Freeze the roll; ballots are taken from now on."""
    vote, form = load.mine(id, Can.OPEN_VOTE), forms.Press()
    if web.attempt(form, actions.open_, web.person(), vote) is None:
        return _opening(load.mine(id, Can.OPEN_VOTE), form)
    return web.done(url_for(".desk", id=id), _("表决开始了，名册已经封存。"))


def _opening(vote: Vote, form: forms.Press) -> Response:
    return web.reply(
        "voting/opening.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        size=lines.size(vote),
        window=lines.window(vote),
    )


@bp.get("/<int:id>/extension")
def extension(id: int) -> Response:
    """Whether it lacks turnout, and until when it could go on."""
    vote = load.mine(id, Can.EXTEND_VOTE)
    until_ = vote.closes_at and min(vote.closes_at + timedelta(days=7), _latest(vote))
    return _extension(vote, forms.Extend(until=until_))


@bp.post("/<int:id>/extension")
def extend(id: int) -> Response:
    """Extend it, once."""
    vote, form = load.mine(id, Can.EXTEND_VOTE), forms.Extend()
    if web.attempt(form, actions.extend, web.person(), vote, **form.values()) is None:
        return _extension(load.mine(id, Can.EXTEND_VOTE), form)
    return web.done(url_for(".desk", id=id), _("已经延长，名册上的人会收到通知。"))


def _latest(vote: Vote) -> datetime:
    return (vote.opens_at or clock.now()) + timedelta(days=vote.permit.window[1])


def _extension(vote: Vote, form: forms.Extend) -> Response:
    ends = vote.closes_at or clock.now()
    told_from = rules.turnout_told_from(ends, is_by_urn=vote.is_by_urn)
    is_sealed = told_from is not None and clock.now() < told_from
    turnout = actions.turnout(vote)
    return web.reply(
        "voting/extension.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        # Of a secret vote nobody learns how many have come, only whether enough have.
        checks=[] if vote.is_by_urn else turnout_checks(vote, turnout),
        lacks=not is_sealed and rules.lacks_turnout(vote.rule, vote.electorate, turnout),
        sealed_until=told_from if is_sealed else None,
        latest=_latest(vote),
    )


@bp.get("/<int:id>/closing")
def closing(id: int) -> Response:
    """What closing means."""
    return _closing(load.mine(id, Can.CLOSE_VOTE), forms.Press())


@bp.post("/<int:id>/closing")
def close(id: int) -> Response:
    """Close it, after its hour."""
    vote, form = load.mine(id, Can.CLOSE_VOTE), forms.Press()
    if web.attempt(form, actions.close, web.person(), vote) is None:
        return _closing(load.mine(id, Can.CLOSE_VOTE), form)
    return web.done(url_for(".desk", id=id), _("投票结束了。下一步：录入纸票，核对票数。"))


def _closing(vote: Vote, form: forms.Press) -> Response:
    return web.reply("voting/closing.html", form=form, vote=vote, crumbs=lines.back(vote))
