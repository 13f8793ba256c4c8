"""What the demo's neighbourhood talks about. All of it is invented."""

# Matters: key → author, place, category, title, body, wish
MATTERS = {
    "lift": (
        "xiuying",
        "3号楼",
        "renovation",
        "3号楼加装电梯，怎么装、装在哪里",
        "3号楼六层二十四户，住着十一位七十岁以上的老人。去年冬天六楼的邻居看一次病，要四个人抬下楼。"
        "房管所提出了一个加装方案：电梯装在北侧入口，占掉现在停自行车的地方，工期约五个月。"
        "一楼担心采光和噪声，高层盼着早点装。",
        "希望房管所把方案摆到桌面上，听完每一层人的话再定。",
    ),
    "waste": (
        "guoqiang",
        "紫荆小区",
        "environment",
        "紫荆小区垃圾投放点要不要撤并",
        "小区现有五个投放点，绿化市容所打算并成两个，改成定时投放。早晚两头上班的人赶不上时间，"
        "老人嫌远；但现在五个点夏天都有味道，2号楼正对着一个。",
        "希望先试一个月再定，把时间和地点说清楚。",
    ),
    "park": (
        "suzhen",
        "五里桥社区",
        "facilities",
        "桥下空地改成口袋公园，先建什么",
        "高架桥下的空地围挡已经三年。听说今年有一笔改造经费，约六十万元。"
        "孩子想要滑梯，老人想要能坐的廊子，年轻人想要半个篮球场，地方只有九百平方米。",
        "希望大家一起排个先后。",
    ),
    "charging": (
        "wenbin",
        "铁工新村",
        "safety",
        "电动自行车充电棚不够用，有人飞线充电",
        "铁工新村一百多辆电动车，只有十六个充电口，晚上七点以后就没有空位。"
        "8号楼、9号楼有人从窗口拉线下来充电，上个月烧过一次插座。",
        "希望再建两个充电棚，位置听大家的。",
    ),
    "canteen": (
        "cuihua",
        "五里桥社区",
        "care",
        "老年助餐点开在居委会旁边还是菜场二楼",
        "社区八十岁以上独居老人有三十七位，中午吃饭是大事。街道愿意支持一个助餐点。"
        "居委会旁边近但地方小，菜场二楼宽敞但要爬楼梯。",
        "希望听听老人和家属的意见，价格也一起说说。",
    ),
    "gate": (
        "zhigang",
        "紫荆小区",
        "safety",
        "紫荆小区东门夜里十一点以后关不关",
        "东门通向夜市，夜里常有外面的车抄近路。关了安静安全，但夜班回来的人要绕十分钟。",
        "希望定一个大家都能接受的时间。",
    ),
    "dancing": (
        "haoran",
        "五里桥社区",
        "neighbours",
        "广场舞音响太大，1号楼孩子没法写作业",
        "每晚七点到九点半，两支队伍同时放音乐，关上窗也听得见。跳舞的阿姨们也没有别的地方可去。",
        "希望坐下来商量时间和音量。",
    ),
    "parking": (
        "jianguo",
        "紫荆小区",
        "parking",
        "地面停车费从每月一百五十元涨到二百元合不合理",
        "物业贴了通知，说从明年一月起涨价。没有公布过停车收入怎么用。",
        "希望公开账目，按规定由业主决定。",
    ),
    "corridor": (
        "lijuan",
        "1号楼",
        "safety",
        "楼道里堆的东西该清了",
        "1号楼二层到四层的楼道堆着旧家具和纸箱，消防通道只剩半米宽。",
        "希望统一清一次，给大家一个放东西的地方。",
    ),
    "corridor_too": (
        "ming",
        "1号楼",
        "safety",
        "1号楼消防通道被占用",
        "三楼门口有两个旧柜子和一辆童车，真有火情出不去。",
        "请居委会来看看。",
    ),
    "stall": (
        "xiaomei",
        "铁工新村",
        "other",
        "请处罚门口占道的早餐摊",
        "每天早上六点到八点半，早餐摊把铁工新村门口的人行道占满，老人只能走到马路上。",
        "请依法处理。",
    ),
    "bikes": (
        "dawei",
        "五里桥社区",
        "parking",
        "共享单车堵住了小学门口",
        "放学的时候孩子们只能从车缝里钻出来。",
        "请划一个停放区。",
    ),
    "pipes": (
        "yulan",
        "5号楼",
        "facilities",
        "5号楼雨污管网改造先修哪一段",
        "每到暴雨，5号楼一楼马桶就往上冒水。街道今年可以先修一段管网。",
        "希望先修最急的一段，施工时留一条路。",
    ),
}

