"""An owner who cannot come authorises somebody in writing: few, checked, never the firm's (B3.4)."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import begin, db, session, transaction
from civic.errors import NotAllowed, Refused
from civic.notices.rules import Event
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Role
from civic.voting import actions
from civic.voting.actions import casting
from civic.voting.models import Ballot, Proxy, Vote, Voter
from civic.voting.models import proxy as proxy_
from civic.voting.models import voter as voter_
from civic.voting.rules import (
    Channel,
    Electorate,
    ProxyState,
    Rule,
    Secrecy,
    VoterKind,
    Why,
)
from tests.voting.ballot import (
    again,
    coming,
    council,
    drafted,
    example_one,
    named_on_paper,
    opened,
    upload,
    voter_of,
)
from tests.voting.test_actions import refused
from tests.voting.test_roll import told
from tests.world import World, appoint, person, unit


@pytest.fixture
def voting(world: World, clock: Hands) -> tuple[Vote, dict[str, Person]]:
    place, who = example_one(world)
    return opened(world, drafted(world, place), clock), who


def given(vote: Vote, who: Person, holder: Person) -> Proxy:
    with transaction():
        return actions.give_proxy(
            who,
            voter_of(vote, who),
            holder,
            scope="选聘物业一事，按我的意见投同意",
            until=civic_clock.today() + timedelta(days=60),
            upload=upload(),
        )


def found(proxy: Proxy) -> Proxy:
    select = proxy_(proxy.id).execution_options(populate_existing=True)
    return session().scalars(select).unique().one()


def give(vote: Vote, actor: Person, voter: Voter, holder: Person, **more: object) -> tuple:
    words = {
        "scope": "选聘物业一事",
        "until": civic_clock.today() + timedelta(days=60),
        "upload": upload(),
    }
    return (actions.give_proxy, actor, voter, holder), words | more


def test_who_holds_a_checked_proxy_casts_and_nobody_before_it_is_checked(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    proxy = given(vote, who["x"], who["o1"])
    voter = voter_of(vote, who["x"])
    with pytest.raises(NotAllowed):
        actions.cast(who["o1"], coming(who["o1"], again(voter)), [["yes"]])
    session().rollback()
    with transaction():
        actions.confirm_proxy(world.clerk, found(proxy))
    actions.cast(who["o1"], coming(who["o1"], again(voter)), [["yes"]])
    [ballot] = session().query(Ballot).all()
    assert (ballot.voter_id, ballot.cast_by_id, ballot.proxy_id) == (
        voter.id,
        who["o1"].id,
        proxy.id,
    )
    refused(Why.VOTED_ALREADY, actions.cast, who["x"], coming(who["x"], again(voter)), [["no"]])
    refused(Why.PROXY_USED, actions.revoke_proxy, who["x"], found(proxy))


def test_what_changed_while_somebody_held_the_ballot_counts(
    world: World, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """They came when they might cast; when they press, the proxy is taken back, then it ends with
    whom the co-owners name anew."""
    vote, who = voting
    proxy = given(vote, who["x"], who["o1"])
    with transaction():
        actions.confirm_proxy(world.clerk, found(proxy))
    came = coming(who["o1"], voter_of(vote, who["x"]))
    with transaction():
        actions.revoke_proxy(who["x"], found(proxy))
    refused(Why.NOT_YOUR_BALLOT, actions.cast, who["o1"], came, [["yes"]])
    pair = voter_of(vote, who["husband"])
    named_on_paper(world, pair, who["husband"])
    came = coming(who["husband"], again(pair))
    named_on_paper(world, pair, who["wife"])
    refused(Why.NOT_YOUR_BALLOT, actions.cast, who["husband"], came, [["yes"]])
    assert session().query(Ballot).count() == 0
    theirs = coming(who["husband"], again(pair))
    refused(Why.NOT_YOUR_BALLOT, actions.cast, who["wife"], theirs, [["yes"]])


def test_a_proxy_that_is_taken_back_while_its_ballot_waits_is_none(
    world: World, app: Flask, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Whoever takes it back came first: the ballot waits until that stands, and is refused."""
    vote, who = voting
    proxy = given(vote, who["x"], who["o1"])
    with transaction():
        actions.confirm_proxy(world.clerk, found(proxy))
    came = coming(who["o1"], voter_of(vote, who["x"]))
    paper = casting._Paper(came.id, vote.id, who["o1"].id, {})
    ident, principal = proxy.id, who["x"].id
    session().rollback()
    answers: list[object] = []

    def server() -> None:
        with app.app_context(), begin(db.engine, writing=True) as link:
            answers.extend(casting._put(link, [paper]))

    with transaction():
        held = session().scalars(proxy_(ident)).unique().one()
        actions.revoke_proxy(session().get_one(Person, principal), held)
        session().flush()
        waiting = threading.Thread(target=server)
        waiting.start()
        waiting.join(1)
        assert answers == []
    waiting.join(60)
    assert [type(answer) for answer in answers] == [NotAllowed]


