"""What somebody wants to hear."""

from civic.forms import Form, Several
from civic.i18n import lazy_gettext as _l
from civic.notices.rules import Channel, Topic, may_be_muted
from civic.notices.wording import TOPIC

_INBOX = {topic: TOPIC[topic] for topic in Topic if may_be_muted(topic, Channel.INBOX)}


class Step(Form):
    """A press of a button."""


class Preferences(Form):
    """Headings that stay on."""

    inbox = Several(_l("站内通知"), _INBOX, kind=Topic)
    mail = Several(_l("邮件"), TOPIC, kind=Topic)
