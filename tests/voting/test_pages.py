"""A vote through its pages: what neighbours, owners, a council and everybody else see and press."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from civic import db
from civic.clock import Hands
from civic.db import session, transaction
from civic.notices import actions as notices
from civic.notices.models import Message, Notification
from civic.people.models import Person
from civic.voting import actions
from civic.voting.forms.ballot import even
from civic.voting.models import Answer, Ballot, Count, Question, Vote, challenges
from civic.voting.models import proxy as proxy_
from civic.voting.rules import (
    Electorate,
    Outcome,
    ProxyState,
    QuestionKind,
    Rule,
    Secrecy,
    VoteStage,
)
from civic.voting.urn import Receipt
from civic.voting.views.casting import receipt_page
from civic.voting.wording import result_text
from tests.matters.test_actions import accepted
from tests.neighbour import NeighbourClient, forms, words
from tests.opinions.talk import counted as queries
from tests.voting import ballot, secrecy
from tests.voting.ballot import fresh, voter_of
from tests.world import World

As = Callable[[Any], NeighbourClient]


def press(client: NeighbourClient, page: TestResponse, action: str, **typed: Any) -> TestResponse:
    """Send the form of an open page that goes there, with what is typed into it."""
    found = [f for f in forms(page) if f.action.split("?")[0] == action]
    assert found, (action, [f.action for f in forms(page)])
    return client.post(found[0].action, data={**found[0].fields, **typed})


def ballots(vote: Vote) -> int:
    return session().scalar(select(func.count(Ballot.id)).where(Ballot.vote_id == vote.id)) or 0


@pytest.fixture
def asked(world: World, clock: Hands) -> Vote:
    """All grown-up residents are asked two questions; the vote is open."""
    drafted = ballot.drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        questions=2,
        online_basis="居民公约第5条",
    )
    return ballot.opened(world, drafted, clock)


def test_that_the_areas_may_tell_who_it_was_is_said_before_anybody_votes(
    world: World, asked: Vote, clock: Hands, as_: As
) -> None:
    """The sums by area are public (B3.4), and one of them may be one flat's."""
    said = {"zh": "别人可能从面积看出是哪一户", "en": "may tell by the area which flat it was"}

    def says(vote: Vote, who: Person) -> set[bool]:
        phone, at, found = as_(who), f"/votes/{vote.id}", set()
        for locale, sentence in said.items():
            phone.set_cookie("locale", locale)
            for page in (phone.get(at), phone.get(f"{at}/protection"), phone.get(f"{at}/ballot")):
                assert page.status_code == 200
                found.add(sentence in page.text)
        return found

    assert says(asked, world.resident) == {False}
    place, who = ballot.example_one(world)
    by_area = ballot.opened(world, ballot.drafted(world, place), clock)
    assert says(by_area, who["o1"]) == {True}
    number = voter_of(by_area, who["o1"]).number
    paper = as_(world.clerk).get(f"/votes/{by_area.id}/heads/{number}/sheet").text
    assert said["zh"] in paper


def test_what_the_areas_may_tell_is_said_once_and_calmly_before_anything_is_chosen(
    world: World, clock: Hands, as_: As
) -> None:
    place, who = ballot.example_one(world)
    vote = ballot.opened(world, ballot.drafted(world, place, questions=2), clock)
    phone, at, said = as_(who["o1"]), f"/votes/{vote.id}/ballot", "从面积看出是哪一户"
    phone.set_cookie("edition", "elder")
    first = phone.get(f"{at}?voter={voter_of(vote, who['o1']).id}")
    assert first.text.count(said) == 1 and "notice-late" not in first.text
    assert first.text.index(said) < first.text.index('type="radio"')
    second = press(phone, first, f"{at}/review", to="2", **{"answers-0": "yes"})
    seen = press(phone, second, f"{at}/review", **{"answers-1": "yes"})
    assert "第2题，共2题" in second.text and "请核对，还没有投" in words(seen)
    assert said not in second.text + seen.text
    for page in (first, second, seen):
        page_of = page.text.split("<main", 1)[1]
        assert page_of.count(vote.official_title) == 1, "its title stands in the way back alone"


# -- one neighbour's way --------------------------------------------------------------


