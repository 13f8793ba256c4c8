"""The desk of a vote, from the draft to the published result, as its clerks go through the pages."""

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from civic import clock as civic_clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.home import models as home
from civic.home.rules import Wait
from civic.i18n import moment
from civic.ledger import Entry, Fact
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Role
from civic.voting import actions
from civic.voting.models import Ballot, PaperBundle, PaperEntry, RollObjection, Vote, Voter
from civic.voting.models import bundle as bundle_
from civic.voting.rules import (
    Channel,
    Electorate,
    Line,
    Outcome,
    QuestionKind,
    Rule,
    VoterKind,
    VoteStage,
)
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient, forms
from tests.opinions.talk import counted as queries
from tests.voting.ballot import (
    again,
    cast,
    counted,
    drafted,
    example_one,
    fresh,
    in_days,
    named_on_paper,
    opened,
    over,
    part,
    posted,
    upload,
    voter_of,
)
from tests.voting.test_actions import council, council_vote
from tests.world import World, appoint, person

Opens = Callable[[Person | None], NeighbourClient]


def typed(days: int, hour: int = 9) -> str:
    return f"{in_days(days, hour).astimezone(civic_clock.SHANGHAI):%Y-%m-%dT%H:%M}"


def found(path: str) -> int:
    """The id in an address."""
    return int(re.findall(r"\d+", path)[0])


def gone(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def say(answer: TestResponse, *sentences: str, status: int = 200) -> None:
    assert answer.status_code == status, answer.text
    for sentence in sentences:
        assert sentence in answer.text, sentence


def linked(answer: TestResponse, path: str) -> str:
    """Where a page leads to under an address, with all that hangs on it."""
    say(answer)
    [address] = re.findall(rf'href="({path}[^"]*)"', answer.text)
    return html.unescape(str(address))


def the_vote() -> Vote:
    session().rollback()
    return fresh(session().scalars(sa.select(Vote).order_by(Vote.id.desc())).first())  # type: ignore[arg-type]


def colleague(world: World, name: str = "钱帮手", login: str = "second") -> Person:
    with transaction():
        return appoint(person(name, login), Role.CLERK, world.place)


def hand_out(client: NeighbourClient, vote: Vote, number: int) -> None:
    page = f"/votes/{vote.id}/heads/{number}"
    gone(client.fill(page, f"{page}/paper", channel="paper_site"))
    gone(client.fill(page, f"{page}/return"))


def on_paper(world: World, vote: Vote, who: Person) -> int:
    """A paper handed out and given back; its number."""
    voter = voter_of(vote, who)
    with transaction():
        actions.hand_out(world.clerk, voter, channel=Channel.PAPER_SITE)
        actions.take_back(world.clerk, again(voter))
    return voter.number


def closed_with_papers(
    world: World, hands: Hands, *, papers: tuple[str, ...] = ("o0", "o1")
) -> tuple[Vote, list[int]]:
    """Example 1, closed, with papers in the box; their numbers."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), hands)
    numbers = [on_paper(world, vote, who[name]) for name in papers]
    for name in ("x", "o2"):
        cast(vote, who[name], "yes")
    vote = over(vote, hands)
    with transaction():
        actions.close(world.clerk, vote)
    return fresh(vote), numbers


# -- worked example 1, page by page -----------------------------------------------------


def test_from_the_draft_to_the_register_with_two_papers_read_twice(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Worked example 1 of the rule book: half of the heads is not more than half."""
    place, who = example_one(world)
    clerk, second = as_(world.clerk), as_(colleague(world))
    # The law first, then what it leaves open.
    days = ("公示满15天才能开始", "投票7到60天", "可以由全体业主来投", "按人数和面积计票")
    say(clerk.get("/votes/new"), "业主共同决定", *days)
    new = "/votes/new?rule=owners_ordinary"
    say(clerk.get(new), "记名表决")
    assert "无记名表决" not in clerk.get(new).text
    address = gone(
        clerk.fill(
            new,
            "/votes/",
            place_id=str(place.id),
            official_title="选聘物业服务企业",
            electorate="owners",
            secrecy="closed_named",
        )
    )
    here = f"/votes/{found(address)}"
    say(clerk.get(f"{here}/posting"), "还没有表决事项")
    gone(clerk.fill(f"{here}/questions", f"{here}/questions", kind="yes_no", text="同意选聘吗？"))
    # The earliest day stands there before any is typed, with its sum.
    say(clerk.get(f"{here}/posting"), "最早12月9日（周三）开始投票", "中间要隔满15天", "起算日")
    gone(clerk.fill(f"{here}/posting", f"{here}/posting", opens_at=typed(20), closes_at=typed(30)))
    vote = the_vote()
    assert (vote.stage, vote.heads, vote.area) == (VoteStage.POSTED, 14, 2000_00)
    say(clerk.get(f"{here}/desk"), "14人，专有部分面积2,000.00 ㎡", "到时会自动开始")
    notice = as_(None).get(f"{here}/notice")
    say(notice, "表决公告", "同意选聘吗？", "车位面积", "<svg")
    # On a wall it outlasts the year: opening, end, objections and posting are dated in full.
    assert len(re.findall(r"20\d\d年\d+月\d+日（周", notice.text)) == 4
    # The developer's letter says who casts for its one head.
    developer = session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.DEVELOPER).one()
    named_on_paper(world, developer, who["developer"])
    clock.set(vote.opens_at)
    say(clerk.get(f"{here}/opening"), "名册就此封存：14人")
    gone(clerk.fill(f"{here}/opening", f"{here}/opening"))
    # Eight online, two on paper.
    vote = the_vote()
    for name in ("developer", "x", "o0", "o1"):
        cast(vote, who[name], "yes")
    for name in ("o3", "o4", "o5", "o6"):
        cast(vote, who[name], "no")
    yes, no = (voter_of(vote, who[name]).number for name in ("o2", "o7"))
    say(clerk.get(f"{here}/heads/{yes}/sheet"), "表决票", f"{yes}号", "□ 1", "□ 0", "弃权")
    for number in (yes, no):
        hand_out(clerk, vote, number)
    say(clerk.get(f"{here}/desk"), "参加表决的业主10人，总人数14人；三分之二以上即至少10：10×3＝30")
    over(vote, clock)
    gone(clerk.fill(f"{here}/closing", f"{here}/closing"))
    # The papers: one reads, another reads apart, and nothing of the first is seen.
    bundle = gone(clerk.fill(f"{here}/bundles", f"{here}/bundles", size="2"))
    gone(clerk.fill(bundle, f"{bundle}/readings", lines=f"{yes} 1\n{no} 2"))
    assert "同意选聘吗？" in second.get(bundle).text
    assert f"{yes} 1" not in second.get(bundle).text
    gone(second.fill(bundle, f"{bundle}/readings", lines=f"{no}，2\n{yes}　１"))
    say(
        as_(world.supervisor).get(f"{here}/figures"),
        "投了票的10人，网上8张＋纸票2张＝10张",
        "发出纸票2张－没有收回0张＝收回2张",
        "收回纸票2张，录入有效票2张＋废票0张＝2张",
        "第1项有10个回答，网上8张＋有效纸票2张＝10张",
        "票数对得上",
    )
    gone(as_(world.supervisor).fill(f"{here}/figures", f"{here}/reconciliation"))
    counted = gone(clerk.fill(f"{here}/counting", f"{here}/count"))
    say(clerk.get(counted), "同意5人（1,100.00 ㎡），反对5人（500.00 ㎡）", "结论：未通过")
    say(clerk.get(f"{here}/publication"), "公示不少于30天", "业主可以书面申请核实")
    untold = clerk.fill(f"{here}/publication", f"{here}/publication")
    say(untold, "请先检查有没有居民的姓名", "同意5人（1,100.00 ㎡）", status=422)
    gone(clerk.fill(f"{here}/publication", f"{here}/publication", is_redacted="y"))
    vote = the_vote()
    assert vote.stage is VoteStage.PUBLISHED
    assert vote.questions[0].outcome is Outcome.REJECTED
    assert (vote.took_part_heads, vote.took_part_area) == (10, 1600_00)
    register = as_(None).get(f"/register/{vote.entry_id}")
    say(register, "参加表决的面积1,600.00 ㎡，总面积2,000.00 ㎡", "未通过")
    say(clerk.get(f"/votes/{vote.id}"), "面积过半数同意，人数不够：同意的5人，至少要6人。")


