"""The journey map: phases across, and what customers expect, experience and meet in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oase.charts.axis import Scale, ticks
from oase.charts.empty import empty
from oase.charts.legend import state_entries, strip
from oase.charts.measure import wrapped
from oase.charts.picture import Picture
from oase.charts.pills import GAP, SIZE, pill
from oase.charts.stages import Stage, extent, runs, stages_of
from oase.charts.svg import circle, group, line, path, rect, text
from oase.words import MISSING, evidence, number, points, whole
from oase.words import text as words
from oase.words.row import Row, letters_of, state_of

__all__ = ["Lane", "journey_map"]

_WIDTH, _NARROW = 1120.0, 360.0
_GAP, _TOP, _PAD = 8.0, 44.0, 7.0
_LINE_HEIGHT = 150.0
_WORD = 18.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A further lane below the touchpoints: its name, and what it says of each phase (by its key)."""

    name: str
    said: Mapping[str, str]


def journey_map(
    rows: Sequence[Row], lang: str, *, lanes: Sequence[Lane] = (), compact: bool = False
) -> Picture:
    """Draw the journey: per phase the expectation, the fulfilment with its range, the touchpoints.

    The fulfilment of a phase is the mean over its touchpoints, weighted with their answers; its range is
    the same mean of their ends, which is never too narrow however answers of the same persons hang together.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of the magic-moments result table with ``phase``: ``touchpoint``, ``state``, ``answers``,
        ``fulfilment``, ``fulfilment_low``, ``fulfilment_high``, ``expectation``, ``evidence``. Any but the
        name may be None; touchpoints without a phase stand in a row of their own.
    lang : {"de", "en"}
    lanes : sequence of Lane
        What else is known of the phases, in words.
    compact : bool
        A narrow form for phones: the phases below each other.

    Examples
    --------
    >>> rows = [{"touchpoint": "Kasse", "phase": "purchase", "fulfilment": 0.12, "answers": 10}]
    >>> journey_map(rows, "en").description
    'Fulfilment and touchpoints per phase. Need: ... Purchase: fulfilment +12, 1 touchpoints; ...'
    """
    title = words("chart.journey.title", lang)
    if not rows:
        return empty(title, words("chart.journey.empty", lang), _NARROW if compact else _WIDTH)
    rows, width = whole(rows), _NARROW if compact else _WIDTH
    stages, homeless = stages_of(rows, lang)
    body, height = "", 0.0
    if stages:
        body, height = _stacked(stages, lanes, lang) if compact else _side_by_side(stages, lanes, lang)
    if homeless.rows:
        lane, height = _homeless(homeless, height, width, lang)
        body += lane
    key, used = strip(state_entries(map(state_of, rows), lang), 0, height + 8, width)
    letters = sorted({letter for row in rows for letter in letters_of(row)})
    notes, end = _letter_notes(letters, lang, height + 14 + used, width)
    told = _description([*stages, *([homeless] if homeless.rows else [])], lang)
    return Picture(title, told, width, end, body + key + notes)


