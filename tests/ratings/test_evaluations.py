"""How somebody was rated, on their public page: what may be shown, and nothing beside it."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from civic import db
from civic.db import session
from civic.meetings.models import EvaluationResult
from civic.meetings.rules import PaperKind, RecheckFinding
from civic.policy import Role
from civic.voting.models import Count, Question, Vote
from civic.voting.rules import (
    ABSTAIN,
    GRADES,
    Ground,
    Outcome,
    RaterGroup,
    Secrecy,
    Theme,
    VoteStage,
)
from tests.neighbour import words
from tests.opinions.talk import counted
from tests.ratings import rated
from tests.world import appoint, person

pytestmark = pytest.mark.sqlite_first

SPLIT = (30, 15, 15, 8, 2)
"""满意 30, 基本满意 15, 不满意 15, 不了解 8, 弃权 2: 45 of 60."""


@pytest.fixture
def of_unit(world, as_):
    """The greening office's page, as a visitor reads it, and its table, data, sheet."""

    def read(form=""):
        address = f"/ratings/units/{world.here.units['greening']}{form}"
        answer = as_(None).get(address)
        assert answer.status_code == 200
        return answer

    return read


def everywhere(read):
    """All that goes out about somebody, in one text."""
    return "\n".join(read(form).text for form in ("", "/sheet", ".csv", ".json"))


# What is shown -----------------------------------------------------------------------


def test_a_rate_stands_with_its_ballots_and_its_interval(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
    page = words(of_unit())
    assert "2025年度" in page
    assert "75.00% 满意率" in page
    assert "满意、基本满意45张，作出评价的60张，“不了解”不算在内。" in page
    assert "大致在62.76%～84.23%之间" in page
    assert "不了解 8 11.43%" in page, "shown, and not counted in"


def test_the_table_for_an_appraisal_says_the_same(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
    rows = list(csv.reader(io.StringIO(of_unit(".csv").text.removeprefix("\ufeff"))))
    about = "评议：五里桥社区绿化市容所"
    assert [about, "2025", "满意率", "75.00%", "60"] in rows
    assert [about, "2025", "满意", "30", "70"] in rows
    assert [about, "2025", "大致范围", "62.76%～84.23%", "60"] in rows


def test_the_data_for_a_program_say_the_same(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
    data = of_unit(".json").json
    assert data["format"] == "civic-rating-v1"
    (found,) = data["evaluations"]
    assert (found["rate"], found["interval"]) == (7500, [6276, 8423])
    assert found["of"] == {"content": 45, "judged": 60}
    (group,) = found["groups"]
    assert group["counts"]["dont_know"] == 8


# What is not -------------------------------------------------------------------------


def test_fewer_than_ten_are_never_shown_in_any_form(world, of_unit):
    """AP-7; integrity.md 2.5."""
    with db.transaction():
        rated.evaluation(world, 5, 2, 2, 0, 0, year=2025)
    assert "作出评价的不到10人，不公布票数" in of_unit().text
    out = everywhere(of_unit)
    assert not re.search(r"77\.78|7777|7778|55\.56|22\.22", out), "no share of nine ballots"
    (found,) = of_unit(".json").json["evaluations"]
    assert found["rate"] is None and found["of"] is None and found["interval"] is None
    assert found["groups"] == [
        {
            "group": "resident",
            "weight": 100,
            "showing": "hidden",
            "nearly_all": None,
            "counts": None,
            "sheet": None,
            "gave": None,
        }
    ]


def test_of_a_few_who_all_say_the_same_it_is_said_that_nearly_all_do(world, of_unit):
    with db.transaction():
        rated.evaluation(world, 12, 0, 0, 0, 0, year=2025)
    assert "“满意”占九成以上" in of_unit().text
    out = everywhere(of_unit)
    assert "100.00%" not in out
    (found,) = of_unit(".json").json["evaluations"]
    assert found["groups"][0]["nearly_all"] == "satisfied"
    assert found["groups"][0]["counts"] is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # six who said the same among thirty-six, and thirty who abstained, or did not know
        ((0, 0, 6, 0, 30), (6, 0, 0, 0, 30)),
        ((0, 0, 6, 30, 0), (2, 2, 3, 20, 9)),
        # twelve, or thirteen, of sixteen said the same, and nobody said anything else
        ((0, 0, 12, 4, 0), (0, 0, 13, 2, 1)),
        ((11, 0, 0, 0, 1), (12, 0, 0, 0, 0)),
    ],
)
def test_what_is_not_shown_changes_nothing_that_is(world, as_, one, other):
    """integrity.md 2.5: as many ballots came back, others were in them, and each word that goes out
    is the same: no figure subtracted from another gives a hidden one."""
    with db.transaction():
        each = rated.evaluation(world, *one, year=2025)
        (question,) = session().scalars(select(Question))
        ids, keys = question.id, (*GRADES[each.scale], ABSTAIN)
        pages = [f"/ratings/units/{each.unit_id}{form}" for form in ("", "/sheet", ".csv", ".json")]
        pages += [f"/meetings/{each.meeting_id}", f"/votes/{question.vote_id}"]
        pages += [f"/votes/{question.vote_id}/files/tally.json"]
        pages += [f"/reckoner/votes/{question.vote_id}"]
    before = [as_(None).get(page) for page in pages]
    with db.transaction():
        for count in session().scalars(select(Count).where(Count.question_id == ids)):
            count.heads = other[keys.index(count.key)]
    for page, found in zip(pages, before, strict=True):
        assert found.status_code == 200, page
        assert as_(None).get(page).text == found.text, page


@pytest.mark.parametrize("stage", [VoteStage.OPEN, VoteStage.CLOSED, VoteStage.COUNTED])
def test_nothing_is_shown_of_a_vote_whose_result_is_not_public(world, of_unit, stage):
    """Even with a result at hand: each group's ballots wait for their own publication."""
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025, stage=stage)
    assert "75.00%" not in everywhere(of_unit)


