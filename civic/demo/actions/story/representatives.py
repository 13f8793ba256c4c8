"""Who sits in the story's assembly of residents' representatives (居民代表会议)."""

from collections.abc import Sequence

from civic import clock
from civic.db import session
from civic.demo.actions.story.talk import Chapter, clerk
from civic.demo.actions.story.town import Town
from civic.demo.wording import people
from civic.people import actions as roster
from civic.people.models import Person
from civic.policy import Role
from civic.voting.models import adults


def represented(here: Town, ago: int, logins: Sequence[str]) -> Chapter:
    """Residents' representatives, whom their buildings have chosen."""
    yield here.at(ago, 15, 0)
    for login in logins:
        _seat(here, here.who(login))


def elected(here: Town, ago: int) -> Chapter:
    """More of them, now that the estate's roster is complete: sixty sit in the assembly."""
    yield here.at(ago, 15, 0)
    today = clock.today()
    seated = {here.people[row[0]] for row in people.RESIDENTS}
    listed = [
        row[0] for row in session().execute(adults(here.place(people.ESTATE).path, today, today))
    ]
    free = [ident for ident in dict.fromkeys(listed) if ident not in seated]
    for ident in free[: people.REPRESENTATIVES - len(seated)]:
        _seat(here, session().get_one(Person, ident))


def _seat(here: Town, person: Person) -> None:
    by = clerk(here, "here")
    roster.appoint(by, person, Role.REPRESENTATIVE, here.place(people.HERE))