def _homeless(stage: Stage, top: float, width: float, lang: str) -> tuple[str, float]:
    """Return the touchpoints without a phase in rows across the whole width, and where they end."""
    top += 8 if top else 0
    across = max(1, int(width // 190))
    each = (width - 14 - 8 * (across - 1)) / across
    parts = [text(14, top + 26, stage.name, size=15, bold=True, serif=True)]
    y = top + 42
    for start in range(0, len(stage.rows), across):
        line_ = [
            pill(row, 7 + n * (each + 8), y, each, lang)
            for n, row in enumerate(stage.rows[start : start + across])
        ]
        parts += [drawn for drawn, _ in line_]
        y += max(height for _, height in line_) + GAP
    ground = rect(0, top, width, y - top, fill="sand", radius=12, opacity=0.55)
    return ground + "".join(parts), y


def _side_by_side(stages: Sequence[Stage], lanes: Sequence[Lane], lang: str) -> tuple[str, float]:
    gutter = 86.0
    each = (_WIDTH - gutter - _GAP * (len(stages) - 1)) / len(stages)
    lefts = [gutter + n * (each + _GAP) for n in range(len(stages))]
    asked = any(stage.expectation is not None for stage in stages)
    line_top = _TOP + (44 if asked else 8)
    pill_top = line_top + _LINE_HEIGHT + 28 + _WORD
    columns = [
        _pills(stage, x + _PAD, pill_top, each - 2 * _PAD, lang)
        for stage, x in zip(stages, lefts, strict=True)
    ]
    bottom = max(end for _, end in columns) + _PAD
    written, bottom = _lanes(stages, lanes, lefts, each, bottom)
    parts = [rect(x, 0, each, bottom, fill="sand", radius=12, opacity=0.55) for x in lefts]
    for stage, x in zip(stages, lefts, strict=True):
        parts.append(text(x + 14, 28, stage.name, size=15, bold=True, serif=True))
        parts.append(_word(stage, x + each / 2, line_top + _LINE_HEIGHT + _WORD, lang))
        if asked:
            parts.append(text(x + 14, _TOP + 18, _expected(stage, lang), size=12, ink="soft"))
    if asked:
        parts.append(_lane("chart.journey.expectation", _TOP + 18, lang))
    parts.append(_lane("chart.journey.experience", line_top + 22, lang, "chart.journey.experience.unit"))
    parts.append(_lane("chart.journey.touchpoints", pill_top + 16, lang))
    centres = [x + each / 2 for x in lefts]
    parts.append(_curve(stages, centres, line_top, (lefts[0], lefts[-1] + each), lang))
    return "".join([*parts, *(drawn for drawn, _ in columns), written]), bottom


def _lanes(
    stages: Sequence[Stage], lanes: Sequence[Lane], lefts: Sequence[float], each: float, y: float
) -> tuple[str, float]:
    """Return the further lanes below each other, and where they end."""
    parts: list[str] = []
    for lane in lanes:
        parts.append(line(0, y + 4, lefts[-1] + each, y + 4, "line"))
        heads = wrapped(lane.name, lefts[0] - 8, 12, lines=3, bold=True)
        parts += [
            text(0, y + 26 + 15 * n, one, size=12, ink="soft", bold=True) for n, one in enumerate(heads)
        ]
        deepest = len(heads)
        for stage, x in zip(stages, lefts, strict=True):
            lines = wrapped(lane.said.get(stage.phase) or MISSING, each - 22, 12, lines=5)
            deepest = max(deepest, len(lines))
            parts += [text(x + 14, y + 26 + 15 * n, one, size=12) for n, one in enumerate(lines)]
        y += 26 + 15 * deepest
    return "".join(parts), y + (_PAD if lanes else 0)


def _word(stage: Stage, x: float, y: float, lang: str) -> str:
    """Return the experience of a phase in a word and its colour; nothing where nobody answered."""
    key = _felt(stage)
    if key is None:
        return ""
    ink = {"above": "water", "below": "date"}.get(key, "soft")
    return text(x, y, words(f"chart.journey.{key}", lang), size=12, ink=ink, bold=True, anchor="middle")


def _felt(stage: Stage) -> str | None:
    """Return whether a phase is above or below what was expected, judged by the ends of its range."""
    if stage.fulfilment is None:
        return None
    low = stage.fulfilment if stage.low is None else stage.low
    high = stage.fulfilment if stage.high is None else stage.high
    return "above" if low > 0 else "below" if high < 0 else "even"


def _lane(key: str, y: float, lang: str, unit: str | None = None) -> str:
    name = text(0, y, words(key, lang), size=12, ink="soft", bold=True)
    if unit is None:
        return name
    lines = wrapped(words(unit, lang), 84, 11, lines=3)
    return name + "".join(text(0, y + 16 + 14 * n, one, size=11, ink="soft") for n, one in enumerate(lines))


def _expected(stage: Stage, lang: str) -> str:
    if stage.expectation is None:
        return words("chart.journey.not_asked", lang)
    return words("chart.journey.level", lang, level=number(stage.expectation, lang, 1))


def _curve(
    stages: Sequence[Stage], xs: Sequence[float], top: float, ends: tuple[float, float], lang: str
) -> str:
    """Return the line of fulfilment with its band; where a phase has no answers the line is broken."""
    low, high = extent(stages)
    room = (high - low) * 0.12
    up = Scale(low - room, high + room, top + _LINE_HEIGHT, top + 16)
    parts = [_grid(up, *ends, lang)]
    for run in runs(stages):
        points_ = [(xs[n], up(stages[n].fulfilment or 0.0)) for n in run]
        banded = [n for n in run if stages[n].low is not None and stages[n].high is not None]
        if len(banded) == len(run):
            upper = [(xs[n], up(stages[n].high or 0.0)) for n in run]
            lower = [(xs[n], up(stages[n].low or 0.0)) for n in reversed(run)]
            parts.append(_band(upper, lower))
        parts.append(path("M" + _smooth(points_), stroke="water", width=2.4))
    for n, stage in enumerate(stages):
        if stage.fulfilment is not None:
            parts.append(_point(stage, xs[n], up, lang))
    return group(parts)


def _grid(up: Scale, left: float, right: float, lang: str) -> str:
    parts: list[str] = []
    for tick in ticks(up.low, up.high, 4):
        zero = abs(tick) < 1e-9
        parts.append(
            line(left, up(tick), right, up(tick), "faint" if zero else "line", dash=None if zero else "2 4")
        )
        if zero:
            said = f"0 · {words('chart.journey.as_expected', lang)}"
            parts.append(text(left - 6, up(tick) + 4, said, size=10.5, ink="soft", anchor="end"))
    return "".join(parts)


def _smooth(spots: Sequence[tuple[float, float]]) -> str:
    """Return path data through points, level at each, so that it never leaves what lies between them."""
    (x, y), rest = spots[0], spots[1:]
    data = f"{x:.1f} {y:.1f}"
    for to_x, to_y in rest:
        middle = (x + to_x) / 2
        data += f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
    return data


def _band(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]]) -> str:
    if len(upper) == 1:
        (x, high), (_, low) = upper[0], lower[0]
        return line(x, high, x, low, "water", width=12, opacity=0.18, cap="round")
    return path(f"M{_smooth(upper)}L{_smooth(lower)}Z", fill="water", opacity=0.16)


