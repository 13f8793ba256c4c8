"""Where silence counts, that a ballot reached its voter is proven head by head (B3.6)."""

import io
import re
from collections.abc import Callable

import pytest

from civic.clock import Hands, now
from civic.db import session, transaction
from civic.ledger import Entry, Fact
from civic.notices import actions as notices
from civic.notices.actions.news.parts import secret
from civic.notices.models import Message, Notification
from civic.notices.rules import Channel as By
from civic.notices.rules import Event, Topic, may_be_muted
from civic.notices.wording import sentence
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Can, Role, holders
from civic.voting import actions
from civic.voting.actions import FileName
from civic.voting.models import Vote, Voter
from civic.voting.rules import Channel, Delivery, Outcome, Silence, VoterKind, Why
from civic.voting.wording import SILENCE
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    again,
    building_in,
    cast,
    counted,
    drafted,
    estate,
    example_one,
    fresh,
    opened,
    part,
    upload,
    voter_of,
)
from tests.voting.secrecy import opened_secretly
from tests.voting.test_actions import published, refused
from tests.world import World, appoint, person

Opens = Callable[[Person | None], NeighbourClient]


def silent(world: World, hands: Hands) -> tuple[Vote, dict[str, Person]]:
    """Example 1, where whoever was reached and says nothing follows the majority."""
    place, who = example_one(world)
    vote = drafted(world, place, silence=Silence.FOLLOW_MAJORITY, silence_basis="议事规则第九条")
    return opened(world, vote, hands), who


@pytest.mark.parametrize("silence", Silence)
def test_where_one_votes_it_is_said_what_silence_counts_as(
    world: World, clock: Hands, as_: Opens, silence: Silence
) -> None:
    """B3.6: before the ballot is filled in and before it is cast; and nothing where it counts as
    nothing."""
    place, who = example_one(world)
    basis = "" if silence is Silence.STRICT else "议事规则第九条"
    vote = opened(world, drafted(world, place, silence=silence, silence_basis=basis), clock)
    told = f"请注意：{SILENCE[silence]}（依据：议事规则第九条）。"
    owner, ballot = as_(who["o1"]), f"/votes/{vote.id}/ballot"
    checked = owner.fill(ballot, f"{ballot}/review", to="0", **{"answers-0": "yes"})
    assert checked.status_code == 200
    for page in (owner.get(ballot), checked):
        assert (told in page.text) is (silence is not Silence.STRICT)
        assert ("请注意：" in page.text) is (silence is not Silence.STRICT)


def delivered(world: World, vote: Vote, who: Person, proof: str) -> None:
    """The committee enters that somebody signed for their ballot."""
    with transaction():
        actions.deliver(world.clerk, voter_of(vote, who), how=Delivery.SIGNED, upload=upload(proof))


def heard(who: Person) -> list[str]:
    """What somebody was told of their ballot."""
    while notices.deliver():
        pass
    found = session().query(Message).join(Notification, Notification.message_id == Message.id)
    asked = found.filter(
        Message.event == Event.BALLOT_HANDLED, Notification.person_id == who.id
    ).order_by(Message.id)
    return [sentence(message) for message in asked]


def test_five_heads_whose_owners_nobody_knows_do_not_follow_four_who_voted(
    world: World, clock: Hands
) -> None:
    """Nine heads, three agree, one doesn't: what was posted to nobody reached nobody (OW-2)."""
    place = estate(world)
    with transaction():
        who = [person(f"户{n}主", f"s{n}") for n in range(4)]
        for n, owner in enumerate(who):
            part(building_in(place), f"{n}", [owner])
        for n in range(4, 9):
            part(building_in(place), f"{n}")
    vote = drafted(world, place, silence=Silence.FOLLOW_MAJORITY, silence_basis="议事规则第九条")
    vote = opened(world, vote, clock)
    for owner, answer in zip(who, ("yes", "yes", "yes", "no"), strict=True):
        cast(vote, owner, answer)
    unknown = session().query(Voter.id).filter_by(vote_id=vote.id, kind=VoterKind.UNKNOWN_OWNER)
    heads = [ident for (ident,) in unknown]
    assert len(heads) == 5
    for ident in heads:
        refused(
            Why.OWNER_UNKNOWN,
            actions.deliver,
            world.clerk,
            again(session().get_one(Voter, ident)),
            how=Delivery.REGISTERED_MAIL,
            upload=upload("回执"),
        )
    assert counted(world, vote, clock).questions[0].outcome is Outcome.INVALID_TURNOUT


