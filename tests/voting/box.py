"""A box with its key, and what its holders do with it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import make_url

from civic.voting import urn
from civic.voting.urn import Commitments, sealing
from civic.voting.urn.place import here
from civic.voting.urn.sealing import Sheet

NOTHING = Commitments()
FIXED = {"row_length": 8, "manifest": 17}


def sheets_of(vote: int) -> tuple[bytes, tuple[Sheet, ...]]:
    """The public half of a new key, and its three sheets."""
    private = sealing.new_key()
    return sealing.public_of(private), sealing.split(private, vote)


def answered(vote: int, sheets: Iterable[Sheet]) -> dict[str, str]:
    """What each pair reads of the vote's rehearsal."""
    first, second, third = sheets
    asked = sealing.read_rehearsal(urn.rehearsal(vote))
    pairs = (first, second), (first, third), (second, third)
    return dict(sealing.answer_rehearsal(asked, *pair) for pair in pairs)


def open_box(vote: int = 1, *, units: int = 30, questions: int = 2) -> tuple[Sheet, ...]:
    """A box that takes the ballots of units 1 … n; its holders' sheets."""
    public, sheets = sheets_of(vote)
    urn.lay(vote, range(1, units + 1), questions=questions, public_key=public, **FIXED)
    urn.rehearse(vote, answered(vote, sheets))
    urn.open_(vote)
    return sheets


def in_the_record(vote: int = 1) -> Commitments:
    """Everything that is in the urn, as if it had been logged."""
    return urn.contents(vote)


@contextmanager
def database_set(app: Flask, *settings: str) -> Iterator[None]:
    """PostgreSQL with these settings, as the urn's next connections find it."""
    name = make_url(app.config["DATABASE"]).database

    def alter(*statements: str) -> None:
        with here().changing() as link:
            for statement in statements:
                link.exec_driver_sql(f"ALTER DATABASE {name} {statement}")
        here().engine.dispose()

    alter(*(f"SET {setting}" for setting in settings))
    try:
        yield
    finally:
        alter("RESET ALL")