def test_a_neighbour_votes_with_a_phone_and_without_javascript(
    world: World, asked: Vote, as_: As
) -> None:
    phone, at = as_(world.resident), f"/votes/{asked.id}"
    assert "选聘物业服务企业" in phone.get("/votes/").text
    assert "投票时间到了" not in as_(None).get(at).text, "a visitor is told to sign in"
    page = phone.get(at)
    assert "还有10天" in page.text and "同意第1项方案吗？" in page.text
    assert "居民会议" in page.text and "第26、27条" in page.text
    assert "去投票" in page.text
    paper = phone.get(f"{at}/ballot?voter={voter_of(asked, world.resident).id}")
    seen = press(phone, paper, f"{at}/ballot/review", **{"answers-0": "yes", "answers-1": "no"})
    assert seen.status_code == 200 and "请核对，还没有投" in words(seen)
    assert ballots(asked) == 0, "looking at it casts nothing"
    cast = press(phone, seen, f"{at}/ballot")
    assert cast.status_code == 303
    kept = phone.get(cast.headers["Location"])
    assert "投好了，算数了" in words(kept)
    assert kept.text.index("同意第1项方案吗？") < kept.text.index("<b>反对</b>")
    assert "您已投票" in phone.get(at).text and "去投票" not in phone.get(at).text
    assert ballots(asked) == 1


def test_in_large_type_there_is_one_question_to_a_page_and_nothing_is_lost_on_the_way(
    world: World, asked: Vote, as_: As
) -> None:
    phone, at = as_(world.resident), f"/votes/{asked.id}/ballot"
    phone.set_cookie("edition", "elder")
    first = phone.get(at)
    assert "第1题，共2题" in first.text and "同意第2项方案吗？" not in first.text
    blank = press(phone, first, f"{at}/review", to="2")
    assert blank.status_code == 422 and "第1题，共2题" in blank.text, "no question is skipped"
    assert "同意第2项方案吗？" not in blank.text, "what comes later is not wrong yet"
    second = press(phone, first, f"{at}/review", to="2", **{"answers-0": "no"})
    assert "第2题，共2题" in second.text and "同意第1项方案吗？" not in second.text
    back = press(phone, second, f"{at}/review", to="1")
    assert "checked" in _chosen(back, "no")
    second = press(phone, back, f"{at}/review", to="2")
    seen = press(phone, second, f"{at}/review", **{"answers-1": "abstain"})
    assert "请核对，还没有投" in words(seen)
    again = press(phone, seen, f"{at}/review")
    assert "第1题，共2题" in again.text
    assert ballots(asked) == 0
    assert press(phone, seen, at).status_code == 303
    cast = session().scalars(select(Answer.value).order_by(Answer.question_id)).all()
    assert cast == ["no", "abstain"]


def _chosen(page: TestResponse, value: str) -> str:
    """The tag of a choice."""
    choices = re.findall(r'<input[^>]+type="(?:radio|checkbox)"[^>]*>', page.text)
    return next(tag for tag in choices if f'value="{even(value)}"' in tag)


@pytest.mark.parametrize("stands", [True, False])
def test_a_ballot_whose_commit_was_never_heard_of_is_looked_for(
    world: World, asked: Vote, as_: As, app: Flask, stands: bool
) -> None:
    """It counts, and is shown; or it doesn't, and what was typed is there to be sent again."""
    phone, at = as_(world.resident), f"/votes/{asked.id}/ballot"
    chosen = {"answers-0": "yes", "answers-1": "no"}
    page = press(phone, phone.get(at), f"{at}/review", **chosen)

    def cut_off(link: Any) -> None:
        if stands:
            link.connection.commit()
        raise OperationalError("COMMIT", {}, Exception("the line went dead"))

    event.listen(db.db.engine, "commit", cut_off)
    try:
        answer = press(phone, page, at)
    finally:
        event.remove(db.db.engine, "commit", cut_off)
    assert ballots(asked) == stands
    if stands:
        assert answer.status_code == 303
        assert "算数的是下面这一张" in phone.get(answer.headers["Location"]).text
        return
    assert answer.status_code == 500 and "不知道刚才那一步有没有生效" in answer.text
    assert press(phone, answer, at).status_code == 303
    assert ballots(asked) == 1


