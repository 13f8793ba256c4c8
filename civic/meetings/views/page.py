"""The heart page of a meeting: where it stands, what to do until when, why, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic import clock
from civic.db import session
from civic.i18n import day, masked, moment
from civic.i18n import gettext as _
from civic.matters.views import Offer
from civic.meetings import models, rules
from civic.meetings.models import (
    ChairChange,
    InterestGroup,
    Meeting,
    PanelMember,
    PlanRevision,
    Registration,
)
from civic.meetings.rules import Capacity, MeetingKind, MeetingStage, PlanChange
from civic.meetings.views.deadlines import deadline
from civic.meetings.views.lines import named_round
from civic.meetings.views.load import counted
from civic.meetings.views.offers import ASIDE, Now, offers
from civic.meetings.views.parts import Count, Deadline, Group, Item, Member, Part, Step, Sum
from civic.meetings.wording import (
    CAPACITY,
    EXPLANATION,
    INITIATIVE,
    KIND,
    PART,
    PLAN_CHANGE,
    SCOPE,
    SEAT_STATE,
    STEP,
    told,
    where,
)
from civic.opinions.models import Counts
from civic.policy import Can, may
from civic.register.models import RegisterEntry
from civic.sittings.models import Attendance, Hands, Sitting
from civic.sittings.rules import OPEN_FOR_ARRIVALS, ItemState, State, next_item
from civic.sittings.wording import MODE, item_word, lacks_hands, public_name
from civic.wording import cite, computed

M = MeetingStage


@dataclass(frozen=True)
class Page:
    """Everything that ``meetings/show.html`` shows."""

    meeting: Meeting
    kicker: str
    stands: str
    chain: list[Step]
    crumbs: list[tuple[str, str | None]]
    deadline: Deadline | None
    main: Offer | None
    further: list[Offer]
    why_not: str | None
    mine: str | None
    facts: list[tuple[str, str]]
    dates: list[str]
    materials: str | None
    groups: list[Group]
    members: list[Member]
    composition: list[Sum]
    explanation: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    chairs: list[tuple[str, str]]
    items: list[Item]
    hands: list[Count]
    roll: list[tuple[str, str]]
    counts: Counts
    is_live: bool
    is_noticed: bool
    is_ahead: bool
    has_minutes: bool
    entry: RegisterEntry | None
    following: str | None
    previous: str | None

    @property
    def say(self) -> Offer | None:
        """Giving an opinion, where it is not the main thing to do."""
        return next((offer for offer in self.further if offer.icon == "speak"), None)


def build(meeting: Meeting, entry: RegisterEntry | None, reader: Any) -> Page:
    """The page for this reader: five queries, however many take part."""
    ident = reader.id if reader else None
    prepares = may(reader, Can.CONVENE_MEETING, meeting)
    row = session().execute(models.standing(meeting, ident, prepares=prepares)).one()
    seat, arrival, observing, present, observers, following, materials = row
    counts, last_due, last_answer = counted(meeting)
    panel = session().scalars(models.panel_of(meeting.id)).all()
    stands = groups(meeting) if meeting.stage in _SEATING else []
    now = Now(meeting, reader, seat, arrival, counts, [g.seats - g.seated for g in stands])
    able = offers(now)
    main = next((offer for offer in able if offer.order < ASIDE), None)
    return Page(
        meeting=meeting,
        kicker=kicker(meeting),
        stands=where(meeting, _open(meeting, counts), counts.contested),
        chain=chain(meeting, _open(meeting, counts), counts.contested),
        crumbs=crumbs(meeting),
        deadline=deadline(meeting, counts, last_due, last_answer),
        main=main,
        further=[offer for offer in able if offer is not main],
        why_not=None if main else why_not(now),
        mine=mine(seat, arrival),
        facts=facts(meeting, observing),
        dates=dates(meeting),
        materials=materials,
        groups=stands,
        members=members(panel, meeting),
        composition=composition(meeting, panel, stands),
        explanation=explanation(meeting),
        changes=changes(meeting.plan_changes),
        chairs=chairs(meeting.chair_changes),
        items=items(meeting.sitting),
        hands=[tally(hands) for hands in meeting.sitting.hands],
        roll=roll(meeting, present, observers),
        counts=counts,
        is_live=meeting.sitting.is_open,
        is_noticed=meeting.noticed_at is not None,
        is_ahead=meeting.sitting.state is State.SCHEDULED,
        has_minutes=meeting.sitting.state is State.MINUTES_CONFIRMED,
        entry=entry,
        following=url_for("meetings.show", id=following) if following else None,
        previous=url_for("meetings.show", id=meeting.previous_id) if meeting.previous_id else None,
    )


_SEATING = frozenset({M.DRAFT, M.PANEL_FORMED, M.POSTPONED, M.NOTICED, M.IN_SESSION})


def kicker(meeting: Meeting) -> str:
    """听证会 · 第2轮."""
    return f"{KIND[meeting.kind]} · {named_round(meeting)}"


def _open(meeting: Meeting, counts: Counts) -> int | None:
    """What is still unanswered, where that decides what comes next: not before another round."""
    return None if meeting.plan_change is PlanChange.SUBSTANTIAL else counts.unanswered


def chain(meeting: Meeting, unanswered: int | None, contested: int) -> list[Step]:
    """The way of this round; broken off, it has none."""
    at = rules.stands(meeting.stage, meeting.sitting.state, unanswered, contested)
    found = rules.progress(meeting.stage, at)
    return [Step(str(STEP[step]), state.value) for step, state in found]


def crumbs(meeting: Meeting) -> list[tuple[str, str | None]]:
    """The meetings, the community's, the matter."""
    matter = meeting.matter
    return [
        (_("会议"), url_for("meetings.index")),
        (matter.community.name, url_for("meetings.index", place=matter.community_id)),
        (_("议题%(code)s", code=matter.code), url_for("matters.show", id=matter.id)),
    ]