def test_who_goes_from_door_to_door_enters_no_delivery(
    world: World, clock: Hands, as_: Opens
) -> None:
    """The committee answers for the proof; a grid worker hands out papers, which is none."""
    assert holders(Can.DELIVER_BALLOT) == (Role.CLERK, Role.CHAIR)
    vote = opened(world, drafted(world, world.here.building), clock)
    walker, number = as_(world.grid_worker), voter_of(vote, world.owner).number
    head = f"/votes/{vote.id}/heads/{number}"
    page = walker.get(head)
    assert page.status_code == 200 and "发纸票" in page.text and "登记送达" not in page.text
    assert "发出纸票不算送达" in page.text
    assert walker.send(f"{head}/delivery", how="signed").status_code == 403
    with transaction():
        actions.hand_out(world.grid_worker, voter_of(vote, world.owner), channel=Channel.PAPER_HOME)
    assert voter_of(vote, world.owner).delivery is None
    [said] = heard(world.owner)
    assert "发出了纸质表决票。没有这回事" in said


def test_a_list_that_can_be_looked_at_is_nobodys_next_step(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote, _who = silent(world, clock)
    desk = as_(world.supervisor).get(f"/votes/{vote.id}/desk").text
    assert "登记的送达" in desk and "书面登记的投票人" in desk
    assert "main-action" not in desk, "they have nothing to do while ballots come in"


def test_forty_papers_in_a_bin_do_not_follow_the_majority(world: World, clock: Hands) -> None:
    """Whoever goes from door to door with papers makes no silence count."""
    vote, who = silent(world, clock)
    cast(vote, who["o0"], "yes")
    with transaction():
        place = session().get_one(Place, vote.place_id)
        walker = appoint(person("网格员乙", "walker"), Role.GRID_WORKER, place)
    for n in range(1, 11):
        with transaction():
            head = voter_of(vote, who[f"o{n}"])
            actions.hand_out(walker, head, channel=Channel.PAPER_HOME)
    assert actions.turnout(vote).heads == 1
    vote = counted(world, vote, clock)
    assert vote.took_part_heads == 1
    assert vote.questions[0].outcome is Outcome.INVALID_TURNOUT


def test_what_was_delivered_without_proof_or_to_nobody_reached_nobody(
    world: World, clock: Hands
) -> None:
    """Rows from before a delivery needed its proof; a login the site knows by itself."""
    vote, who = silent(world, clock)
    with transaction():
        actions.receive(who["o1"], voter_of(vote, who["o1"]))
        actions.deliver(
            world.clerk, voter_of(vote, who["o2"]), how=Delivery.SIGNED, upload=upload()
        )
        bare = voter_of(vote, who["o3"])
        bare.delivery, bare.delivered_at = Delivery.SIGNED, now()
    assert actions.turnout(vote).heads == 2
    with transaction():
        voter_of(vote, who["o2"]).kind = VoterKind.UNKNOWN_OWNER
    assert actions.turnout(vote).heads == 1


def test_what_was_entered_where_no_proof_was_asked_for_counts_as_it_did(
    world: World, clock: Hands
) -> None:
    """Its hour was over when proofs came to be asked for: nobody could hand one in any more. Whose
    owner nobody knows was never reached (OW-2)."""
    vote, who = silent(world, clock)
    for name in ("x", *(f"o{n}" for n in range(5))):
        cast(vote, who[name], "yes")
    with transaction():
        for n in range(5, 11):
            bare = voter_of(vote, who[f"o{n}"])
            bare.delivery, bare.delivered_at = Delivery.REGISTERED_MAIL, now()
    assert actions.turnout(vote).heads == 6
    with transaction():
        fresh(vote).asks_proof = False
    assert actions.turnout(fresh(vote)).heads == 12
    for kind, heads in ((VoterKind.UNKNOWN_OWNER, 11), (VoterKind.OWNER, 12)):
        with transaction():
            voter_of(vote, who["o10"]).kind = kind
        assert actions.turnout(fresh(vote)).heads == heads
    vote = counted(world, vote, clock)
    assert (vote.took_part_heads, vote.silent_heads) == (12, 6)
    assert vote.questions[0].outcome is Outcome.PASSED


def test_a_decision_stays_as_it_was_counted_whatever_becomes_of_the_deliveries(
    world: World, clock: Hands
) -> None:
    """Six agree and six say nothing; later every delivery stands there without its proof, as it
    did before one was asked for (G-9)."""
    vote, who = silent(world, clock)
    for name in ("x", *(f"o{n}" for n in range(5))):
        cast(vote, who[name], "yes")
    for n in range(5, 11):
        delivered(world, vote, who[f"o{n}"], "签收单")
    vote = published(world, counted(world, vote, clock))
    before = actions.file(vote, FileName.TALLY)
    with transaction():
        session().query(Voter).filter_by(vote_id=vote.id).update({"delivery_document_id": None})
    vote = fresh(vote)
    [found] = actions.results(vote)
    assert found.reckoned.outcome is vote.questions[0].outcome is Outcome.PASSED
    assert actions.turnout(vote).heads == vote.took_part_heads == 12
    assert actions.file(vote, FileName.TALLY) == before


def test_a_delivery_is_entered_with_its_proof_which_the_public_does_not_see(
    world: World, clock: Hands, as_: Opens
) -> None:
    vote, who = silent(world, clock)
    clerk, number = as_(world.clerk), voter_of(vote, who["o1"]).number
    head = f"/votes/{vote.id}/heads/{number}"
    assert re.search(r"送达的凭据</label>", clerk.get(head).text), "it is not said to be optional"
    bare = clerk.fill(head, f"{head}/delivery", how="registered_mail")
    assert bare.status_code == 422 and "请附上书面材料" in bare.text
    wrong = clerk.fill(
        head, f"{head}/delivery", how="registered_mail", file=(io.BytesIO(b"MZ"), "回执.exe")
    )
    assert wrong.status_code == 422
    assert voter_of(vote, who["o1"]).delivery is None
    assert clerk.get(f"{head}/delivery").status_code == 404
    proof = upload("回执")
    done = clerk.fill(head, f"{head}/delivery", how="registered_mail", file=proof)
    assert done.status_code == 303
    assert f'href="{head}/delivery"' in clerk.get(head).text
    with clerk.get(f"{head}/delivery") as shown:
        assert "回执".encode() in shown.data
    for other in (who["o2"], world.grid_worker, None):
        assert as_(other).get(f"{head}/delivery").status_code in {302, 303, 403}


def test_those_behind_a_head_and_the_supervisors_see_the_proof(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Whoever hears of a delivery knows a forgery, and nobody else does."""
    vote, who = silent(world, clock)
    delivered(world, vote, who["wife"], "冒签的签收单")
    proof = f"/votes/{vote.id}/heads/{voter_of(vote, who['wife']).number}/delivery"
    for each in (who["wife"], who["husband"], world.supervisor):
        with as_(each).get(proof) as shown:
            assert "冒签的签收单".encode() in shown.data
    assert f'href="{proof}"' in as_(who["husband"]).get(f"/votes/{vote.id}").text
    assert f'href="{proof}"' not in as_(who["o1"]).get(f"/votes/{vote.id}").text
    assert as_(who["o1"]).get(proof).status_code == 403
    supervisor, here = as_(world.supervisor), f"/votes/{vote.id}"
    assert f'href="{here}/deliveries"' in supervisor.get(f"{here}/desk").text
    listed = supervisor.get(f"{here}/deliveries").text
    assert f'href="{proof}"' in listed and listed.count("看送达的凭据") == 1
    head = proof.removesuffix("/delivery")
    assert f'href="{head}"' not in listed, "a page that is not theirs"
    assert f'href="{head}"' in as_(world.clerk).get(f"{here}/deliveries").text
    assert as_(world.grid_worker).get(f"{here}/deliveries").status_code == 403


def test_a_delivery_that_was_wrong_is_taken_back_and_told(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Entered once; withdrawn with a reason, before closing; then it reached nobody."""
    vote, who = silent(world, clock)
    delivered(world, vote, who["o1"], "回执")
    refused(
        Why.DELIVERED_ALREADY,
        actions.deliver,
        world.clerk,
        voter_of(vote, who["o1"]),
        how=Delivery.WITNESSED,
        upload=upload("照片"),
    )
    assert actions.turnout(vote).heads == 1
    head = f"/votes/{vote.id}/heads/{voter_of(vote, who['o1']).number}"
    clerk, away = as_(world.clerk), f"{head}/delivery/removal"
    assert as_(world.grid_worker).send(away, reason="投错了门。").status_code == 403
    bare = clerk.fill(head, away, reason="")
    assert bare.status_code == 422 and voter_of(vote, who["o1"]).delivery is Delivery.SIGNED
    assert clerk.fill(head, away, reason="投错了门，签收的不是本人。").status_code == 303
    after = voter_of(vote, who["o1"])
    assert (after.delivery, after.delivered_at, after.delivery_document_id) == (None, None, None)
    assert actions.turnout(vote).heads == 0
    entry = session().query(Entry).order_by(Entry.idx.desc()).first()
    assert entry is not None and entry.fact is Fact.VOTE_DELIVERY_WITHDRAWN
    assert secret(entry)["reason"] == "投错了门，签收的不是本人。"
    assert "登记的送达撤销了。没有这回事" in heard(who["o1"])[-1]
    again_ = clerk.send(away, reason="投错了门，签收的不是本人。")
    assert again_.status_code == 409 and "没有要撤销的" in again_.text
    delivered(world, vote, who["o1"], "真的回执")
    with transaction():
        actions.receive(who["o2"], voter_of(vote, who["o2"]))
    signed_in = voter_of(vote, who["o2"])
    refused(
        Why.NOT_DELIVERED, actions.withdraw_delivery, world.clerk, signed_in, reason="投错了门。"
    )
    assert vote.closes_at is not None
    clock.set(vote.closes_at)
    late = voter_of(vote, who["o1"])
    refused(Why.OVER, actions.withdraw_delivery, world.clerk, late, reason="投错了门。")


def test_nobody_withdraws_that_an_owner_has_read_the_ballot(world: World, clock: Hands) -> None:
    """The committee entered it first; then the owner opened the ballot, signed in."""
    vote, who = silent(world, clock)
    delivered(world, vote, who["o1"], "回执")
    proof = voter_of(vote, who["o1"]).delivery_document_id
    with transaction():
        actions.receive(who["o1"], voter_of(vote, who["o1"]))
    head = voter_of(vote, who["o1"])
    assert (head.delivery, head.delivery_document_id) == (Delivery.LOGIN, proof)
    since = head.delivered_at
    with transaction():
        actions.receive(who["o1"], voter_of(vote, who["o1"]))
    refused(Why.NOT_DELIVERED, actions.withdraw_delivery, world.clerk, head, reason="投错了门。")
    assert actions.turnout(vote).heads == 1
    assert voter_of(vote, who["o1"]).delivered_at == since
    assert session().query(Entry).filter_by(fact=Fact.VOTE_DELIVERED).count() == 2


def test_whom_a_ballot_reached_is_written_down_in_owners_votes_alone(
    world: World, clock: Hands, as_: Opens
) -> None:
    """Nobody who rates is told that a ballot was posted at their door."""
    secret = opened_secretly(world, clock)
    head = voter_of(secret.vote, secret.who[0])
    proof = {"how": Delivery.WITNESSED, "upload": upload("照片")}
    refused(Why.DELIVERY_NOT_KEPT, actions.deliver, world.clerk, head, **proof)
    page = as_(world.clerk).get(f"/votes/{secret.vote.id}/heads/{head.number}").text
    assert "发纸票" in page and "登记送达" not in page
    assert heard(secret.who[0]) == []


def test_those_behind_a_head_hear_how_it_is_said_to_have_reached_them(
    world: World, clock: Hands
) -> None:
    """So that they can object; nobody can turn it off. Whoever signed in knows."""
    vote, who = silent(world, clock)
    with transaction():
        actions.deliver(
            world.clerk, voter_of(vote, who["wife"]), how=Delivery.WITNESSED, upload=upload("照片")
        )
        actions.deliver(
            world.clerk, voter_of(vote, who["x"]), how=Delivery.REGISTERED_MAIL, upload=upload()
        )
        actions.receive(who["o1"], voter_of(vote, who["o1"]))
    for name in ("wife", "husband"):
        [said] = heard(who[name])
        assert "登记为见证张贴送达。没有这回事" in said
    [said] = heard(who["x"])
    assert "登记为挂号信已经送达" in said
    assert heard(who["o1"]) == []
    assert not may_be_muted(Topic.TASKS, By.INBOX)
