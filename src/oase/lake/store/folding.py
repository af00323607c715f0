"""Fold: a bucket's runs merged into one sorted base, or into fewer runs, so that reading stays quick."""

from __future__ import annotations

from collections.abc import Sequence

from oase.lake.store.catalogue import FileRow
from oase.lake.store.place import Place
from oase.lake.store.rewriting import by_bucket, read_bucket, replace_bucket
from oase.lake.store.shape import Shape
from oase.lake.store.sweeping import sweep

__all__ = ["fold"]

MOST_RUNS = 8
"""A bucket with more runs gets its youngest ones merged, however few rows they have."""

_ALIKE = 2
"""An older run joins a merge when it has at most so many times the rows gathered until then."""


def fold(place: Place, shapes: Sequence[Shape], share: float) -> int:
    """Merge every bucket of which more than a share of the rows lies in runs, or that has many runs.

    Where the share is not reached, only runs of like size are merged: a row is then rewritten about as often
    as the logarithm of the number of runs, not with every seal.

    Returns
    -------
    int
        Buckets merged.
    """
    folded = 0
    with place.writing() as lease:
        for shape in shapes:
            for files in by_bucket(place, shape).values():
                due, kind = _due(files, share)
                if len(due) > 1:
                    rows = read_bucket(place, shape, due)
                    replace_bucket(place, shape, due, rows, lease, step="fold", kind=kind)
                    folded += 1
        sweep(place)
    return folded


def _due(files: Sequence[FileRow], share: float) -> tuple[Sequence[FileRow], str]:
    """Return the neighbouring files to merge, and whether they become a base or a run."""
    runs = [file for file in files if file.kind == "run"]
    if sum(file.rows for file in runs) > share * sum(file.rows for file in files):
        return files, "base"
    return (_youngest(runs), "run") if len(runs) > MOST_RUNS else ([], "run")


def _youngest(runs: Sequence[FileRow]) -> Sequence[FileRow]:
    start, rows = len(runs) - 1, runs[-1].rows
    while start and (start > len(runs) - 2 or runs[start - 1].rows <= _ALIKE * rows):
        start -= 1
        rows += runs[start].rows
    return runs[start:]
