"""What is written around an evaluation: report, statement, plan, re-check (EV-2, EV-3, AP-10)."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, url_for
from flask_babel import force_locale

from civic import clock, web
from civic.clock import Due
from civic.forms import Form
from civic.i18n import day, until
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.meetings import actions, models, rules
from civic.meetings.actions import Measure
from civic.meetings.forms import evaluation as forms
from civic.meetings.models import Evaluated, Meeting, Paper
from civic.meetings.rules import MeetingKind, MeetingStage, PaperKind
from civic.meetings.views import bp, load
from civic.meetings.views.parts import Deadline
from civic.meetings.wording import PAPER_MEASURE, titled
from civic.policy import Can
from civic.register.actions import Upload
from civic.wording import cite, computed

M = MeetingStage
_ON_PAPER = _l(
    "没有账号的、本人来不了的，在纸上签字交来。照原文录入，附上原件；页面上写明由您录入。"
)


@bp.get("/<int:id>/rated/<int:evaluated_id>/report")
def report(id: int, evaluated_id: int) -> Response:
    """The form for the report, with what was handed in already."""
    meeting, each = _own(id, evaluated_id, Can.HAND_IN_REPORT)
    before = each.paper(PaperKind.REPORT)
    return _report(meeting, each, forms.Report(text=before.text if before else None))


@bp.post("/<int:id>/rated/<int:evaluated_id>/report")
@web.takes_files
def hand_in_report(id: int, evaluated_id: int) -> Response:
    """Hand it in, or hand it in anew."""
    _meeting, each = _own(id, evaluated_id, Can.HAND_IN_REPORT)
    form = forms.Report()
    if not _carried_out(form, actions.hand_in_report, each, document=_upload(form)):
        return _report(*_own(id, evaluated_id, Can.HAND_IN_REPORT), form)
    return _done(id, each, _("报告交了，大家看得到。"))


@bp.get("/<int:id>/rated/<int:evaluated_id>/report/paper")
def report_on_paper(id: int, evaluated_id: int) -> Response:
    """The form for a report that came on paper."""
    meeting, each = _foreign(id, evaluated_id)
    before = each.paper(PaperKind.REPORT)
    return _report_on_paper(meeting, each, forms.Report(text=before.text if before else None))


@bp.post("/<int:id>/rated/<int:evaluated_id>/report/paper")
@web.takes_files
def enter_report(id: int, evaluated_id: int) -> Response:
    """Enter it, with its original."""
    _meeting, each = _foreign(id, evaluated_id)
    form = forms.Report()
    if not _carried_out(form, actions.enter_report, each, document=_upload(form)):
        return _report_on_paper(*_foreign(id, evaluated_id), form)
    return _done(id, each, _("纸质报告录入了，大家看得到。"))


@bp.get("/<int:id>/rated/<int:evaluated_id>/statement")
def statement(id: int, evaluated_id: int) -> Response:
    """The form for what the rated say of their result."""
    return _statement(*_own(id, evaluated_id, Can.STATE_ON_EVALUATION), forms.Statement())


@bp.post("/<int:id>/rated/<int:evaluated_id>/statement")
def state_on_evaluation(id: int, evaluated_id: int) -> Response:
    """It stands beside the result, as it was written."""
    _meeting, each = _own(id, evaluated_id, Can.STATE_ON_EVALUATION)
    form = forms.Statement()
    if not _carried_out(form, actions.state_on_evaluation, each):
        return _statement(*_own(id, evaluated_id, Can.STATE_ON_EVALUATION), form)
    return _done(id, each, _("您的说明放在结果旁边了。"))


@bp.get("/<int:id>/rated/<int:evaluated_id>/plan")
def plan_of(id: int, evaluated_id: int) -> Response:
    """The form for the plan, with by when it is due."""
    meeting, each = _own(id, evaluated_id, Can.FILE_PLAN)
    before = each.paper(PaperKind.PLAN)
    kept = (
        {"text": before.text, "signed_by": before.signed_by, "contact": before.contact}
        if before is not None
        else {}
    )
    return _plan(meeting, each, forms.plan(**kept))


@bp.post("/<int:id>/rated/<int:evaluated_id>/plan")
@web.takes_files
def file_plan(id: int, evaluated_id: int) -> Response:
    """File it; each measure is a promise in the register."""
    _meeting, each = _own(id, evaluated_id, Can.FILE_PLAN)
    form = forms.plan()
    with force_locale("zh"):
        remark = str(PAPER_MEASURE)
    if not _carried_out(form, actions.file_plan, each, remark=remark, **_typed(form)):
        return _plan(*_own(id, evaluated_id, Can.FILE_PLAN), form)
    return _done(id, each, _("整改方案交了，每一条措施都登记了。"))


@bp.get("/<int:id>/rated/<int:evaluated_id>/plan/paper")
def plan_on_paper(id: int, evaluated_id: int) -> Response:
    """The form for a plan that came on paper."""
    return _plan_on_paper(*_foreign(id, evaluated_id), forms.plan())


@bp.post("/<int:id>/rated/<int:evaluated_id>/plan/paper")
@web.takes_files
def enter_plan(id: int, evaluated_id: int) -> Response:
    """Enter it, with its original."""
    _meeting, each = _foreign(id, evaluated_id)
    form = forms.plan()
    if not _carried_out(form, actions.enter_plan, each, **_typed(form)):
        return _plan_on_paper(*_foreign(id, evaluated_id), form)
    return _done(id, each, _("纸质整改方案录入了，每一条措施都登记了。"))


@bp.get("/<int:id>/rated/<int:evaluated_id>/recheck")
def recheck(id: int, evaluated_id: int) -> Response:
    """The form for what was found ninety days later."""
    return _recheck(*_again(id, evaluated_id), forms.Recheck())


@bp.post("/<int:id>/rated/<int:evaluated_id>/recheck")
@web.takes_files
def recheck_evaluation(id: int, evaluated_id: int) -> Response:
    """Say what was found."""
    _meeting, each = _again(id, evaluated_id)
    form = forms.Recheck()
    document, finding = _upload(form), form.finding.data
    act = actions.recheck_evaluation
    if not _carried_out(form, act, each, finding=finding, document=document):
        return _recheck(*_again(id, evaluated_id), form)
    return _done(id, each, _("复查结果登记了。"))


@bp.get("/<int:id>/rated/<int:evaluated_id>/<kind>/document")
@web.public
def paper_document(id: int, evaluated_id: int, kind: str) -> Response:
    """The signed paper itself."""
    paper = _paper(id, evaluated_id, kind)
    return web.document(paper.document or abort(404))


@bp.get("/<int:id>/rated/<int:evaluated_id>/<kind>/original")
@web.public
def paper_original(id: int, evaluated_id: int, kind: str) -> Response:
    """The signed paper that stood there before the rated handed in their own."""
    paper = _paper(id, evaluated_id, kind)
    return web.document(paper.original or abort(404))


# -- small steps ----------------------------------------------------------------


def _party(id: int, evaluated_id: int) -> tuple[Meeting, Evaluated]:
    meeting = load.fresh(id)
    if meeting.kind is not MeetingKind.EVALUATION:
        abort(404)
    wanted = models.rated_with_papers(id).where(Evaluated.id == evaluated_id)
    return meeting, web.one_or_404(wanted)


def _paper(id: int, evaluated_id: int, kind: str) -> Paper:
    _meeting, each = _party(id, evaluated_id)
    return (each.paper(PaperKind(kind)) if kind in set(PaperKind) else None) or abort(404)


def _mine(id: int, evaluated_id: int, can: Can) -> tuple[Meeting, Evaluated]:
    """The party, for whoever has this power over it."""
    meeting, each = _party(id, evaluated_id)
    web.require(can, each)
    return meeting, each


def _own(id: int, evaluated_id: int, can: Can) -> tuple[Meeting, Evaluated]:
    """The same for whoever speaks for it: a colleague's words are not theirs to write."""
    meeting, each = _mine(id, evaluated_id, can)
    rules.require_own(each.is_spoken_for_by(web.person()))
    return meeting, each


