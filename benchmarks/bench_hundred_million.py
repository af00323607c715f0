"""Do transitions, funnel and paths of a hundred million contacts fit into 4 GB?

About 1.1 GB of Parquet, generated piece by piece into a temporary folder and removed; each question in its
own process. Gaps of so many contacts do not fit into the memory set aside for them, so exact medians take a
second walk.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import generate
from benchmarks.measure import measured, table

LIMIT_MB = 4000


def run(*, quick: bool) -> None:
    """Print seconds and peak memory, and assert the limit."""
    contacts = 5_000_000 if quick else 100_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.parquet"
        begun = time.perf_counter()
        generate.write(path, contacts)
        seconds, megabytes = time.perf_counter() - begun, path.stat().st_size >> 20
        print(f"{contacts:,} contacts, written in {seconds:.0f} s, {megabytes:,} MB")
        bare = measured("bench_journeys", "scan", str(path))
        rows = [["", "seconds", "peak MB"], ["bare scan", f"{bare.seconds:.1f}", f"{bare.peak_mb:,}"]]
        for question in ["transitions", "funnel", "paths"]:
            told = measured("bench_journeys", "Oase", question, str(path))
            rows.append([question, told.error or f"{told.seconds:.1f}", f"{told.peak_mb:,}"])
            assert not told.error, told.error
            assert told.peak_mb < LIMIT_MB, f"{question}: {told.peak_mb} MB"
        print(table(rows))
