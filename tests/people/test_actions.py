"""What people and the committee may do about accounts, cards, homes and offices."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from civic import db, ledger
from civic.clock import Hands, now, start_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate, TooOften
from civic.ledger import Entry, Fact, Outbox
from civic.people import actions, models
from civic.people.models import (
    Appointment,
    Card,
    Failure,
    Ownership,
    Person,
    Residence,
    Tenancy,
)
from civic.people.rules import PersonState, Trying, UnitKind, Why
from civic.places import actions as places
from civic.places.models import Household, Part, Place
from civic.places.rules import Level
from civic.policy import Held, Role
from tests.world import World

PASSWORD = "楼下的桂花开了两次"


def joined(login: str = "13800000001", name: str = "路人甲") -> Person:
    password = actions.choose_password(PASSWORD, login)
    with db.transaction():
        return actions.register(name, password, shows_name=False, locale="zh")


def office(id: int) -> Appointment:
    found: Appointment = db.session().scalars(models.term(id)).one()
    return found


def home(person: Person) -> Residence:
    return db.session().scalars(models.residences(Residence.person_id == person.id)).one()


def facts(*wanted: Fact) -> int:
    return db.session().scalar(select(func.count(Entry.idx)).where(Entry.fact.in_(wanted))) or 0


# --- signing in ------------------------------------------------------------------


def test_whoever_joins_alone_reads_but_holds_no_role(world: World) -> None:
    person = joined()
    assert person.state is PersonState.REGISTERED and person.phone == "13800000001"
    assert person.holds == ()
    assert facts(Fact.PERSON_REGISTERED) == 1


def test_two_accounts_never_share_a_name(world: World) -> None:
    joined()
    with pytest.raises(Invalid) as refused:
        joined("+86 138 0000 0001")
    assert refused.value.why is Why.LOGIN_TAKEN


def test_the_right_password_signs_in_and_it_is_on_record_in_private(world: World) -> None:
    joined()
    with db.transaction():
        person = actions.sign_in("138 0000 0001", PASSWORD, address="10.0.0.1")
    assert person.name == "路人甲"
    entry = db.session().scalars(select(Entry).order_by(Entry.idx.desc())).first()
    assert entry is not None and entry.fact is Fact.PERSON_SIGNED_IN
    assert "路人甲" not in entry.body.decode() and "person/" not in entry.body.decode()


@pytest.mark.parametrize(
    ("login", "password"), [("13800000001", "x" * 9), ("13800000009", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_read_alike(
    world: World, login: str, password: str
) -> None:
    joined()
    with pytest.raises(Invalid) as refused, db.transaction():
        actions.sign_in(login, password, address="10.0.0.1")
    assert refused.value.why is Why.WRONG_SIGN_IN and refused.value.field is None


def test_the_fifth_failure_is_the_last_for_a_quarter_of_an_hour(world: World, clock: Hands) -> None:
    joined()
    for _ in range(5):
        with pytest.raises(Invalid), db.transaction():
            actions.sign_in("13800000001", "wrong password", address="10.0.0.1")
    with pytest.raises(TooOften), db.transaction():  # even with the right one
        actions.sign_in("13800000001", PASSWORD, address="10.0.0.2")
    clock.move(timedelta(minutes=15))
    with db.transaction():
        actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")


def test_a_right_password_forgets_the_failures_of_its_name_not_of_its_address(world: World) -> None:
    joined()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Invalid), db.transaction():
                actions.sign_in("13800000001", "wrong password", address="10.0.0.1")
        with db.transaction():
            actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")
    assert db.session().scalars(select(Failure.count)).all() == [12]


def test_one_address_cannot_try_many_names(world: World) -> None:
    for n in range(30):
        with pytest.raises(Invalid), db.transaction():
            actions.sign_in(f"139{n:08d}", "wrong password", address="2001:db8::1")
    with pytest.raises(TooOften), db.transaction():
        actions.sign_in("13900000099", "wrong password", address="2001:db8::ffff")  # the same /64


def test_an_account_of_ones_own_buys_no_more_guesses_at_the_names_of_others(world: World) -> None:
    joined()
    for n in range(30):
        with pytest.raises(Invalid), db.transaction():
            actions.sign_in(f"139{n:08d}", "wrong password", address="10.0.0.1")
        if n % 4 == 0:
            with db.transaction():
                actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")
    with pytest.raises(TooOften), db.transaction():
        actions.sign_in("13900000099", "wrong password", address="10.0.0.1")


def test_a_whole_stairwell_behind_one_address_signs_in(world: World) -> None:
    """Who gives the right password has tried nothing: forty of them do not close the door."""
    joined()
    for _ in range(40):
        with db.transaction():
            actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")


def test_a_family_that_signs_in_at_one_moment_comes_in_together(app: Flask, world: World) -> None:
    with db.transaction():
        joined()
    problems: list[Exception] = []

    def come_in() -> None:
        try:
            with app.app_context(), db.transaction():
                actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")
        except Exception as problem:
            problems.append(problem)

    family = [threading.Thread(target=come_in) for _ in range(4)]
    for each in family:
        each.start()
    for each in family:
        each.join()
    assert not problems


def test_counts_name_nobody(world: World) -> None:
    with pytest.raises(Invalid), db.transaction():
        actions.sign_in("13800000001", "wrong password", address="10.0.0.1")
    kept = db.session().scalars(select(Failure.key_mac)).all()
    assert len(kept) == 2 and all(len(mac) == 64 for mac in kept)


def test_a_new_password_makes_every_cookie_worthless(world: World) -> None:
    person = joined()
    before = person.get_id()
    chosen = actions.change_password(person, "另一句只有我知道的话", login="", old=PASSWORD)
    with db.transaction():
        actions.set_password(db.session().get_one(Person, person.id), chosen)
    assert db.session().get_one(Person, person.id).get_id() != before
    with db.transaction():
        actions.sign_in("13800000001", "另一句只有我知道的话", address="10.0.0.1")


def test_the_old_password_is_asked_for_and_counted(world: World) -> None:
    person = joined()
    for _ in range(5):
        with pytest.raises(Invalid) as refused:
            actions.change_password(person, "另一句只有我知道的话", login="", old="wrong")
        assert refused.value.why is Why.WRONG_PASSWORD
    assert facts(Fact.SIGN_IN_FAILED) == 5, "on record like a wrong one at the door"
    with pytest.raises(TooOften):
        actions.change_password(person, "另一句只有我知道的话", login="", old=PASSWORD)


# --- cards ----------------------------------------------------------------------------


def listed(
    world: World, name: str = "孙奶奶", door: str = "301", born: date | None = None
) -> Person:
    with db.transaction() as here:
        person = Person(
            name=name,
            born_on=born,
            state=PersonState.LISTED,
            session_key="k" * 32,
            created_at=db.session().get_one(Person, world.clerk.id).created_at,
        )
        here.add(person)
        here.flush()
        actions.settle(None, person, places.house(world.here.building, door))
    return person


def test_a_card_signs_in_once_and_verifies(world: World) -> None:
    person = listed(world)
    with db.transaction():
        card = actions.issue_card(world.clerk, person)
    assert db.session().scalar(select(Card.code_mac)) not in card.code, (
        "the code itself is not kept"
    )
    with db.transaction():
        claimed = actions.claim_card(card.code.lower(), address="10.0.0.1")
    assert claimed.id == person.id and claimed.is_verified
    assert Held(Role.RESIDENT, world.place.path) in claimed.holds
    with pytest.raises(AlreadyDone), db.transaction():
        actions.claim_card(card.code, address="10.0.0.1")
    assert facts(Fact.CARD_CLAIMED) == 1


def test_a_card_ends_after_ninety_days_and_with_the_next_card(world: World, clock: Hands) -> None:
    person = listed(world)
    with db.transaction():
        first = actions.issue_card(world.clerk, person)
        clock.move(timedelta(hours=1))
        second = actions.issue_card(world.clerk, person)
    with pytest.raises(TooLate):
        actions.look_up(first.code)
    clock.move(timedelta(days=89))
    actions.look_up(second.code)
    clock.move(timedelta(days=1))
    with pytest.raises(TooLate):
        actions.look_up(second.code)


def test_guessing_codes_closes_the_door(world: World) -> None:
    for _ in range(30):
        with pytest.raises(Invalid), db.transaction():
            actions.claim_card("AAAA-AAAA-AAAA-AAAA", address="10.0.0.1")
    with pytest.raises(TooOften), db.transaction():
        actions.claim_card("AAAA-AAAA-AAAA-AAAA", address="10.0.0.1")


def test_a_building_gets_cards_for_its_adults_without_account(world: World) -> None:
    grandmother = listed(world)
    listed(world, "孙小明", born=date(2015, 5, 5))
    with db.transaction():
        cards = actions.issue_cards(world.clerk, world.here.building)
    assert [card.person.id for card in cards] == [grandmother.id]
    assert cards[0].door is not None and cards[0].door.number == "301"


def test_everybody_may_get_a_new_card_but_not_an_office_with_it(world: World) -> None:
    """A clerk who could print the chair's card could be the chair."""
    with db.transaction():
        actions.settle(None, world.chair, places.house(world.here.building, "401"))
        cards = actions.issue_cards(world.clerk, world.here.building, all_of_them=True)
    receivers = {card.person.id for card in cards}
    assert world.resident.id in receivers and world.chair.id not in receivers
    with pytest.raises(NotAllowed), db.transaction():
        actions.issue_card(world.clerk, world.chair)
    with pytest.raises(NotAllowed), db.transaction():
        actions.issue_card(world.clerk, world.official)
    with db.transaction():
        actions.issue_card(world.administrator, world.official)


