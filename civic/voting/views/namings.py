"""Papers that name who casts for a head: looked at by somebody who did not enter them (OW-4, OW-5).

The supervisors see them, too: the developer's head may be the largest of all.
"""

from flask import Response, abort, url_for
from sqlalchemy import Select

from civic import web
from civic.db import session
from civic.forms import Form
from civic.i18n import gettext as _
from civic.policy import Can, may
from civic.voting import actions, models
from civic.voting.forms import conducting as forms
from civic.voting.models import Naming, Vote
from civic.voting.rules import ProxyState
from civic.voting.views import bp, lines, load
from civic.voting.views.desk import CONDUCT
from civic.voting.views.offers import Now
from civic.voting.views.roll_desk import PAGE, opens_heads
from civic.voting.wording import VOTER_KIND, naming_state


@bp.get("/<int:id>/namings")
def namings(id: int) -> Response:
    """Each with its paper, those to be looked at first."""
    return _page(load.my_bare(id, CONDUCT))


@bp.post("/<int:id>/namings/<int:naming_id>/confirmation")
def confirm_caster(id: int, naming_id: int) -> Response:
    """The paper says so: from now on this one casts."""
    vote, form = load.my_bare(id, Can.ENTER_CASTER), forms.Press()
    if web.attempt(form, actions.confirm_caster, web.person(), _naming(vote, naming_id)) is None:
        return _page(load.my_bare(id, Can.ENTER_CASTER), form)
    return web.done(url_for(".namings", id=id), _("核实有效，由推举的人来投。"))


@bp.post("/<int:id>/namings/<int:naming_id>/refusal")
def refuse_caster(id: int, naming_id: int) -> Response:
    """The paper does not say so."""
    vote, form = load.my_bare(id, Can.ENTER_CASTER), forms.SendBack(naming_id)
    act, reason = actions.refuse_caster, form.reason.data or ""
    naming = _naming(vote, naming_id)
    if web.attempt(form, act, web.person(), naming, reason=reason) is None:
        return _page(load.my_bare(id, Can.ENTER_CASTER), form, naming_id)
    return web.done(url_for(".namings", id=id), _("已经退回，写明了理由。"))


@bp.get("/<int:id>/namings/<int:naming_id>/document")
def naming_document(id: int, naming_id: int) -> Response:
    """The paper itself: for who answers for the vote, and for those behind the head, since nobody
    else knows a forgery."""
    vote, reader = load.bare(id), web.person()
    found = session().scalars(_asked(vote, naming_id)).unique().one_or_none()
    if found is None or reader is None or reader.id not in found.voter.person_ids:
        load.my_bare(id, CONDUCT)
    return web.document(found.document if found else abort(404), cache="no-store")


def _asked(vote: Vote, ident: int) -> Select[Naming]:
    return models.namings(vote.id).where(Naming.id == ident)


def _naming(vote: Vote, ident: int) -> Naming:
    return session().scalars(_asked(vote, ident)).unique().one_or_none() or abort(404)


def _page(vote: Vote, refused: Form | None = None, about: int | None = None) -> Response:
    found, page = web.paged(models.namings(vote.id), PAGE)
    reader = web.person()
    return web.reply(
        "voting/namings.html",
        form=refused,
        refused=refused,
        vote=vote,
        crumbs=lines.back(vote),
        rows=[(each, lines.door(each.voter), VOTER_KIND[each.voter.kind]) for each in found],
        page=page,
        naming_state=naming_state,
        GIVEN=ProxyState.GIVEN,
        reader=reader,
        own=actions.rated(vote),
        opens_heads=opens_heads(vote),
        may_check=Now(vote, reader, []).is_before_closing
        and may(reader, actions.conducting(reader, vote, Can.ENTER_CASTER), vote),
        press=lambda: forms.Press(formdata=None),
        reason=lambda each: refused if each.id == about else forms.SendBack(each.id, formdata=None),
    )
