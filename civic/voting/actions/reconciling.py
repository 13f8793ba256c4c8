"""Papers, marks and answers add up before anything is counted (integrity.md 2.6)."""

from dataclasses import asdict

from civic import clock, ledger, policy
from civic.db import session
from civic.errors import Invalid, OutOfOrder
from civic.ledger import JSON, Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.bundling import (
    require_bundles_read,
    require_counting,
    settled_lines,
)
from civic.voting.actions.digesting import is_changed
from civic.voting.actions.holding import hold, hold_with_groups, require_awaiting_nobody
from civic.voting.actions.losing import gone
from civic.voting.actions.opening import close_by_the_clock
from civic.voting.models import (
    Box,
    Vote,
    paper_figures,
    papers_tied,
    papers_to_read,
    rows_of,
)
from civic.voting.rules import (
    Figures,
    VoteStage,
    Why,
    check_reason,
    sealed,
)


def explain_gap(actor: Person, vote: Vote, *, text: str) -> Vote:
    """What doesn't add up, in words that stand with the result; a second person signs them."""
    policy.require(actor, Can.RECONCILE_VOTE, vote)
    vote = hold(vote)
    close_by_the_clock(vote)
    require_counting(actor, vote)
    require_bundles_read(vote)
    _require_gap(vote, first=None, signatory=actor.id)
    vote.gap, vote.gap_by_id, vote.gap_signed_by_id = check_reason(text, "text"), actor.id, None
    ledger.record(Fact.VOTE_GAP_EXPLAINED, about=vote, by=actor, text=[vote.gap])
    return vote


def sign_gap(actor: Person, vote: Vote, *, shown: str) -> Vote:
    """Somebody else signs the explanation, and answers for it as well.

    ``shown``: ``rules.text_shown`` of it as they read it.
    """
    policy.require(actor, Can.RECONCILE_VOTE, vote)
    vote = hold(vote)
    require_counting(actor, vote)
    require_bundles_read(vote)
    if vote.gap is None:
        raise Invalid(Why.REASON_MISSING, field="text")
    _require_gap(vote, first=vote.gap_by_id, signatory=actor.id)
    rules.require_text_shown(vote.gap, shown)
    vote.gap_signed_by_id = actor.id
    ledger.record(
        Fact.VOTE_GAP_EXPLAINED, about=vote, by=actor, pub={"signed": True}, text=[vote.gap]
    )
    return vote


def reconcile(actor: Person, vote: Vote) -> Vote:
    """Voters, papers, answers add up, or two have signed why not; before that nothing is counted.

    No signature explains marks and ballots in the urn that differ. From here on the urn may be
    opened, so that here a meeting's vote waits for its other groups, their ballots and their sheets
    (integrity.md 1; AP-8).
    """
    policy.require(actor, Can.RECONCILE_VOTE, vote)
    vote = hold_with_groups(vote)
    close_by_the_clock(vote)
    rules.require_not_rated(vote.rates(actor))
    require_awaiting_nobody(vote)
    stage = rules.advance(vote.stage, VoteStage.RECONCILED)
    require_bundles_read(vote)
    found = figures(vote)
    checks = rules.reconciliation(found)
    rules.reconcile(checks, is_explained=vote.is_gap_explained, is_changed=is_changed(vote))
    if vote.is_by_urn:
        urn.reconcile(vote.id)
        _withdraw_loss(vote)
    vote.stage, vote.kept_figures = stage, found
    vote.known_at = vote.known_at or clock.now()
    ledger.record(
        Fact.VOTE_RECONCILED,
        about=vote,
        by=actor,
        pub={
            "checks": [[c.check, c.left, c.op.value, c.right, c.about] for c in checks],
            "explained": vote.is_gap_explained,
            "figures": figures_said(found),
        },
    )
    return vote


def _require_gap(vote: Vote, *, first: int | None, signatory: int) -> None:
    checks = rules.reconciliation(figures(vote))
    rules.sign_gap(checks, first=first, signatory=signatory, is_changed=is_changed(vote))


def figures_said(found: Figures) -> JSON:
    """Figures as the record and the files say them."""
    told = asdict(found) | {"not_returned": found.not_returned}
    del told["is_named"]
    return told


def figures(vote: Vote) -> Figures:
    """What must add up, as the tables have it now; no choice is among it."""
    if vote.is_by_urn:
        return _secret_figures(vote)
    here = session()
    marked, online, handed_out, returned, spoiled = here.execute(paper_figures(vote.id)).one()
    unread = len(here.execute(papers_to_read(vote.id)).all())
    rows = dict(here.execute(rows_of([question.id for question in vote.questions])).all())
    return Figures(
        marked=marked,
        online=online,
        handed_out=handed_out,
        returned=returned,
        valid=returned - spoiled - unread,
        spoiled=spoiled,
        rows={str(question.position): rows.get(question.id, 0) for question in vote.questions},
        is_named=True,
    )


def _withdraw_loss(vote: Vote) -> None:
    """What one signed was about an urn whose figures differed: now they agree (2.6)."""
    box = session().get_one(Box, vote.id)
    box.lost_reason = box.lost_by_id = None


def _secret_figures(vote: Vote) -> Figures:
    """The urn's figures and the papers', of which it knows only how many were handed out.

    While ballots are taken they are nobody's to see.
    """
    if not vote.is_over:
        raise OutOfOrder(Why.STILL_OPEN, closes_at=vote.closes_at)
    if (why := gone(vote)) is not None:
        raise why
    found = urn.counts(vote.id)
    lines = settled_lines(vote)
    valid = sum(line.answers is not None for line in lines)
    return Figures(
        marked=found.marked,
        online=found.online,
        handed_out=found.paper,
        returned=session().scalar(papers_tied(vote.id)) or 0,
        valid=valid,
        spoiled=len(lines) - valid,
        rows={
            slot.name: rows + valid
            for slot, rows in zip(sealed.slots(vote.asked), found.rows, strict=True)
        },
        is_named=False,
    )
