"""Secret votes from the draft to the published result: nobody learns who voted what, or early."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import Invalid, NotAllowed, Refused
from civic.ledger import Entry, Fact
from civic.people.models import Appointment, Person
from civic.policy import Role
from civic.register.models import RegisterEntry
from civic.voting import actions, urn
from civic.voting.models import Box, Comment, LoggedCommitment, PaperBundle, PaperEntry, Vote
from civic.voting.models import bundle as bundle_
from civic.voting.rules import (
    Channel,
    Electorate,
    Ground,
    Outcome,
    Rule,
    Secrecy,
    Showing,
    Theme,
    VoteStage,
    Why,
)
from civic.voting.urn import BoxState, sealing
from civic.voting.urn import Why as UrnWhy
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient, forms
from tests.voting.ballot import (
    HOUR,
    coming,
    drafted,
    fresh,
    in_days,
    over,
    posted,
    residents,
    sign_gap,
    voter_of,
)
from tests.voting.box import answered
from tests.voting.secrecy import (
    HOLDERS,
    Secret,
    ceremony,
    certified,
    closed_secretly,
    counted_secretly,
    drafted_secretly,
    finished,
    laid,
    opened_secretly,
    read_papers,
    rows,
    seal,
    signed,
    supervisors,
    tally_file,
    with_key,
)
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Person | None], NeighbourClient]


def refused(why: object, act: Callable[[], object]) -> Refused:
    """The act is refused for this reason, and nothing of it is left."""
    with pytest.raises(Refused) as found:
        act()
    session().rollback()
    assert found.value.why is why
    return found.value


def entries(vote: Vote, fact: Fact) -> list[Entry]:
    return (
        session().query(Entry).filter_by(ref=vote.ledger_ref, fact=fact).order_by(Entry.idx).all()
    )


def pub(entry: Entry) -> dict[str, object]:
    return ledger.content(entry)["pub"]  # type: ignore[no-any-return]


def reconciled(world: World, vote: Vote) -> Vote:
    with transaction():
        actions.reconcile(world.supervisor, fresh(vote))
    return fresh(vote)


def explained(world: World, vote: Vote, text: str) -> None:
    """What doesn't add up, in the words of one and signed by another."""
    with transaction():
        actions.explain_gap(world.clerk, fresh(vote), text=text)
    with transaction():
        sign_gap(world.supervisor, vote)


# The whole way -----------------------------------------------------------------------


def test_a_satisfaction_vote_of_sixty_with_three_holders_and_four_papers(
    world: World, clock: Hands
) -> None:
    """From the draft to the published result."""
    secret = opened_secretly(world, clock, 60)
    vote, who = secret.vote, secret.who
    assert vote.heads == 60
    grades = ["satisfied"] * 20 + ["basically"] * 15 + ["dissatisfied"] * 5
    receipts = [
        seal(secret, each, grade, "dont_know" if n % 2 else "satisfied")
        for n, (each, grade) in enumerate(zip(who, grades, strict=False))
    ]
    receipts += [
        seal(secret, who[40], "satisfied", "satisfied", word="桂花", comment="保安很好"),
        seal(secret, who[41], "dissatisfied", "satisfied", comment="8号楼张三不扫地"),
    ]
    with transaction():
        for each in who[50:54]:
            actions.hand_out(world.clerk, voter_of(vote, each), channel=Channel.PAPER_SITE)
    closed_secretly(world, secret, clock)
    read_papers(world, vote, [("satisfied", "satisfied"), ("dissatisfied", "satisfied"), None])
    figures = actions.figures(fresh(vote))
    assert (figures.marked, figures.online, figures.handed_out) == (46, 42, 4)
    assert (figures.returned, figures.valid, figures.spoiled) == (3, 2, 1)
    assert figures.rows == {"1": 44, "2": 44}
    explained(world, vote, "一张发出去的纸票没有投进票箱。")
    reconciled(world, vote)
    certified(world, secret, ceremony(secret, 0, 2))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    vote = fresh(vote)
    assert vote.took_part_heads == 45, "one paper was spoiled, one not returned"
    first, second = ({c.key: c.heads for c in q.counts} for q in vote.questions)
    assert first == {
        "satisfied": 22,
        "basically": 15,
        "dissatisfied": 7,
        "dont_know": 0,
        "abstain": 0,
    }
    assert (second["satisfied"], second["dont_know"]) == (24, 20)
    assert vote.questions[0].outcome is Outcome.VALID
    with transaction():
        hidden = actions.sift_comments(world.clerk, vote, {1: Ground.PRIVACY}, {})
    assert [said.text for said in hidden] == ["8号楼张三不扫地"]
    assert [pub(e) for e in entries(vote, Fact.COMMENT_HIDDEN)] == [
        {"comment": 1, "ground": "privacy"}
    ]
    themes = {1: Theme.MANNER, 2: Theme.SPEED}
    for _twice in range(2):
        with transaction():
            assert not actions.sift_comments(world.clerk, vote, {1: Ground.INSULT}, themes)
    assert [pub(e) for e in entries(vote, Fact.COMMENTS_SORTED)] == [{"1": "manner", "2": "speed"}]
    assert not actions.shows_comments(fresh(vote)), "not before the result"
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="测评结果",
            text="结果见附表。",
            is_redacted=True,
            figures=result_text,
        )
    vote = fresh(vote)
    assert vote.stage is VoteStage.PUBLISHED and actions.shows_comments(vote)
    entry = session().get_one(RegisterEntry, vote.entry_id)
    assert entry.figures.count("另有废票1张。") == 1, "not of the second, which nearly all shared"
    shown = actions.shown(vote, vote.questions[0])
    assert (shown.showing, shown.counted) == (Showing.WHOLE, 44)
    assert actions.shown_certificate(vote) is None, "less the whole it would tell two papers"
    logged = actions.logged(vote)
    assert len(logged.ballots) == 42
    assert all(receipt.is_among(set(logged.ballots)) for receipt in receipts)


def test_what_is_committed_to_before_the_opening_stands_in_the_record(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock)
    [manifest] = entries(secret.vote, Fact.VOTE_MANIFEST)
    box = session().get_one(Box, secret.vote.id)
    assert box.manifest == manifest.idx
    said = pub(manifest)
    assert said["key"] == secret.sheets[0].key
    assert said["holders"] == list(HOLDERS)
    assert said["roll"] == (secret.vote.roll_root or b"").hex()
    assert (said["heads"], said["rule"]) == (12, "satisfaction")
    [opened] = entries(secret.vote, Fact.VOTE_OPENED)
    assert manifest.idx < opened.idx
    seal(secret, secret.who[0], "satisfied", "satisfied")
    over(secret.vote, clock)
    closed_secretly(world, secret, clock)
    reconciled(world, secret.vote)
    assert ceremony(secret).certificate.manifest == manifest.idx


