"""Writing: the author's forms, and the neighbours' one button."""

from typing import Any

from flask import Response, abort, request, url_for

from civic import web
from civic.db import session, whole
from civic.errors import NotAllowed
from civic.i18n import gettext as _
from civic.matters import actions, forms, models, rules
from civic.matters.models import Matter
from civic.matters.rules import MOST_FILES, OPEN_FOR_FILES, Stage, is_open_for_editing
from civic.matters.views import bp, page
from civic.matters.views.reading import shown
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import GRANTS, Can, Why, may


@bp.get("/matters/new")
def new() -> Response:
    """A form that a grandmother can fill; those with many communities choose one first."""
    around = _communities()
    community = _chosen(around)
    if community is None:
        return web.reply("matters/where.html", communities=around)
    form = forms.Raise()
    places = _places(form, community)
    form.place.data = form.place.data or next(iter(places))
    return web.reply("matters/new.html", form=form, community=community)


@bp.post("/matters/")
@web.takes_files
def create() -> Response:
    """Raise it, or keep it as a draft."""
    community = _chosen(_communities()) or abort(404)
    is_draft = request.form.get("as") == "draft"
    form = forms.Draft() if is_draft else forms.Raise()
    places = _places(form, community)
    matter = web.attempt(
        form,
        lambda: actions.raise_matter(
            web.person(),
            places[form.place.data],
            category=form.category.data,
            title=form.title.data,
            text=form.text.data or "",
            wish=form.wish.data or "",
            uploads=_uploads(form),
            is_draft=is_draft,
        ),
    )
    if matter is None:
        return web.reply("matters/new.html", form=form, community=community)
    said = (
        _("草稿存好了，只有您看得到。")
        if is_draft
        else _("提交好了，编号%(code)s。", code=matter.code)
    )
    return web.done(url_for(".show", id=matter.id), said)


@bp.get("/matters/<int:id>/edit")
def edit(id: int) -> Response:
    """Its words once more."""
    matter = _own(id, Can.EDIT_MATTER)
    rules.require_open_for_editing(matter.stage, matter.supporters)
    rules.require_shown(matter.hiding.ground if matter.hiding else None)
    form = _words(matter)(obj=matter, data={"place": matter.place_id, "text": matter.body})
    _places(form, matter.community)
    return web.reply("matters/edit.html", form=form, matter=matter)


@bp.post("/matters/<int:id>")
def update(id: int) -> Response:
    """Put it in other words."""
    matter = _own(id, Can.EDIT_MATTER)
    form = _words(matter)()
    places = _places(form, matter.community)
    done = web.attempt(
        form,
        lambda: actions.edit(
            web.person(),
            matter,
            places[form.place.data],
            category=form.category.data,
            title=form.title.data,
            text=form.text.data or "",
            wish=form.wish.data or "",
        ),
    )
    if done is None:
        return web.reply("matters/edit.html", form=form, matter=_own(id, Can.EDIT_MATTER))
    return web.done(url_for(".show", id=id), _("改好了。"))


@bp.post("/matters/<int:id>/submission")
def submit(id: int) -> Response:
    """A draft goes to the committee."""
    return _press(id, actions.submit, _("提交好了，居委会会在5个工作日内答复是否受理。"))


@bp.post("/matters/<int:id>/seconding")
def second(id: int) -> Response:
    """My name under it."""
    return _press(id, actions.second, _("附议好了。有新进展会通知您。"))


@bp.post("/matters/<int:id>/seconding/withdrawal")
def take_back_second(id: int) -> Response:
    """My name off again."""
    return _press(id, actions.take_back_second, _("已取消附议。"))


@bp.get("/matters/<int:id>/withdrawal")
def withdrawal(id: int) -> Response:
    """Asking once before it goes."""
    matter = _own(id, Can.WITHDRAW_MATTER)
    rules.withdraw(matter.stage)
    return _before_withdrawal(matter, _withdrawing(matter))


@bp.post("/matters/<int:id>/withdrawal")
def withdraw(id: int) -> Response:
    """Take it back."""
    matter = _own(id, Can.WITHDRAW_MATTER)
    form = _withdrawing(matter)
    done = web.attempt(form, actions.withdraw, web.person(), matter, **form.values())
    if done is None:
        return _before_withdrawal(_own(id, Can.WITHDRAW_MATTER), form)
    url = url_for(".show", id=id) if done.number else url_for(".index")
    return web.done(url, _("已经撤回。"))


