"""Beside the ballot: how whoever is rated answered, and kept what was promised."""

from datetime import timedelta

import pytest

from civic import clock as civic_clock
from civic import db
from civic.meetings.actions import Party, invite_rater
from civic.opinions import actions as opinions
from civic.opinions.rules import Disposition
from civic.policy import Role
from civic.register.actions import Promise
from tests.meetings import evaluation
from tests.neighbour import words
from tests.opinions import talk
from tests.opinions.talk import counted
from tests.register.story import enter
from tests.world import appoint, person

pytestmark = pytest.mark.sqlite_first

RECORD = "五里桥社区绿化市容所的记录：答复、承诺"
QUERIES = 8


@pytest.fixture
def asked(world):
    """The greening office had two opinions, answered one, and promised something."""
    unit = world.here.unit("greening")
    with db.transaction():
        about = talk.matter(world)
        two = [talk.said(world.neighbour, about, f"离窗户至少{n}米。") for n in range(2)]
        talk.sent(world, *two)
        opinions.reply(
            world.official, two[:1], disposition=Disposition.ADOPT, text="采纳，外移五米。"
        )
        due_on = civic_clock.today() + timedelta(days=60)
        enter(world, commitments=[Promise("补种三棵树。", due_on, unit=unit)])


def test_a_unit_that_is_rated_stands_there_with_its_record(world, as_, asked):
    """From the notice on, to everybody: on the page of the vote."""
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    (vote,) = evaluation.votes(meeting)
    page = as_(None).get(f"/votes/{vote.id}")
    assert RECORD in page.text
    assert "2026年 1 0 0 1 0 0 100%（1/1）" in words(page), "answers"
    assert "2027年 0 0 0 0 1 0 —" in words(page), "promises"
    assert f"/ratings/units/{world.here.units['greening']}" in page.text


def test_the_ballot_itself_has_it_beside_the_question(world, as_, asked):
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    (vote,) = evaluation.votes(meeting)
    browser = as_(who[0])
    with counted() as queries:
        page = browser.get(f"/votes/{vote.id}/ballot")
    assert page.status_code == 200
    assert RECORD in page.text
    assert "100%（1/1）" in words(page)
    assert len(queries) <= QUERIES


def test_of_a_unit_that_nobody_asked_that_is_said(world, as_):
    meeting = evaluation.convened(world, parties=[Party(world.here.unit("water"))])
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    (vote,) = evaluation.votes(meeting)
    page = as_(None).get(f"/votes/{vote.id}").text
    assert "最近三年没有意见送交这个单位" in page
    assert "最近三年没有答应过要落实的事" in page


def test_people_of_one_unit_have_its_record_once_and_in_large_type_at_each(world, as_):
    """Question by question nobody pages back for it."""
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    (vote,) = evaluation.votes(meeting)
    record = "五里桥社区居委会的记录：答复、承诺"
    browser = as_(who[0])
    assert browser.get(f"/votes/{vote.id}/ballot").text.count(record) == 1
    browser.set_cookie("edition", "elder")
    ballot, review = f"/votes/{vote.id}/ballot", f"/votes/{vote.id}/ballot/review"
    assert browser.get(ballot).text.count(record) == 1
    second = browser.fill(ballot, review, to="2", **{"answers-0": "competent"})
    assert second.status_code == 200
    assert "第2题，共2题" in second.text
    assert second.text.count(record) == 1


OWN = "本人的记录：签名的答复、答应的事"


