"""Reading: the list, an entry, its sheet for the notice board, what was promised."""

from dataclasses import dataclass

from flask import Response, abort, request, url_for
from sqlalchemy import Select

from civic import clock, web
from civic.db import session
from civic.files import Attachment
from civic.i18n import gettext as _
from civic.opinions import models as opinions
from civic.register import actions, forms, models, wording
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import DECIDED_BY_VOTE, Kind
from civic.register.views import bp

PAGE = 20


@dataclass(frozen=True)
class Download:
    """An attachment as a page names it."""

    url: str
    name: str
    size: str


@bp.get("/")
@web.public
def index() -> Response:
    """The register: found by words, place, kind and year."""
    form, statement = narrowed()
    entries, page = web.paged(statement, PAGE)
    return web.reply(
        "register/index.html",
        find=form,
        asked=asked(form),
        entries=entries,
        page=page,
        KIND=wording.KIND,
    )


@bp.get("/<int:id>")
@web.public
def show(id: int) -> Response:
    """An entry by its id, as other pages link to it."""
    return _page(web.one_or_404(models.shown(id)))


@bp.get("/<int:place_id>/<int:year>/<int:number>")
@web.public
def numbered(place_id: int, year: int, number: int) -> Response:
    """An entry by its number: an address that can be read from paper and never changes."""
    if year > clock.today().year:
        abort(404)
    return _page(web.one_or_404(models.numbered(place_id, year, number)))


def _page(entry: RegisterEntry) -> Response:
    reader, counts = web.person(), None
    is_rating = entry.kind is Kind.EVALUATION_RESULT
    if entry.matter_id is not None:
        counts = opinions.Counts(*session().execute(opinions.counts(entry.matter_id)).one())
    return web.reply(
        "register/show.html",
        entry=entry,
        downloads=downloads,
        counts=counts,
        is_rating=is_rating,
        is_by_vote=entry.kind in DECIDED_BY_VOTE or (is_rating and actions.is_by_vote(entry)),
        powers=actions.powers(entry) if reader is not None else None,
        is_concerned=reader is not None and actions.concerns(entry, reader),
        KIND=wording.KIND,
        STATE=wording.COMMITMENT_STATE,
    )


@bp.get("/<int:id>/sheet")
@web.public
def sheet(id: int) -> Response:
    """One sheet of A4 for the notice board."""
    entry = web.one_or_404(models.shown(id))
    return web.reply(
        "register/sheet.html", entry=entry, qr=web.qr(address(entry)), KIND=wording.KIND
    )


@bp.get("/<int:id>/qr.svg")
@web.public
def code(id: int) -> Response:
    """The entry's address as a QR code."""
    entry = web.get_or_404(RegisterEntry, id)
    return web.qr_drawing(address(entry))


@bp.get("/<int:id>/documents/<int:attachment_id>")
@web.public
def document(id: int, attachment_id: int) -> Response:
    """A document of an entry."""
    entry = web.one_or_404(models.with_documents(id))
    return _send(entry.documents, attachment_id)


@bp.get("/commitments/")
@web.public
def commitments() -> Response:
    """What was promised and is still open, what is late first."""
    found, page = web.paged(models.promised(), PAGE)
    return web.reply(
        "register/commitments.html",
        commitments=found,
        page=page,
        downloads=downloads,
        STATE=wording.COMMITMENT_STATE,
    )


@bp.get("/commitments/<int:id>/evidence/<int:attachment_id>")
@web.public
def evidence(id: int, attachment_id: int) -> Response:
    """A picture or paper that shows what was done."""
    commitment = web.one_or_404(models.commitment(id))
    return _send(commitment.evidence, attachment_id)


# What several pages share ----------------------------------------------------------------


def narrowed() -> tuple[forms.Find, Select[RegisterEntry]]:
    """The filter as it was typed, and what it leaves. What is not on its lists is ignored."""
    form = forms.Find()
    places = {place.id: place for place in session().scalars(models.registers())}
    years = list(session().scalars(models.years()))
    form.place.choices = [("", _("全部地方")), *((str(p.id), p.name) for p in places.values())]
    form.year.choices = [("", _("全部年份")), *((str(y), str(y)) for y in years)]
    return form, models.listed(
        query=(form.q.data or "")[:80],
        place=places.get(form.place.data),
        kind=form.kind.data if form.kind.data in wording.KIND else None,
        year=form.year.data if form.year.data in years else None,
        with_archive=bool(form.archive.data),
    )


def asked(form: forms.Find) -> dict[str, str]:
    """The filters that the address carries; nothing else of it goes into another address."""
    return {name: request.args[name] for name in form.data if name in request.args}


def downloads(what: RegisterEntry | Commitment) -> list[Download]:
    """The files of an entry or a commitment."""
    if isinstance(what, RegisterEntry):
        return [
            Download(url_for(".document", id=what.id, attachment_id=f.id), f.name, size(f))
            for f in what.documents
        ]
    return [
        Download(url_for(".evidence", id=what.id, attachment_id=f.id), f.name, size(f))
        for f in what.evidence
    ]


def size(attachment: Attachment) -> str:
    """How large, in words."""
    kilobytes = max(1, attachment.size // 1024)
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{kilobytes // 1024} MB"


def address(entry: RegisterEntry) -> str:
    """The whole address of an entry, for paper and for other sites."""
    path = url_for(
        "register.numbered", place_id=entry.place_id, year=entry.year, number=entry.number
    )
    return web.on_paper(path)


def _send(attachments: list[Attachment], ident: int) -> Response:
    found = next((a for a in attachments if a.id == ident), None)
    if found is None:
        abort(404)
    return web.document(found)
