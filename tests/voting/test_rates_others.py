"""Nobody rates themselves, in a vote by itself neither, and everybody rates others (EV-4; AP-8)."""

from collections.abc import Callable

import pytest

from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import Invalid, NotAllowed
from civic.home import models as home
from civic.home.rules import Wait
from civic.notices.models import Message, Notification
from civic.notices.rules import Event
from civic.notices.wording import sentence
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.policy import Role
from civic.voting import actions, urn
from civic.voting.models import Vote, namings_for
from civic.voting.models import naming as naming_
from civic.voting.rules import (
    Channel,
    Electorate,
    ProxyState,
    QuestionKind,
    Rule,
    Scale,
    Secrecy,
    Why,
)
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    cast,
    fresh,
    named_on_paper,
    opened,
    opened_at_its_hour,
    posted,
    residents,
    upload,
    voter_of,
)
from tests.voting.test_roll import told
from tests.world import World, appoint, live, person, unit

pytestmark = pytest.mark.sqlite_first

As = Callable[[Person | None], NeighbourClient]


def firm(world: World, name: str) -> Unit:
    with transaction():
        return unit(name, UnitKind.PROPERTY_FIRM, world.place)


def rating(world: World, whom: Unit, electorate: Electorate = Electorate.ADULTS) -> Vote:
    """Of a firm by itself, the key on the server; drafted."""
    with transaction():
        vote = actions.draft(
            world.clerk,
            world.place,
            rule=Rule.SATISFACTION,
            electorate=electorate,
            secrecy=Secrecy.LIGHT,
            official_title=f"{whom.name}满意度",
            unit=session().get_one(Unit, whom.id),
        )
        asked = {"kind": QuestionKind.GRADES, "text": "他们的服务怎么样", "scale": Scale.UNIT}
        actions.ask(world.clerk, vote, **asked)
    return fresh(vote)


def joins(whom: Unit, who: Person) -> None:
    with transaction() as here:
        firm = here.get_one(Unit, whom.id)
        place = here.get_one(Place, firm.place_id)
        appoint(here.get_one(Person, who.id), Role.OFFICIAL, place, firm)
    session().expire_all()


def tasks(who: Person) -> set[Wait]:
    return {task.kind for task in home.tasks(session().execute(home.waiting(who)))}


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(NotAllowed) as refusal:
        act()
    assert refusal.value.why is Why.OWN_RATING
    session().rollback()


def test_who_serves_in_one_firm_rates_another(world: World, as_: As, clock: Hands) -> None:
    residents(world, 12)
    own, other = firm(world, "甲物业"), firm(world, "乙物业")
    theirs = posted(world, rating(world, own))
    vote = opened(world, rating(world, other), clock)
    joins(own, world.neighbour)
    assert "去投票" in as_(world.neighbour).get(f"/votes/{vote.id}").text
    assert Wait.VOTE_SECRETLY in tasks(world.neighbour)
    cast(vote, world.neighbour, "satisfied")
    assert urn.has_voted(vote.id, voter_of(fresh(vote), world.neighbour).number)
    mine = fresh(theirs)
    if mine.opened_at is None:
        mine = opened_at_its_hour(world, mine, clock)
    assert voter_of(mine, world.neighbour) is None, "struck off before the roll was sealed"


@pytest.mark.parametrize("by_the_clock", [False, True], ids=["by-hand", "by-the-clock"])
def test_whoever_joins_after_the_posting_is_off_the_roll_however_it_opens(
    world: World, as_: As, clock: Hands, by_the_clock: bool
) -> None:
    residents(world, 12)
    rated = firm(world, "甲物业")
    vote = posted(world, rating(world, rated))
    heads = vote.heads
    joins(rated, world.neighbour)
    number = voter_of(vote, world.neighbour).number
    desk = f"/votes/{vote.id}/heads"
    assert "还没有推举投票人" not in as_(world.clerk).get(f"{desk}?who={number}").text
    alone = as_(world.clerk).get(f"{desk}/{number}").text
    assert "还没有推举，不能投" not in alone, "nobody else can be named for somebody alone"
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    if by_the_clock:
        actions.fall_due()
    else:
        with transaction():
            actions.open_(world.clerk, fresh(vote))
    assert fresh(vote).opened_at is not None and fresh(vote).heads == heads - 1
    assert voter_of(fresh(vote), world.neighbour) is None


