"""Elections of the residents' committee (居委会选举): turnout, majority, run-off, ties (RB-17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from civic.checks import Check, Op
from civic.voting.rules.assemblies import Electors
from civic.voting.rules.outcome import Outcome, Reckoned, Step, Threshold, take

TURNOUT: Final = {
    Electors.VOTERS: Threshold.ELECTION_TURNOUT,
    Electors.HOUSEHOLDS: Threshold.ELECTION_TURNOUT_HOUSEHOLDS,
    Electors.REPRESENTATIVES: Threshold.ELECTION_TURNOUT_REPRESENTATIVES,
}
ARTICLE: Final = "JWH25 Art.19"


@dataclass(frozen=True, slots=True)
class Elected(Reckoned):
    """Who is elected, most votes first; whom a tie at the last seat leaves undecided."""

    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()


def election(
    *,
    mode: Electors,
    base: int,
    cast: int,
    seats: int,
    candidates: Mapping[str, int],
    runoff: bool,
) -> Elected:
    """Who of the candidates (name → votes) fills the seats (RB-17; JWH25 Art.19).

    With more than half of the votes cast; in a run-off with most votes and a third of them.
    Those who are level keep the order in which they were given.
    """
    turnout = take(TURNOUT[mode], cast, base)
    if not turnout.holds:
        return Elected(Outcome.INVALID_TURNOUT, (turnout,))
    ranked = sorted(candidates.items(), key=lambda candidate: -candidate[1])
    enough = Threshold.ELECTED_IN_RUNOFF if runoff else Threshold.ELECTED
    checks = [take(enough, votes, cast, name) for name, votes in ranked]
    chosen = [entry for entry, check in zip(ranked, checks, strict=True) if check.holds]
    tied: list[str] = []
    if len(chosen) > seats:
        last, next_ = chosen[seats - 1], chosen[seats]
        checks.append(Check(Step.LAST_SEAT, last[1], Op.GT, next_[1], ARTICLE))
        if last[1] == next_[1]:
            tied = [name for name, votes in chosen if votes == last[1]]
            chosen = [entry for entry in chosen if entry[1] > last[1]]
        chosen = chosen[:seats]
    filled = Check(Step.SEATS, len(chosen), Op.EQ, seats, ARTICLE)
    return Elected(
        outcome=Outcome.FILLED if filled.holds else Outcome.SEATS_LEFT,
        because=(turnout, *checks, filled),
        elected=tuple(name for name, _votes in chosen),
        tied=tuple(tied),
    )
