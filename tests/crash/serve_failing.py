"""``oase serve`` whose memory runs out: ``python serve_failing.py serve HOUSE …``.

As long as the file that OASE_TEST_FAILING names is there, each inbox dies when it asks what is worked off.
"""

from __future__ import annotations

import os
from pathlib import Path

from oase.web import server


def _let_fail(failing: Path) -> None:
    whole = server.worked_off

    def worked_off(connection):
        if failing.exists():
            raise MemoryError
        return whole(connection)

    server.worked_off = worked_off


if __name__ in ("__main__", "__mp_main__"):  # here, and in the processes that are started from here
    _let_fail(Path(os.environ["OASE_TEST_FAILING"]))

if __name__ == "__main__":
    from oase.cli import main

    main()
