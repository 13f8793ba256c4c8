"""Whoever reads of a unit or of somebody in office finds the way to their public page."""

import pytest

from civic import clock as civic_clock
from civic import db
from civic.register.actions import Promise
from civic.register.rules import Kind
from tests.meetings import evaluation
from tests.opinions import talk
from tests.register.story import enter


@pytest.fixture
def greening(world):
    return f"/ratings/units/{world.here.units['greening']}"


def test_the_foot_of_every_page_and_the_home_page_lead_there(world, as_):
    for page in ("/", "/powers", "/matters/"):
        assert 'href="/ratings/"' in as_(None).get(page).text
    home = as_(world.resident).get("/").text
    assert f"/ratings/?place={world.here.place_id}" in home


def test_who_is_in_office_finds_their_own_page_on_their_desk(world, as_):
    assert f"/ratings/people/{world.official.id}" in as_(world.official).get("/desk").text
    assert "/ratings/people/" not in as_(world.resident).get("/desk").text


def test_an_opinion_says_whose_answer_it_waits_for(world, as_, greening):
    with db.transaction():
        opinion = talk.said(world.neighbour, talk.matter(world))
        page = f"/opinions/{opinion.id}"
    assert greening not in as_(None).get(page).text
    with db.transaction():
        talk.sent(world, opinion)
    assert greening in as_(None).get(page).text


def test_a_promise_says_who_gave_it(world, as_, greening):
    with db.transaction():
        unit = world.here.unit("greening")
        entry = enter(world, commitments=[Promise("补种三棵树。", civic_clock.today(), unit=unit)])
        page = f"/register/commitments/{entry.commitments[0].id}"
    assert greening in as_(None).get(page).text


def test_a_result_in_the_register_leads_to_the_pages_of_its_place(world, as_):
    with db.transaction():
        result = enter(world, "年度评议结果", kind=Kind.EVALUATION_RESULT).id
        other = enter(world).id
    place = f"/ratings/?place={world.here.place_id}"
    assert "/votes/entries/" not in as_(None).get(f"/register/{result}").text, "it was no vote's"
    assert place in as_(None).get(f"/register/{result}").text
    assert place not in as_(None).get(f"/register/{other}").text


def test_a_matter_says_who_was_rated_on_it_once_that_is_public(world, as_, clock, greening):
    meeting = evaluation.convened(world)
    matter = f"/matters/{meeting.matter_id}"
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who, ["satisfied"], ["dissatisfied"])
    assert "评议了谁" not in as_(None).get(matter).text
    entry = evaluation.publish(world, meeting).id
    vote = f"/votes/entries/{entry}"
    assert vote in as_(None).get(f"/register/{entry}").text
    assert as_(None).get(vote).status_code == 200
    said = as_(None).get(matter).text
    assert "评议了谁" in said
    assert greening in said
