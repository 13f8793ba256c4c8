"""The demo's votes: one at each stage, and neighbours whom nobody plays vote by themselves."""

from collections.abc import Callable
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import func, select

from civic import clock
from civic.db import session, transaction
from civic.demo import actions, models
from civic.demo.rules import Due, Move, comes, filled_in
from civic.demo.wording import CARDS
from civic.people.models import Person
from civic.people.rules import UnitKind
from civic.voting import actions as voting
from civic.voting.models import Ballot, RollObjection, Vote, Voter, voters_for, whole
from civic.voting.rules import (
    Asked,
    Channel,
    Line,
    Outcome,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    VoterKind,
    VoteStage,
)
from civic.voting.urn import sealing
from tests.neighbour import NeighbourClient
from tests.voting.ballot import coming

Visitor = Callable[[], NeighbourClient]
PARKING, COUNCIL, COVENANT, FIRM = "停车费", "议事会发言", "居民公约", "满意度测评"


def who(login: str) -> Person:
    return session().scalars(select(Person).where(Person.login == login)).one()


def vote_on(words: str) -> Vote:
    ident = session().scalars(select(Vote.id).where(Vote.official_title.contains(words))).one()
    found = whole(ident).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def head_of(words: str, login: str) -> Voter:
    own = voters_for(who(login).id, vote_id=vote_on(words).id)
    return session().scalars(own).unique().first() or pytest.fail(f"{login} is not on the roll")


def ballots(vote: Vote) -> int:
    counted = select(func.count(Ballot.id)).where(Ballot.vote_id == vote.id, Ballot.is_counted)
    return session().scalar(counted) or 0


def rest(client: NeighbourClient, vote: Vote) -> str:
    page = client.send(f"/demo/votes/{vote.id}/rest", next="/demo/")
    assert page.status_code == 303
    return client.get("/demo/").text


# -- what it starts with ----------------------------------------------------------------------


def test_votes_stand_at_every_stage_that_acts_alone_lead_to(demo: Flask) -> None:
    by_themselves = select(Vote.official_title, Vote.stage).where(~Vote.is_of_a_meeting)
    stages = dict(session().execute(by_themselves).all())
    assert sorted(stages.values()) == sorted(
        [
            VoteStage.DRAFT,
            VoteStage.POSTED,
            VoteStage.POSTED,
            VoteStage.OPEN,
            VoteStage.PUBLISHED,
        ]
    )


def test_owners_vote_by_heads_and_area_a_developer_and_a_couple_among_them(demo: Flask) -> None:
    vote = vote_on(PARKING)
    assert (vote.rule, vote.secrecy) == (Rule.OWNERS_ORDINARY, Secrecy.CLOSED_NAMED)
    assert vote.is_taking_ballots
    assert vote.matter is not None
    assert "停车费" in vote.matter.title
    roll = session().scalars(select(Voter).where(Voter.vote_id == vote.id)).all()
    assert len(roll) == vote.heads > 80
    kinds = {voter.kind for voter in roll}
    assert kinds == {
        VoterKind.OWNER,
        VoterKind.CO_OWNERS,
        VoterKind.DEVELOPER,
        VoterKind.UNKNOWN_OWNER,
    }
    developer = next(voter for voter in roll if voter.kind is VoterKind.DEVELOPER)
    assert developer.area == max(voter.area for voter in roll)
    assert developer.caster_id == who("jianming").id
    assert developer.caster_document_id is not None, "named in a letter"
    assert head_of(PARKING, "jianguo").kind is VoterKind.CO_OWNERS
    assert head_of(PARKING, "jianguo").is_warned, "she has named him, he has not said yes"
    out = [voter for voter in roll if voter.paper is not None]
    assert {voter.paper for voter in out} == {Channel.PAPER_HOME}
    assert len(out) == 3
    assert ballots(vote) == 0


def test_one_was_published_long_ago_under_its_number(demo: Flask) -> None:
    vote = vote_on(COUNCIL)
    assert vote.entry is not None
    assert vote.entry.number_text == "五里桥〔2026〕1号"
    assert (clock.now() - vote.published_at).days > 50  # type: ignore[operator]
    assert [result.reckoned.outcome for result in voting.results(vote)] == [
        Outcome.PASSED,
        Outcome.PASSED,
        Outcome.REJECTED,
    ]


