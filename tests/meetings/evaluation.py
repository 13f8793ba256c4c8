"""How an evaluation (评议会) comes about in the tests: each function takes it one step further."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from civic import clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Subject
from civic.meetings import actions
from civic.meetings.actions import Measure, Party, Poll
from civic.meetings.models import Evaluated, Meeting, Paper, Raters, conducted, rated_in, raters_in
from civic.meetings.rules import PaperKind
from civic.meetings.wording import evaluation_figures
from civic.people.models import Person
from civic.policy import Role
from civic.register.models import RegisterEntry
from civic.sittings import actions as sittings
from civic.sittings.models import Sitting, whole
from civic.sittings.rules import EVALUATION_ORDER, AttendanceMode, ItemState
from civic.voting import actions as voting
from civic.voting.actions.listing import put_on_list
from civic.voting.models import Vote
from civic.voting.rules import Electorate, RaterGroup, Secrecy
from civic.voting.urn import sealing
from tests.meetings.hearing import in_days
from tests.neighbour import NeighbourClient
from tests.voting.ballot import coming, residents, voter_of
from tests.voting.ballot import fresh as fresh_vote
from tests.voting.box import answered
from tests.voting.secrecy import HOLDERS, Secret, ceremony, certified, supervisors
from tests.world import World, appoint, person

AGENDA = [(kind, kind.value) for kind in EVALUATION_ORDER]
REPORT = "一年来办了三件事：修好了路灯，清了楼道，开了四次居民会议。"
ALONE = (Poll(RaterGroup.RESIDENT, 100, Electorate.INVITED),)
AS_IT_WAS: dict[str, Any] = {"secrecy": Secrecy.SECRET, "takes_comments": True}
"""How one votes, where a change leaves it so."""
ASSEMBLY = (Poll(RaterGroup.RESIDENT, 100, Electorate.REPRESENTATIVES),)


def routed(world: World, *, subject: Subject = Subject.WORK_OF_A_BODY) -> Matter:
    """A matter that the committee accepted and routed to an evaluation."""
    with transaction():
        matter = matters.raise_matter(
            world.resident,
            world.place,
            category=Category.OTHER,
            title="评一评大家的工作",
            text="一年到头了，请居民评一评他们的工作办得怎么样。",
        )
        matters.screen(world.clerk, matter, Screening.ACCEPT, reason="居民有权评议，受理。")
        matters.route(world.clerk, matter, subject)
    return matter


def convened(
    world: World, matter: Matter | None = None, *, by: Person | None = None, **facts: Any
) -> Meeting:
    """Of the greening office, by residents on a list, secretly."""
    matter = matter or routed(world)
    with transaction():
        return actions.convene_evaluation(by or world.clerk, matter, **convening(world, **facts))


def convening(world: World, **facts: Any) -> dict[str, Any]:
    """What is said when it is convened."""
    return {
        "title": "绿化市容所年度工作评议",
        "year": 2026,
        "parties": [Party(world.here.unit("greening"))],
        "polls": ALONE,
        "starts_at": in_days(8),
        "venue": "社区活动室二楼",
        "agenda": AGENDA,
        "chair": world.supervisor,
        "secrecy": Secrecy.SECRET,
        **facts,
    }


def fill_in(client: NeighbourClient, world: World, matter: Matter, **typed: Any) -> TestResponse:
    """The same, typed on its page: by residents alone, secretly."""
    filled = {
        "unit_id": world.here.units["greening"],
        "chair_id": world.here.people["supervisor"],
        "resident_by": "invited",
        "resident_weight": 100,
        "street_by": "",
        "street_weight": 0,
        "peer_by": "",
        "peer_weight": 0,
        "secrecy": "secret",
    }
    page = f"/meetings/evaluations/new?matter={matter.id}&whom=unit"
    return client.fill(page, "/meetings/evaluations", **filled | typed)


def with_raters(world: World, meeting: Meeting, number: int = 12) -> list[Person]:
    """Residents on the list of those who rate."""
    who = residents(world, number)
    invited(world, meeting, who)
    return who


def invited(
    world: World, meeting: Meeting, who: Sequence[Person], group: RaterGroup = RaterGroup.RESIDENT
) -> None:
    """On the list of a group: the first by the clerk's act, the others as that act puts them there."""
    with transaction():
        listed = raters(meeting, group)
        actions.invite_rater(world.clerk, listed, who[0])
        for each in who[1:]:
            put_on_list(listed.vote, each, group)


