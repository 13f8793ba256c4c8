"""A consultation held elsewhere becomes a hearing here, whose opinions wait for their answers."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, insert, select

from civic import calendar, clock, ledger, policy, search
from civic.db import pour, session
from civic.errors import Invalid
from civic.i18n import moment
from civic.ledger import Fact
from civic.matters.actions import turn
from civic.matters.models import Matter
from civic.matters.rules import TITLE_LENGTH, Category, Forum, Screening, Stage, Subject
from civic.meetings import rules
from civic.meetings.models import (
    Consultation,
    Meeting,
    competent,
    first_community,
    known_consultation,
)
from civic.meetings.rules import (
    EXPORT_FILES,
    Export,
    Initiative,
    MeetingKind,
    MeetingStage,
    Scope,
    Why,
)
from civic.opinions.models import SEARCHED, Hiding, Opinion, Reaction
from civic.opinions.rules import (
    Channel,
    HideGround,
    Kind,
    Phase,
    Stance,
    objection_due,
)
from civic.people.models import Person
from civic.people.rules import PersonState, UnitKind, new_key
from civic.places.models import Place
from civic.policy import Can, Role
from civic.sittings.models import Minutes, Sitting
from civic.sittings.rules import SittingKind, State, minutes_due
from civic.wording import CONSULTATION

AT_ONCE = 10_000  # rows in one statement
DESCRIPTION_MOST = 4000


@dataclass(frozen=True)
class Imported:
    """What stands here now of a consultation; ``is_new``: since this very moment."""

    matter_id: int
    meeting_id: int
    opinions: int
    reactions: int
    people: int
    is_new: bool


def import_consultation(actor: Person | None, place: Place | None, folder: Path) -> Imported:
    """Bring in an export: all of it, once. Its opinions stand, and wait to be sent and answered.

    ``actor`` None: the command line. ``place`` None: the first community.
    """
    place = place or session().scalar(first_community())
    if place is None:
        raise Invalid(Why.NO_COMMUNITY)
    if actor is not None:
        policy.require(actor, Can.CONVENE_MEETING, place)
    export = rules.read_export(_files(folder))
    # Two imports at a time: the second one waits here, and then finds what the first one did.
    session().execute(select(Place.id).where(Place.id == place.id).with_for_update())
    known = session().scalar(known_consultation(export.digest))
    if known is not None:
        return _stands(known, known.meeting.matter_id, is_new=False)
    people = _people(export)
    convenor = actor or _convenor()
    matter = _matter(export, place, convenor)
    meeting = _meeting(export, matter, place, convenor)
    _opinions(export, matter, people)
    consultation = Consultation(
        meeting=meeting,
        digest=export.digest,
        url=export.url[:300],
        attribution=export.attribution,
        opinions=len(export.statements),
        reactions=len(export.votes),
        people=len(people),
        imported_at=clock.now(),
    )
    session().add(consultation)
    session().flush()
    ledger.record(
        Fact.CONSULTATION_IMPORTED,
        about=meeting,
        by=actor,
        pub={
            "matter": matter.ledger_ref,
            "code": matter.code,
            "digest": consultation.digest,
            "source": consultation.url,
            "opinions": consultation.opinions,
            "reactions": consultation.reactions,
            "people": consultation.people,
        },
        text=[consultation.attribution],
    )
    return _stands(consultation, matter.id, is_new=True)


def _stands(found: Consultation, matter_id: int, *, is_new: bool) -> Imported:
    return Imported(
        matter_id, found.meeting_id, found.opinions, found.reactions, found.people, is_new
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        name: (folder / name).read_bytes() for name in EXPORT_FILES if (folder / name).is_file()
    }


# -- who, what, when ------------------------------------------------------------------------


def _person(name: str) -> dict[str, Any]:
    """Somebody known by what the source calls them; nobody here can sign in as them."""
    return {
        "name": name,
        "state": PersonState.LISTED,
        "session_key": new_key(),
        "shows_name": True,
        "locale": "zh",
        "created_at": clock.now(),
    }


def _convenor() -> Person:
    found = Person(**_person(CONSULTATION["convenor"]))
    session().add(found)
    session().flush()
    return found


def _people(export: Export) -> dict[int, int]:
    """The source's numbers of its participants, with their ids here."""
    found: dict[int, int] = {}
    numbers = export.people
    for at in range(0, len(numbers), AT_ONCE):
        batch = numbers[at : at + AT_ONCE]
        ids = session().scalars(
            insert(_table(Person)).returning(Person.id, sort_by_parameter_order=True),
            [_person(CONSULTATION["participant"] % {"n": number}) for number in batch],
        )
        found |= dict(zip(batch, ids, strict=True))
    return found


