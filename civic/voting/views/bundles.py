"""Papers in bundles: read by one, read again apart by another, differences by a third (2.6)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import selectinload

from civic import web
from civic.db import session
from civic.i18n import gettext as _
from civic.policy import Can
from civic.voting import actions, models
from civic.voting.actions.bundling import read_so_far
from civic.voting.forms import papers as forms
from civic.voting.forms.conducting import Press
from civic.voting.models import PaperBundle, PaperEntry, Vote
from civic.voting.rules import BundleState, Line, Reading, VoteStage
from civic.voting.rules.paper import NEXT_READING, differences, read_alike
from civic.voting.views import bp, lines, load
from civic.voting.wording import BUNDLE_STATE, READING, chosen


@bp.get("/<int:id>/bundles")
def bundles(id: int) -> Response:
    """The bundles so far, and room for the next."""
    return _bundles(load.mine(id, Can.ENTER_BALLOTS), forms.Bundle())


@bp.post("/<int:id>/bundles")
def bundle(id: int) -> Response:
    """Tie up so many papers."""
    vote = load.mine(id, Can.ENTER_BALLOTS)
    more = vote.is_by_urn and request.form.get("more") == "yes"
    form = forms.Surplus() if more else forms.Bundle()
    made = web.attempt(form, actions.bundle, web.person(), vote, more=more, **form.values())
    if made is None:
        return _bundles(load.mine(id, Can.ENTER_BALLOTS), form)
    said = _("捆好了，编号%(code)s，请写在捆上。", code=made.code)
    return web.done(url_for(".reading", id=id, bundle_id=made.id), said)


@bp.get("/<int:id>/bundles/<int:bundle_id>")
def reading(id: int, bundle_id: int) -> Response:
    """The form for the next reading; whoever reads second sees nothing of the first."""
    vote = load.mine(id, Can.ENTER_BALLOTS)
    return _reading(vote, _bundle(vote, bundle_id), forms.Entry())


@bp.post("/<int:id>/bundles/<int:bundle_id>/removal")
def unbundle(id: int, bundle_id: int) -> Response:
    """Untie what was tied up wrongly, before anybody reads it."""
    vote = load.mine(id, Can.ENTER_BALLOTS)
    found, form = _bundle(vote, bundle_id), Press()
    code = found.code
    if web.attempt(form, actions.unbundle, web.person(), found) is None:
        return _reading(load.mine(id, Can.ENTER_BALLOTS), found, form, status=409)
    return web.done(url_for(".bundles", id=id), _("%(code)s拆开了，请重新点数、再捆。", code=code))


@bp.post("/<int:id>/bundles/<int:bundle_id>/new-reading")
def read_anew(id: int, bundle_id: int) -> Response:
    """Have it read from the start, where two read it differently and no third is there, or where it
    was counted wrongly."""
    vote = load.mine(id, Can.ENTER_BALLOTS)
    found, form = _bundle(vote, bundle_id), Press()
    if web.attempt(form, actions.read_anew, web.person(), found, shown=_shown()) is None:
        vote = load.mine(id, Can.ENTER_BALLOTS)
        return _reading(vote, _bundle(vote, bundle_id), form, status=409)
    said = _("%(code)s重新录：两个人分开各录一遍。", code=found.code)
    return web.done(url_for(".reading", id=id, bundle_id=bundle_id), said)


@bp.post("/<int:id>/bundles/<int:bundle_id>/readings")
def enter(id: int, bundle_id: int) -> Response:
    """One person's reading of the bundle."""
    vote = load.mine(id, Can.ENTER_BALLOTS)
    found, form = _bundle(vote, bundle_id), forms.Entry()
    form.asked = vote.asked
    if _is_mine(found):
        # In words on the page, not as a closed door: the papers wait for a colleague.
        form.form_errors.append(str(_("这一捆您录过了，要由另一个账号来录。")))
        return _reading(vote, found, form, status=403)
    act = lambda: actions.enter_paper(web.person(), found, form.papers, shown=_shown())  # noqa: E731
    done = web.attempt(form, act)
    if done is None:
        vote = load.mine(id, Can.ENTER_BALLOTS)
        return _reading(vote, _bundle(vote, bundle_id), form, shown=_shown())
    said = {
        BundleState.READ_ONCE: _("第一遍录完了。请另一个人再录一遍，他看不到您录的。"),
        BundleState.DIFFERS: _("两遍有不一样的，请第三个人对照票核定。"),
        BundleState.SETTLED: _("这一捆录完了。"),
    }[done.state]
    return web.done(url_for(".bundles", id=id), said)


# -- small steps ----------------------------------------------------------------


READINGS = selectinload(PaperBundle.entries).joinedload(PaperEntry.clerk)


def _bundle(vote: Vote, ident: int) -> PaperBundle:
    wanted = models.bundles(vote.id).where(PaperBundle.id == ident)
    found: PaperBundle = web.one_or_404(wanted.options(READINGS))
    return found