def test_light_mode_is_opened_by_the_server_and_the_record_says_so(
    world: World, clock: Hands
) -> None:
    who = residents(world, 20)
    vote = posted(world, drafted_secretly(world, who, secrecy=Secrecy.LIGHT))
    assert vote.opens_at is not None and vote.closes_at is not None
    clock.set(vote.opens_at)
    [moved] = actions.fall_due()
    assert moved.stage is VoteStage.OPEN, "no holder has to come"
    secret = Secret(fresh(vote), who)
    for n, each in enumerate(who):
        seal(secret, each, "satisfied" if n < 15 else "dissatisfied", "dont_know", comment=f"话{n}")
    vote = finished(world, secret, clock)
    assert pub(entries(vote, Fact.VOTE_MANIFEST)[0])["key"] == "server"
    assert pub(entries(vote, Fact.URN_OPENED)[0])["by"] == "server"
    assert actions.shown(vote, vote.questions[0]).counts == {
        "satisfied": 15,
        "basically": 0,
        "dissatisfied": 5,
        "dont_know": 0,
        "abstain": 0,
    }
    assert session().query(Comment).count() == 20
    assert actions.shown(vote, vote.questions[1]).showing is Showing.HIDDEN, "nobody judged"
    assert actions.shown_certificate(vote) is None


# Before ------------------------------------------------------------------------------


def test_with_fewer_than_ten_on_the_roll_nobody_votes_secretly(world: World, clock: Hands) -> None:
    vote = drafted_secretly(world, residents(world, 9))
    refusal = refused(
        Why.TOO_FEW_FOR_SECRET,
        lambda: actions.post(world.clerk, vote, opens_at=in_days(20), closes_at=in_days(30)),
    )
    assert refusal.facts == {"voters": 9, "least": 10}


def test_a_vote_by_area_is_not_secret(world: World, clock: Hands) -> None:
    for secrecy in (Secrecy.SECRET, Secrecy.LIGHT):
        refused(
            Why.SECRET_BY_AREA,
            lambda secrecy=secrecy: actions.draft(  # type: ignore[misc]
                world.clerk,
                world.here.building,
                rule=Rule.OWNERS_ORDINARY,
                electorate=Electorate.OWNERS,
                secrecy=secrecy,
                official_title="选聘物业",
            ),
        )


def test_nothing_is_said_with_a_ballot_that_bears_a_name(world: World, clock: Hands) -> None:
    refused(Why.COMMENTS_NOT_HERE, lambda: drafted(world, world.here.building, takes_comments=True))
    secret = opened_secretly(world, clock, comments=False)
    one = secret.who[0]
    refused(
        Why.COMMENTS_NOT_HERE, lambda: seal(secret, one, "satisfied", "satisfied", comment="好")
    )
    assert not urn.has_voted(secret.vote.id, voter_of(secret.vote, one).number)


def test_it_opens_only_once_every_pair_has_shown_that_it_can_open_it(
    world: World, clock: Hands
) -> None:
    secret = laid(world)
    vote = secret.vote
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    refused(Why.NO_URN, lambda: actions.open_(world.clerk, fresh(vote)))
    with_key(world, secret, clock)
    refused(Why.NOT_REHEARSED, lambda: actions.open_(world.clerk, fresh(vote)))
    assert actions.fall_due() == [], "the worker opens nothing that nobody could open again"
    codes = answered(vote.id, secret.sheets)
    mistyped = codes["1+3"]
    mistyped = mistyped[:-1] + ("A" if mistyped[-1] != "A" else "B")
    refusal = refused(
        UrnWhy.NOT_REHEARSED,
        lambda: actions.rehearse_urn(world.clerk, fresh(vote), answered={**codes, "1+3": mistyped}),
    )
    assert refusal.facts == {"first": 1, "second": 3}
    assert not session().get_one(Box, vote.id).is_rehearsed
    with transaction():
        actions.rehearse_urn(world.clerk, fresh(vote), answered=codes)
    [moved] = actions.fall_due()
    assert moved.stage is VoteStage.OPEN


def test_the_roll_in_the_urn_is_the_roll_that_was_posted_and_stays_as_it_is(
    world: World, clock: Hands
) -> None:
    secret = laid(world, 12)
    vote = secret.vote
    key = sealing.key_file(sealing.public_of(sealing.new_key()), vote.id)
    lay = lambda: actions.lay_urn(world.clerk, fresh(vote), key=key, holders=HOLDERS)  # noqa: E731
    refused(Why.ROLL_NOT_SETTLED, lay)
    with transaction():
        actions.strike_from_roll(world.clerk, voter_of(vote, secret.who[3]), reason="搬走了")
    with_key(world, secret, clock)
    assert (urn.counts(vote.id).roll, fresh(vote).heads) == (11, 11)
    refused(
        Why.ROLL_SEALED,
        lambda: actions.strike_from_roll(
            world.clerk, voter_of(vote, secret.who[4]), reason="搬走了"
        ),
    )
    refused(
        Why.ROLL_SEALED,
        lambda: actions.add_to_roll(
            world.clerk, fresh(vote), persons=[world.resident], reason="漏了"
        ),
    )
    with transaction():
        lay()
    assert len(entries(vote, Fact.VOTE_ROLL_FROZEN)) == 1
    refused(
        UrnWhy.NOT_REHEARSED,
        lambda: actions.rehearse_urn(
            world.clerk, fresh(vote), answered=dict.fromkeys(("1+2", "1+3", "2+3"), "ABCD")
        ),
    )
    with_key(world, secret, clock)
    with transaction():
        codes = answered(vote.id, secret.sheets)
        actions.rehearse_urn(world.clerk, fresh(vote), answered=codes)
    refused(Why.REHEARSED_ALREADY, lay)


