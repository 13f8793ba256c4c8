"""What can happen here: one member for each act, past participles, feature by feature.

PUBLIC facts stand in the clear (type, reference, official text), personal fields
behind commitments. PRIVATE facts show nothing but the day.
"""

from enum import StrEnum


class Fact(StrEnum):
    """What an entry says has happened."""

    # site
    SITE_OPENED = "site.opened"
    CALENDAR_LOADED = "calendar.loaded"
    CLOCK_MOVED = "demo.clock_moved"
    FIELD_ERASED = "field.erased"
    CONSULTATION_IMPORTED = "consultation.imported"

    # places 地方
    PLACE_ADDED = "place.added"
    PLACE_CHANGED = "place.changed"
    UNIT_ADDED = "unit.added"
    UNIT_CHANGED = "unit.changed"

    # people 人
    PERSON_REGISTERED = "person.registered"
    PERSON_VERIFIED = "person.verified"
    PERSON_CHANGED = "person.changed"
    PERSON_SIGNED_IN = "person.signed_in"
    SIGN_IN_FAILED = "person.sign_in_failed"
    PERSON_SIGNED_OUT = "person.signed_out"
    PASSWORD_CHANGED = "person.password_changed"
    PERSON_ERASED = "person.erased"
    CARD_ISSUED = "card.issued"
    CARD_CLAIMED = "card.claimed"
    ROSTER_IMPORTED = "roster.imported"
    RESIDENCE_ADDED = "residence.added"
    RESIDENCE_ENDED = "residence.ended"
    HOLDING_ADDED = "holding.added"
    HOLDING_ENDED = "holding.ended"
    APPOINTMENT_MADE = "appointment.made"
    APPOINTMENT_ENDED = "appointment.ended"

    # matters 议题
    MATTER_DRAFTED = "matter.drafted"
    MATTER_RAISED = "matter.raised"
    MATTER_EDITED = "matter.edited"
    MATTER_SECONDED = "matter.seconded"
    MATTER_SECOND_TAKEN_BACK = "matter.second_taken_back"
    MATTER_SCREENED = "matter.screened"
    MATTER_MERGED = "matter.merged"
    MATTER_PARTY_REVIEWED = "matter.party_reviewed"
    MATTER_ROUTED = "matter.routed"
    MATTER_WITHDRAWN = "matter.withdrawn"
    MATTER_ATTACHED = "matter.attached"
    MATTER_DETACHED = "matter.detached"
    MATTER_HIDDEN = "matter.hidden"
    MATTER_OBJECTED = "matter.objected"
    MATTER_RESTORED = "matter.restored"
    MATTER_KEPT_HIDDEN = "matter.kept_hidden"
    MATTER_CLOSED = "matter.closed"
    SCREENING_MISSED = "matter.screening_missed"

    # meetings 三会
    MEETING_CONVENED = "meeting.convened"
    MEETING_CHANGED = "meeting.changed"
    MEETING_PANEL_FORMED = "meeting.panel_formed"
    MEETING_NOTICED = "meeting.noticed"
    MEETING_CHAIR_CHANGED = "meeting.chair_changed"
    MEETING_POSTPONED = "meeting.postponed"
    MEETING_CANCELLED = "meeting.cancelled"
    MEETING_OPENED = "meeting.opened"
    MEETING_CLOSED = "meeting.closed"
    MEETING_PLAN_CHANGED = "meeting.plan_changed"
    MEETING_NEW_ROUND = "meeting.new_round"
    MEETING_OPINIONS_SENT = "meeting.opinions_sent"
    MEETING_PUBLISHED = "meeting.published"
    MEETING_ARCHIVED = "meeting.archived"
    EVALUATION_REPORTED = "evaluation.reported"
    EVALUATION_SCORED = "evaluation.scored"
    EVALUATION_PUBLISHED = "evaluation.published"
    TWICE_INCOMPETENT = "evaluation.twice_incompetent"
    EVALUATION_STATED = "evaluation.stated"
    EVALUATION_PLANNED = "evaluation.planned"
    EVALUATION_RECHECKED = "evaluation.rechecked"
    PARTICIPANT_REGISTERED = "participant.registered"
    PARTICIPANT_ADMITTED = "participant.admitted"
    PARTICIPANT_WITHDRAWN = "participant.withdrawn"

    # sittings 会场
    SITTING_SCHEDULED = "sitting.scheduled"
    SITTING_OPENED = "sitting.opened"
    SITTING_ATTENDED = "sitting.attended"
    SITTING_ROLL_CORRECTED = "sitting.roll_corrected"
    SITTING_AGENDA_MOVED = "sitting.agenda_moved"
    SITTING_NOTED = "sitting.noted"
    SITTING_TURN_MOVED = "sitting.turn_moved"
    SITTING_SHOW_OF_HANDS = "sitting.show_of_hands"
    SITTING_CLOSED = "sitting.closed"
    SITTING_MINUTED = "sitting.minuted"
    SITTING_MINUTES_SIGNED = "sitting.minutes_signed"
    SITTING_MINUTES_CONFIRMED = "sitting.minutes_confirmed"
    SITTING_MINUTES_AWAITED = "sitting.minutes_awaited"

    # opinions 意见
    OPINION_GIVEN = "opinion.given"
    OPINION_ADDRESSED = "opinion.addressed"
    OPINION_CLASSIFIED = "opinion.classified"
    OPINION_HIDDEN = "opinion.hidden"
    OPINION_OBJECTED = "opinion.objected"
    OPINION_RESTORED = "opinion.restored"
    OPINION_KEPT_HIDDEN = "opinion.kept_hidden"
    REPLY_PUBLISHED = "reply.published"
    REPLY_EXTENDED = "reply.extended"
    REPLY_DUE_MOVED = "reply.due_moved"
    REPLY_CORRECTED = "reply.corrected"
    REPLY_REMINDED = "reply.reminded"
    REPLY_MISSED = "reply.missed"

    # register 登记
    REGISTER_ENTERED = "register.entered"
    REGISTER_CORRECTED = "register.corrected"
    REGISTER_TAKEN_DOWN = "register.taken_down"
    COMMITMENT_MADE = "commitment.made"
    COMMITMENT_PROGRESSED = "commitment.progressed"
    COMMITMENT_SETTLED = "commitment.settled"
    COMMITMENT_REMINDED = "commitment.reminded"
    COMMITMENT_MISSED = "commitment.missed"

    # voting 表决
    VOTE_DRAFTED = "vote.drafted"
    VOTE_POSTED = "vote.posted"
    VOTE_CANCELLED = "vote.cancelled"
    VOTE_ROLL_OBJECTED = "vote.roll_objected"
    VOTE_OBJECTION_DECIDED = "vote.objection_decided"
    VOTE_ROLL_AMENDED = "vote.roll_amended"
    VOTE_OBJECTION_CARRIED_OUT = "vote.objection_carried_out"
    VOTE_ROLL_FROZEN = "vote.roll_frozen"
    VOTE_MANIFEST = "vote.manifest"
    URN_REHEARSED = "urn.rehearsed"
    VOTE_OPENED = "vote.opened"
    BALLOTS_LOGGED = "ballot.batch"
    VOTE_EXTENDED = "vote.extended"
    VOTE_CASTER_NAMED = "vote.caster_named"
    VOTE_CASTER_ENTERED = "vote.caster_entered"
    VOTE_CASTER_REFUSED = "vote.caster_refused"
    VOTE_DELIVERED = "vote.delivered"
    VOTE_DELIVERY_WITHDRAWN = "vote.delivery_withdrawn"
    PROXY_GIVEN = "proxy.given"
    PROXY_CONFIRMED = "proxy.confirmed"
    PROXY_REFUSED = "proxy.refused"
    PROXY_REVOKED = "proxy.revoked"
    PAPER_HANDED_OUT = "paper.handed_out"
    PAPER_GIVEN_BACK = "paper.given_back"
    PAPER_BUNDLED = "paper.bundled"
    PAPER_UNBUNDLED = "paper.unbundled"
    PAPER_READ_ANEW = "paper.read_anew"
    PAPER_ENTERED = "paper.entered"
    VOTE_CLOSED = "vote.closed"
    VOTE_GAP_EXPLAINED = "vote.gap_explained"
    VOTE_RECONCILED = "vote.reconciled"
    URN_OPENED = "urn.opened"
    VOTE_CERTIFIED = "vote.certified"
    VOTE_FAILED = "vote.failed"
    COMMENT_HIDDEN = "comment.hidden"
    COMMENTS_SORTED = "comments.sorted"
    VOTE_COUNTED = "vote.counted"
    VOTE_PUBLISHED = "vote.published"
    VOTE_CHALLENGED = "vote.challenged"
    VOTE_VERIFIED = "vote.verified"
    BALLOTS_SEEN = "ballot.seen"
    VOTE_FINAL = "vote.final"
    URN_DESTROYED = "urn.destroyed"

    @property
    def is_public(self) -> bool:
        """Whether its entry stands in the clear."""
        return self not in PRIVATE


