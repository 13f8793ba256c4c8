"""How a secret vote is protected, for everybody: what it rests on, what it cannot do, how to check."""

from flask import Response, abort

from civic import ledger, web
from civic.db import session
from civic.errors import Invalid
from civic.i18n import gettext as _
from civic.i18n import number
from civic.voting import actions, models, rules
from civic.voting.forms import urn as forms
from civic.voting.models import Box, Vote
from civic.voting.urn import Receipt, sealing
from civic.voting.urn.sealing import Certificate
from civic.voting.views import bp, lines, load
from civic.voting.views.urn import attached
from civic.voting.wording import GROUND, PROTECTED, SECRECY, THEME, limits

PAGE = 30


@bp.get("/<int:id>/protection")
@web.public
def protection(id: int) -> Response:
    """What is done and, in plain words, what cannot be; then what everybody can hold it against."""
    vote = load.bare(id)
    box = session().get(Box, vote.id)
    return web.reply(
        "voting/protection.html",
        vote=vote,
        crumbs=lines.back(vote),
        secrecy=SECRECY[vote.secrecy],
        protected=PROTECTED[vote.secrecy],
        watched=actions.watched(vote),
        limits=limits(vote.secrecy, is_by_area=vote.is_by_area),
        facts=_facts(vote, box) if box else [],
        manifest=box.manifest if box else None,
        logged=session().scalar(models.how_many_logged(vote.id)) if box else 0,
        batch=rules.batch_size(vote.heads),
        certificate=_certificate(id) if vote.shows_result else None,
        has_comments=actions.shows_comments(vote),
    )


@bp.get("/<int:id>/receipt-check")
@web.public
def receipt_check(id: int) -> Response:
    """Somewhere to put a receipt."""
    return _check(_with_receipts(id), forms.Check(formdata=None))


@bp.post("/<int:id>/receipt-check")
@web.public
@web.harmless
def check_receipt(id: int) -> Response:
    """Whether the ballot stands among the commitments of the record. Nothing of it is kept."""
    vote, form = _with_receipts(id), forms.Check()
    found = None
    if form.validate():
        try:
            found = sealing.read_receipt(str(form.receipt.data))
        except Invalid as refusal:
            web.form_refused(form, refusal)
    return _check(vote, form, found)


@bp.post("/<int:id>/receipt.txt")
@web.public
@web.harmless
def keep_receipt(id: int) -> Response:
    """A receipt that is on somebody's screen, as a file; it comes from there and goes back."""
    vote, form = _with_receipts(id), forms.Check()
    try:
        found = sealing.read_receipt(str(form.receipt.data or ""))
    except Invalid:
        abort(422)
    return attached(found.text(), f"receipt-{vote.id}.txt")


@bp.get("/<int:id>/files/<name>.json")
@web.public
def file(id: int, name: str) -> Response:
    """One of the files from which everybody recounts it (integrity.md 3.4)."""
    if name not in set(actions.FileName):
        abort(404)
    vote = load.shown(id)
    found = actions.file(vote, actions.FileName(name)) if vote.is_public else None
    if found is None:
        abort(404)
    return attached(found, f"{name}-{vote.id}.json", "application/json")


@bp.get("/<int:id>/comments")
@web.public
def comments(id: int) -> Response:
    """What was said with secret ballots, once the result is public; sorted, nobody's name."""
    vote = load.bare(id)
    if not actions.shows_comments(vote):
        abort(404)
    found, page = web.paged(models.comments(vote.id), PAGE)
    return web.reply(
        "voting/comments.html",
        vote=vote,
        crumbs=lines.back(vote),
        page=page,
        said=[(each, GROUND[each.ground] if each.ground else None) for each in found],
        THEME=THEME,
    )


# -- small steps ----------------------------------------------------------------


def _certificate(id: int) -> Certificate | None:
    vote = load.shown(id)
    session().scalars(models.questions_with_counts(vote.id)).unique().all()
    return actions.shown_certificate(vote)


def _with_receipts(id: int) -> Vote:
    """A vote by urn, for everybody, from its posting on."""
    vote = load.bare(id)
    return vote if vote.is_by_urn and vote.is_public else abort(404)


def _facts(vote: Vote, box: Box) -> list[tuple[str, str]]:
    rows = [(_("名册的指纹"), sealing.grouped((vote.roll_root or b"")[:12]))]
    if box.key is not None:
        rows += [
            (_("钥匙保管人"), _("、").join(box.offices)),
            (_("公钥的指纹"), sealing.key_fingerprint(box.key)),
            (_("试开"), _("三种组合都开过") if box.is_rehearsed else _("还没有试开")),
        ]
    if box.destroyed_at is not None:
        rows.append((_("票箱"), _("争议期过了，已经销毁")))
    return [(str(term), str(value)) for term, value in rows]


def _check(vote: Vote, form: forms.Check, receipt: Receipt | None = None) -> Response:
    return web.reply(
        "voting/receipt_check.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        verdict=_verdict(vote, receipt) if receipt else None,
        rewritten=receipt is not None and not _is_of_this_record(receipt),
    )


def _verdict(vote: Vote, receipt: Receipt) -> tuple[str, bool, str]:
    """What there is to say of a receipt, whether all is well, and the sign for it."""
    if receipt.vote != vote.id:
        return (
            str(_("这张回执是另一次表决的（编号%(n)s）。", n=number(receipt.vote))),
            False,
            "warning",
        )
    if session().scalar(models.is_logged(vote.id, receipt.commitment)) is not None:
        return str(_("在。您的票在公开记录的清单里。")), True, "check"
    if vote.closed_at is None:
        said = _(
            "还没有列进清单：至少凑满%(size)s张才列一批，列哪些由抽签定，剩下的投票结束时一起列。到时再查。",
            size=number(rules.batch_size(vote.heads)),
        )
        return str(said), True, "clock"
    return (
        str(_("不在清单里。请先核对有没有抄错；没有抄错，请带着回执找居务监督委员会。")),
        False,
        "warning",
    )


def _is_of_this_record(receipt: Receipt) -> bool:
    """Whether the record still begins as it did when the ballot was cast."""
    size, _space, print_ = receipt.record.partition(" ")
    if not (size.isascii() and size.isdigit()) or len(size) > 9 or int(size) > ledger.size():
        return False
    return sealing.fingerprint(ledger.root(int(size))) == print_