def _foreign(id: int, evaluated_id: int) -> tuple[Meeting, Evaluated]:
    """The same for whoever enters what came on paper, and is not rated."""
    meeting, each = _mine(id, evaluated_id, Can.ENTER_SCORE_SHEET)
    rules.require_not_rated(load.is_rated(id))
    return meeting, each


def _again(id: int, evaluated_id: int) -> tuple[Meeting, Evaluated]:
    """The same for whoever looks at it once more, and was not rated there."""
    meeting, each = _mine(id, evaluated_id, Can.RECHECK_EVALUATION)
    rules.require_not_rated(actions.was_rated(meeting, web.person()))
    return meeting, each


def _typed(form: Any) -> dict[str, Any]:
    return {
        "signed_by": form.signed_by.data or "",
        "contact": form.contact.data or "",
        "measures": [Measure(what, due_on) for what, due_on in form.measures],
        "document": _upload(form),
    }


def _carried_out(form: Any, act: Callable[..., Any], each: Evaluated, **facts: Any) -> bool:
    text, is_redacted = form.text.data or "", bool(form.is_redacted.data)
    made = web.attempt(form, act, web.person(), each, text=text, is_redacted=is_redacted, **facts)
    return made is not None


def _upload(form: Any) -> Upload | None:
    paper = form.file.data
    return (paper.stream, paper.filename) if paper else None


def _done(id: int, each: Evaluated, said: Any) -> Response:
    return web.done(url_for(".show", id=id, _anchor=f"rated-{each.id}"), said)


