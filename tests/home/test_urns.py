"""What an urn waits for stands on the desks of those who can see to it, with its day."""

import pytest

from civic.clock import ONE_DAY, Hands, day_of, end_of_day
from civic.db import session, transaction
from civic.home import models
from civic.home.rules import Task, Wait
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import Box
from civic.voting.rules import publish_due, text_shown
from tests.voting.ballot import fresh
from tests.voting.secrecy import (
    ceremony,
    closed_secretly,
    finished,
    laid,
    opened_secretly,
    rehearsed,
    seal,
    supervisors,
    with_key,
)
from tests.world import World

pytestmark = pytest.mark.sqlite_first

URN = {
    Wait.SET_UP_URN,
    Wait.OPEN_URN,
    Wait.SIGN_URN,
    Wait.SIGN_LOSS,
    Wait.COUNT_VOTE,
    Wait.DESTROY_URN,
}


def waits(person: Person) -> dict[Wait, Task]:
    tasks = models.tasks(session().execute(models.waiting(person)))
    return {task.kind: task for task in tasks if task.kind in URN}


def test_key_rehearsal_opening_and_certificate_wait_for_committee_and_supervisors(
    world: World, clock: Hands
) -> None:
    secret = laid(world)
    vote, one, other = secret.vote, *supervisors(world)
    opens_at = vote.opens_at
    assert opens_at is not None and vote.objections_until is not None and vote.closes_at is not None
    assert not waits(world.clerk), "while the roll is objected to, nothing can be sealed"
    clock.set(opens_at - 3 * ONE_DAY)
    for each in (world.clerk, one):
        assert waits(each)[Wait.SET_UP_URN].due_at == opens_at
    with_key(world, secret, clock)
    assert Wait.SET_UP_URN in waits(world.clerk), "the key is there, the rehearsal is not"
    rehearsed(world, secret)
    assert not waits(world.clerk) and not waits(one)
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied")
    closed_secretly(world, secret, clock)
    assert set(waits(world.clerk)) == {Wait.COUNT_VOTE}
    with transaction():
        actions.reconcile(one, fresh(vote))
    due = publish_due(day_of(fresh(vote).closes_at)).ends_at  # type: ignore[arg-type]
    for each in (world.clerk, one):
        assert {kind: task.due_at for kind, task in waits(each).items()} == {Wait.OPEN_URN: due}
    found = ceremony(secret)
    with transaction():
        actions.hand_in_certificate(
            world.clerk, fresh(vote), certificate=found.certificate.encode()
        )
    assert not waits(world.clerk) and set(waits(one)) == set(waits(other)) == {Wait.SIGN_URN}
    with transaction():
        actions.sign_certificate(one, fresh(vote), fingerprint=found.certificate.fingerprint)
    assert not waits(one) and set(waits(other)) == {Wait.SIGN_URN}
    with transaction():
        actions.sign_certificate(other, fresh(vote), fingerprint=found.certificate.fingerprint)
    assert set(waits(world.clerk)) == {Wait.COUNT_VOTE}


def test_that_an_urn_is_lost_waits_for_the_second_who_signs_it(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock)
    vote, one, other = secret.vote, *supervisors(world)
    closed_secretly(world, secret, clock)
    with transaction():
        actions.reconcile(one, fresh(vote))
        actions.give_up_urn(one, fresh(vote), reason="两位保管人的纸都找不到了。")
    assert Wait.SIGN_LOSS in waits(other)
    assert Wait.SIGN_LOSS not in waits(one) | waits(world.clerk)
    shown = text_shown(session().get_one(Box, vote.id).lost_reason)
    with transaction():
        actions.give_up_urn(other, fresh(vote), shown=shown)
    assert not waits(other) and not waits(one)


def test_once_nobody_can_dispute_the_result_the_urn_waits_to_be_destroyed(
    world: World, clock: Hands
) -> None:
    """Thirty days, and on to a working day (2.4; G-8): never a day before it may be."""
    secret = opened_secretly(world, clock)
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied")
    vote = finished(world, secret, clock)
    until = actions.kept_until(vote)
    assert until is not None
    clock.set(end_of_day(until) - ONE_DAY)
    assert not waits(world.clerk)
    clock.set(end_of_day(until))
    one, _other = supervisors(world)
    assert set(waits(world.clerk)) == set(waits(one)) == {Wait.DESTROY_URN}
    with transaction():
        actions.destroy_urn(world.clerk, fresh(vote))
    assert not waits(world.clerk) and not waits(one)