# A title may name the year that is told of.
MATTERS |= dict.fromkeys(
    ("members_before", "members_last", "members_now"),
    (
        "ayi",
        "五里桥社区",
        "self_governance",
        "%(year)s年度居委会成员民主评议",
        "一年到头，张主任他们答应的事办成了多少，请三位到居民代表会议上讲一讲，大家问一问，再无记名评一评。",
        "希望评了不算完，没有做好的写清楚哪天改好。",
    ),
) | {
    "greening": (
        "meifang",
        "紫荆小区",
        "environment",
        "绿化市容所今年的工作，请居民来评",
        "修树、撤投放点、桥下的围挡，绿化市容所今年在我们社区办了不少事，有的办得好，有的扰民。",
        "希望他们来当面讲清楚，让居民打分。",
    ),
}

MATTERS |= {
    "drying": (
        "yulan",
        "紫荆小区",
        "facilities",
        "晾衣场地要不要装雨棚，装在哪一侧",
        "紫荆小区三处公共晾衣场地都没有顶，下雨就抢不及收。房管所有一笔小修的钱，够装一处雨棚。"
        "5号楼前面太阳好，但有人担心棚子挡了二楼的视线。",
        "希望把位置和高度说清楚再装。",
    ),
    "covenant": (
        "ayi",
        "五里桥社区",
        "self_governance",
        "修订居民公约：楼道堆物、文明养犬、装修时间三条",
        "现在的居民公约是二〇一四年定的，没有写楼道堆物怎么办，装修时间也和现在的规定对不上。"
        "楼里为这三件事吵得最多。",
        "希望提交居民会议讨论，定了就按公约办。",
    ),
    "dogs": (
        "yong",
        "铁工新村",
        "neighbours",
        "铁工新村一律不许养狗",
        "早上遛狗的人多，孩子害怕，草地上也不干净。应该规定整个新村都不许养狗。",
        "请居委会出通知。",
    ),
    "mailboxes": (
        "xiuying",
        "3号楼",
        "facilities",
        "3号楼的信报箱坏了七个，能不能换成带锁的",
        "信报箱用了二十年，锁眼都锈了。报纸和医院的信常常丢。",
        "希望换一排新的，一户一把钥匙。",
    ),
    "steps": (
        "sangcheng",
        "12号楼",
        "facilities",
        "12号楼门口五级台阶改成坡道",
        "12号楼有三位坐轮椅的老人，门口五级台阶每次都要两个人抬。坡道要占掉一块绿地，"
        "一楼窗前会有人走过。",
        "希望今年入冬前修好。",
    ),
    "trees": (
        "xiaojun",
        "桑城里",
        "environment",
        "桑城里的梧桐树枝伸进了三楼窗户",
        "14号楼南面四棵梧桐十多年没修，刮风时树枝打玻璃，屋里白天也要开灯。",
        "请在落叶以后修剪一次。",
    ),
    "horns": (
        "guoqing",
        "机务段家属院",
        "environment",
        "货车夜里进站鸣笛，二十一号楼睡不好",
        "家属院西门外的货场夜里十一点到三点进出货车，倒车都按喇叭。靠西的两排楼开不了窗。",
        "希望交警划定禁鸣路段。",
    ),
    "benches": (
        "qiuju",
        "铁道社区",
        "facilities",
        "机务段站候车亭加两张凳子",
        "老人等车一站就是二十分钟，亭子里没有地方坐。",
        "请公交公司加两张凳子。",
    ),
}