def facts(meeting: Meeting, observing: int) -> list[tuple[str, Any]]:
    """Time, place, who decides, seats; of one held elsewhere, from when to when."""
    sitting = meeting.sitting
    if meeting.is_from_elsewhere and sitting.opened_at and sitting.closed_at:
        began, ended = day(sitting.opened_at), day(sitting.closed_at)
        return [
            (_("时间"), _("%(began)s起，%(ended)s止", began=began, ended=ended)),
            (_("地点"), sitting.venue),
            (_("谁作决定"), meeting.decision_maker.name),
        ]
    is_fixed = meeting.stage not in {M.DRAFT, M.PANEL_FORMED, M.POSTPONED}
    rows = [
        (_("时间") if is_fixed else _("打算的时间"), moment(sitting.starts_at)),
        (_("地点"), sitting.venue),
        (_("主持人"), sitting.chair.name if sitting.chair else _("还没有确定")),
        (_("谁作决定"), meeting.decision_maker.name),
        (_("谁提出来的"), str(INITIATIVE[meeting.initiative])),
        (_("为什么开"), str(SCOPE[meeting.scope])),
        (_("旁听席"), observers(meeting, observing)),
    ]
    if meeting.agreement:
        rows.insert(5, (_("来函或复函"), meeting.agreement))
    return rows


def observers(meeting: Meeting, taken: int) -> str:
    """How many seats there are; what is left counts until it is over."""
    seats = meeting.observer_seats
    if meeting.sitting.state not in OPEN_FOR_ARRIVALS:
        return str(_("%(all)s席，报名%(taken)s席", all=seats, taken=taken))
    left = max(0, seats - taken)
    text = _("%(all)s席，已报名%(taken)s席，还有%(left)s席", all=seats, taken=taken, left=left)
    return str(text)


def dates(meeting: Meeting) -> list[str]:
    """How the day was found: the notice, its clear days, the earliest day (HR-4)."""
    if meeting.is_from_elsewhere:
        return []
    noticed_on = clock.day_of(meeting.noticed_at) if meeting.noticed_at else clock.today()
    due = rules.earliest_sitting(noticed_on, meeting.notice_days)
    lines = [
        _("%(day)s公告。", day=day(noticed_on))
        if meeting.noticed_at
        else _("如果今天（%(day)s）公告：", day=day(noticed_on)),
        *computed(due)[:1],
        _("所以最早%(day)s开会。", day=day(due.due_on)),
    ]
    if meeting.noticed_at and meeting.stage is not M.POSTPONED:
        lines.append(_("实际定在%(moment)s。", moment=moment(meeting.sitting.starts_at)))
    article = "HR-4" if meeting.kind is MeetingKind.HEARING else "EV-2"
    return [str(each) for each in (*lines, cite(article))]


def groups(meeting: Meeting) -> list[Group]:
    """The interest groups, their seats and who is in them."""
    found = session().execute(models.groups_of(meeting.id))
    return [_group(group, seated, waiting) for group, seated, waiting in found]


def _group(group: InterestGroup, seated: int, waiting: int) -> Group:
    return Group(group.id, group.name, group.stake, group.is_affected, group.seats, seated, waiting)


def members(panel: Sequence[PanelMember], meeting: Meeting) -> list[Member]:
    """The panel as the public may know it: who holds an office by name, neighbours masked."""
    return [
        Member(
            member.id,
            _named(member, meeting),
            str(CAPACITY[member.capacity]),
            member.group.name if member.group else "",
            member.office,
            member.capacity is Capacity.HEAD,
        )
        for member in panel
    ]


def _named(member: PanelMember, meeting: Meeting) -> str:
    if member.person is None:
        return masked(member.name)
    if member.capacity is Capacity.HEAD or member.person_id == meeting.sitting.chair_id:
        return member.name
    return public_name(member.person)


def composition(
    meeting: Meeting, panel: Sequence[PanelMember], stands: Sequence[Group]
) -> list[Sum]:
    """Whether the panel is fair, with the sums (HR-6)."""
    names = [group.name for group in stands]
    names += [m.group.name for m in panel if m.group is not None and m.group.name not in names]
    checks = rules.composition(list(dict.fromkeys(names)), [member.seat for member in panel])
    return [Sum(told(check), check.holds, cite(check.article)) for check in checks]


