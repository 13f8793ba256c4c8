"""Who must take part where grades are given, and when a member is found incompetent (AP-4, AP-6)."""

import pytest
from sqlalchemy import select

from civic.clock import Hands
from civic.db import session, transaction
from civic.meetings.actions import Poll
from civic.people.models import Person
from civic.policy import Role
from civic.voting import actions, rules
from civic.voting.models import Vote, Voter
from civic.voting.rules import (
    Electorate,
    Outcome,
    QuestionKind,
    RaterGroup,
    Reckoned,
    Rule,
    Scale,
    Secrecy,
    Threshold,
    Turnout,
)
from tests.meetings import evaluation
from tests.voting.ballot import fresh, posted, residents
from tests.voting.secrecy import Secret, counted_secretly, rehearsed, seal, with_key
from tests.world import World, appoint, person

pytestmark = pytest.mark.sqlite_first


def representatives(world: World, number: int) -> list[Person]:
    with transaction():
        return [
            appoint(person(f"代{n}表", f"rep{n}"), Role.REPRESENTATIVE, world.place)
            for n in range(number)
        ]


def rated(
    world: World, hands: Hands, electorate: Electorate, number: int, grades: tuple[str, ...]
) -> Reckoned:
    """The committee's chair, by so many of those on the roll: what it came to."""
    polls = (Poll(RaterGroup.RESIDENT, 100, electorate),)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world, polls=polls))
    secrets = evaluation.opened(world, meeting)
    evaluation.closed(world, meeting)
    given(standing(secrets[0]), number, grades)
    evaluation.counted(world, secrets, hands)
    [result] = actions.results(fresh(secrets[0].vote))
    return result.reckoned


def unit_rated(world: World, hands: Hands, electorate: Electorate) -> Secret:
    """A secret rating that is open; who is on its roll."""
    with transaction():
        vote = actions.draft(
            world.clerk,
            world.place,
            rule=Rule.SATISFACTION,
            electorate=electorate,
            secrecy=Secrecy.SECRET,
            official_title="年度评议",
            unit=world.here.unit("water"),
        )
        asked = {"kind": QuestionKind.GRADES, "text": "评一评他们的工作", "scale": Scale.UNIT}
        actions.ask(world.clerk, vote, **asked)
    secret = Secret(posted(world, fresh(vote)), [])
    return standing(rehearsed(world, with_key(world, secret, hands)))


def standing(secret: Secret) -> Secret:
    """With everybody who is on its roll."""
    secret.who = [session().get_one(Person, ident) for ident in on_roll(secret.vote)]
    return secret


def on_roll(vote: Vote) -> list[int]:
    casters = select(Voter.caster_id).where(Voter.vote_id == vote.id).order_by(Voter.number)
    return [ident for ident in session().scalars(casters) if ident]


def given(secret: Secret, number: int, grades: tuple[str, ...]) -> None:
    for n, each in enumerate(secret.who[:number]):
        seal(secret, each, grades[n % len(grades)])


def test_units_rated_by_the_representatives_assembly_need_two_thirds_of_it(
    world: World, clock: Hands
) -> None:
    """Ten of forty are no assembly (AP-6, RB-8; JWH25 Art.29)."""
    representatives(world, 40)
    secret = unit_rated(world, clock, Electorate.REPRESENTATIVES)
    given(secret, 10, ("satisfied", "dissatisfied"))
    vote = counted_secretly(world, secret, clock)
    [result] = actions.results(vote)
    assert result.reckoned.outcome is Outcome.NO_QUORUM
    failed = [check.check for check in result.reckoned.because if not check.holds]
    assert failed == [Threshold.REPRESENTATIVES_QUORUM]


@pytest.mark.parametrize(
    ("rule", "electorate", "heads", "of_heads", "lacks"),
    [
        (Rule.APPRAISAL, Electorate.REPRESENTATIVES, 36, 60, True),
        (Rule.APPRAISAL, Electorate.REPRESENTATIVES, 40, 60, False),
        (Rule.SATISFACTION, Electorate.REPRESENTATIVES, 39, 60, True),
        (Rule.SATISFACTION, Electorate.ADULTS, 30, 60, True),
        (Rule.APPRAISAL, Electorate.HOUSEHOLDS, 31, 60, False),
        (Rule.SATISFACTION, Electorate.INVITED, 9, 60, True),
        (Rule.SATISFACTION, Electorate.INVITED, 10, 60, False),
        (Rule.SATISFACTION, Electorate.ADULTS, 7, 12, True),
    ],
)
def test_a_rating_may_be_extended_exactly_while_its_count_would_find_too_few(
    rule: Rule, electorate: Electorate, heads: int, of_heads: int, lacks: bool
) -> None:
    assert rules.lacks_turnout(rule, electorate, Turnout(heads, of_heads)) is lacks


@pytest.mark.parametrize("electorate", [Electorate.ADULTS, Electorate.HOUSEHOLDS])
def test_a_member_whom_more_than_half_of_a_residents_assembly_call_incompetent_is(
    world: World, clock: Hands, electorate: Electorate
) -> None:
    """EV-4 lets the residents' assembly appraise as well: the same question is asked (AP-4)."""
    residents(world, 12)
    found = rated(world, clock, electorate, 12, ("incompetent", "incompetent", "excellent"))
    assert found.outcome is Outcome.VALID
    last = found.because[-1]
    assert (last.check, last.holds) == (Threshold.INCOMPETENT, True)


def test_without_a_quorum_nobody_asks_whether_a_member_is_incompetent(
    world: World, clock: Hands
) -> None:
    residents(world, 24)
    found = rated(world, clock, Electorate.ADULTS, 11, ("incompetent",))
    assert found.outcome is Outcome.NO_QUORUM
    assert Threshold.INCOMPETENT not in {check.check for check in found.because}
