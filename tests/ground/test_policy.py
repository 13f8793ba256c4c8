"""Who may do what, where: offices reach down, belonging reaches up, nothing reaches aside."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.errors import NotAllowed
from civic.policy import (
    BELONGING,
    GRANTS,
    RELATIONS,
    Can,
    Held,
    Role,
    Why,
    anywhere,
    holders,
    may,
    require,
    roles,
)

DISTRICT, STREET, HERE, THERE, BUILDING = "/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/1/2/3/9/"


@dataclass
class Somebody:
    holds: list[Held] = field(default_factory=list)


@dataclass
class Something:
    place_path: str = HERE
    known: frozenset[Role] = frozenset()

    def relations(self, actor: Somebody) -> frozenset[Role]:
        return self.known


def somebody(role: Role, path: str) -> Somebody:
    return Somebody([Held(role, path)])


@pytest.mark.parametrize(
    ("role", "held", "subject", "reaches"),
    [
        (Role.CHAIR, HERE, HERE, True),
        (Role.CHAIR, HERE, BUILDING, True),
        (Role.CHAIR, HERE, STREET, False),
        (Role.CHAIR, HERE, THERE, False),
        (Role.ADMINISTRATOR, DISTRICT, BUILDING, True),
        (Role.BUILDING_HEAD, BUILDING, HERE, False),
        (Role.RESIDENT, HERE, BUILDING, True),
        (Role.RESIDENT, HERE, STREET, True),
        (Role.RESIDENT, HERE, DISTRICT, True),
        (Role.RESIDENT, HERE, THERE, False),
        (Role.OWNER, HERE, STREET, True),
        (Role.TENANT, THERE, HERE, False),
        (Role.CHAIR, "/1/2/3/", "/1/2/33/", False),
        (Role.RESIDENT, "/1/2/33/", "/1/2/3/", False),
    ],
)
def test_offices_reach_down_and_belonging_reaches_up(
    role: Role, held: str, subject: str, reaches: bool
) -> None:
    assert Held(role, held).reaches(subject) is reaches


NEIGHBOUR = """
    raise_matter second_matter give_opinion react register_for_meeting attend_meeting object_to_roll
"""
COMMITTEE = """
    appoint_neighbour see_roster import_roster verify_person issue_card raise_matter attach_file
    screen_matter merge_matter route_matter archive_matter hide_matter enter_opinion hide_opinion
    address_opinion classify_opinion convene_meeting form_panel notify_meeting postpone_meeting
    enter_registration check_in attend_meeting keep_minutes show_hands change_plan
    publish_outcome correct_entry report_commitment settle_commitment
    draft_vote post_vote amend_roll open_vote extend_vote cancel_vote enter_caster give_proxy
    confirm_proxy hand_out_ballot deliver_ballot enter_ballots close_vote reconcile_vote count_vote publish_vote
    see_ballots verify_vote prepare_urn open_urn sift_comments destroy_urn
    convene_evaluation enter_score_sheet publish_evaluation recheck_evaluation
    stand_in_for_supervisors