def test_an_objection_to_the_posted_roll_waits_for_the_supervisors(
    demo: Flask, visitor: Visitor
) -> None:
    objection = session().scalars(select(RollObjection)).one()
    assert objection.vote_id == vote_on(COVENANT).id
    assert objection.by_id == who("xiaotian").id
    assert not objection.is_decided
    assert not objection.is_overdue
    supervisor = visitor()
    supervisor.send("/demo/sign-ins", login="wulao")
    assert "名册" in supervisor.get("/desk").text


def test_a_secret_rating_by_sixty_waits_for_its_key(demo: Flask) -> None:
    vote = vote_on(FIRM)
    assert (vote.secrecy, vote.heads) == (Secrecy.SECRET, 60)
    assert vote.unit is not None
    assert vote.unit.kind is UnitKind.PROPERTY_FIRM
    assert not vote.is_taking_objections
    assert vote.opens_at is not None
    assert vote.opens_at > clock.now()
    groups = {v.group for v in session().scalars(select(Voter).where(Voter.vote_id == vote.id))}
    assert groups == {RaterGroup.RESIDENT, RaterGroup.STREET, RaterGroup.UNIT}


def test_both_databases_answer_what_is_due_and_who_is_left_to_vote(app: Flask) -> None:
    assert list(session().execute(models.due_after(clock.now()))), "a row for each kind"
    assert actions.next_vote_ends() is None
    assert not session().scalars(models.open_votes(clock.now())).all()
    assert not session().execute(models.ranked(1, ["xiuying"])).all()


def test_one_push_leads_to_the_end_of_the_open_vote(demo: Flask, visitor: Visitor) -> None:
    client = visitor()
    assert "拨到下一次投票截止" in client.get("/demo/").text
    assert client.send("/demo/clock", move="vote").status_code == 303
    actions.wind()
    vote = vote_on(PARKING)
    assert vote.is_over
    assert not vote.is_taking_ballots
    due = actions.next_vote_ends()
    assert due is None or due.kind is Due.VOTE_ENDS


# -- whom nobody plays ------------------------------------------------------------------------


def test_the_rest_of_the_roll_votes_once(demo: Flask, visitor: Visitor) -> None:
    vote, client = vote_on(PARKING), visitor()
    front = client.get("/demo/").text
    assert vote.official_title in front
    assert "让其余的人来投" in front
    said = rest(client, vote)
    number = ballots(vote)
    assert f"{number}人投了票" in said
    assert 60 < number < vote.heads
    assert "其余的人都投过了" in rest(client, vote)
    assert ballots(vote) == number


def test_whoever_has_a_card_or_a_paper_is_left_to_be_played(demo: Flask, visitor: Visitor) -> None:
    vote = vote_on(PARKING)
    rest(visitor(), vote)
    voted = select(Voter).join(Ballot, Ballot.voter_id == Voter.id)
    cast = session().scalars(voted.where(Ballot.vote_id == vote.id)).all()
    cards = set(
        session().scalars(select(Person.id).where(Person.login.in_([card.login for card in CARDS])))
    )
    assert cards.isdisjoint({voter.caster_id for voter in cast})
    assert all(voter.paper is None for voter in cast)
    assert VoterKind.DEVELOPER in {voter.kind for voter in cast}
    assert not any(voter.is_warned for voter in cast)


