"""Words of ratings."""

from civic.i18n import lazy_gettext as _l
from civic.policy import Role

OFFICE = {
    Role.CHAIR: _l("居委会主任"),
    Role.CLERK: _l("居委会工作人员"),
    Role.COMMITTEE_MEMBER: _l("居委会委员"),
    Role.PARTY_BRANCH: _l("社区党组织成员"),
    Role.OFFICIAL: _l("承办人"),
    Role.SUPERVISOR: _l("居务监督委员会成员"),
    Role.GRID_WORKER: _l("网格员"),
}
"""What somebody is called by a public office."""
OFFICE_SOME = True
