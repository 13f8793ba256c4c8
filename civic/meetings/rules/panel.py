"""The hearing panel (听证小组): who heads it, in what capacity one sits, who is heard (HR-3, HR-6)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op, all_hold
from civic.errors import Invalid, OutOfOrder
from civic.meetings.rules.hearing import Body, Initiative
from civic.meetings.rules.stages import MeetingStage, Why, advance


class Capacity(StrEnum):
    """In what capacity somebody sits on the hearing panel (听证小组, HR-3)."""

    HEAD = "head"
    AFFECTED_RESIDENT = "affected_resident"
    RESIDENT_REP = "resident_rep"
    COMMUNITY_UNIT = "community_unit"
    OTHER = "other"


def panel_head(initiative: Initiative) -> Body:
    """The committee's chair; for its own affairs the supervision committee (HR-3; SH06 Art.6)."""
    if initiative is Initiative.OWN_AFFAIRS:
        return Body.SUPERVISION_COMMITTEE
    return Body.COMMITTEE_CHAIR


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat: the interest group it speaks for, and whether its holder is directly affected."""

    group: str
    is_affected: bool


def check_capacity(capacity: Capacity, *, has_group: bool, is_neighbour: bool) -> None:
    """The head is chosen apart; an affected resident lives, owns or rents here (HR-3, HR-6)."""
    if capacity is Capacity.HEAD:
        raise Invalid(Why.HEAD_STAYS, field="capacity", article="SH06 Art.6")
    if capacity is Capacity.AFFECTED_RESIDENT and not has_group:
        raise Invalid(Why.GROUP_MISSING, field="group_id", article=COMPOSITION_ARTICLE)
    if capacity is Capacity.AFFECTED_RESIDENT and not is_neighbour:
        raise Invalid(Why.NOT_ON_ROSTER, field="who", article=COMPOSITION_ARTICLE)


AFFECTED_SHARE: Final = (1, 2)
COMPOSITION_ARTICLE: Final = "HR-6"


def composition(groups: Sequence[str], seats: Sequence[Seat]) -> tuple[Check, ...]:
    """Every group with a stake has a seat; half the seats are directly affected (HR-6).

    The half is taken crosswise: ``2 × affected >= 1 × seats``.
    """
    held = Counter(seat.group for seat in seats)
    affected = sum(seat.is_affected for seat in seats)
    part, whole = AFFECTED_SHARE
    return (
        *(
            Check("group_has_seat", held[group], Op.GE, 1, COMPOSITION_ARTICLE, group)
            for group in dict.fromkeys(groups)
        ),
        Check("affected_half", whole * affected, Op.GE, part * len(seats), COMPOSITION_ARTICLE),
    )


def check_composition(groups: Sequence[str], seats: Sequence[Seat]) -> tuple[Check, ...]:
    """The checks of a panel that may go on the notice; refused with the sum (HR-6)."""
    if not groups:
        raise Invalid(Why.NO_GROUPS, field="groups", article=COMPOSITION_ARTICLE)
    if not seats:
        raise Invalid(Why.NO_SEATS, field="seats", article=COMPOSITION_ARTICLE)
    checks = composition(groups, seats)
    if not all_hold(checks):
        raise OutOfOrder(Why.COMPOSITION, checks=checks, article=COMPOSITION_ARTICLE)
    return checks


def form_panel(
    stage: MeetingStage,
    initiative: Initiative,
    *,
    head: Body | None,
    groups: Sequence[str],
    seats: Sequence[Seat],
) -> MeetingStage:
    """The panel stands with its right head and a fair composition (HR-3, HR-6).

    Of a hearing put off it may be formed anew; that waits for a new notice as before (HR-4).
    """
    is_put_off = stage is MeetingStage.POSTPONED
    to = stage if is_put_off else advance(stage, MeetingStage.PANEL_FORMED)
    if head is None:
        raise Invalid(Why.NO_HEAD, field="head", article="SH06 Art.6")
    if head is not panel_head(initiative):
        raise OutOfOrder(
            Why.WRONG_HEAD, field="head", body=panel_head(initiative), article="SH06 Art.6"
        )
    check_composition(groups, seats)
    return to
