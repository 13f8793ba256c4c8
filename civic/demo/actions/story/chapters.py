"""The chapters: each matter on its own way, told in working days before today."""

from collections.abc import Iterable

from sqlalchemy import select

from civic.db import session
from civic.demo.actions.story import hearing, paper, town
from civic.demo.actions.story.evaluations import evaluations
from civic.demo.actions.story.talk import (
    Chapter,
    clerk,
    raised,
    reacted,
    reviewed,
    routed,
    said,
    screened,
    seconded,
    together,
)
from civic.demo.actions.story.town import Town
from civic.demo.actions.story.votes import votes
from civic.demo.wording import answers
from civic.demo.wording import matters as told
from civic.matters import actions as matters
from civic.matters.models import MatterAttachment
from civic.matters.rules import Destination, Screening, Subject
from civic.notices import actions as notices
from civic.opinions import actions as opinions
from civic.opinions.rules import HideGround, Kind

Chapters = tuple[Chapter, ...]
"""What the offices do with a matter, and what neighbours say meanwhile."""

BEGINS = 530
"""How many working days ago the story begins: a good two years, since evaluations are yearly."""
ROSTER = 28
"""When the estate's roster is handed in: before its owners vote."""
SITS_IN = 8
"""In how many days the open hearing sits."""


def chapters(here: Town) -> Iterable[Chapter]:
    """All of them; they go on side by side."""
    yield from (beginning(here), charging(here), short_ones(here), corridors(here), railway(here))
    yield from evaluations(here)
    for told_side_by_side in (pipes, park, waste, drying, lift, gate, canteen, steps, votes):
        yield from told_side_by_side(here)


def beginning(here: Town) -> Chapter:
    """Places, units, offices, neighbours."""
    yield here.at(BEGINS, 8, 30)
    town.lay_out(here)
    yield here.at(BEGINS, 9, 30)
    town.appoint(here)
    yield here.at(BEGINS, 13, 30)
    town.settle(here)
    yield here.at(ROSTER, 9, 30)
    town.list_estate(here)
    yield here.at(4, 9, 0)
    town.give_addresses(here)
    yield here.at(3, 20, 15)
    town.join(here)
    notices.follow(here.who("luguo"), here.matter("lift"))


def pipes(here: Town) -> Chapters:
    """From the first word to the archive."""
    sits_at = here.at(38, 14)
    return (
        together(
            raised(here, "pipes", 53),
            seconded(here, "pipes", 52, 52),
            screened(here, "pipes", 51),
            routed(here, "pipes", 51),
            hearing.convened(here, "pipes", 50, sits_at),
            hearing.paneled(here, "pipes", 49),
            hearing.noticed(here, "pipes", 49, sits_at),
            hearing.registered(here, "pipes", 45),
            hearing.sat(here, "pipes", 38),
            hearing.minuted(here, "pipes", 37),
            hearing.sent(here, "pipes", 36),
            hearing.answered(here, "pipes", "qianke"),
            hearing.published(here, "pipes", 26),
            hearing.decided(here, "pipes", 24),
            hearing.done(here, "pipes", "qianke", begun=23, reported=15, settled=13),
            hearing.archived(here, "pipes", 6),
        ),
        said(here, "pipes", 50, 46),
    )


def park(here: Town) -> Chapters:
    """Decided, and being carried out: one thing done, one late, one still to come."""
    sits_at = here.at(33, 14)
    return (
        together(
            raised(here, "park", 52, uploads=[(paper.bridge(), answers.FILES["bridge"])]),
            seconded(here, "park", 51, 49),
            screened(here, "park", 49, is_important=True),
            routed(here, "park", 48, is_important=True),
            reviewed(here, "park", 48),
            hearing.convened(here, "park", 47, sits_at),
            hearing.paneled(here, "park", 46),
            hearing.noticed(here, "park", 46, sits_at),
            hearing.registered(here, "park", 36),
            hearing.sat(here, "park", 33),
            hearing.minuted(here, "park", 31),
            hearing.sent(here, "park", 30),
            hearing.answered(here, "park", "zhaoke"),
            hearing.published(here, "park", 18),
            hearing.decided(here, "park", 15),
            hearing.done(here, "park", "zhaoke", begun=14, reported=6, settled=4),
        ),
        said(here, "park", 47, 38),
        reacted(here, "park", 37),
    )