def test_who_waits_longer_than_a_request_may_take_votes_with_the_next(
    demo: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civic.demo.actions.neighbours.PATIENCE", 0.02)
    vote, client, times = vote_on(PARKING), visitor(), 1
    while "请再按一次" in rest(client, vote):
        times += 1
    assert times > 1
    assert ballots(vote) > 60


def test_into_the_urn_that_two_offices_have_set_up_the_rest_votes_once(
    demo: Flask, visitor: Visitor
) -> None:
    ident, private = vote_on(FIRM).id, sealing.new_key()
    key = sealing.key_file(sealing.public_of(private), ident)
    with transaction():
        voting.lay_urn(
            who("liumin"), vote_on(FIRM), key=key, holders=["居委会", "居监会", "党总支"]
        )
    with transaction():
        asked = sealing.read_rehearsal(voting.rehearsal(vote_on(FIRM)))
        pairs = combinations(sealing.split(private, ident), 2)
        answered = dict(sealing.answer_rehearsal(asked, *pair) for pair in pairs)
        voting.rehearse_urn(who("wulao"), vote_on(FIRM), answered=answered)
    with transaction():
        actions.move_clock(None, Move.WEEK)
    voting.fall_due()
    client = visitor()
    assert "人投了票" in rest(client, vote_on(FIRM))
    took_part = voting.turnout(vote_on(FIRM)).heads
    assert 45 < took_part < 60
    assert ballots(vote_on(FIRM)) == 0, "no ballot lies in the site's own tables"
    assert "其余的人都投过了" in rest(client, vote_on(FIRM))
    assert voting.turnout(vote_on(FIRM)).heads == took_part


def test_only_a_vote_that_takes_ballots_can_be_filled(demo: Flask, visitor: Visitor) -> None:
    for words in (COUNCIL, COVENANT, FIRM):
        vote = vote_on(words)
        assert visitor().send(f"/demo/votes/{vote.id}/rest").status_code == 404
    assert visitor().send("/demo/votes/999/rest").status_code == 404


def test_elsewhere_nobody_votes_by_themselves(
    app: Flask, as_: Callable[[None], NeighbourClient]
) -> None:
    assert as_(None).send("/demo/votes/1/rest").status_code == 404


def test_area_passes_and_heads_fail_even_if_everybody_who_is_played_is_in_favour(
    demo: Flask, visitor: Visitor
) -> None:
    rest(visitor(), vote_on(PARKING))
    with transaction():
        jianguo = who("jianguo")
        voting.name_caster(jianguo, head_of(PARKING, "jianguo"), jianguo)
    for login in ("xiuying", "jianguo", "chenli", "ayi"):
        with transaction():
            voting.cast(who(login), coming(who(login), head_of(PARKING, login)), [["yes"], ["yes"]])
    numbers = []
    for login in ("yulan", "fengying", "guoqiang"):
        with transaction():
            head = head_of(PARKING, login)
            numbers.append(head.number)
            voting.take_back(who("wangge"), head)
    with transaction():
        actions.move_clock(None, Move.VOTE)
    with transaction():
        voting.close(who("liumin"), vote_on(PARKING))
        tied = voting.bundle(who("liumin"), vote_on(PARKING), size=3)
        read = [Line(number, (("yes",), ("yes",))) for number in numbers]
        voting.enter_paper(who("liumin"), tied, read, shown=tied.step)
        voting.enter_paper(who("guifang"), tied, read, shown=tied.step)
        voting.reconcile(who("liumin"), vote_on(PARKING))
        voting.count(who("liumin"), vote_on(PARKING))
    fees, accounts = voting.results(vote_on(PARKING))
    holds = {check.check: check.holds for check in fees.reckoned.because}
    assert fees.reckoned.outcome is Outcome.REJECTED
    assert holds == {
        "owners_area": True,
        "owners_heads": True,
        "ordinary_area": True,
        "ordinary_heads": False,
    }
    assert accounts.reckoned.outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "asked",
    [
        Asked(QuestionKind.YES_NO),
        Asked(QuestionKind.ONE_OF, options=3),
        Asked(QuestionKind.SEVERAL_OF, options=4, most=2),
        Asked(QuestionKind.GRADES, scale=Scale.UNIT),
    ],
    ids=lambda asked: asked.kind.value,
)
def test_what_the_rest_votes_is_a_ballot_and_always_the_same(asked: Asked) -> None:
    for rank in range(40):
        first = filled_in([asked, asked], rank=rank, heads=40, by_area=False)
        assert first == filled_in([asked, asked], rank=rank, heads=40, by_area=False)
        for answer in first:
            assert 1 <= len(answer) <= asked.most
            assert set(answer) <= set(asked.keys)
    assert any(not comes(rank) for rank in range(12))
