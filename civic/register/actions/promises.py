"""Promises under an entry: made, begun, reported done, struck off or parked (TM-7, TM-8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from civic import clock, files, ledger, policy
from civic.db import session
from civic.ledger import Fact
from civic.people.models import Person, Unit
from civic.policy import Can
from civic.register import rules
from civic.register.models import (
    Commitment,
    RegisterEntry,
    corrected_by,
    correction,
    told_of,
)
from civic.register.rules import CommitmentState, Kind, check_length

_MOVING = ("state", "reason", "reported_at", "reported_by_id", "settled_at")

Upload = tuple[BinaryIO, str | None]
"""What arrives: its content and the name it came under."""

parties: list[Callable[[int, int], bool]] = []
"""Rooms above say of an entry and a person (their ids) whether they were rated by what it tells."""


@dataclass(frozen=True)
class Promise:
    """What somebody takes upon them: a unit, or somebody named by their task."""

    what: str
    due_on: date
    unit: Unit | None = None
    owner: str = ""
    keeper_id: int | None = None
    """Whose own it is (a person's id), and no colleague's."""


def commit_to(actor: Person, entry: RegisterEntry, *, promise: Promise) -> Commitment:
    """One more thing promised under an entry that stands; under what tells how somebody was rated
    by nobody who was (EV-3)."""
    policy.require(actor, Can.SETTLE_COMMITMENT, entry)
    hold(entry)
    rules.check_hands(entry.kind, is_concerned=concerns(entry, actor))
    rules.require_standing(is_corrected=is_corrected(entry), is_taken_down=entry.is_taken_down)
    commitment = _promise(entry, promise)
    ledger.record(Fact.COMMITMENT_MADE, about=commitment, by=actor, **_said(commitment))
    return commitment


def promise_within(
    actor: Person,
    entry: RegisterEntry,
    promises: Sequence[Promise],
    *,
    kept: Sequence[Commitment] = (),
    remark: str = "",
) -> list[Commitment]:
    """Things promised by an act of another room, which has asked the policy: under the words that
    hold now, should the entry have been corrected meanwhile.

    ``kept``: what was promised there before and stays as it is, with a remark beside it.
    """
    hold(entry)
    while (following := session().scalar(correction(entry.id))) is not None:
        entry = following
        hold(entry)
    # The entry, what stands under it, the record: as whoever corrects it, or reports it done.
    for commitment in kept:
        commitment.remark = check_length(remark, rules.REASON_LENGTH, "reason")
    session().flush()
    return promise_all(actor, entry, promises)


def may_keep(person: Person | None, commitment: Commitment) -> bool:
    """Whether they say how far it is."""
    if person is None or (not _tells(person, commitment) and is_concerned(commitment, person)):
        return False
    return policy.may(person, keeping(person, commitment), commitment)


def keeping(person: Person, commitment: Commitment) -> Can:
    """The power to say how far it is: its owner's. What stands under an evaluation only whoever
    promised it reports; for whoever cannot, somebody who looks whether it is done and is not rated
    (EV-3; D)."""
    if _tells(person, commitment):
        return Can.REPORT_COMMITMENT
    rules.check_own_word(is_rated=is_concerned(commitment, person))
    return Can.SETTLE_COMMITMENT


def _tells(person: Person, commitment: Commitment) -> bool:
    """Whether how far it is is theirs to say, as far as the policy lets them."""
    return commitment.entry.kind is not Kind.EVALUATION_RESULT or commitment.is_of(person)


def begin(actor: Person, commitment: Commitment) -> Commitment:
    """The owner has begun, or goes on with what was parked."""
    policy.require(actor, keeping(actor, commitment), commitment)
    hold(commitment)
    commitment.state = rules.advance_commitment(commitment.state, CommitmentState.IN_PROGRESS)
    commitment.settled_at = None
    ledger.record(
        Fact.COMMITMENT_PROGRESSED,
        about=commitment,
        by=actor,
        pub={"state": commitment.state.value},
    )
    return commitment


def report(
    actor: Person, commitment: Commitment, *, report: str, uploads: Sequence[Upload]
) -> Commitment:
    """The owner reports it done, with evidence for everybody to see."""
    policy.require(actor, keeping(actor, commitment), commitment)
    hold(commitment)
    commitment.state = rules.advance_commitment(
        commitment.state, CommitmentState.REPORTED_DONE, has_evidence=bool(uploads)
    )
    commitment.report = check_length(report, rules.REPORT_LENGTH, "report")
    commitment.reported_at, commitment.reported_by_id = clock.now(), actor.id
    evidence = [files.store(stream, name, by=actor) for stream, name in uploads]
    commitment.evidence.extend(evidence)
    ledger.record(
        Fact.COMMITMENT_PROGRESSED,
        about=commitment,
        by=actor,
        pub={"state": commitment.state.value, "evidence": [file.digest for file in evidence]},
        text=[commitment.report],
    )
    return commitment


def settle(actor: Person, commitment: Commitment) -> Commitment:
    """Struck off: somebody else than whoever reported it has looked and agrees; what mends how
    somebody was rated, others than who was rated there (EV-3)."""
    policy.require(actor, Can.SETTLE_COMMITMENT, commitment)
    hold(commitment)
    rules.check_hands(commitment.entry.kind, is_concerned=is_concerned(commitment, actor))
    state = rules.advance_commitment(commitment.state, CommitmentState.STRUCK_OFF)
    rules.settle(commitment.reported_by_id, actor.id)
    commitment.state, commitment.settled_at = state, clock.now()
    ledger.record(Fact.COMMITMENT_SETTLED, about=commitment, by=actor, pub={"state": state.value})
    return commitment


def send_back(actor: Person, commitment: Commitment, *, reason: str) -> Commitment:
    """Reported done and not so: back to its owner, with the reason."""
    policy.require(actor, Can.SETTLE_COMMITMENT, commitment)
    hold(commitment)
    rules.check_hands(commitment.entry.kind, is_concerned=is_concerned(commitment, actor))
    _move(commitment, CommitmentState.IN_PROGRESS, reason)
    ledger.record(
        Fact.COMMITMENT_PROGRESSED,
        about=commitment,
        by=actor,
        pub={"state": commitment.state.value},
        text=[commitment.reason or ""],
    )
    return commitment


def park(actor: Person, commitment: Commitment, *, reason: str) -> Commitment:
    """It cannot be done now: parked, with a reason that everybody can read (TM-8). Nobody parks what
    mends how they were rated (EV-3)."""
    policy.require(actor, Can.SETTLE_COMMITMENT, commitment)
    hold(commitment)
    rules.check_hands(commitment.entry.kind, is_concerned=is_concerned(commitment, actor))
    _move(commitment, CommitmentState.PARKED, reason)
    commitment.settled_at = clock.now()
    ledger.record(
        Fact.COMMITMENT_SETTLED,
        about=commitment,
        by=actor,
        pub={"state": commitment.state.value},
        text=[commitment.reason or ""],
    )
    return commitment


# Beats that several acts share -----------------------------------------------------------


def hold(thing: RegisterEntry | Commitment) -> None:
    """Its turn: nobody else changes this until the act is committed (PostgreSQL)."""
    moving = ("taken_down_at",) if isinstance(thing, RegisterEntry) else _MOVING
    session().refresh(thing, moving, with_for_update={"key_share": True})


def is_corrected(entry: RegisterEntry) -> bool:
    return session().scalar(corrected_by(entry.id)) is not None


def concerns(entry: RegisterEntry, person: Person) -> bool:
    """Whether it tells how somebody was rated, the unit in which they serve, or people of that unit:
    whoever was rated there stays so wherever they serve now."""
    if entry.kind is not Kind.EVALUATION_RESULT:
        return False
    first_id = entry.first_id or entry.id
    return session().scalar(told_of(entry.id, person.id)) is not None or any(
        was_rated(first_id, person.id) for was_rated in parties
    )


def is_concerned(commitment: Commitment, person: Person) -> bool:
    """Whether it stands under what tells how they were rated, or is theirs to carry out there."""
    entry = commitment.entry
    return entry.kind is Kind.EVALUATION_RESULT and (
        commitment.is_of(person) or concerns(entry, person)
    )


def promise_all(
    actor: Person | None, entry: RegisterEntry, promises: Sequence[Promise]
) -> list[Commitment]:
    made = []
    for promise in promises:
        commitment = _promise(entry, promise)
        ledger.record(Fact.COMMITMENT_MADE, about=commitment, by=actor, **_said(commitment))
        made.append(commitment)
    return made


def _promise(entry: RegisterEntry, promise: Promise) -> Commitment:
    owner = ""
    if promise.unit is None:
        owner = check_length(promise.owner, rules.OWNER_LENGTH, "owner")
    commitment = Commitment(
        entry=entry,
        what=check_length(promise.what, rules.WHAT_LENGTH, "what"),
        unit=promise.unit,
        keeper_id=promise.keeper_id,
        owner=owner,
        due_on=promise.due_on,
        state=rules.promise(promise.due_on, today=clock.today()),
        evidence=[],
    )
    session().add(commitment)
    session().flush()
    return commitment


def _said(commitment: Commitment) -> dict[str, Any]:
    """A unit stands in the clear; whoever is named by hand may be a person, and does not."""
    return {
        "pub": {
            "entry": commitment.entry.number_text,
            "due_on": commitment.due_on.isoformat(),
            "unit": commitment.unit.name if commitment.unit else None,
        },
        "text": [commitment.what],
        "secret": {"owner": commitment.owner} if commitment.owner else None,
    }


def _move(commitment: Commitment, to: CommitmentState, reason: str) -> None:
    commitment.state = rules.advance_commitment(commitment.state, to, reason=reason)
    commitment.reason = check_length(reason, rules.REASON_LENGTH, "reason")
