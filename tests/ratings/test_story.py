"""An evaluation from its notice to its re-check, as the public page of whoever was rated tells it."""

import re
from datetime import timedelta

import pytest

from civic.db import transaction
from civic.meetings import actions
from civic.meetings.rules import PaperKind, RecheckFinding
from civic.register import actions as register
from civic.voting.rules import Electorate, RaterGroup
from tests.meetings import evaluation
from tests.neighbour import words
from tests.register.story import photo
from tests.register.test_records import fresh

pytestmark = pytest.mark.sqlite_first


@pytest.fixture
def page(world, as_):
    """The public page of the greening office, as a visitor reads it."""
    return lambda: words(as_(None).get(f"/ratings/units/{world.here.units['greening']}"))


def test_a_department_is_rated_answers_mends_and_is_looked_at_again(world, clock, page):
    """Seven of twelve are content: 58 %, so there is a plan, and a re-check after ninety days."""
    meeting = evaluation.of_a_department(world, clock, 7, 12)
    said = page()
    assert "2026年度" in said
    assert "58.33% 满意率" in said
    assert "满意、基本满意7张，作出评价的12张" in said
    assert evaluation.REPORT in said
    assert "整改方案：还有" in said

    with transaction():
        text = "人手少了两个，修剪顾不过来，明年补上。"
        (party,) = evaluation.parties(meeting)
        actions.state_on_evaluation(world.official, party, text=text, is_redacted=True)
    evaluation.planned(world, meeting)
    said = page()
    assert text in said
    assert "整改方案：1项措施" in said and "刘所长签名" in said
    assert "每周修剪一次 未开始" in said

    (measure,) = evaluation.paper(meeting, PaperKind.PLAN).measures
    with transaction():
        report = "这个月修剪了四次，照片附后。"
        register.report(world.official, fresh(measure.id), report=report, uploads=[photo()])
    with transaction():
        register.settle(world.supervisor, fresh(measure.id))
    assert "每周修剪一次 已核实销号" in page()
    assert "100%（1/1）" in page(), "the promises beside say the same"

    assert re.search(r"2027年3月\d日（周.）复查", page())
    clock.move(timedelta(days=92))
    assert "复查：已超过" in page()
    with transaction():
        (party,) = evaluation.parties(meeting)
        actions.recheck_evaluation(
            world.supervisor,
            party,
            finding=RecheckFinding.MENDED,
            text="回访了十户，都说比去年好。",
            is_redacted=True,
        )
    assert "复查 已经改好" in page()


def test_a_unit_reads_its_result_nowhere_before_it_is_published(world, clock, page):
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who, *[["satisfied"]] * 3, ["dissatisfied"])
    assert "还没有评议过" in page()
    evaluation.publish(world, meeting)
    assert "25.00% 满意率" in page()


def test_what_a_few_gave_on_a_signed_sheet_is_said_with_its_weight(world, clock, page):
    """AP-8: of fifty residents 40 are content, the street office gives 85 points."""
    polls = (
        actions.Poll(RaterGroup.RESIDENT, 70, Electorate.INVITED),
        actions.Poll(RaterGroup.STREET, 30),
    )
    meeting = evaluation.convened(world, polls=polls)
    who = evaluation.with_raters(world, meeting, 50)
    secrets = evaluation.opened(world, evaluation.noticed(world, meeting))
    evaluation.closed(world, meeting)
    for n, each in enumerate(who):
        evaluation.cast(secrets[0].vote, each, "satisfied" if n < 40 else "dissatisfied")
    with transaction():
        (party,) = evaluation.parties(meeting)
        street = evaluation.raters(meeting, RaterGroup.STREET)
        actions.enter_score_sheet(
            world.clerk,
            street,
            party,
            score=8500,
            document=evaluation.upload(),
            is_redacted=True,
        )
    evaluation.counted(world, secrets, clock)
    evaluation.publish(world, meeting)
    said = page()
    assert "80.00% 满意率" in said
    assert "街道 权重30%，评分表85.00分" in said
    assert "各方按权重合计81.50分" in said


def test_somebody_in_office_is_rated_by_the_representatives(world, as_, clock):
    """Ten of twelve come: three find the chair incompetent, and nobody finds a name."""
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    marks = [["excellent", "competent"]] * 5 + [["basic", "basic"]] * 2
    marks += [["incompetent", "competent"]]
    evaluation.rated_by(world, meeting, clock, who[:10], *marks)
    evaluation.publish(world, meeting, by=world.supervisor)
    said = words(as_(None).get(f"/ratings/people/{world.chair.id}"))
    assert "居委会主任" in said
    assert "50.00% 优秀、称职率" in said
    assert "得分74.00" in said
    for each in who:
        assert each.name not in said


def test_what_is_parked_reads_as_parked_and_never_as_mended(world, as_, clock, page):
    """A measure that is put off is not done: neither on the public page nor on the meeting's."""
    meeting = evaluation.of_a_department(world, clock, 7, 12)
    evaluation.planned(world, meeting)
    (measure,) = evaluation.paper(meeting, PaperKind.PLAN).measures
    with transaction():
        register.park(world.supervisor, fresh(measure.id), reason="等明年的经费。")
    said = page()
    assert "每周修剪一次 挂账" in said
    assert "办好0件" in said and "挂账1件" in said
    assert "100%" not in said
    shown = as_(None).get(f"/meetings/{meeting.id}").text
    assert "正在整改，措施还没有全部办好" in words(shown)
    assert 'tag-done">挂账' not in shown
