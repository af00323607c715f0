"""The flow of journeys over their first steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from oase.charts.empty import empty
from oase.charts.measure import clipped, wrapped
from oase.charts.picture import Picture
from oase.charts.sankey import END, MORE, Flow, Node, flow_of
from oase.charts.svg import line, path, rect, text, titled
from oase.words import number, one_line, share
from oase.words import text as words

__all__ = ["flow", "flow_drawn"]

PathRow = Mapping[str, object]
_WIDTH, _NARROW = 1080.0, 360.0
_BAR = 12.0
_TOP = 42.0
_TALL = 380.0
_SLOT = 36.0
_GAP = 8.0


@dataclass(frozen=True, slots=True)
class _Bar:
    """A node in its place."""

    node: Node
    x: float
    y: float
    height: float
    slot: float


def flow(rows: Sequence[PathRow], lang: str, *, steps: int = 5, compact: bool = False) -> Picture:
    """Draw how journeys flow over their first steps; ends and other paths are always seen.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of ``Journeys.paths``: ``path`` (list, None for the row "other"), ``journeys``.
    lang : {"de", "en"}
    steps : int
        Columns at most; journeys that go on are counted below.
    compact : bool
        A narrow form for phones: the most frequent paths as a list with bars.

    Examples
    --------
    >>> flow([{"path": ["A", "B"], "journeys": 3}, {"path": None, "journeys": 2}], "en").description
    '5 journeys over the first 2 steps; 2 of them on other paths.'
    """
    return flow_drawn(flow_of(rows, steps), rows, lang, compact=compact)


def flow_drawn(found: Flow, rows: Sequence[PathRow], lang: str, *, compact: bool = False) -> Picture:
    """Draw a flow that is counted already; ``rows`` are the paths that the narrow form lists.

    Examples
    --------
    >>> from oase.charts.sankey import flow_of_steps
    >>> flow_drawn(flow_of_steps([{("A", None): 3}]), [{"path": ["A"], "journeys": 3}], "en").description
    '3 journeys over the first 1 steps; 0 of them on other paths.'
    """
    title = words("chart.flow.title", lang)
    if found.known == 0:
        return empty(title, words("chart.flow.empty", lang), _NARROW if compact else _WIDTH)
    body, width, height = _listed(rows, found, lang) if compact else _sankey(found, lang)
    shown = {"total": found.total, "steps": found.steps, "other": found.other}
    told = words("chart.flow.desc", lang, **{key: number(value, lang) for key, value in shown.items()})
    return Picture(title, told, width, height, body)


def _sankey(found: Flow, lang: str) -> tuple[str, float, float]:
    columns = 1 + max(node.column for node in found.nodes)
    each = _WIDTH / columns
    scale = _TALL / found.total
    bars = _bars(found, each, scale)
    other_y = max(bar.y + bar.slot for bar in bars) + 14
    parts = [
        text(
            n * each,
            16,
            words("chart.flow.step", lang, number=number(n + 1, lang)),
            size=12,
            ink="soft",
            bold=True,
        )
        for n in range(found.steps)
    ]
    parts += _links(found, bars, scale)
    parts += [_node(bar, found, each, lang) for bar in bars]
    other, end = _other(found, other_y, max(6.0, found.other * scale), lang)
    return "".join([*parts, other]), _WIDTH, end


def _bars(found: Flow, each: float, scale: float) -> list[_Bar]:
    """Return all nodes in their places; each has room for its label, however small it is.

    A column stands in the order of what flows into it, so that bands cross little; the end stands last.
    """
    bars: list[_Bar] = []
    middles: dict[tuple[int, str], float] = {}
    for column in range(1 + max(node.column for node in found.nodes)):
        nodes = [node for node in found.nodes if node.column == column]
        y = _TOP - 10
        for node in sorted(nodes, key=lambda node: _rank(node, found, middles)):
            height = max(1.5, node.journeys * scale)
            slot = max(height, _SLOT)
            bars.append(_Bar(node, column * each, y, height, slot))
            middles[column, node.name] = y + height / 2
            y += slot + _GAP
    return bars


def _rank(node: Node, found: Flow, middles: Mapping[tuple[int, str], float]) -> tuple[int, float, int, str]:
    into = [link for link in found.links if (link.column + 1, link.target) == (node.column, node.name)]
    weight = sum(link.journeys for link in into)
    level = (
        sum(middles[link.column, link.source] * link.journeys for link in into) / weight if weight else 0.0
    )
    last = 2 if node.name == END else 1 if node.name == MORE else 0
    return last, level, -node.journeys, node.name


def _links(found: Flow, bars: Sequence[_Bar], scale: float) -> list[str]:
    """Return bands between columns; at both ends they lie in the order of the nodes, so they cross little."""
    place = {(bar.node.column, bar.node.name): bar for bar in bars}
    leaving = {key: bar.y for key, bar in place.items()}
    arriving = dict(leaving)
    order = {key: at for at, key in enumerate(place)}
    parts: list[str] = []
    ranked = sorted(
        found.links,
        key=lambda link: (order[link.column, link.source], order[link.column + 1, link.target]),
    )
    for link in ranked:
        source, target = (link.column, link.source), (link.column + 1, link.target)
        thick = link.journeys * scale
        x1, x2 = place[source].x + _BAR, place[target].x
        y1, y2 = leaving[source], arriving[target]
        leaving[source] += thick
        arriving[target] += thick
        middle = (x1 + x2) / 2
        there = f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        low1, low2 = y1 + thick, y2 + thick
        back = f"C{middle:.1f} {low2:.1f} {middle:.1f} {low1:.1f} {x1:.1f} {low1:.1f}"
        band = f"M{x1:.1f} {y1:.1f}{there}V{low2:.1f}{back}Z"
        quiet = link.target == END
        parts.append(path(band, fill="faint" if quiet else "water", opacity=0.18 if quiet else 0.2))
    return parts


def _node(bar: _Bar, found: Flow, each: float, lang: str) -> str:
    node = bar.node
    name = _named(node.name, lang)
    fill = {END: "faint", MORE: "soft"}.get(node.name, "water")
    room = each - _BAR - 22
    counts = f"{number(node.journeys, lang)} · {share(node.journeys / found.total, lang)}"
    quiet = node.name in {END, MORE}
    parts = [
        rect(bar.x, bar.y, _BAR, bar.height, fill=fill, radius=min(3.0, bar.height / 2)),
        text(
            bar.x + _BAR + 7,
            bar.y + 13,
            clipped(name, room, 12.5),
            size=12.5,
            ink="soft" if quiet else "ink",
        ),
        text(bar.x + _BAR + 7, bar.y + 28, clipped(counts, room, 11.5), size=11.5),
    ]
    return titled(f"{name}: {counts}", parts)


def _named(name: str, lang: str) -> str:
    if name == END:
        return words("chart.flow.end", lang)
    return words("chart.flow.more", lang) if name == MORE else one_line(name, lang)


def _other(found: Flow, y: float, thick: float, lang: str) -> tuple[str, float]:
    """Return the band of other paths, and the line of totals."""
    parts: list[str] = []
    if found.other:
        part = f"{number(found.other, lang)} · {share(found.other / found.total, lang)}"
        said = f"{words('chart.flow.other', lang)}: {part}"
        parts.append(
            rect(0, y, _WIDTH, thick, fill="sand", stroke="line", radius=min(6.0, thick / 2), dash="4 4")
        )
        inside = thick >= 24
        parts.append(
            text(
                12 if inside else 0,
                y + (thick / 2 + 4.5 if inside else thick + 16),
                said,
                size=12.5,
                ink="soft",
            )
        )
        y += thick + (8 if inside else 24)
    total = words("chart.flow.total", lang, number=number(found.total, lang))
    if found.onward:
        total += f" · {words('chart.flow.onward', lang, number=number(found.onward, lang))}"
    parts.append(line(0, y + 4, _WIDTH, y + 4, "line"))
    parts.append(text(0, y + 24, total, size=12, ink="soft"))
    return "".join(parts), y + 34


def _listed(rows: Sequence[PathRow], found: Flow, lang: str, most: int = 10) -> tuple[str, float, float]:
    """Return the most frequent paths below each other, the rest as one."""
    known = [(_path(row), _journeys(row)) for row in rows if row.get("path") is not None]
    ranked = sorted(known, key=lambda one: (-one[1], one[0]))
    rest = found.total - sum(count for _, count in ranked[:most])
    lines: list[tuple[str, int, str]] = [
        (" → ".join(one_line(name, lang) for name in names), count, "water") for names, count in ranked[:most]
    ]
    if rest:
        lines.append((words("chart.flow.other", lang), rest, "faint"))
    largest = max(count for _, count, _ in lines)
    parts: list[str] = []
    y = 0.0
    for said, count, ink in lines:
        for one in wrapped(said, _NARROW - 96, 13, lines=4):
            y += 17
            parts.append(text(0, y, one, size=13, ink="ink" if ink == "water" else "soft"))
        parts.append(text(_NARROW, y, number(count, lang), size=13, bold=True, anchor="end"))
        parts.append(rect(0, y + 7, _NARROW, 7, fill="sand", radius=3.5))
        parts.append(rect(0, y + 7, max(3.0, _NARROW * count / largest), 7, fill=ink, radius=3.5))
        y += 27
    total = words("chart.flow.total", lang, number=number(found.total, lang))
    parts.append(text(0, y + 16, total, size=12, ink="soft"))
    return "".join(parts), _NARROW, y + 26


def _path(row: PathRow) -> list[str]:
    return [str(name) for name in cast(Sequence[object], row.get("path"))]


def _journeys(row: PathRow) -> int:
    return int(cast(int, row.get("journeys") or 0))
