"""The ten traits as a picture: a ring for what is claimed, a dot for what shows, dashes for no evidence."""

from __future__ import annotations

from collections.abc import Sequence

from oase import words
from oase.charts import Picture
from oase.charts.axis import Scale
from oase.charts.legend import Entry, strip
from oase.charts.svg import circle, line, rect, text
from oase.strategy import FORMULAS, Compared
from oase.web.pages.visit import Visit

__all__ = ["traits_picture"]

_LEVELS = 4


def traits_picture(visit: Visit, compared: Sequence[Compared]) -> tuple[Picture, Picture]:
    """Return the wide and the narrow form."""
    return _drawn(visit, compared, compact=False), _drawn(visit, compared, compact=True)


def _drawn(visit: Visit, compared: Sequence[Compared], *, compact: bool) -> Picture:
    width, left, right, lane = (360, 12, 268, 326) if compact else (1080, 190, 700, 800)
    row, top = (54, 34) if compact else (42, 34)
    across = Scale(0, _LEVELS, left, right)
    bottom = top + row * len(compared)
    parts = [rect(lane - 32, 24, 64, bottom - 24, fill="sand", radius=10, opacity=0.6)]
    for level in range(_LEVELS + 1):
        parts.append(line(across(level), 26, across(level), bottom, dash="2 4"))
        parts.append(text(across(level), 16, str(level), size=12, ink="soft", anchor="middle"))
    parts.append(text(lane, 16, "?", size=13, ink="soft", anchor="middle"))
    for place, one in enumerate(compared):
        parts += _row(visit, one, across, lane, top + row * place, compact=compact)
    legend, height = strip(_legend(visit), 0, bottom + 14, width)
    told = visit.t("strategy.traits.desc", more=sum(one.is_overclaimed for one in compared))
    return Picture(visit.t("strategy.traits"), told, width, bottom + 14 + height, "".join([*parts, legend]))


def _row(visit: Visit, one: Compared, across: Scale, lane: float, y: float, *, compact: bool) -> list[str]:
    name, middle = FORMULAS[one.trait].name[visit.lang], y + (36 if compact else 21)
    said = _said(visit, one)
    parts = [text(0, y + 18 if compact else middle + 5, name, size=14, bold=True)]
    if compact:
        parts = [text(0, y + 18, name, size=14, bold=True)]
    else:
        parts.append(text(860, middle + 5, said, size=13, ink="date" if one.is_overclaimed else "soft"))
    value = one.measured.value
    if one.claimed is not None and value is not None:
        ink = "date" if one.is_overclaimed else "water" if one.is_underclaimed else "soft"
        parts.append(line(across(value), middle, across(one.claimed), middle, ink, width=5, opacity=0.35))
    if value is not None:
        parts.append(circle(across(value), middle, 7, fill="water"))
    else:
        parts.append(circle(lane, middle, 7, stroke="soft", stroke_width=1.6, dash="3 3"))
    if one.claimed is not None:
        parts.append(circle(across(one.claimed), middle, 10, stroke="night", stroke_width=2))
    return parts


def _said(visit: Visit, one: Compared) -> str:
    value = one.measured.value
    shown = visit.t("strategy.no_evidence")
    if value is not None:
        shown = f"{visit.t('strategy.measured')} {words.number(value, visit.lang, 1)}"
    if one.claimed is None:
        return shown
    return f"{visit.t('strategy.claimed')} {one.claimed}, {shown}"


def _legend(visit: Visit) -> list[Entry]:
    return [
        Entry(circle(0, 0, 8, stroke="night", stroke_width=2), visit.t("strategy.claimed")),
        Entry(circle(0, 0, 6, fill="water"), visit.t("strategy.measured")),
        Entry(
            circle(0, 0, 6, stroke="soft", stroke_width=1.6, dash="3 3"),
            f"? {visit.t('strategy.no_evidence')}",
        ),
    ]
