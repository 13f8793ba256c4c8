"""The urn of a secret vote at the desk: key, rehearsal, ceremony, signatures, words, the end."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, abort, request, url_for

from civic import clock, web
from civic.db import session
from civic.errors import Refused
from civic.i18n import day
from civic.i18n import gettext as _
from civic.people.wording import UNIT_KIND
from civic.policy import Can, may
from civic.voting import actions, models, rules
from civic.voting.forms import conducting
from civic.voting.forms import urn as forms_urn
from civic.voting.models import Box, Comment, Vote
from civic.voting.rules import Secrecy, VoteStage
from civic.voting.urn import sealing
from civic.voting.views import bp, lines, load
from civic.voting.wording import GROUND, kept_sums

V = VoteStage

WORDS: Final = 50
"""Comments on a page of those that are sifted."""


@bp.get("/<int:id>/urn")
def box(id: int) -> Response:
    """How far the urn has come, and its next step; the server's own takes one only to its end, and
    tells whoever comes to sign for that where it opens again."""
    vote = _by_urn(id, Can.PREPARE_URN)
    loss = _loss(vote)
    if vote.secrecy is Secrecy.LIGHT and not any(loss) and not _is_half_lost(vote):
        abort(404)
    return _box(vote, loss=loss)


@bp.post("/<int:id>/urn/key")
def lay_key(id: int) -> Response:
    """The key is handed in; the roll goes into the urn."""
    vote, form = _secret(id, Can.PREPARE_URN), forms_urn.Key()
    act = lambda: actions.lay_urn(  # noqa: E731
        web.person(), vote, key=str(form.key.data), holders=form.holders
    )
    if web.attempt(form, act) is None:
        return _box(_secret(id, Can.PREPARE_URN), form)
    return web.done(url_for(".box", id=id), _("公钥收下了，名册封进了票箱。下一步：保管人试开。"))


@bp.get("/<int:id>/urn/rehearsal.txt")
def rehearsal(id: int) -> Response:
    """The file that the holders answer."""
    vote = _secret(id, Can.PREPARE_URN)
    return attached(actions.rehearsal(vote), f"rehearsal-{vote.id}.txt")


@bp.post("/<int:id>/urn/rehearsal")
def rehearse(id: int) -> Response:
    """What each pair of holders read."""
    vote, form = _secret(id, Can.PREPARE_URN), forms_urn.Rehearsal()
    act = lambda: actions.rehearse_urn(  # noqa: E731
        web.person(), vote, answered=form.answered
    )
    if web.attempt(form, act) is None:
        return _box(_secret(id, Can.PREPARE_URN), form)
    return web.done(url_for(".desk", id=id), _("三种组合都开得了。到时间就可以开始表决。"))


@bp.get("/<int:id>/urn/export.zip")
def export(id: int) -> Response:
    """The sealed rows for the ceremony, with what the record says of them."""
    vote = _secret(id, Can.OPEN_URN)
    return attached(actions.export(vote), f"urn-{vote.id}.zip", "application/zip")


@bp.post("/<int:id>/urn/certificate")
def hand_in(id: int) -> Response:
    """What the holders' machine wrote."""
    vote, form = _secret(id, Can.OPEN_URN), forms_urn.Certificate()
    act = lambda: actions.hand_in_certificate(  # noqa: E731
        web.person(),
        vote,
        certificate=_content(form.certificate.data) or b"",
        tally=_content(form.tally.data),
    )
    if web.attempt(form, act) is None:
        return _box(_secret(id, Can.OPEN_URN), form)
    return web.done(url_for(".box", id=id), _("证明收下了，等两个人各开一遍、签名。"))


@bp.post("/<int:id>/urn/signature")
def sign(id: int) -> Response:
    """Somebody has opened it as well, and found the same."""
    vote, form = _certifiable(id), forms_urn.Signature()
    act = lambda: actions.sign_certificate(  # noqa: E731
        web.person(), vote, fingerprint=str(form.fingerprint.data)
    )
    box = web.attempt(form, act)
    if box is None:
        return _box(_secret(id, Can.PREPARE_URN), form)
    if box.is_certified:
        return web.done(url_for(".desk", id=id), _("两个人都签了名，可以计票了。"))
    return web.done(url_for(".box", id=id), _("签好了，还要另一个人签名。"))


