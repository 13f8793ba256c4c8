"""What the reader can do with a meeting now: asked of the policy (who) and of the rules (when)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic import clock
from civic.i18n import day, until
from civic.i18n import gettext as _
from civic.matters.rules import OPEN_FOR_OPINIONS
from civic.matters.views import Offer
from civic.meetings import rules
from civic.meetings.models import Meeting, Registration
from civic.meetings.rules import MeetingStage, PlanChange
from civic.opinions.models import Counts
from civic.policy import Can, Role, may
from civic.sittings.models import Attendance
from civic.sittings.rules import State

M = MeetingStage
ASIDE = 100


@dataclass(frozen=True)
class Now:
    """A meeting at this moment, for this reader."""

    meeting: Meeting
    reader: Any
    seat: Registration | None
    arrival: Attendance | None
    counts: Counts
    free: Sequence[int]

    def may(self, can: Can) -> bool:
        """The policy's answer."""
        return may(self.reader, can, self.meeting)

    def to(self, view: str, **facts: Any) -> str:
        """The address of a page of this meeting."""
        return url_for(f"meetings.{view}", id=self.meeting.id, **facts)

    @property
    def is_seated(self) -> bool:
        return self.seat is not None and self.seat.is_taken

    @property
    def is_its_day(self) -> bool:
        return clock.today() == clock.day_of(self.meeting.sitting.starts_at)

    @property
    def is_its_day_over(self) -> bool:
        return clock.today() > clock.day_of(self.meeting.sitting.starts_at)

    @property
    def took_part(self) -> bool:
        """Whether the reader may confirm the minutes: there, and not only to listen."""
        return self.arrival is not None and self.arrival.takes_part


def offers(now: Now) -> list[Offer]:
    """All that this reader can do here, the main thing first."""
    steps = {
        M.DRAFT: _preparing,
        M.PANEL_FORMED: _preparing,
        M.POSTPONED: _preparing,
        M.NOTICED: _before,
        M.IN_SESSION: _sitting,
        M.SAT: _after,
        M.REPLIES_AWAITED: _answering,
        M.PUBLISHED: _published,
        M.ANOTHER_ROUND: _minutes,
    }
    step = steps.get(now.meeting.stage)
    return sorted([*(step(now) if step else ()), *_speaking(now)])


def _preparing(now: Now) -> Iterator[Offer]:
    meeting = now.meeting
    if not now.may(Can.NOTIFY_MEETING):
        return
    is_explained = all(text.strip() for text in meeting.explanation.values())
    if meeting.stage is M.DRAFT:
        why = _("先写清楚影响到哪几方，再组成听证小组。")
        yield Offer(10, _("利益方和听证小组"), now.to("panel"), "people", why)
    else:
        yield Offer(ASIDE + 1, _("利益方和听证小组"), now.to("panel"), "people")
    if not is_explained:
        why = _("五项都写全了，才能发公告。")
        yield Offer(20, _("写方案说明"), now.to("plan"), "edit", why)
    else:
        yield Offer(ASIDE + 2, _("修改方案说明"), now.to("plan"), "edit")
    if meeting.stage is not M.DRAFT:
        earliest = rules.earliest_sitting(clock.today(), meeting.notice_days).due_on
        why = _("今天公告，最早%(day)s开会。", day=day(earliest))
        yield Offer(30, _("发公告"), now.to("notice"), "bell", why)
    yield Offer(ASIDE + 9, _("取消这场会"), now.to("cancellation"), "cross")


def _before(now: Now) -> Iterator[Offer]:
    meeting = now.meeting
    is_open = meeting.registration_until is None or clock.now() < meeting.registration_until
    if now.may(Can.REGISTER_FOR_MEETING):
        if now.is_seated:
            yield Offer(25, _("我的席位和签到码"), now.to("pass_"), "qr")
        elif meeting.registration_until is not None:
            why = until(meeting.registration_until) if is_open else ""
            yield Offer(20, _("报名"), now.to("registration"), "person", why)
    if now.may(Can.KEEP_MINUTES):
        order = 5 if now.is_its_day else ASIDE + 1
        yield Offer(order, _("进入会场"), now.to("room"), "meeting")
        yield Offer(ASIDE + 2, _("会场签到码（打印张贴）"), now.to("poster"), "print")
    if now.reader is None and is_open:
        why = _("登录以后，本社区的居民、业主和租户可以报名、提意见。")
        url = url_for("people.sign_in", next=now.to("show"))
        yield Offer(50, _("去登录"), url, "sign-in", why)
    yield from _chair(now)
    if now.may(Can.POSTPONE_MEETING):
        missed = _("公告的日子已经过了，会没有开。请延期，再发新的公告。")
        order, why = (5, missed) if now.is_its_day_over else (ASIDE + 8, "")
        yield Offer(order, _("延期"), now.to("postponement"), "clock", why)
        yield Offer(ASIDE + 9, _("取消这场会"), now.to("cancellation"), "cross")


