"""``python -m tests.truth [--small] [NAME …]``: find what is planted, and what simulations promise.

Every module of this folder with a ``run(full)`` is run; it returns lines that say what it found, and raises
AssertionError where that is not as planted or promised. Ends with 1 where one of them did.
"""

# ruff: noqa: T201 - a report for whoever runs it

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from pathlib import Path

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Run the modules and print what they found; return how the program ends."""
    known = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(prog="python -m tests.truth", description="Find what is planted.")
    parser.add_argument("--small", action="store_true", help="the form of the tests, within a minute or two")
    parser.add_argument("name", nargs="*", help=f"only these of {', '.join(known)}")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.name if name not in known]:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    failed = [name for name in asked.name or known if not _holds(name, full=not asked.small)]
    print(f"\nnot found as planted: {', '.join(failed)}" if failed else "\nall found as planted")
    return 1 if failed else 0


def _holds(name: str, *, full: bool) -> bool:
    """Run one module; say what it found and how long it took."""
    print(f"\n{name}", flush=True)
    began = time.perf_counter()
    try:
        lines = importlib.import_module(f"tests.truth.{name}").run(full)
    except AssertionError:
        traceback.print_exc()
        lines, holds = [], False
    else:
        holds = True
    for line in lines:
        print(f"  {line}")
    print(f"  {'as planted' if holds else 'NOT as planted'}, {time.perf_counter() - began:.0f} s", flush=True)
    return holds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
