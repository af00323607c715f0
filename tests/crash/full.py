"""Run the disk-full scenario on a small file system: ``python -m tests.crash.full DISK``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.crash.counting import say
from tests.crash.scenarios import fill_and_free

if __name__ == "__main__":
    accepted, problems = fill_and_free(Path(sys.argv[1]))
    say("\n".join(problems))
    say(f"{len(accepted.ids)} {accepted.refused[503]}")
    sys.exit(bool(problems))
