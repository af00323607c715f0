"""How long do verdicts on ten million wide answers about twelve touchpoints take, and in what memory?"""

from __future__ import annotations

import resource
import time

import numpy as np
import pyarrow as pa

from oase.experience import magic_moments
from oase.lake import Answers
from oase.model import Scale

TOUCHPOINTS = 12
SHARE_EMPTY = 0.1


def answers(rows: int, seed: int = 1) -> Answers:
    """Return ratings from 1 to 5 with empty ones, an outcome and three context columns."""
    rng = np.random.default_rng(seed)
    columns: dict[str, pa.Array] = {"person": pa.array(np.arange(rows))}
    latent = rng.normal(size=rows).astype(np.float32)
    chance = np.full(rows, 0.3, np.float32)
    names = [f"Touchpoint {i + 1}" for i in range(TOUCHPOINTS)]
    for i, name in enumerate(names):
        noise = rng.normal(size=rows).astype(np.float32) + 0.5 * latent
        rating = np.digitize(noise, [-1.4, -0.6, 0.2, 0.9]).astype(np.int8) + np.int8(1)
        chance += np.float32(0.02 * (i % 5)) * (rating == 5)
        columns[name] = pa.array(rating, mask=rng.random(rows) < SHARE_EMPTY)
    columns["outcome"] = pa.array((rng.random(rows) < chance).astype(np.float64))
    for name, levels in (("age", 6), ("segment", 4), ("occasion", 5)):
        words = pa.array([f"{name} {i}" for i in range(levels)])
        columns[name] = pa.DictionaryArray.from_arrays(rng.integers(0, levels, rows).astype(np.int32), words)
    return Answers(
        pa.table(columns), "wide", tuple(names), Scale("rating", 1, 5), ("age", "segment", "occasion")
    )


def run(quick: bool = False) -> None:
    """Print seconds and peak memory; at full size assert the bounds of the issue."""
    rows = 1_000_000 if quick else 10_000_000
    survey = answers(rows)
    start, before = time.perf_counter(), time.process_time()
    result = magic_moments(survey)
    seconds, busy = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"magic moments, {rows:,} rows x {TOUCHPOINTS}: {seconds:.1f} s ({busy:.1f} s of processor),"
        f" peak {peak:.2f} GB with the data"
    )
    print(f"  states: {', '.join(row['state'] for row in result.rows())}")
    if not quick:
        assert seconds < 20, seconds
        assert peak < 4, peak


if __name__ == "__main__":
    run()
