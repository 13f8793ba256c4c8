"""Two of the three sheets are lost, or a row of the urn is: the vote ends without a result, in the
open (integrity.md 2.4, 2.6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from civic import clock as civic_clock
from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.errors import NotAllowed, Refused
from civic.ledger import Fact
from civic.meetings.rules import MeetingStage
from civic.notices import actions as notices
from civic.notices.models import Message, Notification
from civic.notices.rules import Event
from civic.people.models import Person
from civic.voting import actions, rules, urn
from civic.voting.models import Box, Comment, Vote
from civic.voting.rules import Outcome, Secrecy, VoteStage, Why
from civic.voting.urn import BoxState
from civic.voting.urn import Why as UrnWhy
from civic.voting.urn.place import here
from civic.voting.urn.tables import answers
from tests.meetings import evaluation
from tests.neighbour import NeighbourClient
from tests.voting.ballot import fresh, sign_gap
from tests.voting.secrecy import (
    Secret,
    ceremony,
    certified,
    closed_secretly,
    laid,
    opened_secretly,
    seal,
    supervisors,
    tally_file,
)
from tests.voting.test_secret import entries, pub, reconciled, refused
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Person | None], NeighbourClient]

REASON = "居务监督委员会和街道保管的两张密钥单在搬办公室时丢了，找了三天没有找到。"


STANDS, ANOTHERS = "您的签名记下了，还缺另一位的", "已经有一位签了名，还要另一位"
"""What whoever signed first reads, and what the others do."""


def lost(who: Person, vote: Vote, reason: str = "") -> None:
    stands = rules.text_shown(session().get_one(Box, vote.id).lost_reason)
    actions.give_up_urn(who, fresh(vote), reason=reason, shown=stands)


def waiting(world: World, clock: Hands) -> tuple[Secret, Vote]:
    """Everybody has voted, everything adds up, and the urn waits to be opened."""
    secret = opened_secretly(world, clock)
    for n, each in enumerate(secret.who):
        seal(secret, each, "satisfied" if n % 2 else "basically", "satisfied", comment=f"话{n}")
    closed_secretly(world, secret, clock)
    return secret, reconciled(world, secret.vote)


def given_up(world: World, vote: Vote) -> Vote:
    one, other = supervisors(world)
    with transaction():
        lost(one, vote, REASON)
    with transaction():
        lost(other, vote)
    return fresh(vote)


def test_a_vote_whose_sheets_are_lost_ends_by_the_word_of_two_supervisors(
    world: World, clock: Hands, as_: As
) -> None:
    secret, vote = waiting(world, clock)
    one, other = supervisors(world)
    refused(Why.REASON_MISSING, lambda: lost(one, vote))
    with pytest.raises(NotAllowed):
        lost(world.clerk, vote, REASON)
    session().rollback()
    with transaction():
        lost(one, vote, REASON)
    assert fresh(vote).stage is VoteStage.RECONCILED, "one is not enough"
    at = f"/votes/{vote.id}/urn"
    assert STANDS in as_(one).get(at).text and ANOTHERS in as_(other).get(at).text
    refused(Why.SAME_SIGNATORY, lambda: lost(one, vote, REASON))
    vote = given_up_by_the_other(world, vote)
    assert vote.stage is VoteStage.FAILED and vote.took_part_heads == 12
    said = entries(vote, Fact.VOTE_FAILED)
    assert [pub(each)["signatures"] for each in said] == [1, 2]
    assert all(ledger.content(each)["text"] == [{"pub": REASON}] for each in said)
    refused(Why.NOT_NEXT, lambda: actions.count(world.clerk, fresh(vote)))
    refused(Why.NOT_NEXT, lambda: certified(world, secret, ceremony(secret)))
    notices.deliver()
    told = session().query(Notification.person_id).join(Message).filter_by(event=Event.VOTE_FAILED)
    assert {ident for (ident,) in told} >= {each.id for each in secret.who}


def given_up_by_the_other(world: World, vote: Vote) -> Vote:
    with transaction():
        lost(supervisors(world)[1], vote)
    return fresh(vote)


def test_a_sheet_that_is_found_again_before_the_second_has_signed_opens_the_urn_all_the_same(
    world: World, clock: Hands
) -> None:
    secret, vote = waiting(world, clock)
    one, other = supervisors(world)
    with transaction():
        lost(one, vote, REASON)
    certified(world, secret, ceremony(secret))
    refused(Why.CERTIFIED_ALREADY, lambda: lost(other, vote))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert fresh(vote).stage is VoteStage.COUNTED


def test_what_nobody_can_open_is_kept_for_disputes_and_then_destroyed(
    world: World, clock: Hands
) -> None:
    secret, vote = waiting(world, clock)
    opened = ceremony(secret)
    with transaction():  # handed in, by whatever hand; nobody ever signed it
        actions.hand_in_certificate(
            world.clerk, vote, certificate=opened.certificate.encode(), tally=tally_file(opened)
        )
    assert session().query(Comment).count() == 12
    vote = given_up(world, vote)
    assert session().query(Comment).count() == 0, "words of a vote that has no result"
    until = actions.kept_until(vote)
    assert until is not None
    destroy = lambda: actions.destroy_urn(world.supervisor, fresh(vote))  # noqa: E731
    refused(Why.DISPUTES_OPEN, destroy)
    clock.set(civic_clock.end_of_day(until) + timedelta(seconds=1))
    with transaction():
        destroy()
    assert urn.state(vote.id) is BoxState.DESTROYED and urn.counts(vote.id).roll == 0


def test_whoever_ends_a_vote_that_somebody_opened_does_it_before_everybodys_eyes(
    world: World, clock: Hands, as_: As
) -> None:
    """A certificate that nobody signed may be wrong; two who don't like its figures may say so."""
    secret, vote = waiting(world, clock)
    opened = ceremony(secret)
    with transaction():
        actions.hand_in_certificate(
            world.clerk, vote, certificate=opened.certificate.encode(), tally=tally_file(opened)
        )
    vote = given_up(world, vote)
    assert all(pub(entry)["certificate"] is True for entry in entries(vote, Fact.VOTE_FAILED))
    assert "已经有人交过开箱的证明" in as_(None).get(f"/votes/{vote.id}").text


