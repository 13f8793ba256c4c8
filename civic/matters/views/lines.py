"""A matter as one line of a list, here and on the desks."""

from dataclasses import dataclass

from flask import url_for

from civic import clock
from civic.i18n import day, starting, until
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.matters.rules import PHASES, Phase, Stage
from civic.matters.wording import CATEGORY_SHORT, STAGE

_TONES = {Phase.CLOSED: "done", Phase.ENDED_EARLY: "plain"}
_TONE = {stage: _TONES.get(phase, "now") for phase, stages in PHASES.items() for stage in stages}


@dataclass(frozen=True)
class Line:
    """What ``ui.list_row`` shows."""

    url: str
    title: str
    lines: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    aside: str | None


def line(matter: Matter) -> Line:
    """Its stage, where it lies, what it is about, how many second it, what is due."""
    tags = [(str(STAGE[matter.stage]), tone(matter.stage))]
    if is_late(matter):
        tags.append((str(_("已逾期")), "late"))
    lines = [" ".join(matter.where), str(CATEGORY_SHORT[matter.category])]
    if matter.raised_at:
        lines.append(day(matter.raised_at))
    if matter.supporters:
        lines.append(str(_("%(n)s人附议", n=matter.supporters)))
    if matter.due_at and matter.stage is Stage.NOTICED:
        lines.append(str(_("开会时间：%(when)s", when=starting(matter.due_at))))
    elif matter.due_at and matter.stage is Stage.SUBMITTED:
        lines.append(str(_("下一步：%(until)s", until=until(matter.due_at))))
    return Line(
        url_for("matters.show", id=matter.id),
        matter.title,
        tuple(lines),
        tuple(tags),
        matter.code or None,
    )


def tone(stage: Stage) -> str:
    """How a stage's tag looks."""
    return _TONE.get(stage, "plain")


def is_late(matter: Matter) -> bool:
    """Whether its screening is late; the clock says it, no job does.

    Later on ``due_at`` is for the order of lists only: answers are extended and given, minutes
    confirmed, without it. What is late then is said where it is known, by the rooms above.
    """
    if matter.stage is not Stage.SUBMITTED or matter.due_at is None:
        return False
    return clock.now() >= matter.due_at
