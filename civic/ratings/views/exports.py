"""A page to take away: as a table for an appraisal, as data for a program. What it shows, no more."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, url_for

from civic import clock, web
from civic.i18n import gettext as _
from civic.places.models import Place
from civic.ratings.rules import Rate
from civic.ratings.views import bp, load
from civic.ratings.views.evaluations import Evaluation, Group
from civic.ratings.views.load import Page
from civic.ratings.views.votes import ByItself
from civic.ratings.wording import GRADE, LIGHT, RATE, between, percentage, points, whose
from civic.voting.rules import ABSTAIN, Scale, Theme
from civic.voting.wording import ANSWER, THEME

Line = tuple[Any, ...]


@bp.get("/units/<int:id>.csv")
@web.public
def unit_table(id: int) -> Response:
    """A unit's figures as a table."""
    return _table(load.unit(id)[1], f"unit-{id}.csv")


@bp.get("/people/<int:id>.csv")
@web.public
def person_table(id: int) -> Response:
    """An office-holder's figures as a table."""
    return _table(load.person(id), f"person-{id}.csv")


@bp.get("/units/<int:id>.json")
@web.public
def unit_data(id: int) -> Response:
    """A unit's figures for a program."""
    return _data(load.unit(id)[1])


@bp.get("/people/<int:id>.json")
@web.public
def person_data(id: int) -> Response:
    """An office-holder's figures for a program."""
    return _data(load.person(id))


# As a table ------------------------------------------------------------------------------


def _table(page: Page, name: str) -> Response:
    heads = (_("记录"), _("年份"), _("项目"), _("数"), _("是多少里面的"))
    return web.spreadsheet(name, heads, _lines(page))


def _lines(page: Page) -> Iterator[Line]:
    """What is counted, year by year, each with what it is a part of."""
    for unit, years in page.answered:
        about = _("意见答复：%(unit)s", unit=unit.name)
        for year, found in years.items():
            yield about, year, _("按期答复"), found.on_time, found.judged
            yield about, year, _("逾期答复"), found.late, found.judged
            yield about, year, _("现在逾期"), found.overdue, found.judged
            yield about, year, _("期限内"), found.waiting, found.sent
            yield about, year, _("延期的"), found.extended, found.sent
            yield about, year, _("更正过的"), found.corrected, found.answered
    for year, kept in page.keeping.items():
        about = _("落实事项")
        yield about, year, _("按期办好"), kept.in_time, kept.judged
        yield about, year, _("逾期办好"), kept.late, kept.judged
        yield about, year, _("现在逾期"), kept.overdue, kept.judged
        yield about, year, _("待核实"), kept.reported, kept.made
        yield about, year, _("正在办"), kept.open, kept.made
        yield about, year, _("挂账"), kept.parked, kept.made
    for each in page.results:
        of = page.place_of(each)
        yield from _by_itself(each, of) if isinstance(each, ByItself) else _rated(each, of)


def _by_itself(each: ByItself, of: Place | None) -> Iterator[Line]:
    about = whose(_("单独的满意度测评：%(name)s", name=each.vote.official_title), of)
    year = each.year
    yield (
        about,
        year,
        _("收回的票，谁投的：%(who)s", who=each.voters),
        each.returned,
        each.vote.heads,
    )
    yield from _spoilt(about, year, each.spoilt, each.returned)
    for asked in each.asked:
        yield about, year, _("问：%(text)s", text=asked.question.text), None, None
        yield from _graded(about, year, asked.hidden, asked.counts, is_valid=asked.is_valid)
        yield from _shares(about, year, asked.scale, asked.rate)
    yield from _about(about, year, each)


def _rated(each: Evaluation, of: Place | None) -> Iterator[Line]:
    about = whose(_("评议：%(name)s", name=each.evaluated.name), of)
    year = each.evaluated.year
    counts = each.residents.counts
    yield from _graded(about, year, each.hidden, counts, is_valid=each.is_valid)
    yield from _spoilt(about, year, each.spoilt, each.result.returned)
    yield from _shares(about, year, each.evaluated.scale, each.rate)
    if each.result.score is not None:
        yield about, year, _("得分"), points(each.result.score), each.result.valid
    if each.result.weighted is not None:
        yield about, year, _("各方按权重合计"), points(each.result.weighted), None
    yield from _about(about, year, each)
    for said in (*each.notes, *each.failings):
        yield about, year, said, None, None


def _graded(
    about: str, year: int, hidden: str | None, counts: Mapping[str, int] | None, *, is_valid: bool
) -> Iterator[Line]:
    """Ballots by grade, or why there are none."""
    if not is_valid:
        nothing = _("这次评议没有结果：交回的票没有达到规定的人数，或者票箱作废。")
        yield about, year, nothing, None, None
    if hidden:
        yield about, year, hidden, None, None
    of = sum((counts or {}).values())
    for grade, n in (counts or {}).items():
        yield about, year, GRADE.get(grade, ANSWER[ABSTAIN]), n, of


