"""Ballots on paper: handed out, given back, bundled, entered twice, reconciled (integrity.md 2.6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from civic.checks import Check, Op, all_hold
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooLate
from civic.voting.rules.questions import Answer, Asked, check_ballot
from civic.voting.rules.rolls import VoterKind
from civic.voting.rules.sealed import agree
from civic.voting.rules.why import Why

BUNDLE_MOST: Final = 50
ARTICLE: Final = "B3.5"


class Channel(StrEnum):
    """How a ballot came."""

    ONLINE = "online"
    PAPER_SITE = "paper_site"
    PAPER_HOME = "paper_home"


PAPER: Final = frozenset({Channel.PAPER_SITE, Channel.PAPER_HOME})


class Reading(StrEnum):
    """Which of the readings of a bundle an entry is."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class BundleState(StrEnum):
    """How far a bundle has been entered."""

    BUNDLED = "bundled"
    READ_ONCE = "read_once"
    DIFFERS = "differs"
    SETTLED = "settled"
    UNTIED = "untied"


NEXT_READING: Final[Mapping[BundleState, Reading]] = {
    BundleState.BUNDLED: Reading.FIRST,
    BundleState.READ_ONCE: Reading.SECOND,
    BundleState.DIFFERS: Reading.THIRD,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ballot paper as somebody read it.

    ``number`` is the voter's in a named vote, the imprint's in a secret one; ``answers`` is
    None where the paper is spoiled.
    """

    number: int
    answers: tuple[Answer, ...] | None


def hand_out(kind: VoterKind, *, has_caster: bool, is_by_urn: bool) -> None:
    """Whether a paper may go out to a head (OW-5).

    One whose owner nobody knows gets none: nobody could sign for it. Into an urn's box a paper
    goes unseen, so that whoever fills it in is known before.
    """
    if kind is VoterKind.UNKNOWN_OWNER:
        raise OutOfOrder(Why.OWNER_UNKNOWN, article="OW-2")
    if is_by_urn and not has_caster:
        raise OutOfOrder(Why.CO_OWNERS_DISAGREE, article="OW-5")


def give_back(
    *,
    has_caster: bool,
    is_handed_out: bool,
    has_ballot: bool,
    is_ballot_paper: bool,
    has_signature: bool,
    closes_at: datetime,
    at: datetime,
) -> bool:
    """Whether a paper given back replaces the ballot cast online.

    It is taken from whom the persons behind the head agreed on, or who holds their proxy: as
    long as there is nobody, on paper nobody votes either (OW-5). The first valid ballot counts; a
    later paper one replaces it only before closing and with the owner's signature, of which there
    is a photo (B3.5).
    """
    if not is_handed_out:
        raise OutOfOrder(Why.NOT_HANDED_OUT, article=ARTICLE)
    if not has_caster:
        raise OutOfOrder(Why.CO_OWNERS_DISAGREE, article="OW-5")
    if at >= closes_at:
        raise TooLate(Why.OVER, closes_at=closes_at)
    if not has_ballot:
        return False
    if is_ballot_paper:
        raise AlreadyDone(Why.VOTED_ALREADY)
    if not has_signature:
        raise Invalid(Why.SIGNATURE_MISSING, field="file", article=ARTICLE)
    return True


def check_bundle(size: int, *, loose: int, is_named: bool, room: int | None = None) -> None:
    """Fifty papers at most, and no more than are known to be in no bundle yet (``loose``); fewer
    than ten are merged before anything is published.

    In a secret vote nobody can tell which paper in the box is one too many, and none is left out by
    somebody's choice: all are read, and what was handed out differs from them (integrity.md 2.6).
    In a named one what is more than was given back counts never. ``room``: how many the roll leaves,
    where whoever ties them says that the box holds more.
    """
    if not 1 <= size <= BUNDLE_MOST:
        raise Invalid(Why.BUNDLE_SIZE, field="size", most=BUNDLE_MOST)
    if room is not None and size > room:
        raise Invalid(Why.BUNDLE_BEYOND_ROLL, field="size", room=max(room, 0), article=ARTICLE)
    if room is None and size > loose:
        why = Why.BUNDLE_BEYOND_PAPERS if loose else Why.BUNDLE_NONE_LOOSE
        raise Invalid(
            Why.BUNDLE_TOO_LARGE if is_named else why,
            field="size" if loose else None,  # else nobody is asked for a size any more
            loose=loose,
            size=size,
            article=ARTICLE,
        )


def require_tied(state: BundleState) -> None:
    """Of what somebody has untied nothing is read any more."""
    if state is BundleState.UNTIED:
        raise AlreadyDone(Why.UNBUNDLED_ALREADY)


def unbundle(state: BundleState) -> None:
    """What was tied up wrongly is untied, while nobody has read it, or when it is to be read anew
    (integrity.md 2.6)."""
    if state is not BundleState.BUNDLED:
        raise OutOfOrder(Why.BUNDLE_READ, article="integrity 2.6")


def read_anew(state: BundleState, *, is_reader: bool) -> None:
    """Where two read differently and nobody is left for a third, either has it read anew; so has who
    alone has read it and finds that it holds other papers than its size says (D).

    ``is_reader``: or in the place of readers who hold no office any more.
    """
    if state not in {BundleState.READ_ONCE, BundleState.DIFFERS}:
        raise OutOfOrder(Why.NOT_READ_APART, article="integrity 2.6")
    if not is_reader:
        raise NotAllowed(Why.NOT_A_READER, article="integrity 2.6")


def require_shown(step: str, shown: str) -> None:
    """What was done on a page is done to the bundle as that page showed it: what somebody typed
    with both readings in sight never becomes a blind one (integrity.md 2.6)."""
    if shown != step:
        raise OutOfOrder(Why.BUNDLE_MOVED_ON, article="integrity 2.6")


def check_lines(
    asked: Sequence[Asked],
    lines: Sequence[Line],
    *,
    size: int,
    known: Collection[int],
    agreed: Collection[int] = (),
) -> tuple[Line, ...]:
    """A reading: each paper once, every question of each, by number.

    ``known``: the numbers that may occur; ``agreed``: those that the first two read alike, so
    that the third reads the rest of the bundle only: they may have misread a number alike, which
    another bundle has settled since.
    """
    numbers = [line.number for line in lines]
    if len(set(numbers)) < len(numbers):
        raise Invalid(Why.LINE_TWICE, field="lines")
    if len(lines) != size - len(agreed) or not set(numbers).isdisjoint(agreed):
        raise Invalid(Why.LINES_WRONG, field="lines", size=size - len(agreed))
    if strange := set(numbers) - set(known):
        raise Invalid(Why.LINE_NOT_RETURNED, field="lines", number=min(strange))
    if strange := set(agreed) - set(known):
        raise OutOfOrder(Why.ALIKE_NOT_RETURNED, field="lines", number=min(strange))
    return tuple(
        Line(line.number, line.answers and check_ballot(asked, line.answers))
        for line in sorted(lines, key=lambda line: line.number)
    )


def read(state: BundleState, *, clerk: int, before: Collection[int]) -> Reading:
    """Which reading comes next; each by another account, the second blind (integrity.md 2.6)."""
    if state is BundleState.SETTLED:
        raise AlreadyDone(Why.BUNDLE_SETTLED)
    if clerk in before:
        raise NotAllowed(Why.SAME_CLERK)
    return NEXT_READING[state]


def differences(first: Sequence[Line], second: Sequence[Line]) -> frozenset[int]:
    """Numbers of the papers that two people read differently, or that only one of them found."""
    a = {line.number: line.answers for line in first}
    b = {line.number: line.answers for line in second}
    return frozenset(
        number
        for number in a.keys() | b.keys()
        if number not in a or number not in b or a[number] != b[number]
    )


def read_alike(first: Sequence[Line], second: Sequence[Line]) -> tuple[Line, ...]:
    """The papers of which two people, apart from each other, read the same."""
    apart = differences(first, second)
    return tuple(line for line in first if line.number not in apart)


# Reconciliation ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """What must add up before anything is counted.

    ``marked``: voters who have voted or taken a paper (secret), or have a counted ballot
    (named); ``rows`` the answers to each question, in a secret vote to each slot, by its name.
    """

    marked: int
    online: int
    handed_out: int
    returned: int
    valid: int
    spoiled: int
    rows: Mapping[str, int]
    is_named: bool

    @property
    def not_returned(self) -> int:
        """Papers handed out that were not given back, or in a secret vote are in no bundle."""
        return max(self.handed_out - self.returned, 0)

    @property
    def took_part(self) -> int:
        """Ballots cast online and papers that were read, spoiled ones too."""
        return self.online + self.valid + self.spoiled

    @property
    def urn_agrees(self) -> bool:
        """Whether the urn has a ballot, and a row in each slot, for each mark: papers apart."""
        rows = [row - self.valid for row in self.rows.values()]
        return agree(self.marked, self.online, self.handed_out, rows)


def reconciliation(f: Figures) -> tuple[Check, ...]:
    """The identities of integrity.md 2.6, each a check with both of its sides.

    In a named vote a paper handed out marks nobody until it is given back. In a secret one nobody
    can tell one that was not from one that somebody took out of the box: each missing one is a gap,
    and each that is there too many.
    """
    on_paper = f.returned if f.is_named else f.handed_out
    back = Op.LE if f.is_named else Op.EQ
    return (
        Check("marked", f.marked, Op.EQ, f.online + on_paper, "integrity 2.6"),
        Check("handed_out", f.returned, back, f.handed_out, "integrity 2.6"),
        Check("returned", f.returned, Op.EQ, f.valid + f.spoiled, "integrity 2.6"),
        *(
            Check("rows", row, Op.EQ, f.online + f.valid, "integrity 2.6", name)
            for name, row in f.rows.items()
        ),
    )


def require_bundles_read(papers: int) -> None:
    """No signature stands for papers that are at hand: each bundle is read to its end, or untied
    where it is lost (integrity.md 2.6; D)."""
    if papers:
        raise OutOfOrder(Why.BUNDLES_UNREAD, article="integrity 2.6", papers=papers)


def reconcile(checks: Sequence[Check], *, is_explained: bool, is_changed: bool) -> None:
    """Any gap needs an explanation signed by two, or nothing is counted (integrity.md 2.6); so do
    ballots that are no longer what they were when voting ended."""
    if is_changed and not is_explained:
        raise OutOfOrder(Why.BALLOTS_CHANGED, article="integrity 1")
    if not all_hold(checks) and not is_explained:
        raise OutOfOrder(Why.RECONCILIATION_FAILS, checks=checks)


def sign_gap(
    checks: Sequence[Check], *, first: int | None, signatory: int, is_changed: bool
) -> None:
    """There is a gap to explain, and the second signature is another person's."""
    if all_hold(checks) and not is_changed:
        raise OutOfOrder(Why.NO_GAP)
    if first is not None and first == signatory:
        raise NotAllowed(Why.SAME_SIGNATORY)
