"""Convening an evaluation: who is rated, who rates with which weight, the notice (EV-1, EV-2)."""

from datetime import timedelta
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import force_locale

from civic import clock, web
from civic.db import session, whole
from civic.i18n import day
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.meetings import actions, models, rules
from civic.meetings.actions import Party, Poll
from civic.meetings.forms import Once
from civic.meetings.forms import evaluation as forms
from civic.meetings.models import Evaluated, Meeting, Raters
from civic.meetings.views import bp, load
from civic.meetings.views.convening import is_as_announced
from civic.meetings.wording import evaluation_notice, with_weight
from civic.opinions.models import neighbours
from civic.people.models import Person
from civic.policy import Can, Role, may
from civic.sittings.rules import EVALUATION_ORDER
from civic.sittings.wording import TITLE
from civic.voting.models import invitations
from civic.voting.rules import Electorate, RaterGroup, Scale
from civic.voting.views.load import named
from civic.wording import ROLE, cite, computed

AGENDA = [(kind, TITLE[kind]) for kind in EVALUATION_ORDER]
PRESIDE = (Role.SUPERVISOR, Role.PARTY_BRANCH, Role.CHAIR, Role.CLERK)
SHARES = {RaterGroup.RESIDENT: 60, RaterGroup.STREET: 30, RaterGroup.PEER: 10}
"""What a unit's rating is offered with (AP-8)."""


@bp.get("/evaluations/new")
def new_evaluation() -> Response:
    """Whom to rate; then the form for that, on ``?matter=``."""
    matter = _matter()
    if "whom" not in request.args:
        return web.reply("meetings/evaluation_new.html", matter=matter, whom="")
    starts_at = clock.start_of_day(clock.today() + timedelta(days=12)) + timedelta(hours=14)
    kept: dict[str, Any] = {"title": matter.title, "starts_at": starts_at}
    if not _rates_members():
        kept |= {f"{group}_weight": weight for group, weight in SHARES.items()}
        kept |= {"street_by": forms.SHEET, "peer_by": forms.SHEET}
    return _new(matter, _evaluate(matter, year=clock.today().year, **kept))


@bp.post("/evaluations")
def convene_evaluation() -> Response:
    """Convene it."""
    matter = _matter()
    form = _evaluate(matter)
    meeting = web.attempt(form, lambda: _convene(matter, form))
    if meeting is None:
        return _new(_matter(), form)
    said = _("已经召集。下一步：请人来评，再发公告。")
    return web.done(url_for(".show", id=meeting.id), said)


@bp.get("/<int:id>/parties")
def parties(id: int) -> Response:
    """Who is rated and who rates, as it stands, as long as that may change."""
    meeting = load.evaluation_of_others(id, Can.CONVENE_MEETING)
    rules.check_unannounced(meeting.stage)
    rated, groups = _known(meeting)
    kept: dict[str, Any] = {
        "year": rated[0].year,
        "chair_id": meeting.sitting.chair_id,
        "unit_id": rated[0].unit_id,
        "member_ids": [each.person_id for each in rated],
    }
    for raters in groups:
        electorate = raters.vote.electorate if raters.vote is not None else forms.SHEET
        kept |= {f"{raters.group}_by": str(electorate), f"{raters.group}_weight": raters.weight}
        if raters.vote is not None:
            kept |= {
                "secrecy": str(raters.vote.secrecy),
                "takes_comments": raters.vote.takes_comments,
            }
    return _parties(meeting, _changed(meeting, rated, **kept))


@bp.post("/<int:id>/parties")
def change_parties(id: int) -> Response:
    """Others are rated, or rate."""
    meeting = load.evaluation_of_others(id, Can.CONVENE_MEETING)
    rated, _groups = _known(meeting)
    form = _changed(meeting, rated)
    if web.attempt(form, lambda: _change(meeting, form)) is None:
        return _parties(load.evaluation_of_others(id, Can.CONVENE_MEETING), form)
    return web.done(url_for(".show", id=id), _("已经改好。"))


# -- who is invited -------------------------------------------------------------


@bp.get("/<int:id>/raters/<int:raters_id>")
def raters(id: int, raters_id: int) -> Response:
    """Who is invited to rate in a group, and a way to find somebody more."""
    return _raters(*_group(id, raters_id), forms.Invite())


@bp.post("/<int:id>/raters/<int:raters_id>")
def invite_rater(id: int, raters_id: int) -> Response:
    """Put somebody on the list."""
    meeting, group = _group(id, raters_id)
    form = forms.Invite()
    _offer(meeting, form)
    person = session().get(Person, form.person_id.data or 0)
    if web.attempt(form, actions.invite_rater, web.person(), group, person) is None:
        return _raters(*_group(id, raters_id), form)
    return web.done(url_for(".raters", id=id, raters_id=raters_id), _("已经列入名单。"))


