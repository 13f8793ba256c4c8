"""Views that misbehave on purpose, to see what the door makes of them."""

import threading
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    make_response,
    render_template_string,
    request,
    url_for,
)
from sqlalchemy import event, select
from werkzeug.exceptions import TooManyRequests

from civic import clock, db, web
from civic.db import session
from civic.errors import Invalid, NotAllowed
from civic.forms import Day, FileField, Form, Line, Moment, Number, Pick, Several, Text
from civic.policy import Can, Why
from civic.web.replies import Submission

SECRET = "王秀英的身份证310101"


class Note(Form):
    """A form with one field of each kind."""

    title = Line("标题", most=20)
    text = Text("正文", required=False, most=200)
    count = Number("几个", most=99, required=False)
    on = Day("哪天", required=False)
    at = Moment("几时", required=False)
    kind = Pick("类别", {"1": "一", "2": "二"}, kind=int, required=False)
    some = Several("几样", {"a": "甲", "b": "乙"})
    file = FileField("文件")


PAGE = """{% extends "base.html" %}{% import "ui.html" as ui %}{% block main %}
<form method="post" action="">{{ ui.form_errors(form) }}{{ ui.fields(form) }}</form>{% endblock %}"""


def asked_again(form: Form) -> Response:
    """The form with what is wrong about it, as ``web.reply`` would answer."""
    return make_response(render_template_string(PAGE, form=form), g.get("refusal_status", 422))


def note(name: str) -> Submission:
    """Something that is written, so that a test can look whether it stands."""
    kept = Submission(once=name, at=clock.now())
    session().add(kept)
    session().flush()
    return kept


def take(name: str) -> None:
    """Hold what was noted under a name, until the end."""
    mine = select(Submission).where(Submission.once == name)
    session().execute(mine.with_for_update()).one()


halfway = threading.Event()


def _take(first: str, second: str) -> bool:
    take(first)
    halfway.set()
    take(second)
    return True


def stands(name: str) -> bool:
    db.rollback()
    return session().scalar(select(Submission).where(Submission.once == name)) is not None


def fail_to_commit(*_: Any) -> None:
    raise OSError(f"no space left for {SECRET}")


def open_in(app: Flask) -> None:
    """Hang the misbehaving views into a site that has not answered anybody yet."""
    bp = Blueprint("lab", __name__, url_prefix="/lab")

    @bp.get("/private")
    def private() -> str:
        return "for those signed in"

    @bp.get("/note")
    @web.public
    def write_on_get() -> str:
        note("by-get")
        return "written?"

    @bp.post("/notes")
    @web.public
    def write() -> Response:
        form = Note()
        made = web.attempt(form, lambda **_facts: note(form.title.data), **form.values())
        if made is None:
            return asked_again(form)
        return web.done(url_for("lab.private", of=made.once), "好了")

    @bp.post("/refusals/<int:status>")
    @web.public
    def refuse(status: int) -> Any:
        note("refused")
        return make_response(render_template_string(PAGE, form=Note()), status)

    @bp.post("/abortions/<int:status>")
    @web.public
    def stop(status: int) -> Any:
        note("aborted")
        abort(status)

    @bp.get("/later")
    @web.public
    def later() -> Any:
        raise TooManyRequests(retry_after=60)

    @bp.post("/refused-act")
    @web.public
    def refused_act() -> Any:
        def act() -> None:
            note("half")
            raise Invalid(Why.NOT_ALLOWED, can=Can.REPLY, field="title")

        form = Note()
        if web.attempt(form, act) is None:
            note("beside")
            return asked_again(form)
        raise AssertionError

    @bp.post("/not-allowed")
    @web.public
    def not_allowed() -> Any:
        note("not-allowed")
        raise NotAllowed(Why.NOT_ALLOWED, can=Can.REPLY)

    @bp.route("/broken", methods=["GET", "POST"])
    @web.public
    def broken() -> Any:
        if request.method == "POST":
            note("broken")
        raise RuntimeError(SECRET)

    @bp.post("/unsure")
    @bp.route("/looked-at", methods=["GET", "POST"])
    @web.public
    @web.apart
    def unsure() -> Any:
        raise RuntimeError(SECRET)

    @bp.post("/late")
    @web.public
    def late() -> Response:
        note("late")
        event.listen(session(), "before_commit", fail_to_commit, once=True)
        flash("早先的话", "done")
        return web.done("/", "办好了")

    @bp.post("/clash")
    @web.public
    def clash() -> Response:
        note("clash")
        session().execute(Submission.__table__.insert().values(once="clash", at=clock.now()))
        return web.done("/")

    @bp.post("/crossing")
    @web.public
    def crossing() -> Response:
        form = Note()
        if web.attempt(form, _take, "one", "other") is None:
            return asked_again(form)
        return web.done("/")

    @bp.post("/apart")
    @web.public
    def counted() -> Any:
        with db.apart() as own:
            own.add(Submission(once="counted", at=clock.now()))
        note("after")
        abort(403)

    app.register_blueprint(bp)
