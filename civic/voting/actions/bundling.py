"""Ballots on paper: tied up in bundles, read twice, and a third time where two differ."""

import hashlib
import json
import secrets
from collections.abc import Sequence

from sqlalchemy import func, select

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.holding import hold, hold_with_groups, require_awaiting_nobody
from civic.voting.actions.opening import close_by_the_clock
from civic.voting.models import (
    Answer,
    Ballot,
    PaperBundle,
    PaperEntry,
    Vote,
    papers_loose,
    papers_tied,
    papers_to_read,
    papers_unsettled,
    settled_bundles,
)
from civic.voting.models import bundle as bundle_
from civic.voting.rules import BundleState, Line, Reading, VoteStage, Why


def bundle(actor: Person, vote: Vote, *, size: int, more: bool = False) -> PaperBundle:
    """Papers that are read together; the box is opened when nobody votes any more.

    ``more``: whoever ties them says that the box of a secret vote holds more than was handed out.
    """
    policy.require(actor, Can.ENTER_BALLOTS, vote)
    vote = hold(vote)
    close_by_the_clock(vote)
    require_counting(actor, vote)
    room = papers_to_tie(vote) if more and vote.is_by_urn else None
    rules.check_bundle(size, loose=loose_papers(vote), is_named=not vote.is_by_urn, room=room)
    last = session().scalar(
        select(func.max(PaperBundle.number)).where(PaperBundle.vote_id == vote.id)
    )
    made = PaperBundle(
        vote=vote,
        number=(last or 0) + 1,
        size=size,
        state=BundleState.BUNDLED,
        round=1,
        at=clock.now(),
        by_id=actor.id,
        entries=[],
    )
    session().add(made)
    _withdraw_explanation(vote)
    session().flush()
    ledger.record(
        Fact.PAPER_BUNDLED, about=vote, by=actor, pub={"bundle": made.code, "size": made.size}
    )
    return made


def unbundle(actor: Person, bundle: PaperBundle) -> Vote:
    """Tied up wrongly: its papers are in no bundle again. Its number is used up, and what was read
    of it in rounds before stays."""
    policy.require(actor, Can.ENTER_BALLOTS, bundle)
    vote, bundle = _held(actor, bundle)
    rules.unbundle(bundle.state)
    ledger.record(
        Fact.PAPER_UNBUNDLED, about=vote, by=actor, pub={"bundle": bundle.code, "size": bundle.size}
    )
    bundle.state = BundleState.UNTIED
    _withdraw_explanation(vote)
    session().flush()
    return vote


def read_anew(actor: Person, bundle: PaperBundle, *, shown: str) -> PaperBundle:
    """Two read it differently, and there is no third; or who has read it first finds that it holds
    other papers than it should: it is read from the start. No reading of before counts any more;
    each is kept, under what the record says of it (integrity.md 2.6; D).

    ``shown``: the bundle's ``step`` as whoever asks saw it.
    """
    policy.require(actor, Can.ENTER_BALLOTS, bundle)
    vote, bundle = _held(actor, bundle)
    rules.read_anew(bundle.state, is_reader=has_read_anew(actor, bundle))
    rules.require_shown(bundle.step, shown)
    ledger.record(
        Fact.PAPER_READ_ANEW,
        about=vote,
        by=actor,
        pub={
            "bundle": bundle.code,
            "round": bundle.round,
            "differing": len(to_settle(bundle)),
            **{reading.value: entry.digest for reading, entry in bundle.readings.items()},
        },
    )
    bundle.state = BundleState.BUNDLED
    bundle.round += 1
    _withdraw_explanation(vote)
    session().flush()
    return bundle


def enter_paper(
    actor: Person, bundle: PaperBundle, lines: Sequence[Line], *, shown: str
) -> PaperBundle:
    """One person's reading of a bundle: the first, the second apart from it, or a third of what
    those two read differently. All are kept; what is read alike counts (integrity.md 2.6). Of a
    meeting's vote not while its other groups vote or hand in sheets (AP-8).

    ``shown``: the bundle's ``step`` as whoever read it saw it.
    """
    policy.require(actor, Can.ENTER_BALLOTS, bundle)
    vote, bundle = _held(actor, bundle)
    require_awaiting_nobody(vote)
    reading = rules.read(bundle.state, clerk=actor.id, before=_readers(bundle))
    rules.require_shown(bundle.step, shown)
    kept = read_so_far(bundle)
    agreed = (
        rules.read_alike(kept[Reading.FIRST], kept[Reading.SECOND])
        if reading is Reading.THIRD
        else ()
    )
    papers = {} if vote.is_by_urn else dict(session().execute(papers_to_read(vote.id)).all())
    read = rules.check_lines(
        vote.asked,
        lines,
        size=bundle.size,
        # Secret ones are shuffled, then stamped: a number within the bundle (2.6).
        known=range(1, bundle.size + 1) if vote.is_by_urn else papers,
        agreed={line.number for line in agreed},
    )
    vote.known_at = vote.known_at or clock.now()
    entry = _keep(actor, bundle, reading, read)
    match reading:
        case Reading.FIRST:
            bundle.state = BundleState.READ_ONCE
        case Reading.SECOND:
            apart = rules.differences(kept[Reading.FIRST], read)
            bundle.state = BundleState.DIFFERS if apart else BundleState.SETTLED
            agreed = read
        case Reading.THIRD:
            bundle.state = BundleState.SETTLED
            agreed = (*agreed, *read)
    if bundle.state is BundleState.SETTLED and not vote.is_by_urn:
        _fill_in(vote, papers, agreed)
    _withdraw_explanation(vote)
    session().flush()
    ledger.record(
        Fact.PAPER_ENTERED,
        about=vote,
        by=actor,
        pub={
            "bundle": bundle.code,
            "round": bundle.round,
            "reading": reading.value,
            "digest": entry.digest,
            "differing": len(to_settle(bundle)),
        },
    )
    return bundle


