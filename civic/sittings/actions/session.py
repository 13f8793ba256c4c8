"""In session: the agenda, what is said, counted hands, the order of speakers."""

from collections.abc import Collection

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import Invalid
from civic.ledger import Fact
from civic.matters.models import Matter
from civic.opinions import actions as opinions
from civic.opinions.rules import Channel, Kind
from civic.people.models import Person
from civic.policy import Can
from civic.sittings import rules
from civic.sittings.actions.holding import hold
from civic.sittings.models import (
    AgendaItem,
    Attendance,
    Hands,
    MinuteEntry,
    Sitting,
    SpeakingTurn,
)
from civic.sittings.rules import ItemState, Turn, Why


def open_session(
    actor: Person, sitting: Sitting, *, parties: Collection[int] = frozenset()
) -> Sitting:
    """The chair, present and no party, opens with the roll taken (TM-4)."""
    policy.require(actor, Can.OPEN_MEETING, sitting)
    hold(sitting)
    sitting.state = rules.open_session(
        sitting.state,
        chair=sitting.chair_id,
        parties=parties,
        present={a.person_id for a in sitting.attendances if a.takes_part},
    )
    sitting.opened_at = clock.now()
    ledger.record(Fact.SITTING_OPENED, about=sitting, by=actor, pub=_present(sitting))
    return sitting


def take_up(actor: Person, sitting: Sitting, item: AgendaItem) -> AgendaItem:
    """On to this item; the one before it is done."""
    policy.require(actor, Can.KEEP_MINUTES, sitting)
    hold(sitting)
    place = sitting.items.index(item) + 1
    item.state = rules.open_item(sitting.state, [i.state for i in sitting.items], place)
    _close_item(sitting, besides=item)
    item.opened_at, item.closed_at = item.opened_at or clock.now(), None
    ledger.record(
        Fact.SITTING_AGENDA_MOVED,
        about=sitting,
        by=actor,
        pub={"item": item.position, "kind": item.kind.value, "title": item.title},
    )
    return item


def note(
    actor: Person,
    sitting: Sitting,
    item: AgendaItem,
    *,
    text: str,
    attendance: Attendance | None = None,
    opinion: Kind | None = None,
    matter: Matter | None = None,
) -> MinuteEntry:
    """The main points of one speaker, under an item (TM-5).

    Said as an opinion on a matter, it is answered like one written before (HR-8).
    """
    policy.require(actor, Can.KEEP_MINUTES, sitting)
    hold(sitting)
    given = None
    if opinion is not None and matter is not None:
        if attendance is None:
            raise Invalid(Why.SPEAKER_MISSING, field="attendance_id")
        given = opinions.enter(
            actor,
            matter,
            kind=opinion,
            text=text,
            channel=Channel.ON_SITE,
            speaker=attendance.person,
            name=attendance.guest or "",
        )
    entry = MinuteEntry(
        sitting=sitting,
        item=item,
        attendance=attendance,
        opinion_id=given.id if given else None,
        text=rules.write_line(sitting.state, text),
        at=clock.now(),
        by_id=actor.id,
    )
    session().add(entry)
    session().flush()
    ledger.record(
        Fact.SITTING_NOTED,
        about=sitting,
        by=actor,
        pub={"item": item.position},
        secret={
            "speaker": attendance.id if attendance else None,
            "text": entry.text,
        },
    )
    return entry


def count_hands(
    actor: Person, sitting: Sitting, *, question: str, yes: int, no: int, abstain: int
) -> Hands:
    """An indicative show of hands, never a decision (HR-7)."""
    policy.require(actor, Can.SHOW_HANDS, sitting)
    hold(sitting)
    count = rules.count_hands(
        sitting.state, present=sitting.present, yes=yes, no=no, abstain=abstain
    )
    hands = Hands(
        sitting=sitting,
        question=question,
        present=count.present,
        yes=count.yes,
        no=count.no,
        abstain=count.abstain,
        standing=count.standing,
        at=clock.now(),
        by_id=actor.id,
    )
    session().add(hands)
    session().flush()
    ledger.record(
        Fact.SITTING_SHOW_OF_HANDS,
        about=sitting,
        by=actor,
        pub={
            "standing": count.standing.value,
            "present": count.present,
            "yes": yes,
            "no": no,
            "abstain": abstain,
        },
        text=[question],
    )
    return hands


def ask_to_speak(actor: Person, sitting: Sitting, attendance: Attendance) -> SpeakingTurn:
    """Somebody who takes part is put on the list of speakers (HR-11)."""
    policy.require(actor, Can.KEEP_MINUTES, sitting)
    hold(sitting)
    mine = [t.state for t in sitting.turns if t.attendance_id == attendance.id]
    turn = SpeakingTurn(
        sitting=sitting,
        attendance=attendance,
        state=rules.register_to_speak(sitting.state, mode=attendance.mode, turns=mine),
        asked_at=clock.now(),
    )
    session().add(turn)
    session().flush()
    ledger.record(Fact.SITTING_TURN_MOVED, about=sitting, by=actor, secret=_turn(turn))
    return turn


def move_turn(actor: Person, sitting: Sitting, turn: SpeakingTurn, to: Turn) -> SpeakingTurn:
    """Give the floor, take it back, or strike somebody off the list."""
    policy.require(actor, Can.KEEP_MINUTES, sitting)
    hold(sitting)
    turn.state = rules.advance_turn(
        turn.state,
        to,
        state=sitting.state,
        is_somebody_speaking=any(t.state is Turn.SPEAKING for t in sitting.turns),
    )
    if to is Turn.SPEAKING:
        turn.began_at = clock.now()
    else:
        turn.ended_at = clock.now()
    ledger.record(Fact.SITTING_TURN_MOVED, about=sitting, by=actor, secret=_turn(turn))
    return turn


def close(actor: Person, sitting: Sitting) -> Sitting:
    """The chair closes it."""
    policy.require(actor, Can.CLOSE_MEETING, sitting)
    hold(sitting)
    agenda = [(item.kind, item.state) for item in sitting.items]
    sitting.state = rules.close(sitting.state, agenda, rules.order_of(sitting.kind))
    _close_item(sitting)
    sitting.closed_at = clock.now()
    ledger.record(Fact.SITTING_CLOSED, about=sitting, by=actor, pub=_present(sitting))
    return sitting


def reopen(actor: Person, sitting: Sitting) -> Sitting:
    """Closed by mistake: it goes on, the same day."""
    policy.require(actor, Can.OPEN_MEETING, sitting)
    hold(sitting)
    sitting.state = rules.reopen(
        sitting.state, closed_at=sitting.closed_at or clock.now(), at=clock.now()
    )
    sitting.closed_at = None
    ledger.record(Fact.SITTING_OPENED, about=sitting, by=actor, pub=_present(sitting))
    return sitting


def _close_item(sitting: Sitting, besides: AgendaItem | None = None) -> None:
    for item in sitting.items:
        if item is not besides and item.state is ItemState.OPEN:
            item.state, item.closed_at = ItemState.DONE, clock.now()


def _present(sitting: Sitting) -> dict[str, ledger.JSON]:
    """How many, never who."""
    return {"present": sitting.present, "observers": sitting.observers}


def _turn(turn: SpeakingTurn) -> dict[str, ledger.JSON]:
    return {"attendance": turn.attendance_id, "state": turn.state.value}
