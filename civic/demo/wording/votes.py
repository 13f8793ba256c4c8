"""What the demo's neighbourhood votes on. All of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vote:
    """A vote as the committee drafts it."""

    place: str
    rule: str
    electorate: str
    secrecy: str
    title: str
    explanation: str
    # kind, text, options
    asked: tuple[tuple[str, str, tuple[str, ...]], ...]
    matter: str = ""
    unit: str = ""
    online_basis: str = ""
    takes_comments: bool = False


VOTES = {
    "speaking": Vote(
        place="五里桥社区",
        rule="council_ordinary",
        electorate="council",
        secrecy="closed_named",
        title="议事会发言时间和例会日子",
        explanation="议事会第一次开会，光是谁先说、说多久就争了半小时。先定两条，试行一年。",
        asked=(
            ("yes_no", "议事会上每人每次发言不超过三分钟，同意吗？", ()),
            ("one_of", "例会每月哪一天开？", ("第一个周六上午", "第二个周三晚上")),
        ),
    ),
    "parking": Vote(
        place="紫荆小区",
        rule="owners_ordinary",
        electorate="owners",
        secrecy="closed_named",
        title="地面停车费涨不涨，多收的钱怎么分",
        explanation="物业提出，地面停车费从每月150元涨到200元，一年多收约七万元，按专有部分面积记入各户的"
        "维修资金账户：房子大的记得多，没有车的也有份。停车费是全体业主的钱，涨不涨、怎么分，由业主共同决定。",
        asked=(
            ("yes_no", "地面停车费涨到每月200元，多收的按面积记入各户维修资金账户，同意吗？", ()),
            ("yes_no", "停车收支每季度逐笔张贴、上网，同意吗？", ()),
        ),
        matter="parking",
    ),
    "covenant": Vote(
        place="五里桥社区",
        rule="residents_assembly",
        electorate="households",
        secrecy="closed_named",
        title="修订居民公约：楼道堆物、文明养犬、装修时间",
        explanation="现在的公约是二〇一四年定的。三条新条文分开表决，哪一条通过，哪一条写进公约。",
        asked=(
            ("yes_no", "楼道里不放东西，放了的三天内搬走，同意吗？", ()),
            ("yes_no", "遛狗拴绳、随手清理，同意吗？", ()),
            ("yes_no", "工作日晚上六点到早上八点、双休日全天不装修，同意吗？", ()),
        ),
        matter="covenant",
        online_basis="《五里桥社区居民会议议事规则》第九条",
    ),
    "firm": Vote(
        place="紫荆小区",
        rule="satisfaction",
        electorate="invited",
        secrecy="secret",
        title="安居物业服务满意度测评",
        explanation="一年一次。请了六十位居民和单位的人来评，谁评了什么，网站上谁也查不到。",
        asked=(
            ("grades", "保洁和垃圾清运", ()),
            ("grades", "报修和上门维修", ()),
            ("grades", "门卫和停车管理", ()),
        ),
        unit="firm",
        takes_comments=True,
    ),
    "naming": Vote(
        place="五里桥社区",
        rule="council_ordinary",
        electorate="council",
        secrecy="open",
        title="桥下口袋公园叫什么名字",
        explanation="公园开工了，路口要立一块牌子。名字是居民提的，从里面选一个。",
        asked=(("one_of", "选哪一个名字？", ("五里园", "桥下花园", "长廊园")),),
        matter="park",
    ),
}

# Long ago on paper: for each who gave one back, what it said; the last one could not be read.
PAPERS = {
    "speaking": (
        *(("yes", "1"), ("yes", "1"), ("yes", "2"), ("yes", "1"), ("no", "1"), ("yes", "1")),
        *(("yes", "2"), ("yes", "1"), None),
    )
}
PUBLISHED = {
    "speaking": "议事会表决：每人每次发言不超过三分钟，通过；例会定在每月第一个周六上午，通过。试行一年。",
}
# Who asked for a paper: an aunt who sees badly, one without a phone, one who wants it in writing.
ON_PAPER = ("yulan", "fengying", "guoqiang")
OBJECTION = "我在8号楼501室租住三年了，水电煤都是我付，名册上8号楼501没有这一户，请补上。"
# Who rates beside the residents: login, as what
RATERS = (
    ("zhaoke", "street"),
    ("qianke", "street"),
    ("jiaojing", "street"),
    ("shuji", "unit"),
)
RESIDENT_RATERS = 56
LETTER = (
    "关于参加业主共同决定的函",
    "紫荆小区业主大会筹备方：",
    "我公司尚未售出的6号楼八套住宅，由施建明代表我公司投票。",
    "紫荆置业有限公司",
)
LETTER_NAME = "建设单位的函.pdf"
