"""Search in Chinese text: what is typed in simplified finds what was written in traditional.

A text is folded (traditional to simplified, width, case) and cut into tokens: each
two neighbouring Chinese characters, the last one of a run alone, whole other words. A
query is cut the same way and must stand in the text as typed, so a two-character word
is found (a trigram index misses it), and one character is found as the beginning of a
pair. The tokens stand in an ordinary table; SQLite keeps an FTS5 index over it by
trigger, PostgreSQL a GIN index.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

from sqlalchemy import (
    DDL,
    CursorResult,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    delete,
    event,
    false,
    insert,
    literal,
    select,
    table,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from civic.db import Base, session

LONGEST_WORD: Final = 40
"""Of a longer word that is not Chinese, the beginning is kept."""
MOST_TERMS: Final = 10
"""Further terms of a query are not looked at."""

_HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_KANA_HANGUL = "぀-ヿㇰ-ㇿ가-힣"
_CHINESE = re.compile(f"[{_HAN}{_KANA_HANGUL}]+")
_RUN = re.compile(f"({_CHINESE.pattern})|([^\\W_{_HAN}{_KANA_HANGUL}]+)")


# -- folding and cutting: pure ----------------------------------------------


def fold(text: str) -> str:
    """One form for what a reader takes as the same: 保險 → 保险, Ｕｂｅｒ → uber.

    Character by character: a dictionary of phrases would fold a word differently
    in different sentences, and the one would no longer be found by the other.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", plain).translate(_simplified())


@cache
def _simplified() -> Mapping[int, str]:
    """Traditional character → simplified, read once (OpenCC's table)."""
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = dict(line.split("\t")[:2] for line in lines if "\t" in line)
    # 看著 is written 看着 elsewhere, and 著名 alike everywhere: to be found, they are one.
    found = {old: new.split(" ")[0] for old, new in pairs.items()} | {"著": "着"}
    while chained := {old: found[new] for old, new in found.items() if found.get(new, new) != new}:
        found |= chained
    return {ord(old): new for old, new in found.items() if len(old) == 1}


def tokens(text: str) -> list[str]:
    """What a text is found by, in its order."""
    cut: list[str] = []
    for run in _RUN.finditer(fold(text)):
        chinese, word = run.groups()
        if word:
            cut.append(word[:LONGEST_WORD])
        else:
            cut += [chinese[i : i + 2] for i in range(len(chinese))]
    return cut


def terms(query: str) -> list[tuple[str, ...]]:
    """The terms of a query, all of which must be found; of each, its tokens in order.

    The last token of a term may be the beginning of one in the text, unless it is a
    pair of characters (complete) or a number (3 is not 30).
    """
    parts = re.split(r"[\s,。;、]+", fold(query))
    found = dict.fromkeys(tuple(_term(part)) for part in parts)
    return [term for term in found if term][:MOST_TERMS]


def _term(part: str) -> list[str]:
    cut = tokens(part)
    # 电梯维修 is 电梯 梯维 维修 in any text; only there where it ends, 修 stands alone.
    if len(cut) > 1 and len(cut[-1]) == 1 and cut[-2].endswith(cut[-1]) and len(cut[-2]) == 2:
        cut.pop()
    return cut


def _begins(token: str) -> bool:
    return not token.isdecimal() and (len(token) == 1 or not _CHINESE.match(token))


# -- the index --------------------------------------------------------------


