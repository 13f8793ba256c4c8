"""What acts and desks take of evaluations, named: parties, raters, what is still awaited."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, func, or_, select, union
from sqlalchemy.orm import aliased, joinedload, selectinload

from civic import clock
from civic.db import local_day
from civic.matters.models import Matter
from civic.meetings.models.evaluation import (
    Evaluated,
    EvaluationResult,
    Paper,
    Raters,
    ScoreSheet,
)
from civic.meetings.models.selects import office_holders
from civic.meetings.models.tables import Meeting, Notice
from civic.meetings.rules import MeetingKind, MeetingStage, PaperKind
from civic.people.models import Appointment, Person, Unit, held_since
from civic.people.rules import UnitKind
from civic.policy import Role
from civic.register.models import first_of
from civic.sittings.models import Attendance
from civic.sittings.rules import PARTICIPANTS
from civic.voting.models import Question, Vote, Voter, VoterPerson
from civic.voting.rules import Outcome, VoteStage

_PARTY = (
    joinedload(Evaluated.unit),
    joinedload(Evaluated.person),
    joinedload(Evaluated.result),
    selectinload(Evaluated.papers).options(
        joinedload(Paper.document), selectinload(Paper.measures)
    ),
)


def rated_in(meeting_id: int) -> Select[Evaluated]:
    """Who is rated in a meeting that is loaded, in their order, with results and papers."""
    return (
        select(Evaluated)
        .where(Evaluated.meeting_id == meeting_id)
        .options(*_PARTY)
        .order_by(Evaluated.position)
    )


def rated(evaluated_id: int) -> Select[Evaluated]:
    """One party with its meeting, its result, its papers."""
    return (
        select(Evaluated)
        .where(Evaluated.id == evaluated_id)
        .options(joinedload(Evaluated.meeting), *_PARTY)
    )


def raters_in(meeting_id: int) -> Select[Raters]:
    """Who rates in a meeting that is loaded, with votes, questions and counts, or sheets."""
    return (
        select(Raters)
        .where(Raters.meeting_id == meeting_id)
        .options(
            joinedload(Raters.vote)
            .selectinload(Vote.questions)
            .options(selectinload(Question.options), selectinload(Question.counts)),
            selectinload(Raters.sheets).joinedload(ScoreSheet.document),
        )
        .order_by(Raters.id)
    )


def raters(raters_id: int) -> Select[Raters]:
    """One group with its meeting and its vote."""
    return (
        select(Raters)
        .where(Raters.id == raters_id)
        .options(joinedload(Raters.meeting), joinedload(Raters.vote))
    )


def _noticed_on(party: type[Evaluated]) -> ColumnElement[date]:
    """The day of a party's first notice; before it, today."""
    noticed_at = (
        select(func.min(Notice.given_at))
        .where(Notice.meeting_id == party.meeting_id)
        .correlate(party)  # of this meeting, whatever others there are
        .scalar_subquery()
    )
    return func.coalesce(local_day(noticed_at), clock.today())


def rated_people(meeting_id: int) -> Select[int]:
    """Whoever is rated, and whoever has held an office in a unit that is, at any time since the
    notice: no party presides (EV-4)."""
    people = select(Evaluated.person_id).where(
        Evaluated.meeting_id == meeting_id, Evaluated.person_id.is_not(None)
    )
    served = (
        select(Appointment.person_id)
        .join(Evaluated, Evaluated.unit_id == Appointment.unit_id)
        .where(Evaluated.meeting_id == meeting_id, held_since(_noticed_on(Evaluated)))
    )
    found = union(people, served).subquery()
    return select(found.c[0])


def was_rated(person_id: int, party: type[Evaluated] = Evaluated) -> ColumnElement[bool]:
    """Of a party: that it is them, or the unit in which they have served at any time since the notice,
    or in whose name they wrote; so they stay, wherever they serve now (EV-3, EV-4)."""
    served = exists().where(
        Appointment.unit_id == party.unit_id,
        Appointment.person_id == person_id,
        held_since(_noticed_on(party)),
    )
    wrote = exists().where(
        Paper.evaluated_id == party.id,
        Paper.by_id == person_id,
        Paper.is_paper.is_(False),
        Paper.kind != PaperKind.RECHECK,
    )
    return or_(_are(person_id, party), served, wrote)


def rated_by(entry_id: int, person_id: int) -> Select[int]:
    """The parties by which somebody was rated in the evaluation that an entry tells of."""
    return (
        select(Evaluated.id)
        .join(Evaluated.meeting)
        .where(Meeting.entry_id == entry_id, was_rated(person_id))
        .limit(1)
    )