def test_a_vote_that_never_began_says_why_and_in_the_end_that_it_will_not_be_held(
    world: World, clock: Hands, as_: As
) -> None:
    """Its urn had no key; nobody had objected to anything."""
    vote = secrecy.laid(world).vote
    desk, at = as_(world.clerk), f"/votes/{vote.id}"
    assert vote.opens_at is not None and vote.closes_at is not None
    clock.set(vote.opens_at)
    assert "还没有准备好，正在等主持的人" in desk.get(at).text
    assert "名册的异议还没有处理完" not in desk.get(at).text
    clock.set(vote.closes_at + timedelta(days=3))
    assert "这次表决不会举行了" in desk.get(at).text
    assert "没有举行" in desk.get("/votes/?phase=cancelled").text
    assert vote.official_title not in desk.get("/votes/?phase=coming").text
    offered = desk.get(f"{at}/desk").text
    assert f"{at}/cancellation" in offered and f"{at}/urn" not in offered


def test_a_ballot_half_filled_comes_back_as_it_was(world: World, asked: Vote, as_: As) -> None:
    phone, at = as_(world.resident), f"/votes/{asked.id}/ballot"
    half = press(phone, phone.get(at), f"{at}/review", **{"answers-1": "abstain"})
    assert half.status_code == 422 and "请选择一项" in half.text
    assert half.text.count(" checked ") == 1
    sent = phone.send(at, voter=voter_of(asked, world.resident).id, **{"answers-0": "no"})
    assert sent.status_code == 422 and "checked" in _chosen(sent, "no")
    bent = phone.send(
        at, voter=voter_of(asked, world.resident).id, **{"answers-0": "yes", "answers-1": "other"}
    )
    assert bent.status_code == 422 and "checked" in _chosen(bent, "yes")
    assert ballots(asked) == 0


def test_several_can_be_chosen_but_not_too_many_and_not_with_abstaining(
    world: World, clock: Hands, as_: As
) -> None:
    members = ballot.council(world)
    vote = ballot.drafted(
        world, world.place, rule=Rule.COUNCIL_ORDINARY, electorate=Electorate.COUNCIL, questions=0
    )
    with transaction():
        actions.ask(
            world.clerk,
            vote,
            kind=QuestionKind.SEVERAL_OF,
            text="先修哪几处？",
            options=["楼道灯", "健身角", "自行车棚"],
            most=2,
        )
    vote = ballot.opened(world, fresh(vote), clock)
    phone, at = as_(members[0]), f"/votes/{vote.id}/ballot"
    page = phone.get(at)
    assert "最多选2项" in page.text
    for wrong, why in ((["1", "2", "3"], "选多了"), (["1", "abstain"], "又弃权又选了别的")):
        answer = press(phone, page, f"{at}/review", **{"answers-0": wrong})
        assert answer.status_code == 422 and why in answer.text
        assert "checked" in _chosen(answer, "1")
    seen = press(phone, page, f"{at}/review", **{"answers-0": ["3", "1"]})
    assert "楼道灯、自行车棚" in seen.text
    assert press(phone, seen, at).status_code == 303


def test_a_double_click_casts_once_and_a_second_window_hears_that_it_is_done(
    world: World, asked: Vote, as_: As
) -> None:
    phone, at = as_(world.resident), f"/votes/{asked.id}/ballot"
    answers = {"answers-0": "yes", "answers-1": "yes"}
    one, two = (press(phone, phone.get(at), f"{at}/review", **answers) for _ in range(2))
    first = press(phone, one, at)
    again = press(phone, one, at)
    assert (again.status_code, again.location) == (303, first.location)
    other = press(phone, two, at)
    assert (other.status_code, other.location) == (303, first.location)
    assert "这一票已经投过了" in phone.get(other.location).text
    assert ballots(asked) == 1
    assert phone.get(at).status_code == 303, "the ballot leads to what stands"


def test_nobody_casts_for_another_resident(world: World, asked: Vote, as_: As) -> None:
    theirs = voter_of(asked, world.neighbour).id
    phone, at = as_(world.resident), f"/votes/{asked.id}/ballot"
    answers = {"answers-0": "yes", "answers-1": "yes"}
    assert phone.get(f"{at}?voter={theirs}").status_code == 404
    assert phone.post(f"{at}/review", data={"voter": theirs, **answers}).status_code == 404
    assert phone.send(at, voter=theirs, **answers).status_code == 404
    assert phone.send(at, voter="x", **answers).status_code in {303, 404}
    assert ballots(asked) <= 1
    for page in ("ballot/receipt", "caster", "proxy", "challenge"):
        assert phone.get(f"/votes/{asked.id}/{page}?voter={theirs}").status_code == 404