class Tokens(TypeDecorator[list[str]]):
    """Tokens in order: a line of words on SQLite, a vector with positions on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:
        cut = value or []
        if dialect.name != "postgresql":
            return " ".join(cut)
        # Written as a vector: the text parser would make something of 1e5 or a.b.
        return " ".join(f"'{token}':{min(n, 16383)}" for n, token in enumerate(cut, start=1))

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str]:
        return str(value).split()


class Document(Base):
    """One findable text: of which kind, of which row, and its tokens."""

    __tablename__ = "search_documents"
    __table_args__ = (UniqueConstraint("kind", "ref_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref_id: Mapped[int] = mapped_column(Integer)
    tokens: Mapped[list[str]] = mapped_column(Tokens)


def index(kind: str, id: int, text: str) -> None:
    """Make a text findable under its kind and id; what was findable there before is not."""
    found = cast(
        CursorResult[Any],
        session().execute(
            update(_documents)
            .where(_documents.c.kind == kind, _documents.c.ref_id == id)
            .values(tokens=tokens(text))
        ),
    )
    if not found.rowcount:
        index_all(kind, [(id, text)])


def index_all(kind: str, texts: Iterable[tuple[int, str]]) -> None:
    """Many new texts at once, none of which is in the index yet."""
    rows = [{"kind": kind, "ref_id": id, "tokens": tokens(text)} for id, text in texts]
    if rows:
        session().execute(insert(_documents), rows)


def remove(kind: str, id: int) -> None:
    """Make it unfindable."""
    session().execute(
        delete(_documents).where(_documents.c.kind == kind, _documents.c.ref_id == id)
    )


def matching(kind: str, query: str) -> Select[int]:
    """Ids of the texts of a kind in which every term is found; of none, if none was typed.

    ``select(Opinion).where(Opinion.id.in_(search.matching("opinion", q)))``
    """
    # Looked up by what was found: by the kind, either database would read all documents.
    found = select(_documents.c.ref_id).where(_documents.c.kind.concat("") == kind)
    wanted = terms(query)
    if not wanted:
        return found.where(false())
    if session().get_bind().dialect.name == "postgresql":
        typed = sql_cast(literal(_tsquery(wanted)), TSQUERY)
        return found.where(_documents.c.tokens.op("@@")(typed))
    hits = select(_FTS.c.rowid).where(_FTS.c.search_fts.op("MATCH")(_fts_query(wanted)))
    return found.where(_documents.c.id.in_(hits))


# Tokens are letters and digits only, so nothing typed can be syntax of either engine.


def _fts_query(wanted: list[tuple[str, ...]]) -> str:
    return " AND ".join(
        f'"{" ".join(term)}"' + (" *" if _begins(term[-1]) else "") for term in wanted
    )


def _tsquery(wanted: list[tuple[str, ...]]) -> str:
    return " & ".join(
        "(" + " <-> ".join(f"'{t}'" for t in term) + (":*" if _begins(term[-1]) else "") + ")"
        for term in wanted
    )


_documents = cast(Table, Document.__table__)
_FTS = table("search_fts", column("rowid", Integer), column("search_fts", Text))


# -- what the schema of either database needs besides the table --------------

# All letters, marks and digits of any Unicode version: newer characters are unknown
# ("Cn") to SQLite's own table, and would be taken for blanks.
_TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* N* M* Co Cn''"

STATEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_fts USING fts5("
        "tokens, content='search_documents', content_rowid='id', columnsize=0, "
        f"tokenize='{_TOKENIZER}')",
        "CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN "
        "INSERT INTO search_fts (rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN "
        "INSERT INTO search_fts (search_fts, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER search_documents_changed AFTER UPDATE OF tokens ON search_documents BEGIN "
        "INSERT INTO search_fts (search_fts, rowid, tokens) "
        "VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO search_fts (rowid, tokens) VALUES (new.id, new.tokens); END",
    ),
    "postgresql": (
        "CREATE INDEX ix_search_documents_tokens ON search_documents USING gin (tokens)",
    ),
}
"""What a migration runs after creating ``search_documents``, by dialect.

Alembic's autogenerate sees what these make and must not compare it: give its context
``include_name=search.is_compared`` (and wrap it, if others have exceptions too).
"""


def is_compared(name: str | None, type_: str, _parents: Any = None) -> bool:
    """Whether autogenerate compares this table or index; not the search engines' own."""
    own = ("search_fts",) if type_ == "table" else ("ix_search_documents_tokens",)
    return type_ not in {"table", "index"} or not (name or "").startswith(own)


for _dialect, _statements in STATEMENTS.items():
    for _statement in _statements:
        _ddl = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(_documents, "after_create", _ddl.execute_if(dialect=_dialect))
event.listen(
    _documents,
    "before_drop",
    DDL("DROP TABLE IF EXISTS search_fts").execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
)