@bp.get("/matters/<int:id>/files")
def files(id: int) -> Response:
    """What is attached, and room for more."""
    return _files(_own(id, Can.ATTACH_FILE), forms.Files())


@bp.post("/matters/<int:id>/files")
@web.takes_files
def attach(id: int) -> Response:
    """Add pictures or papers."""
    matter = _own(id, Can.ATTACH_FILE)
    form = forms.Files()
    if web.attempt(form, actions.attach, web.person(), matter, _uploads(form)) is None:
        return _files(_own(id, Can.ATTACH_FILE), form)
    return web.done(url_for(".show", id=id), _("附件加好了。"))


@bp.post("/matters/<int:id>/files/<int:attachment_id>/removal")
def detach(id: int, attachment_id: int) -> Response:
    """Take one off again."""
    matter = _own(id, Can.EDIT_MATTER)
    link = page.attachment(id, attachment_id) or abort(404)
    actions.detach(web.person(), matter, link)
    return web.done(url_for(".files", id=id), _("附件已移除。"))


# -- small steps --------------------------------------------------------------


def _press(id: int, act: Any, said: str) -> Response:
    """A button on the matter's page; refused, the page says why."""
    matter, _mine = page.find(id, web.person())
    form = forms.Once()
    if web.attempt(form, act, web.person(), matter) is None:
        return shown(*page.find(id, web.person()), form)
    return web.done(url_for(".show", id=id), said)


def _own(id: int, can: Can) -> Matter:
    """A matter that the reader may do this to."""
    matter, _mine = page.find(id, web.person())
    web.require(can, matter)
    return matter


def _words(matter: Matter) -> type[forms.Words]:
    return forms.Sketch if matter.stage is Stage.DRAFT else forms.Words


def _paths() -> list[str]:
    return [h.path for h in web.person().holds if h.role in GRANTS[Can.RAISE_MATTER]]


def _communities() -> list[Place]:
    found = list(session().scalars(models.reachable(_paths())))
    if not found:
        raise NotAllowed(Why.NOT_ALLOWED, can=Can.RAISE_MATTER)
    return found


def _chosen(communities: list[Place]) -> Place | None:
    """The community of the address, or the only one."""
    asked = request.args.get("community", type=whole)
    if asked is None and len(communities) == 1:
        return communities[0]
    return next((place for place in communities if place.id == asked), None)


def _places(form: forms.Words, community: Place) -> dict[int, Place]:
    """The places of a community that the reader may choose, the whole of it first."""
    found = session().scalars(models.raisable(community.id, _paths())).unique().all()
    places = {place.id: place for place in sorted(found, key=_order)}
    form.place.choices = [(str(place.id), _called(place)) for place in places.values()]
    return places


def _order(place: Place) -> tuple[int, ...]:
    return tuple(int(part) for part in place.path.strip("/").split("/"))


def _called(place: Place) -> str:
    if place.level is Level.COMMUNITY:
        return str(_("整个%(community)s", community=place.name))
    if place.parent is not None and place.parent.level is Level.ESTATE:
        return f"{place.parent.name} {place.name}"
    return place.name


def _uploads(form: forms.Raise | forms.Files) -> list[actions.Upload]:
    """What was really chosen; an empty file field sends an empty file."""
    return [(each.stream, each.filename) for each in form.file.data or () if each and each.filename]


def _files(matter: Matter, form: forms.Files) -> Response:
    kept = [page.file(link) for link in matter.attachments]
    return web.reply(
        "matters/files.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        files=kept,
        most=MOST_FILES,
        can_remove=may(web.person(), Can.EDIT_MATTER, matter)
        and is_open_for_editing(matter.stage, matter.supporters),
        is_open=matter.stage in OPEN_FOR_FILES and len(kept) < MOST_FILES,
    )


def _withdrawing(matter: Matter) -> Any:
    return forms.Once() if matter.stage is Stage.DRAFT else forms.Withdraw()


def _before_withdrawal(matter: Matter, form: Any) -> Response:
    return web.reply(
        "matters/withdrawal.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        is_draft=not matter.number,
    )