def _spoilt(about: str, year: int, spoilt: int, returned: int) -> Iterator[Line]:
    if spoilt:
        yield about, year, _("废票"), spoilt, returned


def _shares(about: str, year: int, scale: Scale, rate: Rate | None) -> Iterator[Line]:
    if rate:
        yield about, year, RATE[scale], percentage(rate.share), rate.judged
        yield about, year, _("大致范围"), between(rate), rate.judged


def _about(about: str, year: int, each: Evaluation | ByItself) -> Iterator[Line]:
    """What was written about, and how secretly all of it was said."""
    for theme, n in each.themes.items():
        about_what = THEME[theme] if theme else _("还没有归类")
        yield (
            about,
            year,
            _("随票说的话：%(themes)s", themes=about_what),
            n,
            sum(each.themes.values()),
        )
    if each.is_light:
        yield about, year, LIGHT, None, None


# For a program ---------------------------------------------------------------------------


def _data(page: Page) -> Response:
    """Shares and scores in hundredths; what may not be shown is null."""
    return jsonify(
        {
            "format": "civic-rating-v1",
            "name": page.name,
            "url": web.on_paper(page.path),
            "as_of": clock.now().isoformat(timespec="seconds"),
            "answering": [
                {"unit": unit.name, "year": year, "judged": found.judged, **asdict(found)}
                for unit, years in page.answered
                for year, found in years.items()
            ],
            "keeping": [
                {"year": year, "judged": found.judged, **asdict(found)}
                for year, found in page.keeping.items()
            ],
            "evaluations": [
                _vote(each) if isinstance(each, ByItself) else _evaluation(each)
                for each in page.results
            ],
        }
    )


def _vote(each: ByItself) -> dict[str, Any]:
    """A vote by itself: of no meeting, a rate for each question."""
    return {
        "kind": "vote",
        "year": each.year,
        "place": each.place.name,
        "name": each.vote.official_title,
        "vote": web.on_paper(url_for("voting.show", id=each.vote.id)),
        "published_on": clock.day_of(each.published_at).isoformat(),
        "electorate": each.vote.electorate.value,
        "roll": each.vote.heads,
        "returned": each.returned,
        "spoilt": each.spoilt,
        "light": each.is_light,
        "themes": _sorted(each.themes),
        "questions": [
            {
                "text": asked.question.text,
                "outcome": asked.question.outcome and asked.question.outcome.value,
                **_share(asked.rate),
                "showing": asked.shown.showing.value,
                "nearly_all": asked.shown.nearly_all,
                "counts": asked.counts,
            }
            for asked in each.asked
        ],
    }


def _share(rate: Rate | None) -> dict[str, Any]:
    return {
        "rate": rate and rate.share,
        "of": rate and {"content": rate.content, "judged": rate.judged},
        "interval": rate and rate.interval,
    }


def _sorted(themes: Mapping[Theme | None, int]) -> dict[str, int]:
    return {theme.value if theme else "unsorted": n for theme, n in themes.items()}


def _evaluation(each: Evaluation) -> dict[str, Any]:
    result = each.result
    return {
        "kind": "meeting",
        "year": each.evaluated.year,
        "place": each.place.name,
        "name": each.evaluated.name,
        "meeting": web.on_paper(url_for("meetings.show", id=each.evaluated.meeting_id)),
        "published_on": result.published_on.isoformat(),
        "outcome": result.outcome.value,
        "returned": result.returned if result.knows_returned else None,
        "spoilt": each.spoilt,
        **_share(each.rate),
        "light": each.is_light,
        "score": result.score,
        "weighted": result.weighted,
        "is_incompetent": result.is_incompetent,
        "is_second": result.is_second,
        "owes_recheck": result.owes_recheck,
        "is_without_report": each.evaluated.is_without_report,
        "is_without_plan": each.evaluated.is_without_plan,
        "themes": _sorted(each.themes),
        "groups": [_group(group) for group in each.groups],
        "papers": {kind: clock.day_of(paper.at).isoformat() for kind, paper in each.papers.items()},
        "awaited": {kind.value: due.due_on.isoformat() for kind, due in each.awaited},
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "group": group.raters.group.value,
        "weight": group.raters.weight,
        "showing": group.shown.showing.value if group.raters.votes else None,
        "nearly_all": group.shown.nearly_all,
        "counts": group.counts,
        "sheet": group.sheet and group.sheet.score,
        "gave": group.given.gave.value if group.is_beside else None,
    }
