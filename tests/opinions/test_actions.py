"""Stories of opinions: said, reacted to, hidden and brought back, sent, answered, corrected."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from civic import calendar, db, ledger, search
from civic import clock as civic_clock
from civic.clock import Counting, Hands
from civic.db import session
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate, TooOften
from civic.ledger import Entry, Fact, LogSecret
from civic.matters import actions as matters
from civic.matters.rules import Stage
from civic.matters.rules import Why as MatterWhy
from civic.opinions import actions, models
from civic.opinions.models import Counts, Hiding, Opinion, Reaction, Reply, Wanted
from civic.opinions.rules import (
    PHASES,
    Channel,
    Disposition,
    HideGround,
    Kind,
    Objection,
    Phase,
    Sort,
    Stance,
    Why,
)
from civic.policy import Role
from tests.opinions.talk import entry, facts, matter, said, sent
from tests.world import World

pytestmark = pytest.mark.usefixtures("writing")


@pytest.fixture
def writing(app):
    with db.transaction():
        yield


def why(caught) -> Why:
    return caught.value.why


def counts(about) -> Counts:
    return Counts(*session().execute(models.counts(about.id)).one())


def found(query: str) -> set[int]:
    return set(session().scalars(search.matching("opinion", query)))


def test_opinions_go_along_when_their_matter_joins_another(world: World) -> None:
    """Left behind, nobody would ever answer them (HR-8)."""
    here, into = matter(world), matter(world, Stage.NOTICED)
    into.round = 2
    left = said(world.neighbour, here, "垃圾箱房离窗户至少二十米。")
    stays = said(world.owner, into)
    matters.merge(world.clerk, here, into)
    session().expire_all()
    assert (left.matter_id, left.round, left.phase) == (into.id, 2, Phase.BEFORE)
    assert set(session().scalars(models.unanswered(into.id))) >= {left, stays}
    kept = entry(here.ledger_ref, Fact.MATTER_MERGED).body.decode()
    assert f'"opinions":["{left.ledger_ref}"]' in kept


# -- saying ---------------------------------------------------------------------------


def test_a_neighbour_says_what_she_thinks(world: World) -> None:
    about = matter(world, Stage.NOTICED)
    opinion = said(world.neighbour, about, "垃圾箱房离窗户至少二十米。\n这是第二行。")
    assert opinion.phase is Phase.BEFORE
    assert opinion.channel is Channel.ONLINE
    assert opinion.text == "垃圾箱房离窗户至少二十米。\n这是第二行。"
    assert opinion.round == 1
    assert opinion.given_at == civic_clock.now()
    assert opinion.place_path == about.place_path
    assert found("垃圾箱房") == {opinion.id}


@pytest.mark.parametrize("stage", Stage)
def test_the_phase_follows_the_stage_of_the_matter(world: World, stage: Stage) -> None:
    about = matter(world, stage)
    if stage in PHASES:
        assert said(world.neighbour, about).phase is PHASES[stage]
    else:
        with pytest.raises(OutOfOrder) as caught:
            said(world.neighbour, about)
        assert why(caught) is Why.CLOSED


def test_the_same_words_are_not_said_twice_by_one_person(world: World) -> None:
    about = matter(world)
    said(world.neighbour, about)
    with pytest.raises(AlreadyDone) as caught:
        said(world.neighbour, about)
    assert why(caught) is Why.SAID_BEFORE
    said(world.resident, about)
    said(world.neighbour, matter(world))


@pytest.mark.parametrize("who", ["resident", "owner", "tenant", "neighbour"])
def test_whoever_belongs_here_may_speak(world: World, who: str) -> None:
    assert said(getattr(world, who), matter(world)).author_id == world.here.people[who]


@pytest.mark.parametrize("who", ["unverified", "official", "supervisor", "party_branch"])
def test_whoever_does_not_belong_here_may_not(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        said(getattr(world, who), matter(world))


def test_the_next_community_may_not(world: World) -> None:
    with pytest.raises(NotAllowed):
        said(world.there.resident, matter(world))


def test_what_a_resident_says_is_in_no_entry_in_the_clear(world: World) -> None:
    about = matter(world)
    opinion = said(world.neighbour, about, "三单元的楼道灯坏了")
    actions.hide(world.clerk, opinion, ground=HideGround.INSULT)
    actions.object_to_hiding(world.neighbour, opinion, text="我没有骂人啊")
    for row in session().scalars(select(Entry)):
        body = row.body.decode("utf-8")
        assert "楼道灯" not in body
        assert "没有骂人" not in body
        assert world.neighbour.name not in body
    secret = session().scalars(select(LogSecret.value)).all()
    assert any("楼道灯" in value.decode("utf-8") for value in secret)


def test_that_something_was_said_stands_in_the_open_record_who_and_what_behind_it(
    world: World,
) -> None:
    """Nobody can deny later that an opinion came, or put other words in its place."""
    opinion = said(world.neighbour, matter(world), "三单元的楼道灯坏了")
    written = entry(opinion.ledger_ref, Fact.OPINION_GIVEN)
    content = ledger.content(written)
    assert (content["type"], content["ref"]) == ("opinion.given", opinion.ledger_ref)
    assert content["pub"]["matter"] == opinion.matter_id
    assert set(content["commit"]) == {"by", "text"}
    kept = session().get(LogSecret, (written.idx, "text"))
    assert kept is not None
    assert ledger.opens(content["commit"]["text"], kept.salt, "text", "三单元的楼道灯坏了")
    assert not ledger.opens(content["commit"]["text"], kept.salt, "text", "三单元的楼道灯好的")


def test_a_clerk_writes_down_what_came_on_paper(world: World) -> None:
    about = matter(world, Stage.IN_SESSION)
    opinion = actions.enter(
        world.clerk,
        about,
        kind=Kind.CRITICISM,
        text="通知贴得太晚。",
        channel=Channel.PAPER,
        speaker=world.neighbour,
    )
    assert opinion.phase is Phase.AT
    assert opinion.is_entered
    assert (opinion.author_id, opinion.entered_by_id) == (world.neighbour.id, world.clerk.id)
    session().refresh(opinion, ["author"])
    assert opinion.public_name == "李**"


def test_who_is_on_no_list_is_heard_too_and_masked(world: World) -> None:
    opinion = actions.enter(
        world.clerk,
        matter(world),
        kind=Kind.OPINION,
        text="我租在这里，也受影响。",
        channel=Channel.PHONE,
        name=" 欧阳小明 ",
    )
    session().refresh(opinion, ["author"])
    assert opinion.public_name == "欧阳**"
    nameless = actions.enter(
        world.clerk, matter(world), kind=Kind.OPINION, text="不留名。", channel=Channel.ON_SITE
    )
    session().refresh(nameless, ["author"])
    assert nameless.public_name is None


def test_nobody_but_the_committee_enters_for_others(world: World) -> None:
    for who in (world.neighbour, world.official, world.there.clerk, world.grid_worker):
        with pytest.raises(NotAllowed):
            actions.enter(who, matter(world), kind=Kind.OPINION, text="……", channel=Channel.PAPER)
    with pytest.raises(ValueError):
        actions.enter(
            world.clerk, matter(world), kind=Kind.OPINION, text="网上", channel=Channel.ONLINE
        )


def test_a_name_is_shown_to_whoever_agreed(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    session().refresh(opinion, ["author"])
    assert opinion.public_name == "李**"
    world.neighbour.shows_name = True
    assert opinion.public_name == "李建国"


# -- reacting -------------------------------------------------------------------------


def test_one_may_think_again_and_the_last_word_counts(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    actions.react(world.resident, opinion, stance=Stance.AGREE)
    assert opinion.counts == (1, 0, 0)
    actions.react(world.resident, opinion, stance=Stance.AGREE)
    assert opinion.counts == (1, 0, 0)
    actions.react(world.resident, opinion, stance=Stance.DISAGREE)
    actions.react(world.owner, opinion, stance=Stance.DISAGREE)
    actions.react(world.tenant, opinion, stance=Stance.PASS)
    assert opinion.counts == (0, 2, 1)
    assert session().scalar(select(func.count()).select_from(Reaction)) == 3


def test_a_reaction_is_no_entry_in_the_record(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    before = ledger.size()
    actions.react(world.resident, opinion, stance=Stance.AGREE)
    assert ledger.size() == before


def test_reactions_end_with_the_opinions_and_with_hiding(world: World) -> None:
    about = matter(world)
    opinion = said(world.neighbour, about)
    about.stage = Stage.FOLLOW_UP
    with pytest.raises(OutOfOrder) as caught:
        actions.react(world.resident, opinion, stance=Stance.AGREE)
    assert why(caught) is Why.CLOSED
    about.stage = Stage.MINUTED
    actions.hide(world.chair, opinion, ground=HideGround.INSULT)
    with pytest.raises(OutOfOrder) as caught:
        actions.react(world.resident, opinion, stance=Stance.AGREE)
    assert why(caught) is Why.IS_HIDDEN


@pytest.mark.parametrize("who", ["unverified", "official", "clerk", "supervisor"])
def test_only_those_who_live_or_own_here_react(world: World, who: str) -> None:
    opinion = said(world.neighbour, matter(world))
    with pytest.raises(NotAllowed):
        actions.react(getattr(world, who), opinion, stance=Stance.AGREE)
    with pytest.raises(NotAllowed):
        actions.react(world.there.resident, opinion, stance=Stance.AGREE)


def test_the_schema_refuses_a_second_reaction_and_a_negative_count(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    actions.react(world.resident, opinion, stance=Stance.AGREE)
    row = {"opinion_id": opinion.id, "person_id": world.resident.id}
    with pytest.raises(IntegrityError), session().begin_nested():
        session().execute(
            Reaction.__table__.insert(), row | {"stance": Stance.PASS, "at": civic_clock.now()}
        )
    with pytest.raises(IntegrityError), session().begin_nested():
        session().execute(update(Opinion).values(agree=-1))


# -- hiding ---------------------------------------------------------------------------


def test_a_hidden_opinion_leaves_its_place_the_ground_and_the_office(world: World) -> None:
    about = matter(world)
    opinion = said(world.neighbour, about, "这人就是混蛋")
    hiding = actions.hide(world.chair, opinion, ground=HideGround.INSULT)
    assert opinion.is_hidden
    assert (hiding.ground, hiding.office) == (HideGround.INSULT, Role.CHAIR)
    assert found("混蛋") == set()
    assert counts(about).hidden == counts(about).total == 1
    public = ledger.content(entry(opinion.ledger_ref, Fact.OPINION_HIDDEN))["pub"]
    assert (public["ground"], public["office"]) == ("insult", "chair")


def test_criticism_is_no_ground(world: World) -> None:
    opinion = said(world.neighbour, matter(world), "居委会不作为", Kind.CRITICISM)
    assert not any("critic" in ground for ground in HideGround)
    with pytest.raises(Invalid) as caught:
        actions.hide(world.clerk, opinion, ground=HideGround.MODERATED_AT_SOURCE)
    assert why(caught) is MatterWhy.NOT_A_GROUND


def test_only_the_committee_of_the_place_hides(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    for who in (world.there.clerk, world.official, world.supervisor, world.resident):
        with pytest.raises(NotAllowed):
            actions.hide(who, opinion, ground=HideGround.INSULT)


def test_the_author_objects_and_the_supervisors_bring_it_back(world: World) -> None:
    about = matter(world)
    opinion = said(world.neighbour, about, "物业经理态度太差")
    actions.hide(world.clerk, opinion, ground=HideGround.INSULT)
    hiding = actions.object_to_hiding(world.neighbour, opinion, text="这是批评，不是骂人。")
    assert hiding.objection is Objection.OPEN
    assert hiding.decide_until_on == date(2026, 11, 30)
    with pytest.raises(NotAllowed):
        actions.decide_objection(world.clerk, opinion, uphold=False, reason="维持。")
    with pytest.raises(NotAllowed):
        actions.decide_objection(world.there.supervisor, opinion, uphold=True, reason="恢复。")
    actions.decide_objection(world.supervisor, opinion, uphold=True, reason="属于批评，不是侮辱。")
    session().refresh(opinion, ["hiding"])
    assert not opinion.is_hidden
    assert opinion.is_restored
    assert found("物业经理") == {opinion.id}
    restored = ledger.content(entry(opinion.ledger_ref, Fact.OPINION_RESTORED))
    assert restored["text"] == [{"pub": "属于批评，不是侮辱。"}]
    with pytest.raises(AlreadyDone) as caught:
        actions.hide(world.clerk, opinion, ground=HideGround.OFF_MATTER)
    assert why(caught) is MatterWhy.HIDDEN_ALREADY


def test_an_objection_may_be_dismissed_and_is_then_over(world: World) -> None:
    opinion = said(world.neighbour, matter(world), "混蛋")
    actions.hide(world.clerk, opinion, ground=HideGround.INSULT)
    actions.object_to_hiding(world.neighbour, opinion, text="不服。")
    actions.decide_objection(world.supervisor, opinion, uphold=False, reason="确属辱骂。")
    assert opinion.is_hidden
    assert found("混蛋") == set()
    with pytest.raises(AlreadyDone):
        actions.object_to_hiding(world.neighbour, opinion, text="还是不服。")
    with pytest.raises(OutOfOrder):
        actions.decide_objection(world.supervisor, opinion, uphold=True, reason="再想想。")


def test_an_objection_is_decided_once_also_by_two_supervisors_at_a_time(world: World) -> None:
    """One has the page before them while the other decides."""
    opinion = said(world.neighbour, matter(world), "混蛋")
    actions.hide(world.clerk, opinion, ground=HideGround.INSULT)
    actions.object_to_hiding(world.neighbour, opinion, text="不服。")
    seen = session().get(Hiding, opinion.id)
    assert seen.objection is Objection.OPEN
    others = {
        "objection": Objection.DISMISSED,
        "decided_at": civic_clock.now(),
        "decision_reason": "确属辱骂。",
    }
    meanwhile = update(Hiding).values(others).execution_options(synchronize_session=False)
    session().execute(meanwhile)
    with pytest.raises(OutOfOrder) as caught:
        actions.decide_objection(world.supervisor, opinion, uphold=True, reason="成立。")
    assert why(caught) is MatterWhy.NO_OPEN_OBJECTION
    with pytest.raises(AlreadyDone):
        actions.object_to_hiding(world.neighbour, opinion, text="还是不服。")
    assert opinion.is_hidden and seen.decision_reason == "确属辱骂。"


def test_only_the_author_objects_and_in_time(world: World, clock) -> None:
    opinion = said(world.neighbour, matter(world))
    with pytest.raises(OutOfOrder) as caught:
        actions.object_to_hiding(world.neighbour, opinion, text="没有被隐藏呀")
    assert why(caught) is MatterWhy.NOT_HIDDEN
    actions.hide(world.clerk, opinion, ground=HideGround.INSULT)
    with pytest.raises(NotAllowed):
        actions.object_to_hiding(world.resident, opinion, text="替她说。")
    clock.move(timedelta(days=30))
    with pytest.raises(TooLate) as caught:
        actions.object_to_hiding(world.neighbour, opinion, text="来晚了。")
    assert why(caught) is MatterWhy.OBJECTION_TOO_LATE


# -- sending and answering ------------------------------------------------------------


def test_a_unit_has_fifteen_working_days_and_the_page_can_show_the_sum(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    # Monday 23 November: 15 working days, three weekends left out.
    assert opinion.due_on == date(2026, 12, 14)
    assert (opinion.due_rule, opinion.due_from_on, opinion.due_days) == (
        Counting.WORKING_DAYS,
        date(2026, 11, 23),
        15,
    )
    assert opinion.due_calendar
    assert not opinion.due_is_provisional
    public = ledger.content(entry(opinion.ledger_ref, Fact.OPINION_ADDRESSED))["pub"]
    assert public["due_on"] == "2026-12-14"
    assert public["unit_name"] == "五里桥社区绿化市容所"


def test_sent_to_the_wrong_unit_it_may_go_to_another_until_answered(world: World, clock) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    with pytest.raises(AlreadyDone) as caught:
        sent(world, opinion)
    assert why(caught) is Why.SENT_ALREADY
    clock.move(timedelta(days=2))
    sent(world, opinion, unit="water")
    with pytest.raises(NotAllowed):
        actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="好的。")
    actions.reply(world.other_official, [opinion], disposition=Disposition.ADOPT, text="好的。")
    with pytest.raises(AlreadyDone):
        sent(world, opinion)


def test_sending_it_back_and_forth_wins_no_time(world: World, clock) -> None:
    """HR-9: fifteen working days and one extension are the opinion's, not each unit's."""
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    actions.extend(world.official, [opinion], days=5, reason="要现场勘查。")
    extended = opinion.due_on
    clock.at = opinion.due_at + timedelta(days=3)
    assert opinion.is_overdue
    sent(world, opinion, unit="water")
    sent(world, opinion, unit="greening")
    assert opinion.due_on == extended
    assert opinion.is_overdue
    assert opinion.first_due_on == date(2026, 12, 14)
    assert opinion.extension_reason == "要现场勘查。"
    said_so = session().scalars(
        select(Entry).where(Entry.ref == opinion.ledger_ref, Entry.fact == Fact.OPINION_ADDRESSED)
    )
    days = [ledger.content(each)["pub"]["due_on"] for each in said_so]
    assert days == ["2026-12-14", extended.isoformat(), extended.isoformat()]
    actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="采纳。")
    assert opinion.was_late


def test_an_extension_taken_by_one_unit_is_not_taken_again_by_the_next(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    actions.extend(world.official, [opinion], days=5, reason="要现场勘查。")
    sent(world, opinion, unit="water")
    with pytest.raises(AlreadyDone) as caught:
        actions.extend(world.other_official, [opinion], days=5, reason="刚收到。")
    assert why(caught) is Why.EXTENDED_ALREADY


def test_units_of_the_next_community_are_not_asked(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    with pytest.raises(Invalid) as caught:
        actions.address(world.clerk, [opinion], world.there.unit("committee"))
    assert why(caught) is Why.UNIT_ELSEWHERE
    with pytest.raises(NotAllowed):
        actions.address(world.there.clerk, [opinion], world.here.unit("water"))
    with pytest.raises(Invalid) as caught:
        sent(world)
    assert why(caught) is Why.NOTHING_TICKED


def test_one_answer_serves_many_alike(world: World) -> None:
    about = matter(world)
    opinions = [said(world.neighbour, about, f"二十米以外，第{n}条") for n in range(3)]
    other = said(world.resident, about, "别的事")
    sent(world, *opinions, other)
    reply = actions.reply(
        world.official, opinions[:2], disposition=Disposition.PARTLY, text=" 移到南门，二十五米。 "
    )
    assert reply.text == "移到南门，二十五米。"
    for opinion in opinions[:2]:
        assert opinion.reply_id == reply.id
        assert opinion.disposition is Disposition.PARTLY
        assert opinion.classified_by_id == world.official.id
    assert not opinions[2].is_answered
    assert found("南门") == {opinions[0].id, opinions[1].id}
    content = ledger.content(entry(reply.ledger_ref, Fact.REPLY_PUBLISHED))
    assert content["pub"]["opinions"] == [opinions[0].id, opinions[1].id]
    assert content["text"] == [{"pub": "移到南门，二十五米。"}]
    assert counts(about).unanswered == 2
    assert session().scalars(models.queue([world.here.units["greening"]])).all() == [
        opinions[2],
        other,
    ]


def test_an_answer_needs_a_reason_and_is_given_once(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    for empty in ("", "  \n "):
        with pytest.raises(Invalid):
            actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text=empty)
    actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="采纳，下月动工。")
    with pytest.raises(AlreadyDone) as caught:
        actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="又来。")
    assert why(caught) is Why.ANSWERED_ALREADY


def test_one_that_is_answered_already_stops_the_whole_answer(world: World) -> None:
    about = matter(world)
    one, two = said(world.neighbour, about, "一一"), said(world.neighbour, about, "二二")
    sent(world, one, two)
    actions.reply(world.official, [one], disposition=Disposition.ADOPT, text="采纳。")
    with pytest.raises(AlreadyDone), session().begin_nested():
        actions.reply(world.official, [two, one], disposition=Disposition.ADOPT, text="都采纳。")
    session().expire_all()
    assert not two.is_answered
    assert session().scalar(select(func.count()).select_from(Reply)) == 1


def test_opinions_of_two_matters_are_not_answered_together(world: World) -> None:
    one, two = said(world.neighbour, matter(world)), said(world.neighbour, matter(world))
    sent(world, one)
    sent(world, two)
    with pytest.raises(Invalid) as caught:
        actions.reply(world.official, [one, two], disposition=Disposition.ADOPT, text="都采纳。")
    assert why(caught) is Why.NOT_ALIKE
    with pytest.raises(Invalid):
        actions.reply(world.official, [], disposition=Disposition.ADOPT, text="空的。")


def test_only_officials_of_the_unit_answer(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    for who in (world.other_official, world.there.official, world.chair, world.resident):
        with pytest.raises(NotAllowed):
            actions.reply(who, [opinion], disposition=Disposition.ADOPT, text="好的。")
        with pytest.raises(NotAllowed):
            actions.extend(who, [opinion], days=5, reason="要现场勘查。")


def test_late_is_what_the_clock_says(world: World, clock) -> None:
    about = matter(world)
    opinion = said(world.neighbour, about)
    sent(world, opinion)
    clock.at = opinion.due_at - timedelta(seconds=1)
    assert not opinion.is_overdue
    assert counts(about).overdue == 0
    clock.move(timedelta(seconds=1))
    assert opinion.is_overdue
    assert counts(about).overdue == 1
    units = [world.here.units["greening"]]
    assert session().execute(models.queue_counts(units)).one() == (1, 1)
    actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="采纳，来迟了。")
    assert not opinion.is_overdue
    assert opinion.was_late
    assert counts(about).overdue == 0


def test_one_extension_with_a_reason_before_the_end(world: World, clock) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    with pytest.raises(Invalid):
        actions.extend(world.official, [opinion], days=16, reason="太难了。")
    with pytest.raises(Invalid):
        actions.extend(world.official, [opinion], days=5, reason=" ")
    actions.extend(world.official, [opinion], days=5, reason="要请专业机构勘查。")
    assert opinion.first_due_on == date(2026, 12, 14)
    assert opinion.due_on == date(2026, 12, 21)
    assert opinion.extension_reason == "要请专业机构勘查。"
    with pytest.raises(AlreadyDone) as caught:
        actions.extend(world.official, [opinion], days=5, reason="还是不够。")
    assert why(caught) is Why.EXTENDED_ALREADY
    extended = ledger.content(entry(opinion.ledger_ref, Fact.REPLY_EXTENDED))
    assert extended["text"] == [{"pub": "要请专业机构勘查。"}]


def test_too_late_for_an_extension(world: World, clock) -> None:
    opinion = said(world.neighbour, matter(world))
    sent(world, opinion)
    clock.at = opinion.due_at
    with pytest.raises(TooLate) as caught:
        actions.extend(world.official, [opinion], days=5, reason="忘了。")
    assert why(caught) is Why.EXTENSION_TOO_LATE


def test_a_deadline_in_a_year_not_announced_is_reckoned_anew(world: World, clock) -> None:
    calendar.seed()
    clock.at = civic_clock.start_of_day(date(2026, 12, 28))
    opinion, fixed = said(world.neighbour, matter(world)), said(world.resident, matter(world))
    sent(world, opinion)
    sent(world, fixed)
    actions.reply(world.official, [fixed], disposition=Disposition.ADOPT, text="采纳。")
    assert opinion.due_is_provisional
    before = opinion.due_on
    assert actions.reckon_anew() == []
    notice = {"year": 2027, "off": ["2027-01-01/2027-01-08"], "worked": ["2027-01-09"]}
    notice["off"] += ["2027-05-01/2027-05-03", "2027-10-01/2027-10-07", "2027-02-05/2027-02-12"]
    calendar.load(world.administrator, 2027, notice, "通知")
    assert actions.reckon_anew() == [opinion]
    assert opinion.due_on != before
    assert not opinion.due_is_provisional
    assert Fact.REPLY_DUE_MOVED in facts(opinion.ledger_ref)
    assert actions.reckon_anew() == []


def test_what_has_joined_another_matter_meanwhile_is_recorded_there(world: World) -> None:
    """The committee merges two matters while an official has the page before them."""
    here, into = matter(world), matter(world)
    opinion = said(world.neighbour, here)
    sent(world, opinion)
    moved = update(Opinion).values(matter_id=into.id, place_path=into.place_path)
    session().execute(moved.execution_options(synchronize_session=False))
    reply = actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="采纳。")
    assert reply.matter_id == into.id


def test_a_corrected_answer_stands_beside_the_old_one(world: World, clock) -> None:
    about = matter(world)
    one, two = said(world.neighbour, about, "一一"), said(world.resident, about, "二二")
    sent(world, one, two)
    first = actions.reply(world.official, [one, two], disposition=Disposition.ADOPT, text="南门。")
    answered_at = one.answered_at
    clock.move(timedelta(days=1))
    with pytest.raises(Invalid) as caught:
        actions.correct(world.official, first, disposition=Disposition.ADOPT, text=" 南门。 ")
    assert why(caught) is Why.SAME_TEXT
    with pytest.raises(NotAllowed):
        actions.correct(world.other_official, first, disposition=Disposition.ADOPT, text="北门。")
    second = actions.correct(
        world.official, first, disposition=Disposition.PARTLY, text="更正：是北门。"
    )
    session().expire_all()
    assert one.reply_id == two.reply_id == second.id
    assert one.disposition is Disposition.PARTLY
    assert one.answered_at == answered_at
    assert first.text == "南门。"
    versions = session().scalars(models.versions(second.id)).all()
    assert versions == [second, first]
    with pytest.raises(AlreadyDone) as caught:
        actions.correct(world.official, first, disposition=Disposition.ADOPT, text="西门。")
    assert why(caught) is Why.CORRECTED_ALREADY
    third = actions.correct(world.official, second, disposition=Disposition.ADOPT, text="东门。")
    assert session().scalars(models.versions(third.id)).all() == [third, second, first]
    assert found("东门") == {one.id, two.id}
    assert found("北门") == set()
    corrected = ledger.content(entry(second.ledger_ref, Fact.REPLY_CORRECTED))["pub"]
    assert corrected["corrects"] == first.ledger_ref


def test_the_committee_classifies_and_the_answer_follows(world: World) -> None:
    opinion = said(world.neighbour, matter(world))
    actions.classify(
        world.clerk, opinion, disposition=Disposition.NOT_ADOPT, reason="规划已定，不能再移。"
    )
    assert not opinion.is_answered
    with pytest.raises(Invalid):
        actions.classify(world.clerk, opinion, disposition=Disposition.ADOPT, reason=" ")
    with pytest.raises(NotAllowed):
        actions.classify(world.resident, opinion, disposition=Disposition.ADOPT, reason="我说了算")
    sent(world, opinion)
    actions.classify(
        world.official, opinion, disposition=Disposition.PARTLY, reason="可以加盖除味。"
    )
    actions.reply(world.official, [opinion], disposition=Disposition.ADOPT, text="移走。")
    with pytest.raises(AlreadyDone):
        actions.classify(world.clerk, opinion, disposition=Disposition.ADOPT, reason="再分一次。")


def test_hidden_for_what_it_says_it_needs_no_answer_hidden_for_privacy_it_does(
    world: World,
) -> None:
    about = matter(world)
    rude, private = said(world.neighbour, about, "混蛋"), said(world.resident, about, "张三的电话")
    sent(world, rude, private)
    actions.hide(world.clerk, rude, ground=HideGround.INSULT)
    actions.hide(world.clerk, private, ground=HideGround.PRIVACY)
    assert session().scalars(models.unanswered(about.id)).all() == [private]
    with pytest.raises(OutOfOrder) as caught:
        actions.reply(world.official, [rude], disposition=Disposition.ADOPT, text="好的。")
    assert why(caught) is Why.IS_HIDDEN
    actions.reply(world.official, [private], disposition=Disposition.ADOPT, text="已联系。")
    assert counts(about).unanswered == 0
    assert found("张三") == found("已联系") == set()


# -- reading --------------------------------------------------------------------------


def listed(about, **wanted) -> list[Opinion]:
    return [row[0] for row in session().execute(models.of_matter(about.id, Wanted(**wanted)))]


def test_sorted_by_what_people_make_of_them(world: World, clock) -> None:
    about = matter(world)
    loved, torn, plain = (said(world.neighbour, about, text) for text in ("甲甲", "乙乙", "丙丙"))
    for who in (world.resident, world.owner, world.tenant):
        actions.react(who, loved, stance=Stance.AGREE)
    actions.react(world.resident, torn, stance=Stance.AGREE)
    actions.react(world.owner, torn, stance=Stance.DISAGREE)
    sent(world, plain)
    assert listed(about) == [plain, torn, loved]
    assert listed(about, sort=Sort.OLDEST) == [loved, torn, plain]
    assert listed(about, sort=Sort.AGREED)[0] == loved
    assert listed(about, sort=Sort.DIVIDED)[0] == listed(about, sort=Sort.DISAGREED)[0] == torn
    assert listed(about, sort=Sort.UNANSWERED)[0] == plain


def test_narrowed_and_found_in_simplified_characters(world: World) -> None:
    about = matter(world)
    old = said(world.neighbour, about, "乘客應有足額保險", Kind.OPINION)
    new = said(world.resident, about, "建议加装扶手", Kind.SUGGESTION)
    rude = said(world.owner, about, "保险公司都是骗子", Kind.CRITICISM)
    assert set(listed(about, query="保险")) == {old, rude}
    actions.hide(world.clerk, rude, ground=HideGround.INSULT)
    assert listed(about, query="乘客 保险") == [old]
    assert listed(about, query="骗子") == []
    assert listed(about, kind=Kind.SUGGESTION) == [new]
    sent(world, new)
    actions.reply(world.official, [new], disposition=Disposition.ADOPT, text="加装不锈钢扶手。")
    assert listed(about, is_answered=True) == [new]
    assert listed(about, is_answered=False) == [old]
    assert listed(about, query="不锈钢") == [new]
    assert listed(about, phase=Phase.AFTER) == []


def test_each_round_has_its_own(world: World) -> None:
    about = matter(world)
    first = said(world.neighbour, about)
    about.round = 2
    session().flush()
    second = said(world.resident, about)
    assert second.round == 2
    assert session().scalars(models.unanswered(about.id, 1)).all() == [first]
    assert Counts(*session().execute(models.counts(about.id, 2)).one()).unanswered == 1
    sent(world, first)
    assert session().scalar(models.last_due(about.id)) == first.due_on
    assert session().scalar(models.last_due(about.id, 2)) is None


def test_a_neighbour_says_twenty_things_a_day_on_a_matter_and_a_clerk_enters_more(
    world: World, clock: Hands
) -> None:
    """Each is owed an answer (HR-8): a thousand of them would keep the round open for good."""
    with db.transaction():
        about, other = matter(world), matter(world)
        for n in range(20):
            said(world.neighbour, about, f"第{n}条意见")
        with pytest.raises(TooOften) as refused:
            said(world.neighbour, about, "还有一条意见")
        assert refused.value.facts["most"] == 20
        said(world.neighbour, other, "别的事照样能说")
        said(world.owner, about, "别人照样能说")
        actions.enter(
            world.clerk,
            about,
            kind=Kind.OPINION,
            text="会上说的也要记下",
            channel=Channel.ON_SITE,
            speaker=world.neighbour,
        )
        clock.move(timedelta(days=1))
        said(world.neighbour, about, "明天接着说")
