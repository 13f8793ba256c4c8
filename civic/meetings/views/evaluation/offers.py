"""What the reader can do with an evaluation now, the main thing first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic import clock
from civic.i18n import day, until
from civic.i18n import gettext as _
from civic.matters.views import Offer
from civic.meetings import actions, rules
from civic.meetings.models import Evaluated, Meeting, Raters, Registration
from civic.meetings.rules import MeetingStage, PaperKind
from civic.meetings.views.load import power
from civic.meetings.views.offers import ASIDE
from civic.meetings.wording import named
from civic.policy import Can, may
from civic.sittings.models import Attendance
from civic.sittings.rules import State
from civic.voting.models import Vote
from civic.voting.rules import Electorate
from civic.voting.views.load import Head

M = MeetingStage


@dataclass(frozen=True)
class Now:
    """An evaluation at this moment, for this reader."""

    meeting: Meeting
    reader: Any
    seat: Registration | None
    arrival: Attendance | None
    rated: Sequence[Evaluated]
    groups: Sequence[Raters]
    heads: Sequence[tuple[Vote, Head]]

    def may(self, can: Can) -> bool:
        """The policy's answer, about the meeting."""
        return may(self.reader, power(self.meeting, can), self.meeting)

    def to(self, view: str, **facts: Any) -> str:
        """The address of a page of this meeting."""
        return url_for(f"meetings.{view}", id=self.meeting.id, **facts)

    @property
    def votes(self) -> list[Vote]:
        return [raters.vote for raters in self.groups if raters.vote is not None]

    @property
    def own(self) -> list[Evaluated]:
        """For whom the reader speaks: themselves, or the unit in which they hold an office."""
        if self.reader is None:
            return []
        return [each for each in self.rated if each.is_spoken_for_by(self.reader)]

    @property
    def is_rated(self) -> bool:
        """Whether the reader is rated, or has served where somebody is since the notice."""
        if self.reader is None:
            return False
        since = min((vote.noticed_on for vote in self.votes if vote.noticed_on), default=None)
        units = self.reader.unit_ids_since(since or clock.today())
        return any(each.unit_id in units or each.person_id == self.reader.id for each in self.rated)

    def enters(self, each: Evaluated) -> bool:
        """Whether the reader enters what a party hands in on paper: nobody who is rated."""
        return not self.is_rated and may(self.reader, Can.ENTER_SCORE_SHEET, each)

    @property
    def are_sheets_shut(self) -> bool:
        """Whether somebody may know ballots, so that no score is given any more (AP-8)."""
        return any(vote.known_at is not None for vote in self.votes)

    def sheets_missing(self, raters: Raters) -> int:
        """How many sheets a group still owes."""
        return len(self.rated) - len(raters.sheets) if raters.owes_sheets else 0


def offers(now: Now) -> list[Offer]:
    """All that this reader can do here."""
    steps = {
        M.DRAFT: _preparing,
        M.POSTPONED: _preparing,
        M.NOTICED: _before,
        M.IN_SESSION: _sitting,
        M.SAT: _after,
        M.PUBLISHED: _published,
    }
    step = steps.get(now.meeting.stage)
    return sorted(step(now) if step else ())


def _preparing(now: Now) -> Iterator[Offer]:
    meeting = now.meeting
    if now.may(Can.NOTIFY_MEETING) and not now.is_rated:
        earliest = rules.earliest_sitting(clock.today(), meeting.notice_days).due_on
        why = _("今天公告，最早%(day)s开会。", day=day(earliest))
        yield Offer(30, _("发公告"), now.to("announcement"), "bell", why)
        yield from _choosing(now)
        if meeting.stage is M.POSTPONED:
            yield from _chair(now)
        yield Offer(ASIDE + 9, _("取消这场会"), now.to("cancellation"), "cross")
    if meeting.noticed_at is not None:
        yield from _reports(now)


def _choosing(now: Now) -> Iterator[Offer]:
    """Who is rated and who rates, until a notice has named them; afterwards the lists alone. Nobody
    chooses their own raters (AP-8)."""
    for raters in now.groups:
        if raters.vote is not None and raters.vote.electorate is Electorate.INVITED:
            text = _("请人来评：%(group)s", group=named(raters))
            url = now.to("raters", raters_id=raters.id)
            yield Offer(ASIDE + 1, text, url, "people")
    if now.meeting.stage is M.DRAFT:
        yield Offer(ASIDE + 2, _("改评谁、谁来评"), now.to("parties"), "edit")