def _point(stage: Stage, x: float, up: Scale, lang: str) -> str:
    y = up(stage.fulfilment or 0.0)
    above = up(stage.high) if stage.high is not None else y
    label = text(
        x,
        min(y - 11, above - 5),
        points(stage.fulfilment, lang, 0),
        bold=True,
        ink="water",
        anchor="middle",
        halo=True,
    )
    bar = ""
    if stage.low is not None and stage.high is not None:
        bar = line(x, up(stage.low), x, up(stage.high), "water", width=2, opacity=0.45, cap="round")
    return bar + circle(x, y, 5, fill="card", stroke="water", stroke_width=2.4) + label


def _pills(stage: Stage, x: float, y: float, width: float, lang: str) -> tuple[str, float]:
    """Return the touchpoints of a phase as pills below each other, and where they end."""
    if not stage.rows:
        lines = wrapped(words("chart.journey.no_touchpoints", lang), width, SIZE, lines=4)
        said = [text(x + 4, y + 16 + 16 * n, one, size=SIZE, ink="soft") for n, one in enumerate(lines)]
        return "".join(said), y + 16 * len(lines) + 8
    parts: list[str] = []
    for row in stage.rows:
        drawn, height = pill(row, x, y, width, lang)
        parts.append(drawn)
        y += height + GAP
    return "".join(parts), y - GAP


def _stacked(stages: Sequence[Stage], lanes: Sequence[Lane], lang: str) -> tuple[str, float]:
    """Return the phases below each other, each with its range on one common line."""
    across = Scale(*extent(stages), 20, _NARROW - 20)
    parts: list[str] = []
    y = 0.0
    for stage in stages:
        top = y + (40 if stage.fulfilment is None else 74)
        top += 0 if stage.fulfilment is None else _WORD
        pills, end = _pills(stage, _PAD, top, _NARROW - 2 * _PAD, lang)
        written, end = _lanes_of(stage, lanes, end)
        parts.append(rect(0, y, _NARROW, end + _PAD - y, fill="sand", radius=12, opacity=0.55))
        parts += [
            text(14, y + 26, stage.name, size=15, bold=True, serif=True),
            _stage_line(stage, across, y, lang),
            _word(stage, _NARROW / 2, y + 80, lang),
            pills,
            written,
        ]
        y = end + _PAD + _GAP
    return "".join(parts), y - _GAP


def _lanes_of(stage: Stage, lanes: Sequence[Lane], y: float) -> tuple[str, float]:
    """Return the further lanes of one phase as lines of words, and where they end."""
    parts: list[str] = []
    for lane in lanes:
        said = f"{lane.name}: {lane.said.get(stage.phase) or MISSING}"
        for one in wrapped(said, _NARROW - 28, 12, lines=6):
            y += 16
            parts.append(text(14, y + 4, one, size=12, ink="soft"))
    return "".join(parts), y + (8 if lanes else 0)


def _stage_line(stage: Stage, across: Scale, y: float, lang: str) -> str:
    if stage.fulfilment is None:
        return ""
    said = f"{words('chart.journey.experience', lang)} {points(stage.fulfilment, lang, 0)}"
    if stage.expectation is not None:
        said = f"{words('chart.journey.expectation', lang)}: {_expected(stage, lang)} · {said}"
    middle = y + 52
    parts = [
        text(_NARROW - 14, y + 26, said, size=12, ink="soft", anchor="end"),
        line(across.start, middle, across.end, middle, "line"),
        line(across(0), middle - 7, across(0), middle + 7, "faint"),
    ]
    if stage.low is not None and stage.high is not None:
        parts.append(
            line(
                across(stage.low),
                middle,
                across(stage.high),
                middle,
                "water",
                width=8,
                opacity=0.3,
                cap="round",
            )
        )
    parts.append(circle(across(stage.fulfilment), middle, 5, fill="card", stroke="water", stroke_width=2.4))
    return "".join(parts)


def _letter_notes(letters: Sequence[str], lang: str, y: float, width: float) -> tuple[str, float]:
    said = " · ".join(f"{letter} {evidence(letter, lang)}" for letter in letters)
    lines = wrapped(said, width, 12, lines=6) if said else []
    drawn = "".join(text(0, y + 14 + 17 * n, one, size=12, ink="soft") for n, one in enumerate(lines))
    return drawn, y + 17 * len(lines) + 8


def _description(stages: Sequence[Stage], lang: str) -> str:
    phases = [
        words(
            "chart.journey.phase",
            lang,
            phase=stage.name,
            fulfilment=points(stage.fulfilment, lang, 0),
            count=number(len(stage.rows), lang),
        )
        for stage in stages
    ]
    return words("chart.journey.desc", lang, phases="; ".join(phases))