@bp.post("/<int:id>/urn/loss")
def lose(id: int) -> Response:
    """Nothing opens it, or its figures differ: the first says why, the second says so too."""
    vote = _certifiable(id)
    # The form is the one that was open, whatever has been signed since.
    form: Any = conducting.Second() if request.form.get("shown") else forms_urn.Loss()
    found = web.attempt(form, actions.give_up_urn, web.person(), vote, **form.values())
    if found is None:
        return _box(_by_urn(id, Can.PREPARE_URN), form)
    if found.lost_at is not None:
        return web.done(
            url_for(".desk", id=id), _("两个人都签了名，这次表决没有结果，名册上的人会收到通知。")
        )
    return web.done(url_for(".box", id=id), _("签好了，还要另一个人签名。"))


@bp.get("/<int:id>/urn/destruction")
def end(id: int) -> Response:
    """Until when it is kept, and what goes with it."""
    return _box(_by_urn(id, Can.DESTROY_URN))


@bp.post("/<int:id>/urn/destruction")
def destroy(id: int) -> Response:
    """The term for disputes is over: what is sealed goes."""
    vote, form = load.mine(id, Can.DESTROY_URN), conducting.Press()
    if web.attempt(form, actions.destroy_urn, web.person(), vote) is None:
        return _box(load.mine(id, Can.DESTROY_URN), form)
    return web.done(url_for(".desk", id=id), _("票箱销毁了。请三位保管人把钥匙单也销毁。"))


@bp.get("/<int:id>/urn/comments")
def sifting(id: int) -> Response:
    """The words, before and after everybody sees them."""
    vote = _with_words(id)
    said, page = web.paged(models.comments(vote.id), WORDS)
    return _sifting(vote, said, page, forms_urn.sifting(said))


@bp.post("/<int:id>/urn/comments")
def sift(id: int) -> Response:
    """What each is about; those that insult, or name somebody, are not shown."""
    vote = _with_words(id)
    said, page = web.paged(models.comments(vote.id), WORDS)
    form = forms_urn.sifting(said)
    hidden = web.attempt(
        form,
        lambda: actions.sift_comments(web.person(), vote, form.grounds, form.themes),
    )
    if hidden is None:
        vote = _with_words(id)
        return _sifting(vote, *web.paged(models.comments(vote.id), WORDS), form)
    there = min(page.number + 1, page.pages)
    said_so = (
        _("记好了；隐去%(n)s条，理由写进了公开记录。", n=len(hidden)) if hidden else _("记好了。")
    )
    return web.done(url_for(".sifting", id=id, page=there if there > 1 else None), said_so)


# -- small steps ----------------------------------------------------------------


