"""The schema's versions: an empty database comes to head, and head is what the models say."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask

from civic import clock, config, create_app, migrate, search
from civic.db import Base, db
from civic.voting import models as voting
from civic.voting.rules import Silence
from tests import conftest

MIGRATIONS = tuple(ScriptDirectory.from_config(migrate.config()).walk_revisions())


def test_an_empty_database_comes_to_head_and_differs_in_nothing(app: Flask) -> None:
    """The test database itself was made by the migrations."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": search.is_compared}
        )
        assert compare_metadata(context, Base.metadata) == []
    assert migrate.is_current()


def test_the_schema_lets_every_state_through_and_no_other(app: Flask) -> None:
    """Checks that grew in migrations, too: comparing with the models does not look at them."""
    with db.engine.connect() as link:
        inspector = sa.inspect(link)
        for table in Base.metadata.sorted_tables:
            checks = {
                check["name"]: check["sqltext"]
                for check in inspector.get_check_constraints(table.name)
            }
            for column in table.columns:
                if not (isinstance(column.type, sa.Enum) and column.type.create_constraint):
                    continue
                named = f"ck_{table.name}_{column.type.name}"
                probe = f"SELECT {checks[named]} FROM (SELECT CAST(:value AS VARCHAR(32)) AS {column.name}) AS row_"
                refused = [
                    value
                    for value in (*column.type.enums, "none of them")
                    if not link.execute(
                        sa.text(probe.replace("::", "\\:\\:")), {"value": value}
                    ).scalar()
                ]
                assert refused == ["none of them"], (table.name, column.name)


@pytest.mark.sqlite_only
def test_sqlite_makes_no_list_anew_for_each_row_that_is_written(first: Flask) -> None:
    """Whatever made a table: this version, or one before it, of which a table is put there."""
    before = "CREATE TABLE before (a TEXT, CONSTRAINT ck_before CHECK (a IN ('x', 'y''s', 'z')))"
    with db.engine.connect() as link:
        link.exec_driver_sql(before)
        link.commit()
    migrate.upgrade()
    with db.engine.connect() as link:
        rows = link.exec_driver_sql("SELECT name, sql FROM sqlite_schema").all()
        schema = {name: sql or "" for name, sql in rows}
    assert "CHECK (a = 'x' OR a = 'y''s' OR a = 'z')" in schema["before"]
    assert not [name for name, sql in schema.items() if re.search(r"CHECK \(\w+ IN", sql)]


@pytest.mark.sqlite_only
def test_a_check_grows_within_its_own_brackets_or_not_at_all(first: Flask) -> None:
    """Not where another of the same table names that value."""
    made = (
        "CREATE TABLE two (a TEXT, b TEXT, CONSTRAINT ck_a CHECK (a IN ('x)', 'y''s')), "
        "CONSTRAINT ck_b CHECK (b IN ('x', 'z')))"
    )
    with db.engine.connect() as link, Operations.context(MigrationContext.configure(link)):
        link.exec_driver_sql(made)
        with pytest.raises(RuntimeError, match="two has no ck_a"):
            migrate.let_grow("two", "ck_a", "z", ("w",))
        migrate.let_grow("two", "ck_a", "x)", ("w",))
        text = "SELECT sql FROM sqlite_schema WHERE name = 'two'"
        grown = str(link.exec_driver_sql(text).scalar())
    assert "ck_a CHECK (a = 'x)' OR a = 'w' OR a = 'y''s')" in grown
    assert "ck_b CHECK (b IN ('x', 'z'))" in grown or "(b = 'x' OR b = 'z')" in grown


