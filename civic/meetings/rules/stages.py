"""What the three meetings share: their kinds, the stages of one round, the refusals (B1.1)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from civic.errors import Invalid, OutOfOrder
from civic.matters.rules import Stage


class Why(StrEnum):
    """Why an act on a meeting was refused."""

    NOT_NEXT = "meetings.not_next"
    OUT_OF_SCOPE = "meetings.out_of_scope"
    DECIDED_ALREADY = "meetings.decided_already"
    NOT_AGREED = "meetings.not_agreed"
    NO_HEAD = "meetings.no_head"
    WRONG_HEAD = "meetings.wrong_head"
    NO_SEATS = "meetings.no_seats"
    NO_GROUPS = "meetings.no_groups"
    COMPOSITION = "meetings.composition"
    NOTICE_DAYS_OUT_OF_RANGE = "meetings.notice_days_out_of_range"
    NOTICE_TOO_SHORT = "meetings.notice_too_short"
    NOTICE_INCOMPLETE = "meetings.notice_incomplete"
    EXPLANATION_INCOMPLETE = "meetings.explanation_incomplete"
    REASON_MISSING = "meetings.reason_missing"
    TOO_EARLY = "meetings.too_early"
    ITS_DAY_IS_OVER = "meetings.its_day_is_over"
    NOT_OPEN_FOR_REGISTRATION = "meetings.not_open_for_registration"
    NOT_VERIFIED = "meetings.not_verified"
    OBSERVER_SEATS_TAKEN = "meetings.observer_seats_taken"
    SEATED_ALREADY = "meetings.seated_already"
    MINUTES_NOT_CONFIRMED = "meetings.minutes_not_confirmed"
    NOT_REDACTED = "meetings.not_redacted"
    TITLE_MISSING = "meetings.title_missing"
    NEW_ROUND_REQUIRED = "meetings.new_round_required"
    NO_NEW_ROUND_NEEDED = "meetings.no_new_round_needed"
    OUTCOME_MISSING = "meetings.outcome_missing"
    REGISTRATION_OVER = "meetings.registration_over"
    GROUP_MISSING = "meetings.group_missing"
    NOT_SEATED = "meetings.not_seated"
    NOT_FROM_HERE = "meetings.not_from_here"
    ONLINE_NOT_OFFERED = "meetings.online_not_offered"
    NOT_ROUTED_HERE = "meetings.not_routed_here"
    CONVENED_ALREADY = "meetings.convened_already"
    WRONG_DECIDER = "meetings.wrong_decider"
    NAMED_ALREADY = "meetings.named_already"
    GROUP_TAKEN = "meetings.group_taken"
    GROUP_IN_USE = "meetings.group_in_use"
    MEMBER_ALREADY = "meetings.member_already"
    NOT_ON_ROSTER = "meetings.not_on_roster"
    PRESIDES_ALREADY = "meetings.presides_already"
    CHAIR_SPEAKS_FOR_NOBODY = "meetings.chair_speaks_for_nobody"
    HEAD_STAYS = "meetings.head_stays"
    NO_PLAN_TO_CHANGE = "meetings.no_plan_to_change"
    EXTENT_MISSING = "meetings.extent_missing"
    REGISTRATION_ENDS_EARLY = "meetings.registration_ends_early"
    REGISTRATION_ENDS_LATE = "meetings.registration_ends_late"
    STILL_SHOWN = "meetings.still_shown"
    NOT_SETTLED = "meetings.not_settled"
    EXPORT_FILE_MISSING = "meetings.export_file_missing"
    EXPORT_ENCODING = "meetings.export_encoding"
    EXPORT_COLUMN_MISSING = "meetings.export_column_missing"
    EXPORT_ROW_BROKEN = "meetings.export_row_broken"
    EXPORT_BAD_VALUE = "meetings.export_bad_value"
    EXPORT_TWICE = "meetings.export_twice"
    EXPORT_UNKNOWN_STATEMENT = "meetings.export_unknown_statement"
    EXPORT_EMPTY = "meetings.export_empty"
    NO_UNIT = "meetings.no_unit"
    NO_COMMUNITY = "meetings.no_community"
    ANOTHER_KIND = "meetings.another_kind"
    NOT_ROUTED_TO_EVALUATION = "meetings.not_routed_to_evaluation"
    YEAR_OUT_OF_RANGE = "meetings.year_out_of_range"
    NO_PARTIES = "meetings.no_parties"
    MIXED_PARTIES = "meetings.mixed_parties"
    NOBODY_LEFT = "meetings.nobody_left"
    PARTIES_NAMED = "meetings.parties_named"
    PARTY_TWICE = "meetings.party_twice"
    RATED_ALREADY = "meetings.rated_already"
    NOT_IN_OFFICE = "meetings.not_in_office"
    POLL_TWICE = "meetings.poll_twice"
    RESIDENTS_VOTE = "meetings.residents_vote"
    ONLY_BY_INVITATION = "meetings.only_by_invitation"
    ASSEMBLY_RATES = "meetings.assembly_rates"
    WEIGHTS_OFF = "meetings.weights_off"
    RESIDENTS_WEIGH_HALF = "meetings.residents_weigh_half"
    RESIDENTS_WEIGH_MOST = "meetings.residents_weigh_most"
    RATES_TWICE = "meetings.rates_twice"
    RATERS_TOO_FEW = "meetings.raters_too_few"
    ORDINARY_TOO_FEW = "meetings.ordinary_too_few"
    SUPERVISORS_PRESIDE = "meetings.supervisors_preside"
    RATED_DO_NOT_RATE = "meetings.rated_do_not_rate"
    GROUP_HANDS_IN = "meetings.group_hands_in"
    GROUP_VOTES = "meetings.group_votes"
    NOT_OPEN_FOR_REPORTS = "meetings.not_open_for_reports"
    REPORTS_MISSING = "meetings.reports_missing"
    NOT_OPEN_FOR_SHEETS = "meetings.not_open_for_sheets"
    SCORE_OUT_OF_RANGE = "meetings.score_out_of_range"
    RATED_THEMSELVES = "meetings.rated_themselves"
    NOT_COUNTED = "meetings.not_counted"
    SHEETS_SHUT = "meetings.sheets_shut"
    NO_RESULT_YET = "meetings.no_result_yet"
    OWN_WORDS = "meetings.own_words"
    ORIGINAL_MISSING = "meetings.original_missing"
    HANDED_IN_ALREADY = "meetings.handed_in_already"
    NO_PLAN_OWED = "meetings.no_plan_owed"
    SIGNATURE_MISSING = "meetings.signature_missing"
    CONTACT_MISSING = "meetings.contact_missing"
    MEASURES_MISSING = "meetings.measures_missing"
    NO_RECHECK_OWED = "meetings.no_recheck_owed"
    RECHECK_TOO_EARLY = "meetings.recheck_too_early"
    FINDING_MISSING = "meetings.finding_missing"
    PLANS_MISSING = "meetings.plans_missing"
    RECHECKS_MISSING = "meetings.rechecks_missing"
    MINUTES_OWED = "meetings.minutes_owed"


class MeetingKind(StrEnum):
    """Which of the three meetings (三会) it is."""

    COORDINATION = "coordination"
    HEARING = "hearing"
    EVALUATION = "evaluation"


class MeetingStage(StrEnum):
    """Where one round of a meeting stands; the next round is a meeting of its own."""

    DRAFT = "draft"
    PANEL_FORMED = "panel_formed"
    NOTICED = "noticed"
    POSTPONED = "postponed"
    IN_SESSION = "in_session"
    SAT = "sat"
    REPLIES_AWAITED = "replies_awaited"
    PUBLISHED = "published"
    ANOTHER_ROUND = "another_round"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


M = MeetingStage

NEXT: Final[Mapping[MeetingStage, frozenset[MeetingStage]]] = {
    M.DRAFT: frozenset({M.PANEL_FORMED, M.CANCELLED}),
    # the panel may be formed anew until the notice names it
    M.PANEL_FORMED: frozenset({M.PANEL_FORMED, M.NOTICED, M.CANCELLED}),
    M.NOTICED: frozenset({M.IN_SESSION, M.POSTPONED, M.CANCELLED}),
    M.POSTPONED: frozenset({M.NOTICED, M.CANCELLED}),
    M.IN_SESSION: frozenset({M.SAT}),
    # back into session: closed by mistake, the same day
    M.SAT: frozenset({M.REPLIES_AWAITED, M.IN_SESSION, M.ANOTHER_ROUND}),
    M.REPLIES_AWAITED: frozenset({M.PUBLISHED, M.ANOTHER_ROUND}),
    # another round as long as the decision is not taken (HR-10)
    M.PUBLISHED: frozenset({M.ARCHIVED, M.ANOTHER_ROUND}),
    M.ANOTHER_ROUND: frozenset(),
    M.CANCELLED: frozenset(),
    M.ARCHIVED: frozenset(),
}
"""The drawing: from each stage, the stages that may follow."""

EVALUATION_NEXT: Final[Mapping[MeetingStage, frozenset[MeetingStage]]] = {
    M.DRAFT: frozenset({M.NOTICED, M.CANCELLED}),
    M.NOTICED: frozenset({M.IN_SESSION, M.POSTPONED, M.CANCELLED}),
    M.POSTPONED: frozenset({M.NOTICED, M.CANCELLED}),
    M.IN_SESSION: frozenset({M.SAT}),
    M.SAT: frozenset({M.PUBLISHED, M.IN_SESSION}),
    M.PUBLISHED: frozenset({M.ARCHIVED}),
}
"""An evaluation's: no panel before it, no round after it, its result out of the ballots (EV-2)."""