def rated_on_it(person_id: int) -> ColumnElement[bool]:
    """Of an entry of the register: that the evaluation of which it tells rated somebody."""
    return exists().where(
        Meeting.entry_id == first_of,
        Evaluated.meeting_id == Meeting.id,
        was_rated(person_id),
    )


def rated_there(meeting: Meeting, today: date) -> Select[int]:
    """How many of those who are in the room, observers aside, are rated: themselves, or the unit in
    which they serve."""
    parties = select(Evaluated).where(Evaluated.meeting_id == meeting.id).subquery()
    units = select(parties.c.unit_id).where(parties.c.person_id.is_(None))
    people = select(parties.c.person_id).where(parties.c.person_id.is_not(None))
    return select(func.count(Attendance.id)).where(
        Attendance.sitting_id == meeting.sitting_id,
        Attendance.mode.in_(PARTICIPANTS),
        or_(
            Attendance.person_id.in_(people),
            Attendance.person_id.in_(office_holders(units, today)),
        ),
    )


def rating_twice(meeting_id: int) -> Select[str]:
    """The names of those who stand on the rolls of two groups of a meeting (AP-8)."""
    return (
        select(Person.name)
        .join(VoterPerson, VoterPerson.person_id == Person.id)
        .join(Voter, Voter.id == VoterPerson.voter_id)
        .join(Raters, Raters.vote_id == Voter.vote_id)
        .where(Raters.meeting_id == meeting_id, Voter.is_struck.is_(False))
        .group_by(Person.id)
        .having(func.count(distinct(Raters.id)) > 1)
        .order_by(Person.id)
    )


def rates_committee(meeting_id: int) -> Select[int]:
    """Parties of a meeting that are the residents' committee, or serve in it."""
    return (
        select(Evaluated.id)
        .join(Unit, Unit.id == Evaluated.unit_id)
        .where(Evaluated.meeting_id == meeting_id, Unit.kind == UnitKind.COMMITTEE)
        .limit(1)
    )


def ordinary_on(vote_id: int, today: date) -> Select[int]:
    """How many on a roll hold no public office, nor one in a property firm (AP-8)."""
    in_office = (
        select(VoterPerson.voter_id)
        .join(Appointment, Appointment.person_id == VoterPerson.person_id)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(
            or_(Appointment.role.in_(_OFFICES), Unit.kind.in_(_PUBLIC)),
            Appointment.starts_on <= today,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
        )
    )
    return select(func.count(Voter.id)).where(
        Voter.vote_id == vote_id, Voter.is_struck.is_(False), Voter.id.not_in(in_office)
    )


_OFFICES = (
    Role.CHAIR,
    Role.CLERK,
    Role.COMMITTEE_MEMBER,
    Role.PARTY_BRANCH,
    Role.OFFICIAL,
)
_PUBLIC = (
    UnitKind.COMMITTEE,
    UnitKind.PARTY_BRANCH,
    UnitKind.STREET_OFFICE,
    UnitKind.DEPARTMENT,
    UnitKind.PROPERTY_FIRM,
)


def findings_beside(evaluated: Evaluated) -> Select[int, bool]:
    """Rows (year, 不称职) of the same person in the same unit, by the same community, as they were
    published (AP-5)."""
    community_id = (
        select(Matter.community_id)
        .join(Meeting, Meeting.matter_id == Matter.id)
        .where(Meeting.id == evaluated.meeting_id)
        .correlate(None)  # of this meeting, whatever others there are
        .scalar_subquery()
    )
    return (
        select(Evaluated.year, EvaluationResult.is_incompetent)
        .join(EvaluationResult, EvaluationResult.evaluated_id == Evaluated.id)
        .join(Evaluated.meeting)
        .join(Meeting.matter)
        .where(
            Matter.community_id == community_id,
            Evaluated.person_id == evaluated.person_id,
            Evaluated.unit_id == evaluated.unit_id,
            Evaluated.id != evaluated.id,
            EvaluationResult.outcome == Outcome.VALID,
        )
        .order_by(EvaluationResult.published_at, Evaluated.id)
    )


