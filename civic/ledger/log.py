"""Appending to the record, reading it, forgetting in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import Select, Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from civic import clock
from civic.db import session
from civic.errors import AlreadyDone
from civic.ledger import entries, tree
from civic.ledger.entries import JSON, Committed
from civic.ledger.facts import BY_DAY, Fact
from civic.ledger.models import Entry, LogHead, LogNode, LogSecret, LogText, Outbox


class Subject(Protocol):
    """What an entry is about: it has a reference and a place."""

    @property
    def ledger_ref(self) -> str: ...

    @property
    def place_path(self) -> str: ...


class Actor(Protocol):
    """Who did it."""

    @property
    def id(self) -> int: ...


class Why(StrEnum):
    """Why the ledger refuses."""

    NOTHING_TO_ERASE = "ledger.nothing_to_erase"


@dataclass(frozen=True)
class Opening:
    """What opens a commitment of an entry."""

    salt: bytes
    value: JSON


@dataclass(frozen=True)
class Standing:
    """An entry's place in the record of some size, with its inclusion proof and the root."""

    idx: int
    size: int
    proof: list[bytes]
    root: bytes


@dataclass(frozen=True)
class _Place:
    ledger_ref: str
    place_path: str


SITE: Subject = _Place("site", "/")


_entries, _nodes, _secrets, _texts, _head, _outbox = (
    cast(Table, model.__table__) for model in (Entry, LogNode, LogSecret, LogText, LogHead, Outbox)
)
# Taking a number locks the head's row until the act is committed: writers queue
# here, and a rolled-back act gives its number back. Prepared once, for speed.
_TAKE_NUMBER = (
    update(_head).where(_head.c.one == 1).values(size=_head.c.size + 1).returning(_head.c.size)
)
_POSITION = select(_head.c.size).where(_head.c.one == 1)
_TEXT = select(_texts.c.digest).where(_texts.c.digest == bindparam("digest"))
_ADD_ENTRY, _ADD_NODE, _ADD_SECRET, _ADD_TEXT, _ADD_OUTBOX = map(
    insert, (_entries, _nodes, _secrets, _texts, _outbox)
)


def record(
    fact: Fact,
    *,
    about: Subject,
    by: Actor | None,
    pub: Mapping[str, JSON] | None = None,
    text: Sequence[str | Committed] | None = None,
    secret: Mapping[str, JSON] | None = None,
) -> Entry:
    """Append what has just been done, in the transaction that did it."""
    here = session()
    here.flush()  # ids, and constraints refuse before the turn is taken
    ref, path = about.ledger_ref, about.place_path
    if ref.endswith("/None"):
        raise ValueError(f"nothing with an id to record about: {ref}")
    actor = None if by is None else by.id
    now = clock.start_of_day(clock.today()) if fact in BY_DAY else clock.now()
    now = now.astimezone(UTC).replace(microsecond=0)

    link = here.connection()
    seq: int = link.execute(_TAKE_NUMBER).scalar_one() - 1
    write = entries.public if fact.is_public else entries.private
    written = write(
        seq=seq,
        kind=fact.value,
        day=now.astimezone(clock.SHANGHAI).date().isoformat(),
        at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        ref=ref,
        by=actor,
        pub=pub,
        text=text,
        secret=secret,
    )
    leaf = tree.leaf_hash(written.body)
    grown = tree.grow(seq, leaf, _stored(tree.siblings(seq)))
    row: dict[str, Any] = {
        "idx": seq,
        "fact": fact,
        "ref": ref,
        "place_path": path,
        "by_id": actor,
        "at": now,
    }
    link.execute(_ADD_ENTRY, row | {"entry": written.body})
    link.execute(_ADD_NODE, [{"level": lv, "idx": idx, "hash": value} for lv, idx, value in grown])
    if written.secrets:
        link.execute(
            _ADD_SECRET,
            [
                {"idx": seq, "field": s.field, "salt": s.salt, "value": s.value}
                for s in written.secrets
            ],
        )
    for digest, long in written.texts.items():
        if link.execute(_TEXT, {"digest": digest}).first() is None:
            link.execute(_ADD_TEXT, {"digest": digest, "text": long})
    link.execute(_ADD_OUTBOX, {"idx": seq, "tries": 0})

    entry = Entry(**row, body=written.body)
    make_transient_to_detached(entry)
    # A savepoint that was rolled back may have left an entry of this number in memory.
    if (stale := here.identity_map.get(identity_key(Entry, seq))) is not None:
        here.expunge(stale)
    here.add(entry)
    return entry


