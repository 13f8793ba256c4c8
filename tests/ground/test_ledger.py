"""The public record: a tree that only grows, entries that say no more than they may."""

import hashlib
import json
import threading
import unicodedata
from base64 import b64decode
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from civic import db, ledger
from civic.clock import Hands, start_of_day
from civic.errors import AlreadyDone
from civic.ledger import Committed, Entry, Fact, LogSecret, LogText, Outbox, entries, tree

# -- the tree, against RFC 6962's own definitions ------------------------------------


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH(D[n]), RFC 6962 §2.1."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]), RFC 6962 §2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b), RFC 6962 §2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


UPTO = 65
LEAVES = [b"leaf %d" % i for i in range(UPTO)]
ROOTS = [naive_root(LEAVES[:n]) for n in range(UPTO + 1)]


def grown(leaves: list[bytes]) -> dict[tree.Node, bytes]:
    nodes: dict[tree.Node, bytes] = {}
    for idx, leaf in enumerate(leaves):
        for level, place, value in tree.grow(idx, tree.leaf_hash(leaf), nodes):
            assert (level, place) not in nodes, "a node is written once"
            nodes[level, place] = value
    return nodes


NODES = grown(LEAVES)


def prove(ranges: list[tree.Range]) -> list[bytes]:
    known = {node: NODES[node] for node in tree.needed(ranges)}
    return [tree.fold(span, known) for span in ranges]


def test_known_roots() -> None:
    leaves = [
        bytes.fromhex(h)
        for h in (
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        )
    ]
    nodes = grown(leaves)
    roots = [tree.fold((0, n), nodes).hex() for n in range(9)]
    assert roots == [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    path = [tree.fold(span, nodes).hex() for span in tree.inclusion_ranges(0, 8)]
    assert path == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    path = [tree.fold(span, nodes).hex() for span in tree.consistency_ranges(6, 8)]
    assert path == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_root_is_folded_from_stored_nodes() -> None:
    assert [tree.fold((0, n), NODES) for n in range(UPTO + 1)] == ROOTS


def test_every_inclusion_proof_is_the_rfcs_and_verifies() -> None:
    for n in range(1, UPTO + 1):
        for m in range(n):
            proof = prove(tree.inclusion_ranges(m, n))
            assert proof == naive_path(m, LEAVES[:n])
            assert tree.verify_inclusion(m, n, NODES[0, m], proof, ROOTS[n])


def test_every_consistency_proof_is_the_rfcs_and_verifies() -> None:
    for n in range(1, UPTO + 1):
        for m in range(1, n + 1):
            proof = prove(tree.consistency_ranges(m, n))
            assert proof == naive_subproof(m, LEAVES[:n], True)
            assert tree.verify_consistency(m, n, ROOTS[m], ROOTS[n], proof)


def forgeries(proof: list[bytes]) -> list[list[bytes]]:
    stranger = hashlib.sha256(b"stranger").digest()
    wrong = [[*proof, stranger], [stranger, *proof], [*proof, b""]]
    for i, value in enumerate(proof):
        wrong.append([*proof[:i], *proof[i + 1 :]])
        wrong.append([*proof[:i], bytes([value[0] ^ 1]) + value[1:], *proof[i + 1 :]])
        wrong.append([*proof[:i], value[:31], *proof[i + 1 :]])
    if proof[::-1] != proof:
        wrong.append(proof[::-1])
    return wrong


def test_no_changed_inclusion_proof_verifies() -> None:
    for n in range(1, 34):
        for m in range(n):
            proof = prove(tree.inclusion_ranges(m, n))
            leaf, root = NODES[0, m], ROOTS[n]
            for forged in forgeries(proof):
                assert not tree.verify_inclusion(m, n, leaf, forged, root)
            assert not tree.verify_inclusion(m, n, tree.leaf_hash(b"other"), proof, root)
            assert not tree.verify_inclusion(m, n, leaf, proof, ROOTS[n - 1])
            assert not any(
                tree.verify_inclusion(other, n, leaf, proof, root)
                for other in range(n)
                if other != m
            )
            assert not tree.verify_inclusion(-1, n, leaf, proof, root)
            assert not tree.verify_inclusion(n, n, leaf, proof, root)


def test_no_changed_consistency_proof_verifies() -> None:
    for n in range(1, 34):
        for m in range(1, n + 1):
            proof = prove(tree.consistency_ranges(m, n))
            for forged in forgeries(proof):
                assert not tree.verify_consistency(m, n, ROOTS[m], ROOTS[n], forged)
            if m < n:
                assert not tree.verify_consistency(m, n, ROOTS[n], ROOTS[m], proof)
                assert not tree.verify_consistency(n, m, ROOTS[n], ROOTS[m], proof)
            assert not tree.verify_consistency(m, n, ROOTS[m - 1], ROOTS[n], proof)
            assert not tree.verify_consistency(m, n, ROOTS[m], ROOTS[n - 1], proof)


def test_the_empty_record_proves_nothing() -> None:
    assert not tree.verify_consistency(0, 5, ROOTS[0], ROOTS[5], [])
    assert not tree.verify_consistency(0, 0, ROOTS[0], ROOTS[0], [])
    assert not tree.verify_inclusion(0, 0, NODES[0, 0], [], ROOTS[0])
    with pytest.raises(ValueError, match="0 < old"):
        tree.consistency_ranges(0, 5)


# -- canonical form -----------------------------------------------------------------

plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def has_twin_keys(value: object) -> bool:
    if isinstance(value, dict):
        keys = {unicodedata.normalize("NFC", k) for k in value}
        return len(keys) < len(value) or any(map(has_twin_keys, value.values()))
    return isinstance(value, list) and any(map(has_twin_keys, value))


@given(plain_json)
def test_canonical_form_is_json_that_is_its_own_canonical_form(value: ledger.JSON) -> None:
    if has_twin_keys(value):
        with pytest.raises(ValueError, match="NFC"):
            ledger.canonical(value)
        return
    written = ledger.canonical(value)
    assert ledger.canonical(json.loads(written)) == written


@given(st.text())
def test_two_spellings_of_one_text_are_one(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert ledger.canonical(composed) == ledger.canonical(decomposed)
    assert ledger.text_digest(composed) == ledger.text_digest(decomposed)


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), "\ud800", {1: "a"}, {"a": {"b": [0.5]}}, b"x", {3}],
)
def test_what_has_no_one_form_is_refused(value: ledger.JSON) -> None:
    with pytest.raises((TypeError, ValueError)):
        ledger.canonical(value)