def test_nobody_holds_more_than_three(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    proxies = [given(vote, who[name], who["o9"]) for name in ("o1", "o2", "o3")]
    act, words = give(vote, who["o4"], voter_of(vote, who["o4"]), who["o9"])
    refused(Why.PROXY_HOLDER_FULL, *act, **words)
    with transaction():
        actions.revoke_proxy(who["o2"], found(proxies[1]))
    given(vote, who["o4"], who["o9"])


def test_two_who_trust_the_same_neighbour_at_the_same_moment_are_not_told_that_it_is_too_many(
    world: World, app: Flask, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    ids = [(who[name].id, voter_of(vote, who[name]).id) for name in ("o1", "o2")]
    holder, gate, told = who["o9"].id, threading.Barrier(2), list[type[Exception]]()
    session().rollback()

    def owner(person_id: int, head: int) -> None:
        with app.app_context():
            try:
                with transaction():
                    giver = session().get_one(Person, person_id)
                    mine = session().scalars(voter_(head)).unique().one()
                    act, words = give(vote, giver, mine, session().get_one(Person, holder))
                    with suppress(threading.BrokenBarrierError):
                        gate.wait(1)  # on SQLite writers come one after the other
                    act[0](*act[1:], **words)
            except (Refused, IntegrityError) as problem:
                told.append(type(problem))
            finally:
                db.session.remove()

    owners = [threading.Thread(target=owner, args=each) for each in ids]
    for thread in owners:
        thread.start()
    for thread in owners:
        thread.join(60)
    kept = session().query(Proxy).filter_by(holder_id=holder).count()
    assert kept + len(told) == 2 and kept >= 1
    assert set(told) <= {IntegrityError}, "who lost by a moment is asked to press again"


def test_the_firms_people_hold_none(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    with transaction():
        firm = unit("海棠物业", UnitKind.PROPERTY_FIRM, world.place)
        steward = appoint(person("物业经理", "steward"), Role.OFFICIAL, world.place, firm)
    act, words = give(vote, who["x"], voter_of(vote, who["x"]), steward)
    assert refused(Why.PROXY_TO_THE_FIRM, *act, **words).facts["article"] == "ZS21"


def test_it_is_in_writing_for_this_matter_and_long_enough(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    voter = voter_of(vote, who["x"])
    for why, more in (
        (Why.DOCUMENT_MISSING, {"upload": None}),
        (Why.TOO_SHORT, {"scope": " "}),
        (Why.NOT_LATER, {"until": civic_clock.today()}),
    ):
        act, words = give(vote, who["x"], voter, who["o1"], **more)
        refused(why, *act, **words)
    act, words = give(vote, who["x"], voter, who["x"])
    refused(Why.PROXY_TO_ONESELF, *act, **words)


def test_one_head_has_one_proxy_and_only_its_own_caster_gives_it(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    given(vote, who["x"], who["o1"])
    act, words = give(vote, who["x"], voter_of(vote, who["x"]), who["o2"])
    refused(Why.PROXY_GIVEN, *act, **words)
    act, words = give(vote, who["wife"], voter_of(vote, who["wife"]), who["o2"])
    refused(Why.CO_OWNERS_DISAGREE, *act, **words)
    with pytest.raises(NotAllowed):
        act, words = give(vote, who["o3"], voter_of(vote, who["o4"]), who["o3"])
        act[0](*act[1:], **words)
    session().rollback()


def test_the_committee_enters_one_from_paper_and_nobody_confirms_their_own(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    with transaction():
        proxy = actions.give_proxy(
            world.clerk,
            voter_of(vote, who["x"]),
            who["o1"],
            scope="选聘物业一事",
            until=civic_clock.today() + timedelta(days=60),
            upload=upload(),
        )
    assert proxy.principal_id == who["x"].id
    refused(Why.SAME_SIGNATORY, actions.confirm_proxy, world.clerk, found(proxy))
    with transaction():
        actions.confirm_proxy(world.chair, found(proxy))
    to_the_chair = given(vote, who["o2"], world.chair)
    refused(Why.SAME_SIGNATORY, actions.confirm_proxy, world.chair, found(to_the_chair))


def test_a_proxy_ends_with_whom_the_co_owners_agreed_on(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """OW-5: whoever casts for them gave it; when that is another, X holds nothing any more."""
    vote, who = voting
    voter = voter_of(vote, who["husband"])
    named_on_paper(world, voter, who["husband"])
    proxy = given(vote, who["husband"], who["o1"])
    with transaction():
        actions.confirm_proxy(world.clerk, found(proxy))
    named_on_paper(world, voter, who["wife"])
    assert found(proxy).state is ProxyState.REVOKED
    with pytest.raises(NotAllowed):
        actions.cast(who["o1"], coming(who["o1"], again(voter)), [["yes"]])
    session().rollback()
    proxy = given(vote, who["wife"], who["o2"])
    named_on_paper(world, voter, who["wife"])
    assert found(proxy).state is ProxyState.GIVEN, "the same one was named again"
    # Her own stands, until they say themselves that it is him.
    with transaction():
        for each in ("husband", "wife"):
            actions.name_caster(who[each], again(voter), who["husband"])
    assert found(proxy).state is ProxyState.REVOKED


def test_nobody_enters_themselves_as_whom_the_developer_sends(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, _who = voting
    head = session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.DEVELOPER).one()
    refused(
        Why.ENTERS_THEMSELVES,
        actions.enter_caster,
        world.clerk,
        again(head),
        world.clerk,
        upload=upload("函"),
    )


def test_whatever_is_done_about_a_ballot_those_behind_it_hear(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    told_ = {name: told(Event.BALLOT_HANDLED, who[name]) for name in ("x", "wife", "o1")}
    assert told_ == {"x": 0, "wife": 0, "o1": 0}
    named_on_paper(world, voter_of(vote, who["wife"]), who["husband"])
    proxy = given(vote, who["x"], who["o1"])
    with transaction():
        actions.confirm_proxy(world.clerk, found(proxy))
        voter = actions.hand_out(world.chair, voter_of(vote, who["x"]), channel=Channel.PAPER_HOME)
        actions.take_back(world.chair, voter)
    told_ = {name: told(Event.BALLOT_HANDLED, who[name]) for name in ("x", "wife", "o1", "o2")}
    # She gave it herself; its holder hears of that as well. Of a paper that names who casts they
    # hear when it is entered, and when it is confirmed.
    assert told_ == {"x": 3, "wife": 2, "o1": 4, "o2": 0}


def test_a_council_member_sends_nobody(world: World, clock: Hands) -> None:
    members = council(world)
    vote = drafted(
        world,
        world.place,
        rule=Rule.COUNCIL_ORDINARY,
        electorate=Electorate.COUNCIL,
        secrecy=Secrecy.OPEN,
    )
    vote = opened(world, vote, clock)
    act, words = give(vote, members[0], voter_of(vote, members[0]), members[1])
    refused(Why.PROXY_NOT_PERMITTED, *act, **words)