def test_a_reading_of_before_is_of_the_first_round_at_head(first: Flask) -> None:
    """It keeps what it was; in the next round the same person reads again, in the same not."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0012")
    put("people_persons", *({"id": n, "name": "某人", "state": "listed"} for n in (7, 8)))
    put("voting_paper_bundles", {"id": 1, "number": 1, "size": 1, "state": "settled"})
    read = {"bundle_id": 1, "reading": "first", "clerk_id": 7, "lines": "[1]", "digest": "d"}
    put(
        "voting_paper_entries",
        read | {"id": 1},
        read | {"id": 2, "reading": "second", "clerk_id": 8},
    )
    migrate.upgrade()
    put("voting_paper_entries", read | {"id": 3, "round": 2})
    for again in ({"reading": "third"}, {"clerk_id": 9}):
        with pytest.raises(sa.exc.IntegrityError):
            put("voting_paper_entries", read | {"id": 4, "round": 2} | again)
    kept = (
        "SELECT round, reading, clerk_id, lines, digest, salt FROM voting_paper_entries ORDER BY id"
    )
    with db.engine.connect() as link:
        rows = [tuple(row) for row in link.exec_driver_sql(kept)]
        assert rows == [
            (1, "first", 7, "[1]", "d", None),
            (1, "second", 8, "[1]", "d", None),
            (2, "first", 7, "[1]", "d", None),
        ]
        assert link.exec_driver_sql("SELECT round FROM voting_paper_bundles").scalar() == 1


def test_no_migration_leads_back(app: Flask) -> None:
    """Ballots, ratings and what people were told are not thrown away, nor is it said they were."""
    for written in MIGRATIONS:
        with pytest.raises(CommandError, match="no migration leads back"):
            written.module.downgrade()
    with db.engine.connect() as link, pytest.raises(CommandError, match="no migration leads back"):
        command.downgrade(migrate.config(link), "-1")
    assert migrate.is_current()


def test_a_migration_says_which_one_it_follows() -> None:
    for written in MIGRATIONS:
        before = f"after {written.down_revision}" if written.down_revision else "the first"
        assert f"\nRevision: {written.revision}, {before}\n" in written.module.__doc__


def test_a_new_migration_is_written_as_the_others_are(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(config.resource("migrations"), tmp_path / "migrations")
    monkeypatch.setattr(migrate, "resource", tmp_path.joinpath)
    migrate.revise("nothing yet")
    (made,) = (tmp_path / "migrations/versions").glob("*_nothing_yet.py")
    written = made.read_text("utf-8")
    assert "\nfrom civic.migrate import downgrade\n" in written
    assert "def downgrade" not in written
    compile(written, made, "exec")


def test_where_the_migrations_lead_is_read_once(app: Flask) -> None:
    assert migrate.heads() is migrate.heads()


def test_coming_to_head_twice_changes_nothing(app: Flask) -> None:
    migrate.upgrade()
    assert migrate.is_current()
    assert not migrate.is_empty()


@pytest.fixture
def first(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A site whose database stands where the first migration left it."""
    url = f"sqlite:///{tmp_path}/civic.db"
    if backend == "postgresql":
        server = request.getfixturevalue("pg_url")
        conftest._admin(server, "DROP DATABASE IF EXISTS first WITH (FORCE)")
        conftest._admin(server, "CREATE DATABASE first")
        url = server.format(name="first")
    site = create_app(ENV="test", INSTANCE=str(tmp_path), DATABASE=url)
    with site.app_context():
        with db.engine.connect() as connection:
            command.upgrade(migrate.config(connection), "0001")
        yield site
        db.session.remove()
        db.engine.dispose()


AT = datetime(2026, 11, 23, tzinfo=UTC)
FILLED: dict[type, Any] = {int: 1, str: "", bool: False, datetime: AT, bytes: b""}


def put(table: str, *rows: dict[str, Any]) -> None:
    """Rows as they were kept then, whatever else they would need in them and beside them."""
    with db.engine.connect() as link:
        is_sqlite = link.dialect.name == "sqlite"
        off = "PRAGMA foreign_keys=OFF" if is_sqlite else "SET session_replication_role = replica"
        link.connection.cursor().execute(off)  # before anything is begun
        kept = sa.Table(table, sa.MetaData(), autoload_with=link)
        needed = [column for column in kept.columns if not column.nullable]
        filled = {c.name: FILLED.get(c.type.python_type) for c in needed}
        for row in rows:
            link.execute(kept.insert(), filled | row)
        link.commit()
        link.invalidate()


