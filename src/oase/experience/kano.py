"""The Kano questionnaire: for each feature asked about, what it does when it is there and when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, OptionInvalid
from oase.experience.tabular import Tabular
from oase.stats import KANO_CLASSES, KanoShares, kano_counts, kano_shares

__all__ = ["Kano", "kano"]

_SCHEMA = pa.schema(
    [
        ("feature", pa.string()),
        ("answers", pa.int64()),
        *[(kind, pa.int64()) for kind in KANO_CLASSES],
        ("better", pa.float64()),
        ("better_low", pa.float64()),
        ("better_high", pa.float64()),
        ("worse", pa.float64()),
        ("worse_low", pa.float64()),
        ("worse_high", pa.float64()),
        ("kind", pa.string()),
        ("is_clear", pa.bool_()),
        ("is_worded_badly", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Kano(Tabular):
    """What the answers to a Kano questionnaire say, a feature a row; those that please most first.

    Parameters
    ----------
    table : Arrow table
        feature, answers, one count per class, better and worse with their intervals, kind (the most frequent
        class), is_clear (beyond chance), is_worded_badly (over 5 % contradict themselves).
    not_answered : int
        Rows in which one of the two questions was left out.
    """

    table: pa.Table
    not_answered: int

    def __repr__(self) -> str:
        """Return the features as a small table."""
        lines = [
            f"  {row['feature'][:40]:<40} {row['better']:+.2f} {row['worse']:+.2f}  "
            f"{row['kind'] if row['is_clear'] else 'not clear'}"
            for row in self.rows()
        ]
        return "\n".join(["Kano: better if there, worse if missing", *lines])


def kano(functional: Any, dysfunctional: Any, feature: Any = None, *, confidence: float = 0.95) -> Kano:
    """Return what each feature does when it is there and when it is missing (Berger 1993).

    Parameters
    ----------
    functional, dysfunctional : sequence or column of numbers
        "If it is there" and "if it is not": 1 I like it, 2 I expect it, 3 neutral, 4 I can live with it,
        5 I dislike it. Rows in which one is missing are counted and left out.
    feature : sequence or column, optional
        What each row is about; one feature when left out.
    confidence : float

    Raises
    ------
    AnswersUnusable
        Values outside 1 to 5, columns of different length, or not one full pair.

    Examples
    --------
    >>> kano([1] * 50 + [3] * 10, [5] * 10 + [3] * 50, ["Umtausch"] * 60)
    Kano: better if there, worse if missing
      Umtausch                                 +0.83 -0.17  attractive
    """
    there, missing = _numbers(functional, "functional"), _numbers(dysfunctional, "dysfunctional")
    names = ["all"] * len(there) if feature is None else [str(one) for one in _listed(feature)]
    if not len(there) == len(missing) == len(names):
        raise AnswersUnusable(
            "The columns differ in length",
            expected=f"{len(there)} of each",
            got=f"{len(missing)} dysfunctional, {len(names)} features",
        )
    is_full = ~np.isnan(there) & ~np.isnan(missing)
    if not is_full.any():
        raise AnswersUnusable("There is not one full pair of answers", expected="1 to 5 in both columns")
    labels = np.array(names, object)
    found = {
        name: _told(there[rows], missing[rows], confidence)
        for name in dict.fromkeys(labels[is_full].tolist())
        for rows in [is_full & (labels == name)]
    }
    ranked = sorted(found, key=lambda name: (-found[name].better.value, name))
    table = pa.Table.from_pylist([_row(name, found[name]) for name in ranked], _SCHEMA)
    return Kano(table, int((~is_full).sum()))


def _told(there: NDArray[np.float64], missing: NDArray[np.float64], confidence: float) -> KanoShares:
    try:
        return kano_shares(kano_counts(there, missing), confidence=confidence)
    except OptionInvalid as error:
        raise AnswersUnusable(
            "There are answers outside the Kano scale",
            expected="1 (I like it) to 5 (I dislike it)",
            got=f"{np.nanmin([there, missing]):g} to {np.nanmax([there, missing]):g}",
            todo="recode the answers to 1 to 5",
        ) from error


def _row(name: str, found: KanoShares) -> Mapping[str, Any]:
    def ends(prefix: str, values: tuple[float, float, float]) -> dict[str, float | None]:
        keys = (prefix, f"{prefix}_low", f"{prefix}_high")
        return {key: None if np.isnan(value) else value for key, value in zip(keys, values, strict=True)}

    return {
        "feature": name,
        "answers": found.n,
        **found.counts,
        **ends("better", found.better),
        **ends("worse", found.worse),
        "kind": found.kind,
        "is_clear": found.is_clear,
        "is_worded_badly": found.is_worded_badly,
    }


def _listed(values: Any) -> list[Any]:
    return list(values.to_pylist() if hasattr(values, "to_pylist") else values)


def _numbers(values: Any, where: str) -> NDArray[np.float64]:
    try:
        return np.array([np.nan if one is None else one for one in _listed(values)], np.float64)
    except (TypeError, ValueError) as error:
        raise AnswersUnusable(
            "The answers are not numbers", expected="1 to 5", got=repr(values)[:60], where=where
        ) from error
