"""Founding a site and keeping up what it stands on: settings, schema, front-end assets."""

from pathlib import Path

import click

from civic import _build, config, db, migrate
from civic.cli.instance import new_secrets, opened, said, settings_in, write_settings
from civic.demo import actions as demo
from civic.people import actions as people
from civic.wording import CLI


@click.command()
@click.option("--district", prompt=True, help="The district (区) at the top of the tree.")
@click.option("--name", prompt=True, help="Name of the first administrator.")
@click.option("--login", prompt=True, help="What the administrator signs in with.")
@click.password_option(help="At least 8 characters.")
@click.option("--base-url", prompt=True, help="The https:// address residents will see.")
@click.option(
    "--proxies",
    default=1,
    show_default=True,
    type=click.IntRange(0, config.MOST_PROXIES),
    help="Reverse proxies in front.",
)
def init(district: str, name: str, login: str, password: str, base_url: str, proxies: int) -> None:
    """Write production secrets, make the database, open the first account."""
    if not all(answer.strip() for answer in (district, name, login)):
        raise click.ClickException(CLI["init_blank"])
    with said():
        instance = Path(config.load(ENV="test")["INSTANCE"])
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = instance / "civic.toml"
        with opened(ENV="test"):
            if "env" in settings_in(instance) or people.is_founded():
                raise click.ClickException(CLI["init_exists"] % {"folder": instance})
        instance.chmod(0o700)  # it may have been there before, open to everybody
        # What an init that was killed has left is taken up: nobody has come in under it yet.
        kept = settings_in(instance)
        asked = {"base_url": base_url, "trusted_proxies": proxies}
        write_settings(file, new_secrets() | kept | asked)
    try:
        with opened():
            migrate.upgrade()
            with db.transaction():
                people.found(
                    district=district.strip(), name=name.strip(), login=login, password=password
                )
    except BaseException:  # stopped by hand, too: a second try must not be in the way of itself
        if not kept:
            file.unlink()
        raise
    click.echo(CLI["init_done"] % {"file": file})


@click.command("migrate")
def upgrade() -> None:
    """Bring the database to head."""
    with opened():
        demo.refuse_in_production()
        migrate.upgrade()


@click.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration from head to what the models say now (for developers)."""
    with opened(ENV="test"):
        migrate.revise(message)


@click.command()
def assets() -> None:
    """Build the front-end assets anew."""
    root = config.resource("static").parent
    try:
        _build.build(root, strict=True, fresh=True)
    except _build.Unbuilt as problem:
        raise click.ClickException(str(problem)) from None
