"""Everything said is heard, nothing is hidden for being criticism, everyone is answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.clock import SEEDED, end_of_day
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.matters.rules import OPEN_FOR_OPINIONS, Stage
from civic.matters.rules import Why as MatterWhy
from civic.opinions import rules
from civic.opinions.rules import (
    Channel,
    Disposition,
    HideGround,
    Kind,
    Objection,
    Phase,
    Why,
)

ONE_SECOND = timedelta(seconds=1)
DUE = date(2026, 11, 23)


# Saying


def test_an_opinion_is_criticism_opinion_or_suggestion():
    """S0: 批评、意见、建议."""
    assert [kind.value for kind in Kind] == ["criticism", "opinion", "suggestion"]


@pytest.mark.parametrize(
    ("stage", "phase"),
    [
        (Stage.SCREENED, Phase.BEFORE),
        (Stage.NOTICED, Phase.BEFORE),
        (Stage.IN_SESSION, Phase.AT),
        (Stage.MINUTED, Phase.AFTER),
    ],
)
def test_the_stage_says_whether_it_was_before_at_or_after_the_sitting(stage, phase):
    assert rules.phase_at(stage) is phase


@given(st.sampled_from(Stage))
def test_opinions_are_taken_exactly_while_the_matter_is_open_for_them(stage):
    if stage in OPEN_FOR_OPINIONS:
        assert rules.phase_at(stage) in Phase
    else:
        with pytest.raises(OutOfOrder) as no:
            rules.phase_at(stage)
        assert no.value.why is Why.CLOSED


def test_what_a_clerk_enters_is_marked_and_what_comes_online_is_not():
    assert {Channel.ON_SITE, Channel.PAPER, Channel.PHONE} == rules.BY_CLERK


@pytest.mark.parametrize("length", [2, 2000])
def test_an_opinion_has_from_two_to_two_thousand_characters(length):
    text = "灯" * length
    assert rules.say(Stage.NOTICED, f" {text}\n", said=()) == (Phase.BEFORE, text)


@pytest.mark.parametrize(
    ("text", "why"), [("灯", Why.TOO_SHORT), ("  ", Why.TOO_SHORT), ("灯" * 2001, Why.TOO_LONG)]
)
def test_one_character_is_no_opinion_and_a_book_is_too_much(text, why):
    with pytest.raises(Invalid) as no:
        rules.say(Stage.NOTICED, text, said=())
    assert (no.value.why, no.value.field) == (why, "text")


def test_the_same_words_sent_twice_are_one_opinion():
    with pytest.raises(AlreadyDone) as no:
        rules.say(Stage.NOTICED, "东门要有灯 ", said={"东门要有灯"})
    assert no.value.why is Why.SAID_BEFORE


def test_nobody_reacts_to_what_cannot_be_read():
    rules.react(Stage.NOTICED, hidden=None)
    with pytest.raises(OutOfOrder) as no:
        rules.react(Stage.NOTICED, hidden=HideGround.INSULT)
    assert no.value.why is Why.IS_HIDDEN
    with pytest.raises(OutOfOrder) as no:
        rules.react(Stage.FOLLOW_UP, hidden=None)
    assert no.value.why is Why.CLOSED


# Hiding


def test_criticism_is_not_a_ground_for_hiding():
    assert {ground.value for ground in rules.GROUNDS_HERE} == {
        "insult",
        "privacy",
        "illegal",
        "off_matter",
    }


def test_nobody_here_hides_on_the_ground_of_another_sites_moderators():
    with pytest.raises(Invalid) as no:
        rules.hide(HideGround.MODERATED_AT_SOURCE, hidden=None)
    assert (no.value.why, no.value.field) == (MatterWhy.NOT_A_GROUND, "ground")


def test_an_opinion_is_hidden_once():
    assert rules.hide(HideGround.INSULT, hidden=None) is HideGround.INSULT
    with pytest.raises(AlreadyDone) as no:
        rules.hide(HideGround.PRIVACY, hidden=HideGround.INSULT)
    assert no.value.why is MatterWhy.HIDDEN_ALREADY


def test_the_time_to_object_is_rolled_past_the_holiday():
    """G-8: hidden on 18 September 2026, the fifteenth day lies in the National Day holiday."""
    assert rules.objection_due(date(2026, 9, 18), SEEDED).due_on == date(2026, 10, 8)


def object_to_hiding(**changes):
    terms = {
        "hidden": HideGround.OFF_MATTER,
        "objection": None,
        "due_on": DUE,
        "at": end_of_day(DUE) - ONE_SECOND,
    } | changes
    return rules.object_to_hiding(**terms)


def test_the_author_objects_until_24_00_of_the_last_day():
    assert object_to_hiding() is Objection.OPEN
    with pytest.raises(TooLate) as no:
        object_to_hiding(at=end_of_day(DUE))
    assert no.value.why is MatterWhy.OBJECTION_TOO_LATE


def test_one_objects_once_and_only_to_a_hiding():
    with pytest.raises(AlreadyDone) as no:
        object_to_hiding(objection=Objection.DISMISSED)
    assert no.value.why is MatterWhy.OBJECTED_ALREADY
    with pytest.raises(OutOfOrder) as no:
        object_to_hiding(hidden=None)
    assert no.value.why is MatterWhy.NOT_HIDDEN


def test_somebody_else_than_the_moderator_decides_the_objection():
    terms = {"uphold": True, "hidden_by": 7}
    assert rules.decide_objection(Objection.OPEN, **terms, decided_by=8) is Objection.UPHELD
    with pytest.raises(NotAllowed) as no:
        rules.decide_objection(Objection.OPEN, **terms, decided_by=7)
    assert no.value.why is MatterWhy.DECIDES_OWN_HIDING


def test_an_objection_is_decided_once_within_five_working_days():
    assert (
        rules.decide_objection(Objection.OPEN, uphold=False, hidden_by=7, decided_by=8)
        is Objection.DISMISSED
    )
    for objection in (None, Objection.UPHELD, Objection.DISMISSED):
        with pytest.raises(OutOfOrder) as no:
            rules.decide_objection(objection, uphold=True, hidden_by=7, decided_by=8)
        assert no.value.why is MatterWhy.NO_OPEN_OBJECTION
    assert rules.objection_decision_due(date(2026, 11, 20), SEEDED).due_on == date(2026, 11, 27)


# Answering (HR-8)


def test_an_answer_is_one_of_four_classes():
    """HR-8: adopt, partly, not adopt, not within competence."""
    assert [disposition.value for disposition in Disposition] == [
        "adopt",
        "partly",
        "not_adopt",
        "not_within_competence",
    ]


@pytest.mark.parametrize("disposition", Disposition)
@pytest.mark.parametrize("reason", ["", " \n"])
def test_no_class_without_a_reason(disposition, reason):
    """HR-8; also an adopted opinion is told why and how."""
    with pytest.raises(Invalid) as no:
        rules.reply(disposition, reason, hidden=None, is_answered=False)
    assert (no.value.why, no.value.field) == (Why.REASON_MISSING, "reason")


def test_an_answer_is_given_once_and_trimmed():
    terms = {"hidden": None}
    assert rules.reply(Disposition.ADOPT, " 本周安装 ", **terms, is_answered=False) == "本周安装"
    with pytest.raises(AlreadyDone) as no:
        rules.reply(Disposition.ADOPT, "本周安装", **terms, is_answered=True)
    assert no.value.why is Why.ANSWERED_ALREADY


def test_an_opinion_hidden_to_protect_somebody_is_still_answered():
    assert rules.is_owed_a_reply(HideGround.PRIVACY)
    assert rules.reply(Disposition.PARTLY, "已转交", hidden=HideGround.PRIVACY, is_answered=False)


@pytest.mark.parametrize(
    "ground", [g for g in HideGround if g not in rules.OWED_A_REPLY_WHEN_HIDDEN]
)
def test_an_insult_is_not_owed_an_answer(ground):
    assert not rules.is_owed_a_reply(ground)
    with pytest.raises(OutOfOrder) as no:
        rules.reply(Disposition.ADOPT, "同意", hidden=ground, is_answered=False)
    assert no.value.why is Why.IS_HIDDEN


def test_a_correction_says_something_new_and_needs_an_answer_to_correct():
    assert rules.correct("下周安装", " 本周安装 ") == "本周安装"
    for old, new, kind, why in (
        ("下周安装", "下周安装 ", Invalid, Why.SAME_TEXT),
        ("下周安装", " ", Invalid, Why.REASON_MISSING),
        (None, "本周安装", OutOfOrder, Why.NOT_ANSWERED),
    ):
        with pytest.raises(kind) as no:
            rules.correct(old, new)
        assert no.value.why is why


def test_one_unanswered_opinion_blocks_closing():
    """HR-8; SH17 Art.23."""
    rules.require_all_answered(0)
    with pytest.raises(OutOfOrder) as no:
        rules.require_all_answered(1)
    assert no.value.why is Why.UNANSWERED
    assert no.value.facts == {"unanswered": 1, "article": "SH17 Art.23"}


# The time to answer (HR-9)


def test_the_department_has_fifteen_working_days():
    """HR-9: sent on Saturday 21 November 2026, due on Friday 11 December."""
    due = rules.reply_due(date(2026, 11, 21), SEEDED)
    assert due.due_on == date(2026, 12, 11)
    assert not due.is_provisional


def extend(**changes):
    terms = {
        "due_on": date(2026, 12, 11),
        "days": 15,
        "reason": "需要供电公司现场勘查",
        "at": end_of_day(date(2026, 12, 11)) - ONE_SECOND,
        "calendar": SEEDED,
        "is_extended": False,
    } | changes
    return rules.extend(terms.pop("due_on"), terms.pop("days"), terms.pop("reason"), **terms)


def test_one_extension_of_fifteen_working_days_runs_from_the_old_due_date():
    """HR-9: it reaches into 2027, which is not announced, so the new date is provisional."""
    due = extend()
    assert due.due_on == date(2027, 1, 4)
    assert due.is_provisional
    assert extend(days=5).due_on == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("changes", "kind", "why"),
    [
        ({"is_extended": True}, AlreadyDone, Why.EXTENDED_ALREADY),
        ({"days": 16}, Invalid, Why.EXTENSION_TOO_LONG),
        ({"days": 0}, Invalid, Why.EXTENSION_TOO_LONG),
        ({"days": -3}, Invalid, Why.EXTENSION_TOO_LONG),
        ({"reason": "  "}, Invalid, Why.REASON_MISSING),
        ({"at": end_of_day(date(2026, 12, 11))}, TooLate, Why.EXTENSION_TOO_LATE),
        ({"is_answered": True}, AlreadyDone, Why.ANSWERED_ALREADY),
    ],
)
def test_an_extension_is_single_short_reasoned_and_asked_in_time(changes, kind, why):
    """HR-9."""
    with pytest.raises(kind) as no:
        extend(**changes)
    assert no.value.why is why


def test_an_answer_is_overdue_from_24_00_of_its_day_on():
    """G-5: the last day ends at 24:00 in Shanghai, 16:00 UTC."""
    last_second = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert not rules.is_overdue(DUE, None, last_second)
    assert rules.is_overdue(DUE, None, last_second + ONE_SECOND)
    assert not rules.was_late(DUE, last_second)
    assert rules.was_late(DUE, last_second + ONE_SECOND)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_what_is_answered_is_never_overdue(answered_at, at):
    assert not rules.is_overdue(DUE, answered_at, at)
