"""Interest groups and the hearing panel, one after another, with the sum beside them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, url_for

from civic import clock, web
from civic.db import session
from civic.forms import Form, plain
from civic.i18n import gettext as _
from civic.meetings import actions, forms, models, rules
from civic.meetings.models import InterestGroup, Meeting, PanelMember
from civic.meetings.rules import Body, MeetingKind, panel_head
from civic.meetings.views import bp, load, page
from civic.meetings.views.parts import Group
from civic.opinions.models import neighbours
from civic.people.models import Person
from civic.policy import Can, Role
from civic.wording import ROLE

HEADS = {
    Body.COMMITTEE_CHAIR: Role.CHAIR,
    Body.SUPERVISION_COMMITTEE: Role.SUPERVISOR,
}
PRESIDE = (Role.CHAIR, Role.SUPERVISOR, Role.PARTY_BRANCH, Role.CLERK)


@bp.get("/<int:id>/panel")
def panel(id: int) -> Response:
    """Groups, members, the head, and whether the composition holds."""
    return _page(load.hearing(id, Can.FORM_PANEL))


@bp.post("/<int:id>/groups")
def name_group(id: int) -> Response:
    """One more group with a stake."""
    form = forms.Group()
    return _carry_out(id, form, actions.name_group, _("利益方已经记下。"), **form.values())


@bp.post("/<int:id>/groups/<int:group_id>/removal")
def drop_group(id: int, group_id: int) -> Response:
    """A group that was named by mistake."""
    group = web.get_or_404(InterestGroup, group_id)
    load.belongs(group, id)
    return _carry_out(id, forms.Once(), actions.drop_group, _("已经删去。"), group)


@bp.post("/<int:id>/members")
def seat_member(id: int) -> Response:
    """One more member; whoever of the roster has that name is shown, to be chosen or not."""
    meeting = load.hearing(id, Can.FORM_PANEL)
    form = forms.Member()
    _offer_groups(form, page.groups(meeting))
    person, is_unsure = _named(meeting, form)
    if is_unsure:
        form.validate()
        form.person_id.errors = [_("名册上有叫这个名字的居民，请选是哪一位；都不是，也请选一下。")]
        return _page(meeting, refused=form)
    group = session().get(InterestGroup, form.group_id.data) if form.group_id.data else None
    return _carry_out(
        id,
        form,
        actions.seat_member,
        _("已经加入听证小组。"),
        capacity=form.capacity.data,
        person=person,
        guest="" if person else form.who.data,
        office=form.office.data or "",
        group=group,
    )


@bp.post("/<int:id>/members/<int:member_id>/removal")
def unseat_member(id: int, member_id: int) -> Response:
    """Somebody leaves the panel."""
    member = web.get_or_404(PanelMember, member_id)
    load.belongs(member, id)
    return _carry_out(id, forms.Once(), actions.unseat_member, _("已经退出。"), member)


@bp.post("/<int:id>/panel")
def form_panel(id: int) -> Response:
    """The panel stands."""
    meeting, form = load.hearing(id, Can.FORM_PANEL), forms.Panel()
    people = _offer_heads(form, meeting)
    said = _("听证小组已经组成。下一步：写方案说明，发公告。")
    return _carry_out(
        id,
        form,
        actions.form_panel,
        said,
        head=people.get(form.head_id.data),
        chair=people.get(form.chair_id.data),
    )


@bp.get("/<int:id>/chair")
def chair(id: int) -> Response:
    """Who presides, and who could stand in."""
    return _chair(_chaired(id), forms.Chair())


@bp.post("/<int:id>/chair")
def name_chair(id: int) -> Response:
    """Somebody else presides from now on."""
    meeting, form = _chaired(id), forms.Chair()
    people = _offer_chairs(form, meeting)
    made = web.attempt(
        form,
        lambda: actions.name_chair(
            web.person(),
            meeting,
            chair=people.get(form.chair_id.data),
            reason=form.reason.data or "",
        ),
    )
    if made is None:
        return _chair(_chaired(id), form)
    said = _("已经换了主持人，报名的人和听证小组会收到通知。")
    return web.done(url_for(".show", id=id), said)


# -- small steps ----------------------------------------------------------------


def _chaired(id: int) -> Meeting:
    """The meeting, for who may say who presides: nobody does over their own rating (EV-4)."""
    meeting = load.mine(id, Can.FORM_PANEL)
    if meeting.kind is MeetingKind.EVALUATION:
        rules.require_not_rated(load.is_rated(id))
    return meeting


def _carry_out(
    id: int, form: Form, act: Callable[..., Any], said: str, *args: Any, **facts: Any
) -> Response:
    meeting = load.hearing(id, Can.FORM_PANEL)
    if web.attempt(form, act, web.person(), meeting, *args, **facts) is None:
        return _page(load.hearing(id, Can.FORM_PANEL), refused=form)
    return web.done(url_for(".panel", id=id), said)


def _page(meeting: Meeting, refused: Form | None = None) -> Response:
    """Three forms on one page; the one that was refused keeps what was typed."""

    def kept(kind: type[Any]) -> Any:
        return refused if isinstance(refused, kind) else kind(formdata=None)

    groups = page.groups(meeting)
    members = session().scalars(models.panel_of(meeting.id)).all()
    member, heads = kept(forms.Member), kept(forms.Panel)
    _offer_groups(member, groups)
    if member is not refused:
        member.person_id.choices = []
    _offer_heads(heads, meeting)
    return web.reply(
        "meetings/panel.html",
        form=refused,
        refused=refused,
        meeting=meeting,
        groups=groups,
        members=page.members(members, meeting),
        composition=page.composition(meeting, members, groups),
        head_role=ROLE[HEADS[panel_head(meeting.initiative)]],
        group=kept(forms.Group),
        member=member,
        panel=heads,
        remove=lambda: forms.Once(formdata=None),
    )


def _offer_groups(form: forms.Member, groups: list[Group]) -> None:
    form.group_id.choices = [
        ("", _("不代表哪一方")),
        *((str(group.id), group.name) for group in groups),
    ]


def _named(meeting: Meeting, form: forms.Member) -> tuple[Person | None, bool]:
    """Who is meant, as chosen: one alone of that name may be a namesake. Whether to ask first."""
    around = neighbours(meeting.matter.community.path, plain(form.who.data))
    found = session().execute(around).all()
    people = {person.id: person for person, _place, _door in found}
    form.person_id.choices = [("", _("请选一位"))]
    if not people:
        return None, False
    form.person_id.choices += [
        *((str(person.id), f"{person.name} {place} {door}") for person, place, door in found),
        ("0", _("都不是，名册上没有这个人")),
    ]
    chosen = people.get(form.person_id.data)
    return chosen, chosen is None and form.person_id.data != 0


def _chair(meeting: Meeting, form: forms.Chair) -> Response:
    _offer_chairs(form, meeting)
    return web.reply(
        "meetings/chair.html", form=form, meeting=meeting, before=meeting.sitting.chair
    )


def _offer_chairs(form: forms.Chair, meeting: Meeting) -> dict[int, Person]:
    """Who may preside besides whoever does."""
    found = {
        person.id: (person, f"{person.name}（{ROLE[role]}）")
        for person, role in _presiding(meeting)
        if person.id != meeting.sitting.chair_id
    }
    form.chair_id.choices = [(str(id), name) for id, (_person, name) in found.items()]
    return {id: person for id, (person, _name) in found.items()}


def _presiding(meeting: Meeting) -> Sequence[Any]:
    around = models.officers(meeting.place_path, PRESIDE, clock.today())
    return session().execute(around).all()


def _offer_heads(form: forms.Panel, meeting: Meeting) -> dict[Any, Person]:
    """Who may head the panel, and who may preside."""
    rows = _presiding(meeting)
    right = HEADS[panel_head(meeting.initiative)]
    named = {(person.id, role): f"{person.name}（{ROLE[role]}）" for person, role in rows}
    form.head_id.choices = [(str(id), name) for (id, role), name in named.items() if role is right]
    form.chair_id.choices = [
        ("", _("就是组长")),
        *((str(id), name) for (id, _role), name in named.items()),
    ]
    return {person.id: person for person, _role in rows}