@bp.post("/<int:id>/raters/<int:raters_id>/<int:person_id>/removal")
def uninvite_rater(id: int, raters_id: int, person_id: int) -> Response:
    """Off the list again."""
    _meeting, group = _group(id, raters_id)
    form, person = Once(), web.get_or_404(Person, person_id)
    if web.attempt(form, actions.uninvite_rater, web.person(), group, person) is None:
        return _raters(*_group(id, raters_id), forms.Invite(formdata=None), form)
    return web.done(url_for(".raters", id=id, raters_id=raters_id), _("已经从名单上去掉。"))


# -- the notice -----------------------------------------------------------------


@bp.get("/<int:id>/announcement")
def announcement(id: int) -> Response:
    """The form of the notice, filled with what is planned, and the earliest day."""
    meeting = load.evaluation_of_others(id, Can.NOTIFY_MEETING)
    sitting = meeting.sitting
    earliest = rules.earliest_sitting(clock.today(), meeting.notice_days)
    soonest = clock.start_of_day(earliest.due_on) + timedelta(hours=14)
    starts_at = max(sitting.starts_at, soonest)
    form = forms.Announce(
        title=meeting.official_title or meeting.matter.title,
        starts_at=starts_at,
        venue=sitting.venue,
        online_url=sitting.online_url,
        voting_until=starts_at + timedelta(days=1, hours=4),
        registration_until=starts_at - timedelta(days=1),
        observer_seats=meeting.observer_seats,
    )
    return _announcement(meeting, form)


@bp.post("/<int:id>/announcement")
def announce(id: int) -> Response:
    """Show how it would hang on the board, or publish it."""
    meeting = load.evaluation_of_others(id, Can.NOTIFY_MEETING)
    form = forms.Announce()
    if "preview" in request.form:
        text = _text(meeting, form) if is_as_announced(meeting, form) else None
        return _announcement(meeting, form, preview=text)
    if web.attempt(form, lambda: _announce(meeting, form)) is None:
        return _announcement(load.evaluation_of_others(id, Can.NOTIFY_MEETING), form)
    said = _("公告已经发出，评议人名册一起公示。请打印一张贴在公告栏。")
    return web.done(url_for(".show", id=id), said)


# -- small steps ----------------------------------------------------------------


def _matter() -> Matter:
    ident = request.values.get("matter", type=whole) or 0
    matter: Matter = web.get_or_404(Matter, ident)
    web.require(Can.CONVENE_EVALUATION, matter)
    return matter


def _rates_members() -> bool:
    return request.values.get("whom") != "unit" and "unit_id" not in request.form


def _new(matter: Matter, form: forms.Evaluate) -> Response:
    return web.reply(
        "meetings/evaluation_new.html",
        form=form,
        matter=matter,
        whom="members" if _rates_members() else "unit",
    )


def _evaluate(matter: Matter, **kept: Any) -> forms.Evaluate:
    form = forms.Evaluate(rates_members=_rates_members(), **kept)
    _fill(form, matter.place_path, matter.community_id)
    return form


def _changed(meeting: Meeting, rated: list[Evaluated], **kept: Any) -> forms.Parties:
    rates_members = bool(rated) and rated[0].scale is Scale.MEMBER
    form = forms.Parties(rates_members=rates_members, **kept)
    _fill(form, meeting.place_path, meeting.matter.community_id)
    return form


def _fill(form: forms.Parties, path: str, community_id: int) -> None:
    """Who may be chosen: units or members, and who may preside."""
    rates_members = "member_ids" in form
    if rates_members:
        form.member_ids.choices = [
            (str(each.person_id), f"{each.person.name}（{ROLE[each.role]}）")
            for each in _members(community_id)
        ]
    else:
        units = session().scalars(models.to_be_rated(path))
        form.unit_id.choices = [(str(unit.id), unit.name) for unit in units]
    preside = (Role.SUPERVISOR,) if rates_members else PRESIDE
    found = session().execute(models.officers(path, preside, clock.today()))
    chairs = {person.id: f"{person.name}（{ROLE[role]}）" for person, role in found}
    form.chair_id.choices = [("", _("请选择")), *((str(id), name) for id, name in chairs.items())]


def _members(community_id: int) -> list[Any]:
    return list(session().scalars(models.committee_of(community_id, clock.today())))


def _chosen(form: forms.Parties, path: str, community_id: int) -> list[Party]:
    """Whom the form names, in their offices as they stand."""
    if "member_ids" not in form:
        units = session().scalars(models.to_be_rated(path))
        return [Party(unit) for unit in units if unit.id == form.unit_id.data]
    chosen = set(form.member_ids.data or ())
    with force_locale("zh"):
        return [
            Party(each.unit, each.person, str(ROLE[each.role]))
            for each in _members(community_id)
            if each.person_id in chosen
        ]


def _chair(form: forms.Parties) -> Person | None:
    return session().get(Person, form.chair_id.data) if form.chair_id.data else None