PRIVATE = frozenset(
    {
        Fact.CLOCK_MOVED,
        Fact.PERSON_REGISTERED,
        Fact.PERSON_VERIFIED,
        Fact.PERSON_CHANGED,
        Fact.PERSON_SIGNED_IN,
        Fact.SIGN_IN_FAILED,
        Fact.PERSON_SIGNED_OUT,
        Fact.PASSWORD_CHANGED,
        Fact.PERSON_ERASED,
        Fact.CARD_ISSUED,
        Fact.CARD_CLAIMED,
        Fact.ROSTER_IMPORTED,
        Fact.RESIDENCE_ADDED,
        Fact.RESIDENCE_ENDED,
        Fact.HOLDING_ADDED,
        Fact.HOLDING_ENDED,
        Fact.MATTER_DRAFTED,
        Fact.MATTER_SECONDED,
        Fact.MATTER_SECOND_TAKEN_BACK,
        Fact.PARTICIPANT_REGISTERED,
        Fact.PARTICIPANT_ADMITTED,
        Fact.PARTICIPANT_WITHDRAWN,
        Fact.SITTING_ATTENDED,
        Fact.SITTING_ROLL_CORRECTED,
        Fact.SITTING_MINUTES_AWAITED,
        Fact.REPLY_REMINDED,
        Fact.COMMITMENT_REMINDED,
        Fact.SITTING_TURN_MOVED,
        Fact.VOTE_DRAFTED,
        Fact.VOTE_CASTER_NAMED,
        Fact.VOTE_CASTER_ENTERED,
        Fact.VOTE_CASTER_REFUSED,
        Fact.VOTE_DELIVERED,
        Fact.VOTE_DELIVERY_WITHDRAWN,
        Fact.PROXY_GIVEN,
        Fact.PROXY_CONFIRMED,
        Fact.PROXY_REFUSED,
        Fact.PROXY_REVOKED,
        Fact.PAPER_HANDED_OUT,
        Fact.PAPER_GIVEN_BACK,
    }
)
PUBLIC = frozenset(Fact) - PRIVATE

BY_DAY = frozenset({Fact.BALLOTS_LOGGED})
"""Of which the record tells the day only: an hour would tell who may have voted before it."""
