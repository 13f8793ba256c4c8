"""What was written around an evaluation, as its page shows it: report, statement, plan, re-check."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic.i18n import day
from civic.i18n import gettext as _
from civic.meetings.models import Evaluated, Paper
from civic.meetings.rules import PaperKind, RecheckFinding
from civic.meetings.wording import FINDING, titled
from civic.register.models import Commitment
from civic.register.views.pages import Download, size
from civic.register.wording import COMMITMENT_STATE


@dataclass(frozen=True)
class Promised:
    """A measure with where it stands, as ``ui.list_row`` takes it."""

    url: str
    text: str
    lines: list[str]
    tags: list[tuple[str, str]]


@dataclass(frozen=True)
class Written:
    """A paper beside the party that it is about."""

    id: int
    title: str
    by: str
    text: str
    is_long: bool
    finding: tuple[str, str] | None
    facts: list[tuple[str, str]]
    promises: list[Promised]
    documents: list[Download]


_TONE = {
    RecheckFinding.MENDED: "done",
    RecheckFinding.PARTLY: "now",
    RecheckFinding.NOT_MENDED: "late",
}
_ORDER = (PaperKind.STATEMENT, PaperKind.PLAN, PaperKind.RECHECK, PaperKind.REPORT)
"""What is new first; the report, which everybody has heard, last."""


def papers(each: Evaluated) -> list[Written]:
    """Everything that was handed in about a party."""
    found = (each.paper(kind) for kind in _ORDER)
    return [_written(each, paper) for paper in found if paper is not None]


def _written(each: Evaluated, paper: Paper) -> Written:
    is_plan = paper.kind is PaperKind.PLAN
    return Written(
        paper.id,
        titled(each, paper.kind),
        _by(paper),
        paper.text,
        paper.kind is PaperKind.REPORT and each.result is not None,
        (str(FINDING[paper.finding]), _TONE[paper.finding]) if paper.finding else None,
        [(str(_("签字人")), paper.signed_by), (str(_("问谁")), paper.contact)] if is_plan else [],
        [_promised(measure) for measure in paper.measures] if is_plan else [],
        _files(each, paper),
    )


def _by(paper: Paper) -> str:
    if not paper.is_paper:
        return str(_("%(day)s交", day=day(paper.at)))
    on = day(paper.at)
    return str(_("纸质材料，%(day)s由%(name)s录入", day=on, name=paper.by.name))


def _promised(measure: Commitment) -> Promised:
    tone = "late" if measure.is_overdue else "done" if measure.is_kept else "now"
    word = _("逾期") if measure.is_overdue else COMMITMENT_STATE[measure.state]
    lines = [str(_("%(day)s以前办好", day=day(measure.due_on)))]
    if measure.remark:
        lines.append(measure.remark)
    if measure.reason:
        lines.append(str(_("理由：%(reason)s", reason=measure.reason)))
    url = url_for("register.commitment", id=measure.id)
    return Promised(url, measure.what, lines, [(str(word), tone)])


def _files(each: Evaluated, paper: Paper) -> list[Download]:
    where: dict[str, Any] = {
        "id": each.meeting_id,
        "evaluated_id": each.id,
        "kind": paper.kind.value,
    }
    found = []
    if paper.document is not None:
        url = url_for("meetings.paper_document", **where)
        found.append(Download(url, paper.document.name, size(paper.document)))
    if paper.original is not None and paper.original_by is not None:
        url = url_for("meetings.paper_original", **where)
        name = _("先前的纸质原件，录入人：%(name)s", name=paper.original_by.name)
        found.append(Download(url, str(name), size(paper.original)))
    return found
