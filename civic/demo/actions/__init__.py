"""Acts of the demo: its clock, its neighbours' votes, the story its neighbourhood starts with."""

from civic.demo.actions.clock import (
    move_clock,
    next_deadline,
    next_sitting,
    next_vote_ends,
    refuse_in_production,
    start_clock,
    wind,
)
from civic.demo.actions.neighbours import let_the_rest_vote
from civic.demo.actions.story import found, is_founded
