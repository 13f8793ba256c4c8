"""Settings: one table, one prefix (``CIVIC_``), refuses to start unsafe.

Order of strength: ``create_app(**overrides)``, environment, the file
``civic.toml`` in the instance folder (written by ``civic init``), default.
"""

import hmac
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class Unsafe(Exception):
    """The configuration would put residents at risk. The message says which setting."""


@dataclass(frozen=True)
class Setting:
    """One row of the configuration table in the README."""

    name: str
    default: Any
    what: str
    secret: bool = False


SETTINGS = (
    Setting("ENV", "production", "`production`, `demo` or `test`"),
    Setting("INSTANCE", "instance", "folder of database, files, secrets and mail"),
    Setting("DATABASE", "", "SQLAlchemy URL; empty: SQLite `civic.db` in the instance folder"),
    Setting("SECRET_KEY", "", "signs sessions and forms (written by `civic init`)", secret=True),
    Setting("CARD_KEY", "", "keys the codes of printed cards (`civic init`)", secret=True),
    Setting("BASE_URL", "http://127.0.0.1:8000", "address people see; QR codes and mail carry it"),
    Setting("SITE_NAME", "议事", "name in the head of each page"),
    Setting(
        "MAIL_URL", "", "`smtp://user:password@host:587`, `smtps://…`; empty: mail is kept as files"
    ),
    Setting("MAIL_FROM", "civic@localhost", "sender of mail: an address, or `name <address>`"),
    Setting("TRUSTED_PROXIES", 0, "reverse proxies in front, believed on client, scheme and host"),
    Setting(
        "COMPLAINTS", "", "contact for complaints about content, shown in the foot of each page"
    ),
    Setting("ICP", "", "ICP filing number, shown in the foot of each page"),
)

DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
ENVIRONMENTS = ("production", "demo", "test")
MOST_PROXIES = 10


def key(purpose: str) -> bytes:
    """A key of its own for each purpose, under the key of the cards.

    Test and demo may have no key of the cards; production never starts without.
    """
    secret = current_app.config["CARD_KEY"] or current_app.config["SECRET_KEY"]
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def resource(name: str) -> Path:
    """A folder beside the package (checkout) or inside it (wheel)."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def sender(mail_from: str, site_name: str) -> Address:
    """Whom mail is from: ``a@b`` under the site's name, or ``name <a@b>``. ValueError: neither."""
    name, address = parseaddr(mail_from)
    if not address or mail_from.count("@") != 1:
        raise ValueError("not one address")
    if address not in mail_from or not address.isascii():  # what had to be mended is none
        raise ValueError("not an address as it stands")
    try:
        return Address(" ".join((name or site_name).split()), addr_spec=address)
    except MessageError:
        raise ValueError("no address") from None


def load(**overrides: Any) -> dict[str, Any]:
    """All settings by name. Raises Unsafe where production lacks a secret."""
    settings: dict[str, Any] = {s.name: s.default for s in SETTINGS}
    unknown = set(overrides) - set(settings)
    if unknown:
        raise Unsafe(f"unknown setting: {', '.join(sorted(unknown))}")
    instance = overrides.get("INSTANCE") or os.environ.get("CIVIC_INSTANCE") or settings["INSTANCE"]
    settings |= _stored(Path(instance) / "civic.toml")
    for setting in SETTINGS:
        if (value := os.environ.get(f"CIVIC_{setting.name}")) is not None:
            settings[setting.name] = _typed(setting, value)
    settings |= overrides
    settings["INSTANCE"] = str(Path(settings["INSTANCE"]).resolve())
    if not settings["DATABASE"]:
        settings["DATABASE"] = f"sqlite:///{settings['INSTANCE']}/civic.db"
    _check_database(settings["DATABASE"])
    _check_sender(settings)
    if settings["MAIL_URL"] and not _is_address(settings["MAIL_URL"], ("smtp", "smtps")):
        raise Unsafe("CIVIC_MAIL_URL must be smtp://host:port or smtps://host:port")
    if not 0 <= settings["TRUSTED_PROXIES"] <= MOST_PROXIES:
        raise Unsafe(f"CIVIC_TRUSTED_PROXIES must be a whole number from 0 to {MOST_PROXIES}")
    if settings["ENV"] not in ENVIRONMENTS:
        raise Unsafe(f"CIVIC_ENV must be one of {', '.join(ENVIRONMENTS)}")
    if settings["ENV"] == "production":
        for setting in SETTINGS:
            if setting.secret and len(settings[setting.name]) < 32:
                raise Unsafe(f"CIVIC_{setting.name} is not set; run: civic init")
        if settings["SECRET_KEY"] == settings["CARD_KEY"]:
            raise Unsafe("CIVIC_CARD_KEY must be another one than CIVIC_SECRET_KEY")
        if not _is_address(settings["BASE_URL"], ("https",)):
            raise Unsafe("CIVIC_BASE_URL must be an https:// address in production")
    return settings


def _stored(file: Path) -> dict[str, Any]:
    """What ``civic init`` wrote, and whoever edited it since."""
    try:
        stored = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise Unsafe(f"{file} cannot be read: {problem}") from None
    known = {s.name: s for s in SETTINGS}
    found = {k.upper(): v for k, v in stored.items() if k.upper() in known}
    for name, value in found.items():
        if type(value) is not type(known[name].default):
            kind = "a whole number" if isinstance(known[name].default, int) else "text in quotes"
            raise Unsafe(f"CIVIC_{name} must be {kind} ({file})")
    return found


def _check_database(address: str) -> None:
    try:
        url = make_url(address)
    except ValueError:
        raise Unsafe("CIVIC_DATABASE has a port that is no number") from None
    except ArgumentError:
        raise Unsafe("CIVIC_DATABASE is no address of a database") from None
    if url.drivername not in DATABASES:
        raise Unsafe("CIVIC_DATABASE must be a sqlite:/// or a postgresql:// address")


def _is_address(text: str, schemes: Sequence[str]) -> bool:
    """Whether it names a host that can be asked, and a port if any."""
    try:
        url = urlsplit(text)
        host, port = (url.hostname or "").encode("idna"), url.port
    except ValueError:
        return False
    return url.scheme in schemes and host != b"" and b" " not in host and port != 0


def _check_sender(settings: dict[str, Any]) -> None:
    try:
        sender(settings["MAIL_FROM"], settings["SITE_NAME"])
    except ValueError:
        raise Unsafe("CIVIC_MAIL_FROM must be one address, or a name and <an address>") from None


def _typed(setting: Setting, value: str) -> Any:
    if isinstance(setting.default, int):
        if not value.isascii() or not value.isdigit():
            raise Unsafe(f"CIVIC_{setting.name} must be a whole number")
        return int(value)
    return value
