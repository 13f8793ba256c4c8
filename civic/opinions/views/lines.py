"""An opinion as pages show it: who, what, what neighbours make of it, and its answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from civic import calendar, policy
from civic.clock import Counting
from civic.i18n import day, moment, until
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.opinions.models import Hiding, Opinion, Reply
from civic.opinions.rules import PHASES, Disposition, Stance
from civic.opinions.wording import DISPOSITION, ENTERED, GROUND, KIND, PHASE
from civic.policy import Can
from civic.wording import ROLE, cite, computed

_TONE = {
    Disposition.ADOPT: "done",
    Disposition.PARTLY: "now",
    Disposition.NOT_ADOPT: "plain",
    Disposition.NOT_WITHIN_COMPETENCE: "plain",
}


@dataclass(frozen=True)
class Answer:
    """A reply beside its opinion."""

    text: str
    office: str
    when: str
    outcome: tuple[str, str]
    older: str | None


@dataclass(frozen=True)
class Line:
    """What ``opinions/_opinion.html`` shows."""

    id: int
    url: str
    text: str
    who: str
    when: str
    tags: tuple[tuple[str, str], ...]
    mark: str | None
    hidden: str | None
    counts: tuple[int, int, int]
    mine: str | None
    react_url: str | None
    outcome: tuple[str, str] | None
    reason: str | None
    answer: Answer | None
    due: tuple[str, bool] | None


def lines(rows: Iterable[tuple[Opinion, Stance | None]], matter: Matter, reader: Any) -> list[Line]:
    """Each of them, for this reader."""
    can_react = is_open(matter) and policy.may(reader, Can.REACT, matter)
    return [line(opinion, stance, can_react=can_react) for opinion, stance in rows]


def line(
    opinion: Opinion,
    stance: Stance | None = None,
    *,
    can_react: bool = False,
    reveal: bool = False,
) -> Line:
    """One opinion; of a hidden one, its place, the ground and the office.

    ``reveal``: its words too, for those whose work it is (the page has asked who reads).
    """
    is_hidden = opinion.is_hidden and not reveal
    tags = [(str(KIND[opinion.kind]), "plain"), (str(PHASE[opinion.phase]), "plain")]
    if opinion.is_hidden and reveal:
        tags.append((_("对外隐藏"), "plain"))
    if opinion.is_restored:
        tags.append((_("曾被隐藏，经裁定恢复"), "plain"))
    reply = opinion.reply
    is_classed = opinion.disposition is not None and reply is None and not is_hidden
    return Line(
        id=opinion.id,
        url=url_for("opinions.show", id=opinion.id),
        text=opinion.text,
        who=speaker(opinion),
        when=moment(opinion.given_at),
        tags=tuple(tags),
        mark=str(ENTERED[opinion.channel]) if opinion.is_entered else None,
        hidden=hidden(opinion.hiding) if is_hidden else None,
        counts=opinion.counts,
        mine=stance.value if stance else None,
        react_url=url_for("opinions.react", id=opinion.id) if can_react and not is_hidden else None,
        outcome=outcome(opinion.disposition) if is_classed and opinion.disposition else None,
        reason=opinion.reason if is_classed else None,
        answer=answer(opinion, reply) if reply is not None else None,
        due=due(opinion),
    )


def speaker(opinion: Opinion) -> str:
    """Who said it, as the public may know."""
    return opinion.public_name or _("一位居民")


def hidden(hiding: Hiding | None) -> str:
    """Instead of the text: the ground, and whose office hid it."""
    if hiding is None:
        return str(_("这条意见已被隐藏。"))
    if hiding.office is None:
        return str(_("这条意见已被隐藏。理由：%(ground)s。", ground=GROUND[hiding.ground]))
    facts = {"ground": GROUND[hiding.ground], "office": ROLE[hiding.office]}
    return str(_("这条意见已被隐藏。理由：%(ground)s。处理人：%(office)s。", **facts))


def outcome(disposition: Disposition) -> tuple[str, str]:
    """What became of it, as a tag."""
    return str(DISPOSITION[disposition]), _TONE[disposition]


def answer(opinion: Opinion, reply: Reply) -> Answer:
    """The reply as it stands, and the text before its correction."""
    when = moment(reply.published_at)
    if reply.corrects is not None:
        when = _("%(when)s更正", when=when)
    elif opinion.was_late:
        when = _("%(when)s答复，已逾期", when=when)
    return Answer(
        text=reply.text,
        office=reply.unit.name,
        when=when,
        outcome=outcome(reply.disposition),
        older=reply.corrects.text if reply.corrects else None,
    )


def due(opinion: Opinion) -> tuple[str, bool] | None:
    """Whose answer is awaited until when, and whether it is late."""
    if not opinion.is_awaited or opinion.unit is None or opinion.due_at is None:
        return None
    facts = {"unit": opinion.unit.name, "until": until(opinion.due_at)}
    if opinion.extended_at is not None:
        return _("等%(unit)s答复，已延期一次：%(until)s", **facts), opinion.is_overdue
    return _("等%(unit)s答复：%(until)s", **facts), opinion.is_overdue


def reckoning(opinion: Opinion) -> list[str]:
    """How the day of the answer was computed: rule, start, rest days, extension (HR-9)."""
    if opinion.due_on is None or opinion.due_from_on is None or opinion.due_days is None:
        return []
    found = calendar.current().working_days_after(opinion.due_from_on, opinion.due_days)
    said = computed(found) if found.rule is (opinion.due_rule or Counting.WORKING_DAYS) else []
    if opinion.first_due_on is not None:
        said.insert(
            0,
            _(
                "原定%(day)s，延期理由：%(reason)s",
                day=day(opinion.first_due_on),
                reason=opinion.extension_reason or "",
            ),
        )
    return [*said, cite("HR-9")]


def is_open(matter: Matter) -> bool:
    """Whether opinions are taken now."""
    return matter.stage in PHASES


def plain(opinions: Sequence[Opinion], *, reveal: bool = False) -> list[Line]:
    """As a moderator's or an official's form lists them: to be read, not reacted to."""
    return [line(opinion, reveal=reveal) for opinion in opinions]