def test_without_a_quorum_nothing_comes_of_the_ballots(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025, outcome=Outcome.NO_QUORUM)
    page = words(of_unit())
    assert "这次评议没有结果" in page
    assert "满意率" not in page
    assert of_unit(".json").json["evaluations"][0]["rate"] is None


def test_an_urn_that_nobody_could_open_says_nothing_of_how_many_judged(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025, outcome=Outcome.UNOPENED, stage=VoteStage.FAILED)
    out = everywhere(of_unit)
    assert "票箱作废" in out and "打不开" not in out and "人太少，会让人猜出" not in out


def test_of_fewer_than_ten_who_judged_there_are_no_ballots_no_interval_and_no_point(world, of_unit):
    """AP-7: of forty ballots nine judge, and a sentence says why there is no figure."""
    for year, marks in ((2024, SPLIT), (2025, (5, 2, 2, 31, 0))):
        with db.transaction():
            rated.evaluation(world, *marks, year=year)
    page = words(of_unit())
    assert "作出评价的不到10人，不公布票数" in page
    assert "31" not in "".join(re.findall(r"不了解 \d+", page)), "forty less these are nine"
    assert of_unit().text.count("trend-point") == 1
    assert "77.78%" not in everywhere(of_unit)
    (latest, _first) = of_unit(".json").json["evaluations"]
    assert latest["rate"] is None and latest["interval"] is None


def test_an_evaluation_that_failed_hides_no_year_of_the_trend(world, of_unit, clock):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2024)
        rated.evaluation(world, *SPLIT, year=2025)
    clock.move(timedelta(days=1))
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025, outcome=Outcome.NO_QUORUM)
    assert of_unit().text.count("trend-point") == 2