def test_whoever_joins_once_it_is_open_is_offered_no_ballot(
    world: World, as_: As, clock: Hands
) -> None:
    residents(world, 12)
    rated = firm(world, "甲物业")
    vote = opened(world, rating(world, rated), clock)
    assert Wait.VOTE_SECRETLY in tasks(world.neighbour)
    joins(rated, world.neighbour)
    assert Wait.VOTE_SECRETLY not in tasks(world.neighbour)
    page = as_(world.neighbour).get(f"/votes/{vote.id}").text
    assert "去投票" not in page and "谁也不评自己" in page
    refused(lambda: cast(vote, world.neighbour, "satisfied"))


def test_of_a_household_whoever_is_not_rated_casts(world: World, clock: Hands) -> None:
    """Its head has joined the firm: they rate neither online nor on paper, and name nobody."""
    residents(world, 12)
    with transaction():
        head = live(person("户主甲", "of_house"), world.here.building, "9901", head=True)
        spouse = live(person("妻子乙", "at_home"), world.here.building, "9901")
    rated = firm(world, "甲物业")
    vote = opened(world, rating(world, rated, Electorate.HOUSEHOLDS), clock)
    joins(rated, head)
    theirs = voter_of(fresh(vote), head)
    assert theirs is not None and theirs.caster_id == head.id
    refused(lambda: cast(vote, head, "satisfied"))
    refused(lambda: actions.hand_out(world.clerk, theirs, channel=Channel.PAPER_SITE))
    with pytest.raises(Invalid) as refusal:
        actions.name_caster(spouse, voter_of(fresh(vote), head), head)
    assert (refusal.value.why, refusal.value.field) == (Why.CASTER_RATED, "person_id")
    session().rollback()
    with transaction():
        actions.name_caster(spouse, voter_of(fresh(vote), head), spouse)
    cast(vote, spouse, "satisfied")
    assert urn.has_voted(vote.id, theirs.number)


# -- a household whose head is rated ---------------------------------------------------------------


def family(world: World) -> tuple[Person, Person, Person]:
    """A head, who casts for all three, a spouse and a grandmother."""
    residents(world, 12)
    with transaction():
        return (
            live(person("户主甲", "of_house"), world.here.building, "9901", head=True),
            live(person("妻子乙", "at_home"), world.here.building, "9901"),
            live(person("奶奶丙", "gran"), world.here.building, "9901"),
        )


def heard(who: Person) -> str:
    """What was done about their ballot, as they last heard of it."""
    found = session().query(Message).join(Notification, Message.id == Notification.message_id)
    found = found.filter(Notification.person_id == who.id, Message.event == Event.BALLOT_HANDLED)
    return sentence(found.order_by(Message.id.desc()).first())  # type: ignore[arg-type]


def names(who: Person, vote: Vote, whom: Person) -> None:
    with transaction():
        actions.name_caster(who, voter_of(fresh(vote), who), whom)


def test_a_household_that_does_not_agree_goes_back_to_no_head_who_is_rated(
    world: World, as_: As, clock: Hands
) -> None:
    """Everybody read that the head casts, who cannot: nobody voted, and nobody was asked to agree."""
    head, spouse, gran = family(world)
    rated = firm(world, "甲物业")
    vote = opened(world, rating(world, rated, Electorate.HOUSEHOLDS), clock)
    page = f"/votes/{vote.id}"
    ident = voter_of(fresh(vote), head).id
    caster = f"{page}/caster?voter={ident}"
    joins(rated, head)
    refused(lambda: actions.name_caster(head, voter_of(fresh(vote), head), spouse))
    assert Wait.NAME_CASTER not in tasks(head)
    assert "谁也不评自己" in as_(head).get(page).text
    assert "就推举这一位" not in as_(head).get(caster).text
    number = voter_of(fresh(vote), head).number
    desk = as_(world.clerk).get(f"{page}/heads/{number}").text
    assert "还没有推举，不能投" in desk and f'heads/{number}/paper"' not in desk
    assert "还没有推举投票人" in as_(world.clerk).get(f"{page}/heads?who={number}").text
    for each in (spouse, gran):
        assert Wait.NAME_ANOTHER in tasks(each), "unless it is cast, which the urn alone knows"
        shown, agreed = as_(each).get(page).text, as_(each).get(caster).text
        assert (
            "户主甲不能投" in shown
            and "请推举另一个人来投" in shown
            and "由户主甲来投" not in shown
        )
        assert "推举由谁来投" in shown and "请户主甲来投" not in agreed
    for each in (spouse, gran):
        client = as_(each)
        assert client.fill(caster, f"{page}/caster", person_id=str(each.id)).status_code == 303
        assert "等其他人也推举同一个人" in client.get(caster).text
    assert voter_of(fresh(vote), head).caster_id is None
    assert "还没有推举出同一个人来投" in as_(spouse).get(page).text
    assert {Wait.NAME_CASTER} <= tasks(spouse) & tasks(gran)
    names(gran, vote, spouse)
    assert Wait.NAME_CASTER not in tasks(gran)
    cast(vote, spouse, "satisfied")
    assert urn.has_voted(vote.id, number)