@pytest.fixture
def landlord(world: World) -> Person:
    """李建国, at home here, also owns a flat next door."""
    with db.transaction():
        actions.own(None, world.neighbour, places.measure(world.there.building, "909", 8000))
    world.neighbour.forget()
    return world.neighbour


def test_a_card_needs_the_power_at_every_door_that_it_opens(world: World, landlord: Person) -> None:
    for clerk, at in ((world.clerk, world.here), (world.there.clerk, world.there)):
        with pytest.raises(NotAllowed), db.transaction():
            actions.issue_card(clerk, landlord)
        with db.transaction():
            cards = actions.issue_cards(clerk, at.building, all_of_them=True)
        receivers = {card.person.id for card in cards}
        assert landlord.id not in receivers and at.resident.id in receivers
    with db.transaction():
        assert actions.issue_card(world.administrator, landlord).person.id == landlord.id
    with pytest.raises(NotAllowed), db.transaction():  # of one community, whom its office knows
        actions.issue_card(world.administrator, world.resident)


def next_door(world: World, door: str = "909") -> Part:
    return places.measure(world.there.building, door, 8000)


GAINS: dict[str, Callable[[World, Person], object]] = {
    "an office": lambda w, who: actions.appoint(w.administrator, who, Role.CHAIR, w.place),
    "a home": lambda w, who: actions.settle(
        w.there.clerk, who, places.house(w.there.building, "909")
    ),
    "a flat": lambda w, who: actions.own(w.there.clerk, who, next_door(w)),
    "a rented one": lambda w, who: actions.let(w.there.clerk, who, next_door(w)),
}


