"""Secret votes through their pages: the receipt that is shown once, and everybody's ways to check."""

import io
import json
import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.i18n import moment
from civic.people.models import Person
from civic.voting import actions, urn
from civic.voting.models import Box, Comment, Vote
from civic.voting.rules import Channel, Ground, Secrecy, Theme, VoteStage
from civic.voting.urn import sealing
from civic.voting.urn.place import here
from civic.web import Submission, log
from tests.neighbour import NeighbourClient, forms, words
from tests.voting.ballot import (
    drafted,
    example_one,
    fresh,
    opened,
    over,
    posted,
    residents,
    voter_of,
)
from tests.voting.box import answered, database_set
from tests.voting.secrecy import (
    HOLDERS,
    Secret,
    ceremony,
    closed_secretly,
    counted_secretly,
    drafted_secretly,
    finished,
    laid,
    opened_secretly,
    rows,
    seal,
    supervisors,
    tally_file,
)
from tests.world import World

As = Callable[[Person | None], NeighbourClient]
GRADES = {"answers-0": "satisfied", "answers-1": "dont_know"}


def press(
    client: NeighbourClient, page: TestResponse, action: str, /, **typed: Any
) -> TestResponse:
    """Send the form of a page, with what was typed."""
    form = next(form for form in forms(page) if form.action.split("#")[0] == action)
    return client.post(form.action, data={**form.fields, **typed})


def reviewed(client: NeighbourClient, secret: Secret, **typed: Any) -> TestResponse:
    """Filled in and looked at, not cast yet."""
    at = f"/votes/{secret.vote.id}/ballot"
    return press(client, client.get(at), f"{at}/review", **{**GRADES, **typed})


def receipt_in(page: TestResponse) -> str:
    found = re.search(r'<pre class="program" tabindex="0">(.*?)</pre>', page.text, re.S)
    assert found is not None
    return found[1]


def test_a_secret_ballot_is_cast_its_receipt_shown_once_and_no_row_of_the_site_changes(
    world: World, clock: Hands, as_: As, caplog: pytest.LogCaptureFixture
) -> None:
    secret = opened_secretly(world, clock)
    vote, one = secret.vote, secret.who[0]
    phone, at = as_(one), f"/votes/{vote.id}/ballot"
    seen = reviewed(phone, secret, word="桂花", comment="保安很好")
    assert "请核对，还没有投" in words(seen) and "保安很好" in seen.text
    with transaction():
        closes = moment(vote.closes_at)
    before = rows()
    caplog.set_level(logging.INFO, log.log.name)
    cast = press(phone, seen, at)
    assert cast.status_code == 200 and "投好了，算数了" in words(cast)
    order = ("长按它存成图片", "存成文件", "凭它可以查您的票在不在票箱里", "编号和码（查回执时用）")
    assert [*map(cast.text.index, order)] == sorted(map(cast.text.index, order))
    assert f"投票到{closes}截止，公布了结果会通知您。" in cast.text
    assert not caplog.records, "no line says when"
    again = press(phone, seen, at)
    assert again.status_code == 200 and "您已投票，算数了" in again.text
    assert "回执在第一次按下时已经给过" in again.text, "pressed twice, it counts once"
    assert not caplog.records, "nor a line for the second time"
    assert rows() == before, (
        "neither a ballot nor a mark, a moment, a message, a form that was sent"
    )
    assert session().query(Submission).count() == 0
    assert "no-store" in cast.headers["Cache-Control"]
    receipt = sealing.read_receipt(receipt_in(cast))
    assert receipt.word == "桂花" and "satisfied" not in receipt_in(cast)
    assert "<svg" in cast.text, "a picture to be photographed"
    for page in (f"{at}/receipt?voter={voter_of(vote, one).id}", f"{at}/receipt"):
        assert phone.get(page).status_code == 404, "it is shown once"
    assert "您已投票" in phone.get(f"/votes/{vote.id}").text
    assert caplog.records, "every other page has its line"
    assert phone.get(at).status_code == 303
    kept = press(phone, cast, f"/votes/{vote.id}/receipt.txt")
    assert kept.text == receipt.text() and "attachment" in kept.headers["Content-Disposition"]
    assert (
        as_(world.resident)
        .post(f"/votes/{vote.id}/receipt.txt", data={"receipt": "<b>"})
        .status_code
        == 422
    )
    assert rows() == before