def test_a_term_that_was_entered_twice_is_one_at_head(first: Flask) -> None:
    term = {"person_id": 1, "role": "clerk", "place_id": 1, "starts_on": date(2026, 1, 1)}
    never = term | {"ends_on": date(2025, 12, 31)}
    put("people_appointments", never | {"id": 9}, term | {"id": 1})
    put("people_appointments", term | {"id": 2}, term | {"id": 3, "role": "chair"})
    migrate.upgrade()
    with db.engine.connect() as link:
        kept = link.exec_driver_sql("SELECT id FROM people_appointments ORDER BY id").scalars()
        assert kept.all() == [1, 3, 9]


def test_committee_and_supervisors_serve_at_head_in_the_body_of_their_place(first: Flask) -> None:
    put(
        "people_units",
        {"id": 5, "name": "居委会", "kind": "committee", "place_id": 1},
        {"id": 6, "name": "监督委员会", "kind": "supervisory_committee", "place_id": 1},
        {"id": 7, "name": "绿化所", "kind": "department", "place_id": 1},
    )
    term = {"place_id": 1, "starts_on": date(2026, 1, 1)}
    cases = [("clerk", 1, 5), ("chair", 1, 5), ("supervisor", 1, 6), ("official", 1, None)]
    cases += [("clerk", 2, None)]  # where there is no committee in the list of units
    put(
        "people_appointments",
        *(
            term | {"id": n, "person_id": n, "role": role, "place_id": place}
            for n, (role, place, _unit) in enumerate(cases, start=1)
        ),
    )
    migrate.upgrade()
    with db.engine.connect() as link:
        rows = link.exec_driver_sql("SELECT unit_id FROM people_appointments ORDER BY id")
        assert rows.scalars().all() == [unit for _role, _place, unit in cases]