def assembly(world: World, number: int = 12) -> list[Person]:
    """So many residents' representatives."""
    with transaction():
        return [
            appoint(person(f"代{n}表", f"rep{n}"), Role.REPRESENTATIVE, world.place)
            for n in range(number)
        ]


def of_the_committee(world: World, **facts: Any) -> Meeting:
    """The committee's chair and clerk, rated by the representatives' assembly, secretly."""
    committee = world.here.unit("committee")
    return convened(
        world,
        **{
            "title": "居委会成员年度评议",
            "parties": [
                Party(committee, world.chair, "居委会主任"),
                Party(committee, world.clerk, "居委会委员"),
            ],
            "polls": ASSEMBLY,
            **facts,
        },
    )


def of_the_chair(world: World, **facts: Any) -> Meeting:
    """The committee's chair alone: whoever else serves there is a colleague."""
    parties = [Party(world.here.unit("committee"), world.chair, "居委会主任")]
    return of_the_committee(world, **{"parties": parties, **facts})


def notice_facts(**facts: Any) -> dict[str, Any]:
    sits_at = facts.get("starts_at", in_days(8))
    return {
        "title": "绿化市容所年度工作评议",
        "is_redacted": True,
        "starts_at": sits_at,
        "voting_until": sits_at + timedelta(days=3),
        "venue": "社区活动室二楼",
        "agenda": AGENDA,
        "observer_seats": 20,
        "registration_until": sits_at - timedelta(hours=5),
        "materials": "工作报告在本页公开。",
        "text": "评议会公告：评议绿化市容所一年的工作，居民评议人无记名投票。",
        **facts,
    }


def noticed(world: World, meeting: Meeting, *, by: Person | None = None, **facts: Any) -> Meeting:
    """By the supervisor: nobody who is rated gives it."""
    with transaction():
        actions.notify_evaluation(by or world.supervisor, meeting, **notice_facts(**facts))
    return fresh(meeting)


def speaker(world: World, party: Evaluated) -> Person:
    """Who writes for a party: the person, or the unit's official."""
    if party.person is not None:
        return session().get_one(Person, party.person_id)
    is_greening = party.unit_id == world.here.units["greening"]
    return world.official if is_greening else world.other_official


def reported(world: World, meeting: Meeting) -> Meeting:
    """Everybody who is rated has handed in a report."""
    with transaction():
        for party in parties(meeting):
            actions.hand_in_report(speaker(world, party), party, text=REPORT, is_redacted=True)
    return fresh(meeting)


def with_keys(world: World, meeting: Meeting) -> list[Secret]:
    """The hour has come; of each secret vote the key is handed in and tried."""
    clock.source.set(fresh(meeting).sitting.starts_at)  # type: ignore[attr-defined]
    supervisors(world)
    found = []
    for vote in votes(meeting):
        secret = Secret(vote, [])
        found.append(secret)
        if vote.secrecy is not Secrecy.SECRET:
            continue
        private = sealing.new_key()
        secret.sheets = sealing.split(private, vote.id)
        key = sealing.key_file(sealing.public_of(private), vote.id)
        with transaction():
            voting.lay_urn(world.supervisor, fresh_vote(vote), key=key, holders=HOLDERS)
        with transaction():
            codes = answered(vote.id, secret.sheets)
            voting.rehearse_urn(world.supervisor, fresh_vote(vote), answered=codes)
    return found


def opened(world: World, meeting: Meeting, *, goes_without: bool = False) -> list[Secret]:
    """The chair and two residents are in the room; the session is open, and the ballot with it."""
    secrets = with_keys(world, meeting if goes_without else reported(world, meeting))
    arrived(world, meeting)
    with transaction():
        actions.open_session(world.supervisor, fresh(meeting), goes_without=goes_without)
    return secrets


def arrived(world: World, meeting: Meeting) -> None:
    with transaction():
        room = fresh(meeting).sitting
        for each in (world.supervisor, world.neighbour, world.owner):
            sittings.check_in(world.clerk, room, person=each, mode=AttendanceMode.ON_SITE)


