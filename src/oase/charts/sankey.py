"""From paths to the flow of journeys, step by step: nodes, links and totals that reconcile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

__all__ = ["END", "MORE", "Flow", "Link", "Node", "flow_of"]

PathRow = Mapping[str, object]
END, MORE = "\0end", "\0more"


@dataclass(frozen=True, slots=True)
class Node:
    """Journeys that are at one touchpoint at one step, or that ended right before it.

    Parameters
    ----------
    column : int
        Step, from 0.
    name : str
        Touchpoint, ``END`` or ``MORE`` (touchpoints beyond the largest of the step).
    journeys : int
    """

    column: int
    name: str
    journeys: int


@dataclass(frozen=True, slots=True)
class Link:
    """Journeys that go from one node to one of the next column."""

    column: int
    source: str
    target: str
    journeys: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow over the first steps.

    Parameters
    ----------
    nodes, links : tuple
        Ordered by column, then largest first, more and end last.
    steps : int
        Number of columns.
    known : int
        Journeys whose path is known: those of the first column.
    other : int
        Journeys of the row "other".
    onward : int
        Journeys that go on beyond the last column.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    steps: int
    known: int
    other: int
    onward: int

    @property
    def total(self) -> int:
        """All journeys."""
        return self.known + self.other


def flow_of(rows: Iterable[PathRow], steps: int = 5, most: int = 7) -> Flow:
    """Return the flow of path rows over the first steps.

    Parameters
    ----------
    rows : iterable of mapping
        ``path`` (list of touchpoints, None for the row "other") and ``journeys``.
    steps : int
        Columns at most.
    most : int
        Touchpoints per column at most; smaller ones are put together as ``MORE``, never left out.

    Examples
    --------
    >>> flow = flow_of([{"path": ["A", "B"], "journeys": 3}, {"path": ["A"], "journeys": 1},
    ...                 {"path": None, "journeys": 2}])
    >>> [(node.column, node.name.strip(chr(0)), node.journeys) for node in flow.nodes], flow.total
    ([(0, 'A', 4), (1, 'B', 3), (1, 'end', 1)], 6)
    """
    paths: Counter[tuple[str, ...]] = Counter()
    other = 0
    for row in rows:
        path, journeys = row.get("path"), int(cast(int, row.get("journeys") or 0))
        if path is None:
            other += journeys
        else:
            paths[tuple(str(name) for name in cast(Iterable[object], path))] += journeys
    paths = Counter({path: journeys for path, journeys in paths.items() if path and journeys > 0})
    columns = min(steps, max((len(path) for path in paths), default=0))
    kept = [_largest(paths, column, most) for column in range(columns)]
    nodes: Counter[tuple[int, str]] = Counter()
    links: Counter[tuple[int, str, str]] = Counter()
    for path, journeys in paths.items():
        walk = _walk(path, kept)
        for column, name in enumerate(walk):
            nodes[column, name] += journeys
        for column, (source, target) in enumerate(pairwise(walk)):
            links[column, source, target] += journeys
    return Flow(
        nodes=tuple(sorted((Node(c, name, n) for (c, name), n in nodes.items()), key=_order)),
        links=tuple(Link(c, one, two, n) for (c, one, two), n in sorted(links.items())),
        steps=columns,
        known=sum(paths.values()),
        other=other,
        onward=sum(n for path, n in paths.items() if len(path) > columns),
    )


def _largest(paths: Mapping[tuple[str, ...], int], column: int, most: int) -> frozenset[str]:
    """Return the touchpoints of a step that are shown by name: all, or the largest."""
    counts: Counter[str] = Counter()
    for path, journeys in paths.items():
        if len(path) > column:
            counts[path[column]] += journeys
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return frozenset(ranked if len(ranked) <= most + 1 else ranked[:most])


def _walk(path: tuple[str, ...], kept: Sequence[frozenset[str]]) -> list[str]:
    walk = [name if name in names else MORE for name, names in zip(path, kept, strict=False)]
    return walk if len(path) >= len(kept) else [*walk, END]


def _order(node: Node) -> tuple[int, int, int, str]:
    return (
        node.column,
        [MORE, END].index(node.name) + 1 if node.name in {MORE, END} else 0,
        -node.journeys,
        node.name,
    )
