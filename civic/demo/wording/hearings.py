"""What is said and written at the demo's hearings. All of it is invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hearing:
    """A hearing as the committee prepares it, holds it, and writes it down."""

    decider: str
    venue: str
    plan: tuple[str, str, str, str, str]
    # name, stake, directly affected, seats
    groups: tuple[tuple[str, str, bool, int], ...]
    # login or a guest's name, capacity, group ("": none), office of a guest
    panel: tuple[tuple[str, str, str, str], ...]
    materials: str
    host: str = "here"
    agreement: str = ""
    remark: str = ""
    # login, group
    speakers: tuple[tuple[str, str], ...] = ()
    observers: tuple[str, ...] = ()
    # others who come: login, as what they sit there
    others: tuple[tuple[str, str], ...] = ()
    # item of the agenda, login ("": nobody named), text, kind of opinion ("": none)
    notes: tuple[tuple[int, str, str, str], ...] = ()
    # question, for, against, abstained
    hands: tuple[tuple[str, int, int, int], ...] = ()
    minutes: str = ""
    signers: tuple[str, ...] = ()
    outcome: str = ""
    # what, unit, due in how many days
    promises: tuple[tuple[str, str, int], ...] = field(default=())


AGENDA = (
    ("opening", "宣布会场纪律，报告到会人数"),
    ("explanation", "主办单位说明方案：必要性、可行性、内容、费用、影响"),
    ("questions", "居民提问"),
    ("statements", "各利益方代表发言"),
    ("replies", "主办单位当场回应"),
    ("show_of_hands", "意向性表态（不作为决定）"),
    ("summing_up", "主持人归纳意见"),
)

LETTER = {
    "housing": "房屋管理所复函：同意召开，届时派人说明方案。",
    "traffic": "五里桥中队复函：同意召开，听取意见后调整夜间交通组织。",
}

HEARINGS = {
    "lift": Hearing(
        decider="housing",
        venue="五里桥社区活动室二楼",
        plan=(
            "3号楼六层二十四户，没有电梯。七十岁以上老人十一位，住四层以上的七位，去年急救抬送三次。",
            "设计单位已经踏勘：北侧入口有安装条件，煤气管向西改一米二；改后消防通道净宽四米一，符合要求。",
            "在北侧入口外加装一部担架电梯，停靠二至六层，平层入户；自行车棚迁到2号楼西侧。工期约五个月。",
            "估算六十八万元，市、区补贴二十八万元，其余四十万元由二层以上住户按楼层系数分摊，一层不出钱。"
            "电费和维保另立账户，按季公布。",
            "一层两户冬至日日照约减少四十分钟；施工期间改走东侧入口；白天有噪声，晚八点以后不施工。",
        ),
        groups=(
            ("一层住户", "采光、噪声、出入", True, 2),
            ("二层至六层住户", "上下楼、分摊费用", True, 4),
            ("自行车棚使用人", "停放位置", False, 1),
        ),
        panel=(
            ("meifang", "affected_resident", "一层住户", ""),
            ("deming", "affected_resident", "二层至六层住户", ""),
            ("xiaolei", "affected_resident", "二层至六层住户", ""),
            ("jianguo", "resident_rep", "自行车棚使用人", ""),
            ("方经理", "community_unit", "", "安居物业项目经理"),
        ),
        materials="方案图纸、日照测算、费用测算表：见居委会公告栏和本页附件，也可以到居委会翻看。",
        remark="行动不便的住户可以打电话提意见，居委会代为登记。",
        speakers=(
            ("ayi", "二层至六层住户"),
            ("chenli", "二层至六层住户"),
            ("guoqiang", "自行车棚使用人"),
        ),
        observers=("suzhen", "haoran", "xiaotian", "yulan"),
    ),
    "gate": Hearing(
        decider="traffic",
        venue="紫荆小区门卫室旁会议室",
        plan=(
            "东门通夜市，夜里十一点到三点每晚约六十辆外来车穿行，去年剐蹭四起。",
            "西门昼夜有人值守，绕行约六百米；东门装道闸和人行小门都有位置。",
            "夜里十一点至次日五点关闭车行道闸，人行小门刷卡通行，急救、消防随到随开。",
            "道闸和小门约一万八千元，从停车收入列支，另行公布账目。",
            "夜班车辆绕行约三分钟；东门附近夜间安静。",
        ),
        groups=(
            ("东门附近住户", "噪声、安全", True, 2),
            ("夜班住户", "绕行时间", True, 2),
        ),
        panel=(
            ("yulan", "affected_resident", "东门附近住户", ""),
            ("dawei", "affected_resident", "夜班住户", ""),
            ("方经理", "community_unit", "", "安居物业项目经理"),
        ),
        materials="夜间车流统计一份，见门卫室。",
        agreement=LETTER["traffic"],
    ),
    "waste": Hearing(
        decider="greening",
        venue="五里桥社区活动室二楼",
        plan=(
            "五个投放点每天清运两次仍有气味，去年夏天投诉三十一件；分类准确率只有六成。",
            "保留1号点、4号点，两处都有上下水条件，可以装洗手池和除臭设备。",
            "五点并为两点，早七点至九点、晚六点至八点定时投放，每点一名值守员。先试一个月。",
            "改造约九万元，由绿化市容所列支；值守人员首年经费由街道补贴一半。",
            "最远的住户多走约二百四十米；撤下的三处改种绿化。",
        ),
        groups=(
            ("投放点旁的住户", "气味、蚊虫", True, 2),
            ("早晚上班的家庭", "投放时间", True, 2),
            ("行动不便的老人", "路程", True, 1),
        ),
        panel=(
            ("suzhen", "affected_resident", "投放点旁的住户", ""),
            ("haoran", "affected_resident", "早晚上班的家庭", ""),
            ("cuihua", "affected_resident", "行动不便的老人", ""),
            ("wenbin", "resident_rep", "", ""),
            ("方经理", "community_unit", "", "安居物业项目经理"),
        ),
        materials="投放点位置图、清运记录、费用表，见公告栏。",
        speakers=(
            ("fengying", "投放点旁的住户"),
            ("lijuan", "早晚上班的家庭"),
            ("ming", "早晚上班的家庭"),
        ),
        observers=("jianguo", "xiuying", "yulan"),
        others=(("zhaoke", "绿化市容所"),),
        notes=(
            (
                1,
                "zhaoke",
                "说明撤并方案：五点并两点，定时投放，先试一个月；洗手池、除臭一并装。",
                "",
            ),
            (2, "lijuan", "问：错过时间怎么办？答：试行期保留一处夜间应急桶。", ""),
            (3, "suzhen", "新点位不能对着窗户，离楼至少十米，清运车不要在窗下倒车。", "suggestion"),
            (3, "haoran", "晚上到家九点，两个时段都赶不上，请加一段。", "suggestion"),
            (4, "zhaoke", "点位可以再退后；晚间延长要和环卫公司商量班次，会后书面答复。", ""),
        ),
        hands=(("先试一个月再决定是否撤并", 6, 1, 1),),
        minutes="十四时开会，主持人张桂芳。绿化市容所说明撤并方案、费用和影响。居民就投放时间、点位与窗户的距离、"
        "值守经费、行动不便老人的投放办法提问并发言。意向性表态：赞成先试一个月的六人，不赞成一人，弃权一人，"
        "不作为决定。主持人归纳：意见集中在点位、晚间时段、上门收集三件事，由绿化市容所逐条书面答复。",
        signers=("suzhen", "haoran"),
    ),
    "park": Hearing(
        decider="greening",
        venue="五里桥小学阶梯教室",
        plan=(
            "桥下空地九百平方米围挡三年，堆过建筑垃圾，居民多次反映。周边八百米内没有公园。",
            "产权单位已书面同意使用十年；桥面排水改造同期完成，地面可以硬化和种植。",
            "分三块：儿童沙坑和滑梯、带靠背的风雨廊、半场篮球。先建哪一块听取意见后排序。",
            "改造经费六十万元，来自街道民生项目；日常养护由绿化市容所承担。",
            "施工约三个月，桥西人行道改道；球场噪声需要控制时间。",
        ),
        groups=(
            ("带孩子的家庭", "儿童活动场地", True, 2),
            ("老年居民", "休息、照明", True, 2),
            ("1号楼住户", "噪声、灯光", True, 1),
        ),
        panel=(
            ("haoran", "affected_resident", "带孩子的家庭", ""),
            ("yulan", "affected_resident", "老年居民", ""),
            ("lijuan", "affected_resident", "1号楼住户", ""),
            ("guoqiang", "resident_rep", "", ""),
            ("姚老师", "community_unit", "", "五里桥小学"),
        ),
        materials="三种平面布置图、费用表，见小学门口和居委会公告栏。",
        speakers=(("zhigang", "1号楼住户"), ("cuihua", "老年居民")),
        observers=("xiuying", "wenbin", "chenli"),
        others=(("zhaoke", "绿化市容所"),),
        notes=(
            (1, "zhaoke", "说明场地由来、三块布置和六十万元的分配。", ""),
            (3, "haoran", "先建沙坑和滑梯，孩子们等了三年。", "opinion"),
            (3, "yulan", "廊子的灯要装在低处，晚上不晃眼。", "suggestion"),
            (3, "lijuan", "球场晚上九点必须关灯，写进牌子里。", "suggestion"),
        ),
        hands=(("先建儿童场地", 5, 1, 1), ("先建风雨廊", 4, 2, 1)),
        minutes="十四时开会，主持人张桂芳。绿化市容所说明方案。各方发言：带孩子的家庭希望先建儿童场地；老年居民希望"
        "廊子有靠背、灯低一点；1号楼住户要求球场限时。两次意向性表态，均不作为决定。"
        "主持人归纳：儿童场地与风雨廊先建，球场限时、加围网。",
        signers=("haoran", "yulan"),
        outcome="绿化市容所采纳听证意见，调整建设顺序：第一期建儿童场地和风雨廊，第二期建半场篮球。"
        "球场改用软地面、加围网，每天二十一时关灯；廊子座椅带靠背，地脚灯照明；不种飘絮的树种。"
        "围挡期间的管理责任已经查清并向居民说明。",
        promises=(
            ("清运围挡内的建筑垃圾，公布查明的责任", "greening", 20),
            ("儿童场地和风雨廊开工前，把施工图张贴在现场", "greening", 17),
            ("第一期完工开放", "greening", 110),
        ),
    ),
    "pipes": Hearing(
        decider="housing",
        venue="紫荆小区5号楼一楼门厅",
        plan=(
            "5号楼一楼去年返水五次，两户地板泡坏；管道是一九九六年的铸铁管。",
            "已做管道内窥：5号楼到主干道四十二米破损最重，3号楼段尚可用三到五年。",
            "先修5号楼到主干道四十二米，雨污分开；3号楼段列入明年。",
            "二十三万元，街道小修经费列支，居民不出钱。",
            "施工十二天，东门半幅通行，停水两次，每次不超过四小时。",
        ),
        groups=(
            ("5号楼一楼住户", "返水", True, 2),
            ("东门出入的住户", "通行", True, 1),
        ),
        panel=(
            ("yulan", "affected_resident", "5号楼一楼住户", ""),
            ("zhigang", "affected_resident", "东门出入的住户", ""),
            ("方经理", "community_unit", "", "安居物业项目经理"),
        ),
        materials="管道内窥照片、施工平面图，见5号楼门厅。",
        speakers=(("jianguo", "5号楼一楼住户"),),
        others=(("qianke", "房屋管理所"),),
        notes=(
            (1, "qianke", "说明内窥结果：四十二米破损最重，先修这一段。", ""),
            (3, "yulan", "施工时请先把一楼的马桶临时接好。", "suggestion"),
        ),
        minutes="十四时开会，主持人张桂芳。房屋管理所说明内窥结果和先修的一段。居民要求东门留出救护车通道，"
        "施工期间保证一楼用厕。没有人反对先修5号楼段。",
        signers=("yulan", "zhigang"),
        outcome="房屋管理所采纳听证意见：先修5号楼到主干道四十二米，雨污分流；东门夜间留足三米五的急救通道；"
        "施工期间为一楼住户接临时排水。",
        promises=(("5号楼到主干道四十二米管网完工通水", "housing", 12),),
    ),
    "drying": Hearing(
        decider="housing",
        venue="紫荆小区中心花园",
        plan=(
            "三处公共晾衣场地都没有顶，梅雨季一个月有二十天不能用。",
            "5号楼前日照最好，地面平整，可以不动树。",
            "装一处透明雨棚，十二米长、三米宽，棚高二米二。",
            "三万二千元，房管所小修经费列支。",
            "5号楼一楼窗前多一道棚边；施工两天。",
        ),
        groups=(
            ("5号楼住户", "视线、采光", True, 2),
            ("使用晾衣场地的住户", "使用方便", True, 2),
        ),
        panel=(
            ("zhigang", "affected_resident", "5号楼住户", ""),
            ("cuihua", "affected_resident", "使用晾衣场地的住户", ""),
            ("方经理", "community_unit", "", "安居物业项目经理"),
        ),
        materials="雨棚立面图，见5号楼门厅。",
        agreement=LETTER["housing"],
        speakers=(("jianguo", "5号楼住户"), ("meifang", "使用晾衣场地的住户")),
        observers=("xiuying",),
        others=(("qianke", "房屋管理所"),),
        notes=(
            (1, "qianke", "说明棚高二米二，用透明板，保修三年。", ""),
            (3, "jianguo", "棚边再往外挪半米，就不挡一楼的窗。", "suggestion"),
            (3, "cuihua", "晾衣杆要能降下来，个子矮的够不着。", "suggestion"),
        ),
        hands=(("棚子装在5号楼前", 4, 1, 0),),
        minutes="十九时开会，主持人张桂芳。房屋管理所说明雨棚的位置、高度和保修。居民要求棚边外移半米、晾衣杆可以升降、"
        "地面防滑、保修写清楚。意向性表态：赞成装在5号楼前的四人，不赞成一人，不作为决定。",
        signers=("cuihua",),
    ),
    "steps": Hearing(
        host="there",
        decider="housing",
        venue="桑城社区居委会一楼",
        plan=(
            "12号楼住着三位坐轮椅的老人，门口五级台阶，每次出门要两个人抬。",
            "门前有六米进深，可以做一比十二的坡道，中间设一个休息平台。",
            "保留两级台阶，右侧做坡道，两边扶手，防滑地面，窗前种一排矮冬青。",
            "四万八千元，区残联和房管所各出一半。",
            "占用绿地九平方米；施工七天，走南侧边门。",
        ),
        groups=(
            ("坐轮椅的住户", "出入", True, 1),
            ("12号楼一楼住户", "隐私、绿地", True, 1),
        ),
        panel=(
            ("dahai", "affected_resident", "坐轮椅的住户", ""),
            ("yufen", "affected_resident", "12号楼一楼住户", ""),
            ("任医生", "community_unit", "", "桑城社区卫生站"),
        ),
        materials="坡道平面图，见12号楼门厅。",
        speakers=(("sangcheng", "坐轮椅的住户"),),
        others=(("qianke", "房屋管理所"),),
        notes=(
            (1, "qianke", "说明坡道走向、坡度和扶手。", ""),
            (3, "dahai", "平台要一米五见方，轮椅才转得过来。", "suggestion"),
        ),
        minutes="十四时开会，主持人许文华。房屋管理所说明方案。轮椅使用人要求平台一米五见方，一楼住户要求窗前种矮树。"
        "双方当场没有不同意见。",
        signers=("dahai", "yufen"),
        outcome="房屋管理所采纳听证意见：坡道平台改为一米五见方，两侧扶手，防滑地面；窗前种一排矮冬青。入冬前完工。",
        promises=(("12号楼坡道完工，轮椅试走一次", "housing", 40),),
    ),
}
