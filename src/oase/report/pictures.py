"""The smaller pictures, with rows turned into what ``oase.charts`` takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oase import charts
from oase.model import State
from oase.report import condense
from oase.report.catalogue import text
from oase.report.data import Row
from oase.words import Language
from oase.words.row import figure, reward, state_of

__all__ = [
    "Pair",
    "denominators",
    "drivers",
    "flow",
    "funnel",
    "retention",
    "reward_bar",
    "reward_scale",
    "steps",
]

Pair = tuple[charts.Picture, charts.Picture]
"""A picture for wide pages and one for phones."""

_ENDS = ("reward_low", "reward_high")
_MARK = re.compile(r"\b([td][0-9a-f]{8})\b")


def reward_scale(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the ends of the one scale on which all rewards are drawn; zero lies within.

    Touchpoints that are still open do not widen it: their ranges may be larger than all others together.

    Examples
    --------
    >>> reward_scale([{"reward_early": 0.1, "reward_low": 0.08, "reward_high": 0.12, "state": "magic"},
    ...               {"reward_early": 0.1, "reward_low": -0.5, "reward_high": 0.7, "state": "open"}])
    (0.0, 0.12)
    >>> reward_scale([])
    (0.0, 0.01)
    """
    clear = [row for row in rows if state_of(row) is not State.OPEN] or rows
    ends = [end for row in clear for key in _ENDS if (end := figure(row, key)) is not None]
    known = [value for row in clear if (value := reward(row)) is not None]
    return min([0.0, *ends, *known]), max([0.01, *ends, *known])


def reward_bar(row: Row, scale: tuple[float, float], place: int, lang: Language) -> str:
    """Return the bar of one importance as markup, empty where it is not known.

    ``place`` keeps ids apart where two rows look alike.
    """
    value = reward(row)
    if value is None:
        return ""
    low, high = figure(row, "reward_low"), figure(row, "reward_high")
    drawn = charts.range_bar(value, low, high, lang, domain=scale, state=state_of(row))
    return _MARK.sub(rf"\1-{place}", drawn.inline)


def flow(rows: Sequence[Row], lang: Language) -> Pair:
    """Return the flow of paths."""
    return charts.flow(rows, lang), charts.flow(rows, lang, compact=True)


def funnel(rows: Sequence[Row], lang: Language) -> Pair:
    """Return the funnel."""
    return charts.funnel(rows, lang), charts.funnel(rows, lang, compact=True)


def denominators(rows: Sequence[Row], lang: Language) -> Pair:
    """Return the steps from all to the answers that carry a verdict."""
    return charts.denominators(rows, lang), charts.denominators(rows, lang, compact=True)


def drivers(rows: Sequence[Row], lang: Language) -> Pair:
    """Return the shares of the touchpoints in the association, with ranges."""
    title = text("drivers.title", lang)
    return charts.bars(rows, lang, title=title), charts.bars(rows, lang, title=title, compact=True)


def steps(rows: Sequence[Row], lang: Language) -> Pair:
    """Return the step matrix as a heat table."""
    return _heat(condense.steps(rows, lang), ("step", "touchpoint"), text("steps.title", lang), lang)


def retention(rows: Sequence[Row], lang: Language) -> Pair:
    """Return the retention by cohort as a heat table."""
    shown, _ = condense.cohorts(rows)
    return _heat(shown, ("period", "cohort"), text("retention.title", lang), lang)


def _heat(rows: Sequence[Row], keys: tuple[str, str], title: str, lang: Language) -> Pair:
    across, down = keys
    wide, narrow = (
        charts.heat(rows, lang, across=across, down=down, value="share", title=title, compact=compact)
        for compact in (False, True)
    )
    return wide, narrow
