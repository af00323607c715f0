"""The ways of repair that are offered for a damage, and going over from one to another."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.fees import fees
from oase.programmes.cases.kits import Kit, kit_of, kits_for
from oase.programmes.cases.log import logged
from oase.programmes.cases.moving import changed
from oase.programmes.cases.states import WAYS, StateInvalid

__all__ = ["Offered", "change_way", "ways_for"]

_BEFORE = ("opened", "advised", "label", "booked", "failed")
_ADDRESS = ("name", "street", "postcode", "city")


class Offered(NamedTuple):
    """A way of repair with its service fee, told beforehand; parts are told in the quote.

    Attributes
    ----------
    way : {"kit", "event", "send_in", "store"}
    fee_cents : int
    currency : str
    kit : Kit or None
        Which one, where the way is a kit.
    """

    way: str
    fee_cents: int
    currency: str
    kit: Kit | None = None


def ways_for(
    connection: Connection, reason: str, garment: str = "", *, is_stop: bool = False, is_store: bool = False
) -> list[Offered]:
    """Return the ways of repair that are open, the cheapest first; replacement is none of them.

    Parameters
    ----------
    connection : Connection
    reason, garment : str
        What is broken, and of which class of garment; the class may be unknown.
    is_stop, is_store : bool
        Whether an event, or a store that mends, can be offered.
    """
    held = fees(connection)
    found = [Offered("send_in", held.of("send_in", reason), held.currency)]
    found += [
        Offered("kit", one.fee_cents, held.currency, one) for one in kits_for(connection, reason, garment)
    ]
    if is_stop:
        found.append(Offered("event", held.of("event"), held.currency))
    if is_store:
        found.append(Offered("store", held.of("store"), held.currency))
    return sorted(found, key=lambda one: one.fee_cents)


def change_way(
    connection: Connection,
    case: int,
    way: str,
    actor: Actor,
    *,
    fee_cents: int | None = None,
    kit: str = "",
    stop: int | None = None,
    **address: str,
) -> Case:
    """Let a case go another way, while nothing was done yet or after a kit did not help.

    What became of the kit stays in the log and in the line of life; the case starts anew as ``advised``.

    Parameters
    ----------
    connection : Connection
        Writing.
    case : int
    way : {"send_in", "kit", "event", "store"}
    actor : Actor
    fee_cents : int, optional
        As it was told; that of the way when left out.
    kit : str
    stop : int, optional
    **address : str
        ``name``, ``street``, ``postcode``, ``city``, where the case has none yet.

    Raises
    ------
    StateInvalid
        The workshop has begun.
    OptionInvalid
        No such way, or a parcel without an address.
    """
    held = find(connection, case)
    if held.way == way and held.state != "failed":
        return held
    if held.kind == "exchange" or held.state not in _BEFORE or (held.state == "failed" and held.way != "kit"):
        raise StateInvalid(held.state, f"the way {way}", (), held.number)
    if way not in WAYS:
        raise OptionInvalid("There is no such way", expected=", ".join(WAYS), got=way, where="way")
    known = {name: address.get(name, "").strip()[:200] or getattr(held, name) for name in _ADDRESS}
    if way in ("send_in", "kit") and not all(known.values()):
        lacking = next(name for name, value in known.items() if not value)
        raise OptionInvalid("The parcel needs an address", expected=", ".join(_ADDRESS), where=lacking)
    found = kit_of(connection, kit) if way == "kit" else None
    if way == "kit" and (found is None or not found.is_on):
        raise OptionInvalid("There is no such kit", expected="one that is given out", got=kit, where="kit")
    told = fee_cents if fee_cents is not None else _fee(connection, held, way, found)
    logged(connection, case, actor, "state", before=held.state, after="advised", text="")
    values = {"way": way, "kit": kit if way == "kit" else "", "stop": stop, "fee_cents": told, **known}
    values |= {"state": "advised", "outcome": "", "barrier": ""}
    return changed(connection, held, actor, f"way {held.way or 'open'} {held.outcome}".strip(), **values)


def _fee(connection: Connection, case: Case, way: str, kit: Kit | None) -> int:
    return kit.fee_cents if kit is not None else fees(connection).of(way, case.reason)
