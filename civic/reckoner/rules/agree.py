"""What must agree between the keys of one input: no more votes than voters, no body of nobody."""

from itertools import pairwise
from typing import Any, Final

from civic.errors import Invalid
from civic.places.rules import PartState
from civic.reckoner.rules.kinds import Why
from civic.voting.rules import Request

Values = dict[str, Any]


def at_most(values: Values, *keys: str) -> None:
    """Each key is at most the next one: there are no more votes than voters."""
    for less, more in pairwise(keys):
        _fits(less, values[less], values[more])


def _fits(at: str, number: int, most: int, why: Why = Why.TOO_MANY) -> None:
    if number > most:
        raise Invalid(why, field=at, number=number, most=most)


def _somebody(at: str, number: int) -> None:
    """Of nobody any share is enough: an empty body would have decided."""
    if number < 1:
        raise Invalid(Why.TOO_SMALL, field=at, least=1)


def representatives(values: Values) -> None:
    """Of all members together there is somebody, and no more came (RB-8)."""
    members = values["committee"] + values["representatives"]
    _somebody("representatives", members)
    _fits("present", values["present"], members)
    at_most(values, "yes", "present")


SIGNED: Final = {
    Request.ADULTS: "base_adults",
    Request.HOUSEHOLDS: "base_households",
    Request.REPS_FOR_RESIDENTS: "representatives",
    Request.REPS_FOR_REPRESENTATIVES: "representatives",
}
"""Of whom the signatures of each kind of request are a part."""


def request(values: Values) -> None:
    """One kind of request, signed by no more than there are (RB-3, RB-6)."""
    signed = [request for request in Request if request in values]
    if not signed:
        raise Invalid(Why.MISSING_KEY, field=Request.ADULTS)
    if len(signed) > 1:
        raise Invalid(Why.EXTRA_KEY, field=signed[1])
    base = SIGNED[signed[0]]
    _somebody(base, values[base])
    at_most(values, signed[0], base)


def election(values: Values) -> None:
    """No more votes than ballots, no more ballots than voters (RB-17)."""
    at_most(values, "cast", "base")
    for name, votes in values["candidates"].items():
        _fits(f"candidates.{name}", votes, values["cast"])
    # Who marks more names than there are seats has not voted.
    _fits("candidates", sum(values["candidates"].values()), values["cast"] * values["seats"])


def owners(values: Values) -> None:
    """All groups together are no more than all owners (B3)."""
    groups = values["groups"]
    _fits("groups", sum(g.area for g in groups), values["area"], Why.TOO_MUCH_AREA)
    _fits("groups", sum(g.heads for g in groups), values["heads"])


def parts(values: Values) -> None:
    """There is something to own; what was handed over has an owner (OW-2)."""
    _somebody("parts", sum(part.area for part in values["parts"]))
    for n, part in enumerate(values["parts"]):
        if part.state is PartState.DELIVERED and not part.owners:
            raise Invalid(Why.NOT_A_NAME, field=f"parts[{n}].owners")


def appraisal(values: Values) -> None:
    """The marks are the valid ballots, one each (AP-2)."""
    at_most(values, "invalid", "returned", "members")
    marked, valid = sum(values["ballots"].values()), values["returned"] - values["invalid"]
    if marked != valid:
        raise Invalid(Why.NOT_THE_SUM, field="ballots", number=marked, due=valid)
    _weights(values)


def satisfaction(values: Values) -> None:
    """Who graded is said whole, or not at all."""
    by = ("electorate", "members", "returned")
    if any(key in values for key in by):
        for key in by:
            if key not in values:
                raise Invalid(Why.MISSING_KEY, field=key)
        at_most(values, "returned", "members")
        _fits("ballots", sum(values["ballots"].values()), values["returned"])
    _weights(values)


def _weights(values: Values) -> None:
    if "others" in values and "weight" not in values:
        raise Invalid(Why.MISSING_KEY, field="weight")
    if "weight" in values and "others" not in values:
        raise Invalid(Why.EXTRA_KEY, field="weight")


def credit(values: Values) -> None:
    """Points, or that the firm took no part (B6.7)."""
    points = ("basic", "good", "bad")
    if "took_part" in values:
        for key in points:
            if key in values:
                raise Invalid(Why.EXTRA_KEY, field=key)
        return
    for key in points:
        if key not in values:
            raise Invalid(Why.MISSING_KEY, field=key)