@pytest.mark.parametrize("gain", GAINS)
def test_a_card_never_opens_what_its_holder_was_given_after_it_was_printed(
    world: World, gain: str
) -> None:
    """Whoever printed it had no power there, and may have kept the code."""
    with db.transaction():
        card = actions.issue_card(world.clerk, world.resident)
    with db.transaction():
        GAINS[gain](world, world.resident)
    with pytest.raises(TooLate), db.transaction():
        actions.claim_card(card.code, address="10.0.0.1")


def test_a_card_stays_good_when_its_holder_buys_the_flat_they_live_in(world: World) -> None:
    with db.transaction():
        card = actions.issue_card(world.clerk, world.resident)
        actions.own(world.clerk, world.resident, places.measure(world.here.building, "101", 6000))
    with db.transaction():
        assert actions.claim_card(card.code, address="10.0.0.1").id == world.resident.id


def test_a_card_made_worthless_while_it_is_claimed_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction():
        code = actions.issue_card(world.clerk, world.resident).code

    def meanwhile(code: str) -> Card:
        card = actions.look_up(code)
        actions.issue_card(world.clerk, card.person)
        return card

    monkeypatch.setattr("civic.people.actions.cards.look_up", meanwhile)
    with pytest.raises(AlreadyDone), db.transaction():
        actions.claim_card(code, address="10.0.0.1")
    assert facts(Fact.CARD_CLAIMED) == 0


def test_nobody_to_print_for_is_said(world: World) -> None:
    with pytest.raises(OutOfOrder) as refused, db.transaction():
        actions.issue_cards(world.clerk, world.here.building)
    assert refused.value.why is Why.NOBODY_FOR_CARDS


# --- the office's counter -----------------------------------------------------------------


def test_a_visitor_with_papers_is_admitted_and_speaks(world: World) -> None:
    with db.transaction():
        household = places.house(world.here.building, "501")
        person = actions.admit(world.clerk, household, name="新邻居", is_head=True)
    assert person.is_verified and Held(Role.RESIDENT, world.place.path) in person.holds
    with pytest.raises(Invalid) as refused, db.transaction():
        actions.admit(world.clerk, places.house(world.here.building, "501"), name="新邻居")
    assert refused.value.why is Why.DUPLICATE


def test_what_somebody_opened_alone_goes_to_who_they_are_in_the_roster(world: World) -> None:
    person, account = listed(world), joined(name="孙奶奶")
    with db.transaction():
        here = db.session()
        actions.verify(
            world.clerk, here.get_one(Person, person.id), here.get_one(Person, account.id)
        )
    with db.transaction():
        signed_in = actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")
    assert signed_in.id == person.id and signed_in.is_verified
    assert db.session().get_one(Person, account.id).state is PersonState.CLOSED


def test_who_was_given_an_office_before_any_account_is_joined_with_the_one_they_opened(
    world: World,
) -> None:
    person, account = listed(world), joined(name="孙奶奶")
    with db.transaction():
        actions.appoint(world.clerk, person, Role.BUILDING_HEAD, world.here.building)
    with db.transaction() as here:
        actions.verify(
            world.clerk, here.get_one(Person, person.id), here.get_one(Person, account.id)
        )
    assert person.login == "13800000001" and person.is_verified
    other = joined("13800000002")
    with pytest.raises(AlreadyDone), db.transaction() as here:
        actions.verify(world.clerk, person, here.get_one(Person, other.id))


def test_of_an_account_that_went_to_who_they_are_the_days_are_left_six_months_on(
    world: World, clock: Hands
) -> None:
    person, account = listed(world), joined(name="孙奶奶")
    with db.transaction() as here:
        actions.verify(
            world.clerk, here.get_one(Person, person.id), here.get_one(Person, account.id)
        )
    clock.move(timedelta(days=184))
    while actions.sweep():
        pass
    assert opened(Fact.PERSON_REGISTERED) == 0 and opened(Fact.PERSON_VERIFIED) == 1


def test_a_newcomer_is_no_namesake_of_who_moved_out(world: World) -> None:
    with db.transaction():
        actions.leave(world.clerk, home(world.resident))
    with db.transaction():
        household = places.house(world.here.building, "101")
        assert actions.admit(world.clerk, household, name=world.resident.name).is_verified


def test_no_account_is_put_on_whom_another_community_knows_too(world: World) -> None:
    person, account = listed(world), joined(name="孙奶奶")
    with db.transaction():
        actions.own(None, person, places.measure(world.there.building, "909", 8000))
    with pytest.raises(NotAllowed), db.transaction():
        actions.verify(world.clerk, person, account)


def test_no_community_alone_rewrites_whom_another_one_knows_too(
    world: World, landlord: Person
) -> None:
    """One row in a roster makes a neighbour of who owns elsewhere; it makes them no other person."""
    paper = {"name": "李建军", "born_on": None, "phone": None}
    for clerk in (world.clerk, world.there.clerk):
        with pytest.raises(NotAllowed), db.transaction():
            actions.correct(clerk, landlord, **paper)
    with db.transaction():
        actions.correct(world.administrator, landlord, **paper)
    assert landlord.name == "李建军"


