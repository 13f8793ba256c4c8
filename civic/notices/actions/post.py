"""Mail: by SMTP, or into files where no server is named.

A mail is taken (one transaction), sent (none), noted (another one). A worker that
dies in between leaves it to be taken again once its lease is over: rather twice than
never, and under the same Message-ID.
"""

import hashlib
import logging
import smtplib
import ssl
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import or_, select, update

from civic import clock, config, db
from civic.db import session
from civic.errors import trail
from civic.notices.models import Mail, Message
from civic.notices.models.tables import mails_due
from civic.notices.rules import AWAY, LEASE, REST, SENDING, MailError, MailState, after_failure

BATCH = 10
TIMEOUT = 20
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

log = logging.getLogger("civic.notices")


@dataclass(frozen=True)
class Letter:
    """A message in the words of its reader's language."""

    subject: str
    text: str


class Voice(Protocol):
    """Puts a message into words; the wording of this room registers itself as one."""

    def __call__(self, message: Message, locale: str) -> Letter: ...


class Failed(Exception):
    """A mail did not go out."""

    def __init__(self, error: MailError) -> None:
        super().__init__(error.value)
        self.error = error


def send(limit: int, stop: Callable[[], bool]) -> int:
    """Send the next mails; how many were taken up.

    A server that is away is waited for once, not once for each letter; what is not come
    to is put back.
    """
    taken = _take(limit)
    if not taken:
        return 0
    until = clock.now() + SENDING
    begun: set[int] = set()  # of one that is cut short nobody knows whether it went out
    outcomes: dict[int, MailError | None] = {}
    carry = _carrier()
    try:
        for ident, letter in taken.items():
            if stop() or clock.now() > until:
                break
            begun.add(ident)
            outcomes[ident] = error = _try(carry, letter)
            if error in AWAY or error is MailError.CUT_OFF:
                break
    finally:
        carry.close()
        for gone in _note(outcomes):
            _burn(_name_in(taken[gone]))
        _put_back(taken.keys() - begun, is_away=not AWAY.isdisjoint(outcomes.values()))
    return len(taken)


def _take(limit: int) -> dict[int, EmailMessage]:
    """The next mails, leased to this worker and put into words."""
    now = clock.now()
    settings = current_app.config
    sender = config.sender(settings["MAIL_FROM"], settings["SITE_NAME"])
    if session().scalar(select(mails_due(now, 1).subquery().c.id)) is None:
        return {}  # nobody's turn to write is taken for nothing
    with db.transaction() as here:
        mails = here.scalars(mails_due(now, limit)).all()
        for mail in mails:
            mail.state, mail.next_at = MailState.SENDING, now + LEASE
            mail.tries += 1
        letters = {mail.id: _compose(mail, sender) for mail in mails}
        return {ident: letter for ident, letter in letters.items() if letter is not None}


def _note(outcomes: dict[int, MailError | None]) -> Set[int]:
    """What came of them; which of them are no more: their account was closed meanwhile."""
    now = clock.now()
    tried = select(Mail).where(Mail.id.in_(outcomes)).order_by(Mail.id).with_for_update()
    with db.transaction() as here:
        mails = here.scalars(tried).all()
        for mail in mails:
            mail.error = error = outcomes[mail.id]
            if error is None:
                mail.state, mail.sent_at, mail.next_at = MailState.SENT, now, None
            else:
                mail.state, mail.next_at = after_failure(mail.tries, error, now)
                log.warning("mail %s: %s, try %s", mail.id, error.value, mail.tries)
        return outcomes.keys() - {mail.id for mail in mails}


def _put_back(left: Iterable[int], *, is_away: bool) -> None:
    """What was not tried waits as before; while the server is away, so does all that is due."""
    now = clock.now()
    with db.transaction() as here:
        for mail in here.scalars(select(Mail).where(Mail.id.in_(left))):
            mail.state, mail.next_at = MailState.WAITING, None
            mail.tries -= 1
        if is_away:
            due = or_(Mail.next_at.is_(None), Mail.next_at <= now)
            here.flush()
            here.execute(
                update(Mail)
                .where(Mail.state == MailState.WAITING, due)
                .values(next_at=now + REST)
                .execution_options(synchronize_session=False)
            )


def _try(carry: "Carrier", letter: EmailMessage) -> MailError | None:
    try:
        carry.carry(letter)
    except Failed as failure:
        return failure.error
    return None


