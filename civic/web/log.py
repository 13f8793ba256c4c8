"""One line a request and one line an error: nothing personal, no query string, no message.

Messages of errors carry what people typed (a duplicate key, a value that does not
fit), so an error is told by its kind and by where in the code it happened.
"""

import json
import logging
import sys
import time
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy.exc import DBAPIError

from civic import clock
from civic.errors import trail

log = logging.getLogger("civic.web")


def init_app(app: Flask) -> None:
    """Lines go to stderr: all of them in production, only errors in the demo."""
    # Flask's own line names the path and prints the message.
    app.log_exception = lambda info: trouble(info[1])  # type: ignore[method-assign, assignment]
    if app.config["ENV"] == "test" or log.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    log.propagate = False
    log.setLevel(logging.INFO if app.config["ENV"] == "production" else logging.ERROR)


def answered(response: Response) -> None:
    """The line of a request."""
    started = g.get("started", time.perf_counter())
    _line(
        logging.INFO,
        method=request.method,
        route=_route(),
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1000),
    )


def trouble(error: BaseException | None) -> None:
    """The line of an error: what kind, and the way through the code that led to it."""
    if error is None:
        return
    _line(
        logging.ERROR,
        shown=error if current_app.testing else None,  # whoever tests wants to read it
        error=type(error).__name__,
        problem=_problem(error),
        route=_route() if has_request_context() else "-",
        where=trail(error),
    )


def _line(level: int, *, shown: BaseException | None = None, **facts: Any) -> None:
    said = {"at": clock.now().isoformat(timespec="milliseconds")} | facts
    log.log(level, json.dumps({k: v for k, v in said.items() if v is not None}), exc_info=shown)


def _route() -> str:
    return str(request.url_rule or "-")


def _problem(error: BaseException) -> str | None:
    """The part of a message that never holds what somebody typed."""
    if isinstance(error, OSError):
        return error.strerror
    if not isinstance(error, DBAPIError):
        return None
    told = getattr(error.orig, "diag", None)
    if told is None:  # SQLite names tables and columns, never values
        return str(error.orig)
    return " ".join(filter(None, (told.sqlstate, told.table_name, told.constraint_name))) or None