def _matter(export: Export, place: Place, convenor: Person) -> Matter:
    """Accepted and heard already: its opinions are closed, its answers still to come."""
    matter = Matter(
        author_id=convenor.id,
        raised_as=Role.CLERK,
        stage=Stage.DRAFT,
        supporters=0,
        round=1,
        created_at=clock.now(),
    )
    body = CONSULTATION["body"] % {
        "description": _short(export.description, DESCRIPTION_MOST),
        "attribution": export.attribution,
        "url": export.url,
    }
    title = _short(export.topic, TITLE_LENGTH[1])
    turn.write(matter, place, Category.OTHER, title, body, "")
    session().add(matter)
    session().flush()
    turn.submit(matter)
    matter.stage, matter.due_at = Stage.FOLLOW_UP, None
    matter.screening, matter.screened_at = Screening.ACCEPT, clock.now()
    matter.screening_reason = CONSULTATION["accepted"]
    matter.subject, matter.forum, matter.routed_at = Subject.PROJECT, Forum.HEARING, clock.now()
    return matter


def _meeting(export: Export, matter: Matter, place: Place, convenor: Person) -> Meeting:
    """A hearing that was held without a room, from the first word to the last."""
    unit = session().scalar(competent([int(part) for part in place.path.strip("/").split("/")]))
    if unit is None:
        raise Invalid(Why.NO_UNIT)
    own = unit.kind is UnitKind.COMMITTEE
    began, ended, now = export.began_at, export.ended_at, clock.now()
    sitting = Sitting(
        place_id=place.id,
        place_path=place.path,
        kind=SittingKind.HEARING,
        state=State.MINUTES_CONFIRMED,
        title=matter.title,
        starts_at=began,
        venue=CONSULTATION["venue"],
        arrival_code=secrets.token_urlsafe(12),
        opened_at=began,
        closed_at=ended,
    )
    session().add(sitting)
    session().flush()
    session().add(
        Minutes(
            sitting_id=sitting.id,
            text=_minutes(export, began, ended),
            version=1,
            due_on=minutes_due(clock.day_of(ended), calendar.current()).due_on,
            drafted_at=now,
            drafted_by_id=convenor.id,
            confirmed_at=now,
        )
    )
    meeting = Meeting(
        matter_id=matter.id,
        sitting_id=sitting.id,
        place_id=place.id,
        place_path=place.path,
        kind=MeetingKind.HEARING,
        stage=MeetingStage.REPLIES_AWAITED,
        round=matter.round,
        initiative=Initiative.OWN_AFFAIRS if own else Initiative.DEPARTMENT_ASKS,
        scope=Scope.VITAL_INTEREST,
        decision_maker_id=unit.id,
        convened_at=began,
        convened_by_id=convenor.id,
        observer_seats=0,
    )
    session().add(meeting)
    session().flush()
    return meeting


def _minutes(export: Export, began: datetime, ended: datetime) -> str:
    return CONSULTATION["minutes"] % {
        "began": moment(began),
        "ended": moment(ended),
        "people": len(export.people),
        "opinions": len(export.statements),
        "reactions": len(export.votes),
        "hidden": sum(statement.is_out for statement in export.statements),
        "attribution": export.attribution,
        "url": export.url,
    }


# -- what was said --------------------------------------------------------------------------


def _opinions(export: Export, matter: Matter, people: Mapping[int, int]) -> None:
    """Opinions with their counts, what was moderated out at source hidden, every reaction."""
    counts = Counter((vote.statement, vote.stance) for vote in export.votes)
    rows = [
        {
            "matter_id": matter.id,
            "place_path": matter.place_path,
            "round": matter.round,
            "kind": Kind.OPINION,
            "phase": Phase.BEFORE,
            "channel": Channel.ONLINE,
            "text": said.text,
            "author_id": people[said.author],
            "given_at": said.at,
            "agree": counts[said.key, Stance.AGREE],
            "disagree": counts[said.key, Stance.DISAGREE],
            "passed": counts[said.key, Stance.PASS],
            "hidden": HideGround.MODERATED_AT_SOURCE if said.is_out else None,
            "due_is_provisional": False,
        }
        for said in export.statements
    ]
    returned = session().scalars(
        insert(_table(Opinion)).returning(Opinion.id, sort_by_parameter_order=True), rows
    )
    ids = dict(zip((said.key for said in export.statements), returned, strict=True))
    seen = ((ids[said.key], said.text) for said in export.statements if not said.is_out)
    search.index_all(SEARCHED, seen)
    _hide([ids[said.key] for said in export.statements if said.is_out])
    _react(export, ids, people)


def _hide(opinion_ids: list[int]) -> None:
    if not opinion_ids:
        return
    due = objection_due(clock.today(), calendar.current()).due_on
    facts = {
        "ground": HideGround.MODERATED_AT_SOURCE,
        "at": clock.now(),
        "object_until_on": due,
        "calendar": calendar.version(),
    }
    session().execute(
        insert(_table(Hiding)), [{"opinion_id": ident} | facts for ident in opinion_ids]
    )


def _react(export: Export, ids: Mapping[int, int], people: Mapping[int, int]) -> None:
    rows = (
        (ids[vote.statement], people[vote.person], vote.stance, vote.at) for vote in export.votes
    )
    pour(_table(Reaction), ("opinion_id", "person_id", "stance", "at"), rows)


def _table(model: Any) -> Table:
    return cast(Table, model.__table__)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