def test_an_assembly_of_before_knows_at_head_how_it_was_made_up(first: Flask) -> None:
    """As it stood when its roll was frozen: an office that was entered later is not in it."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0014")
    chosen = {"electorate": "representatives", "secrecy": "open", "stage": "published"}
    vote = chosen | {"rule": "representatives_assembly", "silence": "strict", "heads": 4}
    put(
        "voting_votes",
        vote | {"id": 1, "roll_root": b"1"},
        vote | {"id": 2, "stage": "draft"},
        vote | {"id": 3, "electorate": "council", "rule": "council_ordinary", "roll_root": b"3"},
    )
    heads = [(id, vote) for vote in (1, 3) for id in (10 * vote + n for n in range(1, 6))]
    put(
        "voting_voters",
        *(
            {"id": id, "vote_id": vote, "number": id, "kind": "person", "is_struck": id % 10 == 5}
            for id, vote in heads
        ),
    )
    put("voting_voter_persons", *({"voter_id": id, "person_id": id % 10} for id, _ in heads))
    since, later = {"starts_on": date(2026, 1, 1)}, {"starts_on": date(2026, 12, 1)}
    office = {"role": "committee_member", "place_id": 1} | since
    put(
        "people_appointments",
        office | {"id": 1, "person_id": 1, "role": "chair"},
        office | {"id": 2, "person_id": 2},
        office | {"id": 3, "person_id": 3} | later,
        office | {"id": 4, "person_id": 4, "ends_on": date(2026, 3, 1)},
    )
    put(
        "log_entries",
        {"idx": 1, "fact": "appointment.made", "ref": "appointment/1"},
        {"idx": 2, "fact": "vote.roll_frozen", "ref": "vote/1"},
        {"idx": 3, "fact": "appointment.made", "ref": "appointment/2"},
    )
    migrate.upgrade()
    with db.engine.connect() as link:
        kept = link.exec_driver_sql("SELECT representatives FROM voting_votes ORDER BY id")
        assert kept.scalars().all() == [3, 0, 0]


def test_a_count_of_before_keeps_its_silent_owners_at_head_and_a_vote_that_runs_asks_for_proof(
    first: Flask,
) -> None:
    """Whoever was entered as reached without a proof decided then, and decides nothing more."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0016")
    chosen = {"electorate": "owners", "secrecy": "closed_named", "silence": "follow_majority"}
    vote = chosen | {"rule": "owners_ordinary", "stage": "published", "silence_basis": "第九条"}
    put(
        "voting_votes",
        vote | {"id": 1},
        vote | {"id": 2, "stage": "open"},
        vote
        | {"id": 3, "stage": "published", "electorate": "adults", "rule": "residents_assembly"},
    )
    signed: dict[str, Any] = {"delivery": "signed", "delivered_at": AT}
    heads: list[dict[str, Any]] = [
        signed,
        signed | {"delivery": "login", "area": 70},
        signed | {"is_struck": True},
        {},
        signed,  # who answered
        signed,  # whose ballot is spoiled
    ]
    kept = {"kind": "owner", "area": 500, "is_struck": False}
    put(
        "voting_voters",
        *(
            kept | head | {"id": 10 * vote_id + n, "vote_id": vote_id, "number": n}
            for vote_id in (1, 2)
            for n, head in enumerate(heads, start=1)
        ),
    )
    ballot = {"vote_id": 1, "channel": "paper_site", "is_counted": True, "is_spoiled": False}
    put(
        "voting_ballots",
        ballot | {"id": 5, "voter_id": 15},
        ballot | {"id": 6, "voter_id": 16, "is_spoiled": True},
    )
    put("voting_answers", {"ballot_id": 5, "question_id": 1, "value": "yes"})
    migrate.upgrade()
    with db.engine.connect() as link:
        kept_of = "SELECT silent_heads, silent_area FROM voting_votes ORDER BY id"
        rows = [tuple(row) for row in link.exec_driver_sql(kept_of)]
        assert rows == [(3, 1070), (None, None), (None, None)]
        reached = (
            "SELECT number, delivery FROM voting_voters WHERE delivery IS NOT NULL ORDER BY id"
        )
        assert [tuple(row) for row in link.exec_driver_sql(reached)] == [
            (1, "signed"),
            (2, "login"),
            (3, "signed"),
            (5, "signed"),
            (6, "signed"),
            (2, "login"),
        ]