def test_everybody_reads_why_there_is_no_result(world: World, clock: Hands, as_: As) -> None:
    _secret, vote = waiting(world, clock)
    one, other = supervisors(world)
    first, second = as_(one), as_(other)
    at = f"/votes/{vote.id}/urn"
    assert "票箱打不开了" in first.get(at).text
    short = first.send(f"{at}/loss", reason="")
    assert short.status_code == 422 and fresh(vote).stage is VoteStage.RECONCILED
    assert first.send(f"{at}/loss", reason=REASON).status_code == 303
    seen = second.get(at)
    assert f"票箱作废的理由：{REASON}" in seen.text
    assert second.fill(at, f"{at}/loss").status_code == 303
    clock.move(timedelta(days=7))
    for reader, path in ((None, ""), (world.resident, ""), (world.clerk, "/desk")):
        page = as_(reader).get(f"/votes/{vote.id}{path}").text
        assert "票箱作废" in page and (REASON in page or path)
        assert "公布结果：" not in page and "正在进行" not in page, "nothing is awaited any more"
    for path in ("/votes/", f"/votes/{vote.id}/notice"):
        assert "票箱作废" in as_(None).get(path).text


def test_a_reason_meant_as_the_first_is_no_second_signature(
    world: World, clock: Hands, as_: As
) -> None:
    """Two have the page open; while one writes the other signs: nothing ends by what was noted."""
    _secret, vote = waiting(world, clock)
    one, other = supervisors(world)
    first, second = as_(one), as_(other)
    at = f"/votes/{vote.id}/urn"
    assert 'name="reason"' in second.get(at).text
    assert first.fill(at, f"{at}/loss", reason=REASON).status_code == 303
    noted = "有一张单子可能在保险柜里，先记一笔。"
    for shown in ("", "0"):
        said = second.send(f"{at}/loss", reason=noted, shown=shown)
        assert said.status_code == 409 and "有人写了理由" in said.text
        assert REASON in said.text and fresh(vote).stage is VoteStage.RECONCILED
        assert (noted in said.text) is (shown == "")
    assert len(entries(vote, Fact.VOTE_FAILED)) == 1
    assert second.fill(at, f"{at}/loss").status_code == 303
    assert fresh(vote).stage is VoteStage.FAILED


