"""How a vote of the story is drafted, posted, prepared, held on paper, counted."""

from datetime import datetime, timedelta

from sqlalchemy import select

from civic import calendar, clock
from civic.db import session
from civic.demo.actions.story import paper
from civic.demo.actions.story.talk import (
    Chapter,
    chair,
    clerk,
    raised,
    reviewed,
    routed,
    screened,
    seconded,
    together,
)
from civic.demo.actions.story.town import Town
from civic.demo.wording import people
from civic.demo.wording import votes as told
from civic.matters.rules import Subject
from civic.people.models import Person
from civic.voting import actions as voting
from civic.voting import rules
from civic.voting.models import Vote, Voter, adults, numbered, roll, voters_for
from civic.voting.rules import (
    Channel,
    Electorate,
    Line,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    VoterKind,
)
from civic.voting.wording import result_text

ENDS_IN = 14
"""In how many days the open vote ends: after the open hearing has sat."""


def votes(here: Town) -> tuple[Chapter, ...]:
    """One published long ago, one open, one posted, one whose urn is to be set up, a draft."""
    return (
        together(
            drafted(here, "speaking", 50),
            posted(here, "speaking", 49, here.at(44, 9), here.at(42, 18)),
            opened(here, "speaking", 44),
            _on_paper(here, "speaking", 44),
            _counted(here, "speaking", 42),
        ),
        together(
            raised(here, "parking", 34),
            seconded(here, "parking", 33, 32),
            screened(here, "parking", 30),
            routed(here, "parking", 29, Subject.OWNERS_MATTER),
            drafted(here, "parking", 27),
            posted(here, "parking", 25, here.at(5, 9), here.almanac.ahead(ENDS_IN, 18)),
            _casters(here, "parking", 21),
            opened(here, "parking", 5),
            _papers_out(here, "parking", 4),
        ),
        together(
            drafted(here, "firm", 14),
            posted(here, "firm", 12, here.almanac.ahead(6, 9), here.almanac.ahead(20, 18)),
        ),
        together(
            raised(here, "covenant", 10),
            seconded(here, "covenant", 9, 9),
            screened(here, "covenant", 6),
            routed(here, "covenant", 6, Subject.ALL_RESIDENTS),
            reviewed(here, "covenant", 5),
            drafted(here, "covenant", 4),
            _posted_soonest(here, "covenant", 2),
            _objected(here, "covenant", 1),
        ),
        drafted(here, "naming", 3),
    )


def drafted(here: Town, key: str, ago: int) -> Chapter:
    """The committee writes down what is asked, of whom, by which law."""
    yield here.at(ago, 10, 35)
    vote = told.VOTES[key]
    by = clerk(here, "here")
    made = voting.draft(
        by,
        here.place(vote.place),
        rule=Rule(vote.rule),
        electorate=Electorate(vote.electorate),
        secrecy=Secrecy(vote.secrecy),
        official_title=vote.title,
        explanation=vote.explanation,
        matter=here.matter(vote.matter) if vote.matter else None,
        unit=here.unit(vote.unit) if vote.unit else None,
        online_basis=vote.online_basis,
        takes_comments=vote.takes_comments,
    )
    here.votes[key] = made.id
    if made.electorate is Electorate.INVITED:
        _invite(here, made)
    for kind, text, options in vote.asked:
        scale = Scale.UNIT if kind == QuestionKind.GRADES else None
        voting.ask(by, made, kind=QuestionKind(kind), text=text, options=options, scale=scale)


def _invite(here: Town, vote: Vote) -> None:
    """Residents as they stand in the roster, and who works with the firm."""
    estate, today = here.place(people.ESTATE), clock.today()
    living = [row[0] for row in session().execute(adults(estate.path, today, today))]
    raters = [(ident, RaterGroup.RESIDENT) for ident in living[: told.RESIDENT_RATERS]]
    raters += [(here.people[login], RaterGroup(group)) for login, group in told.RATERS]
    for ident, group in raters:
        person = session().get_one(Person, ident)
        voting.invite(clerk(here, "here"), vote, person, group=group)


def posted(here: Town, key: str, ago: int, opens_at: datetime, closes_at: datetime) -> Chapter:
    """Texts lock, the roll hangs on the board."""
    yield here.at(ago, 14, 10)
    voting.post(clerk(here, "here"), here.vote(key), opens_at=opens_at, closes_at=closes_at)