def test_deliveries_of_a_vote_that_takes_none_any_more_count_at_head_as_they_did(
    first: Flask,
) -> None:
    """Nobody can enter them anew with their proof: what the forty and everybody were told stands.
    Where one still can, an entry without proof is none (B3.6)."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0016")
    over, ahead = (clock.now() + days * clock.ONE_DAY for days in (-1, 1))
    cases = [
        ("posted", over, False),
        ("open", ahead, False),
        ("open", over, True),
        ("closed", over, True),
        ("reconciled", over, True),
    ]
    chosen = {"electorate": "owners", "secrecy": "closed_named", "rule": "owners_ordinary"}
    silence = {"silence": "follow_majority", "silence_basis": "第九条"}
    for n, (stage, closes_at, _stays) in enumerate(cases, start=1):
        at = {"id": n, "stage": stage, "opens_at": over - clock.ONE_DAY, "closes_at": closes_at}
        put("voting_votes", chosen | silence | at)
        mailed = {"delivery": "registered_mail", "delivered_at": AT, "area": 500}
        head = mailed | {"vote_id": n, "kind": "owner"}
        put(
            "voting_voters",
            head | {"id": 10 * n + 1, "number": 1},
            head | {"id": 10 * n + 2, "number": 2, "delivery": "login"},
            head | {"id": 10 * n + 3, "number": 3, "kind": "unknown_owner"},
        )
    migrate.upgrade()
    for n, (stage, _closes_at, stays) in enumerate(cases, start=1):
        expected = (2, 1000) if stays else (1, 500)
        for reached in (
            voting.delivered_silent(n),
            voting.owners_took_part(n, Silence.FOLLOW_MAJORITY),
        ):
            assert tuple(db.session.execute(reached).one()) == expected, stage
        strict = db.session.execute(voting.owners_took_part(n, Silence.STRICT)).one()
        assert tuple(strict) == (0, 0), "who expressed something, and nobody else"


def test_what_a_paper_said_before_is_at_head_its_own_word_and_nobody_elses(first: Flask) -> None:
    """It wrote its word over everybody's; what each had said by themselves the record knows."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0016")
    put("people_persons", *({"id": n, "name": "某人", "state": "listed"} for n in range(1, 10)))
    chosen = {"electorate": "owners", "secrecy": "closed_named", "stage": "open"}
    put("voting_votes", chosen | {"id": 5, "rule": "owners_ordinary", "silence": "strict"})
    clerk, a, b, c = 9, 1, 2, 3
    paper, said = {"names": a, "document": "d"}, [(clerk, {"names": a, "document": "d"})]
    cases: list[tuple[int | None, dict[int, int], list[tuple[int, dict[str, Any]]]]] = [
        (a, {a: a, b: a, c: a}, said),  # none of them has an account
        (a, {a: a, b: a, c: a}, [(b, {"names": a}), (c, {"names": c}), *said]),
        (None, {a: a, b: b, c: a}, [*said, (b, {"names": b})]),  # who denies it
        (b, {a: b, b: b}, [*said, (a, {"names": b}), (b, {"names": b})]),
        (c, {}, [*said, (clerk, paper | {"names": c})]),  # the developer's: the later one
        (a, {a: a, b: a}, []),  # erased from the record: the ballot itself says whom it named
        (None, {a: a, b: b}, []),  # and nothing says it
    ]
    at, idx = AT + clock.ONE_DAY, 0
    for n, (caster, named, entries) in enumerate(cases, start=1):
        kept = {"by_id": clerk, "at": at, "media_type": "application/pdf"}
        put("files_attachments", kept | {"id": 70 + n})
        head = {"id": n, "vote_id": 5, "number": n, "kind": "co_owners"}
        put("voting_voters", head | {"caster_id": caster, "caster_document_id": 70 + n})
        put(
            "voting_voter_persons",
            *({"voter_id": n, "person_id": who, "names_id": whom} for who, whom in named.items()),
        )
        for by, secret in entries:
            idx += 1
            body = json.dumps({"by": by, "secret": secret}).encode()
            put("log_entries", {"idx": idx, "fact": "vote.caster_named", "ref": f"voter/{n}"})
            put("log_secrets", {"idx": idx, "field": "entry", "value": body})
    put("voting_voters", {"id": 8, "vote_id": 5, "number": 8, "kind": "co_owners", "caster_id": a})
    put("voting_voter_persons", {"voter_id": 8, "person_id": a, "names_id": a})
    migrate.upgrade()
    namings = Base.metadata.tables["voting_namings"].c
    people = Base.metadata.tables["voting_voter_persons"].c
    with db.engine.connect() as link:
        rows = link.execute(sa.select(namings).order_by(namings.voter_id)).all()
        assert [(row.voter_id, row.person_id, row.state) for row in rows] == [
            (1, a, "confirmed"),
            (2, a, "confirmed"),
            (3, a, "revoked"),
            (4, a, "revoked"),
            (5, c, "confirmed"),
            (6, a, "confirmed"),
        ]
        assert {(row.vote_id, row.entered_by_id, row.entered_at) for row in rows} == {
            (5, clerk, at)
        }
        assert {(row.checked_by_id, row.checked_at) for row in rows} == {(None, None)}
        assert [row.document_id for row in rows] == [70 + n for n in range(1, 7)]
        denied = sa.select(people.person_id, people.names_id).where(people.voter_id == 3)
        assert {tuple(row) for row in link.execute(denied)} == {(a, None), (b, b), (c, None)}
        by_paper = sa.select(people.voter_id, people.person_id).where(people.is_by_paper)
        assert {tuple(row) for row in link.execute(by_paper)} == {
            *((1, each) for each in (a, b, c)),
            *((2, each) for each in (a, c)),
            *((6, each) for each in (a, b)),
        }


