"""Entries: entered by acts of other rooms, never by hand; corrected, and taken down in the end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from civic import clock, files, ledger, policy, search
from civic.db import session
from civic.errors import Invalid
from civic.files import Attachment
from civic.ledger import JSON, Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.people.models import Person, Unit
from civic.places.models import Place
from civic.policy import Can
from civic.register import rules
from civic.register.actions.promises import (
    Promise,
    Upload,
    concerns,
    hold,
    is_corrected,
    promise_all,
)
from civic.register.models import (
    SEARCHED,
    Counter,
    Docket,
    RegisterEntry,
    addressed_units,
    concerned,
    concerned_by,
    promised_in,
    rates_supervisors,
)
from civic.register.rules import Kind, Why, check_length

votes: list[Callable[[int], bool]] = []
"""Rooms above say of an entry (its id) whether it tells what one of their votes came to."""


@dataclass(frozen=True)
class Elsewhere:
    """Where and when a decision was taken outside this site, and its document's number."""

    unit: Unit
    document_number: str
    decided_on: date


def enter(
    actor: Person | None,
    place: Place,
    *,
    kind: Kind,
    title: str,
    text: str,
    matter: Matter | None = None,
    documents: Sequence[Attachment] = (),
    commitments: Sequence[Promise] = (),
    rated: Iterable[int] = (),
    shown_days: int = rules.SHOWN_DAYS,
    figures: str = "",
) -> RegisterEntry:
    """A new entry with the next number, in the transaction of the act that it is of.

    ``figures``: what that act has counted, in official words below those that somebody wrote.

    It asks the policy nothing: whoever closes a hearing was asked by that act, and
    nobody writes into the register by hand. ``rated``: ids of the units that it concerns.
    """
    entry = _write(
        place, kind, title, text, matter, documents, shown_days=shown_days, figures=figures
    )
    _concern(entry, rated)
    entry.ledger_idx = ledger.record(
        Fact.REGISTER_ENTERED, about=entry, by=actor, pub=_pub(entry), text=_texts(entry)
    ).idx
    promise_all(actor, entry, commitments)
    return entry


def enter_decision(
    actor: Person,
    docket: Docket,
    *,
    unit: Unit,
    document_number: str,
    decided_on: date,
    title: str,
    text: str,
    uploads: Sequence[Upload],
    commitments: Sequence[Promise] = (),
) -> RegisterEntry:
    """A department's decision after the hearing, with its document, linked to the matter."""
    policy.require(actor, Can.ENTER_DECISION, docket)
    if unit.id not in actor.unit_ids or unit.id not in {u.id for u in docket.units}:
        raise Invalid(Why.NOT_YOUR_UNIT, field="unit_id")
    matter = docket.matter
    matters.hold(matter)
    rules.require_result(matter.stage, is_to_be_heard_again=matter.is_to_be_heard_again)
    document_number = rules.enter_decision(
        document=document_number, decided_on=decided_on, today=clock.today()
    )
    if not uploads:
        raise Invalid(Why.DOCUMENT_MISSING, field="file")
    documents = [files.store(stream, name, by=actor) for stream, name in uploads]
    place = session().get_one(Place, matter.place_id)
    entry = _write(
        place,
        Kind.DEPARTMENT_DECISION,
        title,
        text,
        matter,
        documents,
        Elsewhere(unit, document_number, decided_on),
    )
    entry.ledger_idx = ledger.record(
        Fact.REGISTER_ENTERED, about=entry, by=actor, pub=_pub(entry), text=[entry.text]
    ).idx
    promise_all(actor, entry, commitments)
    return entry


def correct(
    actor: Person, entry: RegisterEntry, *, text: str, reason: str, is_redacted: bool
) -> RegisterEntry:
    """The same entry as it should have read, under a number of its own; the old one stays, and so
    do the figures, word for word: they were counted, not written."""
    policy.require(actor, powers(entry).correct, entry)
    hold(entry)
    rules.check_hands(entry.kind, is_concerned=concerns(entry, actor))
    text = rules.correct(
        entry.text, text, reason, is_corrected=is_corrected(entry), is_redacted=is_redacted
    )
    elsewhere = None
    if entry.unit is not None and entry.decided_on is not None:
        elsewhere = Elsewhere(entry.unit, entry.document_number or "", entry.decided_on)
    new = _write(
        entry.place,
        entry.kind,
        entry.title,
        text,
        entry.matter,
        entry.documents,
        elsewhere,
        entry.shown_days,
        entry.figures,
    )
    _concern(new, session().scalars(concerned_by(entry.id)).all())
    new.corrects, new.first_id = entry, entry.first_id or entry.id
    new.correction_reason = reason.strip()
    # What was promised goes with the words that hold now.
    for commitment in session().scalars(promised_in(entry.id)).all():
        commitment.entry = new
    new.ledger_idx = ledger.record(
        Fact.REGISTER_CORRECTED, about=new, by=actor, pub=_pub(new), text=_texts(new)
    ).idx
    return new


