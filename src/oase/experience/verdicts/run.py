"""``Run``: the verdicts of one night, or of one that somebody asked for, with the rule they were made by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

__all__ = ["Cause", "Head", "Row", "Rule", "Run", "main_rows"]

Row = Mapping[str, Any]
"""A row of the result table of ``magic_moments``."""

Cause = Literal["night", "asked"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """By which rule verdicts were made, and from which data.

    Parameters
    ----------
    delta, negligible, q : float
        Smallest worthwhile effect, margin of equivalence, false discovery rate.
    within : str
        How long after an answer a purchase counts; empty where the answers tell the outcome themselves.
    outcome : tuple of str
        Touchpoints that count as the purchase.
    competitors : tuple of str
        Brands compared with; all that were asked about when empty.
    context : tuple of str
        Columns that were adjusted for.
    data : str
        Tells these data from others: as long as it is the same, nothing has come in.
    """

    delta: float
    negligible: float
    q: float
    within: str = ""
    outcome: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    data: str = ""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a run in a list.

    Parameters
    ----------
    id, at : int
        Number, and microseconds since 1970, UTC.
    cause : {"night", "asked"}
    who : str
        Who asked; empty for the night.
    rule : Rule
    answers, contacts : int
        That the house held.
    changed : dict
        What differs from the run before (``differences.Difference`` as plain values); empty for the first.
    seconds : int
        How long it took.
    """

    id: int
    at: int
    cause: Cause
    who: str
    rule: Rule
    answers: int
    contacts: int
    changed: dict[str, Any]
    seconds: int


class Run(Head, frozen=True, kw_only=True):
    """A run with the rows of its result table."""

    rows: list[dict[str, Any]]


def main_rows(rows: Iterable[Row]) -> list[Row]:
    """Return the verdicts on whole touchpoints: of everybody, over the whole time, without facets.

    Examples
    --------
    >>> main_rows([{"touchpoint": "Shop", "facet": None}, {"touchpoint": "Shop", "facet": "sense"}])
    [{'touchpoint': 'Shop', 'facet': None}]
    """
    return [row for row in rows if all(row.get(part) is None for part in ("segment", "period", "facet"))]