SECONDS = {
    "charging": (
        "xiaomei",
        "yong",
        "changgui",
        "hongxia",
        "jianhua",
        "aizhen",
        "xiaotian",
        "wangge",
    ),
    "lift": (
        *("ayi", "deming", "xiaolei", "meifang", "jianguo", "guoqiang", "suzhen", "haoran"),
        *("lijuan", "chenli", "zhigang", "yulan"),
    ),
    "waste": ("suzhen", "fengying", "haoran", "jianguo", "wenbin", "cuihua", "ming"),
    "park": ("xiuying", "guoqiang", "haoran", "lijuan", "zhigang", "yulan", "wenbin", "cuihua"),
    "canteen": ("xiuying", "aizhen", "yulan", "suzhen"),
    "gate": ("jianguo", "yulan", "dawei"),
    "dancing": ("lijuan", "ming"),
    "pipes": ("jianguo", "zhigang", "xiuying"),
    "drying": ("jianguo", "zhigang", "guoqiang", "meifang", "cuihua"),
    "covenant": ("xiuying", "jianguo", "suzhen", "lijuan", "wenbin", "guoqiang"),
    "parking": ("chenli", "zhigang", "guoqiang", "wenbin", "dawei"),
    "corridor": ("haoran",),
    "steps": ("yufen", "dahai"),
    "horns": ("qiuju",),
}

# Opinions: matter → author, kind, text
OPINIONS = {
    "lift": (
        (
            "deming",
            "suggestion",
            "我七十八岁，住五楼，腿做过手术。装电梯是救命的事，分摊的钱我愿意先垫。",
        ),
        (
            "meifang",
            "criticism",
            "方案只画了外观，没有说一楼的窗户会被挡掉多少光。连日照时间都没算，怎么让人签字？",
        ),
        (
            "xiaolei",
            "opinion",
            "我不反对装，但是北侧入口本来就窄，消防车还进得来吗？请消防的人来看一眼。",
        ),
        ("ayi", "suggestion", "自行车棚拆了要有地方放车。建议在2号楼西侧补一个，和电梯一起动工。"),
        ("chenli", "opinion", "我的房子出租给一位老师。业主不住在这里，通知能不能发一份到手机上。"),
        ("jianguo", "suggestion", "我们5号楼也想装，希望3号楼把合同和账目公开，后面的楼少走弯路。"),
        ("guoqiang", "opinion", "电费和维保以后谁出？按楼层分还是按户分，先说清楚再开工。"),
        ("suzhen", "criticism", "去年说过要开会，结果没有下文。这一次请把答复写下来，写明哪一天。"),
        (
            "xiuying",
            "suggestion",
            "施工五个月，老人上下楼怎么办？希望白天留一条干净的通道，晚上八点以后不要敲。",
        ),
    ),
    "waste": (
        (
            "fengying",
            "criticism",
            "只留两个点，我从2号楼走过去要七分钟，手里还拎着湿垃圾。设计的人走过这段路吗？",
        ),
        (
            "suzhen",
            "opinion",
            "我家窗户对着投放点，夏天不敢开窗。撤并我赞成，但新的点不要对着别人家窗户。",
        ),
        ("haoran", "suggestion", "早上七点到九点赶不上，能不能加一个晚上九点到十点？"),
        ("cuihua", "suggestion", "请在投放点装个洗手池，老人倒完垃圾好洗手。"),
        ("wenbin", "opinion", "先试一个月，试完把味道、投诉、清运次数都公布出来，再决定撤不撤。"),
        ("jianguo", "criticism", "上次改造投放点花了多少钱、用了多久，到现在没有看到账。"),
        ("ming", "opinion", "雇人值守的钱从哪里出？物业费已经涨过一次。"),
        ("lijuan", "suggestion", "给行动不便的老人上门收，每天一次就够。"),
    ),
    "park": (
        ("haoran", "suggestion", "孩子没地方去，滑梯和沙坑优先。"),
        ("yulan", "suggestion", "廊子要有靠背，老人坐得住。灯要亮，晚上不怕摔。"),
        ("zhigang", "opinion", "半个篮球场噪声大，离1号楼太近，最好用围网和软地面。"),
        ("lijuan", "criticism", "围挡三年没有人管，里面堆满建筑垃圾，先说清楚是谁的责任。"),
        ("guoqiang", "suggestion", "留一面墙给社区写写画画，花不了几个钱。"),
        ("cuihua", "opinion", "请不要种飘絮的树。"),
    ),
    "pipes": (
        ("yulan", "criticism", "报修了四次，每次都是通一通就走。"),
        ("jianguo", "suggestion", "先修5号楼到主干道那一段，最低。"),
        ("zhigang", "opinion", "施工别堵住东门，夜里要能进救护车。"),
    ),
    "canteen": (
        ("xiuying", "suggestion", "菜清淡一点，软一点，十五块钱以内。"),
        ("aizhen", "opinion", "菜场二楼我爬不动，哪怕小一点，还是开在居委会旁边。"),
        ("yulan", "suggestion", "能不能送到家？下雨天老人不敢出门。"),
    ),
}

