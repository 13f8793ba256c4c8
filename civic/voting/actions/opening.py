"""Opening, extending, closing: by somebody's act, or by the clock when that comes first."""

from datetime import datetime

from civic import clock, db, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder, Refused
from civic.ledger import Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.digesting import DIGEST, digested
from civic.voting.actions.holding import conducting, hold
from civic.voting.actions.laying import freeze
from civic.voting.actions.roll import strike_rated
from civic.voting.actions.sealing import close_box, log_ballots, open_box
from civic.voting.models import (
    Vote,
    due,
    owners_took_part,
    took_part,
)
from civic.voting.rules import Turnout, VoteStage, Why


def open_(actor: Person, vote: Vote) -> Vote:
    """At its hour, with every objection settled: the roll and the denominators freeze (G-9)."""
    policy.require(actor, Can.OPEN_VOTE, vote)
    vote = hold(vote)
    rules.require_by_itself(vote.is_of_a_meeting)
    _open(actor, vote)
    ledger.record(Fact.VOTE_OPENED, about=vote, by=actor, pub=_window(vote))
    return vote


def open_within(actor: Person, vote: Vote) -> Vote:
    """By the opening of its meeting, whose act has asked the policy, and by nothing else (EV-2)."""
    vote = hold(vote)
    _open(actor, vote)
    ledger.record(Fact.VOTE_OPENED, about=vote, by=actor, pub=_window(vote))
    return vote


def extend(actor: Person, vote: Vote, *, until: datetime, reason: str) -> Vote:
    """Once, before closing, because too few have taken part (B3.5)."""
    policy.require(actor, conducting(actor, vote, Can.EXTEND_VOTE), vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    before = vote.closes_at
    vote.stage, vote.extension_reason = rules.extend(
        vote.rule,
        vote.electorate,
        vote.stage,
        is_by_urn=vote.is_by_urn,
        opens_at=vote.opens_at or until,
        closes_at=before or until,
        until=until,
        at=clock.now(),
        turnout=turnout(vote),
        is_extended=vote.is_extended,
        reason=reason,
    )
    vote.extended_at, vote.closes_at = clock.now(), until
    ledger.record(
        Fact.VOTE_EXTENDED,
        about=vote,
        by=actor,
        pub=_window(vote) | {"before": before.isoformat() if before else None},
        text=[vote.extension_reason],
    )
    return vote


def close(actor: Person, vote: Vote) -> Vote:
    """After its hour; from that hour on no ballot was taken, whether somebody closed it or not."""
    policy.require(actor, conducting(actor, vote, Can.CLOSE_VOTE), vote)
    vote = hold(vote)
    number, digest = _close(vote)
    ledger.record(
        Fact.VOTE_CLOSED,
        about=vote,
        by=actor,
        pub={"ballots": number},
        secret={DIGEST: digest},
    )
    return vote


def fall_due() -> list[Vote]:
    """What the clock opens and closes without anybody's act (the worker asks); ballots of secret
    votes that are due to be logged.

    Each vote in a transaction of its own, the logging in one: what keeps one of them keeps no
    other, and is raised at the end.
    A vote whose roll is not settled stays posted: it is opened by hand, or cancelled.
    """
    moved, problems = list[Vote](), list[Exception]()
    for ident, stage in session().execute(due(clock.now())).all():
        try:
            with db.transaction() as here:
                moved.append(_by_the_clock(here.get_one(Vote, ident)))
        except Exception as problem:
            if not (isinstance(problem, Refused) and stage is VoteStage.POSTED):
                problems.append(problem)
    try:
        with db.transaction():
            log_ballots()
    except Exception as problem:
        problems.append(problem)
    if problems:
        raise problems[0]
    return moved


def close_by_the_clock(vote: Vote, *, has_urn: bool = True) -> None:
    """Close a vote that is held and whose hour has passed; nothing, if it is closed already.

    ``has_urn``: not where its urn is given up because it is gone, and nobody knows any number.
    """
    if vote.stage is not VoteStage.OPEN or not vote.is_over:
        return
    number, digest = _close(vote, has_urn=has_urn)
    ledger.record(
        Fact.VOTE_CLOSED,
        about=vote,
        by=None,
        pub={"ballots": number},
        secret={DIGEST: digest},
    )


def turnout(vote: Vote) -> Turnout:
    """How many have taken part so far, silence counted as the vote's mode says (B3.6): never what
    they chose."""
    if vote.is_by_urn:
        return Turnout(urn.counts(vote.id).marked, vote.heads)
    if vote.is_counted:  # as it was counted (G-9)
        return Turnout(vote.took_part_heads or 0, vote.heads, vote.took_part_area or 0, vote.area)
    of_them = owners_took_part(vote.id, vote.silence) if vote.is_by_area else took_part(vote.id)
    heads, area = session().execute(of_them).one()
    return Turnout(heads, vote.heads, area, vote.area)


def _by_the_clock(vote: Vote) -> Vote:
    vote = hold(vote)
    if vote.stage is VoteStage.OPEN:
        close_by_the_clock(vote)
    else:
        _open(None, vote)
        ledger.record(Fact.VOTE_OPENED, about=vote, by=None, pub=_window(vote))
    return vote


def _open(actor: Person | None, vote: Vote) -> None:
    if vote.opens_at is None or vote.closes_at is None:
        raise OutOfOrder(Why.NOT_NEXT, stage=vote.stage, to=VoteStage.OPEN)
    now = clock.now()
    stage = rules.open_(vote.stage, opens_at=vote.opens_at, closes_at=vote.closes_at, at=now)
    if vote.roll_root is None:
        strike_rated(actor, vote)
    if vote.is_by_urn:
        open_box(actor, vote)
    else:
        freeze(actor, vote)
    vote.stage, vote.opened_at = stage, now


def _close(vote: Vote, *, has_urn: bool = True) -> tuple[int | None, str | None]:
    """How many ballots came in, where anybody knows; of named ones the digest."""
    vote.stage = rules.close(vote.stage, closes_at=vote.closes_at or clock.now(), at=clock.now())
    vote.closed_at = vote.closes_at
    if vote.is_by_urn:
        return close_box(vote) if has_urn else None, None
    number, vote.ballots_digest = digested(vote)
    return number, vote.ballots_digest


def _window(vote: Vote) -> dict[str, ledger.JSON]:
    return {
        "opens_at": vote.opens_at.isoformat() if vote.opens_at else None,
        "closes_at": vote.closes_at.isoformat() if vote.closes_at else None,
    }
