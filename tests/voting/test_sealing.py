"""Two of three holders open the urn, one alone does not; what was tampered with is not opened."""

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.errors import Invalid
from civic.voting.urn import sealing
from civic.voting.urn.sealing import Certificate, Commitments, Export, Receipt, Sheet
from civic.voting.urn.sealing.encoding import joined, ungrouped
from civic.voting.urn.sealing.opening import Box
from civic.voting.urn.why import Why
from civic.wording import CLI

VOTE = 12
PRIVATE = sealing.new_key()
PUBLIC = sealing.public_of(PRIVATE)
SHEETS = sealing.split(PRIVATE, VOTE)
few = settings(max_examples=60, deadline=None)
parts = st.lists(st.one_of(st.binary(max_size=6), st.text(max_size=4), st.integers(0, 2**63)))


def refused(why: Why, act: Callable[[], object]) -> dict[str, object]:
    """The act is refused for this reason; with which facts."""
    with pytest.raises(Invalid) as refusal:
        act()
    assert refusal.value.why is why
    return refusal.value.facts


# Bytes and words ---------------------------------------------------------------------


@few
@given(parts, parts)
def test_two_lists_never_join_to_the_same_bytes(one: list[object], other: list[object]) -> None:
    def plain(parts: list[object]) -> list[bytes]:
        return [
            p.to_bytes(8, "big") if isinstance(p, int) else p.encode() if isinstance(p, str) else p
            for p in parts
        ]  # type: ignore[misc, union-attr]

    assert (joined(*one) == joined(*other)) == (plain(one) == plain(other))  # type: ignore[arg-type]


@few
@given(st.binary(min_size=1, max_size=40))
def test_what_is_grouped_is_read_again_however_it_is_typed(data: bytes) -> None:
    text = sealing.grouped(data)
    assert ungrouped(text, len(data)) == data
    typed = text.lower().replace(" ", "-").replace("o", "0").replace("i", "1")
    assert ungrouped(typed, len(data)) == data
    with pytest.raises(ValueError):
        ungrouped(text, len(data) + 1)


# Sheets ------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", list(combinations(SHEETS, 2)))
def test_any_two_holders_make_the_key_in_any_order(pair: tuple[Sheet, Sheet]) -> None:
    typed = [sealing.read_sheet(sheet.text()) for sheet in pair]
    assert sealing.combine(*typed) == sealing.combine(*reversed(typed)) == PRIVATE


def test_a_key_makes_other_sheets_each_time() -> None:
    again = sealing.split(PRIVATE, VOTE)
    shares = [share for sheet in (*SHEETS, *again) for share in sheet.shares.values()]
    assert len(set(shares)) == 12 and PRIVATE not in shares


@pytest.mark.parametrize("sheet", SHEETS)
def test_one_holder_alone_opens_nothing(sheet: Sheet) -> None:
    """For every other key there is a partner with which the same sheet would make it."""
    assert refused(Why.SAME_HOLDER, lambda: sealing.combine(sheet, sheet)) == {
        "holder": sheet.holder
    }
    stranger = sealing.new_key()
    for other, share in sheet.shares.items():
        fitting = bytes(a ^ b for a, b in zip(share, stranger, strict=True))
        partner = Sheet(
            VOTE, other, sheet.key, {sheet.holder: fitting, 6 - other - sheet.holder: b""}
        )
        refused(Why.WRONG_KEY, lambda partner=partner: sealing.combine(sheet, partner))
        made = replace(sheet, key=sealing.key_fingerprint(sealing.public_of(stranger)))
        assert sealing.combine(made, replace(partner, key=made.key)) == stranger


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SHEETS), st.data())
def test_a_mistyped_share_is_refused_and_its_line_is_named(
    sheet: Sheet, data: st.DataObject
) -> None:
    lines = sheet.text().splitlines()
    at = data.draw(
        st.sampled_from([n for n, line in enumerate(lines) if line[:2] in {"1 ", "2 ", "3 ", "4 "}])
    )
    line = lines[at]
    place = data.draw(st.sampled_from([n for n in range(2, len(line)) if line[n] != " "]))
    wrong = data.draw(
        st.sampled_from([c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if c != line[place]])
    )
    lines[at] = line[:place] + wrong + line[place + 1 :]
    with pytest.raises(Invalid) as refusal:
        sealing.read_sheet("\n".join(lines))
    assert refusal.value.why is Why.MISTYPED
    part = [each for each in lines[:at] if each.startswith("with")][-1]
    assert refusal.value.facts == {"part": part, "line": int(line[0])}
    assert part in CLI[Why.MISTYPED.value] % refusal.value.facts


