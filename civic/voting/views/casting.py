"""Voting: which of one's heads, the ballot, a look at what it says, into the box, what stands.

What is chosen travels in the form alone, from page to page, until it is cast: nothing of it is
kept before. A secret ballot leaves no mark of when it was sent, so its form may be sent twice;
the urn takes it once.
"""

import secrets
from datetime import datetime

from flask import Response, abort, request, url_for
from sqlalchemy.exc import DBAPIError

from civic import clock, web
from civic.db import session, whole
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, Refused
from civic.i18n import gettext as _
from civic.people.rules import is_adult
from civic.policy import Can
from civic.together import Unsettled
from civic.voting import actions, models, rules, urn
from civic.voting.forms import ballot as forms
from civic.voting.forms.ballot import Ballot
from civic.voting.models import Casting, Question, Vote
from civic.voting.rules import QuestionKind, Secrecy, Silence, Why
from civic.voting.urn import Receipt, sealing
from civic.voting.views import bp, load
from civic.voting.views.evidence import evidence
from civic.voting.views.lines import answer, back, door, way_back
from civic.voting.views.load import Head
from civic.voting.views.offers import Now, status
from civic.voting.wording import AREAS_TELL, LIMITS, SILENCE, chosen
from civic.web.page import EDITIONS

FILLER = 200
"""Bytes at most, as hexadecimal digits: a hundred times what one answer is longer than another."""

REVIEW = 0
"""Where the way through the questions ends: a look at all of them."""


@bp.get("/<int:id>/ballot/heads")
def choose(id: int) -> Response:
    """For whom: oneself, the household, whoever gave a proxy. One ballot each."""
    vote = load.shown(id)
    now = Now(vote, web.person(), load.heads(vote, web.person()))
    heads = [(head, door(head.voter), *status(now, head)) for head in now.heads]
    able = {head.voter.id for head in now.to_cast}
    return web.reply(
        "voting/choose.html",
        vote=vote,
        crumbs=back(vote),
        heads=heads,
        able=able if vote.is_taking_ballots else set(),
    )


@bp.get("/<int:id>/ballot")
def ballot(id: int) -> Response:
    """The ballot: all questions, or in large type one after the other; of several heads, which."""
    vote = load.shown(id)
    own = load.heads(vote, web.person())
    if "voter" not in request.args and len(own) > 1:
        return web.done(url_for(".choose", id=id))
    head = load.named_head(own)
    web.require(Can.CAST_BALLOT, head.voter)
    if head.is_cast and vote.is_by_urn:
        said, _icon = status(Now(vote, web.person(), [head]), head)
        return web.done(url_for(".show", id=id), said)
    if head.is_cast:
        return web.done(url_for(".receipt", id=id, voter=head.voter.id))
    _require_castable(vote, head)
    return _ballot(vote, head, _form(vote), 1)


@bp.post("/<int:id>/ballot/delivery")
def receive(id: int) -> Response:
    """An owner opens the ballot: it is delivered, and that is kept (B3.6)."""
    vote, head = _mine(id)
    _require_castable(vote, head)
    actions.receive(web.person(), head.voter)
    return web.done(url_for(".ballot", id=id, voter=head.voter.id))


@bp.post("/<int:id>/ballot/review")
@web.harmless
def review(id: int) -> Response:
    """On to the next question, back to one before, or a look at all that was chosen."""
    vote, head = _mine(id)
    _require_castable(vote, head)
    form, at = _form(vote), request.form.get("at", REVIEW, type=whole)
    to = request.form.get("to", REVIEW, type=whole)
    if (to == REVIEW or to > at) and not _is_answered(vote, form, at if to else REVIEW):
        return _ballot(vote, head, form, _first_wrong(form) or at)
    if to != REVIEW:
        return _ballot(vote, head, form, to)
    return web.reply(
        "voting/review.html",
        vote=vote,
        voter=head.voter,
        crumbs=back(vote),
        door=door(head.voter),
        ballot=form,
        warnings=_warnings(vote),
        filler=_filler(vote),
        lines=[
            (question.text, answer(question, keys))
            for question, keys in zip(
                vote.questions, rules.check_ballot(vote.asked, form.answers), strict=True
            )
        ],
    )


@bp.post("/<int:id>/ballot")
@web.apart
def cast(id: int) -> Response:
    """Into the box. By the urn the receipt is this answer itself, and is nowhere else."""
    head = load.casting(id, web.person())
    beside = forms.beside() if head.is_by_urn else {}
    if beside is None:
        return _refused(id, None)
    try:
        made = actions.cast(web.person(), head, forms.sent(), **beside)
    except NotAllowed:
        raise
    except Refused as refusal:
        if not isinstance(refusal, AlreadyDone) or _has_paper(head):
            return _refused(id, refusal)
        # Pressed twice, or in a second window: what stands is shown, whichever it was.
        return _cast_already(id, head)
    except (Unsettled, DBAPIError):
        if not actions.stands(head):
            raise
        return _cast_already(id, head, is_unheard=True)
    if made is not None:
        return receipt_page(id, head.official_title, head.held.closes_at, made)
    return web.done(url_for(".receipt", id=id, voter=head.id))


@bp.get("/<int:id>/ballot/receipt")
def receipt(id: int) -> Response:
    """It counted: what stands, for whoever stands behind the head."""
    vote, head = _mine(id)
    kept = session().scalars(models.ballot_of(head.voter.id)).one_or_none()
    if kept is None:
        abort(404)
    given = {each.question_id: each.value.encode() for each in kept.answers}
    is_read = vote.is_counted or not kept.is_paper or vote.secrecy is Secrecy.OPEN
    return web.reply(
        "voting/cast.html",
        vote=vote,
        crumbs=back(vote),
        door=door(head.voter),
        said=status(Now(vote, web.person(), [head]), head)[0],
        signed=kept.signature_id and url_for(".signature", id=vote.id, ballot_id=kept.id),
        given_at=kept.at,
        is_spoiled=is_read and kept.is_spoiled,
        lines=[
            (q.text, answer(q, rules.decode(q.asked, given[q.id])))
            for q in vote.questions
            if is_read and q.id in given
        ],
    )


