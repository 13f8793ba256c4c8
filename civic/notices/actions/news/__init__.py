"""What an entry of the record means to whom: each fact has a teller, most facts have none."""

from collections.abc import Callable, Iterable, Mapping

from civic.ledger import Entry, Fact
from civic.notices.actions.news import matters, meetings, opinions, register, votes
from civic.notices.actions.news.parts import News
from civic.notices.rules import Event

TELLERS: Mapping[Fact, Callable[[Entry], Iterable[News]]] = {
    Fact.MATTER_RAISED: matters.matter_raised,
    Fact.MATTER_SCREENED: matters.matter_screened,
    Fact.MATTER_MERGED: matters.matter_merged,
    Fact.MATTER_ROUTED: matters.matter_routed,
    Fact.MATTER_WITHDRAWN: matters.matter_ended(Event.MATTER_WITHDRAWN),
    Fact.MATTER_CLOSED: matters.matter_ended(Event.MATTER_CLOSED),
    Fact.MATTER_HIDDEN: matters.matter_hidden,
    Fact.MATTER_OBJECTED: matters.matter_objected,
    Fact.MATTER_RESTORED: matters.objection_decided(Event.MATTER_RESTORED),
    Fact.MATTER_KEPT_HIDDEN: matters.objection_decided(Event.MATTER_KEPT_HIDDEN),
    Fact.SCREENING_MISSED: matters.screening_missed,
    Fact.MEETING_PANEL_FORMED: meetings.panel_formed,
    Fact.MEETING_NOTICED: meetings.meeting_noticed,
    Fact.MEETING_CHAIR_CHANGED: meetings.chair_changed,
    Fact.MEETING_POSTPONED: meetings.meeting_off(Event.MEETING_POSTPONED),
    Fact.MEETING_CANCELLED: meetings.meeting_off(Event.MEETING_CANCELLED),
    Fact.MEETING_NEW_ROUND: meetings.new_round,
    Fact.EVALUATION_PUBLISHED: meetings.evaluated,
    Fact.EVALUATION_REPORTED: meetings.reported,
    Fact.EVALUATION_PLANNED: meetings.planned,
    Fact.EVALUATION_RECHECKED: meetings.rechecked,
    Fact.TWICE_INCOMPETENT: meetings.twice_incompetent,
    Fact.PARTICIPANT_ADMITTED: meetings.seat_found,
    Fact.SITTING_MINUTED: meetings.minuted,
    Fact.SITTING_MINUTES_AWAITED: meetings.minutes_awaited,
    Fact.OPINION_ADDRESSED: opinions.opinion_sent,
    Fact.OPINION_HIDDEN: opinions.opinion_hidden,
    Fact.OPINION_OBJECTED: opinions.opinion_contested(Event.OPINION_OBJECTED),
    Fact.OPINION_RESTORED: opinions.objection_decided(Event.OPINION_RESTORED),
    Fact.OPINION_KEPT_HIDDEN: opinions.objection_decided(Event.OPINION_KEPT_HIDDEN),
    Fact.REPLY_PUBLISHED: opinions.reply_published(Event.REPLY_PUBLISHED),
    Fact.REPLY_CORRECTED: opinions.reply_published(Event.REPLY_CORRECTED),
    Fact.REPLY_EXTENDED: opinions.reply_extended,
    Fact.REPLY_DUE_MOVED: opinions.reply_extended,
    Fact.REPLY_REMINDED: opinions.reply_reminded,
    Fact.REPLY_MISSED: opinions.reply_missed,
    Fact.REGISTER_ENTERED: register.registered(Event.REGISTER_ENTERED),
    Fact.REGISTER_CORRECTED: register.registered(Event.REGISTER_CORRECTED),
    Fact.COMMITMENT_MADE: register.promised,
    Fact.COMMITMENT_PROGRESSED: register.progressed,
    Fact.COMMITMENT_SETTLED: register.settled,
    Fact.COMMITMENT_REMINDED: register.commitment_due(Event.COMMITMENT_DUE),
    Fact.COMMITMENT_MISSED: register.commitment_due(Event.COMMITMENT_MISSED),
    Fact.VOTE_POSTED: votes.vote(Event.VOTE_POSTED),
    Fact.VOTE_OPENED: votes.vote(Event.VOTE_OPENED),
    Fact.VOTE_EXTENDED: votes.vote(Event.VOTE_EXTENDED),
    Fact.VOTE_CANCELLED: votes.cancelled,
    Fact.VOTE_ROLL_AMENDED: votes.roll_amended,
    Fact.VOTE_FAILED: votes.failed,
    Fact.VOTE_OBJECTION_DECIDED: votes.objection_decided,
    Fact.VOTE_CASTER_NAMED: votes.caster_named,
    Fact.VOTE_CASTER_ENTERED: votes.caster_named,
    Fact.VOTE_CASTER_REFUSED: votes.caster_named,
    Fact.VOTE_DELIVERED: votes.delivered,
    Fact.VOTE_DELIVERY_WITHDRAWN: votes.ballot_handled,
    Fact.PAPER_HANDED_OUT: votes.ballot_handled,
    Fact.PAPER_GIVEN_BACK: votes.ballot_handled,
    Fact.PROXY_GIVEN: votes.proxy_handled,
    Fact.PROXY_CONFIRMED: votes.proxy_handled,
    Fact.PROXY_REFUSED: votes.proxy_handled,
    Fact.PROXY_REVOKED: votes.proxy_handled,
    Fact.VOTE_PUBLISHED: votes.vote(Event.VOTE_PUBLISHED),
    Fact.VOTE_VERIFIED: votes.verified,
    Fact.APPOINTMENT_MADE: matters.appointed(Event.APPOINTED),
    Fact.APPOINTMENT_ENDED: matters.appointed(Event.DISMISSED),
    Fact.PERSON_VERIFIED: matters.verified,
}


def news(entry: Entry) -> list[News]:
    """All that people hear of an entry."""
    teller = TELLERS.get(entry.fact)
    return list(teller(entry)) if teller else []
