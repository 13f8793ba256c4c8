"""Evaluations that are over, row by row: their acts are other tests' (tests/meetings)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from civic import clock, files
from civic.db import session
from civic.matters import actions as matters
from civic.matters.rules import Category, Forum, Stage
from civic.meetings.models import Evaluated, EvaluationResult, Meeting, Paper, Raters, ScoreSheet
from civic.meetings.rules import MeetingKind, MeetingStage, PaperKind
from civic.people.models import Person, Unit
from civic.register import actions as register
from civic.register.rules import Kind
from civic.sittings.models import Sitting
from civic.sittings.rules import SittingKind, State
from civic.voting import rules
from civic.voting.models import Box, Comment, Count, Question, Vote
from civic.voting.rules import (
    ABSTAIN,
    GRADES,
    Electorate,
    Outcome,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    Showing,
    Theme,
    VoteStage,
)
from civic.voting.urn.sealing import Certificate
from tests.register.story import paper
from tests.world import Community, World

CONTENT = {Scale.UNIT: ("satisfied", "basically"), Scale.MEMBER: ("excellent", "competent")}


def evaluation(
    world: World,
    *marks: int,
    year: int,
    unit: Unit | None = None,
    person: Person | None = None,
    outcome: Outcome = Outcome.VALID,
    stage: VoteStage = VoteStage.PUBLISHED,
    weight: int = 100,
    comments: Mapping[str, Any] | None = None,
    themes: Sequence[Theme | None] = (),
    of: Community | None = None,
    **more: Any,
) -> Evaluated:
    """Residents (``of``: of another community) gave so many of each grade, abstaining last; the
    result is public since now."""
    of = of or world.here
    scale = Scale.MEMBER if person else Scale.UNIT
    unit = unit or world.here.unit("committee" if person else "greening")
    now = clock.now()
    counts = dict(zip((*GRADES[scale], ABSTAIN), (*marks, *[0] * (5 - len(marks))), strict=True))
    meeting = _meeting(of, now)
    evaluated = Evaluated(
        meeting_id=meeting.id,
        position=1,
        scale=scale,
        unit_id=unit.id,
        person_id=person and person.id,
        office="居委会主任" if person else "",
        year=year,
    )
    vote = _vote(of, scale, unit, person, counts, stage, now)
    vote.takes_comments = comments is not None
    session().add_all([evaluated, vote])
    session().flush()
    sayings = zip_longest((comments or {}).items(), themes)
    for number, ((words, ground), theme) in enumerate(sayings, start=1):
        session().add(
            Comment(
                vote_id=vote.id,
                number=number,
                text=words,
                theme=theme,
                ground=ground,
                hidden_by_id=world.clerk.id if ground else None,
            )
        )
    raters = Raters(
        meeting_id=meeting.id, group=RaterGroup.RESIDENT, weight=weight, vote_id=vote.id
    )
    returned = sum(counts.values())
    session().add_all([raters, _box(vote, returned, len(comments or {}))])
    said = {key: n for key, n in counts.items() if key not in rules.SILENT[scale]}
    is_shown = rules.showing(said) is Showing.WHOLE and outcome is Outcome.VALID
    content = sum(counts[grade] for grade in CONTENT[scale])
    judged = sum(marks[: 4 if person else 3])
    session().add(
        EvaluationResult(
            evaluated_id=evaluated.id,
            outcome=outcome,
            returned=returned,
            valid=judged if is_shown else None,
            rate=10_000 * content // judged if is_shown and not person else None,
            published_at=now,
            **({"owes_recheck": not person and 5 * content < 3 * judged} | more),
        )
    )
    session().flush()
    return evaluated


def by_itself(
    world: World,
    *questions: Sequence[int],
    unit: Unit | None = None,
    secrecy: Secrecy = Secrecy.SECRET,
    stage: VoteStage = VoteStage.PUBLISHED,
    comments: Mapping[str, Theme | None] | None = None,
) -> Vote:
    """A vote on a unit that no meeting asked: of each question so many of each grade."""
    unit = unit or world.here.unit("greening")
    now, said = clock.now(), None
    for place, marks in enumerate(questions, start=1):
        grades = (*GRADES[Scale.UNIT], ABSTAIN)
        counts = dict(zip(grades, (*marks, *[0] * (5 - len(marks))), strict=True))
        if said is None:
            said = _vote(world.here, Scale.UNIT, unit, None, counts, stage, now)
        else:
            said.questions.append(_question(place, Scale.UNIT, unit, None, counts))
        said.questions[-1].outcome = Outcome.VALID
    assert said is not None
    said.is_of_a_meeting, said.unit_id, said.secrecy = False, unit.id, secrecy
    said.official_title, said.takes_comments = "单独测评", comments is not None
    session().add(said)
    session().flush()
    for number, (words, theme) in enumerate((comments or {}).items(), start=1):
        session().add(Comment(vote_id=said.id, number=number, text=words, theme=theme))
    session().add(_box(said, sum(questions[0]), len(comments or {})))
    session().flush()
    return said


def written(world: World, evaluated: Evaluated, kind: PaperKind, words: str, **more: Any) -> Paper:
    """What was handed in around it."""
    made = Paper(
        evaluated_id=evaluated.id,
        kind=kind,
        text=words,
        at=clock.now(),
        by_id=world.official.id,
        measures=[],
        **more,
    )
    session().add(made)
    session().flush()
    return made


def plan(world: World, evaluated: Evaluated, *measures: str, days: int = 30) -> Paper:
    """A plan whose measures stand in the register."""
    made = written(
        world,
        evaluated,
        PaperKind.PLAN,
        "三个月内改好窗口的等候时间。",
        contact="服务窗口，63010000",
        signed_by="郑科长",
    )
    unit = session().get_one(Unit, evaluated.unit_id)
    due_on = clock.today() + timedelta(days=days)
    promises = [
        register.Promise(each, due_on, unit=unit, keeper_id=evaluated.person_id)
        for each in measures
    ]
    entry = register.enter(
        world.chair,
        world.place,
        kind=Kind.EVALUATION_RESULT,
        title="评议会结果",
        text="结果如下。",
        commitments=promises,
    )
    made.measures.extend(entry.commitments)
    session().flush()
    return made


def sheet(
    world: World, evaluated: Evaluated, group: RaterGroup, score: int, weight: int
) -> ScoreSheet:
    """What a small group gave on paper."""
    raters = Raters(meeting_id=evaluated.meeting_id, group=group, weight=weight)
    session().add(raters)
    session().flush()
    stored = files.store(*paper("评分表.pdf"), by=world.clerk)
    session().flush()
    made = ScoreSheet(
        group_id=raters.id,
        evaluated_id=evaluated.id,
        score=score,
        document_id=stored.id,
        at=clock.now(),
        by_id=world.clerk.id,
    )
    session().add(made)
    session().flush()
    return made


def _meeting(of: Community, now: datetime) -> Meeting:
    matter = matters.raise_matter(
        of.clerk,
        of.place,
        category=next(iter(Category)),
        title=f"年度评议（{now:%H%M%S}）",
        text="按规定每年评议一次，请大家评一评。",
    )
    matter.stage, matter.forum = Stage.RESULT_PUBLISHED, Forum.EVALUATION_MEETING
    matter.raised_at = now - timedelta(days=40)
    matter.created_at = matter.raised_at  # so many a day are raised, and no more
    sitting = Sitting(
        place_id=of.place_id,
        place_path=of.place.path,
        kind=SittingKind.EVALUATION,
        state=State.CLOSED,
        title="年度评议会",
        starts_at=now,
        venue="居委会会议室",
        chair_id=of.supervisor.id,
        arrival_code=f"code-{matter.id}",
    )
    session().add(sitting)
    session().flush()
    meeting = Meeting(
        matter_id=matter.id,
        sitting_id=sitting.id,
        place_id=of.place_id,
        place_path=of.place.path,
        kind=MeetingKind.EVALUATION,
        stage=MeetingStage.PUBLISHED,
        official_title="年度评议会",
        convened_at=now,
        convened_by_id=of.supervisor.id,
        noticed_at=now,
        published_at=now,
    )
    session().add(meeting)
    session().flush()
    return meeting


def _box(vote: Vote, returned: int, comments: int) -> Box:
    certificate = Certificate(
        vote=vote.id,
        key="",
        manifest=1,
        roll=returned,
        marked=returned,
        paper=0,
        ballots=returned,
        comments=comments,
        comments_digest="",
        commitments="",
        tallies=(),
    )
    return Box(vote_id=vote.id, manifest=1, counted=returned, certificate=certificate.encode())


def _question(
    place: int, scale: Scale, unit: Unit, person: Person | None, counts: Mapping[str, int]
) -> Question:
    return Question(
        position=place,
        kind=QuestionKind.GRADES,
        text=unit.name if place == 1 else f"第{place}问",
        scale=scale,
        unit_id=unit.id,
        person_id=person and person.id,
        counts=[Count(key=key, heads=n, area=0) for key, n in counts.items()],
    )


def _vote(
    of: Community,
    scale: Scale,
    unit: Unit,
    person: Person | None,
    counts: Mapping[str, int],
    stage: VoteStage,
    now: datetime,
) -> Vote:
    question = _question(1, scale, unit, person, counts)
    return Vote(
        place_id=of.place_id,
        place_path=of.place.path,
        official_title="年度评议",
        rule=Rule.APPRAISAL if person else Rule.SATISFACTION,
        electorate=Electorate.ADULTS,
        secrecy=Secrecy.SECRET,
        stage=stage,
        is_of_a_meeting=True,
        created_at=now,
        created_by_id=of.clerk.id,
        heads=60,
        took_part_heads=sum(counts.values()),
        posted_at=now - timedelta(days=8),
        objections_until=clock.day_of(now) - timedelta(days=3),
        opens_at=now - timedelta(hours=2),
        closes_at=now - timedelta(hours=1),
        opened_at=now - timedelta(hours=2),
        closed_at=now - timedelta(hours=1),
        published_at=now,
        questions=[question],
    )