def _chair(now: Now) -> Iterator[Offer]:
    if now.may(Can.FORM_PANEL):
        yield Offer(ASIDE + 7, _("换主持人"), now.to("chair"), "people")


def _sitting(now: Now) -> Iterator[Offer]:
    yield from _chair(now)
    if now.may(Can.KEEP_MINUTES):
        yield Offer(5, _("进入会场"), now.to("room"), "meeting")
    elif now.may(Can.ATTEND_MEETING) and now.arrival is None:
        why = _("到了会场，扫墙上的二维码签到。")
        yield Offer(10, _("我到了，签到"), now.to("arrival"), "check", why)


def _minutes(now: Now) -> Iterator[Offer]:
    """What was said is written down and confirmed, whatever follows on it (TM-5)."""
    state = now.meeting.sitting.state
    if state is State.CLOSED and now.may(Can.KEEP_MINUTES):
        yield Offer(10, _("整理会议纪要"), now.to("drafting"), "edit")
    if state is State.MINUTES_DRAFT and (
        now.took_part or now.may(Can.ADDRESS_OPINION) or _presides(now)
    ):
        yield Offer(10, _("看会议纪要，确认"), now.to("minutes"), "check")


def _after(now: Now) -> Iterator[Offer]:
    sitting = now.meeting.sitting
    yield from _minutes(now)
    if sitting.state is State.CLOSED and now.may(Can.OPEN_MEETING):
        yield from _reopening(now)
    if sitting.state is not State.MINUTES_CONFIRMED:
        yield from _chair(now)
    if sitting.state is State.MINUTES_CONFIRMED and now.may(Can.ADDRESS_OPINION):
        why = _("送交后15个工作日内逐条答复。")
        yield Offer(10, _("把意见送交答复"), now.to("sending"), "arrow-right", why)
    yield from _changes(now)


def _reopening(now: Now) -> Iterator[Offer]:
    closed_at = now.meeting.sitting.closed_at
    if closed_at is not None and clock.day_of(closed_at) == clock.today():
        yield Offer(ASIDE + 5, _("散会早了，继续开会"), now.to("reopen"), "meeting", posts=True)


def _answering(now: Now) -> Iterator[Offer]:
    meeting = now.meeting
    roles = meeting.relations(now.reader) if now.reader else frozenset()
    if now.counts.unanswered and Role.ADDRESSEE in roles:
        yield Offer(5, _("去答复意见"), url_for("opinions.desk"), "reply")
    if now.may(Can.PUBLISH_OUTCOME):
        if meeting.plan_change is PlanChange.SUBSTANTIAL:
            why = _("方案有重大改动，再听一轮才能公布结果。")
            yield Offer(8, _("再开一轮"), now.to("next_round"), "arrow-right", why)
        elif now.counts.unanswered:
            yield Offer(ASIDE + 1, _("看看还差谁的答复"), now.to("outcome"), "list")
        elif now.counts.contested:
            yield Offer(ASIDE + 1, _("看看还有什么没有定论"), now.to("outcome"), "list")
        else:
            yield Offer(8, _("公布结果"), now.to("outcome"), "register")
    yield from _changes(now)


def _published(now: Now) -> Iterator[Offer]:
    if now.may(Can.PUBLISH_OUTCOME) and now.meeting.plan_change is PlanChange.SUBSTANTIAL:
        yield Offer(8, _("再开一轮"), now.to("next_round"), "arrow-right")
    if now.may(Can.ARCHIVE_MATTER):
        yield Offer(ASIDE + 3, _("归档"), now.to("archiving"), "register")
    yield from _changes(now)


def _changes(now: Now) -> Iterator[Offer]:
    if now.may(Can.CHANGE_PLAN):
        yield Offer(ASIDE + 4, _("方案改了，登记变更"), now.to("plan_change"), "edit")


def _presides(now: Now) -> bool:
    chair = now.meeting.sitting.chair_id
    return now.reader is not None and chair == now.reader.id


def _speaking(now: Now) -> Iterator[Offer]:
    matter = now.meeting.matter
    if matter.stage in OPEN_FOR_OPINIONS and may(now.reader, Can.GIVE_OPINION, matter):
        why = _("批评、意见、建议都可以，每条都会答复。")
        yield Offer(40, _("我来说一句"), url_for("opinions.new", id=matter.id), "speak", why)
