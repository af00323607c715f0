"""``python -m oase`` is the same as ``oase``."""

from oase.cli import main

main()
