"""The heart page of a matter: where it stands, what to do until when, why, what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from markupsafe import Markup
from sqlalchemy import select

from civic import calendar, clock, ledger
from civic.checks import Check
from civic.db import session
from civic.i18n import gettext as _
from civic.i18n import masked, moment, until
from civic.ledger import Entry, Fact
from civic.matters import models, rules
from civic.matters.models import Matter, MatterAttachment
from civic.matters.rules import (
    OPEN_FOR_REVIEW,
    OPEN_FOR_SECONDING,
    STOPPED,
    Forum,
    HideGround,
    Progress,
    Screening,
    Stage,
)
from civic.matters.views import hidden
from civic.matters.views.offers import ASIDE, Offer, offers, panels
from civic.matters.wording import (
    CATEGORY_SHORT,
    DESTINATION,
    EFFECT,
    ELECTORATE,
    FORUM,
    GROUND,
    HAPPENED,
    STAGE,
    STANDS,
    STANDS_GATED,
    STANDS_ROUTED,
    STEP,
)
from civic.policy import BELONGING, Can, may
from civic.wording import ROLE, cite, computed


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
class Sum:
    """A check in words."""

    text: str
    holds: bool
    article: str
    left: int
    right: int


@dataclass(frozen=True)
class Event:
    """Something that has happened."""

    when: str
    text: str
    by: str


@dataclass(frozen=True)
class File:
    """An attachment as ``ui.files`` takes it."""

    id: int
    url: str
    name: str
    size: str
    width: int | None
    height: int | None
    is_kept: bool


@dataclass(frozen=True)
class Joined:
    """A matter that joined this one, or that this one joined."""

    url: str
    number: str
    title: str


@dataclass(frozen=True)
class Page:
    """Everything that ``matters/show.html`` shows."""

    matter: Matter
    number: str
    category: str
    stands: str
    crumbs: list[tuple[str, str | None]]
    chain: list[Step]
    facts: list[tuple[str, str]]
    result: tuple[str, str] | None
    waits_for_review: bool
    merged_into: Joined | None
    merged: list[Joined]
    deadline: Deadline | None
    main: Offer | None
    further: list[Offer]
    has_seconded: bool
    support: Sum | None
    outcome: list[tuple[str, str]]
    why_not: str | None
    pictures: list[File]
    papers: list[File]
    hidden: list[hidden.Told]
    kept: Matter | None
    events: list[Event]
    panels: list[Markup]


def find(id: int, reader: Any) -> tuple[Matter, bool]:
    """A matter that this reader may read, and whether they second it; 404 otherwise.

    A draft is its author's alone: to everybody else it is not there.
    """
    statement = models.page(id, reader.id if reader else None)
    found = session().execute(statement.execution_options(populate_existing=True)).unique()
    row = found.one_or_none()
    if row is None or not (row[0].is_public or may(reader, Can.EDIT_MATTER, row[0])):
        abort(404)
    return row[0], row[1]


def build(matter: Matter, reader: Any, *, has_seconded: bool) -> Page:
    """The page for this reader."""
    able = offers(matter, reader, has_seconded=has_seconded)
    main = next((offer for offer in able if offer.order < ASIDE), None)
    kept = [file(link) for link in matter.attachments if not link.is_hidden]
    return Page(
        matter=matter,
        number=number(matter),
        category=str(CATEGORY_SHORT[matter.category]),
        stands=stands(matter),
        crumbs=crumbs(matter),
        chain=chain(matter),
        facts=facts(matter),
        result=result(matter),
        waits_for_review=matter.stage in OPEN_FOR_REVIEW and matter.needs_party_review,
        merged_into=joined(matter.merged_into) if matter.merged_into else None,
        merged=[joined(each) for each in matter.merged],
        deadline=deadline(matter),
        main=main,
        further=[offer for offer in able if offer is not main],
        has_seconded=has_seconded,
        support=support(matter),
        outcome=outcome(matter),
        why_not=None if main else why_not(matter, reader, has_seconded),
        pictures=[each for each in kept if each.width],
        papers=[each for each in kept if not each.width],
        hidden=hidden.told(matter, reader),
        kept=matter if matter.is_hidden and hidden.may_read(matter, reader) else None,
        events=events(matter, session().scalars(models.happened(matter)).all()),
        panels=panels(matter) if matter.is_public else [],
    )


def stands(matter: Matter) -> str:
    """Where it stands, in a sentence."""
    if matter.stage is not Stage.SCREENED or matter.forum is None:
        return str(STANDS[matter.stage])
    words = STANDS_GATED if matter.needs_party_review else STANDS_ROUTED
    return str(words) % {"forum": FORUM[matter.forum]}


def facts(matter: Matter) -> list[tuple[str, str]]:
    """Who raised it, when, where."""
    at = matter.raised_at or matter.created_at
    rows = [
        (_("提出人"), author(matter)),
        (_("提出时间"), moment(at)),
        (_("是哪里的事"), " ".join(matter.where)),
    ]
    if matter.round > 1:
        rows.append((_("第几轮"), _("第%(n)s轮", n=matter.round)))
    return rows


def result(matter: Matter) -> tuple[str, str] | None:
    """What the committee said of it, as a tag."""
    if matter.screening is None:
        return None
    said = {
        Screening.ACCEPT: (Stage.SCREENED, "done"),
        Screening.REJECT: (Stage.REJECTED, "plain"),
        Screening.ROUTE_OUT: (Stage.ROUTED_OUT, "plain"),
    }
    stage, tone = said[matter.screening]
    return str(STAGE[stage]), tone


def joined(other: Matter) -> Joined:
    """The other matter of a merger, as a way to it."""
    return Joined(url_for("matters.show", id=other.id), number(other), other.title)


def author(matter: Matter) -> str:
    """Who raised it, as the public may know: a masked name, or an office."""
    role = str(ROLE[matter.raised_as])
    if matter.raised_as not in BELONGING:
        return role
    person = matter.author
    return str(_("%(name)s（%(role)s）", name=name(person), role=role))


def name(person: Any) -> str:
    """A person's name in public: masked, unless they agreed otherwise."""
    return str(person.name) if person.shows_name else masked(person.name)


