"""The plot of the touchpoint matrix: scales, marks with their ranges and rings, labels in their places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from oase.charts.axis import Scale, ticks
from oase.charts.ink import LOOKS
from oase.charts.measure import LINE, text_width, wrapped
from oase.charts.placing import Box, Label, Place, place
from oase.charts.signs import mark
from oase.charts.svg import circle, group, line, path, rect, text, titled
from oase.model import State
from oase.words import number, one_line, points, signed_state
from oase.words import text as words
from oase.words.row import Row, figure, reward, state_of

__all__ = ["COMPACT", "SIZE", "SMALL", "WIDE", "Form", "Plot", "Spot", "importance"]

SIZE, SMALL = 13.0, 12.0
_APART = 100.0


@dataclass(frozen=True, slots=True)
class Form:
    """Measures of the wide and the compact form."""

    width: float
    plot: float
    left: float
    right: float
    label: float
    smallest: float
    growth: float
    columns: int


WIDE = Form(width=960, plot=480, left=56, right=16, label=168, smallest=8.5, growth=6.5, columns=3)
COMPACT = Form(width=360, plot=330, left=40, right=8, label=0, smallest=7.5, growth=5, columns=1)


@dataclass(frozen=True, slots=True)
class Spot:
    """One touchpoint on the plot, in data and in pixels."""

    name: str
    state: State
    x: float
    y: float
    radius: float
    ring: str | None
    row: Row

    @property
    def reach(self) -> float:
        """Radius with the ring."""
        return self.radius + (5.5 if self.ring else 1.5)


class Plot:
    """The plot with scales, spots and labels in their places."""

    def __init__(self, rows: Sequence[Row], form: Form, delta: float, lang: str) -> None:
        self.form, self.delta, self.lang = form, delta, lang
        self.box = Box(form.left, 34, form.width - form.left - form.right, form.plot)
        self.across = Scale(*_domain(rows, "reward", delta), self.box.x, self.box.x + self.box.width)
        self.upward = Scale(*_domain(rows, "fulfilment", 0.0), self.box.y + self.box.height, self.box.y)
        self.spots = self._spots(rows)
        self.lines = {
            index: wrapped(spot.name, form.label, SIZE, lines=3)
            for index, spot in enumerate(self.spots)
            if form.label
        }
        self.places, self.numbers = self._placed()

    def _spots(self, rows: Sequence[Row]) -> list[Spot]:
        largest = max((figure(row, "answers") or 0.0) for row in rows) or 1.0
        found: list[Spot] = []
        for row in sorted(rows, key=importance):
            part = math.sqrt(max(0.0, figure(row, "answers") or 0.0) / largest)
            x, y = self.across(reward(row) or 0.0), self.upward(figure(row, "fulfilment") or 0.0)
            name = one_line(row.get("touchpoint"), self.lang)
            radius = self.form.smallest + self.form.growth * part
            found.append(Spot(name, state_of(row), x, y, radius, _ring(row), row))
        return found

    @property
    def area(self) -> Box:
        """Where magic moments lie: relevance above delta, fulfilment above zero."""
        x, y = self.across.held(self.delta), self.upward.held(0.0)
        return Box(x, self.box.y, self.box.x + self.box.width - x, y - self.box.y)

    def _area_label(self) -> Box:
        wide = text_width(words("chart.matrix.area", self.lang), SMALL, bold=True)
        return Box(self.area.x + 12, self.area.y + 8, wide, 16)

    def _placed(self) -> tuple[dict[int, Place], dict[int, int]]:
        """Return the place per spot, and the number of each spot whose name found none."""
        hard, soft, marks = [self._area_label(), *self.axes], self._range_boxes(), self.marks
        found = place([self._label(index) for index in self.lines], self.box, marks, hard, soft, reach=_APART)
        places = {at: one for at, one in enumerate(found) if one is not None}
        numbers = {at: n + 1 for n, at in enumerate(at for at in range(len(self.spots)) if at not in places)}
        taken = [*hard, *(one.box for one in places.values())]
        tags = place([self._tag(at, n) for at, n in numbers.items()], self.box, marks, taken, soft)
        places |= {at: one for at, one in zip(numbers, tags, strict=True) if one is not None}
        return places, numbers

    def _label(self, index: int) -> Label:
        spot, lines = self.spots[index], self.lines[index]
        wide = max(text_width(one, SIZE) for one in lines)
        return Label(wide, len(lines) * SIZE * LINE, spot.x, spot.y, spot.reach)

    def _tag(self, index: int, count: int) -> Label:
        spot = self.spots[index]
        return Label(text_width(str(count), SMALL, bold=True), 14, spot.x, spot.y, spot.reach)

    @property
    def marks(self) -> list[Box]:
        """The square around each mark and its ring."""
        return [
            Box(spot.x - spot.reach, spot.y - spot.reach, 2 * spot.reach, 2 * spot.reach)
            for spot in self.spots
        ]

    @property
    def axes(self) -> list[Box]:
        """The two lines of nothing gained and nothing lost."""
        x, y = self.across(0.0), self.upward(0.0)
        return [Box(self.box.x, y - 0.5, self.box.width, 1), Box(x - 0.5, self.box.y, 1, self.box.height)]

    def _range_boxes(self) -> list[Box]:
        boxes: list[Box] = []
        for spot in self.spots:
            low, high = figure(spot.row, "reward_low"), figure(spot.row, "reward_high")
            if low is not None and high is not None:
                x = self.across.held(low)
                boxes.append(Box(x, spot.y - 1, self.across.held(high) - x, 2))
            low, high = figure(spot.row, "fulfilment_low"), figure(spot.row, "fulfilment_high")
            if low is not None and high is not None:
                y = self.upward.held(high)
                boxes.append(Box(spot.x - 1, y, 2, self.upward.held(low) - y))
        return boxes

    def drawn(self) -> str:
        """Return the plot as markup, the largest marks at the back."""
        back_first = sorted(self.spots, key=lambda spot: -spot.radius)
        return "".join(
            [
                self._ground(),
                *(self._ranges(spot) for spot in self.spots),
                *(self._leader(one) for one in self.places.values()),
                *(self._mark(spot) for spot in back_first),
                *(self._name(at, one) for at, one in self.places.items()),
            ]
        )

    def _ground(self) -> str:
        box, area, lang = self.box, self.area, self.lang
        label = self._area_label()
        bottom, right = box.y + box.height, box.x + box.width
        narrow = self.form is COMPACT
        parts = [
            rect(area.x, area.y, area.width, area.height, fill="water-soft", radius=10, opacity=0.5),
            text(0, 16, words("chart.matrix.y", lang) + " ↑", size=SMALL, ink="soft"),
        ]
        for tick in ticks(self.upward.low, self.upward.high, 7):
            y, zero = self.upward(tick), abs(tick) < 1e-9
            parts.append(line(box.x, y, right, y, "faint" if zero else "line", dash=None if zero else "2 4"))
            parts.append(_tick_label(box.x - 8, y + 4, tick, lang, "end"))
        for tick in ticks(self.across.low, self.across.high, 4 if narrow else 8):
            x = self.across(tick)
            if abs(tick) < 1e-9:
                parts.append(line(x, box.y, x, bottom, "faint"))
            parts.append(line(x, bottom, x, bottom + 5, "line"))
            parts.append(_tick_label(min(x, self.form.width - 16), bottom + 20, tick, lang, "middle"))
        name = words("chart.matrix.x.short" if narrow else "chart.matrix.x", lang) + " →"
        parts.append(text(right, bottom + 42, name, size=SMALL, ink="soft", anchor="end"))
        caption = words("chart.matrix.area", lang)
        parts.append(text(label.x, label.y + 12, caption, size=SMALL, ink="water", bold=True))
        return group(parts)

    def _ranges(self, spot: Spot) -> str:
        ink = LOOKS[spot.state].ink
        parts: list[str] = []
        for key, scale in (("reward", self.across), ("fulfilment", self.upward)):
            low, high = figure(spot.row, f"{key}_low"), figure(spot.row, f"{key}_high")
            if low is None or high is None:
                continue
            one, two = scale.held(low), scale.held(high)
            flat = scale is self.across
            ends = (one, spot.y, two, spot.y) if flat else (spot.x, one, spot.x, two)
            parts.append(
                line(*ends, ink, width=2 if flat else 1.2, opacity=0.5 if flat else 0.32, cap="round")
            )
            parts += [
                _arrow(scale.held(end), spot, ink, flat, end < scale.low)
                for end in (low, high)
                if not scale.covers(end)
            ]
        return "".join(parts)

    def _mark(self, spot: Spot) -> str:
        parts = [
            circle(spot.x, spot.y, spot.reach + 0.5, fill="card"),
            mark(spot.state, spot.x, spot.y, spot.radius),
        ]
        if spot.ring:
            dash = "5 3.5" if spot.ring == "plum" else None
            parts.append(
                circle(spot.x, spot.y, spot.radius + 4, stroke=spot.ring, stroke_width=2.2, dash=dash)
            )
        return titled(_told(spot, self.lang), parts)

    def _leader(self, one: Place) -> str:
        return "" if one.leader is None else line(*one.leader, "faint", width=0.9)

    def _name(self, index: int, one: Place) -> str:
        spot, box = self.spots[index], one.box
        if index in self.numbers:
            return text(box.x, box.y + 11.5, str(self.numbers[index]), size=SMALL, bold=True, halo=True)
        beside_left = box.x + box.width <= spot.x
        over = box.x < spot.x < box.x + box.width
        x = box.x + box.width / 2 if over else box.x + box.width if beside_left else box.x
        anchor = "middle" if over else "end" if beside_left else None
        return "".join(
            text(
                x,
                box.y + SIZE + n * SIZE * LINE,
                said,
                size=SIZE,
                anchor=anchor,
                halo=True,
            )
            for n, said in enumerate(self.lines[index])
        )


def _tick_label(x: float, y: float, tick: float, lang: str, anchor: str) -> str:
    whole_points = abs(tick * 100 - round(tick * 100)) < 1e-6
    return text(x, y, points(tick, lang, 0 if whole_points else 1), size=SMALL, ink="soft", anchor=anchor)


def _arrow(at: float, spot: Spot, ink: str, flat: bool, low: bool) -> str:
    """Return an arrow head where a range runs on beyond the plot."""
    way = -1 if low == flat else 1
    if flat:
        return path(f"M{at:.1f} {spot.y - 4:.1f}l{way * 6} 4l{-way * 6} 4Z", fill=ink, opacity=0.6)
    return path(f"M{spot.x - 4:.1f} {at:.1f}l4 {way * 6}l4 {-way * 6}Z", fill=ink, opacity=0.45)


def _ring(row: Row) -> str | None:
    low, high = figure(row, "lead_low"), figure(row, "lead_high")
    if low is not None and low > 0:
        return "palm"
    return "plum" if high is not None and high < 0 else None


def importance(row: Row) -> tuple[int, float, str]:
    """Return the order of touchpoints: by state, then by relevance, then by name."""
    return list(State).index(state_of(row)), -abs(reward(row) or 0.0), str(row.get("touchpoint"))


def _domain(rows: Sequence[Row], key: str, least: float) -> tuple[float, float]:
    """Return the ends of an axis: all estimates and the decided ranges; open ranges may run out."""
    values = [
        0.0,
        least * 1.5,
        *((reward(row) if key == "reward" else figure(row, key)) or 0.0 for row in rows),
    ]
    for row in rows:
        if state_of(row) is not State.OPEN:
            values += [
                end for end in (figure(row, f"{key}_low"), figure(row, f"{key}_high")) if end is not None
            ]
    low, high = min(values), max(values)
    room = max(0.02, (high - low) * 0.07)
    return low - room, high + room


def _told(spot: Spot, lang: str) -> str:
    figures = words(
        "chart.figures",
        lang,
        fulfilment=points(figure(spot.row, "fulfilment"), lang, 0),
        reward=points(reward(spot.row), lang),
        answers=number(figure(spot.row, "answers"), lang, 0),
    )
    return f"{signed_state(spot.state, lang)} · {spot.name}: {figures}"