def receipt_page(id: int, title: str, closes_at: datetime | None, kept: Receipt) -> Response:
    """The receipt of a secret ballot, shown this once: that it lies in the urn, not what it says."""
    text = kept.text()
    return web.reply(
        "voting/receipt.html",
        id=id,
        title=title,
        crumbs=way_back(id, title),
        closes_at=closes_at,
        text=text,
        picture=web.qr(text),
    )


# Small steps -----------------------------------------------------------------------------


def _mine(id: int) -> tuple[Vote, Head]:
    vote = load.shown(id)
    head = load.head(vote, web.person())
    web.require(Can.CAST_BALLOT, head.voter)
    return vote, head


def _cast_already(id: int, head: Casting, *, is_unheard: bool = False) -> Response:
    """``is_unheard``: the ballot stands, and its receipt was lost on the way."""
    if head.is_by_urn:  # here, not by another page, whose line in the log would say when
        vote = load.bare(id)
        return web.reply("voting/again.html", vote=vote, crumbs=back(vote), is_unheard=is_unheard)
    said = _("这一票已经投过了，算数的是下面这一张。")
    return web.done(url_for(".receipt", id=id, voter=head.id), said)


def _has_paper(head: Casting) -> bool:
    """Not voted, but to vote on the paper that was handed out."""
    return head.is_by_urn and urn.has_paper(head.vote_id, head.number)


def _require_castable(vote: Vote, head: Head) -> None:
    """What the act will ask, asked before anybody fills in a ballot for nothing."""
    rules.require_taking_ballots(vote.stage, vote.opens_at, vote.closes_at, clock.now())
    if not vote.is_online:
        raise OutOfOrder(Why.NOT_ONLINE, article="B2.1")
    rules.check_rates_others(head.rates_themselves)
    holds = head.voter.proxy_of(web.person().id) is not None
    rules.check_caster(web.person().id, head.voter.caster_id, holds_proxy=holds)
    rules.check_of_age(is_adult(web.person().born_on, clock.today()))


def _form(vote: Vote) -> Ballot:
    asked = [_asked(question) for question in vote.questions]
    return forms.ballot(asked, has_word=vote.is_by_urn, has_comment=vote.takes_comments)


def _asked(question: Question) -> forms.Asked:
    choices = {key: chosen(question, key) for key in question.asked.keys}
    is_several = question.kind is QuestionKind.SEVERAL_OF
    hint = _("最多选%(n)s项；都不选就选“弃权”。", n=question.most) if is_several else ""
    return forms.Asked(question.text, choices, is_several, str(hint))


def _ballot(vote: Vote, head: Head, form: Ballot, at: int) -> Response:
    """The ballot's page: in large type one question at a time, the others hidden in the form."""
    number = len(vote.questions)
    is_by_steps = web.preference("edition", EDITIONS) == "elder" and number > 1
    return web.reply(
        "voting/ballot.html",
        form=form,
        vote=vote,
        voter=head.voter,
        crumbs=back(vote),
        door=door(head.voter),
        at=min(max(at, 1), number) if is_by_steps else None,
        number=number,
        beside=list(form.beside),
        warnings=_warnings(vote),
        filler=_filler(vote),
        AREAS_TELL=AREAS_TELL,
        records=evidence(vote, at_each=is_by_steps),
    )


def _filler(vote: Vote) -> str | None:
    """What hides how long a page is that names a secret choice, from whoever watches the network."""
    return secrets.token_hex(secrets.randbelow(FILLER)) if vote.is_by_urn else None


def _warnings(vote: Vote) -> list[str]:
    """What is said where one votes, not only beside it: in light mode the key is on the server;
    among owners silence may count (B3.6)."""
    told = []
    if vote.silence is not Silence.STRICT:
        silence, basis = SILENCE[vote.silence], vote.silence_basis
        told.append(_("请注意：%(silence)s（依据：%(basis)s）。", silence=silence, basis=basis))
    if vote.secrecy is Secrecy.LIGHT:
        told.append(LIMITS[vote.secrecy][0])
    return [str(each) for each in told]


def _is_answered(vote: Vote, form: Ballot, only: int) -> bool:
    """Whether the questions (or only one of them) are answered so that it can be cast."""
    form.validate()
    for place, (asked, name) in enumerate(zip(vote.asked, form.names, strict=True), start=1):
        if only not in {REVIEW, place}:
            form[name].errors = []
        elif not form[name].errors:
            try:
                rules.check_answer(asked, form.answers[place - 1], field=name)
            except Invalid as refusal:
                web.form_refused(form, refusal)
    if only in {REVIEW, len(vote.questions)} and not form.errors:
        try:
            sealing.checked_word(form.beside.get("word", ""))
        except Invalid as refusal:
            web.form_refused(form, refusal)
    return not form.errors


def _first_wrong(form: Ballot) -> int | None:
    wrong = [place for place, name in enumerate(form.names, start=1) if form[name].errors]
    return wrong[0] if wrong else None


def _refused(id: int, refusal: Refused | None) -> Response:
    """The ballot as it was sent, with what is wrong about it: at each field, or else in all."""
    vote, head = _mine(id)
    form = _form(vote)
    if form.validate() and refusal is not None:
        web.form_refused(form, refusal)
    return _ballot(vote, head, form, _first_wrong(form) or len(vote.questions))
