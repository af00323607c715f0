"""The ordinary exchange: what fits badly or pleases less is exchanged, in two steps and within days.

First she says which thing and why, and sees until when it is possible; then she says what she wants instead,
and the case is open. How many days there are is the shop's own term (``fees.exchange_days``). The right of
withdrawal of distance contracts (Directive 2011/83/EU, Article 9: 14 days from delivery) is another right: it
needs no reason and no exchange, and is only named here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.fees import fees
from oase.programmes.cases.opening import New, Opened, open_case

__all__ = ["WITHDRAWAL_DAYS", "ExchangeOver", "Possible", "Wanted", "open_exchange", "possible"]

WITHDRAWAL_DAYS = 14


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What she wants instead: another size or colour, or her money back."""

    instead: Literal["size", "colour", "money"]
    size: str = ""
    colour: str = ""


class Possible(NamedTuple):
    """Whether an exchange is possible.

    Attributes
    ----------
    is_possible : bool or None
        None where the day of delivery is unknown: then somebody looks.
    until : date or None
        Last day of the exchange.
    days : int
        The shop's own term.
    withdrawal_until : date or None
        Last day of the right of withdrawal, for what was bought at a distance; weekends not counted on.
    """

    is_possible: bool | None
    until: date | None
    days: int
    withdrawal_until: date | None


class ExchangeOver(OptionInvalid):
    """The days of the exchange have passed; a defect is another matter, and stays one."""


def possible(connection: Connection, delivered: date | None, today: date) -> Possible:
    """Return whether what was delivered on a day can be exchanged today.

    Parameters
    ----------
    connection : Connection
    delivered : date, optional
        Day of the delivery, or of the purchase in a store; one that is yet to come counts as today.
    today : date
    """
    days = fees(connection).exchange_days
    if delivered is None:
        return Possible(None, None, days, None)
    delivered = min(delivered, today)
    until = delivered + timedelta(days=days)
    return Possible(today <= until, until, days, delivered + timedelta(days=WITHDRAWAL_DAYS))


def open_exchange(
    connection: Connection,
    new: New,
    wanted: Wanted,
    actor: Actor,
    random_bytes: Callable[[int], bytes],
    *,
    delivered: date | None = None,
) -> Opened:
    """Open an exchange, once per key: the second of the two steps.

    Raises
    ------
    ExchangeOver
        The days have passed.
    OptionInvalid
        A size or colour is wanted and not said; see also ``opening.open_case``.
    """
    if delivered is not None and delivered > actor.today:
        got = delivered.isoformat()
        raise OptionInvalid(
            "That day is yet to come", expected="a day until today", got=got, where="delivered"
        )
    found = possible(connection, delivered, actor.today)
    if found.is_possible is False:
        raise ExchangeOver(
            "The days of the exchange have passed",
            expected=f"by {found.until}",
            got=f"{actor.today}",
            where="delivered",
            todo="if something is broken, open a case of repair or guarantee instead",
        )
    if wanted.instead != "money" and not getattr(wanted, wanted.instead).strip():
        raise OptionInvalid(
            "What is wanted instead is missing", expected=wanted.instead, got="nothing", where=wanted.instead
        )
    told = msgspec.to_builtins(wanted) | {"delivered": None if delivered is None else delivered.isoformat()}
    asked = msgspec.structs.replace(new, kind="exchange", way=new.way or "send_in", wanted=told)
    return open_case(connection, asked, actor, random_bytes)
