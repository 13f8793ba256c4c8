"""Home: my neighbourhood, what waits for me, the powers, the figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from civic import calendar, clock, ledger, policy, web
from civic.db import session
from civic.home import forms, models
from civic.home.rules import Task, Wait
from civic.home.wording import FACT, REF, WAIT
from civic.i18n import gettext as _
from civic.i18n import starting, until
from civic.ledger import Entry, Fact
from civic.matters import models as matters
from civic.people.models import Person, terms_of_all
from civic.places.models import Place, communities
from civic.policy import GRANTS, Can, Role
from civic.ratings.rules import PUBLIC_OFFICES
from civic.web import public
from civic.wording import POWER, ROLE

bp = Blueprint("home", __name__)

# Where a task is done: endpoint and the name of its id.
DONE_AT = {
    Wait.CLARIFY: ("matters.show", "id"),
    Wait.SCREEN: ("matters.show", "id"),
    Wait.REVIEW: ("matters.show", "id"),
    Wait.ROUTE: ("matters.show", "id"),
    Wait.MATTER_OBJECTION: ("matters.show", "id"),
    Wait.CONVENE: ("matters.show", "id"),
    Wait.NOTIFY: ("meetings.show", "id"),
    Wait.SIT: ("meetings.show", "id"),
    Wait.IN_SESSION: ("meetings.show", "id"),
    Wait.CONFIRM: ("meetings.show", "id"),
    Wait.MINUTE: ("meetings.show", "id"),
    Wait.HAND_ON: ("meetings.show", "id"),
    Wait.SEND: ("matters.show", "id"),
    Wait.ANSWER: ("opinions.desk", None),
    Wait.OBJECTION: ("opinions.show", "id"),
    Wait.PUBLISH: ("meetings.show", "id"),
    Wait.KEEP: ("register.commitment", "id"),
    Wait.STRIKE_OFF: ("register.commitment", "id"),
    Wait.NAME_CASTER: ("voting.show", "id"),
    Wait.NAME_ANOTHER: ("voting.show", "id"),
    Wait.VOTE: ("voting.show", "id"),
    Wait.VOTE_SECRETLY: ("voting.show", "id"),
    Wait.POST_VOTE: ("voting.desk", "id"),
    Wait.ROLL_OBJECTION: ("voting.objections", "id"),
    Wait.AMEND_ROLL: ("voting.objections", "id"),
    Wait.CHECK_PROXY: ("voting.proxies", "id"),
    Wait.CHECK_NAMING: ("voting.namings", "id"),
    Wait.SET_UP_URN: ("voting.box", "id"),
    Wait.OPEN_URN: ("voting.box", "id"),
    Wait.SIGN_URN: ("voting.box", "id"),
    Wait.SIGN_LOSS: ("voting.box", "id"),
    Wait.DESTROY_URN: ("voting.box", "id"),
    Wait.COUNT_VOTE: ("voting.desk", "id"),
    Wait.PUBLISH_VOTE: ("voting.desk", "id"),
    Wait.VERIFY_VOTE: ("voting.challenges", "id"),
    Wait.CONVENE_EVALUATION: ("matters.show", "id"),
    Wait.NOTIFY_EVALUATION: ("meetings.show", "id"),
    Wait.REPORT: ("meetings.show", "id"),
    Wait.SCORE: ("meetings.show", "id"),
    Wait.PUBLISH_EVALUATION: ("meetings.show", "id"),
    Wait.PLAN: ("meetings.show", "id"),
    Wait.RECHECK: ("meetings.show", "id"),
}


# Where what an entry is about is read: endpoint by the kind of its reference.
READ_AT = {
    "matter": "matters.show",
    "opinion": "opinions.show",
    "meeting": "meetings.show",
    "register": "register.show",
    "commitment": "register.commitment",
    "vote": "voting.show",
}
ENTRIES = 50


@dataclass(frozen=True)
class Done:
    """A line of the record: what was done, about what, by whom in which office."""

    idx: int
    at: datetime
    what: str
    about: str
    url: str | None
    who: str | None
    offices: tuple[str, ...]
    is_forgotten: bool


@dataclass(frozen=True)
class Link:
    """An item of the main menu."""

    url: str
    text: str
    icon: str
    here: bool


def menu() -> list[Link]:
    """The main menu; what one can do nothing with is not in it."""
    links = [
        ("/", _("首页"), "home"),
        ("/matters/", _("议题"), "matter"),
        ("/meetings/", _("会议"), "meeting"),
        ("/votes/", _("表决"), "vote"),
        ("/register/", _("公示"), "register"),
    ]
    reader = web.person()
    if policy.anywhere(reader, Can.SEE_ROSTER):
        links.append(("/people/", _("名册"), "person"))
    elif policy.anywhere(reader, Can.SEE_LEDGER) and not reader.unit_ids:
        links.append((url_for("home.record"), _("台账"), "list"))
    elif reader is not None and reader.unit_ids:
        # Answering goes by relation: whoever holds an office in a unit may be asked.
        links.append((url_for("opinions.desk"), _("答复"), "reply"))
    return [
        Link(url, text, icon, request.path == url or (url != "/" and request.path.startswith(url)))
        for url, text, icon in links
    ]


def task_url(task: Task) -> str:
    """The page on which a task is done."""
    endpoint, name = DONE_AT[task.kind]
    values: dict[str, Any] = {name: task.ref_id} if name else {}
    return url_for(endpoint, **values)


def task_when(task: Task) -> str:
    """By when, or at what time it begins."""
    if task.due_at is None or task.kind is Wait.IN_SESSION:
        return ""
    return starting(task.due_at) if task.kind is Wait.SIT else until(task.due_at)


CONTEXT: dict[str, Any] = {
    "nav": menu,
    "task_url": lambda: task_url,
    "task_words": lambda: WAIT,
    "task_when": lambda: task_when,
}


@bp.get("/")
@public
def index() -> Response:
    """My neighbourhood: what waits for me, what comes up, what came of it."""
    person = web.person()
    path = models.home_of(person) if person else "/"
    return web.reply(
        "home/index.html",
        place=session().get(Place, int(path.strip("/").rsplit("/", 1)[-1]))
        if path != "/"
        else None,
        tasks=models.tasks(session().execute(models.waiting(person))) if person else [],
        hearings=web.rows(models.hearings(path)),
        matters=web.rows(models.open_matters(path)),
        entries=web.rows(models.entries(path)),
        can_raise=policy.anywhere(person, Can.RAISE_MATTER),
    )


@bp.get("/desk")
def desk() -> Response:
    """Everything that waits for me, and what I have set in motion."""
    person = web.person()
    return web.reply(
        "home/desk.html",
        tasks=models.tasks(session().execute(models.waiting(person))),
        raised=web.rows(matters.of_author(person.id).limit(20)),
        seconded=web.rows(matters.seconded_by(person.id).limit(20)),
        sees_record=policy.anywhere(person, Can.SEE_LEDGER),
        has_page=any(held.role in PUBLIC_OFFICES for held in person.holds),
    )


@bp.get("/record")
def record() -> Response:
    """操作记录: every act in reach, for audit and supervision. Looking changes nothing."""
    person: Person = web.person()
    reach = [held.path for held in person.holds if held.role in GRANTS[Can.SEE_LEDGER]]
    if not reach:
        web.require(Can.SEE_LEDGER, person)
    look = forms.Look()
    look.validate()
    asked = look.fact.data if isinstance(look.fact.data, Fact) else None
    since, until = look.since.data, look.until.data
    found, page = web.paged(
        ledger.entries_in(
            reach,
            fact=asked,
            since=clock.start_of_day(since) if since else None,
            before=clock.end_of_day(until) if until else None,
        ),
        ENTRIES,
    )
    narrowed = bool(asked or since or until)
    return web.reply(
        "home/record.html", lines=_lines(found), page=page, look=look, narrowed=narrowed
    )


def _lines(entries: list[Entry]) -> list[Done]:
    """Names as the public reads them: who stands in the roster is another power's to see."""
    ids = {entry.by_id for entry in entries if entry.by_id is not None}
    people = {p.id: p for p in web.rows(select(Person).where(Person.id.in_(ids)))}
    terms = web.rows(terms_of_all(ids))
    return [
        Done(
            entry.idx,
            entry.at,
            str(FACT[entry.fact]),
            *_about(entry),
            people[entry.by_id].public_name if entry.by_id in people else None,
            tuple(
                str(ROLE[role])
                for role in Role
                if any(
                    term.role is role
                    and term.person_id == entry.by_id
                    and term.is_in_force(clock.day_of(entry.at))
                    for term in terms
                )
            ),
            entry.is_forgotten,
        )
        for entry in entries
    ]


