"""Who is evaluated in the demo's neighbourhood, and what was said of it. All of it is invented."""

from dataclasses import dataclass, field

from civic.voting.rules import Theme


@dataclass(frozen=True)
class Plan:
    """整改方案: what is promised, who signs for it, whom to ask."""

    text: str
    signed_by: str
    contact: str
    # what, in how many days
    measures: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Evaluation:
    """An evaluation as it went: who was rated, by whom, and what came of it."""

    venue: str
    materials: str
    # the unit rated, or the login names of the members
    unit: str = ""
    members: tuple[str, ...] = ()
    # who writes for a unit
    writer: str = ""
    # by whom: group, weight
    weights: tuple[tuple[str, int], ...] = (("resident", 100),)
    # rated: what they reported
    reports: dict[str, str] = field(default_factory=dict)
    # rated: ballots for each grade, the best first
    marks: dict[str, tuple[int, ...]] = field(default_factory=dict)
    # group: score of a hundred, in hundredths
    scores: dict[str, int] = field(default_factory=dict)
    # what was said with the ballots, and what it is about
    comments: dict[str, Theme] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    # rated: finding, text
    rechecks: dict[str, tuple[str, str]] = field(default_factory=dict)
    minutes: str = ""


ROOM = "五里桥社区活动室二楼"

