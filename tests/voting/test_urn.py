"""The urn from its roll to its destruction: what it keeps, what it never keeps, what it refuses."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from civic import db
from civic.cli import main
from civic.db import Base
from civic.errors import AlreadyDone, Invalid, OutOfOrder, Refused
from civic.voting import urn
from civic.voting.urn import Commitments, Why, sealing
from civic.voting.urn.place import here
from civic.voting.urn.stages import advance
from civic.voting.urn.tables import BoxState, Mode, metadata
from tests.voting.box import (
    FIXED,
    NOTHING,
    answered,
    database_set,
    in_the_record,
    open_box,
    sheets_of,
)


def refused(kind: type[Refused], why: Why, act: Callable[[], object]) -> dict[str, object]:
    """The act is refused in this kind, for this reason; with which facts."""
    with pytest.raises(kind) as refusal:
        act()
    assert refusal.value.why is why
    return refusal.value.facts


def typed(*line: object) -> Result:
    return CliRunner().invoke(main, ["urn", *map(str, line)])


# What it keeps -----------------------------------------------------------------------

COLUMNS = {
    "ballot_box": [
        "vote_id",
        "state",
        "mode",
        "hpke_pub",
        "row_len",
        "n_questions",
        "manifest_leaf",
    ],
    "roll": ["vote_id", "unit_no", "state", "channel"],
    "urn": ["vote_id", "ballot_id", "commitment"],
    "urn_answer": ["vote_id", "question", "row_id", "sealed"],
    "urn_comment": ["vote_id", "row_id", "sealed"],
}
KEYS = {
    "ballot_box": ["vote_id"],
    "roll": ["vote_id", "unit_no"],
    "urn": ["vote_id", "ballot_id"],
    "urn_answer": ["vote_id", "question", "row_id"],
    "urn_comment": ["vote_id", "row_id"],
}


def test_it_keeps_these_columns_and_no_others(app: Flask) -> None:
    """None for a time, an address, a device, a session or a sequence."""
    found = sa.inspect(here().engine)
    assert set(found.get_table_names()) == set(COLUMNS)
    for table, columns in COLUMNS.items():
        assert [column["name"] for column in found.get_columns(table)] == columns
        assert found.get_pk_constraint(table)["constrained_columns"] == KEYS[table]
        assert not [c for c in found.get_columns(table) if "time" in str(c["type"]).lower()]
    assert {name: table.columns.keys() for name, table in metadata.tables.items()} == COLUMNS


def test_it_lies_in_a_file_or_schema_of_its_own(app: Flask, backend: str) -> None:
    open_box()
    assert not set(COLUMNS) & set(Base.metadata.tables)
    site = sa.inspect(db.db.engine)
    assert not set(COLUMNS) & set(site.get_table_names())
    if backend == "postgresql":
        assert set(COLUMNS) == set(site.get_table_names(schema="urn"))
    else:
        assert (Path(app.config["INSTANCE"]) / "urn.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.sqlite_only
def test_its_file_keeps_no_log_and_overwrites_what_is_deleted(app: Flask) -> None:
    with here().looking() as link:
        found = [
            link.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "secure_delete", "synchronous")
        ]
        assert found == ["truncate", 1, 2]
        for table in ("roll", "urn", "urn_answer", "urn_comment"):
            with pytest.raises(sa.exc.OperationalError, match="rowid"):
                link.exec_driver_sql(f"SELECT rowid FROM {table}")


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO roll (vote_id, unit_no, state) VALUES (1, 99, 2)",
        "INSERT INTO roll (vote_id, unit_no, channel) VALUES (1, 99, 2)",
        "INSERT INTO roll (vote_id, unit_no) VALUES (1, 7)",
        "UPDATE ballot_box SET state = 'reopened'",
        "UPDATE ballot_box SET mode = 'tracked'",
        "INSERT INTO urn (vote_id, ballot_id, commitment) SELECT 1, hpke_pub, hpke_pub FROM ballot_box",
    ],
)
def test_its_schema_keeps_out_what_cannot_be(app: Flask, wrong: str) -> None:
    open_box()
    with pytest.raises(sa.exc.IntegrityError), here().changing() as link:
        link.exec_driver_sql(wrong)


def test_the_schema_knows_every_state_and_mode(app: Flask) -> None:
    open_box()
    for column, values in (("state", BoxState), ("mode", Mode)):
        for value in values:
            with here().changing() as link:
                link.exec_driver_sql(f"UPDATE ballot_box SET {column} = '{value}'")


# From the key to the certificate -----------------------------------------------------


def test_a_vote_from_its_key_to_its_certificate(app: Flask, tmp_path: Path) -> None:
    """Three holders on a laptop, a vote on the site, two holders on the laptop again."""
    desk = tmp_path / "desk"
    made = typed("keygen", "--vote", 5, "--out", desk)
    public = sealing.read_key_file((desk / "key.txt").read_text("utf-8"), 5)
    assert made.exit_code == 0 and sealing.key_fingerprint(public) in made.output
    assert all((desk / f"holder-{n}.svg").read_text().startswith("<?xml") for n in (1, 2, 3))

    urn.lay(5, range(1, 21), questions=2, public_key=public, **FIXED)
    (desk / "rehearsal.txt").write_text(urn.rehearsal(5), "utf-8")
    shown = typed(
        "rehearse", desk / "rehearsal.txt", *(desk / f"holder-{n}.txt" for n in (1, 2, 3))
    )
    assert shown.exit_code == 0
    urn.rehearse(5, dict(line.split("  ") for line in shown.output.splitlines()))
    urn.open_(5)

    receipts = [
        urn.cast(5, unit, [b"yes" if unit % 3 else b"no", b"%d" % (unit % 2)], word="桂花")
        for unit in range(1, 13)
    ]
    urn.cast(5, 13, [b"yes", b"1"], comment="楼道的灯太暗".encode(), record="ABCD EFGH")
    urn.hand_paper(5, 14)
    assert [urn.has_voted(5, unit) for unit in (1, 13, 14, 15, 99)] == [
        True,
        True,
        True,
        False,
        None,
    ]
    logged = urn.contents(5)
    assert (len(logged.ballots), len(logged.rows)) == (13, 27)
    assert all(receipt.is_among(set(logged.ballots)) for receipt in receipts)

    closed = urn.close(5)
    assert closed == urn.Counts(20, 14, 13, 1, 1, (13, 13)) and closed.agree
    assert urn.reconcile(5) == closed
    (desk / "export.zip").write_bytes(urn.export(5, logged))
    opened = typed(
        "open", desk / "export.zip", desk / "holder-3.txt", desk / "holder-1.txt", "--out", desk
    )
    assert opened.exit_code == 0, opened.output
    assert opened.output.splitlines()[:4] == ["1\tno\t4", "1\tyes\t9", "2\t0\t6", "2\t1\t7"]
    assert "13 ballots online, 1 on paper, 14 marks among 20 on the roll" in opened.output
    tally = json.loads((desk / "tally.json").read_text("utf-8"))
    assert tally["questions"][0] == [["no", 4], ["yes", 9]]
    assert tally["comments"] == ["楼道的灯太暗"]

    certificate = sealing.read_certificate((desk / "certificate.json").read_bytes())
    assert certificate.fingerprint in opened.output
    urn.accept(5, certificate, logged)
    urn.certify(5)
    urn.destroy(5)
    assert urn.counts(5) == urn.Counts(0, 0, 0, 0, 0, (0, 0))


def test_any_two_holders_open_and_nobody_else(app: Flask) -> None:
    sheets = open_box(questions=1)
    for unit in range(1, 11):
        urn.cast(1, unit, [b"yes"])
    urn.close(1)
    urn.reconcile(1)
    file = urn.export(1, in_the_record())
    for one, other in ((0, 1), (0, 2), (1, 2)):
        opened = sealing.open_export(file, sealing.combine(sheets[one], sheets[other]))
        assert opened.tallies == (((b"yes", 10),),)
    refused(Invalid, Why.SAME_HOLDER, lambda: sealing.combine(sheets[0], sheets[0]))
    for share in (share for sheet in sheets for share in sheet.shares.values()):
        refused(Invalid, Why.WRONG_KEY, lambda share=share: sealing.open_export(file, share))


def test_the_server_reads_nothing_before_the_ceremony(app: Flask) -> None:
    open_box(questions=1)
    for unit in range(1, 11):
        urn.cast(1, unit, [b"yes"], comment=b"of unit 7")
    urn.close(1)
    urn.reconcile(1)
    refused(Invalid, Why.WRONG_KEY, lambda: urn.open_light(1, in_the_record()))
    assert b"of unit 7" not in urn.export(1, in_the_record())


def test_light_mode_is_opened_by_the_server(app: Flask) -> None:
    urn.lay(1, range(1, 12), questions=1, public_key=None, **FIXED)
    urn.rehearse(1)
    urn.open_(1)
    for unit in range(1, 11):
        urn.cast(1, unit, [b"yes" if unit < 4 else b"no"])
    urn.close(1)
    urn.reconcile(1)
    logged = in_the_record()
    opened = urn.open_light(1, logged)
    assert opened.tallies == (((b"no", 7), (b"yes", 3)),)
    urn.accept(1, opened.certificate, logged)
    with here().looking() as link:
        assert link.exec_driver_sql("SELECT mode, state FROM ballot_box").one() == (
            "light",
            "opened",
        )


def test_all_rows_of_a_vote_are_of_one_length(app: Flask) -> None:
    """Their length would tell the answer."""
    open_box(questions=1)
    for unit, answer in enumerate((b"", b"no", b"abstain!"), 1):
        urn.cast(1, unit, [answer], comment=b"x" * unit)
    with here().looking() as link:
        for table in ("urn_answer", "urn_comment"):
            lengths = f"SELECT DISTINCT length(sealed) FROM {table}"
            assert len(link.exec_driver_sql(lengths).all()) == 1


# The command line refuses in one line ------------------------------------------------


def test_the_command_line_refuses_in_one_clear_line(app: Flask, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    typed("keygen", "--vote", 5, "--out", desk)
    one, other = desk / "holder-1.txt", desk / "holder-2.txt"
    wrong = desk / "typed.txt"
    text = one.read_text("utf-8")
    line = next(each for each in text.splitlines() if each.startswith("3 "))
    wrong.write_text(text.replace(line, line[:-1] + ("A" if line[-1] != "A" else "B")), "utf-8")
    cases = [
        (("keygen", "--vote", 5, "--out", desk), "File exists"),
        (("keygen", "--vote", 0, "--out", desk), "0 is not in the range"),
        (("open", desk / "key.txt", one, other), "not the site's file"),
        (("open", desk / "key.txt", wrong, other), "line 3 under “with 2” is mistyped"),
        (("open", desk / "key.txt", one, one), "another holder's is needed"),
        (("open", desk / "key.txt", one, desk / "key.txt"), "not a holder's sheet"),
        (("open", desk / "nothing", one, other), "does not exist"),
        (("open", desk / "key.txt", one), "takes 2"),
        (("rehearse", desk / "key.txt", one), "at least two"),
        (("rehearse", desk / "key.txt", one, other), "not the site's file"),
    ]
    for line_typed, said in cases:
        answer = typed(*line_typed)
        assert answer.exit_code == 2, (line_typed, answer.output)
        assert said in answer.output.splitlines()[-1], answer.output
        assert "Traceback" not in answer.output


def test_a_result_is_never_written_over_another(app: Flask, tmp_path: Path) -> None:
    sheets = open_box(questions=1)
    urn.cast(1, 1, [b"yes"])
    urn.close(1)
    urn.reconcile(1)
    (tmp_path / "export").write_bytes(urn.export(1, in_the_record()))
    for n in (0, 1):
        (tmp_path / f"{n}").write_text(sheets[n].text(), "utf-8")
    (tmp_path / "tally.json").write_text("the first one's")
    answer = typed("open", tmp_path / "export", tmp_path / "0", tmp_path / "1", "--out", tmp_path)
    assert answer.exit_code == 2 and "tally.json is there already" in answer.output
    assert "Fingerprint of" in answer.output, "what was found is told all the same"
    assert (tmp_path / "tally.json").read_text() == "the first one's"
    assert not (tmp_path / "certificate.json").exists()


# Step after step ---------------------------------------------------------------------


def test_a_roll_may_be_laid_anew_until_it_is_rehearsed(app: Flask) -> None:
    public, sheets = sheets_of(1)
    for units in (range(1, 5), range(1, 9)):
        urn.lay(1, units, questions=1, public_key=public, **FIXED)
    assert urn.counts(1).roll == 8
    urn.rehearse(1, answered(1, sheets))
    again = lambda: urn.lay(1, range(1, 3), questions=1, public_key=public, **FIXED)  # noqa: E731
    assert refused(OutOfOrder, Why.NOT_AT_THIS_STAGE, again) == {"state": BoxState.REHEARSED}
    assert urn.counts(1).roll == 8


def test_nothing_is_laid_without_voters_or_with_a_key_that_is_none(app: Flask) -> None:
    public, _ = sheets_of(1)
    refused(
        Invalid, Why.ROLL_EMPTY, lambda: urn.lay(1, [], questions=1, public_key=public, **FIXED)
    )
    refused(
        Invalid, Why.KEY_UNFIT, lambda: urn.lay(1, [1], questions=1, public_key=bytes(32), **FIXED)
    )
    with pytest.raises(Exception, match=r"(?i)unique"):
        urn.lay(1, [1, 2, 1], questions=1, public_key=public, **FIXED)
    refused(OutOfOrder, Why.NO_BOX, lambda: urn.counts(1))


@pytest.mark.parametrize(("pair", "first", "second"), [("1+2", 1, 2), ("1+3", 1, 3), ("2+3", 2, 3)])
def test_a_pair_that_has_not_shown_that_it_can_open_keeps_the_vote_closed(
    app: Flask, pair: str, first: int, second: int
) -> None:
    public, sheets = sheets_of(1)
    urn.lay(1, range(1, 11), questions=1, public_key=public, **FIXED)
    good = answered(1, sheets)
    other = good["1+3" if pair == "1+2" else "1+2"]
    for wrong in (
        {**good, pair: ""},
        {**good, pair: other},
        {k: v for k, v in good.items() if k != pair},
    ):
        facts = refused(Invalid, Why.NOT_REHEARSED, lambda wrong=wrong: urn.rehearse(1, wrong))
        assert facts == {"first": first, "second": second}
    refused(OutOfOrder, Why.NOT_AT_THIS_STAGE, lambda: urn.open_(1))
    urn.rehearse(1, {name: code.lower() for name, code in good.items()})
    urn.open_(1)


def test_each_step_comes_after_the_one_before_and_may_be_taken_again(app: Flask) -> None:
    public, sheets = sheets_of(1)
    urn.lay(1, range(1, 11), questions=1, public_key=public, **FIXED)
    good = answered(1, sheets)
    steps = [
        lambda: urn.rehearse(1, good),
        lambda: urn.open_(1),
        lambda: urn.close(1),
        lambda: urn.reconcile(1),
        lambda: urn.accept(1, certificate, NOTHING),
        lambda: urn.certify(1),
        lambda: urn.destroy(1),
    ]
    certificate = sealing.Certificate(
        1, sealing.key_fingerprint(public), 17, 10, 0, 0, 0, 0, "", NOTHING.digest().hex(), ((),)
    )
    for n, step in enumerate(steps):
        for later in steps[n + 1 : -1]:
            refused(OutOfOrder, Why.NOT_AT_THIS_STAGE, later)
        step()
        step()
    for act in steps[:4]:
        refused(OutOfOrder, Why.NOT_AT_THIS_STAGE, act)


def test_a_vote_that_is_given_up_before_anybody_has_voted_leaves_no_roll(app: Flask) -> None:
    public, _ = sheets_of(1)
    urn.lay(1, range(1, 11), questions=1, public_key=public, **FIXED)
    urn.destroy(1)
    assert urn.counts(1).roll == 0
    open_box(2)  # which the site may not have heard of, as long as nobody votes
    urn.destroy(2)
    assert urn.counts(2).roll == 0
    open_box(3, questions=1)
    urn.cast(3, 1, [b"yes"])
    refused(OutOfOrder, Why.NOT_AT_THIS_STAGE, lambda: urn.destroy(3))
    assert urn.counts(3).marked == 1


@pytest.mark.postgresql_only
@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (("log_transaction_sample_rate = 1",), "log_transaction_sample_rate"),
        (
            ("log_min_duration_sample = 0", "log_statement_sample_rate = 1"),
            "log_min_duration_sample",
        ),
        (("log_duration = on",), "log_duration"),
        (("log_statement_stats = on",), "log_statement_stats"),
        (("session_preload_libraries = 'auto_explain'",), "auto_explain"),
    ],
)
def test_what_postgresql_samples_or_explains_it_notes_as_well(
    app: Flask, settings: tuple[str, ...], named: str
) -> None:
    public, sheets = sheets_of(1)
    urn.lay(1, range(1, 11), questions=1, public_key=public, **FIXED)
    urn.rehearse(1, answered(1, sheets))
    with database_set(app, *settings):
        facts = refused(OutOfOrder, Why.WATCHED, lambda: urn.open_(1))
        assert facts == {"settings": named}
    urn.open_(1)


@pytest.mark.postgresql_only
def test_postgresql_that_would_note_who_votes_when_keeps_the_vote_closed(app: Flask) -> None:
    public, sheets = sheets_of(1)
    urn.lay(1, range(1, 11), questions=1, public_key=public, **FIXED)
    urn.rehearse(1, answered(1, sheets))
    with database_set(app, "log_statement = 'all'", "log_min_duration_statement = '100ms'"):
        facts = refused(OutOfOrder, Why.WATCHED, lambda: urn.open_(1))
    assert facts == {"settings": "log_min_duration_statement, log_statement"}
    with here().changing() as link:
        link.exec_driver_sql("CREATE PUBLICATION copied FOR ALL TABLES")
    assert refused(OutOfOrder, Why.WATCHED, lambda: urn.open_(1)) == {
        "settings": "publication copied"
    }
    with here().changing() as link:
        link.exec_driver_sql("DROP PUBLICATION copied")
    urn.open_(1)


# Casting -----------------------------------------------------------------------------


def test_nobody_votes_twice_on_paper_or_online(app: Flask) -> None:
    open_box(questions=1)
    urn.cast(1, 1, [b"yes"])
    urn.hand_paper(1, 2)
    for unit in (1, 2):
        refused(AlreadyDone, Why.VOTED_ALREADY, lambda unit=unit: urn.cast(1, unit, [b"no"]))
        refused(AlreadyDone, Why.VOTED_ALREADY, lambda unit=unit: urn.hand_paper(1, unit))
    found = urn.counts(1)
    assert (found.marked, found.online, found.paper, found.rows) == (2, 1, 1, (1,))


def test_who_is_not_on_the_roll_casts_nothing(app: Flask) -> None:
    open_box(1, units=10, questions=1)
    open_box(2, units=20, questions=1)
    refused(Invalid, Why.NOT_ON_ROLL, lambda: urn.cast(1, 11, [b"yes"]))
    refused(Invalid, Why.NOT_ON_ROLL, lambda: urn.hand_paper(1, 0))
    refused(OutOfOrder, Why.NO_BOX, lambda: urn.cast(3, 1, [b"yes"]))
    refused(OutOfOrder, Why.NO_BOX, lambda: urn.hand_paper(3, 1))
    urn.cast(2, 11, [b"yes"])
    assert (urn.counts(1).marked, urn.counts(2).marked) == (0, 1)


def test_a_box_takes_ballots_only_while_it_is_open(app: Flask) -> None:
    public, sheets = sheets_of(1)
    urn.lay(1, range(1, 11), questions=1, public_key=public, **FIXED)

    def turned_away(state: BoxState) -> None:
        for act in (lambda: urn.cast(1, 1, [b"yes"]), lambda: urn.hand_paper(1, 1)):
            assert refused(OutOfOrder, Why.NOT_AT_THIS_STAGE, act) == {"state": state}

    turned_away(BoxState.DRAFT)
    urn.rehearse(1, answered(1, sheets))
    turned_away(BoxState.REHEARSED)
    urn.open_(1)
    urn.close(1)
    turned_away(BoxState.CLOSED)
    assert urn.counts(1).marked == 0


@pytest.mark.parametrize(
    ("given", "more", "why"),
    [
        ([b"yes"], {}, Why.ANSWERS_UNFIT),
        ([b"yes", b"no", b"no"], {}, Why.ANSWERS_UNFIT),
        ([b"yes", b"123456789"], {}, Why.ANSWER_TOO_LONG),
        ([b"yes", b"no"], {"word": "x"}, Why.WORD_UNFIT),
        ([b"yes", b"no"], {"comment": b"x" * 2049}, Why.COMMENT_TOO_LONG),
    ],
)
def test_a_ballot_that_is_none_is_refused_and_the_voter_may_try_again(
    app: Flask, given: list[bytes], more: dict[str, object], why: Why
) -> None:
    open_box()
    refused(Invalid, why, lambda: urn.cast(1, 1, given, **more))  # type: ignore[arg-type]
    assert urn.counts(1).marked == 0
    urn.cast(1, 1, [b"yes", b"no"])


def test_a_ballot_whose_rows_cannot_be_stored_leaves_no_mark(app: Flask) -> None:
    open_box(questions=1)
    with here().changing() as link:
        link.exec_driver_sql("ALTER TABLE urn_answer RENAME COLUMN sealed TO other")
    with pytest.raises(sa.exc.DBAPIError):
        urn.cast(1, 1, [b"yes"])
    assert not urn.has_voted(1, 1)
    with here().looking() as link:
        assert link.exec_driver_sql("SELECT count(*) FROM urn").scalar() == 0


# The record --------------------------------------------------------------------------


def test_nothing_goes_into_the_record_for_fewer_than_ten_ballots(app: Flask) -> None:
    open_box(questions=1)
    for unit in range(1, 10):
        urn.cast(1, unit, [b"yes"])
    assert urn.batch(1, NOTHING, 10) is None
    urn.cast(1, 10, [b"yes"], comment=b"x")
    first = urn.batch(1, NOTHING, 10)
    assert first is not None and (len(first.ballots), first.rows) == (10, ())
    assert list(first.ballots) == sorted(first.ballots)
    for unit in range(11, 14):
        urn.cast(1, unit, [b"yes"])
    assert urn.batch(1, first, 10) is None
    rest = urn.contents(1).without(first)
    assert (len(rest.ballots), len(rest.rows)) == (3, 14), "rows only all at once"
    assert list(rest.rows) == sorted(rest.rows)
    assert first.together(rest) == in_the_record()


def test_a_batch_is_full_drawn_by_lot_and_ten_came_since_the_last(app: Flask) -> None:
    """Full, or whoever counts it knows the turnout; by lot, or the sums of a batch betray its rest."""
    open_box(units=60, questions=1)
    cast = iter(range(1, 61))

    def batch_of(number: int, logged: Commitments) -> Commitments | None:
        for _ in range(number):
            urn.cast(1, next(cast), [b"yes"])
        return urn.batch(1, logged, 15)

    assert batch_of(14, NOTHING) is None
    first = batch_of(15, NOTHING)
    assert first is not None and (len(first.ballots), first.rows) == (15, ())
    inside = urn.contents(1).ballots
    assert list(first.ballots) == sorted(first.ballots) != list(inside[:15])
    assert set(first.ballots) < set(inside)
    assert batch_of(9, first) is None, "14 were left, so that but nine may have come since"
    second = batch_of(1, first)
    assert second is not None and len(second.ballots) == 15
    assert not set(first.ballots) & set(second.ballots)
    both = first.together(second)
    third = batch_of(21, both)
    assert third is not None and len(third.ballots) == 30


def test_what_was_dropped_from_the_urn_since_it_was_logged_is_not_opened(app: Flask) -> None:
    sheets = open_box(questions=1)
    for unit in range(1, 11):
        urn.cast(1, unit, [b"yes"])
    logged = in_the_record()
    with here().changing() as link:
        link.exec_driver_sql(
            "DELETE FROM urn_answer WHERE row_id = (SELECT min(row_id) FROM urn_answer)"
            if link.dialect.name == "sqlite"
            else "DELETE FROM urn_answer WHERE row_id = (SELECT row_id FROM urn_answer LIMIT 1)"
        )
    closed = urn.close(1)
    assert not closed.agree
    facts = refused(OutOfOrder, Why.COUNTS_DIFFER, lambda: urn.reconcile(1))
    assert facts == {"marked": 10, "online": 10, "paper": 0}
    with here().changing() as link:
        advance(link, 1, BoxState.RECONCILED)  # as if the urn had not noticed itself
    file = urn.export(1, logged)
    private = sealing.combine(*sheets[:2])
    refused(Invalid, Why.ROWS_DROPPED, lambda: sealing.open_export(file, private))


def test_a_mark_without_a_ballot_is_noticed(app: Flask) -> None:
    open_box(questions=1)
    urn.cast(1, 1, [b"yes"])
    with here().changing() as link:
        link.exec_driver_sql("UPDATE roll SET state = 1 WHERE unit_no = 2")
    urn.close(1)
    facts = refused(OutOfOrder, Why.COUNTS_DIFFER, lambda: urn.reconcile(1))
    assert facts == {"marked": 2, "online": 1, "paper": 0}


def test_a_certificate_of_something_else_is_refused(app: Flask) -> None:
    sheets = open_box(questions=1)
    for unit in range(1, 11):
        urn.cast(1, unit, [b"yes"])
    urn.close(1)
    urn.reconcile(1)
    logged = in_the_record()
    private = sealing.combine(*sheets[:2])
    good = sealing.open_export(urn.export(1, logged), private).certificate
    for change in (
        {"vote": 2},
        {"key": "ABCD"},
        {"manifest": 18},
        {"roll": 31},
        {"marked": 11},
        {"paper": 1},
        {"ballots": 9},
        {"comments": 1},
        {"commitments": "00"},
        {"tallies": (((b"no", 9),),)},
        {"tallies": ()},
    ):
        wrong = replace(good, **change)  # type: ignore[arg-type]
        refused(Invalid, Why.OTHER_CERTIFICATE, lambda wrong=wrong: urn.accept(1, wrong, logged))
    other = Commitments(logged.ballots[1:], logged.rows)
    refused(Invalid, Why.OTHER_CERTIFICATE, lambda: urn.accept(1, good, other))
    urn.accept(1, good, logged)
