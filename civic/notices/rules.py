"""What is told, under which heading, how it can be turned off, and when mail is tried again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """Why an act on notices was refused."""

    NOT_YOURS = "notices.not_yours"


class Topic(StrEnum):
    """Headings under which notices can be turned off."""

    MATTERS = "matters"
    MEETINGS = "meetings"
    OPINIONS = "opinions"
    VOTES = "votes"
    REGISTER = "register"
    TASKS = "tasks"
    ACCOUNT = "account"


class Channel(StrEnum):
    """How a notice comes."""

    INBOX = "inbox"
    MAIL = "mail"


class Because(StrEnum):
    """Why somebody hears of it: the closest reason first."""

    PERSON = "person"
    OFFICE = "office"
    OVERSEES = "oversees"
    AUTHOR = "author"
    SPOKE = "spoke"
    TOOK_PART = "took_part"
    REGISTERED = "registered"
    ON_ROLL = "on_roll"
    SECONDED = "seconded"
    FOLLOWS = "follows"
    RESIDENT = "resident"


class Event(StrEnum):
    """What is told: each has its own sentence."""

    MATTER_RAISED = "matter_raised"
    MATTER_ACCEPTED = "matter_accepted"
    MATTER_REJECTED = "matter_rejected"
    MATTER_SENT_ELSEWHERE = "matter_sent_elsewhere"
    MATTER_MERGED = "matter_merged"
    MATTER_ROUTED = "matter_routed"
    MATTER_TO_REVIEW = "matter_to_review"
    MATTER_WITHDRAWN = "matter_withdrawn"
    MATTER_CLOSED = "matter_closed"
    MATTER_HIDDEN = "matter_hidden"
    MATTER_OBJECTED = "matter_objected"
    MATTER_RESTORED = "matter_restored"
    MATTER_KEPT_HIDDEN = "matter_kept_hidden"
    SCREENING_MISSED = "screening_missed"
    PANEL_NAMED = "panel_named"
    MEETING_NOTICED = "meeting_noticed"
    CHAIR_CHANGED = "chair_changed"
    MEETING_POSTPONED = "meeting_postponed"
    MEETING_CANCELLED = "meeting_cancelled"
    NEW_ROUND = "new_round"
    SEAT_FOUND = "seat_found"
    MINUTES_TO_CONFIRM = "minutes_to_confirm"
    MINUTES_AWAITED = "minutes_awaited"
    OPINION_SENT = "opinion_sent"
    REPLY_DUE = "reply_due"
    REPLY_MISSED = "reply_missed"
    REPLY_PUBLISHED = "reply_published"
    REPLY_CORRECTED = "reply_corrected"
    REPLY_EXTENDED = "reply_extended"
    OPINION_HIDDEN = "opinion_hidden"
    OPINION_OBJECTED = "opinion_objected"
    HIDING_REFERRED = "hiding_referred"
    OPINION_RESTORED = "opinion_restored"
    OPINION_KEPT_HIDDEN = "opinion_kept_hidden"
    REGISTER_ENTERED = "register_entered"
    REGISTER_CORRECTED = "register_corrected"
    COMMITMENT_MADE = "commitment_made"
    COMMITMENT_REPORTED = "commitment_reported"
    COMMITMENT_RETURNED = "commitment_returned"
    COMMITMENT_STRUCK_OFF = "commitment_struck_off"
    COMMITMENT_PARKED = "commitment_parked"
    COMMITMENT_DUE = "commitment_due"
    COMMITMENT_MISSED = "commitment_missed"
    VOTE_POSTED = "vote_posted"
    VOTE_OPENED = "vote_opened"
    VOTE_EXTENDED = "vote_extended"
    VOTE_CANCELLED = "vote_cancelled"
    VOTE_FAILED = "vote_failed"
    VOTE_OBJECTION_DECIDED = "vote_objection_decided"
    VOTE_PUBLISHED = "vote_published"
    VOTE_VERIFIED = "vote_verified"
    VOTE_ROLL_AMENDED = "vote_roll_amended"
    BALLOT_HANDLED = "ballot_handled"
    REPORT_ASKED = "report_asked"
    PLAN_ASKED = "plan_asked"
    PLAN_FILED = "plan_filed"
    EVALUATION_RECHECKED = "evaluation_rechecked"
    TWICE_INCOMPETENT = "twice_incompetent"
    APPOINTED = "appointed"
    DISMISSED = "dismissed"
    VERIFIED = "verified"


E = Event

TOPIC: Final[Mapping[Event, Topic]] = {
    E.MATTER_RAISED: Topic.TASKS,
    E.MATTER_ACCEPTED: Topic.MATTERS,
    E.MATTER_REJECTED: Topic.MATTERS,
    E.MATTER_SENT_ELSEWHERE: Topic.MATTERS,
    E.MATTER_MERGED: Topic.MATTERS,
    E.MATTER_ROUTED: Topic.MATTERS,
    E.MATTER_TO_REVIEW: Topic.TASKS,
    E.MATTER_WITHDRAWN: Topic.MATTERS,
    E.MATTER_CLOSED: Topic.MATTERS,
    E.MATTER_HIDDEN: Topic.MATTERS,
    E.MATTER_OBJECTED: Topic.TASKS,
    E.MATTER_RESTORED: Topic.MATTERS,
    E.MATTER_KEPT_HIDDEN: Topic.MATTERS,
    E.SCREENING_MISSED: Topic.TASKS,
    E.PANEL_NAMED: Topic.TASKS,
    E.MEETING_NOTICED: Topic.MEETINGS,
    E.CHAIR_CHANGED: Topic.MEETINGS,
    E.MEETING_POSTPONED: Topic.MEETINGS,
    E.MEETING_CANCELLED: Topic.MEETINGS,
    E.NEW_ROUND: Topic.MEETINGS,
    E.SEAT_FOUND: Topic.MEETINGS,
    E.MINUTES_TO_CONFIRM: Topic.TASKS,
    E.MINUTES_AWAITED: Topic.TASKS,
    E.OPINION_SENT: Topic.TASKS,
    E.REPLY_DUE: Topic.TASKS,
    E.REPLY_MISSED: Topic.TASKS,
    E.REPLY_PUBLISHED: Topic.OPINIONS,
    E.REPLY_CORRECTED: Topic.OPINIONS,
    E.REPLY_EXTENDED: Topic.OPINIONS,
    E.OPINION_HIDDEN: Topic.OPINIONS,
    E.OPINION_OBJECTED: Topic.TASKS,
    E.HIDING_REFERRED: Topic.TASKS,
    E.OPINION_RESTORED: Topic.OPINIONS,
    E.OPINION_KEPT_HIDDEN: Topic.OPINIONS,
    E.REGISTER_ENTERED: Topic.REGISTER,
    E.REGISTER_CORRECTED: Topic.REGISTER,
    E.COMMITMENT_MADE: Topic.TASKS,
    E.COMMITMENT_REPORTED: Topic.TASKS,
    E.COMMITMENT_RETURNED: Topic.TASKS,
    E.COMMITMENT_STRUCK_OFF: Topic.REGISTER,
    E.COMMITMENT_PARKED: Topic.REGISTER,
    E.COMMITMENT_DUE: Topic.TASKS,
    E.COMMITMENT_MISSED: Topic.TASKS,
    E.VOTE_POSTED: Topic.VOTES,
    E.VOTE_OPENED: Topic.VOTES,
    E.VOTE_EXTENDED: Topic.VOTES,
    E.VOTE_CANCELLED: Topic.VOTES,
    E.VOTE_FAILED: Topic.VOTES,
    E.VOTE_OBJECTION_DECIDED: Topic.VOTES,
    E.VOTE_PUBLISHED: Topic.VOTES,
    E.VOTE_VERIFIED: Topic.VOTES,
    E.VOTE_ROLL_AMENDED: Topic.TASKS,
    E.BALLOT_HANDLED: Topic.TASKS,
    E.REPORT_ASKED: Topic.TASKS,
    E.PLAN_ASKED: Topic.TASKS,
    E.PLAN_FILED: Topic.MEETINGS,
    E.EVALUATION_RECHECKED: Topic.MEETINGS,
    E.TWICE_INCOMPETENT: Topic.TASKS,
    E.APPOINTED: Topic.ACCOUNT,
    E.DISMISSED: Topic.ACCOUNT,
    E.VERIFIED: Topic.ACCOUNT,
}

ALWAYS: Final = frozenset({(Topic.TASKS, Channel.INBOX), (Topic.ACCOUNT, Channel.INBOX)})
"""What an office or an account brings with it cannot be turned off."""


def may_be_muted(topic: Topic, channel: Channel) -> bool:
    """Whether one may turn it off."""
    return (topic, channel) not in ALWAYS


# Trying again --------------------------------------------------------------------------

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
MOST_TRIES: Final = len(WAITS) + 1


def next_try(tries: int, at: datetime) -> datetime | None:
    """What failed is tried later and later, and left in the end: None (D)."""
    return None if tries >= MOST_TRIES else at + WAITS[tries - 1]


# Mail ----------------------------------------------------------------------------------


class MailState(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


class MailError(StrEnum):
    """Why a mail did not go out."""

    UNREACHABLE = "unreachable"
    NOT_ADMITTED = "not_admitted"
    ADDRESS_REFUSED = "address_refused"
    SERVER_REFUSED = "server_refused"
    CUT_OFF = "cut_off"
    NOT_A_LETTER = "not_a_letter"


FOR_GOOD: Final = frozenset({MailError.ADDRESS_REFUSED, MailError.NOT_A_LETTER})
"""Trying again would not help."""

LEASE: Final = timedelta(minutes=10)
"""How long a worker may hold a mail before another one takes it up."""
SENDING: Final = LEASE / 2
"""No letter is begun later than that: what is left of the lease is enough for any one."""
REST: Final = timedelta(minutes=5)
"""Where there is no server for one letter there is none for the others, for so long."""


AWAY: Final = frozenset({MailError.UNREACHABLE, MailError.NOT_ADMITTED})
"""The server's trouble, not the letter's."""


def after_failure(tries: int, error: MailError, at: datetime) -> tuple[MailState, datetime | None]:
    """Where a mail stands that did not go out, and when it is tried again."""
    again = None if error in FOR_GOOD else next_try(tries, at)
    return (MailState.GIVEN_UP if again is None else MailState.WAITING), again