def test_lines_that_change_places_are_noticed() -> None:
    lines = SHEETS[0].text().splitlines()
    first, second = lines[5], lines[10]
    assert first[0] == second[0] == "1"
    lines[5], lines[10] = second, first
    assert refused(Why.MISTYPED, lambda: sealing.read_sheet("\n".join(lines)))["line"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "civic-urn-sheet-v1",
        SHEETS[0].text()[:120],
        SHEETS[0].text() + "with 9\n",
        "{}",
        "\0" * 99,
    ]
    + [SHEETS[0].text().replace("holder 1", wrong) for wrong in ("holder x", "holder -1", "")],
)
def test_what_is_no_sheet_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sealing.read_sheet(text)
    assert refusal.value.why in {Why.SHEET_UNREADABLE, Why.MISTYPED}


def test_a_sheet_is_read_with_its_head_and_however_it_is_typed() -> None:
    typed = "\ufeff# 给人看的\r\n\r\n" + SHEETS[1].text().lower().replace("\n", "\r\n")
    assert sealing.read_sheet(typed) == SHEETS[1]


def test_sheets_of_another_vote_or_key_do_not_go_together() -> None:
    for other in (sealing.split(PRIVATE, 13)[1], sealing.split(sealing.new_key(), VOTE)[1]):
        refused(Why.SHEETS_APART, lambda other=other: sealing.combine(SHEETS[0], other))


def test_a_public_key_is_taken_for_its_own_vote_only_and_only_as_it_was_written() -> None:
    text = sealing.key_file(PUBLIC, VOTE)
    assert sealing.read_key_file(text, VOTE) == PUBLIC
    refused(Why.KEY_OF_ANOTHER_VOTE, lambda: sealing.read_key_file(text, 13))
    sheet = SHEETS[0].text()
    refused(Why.SHEET_SHOWN, lambda: sealing.read_key_file(f"# for its holder\n{sheet}", VOTE))
    other = sealing.key_fingerprint(sealing.public_of(sealing.new_key()))
    swapped = text.replace(sealing.key_fingerprint(PUBLIC), other)
    refused(Why.KEY_UNFIT, lambda: sealing.read_key_file(swapped, VOTE))
    for text in ("", "civic-urn-key-v1\n", swapped[:40]):
        refused(Why.KEY_UNFIT, lambda text=text: sealing.read_key_file(text, VOTE))


# Rows --------------------------------------------------------------------------------


@few
@given(st.binary(max_size=20), st.integers(1, 9))
def test_a_row_is_opened_by_its_key_for_its_vote_and_question_alone(answer: bytes, q: int) -> None:
    sealed = sealing.seal(PUBLIC, VOTE, q, answer, 20)
    key = sealing.private_key(PRIVATE)
    assert len(sealed) == sealing.sealed_length(20)
    assert sealing.open_row(key, VOTE, q, sealed) == answer
    stranger = sealing.private_key(sealing.new_key())
    for other in ((key, VOTE + 1, q), (key, VOTE, q + 1), (stranger, VOTE, q)):
        refused(Why.ROW_UNSEALED, lambda other=other: sealing.open_row(*other, sealed))


def test_the_same_answer_never_looks_the_same() -> None:
    assert len({sealing.seal(PUBLIC, VOTE, 1, b"yes", 8) for _ in range(50)}) == 50


def test_an_answer_longer_than_a_row_is_refused() -> None:
    assert refused(Why.ANSWER_TOO_LONG, lambda: sealing.seal(PUBLIC, VOTE, 3, b"123456789", 8)) == {
        "question": 3,
        "most": 8,
    }


@pytest.mark.parametrize("public", [b"", b"short", bytes(32), b"\1" + bytes(31)])
def test_a_key_that_is_none_is_refused(public: bytes) -> None:
    """Also one with which everybody could read."""
    refused(Why.KEY_UNFIT, lambda: sealing.seal(public, VOTE, 1, b"yes", 8))


# Receipts ----------------------------------------------------------------------------

receipts = st.builds(
    Receipt,
    st.integers(1, 2**31 - 1),
    st.binary(min_size=16, max_size=16),
    st.sampled_from(["", "桂花", "Tram 38".replace(" ", ""), "éé"]),
    st.binary(min_size=16, max_size=16),
    st.sampled_from(["", "ABCD EFGH IJKL MNOP QRST"]),
)


