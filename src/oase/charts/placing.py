"""Where labels go: beside their marks, never over each other, a mark or the edge.

Deterministic: candidate places around each mark are tried from near to far, the best is taken in the
order given (greedy), then every label is tried again with the others in place until nothing improves
(Christensen, Marks & Shieber 1995, ACM Transactions on Graphics 14(3), compare such rules).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Label", "Place", "place"]

_NEAR = (0.0, 5.0, 11.0, 20.0, 32.0, 48.0, 68.0, 92.0, 120.0)
_TURNS = 16
_WAYS = np.array(
    [(math.cos(2 * math.pi * n / _TURNS), math.sin(2 * math.pi * n / _TURNS)) for n in range(_TURNS)]
).T
_LEADER_FROM = 7.0
_CLEAR = 12.0
_GRID = 9.0
_ROUNDS = 3
_WORTH = 0.01
_AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share more than an edge.

        Examples
        --------
        >>> Box(0, 0, 10, 10).overlaps(Box(9, 9, 5, 5)), Box(0, 0, 10, 10).overlaps(Box(10, 0, 5, 5))
        (True, False)
        """
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def within(self, other: Box) -> bool:
        """Return whether the box lies inside another."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A label that looks for a place: its size, and the round mark it belongs to."""

    width: float
    height: float
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place found: the box, and the line that leads to the mark where the box stands apart."""

    box: Box
    leader: tuple[float, float, float, float] | None
    cost: float


_Rows = NDArray[np.float64]


def place(
    labels: Sequence[Label],
    canvas: Box,
    marks: Sequence[Box] = (),
    hard: Sequence[Box] = (),
    soft: Sequence[Box] = (),
    *,
    reach: float = 340.0,
) -> list[Place | None]:
    """Return a place for each label, None where there is none.

    Parameters
    ----------
    labels : sequence of Label
        The more important first.
    canvas : Box
        No label leaves it.
    marks : sequence of Box
        All marks, those of the labels among them: never covered, and crossed by a leader only in need.
    hard, soft : sequence of Box
        What must not, and what should not be covered.
    reach : float
        How far a label may stand from its mark, in pixels.

    Returns
    -------
    list of Place or None
        In the order of the labels. Places never overlap each other, a mark, a leader or a hard box.

    Examples
    --------
    >>> labels = [Label(40, 14, 50, 50, 6), Label(40, 14, 52, 50, 6)]
    >>> found = place(labels, Box(0, 0, 200, 100), marks=[Box(44, 44, 14, 12)])
    >>> found[0].box.overlaps(found[1].box)
    False
    """
    table = _Table(labels, canvas, marks, hard, soft, reach)
    places: list[Place | None] = [None] * len(labels)
    for _ in range(_ROUNDS):
        before = list(places)
        for index in range(len(labels)):
            others = [other for at, other in enumerate(places) if other is not None and at != index]
            current = places[index]
            below = math.inf if current is None else current.cost - _WORTH
            found = table.best(index, others, below)
            if found is not None and found.cost < below:
                places[index] = found
        if places == before:
            break
    return places


class _Table:
    """What stands still while labels look for their places: where each may stand, and at what cost."""

    def __init__(
        self,
        labels: Sequence[Label],
        canvas: Box,
        marks: Sequence[Box],
        hard: Sequence[Box],
        soft: Sequence[Box],
        reach: float,
    ) -> None:
        self.labels = labels
        self.canvas = canvas
        self.marks = _rows(marks)
        self.hard = _rows([*marks, *hard])
        self.soft = _rows(soft)
        self.reach = reach
        self._near: dict[int, _Offers] = {}
        self._far: dict[int, _Offers] = {}

    def best(self, index: int, others: Sequence[Place], below: float) -> Place | None:
        """Return the cheapest place the others leave near the mark, else one below a cost anywhere."""
        label = self.labels[index]
        if index not in self._near:
            self._near[index] = self._offers(label, _around(label))
        taken = _Taken(others)
        found = self._near[index].cheapest(taken, math.inf)
        if found is None:
            if index not in self._far:
                self._far[index] = self._offers(label, _everywhere(label, self.canvas, self.reach))
            found = self._far[index].cheapest(taken, below)
        return found

    def _offers(self, label: Label, boxes: _Rows) -> _Offers:
        """Return the boxes that cover nothing standing, the cheapest first: no other label changes a cost."""
        boxes = boxes[_inside(boxes, self.canvas)]
        boxes = boxes[~_overlap(boxes, _close(self.hard, boxes, 2.0), 1.5).any(axis=1)]
        ends = _leaders(label, boxes)
        length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
        near = length <= self.reach
        boxes, ends, length = boxes[near], ends[near], length[near]
        led = length > _LEADER_FROM
        centres = self.marks[:, :2] + self.marks[:, 2:] / 2
        strange = self.marks[np.abs(centres - [label.x, label.y]).max(axis=1, initial=0) > 0.01]
        strange = _close(strange, boxes, _CLEAR + length.max(initial=0.0))
        cost = length + 14 * led + 9 * _overlap(boxes, _close(self.soft, boxes, 1.0), 0.5).sum(axis=1)
        cost[led] += 25 * _cross(ends[led], strange).sum(axis=1)
        cost += _liking(label, boxes)
        gap = _gaps(boxes, strange).min(axis=1, initial=np.inf)
        cost += 3.5 * np.maximum(0.0, length + _CLEAR - gap)
        order = np.argsort(cost, kind="stable")
        return _Offers(boxes[order], ends[order], led[order], cost[order])


class _Taken:
    """Where other labels and their leaders are."""

    def __init__(self, others: Sequence[Place]) -> None:
        self.boxes = _rows([other.box for other in others])
        self.leaders = np.array([one.leader for one in others if one.leader is not None]).reshape(-1, 4)


@dataclass(frozen=True, slots=True)
class _Offers:
    """Places a label may take, the cheapest first."""

    boxes: _Rows
    ends: _Rows
    led: NDArray[np.bool_]
    cost: _Rows

    def cheapest(self, taken: _Taken, below: float) -> Place | None:
        """Return the first offer that the others leave free and that costs less than asked."""
        stop = int(np.searchsorted(self.cost, below))
        for start in range(0, stop, _AT_ONCE):
            part = slice(start, min(stop, start + _AT_ONCE))
            free = self._free(part, taken)
            if free.any():
                return self._place(start + int(np.argmax(free)))
        return None

    def _free(self, part: slice, taken: _Taken) -> NDArray[np.bool_]:
        boxes = self.boxes[part]
        free = np.logical_not(np.any(_overlap(boxes, taken.boxes, 1.5), axis=1))
        if len(taken.leaders) and free.any():
            free[free] = np.logical_not(np.any(_cross(taken.leaders, boxes[free]), axis=0))
        led = free & self.led[part]
        if led.any():
            free[led] = np.logical_not(np.any(_cross(self.ends[part][led], taken.boxes), axis=1))
        return free

    def _place(self, at: int) -> Place:
        x, y, width, height = self.boxes[at].tolist()
        x1, y1, x2, y2 = self.ends[at].tolist()
        leader = (x1, y1, x2, y2) if self.led[at] else None
        return Place(Box(x, y, width, height), leader, float(self.cost[at]))


def _rows(boxes: Sequence[Box]) -> _Rows:
    return np.array([(b.x, b.y, b.width, b.height) for b in boxes], float).reshape(-1, 4)


def _around(label: Label) -> _Rows:
    """Return boxes that touch rings around the mark, nearest first."""
    reach = (label.radius + 3 + np.array(_NEAR))[:, None]
    x = label.x + _WAYS[0] * reach + (_WAYS[0] - 1) / 2 * label.width
    y = label.y + _WAYS[1] * reach + (_WAYS[1] - 1) / 2 * label.height
    return _sized(label, np.column_stack([x.ravel(), y.ravel()]))


def _everywhere(label: Label, canvas: Box, reach: float) -> _Rows:
    xs = np.arange(canvas.x, canvas.x + canvas.width - label.width, _GRID)
    ys = np.arange(canvas.y, canvas.y + canvas.height - label.height, _GRID)
    corners = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    boxes = _sized(label, corners)
    ends = _leaders(label, boxes)
    return boxes[np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) < reach]


def _sized(label: Label, corners: _Rows) -> _Rows:
    sizes = np.broadcast_to([label.width, label.height], corners.shape)
    return np.hstack([corners, sizes])


def _inside(boxes: _Rows, canvas: Box) -> NDArray[np.bool_]:
    far = boxes[:, :2] + boxes[:, 2:]
    near_ok = (boxes[:, 0] >= canvas.x) & (boxes[:, 1] >= canvas.y)
    return near_ok & (far[:, 0] <= canvas.x + canvas.width) & (far[:, 1] <= canvas.y + canvas.height)


def _overlap(boxes: _Rows, others: _Rows, pad: float) -> NDArray[np.bool_]:
    """Return a matrix: box i comes nearer to other j than the pad."""
    near = boxes[:, :1] < others[:, 0] + (others[:, 2] + pad)
    near &= boxes[:, :1] + boxes[:, 2:3] > others[:, 0] - pad
    near &= boxes[:, 1:2] < others[:, 1] + (others[:, 3] + pad)
    near &= boxes[:, 1:2] + boxes[:, 3:] > others[:, 1] - pad
    return near


def _leaders(label: Label, boxes: _Rows) -> _Rows:
    """Return lines from the edge of the mark to the nearest point of each box."""
    x = np.clip(label.x, boxes[:, 0], boxes[:, 0] + boxes[:, 2])
    y = np.clip(label.y, boxes[:, 1], boxes[:, 1] + boxes[:, 3])
    reach = np.maximum(np.hypot(x - label.x, y - label.y), 1e-9)
    part = np.minimum(1.0, label.radius / reach)
    return np.column_stack([label.x + (x - label.x) * part, label.y + (y - label.y) * part, x, y])


def _cross(lines: _Rows, boxes: _Rows) -> NDArray[np.bool_]:
    """Return a matrix: line i runs through box j (slab method)."""
    enter, leave = _slab(lines[:, :1], lines[:, 2:3], boxes[:, 0], boxes[:, 2])
    enter_y, leave_y = _slab(lines[:, 1:2], lines[:, 3:], boxes[:, 1], boxes[:, 3])
    np.maximum(enter, enter_y, out=enter)
    np.minimum(leave, leave_y, out=leave)
    return (enter < leave) & (enter < 1) & (leave > 0)


def _slab(start: _Rows, end: _Rows, low: _Rows, size: _Rows) -> tuple[_Rows, _Rows]:
    """Return the parts of lines at which they enter and leave boxes along one axis."""
    step = end - start
    per_step = 1 / np.where(np.abs(step) < 1e-9, 1e-9, step)
    one, two = (low - start) * per_step, (low + size - start) * per_step
    return np.minimum(one, two), np.maximum(one, two)


def _close(others: _Rows, boxes: _Rows, pad: float) -> _Rows:
    """Return those of the others that come nearer than the pad to where the boxes are."""
    if not len(boxes):
        return others[:0]
    low, high = boxes[:, :2].min(axis=0) - pad, (boxes[:, :2] + boxes[:, 2:]).max(axis=0) + pad
    return others[((others[:, :2] < high) & (others[:, :2] + others[:, 2:] > low)).all(axis=1)]


def _gaps(boxes: _Rows, marks: _Rows) -> _Rows:
    """Return a matrix of distances between boxes and the edges of round marks."""
    radius = marks[:, 2] / 2
    x = np.clip(marks[:, 0] + radius, boxes[:, :1], boxes[:, :1] + boxes[:, 2:3])
    y = np.clip(marks[:, 1] + radius, boxes[:, 1:2], boxes[:, 1:2] + boxes[:, 3:4])
    return np.hypot(x - marks[:, 0] - radius, y - marks[:, 1] - radius) - radius


def _liking(label: Label, boxes: _Rows) -> _Rows:
    """Return a small cost by side: right first, then left, above, below."""
    right = boxes[:, 0] >= label.x
    left = boxes[:, 0] + boxes[:, 2] <= label.x
    below = boxes[:, 1] >= label.y
    level = np.abs(boxes[:, 1] + boxes[:, 3] / 2 - label.y)
    return np.where(right, 0.0, np.where(left, 1.5, np.where(below, 3.5, 2.5))) + 0.05 * level