def chain(matter: Matter) -> list[Step]:
    """Its own way; a stopped matter ends where it stopped."""
    steps = [
        Step(str(STEP[step]), "done" if state is Progress.STOPPED else state.value)
        for step, state in matter.chain
    ]
    if matter.stage in STOPPED and matter.stage is not Stage.ROUTED_OUT:
        steps.append(Step(str(STAGE[matter.stage]), "now"))
    return steps


def deadline(matter: Matter) -> Deadline | None:
    """Until when the committee must have screened it, and how that was computed (TM-2)."""
    if matter.stage is not Stage.SUBMITTED or matter.raised_at is None:
        return None
    due = rules.screening_due(clock.day_of(matter.raised_at), calendar.current())
    text = _("居委会答复是否受理：%(until)s", until=until(due.ends_at))
    return Deadline(
        text,
        clock.now() >= due.ends_at,
        [*computed(due), _("依据：%(article)s。", article=cite("TM-2"))],
    )


def support(matter: Matter) -> Sum | None:
    """How far it is from having to be accepted (CN-8)."""
    if matter.stage is not Stage.SUBMITTED:
        return None
    return told(rules.qualification(matter.supporters)[0])


def told(check: Check) -> Sum:
    """A check of CN-8 in words."""
    facts = {"left": check.left, "right": check.right}
    text = (
        _("附议%(left)s户，满%(right)s户居委会就不能驳回", **facts)
        if check.check == "households"
        else _("附议%(left)s人，满%(right)s人居委会就不能驳回", **facts)
    )
    return Sum(text, check.holds, cite(check.article), min(check.left, check.right), check.right)