OPINIONS |= {
    "drying": (
        ("jianguo", "suggestion", "棚子高度请不要超过一楼窗台上沿，二楼的阳台才不会被挡。"),
        ("meifang", "opinion", "用透明的板，别用蓝铁皮，夏天像蒸笼。"),
        ("cuihua", "suggestion", "下面铺一层防滑砖，下雨天老人去收衣服容易摔。"),
        ("zhigang", "criticism", "前年装的那个棚子半年就漏水，没有人来修。这次谁保修要写清楚。"),
    ),
    "steps": (
        ("dahai", "suggestion", "我坐轮椅，坡道要有扶手，拐弯的地方要能转得过来。"),
        ("yufen", "opinion", "我住一楼，赞成修，但是请在窗前种一排矮树，免得人人往里看。"),
        ("sangcheng", "suggestion", "冬天容易结冰，地面请用防滑的。"),
    ),
    "horns": (("qiuju", "criticism", "打过三次电话，每次都说已经转办，夜里还是照样按喇叭。"),),
    "gate": (
        ("jianguo", "opinion", "关可以关，但要留一个人行小门，刷卡能进。"),
        ("yulan", "suggestion", "救护车夜里要进得来，保安要能随时开门。"),
    ),
}

# A hidden one: the place stays, the words don't.
INSULT = ("waste", "dawei", "criticism", "某某家天天乱扔，一家子没教养，大家都知道是谁。")

# Reactions: matter → opinion number → agree, disagree, pass (how many neighbours)
REACTIONS = {
    "lift": (
        (14, 1, 1),
        (9, 4, 3),
        (12, 2, 2),
        (10, 3, 2),
        (6, 1, 5),
        (13, 0, 2),
        (11, 2, 2),
        (8, 2, 4),
        (15, 0, 1),
    ),
    "waste": (
        (12, 3, 1),
        (9, 2, 3),
        (10, 1, 2),
        (7, 2, 4),
        (13, 1, 1),
        (9, 1, 4),
        (6, 3, 5),
        (14, 0, 1),
    ),
    "park": ((11, 4, 2), (13, 1, 1), (8, 5, 3), (12, 0, 2), (7, 3, 5), (9, 1, 4)),
    "canteen": ((9, 1, 1), (11, 2, 0), (10, 0, 2)),
    "drying": ((8, 1, 1), (7, 0, 3), (9, 0, 1), (10, 1, 1)),
}
