"""Secret votes from the draft to the published result: nobody learns who voted what, or early."""

from civic.clock import Hands
from civic.db import session, transaction
from civic.ledger import Entry, Fact
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import Channel, Ground, Outcome, Showing, VoteStage
from tests.voting.ballot import fresh, voter_of
from tests.voting.secrecy import (
    ceremony,
    certified,
    closed_secretly,
    opened_secretly,
    read_papers,
    seal,
)
from tests.world import World


def entries(vote: Vote, fact: Fact) -> list[Entry]:
    return session().query(Entry).filter_by(ref=vote.ledger_ref, fact=fact).all()


def reconciled(world: World, vote: Vote) -> Vote:
    with transaction():
        actions.reconcile(world.supervisor, vote)
    return fresh(vote)


def test_a_secret_satisfaction_vote_of_sixty_from_the_draft_to_the_published_result(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock, 60)
    vote, who = secret.vote, secret.who
    assert vote.heads == 60
    grades = ["satisfied"] * 20 + ["basically"] * 15 + ["dissatisfied"] * 5
    receipts = [
        seal(secret, each, grade, "dont_know" if n % 2 else "satisfied")
        for n, (each, grade) in enumerate(zip(who, grades, strict=False))
    ]
    receipts.append(
        seal(secret, who[40], "satisfied", "satisfied", word="桂花", comment="保安很好")
    )
    seal(secret, who[41], "dissatisfied", "satisfied", comment="8号楼张三不扫地")
    with transaction():
        for each in who[50:54]:
            actions.hand_out(world.clerk, voter_of(vote, each), channel=Channel.PAPER_SITE)
    vote = closed_secretly(world, secret, clock)
    read_papers(
        world,
        vote,
        [("satisfied", "satisfied"), ("dissatisfied", "satisfied"), None],
    )
    figures = actions.figures(fresh(vote))
    assert (figures.marked, figures.online, figures.handed_out) == (46, 42, 4)
    assert (figures.returned, figures.valid, figures.spoiled) == (3, 2, 1)
    assert figures.rows == (44, 44)
    vote = reconciled(world, fresh(vote))
    opened = ceremony(secret, 0, 2)
    certified(world, secret, opened)
    with transaction():
        actions.count(world.clerk, fresh(vote))
    vote = fresh(vote)
    assert vote.took_part_heads == 45
    sums = [{c.key: c.heads for c in q.counts} for q in vote.questions]
    assert sums[0] == {
        "satisfied": 22,
        "basically": 15,
        "dissatisfied": 7,
        "dont_know": 0,
        "abstain": 0,
    }
    assert sums[1]["satisfied"] == 24 and sums[1]["dont_know"] == 20
    assert vote.questions[0].outcome is Outcome.VALID
    with transaction():
        hidden = actions.hide_comments(world.clerk, vote, {1: Ground.PRIVACY})
    assert [c.text for c in hidden] == ["8号楼张三不扫地"]
    with transaction():
        actions.publish(
            world.clerk, fresh(vote), title="测评结果", text="结果见附表。", is_redacted=True
        )
    vote = fresh(vote)
    assert vote.stage is VoteStage.PUBLISHED
    shown = actions.shown(vote, vote.questions[0])
    assert shown.showing is Showing.WHOLE and shown.counted == 44
    assert actions.shows_comments(vote)
    logged = actions.logged(vote)
    assert all(receipt.is_among(set(logged.ballots)) for receipt in receipts)
    assert len(logged.ballots) == 42
