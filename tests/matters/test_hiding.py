"""Hiding what is unlawful or private in a matter: its words, and each of its files (B7.1)."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import delete, select, update

from civic import clock, db, ledger, search
from civic.db import session
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.ledger import Entry, Fact
from civic.matters import actions, rules
from civic.matters.actions import turn
from civic.matters.models import AttachmentHiding, Matter, MatterAttachment, MatterHiding
from civic.matters.rules import Category, HideGround, Objection, Screening, Stage, Why
from civic.policy import Role
from tests.meetings import hearing
from tests.neighbour import NeighbourClient, words
from tests.world import World

TITLE = "3号楼张阿婆家天天漏水"
TEXT = "她住301室，电话13800001234，大家都去找她。"
WISH = "请她搬走"


def picture() -> BytesIO:
    kept = BytesIO()
    Image.new("RGB", (8, 8), "white").save(kept, "PNG")
    kept.seek(0)
    return kept


def raised(world: World) -> Matter:
    return actions.raise_matter(
        world.resident,
        world.here.building,
        category=Category.NEIGHBOURS,
        title=TITLE,
        text=TEXT,
        wish=WISH,
        uploads=[(picture(), "张阿婆.png")],
    )


def matter(world: World) -> int:
    with db.transaction():
        return raised(world).id


def kept(id: int) -> Matter:
    return session().get_one(Matter, id)


def photo(id: int) -> MatterAttachment:
    found = select(MatterAttachment).where(MatterAttachment.matter_id == id)
    return session().scalars(found).one()


def hidden(world: World, id: int, *, file: bool = False) -> None:
    with db.transaction():
        actions.hide(world.clerk, kept(id), photo(id) if file else None, ground=HideGround.PRIVACY)


def found(words: str) -> set[int]:
    return set(session().scalars(search.matching("matter", words)))


def said(matter: Matter, fact: Fact) -> dict:
    entry = select(Entry).where(Entry.ref == matter.ledger_ref, Entry.fact == fact)
    return ledger.content(session().scalars(entry).one())


def why(caught: pytest.ExceptionInfo) -> Why:
    return caught.value.why


# -- acts -------------------------------------------------------------------------------


def test_only_insult_privacy_and_illegality_are_grounds(world: World) -> None:
    assert {ground.value for ground in rules.MATTER_GROUNDS} == {"insult", "privacy", "illegal"}
    with pytest.raises(Invalid) as caught:
        actions.hide(world.clerk, raised(world), ground=HideGround.OFF_MATTER)
    assert why(caught) is Why.NOT_A_GROUND


def test_hidden_words_leave_the_number_the_ground_and_the_office(world: World) -> None:
    it = raised(world)
    hiding = actions.hide(world.chair, it, ground=HideGround.PRIVACY)
    assert (hiding.ground, hiding.office) == (HideGround.PRIVACY, Role.CHAIR)
    assert hiding.object_until_on == date(2026, 12, 8)
    assert it.title == "2026-001（内容已隐藏：泄露隐私）"
    assert session().scalars(select(Matter.title)).one() == it.title
    assert TEXT not in it.body
    assert it.wish == ""
    assert it.written_body == TEXT, "the record keeps it"
    assert found("张阿婆") == found("13800001234") == set()
    assert found("2026-001") == {it.id}
    public = said(it, Fact.MATTER_HIDDEN)["pub"]
    assert (public["ground"], public["office"], public["words"]) == ("privacy", "chair", True)


def test_only_the_committee_of_the_place_hides(world: World) -> None:
    it = raised(world)
    for who in (world.there.clerk, world.official, world.supervisor, world.resident):
        with pytest.raises(NotAllowed):
            actions.hide(who, it, ground=HideGround.INSULT)


def test_it_can_be_hidden_after_it_was_turned_away_and_is_hidden_once(world: World) -> None:
    it = raised(world)
    actions.screen(world.clerk, it, Screening.REJECT, reason="这是私事，不议。")
    assert it.stage is Stage.REJECTED
    actions.hide(world.clerk, it, photo(it.id), ground=HideGround.PRIVACY)
    actions.hide(world.clerk, it, ground=HideGround.PRIVACY)
    with pytest.raises(AlreadyDone) as caught:
        actions.hide(world.clerk, it, ground=HideGround.INSULT)
    assert why(caught) is Why.HIDDEN_ALREADY


def test_what_is_hidden_is_neither_rewritten_nor_taken_off(world: World) -> None:
    it = raised(world)
    actions.hide(world.clerk, it, ground=HideGround.PRIVACY)
    actions.hide(world.clerk, it, photo(it.id), ground=HideGround.PRIVACY)
    with pytest.raises(OutOfOrder) as caught:
        actions.edit(
            world.resident,
            it,
            world.here.building,
            category=Category.NEIGHBOURS,
            title="换一句话再说",
            text=TEXT,
        )
    assert why(caught) is Why.IS_HIDDEN
    with pytest.raises(OutOfOrder) as caught:
        actions.detach(world.resident, it, photo(it.id))
    assert why(caught) is Why.IS_HIDDEN


def test_a_file_taken_off_at_this_moment_is_not_hidden_and_that_is_said(
    world: World,
    as_: Callable[[object], NeighbourClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with db.transaction():
        it = raised(world)
    ident, hold = it.id, turn.hold

    def meanwhile(matter: Matter) -> None:
        hold(matter)
        session().execute(
            delete(MatterAttachment)
            .where(MatterAttachment.matter_id == ident)
            .execution_options(synchronize_session=False)
        )

    monkeypatch.setattr(turn, "hold", meanwhile)
    page = f"/matters/{ident}/hiding"
    what = str(photo(ident).id)
    refused = as_(world.clerk).fill(page, page, what=what, ground=HideGround.PRIVACY.value)
    assert refused.status_code == 409 and "刚刚撤下了这个附件" in refused.text


def test_the_author_objects_and_the_supervisors_bring_the_words_back(world: World) -> None:
    it = raised(world)
    actions.hide(world.clerk, it, ground=HideGround.PRIVACY)
    hiding = actions.object_to_hiding(world.resident, it, text="张阿婆是化名，没有这个人。")
    assert (hiding.objection, hiding.decide_until_on) == (Objection.OPEN, date(2026, 11, 30))
    assert "化名" not in str(said(it, Fact.MATTER_OBJECTED))
    for who in (world.clerk, world.there.supervisor, world.resident):
        with pytest.raises(NotAllowed):
            actions.decide_objection(who, it, uphold=True, reason="恢复显示。")
    actions.decide_objection(world.supervisor, it, uphold=True, reason="没有写出真人。")
    assert (it.title, it.body, it.hidden) == (TITLE, TEXT, None)
    assert found("张阿婆") == {it.id}
    assert said(it, Fact.MATTER_RESTORED)["text"] == [{"pub": "没有写出真人。"}]
    with pytest.raises(AlreadyDone):
        actions.hide(world.clerk, it, ground=HideGround.INSULT)


def restored(world: World) -> Matter:
    it = raised(world)
    actions.hide(world.clerk, it, ground=HideGround.INSULT)
    actions.object_to_hiding(world.resident, it, text="没有骂人，说的是事实。")
    actions.decide_objection(world.supervisor, it, uphold=True, reason="没有骂人。")
    return it


def test_what_the_supervisors_brought_back_stays_as_they_read_it(world: World, as_) -> None:
    """Else the author could write anything into what nobody may hide again."""
    with db.transaction():
        it = restored(world)
        id = it.id
        with pytest.raises(OutOfOrder) as caught:
            actions.edit(
                world.resident,
                it,
                world.here.building,
                category=Category.NEIGHBOURS,
                title="李四的电话写在这里",
                text="李四住301室，电话13911112222，大家都去找他。",
            )
        assert why(caught) is Why.IS_HIDDEN
    author = as_(world.resident)
    assert f"/matters/{id}/edit" not in author.get(f"/matters/{id}").text
    assert author.get(f"/matters/{id}/edit").status_code == 409


REASON = "李四住301室，电话13911112222，找他吧。"


def test_the_reason_of_a_withdrawal_is_hidden_with_the_words(world: World, as_) -> None:
    with db.transaction():
        it = raised(world)
        actions.withdraw(world.resident, it, reason=REASON)
        id = it.id
    url = f"/matters/{id}"
    assert REASON in as_(None).get(url).text
    assert "撤回的理由" in as_(world.clerk).get(f"{url}/hiding").text
    hidden(world, id)
    for reader in (None, world.neighbour, world.official):
        for page in (url, f"{url}/seconders", "/matters/"):
            assert "13911112222" not in as_(reader).get(page).text
    for reader in (world.resident, world.clerk, world.supervisor):
        assert REASON in as_(reader).get(url).text
    assert REASON in as_(world.resident).get("/account/data").text, "what she wrote is hers"


def test_what_is_said_after_the_decision_can_be_hidden_and_objected_to_anew(
    world: World, as_, clock
) -> None:
    with db.transaction():
        it = restored(world)
        id = it.id
    clock.move(timedelta(days=1))
    with db.transaction():
        actions.withdraw(world.resident, kept(id), reason=REASON)
    clerk, form = as_(world.clerk), f"/matters/{id}/hiding"
    assert form in clerk.get(f"/matters/{id}").text
    assert clerk.fill(form, form, what="words", ground="privacy").status_code == 303
    page = as_(None).get(f"/matters/{id}").text
    assert "13911112222" not in page
    assert "没有骂人。" not in page, "that was decided of another hiding"
    with db.transaction():
        with pytest.raises(AlreadyDone):
            actions.hide(world.clerk, kept(id), ground=HideGround.PRIVACY)
        actions.object_to_hiding(world.resident, kept(id), text="李四是化名。")
        actions.decide_objection(world.supervisor, kept(id), uphold=True, reason="确是化名。")
        with pytest.raises(AlreadyDone):
            actions.hide(world.clerk, kept(id), ground=HideGround.PRIVACY)
    assert "文字：" not in clerk.get(form).text, "only the file is left"


def test_a_dismissed_objection_is_over_and_the_file_stays_hidden(world: World) -> None:
    it = raised(world)
    file = photo(it.id)
    actions.hide(world.clerk, it, file, ground=HideGround.PRIVACY)
    with pytest.raises(OutOfOrder):
        actions.object_to_hiding(world.resident, it, text="文字并没有被隐藏。")
    actions.object_to_hiding(world.resident, it, file, text="照片里看不清脸。")
    actions.decide_objection(world.supervisor, it, file, uphold=False, reason="门牌看得清。")
    assert file.is_hidden
    assert said(it, Fact.MATTER_KEPT_HIDDEN)["pub"]["file"] == file.id
    with pytest.raises(AlreadyDone):
        actions.object_to_hiding(world.resident, it, file, text="还是不服气。")
    with pytest.raises(OutOfOrder):
        actions.decide_objection(world.supervisor, it, file, uphold=True, reason="再想一想。")


@pytest.mark.parametrize("of_file", [False, True])
def test_an_objection_is_decided_once_also_by_two_supervisors_at_a_time(
    world: World, of_file: bool
) -> None:
    """One has the page before them while the other decides."""
    it = raised(world)
    part, kind = (photo(it.id), AttachmentHiding) if of_file else (None, MatterHiding)
    actions.hide(world.clerk, it, part, ground=HideGround.PRIVACY)
    seen = actions.object_to_hiding(world.resident, it, part, text="没有写出谁。")
    others = {"objection": Objection.UPHELD, "decided_at": clock.now(), "decision_reason": "成立。"}
    for meanwhile in (
        update(kind).values(others),
        update(MatterAttachment).values(hidden=None),
    ):
        session().execute(meanwhile.execution_options(synchronize_session=False))
    with pytest.raises(OutOfOrder) as caught:
        actions.decide_objection(world.supervisor, it, part, uphold=False, reason="不成立。")
    assert why(caught) is Why.NO_OPEN_OBJECTION
    assert seen.objection is Objection.UPHELD
    if part is not None:
        assert not part.is_hidden


def test_only_the_author_objects_and_in_time(world: World, clock) -> None:
    it = raised(world)
    actions.hide(world.clerk, it, ground=HideGround.INSULT)
    with pytest.raises(NotAllowed):
        actions.object_to_hiding(world.neighbour, it, text="我替她说几句。")
    clock.move(timedelta(days=30))
    with pytest.raises(TooLate) as caught:
        actions.object_to_hiding(world.resident, it, text="我来晚了一步。")
    assert why(caught) is Why.OBJECTION_TOO_LATE


# -- pages ------------------------------------------------------------------------------


def test_a_clerk_hides_the_words_and_nobody_finds_them_anywhere(world: World, as_) -> None:
    id = matter(world)
    clerk, url = as_(world.clerk), f"/matters/{id}"
    assert f"{url}/hiding" in clerk.get(url).text
    answer = clerk.fill(f"{url}/hiding", f"{url}/hiding", what="words", ground="privacy")
    assert answer.status_code == 303
    for page in (url, "/matters/", "/", "/matters/?q=2026-001", f"{url}/seconders"):
        for reader in (None, world.neighbour, world.official):
            text = as_(reader).get(page).text
            assert "天天漏水" not in text, page
            assert "13800001234" not in text
    page = as_(None).get(url).text
    assert "泄露他人隐私" in page
    assert "居委会工作人员" in page
    assert "2026-001（内容已隐藏：泄露隐私）" in words(as_(None).get("/matters/"))
    assert "没有找到" in as_(None).get("/matters/?q=天天漏水").text
    for reader in (world.resident, world.clerk, world.supervisor):
        assert TEXT in as_(reader).get(url).text, "whoever wrote it, or has to judge it"


def test_a_hidden_file_cannot_be_downloaded_nor_is_its_name_shown(world: World, as_) -> None:
    id = matter(world)
    url = f"/matters/{id}/files/{photo(id).attachment_id}"
    with as_(None).get(url) as answer:
        assert answer.status_code == 200
    hidden(world, id, file=True)
    assert as_(None).get(url).status_code == 404
    page = as_(world.neighbour).get(f"/matters/{id}").text
    assert "有一个附件已被隐藏" in page
    assert TITLE in page, "the words are another matter"
    assert url not in page
    assert "张阿婆.png" not in page
    with as_(world.supervisor).get(url) as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    page = as_(world.resident).get(f"/matters/{id}/files").text
    assert "移除" not in page


def test_the_objection_goes_its_way_through_pages(world: World, as_) -> None:
    id = matter(world)
    url = f"/matters/{id}"
    hidden(world, id)
    hidden(world, id, file=True)
    author, supervisor = as_(world.resident), as_(world.supervisor)
    assert f"{url}/objection" in author.get(url).text
    assert as_(world.neighbour).get(f"{url}/objection").status_code == 403
    assert as_(world.supervisor).get(f"{url}/objection/decision").status_code == 409
    form = f"{url}/objection"
    assert author.fill(form, form, what="words", text="").status_code == 422
    answer = author.fill(form, form, what="words", text="张阿婆是化名，没有这个人。")
    assert answer.status_code == 303
    assert "化名" not in as_(None).get(url).text
    page = supervisor.get(f"{form}/decision").text
    assert "化名" in page
    assert TEXT in page
    assert "等您裁定议题被隐藏的异议" in supervisor.get("/desk").text
    assert "等您裁定议题被隐藏的异议" not in as_(world.there.supervisor).get("/desk").text
    answer = supervisor.fill(
        f"{form}/decision", f"{form}/decision", what="words", uphold="yes", reason="没有写出真人。"
    )
    assert answer.status_code == 303
    page = as_(None).get(url).text
    assert TITLE in page
    assert "曾被隐藏，经裁定恢复" in page
    assert "没有写出真人。" in page
    assert "有一个附件已被隐藏" in page


def test_a_draft_is_not_moderated(world: World, as_) -> None:
    with db.transaction():
        draft = actions.raise_matter(
            world.clerk,
            world.here.building,
            category=Category.OTHER,
            title=TITLE,
            text=TEXT,
            is_draft=True,
        ).id
    assert as_(world.clerk).get(f"/matters/{draft}/hiding").status_code == 404


def test_the_printed_notice_of_its_hearing_covers_the_title(world: World, as_) -> None:
    meeting = hearing.noticed(world.here)
    with db.transaction():
        it = kept(meeting.matter_id)
        title = it.written_title
    sheet = f"/meetings/{meeting.id}/notice"
    assert title in as_(None).get(sheet).text
    hidden(world, it.id)
    for page in (sheet, f"/meetings/{meeting.id}", "/meetings/", "/", f"{sheet[:-7]}/calendar.ics"):
        assert title not in as_(None).get(page).text, page
    assert "内容已隐藏" in as_(None).get(sheet).text


def test_pages_are_in_english_too(world: World, as_) -> None:
    id = matter(world)
    hidden(world, id)
    browser = as_(None)
    browser.set_cookie("locale", "en")
    page = browser.get(f"/matters/{id}").text
    assert "2026-001 (hidden: privacy)" in page
    assert "天天漏水" not in page
