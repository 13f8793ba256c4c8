"""The site for a server, and the server that comes with it."""

import click
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian

from civic import _build, config
from civic.cli.instance import at_head, opened
from civic.cli.running import STOP_SECONDS, free
from civic.wording import CLI


def site() -> Flask:
    """The site for a server."""
    with opened() as app:
        at_head()
    return app


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site (granian). Run ``civic worker`` beside it."""
    free(host, port)
    if not _build.is_built(config.resource("static").parent):
        click.echo(CLI["no_assets"], err=True)
    site()
    Granian(
        "civic.cli:site",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        factory=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # A worker that hears the signal twice (Ctrl-C and its master's word) does not stop alone.
        workers_kill_timeout=STOP_SECONDS,
    ).serve()
