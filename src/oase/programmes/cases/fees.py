"""What the ways of repair cost, as the company has set it; what comes along is a start.

Fees stand in the preferences of the house under ``repair_fees``; a house that has set none takes those of
``defaults/fees.json``. Small repairs within a guarantee cost nothing: that is said by the adviser.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.schema import preferences
from oase.db.versions import bump
from oase.errors import OptionInvalid

__all__ = ["Fees", "fees", "save_fees", "shipped_fees"]

NAME = "repair_fees"
MOST_CENTS = 100_000

Cents = Annotated[int, msgspec.Meta(ge=0, le=MOST_CENTS)]
Days = Annotated[int, msgspec.Meta(ge=1, le=730)]


class Fees(msgspec.Struct, frozen=True, kw_only=True):
    """Fees in cents, and terms in days.

    Parameters
    ----------
    send_in, event, store : int
        Service fee of each way; parts are told in the quote.
    kit : int
        Of a kit that has none of its own.
    by_reason : dict
        Other service fees for some reasons, for sending in.
    exchange_days : int
        How long after delivery an ordinary exchange is possible; the shop's own term.
    currency : str
        ISO 4217.
    """

    send_in: Cents
    event: Cents
    store: Cents
    kit: Cents
    exchange_days: Days
    by_reason: dict[str, Cents] = {}
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "EUR"

    def of(self, way: str, reason: str = "") -> int:
        """Return the fee of a way of repair.

        Examples
        --------
        >>> shipped_fees().of("event") < shipped_fees().of("send_in")
        True
        """
        if way == "send_in":
            return self.by_reason.get(reason, self.send_in)
        if way not in ("event", "store", "kit"):
            raise ValueError(f"no way of repair is called {way!r}")  # a mistake of ours
        return {"event": self.event, "store": self.store, "kit": self.kit}[way]


@cache
def shipped_fees() -> Fees:
    """Return the fees that come along."""
    held = resources.files("oase.programmes.cases").joinpath("defaults", "fees.json").read_bytes()
    return msgspec.json.decode(held, type=Fees)


def fees(connection: Connection) -> Fees:
    """Return the fees that hold in this house."""
    held = connection.scalar(select(preferences.c.value).where(preferences.c.name == NAME))
    return shipped_fees() if held is None else msgspec.json.decode(held, type=Fees)


def save_fees(connection: Connection, new: Fees) -> Fees:
    """Set the fees of this house.

    Raises
    ------
    OptionInvalid
        An amount or a term that cannot be.
    """
    try:
        checked = msgspec.convert(msgspec.to_builtins(new), type=Fees)
    except msgspec.ValidationError as error:
        raise OptionInvalid(
            "These fees cannot be",
            expected=f"cents from 0 to {MOST_CENTS:,}, days from 1, a currency such as EUR",
            got=str(error),
        ) from error
    row = upsert(preferences).values(name=NAME, value=json.dumps(msgspec.to_builtins(checked)))
    connection.execute(row.on_conflict_do_update(["name"], set_={"value": row.excluded.value}))
    bump(connection, "programmes")
    return checked
