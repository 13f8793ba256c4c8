"""A paper says who casts for a head: one enters it, another confirms it, and it is seen (OW-4, OW-5)."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import NotAllowed
from civic.home import models as home
from civic.home.rules import Wait
from civic.ledger import Entry, Fact
from civic.notices.actions.news.parts import secret
from civic.notices.models import Message
from civic.notices.rules import Because, Event
from civic.notices.wording import sentence
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.policy import Role
from civic.voting import actions
from civic.voting.models import OWN_DATA, Naming, Vote, Voter
from civic.voting.models import naming as naming_
from civic.voting.rules import (
    Delivery,
    Electorate,
    ProxyState,
    Rule,
    Secrecy,
    VoterKind,
    Why,
)
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    again,
    building_in,
    coming,
    drafted,
    example_one,
    named_on_paper,
    opened,
    part,
    upload,
    voter_of,
)
from tests.voting.test_actions import refused
from tests.voting.test_roll import told
from tests.world import World, appoint, live, person, unit

Opens = Callable[[Person | None], NeighbourClient]


@pytest.fixture
def voting(world: World, clock: Hands) -> tuple[Vote, dict[str, Person]]:
    place, who = example_one(world)
    return opened(world, drafted(world, place), clock), who


def developers(vote: Vote) -> Voter:
    return again(session().query(Voter).filter_by(vote_id=vote.id, kind=VoterKind.DEVELOPER).one())


def entered(by: Person, voter: Voter, who: Person) -> Naming:
    with transaction():
        return actions.enter_caster(by, again(voter), who, upload=upload("函"))


def waits(who: Person) -> set[Wait]:
    """What waits for somebody on their own page."""
    return {task.kind for task in home.tasks(session().execute(home.waiting(who)))}


def found(naming: Naming) -> Naming:
    select = naming_(naming.id).execution_options(populate_existing=True)
    return session().scalars(select).unique().one()


def test_one_clerk_hands_nobody_the_developers_share(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """500 of 2,000 m² wait until somebody else has read the letter."""
    vote, who = voting
    naming = entered(world.clerk, developers(vote), who["developer"])
    assert developers(vote).caster_id is None
    with pytest.raises(NotAllowed):
        actions.cast(who["developer"], coming(who["developer"], developers(vote)), [["yes"]])
    session().rollback()
    refused(Why.SAME_SIGNATORY, actions.confirm_caster, world.clerk, found(naming))
    refused(
        Why.NAMING_WAITS,
        actions.enter_caster,
        world.chair,
        developers(vote),
        who["o1"],
        upload=upload("函"),
    )
    with transaction():
        actions.confirm_caster(world.chair, found(naming))
    assert developers(vote).caster_document_id == naming.document_id
    actions.cast(who["developer"], coming(who["developer"], developers(vote)), [["yes"]])
    session().rollback()
    refused(
        Why.VOTED_ALREADY,
        actions.enter_caster,
        world.clerk,
        developers(vote),
        who["o1"],
        upload=upload("函"),
    )


def test_the_schema_knows_that_two_read_it(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    naming = entered(world.clerk, developers(vote), who["developer"])
    alone = sa.update(Naming).where(Naming.id == naming.id)
    with pytest.raises(sa.exc.IntegrityError):
        session().execute(alone.values(state=ProxyState.CONFIRMED, checked_by_id=world.clerk.id))
    session().rollback()


def test_the_developer_sends_nobody_of_the_property_firm(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """ZS21, as for proxies. An owner who works there still votes for their own home."""
    vote, who = voting
    with transaction():
        firm = unit("海棠物业", UnitKind.PROPERTY_FIRM, world.place)
        steward = appoint(person("物业经理", "steward"), Role.OFFICIAL, world.place, firm)
        appoint(who["husband"], Role.OFFICIAL, world.place, firm)
    refusal = refused(
        Why.PROXY_TO_THE_FIRM,
        actions.enter_caster,
        world.clerk,
        developers(vote),
        steward,
        upload=upload("函"),
    )
    assert refusal.facts["article"] == "ZS21"
    naming = entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    with transaction():
        actions.confirm_caster(world.chair, found(naming))
    assert voter_of(vote, who["wife"]).caster_id == who["husband"].id


def test_who_casts_does_not_confirm_it_and_what_is_refused_changes_nothing(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    naming = entered(world.clerk, developers(vote), world.chair)
    assert Wait.CHECK_NAMING not in waits(world.chair), "they would cast it"
    refused(Why.SAME_SIGNATORY, actions.confirm_caster, world.chair, found(naming))
    # Whoever entered it wrongly sends it back; it is entered anew.
    with transaction():
        actions.refuse_caster(world.clerk, found(naming), reason="函上不是这个人。")
    assert found(naming).state is ProxyState.REFUSED
    assert developers(vote).caster_id is None
    refused(Why.PROXY_NOT_NEXT, actions.confirm_caster, world.chair, found(naming))
    entered(world.clerk, developers(vote), who["developer"])
    assert Wait.CHECK_NAMING in waits(world.chair)


def test_what_co_owners_say_themselves_takes_the_place_of_a_paper_that_waits(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    naming = entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    with transaction():
        for each in ("husband", "wife"):
            actions.name_caster(who[each], voter_of(vote, who[each]), who["wife"])
    assert found(naming).state is ProxyState.REVOKED
    refused(Why.PROXY_NOT_NEXT, actions.confirm_caster, world.chair, found(naming))
    assert voter_of(vote, who["wife"]).caster_id == who["wife"].id


def test_a_paper_that_waits_ends_as_soon_as_one_of_them_names_somebody_else(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """The husband hands in a paper with a forged signature; his wife says that it isn't so."""
    vote, who = voting
    naming = entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    with transaction():
        actions.name_caster(who["husband"], voter_of(vote, who["husband"]), who["husband"])
    assert found(naming).state is ProxyState.GIVEN, "who names the same does not end it"
    with transaction():
        actions.name_caster(who["wife"], voter_of(vote, who["wife"]), who["wife"])
    assert found(naming).state is ProxyState.REVOKED
    refused(Why.PROXY_NOT_NEXT, actions.confirm_caster, world.chair, found(naming))
    head = voter_of(vote, who["wife"])
    assert head.caster_id is None
    assert {p.person_id: p.names_id for p in head.persons} == {
        who[each].id: who[each].id for each in ("husband", "wife")
    }


