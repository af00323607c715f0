"""One job in one process: seconds, peak memory, answer."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
RUNS, PATIENCE_SECONDS = 3, 5.0


@dataclass(frozen=True)
class Measured:
    """What a job took and found; ``error`` where it did not get through."""

    seconds: float
    peak_mb: int
    answer: Any
    error: str = ""


def measured(module: str, job: str, *arguments: str) -> Measured:
    """Run ``module.JOBS[job](*arguments)`` in a process of its own.

    A job returns a callable that does the timed work: imports before it are not counted, reading the file is.
    """
    code = f"from benchmarks.measure import told; from benchmarks.{module} import JOBS; told(JOBS[{job!r}])"
    environment = {**os.environ, "RETENTIONEERING_NO_TRACK": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return Measured(float("nan"), 0, None, (done.stderr.strip().splitlines() or ["killed"])[-1])
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def told(job: Callable[..., Callable[[], Any]]) -> None:
    """Do the job of the command line, up to three times where it is quick, and print the median time."""
    work = job(*sys.argv[1:])
    times: list[float] = []
    answer = None
    while len(times) < RUNS and sum(times) < PATIENCE_SECONDS:
        begun = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - begun)
    print()
    print(json.dumps({"seconds": statistics.median(times), "peak_mb": peak_mb(), "answer": answer}))


def peak_mb() -> int:
    """Return the most memory this process ever held.

    On Linux from its own status: ``ru_maxrss`` also counts the parent's memory at the moment of the fork.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
        1 << 20 if sys.platform == "darwin" else 1024
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned text, the first column to the left, all others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