def test_an_evaluation_goes_on_without_the_ballots_that_nobody_can_open(
    world: World, clock: Hands, as_: As
) -> None:
    """It is published that there is no result: the matter is not stuck, and no plan is owed."""
    meeting = evaluation.convened(world, secrecy=Secrecy.SECRET)
    who = evaluation.with_raters(world, meeting)
    [secret] = evaluation.opened(world, evaluation.noticed(world, meeting))
    evaluation.closed(world, meeting)
    for each in who:
        evaluation.cast(secret.vote, each, "satisfied")
    vote = reconciled(world, closed_secretly(world, secret, clock))
    with pytest.raises(Refused):
        evaluation.publish(world, meeting)
    session().rollback()
    given_up(world, vote)
    page = as_(world.clerk).get(f"/meetings/{meeting.id}")
    assert page.status_code == 200 and "公布结果" in page.text
    entry = evaluation.publish(world, meeting)
    assert entry.number_text
    party = evaluation.parties(meeting)[0]
    assert party.result is not None
    assert (party.result.outcome, party.result.returned) == (Outcome.UNOPENED, 12)
    assert party.result.plan_due is None and fresh(vote).stage is VoteStage.FAILED
    assert evaluation.fresh(meeting).stage is MeetingStage.PUBLISHED
    assert "票箱作废" in as_(None).get(f"/meetings/{meeting.id}").text


# A row is missing ------------------------------------------------------------------------

DIFFERS = "第二题比票少一行，查了服务器的日志，没有找到原因。"


def one_row_missing(vote_id: int) -> None:
    """Somebody who can write to the urn's file takes one answer out of it."""
    with here().changing() as link:
        key = answers.c.vote_id == vote_id, answers.c.question == 2
        row = link.scalar(sa.select(answers.c.row_id).where(*key).limit(1))
        link.execute(sa.delete(answers).where(*key, answers.c.row_id == row))


def voting_now(world: World, clock: Hands, secrecy: Secrecy) -> Secret:
    """A vote that takes ballots, its key on the server or not."""
    if secrecy is Secrecy.SECRET:
        return opened_secretly(world, clock)
    secret = laid(world, secrecy=secrecy)
    assert secret.vote.opens_at is not None
    clock.set(secret.vote.opens_at)
    with transaction():
        actions.open_(world.clerk, fresh(secret.vote))
    secret.vote = fresh(secret.vote)
    return secret


