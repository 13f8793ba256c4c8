"""The demo: a neighbourhood of its own in a folder of its own, with server and worker."""

import os
import shutil
from pathlib import Path

import click

from civic import _build, config, migrate
from civic.cli.instance import new_secrets, opened, settings_in, write_settings
from civic.cli.running import free, reached_at, run_together
from civic.demo import actions
from civic.wording import CLI


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Throw the old demo away and start anew (asks).")
def demo(host: str, port: int, fresh: bool) -> None:
    """A whole neighbourhood to try everything in, on this machine."""
    instance = Path(os.environ.get("CIVIC_INSTANCE", "instance/demo")).resolve()
    address = f"http://{reached_at(host)}:{port}"
    free(host, port)
    if (instance / "civic.toml").exists() and not _is_demo(instance):
        raise click.ClickException(CLI["demo_not_here"] % {"folder": instance})
    if fresh and instance.exists():
        click.confirm(CLI["demo_fresh"] % {"folder": instance}, abort=True)
        shutil.rmtree(instance)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    _build.build(config.resource("static").parent, strict=False)
    if not (instance / "civic.toml").exists():
        write_settings(instance / "civic.toml", new_secrets() | {"env": "demo"})
    # Other commands on this demo (an import) name the same address.
    write_settings(instance / "civic.toml", settings_in(instance) | {"base_url": address})
    os.environ |= {"CIVIC_ENV": "demo", "CIVIC_INSTANCE": str(instance), "CIVIC_BASE_URL": address}
    with opened():
        if migrate.is_empty():
            click.echo(CLI["demo_founding"])
            migrate.upgrade()
            actions.found()
        elif not migrate.is_current():
            raise click.ClickException(CLI["demo_old"])
        elif not actions.is_founded():
            raise click.ClickException(CLI["demo_half"])
    run_together(host, port, address)


def _is_demo(instance: Path) -> bool:
    """Whether what stands in the folder is a demo, which may be thrown away."""
    return settings_in(instance).get("env") == "demo"
