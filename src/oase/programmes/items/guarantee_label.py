"""What the label for a guarantee of durability says: years, item, who gives it (Regulation (EU) 2025/1960).

The picture itself (GARAN) is drawn by the regulation and is not made here; this is what stands in it, shown
where the item is shown.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from oase.programmes.law.rules import Check, rule

__all__ = ["LabelTold", "label_told"]

_YEAR = 12


class LabelTold(NamedTuple):
    """What is told beside a guarantee of more than two years.

    Attributes
    ----------
    years : float
    item : str
        For which the guarantee is given: brand and model, or a class of things.
    by : str
        Who gives it.
    source : str
    """

    years: float
    item: str
    by: str
    source: str


def label_told(months: int | None, country: str, day: date, *, item: str, by: str) -> LabelTold | None:
    """Return what is told of a guarantee; None where the rule does not ask for it, or is not known.

    Parameters
    ----------
    months : int or None
        Of the guarantee; one without years has no label, it is reviewed.
    country : str
        ISO 3166-1 alpha-2; empty where nobody knows.
    day : date
        On which it is shown.
    item, by : str

    Examples
    --------
    >>> told = {"item": "Lindwerk Jacke", "by": "Lindwerk"}
    >>> label_told(60, "DE", date(2026, 11, 22), **told).years
    5.0
    >>> label_told(24, "DE", date(2026, 11, 22), **told), label_told(60, "DE", date(2026, 9, 26), **told)
    (None, None)
    """
    said = rule("guarantee_label", country, day)
    if isinstance(said, Check) or not said.holds or months is None or months <= said.values["over_months"]:
        return None
    return LabelTold(months / _YEAR, item, by, said.source)