@pytest.mark.parametrize(
    "holders", [HOLDERS[:2], (*HOLDERS, "律师"), (HOLDERS[0], HOLDERS[0], HOLDERS[1])]
)
def test_there_are_three_holders_each_of_another_office(
    world: World, clock: Hands, holders: tuple[str, ...]
) -> None:
    secret = laid(world)
    assert secret.vote.opens_at is not None
    clock.set(secret.vote.opens_at)
    key = sealing.key_file(sealing.public_of(sealing.new_key()), secret.vote.id)
    refused(
        Why.HOLDERS_WRONG,
        lambda: actions.lay_urn(world.clerk, fresh(secret.vote), key=key, holders=holders),
    )


def test_nothing_is_sealed_unless_two_are_there_who_may_sign_how_it_was_opened(
    world: World, clock: Hands
) -> None:
    secret = laid(world)
    vote = secret.vote
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    private = sealing.new_key()
    key = sealing.key_file(sealing.public_of(private), vote.id)
    lay = lambda: actions.lay_urn(world.clerk, fresh(vote), key=key, holders=HOLDERS)  # noqa: E731
    assert refused(Why.TOO_FEW_TO_SIGN, lay).facts["number"] == 1
    _one, other = supervisors(world)
    with transaction():
        lay()
    with transaction():
        [term] = session().query(Appointment).filter_by(person_id=other.id)
        term.ends_on = civic_clock.today() - civic_clock.ONE_DAY
    codes = answered(vote.id, sealing.split(private, vote.id))
    rehearse = lambda: actions.rehearse_urn(world.clerk, fresh(vote), answered=codes)  # noqa: E731
    session().expire_all()
    refused(Why.TOO_FEW_TO_SIGN, rehearse)
    with transaction():
        session().get_one(Appointment, term.id).ends_on = None
    session().expire_all()
    with transaction():
        rehearse()
    assert urn.state(vote.id) is BoxState.REHEARSED


def test_whoever_is_rated_is_not_counted_among_those_who_sign(world: World, clock: Hands) -> None:
    vote = laid(world).vote
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    supervisors(world)
    key = sealing.key_file(sealing.public_of(sealing.new_key()), vote.id)
    with transaction():
        for each in session().query(Appointment).filter_by(role=Role.SUPERVISOR):
            each.unit_id = vote.unit_id
    session().expire_all()
    lay = lambda: actions.lay_urn(world.clerk, fresh(vote), key=key, holders=HOLDERS)  # noqa: E731
    assert refused(Why.TOO_FEW_TO_SIGN, lay).facts["number"] == 0


def test_another_votes_key_and_a_mistyped_one_are_refused(world: World, clock: Hands) -> None:
    secret = laid(world)
    assert secret.vote.opens_at is not None
    clock.set(secret.vote.opens_at)
    public = sealing.public_of(sealing.new_key())
    mine = sealing.key_file(public, secret.vote.id)
    wrong = mine.replace("\n2 ", "\n2 A", 1)
    for key, why in (
        (sealing.key_file(public, secret.vote.id + 1), UrnWhy.KEY_OF_ANOTHER_VOTE),
        (wrong, UrnWhy.MISTYPED),
        ("公钥", UrnWhy.KEY_UNFIT),
    ):
        refused(
            why,
            lambda key=key: actions.lay_urn(  # type: ignore[misc]
                world.clerk, fresh(secret.vote), key=key, holders=HOLDERS
            ),
        )
    assert session().get(Box, secret.vote.id) is None
    assert urn.state(secret.vote.id) is None


def test_a_vote_called_off_leaves_no_roll_in_the_urn(world: World, clock: Hands) -> None:
    secret = with_key(world, laid(world), clock)
    with transaction():
        actions.cancel(world.clerk, fresh(secret.vote), reason="另行安排")
    assert urn.state(secret.vote.id) is BoxState.DESTROYED
    assert urn.counts(secret.vote.id).roll == 0


# Voting ------------------------------------------------------------------------------


def test_nobody_votes_on_paper_and_online(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock)
    vote, (one, other, *_rest) = secret.vote, secret.who
    seal(secret, one, "satisfied", "satisfied")
    hand_out = lambda who: actions.hand_out(  # noqa: E731
        world.clerk, voter_of(vote, who), channel=Channel.PAPER_HOME
    )
    refused(UrnWhy.VOTED_ALREADY, lambda: hand_out(one))
    with transaction():
        hand_out(other)
    refused(Why.HANDED_OUT_ALREADY, lambda: hand_out(other))
    refused(UrnWhy.VOTED_ALREADY, lambda: seal(secret, other, "satisfied", "satisfied"))
    refused(UrnWhy.VOTED_ALREADY, lambda: seal(secret, one, "satisfied", "satisfied"))
    refused(
        Why.PAPER_INTO_THE_BOX,
        lambda: actions.take_back(world.clerk, voter_of(vote, other)),
    )
    counts = urn.counts(vote.id)
    assert (counts.marked, counts.online, counts.paper) == (2, 1, 1)


def test_a_paper_marked_in_the_urn_alone_can_still_be_handed_out(
    world: World, clock: Hands
) -> None:
    """The urn was told, then the site's own transaction failed: the clerk tries again."""
    secret = opened_secretly(world, clock)
    one = secret.who[0]
    urn.hand_paper(secret.vote.id, voter_of(secret.vote, one).number)
    with transaction():
        actions.hand_out(world.clerk, voter_of(secret.vote, one), channel=Channel.PAPER_SITE)
    assert urn.counts(secret.vote.id).paper == 1