def test_whom_a_denied_paper_spoke_for_has_agreed_to_nothing(world: World, clock: Hands) -> None:
    """OW-5: three own a home, a forged paper names one of them. Another denies it, and later names
    the same one: the third never said anything."""
    place, _who = example_one(world)
    with transaction():
        one, two, three = (person(f"共有{n}人", n) for n in ("one", "two", "three"))
        part(building_in(place), "999", (one, two, three))
    vote = opened(world, drafted(world, place), clock)
    naming = entered(world.clerk, voter_of(vote, one), one)
    with transaction():
        actions.confirm_caster(world.chair, found(naming))
        actions.name_caster(two, voter_of(vote, two), two)
    assert found(naming).state is ProxyState.REVOKED
    assert {p.person_id: p.names_id for p in voter_of(vote, one).persons} == {
        one.id: None,
        two.id: two.id,
        three.id: None,
    }
    with transaction():
        actions.name_caster(two, voter_of(vote, two), one)
        actions.name_caster(one, voter_of(vote, one), one)
    assert voter_of(vote, one).caster_id is None, "two of three"
    with transaction():
        actions.name_caster(three, voter_of(vote, three), one)
    assert voter_of(vote, one).caster_id == one.id


def test_no_paper_overwrites_what_one_of_them_said(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Neither when it is entered nor when it is confirmed."""
    vote, who = voting
    naming = entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    with transaction():
        hers = next(p for p in voter_of(vote, who["wife"]).persons if p.person.name == "妻子乙")
        hers.names_id = who["wife"].id  # as it stood before a paper ended by that
    refused(Why.NAMED_OTHERWISE, actions.confirm_caster, world.chair, found(naming))
    assert found(naming).state is ProxyState.GIVEN
    with transaction():
        actions.refuse_caster(world.chair, found(naming), reason="妻子乙说没有签过。")
    refused(
        Why.NAMED_OTHERWISE,
        actions.enter_caster,
        world.clerk,
        voter_of(vote, who["wife"]),
        who["husband"],
        upload=upload("函"),
    )


def test_a_paper_takes_the_place_of_a_paper(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Who never signs in can sign again; what one of them says signed in is their own word."""
    vote, who = voting
    for caster in ("husband", "wife"):
        naming = entered(world.clerk, voter_of(vote, who["wife"]), who[caster])
        with transaction():
            actions.confirm_caster(world.chair, found(naming))
        assert voter_of(vote, who["wife"]).caster_id == who[caster].id
    with transaction():
        actions.name_caster(who["wife"], voter_of(vote, who["wife"]), who["wife"])
    refused(
        Why.NAMED_OTHERWISE,
        actions.enter_caster,
        world.clerk,
        voter_of(vote, who["wife"]),
        who["husband"],
        upload=upload("函"),
    )


def test_a_paper_from_before_it_took_two_is_replaced_denied_and_seen_as_any_other(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    """One clerk had entered it, and nobody checked it; whom it named falls ill."""
    vote, who = voting
    couple = lambda: voter_of(vote, who["wife"])  # noqa: E731
    named_on_paper(world, couple(), who["husband"])
    with transaction():
        old = session().query(Naming).one()
        old.checked_at = old.checked_by_id = None
    page = as_(who["wife"]).get(f"/votes/{vote.id}/caster?voter={couple().id}").text
    listed = as_(world.supervisor).get(f"/votes/{vote.id}/namings").text
    for each in (page, listed):
        assert "由一个人登记，当时就有效" in each and "核实有效" not in each
    named_on_paper(world, couple(), who["wife"])
    assert couple().caster_id == who["wife"].id and found(old).state is ProxyState.REVOKED
    with transaction():
        actions.name_caster(who["husband"], couple(), who["husband"])
    assert couple().caster_id is None and couple().named_themselves == {who["husband"].id}


def test_a_paper_that_another_has_replaced_says_no_more_who_casts(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Neither one that two have signed themselves out of, nor one that a later paper replaced."""
    vote, who = voting
    couple = lambda: voter_of(vote, who["wife"])  # noqa: E731
    papers = list[Naming]()
    for caster in ("husband", "wife", "husband"):
        papers.append(entered(world.clerk, couple(), who[caster]))
        with transaction():
            actions.confirm_caster(world.chair, found(papers[-1]))
    states = lambda: [found(paper).state for paper in papers]  # noqa: E731
    assert states() == [ProxyState.REVOKED, ProxyState.REVOKED, ProxyState.CONFIRMED]
    with transaction():
        actions.name_caster(who["husband"], couple(), who["husband"])
    assert states()[-1] is ProxyState.CONFIRMED, "who says the same does not end it"
    assert couple().caster_document_id == papers[-1].document_id
    for each in ("husband", "wife"):
        with transaction():
            actions.name_caster(who[each], couple(), who["wife"])
        assert states()[-1] is ProxyState.REVOKED
        assert couple().caster_document_id is None
    assert couple().caster_id == who["wife"].id
    named = session().query(Entry).filter_by(fact=Fact.VOTE_CASTER_NAMED).order_by(Entry.idx)
    assert [secret(entry)["ended"] for entry in named] == [
        [],
        [papers[0].id],
        [papers[1].id],
        [],
        [papers[2].id],
        [],
    ]


def test_nobody_confirms_the_paper_of_their_own_ballot(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    """The wife serves as a clerk; the paper names her husband."""
    vote, who = voting
    with transaction():
        appoint(who["wife"], Role.CLERK, world.place)
    naming = entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    refused(Why.SAME_SIGNATORY, actions.confirm_caster, who["wife"], found(naming))
    assert Wait.CHECK_NAMING in waits(world.chair)
    assert Wait.CHECK_NAMING not in waits(who["wife"]), "nothing waits for who cannot do it"
    page = as_(who["wife"]).get(f"/votes/{vote.id}/namings").text
    assert "是您家的一票" in page and "核实有效" not in page
    with transaction():
        actions.confirm_caster(world.chair, found(naming))


def test_a_household_denies_a_paper_and_its_head_casts_again(world: World, clock: Hands) -> None:
    """Two clerks confirm that all named the son; whoever of them says otherwise ends it (OW-5)."""
    with transaction():
        head = live(person("户主甲", "householder"), world.here.building, "777", head=True)
        son = live(person("儿子乙", "son"), world.here.building, "777")
        gran = live(person("奶奶丙", "gran"), world.here.building, "777")
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.HOUSEHOLDS,
        secrecy=Secrecy.OPEN,
        online_basis="章程十二",
    )
    vote = opened(world, vote, clock)
    assert voter_of(vote, head).caster_id == head.id
    for denies, says in ((head, head), (gran, gran), (son, gran)):
        with transaction():
            for each in voter_of(vote, head).persons:
                each.names_id = None
        naming = entered(world.clerk, voter_of(vote, head), son)
        with transaction():
            actions.confirm_caster(world.chair, found(naming))
        assert voter_of(vote, head).caster_id == son.id
        with transaction():
            actions.name_caster(denies, voter_of(vote, denies), says)
        assert voter_of(vote, head).caster_id == head.id
        assert found(naming).state is ProxyState.REVOKED
    refused(Why.NOT_YOUR_BALLOT, actions.cast, son, coming(son, voter_of(vote, son)), [["yes"]])
    with transaction():
        for each in (head, son, gran):
            actions.name_caster(each, voter_of(vote, each), gran)
    assert voter_of(vote, head).caster_id == gran.id
    with transaction():
        actions.name_caster(son, voter_of(vote, son), head)
    assert voter_of(vote, head).caster_id == head.id, "they agree no more"
    actions.cast(head, coming(head, voter_of(vote, head)), [["no"]])


def test_those_behind_a_head_hear_when_it_is_entered_and_when_it_counts(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    vote, who = voting
    naming = entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    assert [told(Event.BALLOT_HANDLED, who[each]) for each in ("wife", "husband")] == [1, 1]
    with transaction():
        actions.confirm_caster(world.chair, found(naming))
    assert [told(Event.BALLOT_HANDLED, who[each]) for each in ("wife", "husband")] == [2, 2]


def test_of_the_developers_ballot_the_supervisors_hear_and_whom_the_letter_names(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]]
) -> None:
    """Nobody stands behind that head, and it may be the largest of all."""
    vote, who = voting

    def heard() -> tuple[int, int, int]:
        asked = (world.supervisor, who["developer"], who["o1"])
        first, second, third = (told(Event.BALLOT_HANDLED, each) for each in asked)
        return first, second, third

    naming = entered(world.clerk, developers(vote), who["o1"])
    assert heard() == (1, 0, 1)
    with transaction():
        actions.refuse_caster(world.chair, found(naming), reason="函上不是这个人。")
    assert heard() == (2, 0, 2)
    naming = entered(world.clerk, developers(vote), who["developer"])
    with transaction():
        actions.confirm_caster(world.chair, found(naming))
    assert heard() == (4, 2, 2)
    with transaction():
        actions.deliver(
            world.clerk, developers(vote), how=Delivery.REGISTERED_MAIL, upload=upload("回执")
        )
    with transaction():
        actions.withdraw_delivery(world.clerk, developers(vote), reason="不是他们的回执。")
    assert heard() == (6, 4, 2)
    said = session().query(Message).filter_by(because=Because.OVERSEES).first()
    assert said is not None and "建设单位的一票" in sentence(said)
    entered(world.clerk, voter_of(vote, who["wife"]), who["husband"])
    assert heard() == (6, 4, 2), "of others' ballots the supervisors look at the list"


def test_page_by_page_the_supervisors_look_on(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    vote, who = voting
    number, here = developers(vote).number, f"/votes/{vote.id}"
    head = f"{here}/heads/{number}"
    clerk, chair, supervisor = as_(world.clerk), as_(world.chair), as_(world.supervisor)
    asked = f"{head}?who={who['o1'].name}"
    sent = clerk.fill(asked, f"{head}/caster", person_id=str(who["o1"].id), file=upload("函"))
    assert sent.status_code == 303
    page = clerk.get(head).text
    assert "要等另一位工作人员核实" in page and "登记由谁来投" not in page
    [naming] = session().scalars(sa.select(Naming.id))
    assert f'href="{here}/namings#naming-{naming}"' in page, "where it is sent back"
    assert Wait.CHECK_NAMING in waits(world.chair)
    assert Wait.CHECK_NAMING not in waits(world.clerk)
    said = "按书面材料登记的投票人，还有1件等另一个人核实。"
    assert said in supervisor.get(f"{here}/desk").text
    seen = supervisor.get(f"{here}/namings").text
    assert "建设单位" in seen and "由业1主来投" in seen and "核实有效" not in seen
    assert f'href="{head}"' not in seen, "a page that is not theirs"
    assert f'href="{head}"' in clerk.get(f"{here}/namings").text
    with supervisor.get(f"{here}/namings/{naming}/document") as paper:
        assert "函".encode() in paper.data
    confirmation = f"{here}/namings/{naming}/confirmation"
    assert supervisor.send(confirmation).status_code == 403
    assert "要由另一位工作人员核实" in clerk.get(f"{here}/namings").text
    assert clerk.send(confirmation).status_code == 403
    silent = chair.fill(f"{here}/namings", f"{here}/namings/{naming}/refusal", reason="")
    assert silent.status_code == 422
    assert f'href="#reason-{naming}"' in silent.text and 'href="#reason"' not in silent.text
    field = re.search(rf'<textarea[^>]*id="reason-{naming}"[^>]*>', silent.text)
    assert field is not None and 'aria-invalid="true"' in field[0]
    assert f'id="reason-{naming}-error"' in silent.text
    assert chair.fill(f"{here}/namings", confirmation).status_code == 303
    assert developers(vote).caster_id == who["o1"].id
    assert said not in supervisor.get(f"{here}/desk").text


def test_those_behind_a_head_see_the_paper_and_no_word_of_theirs_that_they_never_said(
    world: World, clock: Hands, voting: tuple[Vote, dict[str, Person]], as_: Opens
) -> None:
    """Whoever hears of a paper knows a forgery, and nobody else does."""
    vote, who = voting
    here, head = f"/votes/{vote.id}", voter_of(vote, who["wife"])
    caster = f"{here}/caster?voter={head.id}"
    wife, husband = as_(who["wife"]), as_(who["husband"])
    assert "书面材料" not in wife.get(caster).text
    with transaction():
        actions.name_caster(who["husband"], head, who["husband"])
    naming = entered(world.clerk, head, who["husband"])
    paper = f"{here}/namings/{naming.id}/document"
    page = wife.get(caster).text
    assert "由丈夫甲来投，等待核实" in page and "您推举了别人，这份材料就作废" in page
    assert "妻子乙还没有推举。" in page and f'href="{paper}"' in page
    for each in (who["wife"], who["husband"], world.supervisor, world.clerk):
        with as_(each).get(paper) as shown:
            assert "函".encode() in shown.data
    for other in (who["o1"], None, world.grid_worker):
        assert as_(other).get(paper).status_code in {302, 303, 403}
    with transaction():
        actions.confirm_caster(world.chair, found(naming))
    page = wife.get(caster).text
    assert "妻子乙：按书面材料，推举丈夫甲" in page and "妻子乙推举了" not in page
    assert "丈夫甲推举了丈夫甲。" in page, "he said so himself"
    assert f'href="{paper}"' in page and "核实有效" in page and "这份材料就作废" not in page
    kept = {
        name: session().execute(OWN_DATA["places_on_rolls"](who[name].id)).mappings().one()
        for name in ("wife", "husband")
    }
    assert {each["names_id"] for each in kept.values()} == {who["husband"].id}
    assert (kept["wife"]["is_by_paper"], kept["husband"]["is_by_paper"]) == (True, False)
    assert "推举由谁来投" in wife.get(here).text
    entered(world.clerk, developers(vote), who["developer"])
    assert vote.closes_at is not None
    clock.set(vote.closes_at)
    assert (
        f'href="{caster}"' in wife.get(here).text and "看是谁推举的投票人" in husband.get(here).text
    )
    late = wife.get(caster).text
    listed = as_(world.chair).get(f"{here}/namings").text
    assert "等待核实" in listed and "/confirmation" not in listed, "too late to confirm anything"
    assert f'href="{paper}"' in late and "就推举这一位" not in late