def test_nearly_all_dissatisfied_are_looked_at_again(world, of_unit):
    """AP-10: no figure is shown, and what is shown says enough."""
    with db.transaction():
        rated.evaluation(world, 0, 0, 12, 0, 0, year=2025)
    assert "2027年2月21日（周日）复查" in words(of_unit())
    assert of_unit(".json").json["evaluations"][0]["owes_recheck"]


def test_no_resident_is_named_whatever_was_said(world, of_unit):
    with db.transaction():
        said = {"窗口的人耐心。": None, "王秀英说得对。": Ground.PRIVACY}
        rated.evaluation(world, *SPLIT, year=2025, comments=said)
    out = everywhere(of_unit)
    for name in ("王秀英", "李建国", "张业主", "陈租客"):
        assert name not in out
    assert "看随票说的话" in out


def test_what_residents_wrote_about_is_counted_by_theme(world, of_unit):
    """AP-11: themes beside the trend, of the hidden ones, too; whoever is to sort them is seen to owe it."""
    said = dict.fromkeys([f"第{n}句" for n in range(4)]) | {"骂人的话": Ground.INSULT}
    themes = [Theme.SPEED, Theme.MANNER, Theme.SPEED, None, Theme.SPEED]
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025, comments=said, themes=themes)
    page = words(of_unit())
    assert "办事快慢 3条 服务态度 1条 还没有归类 1条" in page
    assert "办事快慢 3条，服务态度 1条，还没有归类 1条" in words(of_unit("/sheet"))
    assert of_unit(".json").json["evaluations"][0]["themes"] == {
        "speed": 3,
        "manner": 1,
        "unsorted": 1,
    }
    assert "随票说的话：办事快慢,3,5" in of_unit(".csv").text


def test_where_nobody_reads_what_was_said_nobody_reads_what_it_was_about(world, of_unit):
    """integrity 2.5: fewer than ten ballots."""
    with db.transaction():
        few = dict.fromkeys(["好", "不好"])
        rated.evaluation(world, 5, 2, 1, year=2025, comments=few, themes=[Theme.SPEED] * 2)
    assert "办事快慢" not in everywhere(of_unit)
    assert of_unit(".json").json["evaluations"][0]["themes"] == {}


# A vote by itself --------------------------------------------------------------------


def test_a_vote_by_itself_stands_among_the_results_of_its_unit(world, of_unit, clock):
    """A bad one is left off no record: on page, sheet, table and in the data, with its vote."""
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2024)
    clock.move(timedelta(days=1))
    with db.transaction():
        vote_id = rated.by_itself(world, (5, 5, 50, 0, 0), (6, 40, 4, 10, 0)).id
    page = words(of_unit())
    assert "2026年单独测评：单独测评" in page and "单独投票，不是评议会" in page
    assert "满意、基本满意10张，作出评价的60张" in page and "16.67% 满意率" in page
    assert "满意、基本满意46张，作出评价的50张" in page
    assert f'href="/votes/{vote_id}"' in of_unit().text
    glance = "2026年测评 “五里桥社区绿化市容所”：满意率16.67%；“第2问”：满意率92.00%"
    assert glance in page, "being the latest"
    assert page.index("单独投票") < page.index("2024年度 满意率75.00%")
    assert of_unit().text.count("trend-point") == 0, "of one year's evaluation there is no trend"
    sheet = words(of_unit("/sheet"))
    assert "单独投票，不是评议会" in sheet and "满意、基本满意10张，作出评价的60张" in sheet
    rows = list(csv.reader(io.StringIO(of_unit(".csv").text.removeprefix("\ufeff"))))
    about = "单独的满意度测评：单独测评"
    assert [about, "2026", "不满意", "50", "60"] in rows
    assert [about, "2026", "满意率", "16.67%", "60"] in rows
    (latest, before) = of_unit(".json").json["evaluations"]
    assert (latest["kind"], before["kind"]) == ("vote", "meeting")
    assert latest["vote"].endswith(f"/votes/{vote_id}")
    assert [each["rate"] for each in latest["questions"]] == [1667, 9200]
    assert latest["questions"][0]["counts"]["dissatisfied"] == 50