@pytest.mark.parametrize("by_the_clock", [False, True], ids=["by-hand", "by-the-clock"])
def test_whoever_is_rated_before_the_roll_is_sealed_casts_for_nobody(
    world: World, clock: Hands, by_the_clock: bool
) -> None:
    head, spouse, gran = family(world)
    with transaction():
        other = live(person("另户甲", "other_head"), world.here.building, "9902", head=True)
        alone = live(person("另户乙", "alone"), world.here.building, "9902")
    rated = firm(world, "甲物业")
    vote = posted(world, rating(world, rated, Electorate.HOUSEHOLDS))
    heads = vote.heads
    named_on_paper(world, voter_of(vote, head), head)
    for each in (head, other):
        joins(rated, each)
    assert Wait.NAME_CASTER in tasks(spouse), "while it is posted, too"
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    if by_the_clock:
        actions.fall_due()
    else:
        with transaction():
            actions.open_(world.clerk, fresh(vote))
    assert fresh(vote).opened_at is not None and fresh(vote).heads == heads
    theirs = voter_of(fresh(vote), spouse)
    assert (theirs.caster_id, theirs.caster_document_id) == (None, None)
    [paper] = session().scalars(namings_for(theirs.id))
    assert paper.state is ProxyState.REVOKED
    assert [told(Event.BALLOT_HANDLED, each) for each in (spouse, alone)] == [3, 1]
    assert "请家里另一个人来投" in heard(alone)
    # Where one is left they cast; of several those who agreed before are asked nothing more.
    assert voter_of(fresh(vote), alone).caster_id == alone.id
    cast(vote, alone, "satisfied")
    assert Wait.NAME_CASTER in tasks(spouse) & tasks(gran)
    for each in (spouse, gran):
        names(each, vote, gran)
    cast(vote, gran, "satisfied")


def test_those_who_agreed_before_need_not_agree_again(world: World, clock: Hands) -> None:
    """The head had named nobody, and cast for that reason."""
    head, spouse, gran = family(world)
    rated = firm(world, "甲物业")
    vote = posted(world, rating(world, rated, Electorate.HOUSEHOLDS))
    for each in (spouse, gran):
        names(each, vote, gran)
    assert voter_of(fresh(vote), head).caster_id == head.id
    joins(rated, head)
    opened_at_its_hour(world, fresh(vote), clock)
    assert voter_of(fresh(vote), gran).caster_id == gran.id


def test_nobody_who_is_rated_is_offered_or_entered_as_the_one_who_casts(
    world: World, as_: As, clock: Hands
) -> None:
    """Neither to the household nor at the desk, nor as a paper says that waits since before."""
    head, spouse, gran = family(world)
    rated = firm(world, "甲物业")
    vote = opened(world, rating(world, rated, Electorate.HOUSEHOLDS), clock)
    theirs, page = voter_of(fresh(vote), spouse), f"/votes/{vote.id}"
    caster, desk = f"{page}/caster?voter={theirs.id}", f"{page}/heads/{theirs.number}"
    clerk, option = as_(world.clerk), f'value="{head.id}"'
    for shown in (as_(spouse).get(caster), clerk.get(desk)):
        assert option in shown.text
    with transaction():
        naming = actions.enter_caster(world.clerk, theirs, head, upload=upload("推举书"))
        naming_id = naming.id
    joins(rated, head)
    confirm = as_(world.chair)
    shown = confirm.get(f"{page}/namings").text
    assert "请退回" in shown and "核实有效" not in shown
    sent = confirm.send(f"{page}/namings/{naming_id}/confirmation")
    assert sent.status_code == 422 and "谁也不评自己" in sent.text
    with transaction():
        actions.refuse_caster(
            world.chair, session().scalars(naming_(naming_id)).unique().one(), reason="在物业任职。"
        )
    for shown in (as_(spouse).get(caster), clerk.get(desk)):
        assert option not in shown.text and f'value="{gran.id}"' in shown.text
    with pytest.raises(Invalid) as refusal:
        actions.enter_caster(
            world.clerk, voter_of(fresh(vote), spouse), head, upload=upload("推举书")
        )
    assert (refusal.value.why, refusal.value.field) == (Why.CASTER_RATED, "person_id")
    session().rollback()
