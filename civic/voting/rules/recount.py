"""A count as the reckoner takes it: anybody can put the same figures to the same rule again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Final

from civic.voting.rules.appraisal import appraisal, satisfaction
from civic.voting.rules.assemblies import representatives_assembly, residents_assembly
from civic.voting.rules.councils import council_motion
from civic.voting.rules.outcome import Reckoned
from civic.voting.rules.owners import owners_vote

RECKONED_BY: Final[Mapping[str, Callable[..., Reckoned]]] = {
    function.__name__: function
    for function in (
        residents_assembly,
        representatives_assembly,
        owners_vote,
        council_motion,
        appraisal,
        satisfaction,
    )
}
"""The rules by which votes are decided, under the names that ``civic count`` knows them by."""


@dataclass(frozen=True, slots=True)
class Recount:
    """A rule's name, and the figures that are put to it: persons, heads, areas in 0.01 m²."""

    rule: str
    given: Mapping[str, Any]

    def reckon(self) -> Reckoned:
        """What they come to."""
        return RECKONED_BY[self.rule](**self.given)

    def as_asked(self) -> dict[str, Any]:
        """The input of ``civic count``."""
        return {"rule": self.rule} | {key: _plain(value) for key, value in self.given.items()}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, str):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, Sequence) else value