def test_of_a_vote_by_itself_every_form_says_who_voted(world, of_unit):
    """A few who were asked are not everybody, and their rate leads the record."""
    with db.transaction():
        rated.by_itself(world, (5, 5, 50, 0, 0))
    who = "年满十八周岁的居民（被评议的人不参加）"
    for form in ("", "/sheet"):
        assert f"谁投的：{who}；名册60人，收回60票。" in words(of_unit(form)), form
    rows = list(csv.reader(io.StringIO(of_unit(".csv").text.removeprefix("\ufeff"))))
    about = "单独的满意度测评：单独测评"
    assert [about, "2026", f"收回的票，谁投的：{who}", "60", "60"] in rows
    (found,) = of_unit(".json").json["evaluations"]
    assert (found["electorate"], found["roll"], found["returned"]) == ("adults", 60, 60)
    assert "2026年测评 满意率16.67%" in words(of_unit()), "of one question it is the rate"


def spoil(evaluated):
    """Three more came back, and give no grade."""
    session().get_one(EvaluationResult, evaluated.id).returned += 3


def test_a_spoiled_ballot_is_said_in_every_form(world, of_unit, clock):
    """Who adds up the bars comes to all that came back, in a meeting or in a vote by itself."""
    with db.transaction():
        spoil(rated.evaluation(world, *SPLIT, year=2024))
    clock.move(timedelta(days=1))
    with db.transaction():
        rated.by_itself(world, (5, 5, 31, 0, 0)).took_part_heads += 2
    for form in ("", "/sheet"):
        said = words(of_unit(form))
        assert "收回43票，其中废票2张。" in said, form
        assert "收回73票，其中废票3张。" in said, form
    rows = list(csv.reader(io.StringIO(of_unit(".csv").text.removeprefix("\ufeff"))))
    assert ["单独的满意度测评：单独测评", "2026", "废票", "2", "43"] in rows
    assert ["评议：五里桥社区绿化市容所", "2024", "废票", "3", "73"] in rows
    found = of_unit(".json").json["evaluations"]
    assert [(each["returned"], each["spoilt"]) for each in found] == [(43, 2), (73, 3)]


def test_of_few_it_is_not_said_how_many_were_spoiled(world, of_unit):
    with db.transaction():
        spoil(rated.evaluation(world, 4, 2, 1, year=2024))
        rated.by_itself(world, (4, 2, 1)).took_part_heads += 3
    assert "废票" not in everywhere(of_unit)


def test_the_latest_result_leads_whichever_years_work_it_is_of(world, of_unit, clock):
    with db.transaction():
        rated.by_itself(world, (5, 5, 50, 0, 0))
    clock.move(timedelta(days=20))
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
    assert "2025年度 满意率75.00%" in words(of_unit())
    assert [each["kind"] for each in of_unit(".json").json["evaluations"]] == ["meeting", "vote"]


@pytest.mark.parametrize("marks", [(2, 3, 4), (0, 0, 6, 30, 0), (0, 0, 12, 0, 3)])
def test_of_a_vote_by_itself_no_more_is_shown_than_of_an_evaluation(world, of_unit, marks):
    with db.transaction():
        rated.by_itself(world, marks)
    out = everywhere(of_unit)
    assert "单独投票" in out and not re.search(r"\d\d\.\d\d%", words(out).replace("95%", ""))
    (found,) = of_unit(".json").json["evaluations"]
    (asked,) = found["questions"]
    assert asked["rate"] is asked["of"] is asked["counts"] is asked["interval"] is None


@pytest.mark.parametrize("stage", [VoteStage.OPEN, VoteStage.CLOSED, VoteStage.COUNTED])
def test_before_its_publication_nobody_reads_of_it(world, of_unit, stage):
    with db.transaction():
        rated.by_itself(world, (5, 5, 50), stage=stage)
    assert "单独" not in everywhere(of_unit)