def test_all_papers_in_the_box_are_read_though_fewer_were_handed_out(
    world: World, clock: Hands, as_: As
) -> None:
    """integrity.md 2.6: four could be tied up, and which of the five was left out the clerks chose."""
    secret = opened_secretly(world, clock, 20)
    for each in secret.who[:10]:
        seal(secret, each, "satisfied", "satisfied")
    with transaction():
        for each in secret.who[10:14]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    vote = closed_secretly(world, secret, clock)
    page, clerk = f"/votes/{vote.id}/bundles", as_(world.clerk)
    assert "捆一捆" in clerk.get(page).text and "箱里的票比发出去的多" not in clerk.get(page).text
    slip = clerk.fill(page, page, size="40")
    assert slip.status_code == 422 and 'value="40"' in slip.text
    assert "还没有捆的纸票最多4张" in slip.text
    read_papers(world, vote, [("basically", "satisfied")] * 4)
    more = clerk.get(page)
    assert "箱里的票比发出去的多" in more.text and "去核对票数" in more.text
    slip = clerk.fill(page, page, size="7")
    assert slip.status_code == 422 and 'value="7"' in slip.text
    assert "最多还能捆6张" in slip.text, "of twenty, ten voted online"
    refused(Why.BUNDLE_NONE_LOOSE, lambda: actions.bundle(world.clerk, fresh(vote), size=1))
    read_papers(world, vote, [("basically", "satisfied")], more=True)
    figures = actions.figures(fresh(vote))
    assert (figures.handed_out, figures.returned, figures.not_returned) == (4, 5, 0)
    assert actions.loose_papers(fresh(vote)) == 0
    told = clerk.get(f"/votes/{vote.id}/figures").text
    assert "发出纸票4张＋多出1张＝收回5张" in told and "没有收回" not in told
    refused(Why.RECONCILIATION_FAILS, lambda: actions.reconcile(world.supervisor, fresh(vote)))
    explained(world, vote, "箱里有五张纸票，只发出去四张，查不出哪一张是多的。")
    certified_ = reconciled(world, vote)
    certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(certified_))
    vote = fresh(vote)
    assert vote.took_part_heads == 15
    assert {c.key: c.heads for c in vote.questions[0].counts}["basically"] == 5


def sent_from(page: TestResponse, action: str) -> dict[str, str]:
    """What the form of an open page sends along."""
    return next(form.fields for form in forms(page) if form.action == action)


def surplus(page: TestResponse) -> tuple[str, bool]:
    """The form for what the box holds more than was handed out, and whether it is unfolded."""
    fold = re.search(
        r'<details class="fold"([^>]*)><summary>箱里的票比发出去的多.*?</details>', page.text, re.S
    )
    assert fold is not None
    return fold[0], "open" in fold[1]


def test_the_same_papers_are_not_tied_up_twice_as_more_than_were_handed_out(
    world: World, clock: Hands, as_: As
) -> None:
    """Two clerks have the page open, five papers before them: one ties them up, then so does the
    other. Nobody has said that the box holds more."""
    secret = opened_secretly(world, clock, 20)
    with transaction():
        for each in secret.who[:5]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    vote = closed_secretly(world, secret, clock)
    page, clerk = f"/votes/{vote.id}/bundles", as_(world.clerk)
    fields = sent_from(clerk.get(page), page)
    with transaction():
        actions.bundle(world.chair, fresh(vote), size=5)
    late = clerk.post(page, data={**fields, "size": "5"})
    assert late.status_code == 422
    assert "您的这5张没有再捆" in late.text and "已经算在上面哪一捆里" in late.text
    assert 'href="#size' not in late.text, "a field that is not on the page"
    fold, is_open = surplus(late)
    assert not is_open and 'value="5"' not in fold and "field-wrong" not in fold
    said = clerk.fill(page, page, size="40")
    fold, is_open = surplus(said)
    assert is_open and 'value="40"' in fold and "最多还能捆15张" in fold
    assert 'href="#size-more"' in said.text and 'id="size-more"' in fold
    with transaction():
        tied = session().query(PaperBundle).one()
        actions.unbundle(world.chair, session().scalars(bundle_(tied.id)).unique().one())
    both = clerk.post(page, data={**sent_from(said, page), "more": "yes", "size": "50"})
    assert both.status_code == 422 and 'id="size"' in both.text, "untied meanwhile: both stand"
    assert surplus(both)[1] and 'href="#size-more"' in both.text


def test_nobody_casts_for_somebody_else_and_the_committee_neither(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock)
    head = voter_of(secret.vote, secret.who[0])
    for stranger in (secret.who[1], world.clerk, world.supervisor, world.administrator):
        with pytest.raises(NotAllowed):
            actions.cast(stranger, coming(stranger, head), [["satisfied"], ["satisfied"]])
        session().rollback()
    assert urn.counts(secret.vote.id).marked == 0


def test_nobody_sees_anything_early(world: World, clock: Hands) -> None:
    """No count, no figures, no export while ballots are taken; no result before two have signed."""
    secret = opened_secretly(world, clock)
    vote = secret.vote
    for each in secret.who:
        seal(secret, each, "satisfied", "dissatisfied", comment="x")
    refused(Why.STILL_OPEN, lambda: actions.figures(fresh(vote)))
    refused(UrnWhy.NOT_AT_THIS_STAGE, lambda: actions.export(fresh(vote)))
    for act in (actions.count, actions.results, actions.reconcile):
        with pytest.raises(Refused):
            act(fresh(vote)) if act is actions.results else act(world.supervisor, fresh(vote))  # type: ignore[operator]
        session().rollback()
    closed_secretly(world, secret, clock)
    refused(UrnWhy.NOT_AT_THIS_STAGE, lambda: actions.export(fresh(vote)))
    reconciled(world, vote)
    refused(Why.NOT_CERTIFIED, lambda: actions.count(world.clerk, fresh(vote)))
    assert actions.shown_certificate(fresh(vote)) is None
    for word in (b"satisfied", b"dissatisfied"):
        assert word not in actions.export(fresh(vote))


def test_whether_enough_have_come_is_said_in_the_last_day_only(
    world: World, clock: Hands, as_: As
) -> None:
    """Asked again after each voter, the desk would hear whose ballot was the tenth (D8)."""
    secret = opened_secretly(world, clock)
    vote = secret.vote
    assert vote.closes_at is not None
    until, at = vote.closes_at + 2 * civic_clock.ONE_DAY, f"/votes/{vote.id}/extension"
    extend = lambda: actions.extend(  # noqa: E731
        world.clerk, fresh(vote), until=until, reason="来的人少，再等两天。"
    )
    clock.set(vote.closes_at - civic_clock.ONE_DAY - timedelta(seconds=1))
    pages = []
    for each in [None, *secret.who[:10]]:
        if each is not None:
            seal(secret, each, "satisfied", "satisfied")
        refused(Why.TURNOUT_SEALED, extend)
        page = as_(world.clerk).get(at).text
        assert "结束前24小时" in page
        pages.append("已经够了" in page or "只能延长这一次" in page)
    assert not any(pages), "the same answer before the first ballot and after the tenth"
    clock.set(vote.closes_at - civic_clock.ONE_DAY)
    assert "已经够了" in as_(world.clerk).get(at).text
    refused(Why.TURNOUT_SUFFICES, extend)