@few
@given(receipts, receipts)
def test_a_receipt_proves_its_own_ballot_and_no_other(mine: Receipt, other: Receipt) -> None:
    assert sealing.read_receipt(mine.text()) == mine
    assert sealing.read_receipt(mine.text().replace("\n", "\r\n")) == mine
    assert mine.is_among({other.commitment, mine.commitment})
    assert mine.is_among({other.commitment}) == (replace(mine, record=other.record) == other)


def test_a_receipt_shows_26_characters_in_groups_and_never_an_answer() -> None:
    text = Receipt(VOTE, bytes(range(16)), "桂花", bytes(16), "").text()
    (ballot,) = [line for line in text.splitlines() if line.startswith("ballot ")]
    assert ballot == "ballot AAAQ EAYE AUDA OCAJ BIFQ YDIO B4"


@pytest.mark.parametrize("field", ["vote", "ballot_id", "word", "blind"])
def test_whatever_is_changed_about_a_receipt_it_is_another_ballot(field: str) -> None:
    mine = Receipt(VOTE, bytes(16), "桂花", bytes(16), "")
    other = {"vote": 13, "ballot_id": bytes(15) + b"\1", "word": "", "blind": bytes(15) + b"\1"}
    assert not replace(mine, **{field: other[field]}).is_among({mine.commitment})


@pytest.mark.parametrize("word", ["一", "九个字实在是太长了", "a b", "a\nvote 3", "<b>", "🙂🙂"])
def test_a_word_that_is_none_is_refused(word: str) -> None:
    refused(Why.WORD_UNFIT, lambda: sealing.checked_word(word))


def test_a_word_is_the_same_however_it_is_written() -> None:
    assert sealing.checked_word(" e\u0301t\u00e9 ") == "\u00e9t\u00e9"
    assert sealing.checked_word("  ") == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vote 3",
        "vote x\nballot A\nblind B",
        "vote 99999999999\nballot AAAQ EAYE AUDA OCAJ BIFQ YDIO B4\nblind AAAQ EAYE AUDA OCAJ BIFQ YDIO B4",
        "vote 1\nballot 1\nblind 8",
    ],
)
def test_what_is_no_receipt_is_refused(text: str) -> None:
    refused(Why.RECEIPT_UNREADABLE, lambda: sealing.read_receipt(text))


# Opening -----------------------------------------------------------------------------


def exported(answers: list[list[bytes]], comments: tuple[bytes, ...] = ()) -> Export:
    """An urn of so many ballots, as it goes to the ceremony."""
    questions = len(answers[0]) if answers else 1
    noise = random.Random(7)
    given = [[*comments], *([ballot[q] for ballot in answers] for q in range(questions))]
    rows = tuple(
        tuple(
            (
                noise.randbytes(16),
                sealing.seal(PUBLIC, VOTE, q, answer, sealing.LONGEST_COMMENT if q == 0 else 8),
            )
            for answer in each
        )
        for q, each in enumerate(given)
    )
    ballots = tuple(sorted(noise.randbytes(32) for _ in answers))
    box = Box(VOTE, "sealed", PUBLIC.hex(), 8, questions, 17, 100, len(answers) + 3, 3)
    return Export(box, ballots, rows, logged_of(ballots, rows))


def test_a_damaged_export_is_called_unreadable_whatever_is_wrong_with_it() -> None:
    """Each byte broken in three ways, the file cut off anywhere, and JSON that is no box."""
    file = exported([[b"yes", b"1"], [b"no", b"2"]]).pack()
    damaged = [file[:at] for at in range(0, len(file), 7)]
    for at in range(len(file)):
        for flipped in (1, 8, 128):
            broken = bytearray(file)
            broken[at] ^= flipped
            damaged.append(bytes(broken))
    for said in (b"[]", b"null", b"3", b'"x"', b"[" * 100_000):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as target:
            target.writestr("box.json", said)
        damaged.append(packed.getvalue())
    for each in damaged:
        with suppress(Invalid):
            Export.unpack(each)


def logged_of(ballots: object, rows: object) -> Commitments:
    return Commitments.of(
        ballots,  # type: ignore[arg-type]
        (
            sealing.row_commitment(VOTE, question, *row)
            for question, each in enumerate(rows)  # type: ignore[arg-type]
            for row in each
        ),
    )


values = st.sampled_from([b"", b"yes", b"no", b"1,3,2", b"\xff\0"])


