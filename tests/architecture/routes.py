"""Every route, and who it is for: the table that ``test_routes.py`` holds the site to.

A route stands here with the power that decides it and the thing it is about, so that
what each role must get follows from the policy. A new route without a line here fails
the tests; so does a line whose route is gone.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from civic import clock
from civic.policy import Can, Role
from civic.voting.rules import text_shown
from tests.architecture.conducted import GAP
from tests.architecture.prepared import PASSWORD, ROSTER, Prepared, paper, picture

Data = Callable[[Prepared], dict[str, Any]]
Known = Mapping[Role, frozenset[str]]


class For(Enum):
    """Whom no power decides about."""

    EVERYBODY = auto()
    SIGNED_IN = auto()


@dataclass(frozen=True)
class Anywhere:
    """Whoever holds a power at any place: the place comes with the next step."""

    can: Can


@dataclass(frozen=True)
class Only:
    """Named people: whose own thing it is."""

    who: frozenset[str]


Whom = For | Can | Anywhere | Only


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    whom: Whom
    on: str = "building"  # where the thing lies
    known: Known = field(default_factory=dict)  # who has which relation to it
    theirs: frozenset[str] = frozenset()  # whose own paper it is, whatever the policy says
    at: Mapping[str, str] = field(default_factory=dict)  # address: argument → name of a thing
    data: Data = lambda p: {}
    refused: frozenset[int] = frozenset({403})
    may_miss: bool = False  # allowed, and still not there for everybody
    no: frozenset[int] = frozenset()  # what a rule answers to some whom the policy allows it
    goes: bool = True  # somebody who is allowed gets through with this data
    foreign: Mapping[str, str] = field(default_factory=dict)  # further ids it takes: field → thing
    abroad: frozenset[str] = frozenset()  # things that may well be another community's
    later: int = 0  # asked so many days after everything was prepared


def at(id: str = "", **more: str) -> dict[str, str]:
    return ({"id": id} if id else {}) | more


def author(*who: str) -> Known:
    return {Role.AUTHOR: frozenset(who)}


OFFICE: Known = {Role.ADDRESSEE: frozenset({"official"})}
CHAIR: Known = {Role.PRESIDING: frozenset({"chair"})}
THERE: Known = CHAIR | {Role.PARTICIPANT: frozenset({"neighbour", "owner"})}
HIDDEN = frozenset({403, 404})
UNIT_MEMBERS = Only(
    frozenset(
        f"{where}{who}"
        for where in ("", "there.")
        for who in ("clerk", "chair", "party_branch", "official", "other_official", "supervisor")
    )
    | {"committee_member"}
)


def text(**fields: Any) -> Data:
    """Data that is the same whatever has been prepared."""
    return lambda _p: dict(fields)


NOTHING = text()


def days(p: Prepared, number: int, hour: int = 14) -> str:
    """A moment some days from now, as a browser sends it."""
    day = clock.day_of(p.now) + timedelta(days=number)
    return f"{day.isoformat()}T{hour:02d}:00"


def day(p: Prepared, number: int = 0) -> str:
    return (clock.day_of(p.now) + timedelta(days=number)).isoformat()


REASON = "大家商量过，理由写在这里，请看看。"
PUBLIC = frozenset({"place", "talk"})
"""What everybody may read and follow, wherever it is."""
TAKEN = frozenset({409})
"""Not twice, not one's own, not while one holds an office: a rule's no to some."""
TRIES = frozenset({422, 429})
"""At the door a wrong word, and after some of them a pause."""
EVERYBODY, SIGNED_IN = Route(For.EVERYBODY), Route(For.SIGNED_IN)


def public(id: str = "", **more: Any) -> Route:
    return Route(For.EVERYBODY, at=at(id, **more))


GROUND = {
    "static": public(filename="css"),
    "web.preferences": EVERYBODY,
    "web.healthz": EVERYBODY,
    "web.readyz": EVERYBODY,
    "home.index": EVERYBODY,
    "home.powers": EVERYBODY,
    "home.statistics": EVERYBODY,
    "home.places": EVERYBODY,
    "home.working_days": EVERYBODY,
    "home.desk": SIGNED_IN,
    "home.record": Route(Anywhere(Can.SEE_LEDGER)),
    "home.load_calendar": Route(
        Anywhere(Can.LOAD_CALENDAR),
        data=text(
            year="2030",
            source="国办发明电〔2029〕7号",
            off="2030-01-01 2030-02-02/2030-02-08 2030-04-05 2030-05-01/2030-05-02 2030-06-05"
            " 2030-09-12 2030-10-01/2030-10-03",
            worked="",
        ),
    ),
}

PLACES = {
    "places.index": EVERYBODY,
    "places.show": public("place"),
    "places.new": Route(Can.MANAGE_PLACES, at=at("place")),
    "places.create": Route(
        Can.MANAGE_PLACES, at=at("place"), data=text(level="grid", names="第九网格")
    ),
    "places.naming": Route(Can.MANAGE_PLACES, at=at("place")),
    "places.rename": Route(Can.MANAGE_PLACES, at=at("place"), data=text(name="五里新桥社区")),
}


def person(can: Can, id: str = "neighbour", data: Data = NOTHING, **more: Any) -> Route:
    return Route(can, on="community", at=at(id), data=data, **more)


def desk(can: Can, data: Data = NOTHING, **more: Any) -> Route:
    return Route(can, on="community", at=at(place="place"), data=data, **more)


def door(**fields: Any) -> Data:
    return lambda p: {"place_id": p["building"], "number": "701", **fields}


PEOPLE = {
    "people.sign_in": EVERYBODY,
    "people.enter": Route(
        For.EVERYBODY, data=text(login="nobody", password=PASSWORD), no=TRIES, goes=False
    ),
    "people.sign_out": SIGNED_IN,
    "people.card_form": EVERYBODY,
    "people.typed_card": Route(For.EVERYBODY, data=lambda p: {"code": p["card"]}, no=TRIES),
    "people.card": public(code="card"),
    "people.claim": public(code="card"),
    "people.join": EVERYBODY,
    "people.register": Route(
        For.EVERYBODY,
        data=text(name="路人乙", login="13912345678", password=PASSWORD, consent="y"),
    ),
    "people.account": SIGNED_IN,
    "people.closure": SIGNED_IN,
    "people.close": Route(For.SIGNED_IN, data=text(sure="y"), no=TAKEN),
    "people.data": SIGNED_IN,
    "people.password": SIGNED_IN,
    "people.set_password": Route(For.SIGNED_IN, data=text(password=PASSWORD)),
    "people.sign_out_everywhere": SIGNED_IN,
    "people.settings": Route(For.SIGNED_IN, data=text(email="a@example.org", locale="en")),
    "people.shown_name": SIGNED_IN,
    "people.verification": SIGNED_IN,
    "people.index": desk(Can.SEE_ROSTER),
    "people.new": desk(Can.VERIFY_PERSON),
    "people.create": desk(Can.VERIFY_PERSON, door(name="孙新来", checked="y")),
    "people.enrolment": desk(Can.VERIFY_PERSON),
    "people.enrol": desk(Can.VERIFY_PERSON, door(login="walker", checked="y")),
    "people.cards": desk(Can.ISSUE_CARD),
    "people.print_cards": desk(Can.ISSUE_CARD, lambda p: {"place_id": p["building"]}),
    "people.show": person(Can.SEE_ROSTER),
    "people.print_card": person(Can.ISSUE_CARD, "listed"),
    "people.verifying": person(Can.VERIFY_PERSON, "listed"),
    "people.verify": person(Can.VERIFY_PERSON, "listed", text(checked="y")),
    "people.correcting": person(Can.VERIFY_PERSON),
    "people.correct": person(Can.VERIFY_PERSON, data=text(name="李建军")),
    "people.new_home": person(Can.VERIFY_PERSON),
    "people.settle": person(Can.VERIFY_PERSON, data=door()),
    "people.new_holding": person(Can.VERIFY_PERSON),
    "people.hold": person(Can.VERIFY_PERSON, data=door(role="owner", area="80")),
    "people.ending": Route(Can.VERIFY_PERSON, at=at("residence", kind="residences")),
    "people.end": Route(
        Can.VERIFY_PERSON,
        at=at("tenancy", kind="tenancies"),
        data=lambda p: {"until_on": day(p)},
    ),
    "people.appointments": desk(Can.APPOINT_NEIGHBOUR),
    "people.new_appointment": desk(Can.APPOINT_NEIGHBOUR, foreign={"person": "neighbour"}),
    "people.appoint": Route(
        Can.APPOINT_NEIGHBOUR,
        on="community",
        at=at(place="place", person="neighbour"),
        data=lambda p: {
            "role": Role.BUILDING_HEAD.value,
            "place_id": p["building"],
            "starts_on": day(p, 1),
        },
        foreign={"unit_id": "committee"},
    ),
    "people.ending_term": Route(Can.APPOINT_NEIGHBOUR, at=at("heads_term")),
    "people.dismiss": Route(
        Can.APPOINT_NEIGHBOUR, at=at("heads_term"), data=lambda p: {"until_on": day(p)}
    ),
    "people.rosters": Route(Anywhere(Can.IMPORT_ROSTER)),
    "people.example": Route(Anywhere(Can.IMPORT_ROSTER)),
    "people.hand_in": Route(
        Can.IMPORT_ROSTER,
        on="community",
        data=lambda p: {"place_id": p["place"], "file": (_roster(), "a.csv")},
        refused=frozenset({403, 422}),  # elsewhere, the place isn't on the list to choose from
    ),
    "people.roster": Route(Can.IMPORT_ROSTER, on="community", at=at("job_checked")),
    "people.confirm": Route(Can.IMPORT_ROSTER, on="community", at=at("job_checked")),
    "people.drop": Route(Can.IMPORT_ROSTER, on="community", at=at("job_checked")),
    "people.units": Route(Anywhere(Can.MANAGE_UNITS)),
    "people.new_unit": Route(Anywhere(Can.MANAGE_UNITS)),
    "people.add_unit": Route(
        Can.MANAGE_UNITS,
        on="community",
        data=lambda p: {"name": "紫荆物业", "kind": "property_firm", "place_id": p["place"]},
    ),
    "people.naming_unit": Route(Can.MANAGE_UNITS, on="street", at=at("greening")),
    "people.change_unit": Route(
        Can.MANAGE_UNITS,
        on="street",
        at=at("greening"),
        data=text(name="绿化市容所", kind="department"),
    ),
}


def _roster() -> Any:
    from io import BytesIO

    return BytesIO(ROSTER.encode())


WORDS = {
    "category": "environment",
    "title": "晾衣杆占了走道",
    "text": "消防通道被晾衣杆占住，轮椅过不去。",
    "wish": "",
}


def matter(can: Can, id: str, data: Data = NOTHING, **more: Any) -> Route:
    return Route(can, at=at(id), data=data, **more)


def own(can: Can, id: str = "submitted", data: Data = NOTHING, **more: Any) -> Route:
    return matter(can, id, data, known=author("resident"), **more)


MATTERS = {
    "matters.index": EVERYBODY,
    "matters.show": public("submitted"),
    "matters.seconders": public("seconded"),
    "matters.file": public("submitted", attachment_id="picture"),
    "matters.new": Route(Anywhere(Can.RAISE_MATTER)),
    "matters.create": Route(
        Can.RAISE_MATTER,
        at=at(community="place"),
        data=lambda p: WORDS | {"place": p["building"]},
        refused=HIDDEN,
    ),
    "matters.edit": own(Can.EDIT_MATTER),
    "matters.update": own(Can.EDIT_MATTER, data=lambda p: WORDS | {"place": p["building"]}),
    "matters.submit": own(Can.EDIT_MATTER, "draft", refused=HIDDEN),
    "matters.withdrawal": own(Can.WITHDRAW_MATTER),
    "matters.withdraw": own(Can.WITHDRAW_MATTER, data=text(reason=REASON)),
    "matters.files": own(Can.ATTACH_FILE),
    "matters.attach": own(Can.ATTACH_FILE, data=lambda p: {"file": (paper(), "图.pdf")}),
    "matters.detach": Route(
        Can.EDIT_MATTER,
        known=author("resident"),
        at=at("submitted", attachment_id="picture"),
    ),
    "matters.second": own(Can.SECOND_MATTER, no=TAKEN),
    "matters.take_back_second": own(Can.SECOND_MATTER, "seconded", no=TAKEN),
    "matters.hiding": matter(Can.HIDE_MATTER, "submitted"),
    "matters.hide": matter(Can.HIDE_MATTER, "submitted", text(what="words", ground="privacy")),
    "matters.objection": own(Can.OBJECT_TO_HIDING, "seconded"),
    "matters.object_to_hiding": own(
        Can.OBJECT_TO_HIDING, "seconded", text(what="words", text=REASON)
    ),
    "matters.decision": own(Can.DECIDE_OBJECTION, "talk"),
    "matters.decide": own(
        Can.DECIDE_OBJECTION, "talk", text(what="words", uphold="no", reason=REASON)
    ),
    "matters.screening": matter(Can.SCREEN_MATTER, "submitted"),
    "matters.screen": matter(
        Can.SCREEN_MATTER, "submitted", text(result="accept", reason="关系多户居民，应当议一议。")
    ),
    "matters.merger": matter(Can.MERGE_MATTER, "submitted"),
    "matters.merge": matter(Can.MERGE_MATTER, "submitted", lambda p: {"into": p["seconded"]}),
    "matters.routing": matter(Can.ROUTE_MATTER, "screened"),
    "matters.route": matter(Can.ROUTE_MATTER, "screened", text(subject="project")),
    "matters.party_review": matter(Can.REVIEW_MATTER, "important"),
    "matters.review": matter(
        Can.REVIEW_MATTER, "important", lambda p: {"reviewed_on": day(p), "text": REASON}
    ),
}


def opinion(can: Can, id: str, data: Data = NOTHING, **more: Any) -> Route:
    known = author("neighbour") | (OFFICE if id.startswith("sent") else {})
    return Route(can, at=at(id), data=data, known=known, **more)


OPINIONS = {
    "opinions.index": public("talk"),
    "opinions.export": public("talk"),
    "opinions.show": public("opinion"),
    "opinions.new": matter(Can.GIVE_OPINION, "talk"),
    "opinions.give": matter(Can.GIVE_OPINION, "talk", text(kind="criticism", text="味道太大。")),
    "opinions.entry": matter(Can.ENTER_OPINION, "talk"),
    "opinions.enter": matter(
        Can.ENTER_OPINION,
        "talk",
        lambda p: {
            "channel": "phone",
            "kind": "criticism",
            "text": "味道太大。",
            "name": "王秀英",
            "person": p["resident"],
        },
    ),
    "opinions.react": opinion(Can.REACT, "opinion", text(stance="agree")),
    "opinions.hiding": opinion(Can.HIDE_OPINION, "opinion"),
    "opinions.hide": opinion(Can.HIDE_OPINION, "opinion", text(ground="privacy")),
    "opinions.objection": opinion(Can.OBJECT_TO_HIDING, "hidden"),
    "opinions.object_to_hiding": opinion(Can.OBJECT_TO_HIDING, "hidden", text(text=REASON)),
    "opinions.decision": opinion(Can.DECIDE_OBJECTION, "objected"),
    "opinions.decide": opinion(Can.DECIDE_OBJECTION, "objected", text(uphold="no", reason=REASON)),
    "opinions.sending": matter(Can.ADDRESS_OPINION, "talk"),
    "opinions.address": matter(
        Can.ADDRESS_OPINION, "talk", lambda p: {"opinion": p["opinion"], "unit": p["greening"]}
    ),
    "opinions.classification": opinion(Can.CLASSIFY_OPINION, "sent_0"),
    "opinions.classify": opinion(
        Can.CLASSIFY_OPINION, "sent_0", text(disposition="adopt", reason=REASON)
    ),
    "opinions.desk": Route(UNIT_MEMBERS),
    "opinions.answering": Route(Can.REPLY, known=OFFICE, at=at(opinion="sent_0"), refused=HIDDEN),
    "opinions.reply": Route(
        Can.REPLY,
        known=OFFICE,
        data=lambda p: {"opinion": p["sent_0"], "disposition": "adopt", "text": REASON},
        refused=HIDDEN,
    ),
    "opinions.extension": Route(
        Can.EXTEND_REPLY, known=OFFICE, at=at(opinion="sent_1"), refused=HIDDEN
    ),
    "opinions.extend": Route(
        Can.EXTEND_REPLY,
        known=OFFICE,
        data=lambda p: {"opinion": p["sent_1"], "days": "5", "reason": REASON},
        refused=HIDDEN,
    ),
    "opinions.correction": Route(Can.CORRECT_REPLY, known=OFFICE, at=at("reply")),
    "opinions.correct": Route(
        Can.CORRECT_REPLY,
        known=OFFICE,
        at=at("reply"),
        data=text(disposition="partly", text="更正：位置外移半米。"),
    ),
}


def entry(can: Can, id: str = "entry", data: Data = NOTHING, **more: Any) -> Route:
    return Route(can, on="community", at=at(id), data=data, known=OFFICE, **more)


REGISTER = {
    "register.index": EVERYBODY,
    "register.export": EVERYBODY,
    "register.feed": EVERYBODY,
    "register.commitments": EVERYBODY,
    "register.show": public("entry"),
    "register.numbered": Route(
        For.EVERYBODY, at=at(place_id="place", year="year", number="number"), abroad=PUBLIC
    ),
    "register.sheet": public("entry"),
    "register.proof": public("entry"),
    "register.proof_json": public("entry"),
    "register.code": public("entry"),
    "register.document": public("entry", attachment_id="document"),
    "register.commitment": public("reported"),
    "register.evidence": public("reported", attachment_id="evidence"),
    "register.new": Route(Can.ENTER_DECISION, known=OFFICE, at=at(matter="decided")),
    "register.create": Route(
        Can.ENTER_DECISION,
        known=OFFICE,
        data=lambda p: {
            "matter": p["decided"],
            "unit_id": p["greening"],
            "document_number": "黄绿容〔2026〕6号",
            "decided_on": day(p),
            "title": "关于移树的决定",
            "text": "先移两棵树，再装电梯。",
            "file": (paper(), "决定.pdf"),
        },
    ),
    "register.correction": entry(Can.CORRECT_DECISION),
    "register.correct": entry(
        Can.CORRECT_DECISION,
        data=text(text="同意加装，先移三棵树。", reason="数错了树。", is_redacted="y"),
    ),
    "register.removal": entry(Can.TAKE_DOWN_ENTRY, "old_entry"),
    "register.take_down": entry(Can.TAKE_DOWN_ENTRY, "old_entry", text(reason="公示期满。")),
    "register.promise": entry(Can.SETTLE_COMMITMENT),
    "register.commit_to": entry(
        Can.SETTLE_COMMITMENT,
        data=lambda p: {"what": "补种两棵树", "unit_id": p["greening"], "due_on": day(p, 40)},
    ),
    "register.begin": entry(Can.REPORT_COMMITMENT, "promised"),
    "register.report": entry(
        Can.REPORT_COMMITMENT,
        "begun",
        lambda p: {"report": "路灯全部换好了。", "file": (picture(), "灯.png")},
    ),
    "register.settle": entry(Can.SETTLE_COMMITMENT, "reported"),
    "register.send_back": entry(Can.SETTLE_COMMITMENT, "reported", text(reason=REASON)),
    "register.park": entry(Can.SETTLE_COMMITMENT, "begun", text(reason=REASON)),
}


def meeting(
    can: Can, stage: str, data: Data = NOTHING, *, known: Known = CHAIR | OFFICE, **more: Any
) -> Route:
    where = {name: more.pop(name) for name in list(more) if name.endswith(("_id", "ticket"))}
    return Route(can, at=at(f"meeting_{stage}", **where), data=data, known=known, **more)


def _notice(p: Prepared) -> dict[str, Any]:
    items = ("主持人说明", "承办单位说明", "提问", "发言", "小结")
    return {
        "starts_at": days(p, 12),
        "venue": "社区活动室二楼",
        "registration_until": days(p, 11),
        "observer_seats": "20",
        "materials": "方案图纸见社区公告栏。",
        "title": "三号楼加装电梯",
        "is_redacted": "y",
        **{f"item_{n}": title for n, title in enumerate(items, start=1)},
    }


PLAN = dict.fromkeys(("necessity", "feasibility", "content", "cost", "impact"), REASON)

MEETINGS = {
    "meetings.index": EVERYBODY,
    "meetings.show": public("meeting_noticed"),
    "meetings.of_vote": public("vote_of_evaluation"),
    "meetings.live": public("meeting_open"),
    "meetings.sheet": public("meeting_noticed"),
    "meetings.qr": public("meeting_noticed"),
    "meetings.calendar": public("meeting_noticed"),
    "meetings.minutes": public("meeting_minuted"),
    "meetings.minutes_sheet": public("meeting_minuted"),
    "meetings.new": Route(Can.CONVENE_MEETING, at=at(matter="routed")),
    "meetings.create": Route(
        Can.CONVENE_MEETING,
        data=lambda p: {
            "matter": p["routed"],
            "scope": "government_project",
            "initiative": "department_asks",
            "unit_id": p["greening"],
            "starts_at": days(p, 15),
            "venue": "社区活动室",
            "notice_days": "10",
            "observer_seats": "20",
        },
    ),
    "meetings.plan": meeting(Can.CONVENE_MEETING, "convened"),
    "meetings.explain": meeting(Can.CONVENE_MEETING, "convened", text(**PLAN)),
    "meetings.panel": meeting(Can.FORM_PANEL, "convened"),
    "meetings.name_group": meeting(
        Can.FORM_PANEL, "convened", text(name="高层住户", stake="上下楼", seats="2")
    ),
    "meetings.drop_group": meeting(Can.FORM_PANEL, "convened", group_id="group"),
    "meetings.seat_member": meeting(
        Can.FORM_PANEL,
        "convened",
        text(capacity="other", who="段工程师", office="设计院"),
        foreign={"group_id": "group", "person_id": "neighbour"},
    ),
    "meetings.unseat_member": meeting(Can.FORM_PANEL, "explained", member_id="member"),
    "meetings.form_panel": meeting(
        Can.FORM_PANEL,
        "explained",
        lambda p: {"head_id": p["chair"]},
        foreign={"chair_id": "chair"},
    ),
    "meetings.chair": meeting(Can.FORM_PANEL, "noticed"),
    "meetings.name_chair": meeting(
        Can.FORM_PANEL,
        "noticed",
        lambda p: {"chair_id": p["supervisor"], "reason": REASON},
        foreign={"chair_id": "supervisor"},
    ),
    "meetings.notice": meeting(Can.NOTIFY_MEETING, "explained"),
    "meetings.notify": meeting(Can.NOTIFY_MEETING, "explained", _notice),
    "meetings.postponement": meeting(Can.POSTPONE_MEETING, "noticed"),
    "meetings.postpone": meeting(Can.POSTPONE_MEETING, "noticed", text(reason=REASON)),
    "meetings.cancellation": meeting(Can.POSTPONE_MEETING, "noticed"),
    "meetings.cancel": meeting(Can.POSTPONE_MEETING, "noticed", text(reason=REASON)),
    "meetings.registration": meeting(Can.REGISTER_FOR_MEETING, "noticed"),
    "meetings.register": meeting(
        Can.REGISTER_FOR_MEETING, "noticed", text(part="observe"), no=TAKEN
    ),
    "meetings.pass_": meeting(Can.REGISTER_FOR_MEETING, "noticed", may_miss=True),
    "meetings.give_back": meeting(Can.REGISTER_FOR_MEETING, "noticed", no=TAKEN),
    "meetings.enter_registration": meeting(
        Can.ENTER_REGISTRATION,
        "noticed",
        lambda p: {"person_id": p["neighbour"], "seat": "observe"},
    ),
    "meetings.enter_withdrawal": meeting(Can.ENTER_REGISTRATION, "noticed", person_id="resident"),
    "meetings.roll": meeting(Can.CHECK_IN, "arrived"),
    "meetings.poster": meeting(Can.CHECK_IN, "arrived"),
    "meetings.checking": meeting(Can.CHECK_IN, "noticed", ticket="ticket"),
    "meetings.check_in": meeting(
        Can.CHECK_IN, "arrived", lambda p: {"person_id": p["resident"], "mode": "on_site"}
    ),
    "meetings.correcting": meeting(Can.CHECK_IN, "arrived", attendance_id="neighbours_arrival"),
    "meetings.correct": meeting(
        Can.CHECK_IN, "arrived", text(mode="observer"), attendance_id="neighbours_arrival"
    ),
    "meetings.arrival": meeting(Can.ATTEND_MEETING, "open"),
    "meetings.arrive": meeting(
        Can.ATTEND_MEETING, "open", lambda p: {"code": p["room_code"], "mode": "observer"}, no=TAKEN
    ),
    "meetings.room": meeting(Can.KEEP_MINUTES, "open"),
    "meetings.open_session": meeting(Can.OPEN_MEETING, "arrived"),
    "meetings.take_up": meeting(Can.KEEP_MINUTES, "open", item_id="item"),
    "meetings.note": meeting(
        Can.KEEP_MINUTES,
        "open",
        lambda p: {"item_id": p["item"], "text": "一楼怕挡光。"},
        foreign={"attendance_id": "chairs_arrival", "opinion": "opinion"},
    ),
    "meetings.ask_to_speak": meeting(
        Can.KEEP_MINUTES, "open", lambda p: {"attendance_id": p["chairs_arrival"]}
    ),
    "meetings.move_turn": meeting(Can.KEEP_MINUTES, "open", text(to="speaking"), turn_id="turn"),
    "meetings.count_hands": meeting(
        Can.SHOW_HANDS, "open", text(question="赞成北侧吗？", yes="1", no="1", abstain="0")
    ),
    "meetings.closing": meeting(Can.CLOSE_MEETING, "open"),
    "meetings.close": meeting(Can.CLOSE_MEETING, "gone_through"),
    "meetings.reopen": meeting(Can.OPEN_MEETING, "sat"),
    "meetings.drafting": meeting(Can.KEEP_MINUTES, "sat"),
    "meetings.draft": meeting(
        Can.KEEP_MINUTES, "sat", text(text="主持人说明方案，居民发表意见，各方提问。")
    ),
    "meetings.confirm": meeting(Can.CONFIRM_MINUTES, "drafted", text(version="1"), known=THERE),
    "meetings.enter_confirmation": meeting(
        Can.KEEP_MINUTES,
        "drafted",
        lambda p: {"attendance_id": p["owners_arrival"], "version": "1"},
    ),
    "meetings.sending": meeting(Can.ADDRESS_OPINION, "minuted"),
    "meetings.send": meeting(Can.ADDRESS_OPINION, "minuted"),
    "meetings.plan_change": meeting(Can.CHANGE_PLAN, "answered"),
    "meetings.change_plan": meeting(
        Can.CHANGE_PLAN, "answered", text(extent="minor", text="电梯门的颜色改成浅灰。")
    ),
    "meetings.next_round": meeting(Can.CONVENE_MEETING, "changed"),
    "meetings.another_round": meeting(Can.CONVENE_MEETING, "changed"),
    "meetings.outcome": meeting(Can.PUBLISH_OUTCOME, "answered"),
    "meetings.publish": meeting(
        Can.PUBLISH_OUTCOME,
        "answered",
        text(title="加装电梯", outcome="听证意见全部答复。", is_redacted="y"),
        foreign={"unit_id": "committee"},
    ),
    "meetings.archiving": meeting(Can.ARCHIVE_MATTER, "published"),
    "meetings.archive": meeting(Can.ARCHIVE_MATTER, "published", later=30),
}


def rating(can: Can, stage: str, data: Data = NOTHING, **more: Any) -> Route:
    where = {name: more.pop(name) for name in list(more) if name.endswith("_id")}
    return Route(can, at=at(f"evaluation_{stage}", **where), data=data, known=CHAIR, **more)


def rated(can: Can, stage: str, data: Data = NOTHING, **more: Any) -> Route:
    """About a party of an evaluation; its own official is known as rated."""
    where = at(f"evaluation_{stage}", evaluated_id=f"rated_{stage}")
    known: Known = {Role.RATED: frozenset({"official"})}
    return Route(can, at=where, data=data, known=known, **more)


def entered(stage: str, data: Data = NOTHING) -> Route:
    """What came on paper from a party of an evaluation; its own official hands it in alone."""
    where = at(f"evaluation_{stage}", evaluated_id=f"rated_{stage}")
    return Route(Can.ENTER_SCORE_SHEET, at=where, data=data)


def _parties(p: Prepared) -> dict[str, Any]:
    return {
        "whom": "unit",
        "unit_id": p["never_rated"],
        "year": str(clock.day_of(p.now).year),
        "chair_id": p["supervisor"],
        "resident_by": "invited",
        "resident_weight": "100",
        "street_weight": "0",
        "peer_weight": "0",
        "unit_weight": "0",
        "secrecy": "secret",
    }


WRITTEN = {"text": "一年办了三件事，一件没有办好，写在这里。", "is_redacted": "y"}


def _plan(p: Prepared) -> dict[str, Any]:
    return WRITTEN | {
        "signed_by": "陆所长",
        "contact": "值班室",
        "what_1": "修树先贴通知",
        "due_1": day(p, 30),
    }


EVALUATIONS = {
    "meetings.new_evaluation": Route(Can.CONVENE_EVALUATION, at=at(matter="to_be_rated")),
    "meetings.convene_evaluation": Route(
        Can.CONVENE_EVALUATION,
        at=at(matter="to_be_rated"),
        data=lambda p: (
            _parties(p)
            | {
                "title": "服务站去年的工作",
                "year": str(clock.day_of(p.now).year - 1),
                "starts_at": days(p, 12),
                "venue": "社区活动室二楼",
                "observer_seats": "20",
            }
        ),
    ),
    "meetings.parties": rating(Can.CONVENE_EVALUATION, "draft"),
    "meetings.change_parties": rating(Can.CONVENE_EVALUATION, "draft", _parties),
    "meetings.raters": rating(Can.CONVENE_EVALUATION, "draft", raters_id="raters_draft"),
    "meetings.invite_rater": rating(
        Can.CONVENE_EVALUATION,
        "draft",
        lambda p: {"who": p["neighbours_name"], "person_id": p["neighbour"]},
        raters_id="raters_draft",
    ),
    "meetings.uninvite_rater": rating(
        Can.CONVENE_EVALUATION, "draft", raters_id="raters_draft", person_id="rated_crowd"
    ),
    "meetings.announcement": rating(Can.CONVENE_EVALUATION, "draft"),
    "meetings.announce": rating(
        Can.CONVENE_EVALUATION,
        "draft",
        lambda p: {
            "title": "绿化市容所今年的工作",
            "starts_at": days(p, 12),
            "voting_until": days(p, 14),
            "venue": "社区活动室二楼",
            "registration_until": days(p, 11),
            "observer_seats": "20",
            **{f"item_{n}": f"第{n}项" for n in range(1, 5)},
            "materials": "工作报告在本页公开。",
            "is_redacted": "y",
        },
    ),
    "meetings.report": rated(Can.HAND_IN_REPORT, "noticed"),
    "meetings.hand_in_report": rated(Can.HAND_IN_REPORT, "noticed", text(**WRITTEN)),
    "meetings.report_on_paper": entered("noticed"),
    "meetings.enter_report": entered(
        "noticed", lambda p: WRITTEN | {"file": (paper(), "述职报告.pdf")}
    ),
    "meetings.sheets": rating(Can.ENTER_SCORE_SHEET, "counted", raters_id="raters_counted"),
    "meetings.sheet_of": rating(
        Can.ENTER_SCORE_SHEET, "counted", raters_id="raters_counted", evaluated_id="rated_counted"
    ),
    "meetings.enter_sheet": rating(
        Can.ENTER_SCORE_SHEET,
        "sat",
        lambda p: {"score": "86.5", "file": (paper(), "评分表.pdf"), "is_redacted": "y"},
        raters_id="raters_sat",
        evaluated_id="rated_sat",
    ),
    "meetings.sheet_document": Route(
        For.EVERYBODY,
        at=at("evaluation_counted", raters_id="raters_counted", evaluated_id="rated_counted"),
        may_miss=True,
    ),
    "meetings.weighted": Route(For.EVERYBODY, at=at("evaluation_published")),
    "meetings.result": rating(Can.PUBLISH_EVALUATION, "counted"),
    "meetings.publish_result": rating(
        Can.PUBLISH_EVALUATION,
        "counted",
        text(title="绿化市容所今年的工作", text="评议有效，加权得分80分。", is_redacted="y"),
    ),
    "meetings.statement": rated(Can.STATE_ON_EVALUATION, "published"),
    "meetings.state_on_evaluation": rated(Can.STATE_ON_EVALUATION, "published", text(**WRITTEN)),
    "meetings.plan_of": rated(Can.FILE_PLAN, "published"),
    "meetings.file_plan": rated(
        Can.FILE_PLAN,
        "published",
        _plan,
    ),
    "meetings.plan_on_paper": entered("published"),
    "meetings.enter_plan": entered(
        "published", lambda p: _plan(p) | {"file": (paper(), "整改方案.pdf")}
    ),
    "meetings.recheck": rated(Can.RECHECK_EVALUATION, "published"),
    "meetings.recheck_evaluation": rated(
        Can.RECHECK_EVALUATION, "published", text(finding="mended", **WRITTEN), later=95
    ),
    "meetings.paper_document": Route(
        For.EVERYBODY,
        at=at("evaluation_noticed", evaluated_id="rated_noticed", kind="paper_kind"),
        may_miss=True,
        goes=False,
    ),
    "meetings.paper_original": Route(
        For.EVERYBODY,
        at=at("evaluation_noticed", evaluated_id="rated_noticed", kind="paper_kind"),
        may_miss=True,
        goes=False,
    ),
}


def filled(_p: Prepared) -> dict[str, Any]:
    """A filled ballot."""
    return {"answers-0": "yes", "answers-1": "abstain"}


def vote(can: Can, stage: str, voter: str = "", data: Data = NOTHING, **more: Any) -> Route:
    """About one's own head on a roll: it is not there for anybody else."""
    by = {"voter": f"voter_{voter}"} if voter else {}
    known = {Role.ON_ROLL: frozenset({voter.partition("_")[0]})} if voter else {}
    terms = {"known": known, "refused": HIDDEN, "may_miss": bool(voter)}
    return Route(can, on="community", at=at(f"vote_{stage}", **by), data=data, **(terms | more))