def test_a_secret_vote_is_extended_on_its_last_day_where_too_few_have_come(
    world: World, clock: Hands
) -> None:
    vote = opened_secretly(world, clock).vote
    assert vote.closes_at is not None
    until = vote.closes_at + 2 * civic_clock.ONE_DAY
    clock.set(vote.closes_at - HOUR)
    with transaction():
        actions.extend(world.clerk, fresh(vote), until=until, reason="来的人少，再等两天。")
    assert fresh(vote).closes_at == until


def test_casting_a_secret_ballot_changes_no_row_of_the_sites_database(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock)
    session().rollback()
    before = rows()
    assert before["people_persons"] and before["voting_voters"] and len(before) > 40
    seal(secret, secret.who[0], "satisfied", "satisfied", word="桂花", comment="好")
    with pytest.raises(Refused):
        seal(secret, secret.who[0], "satisfied", "satisfied")
    session().rollback()
    assert rows() == before


# The record --------------------------------------------------------------------------


def test_ballots_go_into_the_record_ten_at_a_time_at_most_hourly_and_the_rest_at_closing(
    world: World, clock: Hands, as_: Callable[[Person | None], NeighbourClient]
) -> None:
    """Everybody may count them: never one by one, nor how many there are."""
    secret = opened_secretly(world, clock, 36)
    vote = secret.vote
    voting = iter(secret.who)

    def vote_and_work(number: int) -> int:
        for _ in range(number):
            seal(secret, next(voting), "satisfied", "satisfied")
        actions.fall_due()
        return len(actions.logged(vote).ballots)

    assert vote_and_work(9) == 0
    assert vote_and_work(1) == 10
    assert vote_and_work(22) == 10, "not twice within an hour"
    clock.move(HOUR)
    assert vote_and_work(0) == 30, "32 are there"
    listed = as_(None).get(f"/votes/{vote.id}/files/batches.json").json
    assert len(listed["ballots"]) == 30 and not listed["rows"]
    clock.move(HOUR)
    assert vote_and_work(3) == 30
    over(vote, clock)
    actions.fall_due()
    batches = entries(vote, Fact.BALLOTS_LOGGED)
    assert [pub(each)["ballot"] for each in batches] == [10, 20, 5]
    for each in batches:
        assert civic_clock.start_of_day(civic_clock.day_of(each.at)) == each.at, "the day only"
        ballots, lines = (part["pub"].split() for part in ledger.content(each)["text"])
        assert ballots == sorted(ballots) and lines == sorted(lines)
        assert len(lines) == pub(each)["row"] == (70 if each is batches[-1] else 0)
    assert batches[-1].idx < entries(vote, Fact.VOTE_CLOSED)[0].idx
    assert session().query(LoggedCommitment).count() == 105


def test_rows_go_into_the_record_only_all_together_so_that_the_last_voter_is_not_read(
    world: World, clock: Hands
) -> None:
    """Ten were logged, one more came: with her receipt and the export her rows must not be known."""
    secret = opened_secretly(world, clock, 30)
    vote = secret.vote
    for each in secret.who[:10]:
        seal(secret, each, "satisfied", "satisfied", comment="好")
    actions.fall_due()
    assert (len(actions.logged(vote).ballots), actions.logged(vote).rows) == (10, ())
    last = seal(secret, secret.who[10], "dissatisfied", "dont_know", comment="不好")
    closed_secretly(world, secret, clock)
    *_, closing = entries(vote, Fact.BALLOTS_LOGGED)
    assert pub(closing) == {"ballot": 1, "row": 33}, "everybody's rows, hers among them"
    assert last.is_among(set(actions.logged(vote).ballots)), "her receipt proves her ballot"
    reconciled(world, vote)
    assert ceremony(secret).certificate.ballots == 11


def test_after_closing_nothing_in_both_databases_joins_a_voter_to_a_ballot(
    world: World, clock: Hands, backend: str
) -> None:
    """No moment, no transaction, no order: not in the urn, not between it and the site's tables."""
    secret = opened_secretly(world, clock, 12)
    ids = [seal(secret, each, "satisfied", "satisfied").ballot_id for each in secret.who[::-1]]
    closed_secretly(world, secret, clock)
    link = session().connection()
    tables = sa.inspect(link).get_table_names()
    for name in tables:
        columns = {column["name"] for column in sa.inspect(link).get_columns(name)}
        assert not columns & {"ballot_id", "unit_no", "row_id"} or name == "voting_answers"
    if backend == "postgresql":
        for name in tables:
            joined = f'SELECT count(*) FROM urn.urn u JOIN "{name}" t ON t.xmin = u.xmin'
            assert link.exec_driver_sql(joined).scalar() == 0, name
            joined = f'SELECT count(*) FROM urn.roll r JOIN "{name}" t ON t.xmin = r.xmin'
            assert link.exec_driver_sql(joined).scalar() == 0, name
        stored = link.exec_driver_sql("SELECT ballot_id FROM urn.urn ORDER BY ctid").scalars()
        assert [bytes(each) for each in stored] == sorted(ids)
    logged = session().scalars(
        sa.select(LoggedCommitment.value).where(LoggedCommitment.kind == "ballot")
    )
    assert len(list(logged)) == 12
    session().rollback()


# The ceremony ------------------------------------------------------------------------


def ready(world: World, clock: Hands, number: int = 12) -> tuple[Secret, Vote]:
    """Everybody has voted; closed and reconciled."""
    secret = opened_secretly(world, clock, number)
    for n, each in enumerate(secret.who):
        grade = "satisfied" if n % 3 else "dissatisfied"
        seal(secret, each, grade, "basically" if n % 2 else "satisfied", comment=f"第{n}句")
    closed_secretly(world, secret, clock)
    return secret, reconciled(world, secret.vote)


def test_a_certificate_needs_the_signatures_of_two_supervisors(world: World, clock: Hands) -> None:
    secret, vote = ready(world, clock)
    opened = ceremony(secret)
    print_ = opened.certificate.fingerprint
    one, other = supervisors(world)
    sign = lambda who, typed=print_: actions.sign_certificate(  # noqa: E731
        who, fresh(vote), fingerprint=typed
    )
    refused(Why.NOT_CERTIFIED, lambda: sign(one))
    with transaction():
        actions.hand_in_certificate(
            world.clerk,
            vote,
            certificate=opened.certificate.encode(),
            tally=tally_file(opened),
        )
    refused(Why.FINGERPRINT_DIFFERS, lambda: sign(one, print_[:-1] + "#"))
    with pytest.raises(NotAllowed):
        sign(world.clerk)
    session().rollback()
    with transaction():
        sign(one, print_.lower().replace(" ", ""))
    refused(Why.SAME_SIGNATORY, lambda: sign(one))
    refused(Why.NOT_CERTIFIED, lambda: actions.count(world.clerk, fresh(vote)))
    with transaction():
        sign(other)
    refused(Why.CERTIFIED_ALREADY, lambda: sign(other))
    assert [pub(e)["signatures"] for e in entries(vote, Fact.VOTE_CERTIFIED)] == [1, 2]
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert fresh(vote).stage is VoteStage.COUNTED


