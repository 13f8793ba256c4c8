"""Who may do what, where. One screen; also the public page 权责清单 (``/powers``).

May = a role granted the power, held at a place that contains the subject's
place, or a relation to the subject itself. *Who* is decided here (403), *when*
is decided by each feature's rules (409). No grant, no power.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from civic.errors import NotAllowed


class Role(StrEnum):
    """Held by living or owning somewhere, by appointment, or by relation to a subject."""

    RESIDENT = "resident"  # 居民
    OWNER = "owner"  # 业主
    TENANT = "tenant"  # 物业使用人
    BUILDING_HEAD = "building_head"  # 楼栋长
    GRID_WORKER = "grid_worker"  # 网格员
    REPRESENTATIVE = "representative"  # 居民代表
    COUNCIL_MEMBER = "council_member"  # 议事会成员
    CLERK = "clerk"  # 居委会工作人员
    CHAIR = "chair"  # 居委会主任
    COMMITTEE_MEMBER = "committee_member"  # 居委会委员
    PARTY_BRANCH = "party_branch"  # 社区党组织
    OFFICIAL = "official"  # 职能部门、街道办事处的承办人
    SUPERVISOR = "supervisor"  # 居务监督委员会
    AUDITOR = "auditor"  # 审计、纪检
    ADMINISTRATOR = "administrator"  # 系统管理员
    AUTHOR = "author"  # 本人提出的
    ADDRESSEE = "addressee"  # 送交其单位办理的
    PRESIDING = "presiding"  # 本次会议主持人
    PARTICIPANT = "participant"  # 本次会议参加人
    ON_ROLL = "on_roll"  # 本次表决人
    RATED = "rated"  # 本次被评议的人和单位


BELONGING = frozenset({Role.RESIDENT, Role.OWNER, Role.TENANT})
RELATIONS = frozenset(
    {
        Role.AUTHOR,
        Role.ADDRESSEE,
        Role.PRESIDING,
        Role.PARTICIPANT,
        Role.ON_ROLL,
        Role.RATED,
    }
)
COMMITTEE = frozenset({Role.CLERK, Role.CHAIR})
NEIGHBOURS = BELONGING | {Role.BUILDING_HEAD, Role.GRID_WORKER}


class Can(StrEnum):
    """A power: an imperative that rhymes with its act."""

    MANAGE_PLACES = "manage_places"
    MANAGE_UNITS = "manage_units"
    APPOINT = "appoint"
    APPOINT_NEIGHBOUR = "appoint_neighbour"
    SEE_ROSTER = "see_roster"
    IMPORT_ROSTER = "import_roster"
    VERIFY_PERSON = "verify_person"
    ISSUE_CARD = "issue_card"
    LOAD_CALENDAR = "load_calendar"
    SEE_LEDGER = "see_ledger"

    RAISE_MATTER = "raise_matter"
    SECOND_MATTER = "second_matter"
    EDIT_MATTER = "edit_matter"
    WITHDRAW_MATTER = "withdraw_matter"
    ATTACH_FILE = "attach_file"
    SCREEN_MATTER = "screen_matter"
    MERGE_MATTER = "merge_matter"
    ROUTE_MATTER = "route_matter"
    REVIEW_MATTER = "review_matter"
    ARCHIVE_MATTER = "archive_matter"
    HIDE_MATTER = "hide_matter"

    GIVE_OPINION = "give_opinion"
    ENTER_OPINION = "enter_opinion"
    REACT = "react"
    HIDE_OPINION = "hide_opinion"
    OBJECT_TO_HIDING = "object_to_hiding"
    DECIDE_OBJECTION = "decide_objection"
    ADDRESS_OPINION = "address_opinion"
    CLASSIFY_OPINION = "classify_opinion"
    REPLY = "reply"
    EXTEND_REPLY = "extend_reply"
    CORRECT_REPLY = "correct_reply"

    CONVENE_MEETING = "convene_meeting"
    FORM_PANEL = "form_panel"
    NOTIFY_MEETING = "notify_meeting"
    POSTPONE_MEETING = "postpone_meeting"
    REGISTER_FOR_MEETING = "register_for_meeting"
    ENTER_REGISTRATION = "enter_registration"
    OPEN_MEETING = "open_meeting"
    CHECK_IN = "check_in"
    ATTEND_MEETING = "attend_meeting"
    KEEP_MINUTES = "keep_minutes"
    SHOW_HANDS = "show_hands"
    CONFIRM_MINUTES = "confirm_minutes"
    CLOSE_MEETING = "close_meeting"
    CHANGE_PLAN = "change_plan"
    PUBLISH_OUTCOME = "publish_outcome"

    CONVENE_EVALUATION = "convene_evaluation"
    HAND_IN_REPORT = "hand_in_report"
    ENTER_SCORE_SHEET = "enter_score_sheet"
    PUBLISH_EVALUATION = "publish_evaluation"
    STATE_ON_EVALUATION = "state_on_evaluation"
    FILE_PLAN = "file_plan"
    RECHECK_EVALUATION = "recheck_evaluation"

    ENTER_DECISION = "enter_decision"
    CORRECT_ENTRY = "correct_entry"
    CORRECT_DECISION = "correct_decision"
    CORRECT_EVALUATION = "correct_evaluation"
    TAKE_DOWN_ENTRY = "take_down_entry"
    TAKE_DOWN_EVALUATION = "take_down_evaluation"
    REPORT_COMMITMENT = "report_commitment"
    SETTLE_COMMITMENT = "settle_commitment"

    DRAFT_VOTE = "draft_vote"
    POST_VOTE = "post_vote"
    OBJECT_TO_ROLL = "object_to_roll"
    DECIDE_ROLL_OBJECTION = "decide_roll_objection"
    AMEND_ROLL = "amend_roll"
    OPEN_VOTE = "open_vote"
    EXTEND_VOTE = "extend_vote"
    CANCEL_VOTE = "cancel_vote"
    PREPARE_URN = "prepare_urn"
    CAST_BALLOT = "cast_ballot"
    NAME_CASTER = "name_caster"
    ENTER_CASTER = "enter_caster"
    GIVE_PROXY = "give_proxy"
    CONFIRM_PROXY = "confirm_proxy"
    HAND_OUT_BALLOT = "hand_out_ballot"
    DELIVER_BALLOT = "deliver_ballot"
    ENTER_BALLOTS = "enter_ballots"
    CLOSE_VOTE = "close_vote"
    RECONCILE_VOTE = "reconcile_vote"
    OPEN_URN = "open_urn"
    CERTIFY_URN = "certify_urn"
    SIFT_COMMENTS = "sift_comments"
    DESTROY_URN = "destroy_urn"
    COUNT_VOTE = "count_vote"
    PUBLISH_VOTE = "publish_vote"
    STAND_IN_FOR_SUPERVISORS = "stand_in_for_supervisors"
    STAND_IN_FOR_COMMITTEE = "stand_in_for_committee"
    SEE_BALLOTS = "see_ballots"
    CHALLENGE_VOTE = "challenge_vote"
    VERIFY_VOTE = "verify_vote"


_ADMIN = frozenset({Role.ADMINISTRATOR})
_NONE: frozenset[Role] = frozenset()

GRANTS: dict[Can, frozenset[Role]] = {
    Can.MANAGE_PLACES: _ADMIN,
    Can.MANAGE_UNITS: _ADMIN,
    Can.APPOINT: _ADMIN,
    Can.APPOINT_NEIGHBOUR: _ADMIN | COMMITTEE,
    Can.SEE_ROSTER: _ADMIN | COMMITTEE,
    Can.IMPORT_ROSTER: _ADMIN | COMMITTEE,
    Can.VERIFY_PERSON: COMMITTEE,
    Can.ISSUE_CARD: COMMITTEE,
    Can.LOAD_CALENDAR: _ADMIN,
    Can.SEE_LEDGER: frozenset({Role.AUDITOR, Role.SUPERVISOR}),
    Can.RAISE_MATTER: NEIGHBOURS | COMMITTEE | {Role.OFFICIAL, Role.PARTY_BRANCH},
    Can.SECOND_MATTER: BELONGING,
    Can.EDIT_MATTER: frozenset({Role.AUTHOR}),
    Can.WITHDRAW_MATTER: frozenset({Role.AUTHOR}),
    Can.ATTACH_FILE: COMMITTEE | {Role.AUTHOR},
    Can.SCREEN_MATTER: COMMITTEE,
    Can.MERGE_MATTER: COMMITTEE,
    Can.ROUTE_MATTER: COMMITTEE,
    Can.REVIEW_MATTER: frozenset({Role.PARTY_BRANCH}),
    Can.ARCHIVE_MATTER: COMMITTEE,
    Can.HIDE_MATTER: COMMITTEE,
    Can.GIVE_OPINION: NEIGHBOURS,
    Can.ENTER_OPINION: COMMITTEE,
    Can.REACT: BELONGING,
    Can.HIDE_OPINION: COMMITTEE,
    Can.OBJECT_TO_HIDING: frozenset({Role.AUTHOR}),
    Can.DECIDE_OBJECTION: frozenset({Role.SUPERVISOR}),
    Can.ADDRESS_OPINION: COMMITTEE,
    Can.CLASSIFY_OPINION: COMMITTEE | {Role.ADDRESSEE},
    Can.REPLY: frozenset({Role.ADDRESSEE}),
    Can.EXTEND_REPLY: frozenset({Role.ADDRESSEE}),
    Can.CORRECT_REPLY: frozenset({Role.ADDRESSEE}),
    Can.CONVENE_MEETING: COMMITTEE,
    Can.FORM_PANEL: COMMITTEE,
    Can.NOTIFY_MEETING: COMMITTEE,
    Can.POSTPONE_MEETING: COMMITTEE,
    Can.REGISTER_FOR_MEETING: NEIGHBOURS,
    Can.ENTER_REGISTRATION: COMMITTEE,
    Can.OPEN_MEETING: frozenset({Role.PRESIDING}),
    Can.CHECK_IN: COMMITTEE | {Role.GRID_WORKER},
    Can.ATTEND_MEETING: NEIGHBOURS
    | COMMITTEE
    | {Role.PARTY_BRANCH, Role.OFFICIAL, Role.SUPERVISOR},
    Can.KEEP_MINUTES: COMMITTEE | {Role.PRESIDING},
    Can.SHOW_HANDS: COMMITTEE | {Role.PRESIDING},
    Can.CONFIRM_MINUTES: frozenset({Role.PRESIDING, Role.PARTICIPANT}),
    Can.CLOSE_MEETING: frozenset({Role.PRESIDING}),
    Can.CHANGE_PLAN: COMMITTEE,
    Can.PUBLISH_OUTCOME: COMMITTEE,
    Can.CONVENE_EVALUATION: COMMITTEE | {Role.SUPERVISOR},
    Can.HAND_IN_REPORT: frozenset({Role.RATED}),
    Can.ENTER_SCORE_SHEET: COMMITTEE | {Role.SUPERVISOR},
    Can.PUBLISH_EVALUATION: COMMITTEE | {Role.SUPERVISOR},
    Can.STATE_ON_EVALUATION: frozenset({Role.RATED}),
    Can.FILE_PLAN: frozenset({Role.RATED}),
    Can.RECHECK_EVALUATION: COMMITTEE | {Role.SUPERVISOR},
    Can.ENTER_DECISION: frozenset({Role.ADDRESSEE}),
    Can.CORRECT_ENTRY: COMMITTEE,
    Can.CORRECT_DECISION: frozenset({Role.ADDRESSEE}),
    Can.CORRECT_EVALUATION: frozenset({Role.SUPERVISOR}),
    Can.TAKE_DOWN_ENTRY: frozenset({Role.CHAIR}),
    Can.TAKE_DOWN_EVALUATION: frozenset({Role.SUPERVISOR}),
    Can.REPORT_COMMITMENT: COMMITTEE | {Role.ADDRESSEE},
    Can.SETTLE_COMMITMENT: COMMITTEE | {Role.SUPERVISOR},
    Can.DRAFT_VOTE: COMMITTEE,
    Can.POST_VOTE: COMMITTEE,
    Can.OBJECT_TO_ROLL: BELONGING,
    Can.DECIDE_ROLL_OBJECTION: frozenset({Role.SUPERVISOR}),
    Can.AMEND_ROLL: COMMITTEE,
    Can.OPEN_VOTE: COMMITTEE,
    Can.EXTEND_VOTE: COMMITTEE,
    Can.CANCEL_VOTE: COMMITTEE,
    Can.PREPARE_URN: COMMITTEE | {Role.SUPERVISOR},
    Can.CAST_BALLOT: frozenset({Role.ON_ROLL}),
    Can.NAME_CASTER: frozenset({Role.ON_ROLL}),
    Can.ENTER_CASTER: COMMITTEE,
    Can.GIVE_PROXY: COMMITTEE | {Role.ON_ROLL},
    Can.CONFIRM_PROXY: COMMITTEE,
    Can.HAND_OUT_BALLOT: COMMITTEE | {Role.GRID_WORKER},
    Can.DELIVER_BALLOT: COMMITTEE,
    Can.ENTER_BALLOTS: COMMITTEE | {Role.SUPERVISOR},
    Can.CLOSE_VOTE: COMMITTEE,
    Can.RECONCILE_VOTE: COMMITTEE | {Role.SUPERVISOR},
    Can.OPEN_URN: COMMITTEE | {Role.SUPERVISOR},
    Can.CERTIFY_URN: frozenset({Role.SUPERVISOR}),
    Can.SIFT_COMMENTS: COMMITTEE | {Role.SUPERVISOR},
    Can.DESTROY_URN: COMMITTEE | {Role.SUPERVISOR},
    Can.COUNT_VOTE: COMMITTEE | {Role.SUPERVISOR},
    Can.PUBLISH_VOTE: COMMITTEE,
    Can.STAND_IN_FOR_SUPERVISORS: COMMITTEE,
    Can.STAND_IN_FOR_COMMITTEE: frozenset({Role.SUPERVISOR}),
    Can.SEE_BALLOTS: COMMITTEE | {Role.SUPERVISOR},
    Can.CHALLENGE_VOTE: frozenset({Role.ON_ROLL}),
    Can.VERIFY_VOTE: COMMITTEE | {Role.SUPERVISOR},
}


@dataclass(frozen=True)
class Held:
    """A role at a place, now. ``path`` is the place's, e.g. ``/1/4/9/``."""

    role: Role
    path: str

    def reaches(self, path: str) -> bool:
        """Offices reach down; whoever belongs somewhere also has a say in what is above."""
        if path.startswith(self.path):
            return True
        return self.role in BELONGING and self.path.startswith(path)


