"""The ``civic`` command: thin, each command opens its own transaction."""

import json

import click

from civic.cli.bringing import bring, days
from civic.cli.counting import answer
from civic.cli.demo import demo
from civic.cli.founding import assets, init, revision, upgrade
from civic.cli.serving import serve, site
from civic.cli.urn import urn
from civic.cli.working import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Neighbourhoods governing themselves in the open."""


for command in (init, upgrade, revision, assets, serve, worker, bring, days, urn, demo):
    main.add_command(command)


@main.command()
@click.argument("file", default="-")
@click.option(
    "--calendar",
    "notices_",
    multiple=True,
    metavar="FILE",
    help="A year's notice, as `civic calendar load` takes it; again for another year.",
)
def count(file: str, notices_: tuple[str, ...]) -> None:
    """Reckon a rule: a JSON object in (FILE, or standard input), the outcome and its sum out.

    It asks neither a database nor an instance folder; the rules are those of /reckoner, the
    calendar is the shipped one and what --calendar adds to it.
    """
    said, refused = answer(file, notices_)
    click.echo(json.dumps(said, ensure_ascii=False).encode())
    raise SystemExit(2 if refused else 0)