def test_a_forged_certificate_is_replaced_by_the_true_one_before_two_have_signed(
    world: World, clock: Hands
) -> None:
    """Its sums are right, its counts are not: whoever opens the urn sees another fingerprint."""
    secret, vote = ready(world, clock)
    opened = ceremony(secret)
    true = opened.certificate.encode()
    said = json.loads(true)
    said["tallies"][0] = [[b"satisfied".hex(), 12]]
    forged = ledger.canonical(said)
    one, _other = supervisors(world)
    hand_in = lambda file: actions.hand_in_certificate(  # noqa: E731
        world.clerk, fresh(vote), certificate=file, tally=tally_file(opened)
    )
    with transaction():
        hand_in(forged)
    refused(
        Why.FINGERPRINT_DIFFERS,
        lambda: actions.sign_certificate(
            one, fresh(vote), fingerprint=opened.certificate.fingerprint
        ),
    )
    said["tallies"][0] = [[b"satisfied".hex(), 13]]
    refused(UrnWhy.OTHER_CERTIFICATE, lambda: hand_in(ledger.canonical(said)))
    refused(UrnWhy.CERTIFICATE_UNREADABLE, lambda: hand_in(b"{}"))
    certified(world, secret, opened)
    refused(Why.CERTIFIED_ALREADY, lambda: hand_in(forged))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert {c.key: c.heads for c in fresh(vote).questions[0].counts}["dissatisfied"] == 4


def test_the_same_certificate_again_leaves_the_first_signature_standing(
    world: World, clock: Hands
) -> None:
    """Else one member of the committee could keep it from ever being certified."""
    secret, vote = ready(world, clock)
    opened = ceremony(secret)
    said = json.loads(opened.certificate.encode())
    said["tallies"][0] = [[b"satisfied".hex(), 12]]
    other_one = ledger.canonical(said)
    hand_in = lambda file: actions.hand_in_certificate(  # noqa: E731
        world.clerk, fresh(vote), certificate=file, tally=tally_file(opened)
    )
    box = lambda: session().get_one(Box, vote.id, populate_existing=True)  # noqa: E731
    one, other = supervisors(world)
    sign = lambda who: actions.sign_certificate(  # noqa: E731
        who, fresh(vote), fingerprint=opened.certificate.fingerprint
    )
    for is_replaced in (True, False):
        with transaction():
            hand_in(opened.certificate.encode())
        with transaction():
            sign(one)
        refused(Why.HANDED_IN_ALREADY, lambda: hand_in(opened.certificate.encode()))
        assert box().signed_by_id == one.id
        if is_replaced:
            with transaction():
                hand_in(other_one)
            assert box().signed_by_id is None, "what was signed is not there any more"
    with transaction():
        sign(other)
    assert box().is_certified
    assert len(entries(vote, Fact.URN_OPENED)) == 3


def test_words_that_are_not_those_of_the_certificate_are_refused(
    world: World, clock: Hands
) -> None:
    secret, vote = ready(world, clock)
    opened = ceremony(secret)
    good = json.loads(tally_file(opened))
    for tally in (
        None,
        b"not json",
        b"[]",
        json.dumps(good | {"comments": good["comments"][:-1]}).encode(),
        json.dumps(good | {"comments": [*good["comments"][:-1], "别的话"]}).encode(),
        json.dumps(good | {"comments": [1] * 12}).encode(),
    ):
        refused(
            Why.COMMENTS_DIFFER,
            lambda tally=tally: actions.hand_in_certificate(  # type: ignore[misc]
                world.clerk,
                fresh(vote),
                certificate=opened.certificate.encode(),
                tally=tally,
            ),
        )


# Small groups ------------------------------------------------------------------------


def test_below_ten_ballots_nothing_is_shown_to_anybody(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock, 12)
    for each in secret.who[:8]:
        seal(secret, each, "dissatisfied", "satisfied", comment="太差")
    vote = finished(world, secret, clock)
    for question in vote.questions:
        assert actions.shown(vote, question).showing is Showing.HIDDEN
    assert not actions.shows_comments(vote)
    assert actions.shown_certificate(vote) is None
    assert (
        "8" not in (vote.entry.figures if vote.entry else "").split("参加表决")[1].split("\n", 1)[1]
    )
    [counted] = entries(vote, Fact.VOTE_COUNTED)
    said = ledger.content(counted)
    assert all("counts" not in question for question in said["pub"]["questions"])
    opened = ledger.opening(counted.idx, "counts.1")
    assert opened is not None and ["dissatisfied", 8, 0] in opened.value  # type: ignore[operator]
    assert ledger.opens(said["commit"]["counts.1"], opened.salt, "counts.1", opened.value), (
        "it can be opened later, if all agree"
    )


def test_the_words_of_one_who_voted_online_among_papers_are_read_by_nobody(
    world: World, clock: Hands
) -> None:
    """Twelve took part, eleven of them on paper: whose words these are everybody could tell."""
    secret = opened_secretly(world, clock, 12)
    vote = secret.vote
    seal(secret, secret.who[0], "satisfied", "satisfied", comment="物业经理收红包")
    with transaction():
        for each in secret.who[1:]:
            actions.hand_out(world.clerk, voter_of(vote, each), channel=Channel.PAPER_SITE)
    closed_secretly(world, secret, clock)
    read_papers(world, vote, [("satisfied" if n % 2 else "basically",) * 2 for n in range(11)])
    reconciled(world, vote)
    certified(world, secret, ceremony(secret))
    [opened] = entries(vote, Fact.URN_OPENED)
    assert pub(opened) == {"by": "holders"}, "one ballot, one comment: behind commitments"
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert fresh(vote).took_part_heads == 12
    assert not actions.reads_comments(fresh(vote)), "the committee neither"
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="结果",
            text="见表。",
            is_redacted=True,
            figures=result_text,
        )
    assert not actions.shows_comments(fresh(vote))