def test_an_office_holder_at_home_here_is_helped_by_who_appoints(world: World) -> None:
    """Else nobody could: the committee does not give that office, who appoints has no such door."""
    neighbour = listed(world)
    paper = {"name": "孙秀兰", "born_on": None, "phone": None}
    with db.transaction():
        actions.appoint(None, neighbour, Role.SUPERVISOR, world.place)
        neighbour.state = PersonState.LISTED
    helps: list[Callable[[Person], object]] = [
        lambda by: actions.verify(by, neighbour),
        lambda by: actions.correct(by, neighbour, **paper),
        lambda by: actions.issue_card(by, neighbour),
    ]
    for act in helps:
        with pytest.raises(NotAllowed), db.transaction():
            act(world.clerk)
        with db.transaction():
            act(world.administrator)
    assert neighbour.is_verified and neighbour.name == "孙秀兰"


def test_a_building_head_at_home_here_stays_the_committees_to_help(world: World) -> None:
    with db.transaction():
        actions.appoint(world.clerk, world.resident, Role.BUILDING_HEAD, world.here.building)
        actions.issue_card(world.clerk, world.resident)
    with pytest.raises(NotAllowed), db.transaction():
        actions.issue_card(world.administrator, world.resident)


def moved_out(person: Person, clerk: Person) -> str:
    """Who belongs nowhere now; their login, which many know."""
    with db.transaction():
        actions.leave(clerk, home(person))
    person.forget()
    assert person.is_verified and person.holds == () and person.login
    return person.login


def test_no_desk_opens_the_account_of_a_stranger_whose_number_it_knows(world: World) -> None:
    login = moved_out(world.there.resident, world.there.clerk)
    with pytest.raises(Invalid) as enrolled, db.transaction():
        actions.enrol(world.clerk, login, places.house(world.here.building, "999"))
    assert enrolled.value.why is Why.STRANGER
    with pytest.raises(Invalid) as appointed, db.transaction():
        actions.appoint(world.clerk, world.there.resident, Role.GRID_WORKER, world.place)
    assert appointed.value.why is Why.OF_ELSEWHERE
    with pytest.raises(NotAllowed), db.transaction():
        actions.issue_card(world.clerk, world.there.resident)


def test_the_desk_that_knew_them_last_has_who_moved_out_back(world: World) -> None:
    login = moved_out(world.resident, world.clerk)
    with db.transaction():
        back = actions.enrol(world.clerk, login, places.house(world.here.building, "999"))
        back.forget()
    assert back.is_of(world.place.path, {Role.RESIDENT})
    again = moved_out(world.there.resident, world.there.clerk)
    with db.transaction():
        actions.appoint(
            world.there.clerk, world.there.resident, Role.GRID_WORKER, world.there.place
        )
    with db.transaction():
        actions.enrol(world.there.clerk, again, places.house(world.there.building, "999"))


def test_nobody_is_verified_twice(world: World) -> None:
    with pytest.raises(AlreadyDone), db.transaction():
        actions.verify(world.clerk, world.resident)


def test_one_household_has_one_head(world: World) -> None:
    with pytest.raises(Invalid) as refused, db.transaction():
        household = places.house(world.here.building, "101")
        actions.settle(world.clerk, world.owner, household, is_head=True)
    assert refused.value.why is Why.SECOND_HEAD


def test_who_moves_out_loses_the_voice_and_who_moves_back_has_it(world: World) -> None:
    with db.transaction():
        actions.leave(world.clerk, home(world.resident))
    assert world.resident.holds == ()
    with db.transaction():
        household = places.house(world.here.building, "101")
        actions.settle(world.clerk, world.resident, household, is_head=True)
    assert [held.role for held in world.resident.holds] == [Role.RESIDENT]


def test_an_owner_and_a_tenant_belong_to_the_community(world: World) -> None:
    with db.transaction():
        part = places.part_behind(world.here.building, "601", 12050)
        actions.own(world.clerk, world.neighbour, part)
        actions.let(world.clerk, world.resident, part)
    assert Role.OWNER in {held.role for held in world.neighbour.holds}
    assert Role.TENANT in {held.role for held in world.resident.holds}
    with db.transaction():
        actions.give_up(
            world.clerk,
            db.session()
            .scalars(models.ownerships(Ownership.person_id == world.neighbour.id))
            .one(),
        )
    assert Role.OWNER not in {held.role for held in world.neighbour.holds}


def rented(person: Person) -> Tenancy:
    found: Tenancy = (
        db.session().scalars(models.tenancies(Tenancy.person_id == person.id)).unique().one()
    )
    return found


@pytest.mark.parametrize("last", [0, -1], ids=["today", "yesterday"])
def test_who_gave_up_a_flat_by_mistake_rents_it_again_the_same_day(world: World, last: int) -> None:
    for _ in range(2):
        with db.transaction():
            part = places.part_behind(world.here.building, "601", 6000)
            actions.let(world.clerk, world.resident, part)
        assert rented(world.resident).until_on is None
        with db.transaction():
            day = now().date() + timedelta(days=last)
            actions.give_up(world.clerk, rented(world.resident), until_on=day)


