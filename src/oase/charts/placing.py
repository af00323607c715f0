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
_LEADER_FROM = 7.0
_CLEAR = 12.0
_GRID = 9.0
_ROUNDS = 3


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
            found = table.best(index, others)
            current = places[index]
            if found is not None and (current is None or found.cost < current.cost - 0.01):
                places[index] = found
        if places == before:
            break
    return places


class _Table:
    """What stands still while labels look for their places."""

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

    def best(self, index: int, others: Sequence[Place]) -> Place | None:
        """Return the cheapest free place near the label's mark, else anywhere on the canvas."""
        label = self.labels[index]
        for candidates in (_around(label), _everywhere(label, self.canvas, self.reach)):
            found = self._cheapest(index, candidates, others)
            if found is not None:
                return found
        return None

    def _cheapest(self, index: int, boxes: _Rows, others: Sequence[Place]) -> Place | None:
        label = self.labels[index]
        blocked = np.vstack([self.hard, _rows([other.box for other in others])])
        free = _inside(boxes, self.canvas) & ~_overlap(boxes, blocked, 1.5).any(axis=1)
        boxes = boxes[free]
        if not len(boxes):
            return None
        ends = _leaders(label, boxes)
        length = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])
        led = length > _LEADER_FROM
        crossed = led & _cross(ends, _rows([other.box for other in others])).any(axis=1)
        for other in others:
            if other.leader is not None:
                crossed |= _cross(np.array([other.leader]), boxes)[0]
        keep = ~crossed & (length <= self.reach)
        if not keep.any():
            return None
        centres = self.marks[:, :2] + self.marks[:, 2:] / 2
        strange = self.marks[np.abs(centres - [label.x, label.y]).max(axis=1, initial=0) > 0.01]
        cost = length + 14 * led + 9 * _overlap(boxes, self.soft, 0.5).sum(axis=1)
        cost += 25 * (led[:, None] & _cross(ends, strange)).sum(axis=1) + _liking(label, boxes)
        gap = _gaps(boxes, strange).min(axis=1, initial=np.inf)
        cost += 3.5 * np.maximum(0.0, length + _CLEAR - gap)
        at = int(np.argmin(np.where(keep, cost, np.inf)))
        x, y, width, height = boxes[at].tolist()
        leader = tuple(ends[at].tolist()) if led[at] else None
        return Place(Box(x, y, width, height), leader, float(cost[at]))


def _rows(boxes: Sequence[Box]) -> _Rows:
    return np.array([(b.x, b.y, b.width, b.height) for b in boxes], float).reshape(-1, 4)


def _around(label: Label) -> _Rows:
    """Return boxes that touch rings around the mark, nearest first."""
    found: list[tuple[float, float]] = []
    for gap in _NEAR:
        reach = label.radius + 3 + gap
        for turn in range(_TURNS):
            angle = 2 * math.pi * turn / _TURNS
            dx, dy = math.cos(angle), math.sin(angle)
            x = label.x + dx * reach + (dx - 1) / 2 * label.width
            y = label.y + dy * reach + (dy - 1) / 2 * label.height
            found.append((x, y))
    return _sized(label, np.array(found))


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
    low, high = boxes[:, None, :2], boxes[:, None, :2] + boxes[:, None, 2:]
    other_low, other_high = others[None, :, :2] - pad, others[None, :, :2] + others[None, :, 2:] + pad
    apart = (low >= other_high) | (other_low >= high)
    return np.logical_not(apart[..., 0] | apart[..., 1])


def _leaders(label: Label, boxes: _Rows) -> _Rows:
    """Return lines from the edge of the mark to the nearest point of each box."""
    x = np.clip(label.x, boxes[:, 0], boxes[:, 0] + boxes[:, 2])
    y = np.clip(label.y, boxes[:, 1], boxes[:, 1] + boxes[:, 3])
    reach = np.maximum(np.hypot(x - label.x, y - label.y), 1e-9)
    part = np.minimum(1.0, label.radius / reach)
    return np.column_stack([label.x + (x - label.x) * part, label.y + (y - label.y) * part, x, y])


def _cross(lines: _Rows, boxes: _Rows) -> NDArray[np.bool_]:
    """Return a matrix: line i runs through box j (slab method)."""
    start, step = lines[:, None, :2], lines[:, None, 2:] - lines[:, None, :2]
    step = np.where(np.abs(step) < 1e-9, 1e-9, step)
    one = (boxes[None, :, :2] - start) / step
    two = (boxes[None, :, :2] + boxes[None, :, 2:] - start) / step
    enter = np.minimum(one, two).max(axis=2)
    leave = np.maximum(one, two).min(axis=2)
    return (enter < leave) & (enter < 1) & (leave > 0)


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