def _report(meeting: Meeting, each: Evaluated, form: Form) -> Response:
    return _page(
        meeting,
        each,
        form,
        action=url_for(".hand_in_report", id=meeting.id, evaluated_id=each.id),
        title=titled(each, PaperKind.REPORT),
        lead=_("开会以前交，交来就公开；开会时照这个讲，大家照这个问。"),
        yes=_("交报告"),
        why_not=_before_the_sitting(meeting),
    )


def _report_on_paper(meeting: Meeting, each: Evaluated, form: Any) -> Response:
    before = each.paper(PaperKind.REPORT)
    is_theirs = before is not None and not before.is_paper
    form.file.flags.answered = True
    return _page(
        meeting,
        each,
        form,
        action=url_for(".enter_report", id=meeting.id, evaluated_id=each.id),
        title=_("录入纸质报告"),
        lead=_ON_PAPER,
        yes=_("录入"),
        why_not=_("已经交过了。") if is_theirs else _before_the_sitting(meeting),
    )


def _before_the_sitting(meeting: Meeting) -> Any:
    is_early = meeting.stage in {M.NOTICED, M.POSTPONED}
    return None if is_early else _("公告以后、开会以前才能交报告。")


def _statement(meeting: Meeting, each: Evaluated, form: Form) -> Response:
    return _page(
        meeting,
        each,
        form,
        action=url_for(".state_on_evaluation", id=meeting.id, evaluated_id=each.id),
        title=_("对结果说几句"),
        lead=_("放在结果旁边，一字不改，大家都看得到。只能交一次。"),
        yes=_("交上去"),
        why_not=_after_the_result(meeting, each, PaperKind.STATEMENT),
    )


def _plan(meeting: Meeting, each: Evaluated, form: Form) -> Response:
    due = each.result.plan_due if each.result else None
    before = each.paper(PaperKind.PLAN)
    replaces = before is not None and before.is_paper
    lead = _("写清楚怎么改、哪天改好、谁签字、问谁。只能交一次，交来就公开。")
    if replaces:
        lead = _(
            "您交的方案代替按纸质材料录入的。录入时登记的措施还在，写明出自纸质方案；"
            "这里写要加的措施。只能交一次，交来就公开。"
        )
    return _page(
        meeting,
        each,
        form,
        action=url_for(".file_plan", id=meeting.id, evaluated_id=each.id),
        title=titled(each, PaperKind.PLAN),
        lead=lead,
        yes=_("交整改方案"),
        deadline=_plan_deadline(due),
        why_not=_too_early(meeting)
        if replaces
        else _after_the_result(meeting, each, PaperKind.PLAN),
    )


def _plan_on_paper(meeting: Meeting, each: Evaluated, form: Any) -> Response:
    due = each.result.plan_due if each.result else None
    form.file.flags.answered = True
    return _page(
        meeting,
        each,
        form,
        action=url_for(".enter_plan", id=meeting.id, evaluated_id=each.id),
        title=_("录入纸质整改方案"),
        lead=_ON_PAPER,
        yes=_("录入"),
        deadline=_plan_deadline(due),
        why_not=_after_the_result(meeting, each, PaperKind.PLAN),
    )


def _plan_deadline(due: Due | None) -> Deadline | None:
    if due is None:
        return None
    text = _("整改方案：%(until)s", until=until(due.ends_at))
    return Deadline(text, clock.now() >= due.ends_at, (*computed(due), cite("EV-3")))


def _recheck(meeting: Meeting, each: Evaluated, form: Form) -> Response:
    due = each.result.recheck_due if each.result else None
    why_not = _after_the_result(meeting, each, PaperKind.RECHECK)
    if due is None:
        why_not = why_not or _("结果没有要求复查。")
    elif clock.today() < due.due_on:
        why_not = why_not or _("公布满90天，%(day)s起复查（AP-10）。", day=day(due.due_on))
    return _page(
        meeting,
        each,
        form,
        action=url_for(".recheck_evaluation", id=meeting.id, evaluated_id=each.id),
        title=_("复查"),
        lead=_("到现场看过、问过居民再写。被评议的人自己不能复查。"),
        yes=_("登记复查结果"),
        why_not=why_not,
    )


def _after_the_result(meeting: Meeting, each: Evaluated, kind: PaperKind) -> Any:
    if each.paper(kind) is not None:
        return _("已经交过了。")
    return _too_early(meeting)


def _too_early(meeting: Meeting) -> Any:
    return None if meeting.stage is M.PUBLISHED else _("结果公布以后才能交。")


def _page(meeting: Meeting, each: Evaluated, form: Form, **facts: Any) -> Response:
    return web.reply(
        "meetings/evaluation_paper.html",
        form=form,
        meeting=meeting,
        rated=each,
        **({"deadline": None} | facts),
    )
