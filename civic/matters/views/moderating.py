"""Hiding a matter's words or a file, objecting to that, deciding the objection."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, abort, url_for

from civic import calendar, clock, web
from civic.errors import AlreadyDone, OutOfOrder
from civic.i18n import day
from civic.i18n import gettext as _
from civic.matters import actions, forms, rules, wording
from civic.matters.models import Matter, MatterAttachment
from civic.matters.rules import Objection, Why
from civic.matters.views import bp, hidden, page
from civic.policy import Can


@dataclass(frozen=True)
class Objected:
    """What the supervisors decide on: what was hidden, and why it should not be."""

    what: str
    text: str


@bp.get("/matters/<int:id>/hiding")
def hiding(id: int) -> Response:
    """The moderator's form: what, and on which ground."""
    matter = _mine(id, Can.HIDE_MATTER)
    return _hiding(matter, *_hide_form(matter))


@bp.post("/matters/<int:id>/hiding")
def hide(id: int) -> Response:
    """Hide it."""
    matter = _mine(id, Can.HIDE_MATTER)
    form, parts = _hide_form(matter)
    done = web.attempt(
        form,
        lambda: actions.hide(web.person(), matter, parts[form.what.data], ground=form.ground.data),
    )
    if done is None:
        matter = _mine(id, Can.HIDE_MATTER)  # without what is gone
        return _hiding(matter, form, _parts_to_hide(form, matter))
    return web.done(url_for(".show", id=id), _("已经隐藏，理由公开。提出人可以提出异议。"))


def _hide_form(matter: Matter) -> tuple[forms.Hide, hidden.Parts]:
    form = forms.Hide()
    parts = _parts_to_hide(form, matter)
    if not parts:
        raise AlreadyDone(Why.HIDDEN_ALREADY)
    return form, parts


def _parts_to_hide(form: forms.Hide, matter: Matter) -> hidden.Parts:
    return _offered(form, matter, lambda part: hidden.is_hideable(matter, part))


def _hiding(matter: Matter, form: forms.Hide, parts: hidden.Parts) -> Response:
    until = rules.objection_due(clock.today(), calendar.current())
    return web.reply(
        "matters/hiding.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        files=[(hidden.address(each), each.attachment.name) for each in parts.values() if each],
        until=day(until.due_on),
        MEANS=wording.GROUND_MEANS,
    )


@bp.get("/matters/<int:id>/objection")
def objection(id: int) -> Response:
    """The author's form."""
    matter = _mine(id, Can.OBJECT_TO_HIDING)
    return _objection(matter, _object_form(matter)[0])


@bp.post("/matters/<int:id>/objection")
def object_to_hiding(id: int) -> Response:
    """Object."""
    matter = _mine(id, Can.OBJECT_TO_HIDING)
    form, parts = _object_form(matter)
    done = web.attempt(
        form,
        lambda: actions.object_to_hiding(
            web.person(), matter, parts[form.what.data], text=form.text.data
        ),
    )
    if done is None:
        return _objection(_mine(id, Can.OBJECT_TO_HIDING), form)
    return web.done(url_for(".show", id=id), _("异议收到了，居务监督委员会会裁定并通知您。"))


def _object_form(matter: Matter) -> tuple[forms.Object, hidden.Parts]:
    form = forms.Object()
    parts = _offered(form, matter, lambda part: _is_at(matter, part, None))
    if not parts:
        raise OutOfOrder(Why.NOT_HIDDEN)
    return form, parts


def _objection(matter: Matter, form: forms.Object) -> Response:
    return web.reply(
        "matters/objection.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        told=hidden.told(matter, web.person()),
    )


@bp.get("/matters/<int:id>/objection/decision")
def decision(id: int) -> Response:
    """The supervisors' form: what was written, on which ground it was hidden, why not."""
    matter = _mine(id, Can.DECIDE_OBJECTION)
    return _decision(matter, _decide_form(matter)[0])


@bp.post("/matters/<int:id>/objection/decision")
def decide(id: int) -> Response:
    """Decide."""
    matter = _mine(id, Can.DECIDE_OBJECTION)
    form, parts = _decide_form(matter)
    done = web.attempt(
        form,
        lambda: actions.decide_objection(
            web.person(),
            matter,
            parts[form.what.data],
            uphold=form.uphold.data == "yes",
            reason=form.reason.data,
        ),
    )
    if done is None:
        return _decision(_mine(id, Can.DECIDE_OBJECTION), form)
    return web.done(url_for(".show", id=id), _("裁定已公开，并通知提出人。"))


def _decide_form(matter: Matter) -> tuple[forms.Decide, hidden.Parts]:
    form = forms.Decide()
    parts = _offered(form, matter, lambda part: _is_at(matter, part, Objection.OPEN))
    if not parts:
        raise OutOfOrder(Why.NO_OPEN_OBJECTION)
    return form, parts


def _decision(matter: Matter, form: forms.Decide) -> Response:
    objected = [
        Objected(hidden.called(matter, part), found.objection_text or "")
        for part in hidden.parts(matter).values()
        if (found := hidden.hiding(matter, part)) and found.objection is Objection.OPEN
    ]
    return web.reply(
        "matters/decision.html",
        form=form,
        matter=matter,
        number=page.number(matter),
        told=hidden.told(matter, web.person()),
        kept=matter if matter.is_hidden else None,
        objected=objected,
    )


# -- small steps --------------------------------------------------------------


def _mine(id: int, can: Can) -> Matter:
    """A matter that everybody reads and this reader may do this to."""
    matter, _seconded = page.find(id, web.person())
    if not matter.is_public:
        abort(404)
    web.require(can, matter)
    return matter


def _is_at(matter: Matter, part: MatterAttachment | None, objection: Objection | None) -> bool:
    """Whether a part was hidden and the objection to that stands there."""
    found = hidden.hiding(matter, part)
    return found is not None and found.objection is objection


def _offered(
    form: forms.Hide | forms.Object | forms.Decide,
    matter: Matter,
    is_meant: Callable[[MatterAttachment | None], bool],
) -> hidden.Parts:
    """What the form lets one choose; where there is but one thing, it is chosen."""
    parts: dict[str, MatterAttachment | None] = {
        name: part for name, part in hidden.parts(matter).items() if is_meant(part)
    }
    form.what.choices = [(name, hidden.called(matter, part)) for name, part in parts.items()]
    if len(parts) == 1:
        form.what.data = next(iter(parts))
    return parts
