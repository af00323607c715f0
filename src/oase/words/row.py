"""Reading one row of the magic-moments result table, where any figure may be missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import cast

from oase.model import State
from oase.words.names import letters

__all__ = [
    "Row",
    "answers_missing",
    "depends_on_later",
    "depends_on_others",
    "figure",
    "is_candidate",
    "is_inseparable",
    "is_whole",
    "letters_of",
    "nearer_zero",
    "outcome_is_share",
    "reward",
    "state_of",
]

Row = Mapping[str, object]
_WHOLE = {"", "all", "alle", "total"}
_OWN_VIEW = "magic_own_view"
_LATER = ("depends_on_later", "depends on later")


def figure(row: Row, key: str) -> float | None:
    """Return a figure of the row, None where it is missing or not finite.

    Examples
    --------
    >>> figure({"p": 0.5}, "p"), figure({"p": None}, "p"), figure({"p": float("nan")}, "p")
    (0.5, None, None)
    """
    value = row.get(key)
    if value is None or isinstance(value, str | bool):
        return None
    number = float(cast(float, value))
    return number if math.isfinite(number) else None


def nearer_zero(one: float | None, other: float | None) -> float | None:
    """Return the one of two estimates that claims less; the only one where the other is missing.

    Examples
    --------
    >>> nearer_zero(0.12, 0.09), nearer_zero(None, -0.02), nearer_zero(None, None)
    (0.09, -0.02, None)
    """
    known = [value for value in (one, other) if value is not None]
    return min(known, key=abs) if known else None


def reward(row: Row) -> float | None:
    """Return the reward, the estimate nearer zero of the two."""
    return nearer_zero(figure(row, "reward_early"), figure(row, "reward_all"))


def state_of(row: Row) -> State:
    """Return the state of the row; open where it is missing.

    Examples
    --------
    >>> state_of({"state": "pain"}), state_of({"state": None})
    (<State.PAIN: 'pain'>, <State.OPEN: 'open'>)
    """
    return State(str(row.get("state") or "open"))


def outcome_is_share(row: Row) -> bool:
    """Return whether the outcome can be a share: its mean lies in 0 to 1 and no effect is beyond 1.

    Examples
    --------
    >>> outcome_is_share({"outcome_mean": 0.3}), outcome_is_share({"outcome_mean": 48.2})
    (True, False)
    """
    ends = ("reward_low", "reward_high", "penalty_low", "penalty_high")
    mean = figure(row, "outcome_mean")
    known = [end for key in ends if (end := figure(row, key)) is not None]
    return (mean is None or 0 <= mean <= 1) and all(abs(end) <= 1 for end in known)


def is_whole(part: object) -> bool:
    """Return whether a segment, period or facet stands for the whole.

    Examples
    --------
    >>> is_whole(None), is_whole("all"), is_whole("Neukunden")
    (True, True, False)
    """
    return part is None or str(part).casefold() in _WHOLE


def _texts(row: Row, key: str) -> list[str]:
    found = row.get(key)
    return [] if found is None else [str(item) for item in cast(Iterable[object], found)]


def letters_of(row: Row) -> tuple[str, ...]:
    """Return the evidence letters of the row in the order of the model."""
    return letters(_texts(row, "evidence"))


def depends_on_later(row: Row) -> bool:
    """Return whether a flag says that the verdict depends on later touchpoints.

    Examples
    --------
    >>> depends_on_later({"flags": ["depends_on_later"]}), depends_on_later({"flags": None})
    (True, False)
    """
    return any(flag.startswith(_LATER) for flag in _texts(row, "flags"))


def depends_on_others(row: Row) -> bool:
    """Return whether the verdict depends on other touchpoints, nobody knowing which of them are later.

    Examples
    --------
    >>> depends_on_others({"flags": ["depends_on_others", "order_unknown"]}), depends_on_others({})
    (True, False)
    """
    return "depends_on_others" in _texts(row, "flags")


def is_inseparable(row: Row) -> bool:
    """Return whether the answers cannot be told apart from those about other touchpoints.

    Examples
    --------
    >>> is_inseparable({"flags": ["inseparable"]}), is_inseparable({"flags": []})
    (True, False)
    """
    return "inseparable" in _texts(row, "flags")


def is_candidate(row: Row) -> bool:
    """Return whether the row would be a magic moment if competitors had been asked (evidence E).

    Relevance and fulfilment are claimed (flag ``magic_own_view``); only the lead is not known.

    Examples
    --------
    >>> is_candidate({"state": "latent", "evidence": ["B", "E"], "flags": ["magic_own_view"]})
    True
    """
    if "E" not in letters_of(row):
        return False
    return state_of(row) is State.MAGIC or _OWN_VIEW in _texts(row, "flags")


def answers_missing(row: Row) -> int | None:
    """Return how many answers are still missing: needed in all, less those given; None where unknown.

    Examples
    --------
    >>> answers_missing({"answers": 120, "answers_needed": 500}), answers_missing({"answers": 120})
    (380, None)
    """
    needed = figure(row, "answers_needed")
    return None if needed is None else max(0, math.ceil(needed - (figure(row, "answers") or 0.0)))