VOTES = {
    "voting.index": EVERYBODY,
    "voting.show": public("vote_open"),
    "voting.of_entry": public("vote_entry"),
    "voting.roll": public("vote_posted"),
    "voting.object_to_roll": Route(
        Can.OBJECT_TO_ROLL, on="community", at=at("vote_posted"), data=text(text=REASON)
    ),
    "voting.ballots": public("vote_openly"),
    "voting.choose": Route(For.SIGNED_IN, at=at("vote_open")),
    "voting.ballot": vote(Can.CAST_BALLOT, "open", "resident"),
    "voting.receive": vote(Can.CAST_BALLOT, "owners", "owner"),
    "voting.review": vote(Can.CAST_BALLOT, "open", "resident", filled),
    # What is cast stays, whatever else is undone: a vote that nothing else is asked of.
    "voting.cast": vote(Can.CAST_BALLOT, "openly", "resident_openly", text(**{"answers-0": "yes"})),
    "voting.receipt": vote(Can.CAST_BALLOT, "open", "neighbour"),
    "voting.caster": vote(Can.NAME_CASTER, "open", "resident"),
    "voting.name_caster": vote(
        Can.NAME_CASTER, "open", "resident", lambda p: {"person_id": p["resident"]}
    ),
    "voting.proxy": vote(Can.GIVE_PROXY, "owners", "owner"),
    "voting.give_proxy": vote(
        Can.GIVE_PROXY,
        "owners",
        "owner",
        lambda p: {
            "name": "李建国",
            "login": "neighbour",
            "scope": "全部事项，都投同意。",
            "until": day(p, 60),
            "file": (paper(), "委托书.pdf"),
        },
    ),
    "voting.revoke_proxy": Route(
        Can.GIVE_PROXY,
        on="community",
        known={Role.ON_ROLL: frozenset({"owner"})},
        at=at("vote_entrusted", proxy_id="proxy"),
    ),
    "voting.challenge": vote(Can.CHALLENGE_VOTE, "published", "owner_published"),
    "voting.challenge_count": vote(
        Can.CHALLENGE_VOTE, "published", "owner_published", text(text=REASON)
    ),
}

