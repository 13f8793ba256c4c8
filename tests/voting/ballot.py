"""A neighbourhood that votes: owners of a building, a council, and the way through a vote."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from civic import clock
from civic.clock import Hands
from civic.db import session, transaction
from civic.people.models import Ownership, Person
from civic.places import actions as places
from civic.places.models import Place
from civic.places.rules import Level, PartKind, PartState
from civic.policy import Role
from civic.voting import actions, rules
from civic.voting.models import Casting, Vote, Voter, numbered, voters_for, whole
from civic.voting.models import voter as voter_
from civic.voting.rules import (
    Electorate,
    QuestionKind,
    Rule,
    Secrecy,
    forums,
)
from tests.world import SINCE, World, appoint, live, person

HOUR = timedelta(hours=1)


def in_days(days: int, hour: int = 9) -> datetime:
    """So many days from today, at an hour in Shanghai."""
    return clock.start_of_day(clock.today() + days * clock.ONE_DAY) + hour * HOUR


def upload(text: str = "委托书") -> tuple[io.BytesIO, str]:
    """A paper as it is handed in: the smallest file that is a PDF."""
    return io.BytesIO(b"%PDF-1.4\n" + text.encode() + b"\n%%EOF\n"), "paper.pdf"


def fresh(vote: Vote) -> Vote:
    return session().scalars(whole(vote.id)).unique().one()


def sign_gap(who: Person, vote: Vote) -> None:
    """The explanation as it stands, signed by somebody who has read it."""
    vote = fresh(vote)
    actions.sign_gap(who, vote, shown=rules.text_shown(vote.gap))


def voter_of(vote: Vote, who: Person) -> Voter:
    return session().scalars(voters_for(who.id, vote_id=vote.id)).unique().first()  # type: ignore[return-value]


def numbered_(vote: Vote, number: int) -> Voter:
    return session().scalars(numbered(vote.id, number)).unique().one()


def again(voter: Voter) -> Voter:
    found = voter_(voter.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def council(world: World, members: int = 5) -> list[Person]:
    """A residents' council of the community, each of its members with an account."""
    with transaction():
        return [
            appoint(person(f"议{n}员", f"council{n}"), Role.COUNCIL_MEMBER, world.place)
            for n in range(members)
        ]


def estate(world: World, name: str = "海棠苑") -> Place:
    """An estate of its own, so that its parts are all that counts."""
    with transaction():
        found = places.add(None, world.place, level=Level.ESTATE, name=name)
        places.add(None, found, level=Level.BUILDING, name="8号楼")
    return found


def building_in(place: Place) -> Place:
    return session().query(Place).filter_by(parent_id=place.id).one()


def part(
    building: Place,
    number: str,
    owners: Sequence[Person] = (),
    *,
    area: int = 10_000,
    state: PartState = PartState.DELIVERED,
    kind: PartKind = PartKind.HOME,
) -> None:
    found = places.measure(building, number, area, kind=kind, state=state)
    for owner in owners:
        session().add(Ownership(person_id=owner.id, part_id=found.id, since_on=SINCE))
    session().flush()


def example_one(world: World) -> tuple[Place, dict[str, Person]]:
    """Worked example 1: 20 parts of 100 m². X owns 3; the developer has 4 unsold and 1
    undelivered; 12 others, one of them a couple's."""
    place = estate(world)
    building = building_in(place)
    with transaction():
        who = {"x": person("许三套", "x")}
        for n in range(11):
            who[f"o{n}"] = person(f"业{n}主", f"o{n}")
        who["husband"], who["wife"] = person("丈夫甲", "husband"), person("妻子乙", "wife")
        who["developer"] = person("开发商代表", "developer")
        for n in range(3):
            part(building, f"1{n}", [who["x"]])
        for n in range(4):
            part(building, f"2{n}", state=PartState.UNSOLD)
        part(building, "30", [who["o0"]], state=PartState.UNDELIVERED)
        for n in range(11):
            part(building, f"4{n:02d}", [who[f"o{n}"]])
        part(building, "500", [who["husband"], who["wife"]])
    return place, who


def drafted(
    world: World,
    place: Place,
    *,
    rule: Rule = Rule.OWNERS_ORDINARY,
    electorate: Electorate = Electorate.OWNERS,
    secrecy: Secrecy = Secrecy.CLOSED_NAMED,
    questions: int = 1,
    **more: object,
) -> Vote:
    if rule in forums.ASSEMBLIES:
        more = {"party_review_on": clock.today(), "party_review": "研究过，同意表决。"} | more
    with transaction():
        vote = actions.draft(
            world.clerk,
            place,
            rule=rule,
            electorate=electorate,
            secrecy=secrecy,
            official_title="选聘物业服务企业",
            **more,  # type: ignore[arg-type]
        )
        for n in range(questions):
            actions.ask(
                world.clerk, vote, kind=QuestionKind.YES_NO, text=f"同意第{n + 1}项方案吗？"
            )
    return fresh(vote)


def named_on_paper(world: World, voter: Voter, who: Person) -> Voter:
    """Who casts for a head as a paper says it: entered by one, confirmed by another."""
    with transaction():
        naming = actions.enter_caster(world.clerk, again(voter), who, upload=upload("推举书"))
        actions.confirm_caster(world.chair, naming)
    return again(voter)


def posted(world: World, vote: Vote, *, after: int = 20, days: int = 10) -> Vote:
    with transaction():
        actions.post(world.clerk, vote, opens_at=in_days(after), closes_at=in_days(after + days))
    return fresh(vote)


def opened(world: World, vote: Vote, hands: Hands) -> Vote:
    """Posted and open, the clock at its opening."""
    return opened_at_its_hour(world, posted(world, vote), hands)


def opened_at_its_hour(world: World, vote: Vote, hands: Hands) -> Vote:
    assert vote.opens_at is not None
    hands.set(vote.opens_at)
    with transaction():
        actions.open_(world.clerk, vote)
    return fresh(vote)


def over(vote: Vote, hands: Hands) -> Vote:
    """The clock at its closing."""
    assert vote.closes_at is not None
    hands.set(vote.closes_at)
    return fresh(vote)


def coming(who: Person, voter: Voter) -> Casting:
    """They come to cast for that head."""
    return Casting.find(voter.id, who.id, clock.today())


def cast(vote: Vote, who: Person, *answers: str) -> None:
    actions.cast(who, coming(who, voter_of(vote, who)), [answer.split(",") for answer in answers])
    session().rollback()


def counted(world: World, vote: Vote, hands: Hands) -> Vote:
    """Over, reconciled and counted."""
    vote = over(vote, hands)
    with transaction():
        actions.reconcile(world.supervisor, vote)
        actions.count(world.clerk, vote)
    return fresh(vote)


def residents(world: World, number: int) -> list[Person]:
    """So many more residents of the community, each behind a door of their own."""
    with transaction():
        return [
            live(person(f"居{n}民", f"more{n}"), world.here.building, f"9{n:02d}", head=True)
            for n in range(number)
        ]
