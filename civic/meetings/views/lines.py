"""A meeting as one line of a list."""

from dataclasses import dataclass

from flask import url_for

from civic.i18n import gettext as _
from civic.i18n import moment
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingKind, MeetingStage
from civic.meetings.wording import KIND, where

_TONE = {
    MeetingStage.CANCELLED: "plain",
    MeetingStage.ANOTHER_ROUND: "plain",
    MeetingStage.PUBLISHED: "done",
    MeetingStage.ARCHIVED: "done",
}


@dataclass(frozen=True)
class Line:
    """What ``ui.list_row`` shows."""

    url: str
    title: str
    lines: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    aside: str


def line(meeting: Meeting) -> Line:
    """Its stage, when, where, which round."""
    sitting = meeting.sitting
    lines = [
        meeting.matter.community.name,
        moment(sitting.starts_at),
        sitting.venue,
    ]
    if meeting.round > 1:
        lines.append(named_round(meeting))
    return Line(
        url_for("meetings.show", id=meeting.id),
        meeting.matter.title,
        tuple(lines),
        ((where(meeting), tone(meeting)),),
        str(KIND[meeting.kind]),
    )


def tone(meeting: Meeting) -> str:
    """How its stage's tag looks."""
    return _TONE.get(meeting.stage, "now")


def named_round(meeting: Meeting) -> str:
    """第2轮."""
    return str(_("第%(n)s轮", n=meeting.round))


def named(meeting: Meeting) -> str:
    """第2轮听证会; of an evaluation there is one."""
    if meeting.kind is MeetingKind.EVALUATION:
        return str(KIND[meeting.kind])
    return str(_("%(round)s%(kind)s", round=named_round(meeting), kind=KIND[meeting.kind]))