# -- whose vote it is -------------------------------------------------------------------


def test_another_places_clerk_is_refused_at_each_step(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, who = example_one(world)
    vote = drafted(world, place)
    stranger = as_(world.there.clerk)
    here = f"/votes/{vote.id}"
    for page in ("edit", "questions", "posting", "desk", "heads", "bundles", "figures"):
        assert stranger.get(f"{here}/{page}").status_code == 403, page
    elsewhere = stranger.fill(
        "/votes/new?rule=owners_ordinary",
        "/votes/",
        place_id=str(place.id),
        official_title="别人家的事",
        electorate="owners",
        secrecy="closed_named",
    )
    say(elsewhere, "请从列出的选项里选择", "别人家的事", status=422)
    vote = opened(world, vote, clock)
    number = voter_of(vote, who["x"]).number
    for page in (
        "questions",
        "posting",
        "cancellation",
        "desk",
        "objections/desk",
        "additions/new",
        "proxies",
        "heads",
        f"heads/{number}",
        f"heads/{number}/sheet",
        "opening",
        "extension",
        "closing",
        "bundles",
        "figures",
        "counting",
        "publication",
        "challenges/desk",
        "finish",
    ):
        assert stranger.get(f"{here}/{page}").status_code == 403, page
    for act in (
        "questions",
        "edit",
        "posting",
        "cancellation",
        "opening",
        "extension",
        "closing",
        "additions",
        "bundles",
        "gap",
        "gap/signature",
        "reconciliation",
        "count",
        "publication",
        "finish",
        f"heads/{number}/paper",
        f"heads/{number}/return",
        f"heads/{number}/delivery",
        f"heads/{number}/removal",
    ):
        assert stranger.send(f"{here}/{act}").status_code == 403, act
    assert the_vote().stage is VoteStage.OPEN


def test_a_grid_worker_hands_out_papers_and_does_nothing_else(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote = drafted(
        world,
        world.here.building,
        rule=Rule.OWNERS_ORDINARY,
    )
    vote = opened(world, vote, clock)
    walker, number = as_(world.grid_worker), voter_of(vote, world.owner).number
    hand_out(walker, vote, number)
    say(walker.get(f"/votes/{vote.id}/heads/{number}"), "纸票已经收回")
    here = f"/votes/{vote.id}"
    for page in ("desk", "bundles", "figures", "posting", "extension"):
        assert walker.get(f"{here}/{page}").status_code == 403
    over(vote, clock)
    late = walker.get(f"{here}/heads/{number}").text
    assert "已经过了投票时间" in late and f'href="{here}/desk"' not in late
    assert f'<a href="{here}">返回' in late
    assert f'href="{here}/desk"' in as_(world.clerk).get(f"{here}/heads/{number}").text


def test_a_number_that_no_head_has_leads_nowhere(world: World, clock: Hands, as_: Opens) -> None:
    vote = opened(world, drafted(world, example_one(world)[0]), clock)
    for none in (0, 999, 2**31, 10**20):
        for page in (f"heads/{none}", f"heads/{none}/sheet"):
            assert as_(world.clerk).get(f"/votes/{vote.id}/{page}").status_code == 404, page


# -- locked -----------------------------------------------------------------------------


def test_texts_are_locked_once_they_are_posted(world: World, clock: Hands, as_: Opens) -> None:
    place, _who = example_one(world)
    vote, clerk = drafted(world, place), as_(world.clerk)
    here = f"/votes/{vote.id}"
    question = vote.questions[0].id
    posted(world, vote)
    say(clerk.get(f"{here}/questions"), "已经公示，事项不能再改（G-9）")
    late = clerk.send(f"{here}/questions", kind="yes_no", text="再加一项可以吗？")
    say(late, "已经公示", status=409)
    say(clerk.send(f"{here}/questions/{question}/removal"), "已经公示", status=409)
    changed = clerk.send(
        f"{here}/edit", official_title="改个名字", electorate="owners", secrecy="closed_named"
    )
    say(clerk.get(f"{here}/posting"), "已经公示过了")
    assert changed.status_code in {409, 422}
    vote = the_vote()
    assert (vote.official_title, len(vote.questions)) == ("选聘物业服务企业", 1)


def test_wrong_dates_are_refused_in_words_and_what_was_typed_stays(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, _who = example_one(world)
    vote, clerk = drafted(world, place), as_(world.clerk)
    page = f"/votes/{vote.id}/posting"
    early = clerk.fill(page, page, opens_at=typed(10), closes_at=typed(20))
    say(early, "最早12月9日（周三）开始", typed(10), typed(20), status=422)
    backwards = clerk.fill(page, page, opens_at=typed(20), closes_at=typed(19))
    say(backwards, "结束时间要晚于开始时间", typed(19), status=422)
    short = clerk.fill(page, page, opens_at=typed(20), closes_at=typed(23))
    say(short, "至少7天", typed(23), status=422)
    nonsense = clerk.fill(page, page, opens_at="下周三", closes_at=typed(30))
    say(nonsense, "请填写日期和时间", "下周三", typed(30), status=422)
    assert the_vote().stage is VoteStage.DRAFT


def test_a_question_keeps_its_options_when_one_of_them_is_wrong(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, _who = example_one(world)
    vote, clerk = drafted(world, place, questions=0), as_(world.clerk)
    page = f"/votes/{vote.id}/questions"
    twice = clerk.fill(
        page, page, kind="several_of", text="选两家来谈", options="甲公司\n乙公司\n甲公司", most="2"
    )
    say(twice, "有两个选项一样", "选两家来谈", "乙公司", status=422)
    gone(
        clerk.fill(
            page, page, kind="several_of", text="选两家来谈", options="甲公司\n乙公司\n", most="2"
        )
    )
    question = the_vote().questions[0]
    assert (question.kind, question.most) == (QuestionKind.SEVERAL_OF, 2)
    assert [option.text for option in question.options] == ["甲公司", "乙公司"]
    gone(clerk.fill(page, f"{page}/{question.id}/removal"))
    assert not the_vote().questions


# -- the roll ---------------------------------------------------------------------------


def test_an_objection_is_decided_by_the_supervisors_and_carried_out_by_the_committee(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote = posted(world, drafted(world, world.here.estate, rule=Rule.OWNERS_ORDINARY), after=20)
    with transaction():
        actions.object_to_roll(world.owner, vote, text="我爱人在201另有一套，名册上没有她。")
    here = f"/votes/{vote.id}"
    clerk, supervisor = as_(world.clerk), as_(world.supervisor)
    say(clerk.get(f"{here}/desk"), "还有1件异议等裁定")
    ident = session().query(RollObjection.id).scalar()
    decision = f"{here}/objections/{ident}/decision"
    assert clerk.send(decision, is_upheld="yes", reason="看过房产证。").status_code == 403
    page = f"{here}/objections/desk"
    silent = supervisor.fill(page, decision, is_upheld="yes", reason="")
    assert silent.status_code == 422
    assert re.findall(r'href="#(.*?-\d+)"', silent.text) == [f"reason-{ident}"]
    assert f'id="reason-{ident}-error"' in silent.text
    gone(supervisor.fill(page, decision, is_upheld="yes", reason="看过房产证，89.37平方米。"))
    say(clerk.get(f"{here}/desk"), "还有1件异议成立，名册还没有照改")
    with transaction():
        part(world.here.building, "2010", [world.resident], area=90_00)
    before = vote.heads
    add = f"{here}/additions/new?who={world.resident.name}&objection={ident}"
    gone(
        clerk.fill(
            add,
            f"{here}/additions",
            person_ids=str(world.resident.id),
            door="201",
            area="89.37",
            objection_id=str(ident),
            reason="照异议增补。",
        )
    )
    vote = the_vote()
    assert vote.heads == before + 1
    say(clerk.get(page), "已删除0户、增补1户")
    gone(clerk.fill(page, f"{here}/objections/{ident}/completion"))
    say(clerk.get(page), "名册已经照改")
    last = voter_of(vote, world.resident)
    strike = f"{here}/heads/{last.number}/removal"
    gone(clerk.fill(f"{here}/heads/{last.number}", strike, reason="重复了，按共有人算一票。"))
    assert the_vote().heads == before


# -- papers -----------------------------------------------------------------------------


def test_a_paper_takes_the_place_of_what_was_cast_online_only_with_what_its_owner_signed(
    world: World, clock: Hands, as_: Opens
) -> None:
    """B3.5; whoever verifies the count sees what was signed, and nobody before or besides."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["o1"], "yes")
    number = voter_of(vote, who["o1"]).number
    clerk, head = as_(world.clerk), f"/votes/{vote.id}/heads/{number}"
    gone(clerk.fill(head, f"{head}/paper", channel="paper_home"))
    say(clerk.fill(head, f"{head}/return"), "须有本人签名的字据", status=422)
    wrong = clerk.fill(head, f"{head}/return", file=(io.BytesIO(b"MZ"), "字据.exe"))
    assert wrong.status_code == 422
    gone(clerk.fill(head, f"{head}/return", file=upload("字据")))
    over(vote, clock)
    gone(clerk.fill(f"/votes/{vote.id}/closing", f"/votes/{vote.id}/closing"))
    bundle = gone(clerk.fill(f"/votes/{vote.id}/bundles", f"/votes/{vote.id}/bundles", size="1"))
    for reader in (clerk, as_(colleague(world))):
        gone(reader.fill(bundle, f"{bundle}/readings", lines=f"{number} 2"))
    ballot = session().scalar(sa.select(Ballot.id).where(Ballot.signature_id.is_not(None)))
    signed = f"/votes/{vote.id}/ballots/{ballot}/signature"
    supervisor = as_(world.supervisor)
    assert supervisor.get(signed).status_code == 404, "before the count"
    counted(world, the_vote(), clock)
    assert as_(who["x"]).get(signed).status_code == 403
    say(supervisor.get(signed), "先要在“查看记名票”写明理由", status=403)
    desk = f"/votes/{vote.id}/ballots/desk"
    asked = linked(supervisor.fill(desk, desk, since="1", reason="业主申请核实。"), signed)
    assert session().query(Entry).filter_by(fact=Fact.BALLOTS_SEEN).count() == 1
    with supervisor.get(asked) as seen:
        assert seen.status_code == 200 and seen.headers["Cache-Control"] == "no-store"
    # It is of that reader, for that ballot, for half an hour.
    assert clerk.get(asked).status_code == 403
    assert as_(who["x"]).get(asked).status_code == 403
    assert supervisor.get(asked[:-1]).status_code == 403
    _path, token = asked.split("?")
    with transaction():
        another = session().get_one(Ballot, ballot)
        online = session().query(Ballot).filter_by(is_counted=False).one()
        online.signature_id = another.signature_id
    assert (
        supervisor.get(f"/votes/{vote.id}/ballots/{online.id}/signature?{token}").status_code == 403
    )
    clock.move(timedelta(minutes=30))
    say(as_(world.supervisor).get(asked), "半小时内有效", status=403)


def test_whose_online_ballot_a_paper_replaced_sees_when_and_what_was_signed_at_once(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Nobody else knows a forged signature; what the paper says shows after the count alone."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    head, other = voter_of(vote, who["o1"]), voter_of(vote, who["o2"])
    cast(vote, who["o1"], "yes")
    with transaction():
        for each in (head, other):
            actions.hand_out(world.clerk, each, channel=Channel.PAPER_SITE)
        actions.take_back(world.clerk, other)
    owner, own = as_(who["o1"]), f"/votes/{vote.id}/ballot/receipt"
    assert "网上投的那一张不算了" not in owner.get(own).text
    clerk, at_desk = as_(world.clerk), f"/votes/{vote.id}/heads/{head.number}"
    gone(clerk.fill(at_desk, f"{at_desk}/return", file=upload("字据")))
    say(owner.get(f"/votes/{vote.id}"), "看我投的票", own)
    ballot = session().scalar(sa.select(Ballot.id).where(Ballot.signature_id.is_not(None)))
    signed = f"/votes/{vote.id}/ballots/{ballot}/signature"
    said = "居委会收下了这一号的纸质票和签名的字据，网上投的那一张从那时起不算"
    say(owner.get(own), said, moment(civic_clock.now()), signed)
    with owner.get(signed) as seen:
        assert seen.status_code == 200 and seen.data.startswith(b"%PDF")
    for somebody in (who["x"], who["o2"]):
        assert as_(somebody).get(signed).status_code == 403
    assert clerk.get(signed).status_code == 404
    assert "网上投的那一张不算了" not in as_(who["o2"]).get(own).text, "nothing was replaced"
    over(vote, clock)
    bundle = gone(clerk.fill(f"/votes/{vote.id}/bundles", f"/votes/{vote.id}/bundles", size="2"))
    for reader in (clerk, as_(colleague(world))):
        lines = f"{head.number} 2\n{other.number} 废"
        gone(reader.fill(bundle, f"{bundle}/readings", lines=lines))
    for each in (owner, as_(who["o2"])):
        page = each.get(own)
        say(page, "计票以后，这里才看得到")
        assert "<b>反对</b>" not in page.text and "按废票计" not in page.text, "before the count"
    counted(world, the_vote(), clock)
    say(owner.get(own), said, "<b>反对</b>")
    say(as_(who["o2"]).get(own), "按废票计")


def test_whoever_may_vote_online_is_told_of_the_note_and_gets_it_below_the_paper(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    at = f"/votes/{vote.id}/ballot"
    review = as_(who["o1"]).fill(at, f"{at}/review", **{"answers-0": "yes"})
    say(review, "领一张纸质票，填好交回，另附本人签名的字据")
    number = voter_of(vote, who["o1"]).number
    sheet = as_(world.clerk).get(f"/votes/{vote.id}/heads/{number}/sheet")
    _ballot, _cut, slip = sheet.text.partition('<section class="sheet-slip">')
    for words in (
        "我在网上投过这一票，现在改以纸票为准",
        f"{number}号",
        vote.official_title,
        "签名：",
        "日期：",
    ):
        assert words in slip, words
    in_english = as_(world.clerk)
    in_english.set_cookie("locale", "en")
    sheet = in_english.get(f"/votes/{vote.id}/heads/{number}/sheet")
    say(sheet, "I have cast this vote online; now the paper counts in its place")


def test_in_a_vote_held_openly_a_paper_is_seen_by_its_owner_as_soon_as_by_everybody(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Once it is read, as a hand is; nobody is told to wait for what everybody sees."""
    members = council(world)
    vote = council_vote(world, clock)
    number = on_paper(world, vote, members[0])
    over(vote, clock)
    here, clerk = f"/votes/{vote.id}", as_(world.clerk)
    gone(clerk.fill(f"{here}/closing", f"{here}/closing"))
    bundle = gone(clerk.fill(f"{here}/bundles", f"{here}/bundles", size="1"))
    for reader in (clerk, as_(colleague(world))):
        gone(reader.fill(bundle, f"{bundle}/readings", lines=f"{number} 2"))
    say(as_(None).get(f"{here}/ballots"), "反对")
    receipt = as_(members[0]).get(f"{here}/ballot/receipt").text
    assert "反对" in receipt and "这里才看得到" not in receipt


def test_nobody_reads_a_bundle_twice(world: World, clock: Hands, as_: Opens) -> None:
    vote, numbers = closed_with_papers(world, clock)
    clerk = as_(world.clerk)
    here = f"/votes/{vote.id}/bundles"
    bundle = gone(clerk.fill(here, here, size="2"))
    lines = f"{numbers[0]} 1\n{numbers[1]} 2"
    gone(clerk.fill(bundle, f"{bundle}/readings", lines=lines))
    say(clerk.get(bundle), "要由另一个账号来录")
    again_ = clerk.send(f"{bundle}/readings", lines=lines)
    say(again_, "这一捆您录过了，要由另一个账号来录", status=403)
    assert session().query(PaperEntry).one().clerk_id == world.clerk.id


def test_what_two_people_read_differently_a_third_reads_from_the_paper(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote, (a, b) = closed_with_papers(world, clock)
    clerk, second = as_(world.clerk), as_(colleague(world))
    here = f"/votes/{vote.id}/bundles"
    bundle = gone(clerk.fill(here, here, size="2"))
    desk = f"/votes/{vote.id}/desk"
    assert "main-action" in clerk.get(desk).text, "to read it"
    gone(clerk.fill(bundle, f"{bundle}/readings", lines=f"{a} 1\n{b} 2"))
    say(clerk.get(desk), "（工作人员或居务监督委员会）把B01再录一遍。")
    for each, has_more in ((clerk, False), (second, True)):
        assert ("main-action" in each.get(desk).text) is has_more, "who has read it waits"
        assert "去核对票数" not in each.get(here).text, "it does not add up yet"
    gone(second.fill(bundle, f"{bundle}/readings", lines=f"{a} 1\n{b} 废"))
    for each in (clerk, second):
        say(each.get(desk), "请一位没有录过的人（工作人员或居务监督委员会）来核定B01。")
    supervisor = as_(world.supervisor)
    assert (
        "main-action" in supervisor.get(desk).text and "来核定B01" not in supervisor.get(desk).text
    )
    page = supervisor.get(bundle)
    say(page, "两个人录得不一样的票", "反对", "废票")
    assert f'<th scope="row">{a}</th>' not in page.text, "what was read alike is not asked again"
    gone(supervisor.fill(bundle, f"{bundle}/readings", lines=f"{b} 废"))
    say(clerk.get(here), "去核对票数")
    say(clerk.get(f"/votes/{vote.id}/figures"), "录入有效票1张＋废票1张＝2张", "票数对得上")
    spoiled = session().query(Ballot).filter_by(is_spoiled=True).one()
    assert session().get_one(Voter, spoiled.voter_id).number == b


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("同意", "第1行要以票上的号码开头"),
        ("{a} 1 1\n{b} 2", "应当有1个回答，现在有2个"),
        ("{a} 1\n{b} 7", "第2行第1项“7”，票上不能这样选"),
        ("{a} 1+2\n{b} 2", "第1行第1项“1+2”，票上不能这样选"),
        ("{a} 1\n{a} 2", "有一个号码录了两次"),
        ("{a} 1", "张数不对，应当是2张"),
        ("{a} 1\n99 2", "99号没有收回的纸票"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_its_line_and_nothing_typed_is_lost(
    world: World, clock: Hands, as_: Opens, lines: str, why: str
) -> None:
    vote, (a, b) = closed_with_papers(world, clock)
    clerk = as_(world.clerk)
    here = f"/votes/{vote.id}/bundles"
    bundle = gone(clerk.fill(here, here, size="2"))
    sent = lines.format(a=a, b=b)
    answer = clerk.fill(bundle, f"{bundle}/readings", lines=sent)
    say(answer, why, sent, status=422)
    assert not session().query(PaperEntry).count()


def test_a_gap_is_explained_by_one_and_signed_by_another(
    world: World, clock: Hands, as_: Opens
) -> None:
    """A paper that went into the box and never was read."""
    vote, _numbers = closed_with_papers(world, clock, papers=("o0",))
    here = f"/votes/{vote.id}"
    clerk, supervisor = as_(world.clerk), as_(world.supervisor)
    say(
        clerk.get(f"{here}/figures"),
        "收回纸票1张，录入有效票0张＋废票0张＝0张",
        "票数对不上",
        "还有1张纸票没有录完",
    )
    say(clerk.send(f"{here}/reconciliation"), "票数对不上，不能计票", status=409)
    say(clerk.fill(f"{here}/figures", f"{here}/gap", text=""), "票数对不上", status=422)
    why = "一张纸票被雨淋湿，认不出选了什么。"
    gone(clerk.fill(f"{here}/figures", f"{here}/gap", text=why))
    say(clerk.get(f"{here}/figures"), why, "要由另一个人签名")
    own = clerk.send(f"{here}/gap/signature")
    assert own.status_code == 403
    assert "不能是同一个人" in own.text
    gone(supervisor.fill(f"{here}/figures", f"{here}/gap/signature"))
    gone(clerk.fill(f"{here}/figures", f"{here}/reconciliation"))
    gone(clerk.fill(f"{here}/counting", f"{here}/count"))
    say(clerk.get(f"{here}/publication"), why)
    vote = the_vote()
    assert (vote.gap_by_id, vote.gap_signed_by_id) == (world.clerk.id, world.supervisor.id)


def test_a_bundle_of_the_wrong_size_is_untied_on_its_page(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote, _numbers = closed_with_papers(world, clock)
    here, clerk = f"/votes/{vote.id}", as_(world.clerk)
    too_many = clerk.fill(f"{here}/bundles", f"{here}/bundles", size="50")
    say(too_many, "还没有捆的纸票最多2张。请重新点一点，多出来的票不能计。", status=422)
    bundle = gone(clerk.fill(f"{here}/bundles", f"{here}/bundles", size="1"))
    say(clerk.get(bundle), "没有人录或者要重新录的时候可以拆开重捆")
    gone(clerk.fill(bundle, f"{bundle}/removal"))
    say(clerk.get(f"{here}/bundles"), "收回的纸票还有2张没有捆。", "拆开了")
    left = clerk.get(bundle)
    say(left, "这一捆拆开了")
    assert f"{bundle}/readings" not in left.text


def test_named_papers_that_are_all_tied_up_are_not_tied_up_again(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Two have the page open; what is more than came back never counts, whoever says that it is."""
    vote, _numbers = closed_with_papers(world, clock)
    here, clerk = f"/votes/{vote.id}/bundles", as_(world.clerk)
    stale = next(form for form in forms(clerk.get(here)) if form.action == here)
    gone(as_(world.chair).fill(here, here, size="2"))
    for more in ({}, {"more": "yes"}):
        late = clerk.post(here, data={**stale.fields, **more, "size": "2"})
        say(late, "还没有捆的纸票最多0张。请重新点一点，多出来的票不能计。", status=422)
        assert "箱里的票比发出去的多" not in late.text and 'href="#size' not in late.text


def test_a_bundle_read_differently_is_read_anew_from_its_page_by_whoever_read_it(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote, numbers = closed_with_papers(world, clock)
    here = f"/votes/{vote.id}"
    clerk, chair, supervisor = (as_(each) for each in (world.clerk, world.chair, world.supervisor))
    page = gone(clerk.fill(f"{here}/bundles", f"{here}/bundles", size="2"))
    read = "\n".join(f"{number} 1" for number in numbers)
    gone(clerk.fill(page, f"{page}/readings", lines=read))
    say(clerk.get(page), "张数捆错了、录错了的，可以重新录")
    assert "这一捆重新录" not in chair.get(page).text, "it is not theirs"
    gone(chair.fill(page, f"{page}/readings", lines=read.replace(" 1", " 2")))
    assert "这一捆重新录" not in supervisor.get(page).text, "a third settles it"
    say(supervisor.send(f"{page}/new-reading"), "您可以直接核定", status=403)
    say(clerk.get(page), "没有第三个人的，可以重新录")
    shown = {"shown": "1/third"}  # the supervisor's page, with both readings, was open before
    say(supervisor.get(page), "两个人录得不一样的票", 'name="shown" value="1/third"')
    assert gone(clerk.fill(page, f"{page}/new-reading")) == page
    say(clerk.get(page), "第一遍", "（第1次重新录）", 'name="shown" value="2/first"')
    say(clerk.get(page), "拆开这一捆")
    say(clerk.send(f"{page}/new-reading", **shown), "才能重新录", status=409)
    third = supervisor.send(f"{page}/readings", lines=read, **shown)
    say(third, "请不要再录第一遍、第二遍", read, 'name="shown" value="1/third"', status=409)
    unsaid = supervisor.send(f"{page}/readings", lines=read)
    say(unsaid, "您这一次没有收下", status=409)
    assert not loaded(session().query(PaperBundle.id).scalar()).readings
    gone(clerk.fill(page, f"{page}/readings", lines=read))
    gone(chair.fill(page, f"{page}/readings", lines=read.replace(" 1", " 2")))
    say(clerk.send(f"{page}/new-reading", **shown), "您这一次没有收下", status=409)
    assert loaded(session().query(PaperBundle.id).scalar()).step == "2/third"


def test_once_there_is_little_time_to_object_the_pages_offer_no_amendment_but_what_was_upheld(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, who = example_one(world)
    vote = posted(world, drafted(world, place))
    here, clerk = f"/votes/{vote.id}", as_(world.clerk)
    head = f"{here}/heads/{voter_of(vote, who['o3']).number}"
    say(clerk.get(head), "从名册上删除")
    assert vote.own_amendments_until is not None
    add = f"{here}/additions/new?who={who['wife'].name}"
    page = clerk.get(add)
    say(page, "不是照异议的更正，最晚11月27日（周五）", "业主的面积从房产登记来")
    assert 'name="area"' not in page.text
    clock.set(civic_clock.end_of_day(vote.own_amendments_until))
    assert fresh(vote).is_taking_objections
    assert "从名册上删除" not in clerk.get(head).text
    say(clerk.get(add), "不照异议的更正到11月27日（周五）为止", "只能照裁定成立的异议来改（RB-19）")
    say(clerk.send(f"{head}/removal", reason="卖了"), "请选照哪一件异议改", status=409)


def test_a_councils_roll_is_amended_only_as_an_objection_asks(
    world: World, clock: Hands, as_: Opens
) -> None:
    """With one day to object, no day is left on which the others could still hear of it."""
    council(world)
    draft = drafted(world, world.place, rule=Rule.COUNCIL_ORDINARY, electorate=Electorate.COUNCIL)
    vote = posted(world, draft)
    add, clerk = f"/votes/{vote.id}/additions/new", as_(world.clerk)
    page = clerk.get(add)
    say(page, "这种名册只能照成立的异议更正")
    assert "不照异议的更正到" not in page.text
    with transaction():
        objection = actions.object_to_roll(world.resident, vote, text="漏了新当选的议事员。")
    with transaction():
        actions.decide_objection(
            world.supervisor, objection, is_upheld=True, reason="查过了，成立。"
        )
    page = clerk.get(add)
    say(page, "这种名册只能照成立的异议更正", "先按姓名找")
    assert "最晚" not in page.text


# -- extended, called off, challenged ---------------------------------------------------


def test_an_extension_shows_the_turnout_and_is_given_once(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    cast(vote, who["x"], "yes")
    clerk, page = as_(world.clerk), f"/votes/{vote.id}/extension"
    say(clerk.get(page), "参加表决的业主1人，总人数14人", "最晚到2027年2月11日")
    assert vote.closes_at is not None
    later = vote.closes_at + timedelta(days=7)
    local = f"{later.astimezone(civic_clock.SHANGHAI):%Y-%m-%dT%H:%M}"
    say(clerk.fill(page, page, until=typed(1), reason="人不够。"), "请填更晚的日期", status=422)
    gone(clerk.fill(page, page, until=local, reason="参加的不到三分之二。"))
    say(clerk.get(page), "已经延长过一次")
    vote = the_vote()
    assert vote.closes_at == later
    assert vote.extension_reason == "参加的不到三分之二。"


def test_a_vote_is_called_off_before_it_opens_for_a_reason_everybody_reads(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, _who = example_one(world)
    vote = posted(world, drafted(world, place))
    clerk, page = as_(world.clerk), f"/votes/{vote.id}/cancellation"
    assert clerk.fill(page, page, reason="").status_code == 422
    gone(clerk.fill(page, page, reason="事项写错了，另行起草。"))
    say(as_(None).get(f"/votes/{vote.id}/notice"), "事项写错了，另行起草")


def test_a_challenge_is_answered_in_writing_and_then_it_is_final(
    world: World, clock: Hands, as_: Opens
) -> None:
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    over(vote, clock)
    with transaction():
        actions.reconcile(world.supervisor, vote)
        actions.count(world.clerk, fresh(vote))
        text = "结果见附表，参加的不够。"
        actions.publish(
            world.clerk, fresh(vote), title="选聘", text=text, is_redacted=True, figures=result_text
        )
        actions.challenge(who["x"], voter_of(fresh(vote), who["x"]), text="我的票没有算进去。")
    here = f"/votes/{vote.id}"
    clerk = as_(world.clerk)
    desk = clerk.get(f"{here}/desk")
    say(desk, "答复核实申请")
    for each in (clerk, as_(world.supervisor)):
        seen = each.get(f"{here}/desk").text
        for page in ("namings", "deliveries"):
            assert f'href="{here}/{page}"' in seen, "silence is disputed now"
            say(each.get(f"{here}/{page}"), "")
    page = f"{here}/challenges/desk"
    [form] = re.findall(rf"{here}/challenges/\d+/answer", clerk.get(page).text)
    empty = clerk.fill(page, form, answer="")
    [field] = re.findall(r'href="#(answer-\d+)"', empty.text)
    assert empty.status_code == 422 and f'id="{field}-error"' in empty.text, "and that is where"
    gone(clerk.fill(page, form, answer="查了名册和票箱，没有您的票。"))
    say(clerk.get(page), "查了名册和票箱")
    early = clerk.send(f"{here}/finish")
    say(early, "期限还没有过", status=409)
    vote = the_vote()
    assert vote.challenges_until is not None
    clock.set(civic_clock.end_of_day(vote.challenges_until))
    say(clerk.get(f"{here}/desk"), "确认生效")
    gone(clerk.fill(f"{here}/finish", f"{here}/finish"))
    assert the_vote().stage is VoteStage.FINAL


def test_a_proxy_on_paper_is_taken_down_and_confirmed(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote = posted(world, drafted(world, world.here.estate, rule=Rule.OWNERS_ORDINARY))
    here, clerk = f"/votes/{vote.id}", as_(world.clerk)
    number = voter_of(vote, world.owner).number
    page = f"{here}/heads/{number}?who={world.neighbour.name}"
    fields: dict[str, Any] = {
        "holder_id": str(world.neighbour.id),
        "scope": "全部事项",
        "until": in_days(60).date().isoformat(),
    }
    bare = clerk.fill(page, f"{here}/heads/{number}/proxies", **fields)
    say(bare, "请附上书面材料", "全部事项", status=422)
    gone(clerk.fill(page, f"{here}/heads/{number}/proxies", file=upload(), **fields))
    proxies = clerk.get(f"{here}/proxies")
    say(proxies, "等待核实", f"委托给{world.neighbour.name}")
    [document] = re.findall(rf"{here}/proxies/\d+/document", proxies.text)
    confirm = document.replace("document", "confirmation")
    assert clerk.get(document, buffered=True).mimetype == "application/pdf"
    assert as_(world.grid_worker).get(document).status_code == 403
    say(clerk.get(f"{here}/proxies"), "要由另一位工作人员核实")
    assert Wait.CHECK_PROXY in waits(world.chair) and Wait.CHECK_PROXY not in waits(world.clerk)
    refuse, reason = document.replace("document", "refusal"), f"reason-{document.split('/')[-2]}"
    silent = clerk.fill(
        f"{here}/proxies", refuse, reason=""
    )  # who entered it wrongly sends it back
    say(silent, f'href="#{reason}"', f'id="{reason}-error"', status=422)
    chair = as_(world.chair)
    gone(chair.fill(f"{here}/proxies", confirm))
    say(chair.get(f"{here}/proxies"), "核实有效")


def test_the_place_of_a_vote_is_named_by_its_estate(world: World, as_: Opens) -> None:
    clerk = as_(world.clerk)
    assert "紫荆小区1号楼" in clerk.get("/votes/new?rule=owners_ordinary").text
    assert not session().query(Place).filter(Place.name == "紫荆小区1号楼").count()
    page = clerk.get("/votes/new?rule=residents_assembly").text
    assert "没有投票的怎么算" not in page, "silence counts among owners alone"


# -- what waits for whom ----------------------------------------------------------------


def waits(who: Person) -> set[Wait]:
    return {task.kind for task in home.tasks(session().execute(home.waiting(who)))}


def test_a_vote_waits_for_somebody_at_every_stage_until_it_is_answered(
    world: World, clock: Hands
) -> None:
    """What nobody is told to do next would stand still."""
    clerk, supervisor = world.clerk, world.supervisor
    vote = drafted(world, world.here.estate, rule=Rule.OWNERS_ORDINARY)
    assert Wait.POST_VOTE in waits(clerk)
    vote = posted(world, vote)
    assert Wait.POST_VOTE not in waits(clerk)
    with transaction():
        objection = actions.object_to_roll(world.owner, vote, text="少了一户。")
        ident = objection.id
    assert Wait.ROLL_OBJECTION in waits(supervisor)
    assert Wait.ROLL_OBJECTION not in waits(clerk)
    with transaction():
        found_ = session().get_one(RollObjection, ident)
        actions.decide_objection(supervisor, found_, is_upheld=True, reason="看过了。")
    assert Wait.AMEND_ROLL in waits(clerk)
    with transaction():
        part(world.here.building, "2010", [world.resident], area=80_00)
        added = actions.add_to_roll(
            clerk,
            fresh(vote),
            persons=[world.resident],
            reason="照异议。",
            objection=session().get_one(RollObjection, ident),
        )
        assert added.number
    assert Wait.AMEND_ROLL in waits(clerk), "there may be more to do"
    with transaction():
        actions.carry_out(clerk, session().get_one(RollObjection, ident))
    assert not waits(clerk) & {Wait.AMEND_ROLL, Wait.COUNT_VOTE}
    with transaction():
        actions.give_proxy(
            world.owner,
            voter_of(vote, world.owner),
            world.neighbour,
            scope="全部事项",
            until=in_days(60).date(),
            upload=upload(),
        )
    assert Wait.CHECK_PROXY in waits(clerk)
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    with transaction():
        actions.open_(clerk, fresh(vote))
    over(vote, clock)
    assert Wait.COUNT_VOTE in waits(clerk) & waits(supervisor)
    assert Wait.CHECK_PROXY not in waits(clerk)
    with transaction():
        actions.reconcile(supervisor, fresh(vote))
    assert Wait.COUNT_VOTE in waits(clerk)
    with transaction():
        actions.count(clerk, fresh(vote))
    assert Wait.PUBLISH_VOTE in waits(clerk) and Wait.COUNT_VOTE not in waits(clerk)
    with transaction():
        actions.publish(
            clerk,
            fresh(vote),
            title="选聘",
            text="参加的不够。",
            is_redacted=True,
            figures=result_text,
        )
        actions.challenge(world.owner, voter_of(vote, world.owner), text="请再核对一遍。")
    assert Wait.VERIFY_VOTE in waits(clerk) & waits(supervisor)
    assert Wait.PUBLISH_VOTE not in waits(clerk)


# -- as many as there are ---------------------------------------------------------------

MOST = 8


def loaded(ident: int) -> PaperBundle:
    return session().scalars(bundle_(ident)).unique().one()


def asks(app: Flask, client: NeighbourClient, page: str) -> int:
    with queries() as counted:
        say(client.get(page))
    return len(counted)


def test_no_page_asks_the_database_more_often_the_more_there_is(
    app: Flask, world: World, clock: Hands, as_: Opens
) -> None:
    """With the most that a ballot paper may ask, many objections, papers, proxies, challenges."""
    place, who = example_one(world)
    clerk, supervisor = as_(world.clerk), as_(world.supervisor)
    draft = drafted(world, place, questions=30)
    found: dict[str, int] = {}

    def look(vote: Vote, *pages: str) -> None:
        for page in pages:
            client = supervisor if page.startswith("bundles/") else clerk
            found[page] = asks(app, client, f"/votes/{vote.id}/{page}")

    look(draft, "desk", "edit", "questions", "posting")
    vote = posted(world, draft)
    owners = [who[f"o{n}"] for n in range(9)]
    with transaction():
        for owner in owners:
            actions.object_to_roll(owner, fresh(vote), text="少了一户，请核对。")
        for owner in owners[:6]:
            actions.give_proxy(
                owner,
                voter_of(vote, owner),
                world.neighbour if owner in owners[:3] else world.resident,
                scope="全部事项",
                until=in_days(60).date(),
                upload=upload(),
            )
    look(vote, "desk", "objections/desk", "proxies", "heads", "heads/1", "additions/new?who=丈夫甲")
    look(vote, "heads/1/sheet", "notice", "cancellation")
    with transaction():
        for objection in session().query(RollObjection):
            actions.decide_objection(world.supervisor, objection, is_upheld=False, reason="不是。")
    assert vote.opens_at is not None
    look(vote, "objections/desk", "opening")
    clock.set(vote.opens_at)
    with transaction():
        actions.open_(world.clerk, fresh(vote))
    papers = [on_paper(world, vote, owner) for owner in owners]
    look(vote, "desk", "heads", f"heads/{papers[0]}", "extension")
    over(vote, clock)
    look(vote, "closing")
    with transaction():
        made = actions.bundle(world.clerk, fresh(vote), size=9)
        bundle = made.id
    for clerk_, value in ((world.clerk, "yes"), (world.chair, "no")):
        with transaction():
            lines = [Line(number, ((value,),) * 30) for number in papers]
            tied = loaded(bundle)
            actions.enter_paper(clerk_, tied, lines, shown=tied.step)
    look(vote, "desk", "bundles", f"bundles/{bundle}", "figures")
    with transaction():
        lines = [Line(number, (("yes",),) * 30) for number in papers]
        actions.enter_paper(world.supervisor, loaded(bundle), lines, shown="1/third")
        actions.reconcile(world.supervisor, fresh(vote))
    look(vote, "counting", "figures")
    with transaction():
        actions.count(world.clerk, fresh(vote))
    look(vote, "desk", "count", "publication")
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="选聘",
            text="见附表。",
            is_redacted=True,
            figures=result_text,
        )
        for owner in owners:
            actions.challenge(owner, voter_of(fresh(vote), owner), text="请再核对一遍票数。")
    look(vote, "desk", "challenges/desk", "finish")
    assert not {page: n for page, n in found.items() if n > MOST}, found


def test_a_head_is_found_by_whatever_the_roll_calls_it(world: World, as_: Opens) -> None:
    """Its number or its door, short or as the page writes it, or a full name of who stands there."""
    place, who = example_one(world)
    vote = posted(world, drafted(world, place, rule=Rule.OWNERS_ORDINARY))
    heads, clerk = f"/votes/{vote.id}/heads", as_(world.clerk)

    def at(asked: str) -> set[int]:
        shown = clerk.get(f"{heads}?who={asked}")
        return {int(n) for n in re.findall(rf'href="{heads}/(\d+)"', shown.text)}

    one = voter_of(vote, who["o3"])
    for asked in (one.number, f"{one.number}号", f"第{one.number}号", who["o3"].name):
        assert at(str(asked)) == {one.number}, asked
    named = f"{one.number}号 {who['o3'].name}"
    assert named in clerk.get(f"{heads}?who={who['o3'].name}").text, "whom one has found"
    assert who["o3"].name not in clerk.get(heads).text
    for asked in (one.door, f"{one.door}室", f"8号楼{one.door}", f"海棠苑8号楼{one.door}室"):
        assert at(asked) == {one.number}, asked
    for asked in (f"9号楼{one.door}室", f"18号楼{one.door}室", "业3", "室"):
        say(
            clerk.get(f"{heads}?who={asked}"), "一次写一样：号码（12）、门牌（201，或者3号楼201室）"
        )
