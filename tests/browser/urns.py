"""Secret votes in the demo's neighbourhood: one with its key, one counted, one published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from civic import clock
from civic.db import session
from civic.demo.wording import people as told
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.voting.models import adults
from tests.voting import secrecy
from tests.voting.ballot import posted
from tests.voting.secrecy import Secret

Who = Callable[[str], Person]
RATERS = 14
LONG_AGO = timedelta(days=40)


@dataclass
class Town:
    """The demo's people under the names that the tests of voting know them by."""

    who: Who

    @property
    def place(self) -> Place:
        return session().scalars(select(Place).where(Place.name == told.HERE)).one()

    @property
    def here(self) -> "Town":
        return self

    def unit(self, _name: str) -> Unit:
        """The first department that the demo has."""
        departments = select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(Unit.id)
        return session().scalars(departments.limit(1)).one()

    @property
    def clerk(self) -> Person:
        return self.who("liumin")

    @property
    def chair(self) -> Person:
        return self.who("guifang")

    @property
    def supervisor(self) -> Person:
        return self.who("wulao")


def play(who: Who) -> dict[str, Any]:
    """Ids by name; the clock is put back to now."""
    town: Any = Town(who)
    now = clock.now()
    found = {}
    for name in ("keyed", "sifted", "opened"):
        with clock.stopped(now - LONG_AGO) as hands:
            secret = Secret(posted(town, secrecy.drafted_secretly(town, _raters(town))), [])
            secret = secrecy.with_key(town, secret, hands)
            found[f"urn_{name}"] = secret.vote.id
            if name == "keyed":
                continue
            secret = secrecy.rehearsed(town, secret)
            for n, each in enumerate(_raters(town)):
                grade = "satisfied" if n % 3 else "basically"
                comment = "楼道比去年干净，雨天门口还是滑。" if n % 4 == 0 else ""
                secrecy.seal(
                    secret, each, grade, "satisfied" if n else "dissatisfied", comment=comment
                )
            end = secrecy.counted_secretly if name == "sifted" else secrecy.finished
            end(town, secret, hands)
    return found


def _raters(town: Any) -> list[Person]:
    today = clock.today()
    grown_by = today.replace(year=today.year - 18)
    ids = {ident for ident, *_home in session().execute(adults(town.place.path, today, grown_by))}
    return [session().get_one(Person, ident) for ident in sorted(ids)[:RATERS]]
