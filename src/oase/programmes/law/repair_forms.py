"""Whether the European repair form is a duty or given freely, by class of thing, country and day."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from oase.programmes.law.reading import table
from oase.programmes.law.rules import Check, rule

__all__ = ["Owed", "form_owed"]


class Owed(NamedTuple):
    """What is known of the form for a thing.

    Attributes
    ----------
    kind : {"duty", "voluntary", "not_yet", "check"}
        ``not_yet``: the rule does not hold on the day; ``check``: thing, country or day is not known here.
    days : int or None
        For how long what it says is kept, once it was given, whether owed or not.
    source : str
    """

    kind: Literal["duty", "voluntary", "not_yet", "check"]
    days: int | None
    source: str


def form_owed(category: str, country: str, day: date | None) -> Owed:
    """Return whether the form is owed for a class of thing.

    Parameters
    ----------
    category : str
        Such as ``jacket`` or ``phone``.
    country : str
        ISO 3166-1 alpha-2.
    day : date, optional
        In the country's calendar.

    Examples
    --------
    >>> [form_owed(one, "DE", date(2026, 11, 22)).kind for one in ("jacket", "phone", "stove")]
    ['voluntary', 'duty', 'check']
    >>> form_owed("phone", "DE", date(2026, 7, 30)).kind
    'not_yet'
    """
    listed, said = table("repair_forms"), rule("repair_form", country, day)
    if isinstance(said, Check):
        return Owed("check", None, listed["source"])
    days = said.values["days"]
    if not said.holds:
        return Owed("not_yet", days, listed["source"])
    if category in listed["voluntary"]:
        return Owed("voluntary", days, listed["source"])
    return Owed("duty" if category in listed["duty"] else "check", days, listed["source"])
