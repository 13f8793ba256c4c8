"""Ballots on paper: whoever has no telephone votes as well, and no clerk counts alone."""

import hashlib
from collections.abc import Callable

import pytest
from sqlalchemy import text

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import NotAllowed, OutOfOrder, TooLate
from civic.ledger import Entry, Fact
from civic.people.models import Appointment, Person
from civic.voting import actions
from civic.voting.actions.bundling import read_back, to_settle
from civic.voting.models import Ballot, PaperBundle, PaperEntry, Vote, Voter, bundle, counted_ballot
from civic.voting.rules import (
    BundleState,
    Channel,
    Delivery,
    Line,
    Outcome,
    Reading,
    Silence,
    VoterKind,
    VoteStage,
    Why,
    text_shown,
)
from tests.neighbour import NeighbourClient
from tests.voting.ballot import again as head_again
from tests.voting.ballot import (
    building_in,
    cast,
    coming,
    counted,
    drafted,
    example_one,
    fresh,
    opened,
    over,
    part,
    sign_gap,
    upload,
    voter_of,
)
from tests.voting.test_actions import refused
from tests.world import World

pytestmark = pytest.mark.sqlite_first

Opens = Callable[[Person | None], NeighbourClient]

YES, NO = (("yes",),), (("no",),)


@pytest.fixture
def voting(world: World, clock: Hands) -> tuple[Vote, dict[str, Person]]:
    place, who = example_one(world)
    return opened(world, drafted(world, place), clock), who


def on_paper(world: World, vote: Vote, who: Person) -> int:
    """Handed out and given back; the number on it."""
    with transaction():
        voter = actions.hand_out(world.clerk, voter_of(vote, who), channel=Channel.PAPER_HOME)
        actions.take_back(world.clerk, voter)
    return voter.number


def bundled(world: World, vote: Vote, size: int) -> PaperBundle:
    with transaction():
        return actions.bundle(world.clerk, vote, size=size)


def again(found: PaperBundle) -> PaperBundle:
    select = bundle(found.id).execution_options(populate_existing=True)
    return session().scalars(select).unique().one()


def enter(world: World, who: Person, found: PaperBundle, *lines: Line) -> PaperBundle:
    with transaction():
        return actions.enter_paper(who, again(found), lines, shown=again(found).step)


def anew(who: Person, found: PaperBundle) -> PaperBundle:
    with transaction():
        return actions.read_anew(who, again(found), shown=again(found).step)


def test_two_people_read_each_paper_apart_and_what_they_agree_on_counts(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    cast(vote, who["x"], "yes")
    numbers = [on_paper(world, vote, who[f"o{n}"]) for n in range(9)]
    vote = over(vote, clock)
    found = bundled(world, vote, 9)
    assert fresh(vote).stage is VoteStage.CLOSED, "the box is opened after the hour only"
    lines = [Line(number, YES if n < 8 else None) for n, number in enumerate(numbers)]
    enter(world, world.clerk, found, *lines)
    assert again(found).state is BundleState.READ_ONCE
    assert session().query(Ballot).filter_by(is_spoiled=True).count() == 0
    enter(world, world.chair, found, *lines)
    assert again(found).state is BundleState.SETTLED
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 9, "no": 0, "abstain": 0}
    # A spoiled paper expresses nothing (B3.6): nine of fourteen are too few.
    assert vote.questions[0].outcome is Outcome.INVALID_TURNOUT