@few
@given(st.integers(1, 3).flatmap(lambda q: st.lists(st.lists(values, min_size=q, max_size=q))))
def test_a_tally_is_what_counting_by_hand_says(ballots: list[list[bytes]]) -> None:
    opened = sealing.open_export(exported(ballots).pack(), PRIVATE)
    for question, tally in enumerate(opened.tallies):
        by_hand = Counter(ballot[question] for ballot in ballots)
        assert dict(tally) == by_hand
        assert list(tally) == sorted(tally)


BALLOTS = [[b"yes", b"1"], [b"no", b"2"], [b"yes", b"3"], [b"yes", b"1"]]
WHOLE = exported(BALLOTS, ("灯太暗".encode(), "不错".encode()))


def test_the_certificate_says_the_same_on_every_machine_and_holds_no_order() -> None:
    opened = sealing.open_export(WHOLE.pack(), PRIVATE)
    certificate = opened.certificate
    assert opened.comments == tuple(sorted(("灯太暗".encode(), "不错".encode())))
    assert opened.tallies == (((b"no", 1), (b"yes", 3)), ((b"1", 2), (b"2", 1), (b"3", 1)))
    assert (certificate.roll, certificate.marked, certificate.paper) == (100, 7, 3)
    assert (certificate.ballots, certificate.comments) == (4, 2)
    shuffled = replace(WHOLE, rows=tuple(each[::-1] for each in WHOLE.rows))
    again = sealing.open_export(shuffled.pack(), PRIVATE).certificate
    assert again.encode() == certificate.encode() and again.fingerprint == certificate.fingerprint
    assert sealing.read_certificate(certificate.encode()) == certificate
    ids = [row[0] for each in WHOLE.rows for row in each]
    assert not any(row_id.hex().encode() in certificate.encode() for row_id in ids)


def tampered(**changes: object) -> Callable[[], object]:
    return lambda: sealing.open_export(replace(WHOLE, **changes).pack(), PRIVATE)  # type: ignore[arg-type]


def with_rows(
    question: int, change: Callable[[list[tuple[bytes, bytes]]], object]
) -> Callable[[], object]:
    rows = [list(each) for each in WHOLE.rows]
    change(rows[question])
    return tampered(rows=tuple(map(tuple, rows)))


@pytest.mark.parametrize("question", [0, 1, 2])
def test_each_way_of_tampering_has_its_own_reason(question: int) -> None:
    fresh = (bytes(16), sealing.seal(PUBLIC, VOTE, question, b"no", [2048, 8, 8][question]))
    assert refused(Why.ROWS_DROPPED, with_rows(question, lambda rows: rows.pop())) == {"count": 1}
    assert refused(Why.ROWS_ADDED, with_rows(question, lambda rows: rows.append(fresh))) == {
        "count": 1
    }
    assert refused(Why.ROWS_TWICE, with_rows(question, lambda rows: rows.append(rows[0]))) == {
        "count": 1
    }
    copied = with_rows(question, lambda rows: rows.append((bytes(16), rows[0][1])))
    refused(Why.ROWS_TWICE, copied)

    def swap(rows: list[tuple[bytes, bytes]]) -> None:
        rows[0] = fresh

    def flip(rows: list[tuple[bytes, bytes]]) -> None:
        row_id, sealed = rows[0]
        rows[0] = row_id, sealed[:-1] + bytes([sealed[-1] ^ 1])

    for change in (swap, flip):
        assert refused(Why.ROWS_TAMPERED, with_rows(question, change)) == {"count": 1}


def test_a_row_moved_to_another_question_is_noticed() -> None:
    rows = [list(each) for each in WHOLE.rows]
    rows[1][0], rows[2][0] = rows[2][0], rows[1][0]
    refused(Why.ROWS_TAMPERED, tampered(rows=tuple(map(tuple, rows))))


def test_ballots_that_are_not_those_of_the_record_are_refused() -> None:
    for ballots, missing, added in (
        (WHOLE.ballots[1:], 1, 0),
        ((*WHOLE.ballots, bytes(32)), 0, 1),
        ((*WHOLE.ballots[1:], bytes(32)), 1, 1),
        ((*WHOLE.ballots, WHOLE.ballots[0]), 0, 1),
    ):
        facts = refused(Why.BALLOTS_DIFFER, tampered(ballots=ballots))
        assert facts == {"missing": missing, "added": added}