def test_a_vote_of_another_community_can_be_read_and_not_taken_part_in(
    world: World, asked: Vote, as_: As
) -> None:
    stranger, at = as_(world.there.resident), f"/votes/{asked.id}"
    page = stranger.get(at)
    assert page.status_code == 200 and "您不在这次表决的名册上" in page.text
    assert "去投票" not in page.text
    assert stranger.get(f"{at}/ballot").status_code == 404
    assert (
        stranger.send(f"{at}/ballot", **{"answers-0": "yes", "answers-1": "no"}).status_code == 404
    )
    assert ballots(asked) == 0
    somebody = as_(None)
    assert "去登录" in somebody.get(at).text
    assert somebody.get(f"{at}/ballot").status_code == 303


def test_a_draft_is_there_for_those_who_prepare_it_alone(world: World, as_: As) -> None:
    vote = ballot.drafted(world, ballot.estate(world))
    for who in (None, world.resident, world.administrator, world.there.clerk):
        client = as_(who)
        assert "选聘物业服务企业" not in client.get("/votes/").text
        assert client.get(f"/votes/{vote.id}").status_code == 404
        assert client.get(f"/votes/{vote.id}/roll").status_code == 404
    assert "选聘物业服务企业" in as_(world.clerk).get("/votes/").text
    assert as_(world.clerk).get(f"/votes/{vote.id}").status_code == 200
    assert as_(None).get("/votes/999999").status_code == 404


def test_after_its_hour_nobody_votes_whatever_stood_on_an_open_page(
    world: World, asked: Vote, clock: Hands, as_: As
) -> None:
    phone, at = as_(world.resident), f"/votes/{asked.id}/ballot"
    seen = press(phone, phone.get(at), f"{at}/review", **{"answers-0": "yes", "answers-1": "yes"})
    assert asked.closes_at is not None
    clock.set(asked.closes_at)
    late = press(phone, seen, at)
    assert late.status_code >= 400 and "表决时间已经结束" in late.text
    assert ballots(asked) == 0
    assert "没有投票" in phone.get(f"/votes/{asked.id}").text


# -- owners ---------------------------------------------------------------------------


def test_a_couple_agrees_on_one_of_them_who_then_casts(world: World, clock: Hands, as_: As) -> None:
    place, who = ballot.example_one(world)
    vote = ballot.opened(world, ballot.drafted(world, place), clock)
    husband, wife, at = as_(who["husband"]), as_(who["wife"]), f"/votes/{vote.id}"
    assert "推举由谁来投" in husband.get(at).text and "去投票" not in husband.get(at).text
    assert husband.get(f"{at}/ballot").status_code == 409
    chosen = str(who["wife"].id)
    named = husband.fill(f"{at}/caster", f"{at}/caster", person_id=chosen)
    assert named.status_code == 303 and "丈夫甲推举了妻子乙" in wife.get(f"{at}/caster").text
    assert "去投票" not in wife.get(at).text
    stranger = wife.fill(f"{at}/caster", f"{at}/caster", person_id=str(who["x"].id))
    assert stranger.status_code == 422
    assert wife.fill(f"{at}/caster", f"{at}/caster", person_id=chosen).status_code == 303
    told = wife.get(f"{at}/caster")
    assert "推举好了：这一票由妻子乙来投，现在还没有投。" in told.text
    assert "这一票由您来投，现在还没有投。" in told.text and "改推举别人" in told.text
    assert press(wife, told, f"{at}/ballot/delivery").status_code == 303, "the way to the ballot"
    asked = husband.get(f"{at}/caster").text
    assert "请妻子乙来投，现在还没有投。" in asked and "去投票" not in asked
    assert "去投票" in wife.get(at).text and "由妻子乙来投" in husband.get(at).text
    assert husband.get(f"{at}/ballot").status_code == 403
    opened = press(wife, wife.get(at), f"{at}/ballot/delivery")
    seen = press(wife, wife.get(opened.location), f"{at}/ballot/review", **{"answers-0": "yes"})
    assert press(wife, seen, f"{at}/ballot").status_code == 303
    assert voter_of(vote, who["wife"]).delivery is not None, "she had it before her"
    assert "已由妻子乙投出" in husband.get(at).text
    cast = husband.get(f"{at}/caster").text
    assert "已由妻子乙投出" in cast and "还没有投" not in cast and "改推举别人" not in cast


