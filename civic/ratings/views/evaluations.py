"""How somebody was rated, as it may be shown: grades, rate and interval, what was written, the trend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic.clock import Due
from civic.i18n import gettext as _
from civic.i18n import number
from civic.meetings.models import Evaluated, EvaluationResult, Paper, Raters, ScoreSheet
from civic.meetings.rules import Gave, Given, PaperKind, given_by_ballots, given_on_a_sheet
from civic.meetings.wording import failings, named, weighing
from civic.places.models import Place
from civic.ratings import rules
from civic.ratings.rules import Rate
from civic.ratings.wording import GRADE, between, hidden, percentage, said_about, weighed
from civic.voting import actions as voting
from civic.voting.models import Question
from civic.voting.rules import (
    ABSTAIN,
    GRADES,
    Outcome,
    RaterGroup,
    Scale,
    Secrecy,
    Showing,
    Shown,
    Theme,
    percent,
    spoilt,
)
from civic.voting.views.results import Part
from civic.voting.wording import ANSWER

Themes = dict[int, dict[Theme | None, int]]
"""By vote: how often something was written about."""

TOP, HEIGHT, LEFT = 26, 100, 120
"""Of the drawing of a trend: pixels above the line of 100 %, and from there to that of 0 %; room
for their names at the left, in thousandths of its width."""

TONES = {
    Scale.UNIT: ("agree", "half", "disagree", "absent", "pass"),
    Scale.MEMBER: ("agree", "half", "pass", "disagree", "absent"),
}
"""How the grades look in a bar, in their order, abstaining last."""


@dataclass(frozen=True)
class Group:
    """Who rated with which weight: by a vote, as far as it may be shown, or on a sheet."""

    raters: Raters
    question: Question | None
    shown: Shown
    sheet: ScoreSheet | None

    @property
    def counts(self) -> dict[str, int] | None:
        """Ballots by grade, in the order of the ballot paper; None: they may not be shown."""
        return None if self.question is None else by_grade(self.question, self.shown)

    @property
    def is_beside(self) -> bool:
        """Whether it is weighed beside the residents."""
        return self.raters.group is not RaterGroup.RESIDENT and self.raters.weight > 0

    @property
    def given(self) -> Given:
        """What it brings to the weighted figure, out of what is shown of it."""
        if not self.raters.votes:
            return given_on_a_sheet(self.sheet.score if self.sheet else None)
        if self.question is None or self.question.scale is None:
            return Given(Gave.NO_RESULT)
        outcome = self.question.outcome or Outcome.NO_QUORUM
        return given_by_ballots(self.question.scale, outcome, self.shown)

    @property
    def ballots(self) -> int:
        """How many grades they gave, abstaining among them; 0 where they may not be shown."""
        return sum((self.counts or {}).values())


@dataclass(frozen=True)
class Evaluation:
    """One rating, with everybody who rated; the residents stand first."""

    evaluated: Evaluated
    result: EvaluationResult
    groups: list[Group]
    themes: dict[Theme | None, int]
    """What residents wrote with their ballots, by what it is about, the most frequent first; nothing
    where nobody may read it. A ballot's words are about everybody whom it rates."""

    is_by_itself = False

    @property
    def published_at(self) -> datetime:
        return self.result.published_at

    @property
    def is_light(self) -> bool:
        """Whether somebody who runs the server could have read a ballot of it (integrity.md 2.4)."""
        votes = (each.raters.vote for each in self.groups)
        return any(vote is not None and vote.secrecy is Secrecy.LIGHT for vote in votes)

    @property
    def residents(self) -> Group:
        return next(each for each in self.groups if each.raters.group is RaterGroup.RESIDENT)

    @property
    def place(self) -> Place:
        """Whose residents rated: those of the place whose vote it is."""
        vote = self.residents.raters.vote
        assert vote is not None  # residents vote, whatever others hand in (AP-8)
        return vote.place

    @property
    def is_valid(self) -> bool:
        return self.result.outcome is Outcome.VALID

    @property
    def rate(self) -> Rate | None:
        """What the residents' ballots come to; None where that is nothing, or may not be shown."""
        counts = self.residents.counts
        if counts is None or not self.is_valid:
            return None
        return rules.rate(self.evaluated.scale, counts)

    @property
    def hidden(self) -> str | None:
        """Why the residents' ballots are not shown, where something came of them."""
        vote = self.residents.raters.vote
        return hidden(self.residents.shown) if vote is not None and vote.shows_result else None

    @property
    def spoilt(self) -> int:
        """How many ballots of the residents give no grade, as far as it may be shown."""
        return spoilt(self.result.returned, self.residents.shown)

    @property
    def by(self) -> str | None:
        """How many came back, where their bars are fewer."""
        if not self.spoilt:
            return None
        facts = {"n": number(self.result.returned), "spoilt": number(self.spoilt)}
        return str(_("收回%(n)s票，其中废票%(spoilt)s张。", **facts))

    @property
    def parts(self) -> list[Part]:
        """The residents' ballots by grade, as one bar."""
        return bar(self.evaluated.scale, self.residents.counts or {})

    @property
    def notes(self) -> list[str]:
        """Why a figure is not there, or a group is not in it."""
        if not self.is_valid:
            return []
        others = [(each.raters, each.given) for each in self.groups if each.is_beside]
        return weighing(others, has_figure=self.rate is not None)

    @property
    def failings(self) -> list[str]:
        """What was never handed in."""
        return failings(self.evaluated)

    @property
    def weights(self) -> list[tuple[str, str]]:
        """Who rated, with which weight, and how; nothing where the residents rate alone."""
        if len(self.groups) < 2:
            return []
        return [
            (
                named(each.raters),
                weighed(
                    each.raters.weight,
                    each.sheet.score if each.sheet else None,
                    votes=each.raters.votes,
                ),
            )
            for each in self.groups
        ]

    @property
    def said(self) -> list[tuple[str, str]]:
        """What residents wrote about, and how often."""
        return said_about(self.themes)

    @property
    def papers(self) -> dict[str, Paper]:
        """What was written, by kind; its papers are loaded."""
        return {paper.kind.value: paper for paper in self.evaluated.papers}

    @property
    def awaited(self) -> list[tuple[PaperKind, Due]]:
        """What is still to be written, and by when."""
        found: list[tuple[PaperKind, Due | None]] = []
        if PaperKind.PLAN not in self.papers and not self.evaluated.is_without_plan:
            found.append((PaperKind.PLAN, self.result.plan_due))
        if PaperKind.RECHECK not in self.papers:
            found.append((PaperKind.RECHECK, self.result.recheck_due))
        return [(kind, due) for kind, due in found if due is not None]


