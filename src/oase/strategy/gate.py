"""The order gate: what a strategy still lacks before it may be approved, item by item.

The rule: the purpose is written; the order begins with understanding customers, and every step follows the
one it rests on; there is at least one need; and every need has at least one criterion of benefit and at least
one piece of evidence with a customer behind it, not from the future and not older than ``EVIDENCE_DAYS``. An
assumption of the company is no evidence.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from oase.strategy.document import NeedHeld, Strategy
from oase.strategy.texts import Evidence, Order, Step

__all__ = ["EVIDENCE_DAYS", "Lack", "Missing", "is_valid", "missing", "order_breaks"]

EVIDENCE_DAYS = 730
"""Evidence counts for two years from its day on."""


class Lack(StrEnum):
    """One reason why a strategy cannot be approved."""

    PURPOSE = "purpose"
    ORDER = "order"
    ORDER_WRONG = "order_wrong"
    NEEDS = "needs"
    CRITERION = "criterion"
    EVIDENCE = "evidence"
    ONLY_ASSUMPTION = "only_assumption"
    NOBODY = "nobody"
    FUTURE = "future"
    TOO_OLD = "too_old"


class Missing(NamedTuple):
    """What is missing, and of which need; for a wrong order the step, its place, and what it must follow."""

    lack: Lack
    need: int | None = None
    text: str = ""
    step: Step | None = None
    place: int = 0
    after: Step | None = None
    day: str = ""


def missing(strategy: Strategy, today: dt.date) -> tuple[Missing, ...]:
    """Return everything that stands between a strategy and its approval; nothing where it may be approved.

    Examples
    --------
    >>> [one.lack.value for one in missing(Strategy(), dt.date(2026, 11, 21))]
    ['purpose', 'order', 'needs']
    """
    found: list[Missing] = []
    if strategy.purpose is None:
        found.append(Missing(Lack.PURPOSE))
    if strategy.order is None:
        found.append(Missing(Lack.ORDER))
    else:
        found += order_breaks(strategy.order.content)
    if not strategy.needs:
        found.append(Missing(Lack.NEEDS))
    for one in strategy.needs:
        found += _of_need(one, today)
    return tuple(found)


def order_breaks(order: Order) -> list[Missing]:
    """Return each step that stands before the one it rests on, and customers where they are not first.

    Examples
    --------
    Understanding customers as the third step:

    >>> third = Order((Step.STRATEGY, Step.MEASURES, Step.CUSTOMERS, Step.NEEDS, Step.CRITERIA))
    >>> [(one.step.value, one.place, one.after and one.after.value) for one in order_breaks(third)]
    [('customers', 3, None), ('strategy', 1, 'criteria')]
    """
    place = {step: at for at, step in enumerate(order.steps, 1)}
    first = place.get(Step.CUSTOMERS, 0)
    found = [] if first == 1 else [Missing(Lack.ORDER_WRONG, step=Step.CUSTOMERS, place=first)]
    return found + [
        Missing(Lack.ORDER_WRONG, step=later, place=place[later], after=earlier)
        for earlier, later in pairwise(Step)
        if earlier not in place or later not in place or place[earlier] > place[later]
    ]


def is_valid(evidence: Evidence, today: dt.date) -> bool:
    """Whether a piece of evidence counts."""
    return _why_not(evidence, today) is None


def _why_not(evidence: Evidence, today: dt.date) -> Lack | None:
    if not evidence.sort.is_evidence:
        return Lack.ONLY_ASSUMPTION
    if evidence.customers < 1:
        return Lack.NOBODY
    age = (today - dt.date.fromisoformat(evidence.day)).days
    if age < 0:
        return Lack.FUTURE
    return Lack.TOO_OLD if age > EVIDENCE_DAYS else None


_NEAREST = (Lack.TOO_OLD, Lack.FUTURE, Lack.NOBODY, Lack.ONLY_ASSUMPTION)
"""Of several pieces that do not count, the one that comes nearest is named."""


def _of_need(held: NeedHeld, today: dt.date) -> list[Missing]:
    need, text = held.need.id, held.need.content.text
    found: list[Missing] = []
    if not held.criteria:
        found.append(Missing(Lack.CRITERION, need, text))
    reasons = {_why_not(one.content, today) for one in held.evidence}
    if None not in reasons:
        lack = next((one for one in _NEAREST if one in reasons), Lack.EVIDENCE)
        days = [one.content.day for one in held.evidence if _why_not(one.content, today) is lack]
        found.append(Missing(lack, need, text, day=max(days, default="")))
    return found
