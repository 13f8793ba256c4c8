"""Scenes that the pages are looked at in: the demo as founded, and its hearing in session.

Run beside the site, on a copy of the demo: ``python -m tests.browser.scenes sitting``. What the
pages need to be opened (ids, a card's code, the site's routes) is left in ``scene.json``.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select, select

from civic import clock, create_app, db
from civic.db import session
from civic.demo import actions as demo
from civic.demo.models import Founding
from civic.demo.wording import people as told
from civic.demo.wording.matters import MATTERS
from civic.files import Attachment
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Subject
from civic.meetings import actions as meetings
from civic.meetings.actions import Party, Poll
from civic.meetings.models import Evaluated, Meeting, Raters, Registration, conducted
from civic.notices import actions as notices
from civic.opinions import actions as opinions
from civic.opinions.models import Hiding, Opinion, Reply, unanswered
from civic.opinions.rules import Disposition, HideGround
from civic.opinions.rules import Kind as OpinionKind
from civic.people import actions as people
from civic.people.models import Appointment, Person, Residence, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import CommitmentState
from civic.register.rules import Kind as EntryKind
from civic.sittings import actions as sittings
from civic.sittings.models import Attendance, whole
from civic.sittings.rules import EVALUATION_ORDER, AttendanceMode
from civic.sittings.wording import TITLE
from civic.voting.rules import Electorate, RaterGroup
from tests.browser import desks, urns, votes

CLERK, CHAIR, OFFICIAL = "liumin", "guifang", "qianke"
ROSTER = "姓名,楼栋,门牌号,房屋面积\n新邻居,10号楼,303,88.5\n另一位,10号楼,304,76\n"
WRONG = "姓名,楼栋,门牌号,房屋面积\n新邻居,99号楼,303,88.5\n另一位,10号楼,304,-3\n"
Facts = dict[str, Any]


def who(login: str) -> Person:
    """One of the demo's people."""
    return session().scalars(select(Person).where(Person.login == login)).one()


def matter(key: str) -> Matter:
    """A matter by its name in the demo's story."""
    return session().scalars(select(Matter).where(Matter.written_title == title(key))).one()


AGO = {"members_before": 2, "members_last": 1}
"""Yearly matters of years that are over."""


def title(key: str) -> str:
    """What a matter is called; some name the year they are of."""
    return MATTERS[key][3] % {"year": clock.today().year - AGO.get(key, 0)}


def meeting(key: str) -> Meeting:
    """Its meeting, with all that the acts ask."""
    found = select(Meeting.id).where(Meeting.matter_id == matter(key).id).order_by(Meeting.id)
    ident = session().scalars(found).first()
    return session().scalars(conducted(ident or 0)).unique().one()


def first(found: Select[Any]) -> Any:
    """One row of many."""
    row = session().scalars(found.limit(1)).first()
    assert row is not None, f"the demo has none of these: {found}"
    return row


def of_day() -> Facts:
    """The demo as founded, with what only acts can show."""
    with db.transaction():
        card = people.issue_card(who(CLERK), who("suzhen"))
        way_in = people.issue_card(who(CLERK), who("xiaomei"))
        said = select(Opinion).where(Opinion.matter_id == matter("lift").id)
        hidden = first(said.where(Opinion.author_id == who("jianguo").id))
        opinions.hide(who(CLERK), hidden, ground=HideGround.OFF_MATTER)
        covered = matter("bikes")
        matters.hide(who(CLERK), covered, ground=HideGround.PRIVACY)
        author = who(MATTERS["bikes"][0])
        matters.object_to_hiding(author, covered, text="里面没有任何人的隐私，请再看一看。")
        here = first(select(Place).where(Place.name == told.HERE))
        right = people.hand_in(who(CLERK), here, name="名册.csv", content=ROSTER.encode())
        wrong = people.hand_in(who(CLERK), here, name="有错的名册.csv", content=WRONG.encode())
        jobs = {"roster": right.id, "wrong_roster": wrong.id}
    people.work_on_rosters()
    people.work_on_rosters()
    put_to_the_vote = votes.play(who)
    answered = select(Reply).order_by(Reply.id)
    by_housing = answered.join(Unit, Reply.unit_id == Unit.id)
    promised = select(Commitment).order_by(Commitment.id.desc())
    return {
        **_common(),
        **jobs,
        **put_to_the_vote,
        "card": card.code,
        "card_of_xiaomei": way_in.code,
        "hidden": hidden.id,
        "disputed": first(select(Hiding).where(Hiding.objection.is_not(None))).opinion_id,
        "owed": first(unanswered(matter("waste").id).where(Opinion.sent_at.is_not(None))).id,
        "unclassified": first(select(Opinion).where(Opinion.matter_id == matter("canteen").id)).id,
        "answered": first(select(Opinion).where(Opinion.reply_id.is_not(None))).id,
        "reply": first(by_housing.where(Unit.name == told.UNITS["housing"][0])).id,
        "entry": first(select(RegisterEntry).order_by(RegisterEntry.id)).id,
        "entry_of_a_hearing": first(
            select(RegisterEntry).where(
                RegisterEntry.kind == EntryKind.HEARING_OUTCOME,
                RegisterEntry.place_path.startswith(here.path),
            )
        ).id,
        "entry_with_promises": first(promised).entry_id,
        "promise": first(promised).id,
        "kept": first(promised.where(Commitment.state == CommitmentState.STRUCK_OFF)).id,
        "late": first(promised.where(Commitment.due_on < clock.today())).id,
        "attachment": first(select(Attachment)).id,
        "residence": first(select(Residence).where(Residence.person_id == who("xiuying").id)).id,
        **desks.play(who),
        **urns.play(who),
    }


