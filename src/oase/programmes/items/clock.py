"""The guarantee clock of one item: what the law and the brand give, since when, until when, by which rule.

Pure: it is handed what is known; ``programmes.law`` is a table. Days are those of the calendar where
the item was sold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from oase.programmes.law.liability import add_months
from oase.programmes.law.liability import liability as of_law
from oase.programmes.law.rules import Check
from oase.retail.articles import Text

__all__ = [
    "Facts",
    "Liability",
    "LiabilityOf",
    "Line",
    "Notice",
    "Promise",
    "clock",
    "months_left",
    "statutory",
]

Owned = Literal["first", "from_shop", "passed_on"]
Why = Literal["", "no_day", "no_country", "no_rule", "passed_on", "no_years"]


class Facts(NamedTuple):
    """What is known of an item.

    Attributes
    ----------
    country : str
        Whose law holds, ISO 3166-1; empty where nobody knows.
    sold, delivered : date or None
        Day of the contract that counts now, and day from which guarantees run.
    product, garment : str
        As in retail; empty for none.
    owned : {"first", "from_shop", "passed_on"}
        By whoever bought it new; bought used from the shop; given by whoever had it before.
    """

    country: str = ""
    sold: date | None = None
    delivered: date | None = None
    product: str = ""
    garment: str = ""
    owned: Owned = "first"


class Liability(NamedTuple):
    """What the law of a country says: how many months the seller is liable, by which rule, from where."""

    months: int
    rule: str
    source: str


LiabilityOf = Callable[[str, date, bool], Liability | None]
"""Asked with country, day of the contract and whether it was sold used; None where no rule is known."""


class Promise(NamedTuple):
    """A guarantee of the brand that is live or was; see ``programmes.items.guarantees``."""

    id: int
    name: Text
    product: str
    garment: str
    country: str
    months: int | None
    promise: Text
    remedies: tuple[str, ...]
    wear_cents: int | None
    begins: date
    ends: date | None


class Notice(NamedTuple):
    """What was told after a repair: how many months longer, to which day, by which rule."""

    months: int
    until: date | None
    rule: str
    day: date


class Line(NamedTuple):
    """One guarantee as it stands on a day.

    Attributes
    ----------
    kind : {"statutory", "own"}
    state : {"runs", "over", "not_yet", "check", "review"}
    begins, ends : date or None
        ``ends`` is the last day on which it holds.
    months, longer : int or None, int
        Months as first given, and months added after a repair.
    left : int or None
        Whole months that are left.
    rule, source : str
    term : int or None
        Number of the brand's guarantee; None for the law.
    name, promise : dict of str to str
    remedies : tuple of str
    wear_cents : int or None
    why : str
        Why somebody must look: ``no_day``, ``no_country``, ``no_rule``, ``passed_on``, ``no_years``.
    """

    kind: Literal["statutory", "own"]
    state: Literal["runs", "over", "not_yet", "check", "review"]
    begins: date | None = None
    ends: date | None = None
    months: int | None = None
    longer: int = 0
    left: int | None = None
    rule: str = ""
    source: str = ""
    term: int | None = None
    name: Mapping[str, str] = {}
    promise: Mapping[str, str] = {}
    remedies: tuple[str, ...] = ("repair", "replace")
    wear_cents: int | None = None
    why: Why = ""


def clock(
    facts: Facts,
    notices: Sequence[Notice],
    promises: Sequence[Promise],
    day: date,
    law: LiabilityOf | None = None,
) -> tuple[Line, ...]:
    """Return the guarantees of an item as they stand on a day: the law's first, then the brand's own.

    Parameters
    ----------
    facts : Facts
    notices : sequence of Notice
        Told after repairs of this item.
    promises : sequence of Promise
        All of the brand; those that do not hold for this item are left out.
    day : date
    law : callable, optional
        See ``LiabilityOf``; what ``programmes.law`` says when left out.

    Examples
    --------
    >>> bought = Facts("DE", date(2026, 8, 31), date(2026, 8, 31))
    >>> after_repair = [Notice(12, None, "2019/771", date(2026, 11, 2))]
    >>> line = clock(bought, after_repair, [], date(2026, 11, 22))[0]
    >>> line.state, line.ends, line.left
    ('runs', datetime.date(2029, 8, 31), 33)
    """
    own = (_own(facts, one, day) for one in promises if _holds_for(one, facts))
    return (_statutory(facts, notices, day, law or statutory), *own)


def statutory(country: str, contract: date, is_used: bool) -> Liability | None:
    """Return what ``programmes.law`` says; None where that is to be checked.

    For used goods the shortest term that may be agreed is told: more may have been.

    Examples
    --------
    >>> statutory("DE", date(2026, 8, 1), False).months, statutory("BR", date(2026, 8, 1), False)
    (24, None)
    """
    found = of_law(country, contract)
    if isinstance(found, Check):
        return None
    months = found.used_months if is_used else found.months
    return None if months is None else Liability(months, f"liability@{found.version}", found.source)


def months_left(day: date, ends: date) -> int:
    """Return how many whole months are left on a day.

    Examples
    --------
    >>> months_left(date(2026, 11, 22), date(2027, 11, 21)), months_left(date(2026, 11, 22), date(2026, 1, 1))
    (11, 0)
    """
    whole = (ends.year - day.year) * 12 + ends.month - day.month
    return max(0, whole - (add_months(day, max(0, whole)) > ends))


def _statutory(facts: Facts, notices: Sequence[Notice], day: date, law: LiabilityOf) -> Line:
    begins, contract = facts.delivered or facts.sold, facts.sold or facts.delivered
    if facts.owned == "passed_on":
        return Line("statutory", "check", begins, why="passed_on")
    if not facts.country:
        return Line("statutory", "check", begins, why="no_country")
    if begins is None or contract is None:
        return Line("statutory", "check", why="no_day")
    said = law(facts.country, contract, facts.owned == "from_shop")
    if said is None:
        return Line("statutory", "check", begins, why="no_rule")
    mine = [one for one in notices if one.day >= begins]  # what was told to somebody before is not hers
    longer = sum(one.months for one in mine)
    ends = add_months(begins, said.months + longer)
    return _dated(
        Line("statutory", "runs", begins, ends, said.months, longer, None, said.rule, said.source), day
    )


def _own(facts: Facts, one: Promise, day: date) -> Line:
    begins = facts.delivered or facts.sold
    line = Line(
        "own",
        "runs",
        begins,
        months=one.months,
        term=one.id,
        name=one.name,
        promise=one.promise,
        remedies=one.remedies,
        wear_cents=one.wear_cents,
    )
    if begins is None:
        return line._replace(state="check", why="no_day")
    if one.country and not facts.country:
        return line._replace(state="check", why="no_country")
    if one.months is None:
        return line._replace(state="review", why="no_years")
    return _dated(line._replace(ends=add_months(begins, one.months)), day)


def _dated(line: Line, day: date) -> Line:
    if line.begins is None or line.ends is None:
        return line
    if day > line.ends:
        return line._replace(state="over", left=0)
    if day < line.begins:
        return line._replace(state="not_yet", left=line.months)
    return line._replace(left=months_left(day, line.ends))


def _holds_for(one: Promise, facts: Facts) -> bool:
    """Tell whether a promise was made for such an item, or may have been where something is unknown."""
    contract = facts.sold or facts.delivered
    if one.product and one.product != facts.product:
        return False
    if one.garment and one.garment != facts.garment:
        return False
    if one.country and facts.country and one.country != facts.country:
        return False
    return contract is None or (one.begins <= contract and (one.ends is None or contract <= one.ends))