def _shown() -> str:
    """Which reading of which round stood on the page that this was sent from."""
    return request.form.get("shown", "")


def _is_mine(bundle: PaperBundle) -> bool:
    reader = web.person()
    return any(entry.clerk_id == reader.id for entry in bundle.readings.values())


def _bundles(vote: Vote, form: forms.Bundle) -> Response:
    """What was refused stands where it was typed: that the box holds more is said by nobody else's
    slip of the pen."""
    found = web.rows(models.bundles(vote.id))
    mine = set(session().scalars(models.read_by(vote.id, web.person().id)))
    tied = sum(b.size for b in found if b.state in NEXT_READING)
    is_counting = vote.stage is VoteStage.CLOSED or _is_over(vote)
    # Of what was handed out in a secret vote, some may never have come back.
    loose = actions.loose_papers(vote) if is_counting else 0
    says_more = isinstance(form, forms.Surplus)
    return web.reply(
        "voting/bundles.html",
        form=form,
        plain=forms.Bundle(formdata=None) if says_more else form,
        surplus=form if says_more else forms.Surplus(formdata=None),
        says_more=says_more,
        vote=vote,
        crumbs=lines.back(vote),
        rows=[(b, BUNDLE_STATE[b.state], _whose_turn(b, mine)) for b in found],
        SETTLED=BundleState.SETTLED,
        UNTIED=BundleState.UNTIED,
        is_counting=is_counting,
        waits=lines.awaited(vote),
        unsettled=loose + tied,
        tied=tied,
        loose=loose,
        may_tie_more=is_counting
        and vote.is_by_urn
        and (says_more or (not loose and actions.papers_to_tie(vote) > 0)),
    )


def _whose_turn(bundle: PaperBundle, mine: set[int]) -> str:
    if bundle.state not in NEXT_READING:
        return ""
    return str(_("您录过了，等别人录") if bundle.id in mine else _("等您录入"))


def _is_over(vote: Vote) -> bool:
    return vote.stage is VoteStage.OPEN and vote.is_over


def _reading(
    vote: Vote,
    bundle: PaperBundle,
    form: forms.Entry | Press,
    status: int = 200,
    *,
    shown: str | None = None,
) -> Response:
    """``shown``: what the page was opened for, where lines of it are kept: a page that comes back
    is no new look, so that only opening it anew leads on."""
    next_ = NEXT_READING.get(bundle.state)
    apart, agreed = _apart(vote, bundle) if next_ is Reading.THIRD else ([], 0)
    reply = web.reply(
        "voting/reading.html",
        form=form if isinstance(form, forms.Entry) else forms.Entry(formdata=None),
        refused=form,
        press=Press(formdata=None),
        may_untie=bundle.state is BundleState.BUNDLED,
        may_read_anew=bundle.state in {BundleState.READ_ONCE, BundleState.DIFFERS}
        and actions.has_read_anew(web.person(), bundle),
        is_read_once=bundle.state is BundleState.READ_ONCE,
        vote=vote,
        bundle=bundle,
        shown=bundle.step if shown is None else shown,
        waits=None if form.errors else lines.awaited(vote),
        crumbs=lines.back(vote),
        is_untied=bundle.state is BundleState.UNTIED,
        is_done=bundle.state is BundleState.SETTLED,
        is_mine=_is_mine(bundle),
        reading=READING[next_] if next_ else None,
        size=bundle.size - agreed,
        apart=apart if not _is_mine(bundle) else [],
        legend=[(question, codes(question)) for question in vote.questions],
        example=" ".join(["7", *("1" for _each in vote.questions)]),
    )
    if status != 200:
        reply.status_code = status
    return reply


def codes(question: Any) -> list[tuple[str, str]]:
    """What is typed for each thing on the paper: its number; 0 for abstaining."""
    *keys, abstain = question.asked.keys
    numbered = [(str(n), chosen(question, key)) for n, key in enumerate(keys, start=1)]
    return [*numbered, ("0", chosen(question, abstain))]


def _apart(vote: Vote, bundle: PaperBundle) -> tuple[list[tuple[int, str, str]], int]:
    """Papers that two people read differently, as each read them; how many they read alike."""
    kept = read_so_far(bundle)
    first, second = kept[Reading.FIRST], kept[Reading.SECOND]
    a, b = ({line.number: line for line in each} for each in (first, second))
    rows = [
        (number, _told(vote, a.get(number)), _told(vote, b.get(number)))
        for number in sorted(differences(first, second))
    ]
    return rows, len(read_alike(first, second))


def _told(vote: Vote, line: Line | None) -> str:
    if line is None:
        return str(_("没有录这个号码"))
    if line.answers is None:
        return str(_("废票"))
    pairs = zip(vote.questions, line.answers, strict=True)
    return str(_("；")).join(lines.answer(question, answer) for question, answer in pairs)