def test_keys_stand_in_order_whatever_the_order_of_writing() -> None:
    assert ledger.canonical({"b": 1, "a": True, "é": None}) == '{"a":true,"b":1,"é":null}'.encode()


@given(st.binary(min_size=32, max_size=32), st.text(), plain_json)
def test_a_commitment_opens_with_what_it_was_made_of_only(
    salt: bytes, field: str, value: ledger.JSON
) -> None:
    if has_twin_keys(value):
        return
    made = ledger.commitment(salt, field, ledger.canonical(value))
    by_the_book = hashlib.sha256(
        b"civic-field-v1\x00" + salt + ledger.canonical({"f": field, "v": value})
    ).digest()
    assert b64decode(made) == by_the_book
    assert ledger.opens(made, salt, field, value)
    assert not ledger.opens(made, salt, field + "x", value)
    assert not ledger.opens(made, salt, field, [value])
    assert not ledger.opens(made, bytes(32) if any(salt) else b"\x01" * 32, field, value)
    assert not ledger.opens(made, salt[:31], field, value)


def test_every_fact_is_named_like_an_act_that_is_over() -> None:
    assert set(Fact) == ledger.PUBLIC | ledger.PRIVATE
    for fact in Fact:
        feature, _, what = fact.value.partition(".")
        assert feature.isidentifier()
        assert what.isidentifier()
        assert len(fact.value) <= 48
        assert fact.is_public is (fact in ledger.PUBLIC)


# -- the record ---------------------------------------------------------------------


@dataclass
class Thing:
    id: int | None = 12
    place_path: str = "/1/4/9/"

    @property
    def ledger_ref(self) -> str:
        return f"matter/{self.id}"


@dataclass
class Someone:
    id: int = 7


MATTER, WANG = Thing(), Someone()


def raise_one(n: int = 0) -> Entry:
    return ledger.record(Fact.MATTER_RAISED, about=MATTER, by=WANG, pub={"number": n})


def bodies() -> list[bytes]:
    return list(db.session().scalars(sa.select(Entry.body).order_by(Entry.idx)))


