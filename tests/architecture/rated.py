"""Evaluations of a department for the routes' table: a draft, an announced, a counted, a published."""

from datetime import timedelta
from typing import Any

from civic import clock, db
from civic.db import session
from civic.meetings import actions
from civic.meetings.actions import Party, Poll
from civic.meetings.models import Meeting
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.voting import actions as voting
from civic.voting.rules import Electorate, RaterGroup, UnitMark
from tests.meetings import evaluation
from tests.voting.ballot import coming, fresh, voter_of
from tests.world import live, person, unit

LONG_AGO = timedelta(days=40)
FEW, ENOUGH = 12, 50
"""So many rate alone; beside a score sheet there must be more (AP-8)."""
BESIDE = (Poll(RaterGroup.RESIDENT, 60, Electorate.INVITED), Poll(RaterGroup.STREET, 40))


def long_ago(world: Any, kept: Any, hands: clock.Hands, mark: str) -> None:
    """One is counted, with its sheet; of one the result is published, and most weren't satisfied; of
    one the sitting is over, and its sheet may still come."""
    start = clock.now()
    with db.transaction():
        crowd = [
            live(person(f"评{n}议", f"rater{mark}-{n}"), world.here.building, f"8{n:02d}").id
            for n in range(ENOUGH)
        ]
    water = [Party(world.here.unit("water"))]
    counted = _noticed(world, crowd, polls=BESIDE, parties=water)
    published = _noticed(world, crowd[:FEW], year=clock.today().year - 1)
    with db.transaction():
        firm = unit(f"{world.here.place.name}物业", UnitKind.PROPERTY_FIRM, world.here.place)
    sat = _noticed(world, crowd, polls=BESIDE, parties=[Party(firm)])
    secrets = {}
    for meeting in (counted, published, sat):
        hands.set(evaluation.fresh(meeting).sitting.starts_at)
        opened = evaluation.opened(world, meeting, goes_without=meeting is sat)
        secrets[meeting.id] = opened
        evaluation.closed(world, meeting)
    for ident in crowd[:FEW]:
        vote, who = evaluation.votes(published)[0], session().get_one(Person, ident)
        grade = UnitMark.SATISFIED if ident % 3 == 0 else UnitMark.DISSATISFIED
        voting.cast(who, coming(who, voter_of(fresh(vote), who)), [[grade]])
        session().rollback()
    with db.transaction():
        group, party = evaluation.groups(counted)[1], evaluation.parties(counted)[0]
        document = evaluation.upload()
        actions.enter_score_sheet(
            world.clerk, group, party, score=8000, document=document, is_redacted=True
        )
    for meeting in (counted, published):
        evaluation.counted(world, secrets[meeting.id], hands)
    evaluation.publish(world, published)
    _keep(kept, "counted", counted)
    _keep(kept, "published", published)
    _keep(kept, "sat", sat)
    kept.keep("raters_counted", evaluation.groups(counted)[1])
    kept.keep("raters_sat", evaluation.groups(sat)[1])
    kept.keep("rated_crowd", crowd[0])
    kept.keep("paper_kind", "report")
    hands.set(start)


def now(world: Any, kept: Any) -> None:
    """One is announced, one in preparation, one could be convened."""
    crowd = [kept["rated_crowd"] + n for n in range(FEW)]
    noticed = _noticed(world, crowd)
    _keep(kept, "noticed", noticed)
    kept.keep("vote_of_evaluation", evaluation.votes(noticed)[0])
    water = [Party(world.here.unit("water"))]
    last = clock.today().year - 1
    draft = _invited(world, evaluation.convened(world, parties=water, year=last), crowd)
    _keep(kept, "draft", draft)
    kept.keep("raters_draft", evaluation.groups(draft)[0])
    kept.keep("to_be_rated", evaluation.routed(world))
    with db.transaction():
        name = f"{world.here.place.name}服务站"
        kept.keep("never_rated", unit(name, UnitKind.DEPARTMENT, world.here.place))


def _noticed(world: Any, crowd: list[int], **facts: Any) -> Meeting:
    return evaluation.noticed(world, _invited(world, evaluation.convened(world, **facts), crowd))


def _invited(world: Any, meeting: Meeting, crowd: list[int]) -> Meeting:
    evaluation.invited(world, meeting, [session().get_one(Person, ident) for ident in crowd])
    return evaluation.fresh(meeting)


def _keep(kept: Any, name: str, meeting: Meeting) -> None:
    kept.keep(f"evaluation_{name}", meeting)
    kept.keep(f"rated_{name}", evaluation.parties(meeting)[0])
