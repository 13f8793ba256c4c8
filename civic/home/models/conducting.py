"""What waits for those who conduct votes: the committee and the supervisors."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from civic import clock
from civic.home.models.parts import columns, paths_for
from civic.home.rules import Wait
from civic.matters.models import in_paths
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Can
from civic.voting.models import (
    Box,
    Challenge,
    Naming,
    Proxy,
    RollObjection,
    Vote,
    VoterPerson,
    others_until,
    over_at,
    rating,
    rating_a,
)
from civic.voting.rules import DISPUTE_DAYS, ProxyState, Secrecy, VoteStage


def conducting(person: Person) -> Iterable[Select[Any]]:
    """A vote waits for somebody at every stage that the clock does not move by itself."""
    by_itself = Vote.is_of_a_meeting.is_(False)
    over = and_(Vote.stage == VoteStage.OPEN, Vote.closes_at <= clock.now())
    sheets = and_(Vote.waits_until.is_not(None), Vote.waits_until >= clock.today())
    waits = or_(sheets, others_until(clock.now()).is_not(None))
    is_closed = or_(over, Vote.stage == VoteStage.CLOSED)
    counting = or_(and_(is_closed, ~waits), and_(_RECONCILED, ~_SEALED))
    return (
        _votes(
            Wait.POST_VOTE,
            _in_hands(person, Can.POST_VOTE),
            Vote.stage == VoteStage.DRAFT,
            by_itself,
        ),
        _objections(person),
        _amendments(person),
        _proxies(person),
        _namings(person),
        *_urns(person),
        _votes(
            Wait.COUNT_VOTE,
            _in_hands(person, Can.RECONCILE_VOTE),
            counting,
            at=over_at(),
            on=Vote.waits_until,
        ),
        _votes(
            Wait.PUBLISH_VOTE,
            _in_hands(person, Can.PUBLISH_VOTE),
            Vote.stage == VoteStage.COUNTED,
            by_itself,
            at=Vote.closed_at,
        ),
        _challenges(person),
    )


_RECONCILED = Vote.stage == VoteStage.RECONCILED
_SECRET = Vote.secrecy == Secrecy.SECRET


def _box(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Box.vote_id == Vote.id, *conditions)


_SEALED = and_(_SECRET, ~_box(Box.certified_at.is_not(None)))


def _urns(person: Person) -> Iterable[Select[Any]]:
    """The key's holders have no account: those who fetch them hear of it (integrity.md 2.4)."""
    handed_in = _box(Box.certificate.is_not(None))
    yield _votes(
        Wait.SET_UP_URN,
        _in_hands(person, Can.PREPARE_URN),
        Vote.stage == VoteStage.POSTED,
        _SECRET,
        Vote.objections_until < clock.today(),
        ~_box(Box.rehearsed_at.is_not(None)),
        at=Vote.opens_at,
    )
    yield _votes(
        Wait.OPEN_URN,
        _in_hands(person, Can.OPEN_URN),
        _RECONCILED,
        _SEALED,
        ~handed_in,
        at=over_at(),
        on=Vote.waits_until,
    )
    yield _votes(
        Wait.SIGN_URN,
        _scrutinised(person, Can.CERTIFY_URN),
        _RECONCILED,
        _SEALED,
        handed_in,
        ~_box(Box.signed_by_id == person.id),
        at=over_at(),
        on=Vote.waits_until,
    )
    yield _votes(
        Wait.SIGN_LOSS,
        _scrutinised(person, Can.CERTIFY_URN),
        Vote.stage != VoteStage.FAILED,
        _box(Box.certified_at.is_(None), Box.lost_by_id != person.id),
        at=over_at(),
        on=Vote.waits_until,
    )
    ended_at = func.coalesce(
        Vote.published_at,
        select(Box.lost_at).where(Box.vote_id == Vote.id).scalar_subquery(),
    )
    yield _votes(
        Wait.DESTROY_URN,
        _in_hands(person, Can.DESTROY_URN),
        _box(Box.destroyed_at.is_(None)),
        ended_at < clock.start_of_day(clock.today() - timedelta(days=DISPUTE_DAYS)),
        at=ended_at,
    )


