"""On paper and in the calendar: the notice, the room's poster, the minutes, QR codes, .ics."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask import Response, abort, url_for

from civic import clock, web
from civic.db import session
from civic.i18n import gettext as _
from civic.meetings import models
from civic.meetings.models import Meeting
from civic.meetings.rules import MeetingStage
from civic.meetings.views import bp, load, page
from civic.meetings.wording import KIND
from civic.policy import Can

LENGTH = timedelta(hours=2)
"""How long a sitting is put down in a calendar."""


@bp.get("/<int:id>/notice")
@web.public
def sheet(id: int) -> Response:
    """The notice as it hangs on the board, with earlier ones behind it."""
    meeting = load.fresh(id)
    notices = session().scalars(models.notices_of(meeting.id)).all()
    if not notices:
        abort(404)
    return web.reply(
        "meetings/sheet.html",
        meeting=meeting,
        notice=notices[0],
        earlier=notices[1:],
        signed=session().scalar(models.announcing(notices[0])) or _committee(meeting),
        explanation=page.explanation(meeting),
        qr=web.qr(address(meeting)),
    )


def _committee(meeting: Meeting) -> str:
    """Whose clerks hold their office in no body: the community's committee."""
    return str(_("%(place)s居民委员会", place=meeting.matter.community.name))


@bp.get("/<int:id>/poster")
def poster(id: int) -> Response:
    """The code that hangs in the room, with which people report that they are there."""
    meeting = load.mine(id, Can.CHECK_IN)
    code = meeting.sitting.arrival_code
    arrive = web.on_paper(url_for(".arrival", id=meeting.id, code=code))
    return web.reply("meetings/poster.html", meeting=meeting, code=code, qr=web.qr(arrive))


@bp.get("/<int:id>/qr.svg")
@web.public
def qr(id: int) -> Response:
    """The page's address as a QR code."""
    return web.qr_drawing(address(load.fresh(id)))


@bp.get("/<int:id>/calendar.ics")
@web.public
def calendar(id: int) -> Response:
    """The sitting for anybody's calendar; put off or called off, it says so."""
    meeting = load.fresh(id)
    if meeting.noticed_at is None:
        abort(404)
    sitting = meeting.sitting
    is_off = meeting.stage in {MeetingStage.POSTPONED, MeetingStage.CANCELLED}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//civic//meetings//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:meeting-{meeting.id}@{urlsplit(address(meeting)).hostname}",
        f"DTSTAMP:{_utc(clock.now())}",
        f"DTSTART:{_utc(sitting.starts_at)}",
        f"DTEND:{_utc(sitting.starts_at + LENGTH)}",
        f"SUMMARY:{_plain(f'{KIND[meeting.kind]} {meeting.matter.title}')}",
        f"LOCATION:{_plain(sitting.venue)}",
        f"URL:{address(meeting)}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return Response(
        "".join(f"{_folded(line)}\r\n" for line in lines),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="meeting-{meeting.id}.ics"'},
    )


def address(meeting: Meeting) -> str:
    """Its page, as it is read from paper."""
    return web.on_paper(url_for("meetings.show", id=meeting.id))


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escaped)
    return text


def _folded(line: str) -> str:
    """At most 75 octets a line (RFC 5545), never in the middle of a character."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
