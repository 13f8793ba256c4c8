"""An evaluation through its pages: what supervisors, the rated, raters and everybody see and press."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from civic import clock as clock_
from civic.clock import SHANGHAI, Hands, start_of_day
from civic.db import session, transaction
from civic.errors import OutOfOrder
from civic.meetings import actions
from civic.meetings.actions import Party
from civic.meetings.models import Meeting, Paper, ScoreSheet
from civic.meetings.rules import MeetingStage, PaperKind
from civic.people.models import Appointment, Person
from civic.sittings import actions as sittings
from civic.sittings.rules import AttendanceMode
from civic.voting.actions import results
from civic.voting.rules import UnitMark, VoteStage
from civic.voting.wording import result_text
from tests.architecture.rated import BESIDE
from tests.meetings import evaluation
from tests.meetings.hearing import in_days
from tests.meetings.test_pages import queries
from tests.neighbour import NeighbourClient, forms, words
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.ballot import residents
from tests.voting.secrecy import supervisors
from tests.world import World

As = Callable[[Any], NeighbourClient]
HTMX = {"HX-Request": "true"}


def typed(moment: Any) -> str:
    """A moment as a browser sends it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


def page(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}"


def newest() -> Meeting:
    found = session().query(Meeting).order_by(Meeting.id.desc()).first()
    assert found is not None
    return found


def notice(**facts: Any) -> dict[str, Any]:
    return {
        "starts_at": typed(in_days(8)),
        "voting_until": typed(in_days(9)),
        "registration_until": typed(in_days(7)),
        "materials": "工作报告在本页公开。",
        "is_redacted": "y",
    } | facts


def paper() -> tuple[BytesIO, str]:
    return BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), "评分表.pdf"


# -- before it sits -------------------------------------------------------------


def test_supervisors_convene_invite_and_announce_the_evaluation_of_a_department(
    world: World, as_: As
) -> None:
    matter = evaluation.routed(world)
    who = residents(world, 10)
    names = [(each.name, each.id) for each in who]
    supervisor, matter_id = as_(world.supervisor), matter.id

    start = f"/meetings/evaluations/new?matter={matter_id}"
    bent = supervisor.fill(
        f"{start}&whom=unit",
        "/meetings/evaluations",
        whom="?",
        unit_id=world.here.units["greening"],
        venue="",
    )
    assert bent.status_code == 422 and "checked" in bent.text and 'name="unit_id"' in bent.text
    assert start in supervisor.get(f"/matters/{matter_id}").text
    assert "一个单位" in supervisor.get(start).text
    answer = evaluation.fill_in(supervisor, world, matter, venue="社区活动室二楼")
    assert answer.status_code == 303, answer.text
    meeting = newest()
    url = page(meeting)
    assert as_(None).get(url).status_code == 404, "in preparation, it is nobody else's"
    shown = supervisor.get(url).text
    assert "正在筹备，还没有公告" in shown and "请人来评" in shown

    raters = f"{url}/raters/{evaluation.groups(meeting)[0].id}"
    for name, ident in names:
        answer = supervisor.send(raters, who=name, person_id=ident)
        assert answer.status_code == 303, answer.text
    assert "名单上有10人" in supervisor.get(raters).text
    official = supervisor.send(raters, who=world.official.name, person_id=world.official.id)
    assert official.status_code == 422, "who is rated is not found among the neighbours"

    early = notice(starts_at=typed(in_days(7)), voting_until=typed(in_days(8)))
    early["registration_until"] = typed(in_days(6))
    late = typed(in_days(8) + timedelta(hours=3))
    answer = supervisor.fill(f"{url}/announcement", f"{url}/announcement", **early)
    assert answer.status_code == 409
    assert "工作报告在本页公开。" in answer.text, "what was typed stays"
    for wrong, why in ((early, "隔满7天"), (notice(registration_until=late), "报名要在开会")):
        told = supervisor.fill(f"{url}/announcement", f"{url}/announcement", preview="1", **wrong)
        assert told.status_code in {409, 422} and "公告会是这样" not in told.text
        assert why in told.text, "what the notice would be refused for, its preview says"
    answer = supervisor.fill(f"{url}/announcement", f"{url}/announcement", preview="1", **notice())
    assert answer.status_code == 200 and "谁来评：居民、居民代表100%" in answer.text
    answer = supervisor.fill(f"{url}/announcement", f"{url}/announcement", **notice())
    assert answer.status_code == 303, answer.text

    everybody = as_(None).get(url).text
    assert "被评议方在开会以前交报告" in everybody or "去登录" in everybody
    assert "报告还没有交" in everybody
    board = as_(None).get(f"{url}/notice").text
    assert "绿化市容所" in board
    assert "<h2>方案说明" not in board and "扫一扫，看报告、评议、看结果" in board
    assert "居务监督委员会" in board.rpartition("sheet-sign")[2], "who gave it signs it"
    undated = [said for said in re.findall(r"(.{5})\d+月\d+日", board) if not said.endswith("年")]
    assert undated == [], "every date of a legal notice has its year"
    rater = session().get_one(type(world.official), names[0][1])
    assert "您在评议人名册上。开会时开始投票" in as_(rater).get(url).text
    assert (
        "无记名" in as_(None).get("/meetings/").text or "评议会" in as_(None).get("/meetings/").text
    )


