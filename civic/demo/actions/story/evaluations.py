"""How an evaluation of the story is convened, announced, held, counted, published, and mended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations, zip_longest
from typing import Any

from civic import clock
from civic.db import session
from civic.demo.actions.story import paper
from civic.demo.actions.story.mending import answered, archived, mended, published, rechecked
from civic.demo.actions.story.rated import groups, parties, party, writer
from civic.demo.actions.story.talk import Chapter, clerk, raised, routed, screened, together
from civic.demo.actions.story.town import Town
from civic.demo.wording import people
from civic.demo.wording.evaluations import EVALUATIONS, FILES, HOLDERS
from civic.matters.rules import Subject
from civic.meetings import actions as meetings
from civic.meetings.actions import Party, Poll
from civic.meetings.wording import evaluation_notice
from civic.people import actions as roster
from civic.people.models import Person
from civic.policy import Role
from civic.sittings import actions as sittings
from civic.sittings.rules import EVALUATION_ORDER, AttendanceMode
from civic.sittings.wording import TITLE
from civic.voting import actions as voting
from civic.voting.models import Casting, adults, comments, roll
from civic.voting.rules import GRADES, Electorate, RaterGroup, Scale, Secrecy
from civic.voting.urn import sealing
from civic.voting.urn.sealing import Sheet
from civic.wording import ROLE

ASSEMBLY = Electorate.REPRESENTATIVES
AGENDA = [(kind, TITLE[kind]) for kind in EVALUATION_ORDER]


@dataclass
class Kept:
    """What the three holders have at home, until the urn is opened."""

    sheets: dict[int, tuple[Sheet, ...]] = field(default_factory=dict)


def evaluations(here: Town) -> tuple[Chapter, ...]:
    """Two years of the committee's members, one of a department, and this year's to come."""
    kept = Kept()
    return (
        together(
            _represented(here, 530, [row[0] for row in people.RESIDENTS]),
            *_held(here, "members_before", 524, kept),
            mended(here, "members_before", 460),
            rechecked(here, "members_before", 438),
            archived(here, "members_before", 438),
        ),
        together(*_held(here, "members_last", 268, kept), mended(here, "members_last", 200)),
        together(*_held(here, "greening", 27, kept)),
        together(
            _elected(here, 28),
            raised(here, "members_now", 9),
            screened(here, "members_now", 7),
            routed(here, "members_now", 7, Subject.WORK_OF_A_BODY),
            convened(here, "members_now", 3, here.almanac.ahead(12, 14)),
        ),
    )


def _held(here: Town, key: str, since: int, kept: Kept) -> list[Chapter]:
    """From the first word to the plan, four weeks later: a day each for what belongs together."""
    sits = since - 12
    return [
        raised(here, key, since, at=here.at(since, 8, 40)),
        screened(here, key, since),
        routed(here, key, since, Subject.WORK_OF_A_BODY),
        convened(here, key, since, here.at(sits, 14)),
        noticed(here, key, since, here.at(sits, 14), here.at(sits, 18)),
        _keyed(here, key, sits, kept),
        _reported(here, key, sits),
        _sat(here, key, sits),
        _rated(here, key, sits),
        _counted(here, key, sits, kept),
        _minuted(here, key, sits - 1),
        published(here, key, sits - 1),
        answered(here, key, sits - 5),
    ]


# -- before ---------------------------------------------------------------------


def _represented(here: Town, ago: int, logins: Sequence[str]) -> Chapter:
    """Residents' representatives, whom their buildings have chosen."""
    yield here.at(ago, 15, 0)
    for login in logins:
        _seat(here, here.who(login))