def _in_hands(person: Person, can: Can) -> ColumnElement[bool]:
    """Of a vote: that somebody has this power over it, and is not rated by it (EV-4)."""
    return and_(in_paths(paths_for(person, can), Vote.place_path), ~rating(person))


def _scrutinised(person: Person, can: Can) -> ColumnElement[bool]:
    """The same of a power of the supervisors, for whom the committee stands in."""
    return or_(
        _in_hands(person, can),
        _stood_in(person, Can.STAND_IN_FOR_SUPERVISORS, UnitKind.SUPERVISORY_COMMITTEE),
    )


def _conducted(person: Person, can: Can) -> ColumnElement[bool]:
    """The same of a power of the committee, for whom the supervisors stand in."""
    return or_(
        _in_hands(person, can), _stood_in(person, Can.STAND_IN_FOR_COMMITTEE, UnitKind.COMMITTEE)
    )


def _stood_in(person: Person, can: Can, kind: UnitKind) -> ColumnElement[bool]:
    return and_(_in_hands(person, can), rating_a(kind))


def _votes(
    kind: Wait,
    is_theirs: ColumnElement[bool],
    *conditions: ColumnElement[bool],
    at: Any = None,
    on: Any = None,
) -> Select[Any]:
    told = columns(kind, Vote.id, Vote.official_title, at=at, on=on)
    return select(*told).where(is_theirs, *conditions)


def _of(
    kind: Wait,
    is_theirs: ColumnElement[bool],
    part: Any,
    *conditions: ColumnElement[bool],
    due: Any,
) -> Select[Any]:
    """So many of something for each vote, the first that is due deciding."""
    told = columns(kind, Vote.id, Vote.official_title, count=func.count(part.id), **due)
    return (
        select(*told)
        .join(part, part.vote_id == Vote.id)
        .where(is_theirs, *conditions)
        .group_by(Vote.id, Vote.official_title, Vote.opens_at, Vote.closes_at)
    )


def _objections(person: Person) -> Select[Any]:
    return _of(
        Wait.ROLL_OBJECTION,
        _scrutinised(person, Can.DECIDE_ROLL_OBJECTION),
        RollObjection,
        Vote.stage == VoteStage.POSTED,
        RollObjection.is_upheld.is_(None),
        RollObjection.by_id != person.id,
        due={"on": func.min(RollObjection.due_on)},
    )


def _amendments(person: Person) -> Select[Any]:
    return _of(
        Wait.AMEND_ROLL,
        _conducted(person, Can.AMEND_ROLL),
        RollObjection,
        Vote.stage == VoteStage.POSTED,
        RollObjection.is_upheld.is_(True),
        RollObjection.carried_out_at.is_(None),
        due={"at": Vote.opens_at},
    )


def _proxies(person: Person) -> Select[Any]:
    return _of(
        Wait.CHECK_PROXY,
        _in_hands(person, Can.CONFIRM_PROXY),
        Proxy,
        Vote.stage.in_((VoteStage.POSTED, VoteStage.OPEN)),
        Vote.closes_at > clock.now(),
        Proxy.state == ProxyState.GIVEN,
        Proxy.given_by_id != person.id,
        Proxy.holder_id != person.id,
        due={"at": Vote.closes_at},
    )


def _namings(person: Person) -> Select[Any]:
    return _of(
        Wait.CHECK_NAMING,
        _conducted(person, Can.ENTER_CASTER),
        Naming,
        Vote.stage.in_((VoteStage.POSTED, VoteStage.OPEN)),
        Vote.closes_at > clock.now(),
        Naming.state == ProxyState.GIVEN,
        Naming.entered_by_id != person.id,
        Naming.person_id != person.id,
        ~exists().where(
            VoterPerson.voter_id == Naming.voter_id, VoterPerson.person_id == person.id
        ),
        due={"at": Vote.closes_at},
    )


def _challenges(person: Person) -> Select[Any]:
    return _of(
        Wait.VERIFY_VOTE,
        _in_hands(person, Can.VERIFY_VOTE),
        Challenge,
        Challenge.answered_at.is_(None),
        due={"on": func.min(Challenge.due_on)},
    )