def why_not(matter: Matter, reader: Any, has_seconded: bool) -> str | None:
    """Instead of a dead button: why there is nothing to do, and who may."""
    if reader is None or matter.stage not in OPEN_FOR_SECONDING:
        return None
    if reader.id == matter.author_id:
        return str(_("这是您提出的。把链接发给邻居，请他们来附议。"))
    if has_seconded:
        return str(_("您已经附议。有新进展会通知您。"))
    if not reader.is_verified:
        return str(_("您的身份还没有核实。带上证件到居委会核实以后，就可以附议。"))
    return str(_("附议由本社区的居民、业主和租户来做。"))


def outcome(matter: Matter) -> list[tuple[str, str]]:
    """What was decided about its way: terms and values for ``ui.facts``."""
    rows: list[tuple[str, str]] = []
    if matter.destination:
        rows.append((_("去处"), str(DESTINATION[matter.destination])))
    if route := matter.route:
        rows.append((_("由谁来议"), str(FORUM[route.forum])))
        rows.append((_("结果的效力"), str(EFFECT[route.effect])))
        rows.append((_("谁来表决"), str(ELECTORATE[route.electorate])))
        rows.append((_("依据"), cite(route.article)))
    return rows


def events(matter: Matter, entries: Iterable[Entry]) -> list[Event]:
    """The public record of a matter as a timeline, newest first."""
    told_ = [_event(matter, entry) for entry in entries]
    return [event for event in reversed(told_) if event is not None]


_BY_AUTHOR = frozenset(
    {Fact.MATTER_RAISED, Fact.MATTER_EDITED, Fact.MATTER_WITHDRAWN, Fact.MATTER_OBJECTED}
)
_BY_COMMITTEE = frozenset(
    {
        Fact.MATTER_SCREENED,
        Fact.MATTER_MERGED,
        Fact.MATTER_ROUTED,
        Fact.MATTER_HIDDEN,
        Fact.MATTER_CLOSED,
    }
)


_PARTS = ("into", "from", "words", "file")


def _event(matter: Matter, entry: Entry) -> Event | None:
    public = ledger.content(entry).get("pub") or {}
    parts = (public.get("result"), *(part for part in _PARTS if part in public), None)
    keys = (f"{entry.fact.value}:{part}" if part else entry.fact.value for part in parts)
    key = next((key for key in keys if key in HAPPENED), None)
    if key is None:
        return None
    by = ""
    if entry.fact in _BY_AUTHOR:
        by = author(matter)
    elif entry.fact in _BY_COMMITTEE:
        by = _("%(place)s居委会", place=matter.community.name)
    if "forum" in public:
        public["forum"] = FORUM[Forum(public["forum"])]
    if "ground" in public:
        public["ground"] = GROUND[HideGround(public["ground"])]
    return Event(moment(entry.at), str(HAPPENED[key]) % public, by)


def file(link: MatterAttachment) -> File:
    """An attachment with its own address."""
    kept = link.attachment
    kilobytes = max(1, round(kept.size / 1024))
    size = (
        _("%(n)s KB", n=kilobytes)
        if kilobytes < 1024
        else _("%(n)s MB", n=f"{kilobytes / 1024:.1f}")
    )
    is_kept = link.hiding is not None
    return File(kept.id, hidden.address(link), kept.name, size, kept.width, kept.height, is_kept)


def crumbs(matter: Matter) -> list[tuple[str, str | None]]:
    """Where it lies; the community leads to its list."""
    first, *rest = matter.where
    return [
        (first, url_for("matters.index", place=matter.community_id)),
        *((each, None) for each in rest),
    ]


def number(matter: Matter) -> str:
    """议题2026-031, as people quote it."""
    return str(_("议题%(code)s", code=matter.code) if matter.code else _("草稿"))


def seconder_rows(matter_id: int, offset: int, limit: int) -> Sequence[models.Seconding]:
    """Some of those who stand behind it, with their persons."""
    statement = models.seconders(matter_id).offset(offset).limit(limit)
    return session().scalars(statement).all()


def attachment(matter_id: int, attachment_id: int) -> models.MatterAttachment | None:
    """One file of a matter, by the file's id."""
    link = models.MatterAttachment
    return session().scalar(
        select(link).where(link.matter_id == matter_id, link.attachment_id == attachment_id)
    )