def test_what_was_told_before_knows_at_head_of_which_matter(first: Flask) -> None:
    cases: list[tuple[str, str, str, dict[str, int]]] = [
        ("matter_raised", "matter/7", "/matters/7", {"title_of": 7}),
        ("matter_merged", "matter/7", "/matters/8", {"title_of": 7, "into_of": 8}),
        ("meeting_noticed", "meeting/3", "/meetings/3", {"title_of": 9}),
        ("minutes_to_confirm", "sitting/4", "/meetings/3", {"title_of": 9}),
        ("meeting_cancelled", "", "/matters/9", {"title_of": 9}),
        ("register_entered", "register/5", "/register/5", {}),
    ]
    kind = {"kind": "hearing", "stage": "noticed", "plan_change": "none"}
    reason = {"initiative": "own_affairs", "scope": "vital_interest"}
    put("meetings_meetings", {"id": 3, "sitting_id": 4, "matter_id": 9} | kind | reason)
    facts = {"title": "加装电梯", "into": "修电梯"}
    told = {"topic": "matters", "because": "author", "facts": facts}
    for at, (event, ref, url, _of) in enumerate(cases):
        put("log_entries", {"idx": at, "fact": "matter.raised", "ref": ref})
        put("notices_messages", told | {"id": at, "ledger_idx": at, "event": event, "url": url})
    migrate.upgrade()
    message = Base.metadata.tables["notices_messages"].c
    with db.engine.connect() as link:
        kept = link.execute(sa.select(message.facts).order_by(message.id)).scalars().all()
    assert kept == [facts | of for _event, _ref, _url, of in cases]


def test_what_an_evaluation_came_to_knows_at_head_whom_it_concerns(first: Flask) -> None:
    """Its entry, and what put that entry right; and of a vote that stood by itself the unit."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0008")
    units = ({"id": n, "name": f"{n}所", "kind": "department"} for n in (7, 8, 9))
    put("people_units", *units)
    entry = {"kind": "evaluation_result", "shown_days": 15}
    put(
        "register_entries",
        *(entry | {"id": n, "number": n, "corrects_id": n - 1 or None} for n in (1, 2, 3)),
        entry | {"id": 4, "number": 4},
        {"id": 5, "number": 5, "kind": "hearing_outcome", "shown_days": 15},
    )
    meeting = {"kind": "evaluation", "stage": "published", "plan_change": "none"}
    put("meetings_meetings", meeting | {"id": 6, "entry_id": 1})
    unit = {"meeting_id": 6, "scale": "unit", "person_id": None}
    put(
        "meetings_evaluated",
        unit | {"id": 1, "position": 1, "unit_id": 7},
        unit | {"id": 2, "position": 2, "unit_id": 8},
    )
    vote = {"electorate": "invited", "secrecy": "secret", "stage": "published"}
    rated = {"rule": "satisfaction", "silence": "strict", "unit_id": 9, "entry_id": 4}
    put("voting_votes", vote | rated | {"id": 1})
    migrate.upgrade()
    concerned = Base.metadata.tables["register_concerned"]
    with db.engine.connect() as link:
        rows = link.execute(sa.select(concerned.c.entry_id, concerned.c.unit_id))
        kept = {tuple(row) for row in rows}
    both = {(n, unit) for n in (1, 2, 3) for unit in (7, 8)}
    assert kept == both | {(4, 9)}


def test_whose_own_a_promise_is_is_known_at_head(first: Flask) -> None:
    """Of whoever was rated in an office and promised it in their plan; a unit's is nobody's own."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0008")
    promised = {"state": "promised", "due_on": date(2026, 12, 1)}
    put("people_persons", {"id": 7, "state": "verified"})
    for n, person_id in ((1, 7), (2, None)):
        scale = {"scale": "member" if person_id else "unit", "person_id": person_id}
        put("meetings_evaluated", scale | {"id": n, "meeting_id": 1, "position": n, "unit_id": n})
        paper = {"evaluated_id": n, "kind": "plan", "contact": "电话", "signed_by": "周主任"}
        put("meetings_evaluation_papers", paper | {"id": n})
        put("register_commitments", promised | {"id": n, "unit_id": n})
        put("meetings_measures", {"paper_id": n, "commitment_id": n})
    put("register_commitments", promised | {"id": 3, "unit_id": 1})
    migrate.upgrade()
    promise = Base.metadata.tables["register_commitments"].c
    with db.engine.connect() as link:
        rows = link.execute(sa.select(promise.id, promise.keeper_id).order_by(promise.id))
        assert [tuple(row) for row in rows] == [(1, 7), (2, None), (3, None)]


