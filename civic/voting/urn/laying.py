"""Before the vote: a box with its roll, the holders' rehearsal, the opening."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, insert, select

from civic import config, db
from civic.errors import Invalid, OutOfOrder
from civic.voting.urn import sealing
from civic.voting.urn.counting import parameters
from civic.voting.urn.place import here
from civic.voting.urn.stages import advance, state_of, take_back
from civic.voting.urn.tables import BoxState, Mode, box, roll
from civic.voting.urn.why import Why


def lay(
    vote_id: int,
    voters: Iterable[int],
    *,
    questions: int,
    row_length: int,
    public_key: bytes | None,
    manifest: int,
) -> None:
    """A box and its roll (表决人名册): may be laid anew until it is rehearsed; in light mode, which
    nobody rehearses, until somebody has voted.

    ``row_length``: bytes of the longest answer. ``public_key``: None for light mode, whose key is
    the server's. Raises Invalid: nobody on the roll, or a key that is none; OutOfOrder.
    """
    mode = Mode.LIGHT if public_key is None else Mode.SEALED
    public = sealing.public_of(light_key(vote_id)) if public_key is None else public_key
    sealing.seal(public, vote_id, sealing.COMMENT, b"", 0)  # a key that is none is refused here
    place = here()
    with place.changing() as link:
        state = state_of(link, vote_id)
        if mode is Mode.LIGHT and state is not None:
            take_back(link, vote_id, BoxState.DRAFT)
        elif state not in (None, BoxState.DRAFT):
            raise OutOfOrder(Why.NOT_AT_THIS_STAGE, state=state)
        for table in (box, roll):
            link.execute(delete(table).where(table.c.vote_id == vote_id))
        link.execute(
            insert(box).values(
                vote_id=vote_id,
                state=BoxState.DRAFT,
                mode=mode,
                hpke_pub=public,
                row_len=row_length,
                n_questions=questions,
                manifest_leaf=manifest,
            )
        )
        db.pour(roll, ("vote_id", "unit_no"), ((vote_id, unit) for unit in voters), link)
        if not link.scalar(select(func.count()).where(roll.c.vote_id == vote_id)):
            raise Invalid(Why.ROLL_EMPTY)


def rehearsal(vote_id: int) -> str:
    """The file with a sealed secret for each pair of holders."""
    fixed = parameters(here(), vote_id)
    return sealing.Rehearsal.of(fixed.public, vote_id, _secrets(vote_id, fixed.public)).text()


def rehearse(vote_id: int, answered: Mapping[str, str] | None = None) -> None:
    """Each pair of holders has shown that it can open: ``{"1+2": "ABCD …", "1+3": …, "2+3": …}``.

    The server's own key needs no showing. Raises Invalid, naming the pair that has not.
    """
    place = here()
    fixed = parameters(place, vote_id)
    if fixed.mode is Mode.SEALED:
        secrets = _secrets(vote_id, fixed.public)
        for (a, b), secret in zip(sealing.PAIRS, secrets, strict=True):
            said = "".join((answered or {}).get(f"{a}+{b}", "").split()).upper()
            if said != sealing.grouped(secret).replace(" ", ""):
                raise Invalid(Why.NOT_REHEARSED, field=f"pair_{a}_{b}", first=a, second=b)
    with place.changing() as link:
        advance(link, vote_id, BoxState.REHEARSED)


def open_(vote_id: int) -> None:
    """From here on ballots are taken. Raises OutOfOrder also where PostgreSQL would note who votes when."""
    if settings := watched():
        raise OutOfOrder(Why.WATCHED, settings=", ".join(settings))
    with here().changing() as link:
        advance(link, vote_id, BoxState.OPEN)


def watched() -> list[str]:
    """Settings of PostgreSQL under which it writes down statements, or when they were committed.

    Of a library only that it is loaded: the list of those may not be everybody's to read.
    """
    if db.db.engine.dialect.name != "postgresql":
        return []
    with here().looking() as link:
        found = link.exec_driver_sql(
            "SELECT name FROM pg_settings WHERE"
            " (name IN ('track_commit_timestamp', 'log_duration', 'log_statement_stats',"
            " 'log_parser_stats', 'log_planner_stats', 'log_executor_stats') AND setting = 'on')"
            " OR (name = 'log_statement' AND setting IN ('mod', 'all'))"
            " OR (name IN ('log_min_duration_statement', 'log_min_duration_sample')"
            " AND setting <> '-1')"
            " OR (name = 'log_transaction_sample_rate' AND setting <> '0')"
            " UNION SELECT split_part(name, '.', 1) FROM pg_settings"
            " WHERE split_part(name, '.', 1) IN ('auto_explain', 'pgaudit')"
            " UNION SELECT 'publication ' || pubname FROM pg_publication_tables"
            " WHERE schemaname = 'urn' ORDER BY 1"
        )
        return list(found.scalars())


def _secrets(vote_id: int, public: bytes) -> list[bytes]:
    """Ours alone, and the same each time: they need no place to be kept in."""
    purpose = f"urn rehearsal {vote_id} {public.hex()}"
    return [config.key(f"{purpose} {a}+{b}")[: sealing.ID_BYTES] for a, b in sealing.PAIRS]


def light_key(vote_id: int) -> bytes:
    return config.key(f"light urn {vote_id}")
