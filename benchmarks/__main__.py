"""Run the benchmarks by name, all of them without a name."""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
REPOSITORY = FOLDER.parent


def questions() -> dict[str, str]:
    """Return what each benchmark asks, by its name without ``bench_``."""
    return {
        path.stem.removeprefix("bench_"): (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split(
            "\n"
        )[0]
        for path in sorted(FOLDER.glob("bench_*.py"))
    }


def run(name: str, *, quick: bool) -> bool:
    """Run one benchmark in its own process and tell whether it went through."""
    code = f"from benchmarks.bench_{name} import run; run(quick={quick})"
    return subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def main() -> int:
    """Read the names, run what they name."""
    known = questions()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="small inputs, to see that it runs")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; known are {', '.join(known)}")
    failed: list[str] = []
    for name in asked.names or known:
        print(f"\n== {name}: {known[name]}", flush=True)
        begun = time.perf_counter()
        if not run(name, quick=asked.quick):
            failed.append(name)
        print(f"-- {time.perf_counter() - begun:.0f} s", flush=True)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
