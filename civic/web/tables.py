"""Tables to take away, for any spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from flask import Response

# What a spreadsheet would take for a formula.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(name: str, heads: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Response:
    """A table under its heads as CSV, that is saved under this name."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (heads, *rows):
        writer.writerow([_cell(value) for value in row])
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cell(value: Any) -> Any:
    if isinstance(value, int):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