def test_an_owner_gives_a_proxy_and_the_holder_casts_each_vote_by_itself(
    world: World, clock: Hands, as_: As
) -> None:
    place, who = ballot.example_one(world)
    vote = ballot.opened(world, ballot.drafted(world, place), clock)
    at, giver, holder = f"/votes/{vote.id}", as_(who["o1"]), as_(who["o2"])
    terms = {"name": "业2主", "login": "o2", "scope": "全部事项，都投同意。"}

    def hand_in(**changes: Any) -> TestResponse:
        page = giver.get(f"{at}/proxy")
        return press(giver, page, f"{at}/proxy", **({**terms, "file": ballot.upload()} | changes))

    wrong = hand_in(name="业3主")
    assert wrong.status_code == 422 and "没有找到这个人" in wrong.text
    assert "全部事项，都投同意。" in wrong.text, "what was typed is still there"
    assert hand_in(name="业1主", login="o1").status_code == 422, "not to oneself"
    assert hand_in().status_code == 303
    assert "等待核实" in giver.get(f"{at}/proxy").text
    assert "去投票" in giver.get(at).text
    with transaction():
        (given,) = voter_of(vote, who["o1"]).proxies
        proxy = session().scalars(proxy_(given.id)).unique().one()
        actions.confirm_proxy(world.clerk, proxy)
    assert holder.get(f"{at}/ballot").location == f"{at}/ballot/heads", "which of the two?"
    both = holder.get(f"{at}/ballot/heads")
    assert both.text.count("去投") >= 2
    opened = press(holder, both, f"{at}/ballot/delivery")
    assert opened.status_code == 303
    theirs = f"{at}/ballot?voter={voter_of(vote, who['o1']).id}"
    seen = press(holder, holder.get(theirs), f"{at}/ballot/review", **{"answers-0": "yes"})
    assert press(holder, seen, f"{at}/ballot").status_code == 303
    assert "已由业2主投出" in giver.get(at).text
    late = giver.send(f"{at}/proxies/{proxy.id}/removal")
    assert late.status_code == 409 and "受托人已经投了" in late.text
    assert holder.send(f"{at}/proxies/{proxy.id}/removal").status_code == 403


def test_a_proxy_is_taken_back_before_it_was_used(world: World, clock: Hands, as_: As) -> None:
    place, who = ballot.example_one(world)
    vote = ballot.opened(world, ballot.drafted(world, place), clock)
    other = ballot.drafted(world, place)
    with transaction():
        proxy = actions.give_proxy(
            who["o1"],
            voter_of(vote, who["o1"]),
            who["o2"],
            scope="全部事项。",
            until=(vote.closes_at or clock.set).date(),  # type: ignore[union-attr]
            upload=ballot.upload(),
        )
    giver, at = as_(who["o1"]), f"/votes/{vote.id}"
    assert giver.send(f"/votes/{other.id}/proxies/{proxy.id}/removal").status_code == 404
    back = press(giver, giver.get(f"{at}/proxy"), f"{at}/proxies/{proxy.id}/removal")
    assert back.status_code == 303
    assert voter_of(vote, who["o1"]).proxies[0].state is ProxyState.REVOKED


def test_an_owner_asks_for_the_count_to_be_verified_and_reads_the_answer(
    world: World, clock: Hands, as_: As
) -> None:
    vote, who = _published(world, clock)
    owner, at = as_(who["o1"]), f"/votes/{vote.id}"
    assert "申请核实计票" in owner.get(at).text
    asked = owner.fill(f"{at}/challenge", f"{at}/challenge", text="我那一票是不是算进去了？")
    assert asked.status_code == 303 and "前书面答复您" in owner.get(asked.location).text
    with transaction():
        (challenge,) = session().scalars(challenges(vote.id))
        actions.verify(world.supervisor, challenge, answer="查过了，算进去了。")
    assert "查过了，算进去了。" in owner.get(f"{at}/challenge").text
    assert "查过了，算进去了。" not in as_(who["o2"]).get(f"{at}/challenge").text
    assert as_(world.resident).get(f"{at}/challenge").status_code == 404


def _published(world: World, clock: Hands) -> tuple[Vote, dict[str, Person]]:
    """Worked example 1: everybody but the couple and the developer votes, nine for it."""
    place, who = ballot.example_one(world)
    vote = ballot.opened(world, ballot.drafted(world, place), clock)
    for n in range(11):
        ballot.cast(vote, who[f"o{n}"], "no" if n < 2 else "yes")
    ballot.cast(vote, who["x"], "yes")
    vote = ballot.counted(world, vote, clock)
    with transaction():
        actions.publish(
            world.clerk,
            vote,
            title="业主表决结果",
            text="选聘物业，通过。",
            is_redacted=True,
            figures=result_text,
        )
    return fresh(vote), who