def test_words_are_sifted_once_they_are_counted_not_while_a_certificate_may_still_be_replaced(
    world: World, clock: Hands
) -> None:
    secret, vote = ready(world, clock)
    opened = ceremony(secret)
    with transaction():
        actions.hand_in_certificate(
            world.clerk, vote, certificate=opened.certificate.encode(), tally=tally_file(opened)
        )
    hide = lambda: actions.sift_comments(world.clerk, fresh(vote), {1: Ground.INSULT}, {})  # noqa: E731
    refused(Why.NOT_NEXT, hide)
    signed(world, secret, opened)
    with transaction():
        actions.count(world.clerk, fresh(vote))
        assert len(hide()) == 1  # type: ignore[arg-type]


def test_a_theme_can_be_taken_away_again_and_the_record_says_so(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock)
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied", comment=f"谢谢{each.name}")
    vote = counted_secretly(world, secret, clock)
    for theme in (Theme.SPEED, None, None):
        with transaction():
            actions.sift_comments(world.clerk, fresh(vote), {}, {1: theme})
        assert session().get_one(Comment, (vote.id, 1)).theme is theme
    assert [pub(e) for e in entries(vote, Fact.COMMENTS_SORTED)] == [{"1": "speed"}, {"1": None}]


def test_unanimity_of_fewer_than_thirty_is_said_as_nearly_all(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock, 15)
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied")
    vote = finished(world, secret, clock)
    shown = actions.shown(vote, vote.questions[0])
    assert (shown.showing, shown.nearly_all) == (Showing.NEARLY_ALL, "satisfied")
    assert vote.entry is not None and "15票" not in vote.entry.figures


def test_the_certificate_is_public_where_it_gives_nobody_away(world: World, clock: Hands) -> None:
    secret, vote = ready(world, clock, 40)
    certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert actions.shown_certificate(fresh(vote)) is None, "not before the result"
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="结果",
            text="见表。",
            is_redacted=True,
            figures=result_text,
        )
    found = actions.shown_certificate(fresh(vote))
    assert found is not None and found.ballots == 40


def test_two_papers_are_told_by_no_certificate(world: World, clock: Hands) -> None:
    """Twenty-eight online may be shown, and so may all thirty: what is left over is two (2.5)."""
    secret = opened_secretly(world, clock, 30)
    with transaction():
        for each in secret.who[28:]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    for n, each in enumerate(secret.who[:28]):
        seal(secret, each, *(["satisfied", "dissatisfied"][:: 1 if n % 2 else -1]))
    closed_secretly(world, secret, clock)
    read_papers(world, secret.vote, [("satisfied", "satisfied"), ("basically", "basically")])
    reconciled(world, secret.vote)
    certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(secret.vote))
    with transaction():
        actions.publish(
            world.clerk,
            fresh(secret.vote),
            title="结果",
            text="见表。",
            is_redacted=True,
            figures=result_text,
        )
    vote = fresh(secret.vote)
    for question in vote.questions:
        assert actions.shown(vote, question).showing is Showing.WHOLE
    assert actions.shown_certificate(vote) is None


def test_abstentions_make_no_certificate_public_that_would_tell_what_few_said(
    world: World, clock: Hands
) -> None:
    """Of twelve online two judged, and ten abstained: less the papers they would be known (2.5)."""
    secret = opened_secretly(world, clock, 40, questions=1)
    with transaction():
        for each in secret.who[12:]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    for n, each in enumerate(secret.who[:12]):
        seal(secret, each, "dissatisfied" if n < 2 else "abstain")
    closed_secretly(world, secret, clock)
    papers = [("satisfied",), ("basically",)] * 14
    read_papers(world, secret.vote, papers)
    reconciled(world, secret.vote)
    certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(secret.vote))
    with transaction():
        actions.publish(
            world.clerk,
            fresh(secret.vote),
            title="结果",
            text="见表。",
            is_redacted=True,
            figures=result_text,
        )
    vote = fresh(secret.vote)
    assert actions.shown(vote, vote.questions[0]).showing is Showing.WHOLE
    assert actions.shown_certificate(vote) is None


# Papers ------------------------------------------------------------------------------


def handed_out(world: World, clock: Hands, tied: int) -> tuple[Secret, Vote]:
    """Twelve voted online, four took a paper; so many papers were in the box."""
    secret = opened_secretly(world, clock, 16)
    for n, each in enumerate(secret.who[:12]):
        seal(secret, each, "satisfied" if n % 2 else "basically", "satisfied")
    with transaction():
        for each in secret.who[12:]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    vote = closed_secretly(world, secret, clock)
    read_papers(world, vote, [("dissatisfied", "satisfied")] * (tied - 1) + [None])
    return secret, vote


def test_a_paper_that_is_not_in_the_box_is_missed_until_two_have_signed_why(
    world: World, clock: Hands, as_: As
) -> None:
    """Nobody can tell one that was not given back from one that somebody took out."""
    why = "一位居民领了纸票没有投，本人说带回家了。"
    secret, vote = handed_out(world, clock, tied=3)
    at = f"/votes/{vote.id}"
    missing = "发出纸票4张－没有收回1张＝收回3张"
    seen = as_(world.clerk).get(f"{at}/figures").text
    assert missing in seen and "票数对不上" in seen
    refused(Why.RECONCILIATION_FAILS, lambda: actions.reconcile(world.supervisor, fresh(vote)))
    with transaction():
        actions.explain_gap(world.clerk, fresh(vote), text=why)
    refused(Why.SAME_SIGNATORY, lambda: sign_gap(world.clerk, vote))
    refused(Why.RECONCILIATION_FAILS, lambda: actions.reconcile(world.supervisor, fresh(vote)))
    explained(world, vote, why)
    reconciled(world, vote)
    assert missing not in as_(None).get(at).text, "not before the result"
    figures = {
        "marked": 16,
        "online": 12,
        "handed_out": 4,
        "returned": 3,
        "not_returned": 1,
        "valid": 2,
        "spoiled": 1,
        "rows": {"1": 14, "2": 14},
    }
    [entry] = entries(vote, Fact.VOTE_RECONCILED)
    assert (pub(entry)["figures"], pub(entry)["explained"]) == (figures, True)
    certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="结果",
            text="见表。",
            is_redacted=True,
            figures=result_text,
        )
    page = as_(None).get(at).text
    assert missing in page and why in page
    assert as_(None).get(f"{at}/files/tally.json").json["figures"] == figures
    until = actions.kept_until(fresh(vote))
    assert until is not None
    clock.set(civic_clock.end_of_day(until) + timedelta(seconds=1))
    with transaction():
        actions.destroy_urn(world.supervisor, fresh(vote))
    assert as_(None).get(f"{at}/files/tally.json").json["figures"] == figures, "also without urn"
    assert missing in as_(world.clerk).get(f"{at}/figures").text