def _elected(here: Town, ago: int) -> Chapter:
    """More of them, now that the estate's roster is complete: sixty sit in the assembly."""
    yield here.at(ago, 15, 0)
    today = clock.today()
    seated = {here.people[row[0]] for row in people.RESIDENTS}
    listed = [row[0] for row in session().execute(adults(_estate(here), today, today))]
    free = [ident for ident in dict.fromkeys(listed) if ident not in seated]
    for ident in free[: people.REPRESENTATIVES - len(seated)]:
        _seat(here, session().get_one(Person, ident))


def _seat(here: Town, person: Person) -> None:
    by = clerk(here, "here")
    roster.appoint(by, person, Role.REPRESENTATIVE, here.place(people.HERE))


def _estate(here: Town) -> str:
    return here.place(people.ESTATE).path


def convened(here: Town, key: str, ago: int, starts_at: datetime) -> Chapter:
    """Who is rated, who rates, who presides."""
    yield here.at(ago, 10, 15)
    told = EVALUATIONS[key]
    if told.unit:
        whom = [Party(here.unit(told.unit))]
    else:
        unit = here.unit("committee")
        whom = [Party(unit, here.who(login), _office(here, login)) for login in told.members]
    meeting = meetings.convene_evaluation(
        here.who("wulao"),
        here.matter(key),
        title=here.matter(key).title,
        year=clock.today().year,
        parties=whom,
        polls=[
            Poll(RaterGroup(group), weight, ASSEMBLY if group == RaterGroup.RESIDENT else None)
            for group, weight in told.weights
        ],
        starts_at=starts_at,
        venue=told.venue,
        agenda=AGENDA,
        chair=here.who("wulao"),
        secrecy=Secrecy.SECRET,
        takes_comments=bool(told.comments) or key == "members_now",
    )
    here.meetings[key] = meeting.id


def _office(here: Town, login: str) -> str:
    role = next(row[2] for row in people.OFFICES if row[0] == login)
    return str(ROLE[Role(role)])


def noticed(here: Town, key: str, ago: int, starts_at: datetime, voting_until: datetime) -> Chapter:
    """The notice hangs on the board, and the roll beside it."""
    yield here.at(ago, 15, 30)
    told, meeting = EVALUATIONS[key], here.meeting(key)
    until = clock.start_of_day(clock.day_of(starts_at) - clock.ONE_DAY) + timedelta(hours=18)
    facts: dict[str, Any] = {
        "title": meeting.official_title,
        "starts_at": starts_at,
        "voting_until": voting_until,
        "venue": told.venue,
        "observer_seats": 20,
        "registration_until": until,
    }
    text = evaluation_notice(
        parties(here, key),
        groups(here, key),
        agenda=[title for _kind, title in AGENDA],
        is_online=False,
        **facts,
    )
    meetings.notify_evaluation(
        here.who("wulao"),
        meeting,
        agenda=AGENDA,
        materials=told.materials,
        text=text,
        is_redacted=True,
        **facts,
    )


def _reported(here: Town, key: str, ago: int) -> Chapter:
    """What they report of their work."""
    for number, (login, text) in enumerate(EVALUATIONS[key].reports.items()):
        yield here.at(ago, 10, 5 + 20 * number)
        each = party(here, key, login)
        meetings.hand_in_report(writer(here, key, login), each, text=text, is_redacted=True)


# -- the day --------------------------------------------------------------------


def _keyed(here: Town, key: str, ago: int, kept: Kept) -> Chapter:
    """Three holders get their sheets, and each pair shows that it can open."""
    yield here.at(ago, 9, 30)
    vote = here.ballot(key)
    private = sealing.new_key()
    sheets = sealing.split(private, vote.id)
    kept.sheets[vote.id] = sheets
    public = sealing.key_file(sealing.public_of(private), vote.id)
    voting.lay_urn(here.who("wulao"), vote, key=public, holders=HOLDERS)
    asked = sealing.read_rehearsal(voting.rehearsal(vote))
    answered = dict(sealing.answer_rehearsal(asked, *pair) for pair in combinations(sheets, 2))
    voting.rehearse_urn(here.who("wulao"), vote, answered=answered)


