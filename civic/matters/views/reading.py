"""Reading: the list, a matter, who seconds it, its files. Open to everybody."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, request, url_for

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.matters import forms, models
from civic.matters.rules import PHASES, PUBLIC, Phase, Sort
from civic.matters.views import bp, hidden, page
from civic.matters.wording import PHASE
from civic.places.models import Place, communities
from civic.policy import BELONGING, Can, anywhere, may

PER_PAGE = 20


@dataclass(frozen=True)
class Tab:
    """One view of the list."""

    url: str
    text: str
    here: bool
    count: int


@bp.get("/matters/")
@web.public
def index() -> Response:
    """All matters, found and narrowed."""
    form = forms.Find()
    places: list[Place] = list(session().scalars(communities()))
    here = _place(form, places)
    form.place.choices = [("0", _("全部社区")), *((str(p.id), p.name) for p in places)]
    form.place.data = here.id if here else 0
    query = (form.q.data or "")[:80]
    wanted = models.wanted(
        path=here.path if here else None, category=form.category.data, query=query
    )
    counts = {
        stage: n for stage, n in session().execute(models.per_stage(wanted)) if stage in PUBLIC
    }
    phase: Phase | None = form.phase.data
    stages = PHASES[phase] if phase else PUBLIC
    pages = web.at_page(sum(counts.get(stage, 0) for stage in stages), PER_PAGE)
    found = models.listing(wanted, stages, form.sort.data or Sort.NEWEST)
    rows = web.rows(found.offset(pages.offset).limit(PER_PAGE))
    return web.reply(
        "matters/index.html",
        form=form,
        query=query,
        here=here,
        tabs=_tabs(phase, counts),
        matters=rows,
        page=pages,
        may_raise=anywhere(web.person(), Can.RAISE_MATTER),
    )


@bp.get("/matters/<int:id>")
@web.public
def show(id: int) -> Response:
    """The matter itself."""
    matter, has_seconded = page.find(id, web.person())
    return shown(matter, has_seconded, forms.Once())


@bp.get("/matters/<int:id>/seconders")
@web.public
def seconders(id: int) -> Response:
    """Who stands behind it; names as the public may know them."""
    matter, _mine = page.find(id, web.person())
    pages = web.at_page(matter.supporters, PER_PAGE)
    names = [
        (
            seconding.person.name
            if may(web.person(), Can.SEE_ROSTER, matter)
            else page.name(seconding.person),
            seconding.at,
        )
        for seconding in page.seconder_rows(matter.id, pages.offset, PER_PAGE)
    ]
    return web.reply(
        "matters/seconders.html",
        matter=matter,
        number=page.number(matter),
        crumbs=page.crumbs(matter),
        names=names,
        page=pages,
    )


@bp.get("/matters/<int:id>/files/<int:attachment_id>")
@web.public
def file(id: int, attachment_id: int) -> Response:
    """A picture to look at, a paper to download."""
    matter, _mine = page.find(id, web.person())
    link = next((a for a in matter.attachments if a.attachment_id == attachment_id), None)
    if link is None or (link.is_hidden and not hidden.may_read(matter, web.person())):
        abort(404)
    cache = "no-store" if link.is_hidden else "private, no-cache"
    return web.document(link.attachment, cache=cache)


def shown(matter: models.Matter, has_seconded: bool, form: Any) -> Response:
    """The matter's page, with what a refused button has to say."""
    built = page.build(matter, web.person(), has_seconded=has_seconded)
    return web.reply("matters/show.html", form=form, page=built, matter=matter)


def _place(form: forms.Find, places: list[Place]) -> Place | None:
    """The community asked for; without a word the reader's own; 0 is all."""
    if form.place.raw_data:
        return next((place for place in places if place.id == form.place.data), None)
    held = [h.path for h in getattr(web.person(), "holds", ()) if h.role in BELONGING]
    own = [place for place in places if place.path in held]
    return own[0] if len(own) == 1 else None


def _tabs(here: Phase | None, counts: dict[Any, int]) -> list[Tab]:
    kept = [(k, v) for k, v in request.args.items() if k not in {"phase", "page"}]

    def to(phase: str) -> str:
        return f"{url_for('.index')}?{urlencode([*kept, ('phase', phase)])}"

    every = Tab(to(""), str(_("全部")), here is None, sum(counts.values()))
    return [
        every,
        *(
            Tab(
                to(phase.value),
                str(PHASE[phase]),
                here is phase,
                sum(counts.get(stage, 0) for stage in stages),
            )
            for phase, stages in PHASES.items()
        ),
    ]