def test_whoever_is_rated_stands_there_with_what_they_promised_themselves(world, as_, clock):
    """One promise of her own is overdue: beside her name stood her committee's record alone."""
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    (vote,) = evaluation.votes(meeting)
    due_on = civic_clock.today() - timedelta(days=1)
    with db.transaction():
        promise = Promise(
            "每周三坐班。",
            due_on + timedelta(days=2),
            unit=world.here.unit("committee"),
            keeper_id=world.chair.id,
        )
        (made,) = enter(world, commitments=[promise]).commitments
        made.due_on = due_on
    browser = as_(who[0])
    for path in (f"/votes/{vote.id}", f"/votes/{vote.id}/ballot"):
        with counted() as queries:
            page = browser.get(path)
        assert len(queries) <= QUERIES, path
        of_chair, of_unit, of_clerk = (
            page.text.index(f"{name}的记录") if name.startswith("五") else page.text.index(name)
            for name in (
                f"{world.chair.name}{OWN}",
                "五里桥社区居委会",
                f"{world.clerk.name}{OWN}",
            )
        )
        assert of_chair < of_unit < of_clerk, path
        said = words(page)
        assert f"{due_on.year}年 0 0 1 0 0 0 0%（0/1）" in said, path
        assert "最近三年没有本人答应过的事" in said, "the clerk"
        assert "最近三年没有答应过要落实的事" in said, "the committee"
        assert f'href="/ratings/people/{world.chair.id}"' in page.text, path
    assert as_(None).get(f"/ratings/people/{world.chair.id}").status_code == 200


def test_whoever_is_rated_stands_there_with_what_they_answered_themselves(world, as_, asked):
    unit = world.here.unit("greening")
    party = Party(unit, world.official, "承办人")
    meeting = evaluation.convened(world, parties=[party])
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    (vote,) = evaluation.votes(meeting)
    said = words(as_(None).get(f"/votes/{vote.id}"))
    own, units = said.split(RECORD)
    assert f"{world.official.name}{OWN}" in own
    assert "2026年 1 0 0 0 0 0 100%（1/1）" in own, "what they signed"
    assert "2026年 1 0 0 1 0 0 100%（1/1）" in units, "what the unit owes besides"


def test_of_whoever_is_asked_about_there_is_a_page_to_be_led_to(world, as_):
    """An office that is nobody's public one, until a vote asks how whoever holds it does."""
    unit = world.here.unit("greening")
    with db.transaction():
        who = appoint(person("审计员", "auditor-b"), Role.AUDITOR, world.place, unit)
    assert as_(None).get(f"/ratings/people/{who.id}").status_code == 404
    meeting = evaluation.convened(world, parties=[Party(unit, who, "内部审计")])
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    (vote,) = evaluation.votes(meeting)
    assert f'href="/ratings/people/{who.id}"' in as_(None).get(f"/votes/{vote.id}").text
    assert as_(None).get(f"/ratings/people/{who.id}").status_code == 200


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_record_goes_back_three_years(world, as_, asked, year):
    """AP-11: as far back as a rating is compared."""
    with db.transaction():
        opinion = talk.said(world.neighbour, talk.matter(world), "从前的意见。")
        talk.sent(world, opinion)
        opinion.due_on = opinion.due_on.replace(year=year)
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    (vote,) = evaluation.votes(meeting)
    assert (f"{year}年 " in words(as_(None).get(f"/votes/{vote.id}"))) is (year >= 2024)


def test_many_units_cost_as_many_queries_as_one(world, as_, asked):
    cost = []
    for year, names in ((2025, ["greening"]), (2026, ["greening", "water"])):
        meeting = evaluation.convened(
            world, year=year, parties=[Party(world.here.unit(name)) for name in names]
        )
        if not cost:
            who = evaluation.with_raters(world, meeting)
        else:
            with db.transaction():
                for each in who:
                    invite_rater(world.clerk, evaluation.raters(meeting), each)
        evaluation.noticed(world, meeting)
        (vote,) = evaluation.votes(meeting)
        browser = as_(who[0])
        with counted() as queries:
            page = browser.get(f"/votes/{vote.id}")
        assert page.text.count("的记录：答复、承诺") == len(names)
        cost.append(len(queries))
    assert cost[0] == cost[1] <= QUERIES


def test_once_the_result_is_public_it_is_the_result_that_counts(world, as_, clock, asked):
    meeting = evaluation.of_a_department(world, clock)
    (vote,) = evaluation.votes(meeting)
    assert RECORD not in as_(None).get(f"/votes/{vote.id}").text