def test_a_public_entry_says_what_where_and_when_but_not_who(app: Flask) -> None:
    with db.transaction():
        entry = ledger.record(
            Fact.REPLY_PUBLISHED,
            about=MATTER,
            by=WANG,
            pub={"kind": "adopted"},
            text=["已请 ", Committed("王秀英"), " 到场查看。"],
            secret={"phone": "13800000000"},
        )
    said = ledger.content(entry)
    assert {k: said[k] for k in ("v", "type", "ref", "day", "at", "pub")} == {
        "v": 1,
        "type": "reply.published",
        "ref": "matter/12",
        "day": "2026-11-23",
        "at": "2026-11-23T01:00:00Z",
        "pub": {"kind": "adopted"},
    }
    assert said["seq"] == entry.idx
    assert [list(part) for part in said["text"]] == [["pub"], ["commit"], ["pub"]]
    assert set(said["commit"]) == {"by", "phone"}
    assert "王秀英".encode() not in entry.body
    assert b"13800000000" not in entry.body
    assert entry.body == ledger.canonical(said)
    assert (entry.fact, entry.by_id, entry.place_path) == (Fact.REPLY_PUBLISHED, 7, "/1/4/9/")


def test_every_commitment_of_an_entry_opens_with_what_is_kept_beside_it(app: Flask) -> None:
    with db.transaction():
        entry = ledger.record(
            Fact.REPLY_PUBLISHED,
            about=MATTER,
            by=WANG,
            text=[Committed("王")],
            secret={"phone": "1"},
        )
    said = ledger.content(entry)
    committed = said["commit"] | {"text.0": said["text"][0]["commit"]}
    for field, value in {"by": 7, "phone": "1", "text.0": "王"}.items():
        kept = ledger.opening(entry.idx, field)
        assert kept is not None
        assert kept.value == value
        assert len(kept.salt) == 32
        assert ledger.opens(committed[field], kept.salt, field, value)


def test_a_private_entry_shows_nothing_but_the_day(app: Flask) -> None:
    with db.transaction():
        one = ledger.record(
            Fact.MATTER_SECONDED, about=MATTER, by=WANG, pub={"a": "附议"}, secret={"b": "密"}
        )
        same = ledger.record(
            Fact.MATTER_SECONDED, about=MATTER, by=WANG, pub={"a": "附议"}, secret={"b": "密"}
        )
    said = ledger.content(one)
    assert set(said) == {"v", "seq", "type", "day", "commit"}
    assert said["type"] == "private"
    assert set(said["commit"]) == {"entry"}
    assert said["commit"] != ledger.content(same)["commit"]
    kept = ledger.opening(one.idx, "entry")
    assert kept is not None
    assert kept.value == {
        "type": "matter.seconded",
        "ref": "matter/12",
        "at": "2026-11-23T01:00:00Z",
        "by": 7,
        "pub": {"a": "附议"},
        "secret": {"b": "密"},
    }
    assert ledger.opens(said["commit"]["entry"], kept.salt, "entry", kept.value)


def test_the_systems_own_acts_have_no_author(app: Flask) -> None:
    with db.transaction():
        entry = ledger.record(Fact.SITE_OPENED, about=ledger.SITE, by=None)
    assert entry.by_id is None
    assert "commit" not in ledger.content(entry)


def test_composed_and_decomposed_text_make_one_entry(app: Flask) -> None:
    with db.transaction():
        entry = ledger.record(Fact.MATTER_RAISED, about=MATTER, by=None, text=["cafe\u0301"])
    assert ledger.content(entry)["text"] == [{"pub": "café"}]


@pytest.mark.parametrize("value", [1.5, 2**53, "\udfff"])
def test_a_number_or_text_without_one_form_is_not_recorded(app: Flask, value: ledger.JSON) -> None:
    with db.transaction():
        before = ledger.size()
    with pytest.raises((TypeError, ValueError)), db.transaction():
        ledger.record(Fact.MATTER_RAISED, about=MATTER, by=WANG, pub={"x": value})
    assert ledger.size() == before


def test_nothing_is_recorded_about_what_has_no_id_yet(app: Flask) -> None:
    with pytest.raises(ValueError, match="None"), db.transaction():
        ledger.record(Fact.MATTER_RAISED, about=Thing(id=None), by=WANG)


def test_the_ledgers_own_fields_cannot_be_taken(app: Flask) -> None:
    for field in ("by", "text.0"):
        with pytest.raises(ValueError, match=field), db.transaction():
            ledger.record(Fact.MATTER_RAISED, about=MATTER, by=WANG, secret={field: 1})