EVALUATIONS = {
    "members_before": Evaluation(
        venue=ROOM,
        materials="三位成员的述职报告贴在社区公告栏，也在本页。",
        members=("guifang", "haiyan", "dayong"),
        reports={
            "guifang": "全年开居民会议两次、听证会三次，答应居民的事二十一件，办完十七件。"
            "没有办完的四件：两件等街道批钱，一件等交警划线，一件是我催得不够。",
            "haiyan": "分管养老和助残。上门看望独居老人四百多次，帮三十七位老人办了助餐卡。"
            "残疾人活动室还没有找到地方，这一条没有做到。",
            "dayong": "分管环境卫生和物业。垃圾投放点检查每月一次，物业例会全年开了六次。"
            "年中手术住院两个月，工作没有交给别人，积下来一批。",
        },
        marks={
            "guifang": (8, 7, 3, 0),
            "haiyan": (5, 9, 4, 0),
            "dayong": (1, 3, 4, 10),
        },
        statements={
            "dayong": "住院的两个月没有安排人顶上，是我的不对。楼道清理欠的三栋楼，我写进整改方案，一栋一栋还。",
        },
        plans={
            "guifang": Plan(
                "四件没有办完的事，每月在公告栏写一次办到哪里。",
                "张桂芳",
                "居委会办公室，每天上午",
                (("没有办完的四件事，每月公布一次进度", 60),),
            ),
            "haiyan": Plan(
                "残疾人活动室先借用社区图书室，每周两个下午。",
                "张桂芳",
                "居委会办公室，丁海燕",
                (("残疾人活动室每周开放两个下午", 45),),
            ),
            "dayong": Plan(
                "居民不满意的是楼道没有人管、物业例会没有下文。先清楼道，再把例会的事一件件列表公布。",
                "张桂芳",
                "居委会办公室，潘大勇",
                (
                    ("清完8号楼、9号楼、10号楼的楼道", 40),
                    ("物业例会定的事列表公布，每周更新", 60),
                ),
            ),
        },
        rechecks={
            "dayong": (
                "mended",
                "居务监督委员会逐栋看过：三栋楼的楼道都清了，物业例会的表每周在更新，十一件办完九件。",
            ),
        },
        minutes="三位成员依次述职，居民提问九个，逐一答复。随后无记名评议，票箱由居务监督委员会看管。",
    ),
    "members_last": Evaluation(
        venue=ROOM,
        materials="三位成员的述职报告和上一年整改的复查结果，都在本页。",
        members=("guifang", "haiyan", "dayong"),
        reports={
            "guifang": "全年开居民会议两次、听证会五次，答应居民的事二十六件，办完二十四件。"
            "加装电梯的意见征求拖了两个月，明年抓紧。",
            "haiyan": "独居老人一人一张联系卡，谁家三天没有动静，楼栋长会去敲门。"
            "助餐点的选址还没有定，老人意见不一。",
            "dayong": "去年评了不称职，我不服气，但大家说得对。楼道清了，例会的事每周公布，"
            "今年的八件物业投诉都有回音。电动车充电的事还没有解决。",
        },
        marks={
            "guifang": (9, 7, 2, 0),
            "haiyan": (7, 8, 3, 0),
            "dayong": (4, 9, 4, 1),
        },
        statements={
            "guifang": "大家说电梯的事拖了，这个批评我收下。三月以前把听证会的日子定下来。",
        },
        plans={
            "guifang": Plan(
                "居民提得最多的是办事慢。以后答应的事当天登记，两周没有动静的自动上公告栏。",
                "张桂芳",
                "居委会办公室，每天上午",
                (("答应的事当天登记，逾两周的上公告栏", 60),),
            ),
            "haiyan": Plan(
                "助餐点的事开一次听证会，定不下来就两处都试一个月。",
                "张桂芳",
                "居委会办公室，丁海燕",
                (("提出助餐点选址的两个方案", 80),),
            ),
            "dayong": Plan(
                "和物业、供电一起看过地方，先在铁工新村挑两处能建充电棚的位置。",
                "张桂芳",
                "居委会办公室，潘大勇",
                (("列出两处能建充电棚的位置", 60),),
            ),
        },
        minutes="三位成员依次述职，居民提问七个。上一年整改的复查结果当场念过。随后无记名评议。",
    ),
    "greening": Evaluation(
        venue=ROOM,
        materials="绿化市容所的工作报告在本页，投放点和绿地的照片贴在社区公告栏。",
        unit="greening",
        writer="zhaoke",
        weights=(("resident", 60), ("street", 30), ("peer", 10)),
        reports={
            "greening": "今年在五里桥社区办了三件事：桥下空地的设计、投放点撤并、行道树修剪。"
            "收到居民意见四十一条，答复三十九条，两条延期。修剪的时候没有先贴通知，是我们的疏忽。",
        },
        marks={"greening": (13, 17, 9, 3)},
        scores={"street": 8650, "peer": 8200},
        comments={
            "投放点的气味比去年轻多了。": Theme.RESULTS,
            "修树早上六点就开锯，能不能晚一点？": Theme.MANNER,
            "电话打得通，这一点要表扬。": Theme.MANNER,
            "桥下的围挡到底什么时候拆？": Theme.SPEED,
        },
        statements={
            "greening": "早上六点开锯是外包队赶工，合同里已经写明八点以后。围挡拆除的日子，以口袋公园的开工公告为准。",
        },
        plans={
            "greening": Plan(
                "居民评得最低的是修剪扰民和围挡。修剪先贴通知，围挡分两段拆。",
                "陆明德",
                "绿化市容所，021-5550-0142",
                (
                    ("修剪行道树提前三天在楼下贴通知，八点以后开工", 20),
                    ("桥下围挡拆掉南边一段，留出通道", 45),
                ),
            ),
        },
        minutes="绿化市容所报告一年的工作，居民提问十一个，当场答复九个，两个会后书面答复。随后无记名评议。",
    ),
    "members_now": Evaluation(
        venue=ROOM,
        materials="三位成员的述职报告交来以后在本页公开，也贴在社区公告栏。",
        members=("guifang", "haiyan", "dayong"),
    ),
}

# evaluation, rated, which measure: what was reported as done
REPORTED = {
    (
        "members_before",
        "dayong",
        0,
    ): "三栋楼的楼道清了两个星期六，拉走旧家具九车，现在消防门都开得开。",
    ("members_before", "dayong", 1): "物业例会定的十一件事列成一张表，每周一更新，贴在每栋楼下。",
    (
        "members_before",
        "guifang",
        0,
    ): "没有办完的四件事每月一号公布进度，已经公布两次，办完了两件。",
    ("members_before", "haiyan", 0): "图书室周二、周四下午开放，残联送来两台轮椅，来过二十六人次。",
    ("members_last", "guifang", 0): "登记簿放在居委会门口，两周没有动静的上公告栏，已经上过三件。",
    (
        "members_last",
        "haiyan",
        0,
    ): "两个方案都写好了：居委会旁边，菜场二楼。优缺点和价钱一起贴出来了。",
}
HOLDERS = ("抽签产生的居民", "居务监督委员会", "街道办事处")
FILES = {"sheet": "评分表", "sheet_name": "评分表.pdf", "mended": "办好的样子.pdf"}