def test_who_rents_a_flat_again_later_has_rented_it_twice(world: World, clock: Hands) -> None:
    first = rented(world.tenant)
    part, last = first.part, now().date() + timedelta(days=3)
    with db.transaction():
        actions.give_up(world.clerk, first, until_on=last)
    clock.move(timedelta(days=30))
    for _ in range(2):
        with db.transaction():
            actions.let(world.clerk, world.tenant, part)
    terms = db.session().scalars(
        models.tenancies(Tenancy.person_id == world.tenant.id).order_by(None)
    )
    assert {(term.since_on, term.until_on) for term in terms} == {
        (date(2026, 1, 1), last),
        (now().date(), None),
    }


def test_nobody_leaves_before_they_came(world: World) -> None:
    with pytest.raises(Invalid) as moved, db.transaction():
        actions.leave(world.clerk, home(world.resident), until_on=date(2025, 12, 30))
    with pytest.raises(Invalid) as rented_out, db.transaction():
        actions.give_up(world.clerk, rented(world.tenant), until_on=date(2025, 12, 30))
    assert moved.value.why is rented_out.value.why is Why.LAST_BEFORE_FIRST


def test_a_head_of_household_is_one_to_the_last_day(world: World, clock: Hands) -> None:
    last = now().date() + timedelta(days=7)
    with db.transaction():
        actions.leave(world.clerk, home(world.resident), until_on=last)

    def follow() -> None:
        with db.transaction():
            household = places.house(world.here.building, "101")
            actions.settle(world.clerk, world.owner, household, is_head=True)

    assert home(world.resident).is_head
    with pytest.raises(Invalid) as refused:
        follow()
    assert refused.value.why is Why.SECOND_HEAD
    clock.move(timedelta(days=8))
    follow()
    assert home(world.owner).is_head


@pytest.fixture
def strangers(world: World) -> list[Callable[[], object]]:
    """Everything the clerk next door must not do here."""
    other, here = world.there.clerk, world.here

    def door() -> Household:
        return places.house(here.building, "101")

    return [
        lambda: actions.admit(other, door(), name="某人"),
        lambda: actions.settle(other, world.there.resident, door()),
        lambda: actions.correct(other, world.resident, name="某人", born_on=None, phone=None),
        lambda: actions.verify(other, world.resident),
        lambda: actions.leave(other, home(world.resident)),
        lambda: actions.issue_card(other, world.resident),
        lambda: actions.issue_cards(other, world.here.building),
        lambda: actions.appoint(other, world.resident, Role.BUILDING_HEAD, world.here.building),
        lambda: actions.import_roster(other, world.place, b""),
        lambda: actions.hand_in(other, world.place, name="x.csv", content=b"x"),
    ]


def test_another_communitys_clerk_has_no_say_here(
    world: World, strangers: list[Callable[[], object]]
) -> None:
    for act in strangers:
        with pytest.raises(NotAllowed), db.transaction():
            act()
    assert facts(Fact.PERSON_VERIFIED, Fact.RESIDENCE_ENDED, Fact.CARD_ISSUED) == 0


# --- offices -----------------------------------------------------------------------------


def test_a_clerk_appoints_a_building_head_and_no_chair(world: World) -> None:
    with db.transaction():
        actions.appoint(world.clerk, world.resident, Role.BUILDING_HEAD, world.here.building)
    assert Role.BUILDING_HEAD in {held.role for held in world.resident.holds}
    with pytest.raises(NotAllowed), db.transaction():
        actions.appoint(world.clerk, world.resident, Role.CHAIR, world.place)


def test_a_clerk_gives_a_neighbours_office_to_nobody_of_another_communitys_roster(
    world: World,
) -> None:
    with pytest.raises(Invalid) as refused, db.transaction():
        actions.appoint(world.clerk, world.there.resident, Role.BUILDING_HEAD, world.here.building)
    assert refused.value.why is Why.OF_ELSEWHERE
    newcomer = joined()  # a grid worker who lives somewhere else altogether
    with db.transaction():
        actions.appoint(
            world.clerk, db.session().get_one(Person, newcomer.id), Role.GRID_WORKER, world.place
        )


def test_who_appoints_into_a_unit_has_that_power_where_the_unit_sits(world: World) -> None:
    """The street's department answers for all communities: none of them makes its officials."""
    with db.transaction():
        actions.appoint(world.administrator, world.neighbour, Role.ADMINISTRATOR, world.place)
    local = world.neighbour
    for unit in ("greening", "water"):
        with pytest.raises(NotAllowed), db.transaction():
            actions.appoint(
                local, world.resident, Role.OFFICIAL, world.place, unit=world.here.unit(unit)
            )
    assert not world.resident.unit_ids
    with db.transaction():
        committee = world.here.unit("committee")
        actions.appoint(local, world.resident, Role.OFFICIAL, world.place, unit=committee)


def test_an_appointment_is_public_without_the_name(world: World) -> None:
    with db.transaction():
        actions.appoint(world.clerk, world.resident, Role.GRID_WORKER, world.place)
    entry = db.session().scalars(select(Entry).order_by(Entry.idx.desc())).first()
    assert entry is not None and entry.fact is Fact.APPOINTMENT_MADE
    public = ledger.content(entry)
    assert public["pub"]["role"] == "grid_worker" and "person" not in public["pub"]


def test_appointing_verifies_who_had_only_joined(world: World) -> None:
    account = joined()
    with db.transaction():
        account = db.session().get_one(Person, account.id)
        unit = world.here.unit("greening")
        actions.appoint(world.administrator, account, Role.OFFICIAL, world.place, unit=unit)
    assert account.is_verified and account.unit_ids == {world.here.units["greening"]}


