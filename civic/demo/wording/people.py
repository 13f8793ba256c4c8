"""Who lives in the demo's neighbourhood. All of it is invented."""

DISTRICT, STREET = "滨江区", "五里桥街道"
HERE, THERE, THIRD = "五里桥社区", "桑城社区", "铁道社区"
GRIDS = ("第一网格", "第二网格")
ESTATES = {"第一网格": ("紫荆小区",), "第二网格": ("铁工新村",)}
BUILDINGS = {
    "紫荆小区": ("1号楼", "2号楼", "3号楼", "5号楼", "6号楼"),
    "铁工新村": ("8号楼", "9号楼", "10号楼"),
}

# login, name, building, door
RESIDENTS = (
    ("xiuying", "王秀英", "3号楼", "602"),
    ("jianguo", "李建国", "5号楼", "301"),
    ("ayi", "周月琴", "3号楼", "201"),
    ("wangge", "孙浩", "8号楼", "102"),
    ("meifang", "徐美芳", "3号楼", "101"),
    ("deming", "胡德明", "3号楼", "502"),
    ("xiaolei", "朱晓蕾", "3号楼", "401"),
    ("guoqiang", "林国强", "2号楼", "302"),
    ("suzhen", "郭素珍", "2号楼", "101"),
    ("haoran", "马浩然", "1号楼", "503"),
    ("lijuan", "罗丽娟", "1号楼", "203"),
    ("zhigang", "梁志刚", "5号楼", "601"),
    ("yulan", "宋玉兰", "5号楼", "102"),
    ("wenbin", "谢文彬", "6号楼", "403"),
    ("cuihua", "韩翠花", "6号楼", "101"),
    ("yong", "唐勇", "8号楼", "301"),
    ("xiaomei", "冯小梅", "8号楼", "402"),
    ("changgui", "于长贵", "9号楼", "201"),
    ("hongxia", "董红霞", "9号楼", "303"),
    ("jianhua", "萧建华", "10号楼", "502"),
    ("aizhen", "程爱珍", "10号楼", "101"),
    ("ming", "曹明", "1号楼", "302"),
    ("fengying", "袁凤英", "2号楼", "502"),
    ("dawei", "邓大伟", "6号楼", "202"),
)
OWNERS = (("chenli", "陈立", "3号楼", "501", 8937),)
TENANTS = (
    ("xiaotian", "田小雨", "8号楼", "501", 4520),
    # The developer's man, in one of the flats that it has not sold.
    ("jianming", "施建明", "6号楼", "401", 12800),
)
# login, name, community, building, door
ELSEWHERE = (
    ("sangcheng", "褚卫东", "桑城社区", "12号楼", "102"),
    ("yufen", "蒋玉芬", "桑城社区", "12号楼", "201"),
    ("dahai", "沈大海", "桑城社区", "12号楼", "501"),
    ("xiaojun", "韩小军", "桑城社区", "14号楼", "302"),
    ("guoqing", "金国庆", "铁道社区", "21号楼", "103"),
    ("qiuju", "尹秋菊", "铁道社区", "21号楼", "402"),
)
# The rest of this estate stands in its roster by name alone: floors, and doors on each.
ESTATE, FLOORS = "紫荆小区", 6
DOORS = {"1号楼": 3, "2号楼": 3, "3号楼": 4, "5号楼": 3, "6号楼": 3}
LARGE = {1, 4}
SURNAMES = "赵钱孙吴郑卫蒋沈韩杨秦尤许吕张孔曹严金魏陶姜戚邹喻柏水章云苏潘葛奚范彭鲁韦昌苗凤花方"
GIVEN = (  # two characters each
    "文华秀兰建平丽萍国荣晓东玉珍海涛桂花志明慧敏永强春燕立新雪梅少华金凤卫东淑芬大勇莉莉"
    "正国佩玲子涵长林爱华家明红英思远宝珠向阳美玲世杰巧云宏伟小红振华若兰光明素云景天月娥一鸣"
)
# Flats of the developer, not sold: building, door; the one of an owner whom nobody knows.
UNSOLD = tuple(("6号楼", str(door)) for door in (401, 402, 501, 502, 503, 601, 602, 603))
OWNER_UNKNOWN = ("2号楼", "603")
# Who owns a second flat; who owns one together with a neighbour; two who have not agreed.
SECOND_FLAT = ("zhigang", "5号楼", "602")
TOGETHER = ("秦红", "5号楼", "301")
NOT_AGREED = (("陶景", "陶然"), "3号楼", "304")
COUNCIL = (
    *("guoqiang", "suzhen", "lijuan", "wenbin", "cuihua", "zhigang", "yulan", "fengying"),
    *("xiaomei", "changgui", "jianhua"),
)
# How many sit in the residents' representatives' assembly beside the committee; who comes early.
REPRESENTATIVES = 60
ATTEND = ("ayi", "suzhen", "wenbin", "cuihua")
ESTATES_ELSEWHERE = {"桑城社区": "桑城里", "铁道社区": "机务段家属院"}
# Who agreed to stand with the full name.
SHOW_THEIR_NAMES = ("ayi", "jianguo", "sangcheng")
UNVERIFIED = ("luguo", "路遥")

