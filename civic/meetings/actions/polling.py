"""The votes of an evaluation: drafted with its parties, posted, opened, called off with it (EV-2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from civic import calendar, clock
from civic.clock import Due
from civic.db import session
from civic.ledger import JSON
from civic.matters.models import Matter
from civic.meetings import rules
from civic.meetings.models import (
    Evaluated,
    Meeting,
    Raters,
    ordinary_on,
    rated_in,
    rated_people,
    raters_in,
    rating_twice,
    without_sheets,
)
from civic.meetings.rules import PaperKind, Poll
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.sittings.models import Sitting
from civic.voting import actions as voting
from civic.voting.actions import Rating
from civic.voting.models import Vote, invitations
from civic.voting.rules import Electorate, RaterGroup, Secrecy, VoteStage


def draft(
    actor: Person,
    meeting: Meeting,
    polls: Iterable[Poll],
    *,
    secrecy: Secrecy,
    takes_comments: bool,
) -> list[Raters]:
    """The groups with their weights, a draft vote for each that votes."""
    found = []
    for poll in polls:
        raters = Raters(meeting=meeting, group=poll.group, weight=poll.weight, sheets=[])
        if poll.electorate is not None:
            raters.vote = _vote(
                actor, meeting, poll.electorate, secrecy=secrecy, takes_comments=takes_comments
            )
        session().add(raters)
        found.append(raters)
    session().flush()
    return found


def post(
    actor: Person, meeting: Meeting, *, explanation: str, opens_at: datetime, closes_at: datetime
) -> dict[RaterGroup, int]:
    """With the notice, under its title: each vote with its roll, on which nobody stands twice. How
    many are on it, by group."""
    heads = {}
    for raters in held(meeting):
        if raters.vote is not None:
            vote = voting.post_within(
                actor,
                raters.vote,
                official_title=meeting.official_title,
                explanation=explanation,
                opens_at=opens_at,
                closes_at=closes_at,
            )
            heads[raters.group] = vote.heads
    rules.check_one_group(list(session().scalars(rating_twice(meeting.id))))
    return heads


def open_(actor: Person, meeting: Meeting, *, goes_without: bool) -> list[Evaluated]:
    """With the sitting, once everybody who is rated has reported, or without: who has not (EV-2)."""
    missing = [
        party
        for party in session().scalars(rated_in(meeting.id)).unique()
        if party.paper(PaperKind.REPORT) is None
    ]
    rules.check_reports(len(missing), goes_without=goes_without)
    # Before that was asked of lists a notice was given with one person on two of them.
    rules.check_one_group(list(session().scalars(rating_twice(meeting.id))))
    for raters in held(meeting):
        if raters.vote is not None:
            voting.open_within(actor, raters.vote)
    check_raters(meeting)
    wait_for_sheets(meeting)
    return missing


def wait_for_sheets(meeting: Meeting) -> None:
    """No vote is reconciled while a group's sheets are missing, for five working days from the end of
    the sitting; when the last one comes it has waited until yesterday, and one typed again puts
    nothing off (AP-8)."""
    groups = held(meeting)
    if not any(raters.owes_sheets for raters in groups):
        return
    rated_ = len(session().scalars(rated_in(meeting.id)).unique().all())
    is_missing = any(raters.owes_sheets and len(raters.sheets) < rated_ for raters in groups)
    due_on = sheets_due(meeting).due_on
    for raters in groups:
        if raters.vote is not None:
            until = due_on
            if not is_missing:
                yesterday = clock.today() - timedelta(days=1)
                until = min(raters.vote.waits_until or due_on, due_on, yesterday)
            voting.wait(raters.vote, until)
    session().flush()


def reckon_anew() -> None:
    """Until when counting waits for sheets that are missing, by the calendar of now (WD-4; ``civic
    worker``)."""
    meetings = session().scalars(without_sheets().order_by(Meeting.id)).all()
    _hold_votes([meeting.id for meeting in meetings])  # a later meeting's may be the older ones
    for meeting in meetings:
        wait_for_sheets(meeting)


def sheets_due(meeting: Meeting) -> Due:
    """Until when counting waits for score sheets: from the end of the sitting (AP-8)."""
    sitting = session().get_one(Sitting, meeting.sitting_id)
    ended = clock.day_of(sitting.closed_at or clock.now())
    return rules.sheets_due(ended, calendar.current())


def offices(parties: Iterable[Evaluated]) -> list[JSON]:
    """As the record names the rated: unit and office, nobody's name."""
    return [[party.unit.name, party.office] for party in parties]


def renew(actor: Person, meeting: Meeting) -> None:
    """A notice was withdrawn: its votes are called off, and drafted anew for the next one (G-9)."""
    lists = []
    for raters in held(meeting):
        if raters.vote is None:
            continue
        before = raters.vote
        lists.append((raters, listed(raters)))
        voting.cancel_within(actor, before, reason=meeting.halted_reason)
        raters.vote = _vote(
            actor,
            meeting,
            before.electorate,
            secrecy=before.secrecy,
            takes_comments=before.takes_comments,
            noticed_on=before.noticed_on,
        )
    session().flush()
    invite(actor, lists)


