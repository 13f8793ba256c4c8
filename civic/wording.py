"""Words of the ground: roles, powers, and why the ground refuses."""

import re

from civic import calendar, files, ledger, policy
from civic.clock import Counting, Due
from civic.i18n import day
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.policy import Can, Role

ROLE = {
    Role.RESIDENT: _l("居民"),
    Role.OWNER: _l("业主"),
    Role.TENANT: _l("租户"),
    Role.BUILDING_HEAD: _l("楼栋长"),
    Role.GRID_WORKER: _l("网格员"),
    Role.REPRESENTATIVE: _l("居民代表"),
    Role.COUNCIL_MEMBER: _l("议事会成员"),
    Role.CLERK: _l("居委会工作人员"),
    Role.CHAIR: _l("居委会主任"),
    Role.COMMITTEE_MEMBER: _l("居委会委员"),
    Role.PARTY_BRANCH: _l("社区党组织"),
    Role.OFFICIAL: _l("承办部门"),
    Role.SUPERVISOR: _l("居务监督委员会"),
    Role.AUDITOR: _l("审计人员"),
    Role.ADMINISTRATOR: _l("系统管理员"),
    Role.AUTHOR: _l("提出人本人"),
    Role.ADDRESSEE: _l("被送交办理的单位"),
    Role.PRESIDING: _l("本次会议主持人"),
    Role.PARTICIPANT: _l("本次会议参加人"),
    Role.ON_ROLL: _l("本次表决人"),
    Role.RATED: _l("本次被评议的人和单位"),
}

