"""How a unit was rated by a vote that no meeting asked, as it may be shown: under the same rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic import clock
from civic.i18n import gettext as _
from civic.i18n import number
from civic.places.models import Place
from civic.ratings import rules
from civic.ratings.rules import Rate
from civic.ratings.views.evaluations import Themes, bar, by_grade
from civic.ratings.wording import hidden, said, said_about
from civic.voting import actions as voting
from civic.voting.models import Question, Vote
from civic.voting.rules import Outcome, Scale, Secrecy, Shown, Theme, spoilt
from civic.voting.views.lines import size, who
from civic.voting.views.results import Part


@dataclass(frozen=True)
class Asked:
    """One question of it, as far as its ballots may be shown."""

    question: Question
    scale: Scale
    shown: Shown

    @property
    def is_valid(self) -> bool:
        return self.question.outcome is Outcome.VALID

    @property
    def counts(self) -> dict[str, int] | None:
        return by_grade(self.question, self.shown)

    @property
    def ballots(self) -> int:
        """How many grades were given, abstaining among them; 0 where they may not be shown."""
        return sum((self.counts or {}).values())

    @property
    def rate(self) -> Rate | None:
        counts = self.counts
        return None if counts is None or not self.is_valid else rules.rate(self.scale, counts)

    @property
    def hidden(self) -> str | None:
        return hidden(self.shown)

    @property
    def parts(self) -> list[Part]:
        return bar(self.scale, self.counts or {})


@dataclass(frozen=True)
class ByItself:
    """A vote on a unit, held without a meeting, whose result is public."""

    vote: Vote
    published_at: datetime
    asked: list[Asked]
    themes: dict[Theme | None, int]
    """As of an evaluation."""
    shows_comments: bool

    is_by_itself = True

    @property
    def year(self) -> int:
        """In which it was published: it asks of no year's work."""
        return clock.day_of(self.published_at).year

    @property
    def place(self) -> Place:
        """Whose residents rated, as of an evaluation."""
        return self.vote.place

    @property
    def is_light(self) -> bool:
        return self.vote.secrecy is Secrecy.LIGHT

    @property
    def voters(self) -> str:
        """Whom its roll is made of."""
        return who(self.vote)

    @property
    def returned(self) -> int:
        return self.vote.took_part_heads or 0

    @property
    def spoilt(self) -> int:
        """How many of them are in nobody's bar, as far as it may be shown."""
        return max((spoilt(self.returned, each.shown) for each in self.asked), default=0)

    @property
    def by(self) -> str:
        """Who voted, how many stand on the roll, how many ballots came back."""
        facts = {"who": self.voters, "size": size(self.vote), "n": number(self.returned)}
        if not self.spoilt:
            return str(_("谁投的：%(who)s；名册%(size)s，收回%(n)s票。", **facts))
        facts["spoilt"] = number(self.spoilt)
        return str(_("谁投的：%(who)s；名册%(size)s，收回%(n)s票，其中废票%(spoilt)s张。", **facts))

    @property
    def told(self) -> str:
        """At a glance: its rate, or of each question, by name, its own."""
        found = [(each.question.text, said(each.scale, each.rate)) for each in self.asked]
        if len(found) == 1:
            return found[0][1]
        return str(_("；")).join(
            str(_("“%(question)s”：%(said)s", question=text, said=rate)) for text, rate in found
        )

    @property
    def said(self) -> list[tuple[str, str]]:
        return said_about(self.themes)


def load(rows: Sequence[Any], themes: Themes) -> list[ByItself]:
    """Out of rows of ``rated_by``, and nothing that may not be shown."""
    votes: dict[Vote, list[Question]] = {}
    for row in rows:
        if row.evaluated is None:
            asked = votes.setdefault(row.Vote, [])
            if row.Question not in asked:
                asked.append(row.Question)
    return [
        ByItself(
            vote,
            vote.published_at,
            [
                Asked(question, question.scale, voting.shown(vote, question))
                for question in asked
                if question.scale is not None
            ],
            themes.get(vote.id, {}),
            vote.id in themes,
        )
        for vote, asked in votes.items()
        if vote.published_at is not None
    ]