def test_another_units_vote_is_not_on_the_page(world, of_unit):
    with db.transaction():
        rated.by_itself(world, (5, 5, 50), unit=world.here.unit("water"))
    assert "单独" not in everywhere(of_unit)


def test_what_was_written_with_it_is_counted_by_theme(world, of_unit):
    with db.transaction():
        said = {"快点": Theme.SPEED, "慢": Theme.SPEED, "好": None}
        rated.by_itself(world, (20, 5, 5), comments=said)
    assert "办事快慢 2条 还没有归类 1条" in words(of_unit())
    assert of_unit(".json").json["evaluations"][0]["themes"] == {"speed": 2, "unsorted": 1}


def test_where_ballots_could_have_been_read_every_form_says_so(world, of_unit):
    """integrity.md 2.4: the key was on the server."""
    light = "无记名，钥匙在服务器上"
    with db.transaction():
        rated.by_itself(world, SPLIT)
    assert light not in everywhere(of_unit) and "的除外" not in of_unit().text
    with db.transaction():
        rated.by_itself(world, SPLIT, secrecy=Secrecy.LIGHT)
    for form in ("", "/sheet", ".csv"):
        assert light in words(of_unit(form)), form
    assert "标明“钥匙在服务器上”的除外" in words(of_unit())
    assert [each["light"] for each in of_unit(".json").json["evaluations"]] == [True, False]