class Actor(Protocol):
    """Whoever acts: a signed-in person."""

    @property
    def holds(self) -> Iterable[Held]: ...


class Subject(Protocol):
    """Whatever is acted on: it lies somewhere and may know the actor."""

    @property
    def place_path(self) -> str: ...

    def relations(self, actor: "Actor") -> frozenset[Role]:
        """Roles that the actor has towards this very subject."""
        ...


class Why(StrEnum):
    """Reasons of the policy."""

    NOT_ALLOWED = "policy.not_allowed"


def roles(actor: Actor | None, subject: Subject) -> frozenset[Role]:
    """Every role of the actor that counts for this subject."""
    if actor is None:
        return _NONE
    held = {h.role for h in actor.holds if h.reaches(subject.place_path)}
    return frozenset(held) | subject.relations(actor)


def may(actor: Actor | None, can: Can, subject: Subject) -> bool:
    """Whether the actor has the power over the subject."""
    if actor is None:
        return False
    # What they are to the subject is known, once it is read; what they hold must be looked up.
    granted, path = GRANTS[can], subject.place_path
    if not granted.isdisjoint(subject.relations(actor)):
        return True
    return any(h.role in granted and h.reaches(path) for h in actor.holds)


def require(actor: Actor | None, can: Can, subject: Subject) -> None:
    """Raise NotAllowed unless the actor has the power over the subject."""
    if not may(actor, can, subject):
        raise NotAllowed(Why.NOT_ALLOWED, can=can)


def holders(can: Can) -> tuple[Role, ...]:
    """The roles that have a power, in the order of ``Role``: what a page explains."""
    return tuple(role for role in Role if role in GRANTS[can])


def anywhere(actor: Actor | None, can: Can) -> bool:
    """Whether the actor holds a role with this power at some place (for menus)."""
    return actor is not None and any(h.role in GRANTS[can] for h in actor.holds)