def test_rows_put_in_and_logged_without_a_ballot_are_refused() -> None:
    rows = [list(each) for each in WHOLE.rows]
    rows[1].append((bytes(16), sealing.seal(PUBLIC, VOTE, 1, b"no", 8)))
    facts = refused(
        Why.ROWS_UNEQUAL,
        tampered(rows=tuple(map(tuple, rows)), logged=logged_of(WHOLE.ballots, rows)),
    )
    assert facts == {"question": 1, "rows": 5, "ballots": 4}


def test_a_row_that_was_logged_and_does_not_open_is_refused() -> None:
    rows = [list(each) for each in WHOLE.rows]
    rows[2][0] = (bytes(16), bytes(sealing.sealed_length(8)))
    facts = refused(
        Why.ROW_UNSEALED,
        tampered(rows=tuple(map(tuple, rows)), logged=logged_of(WHOLE.ballots, rows)),
    )
    assert facts == {"question": 2}


def test_another_key_opens_nothing() -> None:
    refused(Why.WRONG_KEY, lambda: sealing.open_export(WHOLE.pack(), sealing.new_key()))


@few
@given(st.data())
def test_a_damaged_file_is_refused_in_words(data: st.DataObject) -> None:
    """Cut off anywhere, or one byte changed anywhere: never a traceback, never another result."""
    file = WHOLE.pack()
    at = data.draw(st.integers(0, len(file) - 1))
    cut = data.draw(st.booleans())
    other = bytes([file[at] ^ data.draw(st.integers(1, 255))])
    damaged = file[:at] if cut else file[:at] + other + file[at + 1 :]
    try:
        opened = sealing.open_export(damaged, PRIVATE)
    except Invalid as refusal:
        assert refusal.why.value in CLI
    else:  # a byte of the zip that says nothing, such as its times
        assert opened == sealing.open_export(file, PRIVATE)


@pytest.mark.parametrize(
    "change",
    [
        {"questions": -1},
        {"questions": 10**9},
        {"key": "zz"},
        {"row_length": "8"},
        {"format": "other"},
        {"more": 1},
        {"vote": 2**70},
    ],
)
def test_a_box_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    source, target = zipfile.ZipFile(io.BytesIO(WHOLE.pack())), io.BytesIO()
    with zipfile.ZipFile(target, "w") as other:
        for name in source.namelist():
            content = source.read(name)
            if name == "box.json":
                content = json.dumps(json.loads(content) | change).encode()
            other.writestr(name, content)
    with pytest.raises(Invalid):
        sealing.open_export(target.getvalue(), PRIVATE)


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"1", b'{"format":"civic-urn-certificate-v1"}', b"[" * 9999]
)
def test_what_is_no_certificate_is_refused(text: bytes) -> None:
    refused(Why.CERTIFICATE_UNREADABLE, lambda: sealing.read_certificate(text))


@pytest.mark.parametrize("count", ["12", None, [1], 1.5, True, 0, -3, {}, 2**70])
def test_a_certificate_whose_counts_are_no_counts_is_refused(count: object) -> None:
    crooked = json.loads(sealing.open_export(WHOLE.pack(), PRIVATE).certificate.encode())
    crooked["tallies"][0][0][1] = count
    text = json.dumps(crooked, separators=(",", ":"), sort_keys=True).encode()
    refused(Why.CERTIFICATE_UNREADABLE, lambda: sealing.read_certificate(text))


def test_a_certificate_that_was_reformatted_is_refused() -> None:
    certificate: Certificate = sealing.open_export(WHOLE.pack(), PRIVATE).certificate
    loose = json.dumps(json.loads(certificate.encode()), indent=1).encode()
    refused(Why.CERTIFICATE_UNREADABLE, lambda: sealing.read_certificate(loose))


# Rehearsal ---------------------------------------------------------------------------


def test_each_pair_reads_its_own_secret_and_a_stranger_none() -> None:
    secrets = [bytes([n]) * 16 for n in range(3)]
    asked = sealing.read_rehearsal(sealing.Rehearsal.of(PUBLIC, VOTE, secrets).text())
    for (one, other), secret, name in zip(
        combinations(SHEETS, 2), secrets, ("1+2", "1+3", "2+3"), strict=True
    ):
        assert sealing.answer_rehearsal(asked, other, one) == (name, sealing.grouped(secret))
    strangers = sealing.split(sealing.new_key(), VOTE)
    refused(Why.WRONG_KEY, lambda: sealing.answer_rehearsal(asked, *strangers[:2]))
    for text in ("", "civic-urn-rehearsal-v1\n", SHEETS[0].text()):
        refused(Why.EXPORT_UNREADABLE, lambda text=text: sealing.read_rehearsal(text))
