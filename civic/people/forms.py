"""What is typed about people."""

from typing import Any

from flask_wtf.file import FileRequired
from wtforms import ValidationError

from civic.forms import Day, FileField, Filter, Form, Line, Pick, Radio, Secret, Tick
from civic.i18n import gettext as _
from civic.i18n import lazy_gettext as _l
from civic.people.rules import PASSWORD_LEAST, PersonState, UnitKind
from civic.people.rules.cells import door_number, read_area
from civic.people.rules.roster import NAME_MOST, NUMBER_MOST, PHONE_MOST
from civic.people.wording import PERSON_STATE, UNIT_KIND
from civic.policy import Role

_LOGIN: dict[str, Any] = {
    "autocomplete": "username",
    "autocapitalize": "none",
    "spellcheck": "false",
}
_NEW: dict[str, Any] = {"autocomplete": "new-password"}
_PASSWORD_HINT = _l("至少%(n)s个字符，例如一句只有您知道的话。", n=PASSWORD_LEAST)


class SignIn(Form):
    """登录"""

    login = Line(_l("手机号或邮箱"), most=120, render_kw=_LOGIN)
    password = Secret(_l("密码"), render_kw={"autocomplete": "current-password"})


class CardCode(Form):
    """登录卡"""

    code = Line(
        _l("卡上的16位登录码"),
        most=40,
        description=_l("大小写都行，短横可以不写。"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class Join(Form):
    """注册"""

    name = Line(
        _l("真实姓名"),
        most=NAME_MOST,
        description=_l("核实身份时要和证件一致。公开页面上只显示姓，例如“王**”。"),
        render_kw={"autocomplete": "name"},
    )
    login = Line(_l("手机号或邮箱"), most=120, render_kw=_LOGIN)
    password = Secret(_l("设一个密码"), description=_PASSWORD_HINT, render_kw=_NEW)
    consent = Tick(_l("我看过并同意上面的个人信息处理说明"), required=True)
    shows_name = Tick(_l("我另外同意：在公开页面上显示我的全名（可不勾，随时能改）"))


class NewPassword(Form):
    """改密码"""

    login = Line(_l("手机号或邮箱（以后用它登录）"), most=120, render_kw=_LOGIN)
    old = Secret(_l("现在的密码"), render_kw={"autocomplete": "current-password"})
    password = Secret(_l("新密码"), description=_PASSWORD_HINT, render_kw=_NEW)


class Settings(Form):
    """通知设置"""

    email = Line(
        _l("邮箱"),
        most=120,
        required=False,
        description=_l("通知会发到这里；不填就只在网站上看。"),
        render_kw={"autocomplete": "email", "type": "email"},
    )
    locale = Radio(_l("通知用什么语言"), {"zh": "中文", "en": "English"})


class Consent(Form):
    """显示全名"""

    shows_name = Tick(_l("我同意在公开页面上显示我的全名"))


class Close(Form):
    """注销账户"""

    sure = Tick(_l("我知道注销以后不能恢复，要再用就得重新注册和核实"), required=True)


class Find(Filter):
    """查名册"""

    q = Line(_l("姓名、房号、手机"), most=40, required=False)
    state = Pick(_l("账户情况"), {"": _l("全部"), **PERSON_STATE}, kind=PersonState, required=False)


class _Door(Form):
    place_id = Pick(_l("楼栋"), kind=int)
    number = Line(
        _l("房号"), most=NUMBER_MOST, description=_l("例如101。"), render_kw={"autocomplete": "off"}
    )

    def door(self) -> str:
        """101室 and 101 are one door."""
        return door_number(self.number.data or "")


class Admit(_Door):
    """登记居民"""

    name = Line(_l("姓名"), most=NAME_MOST, render_kw={"autocomplete": "off"})
    born_on = Day(_l("出生日期"), required=False)
    phone = Line(_l("手机"), most=PHONE_MOST, required=False, render_kw={"autocomplete": "off"})
    is_head = Tick(_l("是户主"))
    checked = Tick(_l("我已当面核对过本人的身份证件"), required=True)


class Verify(Form):
    """核实身份"""

    login = Line(
        _l("对方自己注册过的手机号或邮箱"),
        most=120,
        required=False,
        description=_l("注册过就填，账户会归到这个人名下；没注册过就不填，接下来发一张登录卡。"),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    checked = Tick(_l("我已当面核对过本人的身份证件"), required=True)


class Enrol(_Door):
    """核实一个自己注册的人"""

    login = Line(
        _l("对方注册用的手机号或邮箱"),
        most=120,
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    is_head = Tick(_l("是户主"))
    checked = Tick(_l("我已当面核对过本人的身份证件"), required=True)


class Correct(Form):
    """更正"""

    name = Line(_l("姓名"), most=NAME_MOST, render_kw={"autocomplete": "off"})
    born_on = Day(_l("出生日期"), required=False)
    phone = Line(_l("手机"), most=PHONE_MOST, required=False, render_kw={"autocomplete": "off"})


class Home(_Door):
    """登记居住"""

    is_head = Tick(_l("是户主"))


class Holding(_Door):
    """登记产权或租赁"""

    role = Radio(_l("登记为"), {Role.OWNER: _l("业主"), Role.TENANT: _l("租户")}, kind=Role)
    area = Line(
        _l("专有部分面积（平方米）"),
        most=12,
        required=False,
        description=_l("这套房以前登记过面积就不用填。最多两位小数。"),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )

    def validate_area(self, field: Any) -> None:
        """Square metres with at most two decimals."""
        if field.data and read_area(field.data) is None:
            raise ValidationError(_("面积要大于零，最多两位小数，例如89.37。"))

    def measured(self) -> int | None:
        """The area in units of 0.01 m²."""
        return read_area(self.area.data) if self.area.data else None


class End(Form):
    """结束"""

    until_on = Day(_l("最后一天"), description=_l("到这一天24时为止。"))


class Cards(Form):
    """发登录卡"""

    place_id = Pick(_l("给哪里的人发卡"), kind=int)
    everybody = Tick(_l("给所有成年人发，包括已经有账户的（他们没用过的旧卡会作废）"))


class Appoint(Form):
    """任命"""

    login = Line(
        _l("对方登录用的手机号或邮箱"),
        most=120,
        description=_l("对方要先有账户：自己注册，或用登录卡登录后设好密码。"),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    role = Pick(_l("职务"), kind=Role)
    place_id = Pick(_l("管哪里"), kind=int)
    unit_id = Pick(
        _l("属于哪个单位"),
        kind=int,
        required=False,
        description=_l("承办部门、居委会、居务监督委员会的人要有单位。"),
    )
    starts_on = Day(_l("任期从哪天开始"))
    ends_on = Day(_l("到哪天结束"), required=False, description=_l("不填就是直到另行结束。"))


class UnitForm(Form):
    """单位"""

    name = Line(_l("名称"), most=80)
    kind = Pick(_l("类别"), UNIT_KIND, kind=UnitKind)
    place_id = Pick(_l("属于哪个地方"), kind=int)


class Roster(Form):
    """导入名册"""

    place_id = Pick(_l("哪里的名册"), kind=int)
    file = FileField(
        _l("名册文件"),
        [FileRequired(_l("请选择一个文件。"))],
        description=_l(".xlsx 或 .csv，不超过20兆。"),
        render_kw={"accept": ".xlsx,.csv"},
    )


class Step(Form):
    """A button: nothing is typed."""
