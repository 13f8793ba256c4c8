"""A page to take away: as a table for an appraisal, as data for a program. What it shows, no more."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, url_for

from civic import clock, web
from civic.i18n import gettext as _
from civic.ratings.views import bp, load
from civic.ratings.views.evaluations import Evaluation, Group
from civic.ratings.views.load import Page
from civic.ratings.wording import GRADE, RATE, between, percentage, points
from civic.voting.rules import ABSTAIN
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
            yield about, year, _("现在超期"), found.overdue, found.judged
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
    for each in page.evaluations:
        yield from _rated(each)


def _rated(each: Evaluation) -> Iterator[Line]:
    about, year = _("评议：%(name)s", name=each.evaluated.name), each.evaluated.year
    if not each.is_valid:
        yield (
            about,
            year,
            _("这次评议没有结果：交回的票没有达到规定的人数，或者票箱打不开。"),
            None,
            None,
        )
    if each.hidden:
        yield about, year, each.hidden, None, None
    for grade, n in (each.residents.counts or {}).items():
        yield about, year, GRADE.get(grade, ANSWER[ABSTAIN]), n, each.residents.ballots
    if each.rate:
        name = RATE[each.evaluated.scale]
        yield about, year, name, percentage(each.rate.share), each.rate.judged
        yield about, year, _("大致在"), between(each.rate), each.rate.judged
    if each.result.score is not None:
        yield about, year, _("得分"), points(each.result.score), each.result.valid
    if each.result.weighted is not None:
        yield about, year, _("各方按权重合计"), points(each.result.weighted), None
    for theme, n in each.themes.items():
        about_what = THEME[theme] if theme else _("还没有归类")
        yield about, year, _("附言：%(themes)s", themes=about_what), n, sum(each.themes.values())
    for said in (*each.notes, *each.failings):
        yield about, year, said, None, None


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
            "evaluations": [_evaluation(each) for each in page.evaluations],
        }
    )


def _evaluation(each: Evaluation) -> dict[str, Any]:
    result, rate = each.result, each.rate
    return {
        "year": each.evaluated.year,
        "name": each.evaluated.name,
        "meeting": web.on_paper(url_for("meetings.show", id=each.evaluated.meeting_id)),
        "published_on": result.published_on.isoformat(),
        "outcome": result.outcome.value,
        "rate": rate and rate.share,
        "of": rate and {"content": rate.content, "judged": rate.judged},
        "interval": rate and rate.interval,
        "score": result.score,
        "weighted": result.weighted,
        "is_incompetent": result.is_incompetent,
        "is_second": result.is_second,
        "owes_recheck": result.owes_recheck,
        "is_without_report": each.evaluated.is_without_report,
        "is_without_plan": each.evaluated.is_without_plan,
        "themes": {theme.value if theme else "unsorted": n for theme, n in each.themes.items()},
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
