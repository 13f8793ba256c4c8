"""Where somebody who walks a hearing for the first time must not stumble."""

import re
from collections.abc import Callable
from typing import Any

from tests.meetings import hearing
from tests.neighbour import NeighbourClient
from tests.world import World

As = Callable[[Any], NeighbourClient]


def test_every_label_in_the_room_leads_to_its_own_field(world: World, as_: As) -> None:
    meeting = hearing.opened(world.here)
    clerk = as_(world.clerk)
    for page in ("room", "roll", "panel", "", "notice"):
        text = clerk.get(f"/meetings/{meeting.id}/{page}".rstrip("/")).text
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert sorted(ids) == sorted(set(ids)), page
    shown = clerk.get(f"/meetings/{meeting.id}/room").text
    assert re.search(r'<label for="asks">谁要发言', shown)
    assert re.search(r'<select[^>]*id="asks"[^>]*name="attendance_id"', shown)
