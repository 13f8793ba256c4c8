"""A sitting (会场): who is there, in which order they speak, and whose word makes the minutes."""

from datetime import date, timedelta

import pytest

from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.ledger import Entry, Fact
from civic.people.rules import PersonState
from civic.policy import Can, Role, may
from civic.sittings import actions
from civic.sittings.models import Attendance, Confirmation, Sitting, whole
from civic.sittings.rules import (
    HEARING_ORDER,
    AgendaKind,
    AttendanceMode,
    ItemState,
    SittingKind,
    State,
    Turn,
    Why,
)
from civic.sittings.wording import minutes_text
from tests.meetings.hearing import in_days
from tests.world import World

AGENDA = [(kind, kind.value) for kind in HEARING_ORDER]


def fresh(sitting: Sitting) -> Sitting:
    return session().scalars(whole(sitting.id)).unique().one()


def scheduled(world: World) -> Sitting:
    with transaction():
        return actions.schedule(
            world.clerk,
            world.place,
            kind=SittingKind.HEARING,
            title="加装电梯",
            starts_at=in_days(0),
            venue="活动室",
            chair=world.chair,
            recorder=world.clerk,
            agenda=AGENDA,
        )


def opened(world: World) -> Sitting:
    sitting = scheduled(world)
    with transaction():
        for person in (world.chair, world.resident, world.neighbour):
            actions.check_in(world.clerk, sitting, person=person, mode=AttendanceMode.ON_SITE)
        actions.check_in(world.clerk, sitting, guest="路过的人", mode=AttendanceMode.OBSERVER)
        actions.open_session(world.chair, sitting)
    return fresh(sitting)


def go_through(world: World, sitting: Sitting) -> None:
    """Every item that waits has its turn."""
    for item in sitting.items:
        if item.state is ItemState.WAITING:
            actions.take_up(world.clerk, sitting, item)


def closed(world: World) -> Sitting:
    sitting = opened(world)
    with transaction():
        go_through(world, sitting)
        actions.close(world.chair, sitting)
    return fresh(sitting)


def drafted(world: World, text: str = "主持人说明方案，居民发表意见。") -> Sitting:
    sitting = closed(world)
    with transaction():
        actions.draft_minutes(world.clerk, sitting, text=text)
    return fresh(sitting)


# -- the agenda and the roll ----------------------------------------------------


def test_an_agenda_without_a_place_for_questions_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        actions.schedule(
            world.clerk,
            world.place,
            kind=SittingKind.HEARING,
            title="加装电梯",
            starts_at=in_days(3),
            venue="活动室",
            chair=world.chair,
            recorder=None,
            agenda=[a for a in AGENDA if a[0] is not AgendaKind.QUESTIONS],
        )
    assert refused.value.why is Why.AGENDA_INCOMPLETE


def test_nobody_is_counted_twice(world: World) -> None:
    sitting = opened(world)
    with pytest.raises(AlreadyDone):
        actions.check_in(world.clerk, sitting, person=world.resident, mode=AttendanceMode.OBSERVER)
    session().rollback()
    with pytest.raises(AlreadyDone):
        actions.check_in(world.clerk, sitting, guest="路过的人 ", mode=AttendanceMode.ON_SITE)
    assert session().query(Attendance).count() == 4


def test_a_resident_checks_in_with_the_code_of_the_room_and_not_without(world: World) -> None:
    sitting = scheduled(world)
    for code in ("", "x", sitting.arrival_code[:-1], "签到"):
        with pytest.raises(Invalid) as refused:
            actions.arrive(world.resident, sitting, mode=AttendanceMode.ON_SITE, code=code)
        assert refused.value.why is Why.WRONG_CODE
    with transaction():
        actions.arrive(
            world.resident, sitting, mode=AttendanceMode.ON_SITE, code=sitting.arrival_code
        )
    assert fresh(sitting).present == 1


