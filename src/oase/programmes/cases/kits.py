"""Kits for small repairs at home: which there are, sending one, and what became of it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.closing import close
from oase.programmes.cases.guides import CODE
from oase.programmes.cases.moving import moved
from oase.programmes.cases.reasons import BARRIERS, OUTCOMES, REASONS
from oase.programmes.tables import kits as table

__all__ = [
    "Kit",
    "add_shipped",
    "all_kits",
    "kit_of",
    "kits_for",
    "report",
    "save_kit",
    "send_kit",
    "shipped_kits",
]

Lang = Literal["de", "en"]
_JSON = ("name", "defects", "garments")
MOST_STOCK = 1_000_000


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent for one kind of small repair.

    Parameters
    ----------
    code : str
        Small letters, digits and hyphens.
    name : dict of str to str
        By language; German and English.
    defects : tuple of str
        Reasons that it mends, of ``reasons.REASONS``.
    garments : tuple of str
        Classes of garment; empty for all.
    guide : str
        Code of the guide.
    fee_cents, grams : int
    stock : int
        How many can be sent.
    is_on : bool
        Whether it is given out.
    """

    code: str
    name: dict[str, str]
    defects: tuple[str, ...]
    guide: str
    fee_cents: int = 0
    garments: tuple[str, ...] = ()
    grams: int = 0
    stock: int = 0
    is_on: bool = True


@cache
def shipped_kits() -> tuple[Kit, ...]:
    """Return the kits that come along as examples; none is given out before it was added and stocked."""
    held = resources.files("oase.programmes.cases").joinpath("defaults", "kits.json").read_bytes()
    return msgspec.json.decode(held, type=tuple[Kit, ...])


def add_shipped(connection: Connection, actor: Actor) -> int:
    """Add the kits that come along and are not there yet, without stock; return how many."""
    known = {one.code for one in all_kits(connection)}
    new = [one for one in shipped_kits() if one.code not in known]
    for one in new:
        save_kit(connection, one, actor)
    return len(new)


def all_kits(connection: Connection) -> list[Kit]:
    """Return all kits by code, those that are not given out, too."""
    rows = connection.execute(select(table).order_by(table.c.code)).mappings()
    return [_kit(row) for row in rows]


def kit_of(connection: Connection, code: str) -> Kit | None:
    """Return a kit; None where there is none of this code."""
    row = connection.execute(select(table).where(table.c.code == code)).mappings().one_or_none()
    return None if row is None else _kit(row)


def kits_for(connection: Connection, reason: str, garment: str = "") -> list[Kit]:
    """Return the kits that mend a damage of a class of garment and are in stock, by fee.

    Parameters
    ----------
    connection : Connection
    reason : str
    garment : str
        Empty where unknown: then every class is taken for possible.
    """
    fitting = [
        one
        for one in all_kits(connection)
        if one.is_on
        and one.stock > 0
        and reason in one.defects
        and (not one.garments or not garment or garment in one.garments)
    ]
    return sorted(fitting, key=lambda one: (one.fee_cents, one.code))


def save_kit(connection: Connection, kit: Kit, actor: Actor) -> Kit:
    """Keep a kit, new or changed.

    Raises
    ------
    OptionInvalid
        Code, name, reasons or amounts cannot be; ``where`` names the field.
    """
    _check(kit)
    row = msgspec.structs.asdict(kit) | {"updated": actor.now, "who": actor.who, "is_on": int(kit.is_on)}
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in _JSON}
    kept = upsert(table).values(row)
    changed = {name: kept.excluded[name] for name in row if name != "code"}
    connection.execute(kept.on_conflict_do_update(["code"], set_=changed))
    bump(connection, "programmes")
    return kit


def send_kit(connection: Connection, case: int, actor: Actor, *, parcel: str = "") -> Case:
    """Send the kit of a case and take it out of stock; asked for a second time, nothing happens.

    Raises
    ------
    OptionInvalid
        The case asks for none, or none is left.
    StateInvalid
    """
    held = find(connection, case)
    if held.state == "kit_sent":
        return held
    after = moved(connection, held, "kit_sent", actor, parcel=parcel.strip()[:60] or held.parcel)
    taken = update(table).where(table.c.code == held.kit, table.c.stock > 0).values(stock=table.c.stock - 1)
    if connection.execute(taken).rowcount != 1:
        raise OptionInvalid(
            "No such kit is left", expected="one in stock", got=held.kit or "none", where=held.number
        )
    return after


def report(
    connection: Connection, case: int, outcome: str, actor: Actor, *, barrier: str = "", text: str = ""
) -> Case:
    """Keep what became of a repair at home; said again, it is the same.

    Mended, the case is closed. Not mended, it stays open as ``failed``: ``ways.change_way`` lets her send
    the thing in.

    Raises
    ------
    OptionInvalid
        No such outcome or barrier.
    StateInvalid
        No kit was sent.
    """
    if outcome not in OUTCOMES or (barrier and (barrier not in BARRIERS or outcome != "End of life")):
        raise OptionInvalid(
            "That cannot become of a repair",
            expected=f"{', '.join(OUTCOMES)}; a barrier only with End of life",
            got=f"{outcome} {barrier}".strip(),
            where="outcome",
        )
    held = find(connection, case)
    if held.outcome == outcome:
        return held
    if outcome == "Fixed":
        moved(connection, held, "repaired", actor, text, outcome=outcome)
        return close(connection, case, actor, outcome=outcome)
    return moved(connection, held, "failed", actor, text, outcome=outcome, barrier=barrier)


def _kit(row: RowMapping) -> Kit:
    values: dict[str, Any] = {name: row[name] for name in Kit.__struct_fields__}
    values |= {name: json.loads(values[name]) for name in _JSON}
    values |= {"defects": tuple(values["defects"]), "garments": tuple(values["garments"])}
    values["is_on"] = bool(values["is_on"])
    return Kit(**values)


def _check(kit: Kit) -> None:
    if not CODE.match(kit.code):
        raise _refused("code", "small letters, digits and hyphens, up to 59", kit.code)
    if not all(kit.name.get(lang, "").strip() for lang in ("de", "en")):
        raise _refused("name", "a name in German and in English", str(kit.name))
    if not kit.defects or not set(kit.defects) <= set(REASONS):
        raise _refused("defects", f"some of {', '.join(REASONS)}", ", ".join(kit.defects))
    for name in ("fee_cents", "grams", "stock"):
        if not 0 <= getattr(kit, name) <= MOST_STOCK:
            raise _refused(name, f"0 to {MOST_STOCK:,}", str(getattr(kit, name)))


def _refused(where: str, expected: str, got: str) -> OptionInvalid:
    return OptionInvalid("The kit cannot be kept like that", expected=expected, got=got, where=where)