def _reports(now: Now) -> Iterator[Offer]:
    for each in now.own:
        if not may(now.reader, Can.HAND_IN_REPORT, each):
            continue
        url = now.to("report", evaluated_id=each.id)
        if each.paper(PaperKind.REPORT) is None:
            why = _("开会以前要交，大家先看报告再提问。")
            yield Offer(4, _("交报告"), url, "document", why)
        else:
            yield Offer(ASIDE + 3, _("重交报告"), url, "document")
    for each in now.rated:
        report = each.paper(PaperKind.REPORT)
        if now.enters(each) and (report is None or report.is_paper):
            text = _("录入纸质报告：%(name)s", name=each.name)
            url = now.to("report_on_paper", evaluated_id=each.id)
            yield Offer(ASIDE + 4, text, url, "document")


def _before(now: Now) -> Iterator[Offer]:
    meeting = now.meeting
    yield from _reports(now)
    yield from _ballots(now)
    if now.may(Can.KEEP_MINUTES):
        order = 5 if clock.today() == clock.day_of(meeting.sitting.starts_at) else ASIDE + 1
        yield Offer(order, _("进入会场"), now.to("room"), "meeting")
        yield Offer(ASIDE + 2, _("会场签到码（打印张贴）"), now.to("poster"), "print")
    yield from _desks(now, 15)
    if now.may(Can.REGISTER_FOR_MEETING) and meeting.registration_until is not None:
        if now.seat is not None and now.seat.is_taken:
            yield Offer(25, _("我的席位和签到码"), now.to("pass_"), "qr")
        elif not now.heads and clock.now() < meeting.registration_until:
            why = until(meeting.registration_until)
            yield Offer(26, _("报名旁听"), now.to("registration"), "person", why)
    yield from _chair(now)
    if now.may(Can.POSTPONE_MEETING) and not now.is_rated:
        is_over = clock.today() > clock.day_of(meeting.sitting.starts_at)
        missed = _("公告的日子已经过了，会没有开。请延期，再发新的公告。")
        order, why = (4, missed) if is_over else (ASIDE + 8, "")
        yield Offer(order, _("延期"), now.to("postponement"), "clock", why)
        yield Offer(ASIDE + 9, _("取消这场会"), now.to("cancellation"), "cross")
    yield from _sign_in(now)


def _sign_in(now: Now) -> Iterator[Offer]:
    if now.reader is None:
        why = _("登录以后，名册上的人可以评议，其他人可以报名旁听。")
        url = url_for("people.sign_in", next=now.to("show"))
        yield Offer(50, _("去登录"), url, "sign-in", why)


def _chair(now: Now) -> Iterator[Offer]:
    if now.may(Can.FORM_PANEL) and not now.is_rated:
        yield Offer(ASIDE + 7, _("换主持人"), now.to("chair"), "people")


def _sitting(now: Now) -> Iterator[Offer]:
    yield from _ballots(now)
    if now.may(Can.KEEP_MINUTES):
        yield Offer(5, _("进入会场"), now.to("room"), "meeting")
    elif now.may(Can.ATTEND_MEETING) and now.arrival is None:
        why = _("到了会场，扫墙上的二维码签到。")
        yield Offer(20, _("我到了，签到"), now.to("arrival"), "check", why)
    yield from _sheets(now, ASIDE + 2)
    yield from _desks(now, ASIDE + 3)
    yield from _chair(now)
    yield from _sign_in(now)


def _ballots(now: Now) -> Iterator[Offer]:
    """The one thing that somebody on the roll comes for; of a household first who casts for it."""
    for vote, head in now.heads:
        may_rate = head.is_casters(now.reader) and not head.rates_themselves
        if vote.is_taking_ballots and not head.is_cast and may_rate:
            why = until(vote.closes_at) if vote.closes_at else ""
            url = url_for("voting.ballot", id=vote.id, voter=head.voter.id)
            yield Offer(3, _("去评议投票"), url, "vote", why)
        elif head.lacks_caster and not head.is_cast and head.may_name(now.reader):
            url = url_for("voting.caster", id=vote.id, voter=head.voter.id)
            yield Offer(15, _("推举由谁来投"), url, "people")


