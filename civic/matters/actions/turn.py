"""What every act on a matter does in small: its turn, its words, its files, its count."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO, Final

from sqlalchemy import func, select

from civic import calendar, clock, files, ledger, policy, search
from civic.db import session
from civic.errors import Invalid
from civic.files import Attachment
from civic.matters import models, rules
from civic.matters.models import Matter, MatterAttachment, Seconding
from civic.matters.rules import Category, Stage, Why
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Can, Role

Upload = tuple[BinaryIO, str | None]
"""What arrives: its content and the name it came under."""

_MOVING: Final = (
    "stage",
    "round",
    "supporters",
    "forum",
    "is_important",
    "party_review_on",
    "hidden",
    "is_to_be_heard_again",
)
_SAT: Final = frozenset({Stage.IN_SESSION, Stage.MINUTED, Stage.FOLLOW_UP, Stage.RESULT_PUBLISHED})


def move(matter: Matter, to: Stage, *, due_at: datetime | None = None) -> Matter:
    """Let a forum's own act carry its matter on; that act asks the policy and keeps the record.

    ``due_at``: when the next step is due, for the order of lists. Back to PLANNED after
    a sitting begins the next round (HR-10).
    """
    hold(matter)
    if to is Stage.PLANNED and matter.stage is Stage.SCREENED:
        matter.stage = rules.plan(
            matter.stage,
            matter.forum,
            is_important=matter.is_important,
            party_reviewed_on=matter.party_review_on,
        )
    else:
        if to is Stage.PLANNED and matter.stage in _SAT:
            matter.round, matter.is_to_be_heard_again = matter.round + 1, False
        matter.stage = rules.advance(matter.stage, to)
    matter.due_at = due_at
    session().flush()
    return matter


def hear_again(matter: Matter) -> None:
    """Its plan changed so far that nobody decides before the next round (HR-10)."""
    matter.is_to_be_heard_again = True


def hold(matter: Matter) -> None:
    """Its turn: nobody else changes this matter until the act is committed (PostgreSQL)."""
    session().refresh(
        matter,
        _MOVING,
        with_for_update={"key_share": True},
    )


def write(
    matter: Matter, place: Place, category: Category, title: str, text: str, wish: str
) -> None:
    """Its words and its place, checked as far as a draft must be."""
    if place.community_id is None:
        raise Invalid(Why.NO_PLACE, field="place")
    matter.place_id, matter.place_path = place.id, place.path
    matter.community_id = place.community_id
    matter.category = category
    matter.title = rules.check_length(title, rules.TITLE_LENGTH, "title")
    matter.body, matter.wish = text.strip(), wish.strip()


def submit(matter: Matter) -> None:
    """Before the committee: it gets its number and the committee its five working days."""
    matter.stage = rules.submit(
        matter.stage,
        title=matter.title,
        text=matter.body,
        has_place=bool(matter.place_id),
        categories=frozenset({matter.category}),
    )
    today = clock.today()
    # Whoever takes a number in this community waits for this one to be committed.
    session().execute(
        select(Place.id).where(Place.id == matter.community_id).with_for_update(key_share=True)
    )
    last = session().scalar(models.last_number(matter.community_id, today.year))
    matter.year, matter.number = today.year, (last or 0) + 1
    matter.raised_at = clock.now()
    matter.due_at = rules.screening_due(today, calendar.current()).ends_at
    session().flush()
    index(matter)


def add_files(
    matter: Matter, actor: Person, uploads: Iterable[Upload], *, present: int
) -> list[Attachment]:
    """Keep what arrived and hang it on the matter."""
    arrived = list(uploads)
    rules.attach(matter.stage, present=present, added=len(arrived))
    kept = [files.store(stream, name, by=actor) for stream, name in arrived]
    session().add_all(MatterAttachment(matter_id=matter.id, attachment_id=file.id) for file in kept)
    session().flush()
    return kept


def seconding(actor: Person, matter: Matter) -> Seconding | None:
    """The actor's name under it, if it stands there."""
    return session().scalar(
        select(Seconding).where(Seconding.matter_id == matter.id, Seconding.person_id == actor.id)
    )


def count_supporters(matter: Matter) -> None:
    """Keep the number of names beside the names, for lists."""
    session().flush()
    matter.supporters = (
        session().scalar(select(func.count()).where(Seconding.matter_id == matter.id)) or 0
    )
    session().flush()


def index(matter: Matter) -> None:
    """Make it findable by its words and by its number; what is hidden, by its number alone."""
    said = "" if matter.is_hidden else f" {matter.title}\n{matter.body}\n{matter.wish}"
    search.index("matter", matter.id, matter.code + said)


def raised_as(actor: Person, place: Place) -> Role:
    """In which capacity somebody raises a matter there: as a neighbour first of all."""
    able = policy.roles(actor, place) & policy.GRANTS[Can.RAISE_MATTER]
    return next(role for role in Role if role in able)


def sign(matter: Matter) -> dict[str, Any]:
    """What everybody may know of it: its number and its kind, nothing that a resident wrote."""
    return {"code": matter.code, "category": matter.category.value}


def words(matter: Matter) -> dict[str, ledger.JSON]:
    """What its author wrote: behind commitments in the record."""
    return {"title": matter.title, "text": matter.body, "wish": matter.wish}
