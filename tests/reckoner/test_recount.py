"""Any finished vote is recounted by anybody: from its files with ``civic count``, and on a page."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from werkzeug.datastructures import MultiDict

from civic.clock import Hands
from civic.db import transaction
from civic.meetings.actions import Poll
from civic.reckoner import forms
from civic.reckoner.rules import TABLE, Rule
from civic.voting import actions
from civic.voting.actions import FileName
from civic.voting.models import Vote
from civic.voting.rules import Electorate, RaterGroup, Secrecy
from civic.voting.rules import Rule as Body
from civic.voting.rules.recount import RECKONED_BY
from civic.voting.wording import result_text
from tests.meetings import evaluation
from tests.neighbour import NeighbourClient
from tests.reckoner.test_count import count
from tests.voting.ballot import (
    cast,
    council,
    counted,
    drafted,
    example_one,
    fresh,
    opened,
    residents,
)
from tests.voting.secrecy import finished, opened_secretly, seal
from tests.voting.test_quorums import given, representatives, standing
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[..., NeighbourClient]


def published(world: World, vote: Vote) -> Vote:
    with transaction():
        actions.publish(
            world.clerk, vote, title="结果", text="见附表。", is_redacted=True, figures=result_text
        )
    return fresh(vote)


def of_owners(world: World, hands: Hands) -> Vote:
    """Fourteen owners of whom twelve take part: by area it would pass, by heads it does not."""
    place, who = example_one(world)
    vote = opened(world, drafted(world, place), hands)
    for name, answer in (("x", "yes"), *((f"o{n}", "no" if n > 4 else "yes") for n in range(11))):
        cast(vote, who[name], answer)
    return published(world, counted(world, vote, hands))


def of_the_council(world: World, hands: Hands) -> Vote:
    who = council(world, 5)
    vote = drafted(
        world,
        world.place,
        rule=Body.COUNCIL_MAJOR,
        electorate=Electorate.COUNCIL,
        secrecy=Secrecy.OPEN,
    )
    vote = opened(world, vote, hands)
    for each in who[:4]:
        cast(vote, each, "yes")
    return published(world, counted(world, vote, hands))


def read(vote: Vote, name: FileName) -> dict[str, Any]:
    written = actions.file(vote, name)
    assert written is not None
    found: dict[str, Any] = json.loads(written)
    assert rfc8785.dumps(found) == written, "the same bytes on every machine"
    assert (found["format"], found["vote"]) == (f"civic-vote-{name}-v1", vote.id)
    return found


def test_the_names_are_those_of_the_reckoner_and_so_are_the_functions() -> None:
    assert {name: TABLE[Rule(name)].count for name in RECKONED_BY} == RECKONED_BY


def test_the_figures_in_the_file_come_to_the_published_outcome_again(
    world: World, clock: Hands
) -> None:
    for vote in (of_owners(world, clock), of_the_council(world, clock)):
        tally = read(vote, FileName.TALLY)
        assert tally["took_part"]["heads"] == vote.took_part_heads
        for question, told in zip(vote.questions, tally["questions"], strict=True):
            assert told["counts"] == [[c.key, c.heads, c.area] for c in question.counts]
            [outcome] = told["outcomes"]
            status, answer = count(outcome["count"])
            assert status == 0
            assert answer["outcome"] == outcome["outcome"] == question.outcome
            for mine, theirs in zip(outcome["because"], answer["because"], strict=True):
                assert mine == {key: theirs[key] for key in mine}
            tampered = outcome["count"] | {"rule": "residents_assembly"}
            assert count(tampered)[0] == 2


def test_what_was_locked_before_the_first_ballot_stands_in_the_manifest(
    world: World, clock: Hands
) -> None:
    place, _who = example_one(world)
    draft = drafted(world, place)
    assert actions.file(draft, FileName.MANIFEST) is None
    vote = opened(world, draft, clock)
    before = read(vote, FileName.MANIFEST)
    assert before["heads"] == 14 and before["roll"] == vote.roll_root.hex()  # type: ignore[union-attr]
    assert [fact for _seq, fact in before["entries"]][-1].endswith("opened")
    assert actions.file(vote, FileName.TALLY) is None, "nobody knows anything while it is open"
    after = read(counted(world, vote, clock), FileName.MANIFEST)
    assert {k: v for k, v in after.items() if k != "entries"} == {
        k: v for k, v in before.items() if k != "entries"
    }


def test_everything_about_a_secret_vote_but_who_chose_what_is_in_its_files(
    world: World, clock: Hands
) -> None:
    secret = opened_secretly(world, clock, 40)
    for n, each in enumerate(secret.who):
        seal(secret, each, "satisfied" if n % 3 else "dissatisfied", "basically")
    vote = finished(world, secret, clock)
    told = read(vote, FileName.TALLY)["questions"]
    assert sum(heads for _key, heads, _area in told[0]["counts"]) == 40
    certificate = actions.file(vote, FileName.CERTIFICATE)
    assert certificate is not None and json.loads(certificate)["ballots"] == 40
    listed = read(vote, FileName.BATCHES)
    assert len(listed["ballots"]) == 40 and len(listed["rows"]) == 80
    assert listed["ballots"] == sorted(listed["ballots"])
    assert read(vote, FileName.MANIFEST)["key"] == secret.sheets[0].key


def test_of_a_small_group_the_files_say_no_figure(world: World, clock: Hands) -> None:
    secret = opened_secretly(world, clock, 12)
    for each in secret.who[:8]:
        seal(secret, each, "dissatisfied", "satisfied")
    vote = finished(world, secret, clock)
    for question in read(vote, FileName.TALLY)["questions"]:
        assert question["counts"] is None
        assert all(each["count"] is each["because"] is None for each in question["outcomes"])
    assert actions.file(vote, FileName.CERTIFICATE) is None


def of_the_chair(
    world: World, hands: Hands, electorate: Electorate, number: int, *grades: str
) -> Vote:
    """The committee's chair, rated by so many of a body, one after another with these grades."""
    polls = (Poll(RaterGroup.RESIDENT, 100, electorate),)
    meeting = evaluation.noticed(world, evaluation.of_the_chair(world, polls=polls))
    secrets = evaluation.opened(world, meeting)
    evaluation.closed(world, meeting)
    given(standing(secrets[0]), number, grades)
    evaluation.counted(world, secrets, hands)
    evaluation.publish(world, meeting, by=world.supervisor)
    return fresh(secrets[0].vote)


