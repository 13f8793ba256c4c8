"""A vote from its question to its counted answer, as the README tells it.

Owners vote from their phones and on paper; most of the area is in favour, most heads are not.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.town import Town, copy_of, start
from tests.browser.visit import Come, Visit, both_in_time

PARKING = "地面停车费涨不涨，多收的钱怎么分"
FEE = "地面停车费涨到每月200元"
ACCOUNTS = "停车收支每季度"
WITH_PAPER = ("宋玉兰", "袁凤英", "林国强")


@pytest.fixture(scope="module")
def town(
    script: str, founded_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A demo of its own: weeks pass in it."""
    town = start(copy_of(founded_demo, tmp_path_factory.mktemp(f"vote-{script}")))
    yield town
    town.stop()


def votes(visit: Visit, fee: str, accounts: str) -> Visit:
    """From the vote's page to the ballot that counts."""
    visit.press("去投票").tick(fee, under=FEE).tick(accounts, under=ACCOUNTS)
    visit.press("核对一下").sees("请核对，还没有投")
    return visit.press("投出这张票").sees("投好了，算数了")


@both_in_time
def test_from_a_question_to_its_counted_answer(come: Come) -> None:
    # 1. 王秀英 reads what is asked, by which law, and votes.
    resident = come("王秀英").go().press(PARKING, within="等您投票")
    resident.sees("业主共同决定（一般事项）", "人数和面积都要过半数同意")
    votes(resident, "反对", "同意")
    resident.press("回到这次表决").sees("您已投票").misses("去投票")

    # 2. 李建国 owns his flat together with 秦红: nobody votes before both name the same one.
    couple = come("李建国").go("表决", PARKING).press("推举由谁来投")
    couple.sees("秦红推举了李建国。", "李建国还没有推举。")
    couple.tick("李建国").press("就推举这一位").sees("这一票由李建国来投，现在还没有投。")
    couple.go("表决", PARKING)
    votes(couple, "反对", "同意")

    # 3. The rest of the roll votes; 孙浩 takes back the three papers that he brought round.
    come().go().press("换人、拨钟").press("让其余的人来投", within=PARKING).sees("人投了票")
    from_door_to_door = come("孙浩").go("表决", PARKING).press("发纸票、收纸票")
    numbers = []
    for name in WITH_PAPER:
        from_door_to_door.write("按号码、门牌或姓名找", name).press("查找").press(
            "号", within="已发纸票"
        )
        numbers.append(re.findall(r"\d+", from_door_to_door.heading())[0])
        from_door_to_door.press("收回，投进票箱").sees("请投进票箱")

    # 4. Its hour has come: 刘敏 and 张桂芳 type the papers in, each for herself; the sums agree.
    come().go().press("换人、拨钟").press("拨到下一次投票截止").sees("现在是")
    clerk = come("刘敏").go("表决", PARKING).press("主持这次表决")
    clerk.awaits("录入纸票")  # until the clock has closed the vote
    clerk.press("录入纸票").write("这一捆有几张", "3").press("捆好了")
    read = "\n".join(f"{number} 2 1" for number in numbers)
    clerk.write("一行一张票", read).press("录完了，交上去").sees("第一遍录完了")
    chair = come("张桂芳").go("表决", PARKING).press("主持这次表决").press("录入纸票")
    chair.press("B01").write("一行一张票", read).press("录完了，交上去").sees("这一捆录完了")
    chair.press("去核对票数").sees("票数对得上").press("确认核对，准备计票")
    chair.press("开始计票").press("开始计票").sees("未通过", "通过")

    # 5. 张桂芳 publishes; everybody sees by area and by heads why the one failed.
    chair.press("公布结果").tick("我检查过了").press("公布并登记").sees("已经公布")
    anybody = come().go("表决", PARKING).sees("未通过")
    number = anybody.number()
    anybody.press("算式和依据").sees("人数", "面积")
    resident.go("通知").awaits(number).press(PARKING).sees(number)