def opened(here: Town, key: str, ago: int) -> Chapter:
    """Its hour has come."""
    yield here.at(ago, 9, 1)
    voting.open_(clerk(here, "here"), here.vote(key))


def _posted_soonest(here: Town, key: str, ago: int) -> Chapter:
    """It opens on the first day that the law permits, for a week."""
    day, rule = here.almanac.day(ago), Rule(told.VOTES[key].rule)
    yield here.at(ago, 9, 0)
    earliest = rules.earliest_opening(rule, day, calendar.current())
    opens_at = clock.start_of_day(earliest) + timedelta(hours=9)
    yield from posted(here, key, ago, opens_at, opens_at + timedelta(days=7, hours=9))


def _objected(here: Town, key: str, ago: int) -> Chapter:
    """A tenant misses herself on the roll."""
    yield here.at(ago, 12, 40)
    voting.object_to_roll(here.who("xiaotian"), here.vote(key), text=told.OBJECTION)


def _casters(here: Town, key: str, ago: int) -> Chapter:
    """The developer writes who casts for it, and two of the committee read it; of a couple one has named the other."""
    yield here.at(ago, 11, 5)
    named = voting.enter_caster(
        clerk(here, "here"),
        _head(here, key, VoterKind.DEVELOPER),
        here.who("jianming"),
        upload=(paper.pdf(told.LETTER), told.LETTER_NAME),
    )
    yield here.at(ago, 11, 40)
    voting.confirm_caster(chair(here, "here"), named)
    yield here.at(ago, 20, 15)
    name, _building, _door = people.TOGETHER
    other = session().scalars(select(Person).where(Person.name == name)).one()
    voting.name_caster(other, _of(here, key, other), here.who("jianguo"))


def _papers_out(here: Town, key: str, ago: int) -> Chapter:
    """From door to door with papers, for those who asked for one."""
    for number, login in enumerate(told.ON_PAPER):
        yield here.at(ago, 16, 5 + 7 * number)
        voter = _of(here, key, here.who(login))
        voting.hand_out(here.who("wangge"), voter, channel=Channel.PAPER_HOME)


def _on_paper(here: Town, key: str, ago: int) -> Chapter:
    """Everybody gets a paper at the meeting, most give it back."""
    yield here.at(ago, 19, 30)
    listed = list(session().scalars(roll(here.votes[key])))
    for voter in listed:
        voting.hand_out(clerk(here, "here"), _numbered(here, key, voter.number), channel=_SITE)
    yield here.at(ago, 20, 10)
    for voter in listed[: len(told.PAPERS[key])]:
        given = _numbered(here, key, voter.number)
        voting.take_back(clerk(here, "here"), given)


def _counted(here: Town, key: str, ago: int) -> Chapter:
    """Read twice apart, made to add up, counted, published under its number."""
    yield here.at(ago, 18, 5)
    papers = told.PAPERS[key]
    by, other = clerk(here, "here"), chair(here, "here")
    voting.close(by, here.vote(key))
    tied = voting.bundle(by, here.vote(key), size=len(papers))
    read = [
        Line(number, said and tuple((answer,) for answer in said))
        for number, said in enumerate(papers, start=1)
    ]
    for reader in (by, other):
        tied = voting.enter_paper(reader, tied, read, shown=tied.step)
    voting.reconcile(by, here.vote(key))
    voting.count(by, here.vote(key))
    yield here.at(ago - 1, 9, 40)
    voting.publish(
        other,
        here.vote(key),
        title=told.VOTES[key].title,
        text=told.PUBLISHED[key],
        is_redacted=True,
        figures=result_text,
    )


_SITE = Channel.PAPER_SITE


def _head(here: Town, key: str, kind: VoterKind) -> Voter:
    found = roll(here.votes[key]).where(Voter.kind == kind)
    number = session().scalars(found).one().number
    return _numbered(here, key, number)


def _numbered(here: Town, key: str, number: int) -> Voter:
    return session().scalars(numbered(here.votes[key], number)).unique().one()


def _of(here: Town, key: str, person: Person) -> Voter:
    own = voters_for(person.id, vote_id=here.votes[key])
    return session().scalars(own).unique().one()