@pytest.mark.parametrize(
    "electorate", [Electorate.ADULTS, Electorate.HOUSEHOLDS, Electorate.REPRESENTATIVES]
)
def test_grades_are_counted_again_whoever_gave_them(
    world: World, clock: Hands, as_: As, electorate: Electorate
) -> None:
    representatives(world, 20)
    residents(world, 12)
    vote = of_the_chair(world, clock, electorate, 18, "incompetent", "incompetent", "basic")
    [question] = read(vote, FileName.TALLY)["questions"]
    [outcome] = question["outcomes"]
    assert outcome["count"]["electorate"] == electorate
    status, answer = count(outcome["count"])
    assert (status, answer["outcome"], answer["incompetent"]) == (0, outcome["outcome"], True)
    assert answer["because"] == outcome["because"]
    assert "评定不称职" in as_(None).get(f"/reckoner/votes/{vote.id}").text


def test_a_unit_that_is_rated_from_a_list_is_counted_again_too(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock, 40)
    for n, each in enumerate(secret.who):
        seal(secret, each, "satisfied" if n % 4 else "dissatisfied", "dont_know")
    vote = finished(world, secret, clock)
    first, second = read(vote, FileName.TALLY)["questions"]
    status, answer = count(first["outcomes"][0]["count"])
    assert (status, answer["outcome"], answer["rate"]) == (0, "valid", "75.00")
    assert second["outcomes"][0]["count"] is None, "nobody judged"
    visitor = as_(None)
    page = visitor.get(f"/reckoner/votes/{vote.id}").text
    assert "75.00%" in page and page.count("作出评价的不到10票") == 1
    [filled] = re.findall(r'href="(/reckoner/satisfaction\?[^"#]+)', page)
    form = visitor.get(html.unescape(filled))
    assert form.status_code == 200 and "75.00%" in form.text and 'value="invited"' in form.text


def test_where_fewer_than_ten_judged_nobody_is_called_incompetent(
    world: World, clock: Hands, as_: As
) -> None:
    """Fourteen of an assembly voted, three of them judged: neither the rating nor whoever counts it
    again comes to a score (AP-7)."""
    representatives(world, 14)
    grades = ("incompetent", *("abstain",) * 4)
    vote = of_the_chair(world, clock, Electorate.REPRESENTATIVES, 14, *grades)
    [question] = read(vote, FileName.TALLY)["questions"]
    assert question["counts"] is None, "those who abstained hide nobody"
    [outcome] = question["outcomes"]
    assert (outcome["outcome"], outcome["count"]) == ("valid", None)
    assert outcome["because"] is None
    assert vote.entry is not None
    assert "人数太少，不单独公布" in vote.entry.figures
    page = as_(None).get(f"/reckoner/votes/{vote.id}").text
    assert "作出评价的不到10票" in page
    assert "40.00" not in page and "评定不称职" not in page


def test_a_neighbour_recounts_a_result_and_changes_a_figure(
    world: World, clock: Hands, as_: As
) -> None:
    vote, visitor = of_owners(world, clock), as_(None)
    page = visitor.get(f"/votes/{vote.id}")
    for name in ("tally", "manifest"):
        path = f"/votes/{vote.id}/files/{name}.json"
        assert path in page.text
        assert visitor.get(path).content_type == "application/json"
    again = visitor.get(f"/reckoner/votes/{vote.id}")
    assert again.status_code == 200 and "civic count" in again.text
    [result] = actions.results(vote)
    assert result.recount is not None
    asked = result.recount.as_asked()
    typed = forms.address(asked)
    filled = visitor.get("/reckoner/owners_vote", query_string=typed)
    assert filled.status_code == 200 and "没有通过" in filled.text
    more = typed | {"groups": typed["groups"].replace("no ", "yes ", 1)}
    assert "没有通过" not in visitor.get("/reckoner/owners_vote", query_string=more).text


def test_what_is_filled_in_is_what_was_asked(world: World, clock: Hands, app: Any) -> None:
    for vote in (of_owners(world, clock), of_the_council(world, clock)):
        [result] = actions.results(vote)
        assert result.recount is not None
        asked = result.recount.as_asked()
        with app.test_request_context(query_string=MultiDict(forms.address(asked))):
            form: Any = forms.form_of(Rule(asked["rule"]))
            assert form.validate(), form.errors
            assert forms.asked(Rule(asked["rule"]), form) == asked


def test_before_it_is_published_there_is_nothing_to_recount(
    world: World, clock: Hands, as_: As
) -> None:
    place, _who = example_one(world)
    vote = counted(world, opened(world, drafted(world, place), clock), clock)
    visitor = as_(None)
    assert visitor.get(f"/reckoner/votes/{vote.id}").status_code == 404
    assert visitor.get(f"/votes/{vote.id}/files/tally.json").status_code == 404
    assert visitor.get(f"/votes/{vote.id}/files/secrets.json").status_code == 404
    assert visitor.get(f"/votes/{vote.id}/files/manifest.json").status_code == 200