def waste(here: Town) -> Chapters:
    """Heard; some opinions answered, two given more time, one late, one hidden."""
    sits_at = here.at(28, 14)
    return (
        together(
            raised(here, "waste", 45),
            seconded(here, "waste", 44, 42),
            screened(here, "waste", 42),
            routed(here, "waste", 42),
            hearing.convened(here, "waste", 41, sits_at),
            hearing.paneled(here, "waste", 40),
            hearing.noticed(here, "waste", 40, sits_at),
            hearing.registered(here, "waste", 30),
            hearing.sat(here, "waste", 28),
            hearing.minuted(here, "waste", 26),
            hearing.sent(here, "waste", 23),
            hearing.answered(here, "waste", "zhaoke"),
            _extended(here),
            hearing.corrected(here, "waste", "zhaoke", 4, 9),
            _hidden(here),
        ),
        said(here, "waste", 41, 33),
        _insult(here),
        reacted(here, "waste", 31),
    )


def _insult(here: Town) -> Chapter:
    yield here.at(32, 22, 40)
    key, login, kind, text = told.INSULT
    opinions.give(here.who(login), here.matter(key), kind=Kind(kind), text=text)


def _extended(here: Town) -> Chapter:
    yield here.at(10, 11, 15)
    said_on = here.opinions("waste")
    opinions.extend(here.who("zhaoke"), [said_on[0], said_on[7]], days=12, reason=answers.EXTENDED)


def _hidden(here: Town) -> Chapter:
    yield here.at(4, 10, 5)
    opinions.hide(clerk(here, "here"), here.opinions("waste")[8], ground=HideGround.INSULT)
    yield here.at(2, 20, 30)
    opinions.object_to_hiding(here.who("dawei"), here.opinions("waste")[8], text=answers.OBJECTION)


def drying(here: Town) -> Chapters:
    """Sat two days ago; one more who was there has to stand by the minutes."""
    sits_at = here.at(2, 19)
    return (
        together(
            raised(here, "drying", 25),
            seconded(here, "drying", 24, 23),
            screened(here, "drying", 22),
            routed(here, "drying", 22),
            hearing.convened(here, "drying", 18, sits_at),
            hearing.paneled(here, "drying", 17),
            hearing.noticed(here, "drying", 16, sits_at),
            hearing.registered(here, "drying", 5),
            hearing.sat(here, "drying", 2, 19),
            hearing.minuted(here, "drying", 1),
        ),
        said(here, "drying", 21, 8),
        reacted(here, "drying", 6),
    )


def lift(here: Town) -> Chapters:
    """The open hearing: announced, some seats taken, opinions coming in."""
    sits_at = here.almanac.ahead(SITS_IN, 19)
    return (
        together(
            raised(
                here,
                "lift",
                20,
                uploads=[
                    (paper.building(), answers.FILES["building"]),
                    (paper.pdf(answers.COSTS), answers.FILES["costs"]),
                ],
            ),
            seconded(here, "lift", 19, 16),
            screened(here, "lift", 16),
            routed(here, "lift", 15),
            hearing.convened(here, "lift", 12, sits_at),
            hearing.paneled(here, "lift", 5),
            hearing.noticed(here, "lift", 4, sits_at),
            hearing.registered(here, "lift", 1),
        ),
        said(here, "lift", 11, 5),
        reacted(here, "lift", 3),
    )


def gate(here: Town) -> Chapters:
    """Convened, its panel formed; the notice is still to be given."""
    return (
        together(
            raised(here, "gate", 17),
            seconded(here, "gate", 16, 15),
            screened(here, "gate", 14),
            routed(here, "gate", 14),
            hearing.convened(here, "gate", 6, here.almanac.ahead(20, 19)),
            hearing.paneled(here, "gate", 3),
        ),
        said(here, "gate", 12, 7),
    )