def closed(world: World, meeting: Meeting) -> Meeting:
    with transaction():
        room = sitting(meeting)
        for item in room.items:
            if item.state is ItemState.WAITING:
                sittings.take_up(world.supervisor, room, item)
    with transaction():
        actions.close(world.supervisor, fresh(meeting))
    return fresh(meeting)


def cast(vote: Vote, who: Person, *grades: str) -> None:
    """Somebody's ballot, a grade for each party."""
    voting.cast(who, coming(who, voter_of(fresh_vote(vote), who)), [[grade] for grade in grades])
    session().rollback()


def counted(world: World, secrets: Sequence[Secret], hands: Hands) -> None:
    """The time to vote is over: closed, reconciled, opened, counted."""
    for secret in secrets:
        vote = fresh_vote(secret.vote)
        assert vote.closes_at is not None
        hands.set(vote.closes_at)
        with transaction():
            voting.close(world.clerk, vote)
        with transaction():
            voting.reconcile(world.supervisor, fresh_vote(vote))
        if vote.secrecy is Secrecy.SECRET:
            certified(world, secret, ceremony(secret))
        with transaction():
            voting.count(world.supervisor, fresh_vote(vote))


def publish(world: World, meeting: Meeting, *, by: Person | None = None) -> RegisterEntry:
    with transaction():
        return actions.publish_evaluation(
            by or world.supervisor,
            fresh(meeting),
            title="绿化市容所年度工作评议结果",
            text="评议结果如下，明细见评议会页面。",
            is_redacted=True,
            figures=evaluation_figures,
        )


def rated_by(
    world: World,
    meeting: Meeting,
    hands: Hands,
    who: Sequence[Person],
    *grades: Sequence[str],
    goes_without: bool = False,
) -> None:
    """From the notice to the counted ballots; ``grades``: each voter's, the last one repeated."""
    secrets = opened(world, noticed(world, meeting), goes_without=goes_without)
    closed(world, meeting)
    for n, each in enumerate(who):
        cast(secrets[0].vote, each, *grades[min(n, len(grades) - 1)])
    counted(world, secrets, hands)


def of_a_department(
    world: World, hands: Hands, satisfied: int = 8, of: int = 12, **facts: Any
) -> Meeting:
    """The greening office's, published: so many are satisfied, the others are not."""
    meeting = convened(world, **facts)
    who = with_raters(world, meeting, of)
    grades = [["satisfied"]] * satisfied + [["dissatisfied"]] * (of - satisfied)
    rated_by(world, meeting, hands, who, *grades)
    publish(world, meeting)
    return fresh(meeting)


def planned(world: World, meeting: Meeting, **facts: Any) -> Paper:
    with transaction():
        party = parties(meeting)[0]
        return actions.file_plan(
            speaker(world, party),
            party,
            **{
                "text": "针对群众反映的问题，逐条整改如下。",
                "signed_by": "刘所长",
                "contact": "绿化市容所 赵科员 63451234",
                "measures": [Measure("每周修剪一次", in_days(30).date())],
                "is_redacted": True,
                **facts,
            },
        )


# -- as it stands now -------------------------------------------------------------


def fresh(meeting: Meeting) -> Meeting:
    found = conducted(meeting.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def parties(meeting: Meeting) -> list[Evaluated]:
    found = rated_in(meeting.id).execution_options(populate_existing=True)
    return list(session().scalars(found).unique())


def groups(meeting: Meeting) -> list[Raters]:
    found = raters_in(meeting.id).execution_options(populate_existing=True)
    return list(session().scalars(found).unique())


def raters(meeting: Meeting, group: RaterGroup = RaterGroup.RESIDENT) -> Raters:
    return next(found for found in groups(meeting) if found.group is group)


def votes(meeting: Meeting) -> list[Vote]:
    return [group.vote for group in groups(meeting) if group.vote is not None]


def paper(meeting: Meeting, kind: PaperKind) -> Paper | None:
    return parties(meeting)[0].paper(kind)


def sitting(meeting: Meeting) -> Sitting:
    return session().scalars(whole(meeting.sitting_id)).unique().one()


def upload(text: str = "评分表") -> tuple[io.BytesIO, str]:
    """A paper as it is handed in: the smallest file that is a PDF."""
    return io.BytesIO(b"%PDF-1.4\n" + text.encode() + b"\n%%EOF\n"), "sheet.pdf"
