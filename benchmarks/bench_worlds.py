"""Does the rule hold its false discoveries in two worlds of known truth, over 500 runs each?"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np

_TRUTH = Path(__file__).parents[1] / "tests" / "unit" / "experience" / "truth.py"


def _truth() -> ModuleType:
    """Load the worlds that the tests use."""
    spec = importlib.util.spec_from_file_location("oase_truth", _TRUTH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def run(quick: bool = False) -> None:
    """Print and assert false discovery, nulls and coverage in both worlds."""
    truth = _truth()
    count = 60 if quick else 500
    for world in ("halo", "mediation"):
        start = time.perf_counter()
        runs = truth.run(world, count, seed=2026)
        false = float(runs.false_discovery.mean())
        covered = float(runs.covered.mean())
        print(f"{world}: {count} runs, {time.perf_counter() - start:.0f} s")
        print(f"  false discovery rate {false:.4f} (at most .05), coverage {covered:.4f} (at least .90)")
        print(f"  declared {np.round(runs.declared.mean(0), 3).tolist()}")
        nulls = {
            kind: float(runs.declared[:, which].mean(0).max())
            for kind, which in runs.nulls().items()
            if which.any()
        }
        print(f"  nulls declared at most {nulls}")
        if not quick:
            assert false <= 0.05, false
            assert covered >= 0.90, covered
            assert all(share <= 0.05 for share in nulls.values()), nulls


if __name__ == "__main__":
    run()
