"""Where a body is rated another stands in for it: every page sends people there, not to the rated."""

from collections.abc import Callable
from typing import Any

import pytest

from civic.clock import Hands
from civic.db import session, transaction
from civic.people.models import Unit
from civic.voting import actions
from civic.voting.models import RollObjection, objections
from tests.architecture.test_queries import MOST
from tests.meetings import evaluation
from tests.neighbour import NeighbourClient
from tests.opinions import talk
from tests.voting.ballot import fresh
from tests.voting.box import answered
from tests.voting.secrecy import Secret, ceremony, closed_secretly, laid, seal, tally_file, with_key
from tests.voting.test_secret_pages import press
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Any], NeighbourClient]

SUPERVISORS, COMMITTEE = "居务监督委员会", "居民委员会"


def of_the_supervisors(world: World) -> Secret:
    """A secret vote that rates them, posted."""
    (ident,) = world.supervisor.unit_ids
    return laid(world, unit=session().get_one(Unit, ident))


def seen(client: NeighbourClient, url: str) -> str:
    with talk.counted() as asked:
        page = client.get(url)
    assert page.status_code == 200
    assert len(asked) <= MOST, url
    return page.text


def test_where_the_supervisors_are_rated_it_is_the_committee_that_decides_and_signs(
    world: World, clock: Hands, as_: As
) -> None:
    secret = of_the_supervisors(world)
    at, clerk, chair = f"/votes/{secret.vote.id}", as_(world.clerk), as_(world.chair)
    neighbour = as_(world.neighbour)
    assert SUPERVISORS not in seen(neighbour, f"{at}/roll")
    assert f"由{COMMITTEE}裁定" in seen(as_(None), f"{at}/notice")
    page = neighbour.get(f"{at}/roll")
    objected = press(neighbour, page, f"{at}/roll/objections", text="名册上少了我家。")
    told = neighbour.get(objected.location).text
    assert "异议收到了" in told and SUPERVISORS not in told
    with transaction():
        [objection] = session().scalars(objections(secret.vote.id)).unique()
        actions.decide_objection(world.chair, objection, is_upheld=False, reason="没有少。")
    assert f"<b>{COMMITTEE}</b>" in seen(clerk, f"{at}/objections/desk")
    refused = as_(world.supervisor).get(f"{at}/desk")
    assert refused.status_code == 403 and "要由别人来办" in refused.text
    assert f"请{SUPERVISORS}" not in refused.text
    assert secret.vote.opens_at is not None
    clock.set(secret.vote.opens_at)
    assert f'value="{SUPERVISORS}"' not in seen(as_(world.clerk), f"{at}/urn"), "no key for them"
    with_key(world, secret, clock)
    with transaction():
        codes = answered(secret.vote.id, secret.sheets)
        actions.rehearse_urn(world.clerk, fresh(secret.vote), answered=codes)
        actions.open_(world.clerk, fresh(secret.vote))
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied")
    closed_secretly(world, secret, clock)
    with transaction():
        actions.reconcile(world.chair, fresh(secret.vote))
    clerk, chair = as_(world.clerk), as_(world.chair)
    assert "两个人签了名才能计票" in seen(clerk, f"{at}/desk")
    opened = ceremony(secret)
    with transaction():
        actions.hand_in_certificate(
            world.clerk,
            fresh(secret.vote),
            certificate=opened.certificate.encode(),
            tally=tally_file(opened),
        )
    box = seen(clerk, f"{at}/urn")
    assert f"{COMMITTEE}的两个人各自再开一遍" in box and "监督委员各自" not in box
    typed = {"fingerprint": opened.certificate.fingerprint}
    signed = press(clerk, clerk.get(f"{at}/urn"), f"{at}/urn/signature", **typed)
    assert "还要另一个人签名" in clerk.get(signed.location).text
    waits = seen(chair, f"{at}/urn")
    assert "还要另一位" in waits and "两位监督委员" not in waits
    press(chair, chair.get(f"{at}/urn"), f"{at}/urn/signature", **typed)
    assert actions.box_of(fresh(secret.vote)).is_certified


def test_where_the_committee_is_rated_nobody_is_sent_to_it(
    world: World, clock: Hands, as_: As
) -> None:
    who = evaluation.assembly(world)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world))
    [vote] = evaluation.votes(meeting)
    at = f"/votes/{vote.id}"
    notice = seen(as_(None), f"{at}/notice")
    assert f"到{SUPERVISORS}领纸质表决票" in notice and f"由{SUPERVISORS}裁定" in notice
    assert "居委会" not in sentence(notice, "名册异议")
    with transaction():
        objection = actions.object_to_roll(world.neighbour, fresh(vote), text="少了我家。").id
    assert vote.opens_at is not None and vote.closes_at is not None
    clock.set(vote.opens_at)
    assert "名册的异议还没有处理完" in seen(as_(who[0]), at)
    with transaction():
        found = session().get_one(RollObjection, objection)
        actions.decide_objection(world.supervisor, found, is_upheld=False, reason="没有少。")
    evaluation.opened(world, meeting)
    clock.set(vote.closes_at)
    assert "正在等主持的人结束表决" in seen(as_(who[0]), at)


def sentence(page: str, about: str) -> str:
    """The line of a sheet's table under this heading."""
    return page.partition(f">{about}</th>")[2].partition("</tr>")[0]
