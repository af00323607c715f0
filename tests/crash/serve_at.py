"""``oase serve`` with a clock that can be set: ``python serve_at.py serve HOUSE …``.

The file that OASE_TEST_CLOCK names holds how many microseconds the clock is ahead; it is read each time. The
processes behind the server start from this file, too, so they share the clock.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from oase import settings

_AHEAD = Path(os.environ["OASE_TEST_CLOCK"])


def _now() -> int:
    return time.time_ns() // 1000 + int(_AHEAD.read_text() or 0)


settings.now = _now  # before any room takes the clock over as its default

if __name__ == "__main__":
    from oase.cli import main

    main()