def test_a_resident_checks_nobody_else_in(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.check_in(
            world.resident,
            scheduled(world),
            person=world.neighbour,
            mode=AttendanceMode.ON_SITE,
        )


def test_the_clerk_finds_no_account_of_another_community_on_the_roll(world: World) -> None:
    sitting = scheduled(world)
    with pytest.raises(Invalid) as refused:
        actions.check_in(
            world.clerk, sitting, person=world.there.resident, mode=AttendanceMode.ON_SITE
        )
    assert refused.value.why is Why.NOT_FROM_HERE
    session().rollback()
    with transaction():
        actions.check_in(world.clerk, sitting, person=world.owner, mode=AttendanceMode.ON_SITE)
        actions.check_in(world.clerk, sitting, guest="桑城的朋友", mode=AttendanceMode.OBSERVER)
    assert fresh(sitting).present == 1, "an owner belongs here wherever they live"


def test_who_is_on_the_roster_is_checked_in_without_an_account(world: World) -> None:
    with transaction():
        world.neighbour.state = PersonState.LISTED
    sitting = scheduled(world)
    with transaction():
        actions.check_in(world.clerk, sitting, person=world.neighbour, mode=AttendanceMode.ON_SITE)
    assert fresh(sitting).present == 1


def test_nobody_is_online_where_no_room_online_was_announced(world: World) -> None:
    sitting = scheduled(world)
    for act, more in (
        (actions.arrive, {"code": ""}),
        (actions.check_in, {"guest": "网上的人"}),
    ):
        by = world.resident if act is actions.arrive else world.clerk
        with pytest.raises(Invalid) as refused:
            act(by, sitting, mode=AttendanceMode.ONLINE, **more)
        assert refused.value.why is Why.ONLINE_NOT_OFFERED
        session().rollback()
    with transaction():
        sitting.online_url = "https://meet.example.org/3"
    with transaction():
        actions.arrive(world.resident, sitting, mode=AttendanceMode.ONLINE, code="")
    assert fresh(sitting).present == 1


def test_what_was_written_down_wrongly_is_put_right_until_the_sitting_closes(
    world: World,
) -> None:
    """TM-4: a chair down as an observer, a namesake pressed by mistake."""
    sitting = scheduled(world)
    with transaction():
        for person in (world.chair, world.neighbour, world.owner):
            actions.check_in(world.clerk, sitting, person=person, mode=AttendanceMode.OBSERVER)
    chair, wrong, owner = fresh(sitting).attendances
    with pytest.raises(NotAllowed):
        actions.correct_check_in(world.neighbour, sitting, wrong, mode=None)
    with transaction():
        actions.correct_check_in(world.clerk, sitting, chair, mode=AttendanceMode.ON_SITE)
        actions.correct_check_in(world.clerk, sitting, wrong, mode=None)
        actions.check_in(world.clerk, sitting, person=world.resident, mode=AttendanceMode.ON_SITE)
        actions.open_session(world.chair, sitting)
    sitting = fresh(sitting)
    assert (sitting.present, sitting.observers) == (2, 1)
    assert world.neighbour.id not in {a.person_id for a in sitting.attendances}
    with pytest.raises(OutOfOrder) as refused:
        actions.correct_check_in(world.clerk, sitting, chair, mode=None)
    assert refused.value.why is Why.PRESIDES, "somebody stands in first"
    with pytest.raises(Invalid):
        actions.correct_check_in(world.clerk, sitting, owner, mode=AttendanceMode.ONLINE)
    with pytest.raises(AlreadyDone):
        actions.correct_check_in(world.clerk, sitting, owner, mode=AttendanceMode.OBSERVER)
    session().rollback()
    assert not Fact.SITTING_ROLL_CORRECTED.is_public, "who was there is nobody's business"
    with transaction():
        go_through(world, fresh(sitting))
        actions.close(world.chair, fresh(sitting))
    with pytest.raises(OutOfOrder) as refused:
        actions.correct_check_in(world.clerk, fresh(sitting), owner, mode=None)
    assert refused.value.why is Why.NOT_OPEN_FOR_ARRIVALS


def test_whoever_has_spoken_was_there_and_whoever_only_waited_may_be_struck_out(
    world: World,
) -> None:
    sitting = opened(world)
    _chair, speaker, waiting, _observer = sitting.attendances
    with transaction():
        actions.note(world.clerk, sitting, sitting.items[0], text="太贵。", attendance=speaker)
        actions.ask_to_speak(world.clerk, sitting, waiting)
    for mode in (None, AttendanceMode.OBSERVER):
        with pytest.raises(OutOfOrder) as refused:
            actions.correct_check_in(world.clerk, sitting, speaker, mode=mode)
        assert refused.value.why is Why.HAS_SPOKEN
        session().rollback()
    with transaction():
        actions.correct_check_in(world.clerk, sitting, waiting, mode=None)
    assert fresh(sitting).turns == []
    assert len(fresh(sitting).attendances) == 3


def test_nobody_of_another_community_checks_in(world: World) -> None:
    sitting = scheduled(world)
    with pytest.raises(NotAllowed):
        actions.arrive(
            world.there.resident,
            sitting,
            mode=AttendanceMode.ON_SITE,
            code=sitting.arrival_code,
        )


def test_the_record_says_how_many_came_and_not_who(world: World) -> None:
    sitting = opened(world)
    entries = session().query(Entry).filter_by(ref=sitting.ledger_ref).all()
    told = [e.body for e in entries if e.fact is Fact.SITTING_OPENED]
    assert b'"present":3' in told[0]
    everything = b"".join(e.body for e in entries).decode()
    assert world.resident.name not in everything


# -- in session -----------------------------------------------------------------


def test_one_item_is_under_way_at_a_time(world: World) -> None:
    sitting = opened(world)
    with transaction():
        actions.take_up(world.clerk, sitting, sitting.items[0])
    sitting = fresh(sitting)
    with transaction():
        actions.take_up(world.clerk, sitting, sitting.items[1])
    assert [i.state for i in fresh(sitting).items] == [
        ItemState.DONE,
        ItemState.OPEN,
        ItemState.WAITING,
        ItemState.WAITING,
        ItemState.WAITING,
    ]


def test_nobody_sums_up_before_the_questions(world: World) -> None:
    sitting = opened(world)
    with transaction():
        actions.take_up(world.clerk, sitting, sitting.items[0])
    with pytest.raises(OutOfOrder) as refused:
        actions.take_up(world.clerk, sitting, sitting.items[4])
    assert (refused.value.why, refused.value.facts["next"]) == (Why.ITEM_NOT_NEXT, 2)


def test_a_sitting_without_its_agenda_is_not_closed(world: World) -> None:
    sitting = opened(world)
    with transaction():
        for item in sitting.items[:3]:
            actions.take_up(world.clerk, sitting, item)
    with pytest.raises(OutOfOrder) as refused:
        actions.close(world.chair, sitting)
    assert (refused.value.why, refused.value.facts["next"]) == (Why.ITEMS_WAITING, 4)


def test_one_speaks_at_a_time_and_observers_listen(world: World) -> None:
    sitting = opened(world)
    first, second, third, observer = sitting.attendances
    with transaction():
        turn = actions.ask_to_speak(world.clerk, sitting, second)
        following = actions.ask_to_speak(world.clerk, sitting, third)
        actions.move_turn(world.clerk, sitting, turn, Turn.SPEAKING)
    with pytest.raises(OutOfOrder) as refused:
        actions.move_turn(world.clerk, sitting, following, Turn.SPEAKING)
    assert refused.value.why is Why.SOMEBODY_SPEAKS
    session().rollback()
    with pytest.raises(NotAllowed):
        actions.ask_to_speak(world.clerk, fresh(sitting), fresh(sitting).attendances[3])
    assert first.takes_part and not observer.takes_part


def test_never_more_hands_than_people_and_observers_have_none(world: World) -> None:
    sitting = opened(world)
    with pytest.raises(Invalid) as refused:
        actions.count_hands(world.clerk, sitting, question="可行吗", yes=4, no=0, abstain=0)
    assert (refused.value.facts["hands"], refused.value.facts["present"]) == (4, 3)
    session().rollback()
    with transaction():
        hands = actions.count_hands(world.clerk, sitting, question="可行吗", yes=2, no=0, abstain=0)
    assert hands.not_shown == 1


def test_after_closing_nobody_comes_in_any_more(world: World) -> None:
    sitting = closed(world)
    with pytest.raises(OutOfOrder) as refused:
        actions.check_in(world.clerk, sitting, guest="迟到的人", mode=AttendanceMode.ON_SITE)
    assert refused.value.why is Why.NOT_OPEN_FOR_ARRIVALS


def test_only_the_chair_closes_and_only_those_on_the_roll_take_part(world: World) -> None:
    sitting = opened(world)
    assert may(world.chair, Can.CLOSE_MEETING, sitting)
    assert not may(world.clerk, Can.CLOSE_MEETING, sitting)
    assert Role.PARTICIPANT in sitting.relations(world.resident)
    assert Role.PARTICIPANT not in sitting.relations(world.owner)


# -- the minutes ----------------------------------------------------------------


def test_minutes_grow_from_the_notes_without_neighbours_names(world: World) -> None:
    sitting = opened(world)
    speaker = sitting.attendances[1]
    with transaction():
        actions.note(world.clerk, sitting, sitting.items[1], text="费用谁出？", attendance=speaker)
        actions.note(
            world.clerk,
            sitting,
            sitting.items[4],
            text="意见已经记下。",
            attendance=sitting.attendances[0],
        )
        go_through(world, sitting)
        actions.close(world.chair, sitting)
    sitting = fresh(sitting)
    text = minutes_text(sitting, roll=sitting.attendances, notes=sitting.notes)
    assert "王**：费用谁出？" in text
    assert "主持人：意见已经记下。" in text
    assert world.resident.name not in text
    assert "到会：3人，旁听1人。" in text


def test_they_are_due_three_working_days_after_the_sitting(world: World, clock: Hands) -> None:
    minutes = drafted(world).minutes
    assert minutes is not None
    assert minutes.due_on == date(2026, 11, 26)


def test_chair_and_two_others_make_them_stand(world: World) -> None:
    sitting = drafted(world)
    with transaction():
        actions.confirm(world.resident, sitting, version=1)
        actions.confirm(world.chair, sitting, version=1)
    assert sitting.state is State.MINUTES_DRAFT
    with transaction():
        actions.confirm(world.neighbour, sitting, version=1)
    assert sitting.state is State.MINUTES_CONFIRMED
    with pytest.raises(OutOfOrder):
        actions.draft_minutes(world.clerk, sitting, text="换一份说法，别人不知道。")


def test_who_was_not_there_confirms_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.confirm(world.owner, drafted(world), version=1)


def test_nobody_confirms_twice(world: World) -> None:
    sitting = drafted(world)
    with transaction():
        actions.confirm(world.resident, sitting, version=1)
    with pytest.raises(AlreadyDone):
        actions.confirm(world.resident, sitting, version=1)


def test_another_text_asks_everybody_anew_and_the_objection_stays(world: World) -> None:
    sitting = drafted(world)
    with transaction():
        actions.confirm(
            world.resident, sitting, remark="漏了费用一句。", is_objection=True, version=1
        )
        actions.confirm(world.neighbour, sitting, version=1)
        actions.draft_minutes(world.clerk, sitting, text="主持人说明方案和费用，居民发表意见。")
    sitting = fresh(sitting)
    assert sitting.minutes is not None
    assert sitting.minutes.signed == []
    assert session().query(Confirmation).count() == 2
    with transaction():
        for person in (world.resident, world.neighbour, world.chair):
            actions.confirm(person, sitting, version=2)
    assert sitting.state is State.MINUTES_CONFIRMED


def test_nobody_signs_a_text_that_came_after_the_one_they_read(world: World) -> None:
    """Read first, then changed before anybody signed: another text is another version (TM-5)."""
    sitting = drafted(world, text="第一稿：大多数人反对加装。")
    with transaction():
        actions.draft_minutes(world.clerk, sitting, text="第二稿：大家一致赞成加装。")
    for sign in (
        lambda: actions.confirm(world.resident, sitting, version=1),
        lambda: actions.enter_confirmation(world.clerk, sitting, sitting.attendances[1], version=1),
    ):
        with pytest.raises(OutOfOrder) as refused:
            sign()
        assert (refused.value.why, refused.value.facts["version"]) == (Why.TEXT_CHANGED, 2)
        session().rollback()
    assert session().query(Confirmation).count() == 0
    with transaction():
        actions.draft_minutes(world.clerk, sitting, text="第二稿：大家一致赞成加装。")
        actions.confirm(world.resident, sitting, version=2)
    assert session().query(Confirmation).count() == 1, "the same text is the same version"


def test_who_objects_to_the_minutes_has_not_confirmed_them(world: World) -> None:
    sitting = drafted(world)
    with transaction():
        actions.confirm(world.chair, sitting, version=1)
        actions.confirm(
            world.resident, sitting, remark="漏了费用一句。", is_objection=True, version=1
        )
        actions.confirm(
            world.neighbour, sitting, remark="我没有这样说。", is_objection=True, version=1
        )
    assert sitting.state is State.MINUTES_DRAFT
    assert [check.left for check in sitting.confirmation] == [1, 0]


def test_the_chairs_own_objection_is_no_confirmation(world: World) -> None:
    sitting = drafted(world)
    with transaction():
        actions.confirm(world.chair, sitting, remark="时间写错了。", is_objection=True, version=1)
        for person in (world.resident, world.neighbour):
            actions.confirm(person, sitting, version=1)
    assert sitting.state is State.MINUTES_DRAFT


def test_where_only_the_chair_came_the_chairs_word_makes_the_minutes(world: World) -> None:
    sitting = scheduled(world)
    with transaction():
        actions.check_in(world.clerk, sitting, person=world.chair, mode=AttendanceMode.ON_SITE)
        actions.check_in(world.clerk, sitting, guest="旁听的人", mode=AttendanceMode.OBSERVER)
        actions.open_session(world.chair, sitting)
        go_through(world, sitting)
        actions.close(world.chair, sitting)
        actions.draft_minutes(world.clerk, sitting, text="除主持人外无人到会，会议即散。")
    with transaction():
        actions.confirm(world.chair, sitting, version=1)
    assert sitting.state is State.MINUTES_CONFIRMED


def test_a_signature_on_paper_counts_and_is_marked(world: World) -> None:
    sitting = drafted(world)
    with transaction():
        for attendance in sitting.attendances[:3]:
            actions.enter_confirmation(world.clerk, sitting, attendance, version=1)
    assert sitting.state is State.MINUTES_CONFIRMED
    assert all(c.is_on_paper for c in session().query(Confirmation))


def test_a_residents_words_are_not_in_the_open_record(world: World, clock: Hands) -> None:
    sitting = drafted(world, text="王**说费用太高，请再算一算。")
    clock.move(timedelta(hours=1))
    with transaction():
        actions.confirm(
            world.resident, sitting, remark="我说的是分摊太高。", is_objection=True, version=1
        )
    bodies = b"".join(e.body for e in session().query(Entry)).decode()
    assert "费用太高" not in bodies
    assert "分摊太高" not in bodies