def test_whoever_sees_how_long_a_request_is_does_not_know_the_answer_by_it(
    world: World, clock: Hands, as_: As
) -> None:
    """What is encrypted on its way is still as long as it is."""
    secret = opened_secretly(world, clock)
    client, at = as_(secret.who[0]), f"/votes/{secret.vote.id}/ballot"
    offered = re.findall(r'name="answers-0"[^>]*value="([^"]+)"', client.get(at).text)
    assert len(offered) == 5 and len({len(value) for value in offered}) == 1
    sent, told = set[int](), set[int]()
    for value in offered:
        pages = [
            client.fill(at, f"{at}/review", **{"answers-0": value, "answers-1": offered[0]})
            for _n in range(6)
        ]
        told |= {len(page.data) for page in pages}
        cast = next(form for form in forms(pages[0]) if form.action == at)
        assert cast.fields["answers-0"] == [value]
        sent.add(len(urlencode(cast.fields, doseq=True)))
    assert len(sent) == 1
    assert len(told) > 12, "nor by how long the page that names it is"
    assert client.send(at, **cast.fields).status_code == 200


def test_nobody_writes_down_who_opened_a_secret_ballot_and_when(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    phone, at = as_(secret.who[0]), f"/votes/{secret.vote.id}/ballot"
    before = ledger.size()
    assert phone.get(at).status_code == 200
    refused = phone.send(f"{at}/delivery")
    assert refused.status_code == 409 and "不登记谁什么时候打开过表决票" in refused.text
    assert ledger.size() == before


def test_whoever_took_a_paper_meanwhile_is_not_told_that_they_have_voted(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    phone = as_(secret.who[0])
    seen = reviewed(phone, secret)
    with transaction():
        head = voter_of(secret.vote, secret.who[0])
        actions.hand_out(world.clerk, head, channel=Channel.PAPER_SITE)
    sent = press(phone, seen, f"/votes/{secret.vote.id}/ballot")
    assert sent.status_code == 409 and "已经领了纸票" in sent.text and "算数了" not in sent.text


@pytest.mark.parametrize("case", ["it stands", "it was lost", "a paper was handed out"])
def test_a_secret_ballot_whose_commit_was_never_heard_of_is_looked_for(
    world: World, clock: Hands, as_: As, case: str
) -> None:
    """It lies in the urn, and its receipt was lost on the way; or it doesn't, and nobody is told
    that they have voted."""
    secret = opened_secretly(world, clock)
    phone, at = as_(secret.who[0]), f"/votes/{secret.vote.id}/ballot"
    seen = reviewed(phone, secret)
    if case == "a paper was handed out":
        with transaction():
            head = voter_of(secret.vote, secret.who[0])
            actions.hand_out(world.clerk, head, channel=Channel.PAPER_SITE)
    engine = here().engine
    dead = OperationalError("COMMIT", {}, Exception("the line went dead"))
    marked = []

    def mark(_link: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("UPDATE") and case == "a paper was handed out":
            raise dead
        marked.append(statement.startswith("UPDATE"))

    def cut_off(link: Any) -> None:
        if not any(marked):
            return  # that was only a look
        marked.clear()
        if case == "it stands":
            link.connection.commit()
        raise dead

    event.listen(engine, "before_cursor_execute", mark)
    event.listen(engine, "commit", cut_off)
    try:
        answer = press(phone, seen, at)
    finally:
        event.remove(engine, "before_cursor_execute", mark)
        event.remove(engine, "commit", cut_off)
    cast = urn.counts(secret.vote.id).online
    if case == "it stands":
        assert cast == 1 and answer.status_code == 200
        assert "您已投票，算数了" in answer.text and "回执没能送到" in answer.text
        assert "回执在第一次按下时已经给过" not in answer.text
        return
    assert cast == 0 and answer.status_code == 500
    assert "不知道刚才那一步有没有生效" in answer.text and "算数了" not in answer.text
    assert f'href="{at}" target="_blank"' in answer.text, "the way to look whether it stands"
    look = phone.get(at)
    if case == "it was lost":
        assert "核对一下" in look.text, "it doesn't: the ballot is there again"
    else:
        assert "领了纸票" in phone.get(look.location).text


def test_who_took_a_paper_reads_that_it_goes_into_the_box(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    phone, at = as_(secret.who[0]), f"/votes/{secret.vote.id}"
    with transaction():
        head = voter_of(secret.vote, secret.who[0])
        actions.hand_out(world.clerk, head, channel=Channel.PAPER_SITE)
    sent_back = phone.get(f"{at}/ballot")
    assert sent_back.status_code == 303
    for page in (phone.get(at).text, phone.get(at).text):
        assert "领了纸票，填好以后由本人投进票箱" in page and "您已投票" not in page
    closed_secretly(world, secret, clock)
    for path in (at, f"{at}/roll"):
        page = phone.get(path).text
        assert "领了纸票。" in page and "投进票箱。" not in page, "no box takes it any more"


def test_a_word_that_is_none_and_a_half_filled_ballot_come_back_with_all_that_was_typed(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    phone, at = as_(secret.who[0]), f"/votes/{secret.vote.id}/ballot"
    wrong = reviewed(phone, secret, word="！", comment="保安很好")
    assert (
        wrong.status_code == 422
        and "自己写的暗语要有2到8个字" in wrong.text
        and "保安很好" in wrong.text
    )
    half = reviewed(phone, secret, **{"answers-1": "", "comment": "保安很好"})
    assert half.status_code == 422 and "保安很好" in half.text
    long = reviewed(phone, secret, comment="长" * 501)
    assert long.status_code == 422
    hidden = phone.send(at, **GRADES, comment="好\u202e坏")
    assert hidden.status_code == 422 and "看不见的控制字符" in hidden.text
    sent = phone.send(at, **GRADES, word="！")
    assert sent.status_code == 422 and "自己写的暗语要有2到8个字" in sent.text
    assert urn.counts(secret.vote.id).marked == 0
    phone.set_cookie("edition", "elder")
    first = phone.get(at)
    assert "第1题，共2题" in first.text and "暗语" not in first.text
    second = press(phone, first, f"{at}/review", to="2", **{"answers-0": "basically"})
    assert "第2题，共2题" in second.text and "暗语" in second.text
    seen = press(phone, second, f"{at}/review", **{"answers-1": "satisfied", "word": "春天"})
    assert sealing.read_receipt(receipt_in(press(phone, seen, at))).word == "春天"


def test_a_receipt_is_looked_up_by_anybody_and_nothing_of_it_is_kept(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    vote = secret.vote
    receipts = [seal(secret, each, "satisfied", "satisfied") for each in secret.who]
    visitor, at = as_(None), f"/votes/{vote.id}/receipt-check"
    page = visitor.get(at)
    look_up = lambda text: press(visitor, page, at, receipt=text)  # noqa: E731
    assert "还没有列进清单：至少凑满10张才列一批" in look_up(receipts[0].text()).text
    assert "凑满10张才列一批" in visitor.get(f"/votes/{vote.id}/protection").text
    closed_secretly(world, secret, clock)
    before = rows()
    found = look_up(receipts[0].text())
    assert "您的票在公开记录的清单里" in found.text and "被人改过" not in found.text
    copied = receipts[1].text().lower().replace("civic-receipt", "Civic-Receipt")
    assert "您的票在公开记录的清单里" in look_up(copied).text
    blind = sealing.grouped(receipts[0].blind)
    other = receipts[0].text().replace(blind, sealing.grouped(receipts[1].blind))
    assert "不在清单里" in look_up(other).text
    assert "另一次表决" in look_up(receipts[0].text().replace(f"vote {vote.id}", "vote 99")).text
    rewritten = receipts[0].text().replace(f"record {receipts[0].record[:4]}", "record 1")
    assert "被人改过" in look_up(rewritten).text
    for wrong in ("", "什么也不是", "vote x\nballot y", "x" * 1001):
        assert look_up(wrong).status_code == 422
    stored = lambda text: press(visitor, page, at, stored=(io.BytesIO(text), "receipt.txt"))  # noqa: E731
    kept = stored(b"\xef\xbb\xbf" + receipts[0].text().encode())
    assert "您的票在公开记录的清单里" in kept.text
    for wrong_file in (b"\xff\xd8\xff\xe0 a photograph", b"civic-receipt" + b"x" * 5000, b""):
        told = stored(wrong_file)
        assert told.status_code == 422 and "这个文件不是回执" in told.text
    assert rows() == before
    listed = visitor.get(f"/votes/{vote.id}/files/batches.json").json
    assert receipts[0].commitment.hex() in listed["ballots"]
    assert (len(listed["ballots"]), len(listed["rows"])) == (12, 24)


def test_how_it_is_protected_says_what_is_done_and_then_what_cannot_be(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    page = as_(None).get(f"/votes/{secret.vote.id}/protection")
    for said in ("偷偷换掉程序", "站在身后", "两位钥匙保管人串通", *HOLDERS, secret.sheets[0].key):
        assert said in page.text
    for at in ("", "/protection"):
        said = as_(None).get(f"/votes/{secret.vote.id}{at}").text
        assert (
            said.index("名册上只记您投没投") < said.index("做不到的") < said.index("换回旧的一份")
        )
        assert "网站上谁也查不到您投了什么" in said


@pytest.mark.postgresql_only
def test_a_database_that_begins_to_note_who_casts_what_is_owned_up_to(
    app: Flask, world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    at, said = f"/votes/{secret.vote.id}", "正在记日志（log_transaction_sample_rate）"
    pages = ((None, f"{at}/protection"), (world.clerk, f"{at}/desk"))
    assert not any("正在记日志" in as_(who).get(page).text for who, page in pages)
    with database_set(app, "log_transaction_sample_rate = 1"):
        assert all(said in as_(who).get(page).text for who, page in pages)
        seal(secret, secret.who[0], "satisfied", "satisfied")  # the vote goes on
        closed_secretly(world, secret, clock)
        assert not any("正在记日志" in as_(who).get(page).text for who, page in pages)


def test_in_light_mode_the_ballot_itself_says_who_could_read_it(
    world: World, clock: Hands, as_: As
) -> None:
    who = residents(world, 12)
    vote = posted(world, drafted_secretly(world, who, secrecy=Secrecy.LIGHT))
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    actions.fall_due()
    secret = Secret(fresh(vote), who)
    phone = as_(who[0])
    said = "系统的运营人技术上能看到票的内容"
    assert said in phone.get(f"/votes/{vote.id}/ballot").text
    assert said in reviewed(phone, secret).text
    protection = as_(None).get(f"/votes/{vote.id}/protection").text
    assert said in protection and "换回旧的一份" in protection
    assert as_(world.clerk).get(f"/votes/{vote.id}/urn").status_code == 404


def test_from_the_key_to_the_destruction_through_the_pages(
    world: World, clock: Hands, as_: As
) -> None:
    secret = laid(world)
    vote, who = secret.vote, secret.who
    at = f"/votes/{vote.id}"
    clerk, supervisor = as_(world.clerk), as_(world.supervisor)
    early = clerk.get(f"{at}/urn")
    assert "异议期到" in early.text and "key.txt" not in early.text
    assert vote.opens_at is not None
    clock.set(vote.opens_at)
    page = clerk.get(f"{at}/urn")
    assert "票箱：交公钥、试开" in clerk.get(f"{at}/desk").text
    private = sealing.new_key()
    secret.sheets = sealing.split(private, vote.id)
    key = sealing.key_file(sealing.public_of(private), vote.id)
    wrong = press(clerk, page, f"{at}/urn/key", key=key.replace("\n3 ", "\n3 A"))
    assert (
        wrong.status_code == 422 and "第3行抄错了" in wrong.text and "civic-urn-key" in wrong.text
    )
    alone = press(clerk, page, f"{at}/urn/key", key=key)
    assert (
        alone.status_code == 409
        and "现在能签名的只有1人" in alone.text
        and key.splitlines()[2] in alone.text
    )
    supervisors(world)
    assert press(clerk, page, f"{at}/urn/key", key=key).status_code == 303
    page = supervisor.get(f"{at}/urn")
    file = supervisor.get(f"{at}/urn/rehearsal.txt")
    assert sealing.read_rehearsal(file.text).vote == vote.id
    codes = answered(vote.id, secret.sheets)
    typed = {f"pair_{pair.replace('+', '_')}": code for pair, code in codes.items()}
    wrong = press(supervisor, page, f"{at}/urn/rehearsal", **{**typed, "pair_1_2": "ABCD"})
    assert wrong.status_code == 422 and "保管人1和2" in wrong.text and codes["2+3"] in wrong.text
    assert press(supervisor, page, f"{at}/urn/rehearsal", **typed).status_code == 303
    assert press(clerk, clerk.get(f"{at}/opening"), f"{at}/opening").status_code == 303
    secret.vote = fresh(vote)
    for n, each in enumerate(who[:-1]):
        seal(secret, each, "satisfied" if n % 2 else "basically", "satisfied", comment=f"第{n}句?")
    head = voter_of(vote, who[-1])
    handing = clerk.get(f"{at}/heads/{head.number}")
    assert "打印一张空白票（票上没有号码）" in handing.text and "送达：" not in handing.text
    assert "找下一位" not in handing.text
    assert handing.text.index("打印一张空白票") < handing.text.index(">发出一张<")
    assert (
        press(clerk, handing, f"{at}/heads/{head.number}/paper", channel="paper_site").status_code
        == 303
    )
    handed = clerk.get(f"{at}/heads/{head.number}").text
    assert "由本人投进票箱" in handed and "回名册，找下一位" in handed
    assert "先打印，当面交给本人" not in handed, "it is out"
    over(vote, clock)
    assert clerk.get(f"{at}/figures").status_code == 200
    assert press(clerk, clerk.get(f"{at}/closing"), f"{at}/closing").status_code == 303
    made = press(clerk, clerk.get(f"{at}/bundles"), f"{at}/bundles", size="1")
    for reader in (clerk, as_(world.chair)):
        entered = press(
            reader, reader.get(made.location), f"{made.location}/readings", lines="1 1 2"
        )
        assert entered.status_code == 303
    assert (
        press(supervisor, supervisor.get(f"{at}/figures"), f"{at}/reconciliation").status_code
        == 303
    )
    assert "把holder-1、holder-3换成他们的号" in clerk.get(f"{at}/urn").text, "any two open it"
    exported = clerk.get(f"{at}/urn/export.zip")
    found = sealing.open_export(exported.data, sealing.combine(*secret.sheets[1:]))
    assert found.certificate == ceremony(secret).certificate
    sent = clerk.send(
        f"{at}/urn/certificate",
        certificate=(io.BytesIO(found.certificate.encode()), "certificate.json"),
    )
    assert sent.status_code == 422 and "随票说的话和证明对不上" in sent.text
    broken = json.loads(tally_file(found))
    broken["comments"][0] = broken["comments"][0].replace("?", "\ud800")  # half a character
    sent = clerk.send(
        f"{at}/urn/certificate",
        certificate=(io.BytesIO(found.certificate.encode()), "certificate.json"),
        tally=(io.BytesIO(json.dumps(broken).encode()), "tally.json"),
    )
    assert sent.status_code == 422 and "随票说的话和证明对不上" in sent.text
    sent = clerk.send(
        f"{at}/urn/certificate",
        certificate=(io.BytesIO(found.certificate.encode()), "certificate.json"),
        tally=(io.BytesIO(tally_file(found)), "tally.json"),
    )
    assert sent.status_code == 303
    print_ = found.certificate.fingerprint
    assert print_ not in supervisor.get(f"{at}/urn").text, "to be found out, not copied"
    assert clerk.send(f"{at}/urn/signature", fingerprint=print_).status_code == 403
    one, other = map(as_, supervisors(world))
    assert (
        press(one, one.get(f"{at}/urn"), f"{at}/urn/signature", fingerprint="ABCD").status_code
        == 422
    )
    assert (
        press(one, one.get(f"{at}/urn"), f"{at}/urn/signature", fingerprint=print_).status_code
        == 303
    )
    assert "您的签名记下了，还缺另一位的" in one.get(f"{at}/urn").text
    assert "已经有一位签了名，还要另一位" in other.get(f"{at}/urn").text
    assert one.send(f"{at}/urn/signature", fingerprint=print_).status_code == 403
    assert (
        press(other, other.get(f"{at}/urn"), f"{at}/urn/signature", fingerprint=print_).status_code
        == 303
    )
    assert press(clerk, clerk.get(f"{at}/counting"), f"{at}/count").status_code == 303
    words = clerk.get(f"{at}/urn/comments")
    assert "第3句" in words.text and as_(who[0]).get(f"{at}/comments").status_code == 404
    bad = press(clerk, words, f"{at}/urn/comments", **{"theme-1": "nonsense", "theme-2": "speed"})
    assert bad.status_code == 422
    assert 'selected value="speed"' in bad.text, "nothing typed is lost"
    sifted = {"ground-4": "insult", "theme-4": "manner", "theme-2": "speed", "is_final": "y"}
    assert press(clerk, words, f"{at}/urn/comments", **sifted).status_code == 303
    page = clerk.get(f"{at}/publication")
    assert press(clerk, page, f"{at}/publication", is_redacted="y").status_code == 303
    public = as_(None)
    said = public.get(f"{at}/comments").text
    assert said.count("第") >= 10 and "侮辱人" in said
    assert "说的是：服务态度" in said, "what is hidden has its theme, too"
    assert "说的是：办事快慢" in said
    result = public.get(at).text
    assert "满意" in result
    assert public.get(f"{at}/files/certificate.json").status_code == 404, (
        "it would tell the one paper"
    )
    until = actions.kept_until(fresh(vote))
    assert until is not None and "票箱留到" in clerk.get(f"{at}/urn/destruction").text
    clock.set(vote.closes_at.replace(year=vote.closes_at.year + 1))  # type: ignore[union-attr]
    clerk, supervisor = as_(world.clerk), as_(world.supervisor)
    end = clerk.get(f"{at}/urn/destruction")
    assert press(clerk, end, f"{at}/urn/destruction").status_code == 303
    assert "已经销毁" in public.get(f"{at}/protection").text
    assert session().get_one(Box, vote.id).destroyed_at is not None
    assert public.get(at).status_code == 200


def with_words(world: World, clock: Hands) -> Vote:
    """Counted, and all twelve have said something."""
    secret = opened_secretly(world, clock)
    for n, each in enumerate(secret.who, start=1):
        seal(secret, each, "satisfied", "satisfied", comment=f"第{n}句")
    return counted_secretly(world, secret, clock)


def about(vote: Vote, number: int) -> tuple[Theme | None, Ground | None]:
    said = session().get_one(Comment, (vote.id, number), populate_existing=True)
    return said.theme, said.ground


def test_a_page_that_stood_open_undoes_nothing_that_was_sorted_meanwhile(
    world: World, clock: Hands, as_: As
) -> None:
    vote = with_words(world, clock)
    with transaction():
        actions.sift_comments(world.clerk, fresh(vote), {}, {1: Theme.SPEED})
    at = f"/votes/{vote.id}/urn/comments"
    clerk, chair = as_(world.clerk), as_(world.chair)
    stood_open = chair.get(at)
    assert press(clerk, clerk.get(at), at, **{"theme-1": "conduct"}).status_code == 303
    assert press(chair, stood_open, at, **{"theme-2": "speed"}).status_code == 303
    assert about(vote, 1) == (Theme.CONDUCT, None), "the chair left it as it was shown"
    assert about(vote, 2) == (Theme.SPEED, None)


def test_what_was_sorted_wrongly_is_not_sorted_again(world: World, clock: Hands, as_: As) -> None:
    vote, clerk = with_words(world, clock), as_(world.clerk)
    at = f"/votes/{vote.id}/urn/comments"
    for theme, found in (("speed", Theme.SPEED), ("", None)):
        assert press(clerk, clerk.get(at), at, **{"theme-1": theme}).status_code == 303
        assert about(vote, 1) == (found, None)


def test_nobody_hides_words_by_a_slip(world: World, clock: Hands, as_: As) -> None:
    vote, clerk = with_words(world, clock), as_(world.clerk)
    at = f"/votes/{vote.id}/urn/comments"
    chosen = {"ground-1": "insult", "theme-2": "speed"}
    asked = press(clerk, clerk.get(at), at, **chosen)
    assert asked.status_code == 422 and "请再看一遍，确定了再勾选" in asked.text
    assert 'selected value="insult"' in asked.text and 'selected value="speed"' in asked.text
    assert about(vote, 1) == about(vote, 2) == (None, None), "nothing has happened yet"
    assert press(clerk, asked, at, is_final="y").status_code == 303
    assert about(vote, 1) == (None, Ground.INSULT)
    assert about(vote, 2) == (Theme.SPEED, None)


def test_a_bent_window_is_told_so(world: World, clock: Hands, as_: As) -> None:
    vote, clerk = with_words(world, clock), as_(world.clerk)
    at = f"/votes/{vote.id}/urn/comments"
    bent = press(clerk, clerk.get(at), at, **{"was-1": "bent", "theme-2": "speed"})
    assert bent.status_code == 422 and "请从列出的选项里选择" in bent.text
    assert 'selected value="speed"' in bent.text and about(vote, 2) == (None, None)
    assert press(clerk, bent, at).status_code == 303, "the page that comes back is whole again"
    assert about(vote, 2) == (Theme.SPEED, None)


@pytest.mark.parametrize("who", [None, "resident", "grid_worker", "official"])
def test_nobody_else_comes_near_the_urn(
    world: World, clock: Hands, as_: As, who: str | None
) -> None:
    secret = opened_secretly(world, clock)
    client, at = as_(getattr(world, who) if who else None), f"/votes/{secret.vote.id}/urn"
    for page in ("", "/rehearsal.txt", "/export.zip", "/comments", "/destruction"):
        assert client.get(at + page).status_code in {303, 403}
    for act in ("key", "rehearsal", "certificate", "signature", "comments", "destruction"):
        assert client.send(f"{at}/{act}").status_code in {303, 403}


def test_while_it_is_open_the_desk_says_no_number(world: World, clock: Hands, as_: As) -> None:
    secret = opened_secretly(world, clock)
    before = {
        page: _plain(as_(world.clerk).get(f"/votes/{secret.vote.id}/{page}"))
        for page in ("desk", "heads", "urn")
    }
    for each in secret.who[:9]:
        seal(secret, each, "satisfied", "satisfied")
    after = {
        page: _plain(as_(world.clerk).get(f"/votes/{secret.vote.id}/{page}")) for page in before
    }
    assert after == before
    figures = as_(world.clerk).get(f"/votes/{secret.vote.id}/figures")
    assert figures.status_code == 409


def _plain(page: TestResponse) -> str:
    return re.sub(r'name="(once|csrf_token)" value="[^"]*"', "", page.text)


def test_a_small_result_is_not_shown_on_the_votes_page(world: World, clock: Hands, as_: As) -> None:
    secret = opened_secretly(world, clock, 12)
    for each in secret.who[:7]:
        seal(secret, each, "dissatisfied", "satisfied")
    vote = finished(world, secret, clock)
    page = as_(None).get(f"/votes/{vote.id}").text
    assert page.count("人数太少，不单独公布") == 2
    for client in (as_(world.clerk), as_(world.supervisor)):
        assert "人数太少，不单独公布" in client.get(f"/votes/{vote.id}/count").text
    assert vote.stage is VoteStage.PUBLISHED


def test_a_vote_by_name_has_no_urn_to_look_into(world: World, clock: Hands, as_: As) -> None:
    place, _who = example_one(world)
    vote = opened(world, drafted(world, place), clock)
    assert as_(None).get(f"/votes/{vote.id}/protection").status_code == 200
    for page in ("receipt-check", "files/batches.json", "files/certificate.json", "comments"):
        assert as_(None).get(f"/votes/{vote.id}/{page}").status_code == 404
    assert as_(world.clerk).get(f"/votes/{vote.id}/urn").status_code == 404
    assert as_(None).get("/votes/999/protection").status_code == 404


def test_a_desk_asks_for_a_secret_ballot_and_cannot_tell_whether_it_was_cast(
    world: World, clock: Hands, as_: As
) -> None:
    secret = opened_secretly(world, clock)
    asked = "正在无记名投票，投过的不用再投"
    phone = as_(secret.who[0])
    assert asked in phone.get("/desk").text and asked not in as_(world.resident).get("/desk").text
    seal(secret, secret.who[0], "satisfied", "satisfied")
    assert asked in phone.get("/desk").text, "what would change would tell"
    assert secret.vote.closes_at is not None
    clock.set(secret.vote.closes_at)
    assert asked not in as_(secret.who[0]).get("/desk").text
