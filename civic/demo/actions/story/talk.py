"""What every matter of the story goes through: raised, seconded, screened, talked about."""

from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from itertools import chain, repeat

from civic import clock
from civic.db import session
from civic.demo.actions.story.town import Town
from civic.demo.wording import answers, people
from civic.demo.wording import matters as told
from civic.matters import actions as matters
from civic.matters.actions import Upload
from civic.matters.rules import Category, Destination, Screening, Subject
from civic.opinions import actions as opinions
from civic.opinions.rules import Kind, Stance
from civic.people.models import Person

Chapter = Iterator[datetime]
"""A chapter yields the moment at which it goes on; between two moments it acts."""

# Who comes in by card keeps a free hand for the opinions that are still open.
UNDECIDED = frozenset({"xiuying", "jianguo", "chenli", "xiaotian"})


def raised(
    town: Town,
    key: str,
    ago: int,
    *,
    uploads: Sequence[Upload] = (),
    is_draft: bool = False,
    at: datetime | None = None,
) -> Chapter:
    """Somebody raises a matter, when the day's work is done unless it is said otherwise."""
    yield at or _evening(town, ago, len(key))
    author, place, category, title, body, wish = told.MATTERS[key]
    matter = matters.raise_matter(
        town.who(author),
        town.place(place),
        category=Category(category),
        title=title % {"year": clock.today().year},
        text=body,
        wish=wish,
        uploads=uploads,
        is_draft=is_draft,
    )
    town.matters[key] = matter.id


def seconded(town: Town, key: str, since: int, until: int) -> Chapter:
    """Neighbours put their names under it, one by one."""
    for number, login in enumerate(told.SECONDS[key]):
        yield _spread(town, number, len(told.SECONDS[key]), since, until)
        matters.second(town.who(login), town.matter(key))


def screened(
    town: Town,
    key: str,
    ago: int,
    result: Screening = Screening.ACCEPT,
    *,
    host: str = "here",
    destination: Destination | None = None,
    is_important: bool = False,
) -> Chapter:
    """The committee says what becomes of it, with a reason."""
    yield town.at(ago, 9, 40)
    matters.screen(
        clerk(town, host),
        town.matter(key),
        result,
        reason=answers.SCREENED[key],
        destination=destination,
        is_important=is_important,
    )


def routed(
    town: Town,
    key: str,
    ago: int,
    subject: Subject = Subject.PROJECT,
    *,
    host: str = "here",
    is_important: bool = False,
) -> Chapter:
    """It gets the forum that may settle such a thing."""
    yield town.at(ago, 10, 20)
    matters.route(
        clerk(town, host),
        town.matter(key),
        subject,
        is_important=is_important,
        note=answers.ROUTED.get(key, ""),
    )


def reviewed(town: Town, key: str, ago: int) -> Chapter:
    """The Party branch has studied it."""
    yield town.at(ago, 16, 30)
    matters.review(
        town.who("shuji"),
        town.matter(key),
        reviewed_on=town.almanac.day(ago),
        text=answers.REVIEWED[key],
    )


def said(town: Town, key: str, since: int, until: int) -> Chapter:
    """Neighbours say what they think of it."""
    words = told.OPINIONS[key]
    for number, (login, kind, text) in enumerate(words):
        yield _spread(town, number, len(words), since, until)
        opinions.give(town.who(login), town.matter(key), kind=Kind(kind), text=text)


def reacted(town: Town, key: str, ago: int) -> Chapter:
    """Neighbours agree, disagree and pass, opinion by opinion."""
    everybody = [row[0] for row in people.RESIDENTS if row[0] not in UNDECIDED]
    for number, (agree, disagree, passed) in enumerate(told.REACTIONS[key]):
        yield town.at(ago, 19, 5 + number)
        opinion = town.opinions(key)[number]
        stances = chain(
            repeat(Stance.AGREE, agree),
            repeat(Stance.DISAGREE, disagree),
            repeat(Stance.PASS, passed),
        )
        for login, stance in zip(_turned(everybody, number * 7), stances, strict=False):
            if town.people[login] != opinion.author_id:
                opinions.react(town.who(login), opinion, stance=stance)


def clerk(town: Town, host: str) -> Person:
    """Whoever keeps the papers of a committee."""
    return town.who(people.HOSTS[host][0])


def chair(town: Town, host: str) -> Person:
    """Whoever heads it."""
    return town.who(people.HOSTS[host][1])


def together(*parts: Chapter) -> Generator[datetime, None, None]:
    """One part after the other."""
    for part in parts:
        yield from part
        session().flush()


def _turned(logins: list[str], by: int) -> list[str]:
    by %= len(logins)
    return logins[by:] + logins[:by]


def _evening(town: Town, ago: int, seed: int) -> datetime:
    return town.at(ago, 18 + seed % 3, (seed * 13) % 60)


def _spread(town: Town, number: int, count: int, since: int, until: int) -> datetime:
    """Over the days from one to another, at hours when people have time."""
    ago = since - (since - until) * number // max(1, count - 1)
    return town.at(ago, 7 + (number * 5 + count) % 14, (number * 17) % 60)