def test_appointing_verifies_a_neighbour_of_the_roster(world: World) -> None:
    neighbour = listed(world)
    with db.transaction():
        actions.appoint(world.administrator, neighbour, Role.CLERK, world.place)
    assert neighbour.is_verified and Held(Role.CLERK, world.place.path) in neighbour.holds


def test_whoever_joins_the_committee_or_its_supervisors_serves_in_that_body(world: World) -> None:
    """EV-4: named or not, it is the body of that place, and of no other."""
    here, there = world.here, world.there
    with db.transaction():
        new = [listed(world, name) for name in ("新干事", "新监督")]
        actions.appoint(world.administrator, new[0], Role.CLERK, world.place)
        actions.appoint(world.administrator, new[1], Role.SUPERVISOR, world.place)
    assert new[0].unit_ids == {here.units["committee"]}
    assert new[1].unit_ids == world.supervisor.unit_ids
    for unit in (here.unit("greening"), there.unit("committee")):
        with pytest.raises(Invalid) as refused, db.transaction():
            actions.appoint(world.administrator, new[0], Role.CHAIR, world.place, unit=unit)
        assert refused.value.why is Why.NEEDS_BODY


def test_a_body_that_is_listed_late_takes_in_whoever_served_in_it_before(world: World) -> None:
    with db.transaction():
        place, clerk = world.here.estate, world.neighbour
        db.session().add(
            Appointment(
                person_id=clerk.id,
                role=Role.CLERK,
                place_id=place.id,
                starts_on=now().date(),
            )
        )
    with db.transaction():
        made = actions.add_unit(
            world.administrator, place, name="紫荆居委会", kind=UnitKind.COMMITTEE
        )
    clerk.forget()
    assert clerk.unit_ids == {made.id}


def test_no_body_is_taken_from_above_where_somebody_else_appoints(world: World) -> None:
    """They are told which unit is missing, and not that they may not appoint at all."""
    street = db.session().get_one(Place, world.place.parent_id)
    with db.transaction():
        place = places.add(None, street, level=Level.COMMUNITY, name="新桥社区")
        above = UnitKind.SUPERVISORY_COMMITTEE
        actions.add_unit(world.administrator, street, name="街道监督委员会", kind=above)
        actions.appoint(None, world.neighbour, Role.ADMINISTRATOR, place)
    with pytest.raises(Invalid) as refused, db.transaction():
        actions.appoint(world.neighbour, world.resident, Role.SUPERVISOR, place)
    assert refused.value.why is Why.NEEDS_BODY
    with db.transaction():
        actions.appoint(world.administrator, world.resident, Role.SUPERVISOR, place)


def test_the_same_office_is_not_held_twice(world: World) -> None:
    with pytest.raises(AlreadyDone), db.transaction():
        actions.appoint(
            world.administrator,
            world.clerk,
            Role.CLERK,
            world.place,
            unit=world.here.unit("committee"),
        )


def test_a_term_that_ended_gives_no_power(world: World, clock: Hands) -> None:
    term = (
        db.session()
        .scalars(select(Appointment).where(Appointment.person_id == world.clerk.id))
        .one()
    )
    with db.transaction():
        actions.dismiss(world.administrator, office(term.id))
    assert Role.CLERK in {held.role for held in world.clerk.holds}, "today is the last day"
    clock.move(timedelta(days=1))
    db.session().expire_all()
    person = world.clerk
    person.forget()
    assert Role.CLERK not in {held.role for held in person.holds}
    with pytest.raises(AlreadyDone), db.transaction():
        actions.dismiss(world.administrator, office(term.id))


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (date(2027, 1, 1), Why.TERM_LENGTHENED),
        (date(2026, 11, 21), Why.DATED_BACK),
        (date(2025, 12, 30), Why.TERM_REVERSED),
    ],
)
def test_ending_a_term_makes_it_no_longer_and_undoes_no_past(
    world: World, last: date, why: Why
) -> None:
    with db.transaction() as here:
        term = here.scalars(
            select(Appointment).where(Appointment.person_id == world.clerk.id)
        ).one()
        term.ends_on = date(2026, 12, 31)
    with pytest.raises(Invalid) as refused, db.transaction():
        actions.dismiss(world.administrator, office(term.id), ends_on=last)
    assert refused.value.why is why
    with db.transaction():
        actions.dismiss(world.administrator, office(term.id), ends_on=date(2026, 11, 22))


def chosen(world: World, who: Person, role: Role) -> Appointment:
    return actions.appoint(world.administrator, who, role, world.place)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[Exception]:
    """Each in a window of its own, begun before the other one ends: what was refused."""
    ready, refused = threading.Barrier(len(acts), timeout=30), []

    def carry_out(act: Callable[[], object]) -> None:
        with app.app_context():
            try:
                with db.transaction() as here:
                    here.execute(select(Person.id)).all()
                    ready.wait()
                    act()
            except Exception as problem:
                refused.append(problem)
            finally:
                db.db.session.remove()

    windows = [threading.Thread(target=carry_out, args=(act,)) for act in acts]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    return refused


def term_of(person: Person) -> Appointment:
    found = select(Appointment.id).where(
        Appointment.person_id == person.id, Appointment.role == Role.ADMINISTRATOR
    )
    return office(db.session().scalars(found).one())