def explanation(meeting: Meeting) -> list[tuple[str, str]]:
    """What the organiser explains, part by part, as far as it is written."""
    return [(str(EXPLANATION[part]), text) for part, text in meeting.explanation.items() if text]


def changes(revisions: Sequence[PlanRevision]) -> list[tuple[str, str, str]]:
    """What changed after the sitting: when, how far, what."""
    return [(day(r.at), str(PLAN_CHANGE[r.extent]), r.text) for r in revisions]


def chairs(found: Sequence[ChairChange]) -> list[tuple[str, str]]:
    """Who stood in for whom: when and why."""
    return [(moment(c.at), _stood_in(c)) for c in found]


def _stood_in(change: ChairChange) -> str:
    name, reason = change.person.name, change.reason
    if change.before is None:
        return str(_("由%(name)s主持。理由：%(reason)s", name=name, reason=reason))
    before = change.before.name
    return str(
        _(
            "原由%(before)s主持，改由%(name)s主持。理由：%(reason)s",
            before=before,
            name=name,
            reason=reason,
        )
    )


_TONE = {ItemState.DONE: "done", ItemState.OPEN: "now", ItemState.WAITING: "plain"}


def items(sitting: Sitting) -> list[Item]:
    """The agenda as a chain of what is done, now and next."""
    following = next_item([item.state for item in sitting.items])
    return [
        Item(
            item.id,
            item.title,
            item_word(item, sitting.hands),
            "plain" if lacks_hands(item, sitting.hands) else _TONE[item.state],
            item.state is ItemState.OPEN,
            item.state is ItemState.WAITING,
            place == following,
        )
        for place, item in enumerate(sitting.items, start=1)
    ]


def tally(hands: Hands) -> Count:
    """Counted hands as a bar with its numbers; nobody there, nothing to draw."""
    kinds = (
        (_("同意"), hands.yes, "agree"),
        (_("反对"), hands.no, "disagree"),
        (_("弃权"), hands.abstain, "pass"),
        (_("未表态"), hands.not_shown, "absent"),
    )
    whole = max(1, hands.present)
    return Count(
        f"hands-{hands.id}",
        hands.question,
        [Part(str(text), n, n * 1000 // whole, None, tone) for text, n, tone in kinds],
    )


def roll(meeting: Meeting, present: int, observers: int) -> list[tuple[str, str]]:
    """How many were there; names stay on the roll."""
    sitting = meeting.sitting
    if sitting.opened_at is None or meeting.is_from_elsewhere:
        return []
    rows = [
        (_("到会"), _("%(n)s人", n=present)),
        (_("旁听"), _("%(n)s人", n=observers)),
        (_("开会时间"), moment(sitting.opened_at)),
    ]
    if sitting.closed_at is not None:
        rows.append((_("散会时间"), moment(sitting.closed_at)))
    return [(str(term), str(value)) for term, value in rows]


def mine(seat: Registration | None, arrival: Attendance | None) -> str | None:
    """What the reader has here already."""
    if arrival is not None:
        return str(_("您已签到：%(mode)s。", mode=MODE[arrival.mode]))
    if seat is None or not seat.is_taken:
        return None
    return str(
        _(
            "您已报名：%(part)s，%(state)s。",
            part=PART[seat.part],
            state=SEAT_STATE[seat.state],
        )
    )


def why_not(now: Now) -> str | None:
    """Instead of a dead button: why there is nothing to do here, and who may."""
    stage, reader, meeting = now.meeting.stage, now.reader, now.meeting
    if stage is M.NOTICED and reader is not None and not reader.is_verified:
        return str(_("您的身份还没有核实。带上证件到居委会核实以后，就可以报名。"))
    if stage is M.SAT and meeting.sitting.state is State.MINUTES_CONFIRMED:
        unit = meeting.decision_maker.name
        return str(_("会议纪要已经确认，居委会接着把意见送交%(unit)s逐条答复。", unit=unit))
    if stage is M.SAT:
        return str(_("会议纪要由主持人和到会代表确认，确认以后公开。"))
    if stage is M.REPLIES_AWAITED and now.counts.unanswered:
        return str(
            _(
                "还有%(n)s条意见没有答复，由%(unit)s逐条答复。答复齐了才能公布结果。",
                n=now.counts.unanswered,
                unit=meeting.decision_maker.name,
            )
        )
    if stage is M.REPLIES_AWAITED and now.counts.contested:
        return str(
            _(
                "隐藏的意见有%(n)s条还没有定论：可以提异议，或者异议还没有裁定。有了定论才能公布结果。",
                n=now.counts.contested,
            )
        )
    if stage is M.REPLIES_AWAITED and meeting.plan_change is not PlanChange.SUBSTANTIAL:
        return str(_("意见已经全部答复，居委会正在整理结果。"))
    if stage in {M.POSTPONED, M.CANCELLED} and meeting.halted_reason:
        return str(_("理由：%(reason)s", reason=meeting.halted_reason))
    return None