def test_a_result_shows_bars_with_the_threshold_and_the_sum_behind_it(
    world: World, clock: Hands, as_: As
) -> None:
    vote, _who = _published(world, clock)
    page = as_(None).get(f"/votes/{vote.id}").text
    assert vote.entry is not None and vote.entry.number_text in page
    assert page.count("threshold-row") == 4, "turnout and majority, by heads and by area"
    assert "参加了" in page and "没有参加" in page
    assert "按面积" in page and "三分之二以上" in page and "过半数" in page
    assert "，由全体业主表决“" in vote.entry.figures and "按人数和面积计票。" in vote.entry.figures
    assert "<dd>全体业主</dd>" in page and "<dd>按人数和面积</dd>" in page
    assert "《民法典》第278条" in page and "×3＝" in page
    assert "第278条" in page and 'class="verdict holds"' in page
    roll = as_(None).get(f"/votes/{vote.id}/roll").text
    assert vote.roll_root is not None and vote.roll_root.hex()[:4] in roll


# -- the roll -------------------------------------------------------------------------


def test_whoever_is_missing_on_the_roll_objects_and_reads_what_was_decided(
    world: World, as_: As
) -> None:
    vote = ballot.posted(
        world,
        ballot.drafted(
            world, world.place, rule=Rule.RESIDENTS_ASSEMBLY, electorate=Electorate.ADULTS
        ),
    )
    owner, at = as_(world.owner), f"/votes/{vote.id}/roll"
    page = owner.get(at)
    assert "名册上没有您" in page.text and "紫荆小区1号楼" in page.text
    assert "王秀英" not in page.text, "names of the roll are nobody's to read"
    assert press(owner, page, f"{at}/objections", text=" ").status_code == 422
    told = press(owner, page, f"{at}/objections", text="我住201室，名册上没有我。")
    assert told.status_code == 303 and "我住201室" in owner.get(at).text
    assert "我住201室" not in as_(world.resident).get(at).text
    assert "您在名册上，第1号" in as_(world.resident).get(at).text
    stranger = as_(world.there.resident)
    assert stranger.send(f"{at}/objections", text="我也要投。").status_code == 403
    assert "objections" not in stranger.get(at).text


# -- a council, openly ----------------------------------------------------------------


def test_an_open_vote_shows_each_ballot_and_no_other_vote_does(
    world: World, asked: Vote, clock: Hands, as_: As
) -> None:
    ballot.cast(asked, world.resident, "yes", "no")
    assert as_(world.clerk).get(f"/votes/{asked.id}/ballots").status_code == 404
    members = ballot.council(world)
    vote = ballot.drafted(
        world,
        world.place,
        rule=Rule.COUNCIL_ORDINARY,
        electorate=Electorate.COUNCIL,
        secrecy=Secrecy.OPEN,
    )
    vote = ballot.opened(world, vote, clock)
    ballot.cast(vote, members[0], "no")
    page = as_(None).get(f"/votes/{vote.id}/ballots").text
    assert "议**" in page and "反对" in page
    assert "看谁投了什么" in as_(None).get(f"/votes/{vote.id}").text


# -- nobody knows before --------------------------------------------------------------


def _reads(client: NeighbourClient, start: list[str], most: int = 60) -> dict[str, str]:
    """Everything that can be reached by links, as it reads: without marks that are new each time."""
    waiting, seen = list(start), {}
    while waiting and len(seen) < most:
        path = waiting.pop(0).partition("#")[0]
        if path in seen or not path.startswith("/") or path.startswith(("/static", "/demo")):
            continue
        answer = client.get(path)
        text = re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", answer.text)
        seen[path] = f"{answer.status_code} {text}"
        waiting += re.findall(r'href="([^"]+)"', text)
    return seen


def _turn_over(vote: Vote) -> None:
    """As if everybody had voted the other way."""
    other = {"yes": "no", "no": "yes"}
    with transaction() as here:
        questions = here.scalars(select(Question).where(Question.vote_id == vote.id)).all()
        for question in questions:
            for each in here.scalars(select(Answer).where(Answer.question_id == question.id)):
                each.value = other[each.value]
            kept = {
                c.key: c
                for c in here.scalars(select(Count).where(Count.question_id == question.id))
            }
            if kept:
                kept["yes"].heads, kept["no"].heads = kept["no"].heads, kept["yes"].heads
                kept["yes"].area, kept["no"].area = kept["no"].area, kept["yes"].area
                now = question.outcome
                question.outcome = Outcome.PASSED if now is Outcome.REJECTED else Outcome.REJECTED