def test_where_every_paper_is_in_the_box_nothing_is_to_be_explained(
    world: World, clock: Hands
) -> None:
    _secret, vote = handed_out(world, clock, tied=4)
    refused(Why.NO_GAP, lambda: actions.explain_gap(world.clerk, fresh(vote), text="没有差异。"))
    reconciled(world, vote)
    [entry] = entries(vote, Fact.VOTE_RECONCILED)
    assert pub(entry)["explained"] is False
    assert pub(entry)["figures"]["not_returned"] == 0  # type: ignore[index]


# The end -----------------------------------------------------------------------------


def test_after_the_term_for_disputes_the_urn_is_destroyed_and_the_result_stays(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock, 30)
    for n, each in enumerate(secret.who[:28]):
        seal(secret, each, "satisfied" if n % 2 else "basically", "satisfied")
    with transaction():
        for each in secret.who[28:]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    closed_secretly(world, secret, clock)
    papers = [("satisfied", "satisfied"), ("basically", "satisfied")]
    read_papers(world, secret.vote, papers, anew=True)
    reconciled(world, secret.vote)
    certified(world, secret, ceremony(secret))
    destroy = lambda: actions.destroy_urn(world.supervisor, fresh(secret.vote))  # noqa: E731
    refused(Why.NOT_PUBLISHED_YET, destroy)
    with transaction():
        actions.count(world.clerk, fresh(secret.vote))
        actions.publish(
            world.clerk,
            fresh(secret.vote),
            title="结果",
            text="见表。",
            is_redacted=True,
            figures=result_text,
        )
    vote = fresh(secret.vote)
    voter, at = as_(secret.who[0]), f"/votes/{vote.id}"
    for path in (at, f"{at}/roll"):
        assert "您已投票，算数了。" in voter.get(path).text
    until = actions.kept_until(vote)
    assert until is not None
    clock.set(civic_clock.end_of_day(until) - timedelta(seconds=1))
    refused(Why.DISPUTES_OPEN, destroy)
    clock.move(timedelta(seconds=1))
    with transaction():
        destroy()
    refused(Why.DESTROYED_ALREADY, destroy)
    assert urn.state(vote.id) is BoxState.DESTROYED and urn.counts(vote.id).roll == 0
    assert {(e.lines, e.salt) for e in session().query(PaperEntry)} == {("[]", None)}
    assert {e.round for e in session().query(PaperEntry)} == {1, 2}, "of every round"
    assert actions.shown(fresh(vote), fresh(vote).questions[0]).counted == 30
    assert actions.shown_certificate(fresh(vote)) is None, "two papers are still given away by it"
    assert len(actions.logged(vote).ballots) == 28
    assert len(entries(vote, Fact.URN_DESTROYED)) == 1
    for path in (at, f"{at}/roll"):
        page = voter.get(path).text
        assert "票箱已销毁，谁投没投不再有记录。" in page and "没有投票。" not in page


def test_a_step_that_was_taken_and_not_heard_of_is_taken_again(world: World, clock: Hands) -> None:
    """The urn was told, the site's transaction failed: at every step the same act goes on."""
    secret = with_key(world, laid(world, 12), clock)
    vote = secret.vote
    one, other = supervisors(world)

    def twice(act: Callable[[], object]) -> None:
        act()
        session().rollback()  # as if the site's commit had failed
        with transaction():
            act()

    codes = answered(vote.id, secret.sheets)
    twice(lambda: actions.rehearse_urn(world.clerk, fresh(vote), answered=codes))
    twice(lambda: actions.open_(world.clerk, fresh(vote)))
    secret.vote = fresh(vote)
    for n, each in enumerate(secret.who):
        seal(secret, each, "satisfied" if n % 2 else "basically", "satisfied")
    over(vote, clock)
    twice(lambda: actions.close(world.clerk, fresh(vote)))
    twice(lambda: actions.reconcile(world.clerk, fresh(vote)))
    opened = ceremony(secret)
    twice(
        lambda: actions.hand_in_certificate(
            world.clerk, fresh(vote), certificate=opened.certificate.encode()
        )
    )
    for who in (one, other):
        twice(
            lambda who=who: actions.sign_certificate(  # type: ignore[misc]
                who, fresh(vote), fingerprint=opened.certificate.fingerprint
            )
        )
    twice(lambda: actions.count(world.clerk, fresh(vote)))
    assert len(actions.logged(vote).ballots) == 12
    assert fresh(vote).stage is VoteStage.COUNTED


def test_a_light_vote_counted_and_not_heard_of_is_counted_again(world: World, clock: Hands) -> None:
    who = residents(world, 12)
    vote = posted(world, drafted_secretly(world, who, secrecy=Secrecy.LIGHT, comments=False))
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    for _ in range(2):
        actions.open_(world.clerk, fresh(vote))
        session().rollback()
    with transaction():
        actions.open_(world.clerk, fresh(vote))
    secret = Secret(fresh(vote), who)
    for n, each in enumerate(who):
        seal(secret, each, "satisfied" if n % 2 else "basically", "satisfied")
    closed_secretly(world, secret, clock)
    reconciled(world, vote)
    actions.count(world.clerk, fresh(vote))
    session().rollback()
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert {c.key: c.heads for c in fresh(vote).questions[0].counts}["basically"] == 6


def test_what_does_not_answer_the_questions_is_refused_and_one_may_try_again(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock)
    head = voter_of(secret.vote, secret.who[0])
    for answers in ([["satisfied"]], [["satisfied"], []], [["satisfied"], ["yes"]]):
        with pytest.raises(Invalid):
            actions.cast(secret.who[0], coming(secret.who[0], head), answers)
        session().rollback()
    refused(
        UrnWhy.WORD_UNFIT, lambda: seal(secret, secret.who[0], "satisfied", "satisfied", word="！")
    )
    seal(secret, secret.who[0], "satisfied", "satisfied")
