"""``python -m civic``: the same as the ``civic`` command."""

from civic.cli import main

main()
