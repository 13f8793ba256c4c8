"""What may lie in what."""

import pytest

from civic.errors import Invalid
from civic.places.rules import ORDER, Level, below, check_area, check_names, check_parent


@pytest.mark.parametrize("at", range(1, len(ORDER)))
def test_each_level_lies_in_the_one_above(at: int) -> None:
    check_parent(ORDER[at - 1], ORDER[at])


def test_levels_may_be_left_out() -> None:
    check_parent(Level.COMMUNITY, Level.BUILDING)


@pytest.mark.parametrize("level", Level)
def test_nothing_lies_in_its_own_kind_or_in_something_smaller(level: Level) -> None:
    for child in ORDER[: ORDER.index(level) + 1]:
        with pytest.raises(Invalid):
            check_parent(level, child)
    assert level not in below(level)


def test_only_a_district_has_nothing_above() -> None:
    check_parent(None, Level.DISTRICT)
    with pytest.raises(Invalid):
        check_parent(None, Level.STREET)


def test_an_area_is_positive() -> None:
    check_area(1)
    with pytest.raises(Invalid):
        check_area(0)


def test_names_come_some_at_a_time_and_none_too_long() -> None:
    check_names(["1号楼", "2号楼"])
    for names in ([], ["楼"] * 201, ["楼" * 81]):
        with pytest.raises(Invalid):
            check_names(names)