# login, name, role, place, unit
OFFICES = (
    ("liumin", "刘敏", "clerk", "五里桥社区", "committee"),
    ("guifang", "张桂芳", "chair", "五里桥社区", "committee"),
    ("haiyan", "丁海燕", "committee_member", "五里桥社区", "committee"),
    ("dayong", "潘大勇", "committee_member", "五里桥社区", "committee"),
    ("shuji", "何志远", "party_branch", "五里桥社区", "branch"),
    ("wulao", "吴德厚", "supervisor", "五里桥社区", "supervisory"),
    ("guizhen", "罗桂珍", "supervisor", "五里桥社区", "supervisory"),
    ("zhaoke", "赵卫国", "official", "五里桥街道", "greening"),
    ("qianke", "钱丽华", "official", "五里桥街道", "housing"),
    ("jiaojing", "沈凯", "official", "五里桥街道", "traffic"),
    ("mingyuan", "郑明远", "official", "五里桥街道", "street"),
    ("yangjie", "杨洁", "clerk", "桑城社区", "committee_there"),
    ("wenhua", "许文华", "chair", "桑城社区", "committee_there"),
    ("yanmin", "严敏", "clerk", "铁道社区", "committee_third"),
    ("baoguo", "华保国", "chair", "铁道社区", "committee_third"),
    ("shenji", "吕正", "auditor", "滨江区", None),
)
ADMINISTRATOR = ("guanli", "何静")
# Neighbours with an office: login, role, place
NEIGHBOURS = (
    ("ayi", "building_head", "3号楼"),
    ("wangge", "grid_worker", "第一网格"),
)
# key: name, kind, place
UNITS = {
    "committee": ("五里桥社区居民委员会", "committee", "五里桥社区"),
    "supervisory": ("五里桥社区居务监督委员会", "supervisory_committee", "五里桥社区"),
    "branch": ("五里桥社区党总支", "party_branch", "五里桥社区"),
    "owners": ("紫荆小区业主委员会", "owners_committee", "紫荆小区"),
    "firm": ("安居物业服务有限公司", "property_firm", "紫荆小区"),
    "greening": ("五里桥街道绿化市容所", "department", "五里桥街道"),
    "housing": ("五里桥街道房屋管理所", "department", "五里桥街道"),
    "traffic": ("滨江交警大队五里桥中队", "department", "五里桥街道"),
    "street": ("五里桥街道办事处", "street_office", "五里桥街道"),
    "committee_there": ("桑城社区居民委员会", "committee", "桑城社区"),
    "committee_third": ("铁道社区居民委员会", "committee", "铁道社区"),
}
# Who keeps house in each community: clerk and chair
HOSTS = {
    "here": ("liumin", "guifang"),
    "there": ("yangjie", "wenhua"),
    "third": ("yanmin", "baoguo"),
}
