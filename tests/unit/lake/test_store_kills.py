"""Kill -9 between the steps of every work on the lake: a reduced run of ``tests/crash/steps.py``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

STEPS = Path(__file__).parents[2] / "crash" / "steps.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
@pytest.mark.parametrize("work", ["seal", "recluster", "erase", "snapshots"])
def test_a_kill_at_any_step_is_made_good(work: str) -> None:
    """Whatever step a work was killed at: nothing is lost or doubled, and doing it again completes it."""
    run = subprocess.run(
        [sys.executable, str(STEPS), "--quick", work],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert ", 0 wrong" in run.stdout
