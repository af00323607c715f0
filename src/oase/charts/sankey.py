"""From paths to the flow of journeys, step by step: nodes, links and totals that reconcile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import cast

__all__ = ["END", "MORE", "Flow", "Link", "Node", "flow_of", "flow_of_steps"]

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
    counts: list[Counter[tuple[str, str | None]]] = [Counter() for _ in range(steps)]
    other = 0
    for row in rows:
        path, journeys = row.get("path"), int(cast(int, row.get("journeys") or 0))
        if path is None:
            other += journeys
        elif journeys > 0:
            names = [str(name) for name in cast(Iterable[object], path)]
            for step, pair in enumerate(zip_longest(names[:steps], names[1 : steps + 1])):
                counts[step][cast("tuple[str, str | None]", pair)] += journeys
    return flow_of_steps([pairs for pairs in counts if pairs], most, other=other)


def flow_of_steps(
    counts: Sequence[Mapping[tuple[str, str | None], int]], most: int = 7, *, other: int = 0
) -> Flow:
    """Return the flow of journeys that are counted step by step.

    Parameters
    ----------
    counts : sequence of mapping
        Per step, touchpoint and the next one (None where the journey ends) -> journeys.
    most : int
        Touchpoints per column at most; smaller ones are put together as ``MORE``, never left out.
    other : int
        Journeys whose path is not known.

    Examples
    --------
    >>> flow = flow_of_steps([{("A", "B"): 3, ("A", None): 1}, {("B", None): 3}])
    >>> [(node.column, node.name.strip(chr(0)), node.journeys) for node in flow.nodes], flow.onward
    ([(0, 'A', 4), (1, 'B', 3), (1, 'end', 1)], 0)
    """
    kept = [_largest(pairs, most) for pairs in counts]
    nodes: Counter[tuple[int, str]] = Counter()
    links: Counter[tuple[int, str, str]] = Counter()
    for column, pairs in enumerate(counts):
        is_last = column + 1 == len(counts)
        for (source, target), journeys in pairs.items():
            here = source if source in kept[column] else MORE
            nodes[column, here] += journeys
            if is_last:
                continue
            there = END if target is None else target if target in kept[column + 1] else MORE
            links[column, here, there] += journeys
            if target is None:
                nodes[column + 1, END] += journeys
    return Flow(
        nodes=tuple(sorted((Node(c, name, n) for (c, name), n in nodes.items()), key=_order)),
        links=tuple(Link(c, one, two, n) for (c, one, two), n in sorted(links.items())),
        steps=len(counts),
        known=sum(counts[0].values()) if counts else 0,
        other=other,
        onward=sum(n for (_, target), n in counts[-1].items() if target is not None) if counts else 0,
    )


def _largest(pairs: Mapping[tuple[str, str | None], int], most: int) -> frozenset[str]:
    """Return the touchpoints of a step that are shown by name: all, or the largest."""
    counts: Counter[str] = Counter()
    for (source, _), journeys in pairs.items():
        counts[source] += journeys
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return frozenset(ranked if len(ranked) <= most + 1 else ranked[:most])


def _order(node: Node) -> tuple[int, int, int, str]:
    return (
        node.column,
        [MORE, END].index(node.name) + 1 if node.name in {MORE, END} else 0,
        -node.journeys,
        node.name,
    )