@pytest.mark.postgresql_only
def test_two_administrators_do_not_dismiss_each_other(app: Flask, world: World) -> None:
    with db.transaction():
        top = office(term_of(world.administrator).id).place
        actions.appoint(world.administrator, world.neighbour, Role.ADMINISTRATOR, top)
    refused = at_once(
        app,
        lambda: actions.dismiss(world.administrator, term_of(world.neighbour)),
        lambda: actions.dismiss(world.neighbour, term_of(world.administrator)),
    )
    assert [getattr(each, "why", each) for each in refused] == [Why.LAST_ADMINISTRATOR]


@pytest.mark.postgresql_only
@pytest.mark.parametrize(
    ("roles", "why"),
    [
        ((Role.CLERK, Role.SUPERVISOR), Why.CONFLICT),
        ((Role.CLERK, Role.CLERK), Why.ALREADY_APPOINTED),
    ],
)
def test_of_two_offices_given_at_one_moment_that_cannot_be_together_one_stands(
    app: Flask, world: World, roles: tuple[Role, Role], why: Why
) -> None:
    refused = at_once(
        app, *(lambda role=role: chosen(world, world.resident, role) for role in roles)
    )
    assert [getattr(each, "why", each) for each in refused] == [why]


@pytest.mark.postgresql_only
def test_who_closes_the_account_is_given_no_office_at_that_moment(app: Flask, world: World) -> None:
    refused = at_once(
        app,
        lambda: actions.close(world.unverified),
        lambda: chosen(world, world.unverified, Role.CLERK),
    )
    assert [getattr(each, "why", each) in {Why.CLOSED, Why.HOLDS_OFFICE} for each in refused] == [
        True
    ]


@pytest.mark.postgresql_only
@pytest.mark.parametrize("act", ["verify", "settle", "own"])
def test_of_an_account_that_is_closed_at_this_moment_nobody_takes_anything_over(
    app: Flask, world: World, act: str
) -> None:
    """The account is closed first; whoever comes meanwhile waits, and is told."""
    person, account = listed(world), joined()

    def desk() -> object:
        here = db.session()
        theirs = here.get_one(Person, account.id)
        if act == "verify":
            return actions.verify(world.clerk, here.get_one(Person, person.id), theirs)
        if act == "settle":
            return actions.settle(world.clerk, theirs, places.house(world.here.building, "1001"))
        return actions.own(world.clerk, theirs, places.part_behind(world.here.building, "1", 9000))

    refused = while_uncommitted(app, lambda: actions.close(_fresh(account)), desk)
    assert [getattr(each, "why", each) for each in refused] == [Why.CLOSED]
    assert _fresh(account).state is PersonState.CLOSED
    assert _fresh(person).login is None


def _fresh(person: Person) -> Person:
    return db.session().get_one(Person, person.id, populate_existing=True)


def while_uncommitted(
    app: Flask, first: Callable[[], object], then: Callable[[], object]
) -> list[BaseException]:
    """The second act has read its rows when the first, which is not committed yet, has changed
    them."""
    refused: list[BaseException] = []

    def second() -> None:
        with app.app_context():
            try:
                with db.transaction():
                    then()
            except Exception as problem:
                refused.append(problem)
            finally:
                db.db.session.remove()

    window = threading.Thread(target=second)
    with db.transaction():
        first()
        db.session().flush()
        window.start()
        window.join(1)
    window.join()
    return refused


def test_no_two_terms_without_a_unit_are_the_same(world: World) -> None:
    twice = {
        "person_id": world.resident.id,
        "role": Role.BUILDING_HEAD,
        "place_id": world.here.building_id,
        "starts_on": date(2026, 11, 23),
    }
    with pytest.raises(IntegrityError), db.transaction() as here:
        here.add_all([Appointment(**twice), Appointment(**twice)])
        here.flush()
    with db.transaction() as here:  # the first was a mistake and never ran
        here.add_all([Appointment(**twice, ends_on=date(2026, 11, 22)), Appointment(**twice)])


def test_the_last_administrator_stays(world: World) -> None:
    term = select(Appointment).where(Appointment.role == Role.ADMINISTRATOR)
    with pytest.raises(OutOfOrder) as refused, db.transaction():
        actions.dismiss(world.administrator, office(db.session().scalars(term).one().id))
    assert refused.value.why is Why.LAST_ADMINISTRATOR


def test_units_have_one_name_each_in_a_place(world: World) -> None:
    with db.transaction():
        unit = actions.add_unit(
            world.administrator, world.place, name="物业公司", kind=UnitKind.PROPERTY_FIRM
        )
        actions.change_unit(world.administrator, unit, name="紫荆物业", kind=UnitKind.PROPERTY_FIRM)
    with pytest.raises(Invalid), db.transaction():
        actions.add_unit(
            world.administrator, world.place, name="紫荆物业", kind=UnitKind.PROPERTY_FIRM
        )
    with pytest.raises(NotAllowed), db.transaction():
        actions.add_unit(world.chair, world.place, name="别的", kind=UnitKind.PROPERTY_FIRM)


# --- one's own data ---------------------------------------------------------------------------


def test_the_full_name_is_shown_only_to_who_agreed(world: World) -> None:
    person = world.resident
    assert person.public_name == "王**"
    with db.transaction():
        actions.show_name(world.resident, True)
    assert world.resident.public_name == "王秀英"
    with db.transaction():
        actions.show_name(world.resident, False)
    assert world.resident.public_name == "王**"


def test_who_joined_alone_leaves_nothing_but_a_masked_name(world: World) -> None:
    person = joined(name="欧阳路人")
    with db.transaction():
        actions.close(db.session().get_one(Person, person.id))
    gone = db.session().get_one(Person, person.id)
    assert gone.state is PersonState.CLOSED and gone.name == "欧阳**"
    assert not any((gone.login, gone.password_hash, gone.phone, gone.email, gone.born_on))


