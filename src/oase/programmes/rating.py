"""What ends well or badly in programmes becomes a transaction, so that it may be rated.

Whether she is asked is for the surveys and their consents to say. The pipeline knows the same keys: what is
noted here is no second transaction when its contact comes in at a touchpoint that is asked about.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.schema import preferences, touchpoints, transactions

__all__ = ["RATED_AT", "Kind", "Rateable", "no_longer", "note"]

Kind = Literal["repair", "take_back", "event", "second_hand"]

RATED_AT: dict[Kind, tuple[str, ...]] = {
    "repair": ("Reparatur", "Repair"),
    "take_back": ("Rücknahme", "Take-back"),
    "event": ("Reparatur-Tour", "Repair tour"),
    "second_hand": ("Kauf aus zweiter Hand", "Second-hand purchase"),
}
"""Touchpoint at which each is rated, as the mappings that come along name it in German and in English; the
preferences ``repair_rated_at``, ``take_back_rated_at`` and so on name another."""


class Rateable(NamedTuple):
    """Something that was done for her, and has ended.

    Attributes
    ----------
    kind : str
        Of ``Kind``.
    number : str
        Of the case, the parcel, the ticket, the sale; told twice, it is one transaction.
    alias : int or None
        Nobody is asked where nobody says who it was.
    at : int
        Microseconds since 1970, UTC.
    cents : int, optional
        What she paid, where it was a purchase.
    """

    kind: Kind
    number: str
    alias: int | None
    at: int
    cents: int | None = None

    @property
    def key(self) -> str:
        """Under which the transaction is kept.

        Examples
        --------
        >>> Rateable("event", "3-17", 1, 0).key
        'event:3-17'
        """
        return f"{self.kind}:{self.number}"


def note(connection: Connection, one: Rateable) -> None:
    """Note a transaction, in the transaction in which it happens; where nobody knows who, none."""
    if one.alias is None:
        return
    row = {
        "key": one.key,
        "alias": one.alias,
        "at": one.at,
        "received": one.at,
        "touchpoint": _rated_at(connection, one.kind),
        "channel": "",
        "store": "",
        "value": None if one.cents is None else one.cents / 100,
        "source": "programmes",
        "referral": None,
    }
    connection.execute(upsert(transactions).values(row).on_conflict_do_nothing(index_elements=["key"]))


def no_longer(connection: Connection, one: Rateable) -> None:
    """Take back what was noted by mistake, before anybody is asked."""
    connection.execute(delete(transactions).where(transactions.c.key == one.key))


def _rated_at(connection: Connection, kind: Kind) -> str:
    told = preferences.c.name == f"{kind}_rated_at"
    named = connection.scalar(select(preferences.c.value).where(told))
    if named is not None:
        return msgspec.json.decode(named, type=str)
    known = select(touchpoints.c.name).where(touchpoints.c.name.in_(RATED_AT[kind]))
    return connection.scalar(known.order_by(touchpoints.c.id).limit(1)) or RATED_AT[kind][0]
