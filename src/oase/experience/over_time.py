"""How often a touchpoint exceeded or missed expectation, period by period, and what changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from oase.experience.cells import cells
from oase.experience.coding import MISSING
from oase.experience.gather import gather
from oase.experience.shares import Fulfilment, fulfilment
from oase.experience.voices import Focus
from oase.lake import Answers
from oase.stats import benjamini_hochberg, difference

__all__ = ["last_changes", "over_time"]


def over_time(
    answers: Answers,
    *,
    period: str = "month",
    timezone: str = "UTC",
    own: str | None = None,
    competitors: Sequence[str] | None = None,
) -> list[dict[str, Any]]:
    """Return the fulfilment of every touchpoint in every calendar period in which it was answered about.

    Relevance is left out: a single period seldom holds enough of it, and its last answers are too young.

    Parameters
    ----------
    answers : Answers
        With times.
    period : {"month", "quarter", "year"}
        By the calendar of ``timezone``.
    own, competitors
        As in ``magic_moments``.

    Returns
    -------
    list of dict
        ``touchpoint``, ``period``, ``answers``, ``missed``, ``met``, ``exceeded``, ``fulfilment`` with its
        ends, and against the period before, where that was answered about too: ``change`` with its ends
        (MOVER) and ``p`` (two-sided).
    """
    known = answers.own if own is None else own
    spoken, table = gather(answers, own=known, competitors=competitors, order=None)
    when = [cell for cell in cells(table, None, period, timezone)[1:] if cell.period != MISSING]
    rows: list[dict[str, Any]] = []
    for touchpoint, name in enumerate(spoken.touchpoints):
        before: Fulfilment | None = None
        for cell in sorted(when, key=lambda one: str(one.period)):
            found = fulfilment(spoken, Focus(touchpoint), mask=cell.mask)
            if found.answers:
                rows.append(
                    {"touchpoint": name, "period": cell.period, **_figures(found), **_change(found, before)}
                )
            before = found if found.answers else None
    return rows


def last_changes(rows: Sequence[dict[str, Any]], q: float = 0.05) -> list[dict[str, Any]]:
    """Return the rows of the last period that differ from the one before, false ones held below ``q``.

    Parameters
    ----------
    rows : sequence of dict
        From ``over_time``.
    q : float
        False discovery rate over all touchpoints that can be compared.

    Examples
    --------
    >>> rows = [{"touchpoint": "A", "period": "2026-02", "change": 0.2, "p": 0.001},
    ...         {"touchpoint": "B", "period": "2026-02", "change": 0.1, "p": 0.4}]
    >>> [row["touchpoint"] for row in last_changes(rows)]
    ['A']
    """
    last = max((str(row["period"]) for row in rows), default="")
    asked = [row for row in rows if row["period"] == last and row["p"] is not None]
    adjusted = benjamini_hochberg([row["p"] for row in asked])
    changed = [row for row, value in zip(asked, adjusted, strict=True) if value <= q]
    return sorted(changed, key=lambda row: -abs(row["change"]))


def _figures(found: Fulfilment) -> dict[str, Any]:
    value, low, high = found.net.interval()
    return {
        "answers": found.answers,
        "missed": _known(found.missed),
        "met": _known(found.met),
        "exceeded": _known(found.exceeded),
        "fulfilment": _known(value),
        "fulfilment_low": _known(low),
        "fulfilment_high": _known(high),
    }


def _change(now: Fulfilment, before: Fulfilment | None) -> dict[str, Any]:
    if before is None:
        return {"change": None, "change_low": None, "change_high": None, "p": None}
    found = difference(now.net, before.net)
    p = min(1.0, 2 * min(found.p_above, found.p_below))
    return {
        "change": _known(found.value),
        "change_low": _known(found.low),
        "change_high": _known(found.high),
        "p": _known(p),
    }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