def erase(idx: int, field: str, ground: str, by: Actor | None) -> Entry:
    """Forget one committed field (个人信息保护法 art. 47): salt and value go, the tree stays."""
    here = session()
    here.flush()
    kept = here.get(LogSecret, (idx, field), with_for_update=True)
    if kept is None:
        raise AlreadyDone(Why.NOTHING_TO_ERASE)
    here.delete(kept)
    entry = here.get_one(Entry, idx)
    path = entry.place_path
    if field == entries.WHOLE:
        _forget_telling([idx])
        _leave_the_day(entry)
    elif field == entries.ACTOR:
        entry.by_id = None
    return record(
        Fact.FIELD_ERASED,
        about=_Place(f"entry/{idx}", path),
        by=by,
        pub={"seq": idx, "field": field, "ground": str(ground)},
    )


def forget(idxs: Sequence[int], ground: str) -> Entry | None:
    """Forget everything committed in these entries, their authors too; one entry says so.

    Of a private entry only the day is left: what finds it again goes with what opens it.
    None: nothing of them was left. At most some hundreds at a time fit one entry.
    """
    here = session()
    here.flush()
    left = sorted(here.scalars(select(LogSecret.idx).where(LogSecret.idx.in_(idxs)).distinct()))
    if not left:
        return None
    openings = delete(LogSecret).where(LogSecret.idx.in_(left))
    here.execute(openings.execution_options(synchronize_session="fetch"))
    _forget_telling(left)
    for entry in here.scalars(select(Entry).where(Entry.idx.in_(left))):
        if entry.fact.is_public:
            entry.by_id = None
        else:
            _leave_the_day(entry)
    return record(Fact.FIELD_ERASED, about=SITE, by=None, pub={"seqs": left, "ground": str(ground)})


def _forget_telling(idxs: Sequence[int]) -> None:
    """When an entry was told of is known to the second too."""
    told = delete(Outbox).where(Outbox.idx.in_(idxs), Outbox.done_at.is_not(None))
    session().execute(told.execution_options(synchronize_session="fetch"))


def _leave_the_day(entry: Entry) -> None:
    entry.ref, entry.place_path, entry.by_id = "", "/", None
    entry.at = clock.start_of_day(clock.day_of(entry.at))


# -- reading ----------------------------------------------------------------


def size() -> int:
    """How many entries the record has."""
    return int(session().connection().execute(_POSITION).scalar_one())


def position() -> int:
    """Where the record stands: it moves with every act. One indexed row."""
    return size()


def root(size: int | None = None) -> bytes:
    """The hash over the first ``size`` entries (over all, if not given)."""
    upto = _upto(size)
    return tree.fold((0, upto), _stored(tree.cover((0, upto))))


def consistency_proof(old: int, new: int | None = None) -> list[bytes]:
    """Proof that the record of size ``new`` only adds to the record of size ``old``."""
    return _prove(tree.consistency_ranges(old, _upto(new)))


def standing(idx: int, size: int | None = None) -> Standing:
    """Where an entry stands and the proof of it, read at once: what a page shows."""
    upto = _upto(size)
    path = tree.inclusion_ranges(idx, upto)
    known = _stored(list(dict.fromkeys(tree.needed([*path, (0, upto)]))))
    return Standing(
        idx, upto, [tree.fold(span, known) for span in path], tree.fold((0, upto), known)
    )


def opening(idx: int, field: str) -> Opening | None:
    """What opens this commitment, unless it was erased."""
    kept = session().get(LogSecret, (idx, field))
    return None if kept is None else Opening(kept.salt, json.loads(kept.value))


def content(entry: Entry) -> dict[str, Any]:
    """The published form of an entry, as data."""
    return cast(dict[str, Any], json.loads(entry.body))


def long_text(digest: str) -> str | None:
    """The official text that an entry names by its hash."""
    kept = session().get(LogText, digest)
    return None if kept is None else kept.text


def _upto(size: int | None) -> int:
    whole = position()
    if size is None:
        return whole
    if not 0 <= size <= whole:
        raise ValueError("the record is not that long")
    return size


def _prove(ranges: list[tree.Range]) -> list[bytes]:
    known = _stored(tree.needed(ranges))
    return [tree.fold(span, known) for span in ranges]


def _stored(nodes: Sequence[tree.Node]) -> dict[tree.Node, bytes]:
    if not nodes:
        return {}
    wanted: dict[str, int] = {}
    for place, (level, idx) in enumerate(nodes):
        wanted |= {f"l{place}": level, f"i{place}": idx}
    rows = session().connection().execute(_nodes_named(len(nodes)), wanted)
    return {(level, idx): value for level, idx, value in rows}


@cache
def _nodes_named(count: int) -> Select[Any]:
    # Each pair by the primary key: (level, idx) IN (…) makes SQLite read the whole table.
    return select(_nodes).where(
        or_(
            *(
                and_(
                    _nodes.c.level == bindparam(f"l{place}"), _nodes.c.idx == bindparam(f"i{place}")
                )
                for place in range(count)
            )
        )
    )