def test_so_does_an_evaluations(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
        session().scalars(select(Vote)).one().secrecy = Secrecy.LIGHT
    for form in ("", "/sheet", ".csv"):
        assert "无记名，钥匙在服务器上" in words(of_unit(form)), form
    assert of_unit(".json").json["evaluations"][0]["light"]


# What was written --------------------------------------------------------------------


def test_the_right_of_reply_stands_beside_the_result(world, of_unit):
    with db.transaction():
        each = rated.evaluation(world, *SPLIT, year=2025)
        rated.written(world, each, PaperKind.REPORT, "一年办了三件事。")
        rated.written(world, each, PaperKind.STATEMENT, "等候久，是因为换了系统。")
    page = of_unit().text
    assert "一年办了三件事。" in page
    assert "等候久，是因为换了系统。" in page


def test_a_plan_shows_what_of_it_was_done(world, of_unit, clock):
    with db.transaction():
        each = rated.evaluation(world, *SPLIT, year=2025)
        rated.plan(world, each, "增加一个窗口", "公布等候时间")
    page = words(of_unit())
    assert "整改方案：2项措施" in page
    assert "郑科长签名" in page
    assert "增加一个窗口 未开始" in page
    clock.move(timedelta(days=31))
    page = words(of_unit())
    assert "增加一个窗口 逾期" in page
    assert "2026年 0 0 2 0 0 0 0%（0/2）" in page, "a measure is a promise like any other"


def test_a_plan_that_is_missing_is_awaited_and_then_late(world, of_unit, clock):
    """EV-3: fifteen working days."""
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
    assert "整改方案：还有21天，12月14日（周一）24时止" in words(of_unit())
    clock.move(timedelta(days=30))
    late = of_unit().text
    assert "整改方案：已超过" in words(late)
    assert 'class="deadline late"' in late


def test_a_recheck_says_what_it_found(world, of_unit):
    with db.transaction():
        each = rated.evaluation(world, 10, 10, 40, 0, 0, year=2025)
        rated.plan(world, each, "增加一个窗口")
    assert "2027年2月21日（周日）复查" in words(of_unit()), "fewer than 60 % are content (AP-10)"
    with db.transaction():
        finding = RecheckFinding.PARTLY
        rated.written(world, each, PaperKind.RECHECK, "等候短了，电话还是难打。", finding=finding)
    page = words(of_unit())
    assert "复查 改了一部分" in page
    assert "等候短了，电话还是难打。" in page


def test_who_rated_with_which_weight_is_said(world, of_unit):
    """AP-8: what few gave on a signed sheet is public."""
    with db.transaction():
        each = rated.evaluation(world, *SPLIT, year=2025, weight=60, weighted=7950)
        rated.sheet(world, each, RaterGroup.STREET, 8500, 30)
        rated.sheet(world, each, RaterGroup.PEER, 8850, 10)
    page = words(of_unit())
    assert "成年居民 权重60%，无记名投票" in page and "（被评议的人不参加）" not in page
    assert "街道 权重30%，评分表85.00分" in page
    assert "各方按权重合计79.50分" in page


# Year by year ------------------------------------------------------------------------


def test_three_years_make_a_trend_in_a_picture_and_in_words(world, of_unit):
    for year, marks in ((2024, (20, 10, 30)), (2023, (10, 5, 45)), (2025, (40, 15, 5))):
        with db.transaction():
            rated.evaluation(world, *marks, year=year)
    page = of_unit().text
    assert page.count("trend-point") == 3
    assert page.count("trend-line") == 2
    assert (
        "2023年25.00%，2024年50.00%，2025年91.67%。头尾两年的范围不重叠，升高不像是偶然的。" in page
    )
    years = re.findall(r"(?:<h3>|<b>)(\d+)年度", page)
    assert years == ["2025", "2024", "2023"], "the latest first"


def test_a_year_that_is_not_shown_leaves_a_gap(world, of_unit):
    for year, marks in ((2023, (40, 10, 10)), (2024, (5, 2, 2)), (2025, (42, 10, 8))):
        with db.transaction():
            rated.evaluation(world, *marks, year=year)
    page = of_unit().text
    assert page.count("trend-point") == 2
    assert "trend-line" not in page
    assert "2024年没有公布" in page
    assert "头尾两年的范围有重叠，差别可能是偶然的" in page


def test_one_year_is_no_trend(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2025)
    assert "近年走势" not in of_unit().text


def test_two_years_are_not_called_three(world, of_unit):
    for year in (2024, 2025):
        with db.transaction():
            rated.evaluation(world, *SPLIT, year=year)
    page = words(of_unit())
    assert "近年走势" in page and "三年走势" not in page
    assert "年份 满意率 大致范围" in page


# By whose residents ------------------------------------------------------------------


def test_what_two_communities_say_of_one_office_stands_apart_in_every_form(world, of_unit):
    """A street office is rated by each community: nobody's year hides, or is compared with, another's."""
    for year, here, there in ((2024, (20, 10, 30), (50, 5, 5)), (2025, (40, 15, 5), (10, 5, 45))):
        with db.transaction():
            rated.evaluation(world, *here, year=year)
            rated.evaluation(world, *there, year=year, of=world.there)
    page = of_unit().text
    assert page.count("trend-point") == 4 and page.count("trend-line") == 2
    assert "2024年50.00%，2025年91.67%。头尾两年的范围不重叠，升高不像是偶然的。" in page
    assert "2024年91.67%，2025年25.00%。头尾两年的范围不重叠，下降不像是偶然的。" in page
    assert "一个社区一年评一次；不放在一起算，也不互相比" in page
    for name in ("五里桥社区", "桑城社区"):
        assert page.count(f"近年走势（{name}评）") == 1
        for year in (2024, 2025):
            assert f"{year}年度（{name}评）" in page
            assert f"{year}年度评议（{name}评）" in of_unit("/sheet").text
    rows = list(csv.reader(io.StringIO(of_unit(".csv").text.removeprefix("\ufeff"))))
    rates = {(row[0], row[1]): row[3] for row in rows if row[2] == "满意率"}
    name = world.here.unit("greening").name
    assert rates == {
        (f"评议：{name}（五里桥社区评）", "2024"): "50.00%",
        (f"评议：{name}（桑城社区评）", "2024"): "91.67%",
        (f"评议：{name}（五里桥社区评）", "2025"): "91.67%",
        (f"评议：{name}（桑城社区评）", "2025"): "25.00%",
    }
    found = of_unit(".json").json["evaluations"]
    assert {(each["year"], each["place"], each["rate"]) for each in found} == {
        (2024, "五里桥社区", 5000),
        (2024, "桑城社区", 9167),
        (2025, "五里桥社区", 9167),
        (2025, "桑城社区", 2500),
    }


def test_who_published_last_is_not_alone_at_the_head_of_the_page(world, of_unit, clock):
    """Each place that rated within a year has a line there, and no more than one."""
    for year, here in ((2024, (20, 10, 30)), (2025, (40, 15, 5))):
        with db.transaction():
            rated.evaluation(world, *here, year=year)
    clock.move(timedelta(days=365))
    with db.transaction():
        rated.evaluation(world, 10, 5, 45, year=2026, of=world.there)
    head = words(of_unit()).partition("近年走势")[0]
    assert "2026年度 满意率25.00%（桑城社区评） 2025年度 满意率91.67%（五里桥社区评）" in head
    assert "50.00%" not in head
    clock.move(timedelta(days=1))
    with db.transaction():
        rated.evaluation(world, 10, 5, 45, year=2026, of=world.there)
    head = words(of_unit()).partition("近年走势")[0]
    assert "2026年度 满意率25.00%（桑城社区评）" in head and "五里桥社区评" not in head


def test_whose_residents_rated_is_not_said_where_nobody_else_did(world, of_unit):
    with db.transaction():
        rated.evaluation(world, *SPLIT, year=2024)
        rated.evaluation(world, *SPLIT, year=2025)
    assert "社区评）" not in everywhere(of_unit)


# Somebody in office ------------------------------------------------------------------


def test_whoever_was_rated_in_office_finds_it_on_their_own_page(world, as_):
    with db.transaction():
        rated.evaluation(world, 20, 20, 15, 5, year=2025, person=world.chair, score=7800)
    page = words(as_(None).get(f"/ratings/people/{world.chair.id}"))
    assert "2025年度 · 居委会主任" in page
    assert "66.67% 优秀、称职率" in page
    assert "得分78.00" in page
    unit = as_(None).get(f"/ratings/units/{world.here.units['committee']}").text
    assert "66.67%" not in unit, "nobody's figures stand beside a colleague's"
    assert "还没有评议过" in unit


def test_what_somebody_rated_in_an_office_promised_is_in_their_record_and_no_colleagues(
    world, as_, clock
):
    """EV-3: nobody else may report it, and nobody else bears its lateness."""
    with db.transaction():
        each = rated.evaluation(world, 20, 20, 15, 5, year=2025, person=world.clerk)
        rated.plan(world, each, "答应的事当天登记", days=10)
    clock.move(timedelta(days=11))
    own, unit = f"/ratings/people/{world.clerk.id}", f"/ratings/units/{each.unit_id}"
    visitor = as_(None)
    (kept,) = visitor.get(f"{own}.json").json["keeping"]
    assert (kept["year"], kept["judged"], kept["overdue"]) == (2026, 1, 1)
    assert visitor.get(f"{unit}.json").json["keeping"] == []
    page = words(visitor.get(own))
    assert "2026年 0 0 1 0 0 0 0%（0/1）" in page and "现在逾期1件" in page
    assert "还没有这个单位答应" in visitor.get(unit).text
    assert "答应的事当天登记" not in visitor.get(f"{unit}/promises").text
    for form in ("/sheet", ".csv"):
        assert "现在逾期" in visitor.get(f"{own}{form}").text, form


def test_whoever_was_rated_in_another_office_of_a_unit_has_a_page_from_then_on(world, as_):
    with db.transaction():
        committee = world.here.unit("committee")
        speaker = appoint(person("组长", "speaker"), Role.REPRESENTATIVE, world.place, committee)
        address = f"/ratings/people/{speaker.id}"
    assert as_(None).get(address).status_code == 404
    with db.transaction():
        rated.evaluation(world, 20, 20, 15, 5, year=2025, person=speaker)
    page = as_(None).get(address)
    assert page.status_code == 200
    assert "居民代表" in page.text


def test_two_successive_years_end_the_office_by_law_and_delete_nobody(world, as_):
    """JWH25 Art.37; AP-5."""
    who = {"person": world.chair, "is_incompetent": True}
    with db.transaction():
        rated.evaluation(world, 5, 5, 10, 40, year=2024, **who)
        rated.evaluation(world, 5, 5, 5, 45, year=2025, is_second=True, **who)
    page = as_(None).get(f"/ratings/people/{world.chair.id}")
    said = words(page)
    assert "连续两个年度被评为不称职。依照《城市居民委员会组织法》第37条，职务依法终止" in said
    assert said.count("“不称职”超过作出评价的一半") == 1
    assert "周主任" in said
    sheet = as_(None).get(f"/ratings/people/{world.chair.id}/sheet").text
    assert "职务依法终止" in sheet
    (latest, first) = as_(None).get(f"/ratings/people/{world.chair.id}.json").json["evaluations"]
    assert latest["is_second"] and not first["is_second"]


# How much it costs -------------------------------------------------------------------


def test_ten_years_cost_as_many_queries_as_one(world, as_):
    pages = [f"/ratings/units/{world.here.units['greening']}", f"/ratings/people/{world.chair.id}"]

    def most():
        browser = as_(world.clerk)
        found = []
        for page in pages:
            with counted() as asked:
                assert browser.get(page).status_code == 200
            found.append(len(asked))
        return found

    def one_more(year):
        with db.transaction():
            each = rated.evaluation(world, *SPLIT, year=year)
            rated.sheet(world, each, RaterGroup.STREET, 8500, 30)
            rated.evaluation(world, 20, 20, 15, 5, year=year, person=world.chair)
            rated.written(world, each, PaperKind.STATEMENT, "说明。")
            rated.by_itself(world, SPLIT, SPLIT, comments={"好": None})

    one_more(2016)
    few = most()
    for year in range(2017, 2026):
        one_more(year)
    assert most() == few
    assert max(few) <= 8


@pytest.mark.parametrize("form", ["", "/sheet", "/promises", ".csv", ".json"])
def test_every_form_stands_in_english_too(world, as_, form):
    with db.transaction():
        each = rated.evaluation(world, *SPLIT, year=2025, weight=60, weighted=7950)
        rated.sheet(world, each, RaterGroup.STREET, 8500, 40)
        rated.plan(world, each, "增加一个窗口")
        rated.by_itself(world, SPLIT, comments={"好": None})
    browser = as_(None)
    browser.set_cookie("locale", "en")
    answer = browser.get(f"/ratings/units/{each.unit_id}{form}")
    assert answer.status_code == 200
    assert "%(" not in answer.text


def test_one_measure_is_one_in_english(world, as_):
    with db.transaction():
        each = rated.evaluation(world, *SPLIT, year=2025)
        rated.plan(world, each, "增加一个窗口")
    browser = as_(None)
    browser.set_cookie("locale", "en")
    page = words(browser.get(f"/ratings/units/{each.unit_id}"))
    assert "Rectification plan (整改方案): 1 measure " in page
    assert ", 1 measure." in words(browser.get(f"/ratings/units/{each.unit_id}/sheet"))


def test_the_rate_has_another_name_than_the_grade_in_english(world, as_):
    with db.transaction():
        each = rated.evaluation(world, *SPLIT, year=2025)
    browser = as_(None)
    browser.set_cookie("locale", "en")
    page = words(browser.get(f"/ratings/units/{each.unit_id}"))
    assert "75.00% Satisfaction rate" in page and "Satisfied 30 42.86%" in page
