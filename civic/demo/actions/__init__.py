"""Acts of the demo: its clock, and the story its neighbourhood starts with."""

from civic.demo.actions.clock import (
    move_clock,
    next_deadline,
    next_sitting,
    refuse_in_production,
    start_clock,
    wind,
)
from civic.demo.actions.story import found, is_founded

__all__ = [
    "found",
    "is_founded",
    "move_clock",
    "next_deadline",
    "next_sitting",
    "refuse_in_production",
    "start_clock",
    "wind",
]
