"""Ballots that reached their voters, each with its proof (B3.6; OW-7)."""

from flask import Response, abort

from civic import web
from civic.db import session
from civic.files import Attachment
from civic.i18n import gettext as _
from civic.policy import Can
from civic.voting import actions, models
from civic.voting.forms import papers as forms
from civic.voting.views import bp, lines, load
from civic.voting.views.desk import CONDUCT
from civic.voting.views.roll_desk import PAGE, again, at_head, opens_heads, upload_of, voter_of
from civic.voting.wording import DELIVERY


@bp.get("/<int:id>/deliveries")
def deliveries(id: int) -> Response:
    """Each that was entered, with its proof: the supervisors look on, as at the papers that name
    who casts."""
    vote = load.my_bare(id, CONDUCT)
    found, page = web.paged(models.deliveries(vote.id), PAGE)
    return web.reply(
        "voting/deliveries.html",
        vote=vote,
        crumbs=lines.back(vote),
        rows=[(voter, lines.door(voter), DELIVERY[voter.delivery]) for voter in found],
        page=page,
        opens_heads=opens_heads(vote),
    )


@bp.get("/<int:id>/heads/<int:number>/delivery")
def delivery(id: int, number: int) -> Response:
    """What proves that the ballot reached its voter: for who answers for the vote, and for those
    behind the head, since nobody else knows a forgery."""
    vote, reader = load.bare(id), web.person()
    voter = models.numbered(vote.id, number)
    found = session().scalars(voter).unique().one_or_none()
    if found is None or reader is None or reader.id not in found.person_ids:
        load.my_bare(id, CONDUCT)
    ident = (found and found.delivery_document_id) or abort(404)
    return web.document(web.get_or_404(Attachment, ident), cache="no-store")


@bp.post("/<int:id>/heads/<int:number>/delivery")
@web.takes_files
def deliver(id: int, number: int) -> Response:
    """The proof that the ballot reached its voter is handed in."""
    vote = load.my_bare(id, Can.DELIVER_BALLOT)
    voter, form = voter_of(vote, number), forms.Deliver()
    how, upload = form.how.data, upload_of(form)
    if web.attempt(form, actions.deliver, web.person(), voter, how=how, upload=upload) is None:
        return again(id, number, form)
    return web.done(at_head(vote, number), _("记下了：已送达。"))


@bp.post("/<int:id>/heads/<int:number>/delivery/removal")
def withdraw_delivery(id: int, number: int) -> Response:
    """What was entered of the delivery was wrong."""
    vote = load.my_bare(id, Can.DELIVER_BALLOT)
    voter, form = voter_of(vote, number), forms.WithdrawDelivery()
    if web.attempt(form, actions.withdraw_delivery, web.person(), voter, **form.values()) is None:
        return again(id, number, form)
    return web.done(at_head(vote, number), _("送达撤销了，这一票的人会收到通知。"))
