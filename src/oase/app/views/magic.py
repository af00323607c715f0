"""The verdicts of a house: of the whole, per segment, and how they came about over the months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from oase.app.tasks.task import Arguments, Progress
from oase.app.views.asked import Asked
from oase.app.views.narrowed import about_own, ends_of
from oase.errors import AnswersUnusable
from oase.experience import MagicMoments
from oase.experience.over_time import last_changes, over_time
from oase.lake import Answers

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["magic", "magic_months", "magic_segments"]

MOST_VALUES = 24
"""A column with more values than this is no segment."""


def magic(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return the verdicts on every touchpoint.

    Parameters
    ----------
    house : House
    arguments : mapping
        ``start``, ``end``, ``segment`` of the answers. Contacts are never narrowed: a purchase after the
        period, or by another channel, is a purchase.
    progress : callable

    Returns
    -------
    dict
        ``status``: ``ok``, ``no_answers``, ``nothing_left`` (by the filters) or ``no_outcome``; with ``ok``
        also ``rows`` (of the result table), how they were asked for (``delta``, ``negligible``, ``q``,
        ``within``, ``outcome``, ``context``), ``own``, ``competitors``, ``counts``, ``notes``, ``columns``
        (segment columns and their values), ``first_at`` and ``last_at`` of the answers.
    """
    asked = Asked.of(house, arguments)
    found: dict[str, Any] = {
        "status": asked.status,
        "answers": len(asked.answers),
        "contacts": asked.contacts.count,
    }
    progress(1, 2)
    if asked.status != "ok":
        return found
    judged = asked.judged()
    first_at, last_at = ends_of(asked.answers)
    return {
        **found,
        "rows": judged.rows(),
        "delta": judged.settings.delta,
        "negligible": judged.settings.negligible,
        "q": judged.settings.q,
        "within": asked.within if asked.log is not None else "",
        "outcome": list(asked.outcome) if asked.log is not None else [],
        "context": list(asked.answers.context),
        "own": judged.own,
        "competitors": list(asked.competitors or _brands(judged)),
        "counts": {
            "read": about_own(asked.answers, judged.own),
            "usable": judged.answers.used_for_fulfilment,
            "closed": judged.answers.used_for_relevance,
            "persons": judged.answers.persons,
            "too_young": judged.answers.too_young,
            "competitors": judged.answers.about_competitors,
        },
        "notes": list(judged.notes),
        "columns": _columns(asked.answers),
        "first_at": first_at,
        "last_at": last_at,
    }


def magic_segments(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return the verdicts for each value of one column; arguments as ``magic``, and ``by``, the column.

    Returns
    -------
    dict
        ``status`` as of ``magic``, or ``no_column``; ``rows`` of the segments; ``values`` in their order.
    """
    asked, by = Asked.of(house, arguments), str(arguments.get("by", ""))
    columns = _columns(asked.answers)
    progress(1, 2)
    if asked.status != "ok" or by not in columns:
        return {"status": asked.status if asked.status != "ok" else "no_column", "rows": [], "values": []}
    rows = asked.judged(segment=by).rows()
    values = dict.fromkeys(row["segment"] for row in rows if row["segment"] is not None)
    return {
        "status": "ok",
        "rows": [row for row in rows if row["segment"] is not None and row["facet"] is None],
        "values": [*(value for value in columns[by] if value in values), *(values.keys() - set(columns[by]))],
    }


def magic_months(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return fulfilment month by month, what changed in the last one, and the verdicts before it.

    Returns
    -------
    dict
        ``rows`` (see ``experience.over_time``), ``changed`` (those of the last month that clearly differ from
        the month before), ``last`` (the month) and ``before`` (touchpoint -> state, as it was known when the
        last month began; empty where nothing could be judged then).
    """
    asked = Asked.of(house, arguments)
    nothing = {"rows": [], "changed": [], "last": None, "before": {}}
    if not len(asked.answers) or ends_of(asked.answers)[1] is None:
        return nothing
    rows = over_time(
        asked.answers, timezone=asked.settings.timezone, own=asked.answers.own, competitors=asked.competitors
    )
    progress(1, 2)
    if not rows:
        return nothing
    last = max(str(row["period"]) for row in rows)
    return {"rows": rows, "changed": last_changes(rows), "last": last, "before": _states(asked.until(last))}


def _states(asked: Asked) -> dict[str, str]:
    if asked.status != "ok":
        return {}
    try:
        rows = asked.judged().rows()
    except AnswersUnusable:
        return {}  # too little was known then; today's verdicts say by themselves what they rest on
    return {row["touchpoint"]: row["state"] for row in rows if row["facet"] is None}


def _brands(judged: MagicMoments) -> list[str]:
    return list(dict.fromkeys(row["competitor"] for row in judged.rows() if row["competitor"]))


def _columns(answers: Answers) -> dict[str, list[str]]:
    """Return the columns that may be segments, each with its values, the most frequent first."""
    found: dict[str, list[str]] = {}
    for name in answers.context if len(answers) else ():
        counts = pc.cast(answers.table[name], pa.string()).combine_chunks().value_counts().to_pylist()
        known = sorted(
            (entry for entry in counts if entry["values"] is not None),
            key=lambda entry: (-entry["counts"], entry["values"]),
        )
        if 1 < len(known) <= MOST_VALUES:
            found[name] = [entry["values"] for entry in known]
    return found
