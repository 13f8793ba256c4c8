"""What people do on the site, on a phone, with and without JavaScript.

Each story is told through what stands on the pages: words, buttons, lists. Every page that is
passed has been before the accessibility checker. The hearing has a file of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.town import DESK, Look, Town
from tests.browser.visit import WITH, Come, both_in_time

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CIVIC_TEST_DATA") or ROOT.parent / "shared" / "data").resolve()
REAL = DATA / "vtaiwan.uberx"
LIFT = "3号楼加装电梯，怎么装、装在哪里"
WASTE = "紫荆小区垃圾投放点要不要撤并"
CHARGING = "电动自行车充电棚不够用，有人飞线充电"
CANTEEN = "老年助餐点开在居委会旁边还是菜场二楼"
PIPES = "5号楼雨污管网改造先修哪一段"
BIKES = "共享单车堵住了小学门口"


# Coming in --------------------------------------------------------------------------------------


@both_in_time
def test_a_card_opens_the_door_once_and_then_the_own_password(come: Come) -> None:
    clerk = come("刘敏").go("名册").write("查一查", "郭素珍").press("查找").press("郭素珍")
    code = clerk.press("打印登录卡").page.locator(".slip-code").inner_text()
    clerk.sees("只能用一次").page.emulate_media(media="print")
    expect(clerk.page.locator(".slip .qr-code img")).to_be_visible()
    clerk.page.emulate_media(media="screen")

    at_home = come().go("登录").press("用登录卡登录")
    at_home.write("卡上的16位登录码", code.lower().replace("-", "")).press("下一步")
    at_home.sees("您是郭**吗？").press("是我，登录").sees("郭素珍")
    at_home.write("新密码", "桥下空地种石榴树").press("保存")
    at_home.go().press("郭素珍").press("退出登录").sees("登录")

    again = come().go("登录").press("用登录卡登录")
    again.write("卡上的16位登录码", code).press("下一步").sees("用过")
    again.press("用密码登录", exact=True).write("手机号或邮箱", "suzhen")
    again.write("密码", "不对的密码").press("登录", exact=True, within="密码").sees("不对")
    again.write("密码", "桥下空地种石榴树").press("登录", exact=True, within="密码").sees(
        "五里桥社区", "等您办的"
    )


@both_in_time
def test_somebody_registers_and_speaks_once_the_clerk_has_seen_the_papers(come: Come) -> None:
    said = "三楼以上按楼层分摊，请附一张表。"
    newcomer = come().go("登录").press("注册")
    newcomer.write("真实姓名", "何新来").write("手机号或邮箱", "xinlai@example.org")
    newcomer.write("设一个密码", "刚搬来三号楼的人").press("注册", exact=True)
    if newcomer.heading() == "注册":
        # The browser itself keeps the form back, or the site says what is missing.
        assert newcomer.page.get_by_label("真实姓名").input_value() == "何新来"
    newcomer.tick("我看过并同意").write("设一个密码", "刚搬来三号楼的人")
    newcomer.press("注册", exact=True).sees("注册好了。", "带上身份证件，到您住的社区居委会")
    newcomer.go("议题", LIFT).sees("核实以后，就可以发表意见")
    assert not newcomer.offers("我来说一句")

    clerk = come("刘敏").go("名册", "核实自己注册的人")
    clerk.write("对方注册用的手机号或邮箱", "xinlai@example.org")
    clerk.choose("楼栋", "3号楼").write("房号", "403").tick("我已当面核对过")
    clerk.press("核实", exact=True).sees("何新来")

    newcomer.go("议题", LIFT).press("我来说一句").tick("建议").write("想说的话", said)
    newcomer.press("说好了，发表").sees(said, "何**")


@both_in_time
def test_a_roster_is_checked_shown_and_then_brought_in(come: Come, tmp_path: Path) -> None:
    wrong, right = tmp_path / "有错.csv", tmp_path / "名册.csv"
    header = "姓名,楼栋,房号,面积,身份\n"
    wrong.write_text(header + "石榴,99号楼,101,80,居民\n石磊,10号楼,604,-2,业主\n", "utf-8")
    right.write_text(header + "石榴,10号楼,603,80.5,居民、业主\n石磊,10号楼,603,,居民\n", "utf-8")
    clerk = come("刘敏").go("名册", "导入名册").attach("名册文件", wrong).press("上传并检查")
    clerk.awaits("要改的地方：2处").sees("第2行", "第3行", "现在什么也没有导入")
    assert not clerk.offers("确认导入")
    clerk.go("名册", "导入名册").attach("名册文件", right).press("上传并检查")
    clerk.awaits("会改变什么").sees("石榴", "石磊").press("确认导入").awaits("已经改了什么")
    clerk.go("名册").write("查一查", "石榴").press("查找").sees("铁工新村 10号楼 603")


# Matters and opinions ---------------------------------------------------------------------------


@both_in_time
def test_a_matter_with_a_picture_is_raised_seconded_and_screened(
    come: Come, tmp_path: Path
) -> None:
    picture, paper = tmp_path / "路灯.jpg", tmp_path / "假.jpg"
    Image.new("RGB", (640, 480), "#335577").save(picture)
    paper.write_text("这不是照片")
    title, reason = "8号楼前的路灯坏了半个月", "关系整条路的安全，受理。"
    author = come("田小雨").go("议题", "提一件事").write("一句话说是什么事", title)
    author.write("现在是什么情况", "晚上下班回来要打着手机照路，已经有人崴了脚。")
    author.tick("公共设施").choose("是哪里的事", "8号楼").attach("照片或文件", paper)
    author.press("提交给居委会").sees("还没有提交，请先改好这几处")
    assert author.page.get_by_label("一句话说是什么事").input_value() == title, "typed, so kept"
    author.attach("照片或文件", picture).press("提交给居委会")
    author.sees("提交好了", title, "居委会正在审核要不要受理")
    expect(author.page.get_by_role("img", name="图1")).to_be_visible()

    come("李建国").finds(title).press("我附议").sees("附议好了", "1人附议")

    clerk = come("刘敏").finds(title).press("审核这件议题").tick("受理").write("理由", reason)
    clerk.press("公布审核结果").sees("审核结果已经公布", reason)
    author.go("通知").awaits(f"“{title}”受理了").press(title).sees(reason)


@pytest.mark.slow
@both_in_time
def test_the_same_thing_raised_twice_becomes_one_and_one_is_taken_back(come: Come) -> None:
    for title in ("铁工新村充电口太少", "铁工新村晾衣绳断了"):
        author = come("李建国").go("议题", "提一件事").write("一句话说是什么事", title)
        author.write("现在是什么情况", "从上个月起就这样，大家天天绕着走。").tick("安全")
        author.press("提交给居委会").sees(title)
    clerk = come("刘敏").finds("铁工新村充电口太少").press("和别的议题合并")
    clerk.choose("并入哪一件议题", CHARGING).press("确认并案").sees("已经并案", CHARGING)
    come().finds("铁工新村充电口太少").sees("已经并入另一件议题").press(CHARGING).sees(
        "铁工新村充电口太少"
    )
    author.press("撤回议题").write("为什么撤回", "物业当天就换了新绳子。").press("确认撤回")
    author.sees("提出人已经撤回", "物业当天就换了新绳子。")


@pytest.mark.slow
@both_in_time
def test_a_hidden_opinion_leaves_its_place_and_its_author_is_heard(come: Come) -> None:
    said = "助餐点的价格表去年就说要贴，到现在没有贴。"
    author = come("李建国").finds(CANTEEN).press("我来说一句").tick("批评")
    author.write("想说的话", said).press("说好了，发表").sees(said)

    clerk = come("刘敏").finds(CANTEEN).press("看全部").press("月", within=said)
    clerk.press("隐藏这条意见").tick("与这件议题无关").press("隐藏", exact=True)
    clerk.sees("已经隐藏，理由公开")

    hidden = "这条意见已被隐藏。理由：与这件议题无关。处理人：居委会工作人员"
    visitor = come().finds(CANTEEN).press("看全部").sees(hidden).misses(said)

    author.go("通知").awaits("隐藏").press("隐藏").sees(said).press("我要提出异议")
    author.write("为什么不该隐藏", "说的就是助餐点的价格，没有离题。")
    author.press("提出异议").sees("异议收到了", "异议等待裁定")

    supervisor = come("吴德厚").go().press(CANTEEN, within="等您裁定异议").press("裁定异议")
    supervisor.sees("说的就是助餐点的价格").tick("异议成立，恢复显示")
    supervisor.write("理由", "说的是助餐点的价格，与议题有关。").press("公布裁定").sees(said)
    visitor.finds(CANTEEN).press("看全部").sees(said, "曾被隐藏，经裁定恢复")


@both_in_time
def test_an_official_answers_asks_for_time_and_corrects(come: Come) -> None:
    answer = "采纳。上门收运每天一次，老人在楼下按铃即可。"
    better = "采纳。上门收运每天两次，早晚各一次。（原答复写成了一次，有误。）"
    why = "五年前的账要到区档案馆去查，需要多一些时间。"
    come().finds(WASTE).press("看全部").sees("已超过")
    official = come("赵卫国").go("答复").sees("1条意见逾期没有答复")
    official.tick("上次改造投放点花了多少钱").press("申请延期").write("为什么来不及", why)
    official.press("延期并公开理由").sees("要在到期以前")
    official.go("答复").press("答复选中的").tick("采纳", exact=True).write("答复和理由", answer)
    official.press("公开答复").sees("请先改好这几处")
    official.tick("给行动不便的老人上门收").tick("只留两个点").press("公开答复")
    official.sees("答复已公开").misses("只留两个点")
    visitor = come().finds(WASTE).press("看全部")
    expect(visitor.page.locator("article").filter(has_text=answer)).to_have_count(2)

    official.press(answer).write("更正后的答复", better).press("公开更正")
    official.sees("更正已公开，原来的答复仍然看得到")
    visitor.finds(WASTE).press("看全部").sees(better)
    visitor.press("更正前的答复", within=better).sees(better, "更正前的答复", answer)


# Finding and being told -------------------------------------------------------------------------


@pytest.mark.slow
@both_in_time
def test_simplified_characters_find_what_was_written_in_traditional_ones(
    come: Come, tmp_path: Path
) -> None:
    said, title = "助餐點要給老人買一份意外保險。", "關於管網工程保險的決定"
    author = come("李建国").finds(CANTEEN).press("我来说一句").tick("建议")
    author.write("想说的话", said).press("说好了，发表").sees(said)
    found = come().finds(CANTEEN).press("看全部").write("在意见里找一找", "保险")
    found.press("查找").sees("找到1条", said)

    paper = tmp_path / "决定.png"
    Image.new("RGB", (300, 400), "white").save(paper)
    official = come("钱丽华").go("议题", "已办完").press(PIPES).press("登记部门决定")
    official.choose("作出决定的单位", "房屋管理所").write("文号", "五房管〔2026〕8号")
    official.write("决定日期", "2026-11-02").write("标题", title)
    official.write("决定内容", "管網工程由施工單位投保，保險單張貼公布。").attach("文件", paper)
    number = official.press("登记并公开").sees(title).number()
    found.go("公示").write("找登记", "保险").press("查找").press(title).sees(number, "五房管")
    found.finds("管网").sees(PIPES)


@pytest.mark.slow
@both_in_time
def test_news_come_to_the_inbox_and_are_read_off_when_not_wanted(come: Come) -> None:
    title, reason = "菜场门口的路面积水", "确实影响出入，受理。"
    author = come("周月琴").go("议题", "提一件事").write("一句话说是什么事", title)
    author.write("现在是什么情况", "一下雨就积半尺深的水，老人绕道走。").tick("公共设施")
    author.press("提交给居委会").sees(title)
    reader = come("陈立").finds(title).press("关注").sees("不再关注")
    reader.go("通知", "我关注的").sees(title)
    deaf = come("孙浩").finds(title).press("关注").sees("不再关注")
    deaf.go("通知", "通知设置").untick("议题的进展").press("保存").sees("已经记住")

    come("刘敏").finds(title).press("审核这件议题").tick("受理").write("理由", reason).press(
        "公布审核结果"
    )
    reader.go("通知").awaits(f"“{title}”受理了").press("未读").press(title).sees(reason)
    deaf.go("通知").misses(title)
    author.go("通知").awaits(f"“{title}”受理了")
    mail = come().go("挑一张身份卡", "看看发出的邮件")
    mail.press(title).sees("受理", "收信人").press("回到全部邮件").sees("发出的邮件")

    sheet = come().go(LIFT).press("看公告").sees("听证会公告", "五里桥社区活动室二楼")
    expect(sheet.page.locator(".qr-code img")).to_be_visible()
    sheet.press("返回网页").sees(LIFT)


# Everybody's way of reading ---------------------------------------------------------------------


@both_in_time
def test_large_type_language_and_night_are_kept_from_page_to_page(come: Come) -> None:
    reader = come("王秀英").go().press("长辈版")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert reader.page.evaluate(size) >= 18
    root = reader.page.locator("html")
    reader.press("深色").press("English")
    for link in ("Register", "Meetings", "Matters"):
        reader.press(link)
        expect(root).to_have_attribute("data-edition", "elder")
        expect(root).to_have_attribute("data-theme", "dark")
        expect(root).to_have_attribute("lang", "en")
        assert reader.page.evaluate(size) >= 18
    reader.press("中文").press("标准版").press("浅色").sees("提一件事")
    expect(root).to_have_attribute("data-theme", "light")


@both_in_time
def test_a_visitor_reads_who_may_do_what_how_much_was_done_and_how_days_count(come: Come) -> None:
    visitor = come().go("权责清单：谁能做什么").sees("没有写在这里的，谁也不能做")
    visitor.press("居委会主任").sees("公布听证结果")
    visitor.go("今年办了多少事").sees("这里不排名次", "桑城社区")
    visitor.go("工作日历：期限怎么数").sees("2026年", "放假", "上班")
    visitor.go("全部社区").press("桑城社区").sees("桑城社区")


@both_in_time
def test_signing_in_and_speaking_need_no_mouse(come: Come) -> None:
    """Tab, arrows, space, enter: somebody who cannot point."""
    clerk = come("刘敏").go("名册").write("查一查", "梁志刚").press("查找").press("梁志刚")
    code = clerk.press("打印登录卡").page.locator(".slip-code").inner_text()
    reader = come().go()
    page, said = reader.page, "轮椅要能进电梯，门宽请写进合同。"
    assert "跳到正文" in reader.keys("Tab").focused()
    reader.keys("Enter", "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    reader.tabs_to("登录").keys("Enter").sees("忘了密码")
    reader.tabs_to("用登录卡登录").keys("Enter").sees("卡上的16位登录码")
    reader.tabs_to("登录码").types(code).keys("Enter").sees("您是梁**吗？")
    reader.tabs_to("是我，登录").keys("Enter").sees("登录成功")
    reader.tabs_to("议题").keys("Enter").sees("找议题")
    reader.tabs_to(LIFT).keys("Enter").sees("去听证会")
    reader.tabs_to("我来说一句").keys("Enter").sees("想说的话")
    reader.tabs_to("批评").keys("ArrowDown", "ArrowDown")
    expect(page.get_by_label("建议")).to_be_checked()
    reader.tabs_to("想说的话").types("一").tabs_to("说好了，发表").keys("Enter")
    reader.sees("请先改好这几处")
    assert "请先改好这几处" in reader.focused(), "what is wrong is what is read next"
    reader.tabs_to("想说的话").keys("Enter")
    assert page.get_by_label("想说的话").evaluate("e => e === document.activeElement")
    reader.types(said).tabs_to("说好了，发表").keys("Enter").sees("说好了，大家都看得到", said)


@both_in_time
def test_on_a_desk_answers_stand_beside_what_they_answer(
    browser: Browser, town: Town, script: str
) -> None:
    """The same pages on a wide screen."""
    context = Look(DESK, javascript=script == WITH).open(browser, town.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="议题").first.click()
    page.get_by_label("找议题").fill("垃圾投放点")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=WASTE).click()
    page.get_by_role("link", name="看全部").click()
    said = page.locator(".opinion:has(.reply-by) .opinion-said").first.bounding_box()
    answer = page.locator(".opinion .reply:has(.reply-by)").first.bounding_box()
    assert said and answer and answer["x"] > said["x"] + said["width"] / 2
    context.close()


@both_in_time
@pytest.mark.skipif(
    not REAL.is_dir(), reason=f"the real consultation is not at {REAL}: set CIVIC_TEST_DATA"
)
def test_a_real_consultation_is_found_by_simplified_characters(come: Come, town: Town) -> None:
    command = [sys.executable, "-m", "civic", "import", "consultation", str(REAL)]
    subprocess.run(command, env=town.environment, check=True, timeout=180, capture_output=True)
    visitor = come().go("会议")
    visitor.press("Uber").press("看意见和答复").write("在意见里找一找", "乘客 保险").press("查找")
    visitor.sees("找到")
    found = visitor.page.locator("article")
    assert found.count() > 1
    assert all("保險" in text and "乘客" in text for text in found.all_inner_texts())
