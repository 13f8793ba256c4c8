"""Templates: a fragment names what it needs; nothing inline; htmx 4 only; no stage compared to a string."""

import ast
import re

import pytest
from flask import Flask
from jinja2 import meta

from civic.config import resource

pytestmark = pytest.mark.sqlite_first

TEMPLATES = resource("templates")
FILES = sorted(str(f.relative_to(TEMPLATES)) for f in TEMPLATES.rglob("*.html"))
FRAGMENTS = [f for f in FILES if f.rsplit("/", 1)[-1].startswith("_")]
REPLIES = {"reply", "fragment_or_page"}
NEEDS = re.compile(r"\A\{#-? needs:(.*?)-?#\}", re.S)
FORBIDDEN = {
    "inline script or style": re.compile(r"<script>|<style|\sstyle=|\son[a-z]+="),
    "what the policy evaluates (hx-on, js:, trigger filters)": re.compile(
        r"hx-on|js:|hx-trigger=\"[^\"]*\["
    ),
    "htmx 2": re.compile(r"hx-ext=|hx-disinherit|hx-disabled-elt|hx-request=|hx-params|hx-history"),
    "an address elsewhere": re.compile(r"(src|href)=\"https?://"),
    "a role by name": re.compile(r"Role\.|role ?== ?['\"]"),
    "a stage as a string": re.compile(r"stage ?[!=]= ?['\"]|state ?[!=]= ?['\"]"),
}


@pytest.mark.parametrize("file", FRAGMENTS)
def test_a_fragment_names_everything_it_needs(file: str, app: Flask) -> None:
    source = (TEMPLATES / file).read_text("utf-8")
    head = NEEDS.match(source)
    assert head, f"{file} must begin with {{#- needs: … -#}}"
    named = {n.strip() for n in head.group(1).split(",") if n.strip()}
    with app.test_request_context("/"):
        known = set(app.jinja_env.globals)
        for processors in app.template_context_processors.values():
            for processor in processors:
                known |= set(processor())
    free = meta.find_undeclared_variables(app.jinja_env.parse(source)) - known
    assert free == named - known or free == named, (file, sorted(free ^ named))


def test_no_view_gives_another_meaning_to_what_stands_in_the_frame_of_every_page(
    app: Flask,
) -> None:
    """Its number would stand beside the bell."""
    with app.test_request_context("/"):
        frame = {
            name
            for processors in app.template_context_processors.values()
            for processor in processors
            for name in processor()
        }
    taken = [
        (str(file), call.lineno, word.arg)
        for file in resource("civic").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in REPLIES
        for word in call.keywords
        if word.arg in frame
    ]
    assert "unread" in frame and not taken


@pytest.mark.parametrize("file", FILES)
def test_a_template_holds_nothing_forbidden(file: str) -> None:
    source = (TEMPLATES / file).read_text("utf-8")
    for what, pattern in FORBIDDEN.items():
        assert not (found := pattern.search(source)), (file, what, found and found.group())


@pytest.mark.parametrize("file", FILES)
def test_every_form_that_changes_something_carries_its_token(file: str) -> None:
    source = re.sub(
        r'\{% include "(.+?)" %\}',
        lambda included: (TEMPLATES / included[1]).read_text("utf-8"),
        (TEMPLATES / file).read_text("utf-8"),
    )
    for form in re.findall(r"<form\b.*?</form>", source, re.S):
        opening = form.split(">", 1)[0]
        if 'method="post"' in opening and "/preferences" not in opening:
            assert re.search(
                r"ui\.(token|keep|fields)\(|csrf_token\(\)|\b(token|keep)\(",
                form,
            ), (file, opening)