NOTICES = {
    "notices.index": SIGNED_IN,
    "notices.preferences": SIGNED_IN,
    "notices.choose": Route(For.SIGNED_IN, data=text(inbox="opinions", mail=[])),
    "notices.followed": SIGNED_IN,
    "notices.follow": Route(For.SIGNED_IN, at=at(matter_id="talk"), abroad=PUBLIC),
    "notices.unfollow": Route(For.SIGNED_IN, at=at(matter_id="talk"), abroad=PUBLIC),
    "notices.read_all": SIGNED_IN,
    "notices.read": Route(
        Only(frozenset({"neighbour"})), at=at("notice_of_neighbour"), refused=HIDDEN
    ),
}


def led(can: Can, stage: str, data: Data = NOTHING, **more: Any) -> Route:
    where = {k: more.pop(k) for k in list(more) if k.endswith("_id") or k == "number"}
    return Route(can, at=at(f"led_{stage}", **where), data=data, **more)


WRONG = frozenset({403, 422})
"""Whose own places are others cannot even choose this one."""
TERMS = {
    "official_title": "选聘物业服务企业",
    "electorate": "owners",
    "secrecy": "closed_named",
    "silence": "strict",
}

CONDUCTING = {
    "voting.new": Route(Can.DRAFT_VOTE, at=at(rule="law", matter="routed")),
    "voting.create": Route(
        Can.DRAFT_VOTE,
        data=lambda p: (
            {"rule": "owners_ordinary", "place_id": p["building"], "matter": p["routed"]} | TERMS
        ),
        refused=WRONG,
    ),
    "voting.edit": led(Can.DRAFT_VOTE, "draft"),
    "voting.redraft": led(Can.DRAFT_VOTE, "draft", text(**TERMS)),
    "voting.questions": led(Can.DRAFT_VOTE, "draft"),
    "voting.ask": led(
        Can.DRAFT_VOTE,
        "draft",
        text(kind="several_of", text="选两家来谈", options="甲公司\n乙公司", most="2"),
    ),
    "voting.drop_question": led(Can.DRAFT_VOTE, "draft", question_id="question"),
    "voting.raters": led(Can.DRAFT_VOTE, "rated"),
    "voting.invite": led(
        Can.DRAFT_VOTE,
        "rated",
        lambda p: {"who": p["neighbours_name"], "person_id": p["neighbour"], "group": "resident"},
    ),
    "voting.uninvite": led(Can.DRAFT_VOTE, "rated", person_id="owner"),
    "voting.posting": led(Can.POST_VOTE, "draft"),
    "voting.post": led(
        Can.POST_VOTE, "draft", lambda p: {"opens_at": days(p, 30), "closes_at": days(p, 40)}
    ),
    "voting.cancellation": led(Can.CANCEL_VOTE, "posted"),
    "voting.cancel": led(Can.CANCEL_VOTE, "posted", text(reason=REASON)),
    "voting.desk": led(Can.RECONCILE_VOTE, "posted"),
    "voting.notice": public("led_posted"),
    "voting.heads": led(Can.HAND_OUT_BALLOT, "open"),
    "voting.head": led(Can.HAND_OUT_BALLOT, "open", number="head"),
    "voting.paper": led(Can.HAND_OUT_BALLOT, "open", number="head"),
    "voting.deliver": led(
        Can.DELIVER_BALLOT,
        "open",
        lambda p: {"how": "signed", "file": (paper(), "签收单.pdf")},
        number="head",
    ),
    "voting.deliveries": led(Can.RECONCILE_VOTE, "open"),
    "voting.delivery": led(Can.RECONCILE_VOTE, "open", number="third_head"),
    "voting.withdraw_delivery": led(
        Can.DELIVER_BALLOT, "open", text(reason=REASON), number="third_head"
    ),
    "voting.hand_out": led(Can.HAND_OUT_BALLOT, "open", text(channel="paper_site"), number="head"),
    "voting.take_back": led(Can.HAND_OUT_BALLOT, "open", number="other_head"),
    "voting.enter_caster": led(
        Can.ENTER_CASTER,
        "open",
        lambda p: {"person_id": p["owner"], "file": (paper(), "函.pdf")},
        number="head",
    ),
    "voting.enter_proxy": led(
        Can.CONFIRM_PROXY,
        "open",
        lambda p: {
            "who": p["neighbours_name"],
            "holder_id": p["neighbour"],
            "scope": "全部事项",
            "until": day(p, 90),
            "file": (paper(), "委托书.pdf"),
        },
        number="head",
    ),
    "voting.strike": led(Can.AMEND_ROLL, "posted", text(reason=REASON), number="other_head"),
    "voting.objections": led(Can.RECONCILE_VOTE, "posted"),
    "voting.decide": led(
        Can.DECIDE_ROLL_OBJECTION,
        "posted",
        text(is_upheld="yes", reason=REASON),
        objection_id="roll_objection",
    ),
    "voting.carry_out": led(Can.AMEND_ROLL, "posted", objection_id="amended_objection"),
    "voting.addition": Route(
        Can.AMEND_ROLL, at=at("led_posted", objection="roll_objection"), data=NOTHING
    ),
    "voting.add": led(
        Can.AMEND_ROLL,
        "posted",
        lambda p: {
            "who": p["late_owners_name"],
            "person_ids": p["late_owner"],
            "door": "204",
            "reason": REASON,
        },
    ),
    "voting.proxies": led(Can.CONFIRM_PROXY, "posted"),
    "voting.confirm_proxy": led(Can.CONFIRM_PROXY, "posted", proxy_id="led_proxy"),
    "voting.refuse_proxy": led(
        Can.CONFIRM_PROXY, "posted", text(reason=REASON), proxy_id="led_proxy"
    ),
    "voting.proxy_document": led(Can.CONFIRM_PROXY, "posted", proxy_id="led_proxy"),
    "voting.namings": led(Can.RECONCILE_VOTE, "posted"),
    "voting.confirm_caster": led(
        Can.ENTER_CASTER, "posted", naming_id="led_naming", no=frozenset({403})
    ),
    "voting.refuse_caster": led(
        Can.ENTER_CASTER, "posted", text(reason=REASON), naming_id="led_naming"
    ),
    "voting.naming_document": led(
        Can.RECONCILE_VOTE, "posted", naming_id="led_naming", theirs=frozenset({"owner"})
    ),
    "voting.opening": led(Can.OPEN_VOTE, "due"),
    "voting.open_": led(Can.OPEN_VOTE, "due"),
    "voting.extension": led(Can.EXTEND_VOTE, "open"),
    "voting.extend": led(
        Can.EXTEND_VOTE,
        "open",
        lambda p: {"until": p["extended"], "reason": REASON},
    ),
    "voting.closing": led(Can.CLOSE_VOTE, "over"),
    "voting.close": led(Can.CLOSE_VOTE, "over"),
    "voting.bundles": led(Can.ENTER_BALLOTS, "closed"),
    "voting.bundle": led(Can.ENTER_BALLOTS, "closed", text(size="1")),
    "voting.reading": led(Can.ENTER_BALLOTS, "closed", bundle_id="bundle"),
    "voting.enter": led(
        Can.ENTER_BALLOTS,
        "closed",
        lambda p: {"lines": f"{p['paper']} 1", "shown": "1/first"},
        bundle_id="bundle",
    ),
    "voting.unbundle": led(Can.ENTER_BALLOTS, "closed", bundle_id="bundle"),
    "voting.read_anew": led(Can.ENTER_BALLOTS, "closed", bundle_id="bundle", no=TAKEN, goes=False),
    "voting.figures": led(Can.RECONCILE_VOTE, "closed"),
    "voting.explain_gap": led(Can.RECONCILE_VOTE, "gap", text(text=REASON)),
    "voting.sign_gap": led(
        Can.RECONCILE_VOTE, "gap", text(shown=text_shown(GAP)), no=frozenset({403})
    ),
    "voting.reconcile": led(Can.RECONCILE_VOTE, "over"),
    "voting.counting": led(Can.COUNT_VOTE, "reconciled"),
    "voting.count": led(Can.COUNT_VOTE, "reconciled"),
    "voting.counted": led(Can.COUNT_VOTE, "counted"),
    "voting.publishing": led(Can.PUBLISH_VOTE, "counted"),
    "voting.publish": led(
        Can.PUBLISH_VOTE,
        "counted",
        text(title="选聘物业服务企业", text="参加表决的不够，表决无效。", is_redacted="y"),
    ),
    "voting.challenges": led(Can.VERIFY_VOTE, "challenged"),
    "voting.verify": led(
        Can.VERIFY_VOTE, "challenged", text(answer=REASON), challenge_id="challenge"
    ),
    "voting.named": led(Can.SEE_BALLOTS, "counted"),
    "voting.read_named": led(Can.SEE_BALLOTS, "counted", text(since="1", reason=REASON)),
    "voting.signature": led(
        Can.SEE_BALLOTS, "counted", ballot_id="head", may_miss=True, goes=False
    ),
    "voting.finishing": led(Can.PUBLISH_VOTE, "ended"),
    "voting.finish": led(Can.PUBLISH_VOTE, "ended"),
}

