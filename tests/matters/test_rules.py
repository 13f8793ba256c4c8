"""A matter goes the way that B1.1 draws, to the forum that B0.1 names."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.clock import SEEDED
from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.matters import rules
from civic.matters.rules import (
    Category,
    Destination,
    Effect,
    Electorate,
    Forum,
    Progress,
    Screening,
    Stage,
    Step,
    Subject,
    Why,
)

stages = st.sampled_from(Stage)

MAIN_LINE = [
    Stage.DRAFT,
    Stage.SUBMITTED,
    Stage.SCREENED,
    Stage.PLANNED,
    Stage.NOTICED,
    Stage.IN_SESSION,
    Stage.MINUTED,
    Stage.FOLLOW_UP,
    Stage.RESULT_PUBLISHED,
    Stage.EVALUATED,
    Stage.ARCHIVED,
]


def refused(excinfo: pytest.ExceptionInfo) -> Why:
    return excinfo.value.why


# The drawing (B1.1)


def test_a_matter_walks_the_whole_line_from_draft_to_archive():
    for stage, to in pairwise(MAIN_LINE):
        assert rules.advance(stage, to) is to


@pytest.mark.parametrize(
    ("stage", "to"),
    [
        (Stage.SCREENED, Stage.REJECTED),
        (Stage.SCREENED, Stage.ROUTED_OUT),
        (Stage.SUBMITTED, Stage.WITHDRAWN),
        (Stage.NOTICED, Stage.PLANNED),  # postponed
        (Stage.IN_SESSION, Stage.PLANNED),  # next round
        (Stage.EVALUATED, Stage.FOLLOW_UP),  # unsatisfied
    ],
)
def test_the_side_arrows_of_the_drawing_are_there(stage, to):
    assert rules.advance(stage, to) is to


@pytest.mark.parametrize(
    ("stage", "to"),
    [
        (Stage.SUBMITTED, Stage.PLANNED),  # not without screening (TM-2)
        (Stage.SUBMITTED, Stage.REJECTED),
        (Stage.PLANNED, Stage.IN_SESSION),  # not without notice (TM-3)
        (Stage.NOTICED, Stage.MINUTED),
        (Stage.MINUTED, Stage.RESULT_PUBLISHED),  # not without answers (HR-8)
        (Stage.SCREENED, Stage.WITHDRAWN),
        (Stage.ARCHIVED, Stage.FOLLOW_UP),
        (Stage.REJECTED, Stage.SUBMITTED),
    ],
)
def test_no_stage_is_skipped(stage, to):
    with pytest.raises(OutOfOrder) as no:
        rules.advance(stage, to)
    assert refused(no) is Why.NOT_NEXT
    assert no.value.facts == {"stage": stage, "to": to}


def test_every_stage_can_be_reached_and_every_stage_has_a_row():
    assert set(rules.NEXT) == set(Stage)
    reached, frontier = set(), {Stage.DRAFT}
    while frontier:
        reached |= frontier
        frontier = {to for stage in frontier for to in rules.NEXT[stage]} - reached
    assert reached == set(Stage)


def test_five_stages_are_final():
    assert {
        Stage.ARCHIVED,
        Stage.REJECTED,
        Stage.ROUTED_OUT,
        Stage.WITHDRAWN,
        Stage.MERGED,
    } == rules.FINAL


# What is open when


def test_a_neighbour_seconds_once_and_never_their_own_matter():
    rules.second(Stage.SUBMITTED, is_author=False, has_seconded=False)
    with pytest.raises(AlreadyDone) as no:
        rules.second(Stage.SUBMITTED, is_author=False, has_seconded=True)
    assert refused(no) is Why.SECONDED_ALREADY
    with pytest.raises(OutOfOrder) as no:
        rules.second(Stage.SUBMITTED, is_author=True, has_seconded=False)
    assert refused(no) is Why.OWN_MATTER


def test_seconding_ends_when_a_forum_takes_the_matter_up():
    rules.second(Stage.SCREENED, is_author=False, has_seconded=False)
    for stage in (Stage.DRAFT, Stage.PLANNED, Stage.NOTICED, Stage.REJECTED):
        with pytest.raises(OutOfOrder) as no:
            rules.second(stage, is_author=False, has_seconded=False)
        assert refused(no) is Why.NOT_OPEN_FOR_SECONDING


def test_only_who_seconded_can_take_it_back():
    rules.take_back_second(Stage.SUBMITTED, has_seconded=True)
    with pytest.raises(OutOfOrder) as no:
        rules.take_back_second(Stage.SUBMITTED, has_seconded=False)
    assert refused(no) is Why.NOT_SECONDED


def test_the_author_takes_a_matter_back_until_it_is_screened():
    assert rules.withdraw(Stage.DRAFT) is Stage.WITHDRAWN
    assert rules.withdraw(Stage.SUBMITTED) is Stage.WITHDRAWN
    with pytest.raises(OutOfOrder) as no:
        rules.withdraw(Stage.NOTICED)
    assert refused(no) is Why.NOT_OPEN_FOR_WITHDRAWAL


def test_words_that_somebody_seconded_do_not_change_any_more():
    rules.require_open_for_editing(Stage.SUBMITTED, supporters=0)
    with pytest.raises(OutOfOrder) as no:
        rules.require_open_for_editing(Stage.SUBMITTED, supporters=1)
    assert refused(no) is Why.NOT_OPEN_FOR_EDITING
    assert rules.is_open_for_editing(Stage.DRAFT, supporters=0)
    assert not rules.is_open_for_editing(Stage.PLANNED, supporters=0)


def test_a_draft_is_its_authors_own():
    assert set(Stage) - rules.PUBLIC == {Stage.DRAFT}


# Raising (TM-1)


def submit(**changes):
    given_by_the_form = {
        "title": "东门加装路灯",
        "text": "东门到三号楼之间晚上没有灯,老人摔过两次。",
        "has_place": True,
        "categories": frozenset({Category.FACILITIES}),
    }
    return rules.submit(Stage.DRAFT, **(given_by_the_form | changes))


def test_a_matter_is_submitted_with_text_place_and_a_category():
    assert submit() is Stage.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        ({"title": " 路灯 "}, Why.TOO_SHORT, "title"),
        ({"title": "灯" * 61}, Why.TOO_LONG, "title"),
        ({"text": "没有灯"}, Why.TOO_SHORT, "text"),
        ({"text": "灯" * 5001}, Why.TOO_LONG, "text"),
        ({"has_place": False}, Why.NO_PLACE, "place"),
        ({"categories": frozenset()}, Why.NO_CATEGORY, "categories"),
    ],
)
def test_what_is_missing_is_named_with_its_field(changes, why, field):
    with pytest.raises(Invalid) as no:
        submit(**changes)
    assert (refused(no), no.value.field) == (why, field)


def test_blanks_around_a_text_do_not_count():
    assert rules.check_length("  灯灯灯灯  ", rules.TITLE_LENGTH, "title") == "灯灯灯灯"


def test_ten_supporters_qualify_a_matter_and_nine_do_not():
    """CN-8."""
    assert rules.qualifies(10)
    assert not rules.qualifies(9)
    (check,) = rules.qualification(9)
    assert (check.left, check.op, check.right, check.article) == (9, ">=", 10, "CN-8")


def test_five_households_qualify_a_matter_only_in_a_courtyard():
    """CN-8."""
    assert rules.qualifies(0, households=5, is_courtyard=True)
    assert not rules.qualifies(0, households=4, is_courtyard=True)
    assert not rules.qualifies(0, households=5, is_courtyard=False)


# Screening (TM-2)


def test_screening_is_due_after_five_working_days():
    """Submitted on Wednesday 30 September 2026; the holiday runs to the 7th, the 10th is worked."""
    due = rules.screening_due(date(2026, 9, 30), SEEDED)
    assert due.due_on == date(2026, 10, 13)
    assert due.ends_at == datetime(2026, 10, 13, 16, tzinfo=UTC)


def screen(result, stage=Stage.SUBMITTED, **changes):
    terms = {"reason": "属于社区公共事务", "is_qualified": False} | changes
    return rules.screen(stage, result, **terms)


def test_screening_accepts_rejects_or_routes_out():
    assert screen(Screening.ACCEPT) is Stage.SCREENED
    assert screen(Screening.REJECT) is Stage.REJECTED
    assert screen(Screening.ROUTE_OUT, destination=Destination.COURT) is Stage.ROUTED_OUT


@pytest.mark.parametrize("result", Screening)
@pytest.mark.parametrize("reason", ["", " \n "])
def test_every_screening_tells_the_proposer_why(result, reason):
    with pytest.raises(Invalid) as no:
        screen(result, reason=reason, destination=Destination.OWNERS)
    assert (refused(no), no.value.field) == (Why.REASON_MISSING, "reason")


def test_a_matter_that_ten_neighbours_second_is_not_turned_away():
    """CN-8: it qualifies by itself; it may still be sent where it belongs."""
    with pytest.raises(OutOfOrder) as no:
        screen(Screening.REJECT, is_qualified=True)
    assert refused(no) is Why.QUALIFIED
    assert screen(Screening.ACCEPT, is_qualified=True) is Stage.SCREENED
    assert (
        screen(Screening.ROUTE_OUT, is_qualified=True, destination=Destination.HOTLINE_12345)
        is Stage.ROUTED_OUT
    )


def test_routing_out_says_where_to():
    with pytest.raises(Invalid) as no:
        screen(Screening.ROUTE_OUT)
    assert refused(no) is Why.DESTINATION_MISSING


@given(stages.filter(lambda stage: stage is not Stage.SUBMITTED))
def test_only_a_submitted_matter_is_screened(stage):
    with pytest.raises(OutOfOrder) as no:
        screen(Screening.ACCEPT, stage=stage)
    assert refused(no) is Why.NOT_NEXT


def merge(stage: Stage, into: Stage, *, is_same: bool = False) -> Stage:
    return rules.merge(
        stage, into, is_same=is_same, needs_party_review=False, is_into_reviewed=False
    )


def test_a_matter_joins_another_that_has_not_sat_yet():
    assert merge(Stage.SUBMITTED, Stage.NOTICED) is Stage.MERGED
    for stage, into in (
        (Stage.SUBMITTED, Stage.MINUTED),
        (Stage.SUBMITTED, Stage.WITHDRAWN),
        (Stage.NOTICED, Stage.PLANNED),
        (Stage.PLANNED, Stage.PLANNED),  # its sitting is being prepared
    ):
        with pytest.raises(OutOfOrder) as no:
            merge(stage, into)
        assert refused(no) is Why.NOT_OPEN_FOR_MERGING


def test_a_matter_does_not_join_itself():
    with pytest.raises(Invalid) as no:
        merge(Stage.SUBMITTED, Stage.SUBMITTED, is_same=True)
    assert refused(no) is Why.SAME_MATTER


# The router (B0.1)


@pytest.mark.parametrize(
    ("subject", "forum", "effect", "electorate", "article"),
    [
        (
            Subject.ALL_RESIDENTS,
            Forum.RESIDENTS_ASSEMBLY,
            Effect.BINDING,
            Electorate.RESIDENTS,
            "JWH25 Art.30",
        ),
        (
            Subject.PROJECT,
            Forum.HEARING,
            Effect.ADVISORY,
            Electorate.NOBODY,
            "JWH25 Art.32; SH17 Art.16",
        ),
        (
            Subject.DISPUTE,
            Forum.COORDINATION_MEETING,
            Effect.BINDS_PARTIES,
            Electorate.PARTIES,
            "RMTJ Art.31",
        ),
        (
            Subject.OWNERS_MATTER,
            Forum.OWNERS_ASSEMBLY,
            Effect.BINDS_OWNERS,
            Electorate.OWNERS,
            "MFD 278",
        ),
        (
            Subject.HOME_TO_BUSINESS,
            Forum.OWNERS_CONCERNED,
            Effect.BINDS_OWNERS,
            Electorate.ALL_OWNERS_CONCERNED,
            "MFD 279; SPC Art.10-11",
        ),
        (
            Subject.MICRO_PROJECT,
            Forum.RESIDENTS_COUNCIL,
            Effect.WITHIN_MANDATE,
            Electorate.COUNCIL_MEMBERS,
            "CDSQ20 Art.23",
        ),
        (
            Subject.COURTYARD,
            Forum.COURTYARD_GROUP,
            Effect.BINDS_HOUSEHOLDS,
            Electorate.COURTYARD_HOUSEHOLDS,
            "B0.1",
        ),
        (
            Subject.PENALTY_OR_PERMIT,
            Forum.GOVERNMENT,
            Effect.ROUTED_OUT,
            Electorate.NOBODY,
            "LZ24 Art.15",
        ),
        (
            Subject.ELECTION_OR_RECALL,
            Forum.PAPER_ELECTION,
            Effect.LISTS_ONLY,
            Electorate.RESIDENTS,
            "JWH25 Art.19",
        ),
    ],
)
def test_each_subject_has_its_forum(subject, forum, effect, electorate, article):
    """B0.1, row by row."""
    found = rules.route(subject)
    assert (found.forum, found.effect, found.electorate) == (forum, effect, electorate)
    assert found.article == article


def test_the_work_of_a_department_is_evaluated_in_a_meeting():
    """SH17 Art.12, 29."""
    assert rules.route(Subject.WORK_OF_A_BODY).forum is Forum.EVALUATION_MEETING


def test_every_subject_has_a_route():
    assert set(rules.ROUTES) == set(Subject)


def test_nobody_decides_at_a_hearing():
    """The second of the five facts: a hearing does not decide."""
    hearing = rules.route(Subject.PROJECT)
    assert hearing.electorate is Electorate.NOBODY
    assert hearing.effect is Effect.ADVISORY


def test_the_representatives_decide_only_if_authorised():
    """JWH25 Art.30."""
    assert rules.route(Subject.ALL_RESIDENTS).electorate is Electorate.RESIDENTS
    authorised = rules.route(Subject.ALL_RESIDENTS, is_authorised=True)
    assert authorised.forum is Forum.REPRESENTATIVES_ASSEMBLY
    assert authorised.electorate is Electorate.RESIDENT_REPS


@pytest.mark.parametrize("subject", [Subject.COURTYARD, Subject.MICRO_PROJECT])
def test_what_touches_the_nine_matters_goes_to_the_owners(subject):
    """MFD 278; B0.1."""
    assert rules.route(subject, touches_owners_matter=True).forum is Forum.OWNERS_ASSEMBLY


@given(st.sampled_from(Subject), st.booleans(), st.booleans())
def test_the_party_organisation_studies_what_the_residents_bodies_decide(
    subject, is_authorised, touches_owners_matter
):
    """JWH25 Art.30 last para."""
    found = rules.route(
        subject, is_authorised=is_authorised, touches_owners_matter=touches_owners_matter
    )
    assert found.needs_party_review == (subject is Subject.ALL_RESIDENTS)
    assert found.needs_party_review == rules.needs_party_review(found.forum, is_important=False)


def test_an_assembly_is_not_planned_before_the_party_organisation_has_studied_it():
    """JWH25 Art.30 last para."""
    with pytest.raises(OutOfOrder) as no:
        rules.plan(
            Stage.SCREENED, Forum.RESIDENTS_ASSEMBLY, is_important=False, party_reviewed_on=None
        )
    assert refused(no) is Why.PARTY_REVIEW_MISSING
    assert no.value.facts["article"] == "JWH25 Art.30"
    assert (
        rules.plan(
            Stage.SCREENED,
            Forum.RESIDENTS_ASSEMBLY,
            is_important=False,
            party_reviewed_on=date(2026, 11, 20),
        )
        is Stage.PLANNED
    )


def test_an_ordinary_hearing_needs_no_party_review_an_important_one_does():
    """TM-2."""
    assert (
        rules.plan(Stage.SCREENED, Forum.HEARING, is_important=False, party_reviewed_on=None)
        is Stage.PLANNED
    )
    with pytest.raises(OutOfOrder) as no:
        rules.plan(Stage.SCREENED, Forum.HEARING, is_important=True, party_reviewed_on=None)
    assert refused(no) is Why.PARTY_REVIEW_MISSING


def test_a_matter_without_a_forum_is_not_planned():
    with pytest.raises(OutOfOrder) as no:
        rules.plan(Stage.SCREENED, None, is_important=False, party_reviewed_on=None)
    assert refused(no) is Why.NO_FORUM


def test_the_archive_waits_for_the_last_task():
    """TM-8; JWH25 Art.39."""
    assert rules.archive(Stage.EVALUATED, unsettled=0) is Stage.ARCHIVED
    with pytest.raises(OutOfOrder) as no:
        rules.archive(Stage.EVALUATED, unsettled=1)
    assert refused(no) is Why.NOT_SETTLED


# The chain on the page


def shown(forum, stage):
    return [(step.value, place.value) for step, place in rules.progress(forum, stage)]


def test_the_chain_of_a_project_is_topic_hearing_decision_carrying_out_evaluation():
    """议题 → 听证 → 决定 → 落实 → 评议."""
    assert rules.route_chain(Forum.HEARING) == (
        Step.TOPIC,
        Step.HEARING,
        Step.DECISION,
        Step.CARRYING_OUT,
        Step.EVALUATION,
    )


def test_the_chain_of_a_quarrel_is_order_talk_coordination_carrying_out_evaluation():
    """点单 → 商议 → 协调 → 落实 → 评议."""
    assert rules.route_chain(Forum.COORDINATION_MEETING) == (
        Step.ORDER,
        Step.FOUR_PARTY_TALK,
        Step.COORDINATION,
        Step.CARRYING_OUT,
        Step.EVALUATION,
    )


def test_while_the_hearing_is_noticed_the_topic_is_done_and_the_decision_is_to_come():
    assert shown(Forum.HEARING, Stage.NOTICED) == [
        ("topic", "done"),
        ("hearing", "now"),
        ("decision", "next"),
        ("carrying_out", "next"),
        ("evaluation", "next"),
    ]


@pytest.mark.parametrize(
    ("stage", "now"),
    [
        (Stage.DRAFT, Step.TOPIC),
        (Stage.SCREENED, Step.TOPIC),
        (Stage.PLANNED, Step.HEARING),
        (Stage.MINUTED, Step.HEARING),
        (Stage.FOLLOW_UP, Step.DECISION),
        (Stage.RESULT_PUBLISHED, Step.CARRYING_OUT),
        (Stage.EVALUATED, Step.EVALUATION),
    ],
)
def test_each_stage_lights_its_step(stage, now):
    assert [s for s, place in rules.progress(Forum.HEARING, stage) if place is Progress.NOW] == [
        now
    ]


def test_before_routing_the_chain_of_a_project_is_shown():
    assert rules.progress(None, Stage.SUBMITTED) == rules.progress(Forum.HEARING, Stage.SUBMITTED)


def test_an_archived_matter_has_everything_behind_it():
    assert {place for _, place in rules.progress(Forum.HEARING, Stage.ARCHIVED)} == {Progress.DONE}


def test_a_rejected_matter_stops_at_its_first_step_and_promises_nothing():
    assert shown(Forum.HEARING, Stage.REJECTED) == [("topic", "stopped")]
    assert shown(None, Stage.ROUTED_OUT) == [("topic", "done"), ("referral", "now")]


@given(st.sampled_from(Forum), st.sampled_from(MAIN_LINE[:-1]))
def test_what_is_done_comes_first_then_one_now_then_what_is_next(forum, stage):
    places = [place for _, place in rules.progress(forum, stage)]
    order = [Progress.DONE, Progress.NOW, Progress.NEXT]
    assert places == sorted(places, key=order.index)
    assert places.count(Progress.NOW) == 1