def robbed(
    world: World, clock: Hands, secrecy: Secrecy = Secrecy.SECRET, *, before: bool = True
) -> Vote:
    """Twelve have voted, nobody votes any more, and one answer is gone; or will be, once all has
    been reconciled."""
    secret = voting_now(world, clock, secrecy)
    for each in secret.who:
        seal(secret, each, "satisfied", "basically", comment="话")
    if before:
        one_row_missing(secret.vote.id)
    vote = closed_secretly(world, secret, clock)
    return vote if before else reconciled(world, vote)


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.LIGHT])
def test_a_vote_with_a_row_missing_is_ended_by_two_with_its_figures_public_and_its_marks_erased(
    world: World, clock: Hands, secrecy: Secrecy
) -> None:
    vote = robbed(world, clock, secrecy)
    one, other = supervisors(world)
    reconcile = lambda: actions.reconcile(world.supervisor, fresh(vote))  # noqa: E731
    refused(Why.RECONCILIATION_FAILS, reconcile)
    with transaction():
        actions.explain_gap(world.clerk, fresh(vote), text="第二题少一行。")
    with transaction():
        sign_gap(one, vote)
    refused(UrnWhy.COUNTS_DIFFER, reconcile)
    refused(Why.REASON_MISSING, lambda: lost(one, vote))
    with transaction():
        lost(one, vote, DIFFERS)
    assert fresh(vote).stage is VoteStage.CLOSED, "one is not enough"
    refused(Why.SAME_SIGNATORY, lambda: lost(one, vote, DIFFERS))
    with transaction():
        lost(other, vote)
    vote = fresh(vote)
    assert vote.stage is VoteStage.FAILED
    assert {question.outcome for question in vote.questions} == {Outcome.UNOPENED}
    for entry in entries(vote, Fact.VOTE_FAILED):
        figures = pub(entry)["figures"]
        assert isinstance(figures, dict)
        assert (figures["marked"], figures["online"]) == (12, 12)
        assert figures["rows"] == {"1": 12, "2": 11}
    until = actions.kept_until(vote)
    assert until is not None
    destroy = lambda: actions.destroy_urn(world.supervisor, fresh(vote))  # noqa: E731
    refused(Why.DISPUTES_OPEN, destroy)
    clock.set(civic_clock.end_of_day(until) + timedelta(seconds=1))
    with transaction():
        destroy()
    assert urn.state(vote.id) is BoxState.DESTROYED and urn.counts(vote.id).roll == 0


def test_a_row_that_goes_missing_after_the_reconciliation_does_not_lock_a_light_vote_up(
    world: World, clock: Hands, as_: As
) -> None:
    """Page by page: whoever would count finds the way to the urn, where two give it up."""
    vote = robbed(world, clock, Secrecy.LIGHT, before=False)
    at, link = f"/votes/{vote.id}", f'href="/votes/{vote.id}/urn"'
    refused(Why.NO_KEY_HERE, lambda: lost(world.supervisor, vote, DIFFERS))
    clerk, pages = as_(world.clerk), ("desk", "figures", "counting")
    assert not any(link in clerk.get(f"{at}/{page}").text for page in pages)
    one_row_missing(vote.id)
    refused(UrnWhy.ROWS_DROPPED, lambda: actions.count(world.clerk, fresh(vote)))
    for page in (clerk.get(f"{at}/{page}").text for page in pages):
        assert link in page and f'action="{at}/count"' not in page
    assert f'href="{at}/counting"' not in clerk.get(f"{at}/desk").text
    sent = clerk.send(f"{at}/count")
    assert sent.status_code == 422 and link in sent.text
    assert "票数对不上" in clerk.get(f"{at}/figures").text
    one, other = (as_(each) for each in supervisors(world))
    assert link in one.get(f"{at}/desk").text
    assert one.send(f"{at}/urn/loss", reason=DIFFERS).status_code == 303
    assert other.fill(f"{at}/urn", f"{at}/urn/loss").status_code == 303
    assert fresh(vote).stage is VoteStage.FAILED


KEY_CHANGED = "服务器换过密钥，旧的找不回来了。"


def garbled(vote_id: int) -> None:
    """Somebody who can write to the urn's file writes over one of its answers."""
    with here().changing() as link:
        row = link.execute(sa.select(answers).where(answers.c.vote_id == vote_id).limit(1)).one()
        link.execute(
            sa.update(answers)
            .where(answers.c.row_id == row.row_id)
            .values(sealed=bytes(len(row.sealed)))
        )