def test_who_is_to_be_looked_at_again_is_known_at_head(first: Flask) -> None:
    """By the rate or by 不称职; by the ballots where nearly all were dissatisfied, and so no rate is."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0008")
    cases: list[tuple[str, bool, int | None, dict[str, int], bool]] = [
        ("unit", False, 5999, {"satisfied": 7, "dissatisfied": 5}, True),
        ("unit", False, 6000, {"satisfied": 6, "dissatisfied": 4}, False),
        ("unit", False, None, {"satisfied": 0, "dissatisfied": 12}, True),
        ("unit", False, None, {"satisfied": 12, "dissatisfied": 0}, False),
        ("unit", False, None, {"satisfied": 0, "dissatisfied": 9}, False),
        ("member", True, None, {"incompetent": 12}, True),
        ("member", False, None, {"incompetent": 4, "basic": 8}, False),
    ]
    for at, (scale, is_incompetent, rate, counts, _owed) in enumerate(cases, start=1):
        whom = {"scale": scale, "person_id": at if scale == "member" else None}
        put("meetings_evaluated", {"id": at, "meeting_id": at, "position": 1, "unit_id": at} | whom)
        group = {"rater_group": "resident", "vote_id": at, "weight": 100}
        put("meetings_rater_groups", {"id": at, "meeting_id": at} | group)
        asked = {"kind": "grades", "scale": scale, "position": 1, "text": "谁"}
        put("voting_questions", {"id": at, "vote_id": at} | asked)
        put(
            "voting_counts", *({"question_id": at, "key": k, "heads": n} for k, n in counts.items())
        )
        put(
            "meetings_evaluation_results",
            {
                "evaluated_id": at,
                "outcome": "valid",
                "rate": rate,
                "is_incompetent": is_incompetent,
            },
        )
    migrate.upgrade()
    with db.engine.connect() as link:
        asked_for = "SELECT owes_recheck FROM meetings_evaluation_results ORDER BY evaluated_id"
        kept = [bool(owed) for owed in link.exec_driver_sql(asked_for).scalars()]
    assert kept == [owed for *_case, owed in cases]


def test_with_which_words_an_entry_began_is_known_at_head(first: Flask) -> None:
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0008")
    entry = {"kind": "evaluation_result", "shown_days": 15}
    corrected = [(1, None), (2, 1), (3, None), (4, 2), (5, 3)]
    put(
        "register_entries",
        *(entry | {"id": n, "number": n, "corrects_id": before} for n, before in corrected),
    )
    migrate.upgrade()
    with db.engine.connect() as link:
        kept = link.exec_driver_sql("SELECT first_id FROM register_entries ORDER BY id")
        assert kept.scalars().all() == [None, 1, None, 1, 3]


def test_from_when_on_ballots_may_be_known_is_known_at_head(first: Flask) -> None:
    """From the reconciling on, or once somebody has read a paper; never where an urn was given up
    because its figures differed: the scores that others still owe are taken."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0013")
    closed_at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    vote = {
        "electorate": "invited",
        "secrecy": "secret",
        "silence": "strict",
        "rule": "satisfaction",
    }
    cases = [
        ("open", False, False),
        ("closed", False, False),
        ("closed", True, True),
        ("reconciled", False, True),
        ("counted", False, True),
        ("failed", False, False),
        ("failed", True, True),
        ("failed", False, True),
    ]
    put("people_persons", {"id": 7, "name": "某人", "state": "listed"})
    for n, (stage, is_read, is_known) in enumerate(cases, start=1):
        put("voting_votes", vote | {"id": n, "stage": stage, "closed_at": closed_at})
        put("log_entries", {"idx": 2 * n, "fact": "vote.closed", "ref": f"vote/{n}"})
        if is_read:
            put(
                "voting_paper_bundles",
                {"id": n, "vote_id": n, "number": 1, "size": 1, "state": "read_once"},
            )
            read = {"bundle_id": n, "reading": "first", "clerk_id": 7, "lines": "[1]"}
            put("voting_paper_entries", read | {"id": n, "digest": "d"})
        elif is_known:
            put("log_entries", {"idx": 2 * n + 1, "fact": "vote.reconciled", "ref": f"vote/{n}"})
    migrate.upgrade()
    known_at = Base.metadata.tables["voting_votes"].c.known_at
    with db.engine.connect() as link:
        kept = link.execute(sa.select(known_at).order_by(Base.metadata.tables["voting_votes"].c.id))
        assert [found == closed_at for found in kept.scalars()] == [
            is_known for _stage, _is_read, is_known in cases
        ]