"""
POWERS = {
    Role.RESIDENT: NEIGHBOUR,
    Role.OWNER: NEIGHBOUR,
    Role.TENANT: NEIGHBOUR,
    Role.BUILDING_HEAD: "raise_matter give_opinion register_for_meeting attend_meeting",
    Role.GRID_WORKER: """
        raise_matter give_opinion register_for_meeting check_in attend_meeting hand_out_ballot
    """,
    Role.REPRESENTATIVE: "",
    Role.COUNCIL_MEMBER: "",
    Role.COMMITTEE_MEMBER: "",
    Role.CLERK: COMMITTEE,
    Role.CHAIR: f"{COMMITTEE} take_down_entry",
    Role.PARTY_BRANCH: "raise_matter review_matter attend_meeting",
    Role.OFFICIAL: "raise_matter attend_meeting",
    Role.SUPERVISOR: """
        see_ledger decide_objection attend_meeting settle_commitment decide_roll_objection
        correct_evaluation take_down_evaluation
        stand_in_for_committee
        enter_ballots reconcile_vote count_vote see_ballots verify_vote prepare_urn open_urn
        certify_urn sift_comments destroy_urn
        convene_evaluation enter_score_sheet publish_evaluation recheck_evaluation
    """,
    Role.AUDITOR: "see_ledger",
    Role.ADMINISTRATOR: """
        manage_places manage_units appoint appoint_neighbour see_roster import_roster load_calendar
    """,
    Role.AUTHOR: "edit_matter withdraw_matter attach_file object_to_hiding",
    Role.ADDRESSEE: """
        classify_opinion reply extend_reply correct_reply enter_decision correct_decision
        report_commitment
    """,
    Role.PRESIDING: "open_meeting keep_minutes show_hands confirm_minutes close_meeting",
    Role.PARTICIPANT: "confirm_minutes",
    Role.ON_ROLL: "cast_ballot name_caster give_proxy challenge_vote",
    Role.RATED: "hand_in_report state_on_evaluation file_plan",
}
"""The policy's table seen from the other side: nothing is granted by a slip of one line."""


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_these_powers_and_no_others(role: Role) -> None:
    assert {can.value for can in Can if role in GRANTS[can]} == set(POWERS[role].split())


def test_every_power_has_a_holder_and_every_holder_is_one_of_a_kind() -> None:
    for can in Can:
        assert GRANTS[can], can
        assert GRANTS[can] <= set(Role)
        assert holders(can) == tuple(role for role in Role if role in GRANTS[can])


@pytest.mark.parametrize("can", Can)
def test_nobody_may_do_anything_without_a_grant(can: Can) -> None:
    assert not may(None, can, Something())
    assert not may(Somebody(), can, Something())
    for role in set(Role) - RELATIONS:
        allowed = role in GRANTS[can]
        assert may(somebody(role, HERE), can, Something(HERE)) is allowed
        assert not may(somebody(role, HERE), can, Something(THERE))
    for role in RELATIONS:
        assert may(Somebody(), can, Something(known=frozenset({role}))) is (role in GRANTS[can])


def test_a_refusal_names_the_power() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(Somebody(), Can.REPLY, Something())
    assert (refusal.value.why, refusal.value.facts) == (Why.NOT_ALLOWED, {"can": Can.REPLY})
    require(somebody(Role.CHAIR, HERE), Can.SCREEN_MATTER, Something())


def test_a_relation_counts_wherever_one_lives() -> None:
    subject = Something(THERE, frozenset({Role.ADDRESSEE}))
    assert may(somebody(Role.OFFICIAL, HERE), Can.REPLY, subject)
    assert not may(somebody(Role.OFFICIAL, HERE), Can.REPLY, Something(THERE))


def test_menus_ask_whether_one_has_a_power_at_all() -> None:
    assert anywhere(somebody(Role.CHAIR, HERE), Can.SCREEN_MATTER)
    assert not anywhere(somebody(Role.RESIDENT, HERE), Can.SCREEN_MATTER)
    assert not anywhere(None, Can.SCREEN_MATTER)


PATHS = st.lists(st.integers(1, 4), max_size=5).map(lambda ids: "/" + "".join(f"{i}/" for i in ids))


@given(role=st.sampled_from(sorted(set(Role) - BELONGING)), held=PATHS, subject=PATHS)
def test_an_office_never_reaches_beyond_its_place(role: Role, held: str, subject: str) -> None:
    reached = role in roles(somebody(role, held), Something(subject))
    assert reached is (subject[: len(held)] == held)


@given(role=st.sampled_from(sorted(BELONGING)), held=PATHS, subject=PATHS)
def test_belonging_reaches_along_one_line_only(role: Role, held: str, subject: str) -> None:
    reached = role in roles(somebody(role, held), Something(subject))
    assert reached is (subject.startswith(held) or held.startswith(subject))