def _sat(here: Town, key: str, ago: int) -> Chapter:
    """Reports and questions, then the ballot begins."""
    told = EVALUATIONS[key]
    yield here.at(ago, 13, 40)
    by, sitting = clerk(here, "here"), here.sitting(key)
    for login in ("wulao", *told.members, *people.ATTEND):
        sittings.check_in(by, sitting, mode=AttendanceMode.ON_SITE, person=here.who(login))
    yield here.at(ago, 14, 1)
    meetings.open_session(here.who("wulao"), here.meeting(key))
    for position in range(len(AGENDA)):
        yield here.at(ago, 14, 3 + position * 25 if position < 2 else 50 + 4 * position)
        sitting = here.sitting(key)
        sittings.take_up(by, sitting, sitting.items[position])
    yield here.at(ago, 15, 30)
    meetings.close(here.who("wulao"), here.meeting(key))


def _rated(here: Town, key: str, ago: int) -> Chapter:
    """Everybody with a paper of their own, in no order that anybody keeps."""
    yield here.at(ago, 16, 0)
    told, scale = EVALUATIONS[key], Scale.UNIT if EVALUATIONS[key].unit else Scale.MEMBER
    columns = [_spread(told.marks[login], GRADES[scale]) for login in told.reports]
    heads = [(v.id, v.caster_id) for v in session().scalars(roll(here.ballot(key).id))]
    for (head, caster), answers, comment in zip_longest(
        heads[: len(columns[0])], zip(*columns, strict=True), told.comments
    ):
        person = session().get_one(Person, caster)
        found = Casting.find(head, person.id, clock.today())
        voting.cast(person, found, [(mark,) for mark in answers], comment=comment or "")
    for group in groups(here, key):
        if not group.votes:
            meetings.enter_score_sheet(
                here.who("guizhen"),
                group,
                party(here, key, told.unit),
                score=told.scores[group.group],
                document=(paper.pdf((FILES["sheet"], told.venue)), FILES["sheet_name"]),
                is_redacted=True,
            )


def _spread(numbers: tuple[int, ...], grades: tuple[str, ...]) -> list[str]:
    """So many of each grade, one after the other."""
    return [grade for number, grade in zip(numbers, grades, strict=True) for _ in range(number)]


def _minuted(here: Town, key: str, ago: int) -> Chapter:
    """The minutes go round."""
    yield here.at(ago, 9, 20)
    text = EVALUATIONS[key].minutes
    sittings.draft_minutes(clerk(here, "here"), here.sitting(key), text=text)
    for number, login in enumerate(("wulao", *people.ATTEND[:2])):
        yield here.at(ago, 10, 5 + 6 * number)
        sittings.confirm(here.who(login), here.sitting(key), version=1)


def _counted(here: Town, key: str, ago: int, kept: Kept) -> Chapter:
    """Closed by the clock, reconciled; two holders open the urn, two supervisors sign; counted."""
    yield here.at(ago, 18, 5)
    by = here.who("wulao")
    voting.reconcile(by, here.ballot(key))
    sheets = kept.sheets.pop(here.ballot(key).id)
    private = sealing.combine(sheets[0], sheets[2])
    opened = sealing.open_export(voting.export(here.ballot(key)), private)
    said = json.dumps({"comments": [each.decode() for each in opened.comments]}).encode()
    voting.hand_in_certificate(
        by, here.ballot(key), certificate=opened.certificate.encode(), tally=said
    )
    for login in ("wulao", "guizhen"):
        signed = opened.certificate.fingerprint
        voting.sign_certificate(here.who(login), here.ballot(key), fingerprint=signed)
    voting.count(by, here.ballot(key))
    about = EVALUATIONS[key].comments
    if about:
        words = session().scalars(comments(here.ballot(key).id))
        themes = {each.number: about[each.text] for each in words}
        voting.sift_comments(by, here.ballot(key), {}, themes)