FINAL: Final = frozenset(stage for stage, after in NEXT.items() if not after)
PUBLIC: Final = frozenset(MeetingStage) - {M.DRAFT, M.PANEL_FORMED}
"""Seen by everybody: from the notice on."""

HELD: Final = frozenset({M.REPLIES_AWAITED, M.PUBLISHED, M.ARCHIVED})
"""After the sitting, with the minutes confirmed."""

HEARD: Final = frozenset({M.IN_SESSION, M.SAT, M.PUBLISHED, M.ARCHIVED})
"""An evaluation whose sitting has opened: whoever is rated has reported, or not."""

OPEN_FOR_REGISTRATION: Final = frozenset({M.NOTICED, M.IN_SESSION})

MATTER_STAGE: Final[Mapping[MeetingStage, Stage]] = {
    M.DRAFT: Stage.PLANNED,
    M.PANEL_FORMED: Stage.PLANNED,
    M.NOTICED: Stage.NOTICED,
    M.POSTPONED: Stage.PLANNED,
    M.IN_SESSION: Stage.IN_SESSION,
    M.SAT: Stage.MINUTED,
    M.REPLIES_AWAITED: Stage.FOLLOW_UP,
    M.PUBLISHED: Stage.RESULT_PUBLISHED,
    M.ANOTHER_ROUND: Stage.PLANNED,
    M.CANCELLED: Stage.PLANNED,
    M.ARCHIVED: Stage.ARCHIVED,
}
"""Where the matter stands while its meeting stands there (B1.1)."""


