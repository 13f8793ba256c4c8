"""Motions of a residents' council (居民议事会, CN-9)."""

from civic.voting.rules.outcome import Outcome, Reckoned, Threshold, decide, take


def council_motion(*, members: int, present: int, yes: int, major: bool) -> Reckoned:
    """Two thirds come; half of those present agree, of all members on a major motion (CN-9)."""
    agreed = (
        take(Threshold.COUNCIL_MAJOR, yes, members)
        if major
        else take(Threshold.COUNCIL_MAJORITY, yes, present)
    )
    return decide(
        (Outcome.NO_QUORUM, (take(Threshold.COUNCIL_QUORUM, present, members),)),
        (Outcome.REJECTED, (agreed,)),
    )