def loose_papers(vote: Vote) -> int:
    """How many papers are in no bundle: of those given back, or in a secret vote handed out."""
    if not vote.is_by_urn:
        return session().scalar(papers_loose(vote.id)) or 0
    return max(urn.counts(vote.id).paper - (session().scalar(papers_tied(vote.id)) or 0), 0)


def papers_to_tie(vote: Vote) -> int:
    """How many papers of a secret vote may still be tied up: whatever lies in the box, as long as
    no more have voted than stand on the roll."""
    found = urn.counts(vote.id)
    return found.roll - found.online - (session().scalar(papers_tied(vote.id)) or 0)


def settled_papers(vote: Vote) -> list[tuple[rules.Answer, ...]]:
    """The valid papers of a secret vote, as two people read them alike or a third settled it."""
    return [line.answers for line in settled_lines(vote) if line.answers is not None]


def settled_lines(vote: Vote) -> list[Line]:
    """All papers as they count: read alike by two, or settled by a third."""
    found: list[Line] = []
    for bundle in session().scalars(settled_bundles(vote.id)).unique():
        kept = read_so_far(bundle)
        found += rules.read_alike(kept[Reading.FIRST], kept[Reading.SECOND])
        found += kept.get(Reading.THIRD, ())
    return found


def read_back(entry: PaperEntry) -> tuple[Line, ...]:
    """The lines of a reading as they were entered."""
    return tuple(
        Line(
            line["number"],
            None
            if line["answers"] is None
            else tuple(tuple(answer.split(",")) for answer in line["answers"]),
        )
        for line in json.loads(entry.lines)
    )


def read_so_far(bundle: PaperBundle) -> dict[Reading, tuple[Line, ...]]:
    """What each has read of it in this round."""
    return {reading: read_back(entry) for reading, entry in bundle.readings.items()}


def to_settle(bundle: PaperBundle) -> frozenset[int]:
    """Numbers of the papers that two people read differently, for a third."""
    kept = read_so_far(bundle)
    if Reading.SECOND not in kept:
        return frozenset()
    return rules.differences(kept[Reading.FIRST], kept[Reading.SECOND])


def require_counting(actor: Person, vote: Vote) -> None:
    """Papers are read between closing and reconciliation, by nobody whom the vote rates."""
    rules.require_not_rated(vote.rates(actor))
    if vote.stage is VoteStage.OPEN:
        raise OutOfOrder(Why.STILL_OPEN, closes_at=vote.closes_at)
    if vote.stage is not VoteStage.CLOSED:
        raise OutOfOrder(Why.NOT_NEXT, stage=vote.stage, to=VoteStage.RECONCILED)


def require_bundles_read(vote: Vote) -> None:
    """Everything that was tied up is read to its end."""
    rules.require_bundles_read(session().scalar(papers_unsettled(vote.id)) or 0)


def has_read_anew(who: Person, bundle: PaperBundle) -> bool:
    """Whether it is theirs to have it read anew: they have read it, or none of its readers may any
    more."""
    readers = [entry.clerk for entry in bundle.readings.values()]
    return who in readers or not any(
        policy.may(reader, Can.ENTER_BALLOTS, bundle) for reader in readers
    )


# Beats that several acts share -----------------------------------------------------------


def _held(actor: Person, bundle: PaperBundle) -> tuple[Vote, PaperBundle]:
    """Its turn, while papers are read; too late, if somebody has untied it meanwhile."""
    vote = hold_with_groups(bundle.vote)
    found = bundle_(bundle.id).execution_options(populate_existing=True)
    held = session().scalars(found).unique().one()
    require_counting(actor, vote)
    rules.require_tied(held.state)
    return vote, held


def _readers(bundle: PaperBundle) -> set[int]:
    return {entry.clerk_id for entry in bundle.readings.values()}


def _withdraw_explanation(vote: Vote) -> None:
    """What two signed was about the papers as they were then (integrity.md 2.6)."""
    vote.gap = vote.gap_by_id = vote.gap_signed_by_id = None


def _keep(
    actor: Person, bundle: PaperBundle, reading: Reading, lines: Sequence[Line]
) -> PaperEntry:
    written = ledger.canonical(
        [
            {
                "number": line.number,
                "answers": None
                if line.answers is None
                else [rules.encode(answer).decode() for answer in line.answers],
            }
            for line in lines
        ]
    )
    salt = secrets.token_bytes(rules.SALT_BYTES)
    entry = PaperEntry(
        bundle=bundle,
        round=bundle.round,
        reading=reading,
        clerk_id=actor.id,
        lines=written.decode(),
        # Salted: what few papers say would be found by trying.
        salt=salt,
        digest=hashlib.sha256(salt + written).hexdigest(),
        at=clock.now(),
    )
    session().add(entry)
    session().flush()
    return entry


def _fill_in(vote: Vote, papers: dict[int, Ballot], lines: Sequence[Line]) -> None:
    for line in lines:
        ballot = papers[line.number]
        if line.answers is None:
            ballot.is_spoiled = True
            continue
        session().add_all(
            Answer(
                ballot_id=ballot.id, question_id=question.id, value=rules.encode(answer).decode()
            )
            for question, answer in zip(vote.questions, line.answers, strict=True)
        )
