"""What an urn waits for stands on the desks of those who can see to it, with its day."""

from civic.clock import ONE_DAY, Hands, day_of
from civic.db import session, transaction
from civic.home import models
from civic.home.rules import Task, Wait
from civic.people.models import Person
from civic.voting import actions
from civic.voting.rules import publish_due
from tests.voting.ballot import fresh
from tests.voting.secrecy import (
    ceremony,
    closed_secretly,
    laid,
    rehearsed,
    seal,
    supervisors,
    with_key,
)
from tests.world import World

URN = {Wait.SET_UP_URN, Wait.OPEN_URN, Wait.SIGN_URN, Wait.COUNT_VOTE}


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
    opened = ceremony(secret)
    with transaction():
        actions.hand_in_certificate(
            world.clerk, fresh(vote), certificate=opened.certificate.encode()
        )
    assert not waits(world.clerk) and set(waits(one)) == set(waits(other)) == {Wait.SIGN_URN}
    with transaction():
        actions.sign_certificate(one, fresh(vote), fingerprint=opened.certificate.fingerprint)
    assert not waits(one) and set(waits(other)) == {Wait.SIGN_URN}
    with transaction():
        actions.sign_certificate(other, fresh(vote), fingerprint=opened.certificate.fingerprint)
    assert set(waits(world.clerk)) == {Wait.COUNT_VOTE}