HOLDING = {"holder_1": "抽签产生的居民", "holder_2": "监督委员会", "holder_3": "街道"}


def urn(can: Can, stage: str, data: Data = NOTHING, **more: Any) -> Route:
    return Route(can, on="community", at=at(f"sealed_{stage}"), data=data, **more)


URN = {
    "voting.protection": public("sealed_published"),
    "voting.receipt_check": public("sealed_counted"),
    "voting.check_receipt": Route(
        For.EVERYBODY,
        at=at("sealed_counted"),
        data=lambda p: {"receipt": p["receipt_text"]},
    ),
    "voting.keep_receipt": Route(
        For.EVERYBODY,
        at=at("sealed_counted"),
        data=lambda p: {"receipt": p["receipt_text"]},
    ),
    "voting.file": public("sealed_counted", name="file"),
    "voting.comments": public("sealed_published"),
    "voting.box": urn(Can.PREPARE_URN, "laid"),
    "voting.lay_key": urn(Can.PREPARE_URN, "due", lambda p: {"key": p["urn_key"]} | HOLDING),
    "voting.rehearsal": urn(Can.PREPARE_URN, "laid"),
    "voting.rehearse": urn(
        Can.PREPARE_URN,
        "laid",
        lambda p: {f"pair_{k.replace('+', '_')}": code for k, code in p["rehearsed"].items()},
    ),
    "voting.export": urn(Can.OPEN_URN, "reconciled"),
    "voting.hand_in": urn(
        Can.OPEN_URN,
        "reconciled",
        lambda p: {
            "certificate": (io.BytesIO(p["certificate"]), "certificate.json"),
            "tally": (io.BytesIO(p["tally"]), "tally.json"),
        },
    ),
    "voting.sign": urn(
        Can.CERTIFY_URN, "signed", lambda p: {"fingerprint": p["certificate_print"]}
    ),
    "voting.lose": urn(
        Can.CERTIFY_URN, "reconciled", lambda p: {"reason": "三张密钥单丢了两张，找不到了。"}
    ),
    "voting.sifting": urn(Can.SIFT_COMMENTS, "counted"),
    "voting.sift": urn(
        Can.SIFT_COMMENTS, "counted", text(**{"ground-1": "insult", "is_final": "y"})
    ),
    "voting.end": urn(Can.DESTROY_URN, "published"),
    "voting.destroy": urn(Can.DESTROY_URN, "published"),
}

RECKONER = {
    "reckoner.index": EVERYBODY,
    "reckoner.show": public(rule="rule"),
    "reckoner.recount": public("led_published"),
}

RATINGS = {
    "ratings.index": EVERYBODY,
    "ratings.unit": public("greening"),
    "ratings.promises": public("greening"),
    "ratings.person": public("chair"),
    "ratings.unit_sheet": public("greening"),
    "ratings.person_sheet": public("chair"),
    "ratings.unit_table": public("greening"),
    "ratings.person_table": public("chair"),
    "ratings.unit_data": public("greening"),
    "ratings.person_data": public("chair"),
}

ROUTES: dict[str, Route] = (
    GROUND
    | PLACES
    | PEOPLE
    | MATTERS
    | OPINIONS
    | REGISTER
    | MEETINGS
    | EVALUATIONS
    | VOTES
    | CONDUCTING
    | URN
    | NOTICES
    | RECKONER
    | RATINGS
)

DEMO = frozenset(
    {
        "demo.show",
        "demo.sign_in",
        "demo.move_clock",
        "demo.let_the_rest_vote",
        "mailbox.index",
        "mailbox.show",
    }
)
"""Routes that exist only in the demo, each open to everybody."""
