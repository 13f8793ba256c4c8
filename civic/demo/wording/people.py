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
TENANTS = (("xiaotian", "田小雨", "8号楼", "501", 4520),)
ELSEWHERE = ("sangcheng", "褚卫东", "1号楼", "102")
UNVERIFIED = ("luguo", "路遥")

# login, name, role, unit
OFFICES = (
    ("liumin", "刘敏", "clerk", "committee"),
    ("guifang", "张桂芳", "chair", "committee"),
    ("shuji", "何志远", "party_branch", "branch"),
    ("wulao", "吴德厚", "supervisor", "supervisory"),
    ("zhaoke", "赵卫国", "official", "greening"),
    ("qianke", "钱丽华", "official", "housing"),
    ("jiaojing", "沈凯", "official", "traffic"),
    ("shenji", "吕正", "auditor", None),
    ("guanli", "何静", "administrator", None),
)
UNITS = {
    "committee": ("五里桥社区居民委员会", "committee"),
    "supervisory": ("五里桥社区居务监督委员会", "supervisory_committee"),
    "branch": ("五里桥社区党总支", "party_branch"),
    "owners": ("紫荆小区业主委员会", "owners_committee"),
    "firm": ("安居物业服务有限公司", "property_firm"),
    "greening": ("五里桥街道绿化市容所", "department"),
    "housing": ("五里桥街道房屋管理所", "department"),
    "traffic": ("滨江交警大队五里桥中队", "department"),
    "street": ("五里桥街道办事处", "street_office"),
}
