"""Whatever arrives in a form: in words, nothing lost that was typed, nothing changed, no 500.

The routes' table knows for each form who may send it, where to, and with what; here that
is bent in every way. What is said yes to must be sound, and a no must change nothing.
"""

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse
from wtforms import Field

from civic import create_app, db, forms
from civic.ledger.models import Entry
from tests.architecture.routes import ROUTES
from tests.architecture.street import HTMX, Street
from tests.neighbour import Form
from tests.neighbour import forms as forms_of

pytestmark = pytest.mark.sqlite_first

LONG = "很长" * 30_000
HIDDEN = ["a\x00b", "\x00", "\x1b[31m红", "正\u202e常", "\u2066x", "\ufeff"]
WORDS = [
    *HIDDEN,
    "\x85",  # a line break of old machines, and nothing besides
    LONG,
    b"\xed\xa0\x80",  # what is no text arrives as %ED%A0%80, to be read by everybody
    b"\xff",
    "",
    "   ",
    "\r\n\r\n",
    "\u3164",
    "😀" * 40,
    "<script>alert(1)</script>",
    "'; DROP TABLE people_persons; --",
    "%(who)s %s %d {0} {{ 7 * 7 }}",
    "//elsewhere.example/",
    "None",
    "true",
    "[]",
]
NUMBERS = [
    *("0", "-1", "1", "2", "2147483647", "2147483648", "9223372036854775808", "9" * 400),
    *("1e308", "NaN", "-Infinity", "1.5", "0x10", "+5", "1_000", "٣", "１２", "²"),
]
TIMES = [
    *("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "20261121", "2026-W48-1"),
    *("0001-01-01T00:00", "9999-12-31T23:59", "2026-11-30T25:00", "2026-11-30T10:00+08:00"),
    *("1900-01-01", "2199-12-31", "2199-12-31T23:59", "1900-01-01T00:00", "12:00"),
]
MARKS = {"csrf_token", "once"}
TRIES = frozenset({"people.enter", "people.typed_card", "people.claim", "people.register"})
"""Tries at a door are counted, also those that fail."""
STANDS = frozenset({"voting.cast"})
"""Committed apart, with those of others: what is said yes to stands."""
ROWS = frozenset({"meetings.enter_registration", "meetings.check_in"})
"""A button in the row of a list: nobody types what it says."""

HANGS_ON = {
    ("opinions.enter", "person"): "name",
    ("voting.invite", "person_id"): "who",
    ("meetings.invite_rater", "person_id"): "who",
    ("voting.enter_proxy", "holder_id"): "who",
}
"""Who of that name it was is asked anew when the name is another."""

ENDS_SESSION = frozenset(
    {"people.close", "people.set_password", "people.claim", "people.enter", "people.register"}
)
"""Afterwards the browser speaks for nobody, or anew: its old forms fit no more."""


def _endpoints() -> tuple[list[str], list[str]]:
    """Those that are sent a form, and those that are opened."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(ENV="test", INSTANCE=folder)
    acts = [rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    harmless = {e for e in acts if getattr(app.view_functions[e], "is_harmless", False)}
    return sorted(set(acts) - harmless), sorted(set(ROUTES) - set(acts) - {"static"})


TYPED = (forms.Line, forms.Text, forms.Pick, forms.Number, forms.Day, forms.Moment)
FORMS, PAGES = _endpoints()


class Sent(dict[str, list[Any]]):
    """The fields of a form: each with all its values."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__({k: v if isinstance(v, list) else [v] for k, v in fields.items()})

    def request(self) -> dict[str, Any]:
        """As a browser sends it, or as only a stranger would: bytes that are no text."""
        values = [value for many in self.values() for value in many]
        if any(isinstance(value, tuple) for value in values):
            told = {k: [_told(v) for v in many] for k, many in self.items()}
            return {"data": told}
        pairs = [(name, value) for name, many in self.items() for value in many]
        kind = "application/x-www-form-urlencoded"
        return {"data": urlencode(pairs).encode(), "content_type": kind}


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        file, name = value
        file.seek(0)
        return io.BytesIO(file.read()), name
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class Known:
    """What is known of the form behind an address: who sends it, and its fields."""

    def __init__(self, who: str, goes: bool, fields: dict[str, Field]) -> None:
        self.who, self.goes, self.fields = who, goes, fields


@contextmanager
def noticed(kind: type[Any]) -> Iterator[dict[str, Field]]:
    """The fields of whatever forms are made meanwhile."""
    found: dict[str, Field] = {}
    made: list[Any] = []
    before = kind.Meta.wrap_formdata

    def wrap(self: Any, form: Any, formdata: Any) -> Any:
        made.append(form)
        return before(self, form, formdata)

    kind.Meta.wrap_formdata = wrap
    try:
        yield found
    finally:
        kind.Meta.wrap_formdata = before
    for form in made:  # only now: views take away what they don't ask
        found.update(form._fields)


_known: dict[tuple[str, str], Known] = {}


def known(street: Street, endpoint: str) -> Known:
    """Somebody who gets through with the table's data (or at least is allowed to try)."""
    key = (street.app.config["DATABASE"], endpoint)
    if key not in _known:
        allowed = [who for who in street.held if street.is_allowed(who, ROUTES[endpoint])]
        for who in sorted(allowed, key=lambda who: who == "visitor"):
            with noticed(forms.Form if not street.is_safe(endpoint) else forms.Filter) as fields:
                goes = street.ask(who, endpoint).status_code < 400
            if key not in _known or goes:
                _known[key] = Known(who, goes, fields)
            if goes:
                break
    return _known[key]


def elsewhere(street: Street) -> list[str]:
    """Ids of what lies in the other place, of what is not there, and of what is something else."""
    there = street.world.there
    ids = [there.place_id, there.building_id, *there.units.values(), *there.people.values()]
    return [str(found) for found in ids] + ["999999", *map(str, sorted(_ids(street)))]


def _ids(street: Street) -> set[int]:
    return {found for found in street.prepared.ids.values() if type(found) is int}


@st.composite
def bent(draw: st.DrawFn, form: Known, valid: Sent, ids: list[str]) -> tuple[Sent, set[str]]:
    """The valid form with one or several fields that are not; and their names."""
    sent = Sent(valid)
    names = sorted((set(sent) | set(form.fields)) - {"csrf_token"}) or ["reason"]
    touched = draw(st.sets(st.sampled_from(names), min_size=1, max_size=2))
    if draw(st.integers(0, 4)) == 0:
        touched = set(names)
    value = st.one_of(
        st.sampled_from([*WORDS, *NUMBERS, *TIMES, *ids]),
        st.text(st.characters(codec="utf-8"), max_size=30),
        st.integers(-(10**12), 10**12).map(str),
    )
    for name in sorted(touched):
        how = draw(st.sampled_from(["value", "value", "value", "value", "missing", "many", "file"]))
        if how == "missing":
            sent.pop(name, None)
        elif how == "many":
            sent[name] = sent.get(name, []) + [draw(value) for _ in range(3)]
            if any(isinstance(old, tuple) for old in sent[name]):
                sent[name] = [draw(value)] * 2
        elif how == "file":
            lying = draw(
                st.sampled_from([b"", b"MZ\x90\x00", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
            )
            sent[name] = [
                (io.BytesIO(lying), draw(st.sampled_from(["a.pdf", "../x.png", "", "名\u202e"])))
            ]
        else:
            sent[name] = [draw(value)]
    return sent, touched


def check(street: Street, endpoint: str, sent: Sent, touched: set[str], by_htmx: bool) -> None:
    form = known(street, endpoint)
    answer = street.open(form.who, endpoint, headers=HTMX if by_htmx else {}, **sent.request())
    told = (answer.status_code, {name: sent.get(name) for name in touched})
    assert answer.status_code < 500, told
    if endpoint not in TRIES and not (endpoint in STANDS and answer.status_code < 400):
        assert not street.commits, ("written although undone or refused", told)
    if answer.status_code >= 400:
        assert says_why(answer), told
    else:
        assert not unsound(form, sent), ("taken, although nobody can read it", told)
    if answer.status_code in (409, 422):
        assert not lost(street, endpoint, answer, sent, touched), told


def says_why(answer: TestResponse) -> bool:
    """In words: at the head of the form, at a field, or as a page."""
    return bool(re.search(r'role="alert"|class="error|class="lead|class="flash', answer.text))


def unsound(form: Known, sent: Sent) -> list[str]:
    """Fields of text that were sent with something hidden or endless."""
    return [
        name
        for name, field in form.fields.items()
        if isinstance(field, forms.Line | forms.Text)
        and name in sent
        and (sent[name][0] in HIDDEN or sent[name][0] == LONG)
    ]


def lost(
    street: Street, endpoint: str, answer: TestResponse, sent: Sent, touched: set[str]
) -> dict[str, Any]:
    """What was typed soundly, and does not stand in the form that came back."""
    fields = known(street, endpoint).fields
    if endpoint in ROWS:
        return {}
    typed = {
        name: values
        for name, values in sent.items()
        if name in fields
        and name not in touched | MARKS
        and HANGS_ON.get((endpoint, name)) not in touched
        and isinstance(fields[name], TYPED)
        and str(values[0]).strip()
    }
    back = [f for f in forms_of(answer) if f.method == "post" and f.action != "/preferences"]
    return {
        name: values
        for name, values in typed.items()
        if not any(_shown(page, name, values) for page in back)
    }


def _shown(form: Form, name: str, values: list[Any]) -> bool:
    """Written in the form, or on one of its buttons, to be pressed again."""
    there = [*form.fields.get(name, []), *(value for key, value in form.buttons if key == name)]
    return forms.clean(str(values[0])) in map(forms.clean, there)


CHEAP = settings(
    max_examples=6,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
THOROUGH = settings(CHEAP, max_examples=40)


@pytest.mark.parametrize("endpoint", FORMS)
@pytest.mark.parametrize(
    "value",
    [
        pytest.param("a\x00b", id="nul"),
        pytest.param("正\u202e常", id="bidi", marks=pytest.mark.slow),
        pytest.param(LONG, id="long", marks=pytest.mark.slow),
    ],
)
def test_no_field_takes_what_hides_or_has_no_end(street: Street, endpoint: str, value: str) -> None:
    """Each field of text alone, then every field at once."""
    form = known(street, endpoint)
    texts = [n for n, field in form.fields.items() if isinstance(field, forms.Line | forms.Text)]
    for touched in [*({name} for name in texts), set(form.fields) - MARKS]:
        sent = Sent(street.fields(form.who, endpoint)) | {name: [value] for name in touched}
        check(street, endpoint, Sent(sent), touched, by_htmx=False)


@pytest.mark.parametrize("endpoint", FORMS)
@CHEAP
@given(data=st.data())
def test_a_bent_form_is_answered_in_words(
    street: Street, endpoint: str, data: st.DataObject
) -> None:
    form = known(street, endpoint)
    valid = Sent(street.fields(form.who, endpoint))
    sent, touched = data.draw(bent(form, valid, elsewhere(street)))
    check(street, endpoint, sent, touched, by_htmx=data.draw(st.booleans()))


@pytest.mark.slow
@pytest.mark.parametrize("endpoint", FORMS)
@THOROUGH
@given(data=st.data())
def test_a_form_bent_in_many_ways_is_answered_in_words(
    street: Street, endpoint: str, data: st.DataObject
) -> None:
    form = known(street, endpoint)
    valid = Sent(street.fields(form.who, endpoint))
    sent, touched = data.draw(bent(form, valid, elsewhere(street)))
    check(street, endpoint, sent, touched, by_htmx=data.draw(st.booleans()))


@pytest.mark.parametrize("endpoint", PAGES)
@CHEAP
@given(data=st.data())
def test_a_bent_question_is_answered(street: Street, endpoint: str, data: st.DataObject) -> None:
    """Whatever stands behind the question mark of an address."""
    form = known(street, endpoint)
    names = sorted({"q", "page", "sort", "next", "place", "x"} | set(form.fields))
    value = st.sampled_from([*WORDS, *NUMBERS, *TIMES, *elsewhere(street)]) | st.text(max_size=20)
    value = value.filter(lambda v: v != LONG) | st.just("很长" * 500)
    asked = data.draw(st.lists(st.tuples(st.sampled_from(names), value), max_size=4))
    pairs = [(k, v if isinstance(v, bytes) else v.encode("utf-8", "replace")) for k, v in asked]
    headers = HTMX if data.draw(st.booleans()) else {}
    answer = street.open(form.who, endpoint, query=urlencode(pairs), headers=headers)
    assert answer.status_code < 500, asked
    assert not street.commits


@pytest.mark.parametrize("endpoint", FORMS)
def test_a_form_without_a_good_token_changes_nothing_and_loses_nothing(
    street: Street, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = known(street, endpoint)
    valid = Sent(street.fields(form.who, endpoint))
    for token in ("absent", "", "ImZvcmdlZCI.aaaaaa.bbbb", "expired"):
        sent = valid if token == "expired" else valid | {"csrf_token": [token]}
        if token == "absent":
            del sent["csrf_token"]
        if token == "expired":
            monkeypatch.setitem(street.app.config, "WTF_CSRF_TIME_LIMIT", -1)
        headers = {"Sec-Fetch-Site": "same-origin"} if token != "absent" else {}
        answer = street.open(form.who, endpoint, headers=headers, **Sent(sent).request())
        assert (answer.status_code, street.commits) == (400, 0)
        assert says_why(answer)
        if not headers:
            continue
        here = street.address(endpoint)
        back = [found.fields for found in forms_of(answer) if found.action == here][-1]
        for name, values in sent.items():
            if values and name != "csrf_token" and not forms.is_secret(name):
                is_file = isinstance(values[0], tuple)
                assert is_file or back[name] == [str(value) for value in values]


@pytest.mark.parametrize("endpoint", FORMS)
def test_a_form_sent_twice_changes_nothing_the_second_time(street: Street, endpoint: str) -> None:
    form = known(street, endpoint)
    browser = street.browser(form.who)
    street.stays = True
    try:
        once = {"once": "one-and-the-same"}
        sent = [Sent(street.fields(form.who, endpoint) | once).request() for _ in range(2)]
        first = street.open(browser, endpoint, **sent[0])
        size = _size()
        second = street.open(browser, endpoint, **sent[1])
        assert endpoint in TRIES or _size() == size  # each try to come in is on record
    finally:
        street.stays = False
        street.put_back()
    assert (first.status_code < 400) is form.goes
    assert second.status_code < 500
    if "once" in form.fields and first.location and endpoint not in ENDS_SESSION:
        assert (second.status_code, second.location) == (303, first.location)


def _size() -> int:
    """How much has been recorded."""
    db.rollback()
    found = db.session().scalar(select(func.count()).select_from(Entry)) or 0
    db.rollback()
    return found
