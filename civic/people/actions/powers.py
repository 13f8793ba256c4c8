"""Who may act on all that a person is: check their papers, correct them, print their card."""

from collections.abc import Collection, Iterable

from civic import clock, policy
from civic.db import session
from civic.people import models, rules
from civic.people.models import Appointment, Ownership, Person, Residence, Tenancy
from civic.people.rules import NEIGHBOUR_OFFICES
from civic.places.models import Place
from civic.policy import Can


def powers_over(
    by: Person,
    can: Can,
    person: Person,
    doors: Collection[Place],
    offices: Collection[Appointment],
) -> Iterable[tuple[Can, policy.Subject]]:
    """Every power that is needed, and where: a card opens every door, and every office too.

    Behind doors of several communities, or with an office that their committee does not give, no
    committee alone has them all: there whoever may appoint at every door may do it as well.
    Of who belongs to no community it is whoever may give all their offices.
    """
    if not doors:
        return [(Can.APPOINT, term.place) for term in offices] or [(can, person)]
    around = {door.community_id for door in doors}
    theirs = len(around) == 1 and all(
        term.role in NEIGHBOUR_OFFICES and term.place.community_id in around for term in offices
    )
    if not theirs and not all(policy.may(by, can, door) for door in doors):
        can = Can.APPOINT
    over = [(rules.power_to_give(term.role), term.place) for term in offices]
    return [*((can, door) for door in doors), *over]


def powers_needed(by: Person, can: Can, person: Person) -> Iterable[tuple[Can, policy.Subject]]:
    """The same, of the doors and offices that they have now or will have."""
    today = clock.today()
    doors = models.read_doors(session().execute(models.doors_of(person.id, today)))
    offices = session().scalars(models.offices_of(person.id, today)).all()
    return powers_over(by, can, person, [door.place for door in doors], offices)


def is_vouched_for(by: Person, person: Person) -> bool:
    """Verified, of nowhere now, and no stranger to whoever acts.

    Whoever gave an office had made sure who it is; and the desk behind whose door they were last
    knows them. To anybody else a telephone number says nothing, and a card would open an account.
    """
    today = clock.today()
    here = session()
    if not person.is_verified or here.execute(models.doors_of(person.id, today)).first():
        return False
    if here.scalars(models.offices_of(person.id, today)).first():
        return True
    homes = here.scalars(models.residences(Residence.person_id == person.id))
    owned = here.scalars(models.ownerships(Ownership.person_id == person.id))
    rented = here.scalars(models.tenancies(Tenancy.person_id == person.id))
    were = [(home.until_on or today, home.household.place) for home in homes]
    were += [(held.until_on or today, held.part.place) for held in (*owned, *rented)]
    last = max((until for until, _place in were), default=today)
    left = [place for until, place in were if until == last]
    return bool(left) and all(policy.may(by, Can.VERIFY_PERSON, place) for place in left)
