"""What is typed about places."""

from civic.forms import Form, Line, Pick, Text
from civic.i18n import lazy_gettext as _l
from civic.places.rules import NAME_MOST, Level


class Add(Form):
    """添加地方"""

    level = Pick(_l("添加哪一级"), kind=Level)
    names = Text(
        _l("名称"),
        most=8000,
        description=_l("一行一个。楼多的时候可以一次贴很多行，例如：1号楼、2号楼、3号楼。"),
    )

    def listed(self) -> list[str]:
        """The names, one each."""
        return [
            " ".join(name.split()) for name in (self.names.data or "").split("\n") if name.strip()
        ]


class Rename(Form):
    """改名"""

    name = Line(_l("名称"), most=NAME_MOST)
