"""The house stands as drawn: floors, rooms, pure rules, acts that know no web."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_keep_to_their_floors() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