def test_a_long_official_text_is_named_by_its_hash_and_kept_beside(app: Flask) -> None:
    short, long = "答复如下：", "长" * 30_000
    with db.transaction():
        entry = ledger.record(Fact.REPLY_PUBLISHED, about=MATTER, by=WANG, text=[short, long])
        again = ledger.record(Fact.REPLY_CORRECTED, about=MATTER, by=WANG, text=[long])
    digest = hashlib.sha256(long.encode()).hexdigest()
    assert ledger.content(entry)["text"] == [{"pub": short}, {"sha256": digest}]
    assert ledger.content(again)["text"] == [{"sha256": digest}]
    assert len(entry.body) < entries.LIMIT
    assert ledger.long_text(digest) == long
    assert db.session().scalar(sa.select(sa.func.count()).select_from(LogText)) == 1


def test_a_text_just_short_enough_stands_in_the_entry_itself(app: Flask) -> None:
    with db.transaction():
        entry = ledger.record(Fact.REPLY_PUBLISHED, about=MATTER, by=WANG, text=["x" * 65_000])
    assert ledger.content(entry)["text"] == [{"pub": "x" * 65_000}]


def test_an_entry_that_is_too_long_without_its_text_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="65,535"), db.transaction():
        ledger.record(Fact.MATTER_RAISED, about=MATTER, by=WANG, pub={"x": "x" * 65_535})


