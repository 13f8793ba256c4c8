"""The main story: a hearing from its open notice to its published answers, as the README tells it.

Everybody presses what stands on the page, on a phone. The clock is moved at /demo/.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.town import Town, copy_of, start
from tests.browser.visit import Come, both_in_time

LIFT = "3号楼加装电梯，怎么装、装在哪里"
SAID = "施工时请给老人留一条路。"
ANSWER = "采纳。先踏勘，方案和费用测算张贴七天后再定。"


@pytest.fixture(scope="module")
def town(
    script: str, founded_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A demo of its own: weeks pass in it."""
    town = start(copy_of(founded_demo, tmp_path_factory.mktemp(f"hearing-{script}")))
    yield town
    town.stop()


@both_in_time
def test_from_an_open_hearing_to_its_published_answers(come: Come) -> None:
    # 1. 王秀英 opens the matter, reads, writes an opinion, registers to speak.
    resident = come("王秀英").go("议题", LIFT)
    resident.sees("听证", "大家的意见和答复", "分摊的钱我愿意先垫")
    resident.press("我来说一句").tick("建议").write("想说的话", SAID)
    resident.press("说好了，发表").sees(SAID)
    resident.press(LIFT).press("去听证会").press("报名").tick("发言席位")
    resident.choose("代表哪一方发言", "二层至六层住户").press("报名", exact=True)
    resident.sees("您已报名：发言席位")
    neighbour = come("李建国").go("议题", LIFT).press("看全部")
    neighbour.press("赞成", within=SAID).has_pressed("赞成", within=SAID)

    # 2. The day has come: the chair opens, the clerk checks in, goes through the agenda.
    come().moves_the_clock_past("会议开始").sees("现在是")
    clerk = come("刘敏").go("会议", LIFT).press("进入会场").press("签到")
    for name in ("张桂芳", "徐美芳", "王秀英", "周月琴", "陈立"):
        clerk.press("签到", within=name).sees(f"{name}已签到。")
    chair = come("张桂芳").go("会议", LIFT).press("进入会场").press("宣布开会")
    chair.sees("已经宣布开会")
    clerk.go("会议", LIFT).press("进入会场")
    for item in (1, 2, 3):
        clerk.press(f"进行第{item}项")
    clerk.choose("谁说的", "王秀英").write("发言要点", "担架要能进电梯。")
    clerk.choose("作为意见", "建议").press("记下", exact=True).sees("担架要能进电梯。")
    for item in (4, 5, 6):
        clerk.press(f"进行第{item}项")
    clerk.write("表态的问题", "同意先做踏勘吗").write("同意", "4").write("反对", "0")
    clerk.write("弃权", "1").press("记下人数").sees("同意先做踏勘吗")
    clerk.press("进行第7项")
    come().go("会议", LIFT).sees("意向性表态，不作为决定")
    chair.go("会议", LIFT).press("进入会场").press("散会").press("确认散会").sees("已经散会")

    # 3. 刘敏 writes up the minutes; the chair and those who spoke confirm them.
    clerk.go("会议", LIFT).press("整理会议纪要").sees("担架要能进电梯。").press("请大家确认")
    for name in ("张桂芳", "王秀英", "周月琴"):
        come(name).go("会议", LIFT).press("看会议纪要，确认").press("签名确认")
    come().go("会议", LIFT).press("看会议纪要").sees("担架要能进电梯。", "已确认")

    # 4. 刘敏 sends the opinions to whoever answers; 钱丽华 gives alike ones one answer.
    clerk.go("会议", LIFT).press("把意见送交答复").press("送交", exact=True)
    official = come("钱丽华").go("答复").sees(LIFT, SAID)
    official.tick("施工时请给老人留一条路").tick("担架要能进电梯").press("答复选中的")
    official.tick("采纳", exact=True).write("答复和理由", ANSWER).press("公开答复")
    official.go("答复").misses(SAID, "担架要能进电梯。")
    both_answered = come().go("议题", LIFT).press("看全部").page.locator("article")
    assert both_answered.filter(has_text=ANSWER).count() == 2, "each stands beside its opinion"
    for waiting in official.page.get_by_role("checkbox").all():
        waiting.check()
    official.press("答复选中的").tick("部分采纳").write(
        "答复和理由", "能办的写进方案，办不到的在张贴时逐条说明。"
    ).press("公开答复")
    official.go("答复").sees("没有等着答复的意见")

    # 5. 张桂芳 publishes the outcome under its number; 王秀英 is told and finds the proof.
    chair.go("会议", LIFT).sees("已答复").press("公布结果").tick("我检查过了")
    number = chair.press("公布并登记").sees("听证结果").number()
    resident.go("通知").awaits(number).press(number).sees(number, "听证会结果")
    resident.go("公示").write("找登记", "电梯").press("查找").press(LIFT).sees(number)
    resident.press("看全部意见和答复").sees(SAID, ANSWER)
    resident.page.go_back()
    resident.press("怎样验证").sees("总指纹", number)