def take_down(actor: Person, entry: RegisterEntry, *, reason: str) -> RegisterEntry:
    """Off the list after its days (JWH25 Art.34); under its number it can still be read."""
    policy.require(actor, powers(entry).take_down, entry)
    hold(entry)
    rules.check_hands(entry.kind, is_concerned=concerns(entry, actor))
    now = clock.now()
    reason = rules.take_down(
        entry.published_on,
        reason,
        at=now,
        is_taken_down=entry.is_taken_down,
        days=entry.shown_days,
    )
    entry.taken_down_at, entry.taken_down_reason = now, reason
    ledger.record(
        Fact.REGISTER_TAKEN_DOWN,
        about=entry,
        by=actor,
        pub={"number": entry.number_text, "seq": entry.ledger_idx},
        text=[reason],
    )
    return entry


def docket(matter: Matter) -> Docket:
    """A matter with the units that it was sent to."""
    return Docket(matter, session().scalars(addressed_units(matter.id)).all())


def is_by_vote(entry: RegisterEntry) -> bool:
    """Whether it tells what a vote came to, corrected or not."""
    return any(bears(entry.id) for bears in votes)


class Powers(NamedTuple):
    """Whose it is to correct an entry, and to take it down."""

    correct: Can
    take_down: Can


def powers(entry: RegisterEntry) -> Powers:
    """As its kind says; where it tells how the supervisors were rated, the committee stands in for
    them, so that no mistake in it has to stay (EV-4; D)."""
    if entry.kind is Kind.EVALUATION_RESULT and session().scalar(rates_supervisors(entry.id)):
        return Powers(Can.STAND_IN_FOR_SUPERVISORS, Can.STAND_IN_FOR_SUPERVISORS)
    return Powers(entry.correcting, entry.taking_down)


# Beats that several acts share -----------------------------------------------------------


def _concern(entry: RegisterEntry, unit_ids: Iterable[int]) -> None:
    rows = [{"entry_id": entry.id, "unit_id": ident} for ident in sorted(set(unit_ids))]
    if rows:
        session().execute(insert(concerned), rows)


def _write(
    place: Place,
    kind: Kind,
    title: str,
    text: str,
    matter: Matter | None,
    documents: Sequence[Attachment],
    elsewhere: Elsewhere | None = None,
    shown_days: int = rules.SHOWN_DAYS,
    figures: str = "",
) -> RegisterEntry:
    title = check_length(title, rules.TITLE_LENGTH, "title")
    text = check_length(text, rules.TEXT_LENGTH, "text")
    # The register is the community's, wherever in it the matter lies.
    if place.community_id is not None and place.community_id != place.id:
        place = session().get_one(Place, place.community_id)
    now = clock.now()
    year = clock.day_of(now).year
    number = _take_number(place.id, year)
    entry = RegisterEntry(
        place=place,
        place_path=place.path,
        year=year,
        number=number,
        number_text=rules.number_text(place.short_name, year, number),
        kind=kind,
        title=title,
        text=text,
        figures=figures,
        matter=matter,
        published_at=now,
        shown_days=rules.check_shown_days(shown_days),
        documents=list(documents),
        commitments=[],
        corrects=None,
        corrected_by=None,
        unit=elsewhere and elsewhere.unit,
        document_number=elsewhere and elsewhere.document_number,
        decided_on=elsewhere and elsewhere.decided_on,
    )
    session().add(entry)
    session().flush()
    found = (entry.number_text, title, text, figures, entry.document_number or "")
    search.index(SEARCHED, entry.id, "\n".join(found))
    return entry


def _take_number(place_id: int, year: int) -> int:
    """The next number. The counter's row stays locked until the act is over: no gaps."""
    here = session()
    locked = (
        select(Counter)
        .where(Counter.place_id == place_id, Counter.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    counter = here.scalar(locked)
    if counter is None:
        try:
            with here.begin_nested():
                here.add(Counter(place_id=place_id, year=year, last=0))
        except IntegrityError:
            pass  # somebody else opened the year at the same moment
        counter = here.scalars(locked).one()
    counter.last = rules.next_number(counter.last)
    return counter.last


def _texts(entry: RegisterEntry) -> list[str]:
    """Its official text: the words, and the figures where it has any."""
    return [entry.text, entry.figures] if entry.figures else [entry.text]


def _pub(entry: RegisterEntry) -> dict[str, JSON]:
    """What the record says of an entry in the clear, besides its text."""
    pub: dict[str, JSON] = {
        "number": entry.number_text,
        "place": entry.place_id,
        "kind": entry.kind.value,
        "title": entry.title,
        "shown_until": entry.shown_until.due_on.isoformat(),
    }
    if entry.matter is not None:
        pub["matter"] = entry.matter.ledger_ref
    if entry.documents:
        pub["documents"] = [file.digest for file in entry.documents]
    if entry.unit is not None and entry.decided_on is not None:
        pub["decided"] = {
            "unit": entry.unit.name,
            "document": entry.document_number,
            "on": entry.decided_on.isoformat(),
        }
    if entry.corrects is not None:
        pub["corrects"] = {"number": entry.corrects.number_text, "seq": entry.corrects.ledger_idx}
        pub["reason"] = entry.correction_reason
    return pub
