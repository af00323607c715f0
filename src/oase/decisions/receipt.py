"""``Receipt``: what every decision leaves behind, sent or withheld; she can read it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

__all__ = ["Checked", "Gate", "Outcome", "Receipt", "Used"]


class Gate(StrEnum):
    """The gates, in the order in which a decision passes them; the first that fails is the reason."""

    CONSENT = "consent"
    PLACE = "place"
    """Accuracy within the radius, and a store near enough."""
    STILL_WISHED = "still_wished"
    """Neither bought nor removed."""
    NEED_OPEN = "need_open"
    COMPLAINT = "complaint"
    """No complaint is open."""
    CASE = "case"
    """No repair or exchange of hers is open."""
    CONDITIONS = "conditions"
    """What the play itself asks of the situation."""
    IN_STOCK = "in_stock"
    """In her size, at or above the reserve level; of two stores the nearest open one."""
    STOCK_AGE = "stock_age"
    OPEN = "open"
    """The store is open for long enough: Sundays, state holidays, early closing."""
    NOT_TODAY = "not_today"
    """She has not said "not today", and nothing was sent for this visit."""
    QUIET = "quiet"
    """Quiet hours: what is bound to a place is dropped, never sent later."""
    CAP_DAY = "cap_day"
    CAP_WEEK = "cap_week"
    COOL_DOWN = "cool_down"
    CONTROL = "control"
    """Not in the control group."""


class Outcome(StrEnum):
    """What became of a decision."""

    SENT = "sent"
    WITHHELD = "withheld"
    CONTROL = "control"
    STOPPED = "stopped"
    """Decided to be sent, and stopped before sending: consent withdrawn, sold out, expired."""


class Checked(msgspec.Struct, frozen=True):
    """One gate that was asked.

    Parameters
    ----------
    gate : Gate
    is_passed : bool
    values : dict
        What the receipt's sentence about it needs: numbers, names, moments (microseconds since 1970, UTC).
    """

    gate: Gate
    is_passed: bool
    values: dict[str, Any] = {}


class Used(msgspec.Struct, frozen=True):
    """A fact that the decision has used; she may say "stimmt nicht" to it.

    Parameters
    ----------
    name : str
        As in ``model.facts``, or ``stock``, ``weather``, ``hours``.
    value : JSON value
    at : int
        Since when it is so, microseconds since 1970, UTC.
    """

    name: str
    value: Any
    at: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about one play.

    Parameters
    ----------
    id : str
        16 hexadecimal digits.
    at : int
        Microseconds since 1970, UTC.
    play : str
    version : int
        Of the play's text.
    trigger : str
    outcome : Outcome
    reason : str
        The gate that failed, or why it was stopped; empty where it was sent.
    checked : tuple of Checked
        Gates asked, in order; the last one failed unless it was sent.
    unchecked : tuple of Gate
        Gates that were not asked any more.
    used : tuple of Used
    item, store : str
        GTIN and code; empty for none.
    distance_m : float or None
    arm : str
        Content that was chosen, or ``control``.
    propensity : float
        Probability with which it was.
    title, body : dict of str to str
        What was said, by language; empty where nothing was.
    expires : int
        Until when it may be delivered.
    offer : dict or None
        An individual offer: notice, price, bounds, lowest price of 30 days.
    """

    id: str
    at: int
    play: str
    version: int
    trigger: str
    outcome: Outcome
    reason: str = ""
    checked: tuple[Checked, ...] = ()
    unchecked: tuple[Gate, ...] = ()
    used: tuple[Used, ...] = ()
    item: str = ""
    store: str = ""
    distance_m: float | None = None
    arm: str = ""
    propensity: float = 0.0
    title: dict[str, str] = {}
    body: dict[str, str] = {}
    expires: int = 0
    offer: dict[str, Any] | None = None