POWER = {
    Can.MANAGE_PLACES: _l("维护地方和房屋"),
    Can.MANAGE_UNITS: _l("维护单位"),
    Can.APPOINT: _l("任命任何职务"),
    Can.APPOINT_NEIGHBOUR: _l("任命楼栋长、网格员，登记居民代表和议事会成员"),
    Can.SEE_ROSTER: _l("查看住户名册"),
    Can.IMPORT_ROSTER: _l("导入住户名册"),
    Can.VERIFY_PERSON: _l("核实居民身份"),
    Can.ISSUE_CARD: _l("发放登录卡"),
    Can.LOAD_CALENDAR: _l("载入节假日安排"),
    Can.SEE_LEDGER: _l("查看全部操作记录"),
    Can.RAISE_MATTER: _l("提出议题"),
    Can.SECOND_MATTER: _l("附议"),
    Can.EDIT_MATTER: _l("修改议题"),
    Can.WITHDRAW_MATTER: _l("撤回议题"),
    Can.ATTACH_FILE: _l("添加附件"),
    Can.SCREEN_MATTER: _l("审核议题"),
    Can.MERGE_MATTER: _l("合并议题"),
    Can.ROUTE_MATTER: _l("确定议事方式"),
    Can.REVIEW_MATTER: _l("登记党组织研究意见"),
    Can.ARCHIVE_MATTER: _l("归档议题"),
    Can.HIDE_MATTER: _l("隐藏议题里违规的文字和附件"),
    Can.GIVE_OPINION: _l("发表意见"),
    Can.ENTER_OPINION: _l("代录书面、口头意见"),
    Can.REACT: _l("对意见表示赞同或不赞同"),
    Can.HIDE_OPINION: _l("隐藏违规意见"),
    Can.OBJECT_TO_HIDING: _l("对隐藏提出异议"),
    Can.DECIDE_OBJECTION: _l("裁定隐藏异议"),
    Can.ADDRESS_OPINION: _l("把意见送交单位"),
    Can.CLASSIFY_OPINION: _l("对意见作出采纳与否的答复分类"),
    Can.REPLY: _l("书面答复意见"),
    Can.EXTEND_REPLY: _l("延长答复期限"),
    Can.CORRECT_REPLY: _l("更正答复"),
    Can.CONVENE_MEETING: _l("召集会议"),
    Can.FORM_PANEL: _l("组成听证小组"),
    Can.NOTIFY_MEETING: _l("发布会议通知"),
    Can.POSTPONE_MEETING: _l("延期开会"),
    Can.REGISTER_FOR_MEETING: _l("报名参加会议"),
    Can.ENTER_REGISTRATION: _l("代居民报名"),
    Can.OPEN_MEETING: _l("宣布开会"),
    Can.CHECK_IN: _l("登记到会"),
    Can.ATTEND_MEETING: _l("本人签到"),
    Can.KEEP_MINUTES: _l("记录会议"),
    Can.SHOW_HANDS: _l("组织意向性表态"),
    Can.CONFIRM_MINUTES: _l("确认会议记录"),
    Can.CLOSE_MEETING: _l("宣布散会"),
    Can.CHANGE_PLAN: _l("登记方案重大变更"),
    Can.PUBLISH_OUTCOME: _l("公布听证结果"),
    Can.CONVENE_EVALUATION: _l("召集、组织评议会"),
    Can.HAND_IN_REPORT: _l("提交述职、工作报告"),
    Can.ENTER_SCORE_SHEET: _l("录入评分表，替被评议方录入签了字的纸质报告、整改方案"),
    Can.PUBLISH_EVALUATION: _l("公布评议结果"),
    Can.STATE_ON_EVALUATION: _l("对评议结果作说明"),
    Can.FILE_PLAN: _l("提交整改方案"),
    Can.RECHECK_EVALUATION: _l("复查整改情况"),
    Can.ENTER_DECISION: _l("登记部门决定"),
    Can.CORRECT_ENTRY: _l("更正登记"),
    Can.CORRECT_DECISION: _l("更正本单位的决定"),
    Can.CORRECT_EVALUATION: _l("更正评议结果"),
    Can.TAKE_DOWN_ENTRY: _l("撤下公示"),
    Can.TAKE_DOWN_EVALUATION: _l("撤下评议结果"),
    Can.REPORT_COMMITMENT: _l("报告落实情况"),
    Can.SETTLE_COMMITMENT: _l("核销落实事项；替来不了的被评议人录入整改进展"),
    Can.DRAFT_VOTE: _l("起草表决"),
    Can.POST_VOTE: _l("公示表决事项和名册"),
    Can.OBJECT_TO_ROLL: _l("对表决名册提出异议"),
    Can.DECIDE_ROLL_OBJECTION: _l("裁定名册异议"),
    Can.AMEND_ROLL: _l("增补、删除名册上的人"),
    Can.OPEN_VOTE: _l("开始表决"),
    Can.EXTEND_VOTE: _l("延长表决时间"),
    Can.CANCEL_VOTE: _l("取消表决"),
    Can.PREPARE_URN: _l("交公钥、试开票箱"),
    Can.CAST_BALLOT: _l("投票"),
    Can.NAME_CASTER: _l("推举代表投票的人"),
    Can.ENTER_CASTER: _l("登记、核实书面推举的投票人"),
    Can.GIVE_PROXY: _l("委托他人投票"),
    Can.CONFIRM_PROXY: _l("核实委托书"),
    Can.HAND_OUT_BALLOT: _l("发放和收回纸质表决票"),
    Can.DELIVER_BALLOT: _l("凭据登记表决票送达"),
    Can.ENTER_BALLOTS: _l("录入纸质表决票"),
    Can.CLOSE_VOTE: _l("结束表决"),
    Can.RECONCILE_VOTE: _l("核对票数"),
    Can.OPEN_URN: _l("导出票箱、交开票证明"),
    Can.CERTIFY_URN: _l("在开票证明上签名"),
    Can.SIFT_COMMENTS: _l("看随票说的话：归类、隐去"),
    Can.DESTROY_URN: _l("争议期过后销毁票箱"),
    Can.COUNT_VOTE: _l("计票"),
    Can.PUBLISH_VOTE: _l("公布表决结果"),
    Can.STAND_IN_FOR_SUPERVISORS: _l(
        "评议居务监督委员会时，代为裁定名册异议、签开票证明，更正、撤下评议结果"
    ),
    Can.STAND_IN_FOR_COMMITTEE: _l(
        "评议居委会时，代为改名册、登记由谁投、发放和收回纸票、延长和结束表决"
    ),
    Can.SEE_BALLOTS: _l("计票时查看记名表决票"),
    Can.CHALLENGE_VOTE: _l("申请核实表决结果"),
    Can.VERIFY_VOTE: _l("核实表决结果"),
}

