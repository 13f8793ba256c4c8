"""A neighbourhood in which everything is under way: a row for whatever a route asks for.

Built once for each database. Each name says how far the thing has come; a route's
table (``routes.py``) speaks of things by these names.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select

from civic import clock, db
from civic.db import session
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Stage
from civic.meetings import actions as meetings
from civic.meetings.models import InterestGroup, Meeting, PanelMember, Registration
from civic.meetings.rules import PlanChange
from civic.notices import actions as notices
from civic.notices.models import Notification
from civic.opinions import actions as opinions
from civic.opinions.models import Opinion
from civic.opinions.rules import Disposition, HideGround, Kind
from civic.people import actions as people
from civic.people.models import Appointment, Ownership, Person, Residence, Tenancy
from civic.people.rules import PersonState
from civic.policy import Role
from civic.register import actions as register
from civic.register.models import Commitment
from civic.register.rules import Kind as EntryKind
from civic.sittings import actions as sittings
from civic.sittings.models import AgendaItem, Attendance, SpeakingTurn
from tests.architecture import conducted, rated, sealed, votes
from tests.meetings import hearing
from tests.world import World, appoint, live, person

ROSTER = "姓名,出生日期,小区,楼栋,房号,户主,身份\n赵一,1970-01-02,紫荆小区,1号楼,601,是,居民\n"
EARLIER = timedelta(days=20)
SEATS = {
    "representative": Role.REPRESENTATIVE,
    "council_member": Role.COUNCIL_MEMBER,
    "committee_member": Role.COMMITTEE_MEMBER,
}
"""Who sits in a body of the community; appointed when everything else is prepared."""
PASSWORD = "楼下的桂花开了两次"


@dataclass
class Prepared:
    """Ids (and a few texts) by name, and the moment at which all of it is so."""

    now: datetime
    ids: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.ids[name]

    def keep(self, name: str, thing: Any) -> Any:
        self.ids[name] = getattr(thing, "id", thing)
        return thing


def prepare(world: World, hands: clock.Hands, *, mark: str = "") -> Prepared:
    """Let weeks go by in which everybody does something; the clock stays where it ends.

    A second neighbourhood's newcomers sign in under other names: ``mark`` is put to them.
    """
    here, start = world.here, clock.now()
    kept = Prepared(start)
    hands.set(start - conducted.LONG_AGO)
    sealed.long_ago(here, kept, hands, mark)
    conducted.long_ago(here, kept, hands, mark)
    rated.long_ago(world, kept, hands, mark)
    hands.set(start - EARLIER)
    conducted.lately(here, kept, hands)
    with db.transaction():
        kept.keep("old_entry", _entry(world, "去年的听证结果"))
    hands.set(start)
    _places(world, kept)
    _hearings(world, kept, hands)
    with db.transaction():
        _matters(world, kept)
        _opinions(world, kept)
        _register(world, kept)
    with db.transaction():
        _people(world, kept, mark)
    votes.prepare(world, kept, hands)
    while people.work_on_rosters():
        pass
    with db.transaction():
        kept.keep("job_waiting", people.hand_in(here.clerk, here.place, name="b.csv", content=b"x"))
    conducted.now(here, kept)
    rated.now(world, kept)
    while notices.deliver():
        pass
    for who in ("resident", "neighbour"):
        wanted = select(Notification).where(Notification.person_id == here.people[who])
        kept.keep(f"notice_of_{who}", session().scalars(wanted.limit(1)).first())
    with db.transaction():
        for name, role in SEATS.items():
            kept.keep(name, appoint(person("席上人", f"{name}{mark}"), role, here.place))
    assert kept.ids["notice_of_neighbour"], "somebody must have heard of something"
    db.rollback()
    kept.now = clock.now()
    return kept


def _places(world: World, kept: Prepared) -> None:
    here = world.here
    kept.paths = {
        "nowhere": "/",
        "building": here.building.path,
        "community": here.place.path,
        "street": "/".join(here.place.path.split("/")[:3]) + "/",
        "district": "/".join(here.place.path.split("/")[:2]) + "/",
    }
    kept.keep("place", here.place)
    kept.keep("building", here.building)
    kept.keep("css", "civic.css")
    kept.keep("rule", "owners_vote")
    kept.keep("file", "batches")
    for kind in ("residences", "tenancies"):
        kept.keep(kind, kind)
    kept.keep("chair", here.people["chair"])
    kept.keep("supervisor", here.people["supervisor"])
    kept.keep("district", int(kept.paths["district"].strip("/")))
    kept.keep("greening", here.units["greening"])
    kept.keep("committee", here.units["committee"])


# Matters -----------------------------------------------------------------------------


def _matter(world: World, title: str, *, stage: Stage | None = None, **changes: Any) -> Matter:
    """Raised by the resident of her building; accepted, when it is to be further."""
    found = matters.raise_matter(
        world.here.resident,
        world.here.building,
        category=Category.ENVIRONMENT,
        title=title,
        text="夏天有味道，住一楼的老人开不了窗，去年就反映过一次。",
        **changes,
    )
    found.created_at -= timedelta(days=1)  # a neighbour raises ten a day at most
    if stage is not None:
        matters.screen(world.here.clerk, found, Screening.ACCEPT, reason="关系多户居民。")
        found.stage = stage
        session().flush()
    return found


def _matters(world: World, kept: Prepared) -> None:
    here = world.here
    kept.keep("draft", _matter(world, "还没有写完的事", is_draft=True))
    submitted = kept.keep("submitted", _matter(world, "垃圾桶离窗户太近"))
    kept.keep("screened", _matter(world, "路灯整夜不亮", stage=Stage.SCREENED))
    important = kept.keep("important", _matter(world, "外墙统一翻修", stage=Stage.SCREENED))
    important.is_important = True
    seconded = kept.keep("seconded", _matter(world, "楼道里堆满纸箱"))
    for who in ("neighbour", "owner", "tenant"):
        matters.second(getattr(here, who), seconded)
    matters.hide(here.clerk, seconded, ground=HideGround.PRIVACY)
    (link,) = matters.attach(here.resident, submitted, [(picture(), "窗前.png")])
    kept.keep("picture", link)


def picture() -> BytesIO:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def paper() -> BytesIO:
    return BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


# Opinions ----------------------------------------------------------------------------


def _opinions(world: World, kept: Prepared) -> None:
    here = world.here
    talk = kept.keep("talk", _matter(world, "垃圾箱房搬到哪里去", stage=Stage.SCREENED))
    matters.hide(here.clerk, talk, ground=HideGround.PRIVACY)
    matters.object_to_hiding(here.resident, talk, text="里面没有任何人的隐私，请再看一看。")

    def said(name: str) -> Opinion:
        text = f"离窗户至少二十米（{name}）。"
        opinion = opinions.give(here.neighbour, talk, kind=Kind.SUGGESTION, text=text)
        return kept.keep(name, opinion)

    said("opinion")
    hidden, objected = said("hidden"), said("objected")
    for opinion in (hidden, objected):
        opinions.hide(here.clerk, opinion, ground=HideGround.PRIVACY)
    opinions.object_to_hiding(here.neighbour, objected, text="里面没有任何人的隐私，请再看一看。")
    sent = [said(f"sent_{n}") for n in range(2)]
    answered = said("answered")
    opinions.address(here.clerk, [*sent, answered], here.unit("greening"))
    answer = opinions.reply(
        here.official, [answered], disposition=Disposition.ADOPT, text="采纳，位置外移一米。"
    )
    kept.keep("reply", answer)


# Meetings ----------------------------------------------------------------------------


def _hearings(world: World, kept: Prepared, hands: clock.Hands) -> None:
    here = world.here
    names = (
        "arrived",
        "open",
        "gone_through",
        "sat",
        "drafted",
        "minuted",
        "sent",
        "answered",
        "published",
    )
    under_way = {name: hearing.noticed(here) for name in (*names, "changed")}
    for meeting in under_way.values():
        with db.transaction():
            matter = session().get_one(Matter, meeting.matter_id)
            opinions.give(here.neighbour, matter, kind=Kind.CRITICISM, text="一楼采光会受影响。")
    for name, meeting in under_way.items():
        kept.keep(f"meeting_{name}", meeting)
        {
            "arrived": hearing.arrived,
            "open": hearing.opened,
            "gone_through": _gone_through,
            "sat": _closed,
            "drafted": _drafted,
            "minuted": _minuted,
            "sent": _sent,
            "answered": _answered,
            "published": _published,
            "changed": _changed,
        }[name](here, meeting)
    kept.keep("meeting_convened", hearing.convened(here))
    noticed = kept.keep("meeting_noticed", hearing.noticed(here, hearing.with_panel(here)))
    panelled = kept.keep("meeting_explained", hearing.explained(here, hearing.with_panel(here)))
    kept.keep("routed", hearing.routed(here))
    with db.transaction():
        meeting = hearing.fresh(noticed)
        for who in ("resident", "tenant"):
            meetings.register_to_observe(getattr(here, who), meeting)
    _parts(world, kept, panelled)


def _gone_through(here: Any, meeting: Meeting) -> Meeting:
    return hearing.gone_through(here, hearing.opened(here, meeting))


def _closed(here: Any, meeting: Meeting) -> Meeting:
    return hearing.closed(here, hearing.opened(here, meeting))


def _drafted(here: Any, meeting: Meeting) -> Meeting:
    meeting = _closed(here, meeting)
    with db.transaction():
        sittings.draft_minutes(here.clerk, meeting.sitting, text="主持人说明方案，居民发表意见。")
    return meeting


def _minuted(here: Any, meeting: Meeting) -> Meeting:
    return hearing.minuted(here, hearing.opened(here, meeting))


def _sent(here: Any, meeting: Meeting) -> Meeting:
    _minuted(here, meeting)
    with db.transaction():
        return meetings.send_opinions(here.clerk, meeting)


def _answered(here: Any, meeting: Meeting) -> Meeting:
    return hearing.answered(here, _sent(here, meeting))


def _published(here: Any, meeting: Meeting) -> Meeting:
    _answered(here, meeting)
    with db.transaction():
        meetings.publish(here.clerk, meeting, outcome="听证意见全部答复。", is_redacted=True)
    return meeting


def _changed(here: Any, meeting: Meeting) -> Meeting:
    _answered(here, meeting)
    with db.transaction():
        meetings.change_plan(
            here.clerk,
            meeting,
            extent=PlanChange.SUBSTANTIAL,
            text="电梯改到南侧，费用分摊也变了。",
        )
    return meeting


def _parts(world: World, kept: Prepared, panelled: Meeting) -> None:
    here = world.here

    def first(table: Any, *where: Any) -> Any:
        return session().scalars(select(table).where(*where).order_by(table.id)).first()

    live_meeting = session().get_one(Meeting, kept.ids["meeting_open"])
    room = hearing.sitting(live_meeting)
    chair = next(a for a in room.attendances if a.person_id == here.people["chair"])
    speaker = next(a for a in room.attendances if a.person_id == here.people["neighbour"])
    with db.transaction():
        kept.keep("turn", sittings.ask_to_speak(here.clerk, hearing.sitting(live_meeting), speaker))
    kept.keep("room_code", room.arrival_code)
    kept.keep("item", first(AgendaItem, AgendaItem.sitting_id == live_meeting.sitting_id))
    kept.keep("chairs_arrival", chair)
    arrived = session().get_one(Meeting, kept.ids["meeting_arrived"])
    kept.keep("neighbours_arrival", _arrival(arrived, here.people["neighbour"]))
    drafted = session().get_one(Meeting, kept.ids["meeting_drafted"])
    kept.keep("owners_arrival", _arrival(drafted, here.people["owner"]))
    kept.keep("member", first(PanelMember, PanelMember.meeting_id == panelled.id))
    noticed = kept.ids["meeting_noticed"]
    seat = first(
        Registration,
        Registration.meeting_id == noticed,
        Registration.person_id == here.people["resident"],
    )
    kept.keep("ticket", seat.ticket)
    kept.keep("resident", here.people["resident"])
    with db.transaction():
        convened = session().get_one(Meeting, kept.ids["meeting_convened"])
        group = meetings.name_group(
            here.clerk,
            hearing.fresh(convened),
            name="沿街商户",
            stake="铺面",
            is_affected=False,
            seats=1,
        )
        kept.keep("group", group)
    assert first(InterestGroup) and first(SpeakingTurn)


def _arrival(meeting: Meeting, person_id: int) -> Attendance:
    found = select(Attendance).where(
        Attendance.sitting_id == meeting.sitting_id, Attendance.person_id == person_id
    )
    return session().scalars(found).one()


# The register ------------------------------------------------------------------------


def _entry(world: World, title: str, **more: Any) -> Any:
    terms = {"kind": EntryKind.HEARING_OUTCOME, "title": title, "text": "采纳12条，部分采纳3条。"}
    return register.enter(world.here.chair, world.here.place, **(terms | more))


def _register(world: World, kept: Prepared) -> None:
    here = world.here
    decided = kept.keep("decided", _matter(world, "3号楼加装电梯", stage=Stage.SCREENED))
    opinion = opinions.give(here.neighbour, decided, kind=Kind.SUGGESTION, text="请保留大树。")
    opinions.address(here.clerk, [opinion], here.unit("greening"))
    decided.stage = Stage.RESULT_PUBLISHED
    session().flush()
    entry = kept.keep(
        "entry",
        register.enter_decision(
            here.official,
            register.docket(decided),
            unit=here.unit("greening"),
            document_number="黄绿容〔2026〕5号",
            decided_on=clock.today(),
            title="关于加装电梯的决定",
            text="同意加装，先移两棵树。",
            uploads=[(paper(), "决定.pdf")],
        ),
    )
    kept.keep("document", entry.documents[0])
    kept.keep("year", entry.year)
    kept.keep("number", entry.number)
    for name in ("promised", "begun", "reported"):
        promise = register.Promise(
            f"修好路灯（{name}）", clock.today() + timedelta(days=30), here.unit("greening")
        )
        found: Commitment = kept.keep(name, register.commit_to(here.clerk, entry, promise=promise))
        if name != "promised":
            register.begin(here.official, found)
        if name == "reported":
            register.report(
                here.official, found, report="路灯全部换好了。", uploads=[(picture(), "灯.png")]
            )
            kept.keep("evidence", found.evidence[0])


# People ------------------------------------------------------------------------------


def _people(world: World, kept: Prepared, mark: str) -> None:
    here = world.here
    listed: Person = live(
        person("孟新来", f"newcomer{mark}", state=PersonState.LISTED), here.building, "501"
    )
    listed.born_on = date(1970, 1, 2)
    listed.login = None
    session().flush()
    kept.keep("listed", listed)
    printed = people.issue_card(here.clerk, listed)
    kept.keep("card", printed.code)
    kept.keep("neighbour", here.people["neighbour"])
    for name, table, who in (
        ("residence", Residence, "neighbour"),
        ("ownership", Ownership, "owner"),
        ("tenancy", Tenancy, "tenant"),
    ):
        wanted = select(table).where(table.person_id == here.people[who])
        kept.keep(name, session().scalars(wanted).one())
    head = select(Appointment).where(Appointment.person_id == here.people["building_head"])
    kept.keep("heads_term", session().scalars(head).one())
    judge = appoint(
        person("任科员", f"spare{mark}"), Role.OFFICIAL, here.place, here.unit("greening")
    )
    term = select(Appointment).where(Appointment.person_id == judge.id)
    kept.keep("officials_term", session().scalars(term).one())
    walker = kept.keep("walker", person("路人甲", f"walker{mark}", state=PersonState.REGISTERED))
    walker.password_hash = None
    job = people.hand_in(here.clerk, here.place, name="a.csv", content=ROSTER.encode())
    kept.keep("job_checked", job)