def canteen(here: Town) -> Chapters:
    """Accepted, given to a hearing, not convened yet."""
    return (
        together(
            raised(here, "canteen", 15),
            seconded(here, "canteen", 14, 12),
            screened(here, "canteen", 11),
            routed(here, "canteen", 11),
        ),
        said(here, "canteen", 10, 4),
        reacted(here, "canteen", 2),
    )


def charging(here: Town) -> Chapter:
    """Waits for the committee's word."""
    return together(raised(here, "charging", 4), seconded(here, "charging", 3, 1))


def short_ones(here: Town) -> Chapter:
    """Given to another forum, sent elsewhere, turned away, taken back, not yet submitted."""
    return together(
        raised(here, "dancing", 14),
        seconded(here, "dancing", 13, 12),
        raised(here, "dogs", 11),
        screened(here, "dancing", 10),
        routed(here, "dancing", 10, Subject.DISPUTE),
        raised(here, "stall", 9, uploads=[(paper.pdf(answers.SELLER), answers.FILES["seller"])]),
        _covered(here, "stall", 8),
        screened(here, "dogs", 8, Screening.REJECT),
        screened(here, "stall", 7, Screening.ROUTE_OUT, destination=Destination.DEPARTMENT),
        raised(here, "bikes", 7),
        _withdrawn(here, "bikes", 5),
        raised(here, "mailboxes", 1, is_draft=True),
    )


def _covered(here: Town, key: str, ago: int) -> Chapter:
    """Its one file names somebody: hidden the morning after."""
    yield here.at(ago, 9, 20)
    matter = here.matter(key)
    of = select(MatterAttachment).where(MatterAttachment.matter_id == matter.id)
    link = session().scalars(of).one()
    matters.hide(clerk(here, "here"), matter, link, ground=HideGround.PRIVACY)


def _withdrawn(here: Town, key: str, ago: int) -> Chapter:
    yield here.at(ago, 8, 20)
    author = here.who(told.MATTERS[key][0])
    matters.withdraw(author, here.matter(key), reason=answers.WITHDRAWN[key])


def corridors(here: Town) -> Chapter:
    """The same thing raised twice: one joins the other, which waits for its forum."""
    return together(
        raised(here, "corridor", 13),
        raised(here, "corridor_too", 12),
        seconded(here, "corridor", 11, 11),
        _merged(here, "corridor_too", "corridor", 9),
        screened(here, "corridor", 9),
    )


def _merged(here: Town, key: str, into: str, ago: int) -> Chapter:
    yield here.at(ago, 9, 20)
    matters.merge(clerk(here, "here"), here.matter(key), here.matter(into))


def steps(here: Town) -> Chapters:
    """In the community next door: a hearing with its result."""
    sits_at = here.at(21, 14)
    return (
        together(
            raised(here, "steps", 39),
            seconded(here, "steps", 38, 37),
            screened(here, "steps", 36, host="there"),
            routed(here, "steps", 36, host="there"),
            hearing.convened(here, "steps", 35, sits_at),
            hearing.paneled(here, "steps", 34),
            hearing.noticed(here, "steps", 33, sits_at),
            hearing.registered(here, "steps", 29),
            hearing.sat(here, "steps", 21),
            hearing.minuted(here, "steps", 20),
            hearing.sent(here, "steps", 19),
            hearing.answered(here, "steps", "qianke"),
            hearing.published(here, "steps", 9),
            raised(here, "trees", 2),
        ),
        said(here, "steps", 35, 30),
    )


def railway(here: Town) -> Chapter:
    """In the third community: sent to whoever may decide, and decided."""
    return together(
        raised(here, "horns", 19),
        seconded(here, "horns", 18, 18),
        screened(here, "horns", 17, host="third"),
        said(here, "horns", 16, 16),
        _addressed(here, "horns", 15),
        hearing.answered(here, "horns", "jiaojing"),
        routed(here, "horns", 8, Subject.PENALTY_OR_PERMIT, host="third"),
        hearing.decided(here, "horns", 5),
        raised(here, "benches", 5),
        screened(here, "benches", 3, host="third"),
    )


def _addressed(here: Town, key: str, ago: int) -> Chapter:
    yield here.at(ago, 10, 50)
    opinions.address(clerk(here, "third"), here.opinions(key), here.unit("traffic"))