@pytest.mark.parametrize("by", ["key", "row"])
def test_a_light_vote_that_its_server_cannot_open_is_ended_by_two(
    world: World, clock: Hands, app: Flask, as_: As, by: str
) -> None:
    """Everything added up, and it could be neither counted, given up, cancelled nor destroyed."""
    vote = robbed(world, clock, Secrecy.LIGHT, before=False)
    at = f"/votes/{vote.id}/urn"
    link, clerk = f'href="{at}"', as_(world.clerk)
    assert clerk.get(at).status_code == 404
    former = app.config["CARD_KEY"]
    if by == "key":
        app.config["CARD_KEY"] = "another key of the cards, since the first was lost"
    else:
        garbled(vote.id)
    why = UrnWhy.WRONG_KEY if by == "key" else UrnWhy.ROWS_TAMPERED
    refused(why, lambda: actions.count(world.clerk, fresh(vote)))
    one, other = supervisors(world)
    assert link not in clerk.get(f"/votes/{vote.id}/counting").text, "nobody has tried it"
    for each in (clerk, as_(one)):
        tried = each.send(f"/votes/{vote.id}/count")
        assert tried.status_code >= 400 and link in tried.text
    said = as_(world.clerk).get(at).text
    assert "改回原来的就能计票" in said and "居务监督委员会的两个人签名" in said
    assert as_(one).fill(at, f"{at}/loss", reason=KEY_CHANGED).status_code == 303
    assert KEY_CHANGED in as_(other).get(at).text
    if by == "key":
        app.config["CARD_KEY"] = former  # found again: what one has signed is nothing
        for each in supervisors(world):
            again = as_(each).get(at)
            assert "现在票箱打得开了：不用作废，也不用再签名" in again.text
            assert f"先前有一位写的作废理由：{KEY_CHANGED}" in again.text
            assert f'href="/votes/{vote.id}/counting"' in again.text
            assert not any(said in again.text for said in (STANDS, ANOTHERS, f"{at}/loss"))
        late = as_(other).send(f"{at}/loss", shown="0")
        assert late.status_code == 409 and "现在票箱打得开了" in late.text
        refused(Why.NO_KEY_HERE, lambda: lost(other, vote))
        with transaction():
            actions.count(world.clerk, fresh(vote))
        assert session().get_one(Box, vote.id).lost_reason is None
        assert as_(other).get(at).status_code == 404, "nothing is left to be signed"
        return
    assert as_(other).fill(at, f"{at}/loss").status_code == 303
    assert fresh(vote).stage is VoteStage.FAILED
    assert KEY_CHANGED in as_(None).get(f"/votes/{vote.id}").text