def test_the_same_person_does_not_read_twice(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    enter(world, world.clerk, found, Line(number, YES))
    refused(Why.SAME_CLERK, enter, world, world.clerk, found, Line(number, YES))


def test_a_third_settles_what_two_read_differently_and_all_three_readings_stay(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    one, two = on_paper(world, vote, who["o1"]), on_paper(world, vote, who["o2"])
    found = bundled(world, over(vote, clock), 2)
    enter(world, world.clerk, found, Line(one, YES), Line(two, YES))
    enter(world, world.chair, found, Line(one, YES), Line(two, NO))
    assert again(found).state is BundleState.DIFFERS
    assert to_settle(again(found)) == {two}
    refused(Why.BUNDLES_UNREAD, actions.reconcile, world.supervisor, fresh(vote))
    for same in (world.clerk, world.chair):
        refused(Why.SAME_CLERK, enter, world, same, found, Line(two, NO))
    refused(Why.LINES_WRONG, enter, world, world.supervisor, found, Line(one, NO))
    enter(world, world.supervisor, again(found), Line(two, NO))
    assert again(found).state is BundleState.SETTLED
    assert [entry.reading for entry in session().query(PaperEntry)] == list(Reading)
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 1, "no": 1, "abstain": 0}


def test_each_reading_is_in_the_record_before_the_next_and_tells_no_choice(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    enter(world, world.clerk, found, Line(number, YES))
    [entry] = session().query(Entry).filter_by(fact=Fact.PAPER_ENTERED).all()
    told = ledger.content(entry)["pub"]
    assert (told["bundle"], told["reading"]) == ("B01", "first")
    assert len(told["digest"]) == 64
    assert b"yes" not in entry.body


def test_only_papers_that_came_back_are_entered_and_each_once(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    number, other = (on_paper(world, vote, who[name]) for name in ("o1", "o3"))
    with transaction():
        kept = actions.hand_out(
            world.clerk, voter_of(vote, who["o2"]), channel=Channel.PAPER_SITE
        ).number
    found = bundled(world, over(vote, clock), 1)
    for strange in (kept, 99):
        refused(Why.LINE_NOT_RETURNED, enter, world, world.clerk, found, Line(strange, YES))
    twice = Line(number, YES), Line(number, YES)
    refused(Why.LINE_TWICE, enter, world, world.clerk, found, *twice)
    for clerk in (world.clerk, world.chair):
        enter(world, clerk, again(found), Line(number, YES))
    second = bundled(world, fresh(vote), 1)
    refused(Why.LINE_NOT_RETURNED, enter, world, world.clerk, second, Line(number, YES))
    for clerk in (world.clerk, world.chair):
        enter(world, clerk, again(second), Line(other, YES))
    with transaction():
        actions.reconcile(world.supervisor, fresh(vote))
    assert actions.figures(fresh(vote)).handed_out == 3


def test_a_paper_is_handed_out_once(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    voter = voter_of(vote, who["o1"])
    with transaction():
        actions.hand_out(world.clerk, voter, channel=Channel.PAPER_SITE)
    refused(
        Why.HANDED_OUT_ALREADY,
        actions.hand_out,
        world.chair,
        voter,
        channel=Channel.PAPER_SITE,
    )


def test_the_first_valid_ballot_counts_unless_a_signed_paper_replaces_it_in_time(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    cast(vote, who["o1"], "yes")
    voter = voter_of(vote, who["o1"])
    refused(Why.NOT_HANDED_OUT, actions.take_back, world.clerk, voter, upload=upload("字据"))
    with transaction():
        actions.hand_out(world.clerk, voter, channel=Channel.PAPER_HOME)
    refused(Why.SIGNATURE_MISSING, actions.take_back, world.clerk, voter)
    with transaction():
        actions.take_back(world.clerk, voter, upload=upload("字据"))
    ballots = session().query(Ballot).order_by(Ballot.id).all()
    assert [(b.channel, b.is_counted) for b in ballots] == [
        (Channel.ONLINE, False),
        (Channel.PAPER_HOME, True),
    ]
    assert [b.signature_id is not None for b in ballots] == [False, True]
    refused(Why.VOTED_ALREADY, actions.take_back, world.clerk, voter, upload=upload("字据"))
    refused(Why.VOTED_ALREADY, actions.cast, who["o1"], coming(who["o1"], voter), [["no"]])
    # The one that was replaced is counted no more.
    found = bundled(world, over(vote, clock), 1)
    for clerk in (world.clerk, world.chair):
        enter(world, clerk, again(found), Line(voter.number, NO))
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 0, "no": 1, "abstain": 0}


def test_after_the_hour_no_paper_comes_back(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    voter = voter_of(vote, who["o1"])
    with transaction():
        actions.hand_out(world.clerk, voter, channel=Channel.PAPER_SITE)
    over(vote, clock)
    with pytest.raises(TooLate):
        actions.take_back(world.clerk, voter)
    session().rollback()
    assert session().scalar(counted_ballot(voter.id)) is None


def test_a_gap_blocks_the_count_until_two_have_signed_why(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    on_paper(world, vote, who["o1"])
    vote = over(vote, clock)
    refused(Why.RECONCILIATION_FAILS, actions.reconcile, world.supervisor, vote)
    refused(Why.NOT_NEXT, actions.count, world.clerk, vote)
    with transaction():
        actions.explain_gap(world.clerk, vote, text="一张纸票被水泡坏，辨认不出。")
    refused(Why.RECONCILIATION_FAILS, actions.reconcile, world.supervisor, fresh(vote))
    refused(Why.SAME_SIGNATORY, sign_gap, world.clerk, vote)
    with transaction():
        sign_gap(world.supervisor, vote)
        actions.reconcile(world.supervisor, fresh(vote))
    assert fresh(vote).stage is VoteStage.RECONCILED


def test_a_paper_that_nobody_could_read_expresses_nothing(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """It came back, and takes part until it is found that nobody can say what it says."""
    vote, who = voting
    cast(vote, who["x"], "yes")
    on_paper(world, vote, who["o1"])
    assert actions.turnout(fresh(vote)).heads == 2
    vote = over(vote, clock)
    with transaction():
        actions.explain_gap(world.clerk, vote, text="一张纸票被水泡坏，辨认不出。")
    with transaction():
        sign_gap(world.supervisor, vote)
    vote = counted(world, fresh(vote), clock)
    assert (vote.took_part_heads, vote.took_part_area) == (1, 300_00)


def test_where_all_adds_up_there_is_no_gap_to_explain(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    cast(vote, who["x"], "yes")
    refused(Why.NO_GAP, actions.explain_gap, world.clerk, over(vote, clock), text="没有差异。")


def test_the_box_stays_shut_while_anybody_votes(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, _who = voting
    with pytest.raises(OutOfOrder) as found:
        actions.bundle(world.clerk, vote, size=1)
    assert found.value.why is Why.STILL_OPEN


def test_neighbours_hand_out_no_papers_and_enter_none(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    for somebody in (world.resident, who["x"], world.administrator, world.there.clerk):
        with pytest.raises(NotAllowed):
            actions.hand_out(somebody, voter_of(vote, who["o1"]), channel=Channel.PAPER_SITE)
        session().rollback()
        with pytest.raises(NotAllowed):
            actions.bundle(somebody, vote, size=1)
        session().rollback()


# -- whose paper it is ------------------------------------------------------------------


def test_on_paper_co_owners_vote_through_whom_they_agreed_on_or_not_at_all(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """OW-5 holds on paper as it does online."""
    vote, who = voting
    developer = session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.DEVELOPER).one()
    for head in (voter_of(vote, who["wife"]), developer):
        with transaction():
            given = actions.hand_out(world.clerk, head_again(head), channel=Channel.PAPER_HOME)
        refused(Why.CO_OWNERS_DISAGREE, actions.take_back, world.clerk, given)
    head = voter_of(vote, who["wife"])
    with transaction():
        for each in ("husband", "wife"):
            actions.name_caster(who[each], head_again(head), who["wife"])
        actions.take_back(world.clerk, head_again(head))
    assert session().scalar(counted_ballot(head.id)) is not None


def test_whose_owner_nobody_knows_gets_no_paper(world: World, clock: Hands) -> None:
    place, _who = example_one(world)
    with transaction():
        part(building_in(place), "900")
    vote = opened(world, drafted(world, place), clock)
    head = session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.UNKNOWN_OWNER).one()
    refused(
        Why.OWNER_UNKNOWN,
        actions.hand_out,
        world.clerk,
        head_again(head),
        channel=Channel.PAPER_SITE,
    )


def test_a_paper_reaches_who_is_proven_to_have_signed_for_it_and_a_spoiled_one_is_silence(
    world: World, clock: Hands
) -> None:
    """B3.6, mode 2: signed for and nothing expressed takes part, and abstains; of a paper that was
    handed out nobody knows whether it arrived."""
    place, who = example_one(world)
    vote = drafted(world, place, silence=Silence.DELIVERED_ABSTAIN, silence_basis="议事规则第九条")
    vote = opened(world, vote, clock)
    for n in range(8):
        cast(vote, who[f"o{n}"], "yes")
    number = on_paper(world, vote, who["x"])
    with transaction():
        for each in ("o8", "o9"):
            voter = voter_of(vote, who[each])
            actions.hand_out(world.clerk, voter, channel=Channel.PAPER_HOME)
        for each in ("x", "o8"):
            voter = voter_of(vote, who[each])
            actions.deliver(world.clerk, voter, how=Delivery.SIGNED, upload=upload("签收单"))
    found = bundled(world, over(vote, clock), 1)
    for clerk in (world.clerk, world.chair):
        enter(world, clerk, again(found), Line(number, None))
    vote = counted(world, vote, clock)
    assert (vote.took_part_heads, vote.took_part_area) == (10, 1200_00)


# -- bundles and gaps -------------------------------------------------------------------


def test_no_bundle_holds_more_papers_than_came_back(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    for n in range(3):
        on_paper(world, vote, who[f"o{n}"])
    vote = over(vote, clock)
    found = refused(Why.BUNDLE_TOO_LARGE, actions.bundle, world.clerk, vote, size=50)
    assert found.facts["loose"] == 3
    bundled(world, vote, 2)
    refused(Why.BUNDLE_TOO_LARGE, actions.bundle, world.clerk, fresh(vote), size=2)


def test_a_bundle_tied_up_wrongly_is_untied_until_somebody_has_read_it(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    numbers = [on_paper(world, vote, who[f"o{n}"]) for n in range(2)]
    wrong = bundled(world, over(vote, clock), 1)
    with transaction():
        actions.unbundle(world.chair, again(wrong))
    [entry] = session().query(Entry).filter_by(fact=Fact.PAPER_UNBUNDLED).all()
    assert ledger.content(entry)["pub"] == {"bundle": "B01", "size": 1}
    refused(Why.UNBUNDLED_ALREADY, actions.unbundle, world.clerk, again(wrong))
    refused(Why.UNBUNDLED_ALREADY, enter, world, world.clerk, again(wrong), Line(numbers[0], YES))
    right = bundled(world, fresh(vote), 2)
    assert right.code == "B02"  # a number is used up
    enter(world, world.clerk, right, *(Line(number, YES) for number in numbers))
    refused(Why.BUNDLE_READ, actions.unbundle, world.chair, again(right))


def test_what_two_read_differently_they_read_anew_where_there_is_no_third(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """As where the committee is rated and the supervisors are two."""
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    refused(Why.NOT_READ_APART, anew, world.clerk, found)
    enter(world, world.clerk, found, Line(number, YES))
    enter(world, world.chair, again(found), Line(number, NO))
    before = {entry.reading.value: entry.digest for entry in again(found).entries}
    refused(Why.NOT_A_READER, anew, world.supervisor, found)
    anew(world.chair, found)
    assert (again(found).state, to_settle(again(found))) == (BundleState.BUNDLED, set())
    [entry] = session().query(Entry).filter_by(fact=Fact.PAPER_READ_ANEW).all()
    told = {"bundle": "B01", "round": 1, "differing": 1, **before}
    assert ledger.content(entry)["pub"] == told
    assert session().query(Entry).filter_by(fact=Fact.PAPER_ENTERED).count() == 2
    for reader in (world.chair, world.clerk):
        enter(world, reader, again(found), Line(number, NO))
    assert again(found).state is BundleState.SETTLED
    refused(Why.NOT_READ_APART, anew, world.clerk, found)
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 0, "no": 1, "abstain": 0}


def test_a_bundle_counted_wrongly_is_untied_when_it_is_read_anew_and_what_was_read_stays(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Two papers lay in a bundle of one, and each reader took another of them."""
    vote, who = voting
    one, other = (on_paper(world, vote, who[f"o{n}"]) for n in range(2))
    wrong = bundled(world, over(vote, clock), 1)
    enter(world, world.clerk, wrong, Line(one, YES))
    refused(Why.BUNDLE_READ, actions.unbundle, world.clerk, again(wrong))
    enter(world, world.chair, wrong, Line(other, YES))
    refused(Why.BUNDLE_READ, actions.unbundle, world.clerk, again(wrong))
    anew(world.clerk, wrong)
    with transaction():
        actions.unbundle(world.chair, again(wrong))
    right = bundled(world, fresh(vote), 2)
    for reader in (world.clerk, world.chair):
        enter(world, reader, right, Line(one, YES), Line(other, YES))
    assert [read_back(entry)[0].number for entry in again(wrong).entries] == [one, other]
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 2, "no": 0, "abstain": 0}


def test_a_bundle_that_its_first_reader_finds_counted_wrongly_is_untied_without_a_second(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Else the second had to read a paper that is not there, for the two to differ."""
    vote, who = voting
    numbers = [on_paper(world, vote, who[f"o{n}"]) for n in range(2)]
    wrong = bundled(world, over(vote, clock), 1)
    enter(world, world.clerk, wrong, Line(numbers[0], YES))
    refused(Why.NOT_A_READER, anew, world.chair, wrong)
    seen = again(wrong).step
    anew(world.clerk, wrong)
    [entry] = session().query(Entry).filter_by(fact=Fact.PAPER_READ_ANEW).all()
    told = ledger.content(entry)["pub"]
    assert (told["round"], told["differing"], "first" in told) == (1, 0, True)
    # Whoever had the page of the second reading open reads a first one.
    line = [Line(numbers[0], YES)]
    refused(
        Why.BUNDLE_MOVED_ON,
        lambda: actions.enter_paper(world.chair, again(wrong), line, shown=seen),
    )
    with transaction():
        actions.unbundle(world.clerk, again(wrong))
    right = bundled(world, fresh(vote), 2)
    for reader in (world.clerk, world.chair):
        enter(world, reader, right, *(Line(number, YES) for number in numbers))
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 2, "no": 0, "abstain": 0}


def test_a_number_that_both_misread_alike_is_read_anew_and_never_counted_twice(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Paper 3 is smudged and both take it for paper 1, which another bundle settles meanwhile."""
    vote, who = voting
    n = [on_paper(world, vote, who[f"o{each}"]) for each in range(4)]
    vote = over(vote, clock)
    first, second = bundled(world, vote, 2), bundled(world, fresh(vote), 2)
    enter(world, world.clerk, second, Line(n[0], YES), Line(n[3], YES))
    enter(world, world.chair, second, Line(n[0], YES), Line(n[3], NO))
    for reader in (world.clerk, world.chair):
        enter(world, reader, first, Line(n[0], YES), Line(n[1], YES))
    found = refused(
        Why.ALIKE_NOT_RETURNED,
        lambda: enter(world, world.supervisor, second, Line(n[3], YES)),
    )
    assert found.facts["number"] == n[0]
    anew(world.chair, second)
    for reader in (world.chair, world.clerk):
        enter(world, reader, second, Line(n[2], YES), Line(n[3], YES))
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 4, "no": 0, "abstain": 0}


def test_a_reading_that_counts_no_more_is_kept_and_opens_what_the_record_says_of_it(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Whoever changed a paper between two rounds is found by what was read before."""
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    for first, second in ((YES, NO), (NO, YES), (NO, NO)):
        if again(found).state is BundleState.DIFFERS:
            anew(world.clerk, found)
        enter(world, world.clerk, found, Line(number, first))
        enter(world, world.chair, found, Line(number, second))
    kept = session().query(PaperEntry).order_by(PaperEntry.id).all()
    assert [(e.round, e.reading) for e in kept] == [
        (n, each) for n in (1, 2, 3) for each in (Reading.FIRST, Reading.SECOND)
    ]
    opened_ = [hashlib.sha256((e.salt or b"") + e.lines.encode()).hexdigest() for e in kept]
    told = [
        ledger.content(entry)["pub"]
        for entry in session().query(Entry).filter_by(fact=Fact.PAPER_ENTERED).order_by(Entry.idx)
    ]
    assert [each["digest"] for each in told] == opened_
    assert [each["round"] for each in told] == [1, 1, 2, 2, 3, 3]
    assert [each["differing"] for each in told] == [0, 1, 0, 1, 0, 0]
    assert [read_back(e)[0].answers for e in kept] == [YES, NO, NO, YES, NO, NO]
    vote = counted(world, vote, clock)
    assert {c.key: c.heads for c in vote.questions[0].counts} == {"yes": 0, "no": 1, "abstain": 0}


def test_what_was_read_with_both_readings_in_sight_never_becomes_a_blind_one(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """The third's page is open when a reader has the bundle read anew."""
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    enter(world, world.clerk, found, Line(number, YES))
    enter(world, world.chair, found, Line(number, NO))
    seen = again(found).step
    anew(world.clerk, found)
    third = lambda: actions.enter_paper(  # noqa: E731
        world.supervisor, again(found), [Line(number, NO)], shown=seen
    )
    refused(Why.BUNDLE_MOVED_ON, third)
    enter(world, world.clerk, found, Line(number, YES))
    refused(Why.BUNDLE_MOVED_ON, third)
    enter(world, world.chair, found, Line(number, NO))
    refused(Why.BUNDLE_MOVED_ON, third)
    # Nor does what somebody pressed in the first round wipe out the second.
    refused(Why.BUNDLE_MOVED_ON, actions.read_anew, world.clerk, again(found), shown=seen)
    assert again(found).state is BundleState.DIFFERS
    enter(world, world.supervisor, found, Line(number, NO))
    assert again(found).state is BundleState.SETTLED


def test_what_a_third_has_settled_is_not_read_anew(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    for reader, read in ((world.clerk, YES), (world.chair, NO), (world.supervisor, NO)):
        enter(world, reader, again(found), Line(number, read))
    refused(Why.NOT_READ_APART, anew, world.clerk, found)


def test_what_two_signed_covers_the_gap_they_saw_and_none_that_comes_later(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    numbers = [on_paper(world, vote, who[f"o{n}"]) for n in range(2)]
    vote = over(vote, clock)
    with transaction():
        actions.explain_gap(world.clerk, vote, text="两张纸票被水泡坏，辨认不出。")
        sign_gap(world.supervisor, vote)
    found = bundled(world, fresh(vote), 2)
    refused(Why.BUNDLES_UNREAD, actions.reconcile, world.supervisor, fresh(vote))
    assert not fresh(vote).is_gap_explained
    for reader in (world.clerk, world.supervisor):
        enter(world, reader, again(found), *(Line(number, YES) for number in numbers))
    with transaction():
        actions.reconcile(world.supervisor, fresh(vote))


def test_papers_at_hand_are_read_and_not_signed_away(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    """Two read one of two differently: no signature stands for what a third can read."""
    vote, who = voting
    numbers = [on_paper(world, vote, who[f"o{n}"]) for n in range(2)]
    vote = over(vote, clock)
    with transaction():
        actions.explain_gap(world.clerk, vote, text="两张纸票被水泡坏，辨认不出。")
    found = bundled(world, fresh(vote), 2)
    for read in ((world.clerk, YES), (world.chair, NO)):
        said = {"text": "有两张纸票没有录。"}
        refused(Why.BUNDLES_UNREAD, actions.explain_gap, world.clerk, fresh(vote), **said)
        enter(world, read[0], again(found), Line(numbers[0], YES), Line(numbers[1], read[1]))
    refused(Why.BUNDLES_UNREAD, sign_gap, world.supervisor, vote)
    refused(Why.BUNDLES_UNREAD, actions.reconcile, world.supervisor, fresh(vote))
    page = as_(world.clerk).get(f"/votes/{vote.id}/figures").text
    assert "去录入" in page and f"/votes/{vote.id}/gap" not in page
    enter(world, world.supervisor, again(found), Line(numbers[1], NO))
    with transaction():
        actions.reconcile(world.supervisor, fresh(vote))


def test_a_lost_bundle_whose_readers_have_left_is_untied_by_others(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    vote, who = voting
    number = on_paper(world, vote, who["o1"])
    found = bundled(world, over(vote, clock), 1)
    enter(world, world.chair, found, Line(number, YES))
    refused(Why.NOT_A_READER, anew, world.clerk, found)
    at = f"/votes/{vote.id}/bundles/{found.id}"
    assert f"{at}/new-reading" not in as_(world.clerk).get(at).text
    with transaction():
        session().query(Appointment).filter_by(person_id=world.chair.id).delete()
    assert (
        as_(world.clerk).fill(at, f"{at}/new-reading", shown=again(found).step).status_code == 303
    )
    with transaction():
        actions.unbundle(world.clerk, again(found))
        actions.explain_gap(world.clerk, fresh(vote), text="一捆纸票在搬家时丢了。")
        sign_gap(world.supervisor, vote)
        actions.reconcile(world.supervisor, fresh(vote))
    assert fresh(vote).stage is VoteStage.RECONCILED


def test_nobody_signs_an_explanation_that_was_rewritten_under_their_eyes(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    """The clerk writes another one between the supervisor's look and their signature."""
    vote, who = voting
    on_paper(world, vote, who["o1"])
    vote = over(vote, clock)
    supervisor, at = as_(world.supervisor), f"/votes/{vote.id}"
    with transaction():
        actions.explain_gap(world.clerk, vote, text="一张纸票被水泡坏，辨认不出。")
    seen = text_shown(fresh(vote).gap)
    assert f'value="{seen}"' in supervisor.get(f"{at}/figures").text
    with transaction():
        actions.explain_gap(world.clerk, fresh(vote), text="监督委员会的人弄丢了一张纸票。")
    said = supervisor.send(f"{at}/gap/signature", shown=seen)
    assert said.status_code == 409 and "改写了" in said.text and "弄丢了" in said.text
    assert supervisor.send(f"{at}/gap/signature").status_code == 409
    assert not fresh(vote).is_gap_explained
    assert supervisor.fill(f"{at}/figures", f"{at}/gap/signature").status_code == 303
    assert fresh(vote).is_gap_explained


def test_voters_and_ballots_are_counted_apart_so_that_they_can_disagree(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Whoever writes into the tables past every key is found by the sum (integrity.md 2.6)."""
    vote, who = voting
    cast(vote, who["x"], "yes")
    with transaction():
        [first] = session().query(Ballot).all()
        session().execute(text("DROP INDEX uq_voting_ballots_one_counted"))
        session().add(
            Ballot(
                vote_id=vote.id,
                voter_id=first.voter_id,
                channel=Channel.ONLINE,
                cast_by_id=first.cast_by_id,
                at=first.at,
                is_counted=True,
            )
        )
    figures = actions.figures(over(vote, clock))
    assert (figures.marked, figures.online) == (1, 2)
    refused(Why.RECONCILIATION_FAILS, actions.reconcile, world.supervisor, fresh(vote))