def test_the_record_is_the_tree_over_its_entries(app: Flask) -> None:
    with db.transaction():
        for n in range(40):
            raise_one(n)
    written = bodies()
    n = ledger.size()
    assert ledger.position() == n == len(written)
    assert [json.loads(body)["seq"] for body in written] == list(range(n))
    assert ledger.root() == naive_root(written)
    for size in (0, 1, n // 2, n - 1):
        assert ledger.root(size) == naive_root(written[:size])
    for idx in (0, 1, n // 2, n - 1):
        proof = ledger.standing(idx).proof
        assert proof == naive_path(idx, written)
        assert ledger.verify_inclusion(idx, n, ledger.leaf_hash(written[idx]), proof, ledger.root())
    for old in (1, 2, n // 2, n):
        proof = ledger.consistency_proof(old, n)
        assert proof == naive_subproof(old, written, True)
        assert ledger.verify_consistency(old, n, ledger.root(old), ledger.root(), proof)


def test_a_page_shows_an_entry_with_its_proof_in_two_queries(app: Flask) -> None:
    with db.transaction():
        entries_ = [raise_one(n) for n in range(13)]
    db.session().expire_all()
    entry = db.session().get_one(Entry, entries_[4].idx)
    leaf = ledger.leaf_hash(entry.body)
    seen: list[str] = []
    sa.event.listen(
        db.session().connection(),
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: seen.append(statement),
    )
    found = ledger.standing(entry.idx)
    assert len(seen) == 2
    assert (found.idx, found.size, found.root) == (entry.idx, ledger.size(), ledger.root())
    assert ledger.verify_inclusion(found.idx, found.size, leaf, found.proof, found.root)


def test_a_record_longer_than_it_is_cannot_be_asked_for(app: Flask) -> None:
    n = ledger.size()
    for ask in (
        lambda: ledger.root(n + 1),
        lambda: ledger.root(-1),
        lambda: ledger.standing(0, n + 1),
        lambda: ledger.standing(n),
        lambda: ledger.consistency_proof(1, n + 1),
        lambda: ledger.consistency_proof(0),
    ):
        with pytest.raises(ValueError, match=r".+"):
            ask()


def test_what_was_recorded_can_be_found_again_by_what_it_is_about(app: Flask) -> None:
    with db.transaction():
        entry = raise_one()
    found = db.session().scalars(sa.select(Entry).where(Entry.ref == "matter/12")).all()
    assert found == [entry]
    assert found[0].at.isoformat() == "2026-11-23T01:00:00+00:00"


def test_each_entry_waits_in_the_outbox(app: Flask) -> None:
    with db.transaction():
        idx = raise_one().idx
    with db.transaction() as s:
        waiting = s.scalars(ledger.waiting(10_000)).all()
        assert [row.idx for row in waiting] == sorted(row.idx for row in waiting)
        mine = s.get_one(Outbox, idx)
        assert (mine.done_at, mine.tries) == (None, 0)
        mine.done_at = s.get_one(Entry, idx).at
        s.flush()
        assert idx not in {row.idx for row in s.scalars(ledger.waiting(10_000))}


def test_an_act_that_fails_leaves_no_entry_and_no_gap(app: Flask) -> None:
    before = ledger.size()
    with pytest.raises(ZeroDivisionError), db.transaction():
        raise_one()
        raise ZeroDivisionError
    assert ledger.size() == before
    with db.transaction() as s:
        raise_one(1)
        with pytest.raises(ZeroDivisionError), s.begin_nested():
            undone = raise_one(2)
            raise ZeroDivisionError
        entry = raise_one(3)
        assert entry.idx == before + 1
        assert entry is not undone, "somebody may still hold what was undone"
        assert ledger.content(s.get_one(Entry, before + 1))["pub"] == {"number": 3}
    assert ledger.size() == before + 2
    assert ledger.root() == naive_root(bodies())
    for table in (LogSecret, Outbox):
        idx = db.session().scalars(sa.select(sa.func.max(table.idx))).one()
        assert idx == before + 1


def test_two_writers_take_turns(app: Flask) -> None:
    before = ledger.size()
    db.rollback()
    second_done = threading.Event()
    idx: list[int] = []

    def second() -> None:
        with app.app_context():
            with db.transaction():
                idx.append(raise_one(2).idx)
            second_done.set()

    other = threading.Thread(target=second)
    with db.transaction():
        idx.append(raise_one(1).idx)
        other.start()
        assert not second_done.wait(0.4), "the second writer waits for the first"
    other.join(20)
    assert idx == [before, before + 1]


def test_many_writers_leave_one_gapless_tree(app: Flask) -> None:
    before = ledger.size()
    db.rollback()

    def write() -> None:
        with app.app_context():
            for n in range(10):
                with db.transaction():
                    raise_one(n)
                    raise_one(n)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert ledger.size() == before + 80
    assert ledger.root() == naive_root(bodies())


CHANGES = [
    "UPDATE log_entries SET entry = entry WHERE idx = {idx}",
    "UPDATE log_entries SET fact = 'matter.merged' WHERE idx = {idx}",
    "UPDATE log_entries SET idx = 9999 WHERE idx = {idx}",
    "UPDATE log_entries SET by_id = 8 WHERE idx = {idx}",
    "UPDATE log_entries SET ref = 'matter/13' WHERE idx = {idx}",
    "UPDATE log_entries SET ref = '' WHERE idx = {idx}",
    "UPDATE log_entries SET place_path = '/' WHERE idx = {idx}",
    *(
        "UPDATE log_entries SET ref = '', place_path = '/', by_id = NULL, "
        "at = '{at}' WHERE idx = {idx}".replace("{at}", at)
        for at in (
            "2026-11-23 01:00:00.000000+00:00",  # the hour itself
            "2026-11-21 16:00:00.000000+00:00",  # another day
            "2026-11-23 16:00:00.000000+00:00",
            "2026-11-22 15:59:59.000000+00:00",
            "",
            "soon",
        )
    ),
    "DELETE FROM log_entries WHERE idx = {idx}",
    "UPDATE log_nodes SET hash = hash WHERE level = 0 AND idx = {idx}",
    "DELETE FROM log_nodes WHERE level = 0 AND idx = {idx}",
    "UPDATE log_texts SET text = ''",
    "DELETE FROM log_texts",
    "UPDATE log_head SET size = size - 1",
    "DELETE FROM log_head",
    "INSERT INTO log_head (one, size) VALUES (2, 0)",
]
REPLACES = {
    "sqlite": [
        "INSERT OR REPLACE INTO log_nodes (level, idx, hash) VALUES (0, {idx}, x'00')",
        "REPLACE INTO log_entries (idx, entry, fact, ref, place_path, at) "
        "VALUES ({idx}, x'00', 'matter.raised', 'x', '/', '2026-01-01')",
        "REPLACE INTO log_texts SELECT digest, '' FROM log_texts",
    ],
    "postgresql": [
        "TRUNCATE log_entries CASCADE",
        "TRUNCATE log_nodes",
        "TRUNCATE log_texts",
        "TRUNCATE log_head",
        "INSERT INTO log_nodes (level, idx, hash) VALUES (0, {idx}, '') "
        "ON CONFLICT (level, idx) DO UPDATE SET hash = excluded.hash",
    ],
}


def test_the_database_itself_refuses_to_change_the_record(app: Flask) -> None:
    with db.transaction():
        idx = ledger.record(Fact.REPLY_PUBLISHED, about=MATTER, by=WANG, text=["长" * 30_000]).idx
    before, root = bodies(), ledger.root()
    dialect = db.db.engine.dialect.name
    for change in CHANGES + REPLACES[dialect]:
        with pytest.raises(sa.exc.DBAPIError), db.transaction() as s:
            s.execute(sa.text(change.format(idx=idx)))
    assert bodies() == before
    assert ledger.root() == root


def test_what_a_person_wants_forgotten_is_forgotten_and_the_tree_stands(app: Flask) -> None:
    with db.transaction():
        entry = ledger.record(
            Fact.MATTER_RAISED, about=MATTER, by=WANG, pub={"a": 1}, secret={"phone": "1"}
        )
    idx, body, root, size = entry.idx, entry.body, ledger.root(), ledger.size()
    with db.transaction():
        erased = ledger.erase(idx, "phone", "person.asked", Someone(3))
    assert ledger.opening(idx, "phone") is None
    assert ledger.opening(idx, "by") is not None
    assert ledger.content(erased)["pub"] == {"seq": idx, "field": "phone", "ground": "person.asked"}
    assert erased.fact is Fact.FIELD_ERASED
    assert db.session().get_one(Entry, idx).body == body
    proof = ledger.consistency_proof(size)
    assert ledger.verify_consistency(size, size + 1, root, ledger.root(), proof)
    with pytest.raises(AlreadyDone), db.transaction():
        ledger.erase(idx, "phone", "person.asked", WANG)
    assert ledger.size() == size + 1


def test_of_a_private_entry_that_is_forgotten_the_day_is_left_of_a_public_one_what_it_says(
    app: Flask, clock: Hands
) -> None:
    clock.move(timedelta(hours=14, minutes=59, seconds=59))  # 23:59:59 in Shanghai
    with db.transaction():
        seconded = ledger.record(Fact.MATTER_SECONDED, about=MATTER, by=WANG).idx
        raised = raise_one().idx
    clock.move(timedelta(seconds=1))
    with db.transaction():
        at_midnight = ledger.record(Fact.MATTER_SECONDED, about=MATTER, by=WANG).idx
    before = bodies()
    with db.transaction():
        ledger.forget([seconded, raised, at_midnight], "law.log_term")
    db.session().expire_all()
    for idx, day in ((seconded, date(2026, 11, 23)), (at_midnight, date(2026, 11, 24))):
        entry = db.session().get_one(Entry, idx)
        assert entry.is_forgotten
        assert (entry.ref, entry.place_path, entry.by_id) == ("", "/", None)
        assert entry.at == start_of_day(day)
    public = db.session().get_one(Entry, raised)
    assert (public.ref, public.place_path, public.by_id) == ("matter/12", "/1/4/9/", None)
    assert not public.is_forgotten
    assert public.at.isoformat() == ledger.content(public)["at"].replace("Z", "+00:00")
    assert bodies()[: len(before)] == before
    assert ledger.root() == naive_root(bodies())


@pytest.mark.parametrize(
    ("fact", "field"), [(Fact.MATTER_RAISED, "by"), (Fact.MATTER_SECONDED, "entry")]
)
def test_forgetting_the_author_forgets_the_number_too(app: Flask, fact: Fact, field: str) -> None:
    with db.transaction():
        idx = ledger.record(fact, about=MATTER, by=WANG).idx
    with db.transaction() as s:
        s.get_one(Outbox, idx).done_at = s.get_one(Entry, idx).at
    with db.transaction():
        ledger.erase(idx, field, "person.asked", None)
    db.session().expire_all()
    assert db.session().get_one(Entry, idx).by_id is None
    assert (db.session().get(Outbox, idx) is None) is (field == "entry"), "told at that second"
    assert ledger.root() == naive_root(bodies())


def test_recording_takes_few_statements_however_long_the_record(app: Flask) -> None:
    statements: list[str] = []
    with db.transaction() as s:
        sa.event.listen(
            s.connection(),
            "before_cursor_execute",
            lambda _c, _cur, statement, *_: statements.append(statement),
        )
        for _ in range(64):
            statements.clear()
            raise_one()
            assert len(statements) <= 6, statements


@pytest.mark.sqlite_only
def test_nodes_are_found_by_key(app: Flask) -> None:
    from civic.ledger.log import _nodes_named

    written = str(_nodes_named(20).compile(db.db.engine))
    plan = db.session().connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {written}", (0,) * 40)
    assert not [row for row in plan if row[3].startswith("SCAN")]