REFUSALS = {
    ledger.Why.NOTHING_TO_ERASE: _l("这项信息已经删除，或者本来就没有，不需要再删。"),
    calendar.Why.UNREADABLE: _l(
        "读不懂这个文件。请用 UTF-8 编码的 JSON：或是 holiday-cn 的格式（year、days），"
        "或是 year、source、off、worked 四项。"
    ),
    calendar.Why.YEAR: _l(
        "您要载入的是%(year)s年，文件里写的是%(found)s年。请核对年份（2000—2099年）。"
    ),
    calendar.Why.BAD_ROW: _l(
        "第%(row)s行不对：%(value)s。日期请写成2027-02-05，连续几天写成2027-02-05/2027-02-12。"
    ),
    calendar.Why.OUTSIDE_YEAR: _l(
        "%(date)s不属于%(year)s年的放假通知。请只载入这一年的日期（可含上年12月）。"
    ),
    calendar.Why.TWICE: _l("%(date)s出现了两次。请删去一次。"),
    calendar.Why.WORKED_WEEKDAY: _l(
        "%(date)s是周一至周五，本来就上班，不会是调休上班日。请核对放假与上班是否写反。"
    ),
    calendar.Why.HOLIDAY_MISSING: _l(
        "%(date)s依《全国年节及纪念日放假办法》放假，文件里却是上班。请核对后重新载入。"
    ),
    calendar.Why.SAME: _l("%(year)s年的放假安排已经是这样，没有变化。"),
    files.Why.EMPTY: _l("这个文件是空的。请重新选择。"),
    files.Why.TOO_LARGE: _l("文件超过%(megabytes)s MB。请压缩或拆分后再上传。"),
    files.Why.TYPE: _l(
        "只能上传 JPEG、PNG、WebP 图片和 PDF 文件（看内容，不看文件名）。其他文件请先转成 PDF。"
    ),
    files.Why.PIXELS: _l("图片超过%(megapixels)s00万像素。请缩小后再上传。"),
    files.Why.BROKEN: _l("文件打不开，可能没有传完或已损坏。请打开看一看，再重新上传。"),
    files.Why.DISK_FULL: _l("服务器的存储空间满了，文件没有保存。请稍后再试，并告诉管理员。"),
    files.Why.TOO_MANY: _l("一次最多传%(most)s个文件。请挑最要紧的，其余的另外再传。"),
    policy.Why.NOT_ALLOWED: _l("您不能“%(can)s”。这件事由%(who)s来做。"),
}

# What the command line says to whoever runs the site.
CLI = {
    "busy": "%(host)s:%(port)s cannot be used (%(problem)s): choose another with --port",
    "no_database": "the database does not do what it is asked: %(problem)s",
    "no_assets": "front-end assets are missing, pages work without them: run civic assets",
    "old_database": "this database is not at head: run civic migrate",
    "init_exists": "%(folder)s holds a site already; nothing was changed",
    "init_blank": "district, name and login must each say something; nothing was changed",
    "init_done": "%(file)s written. Start with: civic serve, and beside it: civic worker",
    "consultation": "%(opinions)s opinions, %(reactions)s reactions of %(people)s people: %(url)s",
    "unchanged": "nothing new: everything in it is here already",
    "calendar": "calendar of %(year)s loaded",
    "demo_fresh": "Throw away everything in %(folder)s and start anew?",
    "demo_founding": "Founding the demo neighbourhood…",
    "demo_old": "the demo's database is of an older version: start anew with --fresh",
    "demo_half": "the demo was not founded to its end: start anew with --fresh",
    "demo_not_here": "%(folder)s holds a real site: the demo wants a folder of its own (CIVIC_INSTANCE)",
    "demo_ready": "Open %(address)s   (Ctrl-C stops it)",
    "demo_died": "the demo stopped: see the lines above",
    "urn_key": "vote %(vote)s: key %(key)s. Put %(folder)s/key.txt into the site, print %(folder)s/holder-*.txt, one for each holder, then delete them",
    "urn_two_sheets": "the sheets of at least two holders are needed",
    "urn_opened": "%(ballots)s ballots online, %(paper)s on paper, %(marked)s marks among %(roll)s on the roll, %(comments)s comments. Fingerprint of %(file)s: %(fingerprint)s",
    "urn_differs": "%(file)s is there already and says something else: it was left as it is",
    "urn.sheet_unreadable": "this is not a holder's sheet, or a line of it is missing",
    "urn.mistyped": "line %(line)s under “%(part)s” is mistyped: compare it with the paper",
    "urn.same_holder": "both sheets are holder %(holder)s's: another holder's is needed",
    "urn.sheets_apart": "the sheets are of different votes or keys",
    "urn.wrong_key": "the sheets do not make the key that this is sealed to",
    "urn.export_unreadable": "this is not the site's file, or it is damaged",
    "urn.rows_dropped": "%(count)s sealed rows stand in the record and are missing here: not opened",
    "urn.rows_added": "%(count)s sealed rows are here that the record does not know: not opened",
    "urn.rows_twice": "%(count)s sealed rows are here twice: not opened",
    "urn.rows_tampered": "%(count)s sealed rows are not as they stand in the record: not opened",
    "urn.rows_unequal": "question %(question)s has %(rows)s rows for %(ballots)s ballots: not opened",
    "urn.ballots_differ": "%(missing)s ballots of the record are missing here, %(added)s are not in it: not opened",
    "urn.row_unsealed": "a row of question %(question)s was not sealed to this key for this question: not opened",
    "demo_in_production": "this database holds the demo's neighbourhood: production does not start with it",
}

