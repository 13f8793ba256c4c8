"""From the box to the register: reconciled, counted, published, challenged, final (2.6; B3.3-B3.5)."""

from flask import Response, abort, url_for

from civic import calendar, clock, web
from civic.checks import all_hold
from civic.clock import end_of_day
from civic.db import session
from civic.errors import OutOfOrder
from civic.i18n import day, until
from civic.i18n import gettext as _
from civic.policy import Can
from civic.voting import actions, models, rules
from civic.voting.forms import conducting as forms
from civic.voting.forms.papers import Gap
from civic.voting.models import Challenge, Vote
from civic.voting.rules import Secrecy, VoteStage
from civic.voting.views import bp, lines, load
from civic.voting.wording import all_sums, announcement, result_text

V = VoteStage


@bp.get("/<int:id>/figures")
def figures(id: int) -> Response:
    """What must add up, each sum with both sides; the gap, explained and signed by two."""
    return _figures(load.mine(id, Can.RECONCILE_VOTE))


@bp.post("/<int:id>/gap")
def explain_gap(id: int) -> Response:
    """Say why it doesn't add up."""
    vote, form = load.mine(id, Can.RECONCILE_VOTE), Gap()
    if web.attempt(form, actions.explain_gap, web.person(), vote, **form.values()) is None:
        return _figures(load.mine(id, Can.RECONCILE_VOTE), form)
    return web.done(url_for(".figures", id=id), _("写好了，等另一个人签名。"))


@bp.post("/<int:id>/gap/signature")
def sign_gap(id: int) -> Response:
    """Somebody else answers for the explanation as well."""
    vote, form = load.mine(id, Can.RECONCILE_VOTE), forms.Second()
    if web.attempt(form, actions.sign_gap, web.person(), vote, **form.values()) is None:
        return _figures(load.mine(id, Can.RECONCILE_VOTE), form)
    return web.done(url_for(".figures", id=id), _("签好了，现在可以确认核对。"))


@bp.post("/<int:id>/reconciliation")
def reconcile(id: int) -> Response:
    """It adds up, or two have signed why not."""
    vote, form = load.mine(id, Can.RECONCILE_VOTE), forms.Press()
    if web.attempt(form, actions.reconcile, web.person(), vote) is None:
        return _figures(load.mine(id, Can.RECONCILE_VOTE), form)
    return web.done(url_for(".desk", id=id), _("票数核对好了，可以计票。"))


def _figures(vote: Vote, refused: Gap | forms.Press | forms.Second | None = None) -> Response:
    is_open = vote.stage is V.CLOSED or (vote.stage is V.OPEN and vote.is_over)
    differs, gone = actions.differs(vote), actions.gone(vote)
    if gone is not None:
        f = vote.kept_figures
    elif is_open or differs:
        f = actions.figures(vote)
    else:
        f = vote.kept_figures or actions.figures(vote)
    checks = rules.reconciliation(f) if f else ()
    is_changed = is_open and actions.is_changed(vote)
    holds = all_hold(checks) and not is_changed
    gap = refused if isinstance(refused, Gap) else Gap(formdata=None, text=vote.gap)
    reader = web.person()
    return web.reply(
        "voting/figures.html",
        form=refused,
        refused=refused,
        vote=vote,
        crumbs=lines.back(vote),
        sums=all_sums(f) if f else [],
        verdict=(_("票数对得上"), True)
        if holds
        else (_("票数对不上，已由两个人签名说明"), True)
        if vote.is_gap_explained
        else (_("票数对不上"), False),
        holds=holds,
        lost=lines.urn_lost(differs=differs, unopened=gone),
        changed=web.sentence(OutOfOrder(rules.Why.BALLOTS_CHANGED)) if is_changed else None,
        is_open=is_open,
        is_done=vote.stage not in {V.DRAFT, V.POSTED, V.OPEN, V.CLOSED},
        gap_form=gap,
        press=lambda: forms.Press(formdata=None),
        second=forms.Second(formdata=None, shown=rules.text_shown(vote.gap)),
        may_sign=vote.gap is not None
        and vote.gap_signed_by_id is None
        and vote.gap_by_id != reader.id,
        unsettled=f.returned - f.valid - f.spoiled if f else 0,
        is_unread=is_open and bool(session().scalar(models.papers_unsettled(vote.id))),
        waits=lines.awaited(vote),
    )


# -- counting -------------------------------------------------------------------


@bp.get("/<int:id>/counting")
def counting(id: int) -> Response:
    """What counting means: from here on there is a result."""
    return _counting(load.mine(id, Can.COUNT_VOTE), forms.Press())


@bp.get("/<int:id>/count")
def counted(id: int) -> Response:
    """What was counted, for those who count, before it is published."""
    vote = load.mine(id, Can.COUNT_VOTE)
    if not vote.is_counted:
        abort(404)
    return web.reply(
        "voting/counted.html",
        vote=_with_counts(vote),
        crumbs=lines.back(vote),
        text=result_text(vote, actions.results(vote)),
        may_publish=vote.stage is V.COUNTED,
    )


