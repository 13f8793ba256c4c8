"""Reading opinions: the list of a matter, one of them, all of them as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort
from sqlalchemy import select

from civic import clock, ledger, web
from civic.db import session
from civic.i18n import day, moment
from civic.i18n import gettext as _
from civic.ledger import Entry
from civic.matters.models import PLACES, Matter
from civic.opinions import forms, models, wording
from civic.opinions.models import Opinion, Reply, Wanted
from civic.opinions.rules import Disposition, HideGround, Kind, Sort
from civic.opinions.views import bp
from civic.opinions.views.lines import is_open, line, lines, reckoning, speaker
from civic.opinions.views.offers import offers
from civic.opinions.views.panel import counted, due
from civic.policy import Can, may

PAGE = 30


def matter_of(id: int) -> Matter:
    """A matter that everybody may read; 404 for any other."""
    found: Matter = web.one_or_404(select(Matter).where(Matter.id == id).options(*PLACES))
    return found if found.is_public else abort(404)


def opinion_of(id: int) -> tuple[Opinion, Any]:
    """An opinion with its matter, and the reader's stance."""
    reader = web.person()
    found = session().execute(models.shown(id, reader_id=reader.id if reader else None)).first()
    return (found[0], found[1]) if found is not None else abort(404)


def wanted(form: forms.Find) -> Wanted:
    """What was asked for; what makes no sense is not asked for."""
    form.validate()
    asked = {name: None if form[name].errors else form[name].data for name in form.data}
    return Wanted(
        kind=asked["kind"],
        phase=asked["phase"],
        is_answered={"yes": True, "no": False}.get(asked["answered"] or ""),
        query=asked["q"] or "",
        sort=asked["sort"] or Sort.NEWEST,
    )


@bp.get("/matters/<int:id>/opinions/")
@web.public
def index(id: int) -> Response:
    """All opinions of a matter: sorted, narrowed, found by words; thirty a page."""
    matter, reader, form = matter_of(id), web.person(), forms.Find()
    asked = wanted(form)
    counts = counted(matter.id)
    statement = models.of_matter(matter.id, asked, reader_id=reader.id if reader else None)
    page = web.at_page(counts.total, PAGE)
    rows = session().execute(statement.offset(page.offset).limit(PAGE)).all()
    page = web.at_page(rows[0][2] if rows else 0, PAGE)
    return web.reply(
        "opinions/index.html",
        matter=matter,
        counts=counts,
        due=due(counts),
        find=form,
        page=page,
        lines=lines(((row[0], row[1]) for row in rows), matter, reader),
        is_narrowed=asked != Wanted(sort=asked.sort),
        is_open=is_open(matter),
        KIND=[(kind.value, wording.KIND[kind], getattr(counts, kind.value)) for kind in Kind],
    )


@dataclass(frozen=True)
class Event:
    """Something that has happened to an opinion."""

    when: str
    text: str
    url: str | None = None


@bp.get("/opinions/<int:id>")
@web.public
def show(id: int) -> Response:
    """One opinion: its answers, older texts too, and all that has happened to it."""
    opinion, stance = opinion_of(id)
    matter, reader = opinion.matter, web.person()
    if not matter.is_public:
        abort(404)
    answers = web.rows(models.versions(opinion.reply_id)) if opinion.reply_id else []
    entries = web.rows(models.happened(opinion, answers))
    return web.reply(
        "opinions/show.html",
        matter=matter,
        opinion=opinion,
        line=lines([(opinion, stance)], matter, reader)[0],
        versions=[version(answer) for answer in answers[1:]],
        how=reckoning(opinion) if opinion.is_awaited else [],
        events=events(opinion, entries),
        kept=opinion.text if may_read_hidden(opinion, reader) else None,
        hiding=opinion.hiding,
        offers=offers(opinion, reader),
        KIND=wording.KIND,
        OBJECTION=wording.OBJECTION,
    )


def may_read_hidden(opinion: Opinion, reader: Any) -> bool:
    """Its author, whoever hides or decides, and whoever still owes it an answer."""
    powers = {Can.OBJECT_TO_HIDING, Can.HIDE_OPINION, Can.DECIDE_OBJECTION}
    if opinion.is_owed_a_reply:
        powers.add(Can.REPLY)
    return opinion.is_hidden and any(may(reader, can, opinion) for can in powers)


def version(answer: Reply) -> tuple[str, str]:
    """An answer that was corrected since: when, and what it said."""
    return moment(answer.published_at), answer.text


def events(opinion: Opinion, entries: list[Entry]) -> list[Event]:
    """From its being said to its last answer."""
    said = Event(moment(opinion.given_at), _("%(who)s提出", who=speaker(opinion)))
    return [said, *(event for entry in entries if (event := _event(entry)))]


def _event(entry: Entry) -> Event | None:
    words = wording.HAPPENED.get(entry.fact.value)
    if words is None:
        return None
    facts = dict(ledger.content(entry).get("pub") or {})
    for name, kind, table in (
        ("ground", HideGround, wording.GROUND),
        ("disposition", Disposition, wording.DISPOSITION),
    ):
        if name in facts:
            facts[name] = table[kind(facts[name])]  # type: ignore[index]
    if "due_on" in facts:
        facts["due_on"] = day(date.fromisoformat(facts["due_on"]))
    return Event(moment(entry.at), str(words) % facts)


@bp.get("/matters/<int:id>/opinions.csv")
@web.public
def export(id: int) -> Response:
    """All opinions of a matter as a table: names masked, hidden texts left out."""
    matter = matter_of(id)
    found = session().execute(models.of_matter(matter.id, Wanted(sort=Sort.OLDEST)))
    rows = (_row(row[0]) for row in found)
    return web.spreadsheet(f"opinions-{matter.code}.csv", wording.COLUMNS, rows)


def _row(opinion: Opinion) -> Iterator[Any]:
    shown = line(opinion)
    yield from (opinion.id, opinion.round, wording.KIND[opinion.kind])
    yield from (wording.PHASE[opinion.phase], wording.CHANNEL[opinion.channel], shown.who)
    yield opinion.given_at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes")
    yield "" if opinion.is_hidden else opinion.text
    yield from opinion.counts
    yield wording.GROUND[opinion.hidden] if opinion.hidden else ""
    yield opinion.unit.name if opinion.unit else ""
    yield opinion.due_on or ""
    yield wording.DISPOSITION[opinion.disposition] if opinion.disposition else ""
    yield opinion.reply.text if opinion.reply else ""
    yield (
        opinion.answered_at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes")
        if opinion.answered_at
        else ""
    )