def rated_for(
    unit_ids: Collection[int], year: int, *, community_id: int, beside: int | None = None
) -> Select[Evaluated]:
    """These units, and people in them, whose work of a year this community rates in an evaluation
    beside this one, or is about to: it was not called off, and its result, once there is one, is
    valid (EV-4). What others rate, or prepare, is theirs."""
    return (
        select(Evaluated)
        .join(Evaluated.meeting)
        .join(Meeting.matter)
        .outerjoin(Evaluated.result)
        .where(
            Matter.community_id == community_id,
            Evaluated.unit_id.in_(unit_ids),
            Evaluated.year == year,
            Evaluated.meeting_id != (beside or 0),
            Meeting.stage != MeetingStage.CANCELLED,
            or_(
                EvaluationResult.evaluated_id.is_(None),
                EvaluationResult.outcome == Outcome.VALID,
            ),
        )
        .options(joinedload(Evaluated.unit), joinedload(Evaluated.person))
        .order_by(Evaluated.id)
    )


# -- what is awaited, for desks -----------------------------------------------------------


def _lacks(kind: PaperKind) -> ColumnElement[bool]:
    return ~exists().where(Paper.evaluated_id == Evaluated.id, Paper.kind == kind)


def _are(person_id: int, party: type[Evaluated] = Evaluated) -> ColumnElement[bool]:
    # Never NULL, so that it can be turned round.
    return and_(party.person_id.is_not(None), party.person_id == person_id)


def _spoken_for(person_id: int, unit_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(
        _are(person_id), and_(Evaluated.person_id.is_(None), Evaluated.unit_id.in_(unit_ids))
    )


def _of(stage: MeetingStage) -> Select[Evaluated]:
    return select(Evaluated).join(Evaluated.meeting).where(Meeting.stage == stage)


def reports_awaited(person_id: int, unit_ids: Collection[int]) -> Select[Evaluated]:
    """Whose report somebody has to hand in before the sitting opens: theirs, or their unit's."""
    mine = _spoken_for(person_id, unit_ids)
    return _of(MeetingStage.NOTICED).where(mine, _lacks(PaperKind.REPORT))


def plans_awaited(person_id: int, unit_ids: Collection[int]) -> Select[Evaluated]:
    """Whose plan somebody has to file, theirs or their unit's; when it is due, its result says."""
    return (
        _of(MeetingStage.PUBLISHED)
        .join(EvaluationResult, EvaluationResult.evaluated_id == Evaluated.id)
        .where(
            _spoken_for(person_id, unit_ids),
            EvaluationResult.outcome == Outcome.VALID,
            _lacks(PaperKind.PLAN),
        )
    )


def rechecks_awaited(person_id: int, before: datetime) -> Select[Evaluated]:
    """Who is to be looked at once more, by somebody who was not rated there: of results published
    before this moment (that of ninety days ago)."""
    beside = aliased(Evaluated)
    return (
        _of(MeetingStage.PUBLISHED)
        .join(EvaluationResult, EvaluationResult.evaluated_id == Evaluated.id)
        .where(
            ~exists().where(
                beside.meeting_id == Evaluated.meeting_id, was_rated(person_id, beside)
            ),
            EvaluationResult.published_at < before,
            EvaluationResult.owes_recheck,
            _lacks(PaperKind.RECHECK),
        )
    )


def _no_sheet() -> ColumnElement[bool]:
    """Of a meeting: a group that hands in sheets, and weighs something, owes one for some party."""
    handed_in = exists().where(
        ScoreSheet.group_id == Raters.id, ScoreSheet.evaluated_id == Evaluated.id
    )
    return exists().where(
        Raters.meeting_id == Meeting.id,
        Raters.vote_id.is_(None),
        Raters.weight > 0,
        Evaluated.meeting_id == Meeting.id,
        ~handed_in,
    )


def without_sheets() -> Select[Meeting]:
    """Evaluations whose score sheets are not all in, until somebody may know ballots."""
    return select(Meeting).where(
        Meeting.kind == MeetingKind.EVALUATION,
        Meeting.stage.in_((MeetingStage.IN_SESSION, MeetingStage.SAT)),
        _no_sheet(),
        ~_has_vote(Vote.known_at.is_not(None)),
    )


def sheets_awaited(person_id: int) -> Select[Meeting]:
    """The same, of somebody who is not rated in them."""
    own = exists().where(Evaluated.meeting_id == Meeting.id, was_rated(person_id))
    return without_sheets().where(~own)


def results_awaited() -> Select[Meeting]:
    """Evaluations with every vote settled: the result can be published."""
    return select(Meeting).where(
        Meeting.kind == MeetingKind.EVALUATION,
        Meeting.stage == MeetingStage.SAT,
        ~_has_vote(Vote.stage.not_in((VoteStage.COUNTED, VoteStage.FAILED))),
    )


def _has_vote(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of a meeting: that it has a vote of which this holds."""
    return exists().where(Raters.meeting_id == Meeting.id, Vote.id == Raters.vote_id, condition)
