"""A matter that people talk about, for the stories of opinions."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, select

from civic import db
from civic.db import session
from civic.ledger import Entry, Fact
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Stage
from civic.opinions import actions
from civic.opinions.models import Opinion
from civic.opinions.rules import Kind
from civic.people.models import Person
from tests.world import World


def matter(world: World, stage: Stage = Stage.SCREENED) -> Matter:
    """A matter that has come this far."""
    found = matters.raise_matter(
        world.resident,
        world.here.building,
        category=Category.ENVIRONMENT,
        title="垃圾箱房搬到哪里去",
        text="现在的垃圾箱房紧挨着3号楼，夏天开不了窗。",
    )
    matters.screen(world.clerk, found, Screening.ACCEPT, reason="关系多户居民，应当议一议。")
    found.stage = stage
    session().flush()
    return found


def said(
    who: Person, about: Matter, text: str = "离窗户至少二十米。", kind: Kind = Kind.SUGGESTION
) -> Opinion:
    return actions.give(who, about, kind=kind, text=text)


def sent(world: World, *opinions: Opinion, unit: str = "greening") -> list[Opinion]:
    return actions.address(world.clerk, opinions, world.here.unit(unit))


def facts(ref: str) -> list[Fact]:
    found = select(Entry.fact).where(Entry.ref == ref).order_by(Entry.idx)
    return list(session().scalars(found))


def entry(ref: str, fact: Fact) -> Entry:
    found = session().scalars(select(Entry).where(Entry.ref == ref, Entry.fact == fact)).first()
    assert found is not None
    return found


@contextmanager
def counted() -> Iterator[list[str]]:
    """What the database is asked within the block."""
    asked: list[str] = []

    def on(_c: object, _u: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    engine = db.db.engine
    event.listen(engine, "before_cursor_execute", on)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", on)