def test_what_was_amended_under_an_objection_carries_it_out_at_head(first: Flask) -> None:
    """By whoever amended last, when they did: until then nobody could say that more was to come.
    Where more may come they say so themselves."""
    with db.engine.connect() as link:
        command.upgrade(migrate.config(link), "0018")
    vote = {"electorate": "adults", "secrecy": "open", "silence": "strict"}
    vote |= {"rule": "residents_assembly"}
    put(
        "voting_votes",
        vote | {"id": 1, "stage": "open"},
        vote | {"id": 2, "stage": "posted", "posted_at": AT, "objections_until": date(2026, 12, 4)},
    )
    decided = {"vote_id": 1, "decided_at": AT, "decision": "查实", "due_on": date(2026, 11, 26)}
    put(
        "voting_roll_objections",
        decided | {"id": 1, "is_upheld": True},
        decided | {"id": 2, "is_upheld": True},
        decided | {"id": 3, "is_upheld": False},
        {"id": 4, "vote_id": 1, "due_on": date(2026, 11, 26)},
        decided | {"id": 5, "vote_id": 2, "is_upheld": True},
    )
    put("people_persons", *({"id": n, "name": "某人", "state": "listed"} for n in (7, 8)))
    later = datetime(2026, 11, 24, 10, tzinfo=UTC)
    amended = {"vote_id": 1, "voter_id": 1, "reason": "照异议"}
    put(
        "voting_roll_amendments",
        amended | {"id": 1, "kind": "struck", "objection_id": 1, "by_id": 7, "at": AT},
        amended | {"id": 2, "kind": "added", "objection_id": 1, "by_id": 8, "at": later},
        amended | {"id": 3, "kind": "struck", "objection_id": 3, "by_id": 7, "at": AT},
        amended | {"id": 4, "kind": "struck", "by_id": 7, "at": AT},
        amended
        | {"id": 5, "vote_id": 2, "kind": "struck", "objection_id": 5, "by_id": 7, "at": AT},
    )
    migrate.upgrade()
    kept = Base.metadata.tables["voting_roll_objections"].c
    with db.engine.connect() as link:
        rows = link.execute(
            sa.select(kept.carried_out_at, kept.carried_out_by_id).order_by(kept.id)
        )
        assert [tuple(row) for row in rows] == [(later, 8), *[(None, None)] * 4]
        votes = Base.metadata.tables["voting_votes"].c
        noticed = link.execute(sa.select(votes.noticed_on).order_by(votes.id)).scalars()
        assert list(noticed) == [None, clock.day_of(AT)], "since when the rated are parties (EV-4)"
    for wrong in ({"carried_out_at": AT}, {"carried_out_at": AT, "carried_out_by_id": 7}):
        with pytest.raises(sa.exc.IntegrityError):
            put("voting_roll_objections", decided | {"id": 6, "is_upheld": False} | wrong)