def attached(content: str | bytes, name: str, kind: str = "text/plain; charset=utf-8") -> Response:
    """A file to be kept; nobody on the way keeps it, too."""
    return Response(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _by_urn(id: int, can: Can) -> Vote:
    vote = load.mine(id, can)
    return vote if vote.is_by_urn else abort(404)


def _secret(id: int, can: Can) -> Vote:
    vote = _by_urn(id, can)
    return vote if vote.secrecy is Secrecy.SECRET else abort(404)


def _certifiable(id: int) -> Vote:
    vote = _by_urn(id, Can.PREPARE_URN)
    web.require(actions.scrutinising(vote, Can.CERTIFY_URN), vote)
    return vote


def _with_words(id: int) -> Vote:
    """Of fewer than ten nobody reads what they said, the committee neither (2.5)."""
    vote = load.mine(id, Can.SIFT_COMMENTS)
    return vote if actions.reads_comments(vote) else abort(404)


def _content(upload: Any) -> bytes | None:
    return upload.stream.read() if upload else None


def _sifting(
    vote: Vote, said: Sequence[Comment], page: web.Page, form: forms_urn.Sifting
) -> Response:
    return web.reply(
        "voting/sifting.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        page=page,
        said=[
            (
                each,
                GROUND[each.ground] if each.ground else None,
                [form._fields[name] for name in form.names(each) if name in form._fields],
                form.was(each),
            )
            for each in said
        ],
    )


def _loss(vote: Vote) -> tuple[bool, Refused | None]:
    """Whether the urn's figures differ; if not, why the server's own does not open. It is tried."""
    return (True, None) if actions.differs(vote) else (False, actions.unopened(vote))


def _is_half_lost(vote: Vote) -> bool:
    """Whether one has signed that it is lost, and waits for another: nothing has ended it since."""
    box = session().get(Box, vote.id)
    return box is not None and bool(box.lost_by_id) and not (box.lost_at or box.is_certified)


def _box(
    vote: Vote, refused: Any = None, *, loss: tuple[bool, Refused | None] | None = None
) -> Response:
    """One page for the whole way of the urn: what is done, and the form of the next step."""

    def kept(kind: type[Any], **given: str) -> Any:
        return refused if type(refused) is kind else kind(formdata=None, **given)

    bodies = actions.bodies(vote)
    who_signs = UNIT_KIND[bodies.scrutineers]
    box = session().get(Box, vote.id)
    certificate = actions.certificate(box) if box else None
    key = sealing.key_fingerprint(box.key) if box and box.key else None
    is_rehearsed = box is not None and box.is_rehearsed
    is_secret = vote.secrecy is Secrecy.SECRET
    is_sealable = (
        is_secret and vote.stage is V.POSTED and not is_rehearsed and not vote.is_taking_objections
    )
    is_opened = (
        is_secret and vote.stage is V.RECONCILED and box is not None and not box.is_certified
    )
    differs, unopened = loss or _loss(vote)
    opens_again = _is_half_lost(vote) and not (is_opened or differs or unopened)
    may_certify = may(web.person(), bodies.scrutinising(Can.CERTIFY_URN), vote)
    may_sign = may_certify and box is not None and box.signed_by_id != web.person().id
    # What somebody has typed as the first stays, and is no signature as the second.
    is_first = isinstance(refused, forms_urn.Loss) or not (box and box.lost_by_id)
    reason = box.lost_reason if box else None
    first = kept(forms_urn.Loss)
    second = conducting.Second(formdata=None, shown=rules.text_shown(reason))
    until = actions.kept_until(vote) if box and box.destroyed_at is None else None
    objected = vote.objections_until if vote.is_taking_objections else None
    return web.reply(
        "voting/box.html",
        form=refused,
        refused=refused,
        vote=vote,
        crumbs=lines.back(vote),
        box=box,
        who_signs=who_signs,
        is_secret=is_secret,
        reader=web.person(),
        key=key,
        folder=sealing.key_folder(vote.id, key) if key else None,
        objections_until=day(objected) if objected else None,
        key_form=kept(forms_urn.Key, holder_2=str(who_signs)) if is_sealable else None,
        rehearsal_form=kept(forms_urn.Rehearsal) if is_sealable and box else None,
        certificate=certificate,
        certificate_form=kept(forms_urn.Certificate) if is_opened else None,
        signature_form=kept(forms_urn.Signature) if may_sign else None,
        loss_form=((first.of_figures() if differs else first) if is_first else second)
        if (is_opened or differs or unopened)
        and box
        and box.lost_by_id != web.person().id
        and may_certify
        else None,
        figures=kept_sums(actions.figures(vote)) if differs else [],
        has_differed=differs or ((was := vote.kept_figures) is not None and not was.urn_agrees),
        unopened=web.sentence(unopened) if unopened else None,
        is_gone=unopened is not None and unopened.why is rules.Why.URN_GONE,
        opens_again=opens_again,
        is_reconciled=vote.stage is V.RECONCILED,
        destruction=conducting.Press(formdata=None) if until and clock.today() > until else None,
        kept_until=day(until) if until else None,
    )
