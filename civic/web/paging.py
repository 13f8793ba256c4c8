"""Long lists, page by page."""

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from sqlalchemy import Select, func

from civic.db import session, whole


@dataclass(frozen=True)
class Page:
    """Where in a long list the reader is."""

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many there are; an empty list has one, too."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows stand before it."""
        return (self.number - 1) * self.size


def at_page(total: int, size: int) -> Page:
    """The page that the address asks for, or the nearest there is."""
    return Page(min(_asked(), Page(1, size, total).pages), size, total)


def paged(statement: Select[*tuple[Any, ...]], size: int) -> tuple[list[Any], Page]:
    """What stands on the page that the address asks for, and where that is: one query.

    A statement of one entity gives entities, one of several columns gives rows. A page
    past the end leads nowhere (404).
    """
    page = Page(_asked(), size, 0)
    counted = statement.add_columns(func.count().over()).limit(size).offset(page.offset)
    rows = session().execute(counted).unique().all()
    if not rows and page.number > 1:
        abort(404)
    found = [row[0] if len(row) == 2 else row[:-1] for row in rows]
    return found, Page(page.number, size, rows[0][-1] if rows else 0)


def _asked() -> int:
    asked = request.args.get("page", 1, type=whole)
    return min(max(asked, 1), 100_000)
