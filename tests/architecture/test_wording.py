"""Every sentence stands in both languages; every enum shown has words; no catalogue holds dead ones."""

import re
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from civic import FEATURES, policy, wording
from civic.config import resource
from civic.i18n import FOLDER, catalogue

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
}
RESIDENTS = (
    r"(civic|templates)/(ratings|reckoner)/|civic/voting/(wording/(?!refusals)|views/offers)"
    r"|templates/voting/(_|again|ballot|cast|notice|paper\.|protection|receipt|review|roll|show)"
)
HAN = re.compile("[\u4e00-\u9fff]")


def messages() -> Iterator[tuple[str, str]]:
    """Every message of code and templates, with the file that says it."""
    for method, files in (
        ("python", (ROOT / "civic").rglob("*.py")),
        ("jinja2.ext:babel_extract", resource("templates").rglob("*.*")),
    ):
        for file in files:
            if file.suffix not in {".py", ".html", ".txt", ".xml"}:
                continue
            options = {"trimmed": "true", "silent": "false"} if method != "python" else {}
            for _line, message, _comments, _context in extract_from_file(
                method, file, keywords=KEYWORDS, options=options
            ):
                for one in message if isinstance(message, tuple) else (message,):
                    if one:
                        yield one, str(file.relative_to(ROOT))


def written() -> dict[str, str]:
    """Every entry of the English catalogues: message → file."""
    found = {}
    for file in sorted((FOLDER / "en").glob("*.po")):
        with file.open("rb") as source:
            for entry in read_po(source, locale="en", abort_invalid=True):
                for one in entry.id if isinstance(entry.id, tuple) else (entry.id,):
                    if one:
                        found[one] = file.name
    return found


def test_every_chinese_sentence_has_its_english() -> None:
    english = catalogue("en")
    missing = sorted(
        {(file, m) for m, file in messages() if english.gettext(m) == m and HAN.search(m)}
    )
    missing = [
        (f, m) for f, m in missing if m not in english._catalog and (m, 0) not in english._catalog
    ]  # type: ignore[attr-defined]
    assert not missing, "\n".join(f"{file}: {message}" for file, message in missing)


def test_no_english_sentence_is_left_in_chinese_or_empty() -> None:
    for file in sorted((FOLDER / "en").glob("*.po")):
        with file.open("rb") as source:
            for entry in read_po(source, locale="en", abort_invalid=True):
                if entry.id:
                    texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                    assert all(texts), (file.name, entry.id)
                    assert "’" not in "".join(texts), (file.name, entry.id, "elsewhere it is '")


def test_a_translation_names_the_same_facts() -> None:
    names = re.compile(r"%\((\w+)\)")
    for file in sorted((FOLDER / "en").glob("*.po")):
        with file.open("rb") as source:
            for entry in read_po(source, locale="en", abort_invalid=True):
                if not entry.id or isinstance(entry.id, tuple):
                    continue
                assert set(names.findall(entry.string)) <= set(names.findall(entry.id)), (
                    file.name,
                    entry.id,
                )


def test_residents_read_articles_by_their_name_or_not_at_all() -> None:
    """A code of ours (AP-8) stops whoever reads it where they vote or are told how it went."""
    code, theirs = re.compile("（[A-Z]{1,3}-?[0-9]"), re.compile(RESIDENTS)
    bare = sorted({(file, m) for m, file in messages() if theirs.match(file) and code.search(m)})
    assert not bare, "\n".join(f"{file}: {message}" for file, message in bare)


def test_no_dead_sentence_is_kept() -> None:
    said = {m for m, _file in messages()}
    dead = sorted((file, m) for m, file in written().items() if m not in said)
    assert not dead, "\n".join(f"{file}: {message}" for file, message in dead)


@pytest.mark.parametrize("feature", ["", *FEATURES])
def test_every_refusal_has_words(feature: str) -> None:
    """Each ``Why`` of a room stands in that room's REFUSALS."""
    if not feature:
        assert set(policy.Why) <= set(wording.REFUSALS)
        return
    try:
        rules = import_module(f"civic.{feature}.rules")
    except ModuleNotFoundError:
        return
    codes = getattr(rules, "Why", ())
    if codes:
        words = import_module(f"civic.{feature}.wording").REFUSALS
        assert not [w for w in codes if w not in words]


def test_every_role_and_power_has_words_and_every_power_a_holder() -> None:
    assert set(wording.ROLE) == set(policy.Role)
    assert set(wording.POWER) == set(policy.Can)
    assert set(policy.GRANTS) == set(policy.Can)
    assert all(policy.GRANTS.values())


def test_enum_tables_of_wording_are_complete() -> None:
    """A table that speaks of one member of an enum speaks of all of them."""
    for feature in FEATURES:
        try:
            module = import_module(f"civic.{feature}.wording")
        except ModuleNotFoundError:
            continue
        for name, table in vars(module).items():
            if not name.isupper() or not isinstance(table, dict) or name == "REFUSALS":
                continue
            kinds = {type(k) for k in table if isinstance(k, StrEnum)}
            for kind in kinds:
                missing = [m for m in kind if m not in table]
                assert not missing or getattr(module, f"{name}_SOME", False), (
                    feature,
                    name,
                    missing,
                )