@pytest.mark.parametrize(
    "is_full",
    [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.slow)],
)
def test_no_page_feed_or_export_tells_a_result_before_it_is_published(
    world: World, asked: Vote, clock: Hands, as_: As, is_full: bool
) -> None:
    """Whatever is read is the same, to the letter, when everybody had voted the other way."""
    ballot.cast(asked, world.neighbour, "yes", "yes")
    readers = {
        "visitor": None,
        "resident": world.resident,
        "administrator": world.administrator,
        "auditor": world.auditor,
        "chair": world.chair,
        "clerk": world.clerk,
        "supervisor": world.supervisor,
    }
    start = [
        f"/votes/{asked.id}",
        f"/votes/{asked.id}/roll",
        f"/votes/{asked.id}/ballots",
        "/votes/",
        "/desk",
        "/record",
        "/register/",
        "/register/feed.xml",
        "/statistics",
        "/",
    ]

    def differing(*names: str) -> set[tuple[str, str]]:
        def read() -> dict[str, dict[str, str]]:
            return {name: _reads(as_(readers[name]), start) for name in names or readers}

        before = read()
        _turn_over(asked)
        after = read()
        _turn_over(asked)
        return {
            (name, path)
            for name, pages in before.items()
            for path, text in pages.items()
            if after[name].get(path) != text
        }

    assert not differing(), "while it is open"
    vote = ballot.over(asked, clock)
    few = tuple(readers) if is_full else ("visitor", "administrator", "clerk")
    assert not differing(*few), "when its hour has passed"
    with transaction():
        actions.close(world.clerk, vote)
    # From here on the record knows them: that somebody turned them over past every act is all it tells.
    told = {path for _name, path in differing(*few)}
    assert told <= {f"/votes/{vote.id}/figures"}, "closed"
    with transaction():
        actions.reconcile(world.supervisor, fresh(vote))
    assert not differing(*few), "reconciled"
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert fresh(vote).stage is VoteStage.COUNTED
    # Whoever counts, and writes down what goes into the register, has it before them.
    pages = {f"/votes/{asked.id}/count", f"/votes/{asked.id}/publication"}
    known = differing()
    assert {path for _name, path in known} <= pages, "counted"
    assert {name for name, _path in known} <= {"chair", "clerk", "supervisor"}
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="表决结果",
            text="见本站。",
            is_redacted=True,
            figures=result_text,
        )
    told = {path for _name, path in differing("visitor")}
    assert f"/votes/{asked.id}" in told, "now everybody knows, else this test would tell nothing"


# -- how much it costs ----------------------------------------------------------------


def test_pages_ask_as_often_however_many_vote_and_however_much_is_asked(
    world: World, clock: Hands, as_: As
) -> None:
    def asks(vote: Vote) -> dict[str, int]:
        client, found = as_(world.resident), {}
        voter, ident = voter_of(vote, world.resident).id, vote.id
        for page in ("", "/roll", "/ballots", "/ballot/heads", f"/ballot?voter={voter}"):
            with queries() as asked:
                assert client.get(f"/votes/{ident}{page}").status_code == 200
            found[page.partition("?")[0]] = len(asked)
        with queries() as asked:
            client.get("/votes/")
        return found | {"list": len(asked)}

    def openly(questions: int) -> Vote:
        return ballot.drafted(
            world,
            world.place,
            rule=Rule.RESIDENTS_ASSEMBLY,
            electorate=Electorate.ADULTS,
            secrecy=Secrecy.OPEN,
            questions=questions,
            online_basis="居民公约第5条",
        )

    small = ballot.opened(world, openly(1), clock)
    ballot.cast(small, world.neighbour, "yes")
    few = asks(small)
    more = ballot.residents(world, 12)
    large = ballot.opened(world, openly(6), clock)
    for who in more:
        ballot.cast(large, who, *["yes"] * 6)
    many = asks(large)
    assert max(many.values()) <= 8, many
    assert many == few