def _about(entry: Entry) -> tuple[str, str | None]:
    kind, _slash, number = entry.ref.partition("/")
    words = str(REF.get(kind, kind))
    if number:
        words = f"{words} {number}"
    endpoint = (
        None if entry.is_forgotten or entry.fact is Fact.MATTER_DRAFTED else READ_AT.get(kind)
    )
    return words, url_for(endpoint, id=int(number)) if endpoint else None


@bp.get("/powers")
@public
def powers() -> Response:
    """权责清单: the policy itself, as it decides."""
    person = web.person()
    mine = {held.role for held in person.holds} if person else set()
    rows = [(can, POWER[can], [(r, ROLE[r]) for r in policy.holders(can)]) for can in Can]
    by_role = [(r, ROLE[r], [POWER[c] for c in Can if r in GRANTS[c]]) for r in Role]
    return web.reply("home/powers.html", rows=rows, by_role=by_role, mine=mine)


@bp.get("/statistics")
@public
def statistics() -> Response:
    """What the year brought, community by community; never a league table."""
    today = clock.today()
    since = clock.start_of_day(today.replace(month=1, day=1))
    rows = session().execute(models.figures(since, today)).all()
    return web.reply("home/statistics.html", rows=rows, year=today.year)


@bp.get("/calendar")
@public
def working_days() -> Response:
    """Which days are worked: what every deadline is counted by."""
    return _calendar(forms.Notice())


@bp.post("/calendar")
def load_calendar() -> Response:
    """A year's notice, typed in by the administrator."""
    web.require(Can.LOAD_CALENDAR, calendar.Year(clock.today().year))
    form = forms.Notice()
    loaded = web.attempt(form, _load, form)
    if loaded is None:
        return _calendar(form)
    said = _("%(year)s年的放假安排已载入，受影响的期限会重新计算。", year=loaded.year)
    return web.done(url_for(".working_days"), said)


def _load(form: forms.Notice) -> calendar.CalendarYear:
    typed = form.values()
    spans = {name: (typed[name] or "").split() for name in ("off", "worked")}
    data = {"year": typed["year"], "source": typed["source"], **spans}
    return calendar.load(web.person(), typed["year"], data, typed["source"])


def _calendar(form: forms.Notice) -> Response:
    years = [(year, calendar.days_of(year.year)) for year in calendar.years()[:4]]
    return web.reply(
        "home/calendar.html",
        form=form,
        years=years,
        can_load=policy.may(web.person(), Can.LOAD_CALENDAR, calendar.Year(clock.today().year)),
    )


@bp.get("/communities")
@public
def places() -> Response:
    """All communities, for whoever is not at home here."""
    return web.reply("home/communities.html", communities=web.rows(communities()))