def advance(
    stage: MeetingStage, to: MeetingStage, kind: MeetingKind = MeetingKind.HEARING
) -> MeetingStage:
    """The next stage, if the drawing of its kind has that arrow."""
    drawing = EVALUATION_NEXT if kind is MeetingKind.EVALUATION else NEXT
    if to not in drawing.get(stage, frozenset()):
        raise OutOfOrder(Why.NOT_NEXT, stage=stage, to=to)
    return to


def require_kind(kind: MeetingKind, wanted: MeetingKind) -> None:
    """What only a hearing has is asked of no evaluation, and the other way round (B1.2, B1.4)."""
    if kind is not wanted:
        raise OutOfOrder(Why.ANOTHER_KIND, kind=kind)


def cancel(stage: MeetingStage, reason: str) -> MeetingStage:
    """Called off before it sits, with a reason everybody can read (SH17 Art.17; D)."""
    to = advance(stage, M.CANCELLED)
    if not reason.strip():
        raise Invalid(Why.REASON_MISSING, field="reason")
    return to


def require_open_for_registration(stage: MeetingStage) -> None:
    """People register to take part, speak or observe from the notice on (HR-4, HR-11)."""
    if stage not in OPEN_FOR_REGISTRATION:
        raise OutOfOrder(Why.NOT_OPEN_FOR_REGISTRATION, stage=stage)