def calls(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> list[None]:
    """One for each time that it is called from now on; it does what it does."""
    found: list[None] = []
    real = getattr(where, name)

    def watched(*args: object) -> object:
        found.append(None)
        return real(*args)

    monkeypatch.setattr(where, name, watched)
    return found


def test_the_whole_urn_is_unsealed_by_no_page_that_only_says_where_a_vote_stands(
    world: World, clock: Hands, app: Flask, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand ballots, unsealed each time that somebody looked at the desk."""
    vote = robbed(world, clock, Secrecy.LIGHT, before=False)
    at, clerk = f"/votes/{vote.id}", as_(world.clerk)
    opened = calls(monkeypatch, urn, "open_light")
    for page in ("desk", "figures", "counting"):
        assert clerk.get(f"{at}/{page}").status_code == 200
    assert opened == []
    app.config["CARD_KEY"] = "another key of the cards, since the first was lost"
    assert clerk.get(f"{at}/urn").status_code == 200
    assert len(opened) == 1, "tried once, for the page and its 404"


def test_a_page_asks_once_whether_the_figures_differ(
    world: World, clock: Hands, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = robbed(world, clock, Secrecy.LIGHT, before=False)
    one_row_missing(vote.id)
    asked = calls(monkeypatch, actions, "differs")
    for number, page in enumerate(("desk", "figures", "counting", "urn"), 1):
        assert as_(world.clerk).get(f"/votes/{vote.id}/{page}").status_code == 200
        assert len(asked) == number


def test_an_urn_whose_figures_agree_is_not_given_up_while_it_is_closed(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock)
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied")
    early = fresh(secret.vote)
    refused(Why.NOT_NEXT, lambda: lost(world.supervisor, early, REASON))
    vote = closed_secretly(world, secret, clock)
    refused(Why.URN_AGREES, lambda: lost(world.supervisor, vote, REASON))


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.LIGHT])
def test_a_row_that_is_put_back_takes_away_what_one_had_signed(
    world: World, clock: Hands, as_: As, secrecy: Secrecy
) -> None:
    """Whoever comes to sign second reads that there is nothing to be signed, and what is next."""
    secret = voting_now(world, clock, secrecy)
    for each in secret.who:
        seal(secret, each, "satisfied", "satisfied")
    with here().looking() as link:
        kept = link.execute(sa.select(answers).where(answers.c.question == 2)).mappings().all()
    one_row_missing(secret.vote.id)
    vote = closed_secretly(world, secret, clock)
    with transaction():
        lost(world.supervisor, vote, DIFFERS)
    with here().changing() as link:
        link.execute(sa.delete(answers).where(answers.c.question == 2))
        link.execute(sa.insert(answers), [dict(row) for row in kept])
    for each in supervisors(world):
        page = as_(each).get(f"/votes/{vote.id}/urn")
        assert page.status_code == 200 and "现在票箱里的数对得上了：不用作废" in page.text
        assert f"先前有一位写的作废理由：{DIFFERS}" in page.text
        assert "票箱里的数对不上" not in page.text
        assert f'href="/votes/{vote.id}/figures"' in page.text
        assert not any(said in page.text for said in (STANDS, ANOTHERS, "urn/loss"))
    reconciled(world, vote)
    box = session().get_one(Box, vote.id)
    assert (box.lost_by_id, box.lost_reason) == (None, None)


@pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.LIGHT])
def test_everybody_reads_what_differs_and_why_there_is_no_result(
    world: World, clock: Hands, as_: As, secrecy: Secrecy
) -> None:
    vote = robbed(world, clock, secrecy)
    one, other = supervisors(world)
    at = f"/votes/{vote.id}"
    assert f"{at}/urn" in as_(world.clerk).get(f"{at}/figures").text
    seen = as_(world.clerk).get(f"{at}/urn").text
    assert "票箱里的数对不上" in seen and "居务监督委员会的两个人签名" in seen
    asked = as_(one).get(f"{at}/urn").text
    assert "第2项有11个回答" in asked and "差在哪里，查过什么？" in asked
    assert "为什么不能开箱" not in asked, "it opens"
    assert as_(one).send(f"{at}/urn/loss", reason="").status_code == 422
    assert as_(one).send(f"{at}/urn/loss", reason=DIFFERS).status_code == 303
    mine = as_(one).get(f"{at}/urn").text
    assert STANDS in mine and "的两个人签名" not in mine and ANOTHERS not in mine
    for reader in (world.clerk, other):
        assert ANOTHERS in as_(reader).get(f"{at}/urn").text
    assert as_(other).fill(f"{at}/urn", f"{at}/urn/loss").status_code == 303
    for reader in (as_(None), as_(world.resident)):
        page = reader.get(at).text
        assert DIFFERS in page and "第2项有11个回答" in page and "投了票的12人" in page
        assert "收回" not in page, "there was no paper"
    told = as_(world.clerk).get(f"{at}/figures").text
    assert "第2项有11个回答" in told and "收回" not in told
    assert as_(world.clerk).get(f"{at}/desk").status_code == 200
    end = as_(world.clerk).get(f"{at}/urn/destruction").text
    assert f"票箱里的数对不上：{DIFFERS}" in end and "打不开" not in end


def test_an_evaluation_goes_on_without_ballots_that_do_not_add_up(
    world: World, clock: Hands
) -> None:
    meeting = evaluation.convened(world, secrecy=Secrecy.SECRET)
    who = evaluation.with_raters(world, meeting)
    [secret] = evaluation.opened(world, evaluation.noticed(world, meeting))
    evaluation.closed(world, meeting)
    for each in who:
        evaluation.cast(secret.vote, each, "satisfied")
    with here().changing() as link:
        link.execute(sa.delete(answers).where(answers.c.vote_id == secret.vote.id))
    given_up(world, closed_secretly(world, secret, clock))
    assert evaluation.publish(world, meeting).number_text
    party = evaluation.parties(meeting)[0]
    assert party.result is not None and party.result.outcome is Outcome.UNOPENED
    assert evaluation.fresh(meeting).stage is MeetingStage.PUBLISHED
