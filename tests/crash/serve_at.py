"""``oase serve`` with a clock that can be set: ``python serve_at.py serve HOUSE …``.

The file that OASE_TEST_CLOCK names holds how many microseconds the clock is ahead; it is read each time. The
processes behind the server start from this file, too, so they share the clock.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from oase import settings


def _set_clock(ahead: Path) -> None:
    """Let every room take over a clock that is ahead, before it is imported."""
    settings.now = lambda: time.time_ns() // 1000 + int(ahead.read_text() or 0)


if __name__ in ("__main__", "__mp_main__"):  # here, and in the processes that are started from here
    _set_clock(Path(os.environ["OASE_TEST_CLOCK"]))

if __name__ == "__main__":
    from oase.cli import main

    main()