def test_a_result_asks_as_often_however_much_was_asked(world: World, clock: Hands, as_: As) -> None:
    def asks(questions: int) -> int:
        place, who = ballot.example_one(world) if questions == 1 else _kept
        vote = ballot.opened(world, ballot.drafted(world, place, questions=questions), clock)
        for n in range(11):
            ballot.cast(vote, who[f"o{n}"], *["yes"] * questions)
        vote = ballot.counted(world, vote, clock)
        with transaction():
            actions.publish(
                world.clerk,
                vote,
                title="结果",
                text="通过。",
                is_redacted=True,
                figures=result_text,
            )
        _kept[:] = place, who
        owner, at = as_(who["o1"]), f"/votes/{vote.id}"
        with queries() as asked:
            assert "threshold-row" in owner.get(at).text
        return len(asked)

    _kept: list[Any] = []
    few, many = asks(1), asks(5)
    assert (few, many <= 8) == (many, True)


# -- the receipt of a secret ballot ---------------------------------------------------


def test_a_receipt_has_all_its_parts_and_says_nothing_of_the_choice(
    app: Flask, world: World, asked: Vote
) -> None:
    kept = Receipt(asked.id, b"b" * 16, "桂花", b"k" * 16, "ABCD EFGH IJKL MNOP QRST")
    with app.test_request_context(f"/votes/{asked.id}/ballot", method="POST"):
        page = receipt_page(asked.id, asked.official_title, asked.closes_at, kept).get_data(
            as_text=True
        )
    for line in kept.text().splitlines()[1:]:
        assert line.partition(" ")[2] in page
    assert kept.text() in page, "as it was made, for whoever checks it"
    assert "只出现这一次" in page and "不写您投了什么" in page
    assert not {"同意第1项方案吗？", "反对", "弃权"} & set(re.findall(r"[^<>]+", page))


# -- who hears of it ------------------------------------------------------------------


def test_a_ballot_waits_on_the_desk_until_it_is_cast(
    world: World, asked: Vote, clock: Hands, as_: As
) -> None:
    phone = as_(world.resident)
    assert "等您投票" in phone.get("/desk").text
    assert "等您投票" not in as_(world.owner).get("/desk").text
    ballot.cast(asked, world.resident, "yes", "yes")
    assert "等您投票" not in phone.get("/desk").text
    assert "等您投票" in as_(world.neighbour).get("/desk").text
    assert asked.closes_at is not None
    clock.set(asked.closes_at)
    assert "等您投票" not in as_(world.neighbour).get("/desk").text


def test_whoever_is_on_the_roll_hears_of_each_step_and_of_no_ballot(
    world: World, asked: Vote, clock: Hands, as_: As
) -> None:
    def heard(who: Person) -> list[str]:
        while notices.deliver():
            pass
        found = select(Message.event).join(Notification).where(Notification.person_id == who.id)
        return [event.value for event in session().scalars(found.order_by(Message.id))]

    assert heard(world.resident) == ["vote_posted", "vote_opened"]
    assert heard(world.owner) == []
    ballot.cast(asked, world.resident, "yes", "yes")
    assert heard(world.resident) == ["vote_posted", "vote_opened"]
    vote = ballot.counted(world, asked, clock)
    with transaction():
        actions.publish(
            world.clerk, vote, title="结果", text="通过。", is_redacted=True, figures=result_text
        )
    assert "vote_published" in heard(world.resident)
    inbox = as_(world.resident).get("/notices/").text
    assert "的投票结果公布了" in inbox and "您在这次表决的名册上" in inbox


# -- where it is heard of -------------------------------------------------------------------


def test_a_vote_about_a_matter_stands_on_the_matters_page_once_it_is_posted(
    world: World, as_: As
) -> None:
    with transaction():
        matter = accepted(world)
    path, reader = f"/matters/{matter.id}", as_(None)
    vote = ballot.drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        matter=matter,
        online_basis="居民公约第5条",
    )
    assert f"/votes/{vote.id}" not in reader.get(path).text
    ballot.posted(world, vote)
    assert f"/votes/{vote.id}" in reader.get(path).text


def test_a_draft_that_is_called_off_was_never_anybodys_business(
    world: World, asked: Vote, as_: As
) -> None:
    draft = ballot.drafted(world, ballot.estate(world))
    with transaction():
        actions.cancel(world.clerk, draft, reason="写错了范围")
    assert f"/votes/{draft.id}" in as_(world.clerk).get("/votes/").text
    for reader in (as_(None), as_(world.resident)):
        assert reader.get(f"/votes/{draft.id}").status_code == 404
        assert f'/votes/{draft.id}"' not in reader.get("/votes/").text