def by_grade(question: Question, shown: Shown) -> dict[str, int] | None:
    """A question's ballots in the order of the ballot paper, abstaining last; None: they may not be
    shown."""
    if question.scale is None or shown.counts is None:
        return None
    return {key: shown.counts[key] for key in (*GRADES[question.scale], ABSTAIN)}


def bar(scale: Scale, counts: Mapping[str, int]) -> list[Part]:
    """Ballots by grade, as one bar."""
    of = sum(counts.values())
    return [
        Part(
            str(GRADE.get(grade, ANSWER[ABSTAIN])),
            number(n),
            1000 * n // of,
            f"{percent(n, of)}%",
            tone,
        )
        for (grade, n), tone in zip(counts.items(), TONES[scale], strict=False)
    ]


def load(evaluated: Sequence[Evaluated], rows: Sequence[Any], themes: Themes) -> list[Evaluation]:
    """These ratings with who rated, out of rows of ``rated_by``, and nothing that may not be shown."""
    groups: dict[int, dict[int, Group]] = {each.id: {} for each in evaluated}
    for ident, raters, _vote, question, _box, sheet, *_said in rows:
        if ident is not None and raters.id not in groups[ident]:
            shown = _shown(raters, question)
            groups[ident][raters.id] = Group(raters, question, shown, sheet)
    found = {ident: list(own.values()) for ident, own in groups.items()}
    return [
        Evaluation(each, each.result, found[each.id], _by_residents(found[each.id], themes))
        for each in evaluated
        if each.result is not None
    ]


@dataclass(frozen=True)
class Trend:
    """How the residents of one place rated, year by year."""

    place: Place
    years: dict[int, Rate | None]

    @property
    def lines(self) -> "list[list[Point]]":
        return drawn(self.years)


def trends(evaluations: Iterable[Evaluation]) -> list[Trend]:
    """The residents' rate by year, three years, for each place whose residents rated more than once;
    in the order of the places."""
    found: dict[str, list[Evaluation]] = {}
    for each in evaluations:
        found.setdefault(each.place.path, []).append(each)
    courses = [
        Trend(rated[0].place, rules.trend((each.evaluated.year, each.rate) for each in rated))
        for _path, rated in sorted(found.items())
    ]
    return [course for course in courses if len(course.years) > 1]


def themes_of(rows: Sequence[Any]) -> Themes:
    """Out of rows of ``rated_by``: by vote, of those whose words everybody may read."""
    found: Themes = {}
    for row in rows:
        if row.Vote is not None and voting.shows_comments(row.Vote):
            own = found.setdefault(row.Vote.id, {})
            if row.number is not None:
                own[row.theme] = row.number
    return found


def _by_residents(groups: Iterable[Group], themes: Themes) -> dict[Theme | None, int]:
    vote = next(g.raters.vote_id for g in groups if g.raters.group is RaterGroup.RESIDENT)
    return themes.get(vote or 0, {})


@dataclass(frozen=True)
class Point:
    """A year of the drawing: where it stands, and its figures in words."""

    year: int
    permille: int
    y: int
    high_y: int
    low_y: int
    share: str
    between: str


def drawn(trend: Mapping[int, Rate | None]) -> list[list[Point]]:
    """The trend as lines: a year that is not shown breaks them."""
    lines: list[list[Point]] = [[]]
    for n, (year, rate) in enumerate(trend.items()):
        if rate is None:
            lines.append([])
            continue
        low, high = rate.interval
        lines[-1].append(
            Point(
                year,
                LEFT + (1000 - LEFT) * (2 * n + 1) // (2 * len(trend)),
                _y(rate.share),
                _y(high),
                _y(low),
                percentage(rate.share),
                between(rate),
            )
        )
    return [line for line in lines if line]


def _y(hundredths: int) -> int:
    return TOP + HEIGHT - HEIGHT * hundredths // 10_000


def _shown(raters: Raters, question: Question | None) -> Shown:
    """What a group's ballots may show: by voting's one function, once its result is public."""
    if question is None or raters.vote is None or not raters.vote.shows_result:
        return Shown(Showing.HIDDEN)
    return voting.shown(raters.vote, question)