def _compose(mail: Mail, sender: Address) -> EmailMessage | None:
    """The mail; one that cannot be put together is given up, and holds up no other."""
    try:
        return compose(mail, sender)
    except Exception as problem:
        mail.error = MailError.NOT_A_LETTER
        mail.state, mail.next_at = after_failure(mail.tries, mail.error, clock.now())
        # No message: it could quote what somebody wrote.
        kind, way = type(problem).__name__, " > ".join(trail(problem))
        log.error("mail %s: %s (%s, %s)", mail.id, mail.error.value, kind, way)
        return None


def compose(mail: Mail, sender: Address) -> EmailMessage:
    """The mail itself: plain text, nothing to load, the way to turn it off at its end."""
    voice: Voice = current_app.extensions["civic.notices.voice"]
    words = voice(mail.message, mail.locale)
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = words.subject
    letter["From"] = sender
    letter["To"] = mail.address
    letter["Date"] = mail.message.created_at
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    letter["Message-ID"] = f"<{_name(mail)}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(words.text, charset="utf-8")
    return letter


def _name(mail: Mail) -> str:
    """The same for the same mail, however often it is tried and whosever it has become."""
    seed = f"{mail.ledger_idx}.{mail.id}".encode()
    return f"{mail.ledger_idx}.{hashlib.sha256(seed).hexdigest()[:16]}"


def _name_in(letter: EmailMessage) -> str:
    return str(letter["Message-ID"]).strip("<>").partition("@")[0]


def burn(mails: Iterable[Mail]) -> None:
    """Letters kept as files go with the account that they were for."""
    for mail in mails:
        _burn(_name(mail))


def _burn(name: str) -> None:
    (folder() / f"{name}.eml").unlink(missing_ok=True)


# Carriers --------------------------------------------------------------------------------


class Carrier(Protocol):
    """Takes letters away."""

    def carry(self, letter: EmailMessage) -> None: ...

    def close(self) -> None: ...


def _carrier() -> Carrier:
    url: str = current_app.config["MAIL_URL"]
    return Server(url) if url else Folder(folder())


def folder() -> Path:
    """Where mail is kept as files."""
    return Path(current_app.config["INSTANCE"]) / "mail"


class Folder:
    """Letters as ``.eml`` files: the demo's post, and a machine's without a server."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def carry(self, letter: EmailMessage) -> None:
        """All of it or nothing under that name; the same letter again is the same file."""
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = _name_in(letter)
        draft = self.place / f".{name}.draft"
        draft.write_bytes(letter.as_bytes())
        draft.replace(self.place / f"{name}.eml")

    def close(self) -> None:
        """Nothing is held open."""


class Server:
    """An SMTP server, one connection for a batch."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.link: smtplib.SMTP | None = None

    def carry(self, letter: EmailMessage) -> None:
        """Hand it over; what goes wrong is told in our own few words."""
        try:
            link = self._open()
        except smtplib.SMTPAuthenticationError:
            self.close()
            raise Failed(MailError.NOT_ADMITTED) from None
        except (OSError, ValueError):  # whatever smtplib says is one; a host that can be none
            self.close()
            raise Failed(MailError.UNREACHABLE) from None
        try:
            link.send_message(letter)
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _text in problem.recipients.values()]
            self._reset()
            for_good = all(code >= 500 for code in codes)
            raise Failed(
                MailError.ADDRESS_REFUSED if for_good else MailError.SERVER_REFUSED
            ) from None
        except smtplib.SMTPServerDisconnected:
            self.close()
            raise Failed(MailError.CUT_OFF) from None
        except smtplib.SMTPException:
            self.close()
            raise Failed(MailError.SERVER_REFUSED) from None
        except OSError:
            self.close()
            raise Failed(MailError.UNREACHABLE) from None

    def _open(self) -> smtplib.SMTP:
        if self.link is not None:
            return self.link
        host, port = self.url.hostname or "localhost", self.url.port
        trusted = ssl.create_default_context()
        if self.url.scheme == "smtps":
            self.link = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=trusted)
        else:
            self.link = smtplib.SMTP(host, port or 587, timeout=TIMEOUT)
            self.link.ehlo()
            if self.link.has_extn("starttls") or host not in LOCAL:
                # Elsewhere a line that stays open is refused: whoever strips the offer would read.
                self.link.starttls(context=trusted)
                self.link.ehlo()
        if self.url.username:
            self.link.login(unquote(self.url.username), unquote(self.url.password or ""))
        return self.link

    def _reset(self) -> None:
        try:
            if self.link is not None:
                self.link.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        link, self.link = self.link, None
        if link is not None:
            try:
                link.quit()
            except (OSError, smtplib.SMTPException):
                link.close()