def _polls(form: forms.Parties) -> list[Poll]:
    return [Poll(group, weight, by) for group, weight, by in form.polls]


def _convene(matter: Matter, form: forms.Evaluate) -> Meeting:
    return actions.convene_evaluation(
        web.person(),
        matter,
        title=form.title.data or "",
        year=form.year.data or 0,
        parties=_chosen(form, matter.place_path, matter.community_id),
        polls=_polls(form),
        starts_at=form.starts_at.data or clock.now(),
        venue=form.venue.data or "",
        agenda=AGENDA,
        chair=_chair(form),
        secrecy=form.key,
        takes_comments=bool(form.takes_comments.data),
        observer_seats=form.observer_seats.data or 0,
    )


def _change(meeting: Meeting, form: forms.Parties) -> Meeting:
    return actions.change_evaluation(
        web.person(),
        meeting,
        year=form.year.data or 0,
        parties=_chosen(form, meeting.place_path, meeting.matter.community_id),
        polls=_polls(form),
        chair=_chair(form),
        secrecy=form.key,
        takes_comments=bool(form.takes_comments.data),
    )


def _parties(meeting: Meeting, form: forms.Parties) -> Response:
    return web.reply("meetings/evaluation_parties.html", form=form, meeting=meeting)


def _known(meeting: Meeting) -> tuple[list[Evaluated], list[Raters]]:
    rated = session().scalars(models.rated_with_papers(meeting.id)).unique()
    groups = session().execute(models.raters_with_sheets(meeting.id)).unique()
    return list(rated), [group for group, _box in groups]


def _group(id: int, raters_id: int) -> tuple[Meeting, Raters]:
    """A group that votes by invitation; any other has no list."""
    meeting = load.evaluation_of_others(id, Can.CONVENE_MEETING)
    _rated, groups = _known(meeting)
    found = next((group for group in groups if group.id == raters_id), None)
    if found is None or found.vote is None or found.vote.electorate is not Electorate.INVITED:
        abort(404)
    return meeting, found


def _offer(meeting: Meeting, form: forms.Invite) -> str:
    """Whoever has the name that was asked for, from around here; the name.

    Doors are for whoever may see the roster: supervisors see a masked name and the building.
    """
    name = named()
    around = meeting.matter.community.path
    found = session().execute(neighbours(around, name)).all() if name else []
    sees_doors = may(web.person(), Can.SEE_ROSTER, meeting)
    form.person_id.choices = [
        (
            str(person.id),
            f"{person.name}（{place}{door}）" if sees_doors else f"{person.public_name}（{place}）",
        )
        for person, place, door in found
    ]
    return name


def _raters(
    meeting: Meeting, group: Raters, form: forms.Invite, refused: Once | None = None
) -> Response:
    name = _offer(meeting, form)
    return web.reply(
        "meetings/evaluation_raters.html",
        form=refused or form,
        invite=form,
        meeting=meeting,
        group=group,
        name=with_weight(group),
        invited=web.rows(invitations(group.vote_id or 0)),
        who=name,
        is_open=not meeting.is_public or meeting.stage is rules.MeetingStage.POSTPONED,
        press=lambda: Once(formdata=None),
    )


def _announce(meeting: Meeting, form: forms.Announce) -> Any:
    typed = form.values()
    return actions.notify_evaluation(
        web.person(),
        meeting,
        title=typed["title"],
        starts_at=typed["starts_at"],
        voting_until=typed["voting_until"],
        venue=typed["venue"],
        agenda=form.agenda,
        observer_seats=typed["observer_seats"],
        registration_until=typed["registration_until"],
        materials=typed["materials"],
        text=_text(meeting, form),
        is_redacted=bool(typed["is_redacted"]),
        online_url=typed["online_url"] or "",
    )


def _text(meeting: Meeting, form: forms.Announce) -> str:
    typed = form.values()
    rated, groups = _known(meeting)
    return evaluation_notice(
        rated,
        groups,
        title=typed["title"],
        starts_at=typed["starts_at"],
        voting_until=typed["voting_until"],
        venue=typed["venue"],
        agenda=[title for _kind, title in form.agenda],
        observer_seats=typed["observer_seats"],
        registration_until=typed["registration_until"],
        is_online=bool(typed["online_url"]),
        remark=typed["remark"] or "",
    )


def _announcement(meeting: Meeting, form: forms.Announce, preview: str | None = None) -> Response:
    earliest = rules.earliest_sitting(clock.today(), meeting.notice_days)
    return web.reply(
        "meetings/notice.html",
        form=form,
        meeting=meeting,
        action=url_for(".announce", id=meeting.id),
        earliest=_("今天公告，最早%(day)s开会。", day=day(earliest.due_on)),
        how=[*computed(earliest), cite("EV-2")],
        preview=preview,
        is_explained=True,
        composition=None,
    )
