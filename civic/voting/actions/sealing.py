"""The urn of a secret vote until its closing: key and roll, rehearsal, opening, what is logged.

The urn is acted on first, then the site's transaction is committed: each step of the urn may be
taken again by whoever did not hear that it was done.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import insert, select

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import JSON, Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.holding import hold, scrutinising
from civic.voting.actions.laying import freeze
from civic.voting.actions.roll import strike_rated
from civic.voting.models import (
    Box,
    LoggedCommitment,
    Vote,
    Voter,
    commitments,
    in_office,
    taking_by_urn,
)
from civic.voting.rules import CommitmentKind, Secrecy, VoteStage, Why, sealed
from civic.voting.urn import Commitments, sealing

BATCH_EVERY = timedelta(hours=1)


def lay_urn(actor: Person, vote: Vote, *, key: str, holders: Sequence[str]) -> Box:
    """The public key is handed in, the roll is frozen and goes into the urn (2.4).

    Another key replaces it, until the holders have rehearsed.
    """
    policy.require(actor, Can.PREPARE_URN, vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    before = session().get(Box, vote.id)
    rules.require_layable(
        vote.secrecy,
        vote.stage,
        is_taking_objections=vote.is_taking_objections,
        is_rehearsed=before is not None and before.is_rehearsed,
    )
    public = sealing.read_key_file(key, vote.id)
    offices = rules.check_holders(holders)
    _require_two_to_sign(vote)
    if vote.roll_root is None:
        strike_rated(actor, vote)
        freeze(actor, vote)
    box = before or Box(vote_id=vote.id)
    box.key, box.holders = public, "\n".join(offices)
    entry = ledger.record(Fact.VOTE_MANIFEST, about=vote, by=actor, pub=_manifest(vote, box))
    box.manifest = entry.idx
    session().add(box)
    _lay(vote, box)
    return box


def rehearse_urn(actor: Person, vote: Vote, *, answered: Mapping[str, str]) -> Box:
    """Each pair of holders has shown that it can open: no vote is locked up for ever (2.4).

    ``answered``: for each pair, ``1+2``, what it read of the rehearsal.
    """
    policy.require(actor, Can.PREPARE_URN, vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    _require_two_to_sign(vote)
    box = box_of(vote)
    urn.rehearse(vote.id, answered)
    if not box.is_rehearsed:
        box.rehearsed_at = clock.now()
        ledger.record(Fact.URN_REHEARSED, about=vote, by=actor, pub={"pairs": sorted(answered)})
    return box


def rehearsal(vote: Vote) -> str:
    """The file that the holders answer."""
    return urn.rehearsal(box_of(vote).vote_id)


def open_box(actor: Person | None, vote: Vote) -> None:
    """From here on the urn takes ballots. The server's own key needs no rehearsal."""
    if vote.secrecy is Secrecy.LIGHT:
        freeze(actor, vote)
        box = Box(vote_id=vote.id, key=None, holders="", rehearsed_at=clock.now())
        entry = ledger.record(Fact.VOTE_MANIFEST, about=vote, by=actor, pub=_manifest(vote, box))
        box.manifest = entry.idx
        session().add(box)
        _lay(vote, box)  # anew, should it have been opened and not heard of: the roll may differ
        urn.rehearse(vote.id)
    elif not box_of(vote).is_rehearsed:
        raise OutOfOrder(Why.NOT_REHEARSED, article="integrity 2.4")
    urn.open_(vote.id)


def close_box(vote: Vote) -> int:
    """No more ballots; the rest goes into the record. How many voted, on paper and online.

    Raises OutOfOrder where the urn is not there as it was left: it may be found yet.
    """
    try:
        found, inside = urn.close(vote.id), urn.contents(vote.id)
    except OutOfOrder:
        raise OutOfOrder(Why.URN_GONE, article="integrity 2.6") from None
    _log(vote, inside.without(logged(vote)))
    return found.marked