# The head of a key-holder's sheet: printed, and left out when it is typed again.
KEY_SHEET = """\
# 第%(vote)s号表决 · 票箱钥匙保管单 · 保管人%(holder)s
# 三位保管人中任何两位的保管单合在一起，才能开启票箱；单独一张没有用处。
# 请勿拍照、转发或交给他人。表决结果公布、争议期满后销毁。
# 开箱时照抄以下各行，空格和大小写不影响；抄错了，程序会指出是哪一行。
"""

# What is written down of a consultation that was held elsewhere; it stays as it was written.
CONSULTATION = {
    "convenor": "原征询主办方",
    "participant": "参与者%(n)s",
    "venue": "网上征询（原平台）",
    "accepted": "这是一次已在别处办完的网上征询，按听证会承接：意见照原文列出，可以查、可以分类、可以答复。",
    "body": "%(description)s\n\n来源与许可：%(attribution)s\n%(url)s",
    "minutes": (
        "这次征询在网上进行，没有现场会议，%(began)s开始，%(ended)s结束。"
        "%(people)s人参加，提出意见%(opinions)s条，表态%(reactions)s次（一人对一条意见以最后一次为准）。"
        "原平台未放行的%(hidden)s条意见，在这里隐去，理由为“原平台已隐去”。\n\n"
        "来源与许可：%(attribution)s\n%(url)s"
    ),
}

LAW = {
    "JWH25": _l("城市居民委员会组织法"),
    "SH17": _l("上海市居民委员会工作条例"),
    "SH06": _l("上海市听证会、协调会、评议会制度试行办法"),
    "MFD": _l("民法典"),
    "SPC": _l("最高人民法院建筑物区分所有权司法解释"),
    "RMTJ": _l("人民调解法"),
    "SCTJ21": _l("四川省人民调解条例"),
    "CDSQ20": _l("成都市社区发展治理促进条例"),
    "LZ24": _l("泸州市网格化服务管理条例"),
    "PIPL": _l("个人信息保护法"),
}
_ARTICLE = re.compile(r"(\w+) (?:Art\.)?([\d, -]+)")


def cite(article: str) -> str:
    """JWH25 Art.30 → 《城市居民委员会组织法》第30条; our own rules by their code."""
    return str(_("；")).join(_cite(part.strip()) for part in article.split(";"))


def _cite(part: str) -> str:
    found = _ARTICLE.match(part)
    law = LAW.get(found[1]) if found else None
    if found is None or law is None:
        return str(_("本站议事规则%(code)s", code=part))
    numbers = str(_("、")).join(found[2].strip().split(", "))
    return str(_("《%(law)s》第%(n)s条", law=law, n=numbers))


def computed(due: Due) -> list[str]:
    """How a date was found: the rule, the start, the rest days left out (B0 G-5..G-8)."""
    rules = {
        Counting.WORKING_DAYS: _("从次日起数%(n)s个工作日，最后一天24时止。", n=due.days),
        Counting.NATURAL_DAYS: _("从次日起数%(n)s天，最后一天24时止。", n=due.days),
        Counting.NATURAL_DAYS_ROLLED: _(
            "从次日起数%(n)s天，最后一天24时止；遇休息日顺延到下一个工作日。", n=due.days
        ),
        Counting.CLEAR_DAYS: _("中间要隔满%(n)s天，头尾两天都不算。", n=due.days),
        Counting.SHOWN_DAYS: _("从次日起公示满%(n)s天，最后一天24时止。", n=due.days),
    }
    lines = [rules[due.rule], _("起算日：%(day)s。", day=day(due.start_on))]
    if due.skipped:
        left_out = str(_("、")).join(day(each) for each in due.skipped)
        lines.append(_("跳过休息日：%(days)s。", days=left_out))
    if due.is_provisional:
        lines.append(guessed())
    return [str(line) for line in lines]


def guessed() -> str:
    """That a day may still move, while its year's notice is not known (WD-4)."""
    return str(_("当年的放假安排还没有公布，公布后这个日期可能调整。"))