def test_members_of_the_committee_are_offered_with_supervisors_alone_to_preside(
    world: World, as_: As
) -> None:
    matter = evaluation.routed(world)
    form = as_(world.clerk).get(f"/meetings/evaluations/new?matter={matter.id}&whom=members").text
    assert world.chair.name in form and "三位保管人的票箱" in form
    chairs = form[form.index('name="chair_id"') :]
    chairs = chairs[: chairs.index("</select>")]
    assert world.supervisor.name in chairs and world.chair.name not in chairs


def test_weights_that_make_no_hundred_are_said_and_what_was_typed_stays(
    world: World, as_: As
) -> None:
    matter = evaluation.routed(world)
    answer = as_(world.supervisor).fill(
        f"/meetings/evaluations/new?matter={matter.id}&whom=unit",
        "/meetings/evaluations",
        unit_id=world.here.units["greening"],
        chair_id=world.here.people["supervisor"],
        resident_weight=50,
        venue="桥下的空地上",
    )
    assert answer.status_code == 422
    assert "100" in answer.text and "桥下的空地上" in answer.text
    assert session().query(Meeting).count() == 0


# -- the report, the ballot, the sheets -----------------------------------------


def test_the_rated_hand_in_their_report_and_everybody_reads_it(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    url, party = page(meeting), evaluation.parties(meeting)[0].id
    official = as_(world.official)
    assert "交报告" in official.get(url).text
    answer = official.fill(
        f"{url}/rated/{party}/report",
        f"{url}/rated/{party}/report",
        text="修树三次，一次没有先贴通知。",
    )
    assert answer.status_code == 422, "nobody has read it for names"
    assert "修树三次，一次没有先贴通知。" in answer.text
    answer = official.fill(
        f"{url}/rated/{party}/report",
        f"{url}/rated/{party}/report",
        text="修树三次，一次没有先贴通知。",
        is_redacted="y",
    )
    assert answer.status_code == 303, answer.text
    shown = as_(None).get(url).text
    assert "修树三次，一次没有先贴通知。" in shown
    assert "<h3>工作报告</h3>" in shown and "述职" not in shown, "a unit holds no office"
    other = as_(world.other_official).get(f"{url}/rated/{party}/report")
    assert other.status_code == 403


def test_a_rater_is_led_to_the_ballot_and_told_that_it_counts(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    vote, rater = evaluation.votes(meeting)[0], session().get_one(type(who[0]), who[0].id)
    client = as_(rater)
    shown = client.get(page(meeting)).text
    assert "您在评议人名册上，可以评。" in shown and f"/votes/{vote.id}/ballot" in shown
    evaluation.cast(vote, rater, UnitMark.SATISFIED)
    again = client.get(page(meeting)).text
    assert "您已经评过了，算数了。" in again and "去评议投票" not in again
    assert "您在评议人名册上" not in as_(world.resident).get(page(meeting)).text


def test_the_ballot_leads_to_the_reports_and_takes_nothing_that_was_chosen_with_it(
    world: World, as_: As, clock: Hands
) -> None:
    """In another window, and from its first page alone: the later ones answer what was sent."""
    parties = [Party(world.here.unit("greening")), Party(world.here.unit("water"))]
    meeting = evaluation.convened(world, parties=parties)
    who = evaluation.with_raters(world, meeting)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    vote = evaluation.votes(meeting)[0]
    way = f'href="/meetings/votes/{vote.id}" target="_blank"'
    client, ballot = as_(session().get_one(type(who[0]), who[0].id)), f"/votes/{vote.id}/ballot"
    assert way in client.get(ballot).text
    client.set_cookie("edition", "elder")
    first = client.get(ballot)
    assert way in first.text and "第1题，共2题" in first.text
    assert "填评议票" in words(first) and "表决票" not in words(first)
    (form,) = [form for form in forms(first) if form.action == f"{ballot}/review"]
    later = client.post(form.action, data={**form.fields, "answers-0": "satisfied", "to": "2"})
    assert "第2题，共2题" in later.text and "/meetings/votes/" not in later.text
    led = client.get(f"/meetings/votes/{vote.id}")
    assert "报告" in led.text and vote.official_title in words(led)
    assert as_(None).get("/meetings/votes/999").status_code == 404


def test_who_rates_is_said_in_the_same_words_everywhere(
    world: World, as_: As, clock: Hands
) -> None:
    """By a short name, and at the roll with who is not on it: whoever is rated is told that this is
    why they are not."""
    short, words = "居民代表会议", "居民代表会议的成员（被评议的人不参加）"
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    evaluation.noticed(world, meeting)
    (secret,) = evaluation.opened(world, meeting)
    vote = f"/votes/{secret.vote.id}"
    assert words in as_(None).get(vote).text
    main = as_(None).get(page(meeting)).text
    assert short in main and "（被评议的人不参加）" not in main
    assert "居委会成员和居民代表" not in as_(None).get(vote).text
    matter = as_(None).get(f"/matters/{meeting.matter_id}").text
    assert "由评议人无记名投票，被评议的人不参加" in matter
    assert "逐条答复" not in matter and "由全体成年居民表决" not in matter
    rated = as_(world.chair)
    assert "这次评的就是您或者您的单位，所以您不在名册上" in rated.get(vote).text
    main = rated.get(page(meeting)).text
    assert "这次评议的就是您，所以您不在居民评议人的名册上" in main
    assert "<h3>述职报告</h3>" in main and "<h3>工作报告</h3>" not in main
    other = as_(world.neighbour).get(vote).text
    assert f"能投票的是：{words}" in other and "评的就是您" not in other
    evaluation.closed(world, meeting)
    evaluation.cast(secret.vote, who[0], "competent", "basic")
    evaluation.counted(world, [secret], clock)
    text = result_text(fresh_vote(secret.vote), results(fresh_vote(secret.vote)))
    assert f"由{words}表决" in text
    evaluation.publish(world, meeting)
    main = as_(None).get(page(meeting)).text
    assert f"<h3>{short}</h3>" in main and "（被评议的人不参加）" not in main


def test_whoever_is_kept_out_is_told_why_and_sees_no_tick(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)

    def told(person: Person) -> tuple[str, str]:
        notice = as_(person).get(page(meeting)).text.partition('class="notice')[2]
        found = re.search(r"#([a-z-]+)\".*?<p>(.*?)</p>", notice)
        assert found is not None
        return found[1], found[2]

    sign, said = told(world.official)
    assert said.startswith("这次评议的是您的单位，") and "就是您" not in said
    assert sign == "flag"
    assert told(who[0]) == ("check", "您在评议人名册上。开会时开始投票，到时来评。")


def test_a_score_is_typed_from_paper_with_the_paper(world: World, as_: As, clock: Hands) -> None:
    meeting = evaluation.convened(world, polls=BESIDE)
    evaluation.with_raters(world, meeting, 50)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    group, party = evaluation.groups(meeting)[1].id, evaluation.parties(meeting)[0].id
    url = f"{page(meeting)}/raters/{group}/sheets"
    clerk = as_(world.clerk)
    assert "还没有" in clerk.get(url).text
    asked = clerk.get(f"{url}/{party}").text
    assert "大家都看得到：先把居民的姓名、电话、门牌和签名遮住" in asked
    assert "附件里没有居民的姓名、电话、门牌" in asked
    for wrong in ("八十六", "101", "86.555", "-1", ""):
        answer = clerk.send(f"{url}/{party}", score=wrong, file=paper(), is_redacted="y")
        assert answer.status_code == 422, wrong
    answer = clerk.send(f"{url}/{party}", score="86.5")
    assert answer.status_code == 422 and "请附上签了字的评分表" in answer.text
    unread = clerk.send(f"{url}/{party}", score="86.5", file=paper())
    assert unread.status_code == 422 and session().query(ScoreSheet).count() == 0
    answer = clerk.send(f"{url}/{party}", score="86.5", file=paper(), is_redacted="y")
    assert answer.status_code == 303, answer.text
    assert session().query(ScoreSheet).one().score == 8650
    assert "86.50分" in clerk.get(url).text
    assert as_(None).get(f"{url}/{party}/document").status_code == 404, "until the result"


# -- the result and what follows -------------------------------------------------


def counted(world: World, hands: Hands, satisfied: int = 5) -> Meeting:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    grades = [["satisfied"]] * satisfied + [["dissatisfied"]] * (12 - satisfied)
    evaluation.rated_by(world, meeting, hands, who, *grades)
    return evaluation.fresh(meeting)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_the_result_is_drafted_from_the_count_and_shown_with_the_sum_behind_it(
    world: World, as_: As, clock: Hands, headers: dict[str, str]
) -> None:
    meeting = counted(world, clock)
    url, supervisor = page(meeting), as_(world.supervisor)
    assert "公布评议结果" in supervisor.get(url, headers=headers).text
    draft = supervisor.get(f"{url}/result", headers=headers).text
    assert "满意5票" in draft and "不满意7票" in draft and "41.67%" in draft
    assert "41.67" not in as_(None).get(url).text, "nobody else knows before"
    answer = supervisor.fill(f"{url}/result", f"{url}/result", is_redacted="y")
    assert answer.status_code == 303, answer.text
    shown = as_(None).get(url, headers=headers).text
    assert "41.67%（5÷12）" in shown and "评议有效" in shown
    assert "（满意5＋基本满意0）÷作出评价的12＝41.67%；不了解0票不算在内" in shown
    assert "整改方案：还有" in shown and "复查：" in shown
    assert evaluation.votes(meeting)[0].stage is VoteStage.PUBLISHED


def test_a_rate_says_of_how_many_it_is(world: World, as_: As, clock: Hands) -> None:
    """The bars below it are shares of all ballots."""
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting, 16)
    marks = {"satisfied": 7, "basically": 2, "dissatisfied": 3, "dont_know": 3, "abstain": 1}
    grades = [[mark] for mark, n in marks.items() for _each in range(n)]
    evaluation.rated_by(world, meeting, clock, who, *grades)
    evaluation.publish(world, evaluation.fresh(meeting))
    assert "75.00%（9÷12，“不了解”3票、“弃权”1票不算）" in as_(None).get(page(meeting)).text
    english = as_(None)
    english.send("/preferences", locale="en")
    shown = words(english.get(page(meeting)))
    assert "75.00% (9 ÷ 12, without 3 “Don&#39;t know”, 1 “Abstain”)" in shown


def test_a_plan_that_is_late_is_late_in_public(world: World, as_: As, clock: Hands) -> None:
    meeting = counted(world, clock)
    evaluation.publish(world, meeting)
    due = evaluation.parties(meeting)[0].result
    assert due is not None and due.plan_due is not None
    clock.set(due.plan_due.ends_at - timedelta(hours=2))
    assert 'class="deadline late"' not in as_(None).get(page(meeting)).text
    clock.set(due.plan_due.ends_at + timedelta(hours=2))
    assert 'class="deadline late"' in as_(None).get(page(meeting)).text


def test_the_rated_answer_mend_and_are_looked_at_again(world: World, as_: As, clock: Hands) -> None:
    meeting = counted(world, clock)
    evaluation.publish(world, meeting)
    url, party = page(meeting), evaluation.parties(meeting)[0].id
    official, rated = as_(world.official), f"{url}/rated/{party}"
    assert "交整改方案" in official.get(url).text
    words = {"text": "修树的外包队换掉了，通知提前三天贴。", "is_redacted": "y"}
    assert official.fill(f"{rated}/statement", f"{rated}/statement", **words).status_code == 303
    assert "修树的外包队换掉了" in as_(None).get(url).text

    half = words | {"signed_by": "陆所长", "contact": "值班室", "what_1": "修树先贴通知"}
    answer = official.fill(f"{rated}/plan", f"{rated}/plan", **half)
    assert answer.status_code == 422 and "修树先贴通知" in answer.text
    day = in_days(30).date().isoformat()
    odd = half | {"due_1": day, "what_2": "围挡拆掉一段"}
    answer = official.fill(f"{rated}/plan", f"{rated}/plan", **odd)
    assert answer.status_code == 422 and "请写上哪天以前办好" in answer.text
    answer = official.fill(f"{rated}/plan", f"{rated}/plan", **(half | {"due_1": day}))
    assert answer.status_code == 303, answer.text
    shown = as_(None).get(url).text
    assert "修树先贴通知" in shown and "陆所长" in shown and "未开始" in shown
    assert "正在整改" in shown

    supervisor = as_(world.supervisor)
    assert "90天" in supervisor.get(f"{rated}/recheck").text, "not before ninety days"
    result = evaluation.parties(meeting)[0].result
    assert result is not None and result.recheck_due is not None
    clock.set(start_of_day(result.recheck_due.due_on) + timedelta(hours=10))
    assert official.get(f"{rated}/recheck").status_code == 403
    found = {"finding": "partly", "text": "通知贴了，围挡还在。", "is_redacted": "y"}
    answer = supervisor.fill(f"{rated}/recheck", f"{rated}/recheck", **found)
    assert answer.status_code == 303, answer.text
    shown = as_(None).get(url).text
    assert "改了一部分" in shown and "围挡还在" in shown
    assert {p.kind for p in session().query(Paper)} == set(PaperKind)


def test_too_few_ballots_are_shown_in_words_alone(world: World, as_: As, clock: Hands) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who[:9], ["satisfied"])
    evaluation.publish(world, evaluation.fresh(meeting))
    shown = as_(None).get(page(meeting)).text
    assert "人数太少，不单独公布" in shown
    assert "居民满意率" not in shown and "100.00%" not in shown