def of_sitting() -> Facts:
    """The demo's hearing in session, another one ready for its result."""
    lift = meeting("lift")
    starts_at = lift.sitting.starts_at
    with db.transaction() as here:
        founding = here.get_one(Founding, 1)
        founding.ahead = round((starts_at - clock.now() + timedelta(minutes=5)).total_seconds())
    demo.wind()
    with db.transaction():
        for login in (CHAIR, "xiuying", "ayi"):
            sittings.check_in(
                who(CLERK), meeting("lift").sitting, mode=AttendanceMode.ON_SITE, person=who(login)
            )
    with db.transaction():
        meetings.open_session(who(CHAIR), meeting("lift"))
    with db.transaction():
        sitting = session().scalars(whole(lift.sitting_id)).unique().one()
        sittings.take_up(who(CLERK), sitting, sitting.items[0])
        there = next(a for a in sitting.attendances if a.person_id == who("xiuying").id)
        sittings.note(
            who(CLERK),
            sitting,
            sitting.items[0],
            text="施工的时候给老人留一条路。",
            attendance=there,
            opinion=OpinionKind.SUGGESTION,
            matter=matter("lift"),
        )
        sittings.ask_to_speak(who(CLERK), sitting, there)
        sittings.count_hands(who(CLERK), sitting, question="同意先做踏勘吗", yes=2, no=1, abstain=0)
    with db.transaction():
        waiting = session().scalars(unanswered(matter("waste").id)).unique().all()
        opinions.reply(
            who("zhaoke"), waiting, disposition=Disposition.ADOPT, text="采纳，先试一个月再定。"
        )
    seats = select(Registration).where(Registration.meeting_id == lift.id)
    return _common() | {
        "arrival": first(select(Attendance).where(Attendance.sitting_id == lift.sitting_id)).id,
        "arrival_code": lift.sitting.arrival_code,
        "ticket": first(seats.where(Registration.person_id != who("ayi").id)).ticket,
    }


def _common() -> Facts:
    places = {row.name: row.id for row in session().scalars(select(Place))}
    return {
        **{key: matter(key).id for key in MATTERS},
        **{f"{key}_meeting": ident for key, ident in _meetings()},
        **dict(session().execute(select(Person.login, Person.id)).all()),
        **_evaluations(),
        "district": places[told.DISTRICT],
        "community": places[told.HERE],
        "building": places["3号楼"],
        "unit": first(select(Unit)).id,
        "department": first(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT)).id,
        "term": first(select(Appointment).where(Appointment.role == "grid_worker")).id,
        "letter": _letter(),
    }


def _meetings() -> list[tuple[str, int]]:
    titles = {title(key): key for key in MATTERS}
    found = select(Matter.written_title, Meeting.id).join(Meeting, Meeting.matter_id == Matter.id)
    return [(titles[title], ident) for title, ident in session().execute(found)]


def _evaluations() -> Facts:
    """Who is rated and who rates; one more, by a list of who is invited."""
    held = dict(_meetings())["greening"]
    with db.transaction():
        asked = matters.raise_matter(
            who("ayi"),
            session().scalars(select(Place).where(Place.name == told.HERE)).one(),
            category=Category.FACILITIES,
            title="房管所的维修，请居民来评",
            text="报修三次才来一次，请他们来讲一讲，大家评一评。",
        )
        matters.screen(who(CLERK), asked, Screening.ACCEPT, reason="居民有权评议，受理。")
        matters.route(who(CLERK), asked, Subject.WORK_OF_A_BODY)
        housing = session().scalars(select(Unit).where(Unit.name == told.UNITS["housing"][0])).one()
        listed = meetings.convene_evaluation(
            who("wulao"),
            asked,
            title="房管所维修工作评议",
            year=clock.today().year,
            parties=[Party(housing)],
            polls=[Poll(RaterGroup.RESIDENT, 100, Electorate.INVITED)],
            starts_at=clock.now() + timedelta(days=12),
            venue="五里桥社区活动室二楼",
            agenda=[(kind, TITLE[kind]) for kind in EVALUATION_ORDER],
            chair=who("wulao"),
        )
    sheets = select(Raters).where(Raters.meeting_id == held, Raters.vote_id.is_(None))
    return {
        "greening_rated": first(select(Evaluated).where(Evaluated.meeting_id == held)).id,
        "greening_sheets": first(sheets).id,
        "listed_meeting": listed.id,
        "listed_raters": first(select(Raters).where(Raters.meeting_id == listed.id)).id,
    }


def _letter() -> str:
    while notices.deliver():
        pass
    folder = Path(current_app.config["INSTANCE"]) / "mail"
    return min(file.name for file in folder.iterdir())


SCENES: dict[str, Callable[[], Facts]] = {"day": of_day, "sitting": of_sitting}


def _routes(app: Flask) -> list[tuple[str, str]]:
    rules = app.url_map.iter_rules()
    return sorted((r.endpoint, r.rule) for r in rules if "GET" in (r.methods or ()))


def main(name: str) -> None:
    """Play a scene in the instance that the environment names."""
    app = create_app()
    with app.app_context():
        demo.wind()
        facts = SCENES[name]() | {"routes": _routes(app)}
        session().rollback()
    target = Path(app.config["INSTANCE"]) / "scene.json"
    target.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
