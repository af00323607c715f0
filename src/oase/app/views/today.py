"""What the page Today shows of the whole house: what changed, the latest answers, trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.app.tasks.task import Arguments, Progress
from oase.app.views.listening import listening
from oase.app.weights import weighted
from oase.contacts.counts import touchpoint_counts_of
from oase.experience.changes import changes
from oase.identity import ledger
from oase.lake import Answers
from oase.stats import benjamini_hochberg, mean_interval, mean_p

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["DAYS", "SURE", "today"]

DAYS = 28
"""Length of the weeks that are compared."""

SURE = 0.01
"""Share of false ones to be expected among the changes that are told."""

MOST = 7
_DAY = 86_400_000_000
_LEAST_CHANGE = 0.1
_FEWEST_DAYS = 14


def today(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return what changed in the last four weeks of data, the latest answers, and trust.

    Returns
    -------
    dict
        ``judged`` (fields of ``experience.Change``, clearest first), ``judged_until`` (microseconds or None);
        ``met`` (as ``met_more_or_less`` gives them), ``met_until`` (day since 1970 or None),
        ``met_compared`` (touchpoints; 0 where the house is too young); ``answers`` (``touchpoint``,
        ``answer``, ``expectation``, ``at``), newest first; ``trust``
        (``purpose``, ``granted``, ``withdrawn``, ``lately``); ``listening`` (as ``listening`` gives it).
    """
    del arguments
    progress(0, 3)
    every = house.answers()
    answers = weighted(house.rooms, every)  # who was not invited is a voice, shown below, and no vote
    end = _last(answers)
    judged = changes(answers, end=end + 1, days=DAYS) if end is not None else []
    progress(1, 3)
    with house.rooms.database.reading() as connection:
        counts = touchpoint_counts_of(connection)
        trust = ledger.tally(connection, since=house.rooms.clock() - DAYS * _DAY)
    progress(2, 3)
    daily = [(one.day, one.touchpoint, one.contacts) for one in counts]
    last_day = max((day for day, _, _ in daily), default=None)
    return {
        "judged": [change._asdict() for change in judged],
        "judged_until": end,
        "met": met_more_or_less(daily, last_day) if last_day is not None else [],
        "met_until": last_day,
        "met_compared": len(_compared(daily, last_day)) if last_day is not None else 0,
        "answers": latest(every),
        "trust": [one._asdict() for one in trust],
        "listening": listening(house),
    }


def met_more_or_less(daily: list[tuple[int, str, int]], last_day: int) -> list[dict[str, Any]]:
    """Return touchpoints whose share of all contacts has clearly changed, largest change first.

    Each of the last 28 days but the newest, which is not over, is compared with the same weekday four weeks
    before; days without any contact on either side are left out. The mean of these differences has a t
    interval of 99 %; over all touchpoints the false discovery rate is held at 1 % (Benjamini &
    Hochberg 1995), since it is looked at every day.

    Parameters
    ----------
    daily : list of (int, str, int)
        Day since 1970, touchpoint, contacts.
    last_day : int

    Returns
    -------
    list of dict
        ``touchpoint``; ``before``, ``now`` shares of all contacts; ``low``, ``high`` of the difference;
        ``q``.

    Examples
    --------
    >>> steady = [(day, "Kasse", 100 + day % 7) for day in range(60)]
    >>> grown = [(day, "App", 10 + 5 * (day >= 31) + day % 2) for day in range(60)]
    >>> [row["touchpoint"] for row in met_more_or_less([*steady, *grown], 59)]
    ['App']
    """
    rows = _compared(daily, last_day)
    for row, q in zip(rows, benjamini_hochberg([row["q"] for row in rows]).tolist(), strict=True):
        row["q"] = q
    clear = [row for row in rows if row["q"] <= SURE and (row["low"] > 0 or row["high"] < 0)]
    wide = [row for row in clear if abs(row["now"] - row["before"]) >= _LEAST_CHANGE * row["before"]]
    return sorted(wide, key=lambda row: (-abs(row["now"] - row["before"]), row["touchpoint"]))


def _compared(daily: list[tuple[int, str, int]], last_day: int) -> list[dict[str, Any]]:
    """Return every touchpoint's shares before and now, with p as ``q``; none where the house is too young."""
    first = last_day - 2 * DAYS
    counts: dict[str, NDArray[np.float64]] = {}
    for day, name, contacts in daily:
        if first <= day < last_day:
            counts.setdefault(name, np.zeros(2 * DAYS))[day - first] += contacts
    total = np.sum(list(counts.values()), axis=0) if counts else np.zeros(2 * DAYS)
    there = (total[:DAYS] > 0) & (total[DAYS:] > 0)
    if there.sum() < _FEWEST_DAYS:
        return []
    return [_shares(name, series, total, there) for name, series in counts.items()]


def _shares(
    name: str, series: NDArray[np.float64], total: NDArray[np.float64], there: NDArray[np.bool_]
) -> dict[str, Any]:
    before, now = (series[part][there] / total[part][there] for part in (slice(DAYS), slice(DAYS, None)))
    told = mean_interval(now - before, confidence=0.99)
    figures = {"before": before.mean(), "now": now.mean(), "low": told.low, "high": told.high}
    return {
        "touchpoint": name,
        **{key: float(value) for key, value in figures.items()},
        "q": mean_p(now - before),
    }


def latest(answers: Answers) -> list[dict[str, Any]]:
    """Return the newest answers about the own brand, without anything of the persons."""
    table = answers.table
    if answers.form != "long" or "at" not in table.column_names or not len(answers):
        return []
    keep = pc.and_(pc.is_valid(table["at"]), pc.is_valid(table["answer"]))
    if "brand" in table.column_names:
        brand = pc.cast(table["brand"], pa.string())
        keep = pc.and_(
            keep, pc.or_kleene(pc.is_null(brand), pc.equal(brand, pa.scalar(answers.own, pa.string())))
        )
    names = [name for name in ("at", "touchpoint", "answer", "expectation") if name in table.column_names]
    part = table.select(names).filter(keep)
    order = pc.select_k_unstable(part["at"], MOST, sort_keys=[("at", "descending")]) if len(part) else []
    return part.take(order).to_pylist() if len(part) else []


def _last(answers: Answers) -> int | None:
    if "at" not in answers.table.column_names or not len(answers):
        return None
    return pc.max(answers.table["at"]).as_py()
