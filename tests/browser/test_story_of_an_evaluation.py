"""A committee is evaluated, from its notice to its plans: sixty on the roll, three key-holders,
four papers, on a phone; as the README tells it.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tests.browser.town import Town, copy_of, start
from tests.browser.visit import Come, Visit, both_in_time

YEAR = "2026年度居委会成员民主评议"
RATED = ("张桂芳", "丁海燕", "潘大勇")
WITH_PAPER = ("宋玉兰", "袁凤英", "林国强", "于长贵")
PAPERS = "1 1 1 1\n2 2 1 2\n3 1 3 4\n4 2 2 2"
AWAY = "票箱和计票"
"""The way from the meeting to the desk of its vote."""


@pytest.fixture(scope="module")
def town(
    script: str, founded_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A demo of its own: weeks pass in it."""
    town = start(copy_of(founded_demo, tmp_path_factory.mktemp(f"evaluation-{script}")))
    yield town
    town.stop()


@pytest.fixture
def holders(tmp_path: Path) -> "Holders":
    (away := tmp_path / "away").mkdir()
    return Holders(away)


class Holders:
    """Three holders at a computer that is not on the network, with the commands that a page names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, visit: Visit, command: str) -> str:
        """What the page's command shows, run as it stands there."""
        shown = visit.page.locator("pre.program", has_text=f"civic urn {command}")
        assert shown.evaluate("it => it.scrollWidth <= it.clientWidth"), "it is typed from here"
        words = [sys.executable, "-m", *shown.inner_text().split()]
        done = subprocess.run(
            words, cwd=self.folder, check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout

    def make_key(self, visit: Visit) -> str:
        self.run(visit, "keygen")
        (key,) = self.folder.glob("*/key.txt")
        return key.read_text("utf-8")

    def rehearse(self, visit: Visit) -> dict[str, str]:
        """What each pair reads."""
        lines = (line.split("  ") for line in self.run(visit, "rehearse").splitlines())
        return dict(lines)  # type: ignore[arg-type]

    def open(self, visit: Visit) -> str:
        """The certificate's fingerprint, as the screen shows it."""
        return self.run(visit, "open").strip().splitlines()[-1].rsplit(": ", 1)[1]


def download(visit: Visit, link: str, to: Path) -> None:
    """Under the name that the site gives it."""
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("link", name=link).click()
    waiting.value.save_as(to / waiting.value.suggested_filename)


@pytest.mark.slow
@both_in_time
def test_from_a_notice_to_plans_for_everybody_rated(come: Come, holders: Holders) -> None:
    # 1. The supervisor gives notice; each of the three hands in a report of their own.
    clerk, supervisor = come("刘敏"), come("吴德厚")
    clerk.go("会议", YEAR).misses("发公告")
    supervisor.go("会议", YEAR).press("发公告")
    supervisor.write("会议材料", "三位成员的述职报告，贴在公告栏。").tick("我检查过了")
    supervisor.press("发布公告").sees("公告已经发出")
    for name in RATED:
        rated = come(name).go("会议", YEAR).press("交报告")
        rated.write("报告", "今年办了二十三件事，两件没有办完。")
        rated.tick("我检查过了").press("交报告")
    clerk.go("会议", YEAR).misses(AWAY).sees("报告交齐了")

    # 2. Its day has come. The holders make the key and show that each pair can open it.
    come().moves_the_clock_past("会议开始").moves_the_clock_past("会议开始")
    chair = come("吴德厚").go("会议", YEAR).press(AWAY)
    chair.press("票箱").write("公钥文件", holders.make_key(chair)).press("交公钥，封名册")
    download(chair, "下载试开文件", holders.folder)
    read = holders.rehearse(chair)
    for a, b in combinations((1, 2, 3), 2):
        chair.write(f"保管人{a}和{b}读出的", read[f"{a}+{b}"])
    chair.press("三种组合都开过了").sees("三种组合都开得了")

    # 3. He presides: the rated report, people ask, the ballot begins.
    clerk.go("会议", YEAR).press("进入会场").press("签到")
    for name in ("吴德厚", *RATED):
        clerk.press("签到", within=name).sees(f"{name}已签到。")
    chair.go("会议", YEAR).press("进入会场").press("宣布开会")
    chair.sees("已经宣布开会")
    clerk.go("会议", YEAR).press("进入会场")
    for item in (1, 2, 3, 4):
        clerk.press(f"进行第{item}项")
    chair.go("会议", YEAR).press("进入会场").press("散会").press("确认散会").sees("已经散会")

    # 4. 王秀英 rates on her phone, four ask for a paper, the rest of the roll votes by itself.
    resident = come("王秀英").go("会议", YEAR).press("去评议投票")
    for who, grade in zip(RATED, ("优秀", "称职", "称职"), strict=True):
        resident.tick(grade, under=who)
    resident.press("核对一下").sees("请核对，还没有投").press("投出这张票").sees("投好了，算数了")
    resident.go("会议", YEAR).misses("去评议投票")
    other = come("罗桂珍")
    for name in WITH_PAPER:
        other.go("会议", YEAR).press(AWAY).press("发纸票、收纸票")
        other.write("按号码、门牌或姓名找", name).press("查找").press("号", within=name)
        other.press("发出一张").sees("发出")
    come().go().press("换人、拨钟").press("让其余的人来投", within=YEAR).sees("人投了票")
    come().go().press("换人、拨钟").press("拨到下一次投票截止").sees("现在是")

    # 5. Two read the papers without seeing each other; the figures add up; the holders open.
    other.go("会议", YEAR).press(AWAY).awaits("录入纸票")  # until the clock has closed the vote
    other.press("录入纸票").write("这一捆有几张", "4").press("捆好了")
    other.write("一行一张票", PAPERS).press("录完了，交上去").sees("第一遍录完了")
    chair.go("会议", YEAR).press(AWAY).press("录入纸票").press("B01")
    chair.write("一行一张票", PAPERS).press("录完了，交上去").sees("这一捆录完了")
    chair.press("去核对票数").sees("票数对得上").press("确认核对，准备计票")
    chair.go("会议", YEAR).press(AWAY).press("开箱、交证明、签名")
    download(chair, "下载票箱文件", holders.folder)
    seen = holders.open(chair)
    (written,) = holders.folder.glob("*/certificate.json")
    chair.attach("开票证明", written)
    chair.attach("计票文件", written.with_name("tally.json")).press("交证明").sees("证明收下了")
    chair.write("您自己的电脑上显示的证明指纹", seen).press("我开过，一样，签名")
    chair.sees("还要另一个人签名")
    other.go("会议", YEAR).press(AWAY).press("开箱、交证明、签名")
    seen = holders.open(other)
    other.write("您自己的电脑上显示的证明指纹", seen).press("我开过，一样，签名")
    other.press("开始计票").press("开始计票").sees("计票完了", "名册60人")

    # 6. The result stands under its number; whoever was rated files a plan that can be followed.
    chair.go("会议", YEAR).press("公布评议结果").tick("我检查过了").press("公布并登记")
    number = chair.sees("评议有效").number()
    rated = come("张桂芳").go("会议", YEAR).press("交整改方案")
    rated.write("怎么改", "回复慢的，一周内先答复。").write("措施", "答应的事当天登记")
    rated.write("哪天以前办好", "2027-01-31").write("谁签字", "张桂芳")
    rated.write("问谁", "居委会办公室").tick("我检查过了").press("交整改方案")
    rated.sees("整改方案交了")
    anybody = come().go("会议", YEAR).sees("答应的事当天登记", number)
    anybody.go("公示").write("找登记", "民主评议").press("查找").sees(number)
