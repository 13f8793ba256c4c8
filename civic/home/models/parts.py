"""What every select of tasks is made of."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Date,
    String,
    cast,
    literal,
    null,
    type_coerce,
)

from civic.db import Instant
from civic.home.rules import Wait
from civic.people.models import Person
from civic.policy import GRANTS, Can

SOON_SITS = timedelta(days=3)


def paths_for(person: Person, can: Can) -> list[str]:
    """Where the person holds an office with this power."""
    return sorted({h.path for h in person.holds if h.role in GRANTS[can]})


def columns(
    kind: Wait, ref: Any, title: Any, *, count: Any = None, at: Any = None, on: Any = None
) -> Sequence[Any]:
    """What every select of tasks gives."""
    return (
        literal(kind.value, String),
        ref,
        title,
        literal(1) if count is None else count,
        # A bare NULL is text to PostgreSQL, and a union wants one type.
        cast(null(), Instant) if at is None else type_coerce(at, Instant),
        cast(null(), Date) if on is None else type_coerce(on, Date),
    )
