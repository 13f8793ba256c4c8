"""Whose page there is, and what stands on it."""

from typing import Final

from civic.policy import Role

PUBLIC_OFFICES: Final = frozenset(
    {
        Role.CHAIR,
        Role.CLERK,
        Role.COMMITTEE_MEMBER,
        Role.PARTY_BRANCH,
        Role.OFFICIAL,
        Role.SUPERVISOR,
        Role.GRID_WORKER,
    }
)
"""Who holds one of these answers for it in public, by name; a neighbour with a task does not."""