@bp.post("/<int:id>/count")
def count(id: int) -> Response:
    """Count it."""
    vote, form = load.mine(id, Can.COUNT_VOTE), forms.Press()
    if web.attempt(form, actions.count, web.person(), vote) is None:
        return _counting(load.mine(id, Can.COUNT_VOTE), form, is_refused=True)
    return web.done(url_for(".counted", id=id), _("计票完了。"))


def _counting(vote: Vote, form: forms.Press, *, is_refused: bool = False) -> Response:
    # To try the urn is to unseal all of it: no page does before somebody has counted in vain.
    differs = actions.differs(vote)
    unopened = actions.unopened(vote) if is_refused and not differs else actions.gone(vote)
    return web.reply(
        "voting/counting.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        is_ready=vote.stage is V.RECONCILED,
        lost=lines.urn_lost(differs=differs, unopened=unopened),
        is_opened=vote.secrecy is Secrecy.SECRET,
    )


# -- in public ------------------------------------------------------------------


@bp.get("/<int:id>/publication")
def publishing(id: int) -> Response:
    """The words drafted, the figures as they were counted, before both go into the register."""
    vote = load.mine(id, Can.PUBLISH_VOTE)
    return _publishing(vote, forms.Publish(title=vote.official_title, text=announcement(vote)))


@bp.post("/<int:id>/publication")
def publish(id: int) -> Response:
    """Enter it under a number."""
    vote, form = load.mine(id, Can.PUBLISH_VOTE), forms.Publish()
    typed = form.values() | {"figures": result_text}
    typed["is_redacted"] = bool(typed["is_redacted"])
    if web.attempt(form, actions.publish, web.person(), vote, **typed) is None:
        return _publishing(load.mine(id, Can.PUBLISH_VOTE), form)
    said = _("已经公布、登记，名册上的人会收到通知。")
    return web.done(url_for(".desk", id=id), said)


def _publishing(vote: Vote, form: forms.Publish) -> Response:
    until_ = rules.challenge_due(clock.today(), calendar.current())
    is_ready = vote.stage is V.COUNTED
    return web.reply(
        "voting/publishing.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        figures=result_text(vote, actions.results(_with_counts(vote))) if is_ready else None,
        shown_days=vote.permit.shown_days,
        challenges_until=day(until_.due_on) if vote.is_by_area else None,
    )


def _with_counts(vote: Vote) -> Vote:
    """With its sums: a page's own loading leaves them out, they are no one's business before."""
    web.rows(models.questions_with_counts(vote.id))
    return vote


# -- challenges -----------------------------------------------------------------


@bp.get("/<int:id>/challenges/desk")
def challenges(id: int) -> Response:
    """Written requests to verify the count, each with its answer or the form for it."""
    return _challenges(load.mine(id, Can.VERIFY_VOTE))


@bp.post("/<int:id>/challenges/<int:challenge_id>/answer")
def verify(id: int, challenge_id: int) -> Response:
    """Say what the verification found."""
    vote, form = load.mine(id, Can.VERIFY_VOTE), forms.Answering(challenge_id)
    found = _challenge(vote, challenge_id)
    if web.attempt(form, actions.verify, web.person(), found, **form.values()) is None:
        return _challenges(load.mine(id, Can.VERIFY_VOTE), form, challenge_id)
    return web.done(url_for(".challenges", id=id), _("答复了，申请人会收到通知。"))


def _challenge(vote: Vote, ident: int) -> Challenge:
    wanted = models.challenges(vote.id).where(Challenge.id == ident)
    found: Challenge = web.one_or_404(wanted)
    return found


def _challenges(
    vote: Vote, refused: forms.Answering | None = None, about: int | None = None
) -> Response:
    rows = web.rows(models.challenges(vote.id))
    return web.reply(
        "voting/challenges.html",
        form=refused,
        refused=refused,
        vote=vote,
        crumbs=lines.back(vote),
        rows=[(each, until(end_of_day(each.due_on))) for each in rows],
        may_move=lines.may_move(vote),
        answering=lambda each: (
            refused if each.id == about else forms.Answering(each.id, formdata=None)
        ),
    )


@bp.get("/<int:id>/finish")
def finishing(id: int) -> Response:
    """What being final means."""
    return _finishing(load.mine(id, Can.PUBLISH_VOTE), forms.Press())


@bp.post("/<int:id>/finish")
def finish(id: int) -> Response:
    """Nobody may challenge it any more."""
    vote, form = load.mine(id, Can.PUBLISH_VOTE), forms.Press()
    if web.attempt(form, actions.finish, web.person(), vote) is None:
        return _finishing(load.mine(id, Can.PUBLISH_VOTE), form)
    return web.done(url_for(".desk", id=id), _("表决结果最后确定了。"))


def _finishing(vote: Vote, form: forms.Press) -> Response:
    return web.reply("voting/finishing.html", form=form, vote=vote, crumbs=lines.back(vote))
