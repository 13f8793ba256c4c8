"""What waits for those who conduct votes: the committee and the supervisors."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from civic import clock
from civic.home.models.parts import columns, paths_for
from civic.home.rules import Wait
from civic.matters.models import in_paths
from civic.people.models import Person
from civic.policy import Can
from civic.voting.models import Challenge, Proxy, RollAmendment, RollObjection, Vote
from civic.voting.rules import ProxyState, VoteStage


def conducting(person: Person) -> Iterable[Select[Any]]:
    """A vote waits for somebody at every stage that the clock does not move by itself."""
    by_itself = Vote.is_of_a_meeting.is_(False)
    over = and_(Vote.stage == VoteStage.OPEN, Vote.closes_at <= clock.now())
    counting = or_(over, Vote.stage.in_((VoteStage.CLOSED, VoteStage.RECONCILED)))
    return (
        _votes(
            Wait.POST_VOTE,
            paths_for(person, Can.POST_VOTE),
            Vote.stage == VoteStage.DRAFT,
            by_itself,
        ),
        _objections(person),
        _amendments(person),
        _proxies(person),
        _votes(Wait.COUNT_VOTE, paths_for(person, Can.RECONCILE_VOTE), counting, at=Vote.closes_at),
        _votes(
            Wait.PUBLISH_VOTE,
            paths_for(person, Can.PUBLISH_VOTE),
            Vote.stage == VoteStage.COUNTED,
            by_itself,
            at=Vote.closed_at,
        ),
        _challenges(person),
    )


def _votes(
    kind: Wait, paths: list[str], *conditions: ColumnElement[bool], at: Any = None
) -> Select[Any]:
    return select(*columns(kind, Vote.id, Vote.official_title, at=at)).where(
        in_paths(paths, Vote.place_path), *conditions
    )


def _of(
    kind: Wait, paths: list[str], part: Any, *conditions: ColumnElement[bool], due: Any
) -> Select[Any]:
    """So many of something for each vote, the first that is due deciding."""
    told = columns(kind, Vote.id, Vote.official_title, count=func.count(part.id), **due)
    return (
        select(*told)
        .join(part, part.vote_id == Vote.id)
        .where(in_paths(paths, Vote.place_path), *conditions)
        .group_by(Vote.id, Vote.official_title, Vote.opens_at, Vote.closes_at)
    )


def _objections(person: Person) -> Select[Any]:
    return _of(
        Wait.ROLL_OBJECTION,
        paths_for(person, Can.DECIDE_ROLL_OBJECTION),
        RollObjection,
        Vote.stage == VoteStage.POSTED,
        RollObjection.is_upheld.is_(None),
        RollObjection.by_id != person.id,
        due={"on": func.min(RollObjection.due_on)},
    )


def _amendments(person: Person) -> Select[Any]:
    carried_out = exists().where(RollAmendment.objection_id == RollObjection.id)
    return _of(
        Wait.AMEND_ROLL,
        paths_for(person, Can.AMEND_ROLL),
        RollObjection,
        Vote.stage == VoteStage.POSTED,
        RollObjection.is_upheld.is_(True),
        ~carried_out,
        due={"at": Vote.opens_at},
    )


def _proxies(person: Person) -> Select[Any]:
    return _of(
        Wait.CHECK_PROXY,
        paths_for(person, Can.CONFIRM_PROXY),
        Proxy,
        Vote.stage.in_((VoteStage.POSTED, VoteStage.OPEN)),
        Vote.closes_at > clock.now(),
        Proxy.state == ProxyState.GIVEN,
        due={"at": Vote.closes_at},
    )


def _challenges(person: Person) -> Select[Any]:
    return _of(
        Wait.VERIFY_VOTE,
        paths_for(person, Can.VERIFY_VOTE),
        Challenge,
        Challenge.answered_at.is_(None),
        due={"on": func.min(Challenge.due_on)},
    )