def test_who_lives_here_stays_in_the_roster_without_the_account(world: World) -> None:
    with db.transaction():
        actions.close(world.resident)
    stays = world.resident
    assert stays.state is PersonState.LISTED and stays.name == "王秀英"
    assert not any((stays.login, stays.password_hash, stays.email)) and stays.holds == ()


def test_who_holds_an_office_lays_it_down_before_closing(world: World) -> None:
    with pytest.raises(OutOfOrder) as refused, db.transaction():
        actions.close(world.chair)
    assert refused.value.why is Why.HOLDS_OFFICE


def test_the_count_of_tries_survives_a_refusal_and_comes_before_any_change(world: World) -> None:
    db.session().add(Failure(key_mac="x" * 64, count=1, since_at=world.clerk.created_at))
    with pytest.raises(RuntimeError):
        actions.count_try({Trying.JOINING: "10.0.0.1"})
    db.session().rollback()


def test_the_site_is_founded_with_its_administrator(
    world: World,
) -> None:
    with db.transaction():
        first = actions.found(
            district="静安区", name="首任", login="first@example.org", password=PASSWORD
        )
    assert {held.role for held in first.holds} == {Role.ADMINISTRATOR}
    assert actions.place_named("静安区").level == "district"
    with pytest.raises(Invalid):
        actions.place_named(None)  # there are two communities: one must be named


# --- what goes when its time is over -------------------------------------------------------


def opened(*wanted: Fact) -> int:
    """How many entries of these facts can still be opened."""
    here = db.session()
    here.rollback()
    idxs = here.scalars(select(Entry.idx).where(Entry.fact.in_(wanted))).all()
    return sum(ledger.opening(idx, "entry") is not None for idx in idxs)


def only_the_day(entry: Entry) -> bool:
    """Whether nothing beside the leaf says who, about whom, where or at what hour."""
    told = db.session().get(Outbox, entry.idx)
    of_the_person = entry.by_id, entry.ref, entry.place_path, ledger.opening(entry.idx, "entry")
    day = date.fromisoformat(ledger.content(entry)["day"])
    return (
        of_the_person == (None, "", "/", None)
        and entry.at == start_of_day(day)
        and (told is None or told.done_at is None)
    )


def tell_everybody() -> None:
    """The worker has told whom it concerns."""
    with db.transaction() as here:
        here.execute(update(Outbox).values(done_at=now()))


def test_of_a_sign_in_only_the_day_stays_after_six_months(world: World, clock: Hands) -> None:
    joined()
    with db.transaction():
        actions.sign_in("13800000001", PASSWORD, address="10.0.0.1")
    root, size = ledger.root(), ledger.size()
    body = db.session().scalar(select(Entry.body).where(Entry.fact == Fact.PERSON_SIGNED_IN))
    tell_everybody()
    clock.move(timedelta(days=183))
    assert actions.sweep() == 0 and opened(Fact.PERSON_SIGNED_IN) == 1
    clock.move(timedelta(days=1))
    assert actions.sweep() == 1 and opened(Fact.PERSON_SIGNED_IN) == 0
    entry = db.session().scalars(select(Entry).where(Entry.fact == Fact.PERSON_SIGNED_IN)).one()
    assert only_the_day(entry) and entry.body == body
    assert opened(Fact.PERSON_REGISTERED) == 1, "an account in use keeps its consent"
    proof = ledger.consistency_proof(size)
    assert ledger.verify_consistency(size, ledger.size(), root, ledger.root(), proof)
    assert actions.sweep() == 0 and facts(Fact.FIELD_ERASED) == 1


def test_of_a_closed_account_the_record_keeps_only_the_days_six_months_on(
    world: World, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civic.people.actions.sweeping._MOST", 2)  # a busy day: several rounds
    person = joined()
    for shows_name in (True, False, True):
        clock.move(timedelta(hours=30))
        with db.transaction():
            actions.show_name(db.session().get_one(Person, person.id), shows_name)
    with db.transaction():
        actions.close(db.session().get_one(Person, person.id))
    about = select(Entry.idx).where(Entry.ref == f"person/{person.id}")
    own = db.session().scalars(about).all()
    assert len(own) == 5
    tell_everybody()
    clock.move(timedelta(days=184))
    while actions.sweep():
        pass
    assert all(only_the_day(db.session().get_one(Entry, idx)) for idx in own)
    left = select(func.count(Entry.idx)).where(
        or_(Entry.by_id == person.id, Entry.ref == f"person/{person.id}")
    )
    assert db.session().scalar(left) == 0


def test_who_came_in_with_which_card_is_forgotten_with_the_sign_in(
    world: World, clock: Hands
) -> None:
    with db.transaction():
        used = actions.issue_card(world.clerk, world.resident)
        actions.issue_card(world.clerk, world.neighbour)
    with db.transaction():
        actions.claim_card(used.code, address="10.0.0.1")
    clock.move(timedelta(days=183))
    actions.sweep()
    assert len(db.session().scalars(select(Card.id)).all()) == 2
    clock.move(timedelta(days=1))
    actions.sweep()
    assert db.session().scalars(select(Card.person_id)).all() == [world.neighbour.id]
    clock.move(timedelta(days=90))
    actions.sweep()
    assert db.session().scalars(select(Card.id)).all() == []
