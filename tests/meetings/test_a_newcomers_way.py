"""Where somebody who walks a hearing for the first time must not stumble."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from civic import clock
from civic.db import transaction
from civic.meetings import actions
from civic.sittings import actions as sittings
from civic.sittings.rules import AgendaKind
from civic.sittings.wording import minutes_text
from tests.meetings import hearing
from tests.neighbour import NeighbourClient
from tests.world import World

pytestmark = pytest.mark.sqlite_first

As = Callable[[Any], NeighbourClient]


def test_every_label_in_the_room_leads_to_its_own_field(world: World, as_: As) -> None:
    meeting = hearing.opened(world.here)
    clerk = as_(world.clerk)
    for page in ("room", "roll", "panel", "", "notice"):
        text = clerk.get(f"/meetings/{meeting.id}/{page}".rstrip("/")).text
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert sorted(ids) == sorted(set(ids)), page
    shown = clerk.get(f"/meetings/{meeting.id}/room").text
    assert re.search(r'<label for="asks">谁要发言', shown)
    assert re.search(r'<select[^>]*id="asks"[^>]*name="attendance_id"', shown)


def test_the_words_say_how_far_the_minutes_and_the_answers_are(world: World, as_: As) -> None:
    """On the page and in the lists; what a list does not count, it does not claim."""
    meeting = hearing.noticed(world.here)
    hearing.said(world.here, meeting.matter)
    anybody = as_(None)
    url = f"/meetings/{meeting.id}"

    def stands() -> tuple[str, str]:
        found = re.search(r'<p class="stands">([^<]+)', anybody.get(url).text)
        here = re.search(r'aria-current="step">.*?step-text">([^<]+)', anybody.get(url).text)
        assert found and here
        return found[1], here[1]

    hearing.closed(world.here, hearing.opened(world.here, meeting))
    assert stands() == ("已散会，整理会议纪要", "会议纪要")
    with transaction():
        sittings.draft_minutes(world.clerk, meeting.sitting, text="主持人说明方案，居民发表意见。")
    assert stands() == ("会议纪要等待签字确认", "会议纪要")
    assert "会议纪要等待签字确认" in anybody.get("/meetings/").text
    with transaction():
        for person in (world.chair, world.neighbour, world.owner):
            sittings.confirm(person, meeting.sitting, version=1)
    assert stands() == ("会议纪要已确认，等待送交意见", "逐条答复")
    assert "居委会接着把意见送交" in anybody.get(url).text
    assert "会议纪要已确认，等待送交意见" in anybody.get(f"/matters/{meeting.matter_id}").text
    with transaction():
        actions.send_opinions(world.clerk, meeting)
    assert stands() == ("等待部门答复", "逐条答复")
    hearing.answered(world.here, meeting)
    assert stands() == ("答复齐了，等待公布结果", "公布结果")
    assert "等待部门答复" not in anybody.get("/meetings/").text


def test_in_the_room_the_next_step_stands_first(world: World, as_: As) -> None:
    """To the roll before it opens, then item by item; closing comes when all had their turn."""
    meeting = hearing.arrived(world.here, hearing.noticed(world.here))
    clerk, chair = as_(world.clerk), as_(world.chair)
    url = f"/meetings/{meeting.id}"

    def main(client: NeighbourClient) -> str:
        found = re.search(
            r'<div class="main-action">.*?</div>', client.get(f"{url}/room").text, re.S
        )
        return re.sub(r"<[^>]+>|\s", "", found[0]) if found else ""

    assert "去签到" in main(clerk)
    assert f'href="{url}/roll"' in chair.get(f"{url}/room").text
    assert "宣布开会" in main(chair)
    assert chair.fill(f"{url}/room", f"{url}/session").status_code == 303
    for number, item in enumerate(hearing.sitting(meeting).items, start=1):
        for client in (clerk, chair):
            assert f"进行第{number}项" in main(client)
            assert f"{url}/closure" not in client.get(f"{url}/room").text
        assert clerk.fill(f"{url}/room", f"{url}/agenda/{item.id}").status_code == 303
    assert "散会" in main(chair)
    assert main(clerk) == ""
    assert "议程都进行完了，请主持人宣布散会。" in clerk.get(f"{url}/room").text


def test_once_confirmed_the_minutes_lead_on_to_the_answers(world: World, as_: As) -> None:
    """Whoever may send the opinions out finds the way there; nobody else, and only once."""
    meeting = hearing.minuted(world.here)
    url = f"/meetings/{meeting.id}"
    onward = f'href="{url}/sending"'
    assert onward in as_(world.clerk).get(f"{url}/minutes").text
    assert onward not in as_(world.neighbour).get(f"{url}/minutes").text
    assert onward not in as_(None).get(f"{url}/minutes").text
    with transaction():
        actions.send_opinions(world.clerk, meeting)
    assert onward not in as_(world.clerk).get(f"{url}/minutes").text


def test_for_whom_one_speaks_is_asked_and_not_called_optional(world: World, as_: As) -> None:
    meeting = hearing.noticed(world.here)
    url = f"/meetings/{meeting.id}/registration"
    resident = as_(world.resident)
    label = re.search(r'<label for="group_id">.*?</label>', resident.get(url).text)
    assert label and label[0] == '<label for="group_id">代表哪一方发言？</label>'
    answer = resident.fill(url, url, part="speak", group_id="")
    assert answer.status_code == 422
    assert '<a href="#group_id">代表哪一方发言？请选择代表哪一个利益方。</a>' in answer.text
    answer = resident.fill(url, url, part="")
    assert '<a href="#part">报哪一种？请选择一项。</a>' in answer.text
    assert resident.fill(url, url, part="observe", group_id="").status_code == 303


def test_what_is_open_is_not_called_coming_and_what_is_over_offers_no_seat(
    world: World, as_: As
) -> None:
    meeting = hearing.noticed(world.here)
    hearing.said(world.here, meeting.matter)
    with transaction():
        actions.register_to_observe(world.tenant, meeting, is_online=False)
    clerk, tenant, anybody = as_(world.clerk), as_(world.tenant), as_(None)
    url = f"/meetings/{meeting.id}"
    assert "加到日历" in anybody.get(url).text
    hearing.arrived(world.here, meeting)
    assert "快要开会" in clerk.get("/").text and "快要开会" in tenant.get("/desk").text
    assert "开始" in anybody.get("/").text and "正在开会" not in anybody.get("/").text
    with transaction():
        actions.open_session(world.chair, meeting)
    for client in (clerk, tenant):
        assert "正在开会" in client.get("/desk").text and "快要开会" not in client.get("/desk").text
    home = anybody.get("/").text
    assert "正在开会" in home and "14:00开始" not in home
    assert "正在开会" in anybody.get("/matters/").text
    assert "20席，已报名1席，还有19席" in anybody.get(url).text
    hearing.closed(world.here, meeting)
    page = anybody.get(url).text
    assert "20席，报名1席" in page and "还有19席" not in page and "加到日历" not in page
    with transaction():
        sittings.draft_minutes(world.clerk, meeting.sitting, text="主持人说明方案，居民发表意见。")
        for person in (world.chair, world.neighbour, world.owner):
            sittings.confirm(person, meeting.sitting, version=1)
        actions.send_opinions(world.clerk, meeting)
    assert "已答复0条，还差1条" in anybody.get(url).text
    hearing.answered(world.here, meeting)
    page = anybody.get(url).text
    assert "全部答复了" in page and "还差" not in page


def test_after_checking_somebody_in_the_clerk_is_where_they_were(world: World, as_: As) -> None:
    """No walk down the list again, with or without JavaScript."""
    meeting = hearing.noticed(world.here)
    clock.source.set(meeting.sitting.starts_at)  # type: ignore[attr-defined]
    clerk, url = as_(world.clerk), f"/meetings/{meeting.id}"
    answer = clerk.send(f"{url}/arrivals", person_id=world.owner.id, mode="on_site")
    assert answer.location == f"{url}/roll#person-{world.owner.id}"
    answer = clerk.send(f"{url}/arrivals", person_id=world.tenant.id, mode="observer")
    page = clerk.get(f"{url}/roll").text
    for someone in (world.owner, world.tenant):
        assert page.count(f'id="person-{someone.id}"') == 1
    answer = clerk.send(f"{url}/arrivals", guest="来访的同志", mode="observer")
    assert answer.location == f"{url}/roll#expected"
    assert 'id="expected"' in page


def test_what_is_kept_for_good_names_the_year(world: World, as_: As) -> None:
    meeting = hearing.noticed(world.here)
    clerk, url = as_(world.clerk), f"/meetings/{meeting.id}"
    hearing.closed(world.here, hearing.opened(world.here, meeting))
    year = meeting.sitting.starts_at.year
    assert f"时间：{year}年" in clerk.get(f"{url}/minutes/edit").text
    with transaction():
        sittings.draft_minutes(world.clerk, meeting.sitting, text="主持人说明方案，居民发表意见。")
        for person in (world.chair, world.neighbour, world.owner):
            sittings.confirm(person, meeting.sitting, version=1)
        actions.send_opinions(world.clerk, meeting)
    assert re.search(
        rf"{year}年\d+月\d+日（周.）14:00在社区活动室二楼就", clerk.get(f"{url}/outcome").text
    )


def test_no_show_of_hands_is_claimed_where_nobody_counted(world: World, as_: As) -> None:
    """On the page, in the room, in the minutes; counted after all, the item is done."""
    agenda = [*hearing.AGENDA[:-1], (AgendaKind.SHOW_OF_HANDS, "意向性表态"), hearing.AGENDA[-1]]
    meeting = hearing.noticed(world.here, agenda=agenda)
    hearing.gone_through(world.here, hearing.opened(world.here, meeting))
    clerk, url = as_(world.clerk), f"/meetings/{meeting.id}"
    assert clerk.get(f"{url}/room").text.count("没有表态") == 1
    assert as_(None).get(url).text.count("没有表态") == 1
    assert as_(None).get(f"{url}/live").text.count("没有表态") == 1
    with transaction():
        text = minutes_text(hearing.sitting(meeting), roll=[], notes=[])
    assert "意向性表态\n（没有表态）" in text
    answer = clerk.send(f"{url}/hands", question="方案是否可行", yes=1, no=0, abstain=1)
    assert answer.status_code == 303
    assert "没有表态" not in clerk.get(f"{url}/room").text
    with transaction():
        text = minutes_text(hearing.sitting(meeting), roll=[], notes=[])
    assert "（没有表态）" not in text and "同意1人" in text