def _after(now: Now) -> Iterator[Offer]:
    yield from _ballots(now)
    state = now.meeting.sitting.state
    if state is State.CLOSED and now.may(Can.KEEP_MINUTES):
        yield Offer(14, _("整理会议纪要"), now.to("drafting"), "edit")
    took_part = now.arrival is not None and now.arrival.takes_part
    presides = now.reader is not None and now.meeting.sitting.chair_id == now.reader.id
    if state is State.MINUTES_DRAFT and (took_part or presides or now.may(Can.KEEP_MINUTES)):
        yield Offer(8, _("看会议纪要，确认"), now.to("minutes"), "check")
    if state is State.CLOSED and now.may(Can.OPEN_MEETING):
        closed_at = now.meeting.sitting.closed_at
        if closed_at is not None and clock.day_of(closed_at) == clock.today():
            url = now.to("reopen")
            yield Offer(ASIDE + 5, _("散会早了，继续开会"), url, "meeting", posts=True)
    if state is not State.MINUTES_CONFIRMED:
        yield from _chair(now)
    yield from _sheets(now, 9)
    if all(vote.is_over for vote in now.votes):
        yield from _desks(now, 10)
    else:
        yield from _desks(now, ASIDE + 3)
    if (
        now.may(Can.PUBLISH_EVALUATION)
        and not now.is_rated
        and all(vote.is_settled for vote in now.votes)
    ):
        why = _("票都计好了。有结果的，公布以后被评议方交整改方案。")
        yield Offer(6, _("公布评议结果"), now.to("result"), "register", why)
    yield from _sign_in(now)


def _sheets(now: Now, order: int) -> Iterator[Offer]:
    """What is still to be typed from paper, by whoever is not rated."""
    if now.is_rated or now.are_sheets_shut:
        return
    for raters in now.groups:
        if raters.votes or not may(now.reader, Can.ENTER_SCORE_SHEET, raters):
            continue
        missing = now.sheets_missing(raters)
        text = _("录入评分表：%(group)s", group=named(raters))
        why = _("还差%(n)s份", n=missing) if missing else ""
        place = order if missing else ASIDE + 4
        yield Offer(place, text, now.to("sheets", raters_id=raters.id), "list", why)


def _desks(now: Now, order: int) -> Iterator[Offer]:
    """To the desk of a group's vote: key, papers, opening the urn, counting stand there; for nobody
    who is rated (EV-4)."""
    if now.is_rated:
        return
    for raters in now.groups:
        vote = raters.vote
        if vote is None or vote.is_settled or not may(now.reader, Can.RECONCILE_VOTE, vote):
            continue
        text = _("票箱和计票：%(group)s", group=named(raters))
        yield Offer(order, text, url_for("voting.desk", id=vote.id), "vote")


def _published(now: Now) -> Iterator[Offer]:
    for each in now.rated:
        due = each.result.plan_due if each.result and each.awaits_plan else None
        files = each in now.own and may(now.reader, Can.FILE_PLAN, each)
        url = now.to("plan_of", evaluated_id=each.id)
        if due is not None and files:
            yield Offer(4, _("交整改方案"), url, "document", until(due.ends_at))
        plan = each.paper(PaperKind.PLAN)
        if plan is not None and plan.is_paper and files:
            text = _("自己交整改方案，代替录入的：%(name)s", name=each.name)
            yield Offer(ASIDE + 2, text, url, "document")
        if due is not None and now.enters(each):
            text = _("录入纸质整改方案：%(name)s", name=each.name)
            url = now.to("plan_on_paper", evaluated_id=each.id)
            yield Offer(ASIDE + 2, text, url, "document")
    for each in now.own:
        may_state = each.result is not None and may(now.reader, Can.STATE_ON_EVALUATION, each)
        if may_state and each.paper(PaperKind.STATEMENT) is None:
            url = now.to("statement", evaluated_id=each.id)
            yield Offer(ASIDE + 1, _("对结果说几句"), url, "speak")
    again = [each for each in now.rated if _is_looked_at_again(now, each)]
    if again and not actions.was_rated(now.meeting, now.reader):
        for each in again:
            url = now.to("recheck", evaluated_id=each.id)
            yield Offer(6, _("复查：%(name)s", name=each.name), url, "search")
    if now.may(Can.ARCHIVE_MATTER):
        yield Offer(ASIDE + 3, _("归档"), now.to("archiving"), "register")


def _is_looked_at_again(now: Now, party: Evaluated) -> bool:
    """Whether ninety days have passed and the reader's office looks at it once more."""
    due = party.result.recheck_due if party.result and party.awaits_recheck else None
    is_time = due is not None and clock.today() >= due.due_on
    return is_time and may(now.reader, Can.RECHECK_EVALUATION, party)