def log_ballots() -> None:
    """Ballots that came in go into the record: in batches that tell no more of the turnout than may
    be told, at most hourly, sorted (2.3).

    Their rows follow at the closing, all at once: nothing says which came together.
    """
    # All held, in the order of their ids, before anything is recorded: as whoever acts on a vote.
    taking = [(hold(vote), box) for vote, box in session().execute(taking_by_urn()).all()]
    went = 0
    for vote, box in taking:
        if vote.stage is not VoteStage.OPEN:
            continue  # somebody closed it meanwhile, and logged them all
        session().refresh(box, ("logged_at",))
        if box.logged_at is not None and clock.now() < box.logged_at + BATCH_EVERY:
            continue
        if (new := urn.batch(vote.id, logged(vote), rules.batch_size(vote.heads))) is not None:
            _log(vote, new)
            box.logged_at = clock.now()
            went += 1
    # All of them anew, or none: whoever saw the urn before would know the few that came since.
    if went and went == len(taking):
        urn.rebuild()


def watched(vote: Vote) -> list[str]:
    """Settings that came to be since the urn was opened, and under which who cast what is noted now."""
    return urn.watched() if vote.is_by_urn and vote.stage is VoteStage.OPEN else []


def logged(vote: Vote) -> Commitments:
    """What the record says is in the vote's urn."""
    here = session()
    return Commitments.of(
        here.scalars(commitments(vote.id, CommitmentKind.BALLOT)),
        here.scalars(commitments(vote.id, CommitmentKind.ROW)),
    )


def box_of(vote: Vote) -> Box:
    """The vote's urn, as the site knows it. Raises OutOfOrder: it has none yet."""
    box = session().get(Box, vote.id, populate_existing=True)
    if box is None:
        raise OutOfOrder(Why.NO_URN)
    return box


# Small steps -----------------------------------------------------------------------------


def _require_two_to_sign(vote: Vote) -> None:
    """Else it would be sealed and never opened, nor given up (2.4)."""
    can = scrutinising(vote, Can.CERTIFY_URN)
    found = session().scalars(in_office(policy.holders(can), vote.place_path, clock.today()))
    rules.require_two_to_sign(
        sum(
            each.has_account and policy.may(each, can, vote) and not vote.rates(each)
            for each in found
        )
    )


def _log(vote: Vote, new: Commitments) -> None:
    """Commitments that the record doesn't know yet."""
    kinds = {CommitmentKind.BALLOT: new.ballots, CommitmentKind.ROW: new.rows}
    values = [
        {"vote_id": vote.id, "kind": kind, "value": value}
        for kind, found in kinds.items()
        for value in found
    ]
    if not values:
        return
    session().execute(insert(LoggedCommitment), values)
    ledger.record(
        Fact.BALLOTS_LOGGED,
        about=vote,
        by=None,
        pub={kind.value: len(found) for kind, found in kinds.items()},
        text=["\n".join(value.hex() for value in found) for found in kinds.values()],
    )


def _lay(vote: Vote, box: Box) -> None:
    numbers = (
        select(Voter.number)
        .where(Voter.vote_id == vote.id, Voter.is_struck.is_(False))
        .order_by(Voter.number)
    )
    urn.lay(
        vote.id,
        session().scalars(numbers).all(),
        questions=len(sealed.slots(vote.asked)),
        row_length=rules.row_length(vote.asked),
        public_key=box.key,
        manifest=box.manifest,
    )


def _manifest(vote: Vote, box: Box) -> dict[str, JSON]:
    """What everybody can hold the opening against (2.4)."""
    asked = [
        [question.kind.value, question.text, question.most, [o.text for o in question.options]]
        for question in vote.questions
    ]
    return {
        "rule": vote.rule.value,
        "secrecy": vote.secrecy.value,
        "questions": rules.questions_digest(ledger.canonical(asked)),
        "row_length": rules.row_length(vote.asked),
        "heads": vote.heads,
        "roll": (vote.roll_root or b"").hex(),
        "key": sealing.key_fingerprint(box.key) if box.key is not None else "server",
        "holders": list(box.offices),
    }
