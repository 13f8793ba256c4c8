"""``civic serve``, with a form beside its own that asks for nothing and pays at the same door.

Whoever sends it is signed in, its token is checked, and nothing is done: what casting costs is
what a ballot takes beyond it. ``python -m tests.bench.served --port 8000``.
"""

import sys
from typing import Any

from flask import Flask, Response

from civic import web
from civic.cli import main, serving


@web.apart
def _empty() -> Response:
    return web.done("/")


def site() -> Flask:
    """The site for a server, and the empty form."""
    app = serving.site()
    app.add_url_rule("/empty", "empty", _empty, methods=["POST"])
    return app


class _Granian(serving.Granian):
    def __init__(self, _site: str, **settings: Any) -> None:
        super().__init__("tests.bench.served:site", **settings)


if __name__ == "__main__":
    serving.Granian = _Granian  # type: ignore[misc]
    main(["serve", *sys.argv[1:]])
