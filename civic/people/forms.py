"""What is typed about people."""

from civic.forms import Form, Line, Secret
from civic.i18n import lazy_gettext as _l


class SignIn(Form):
    """登录"""

    login = Line(
        _l("手机号或邮箱"),
        most=120,
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = Secret(_l("密码"), render_kw={"autocomplete": "current-password"})
