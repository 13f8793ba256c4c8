"""A result in the register: who publishes writes the words, the count writes the figures."""

from collections.abc import Callable

import pytest

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.register import actions as register
from civic.register.models import RegisterEntry, shown
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import Outcome
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient
from tests.opinions import talk
from tests.voting.ballot import cast, counted, drafted, example_one, fresh, opened
from tests.voting.secrecy import finished, opened_secretly, seal
from tests.world import World

pytestmark = pytest.mark.sqlite_first

Opens = Callable[..., NeighbourClient]
LIE = "同意10人，反对0人。结论：通过。"


def invalid(world: World, hands: Hands) -> Vote:
    """One of fourteen owners has voted, for it."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), hands)
    cast(vote, who["x"], "yes")
    return counted(world, vote, hands)


def entry_of(vote: Vote) -> RegisterEntry:
    return entry(fresh(vote).entry_id)


def entry(ident: int | None) -> RegisterEntry:
    assert ident is not None
    return session().scalars(shown(ident)).unique().one()


def test_below_whatever_is_typed_stands_what_was_counted(world: World, clock: Hands) -> None:
    vote = invalid(world, clock)
    with transaction():
        actions.publish(
            world.clerk, vote, title="选聘", text=LIE, is_redacted=True, figures=result_text
        )
    stands, vote = entry_of(vote), fresh(vote)
    assert vote.questions[0].outcome is Outcome.INVALID_TURNOUT
    assert stands.text == LIE
    assert stands.figures == result_text(vote, actions.results(vote))
    assert "同意1人" in stands.figures and "表决无效" in stands.figures
    leaf = ledger.content(session().get_one(ledger.Entry, stands.ledger_idx))
    assert "表决无效" in str(leaf["text"]), "the figures are in the record"


def test_a_correction_of_the_words_leaves_the_figures_as_they_are(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote = invalid(world, clock)
    with transaction():
        actions.publish(
            world.clerk, vote, title="选聘", text=LIE, is_redacted=True, figures=result_text
        )
    with transaction():
        new = register.correct(
            world.clerk, entry_of(vote), text="参加的不够。", reason="写错了结论", is_redacted=True
        ).id
    corrected = entry(new)
    assert (corrected.text, corrected.figures) == ("参加的不够。", entry_of(vote).figures)
    visitor = as_(None)
    for ident in (entry_of(vote).id, new):
        assert f"/votes/entries/{ident}" in visitor.get(f"/register/{ident}").text
        assert vote.official_title in visitor.get(f"/votes/entries/{ident}").text
    assert visitor.get(f"/votes/entries/{new + 1}").status_code == 404


@pytest.mark.parametrize("is_on_a_matter", [False, True])
def test_a_unit_rated_by_a_vote_alone_leads_to_that_vote(
    world: World, clock: Hands, as_: Opens, is_on_a_matter: bool
) -> None:
    secret = opened_secretly(world, clock, 12)
    if is_on_a_matter:
        with transaction():
            fresh(secret.vote).matter_id = talk.matter(world).id
    for n, each in enumerate(secret.who):
        seal(secret, each, *(("satisfied", "dissatisfied") if n else ("dissatisfied", "basically")))
    ident = finished(world, secret, clock).entry_id
    visitor = as_(None)
    assert f"/votes/entries/{ident}" in visitor.get(f"/register/{ident}").text
    assert secret.vote.official_title in visitor.get(f"/votes/entries/{ident}").text


def test_who_does_not_know_is_not_said_to_have_judged(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Of twenty ballots eight say 不了解: a list needs ten ballots, a rate ten who judged (AP-7)."""
    secret = opened_secretly(world, clock, 20, questions=1)
    for n, each in enumerate(secret.who):
        seal(secret, each, "dont_know" if n < 8 else "satisfied" if n % 2 else "dissatisfied")
    vote, visitor = finished(world, secret, clock), as_(None)
    for path in (f"/votes/{vote.id}", f"/register/{vote.entry_id}"):
        page = visitor.get(path).text
        assert "选了等次的有20票，至少要10票" in page, path
        assert "作出评价的20" not in page and "参加的够不够" not in page, path
    assert "作出评价的12张" in visitor.get(f"/ratings/units/{vote.unit_id}").text


def test_whoever_publishes_reads_the_figures_and_cannot_type_them(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote = invalid(world, clock)
    clerk, page = as_(world.clerk), f"/votes/{vote.id}/publication"
    form = clerk.get(page).text
    assert "同意1人" in form and "由系统按计票写入" in form
    typed = {"text": LIE, "figures": LIE, "is_redacted": "y"}
    assert clerk.fill(page, page, **typed).status_code == 303
    said = as_(None).get(f"/register/{entry_of(vote).id}").text
    assert "表决无效" in said and said.count("结论：通过") == 1
