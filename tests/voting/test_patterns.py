"""Who takes several options votes by a pattern: nothing that is stored or published shows one
(integrity.md D4, D8)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from civic import ledger
from civic.cli import main
from civic.clock import Hands
from civic.db import transaction
from civic.ledger import Fact
from civic.people.models import Person
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import Channel, Electorate, QuestionKind, Rule, Secrecy, Why
from civic.voting.urn.place import here
from civic.voting.urn.tables import answers
from civic.voting.wording import result_text
from tests.neighbour import NeighbourClient
from tests.voting.ballot import (
    cast,
    council,
    counted,
    drafted,
    fresh,
    posted,
    residents,
    voter_of,
)
from tests.voting.ballot import opened as opened_
from tests.voting.secrecy import (
    Secret,
    ceremony,
    certified,
    closed_secretly,
    finished,
    opened,
    read_papers,
    seal,
)
from tests.voting.test_secret import entries, reconciled, refused
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Person | None], NeighbourClient]

OPTIONS = ["楼道灯", "健身角", "自行车棚", "垃圾房", "门禁", "凉亭"]
SOLD = [",".join(map(str, each)) for each in combinations(range(1, 7), 3)][:12]
"""Another combination for each of twelve, as somebody who buys votes would hand them out."""
SLOTS = ["1", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]


def assembly(world: World, clock: Hands, number: int) -> Secret:
    """It says yes or no, then chooses up to three of six, in secret."""
    who = residents(world, number)
    vote = drafted(
        world,
        world.place,
        rule=Rule.RESIDENTS_ASSEMBLY,
        electorate=Electorate.ADULTS,
        secrecy=Secrecy.SECRET,
        online_basis="居民自治章程第十二条",
    )
    _ask_for_three(world, vote)
    return opened(world, Secret(posted(world, fresh(vote)), who), clock)


def all_cast(world: World, clock: Hands, papers: int = 0) -> Secret:
    """Twelve sold votes, an abstention; so many took a paper. Nothing is chosen by nearly all."""
    secret = assembly(world, clock, 13 + papers)
    for n, (each, chosen) in enumerate(zip(secret.who, SOLD, strict=False)):
        seal(secret, each, "yes" if n else "no", chosen)
    seal(secret, secret.who[12], "no", "abstain")
    with transaction():
        for each in secret.who[13:]:
            actions.hand_out(world.clerk, voter_of(secret.vote, each), channel=Channel.PAPER_SITE)
    return secret


def by_hand(chosen: Sequence[str]) -> dict[str, int]:
    return {key: sum(key in each.split(",") for each in chosen) for key in [*"123456", "abstain"]}


def counts(vote: Vote) -> list[dict[str, int]]:
    return [{count.key: count.heads for count in q.counts} for q in fresh(vote).questions]


def test_each_option_has_a_row_of_its_own_of_one_length(world: World, clock: Hands) -> None:
    secret = all_cast(world, clock)
    number, lengths = sa.func.count(), sa.func.count(sa.distinct(sa.func.length(answers.c.sealed)))
    by_slot = sa.select(answers.c.question, number, lengths).group_by(answers.c.question)
    with here().looking() as link:
        found = sorted(map(tuple, link.execute(by_slot)))
    assert found == [(slot, 13, 1) for slot in range(1, 8)]
    assert secret.vote.heads >= 13


def test_what_the_holders_read_and_sign_has_sums_and_no_combination(
    world: World, clock: Hands, tmp_path: Path
) -> None:
    secret = all_cast(world, clock)
    vote = reconciled(world, closed_secretly(world, secret, clock))
    (tmp_path / "urn.zip").write_bytes(actions.export(vote))
    for n, sheet in enumerate(secret.sheets[:2]):
        (tmp_path / f"{n}.txt").write_text(sheet.text(), "utf-8")
    line = ["urn", "open", *(tmp_path / name for name in ("urn.zip", "0.txt", "1.txt"))]
    said = CliRunner().invoke(main, [*map(str, line), "--out", str(tmp_path)])
    assert said.exit_code == 0, said.output
    rows = [row.split("\t") for row in said.output.splitlines()[:-1]]
    assert {value for _slot, value, _n in rows} == {"yes", "no", "abstain"}
    sums = by_hand([*SOLD, "abstain"])
    chosen = {slot: int(n) for slot, value, n in rows if value == "yes"}
    assert chosen == {"1": 11} | {str(n + 1): sums[str(n)] for n in range(1, 7) if sums[str(n)]}
    assert [row for row in rows if row[1] == "abstain"] == [
        [str(n), "abstain", "1"] for n in range(2, 8)
    ]


def test_the_published_files_say_how_many_chose_each_option_and_nothing_more(
    world: World, clock: Hands, as_: As
) -> None:
    vote = finished(world, all_cast(world, clock), clock)
    assert counts(vote) == [
        {"yes": 11, "no": 2, "abstain": 0},
        by_hand([*SOLD, "abstain"]),
    ]
    read = lambda name: as_(None).get(f"/votes/{vote.id}/files/{name}.json")  # noqa: E731
    assert read("manifest").json["slots"] == SLOTS
    tallies = read("certificate").json["tallies"]
    assert len(tallies) == 7
    given = {bytes.fromhex(value) for tally in tallies for value, _n in tally}
    assert given == {b"yes", b"no", b"abstain"}
    for name in ("certificate", "tally", "batches", "manifest"):
        assert not any(sold in read(name).text for sold in SOLD)
        assert not any(sold.encode().hex() in read(name).text for sold in SOLD)


def test_papers_are_added_and_each_row_is_reconciled(world: World, clock: Hands) -> None:
    secret = all_cast(world, clock, papers=2)
    vote = closed_secretly(world, secret, clock)
    read_papers(world, vote, [("yes", "1,6"), ("no", "abstain")])
    assert actions.figures(fresh(vote)).rows == dict.fromkeys(SLOTS, 15)
    reconciled(world, vote)
    certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    assert counts(vote) == [
        {"yes": 12, "no": 3, "abstain": 0},
        by_hand([*SOLD, "abstain", "1,6", "abstain"]),
    ]


def test_more_than_may_be_chosen_is_not_cast(world: World, clock: Hands) -> None:
    secret = assembly(world, clock, 10)
    refused(Why.TOO_MANY_CHOSEN, lambda: seal(secret, secret.who[0], "yes", "1,2,3,4"))
    seal(secret, secret.who[0], "yes", "1,2,3")


def test_a_certificate_with_sums_that_no_ballots_come_to_is_refused(
    world: World, clock: Hands
) -> None:
    """Somebody put rows of their own into the urn, one for each slot, and holders opened them."""
    secret = all_cast(world, clock)
    vote = reconciled(world, closed_secretly(world, secret, clock))
    good = ceremony(secret).certificate

    def hand_in(*changed: tuple[bytes, int], slot: int) -> None:
        tallies = (*good.tallies[:slot], changed, *good.tallies[slot + 1 :])
        bent = replace(good, tallies=tallies)
        actions.hand_in_certificate(world.clerk, fresh(vote), certificate=bent.encode())

    everybody = dict.fromkeys(range(1, 7), ((b"yes", 13),))
    for slot, given in {
        1: ((b"abstain", 2), (b"no", 1), (b"yes", 10)),  # one abstained from one option only
        6: everybody[6],  # 12 answered, 13 did
    }.items():
        refused(Why.NO_SUCH_SUMS, lambda slot=slot, given=given: hand_in(*given, slot=slot))
    too_many = replace(good, tallies=(good.tallies[0], *everybody.values()))
    refused(
        Why.NO_SUCH_SUMS,
        lambda: actions.hand_in_certificate(
            world.clerk, fresh(vote), certificate=too_many.encode()
        ),
    )
    with transaction():
        actions.hand_in_certificate(world.clerk, fresh(vote), certificate=good.encode())


def test_named_votes_publish_sums_too(world: World, clock: Hands, as_: As) -> None:
    """Whose combination it was only those who count may see, and say why."""
    members = council(world, 12)
    vote = drafted(
        world, world.place, rule=Rule.COUNCIL_ORDINARY, electorate=Electorate.COUNCIL, questions=0
    )
    _ask_for_three(world, vote)
    vote = opened_(world, fresh(vote), clock)
    for each, chosen in zip(members, SOLD, strict=True):
        cast(vote, each, chosen)
    vote = counted(world, vote, clock)
    with transaction():
        text = result_text(vote, actions.results(vote))
        entry = actions.publish(
            world.clerk, vote, title="结果", text=text, is_redacted=True, figures=result_text
        ).entry
    assert counts(vote) == [by_hand(SOLD)]
    assert entry is not None
    at = f"/votes/{vote.id}"
    texts = [entry.text]
    for path in (at, f"{at}/files/manifest.json", f"{at}/files/tally.json"):
        page = as_(None).get(path)
        assert page.status_code == 200, path
        texts.append(page.text)
    for fact in (Fact.VOTE_COUNTED, Fact.VOTE_PUBLISHED, Fact.VOTE_CLOSED):
        texts += [str(ledger.content(each)) for each in entries(vote, fact)]
    for text in texts:
        assert not any(sold in text for sold in SOLD)
        assert "楼道灯、自行车棚、垃圾房" not in text


def _ask_for_three(world: World, vote: Vote) -> None:
    with transaction():
        actions.ask(
            world.clerk,
            vote,
            kind=QuestionKind.SEVERAL_OF,
            text="先修哪几处？",
            options=OPTIONS,
            most=3,
        )
