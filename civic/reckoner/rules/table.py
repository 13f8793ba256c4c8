"""The table of rules: the keys of each, and the function that the product itself decides with."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final

from civic.checks import Check
from civic.clock import Calendar
from civic.errors import Invalid
from civic.places.rules import PartState
from civic.reckoner.rules import agree, dates
from civic.reckoner.rules.agree import Values
from civic.reckoner.rules.dates import Dated
from civic.reckoner.rules.kinds import (
    Area,
    Boolean,
    Choice,
    Count,
    Day,
    Each,
    Kind,
    Maybe,
    Name,
    Names,
    Rows,
    Score,
    Votes,
    Why,
    read_keys,
    under,
)
from civic.voting import rules as voting
from civic.voting.rules import (
    BASIC_MOST,
    GOOD_MOST,
    Credit,
    Electorate,
    Electors,
    Group,
    MatterClass,
    MemberMark,
    OtherScore,
    OwnedPart,
    OwnersHeads,
    OwnersOpinion,
    Reckoned,
    Request,
    Requested,
    Satisfaction,
    Silence,
    UnitMark,
)

MOST_DAYS: Final = 10_000


class Rule(StrEnum):
    """A rule that can be reckoned."""

    RESIDENTS_ASSEMBLY = "residents_assembly"
    REPRESENTATIVES_ASSEMBLY = "representatives_assembly"
    CONVENE_REQUEST = "convene_request"
    RECALL = "recall"
    ELECTION = "election"
    OWNERS_VOTE = "owners_vote"
    OWNERS_HEADS = "owners_heads"
    COUNCIL_MOTION = "council_motion"
    APPRAISAL = "appraisal"
    SATISFACTION = "satisfaction"
    FIRM_CREDIT = "firm_credit"
    CLEAR_DAYS = "clear_days"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    SHOWN_UNTIL = "shown_until"


Answer = Reckoned | OwnersHeads | Credit | Dated


def _figures(answer: Any) -> Values:
    """Everything an answer holds besides its checks."""
    return {
        each.name: getattr(answer, each.name) for each in fields(answer) if each.name != "because"
    }


@dataclass(frozen=True)
class Entry:
    """A rule: its keys, its function, what must agree between keys, and what it answers."""

    keys: Mapping[str, Kind]
    count: Callable[..., Answer]
    agree: Callable[[Values], None] = lambda values: None
    by_calendar: bool = False
    figures: Callable[[Any], Values] = field(default=_figures)


# How a rule is asked, and what it answers ---------------------------------------------


def _convene(**values: int) -> Requested:
    by = next(request for request in Request if request in values)
    return voting.convene_request(by=by, signatures=values[by], base=values[agree.SIGNED[by]])


def _satisfied(answer: Satisfaction) -> Values:
    """Shares alone of ballots by themselves; of a vote also whether it stands."""
    found = _figures(answer)
    del found["by"]
    if answer.by is None:
        del found["outcome"]
    if answer.weighted is None:
        del found["weighted"]
    return found


# The table ----------------------------------------------------------------------------

_DAYS: Final = Count(most=MOST_DAYS)
_GRADERS: Final = Choice(
    tuple(each for each in Electorate if each in voting.PERMITS[voting.Rule.APPRAISAL].electorates)
)
_OTHERS: Final[Mapping[str, Kind]] = {
    "others": Maybe(Rows({"name": Name(), "score": Score(), "weight": Count()}, OtherScore)),
    "weight": Maybe(Count()),
}

TABLE: Final[Mapping[Rule, Entry]] = {
    Rule.RESIDENTS_ASSEMBLY: Entry(
        {"base": Count(), "present": Count(), "yes": Count()},
        voting.residents_assembly,
        lambda values: agree.at_most(values, "yes", "present", "base"),
    ),
    Rule.REPRESENTATIVES_ASSEMBLY: Entry(
        {"committee": Count(), "representatives": Count(), "present": Count(), "yes": Count()},
        voting.representatives_assembly,
        agree.representatives,
    ),
    Rule.CONVENE_REQUEST: Entry(
        {"base_adults": Count(), "base_households": Count(), "representatives": Count()}
        | {request.value: Maybe(Count()) for request in Request},
        _convene,
        agree.request,
    ),
    Rule.RECALL: Entry(
        {
            "mode": Choice((Electors.VOTERS, Electors.REPRESENTATIVES)),
            "base": Count(),
            "voting": Count(),
            "yes": Count(),
        },
        voting.recall,
        lambda values: agree.at_most(values, "yes", "voting", "base"),
    ),
    Rule.ELECTION: Entry(
        {
            "mode": Choice(tuple(Electors)),
            "base": Count(),
            "cast": Count(),
            "seats": Count(least=1),
            "candidates": Votes(),
            "runoff": Boolean(),
        },
        voting.election,
        agree.election,
    ),
    Rule.OWNERS_VOTE: Entry(
        {
            "area": Area(least=1),
            "heads": Count(least=1),
            "kind": Choice(tuple(MatterClass)),
            "silence": Choice(tuple(Silence)),
            "groups": Rows(
                {"area": Area(), "heads": Count(), "opinion": Choice(tuple(OwnersOpinion))}, Group
            ),
        },
        voting.owners_vote,
        agree.owners,
    ),
    Rule.OWNERS_HEADS: Entry(
        {
            "parts": Rows(
                {"area": Area(), "owners": Names(), "state": Choice(tuple(PartState))}, OwnedPart
            )
        },
        voting.owners_heads,
        agree.parts,
    ),
    Rule.COUNCIL_MOTION: Entry(
        {"members": Count(least=1), "present": Count(), "yes": Count(), "major": Boolean()},
        voting.council_motion,
        lambda values: agree.at_most(values, "yes", "present", "members"),
    ),
    Rule.APPRAISAL: Entry(
        {
            "members": Count(least=1),
            "returned": Count(),
            "invalid": Count(),
            "ballots": Each(MemberMark),
            "electorate": Maybe(_GRADERS),
            **_OTHERS,
        },
        voting.appraisal,
        agree.appraisal,
    ),
    Rule.SATISFACTION: Entry(
        {
            "ballots": Each(UnitMark),
            "electorate": Maybe(_GRADERS),
            "members": Maybe(Count(least=1)),
            "returned": Maybe(Count()),
            **_OTHERS,
        },
        voting.satisfaction,
        agree.satisfaction,
        figures=_satisfied,
    ),
    Rule.FIRM_CREDIT: Entry(
        {
            "basic": Maybe(Count(most=BASIC_MOST)),
            "good": Maybe(Count(most=GOOD_MOST)),
            "bad": Maybe(Count()),
            "took_part": Maybe(Boolean(only=False)),
        },
        voting.firm_credit,
        agree.credit,
    ),
    Rule.CLEAR_DAYS: Entry(
        {"published": Day(), "days": _DAYS},
        dates.clear_days,
        figures=lambda answer: {"earliest": answer.due.due_on},
    ),
    Rule.WORKING_DAYS: Entry(
        {"start": Day(), "days": _DAYS},
        dates.working_days,
        by_calendar=True,
        figures=lambda answer: {
            "due": answer.due.due_on,
            "provisional": answer.due.is_provisional,
            "skipped": answer.due.skipped,
        },
    ),
    Rule.NATURAL_DAYS: Entry(
        {"start": Day(), "days": _DAYS, "roll": Boolean()},
        dates.natural_days,
        by_calendar=True,
        figures=lambda answer: {"due": answer.due.due_on},
    ),
    Rule.SHOWN_UNTIL: Entry(
        {"published": Day(), "days": _DAYS},
        dates.shown_until,
        figures=lambda answer: {"until": answer.due.due_on},
    ),
}


# Asking and answering -----------------------------------------------------------------


def parse(text: bytes) -> Any:
    """A JSON value; a key that stands twice is refused, since one of the two would be lost."""
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise Invalid(Why.BAD_JSON, field="") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Invalid(Why.DUPLICATE_KEY, field=under("", key))
        found[key] = value
    return found


def reckon(asked: Any, calendar: Calendar) -> tuple[Rule, Answer]:
    """What a rule says of an input. Raises Invalid, its field the path of what is wrong."""
    if not isinstance(asked, dict):
        raise Invalid(Why.NOT_AN_OBJECT, field="")
    if "rule" not in asked:
        raise Invalid(Why.MISSING_KEY, field="rule")
    name = asked["rule"]
    if not isinstance(name, str) or name not in set(Rule):
        raise Invalid(Why.UNKNOWN_RULE, field="rule", rules=", ".join(Rule))
    entry = TABLE[Rule(name)]
    values = read_keys(entry.keys, {key: asked[key] for key in asked if key != "rule"})
    entry.agree(values)
    if entry.by_calendar:
        values["calendar"] = calendar
    return Rule(name), entry.count(**values)


def figures(rule: Rule, answer: Answer) -> Values:
    """An answer as JSON: its outcome or named results, and why."""
    found = {key: _plain(value) for key, value in TABLE[rule].figures(answer).items()}
    return found | {"because": [_check(check) for check in answer.because]}


def _check(check: Check) -> Values:
    return {
        "check": check.check,
        "left": check.left,
        "op": check.op,
        "right": check.right,
        "holds": check.holds,
        "article": check.article,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