# -- its own words, from the notice to the result -----------------------------------


def steps(shown: str) -> list[str]:
    """The links of its chain, with what is said of each."""
    chain = re.search(r'<ol class="chain.*?</ol>', shown, re.S)
    assert chain is not None
    notes = r'step-text">([^<]+)<.*?</span></span>(?:<span class="step-note">([^<]+)</span>)?</li>'
    return ["".join(found) for found in re.findall(notes, chain[0], re.S)]


def test_its_page_shows_the_materials_of_the_notice_until_it_is_withdrawn(
    world: World, as_: As
) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    meeting = evaluation.noticed(world, meeting, materials="账目在居委会一楼，随时可看。")
    assert "账目在居委会一楼，随时可看。" in as_(None).get(page(meeting)).text
    with transaction():
        actions.postpone(world.clerk, meeting, reason="主持人病了")
    assert "账目在居委会一楼" not in as_(None).get(page(meeting)).text


def test_no_step_of_its_chain_is_lost_with_the_result(world: World, as_: As, clock: Hands) -> None:
    """What nobody owes is said of the step."""
    meeting = counted(world, clock, satisfied=12)
    words = ["公告", "报告", "询问", "评议投票", "当众计票", "结果", "整改", "复查"]
    assert steps(as_(None).get(page(meeting)).text) == words
    evaluation.publish(world, meeting)
    assert steps(as_(None).get(page(meeting)).text) == [*words[:-1], "复查不用复查"]


