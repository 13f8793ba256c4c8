"""What people chose goes along: with a matter that is merged, with an account that is joined."""

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import aliased

from civic.db import session
from civic.ledger import Entry, Fact
from civic.matters import actions as matters
from civic.notices.actions import post
from civic.notices.actions.news.parts import ident, matter_of, pub, secret
from civic.notices.models import Follow, Mail, Message, Mute, Notification
from civic.notices.rules import Event
from civic.places.models import Place


def go_along(entry: Entry) -> None:
    """After an entry was told: whatever hangs on what it ended moves or goes."""
    if entry.fact is Fact.MATTER_MERGED and (into := pub(entry).get("into")) is not None:
        _follow_into(ident(entry.ref), ident(into))
    elif entry.fact is Fact.PERSON_VERIFIED and (account := secret(entry).get("account")):
        _hand_over(account, ident(entry.ref))
    elif entry.fact in (Fact.MATTER_HIDDEN, Fact.MATTER_RESTORED):
        _name_anew(entry)
    elif entry.fact is Fact.PERSON_ERASED:
        _forget(ident(entry.ref))
        matters.forget_drafts(ident(entry.ref))


def _name_anew(entry: Entry) -> None:
    """What was told of a matter earlier names it as it may be named now, hidden or restored."""
    matter = matter_of(entry)
    around = session().get_one(Place, matter.community_id)
    ids = {name: Message.facts[f"{name}_of"].as_integer() for name in ("title", "into")}
    told = select(Message).where(
        Message.place_path.startswith(around.path), or_(*(of == matter.id for of in ids.values()))
    )
    for message in session().scalars(told):
        named = [name for name in ids if message.facts.get(f"{name}_of") == matter.id]
        message.facts = message.facts | dict.fromkeys(named, matter.title)


def _follow_into(matter_id: int, other_id: int) -> None:
    """Whoever followed what is merged follows what it went into."""
    both = aliased(Follow)
    has_both = select(both.person_id).where(both.matter_id == other_id)
    _change(
        update(Follow)
        .where(Follow.matter_id == matter_id, Follow.person_id.not_in(has_both))
        .values(matter_id=other_id)
    )
    _change(delete(Follow).where(Follow.matter_id == matter_id))


def _hand_over(account_id: int, person_id: int) -> None:
    """The account somebody opened alone became theirs in the roster: so did what it kept."""
    keys: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (Mail, ("ledger_idx",)),
        (Notification, ("ledger_idx",)),
        (Follow, ("matter_id",)),
        (Mute, ("topic", "channel")),
    )
    for table, key in keys:
        theirs = aliased(table)
        same = [getattr(theirs, name) == getattr(table, name) for name in key]
        has_it = select(theirs.person_id).where(theirs.person_id == person_id, *same)
        _change(
            update(table)
            .where(table.person_id == account_id, ~has_it.exists())
            .values(person_id=person_id)
        )
    _forget(account_id)


def _forget(person_id: int) -> None:
    """Of a closed account nothing stays here: what it was told, what it followed (PIPL 47)."""
    post.burn(session().scalars(select(Mail).where(Mail.person_id == person_id)))
    for table in (Mail, Notification, Follow, Mute):
        _change(delete(table).where(table.person_id == person_id))
    # What was told to them alone would keep the hour at which they were verified.
    told = [select(t.id).where(t.message_id == Message.id).exists() for t in (Mail, Notification)]
    _change(delete(Message).where(Message.event == Event.VERIFIED, ~or_(*told)))


def _change(statement: Any) -> None:
    session().execute(statement.execution_options(synchronize_session=False))
