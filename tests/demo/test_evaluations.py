"""The demo's evaluations: two years behind its committee, one of a department, one to come."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from civic.db import session
from civic.meetings.models import Evaluated, EvaluationResult, Meeting, Paper, Raters
from civic.meetings.rules import MeetingKind, MeetingStage, PaperKind, RecheckFinding
from civic.voting.models import Vote, roll
from civic.voting.rules import Secrecy
from tests.neighbour import NeighbourClient


def of(stage: MeetingStage) -> list[Meeting]:
    found = select(Meeting).where(Meeting.kind == MeetingKind.EVALUATION, Meeting.stage == stage)
    return list(session().scalars(found.order_by(Meeting.id)))


def test_two_years_are_over_and_this_years_waits_for_its_notice(demo: Flask) -> None:
    (before,), (last, department), (to_come,) = (
        of(stage) for stage in (MeetingStage.ARCHIVED, MeetingStage.PUBLISHED, MeetingStage.DRAFT)
    )
    years = [
        set(session().scalars(select(Evaluated.year).where(Evaluated.meeting_id == each.id)))
        for each in (before, last, to_come)
    ]
    assert years == [{2024}, {2025}, {2026}]
    shares = select(Raters.weight).where(Raters.meeting_id == department.id)
    assert sorted(session().scalars(shares)) == [10, 30, 60]
    vote = (
        session()
        .scalars(
            select(Vote)
            .join(Raters, Raters.vote_id == Vote.id)
            .where(Raters.meeting_id == to_come.id)
        )
        .one()
    )
    assert vote.secrecy is Secrecy.SECRET


def test_whoever_was_incompetent_was_looked_at_again_and_is_so_no_more(demo: Flask) -> None:
    found = (
        session()
        .execute(
            select(Evaluated.year, Paper.finding)
            .join(EvaluationResult, EvaluationResult.evaluated_id == Evaluated.id)
            .outerjoin(
                Paper, (Paper.evaluated_id == Evaluated.id) & (Paper.kind == PaperKind.RECHECK)
            )
            .where(EvaluationResult.is_incompetent)
        )
        .all()
    )
    assert [tuple(row) for row in found] == [(2024, RecheckFinding.MENDED)]


def test_the_supervisor_announces_it_to_its_raters_without_the_rated(
    demo: Flask, visitor: Callable[[], NeighbourClient]
) -> None:
    (to_come,) = of(MeetingStage.DRAFT)
    url, ident = f"/meetings/{to_come.id}", to_come.id
    client = visitor()
    client.send("/demo/sign-ins", login="wulao")
    assert "发公告" in client.get(url).text
    words = {"materials": "述职报告贴在公告栏。", "is_redacted": "y"}
    answer = client.fill(f"{url}/announcement", f"{url}/announcement", **words)
    assert answer.status_code == 303, answer.text
    vote = select(Raters.vote_id).where(Raters.meeting_id == ident)
    heads = session().scalars(roll(session().scalars(vote).one())).all()
    assert len(heads) == 60