def test_without_a_result_nobody_has_to_hand_in_a_plan(world: World, as_: As, clock: Hands) -> None:
    meeting = evaluation.convened(world)
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who[:2], ["satisfied"])
    evaluation.publish(world, meeting)
    assert "整改不用交整改方案" in steps(as_(None).get(page(meeting)).text)


def test_the_full_text_that_was_registered_has_its_figures(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = counted(world, clock)
    entry = evaluation.publish(world, meeting)
    folded = as_(None).get(page(meeting)).text.partition("登记的全文")[2].partition("</details>")[0]
    assert evaluation.fresh(meeting).outcome in folded
    assert entry.figures.splitlines()[-1] in folded


def test_closing_its_sitting_says_what_it_means_for_the_ballot(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.opened(world, evaluation.noticed(world, meeting))
    with transaction():
        room = evaluation.sitting(meeting)
        for item in room.items:
            sittings.take_up(world.supervisor, room, item)
    asked = as_(world.supervisor).get(f"{page(meeting)}/closure").text
    assert "评议投票不因散会结束" in asked
    assert "提意见" not in asked and "举手" not in asked


def test_who_came_to_be_rated_is_not_counted_among_those_who_came_to_rate(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.of_the_committee(world)
    who = evaluation.assembly(world)
    evaluation.noticed(world, meeting)
    secrets = evaluation.with_keys(world, evaluation.reported(world, meeting))
    evaluation.arrived(world, meeting)
    with transaction():
        room = evaluation.fresh(meeting).sitting
        for each in (world.chair, world.clerk):
            sittings.check_in(world.clerk, room, person=each, mode=AttendanceMode.ON_SITE)
    with transaction():
        actions.open_session(world.supervisor, evaluation.fresh(meeting))
    evaluation.closed(world, meeting)
    evaluation.cast(secrets[0].vote, who[0], "competent", "basic")
    evaluation.counted(world, secrets, clock)
    drafted = as_(world.supervisor).get(f"{page(meeting)}/result").text
    assert "到会5人，其中被评议2人，旁听0人。" in drafted


def test_without_a_key_the_room_leads_to_the_urn_whoever_conducts_the_vote(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = evaluation.of_the_chair(world)
    evaluation.assembly(world)
    evaluation.reported(world, evaluation.noticed(world, meeting))
    clock.set(evaluation.fresh(meeting).sitting.starts_at)
    urn = f"/votes/{evaluation.votes(meeting)[0].id}/urn"
    supervisor, room = as_(world.supervisor), f"{page(meeting)}/room"
    waits, opens = supervisor.get(room).text, f'action="{page(meeting)}/session"'
    assert urn in waits and opens not in waits
    refused = supervisor.send(f"{page(meeting)}/session")
    assert refused.status_code == 409
    assert "票箱还没有准备好" in refused.text and f'"{urn}"' in refused.text
    rated = as_(world.chair).get(room).text
    assert "票箱还没有准备好" in rated and urn not in rated
    evaluation.with_keys(world, meeting)
    ready = supervisor.get(room).text
    assert urn not in ready and opens in ready


def test_in_english_its_stages_are_nouns(world: World, as_: As, clock: Hands) -> None:
    meeting = counted(world, clock)
    evaluation.publish(world, meeting)
    evaluation.planned(world, meeting)
    client = as_(None)
    client.send("/preferences", locale="en")
    shown = client.get(page(meeting)).text
    assert steps(shown) == [
        "Notice",
        "Report",
        "Questions",
        "Ballot",
        "Count",
        "Results",
        "Rectification",
        "Re-check",
    ]
    assert "<h3>Residents and their representatives</h3>" in shown
    for said in ("<dt>Closed</dt>", "<dt>Opened</dt>", "<dt>Signed by</dt>"):
        assert said in shown, said


# -- what all three meetings share -----------------------------------------------


def test_put_off_it_gets_another_chair_and_no_other_parties(world: World, as_: As) -> None:
    """Whoever was to preside is no supervisor any more when the next notice is given."""
    evaluation.assembly(world)
    meeting = evaluation.of_the_chair(world)
    another = supervisors(world)[1]
    by, at = as_(another), page(meeting)
    assert f"{at}/parties" in by.get(at).text and f"{at}/chair" not in by.get(at).text
    evaluation.noticed(world, meeting)
    with transaction():
        actions.postpone(another, evaluation.fresh(meeting), reason="会场停电。")
    with transaction():
        (office,) = session().scalars(select(Appointment).filter_by(person_id=world.supervisor.id))
        office.ends_on = clock_.today() - clock_.ONE_DAY
    session().expire_all()
    with pytest.raises(OutOfOrder):
        evaluation.noticed(world, meeting, by=another, starts_at=in_days(10))
    session().rollback()
    shown = by.get(at).text
    assert f"{at}/chair" in shown and f"{at}/parties" not in shown
    closed = by.get(f"{at}/parties")
    assert closed.status_code == 409 and "延期以后也不能改" in closed.text
    facts = {"chair_id": another.id, "reason": "原来的主持人卸任了。"}
    assert by.fill(f"{at}/chair", f"{at}/chair", **facts).status_code == 303
    assert "原来的主持人卸任了。" in by.get(at).text
    meeting = evaluation.noticed(world, meeting, by=another, starts_at=in_days(10))
    assert (meeting.stage, meeting.sitting.chair_id) == (MeetingStage.NOTICED, another.id)


def test_nothing_is_asked_of_an_evaluation_that_only_a_hearing_has(
    world: World, as_: As, clock: Hands
) -> None:
    meeting = counted(world, clock)
    evaluation.publish(world, meeting)
    clerk = as_(world.clerk)
    for view in ("panel", "plan", "notice/new", "sending", "plan-changes/new", "next-round"):
        assert clerk.get(f"{page(meeting)}/{view}").status_code == 404, view
    shown = clerk.get(page(meeting)).text
    for word in ("听证小组", "利益方", "方案说明", "谁作决定", "None"):
        assert word not in shown, word
    for view in ("notice", "minutes/edit", "roll", "room", "qr.svg", "calendar.ics"):
        assert clerk.get(f"{page(meeting)}/{view}").status_code in {200, 303}, view


def test_a_resident_registers_to_observe_and_is_asked_nothing_else(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    evaluation.noticed(world, meeting)
    client, url = as_(world.resident), f"{page(meeting)}/registration"
    form = client.get(url).text
    assert "group_id" not in form and 'name="part"' not in form
    assert client.fill(url, url).status_code == 303
    assert "您已报名：旁听席位" in client.get(page(meeting)).text


def test_the_page_of_a_result_asks_eight_times_at_most(world: World, as_: As, clock: Hands) -> None:
    one = counted(world, clock)
    evaluation.publish(world, one)
    client = as_(world.clerk)
    url = page(one)
    client.get(url)
    with queries() as seen:
        assert client.get(url).status_code == 200
    assert len(seen) <= 8, "\n".join(
        x[:60] + " … " + x[x.find("FROM") :][:150].replace("\n", " ") for x in seen
    )


def test_votes_of_an_evaluation_are_led_at_its_own_page(world: World, as_: As) -> None:
    meeting = evaluation.convened(world)
    evaluation.with_raters(world, meeting)
    vote = evaluation.votes(meeting)[0]
    desk = as_(world.clerk).get(f"/votes/{vote.id}/desk").text
    assert "这是一场评议会的投票" in desk
    assert f"/votes/{vote.id}/posting" not in desk and f"/votes/{vote.id}/edit" not in desk
    assert "主持评议投票" in desk and "主持表决" not in desk
    assert evaluation.fresh(meeting).stage is MeetingStage.DRAFT


def test_whether_the_reader_was_rated_is_asked_once_for_all_who_are_looked_at_again(
    world: World, as_: As, clock: Hands
) -> None:
    units = [world.here.unit(name) for name in ("greening", "water")]
    meeting = evaluation.convened(world, parties=[Party(unit) for unit in units])
    who = evaluation.with_raters(world, meeting)
    evaluation.rated_by(world, meeting, clock, who, ["dissatisfied"] * 2, goes_without=True)
    evaluation.publish(world, meeting)
    due = [each.result and each.result.recheck_due for each in evaluation.parties(meeting)]
    assert due[0] is not None and due[0] == due[1]
    clock.set(start_of_day(due[0].due_on) + timedelta(hours=10))
    supervisor = as_(world.supervisor)
    with queries() as asked:
        page = supervisor.get(f"/meetings/{meeting.id}").text
    assert all(f"{each.id}/recheck" in page for each in evaluation.parties(meeting))
    assert len([each for each in asked if "meetings_meetings.entry_id =" in each]) == 1
