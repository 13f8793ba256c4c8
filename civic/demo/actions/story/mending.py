"""What follows an evaluation of the story: result, statement, plan, what was mended, re-check."""

from datetime import timedelta

from civic import clock
from civic.db import session
from civic.demo.actions.story import paper
from civic.demo.actions.story.rated import groups, measure, party, writer
from civic.demo.actions.story.talk import Chapter, clerk
from civic.demo.actions.story.town import Town
from civic.demo.wording.evaluations import EVALUATIONS, FILES, REPORTED
from civic.meetings import actions as meetings
from civic.meetings.actions import Measure
from civic.meetings.models import rated_there
from civic.meetings.rules import RecheckFinding
from civic.meetings.wording import evaluation_figures, evaluation_text
from civic.register import actions as register


def published(here: Town, key: str, ago: int) -> Chapter:
    """Under its number in the register."""
    yield here.at(ago, 10, 30)
    meeting = here.meeting(key)
    text = evaluation_text(
        meeting,
        groups(here, key),
        meetings.evaluation_results(meeting),
        present=meeting.sitting.present,
        rated=session().scalar(rated_there(meeting, clock.today())) or 0,
        observers=meeting.sitting.observers,
    )
    meetings.publish_evaluation(
        here.who("wulao"),
        meeting,
        title=meeting.official_title,
        text=text,
        is_redacted=True,
        figures=evaluation_figures,
    )


def answered(here: Town, key: str, ago: int) -> Chapter:
    """What they say of it, and how they mend it."""
    told = EVALUATIONS[key]
    for number, (login, text) in enumerate(told.statements.items()):
        yield here.at(ago, 9, 10 + 15 * number)
        by = writer(here, key, login)
        meetings.state_on_evaluation(by, party(here, key, login), text=text, is_redacted=True)
    for number, (login, plan) in enumerate(told.plans.items()):
        yield here.at(ago, 11, 10 + 15 * number)
        meetings.file_plan(
            writer(here, key, login),
            party(here, key, login),
            text=plan.text,
            signed_by=plan.signed_by,
            contact=plan.contact,
            measures=[
                Measure(what, clock.today() + timedelta(days=days)) for what, days in plan.measures
            ],
            is_redacted=True,
        )


def mended(here: Town, key: str, ago: int) -> Chapter:
    """Measures are carried out, shown, and struck off by the supervisors."""
    done = [(login, place) for told, login, place in REPORTED if told == key]
    for number, (login, place) in enumerate(done):
        yield here.at(ago, 9, 10 + 5 * number)
        report = REPORTED[key, login, place]
        register.report(
            writer(here, key, login),
            measure(here, key, login, place),
            report=report,
            uploads=[(paper.pdf((report,)), FILES["mended"])],
        )
    for number, (login, place) in enumerate(done):
        yield here.at(ago, 15, 10 + 5 * number)
        register.settle(here.who("wulao"), measure(here, key, login, place))


def rechecked(here: Town, key: str, ago: int) -> Chapter:
    """Ninety days later the supervisors look once more."""
    yield here.at(ago, 10, 40)
    for login, (finding, text) in EVALUATIONS[key].rechecks.items():
        meetings.recheck_evaluation(
            here.who("wulao"),
            party(here, key, login),
            finding=RecheckFinding(finding),
            text=text,
            is_redacted=True,
        )


def archived(here: Town, key: str, ago: int) -> Chapter:
    """Everything that was promised is done."""
    yield here.at(ago, 9, 5)
    meetings.archive_evaluation(clerk(here, "here"), here.meeting(key))