def give_up(actor: Person, meeting: Meeting) -> None:
    """The meeting is off for good: what was posted is called off, what nobody has seen goes."""
    for raters in held(meeting):
        vote = raters.vote
        if vote is not None and vote.stage is VoteStage.DRAFT:
            drop(actor, raters)
        elif vote is not None:
            voting.cancel_within(actor, vote, reason=meeting.halted_reason)


def drop(actor: Person, raters: Raters) -> None:
    """Without its draft vote."""
    vote, raters.vote = raters.vote, None
    session().flush()
    if vote is not None:
        voting.drop_within(actor, vote)


def rated(meeting: Meeting) -> frozenset[int]:
    """Whoever is rated, or has served in a unit that is since the notice."""
    return frozenset(session().scalars(rated_people(meeting.id)))


def listed(raters: Raters) -> list[Person]:
    """Who is on a group's list."""
    if raters.vote_id is None:
        return []
    return [found.person for found in session().scalars(invitations(raters.vote_id))]


def invite(actor: Person, lists: Iterable[tuple[Raters, Iterable[Person]]]) -> None:
    """Onto the lists of a meeting's groups that vote by one; who has left the place since stays off,
    and whoever is rated now, but among peers. Nobody is on two, and the residents' list goes first,
    as their vote does (AP-8)."""
    placed = set[int]()
    for raters, people in sorted(lists, key=lambda each: each[0].group is not RaterGroup.RESIDENT):
        vote = raters.vote
        if vote is None or vote.electorate is not Electorate.INVITED:
            continue
        barred = frozenset() if raters.group is RaterGroup.PEER else rated(raters.meeting)
        for person in people:
            if person.is_of(vote.place_path) and person.id not in barred | placed:
                voting.invite_within(actor, vote, person, group=raters.group)
                placed.add(person.id)


def strike_rated(actor: Person, meeting: Meeting) -> None:
    """With the notice: whoever is rated by now is off every list but that of peers (AP-8)."""
    barred = rated(meeting)
    for raters in held(meeting):
        if raters.vote is None or raters.group is RaterGroup.PEER:
            continue
        for person in listed(raters):
            if person.id in barred:
                voting.uninvite_within(actor, raters.vote, person)


def check_raters(meeting: Meeting) -> None:
    """Beside other groups fifty residents at least, and of those who were chosen seven in ten
    ordinary ones (AP-8): with the notice, and when the ballot begins, whatever was amended between.
    """
    groups = held(meeting)
    for raters in groups:
        vote = raters.vote
        if raters.group is not RaterGroup.RESIDENT or vote is None:
            continue
        rules.check_raters(vote.heads, rate_alone=len(groups) == 1)
        if vote.electorate in rules.CHOSEN:
            ordinary = session().scalar(ordinary_on(vote.id, clock.today())) or 0
            rules.check_ordinary(ordinary, vote.heads)


def held(meeting: Meeting) -> list[Raters]:
    """Its groups with their votes, which nobody else changes until the act is committed.

    All of them are held before the first word in the record, as everywhere.
    """
    _hold_votes([meeting.id])
    found = raters_in(meeting.id).execution_options(populate_existing=True)
    return list(session().scalars(found).unique())


def _hold_votes(meeting_ids: Sequence[int]) -> None:
    """In the order of their ids, as everywhere: nobody waits for each other."""
    ids = select(Raters.vote_id).where(Raters.meeting_id.in_(meeting_ids))
    session().execute(select(Vote.id).where(Vote.id.in_(ids)).order_by(Vote.id).with_for_update())


def _vote(
    actor: Person,
    meeting: Meeting,
    electorate: Electorate,
    *,
    secrecy: Secrecy,
    takes_comments: bool,
    noticed_on: date | None = None,
) -> Vote:
    parties = list(session().scalars(rated_in(meeting.id)).unique())
    return voting.draft_within(
        actor,
        _place(meeting, parties, electorate),
        scale=parties[0].scale,
        electorate=electorate,
        secrecy=secrecy,
        official_title=meeting.official_title,
        ratings=[Rating(party.name, party.unit, party.person) for party in parties],
        matter=session().get_one(Matter, meeting.matter_id),
        takes_comments=takes_comments,
        noticed_on=noticed_on,
    )


def _place(meeting: Meeting, parties: Iterable[Evaluated], electorate: Electorate) -> Place:
    """Whose vote it is: the community's, but that those who live where the matter lies rate what
    is done there."""
    place = session().get_one(Place, meeting.place_id)
    is_local = electorate in {Electorate.ADULTS, Electorate.HOUSEHOLDS}
    if is_local and all(party.unit.kind is not UnitKind.COMMITTEE for party in parties):
        return place
    return session().get_one(Place, place.community_id) if place.community_id else place
