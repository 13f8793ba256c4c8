"""The posting, where everything locks; and calling a vote off before it opens (G-9)."""

from datetime import timedelta

from flask import Response, url_for

from civic import calendar, clock, web
from civic.clock import Due
from civic.i18n import day
from civic.i18n import gettext as _
from civic.people.wording import UNIT_KIND
from civic.policy import Can
from civic.voting import actions, rules
from civic.voting.forms import conducting as forms
from civic.voting.models import Vote
from civic.voting.rules import VoteStage, forums
from civic.voting.views import bp, lines, load
from civic.voting.wording import RULE, RULE_SAYS, SECRECY, SILENCE
from civic.wording import cite, computed

HOUR = timedelta(hours=9)
USUAL_DAYS = 7


@bp.get("/<int:id>/posting")
def posting(id: int) -> Response:
    """What will lock, and the earliest day, before anybody types one."""
    vote = load.mine(id, Can.POST_VOTE)
    earliest = rules.earliest_opening(vote.rule, clock.today(), calendar.current())
    least, most = vote.permit.window
    opens_at = clock.start_of_day(earliest) + HOUR
    closes_at = opens_at + timedelta(days=min(max(least, USUAL_DAYS), most))
    return _page(vote, forms.Post(opens_at=opens_at, closes_at=closes_at))


@bp.post("/<int:id>/posting")
def post(id: int) -> Response:
    """Lock the texts, make the roll, let the days to object begin."""
    vote, form = load.mine(id, Can.POST_VOTE), forms.Post()
    _ask_only(vote, form)
    typed = form.values()
    typed["urgency"] = typed.get("urgency") or ""
    if web.attempt(form, actions.post, web.person(), vote, **typed) is None:
        return _page(load.mine(id, Can.POST_VOTE), form)
    said = _("已经公示，名册也编好了。请打印公告贴出去。")
    return web.done(url_for(".desk", id=id), said)


@bp.get("/<int:id>/cancellation")
def cancellation(id: int) -> Response:
    """What calling it off means."""
    return _cancellation(load.mine(id, Can.CANCEL_VOTE), forms.Reason())


@bp.post("/<int:id>/cancellation")
def cancel(id: int) -> Response:
    """Call it off."""
    vote, form = load.mine(id, Can.CANCEL_VOTE), forms.Reason()
    if web.attempt(form, actions.cancel, web.person(), vote, **form.values()) is None:
        return _cancellation(load.mine(id, Can.CANCEL_VOTE), form)
    return web.done(url_for(".desk", id=id), _("已经取消，理由大家都看得到。"))


def _cancellation(vote: Vote, form: forms.Reason) -> Response:
    return web.reply("voting/cancellation.html", form=form, vote=vote, crumbs=lines.back(vote))


def _ask_only(vote: Vote, form: forms.Post) -> None:
    if not vote.permit.can_be_urgent:
        del form.urgency


def _page(vote: Vote, form: forms.Post) -> Response:
    _ask_only(vote, form)
    today, days, permit = clock.today(), calendar.current(), vote.permit
    objections = rules.objections_due(vote.rule, today, days)
    earliest = rules.earliest_opening(vote.rule, today, days)
    least, most = permit.window
    return web.reply(
        "voting/posting.html",
        form=form,
        vote=vote,
        crumbs=lines.back(vote),
        is_draft=vote.stage is VoteStage.DRAFT,
        must_be_studied=vote.rule in forums.ASSEMBLIES and vote.study[0] is None,
        earliest=_("今天公示，最早%(day)s开始投票。", day=day(earliest)),
        how=_how(vote, clock.clear_days(today, permit.notice_days), objections),
        window=_("投票最少%(least)s天，最多%(most)s天。", least=least, most=most)
        if least
        else _("投票最多%(most)s天。", most=most),
        objections_until=day(objections.due_on),
        who_decides=UNIT_KIND[actions.bodies(vote).scrutineers],
        rule_name=RULE[vote.rule],
        rule_says=RULE_SAYS[vote.rule],
        secrecy=SECRECY[vote.secrecy],
        silence=SILENCE[vote.silence],
        article=cite(permit.article),
    )


def _how(vote: Vote, notice: Due, objections: Due) -> list[str]:
    """Both days that must be over, each with how it is found."""
    return [
        _("公示（%(article)s）：", article=cite(vote.permit.article)) + " ".join(computed(notice)),
        _("名册异议期（%(article)s）：", article=cite("RB-19")) + " ".join(computed(objections)),
        str(_("两个日子取晚的一个。")),
    ]
