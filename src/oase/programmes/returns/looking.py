"""A piece is looked at: grade, weight, final credit with the reason where it is not the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid
from oase.programmes.items import registry
from oase.programmes.returns.checklist import TAKEN, checked, grade_of
from oase.programmes.returns.offers import MOST_CENTS, MOST_GRAMS, estimate, offer_of
from oase.programmes.returns.reading import Piece, get, piece_of
from oase.programmes.returns.states import StateInvalid, steps
from oase.programmes.tables import fates
from oase.programmes.tables import pieces as table

__all__ = ["Looked", "look"]

_LONGEST = 500
_GARMENTS = {
    "jacket": "jacket", "coat": "jacket", "trousers": "trousers", "dress": "dress", "skirt": "skirt",
    "top": "top", "knit": "top", "shoe": "shoe", "bag": "bag", "kids": "kids",
}  # fmt: skip


class Looked(NamedTuple):
    """What the workshop found.

    Attributes
    ----------
    grade : str
        Of ``checklist.TAKEN``; empty to let the checklist say it, or where the piece is refused.
    found : mapping
        The checklist as it was found; empty where only the grade is said.
    grams : int, optional
        As weighed; None for what such pieces usually weigh, counted apart.
    cents : int, optional
        The final credit, where it is not what follows from the grade.
    refused : str
        Why the piece is not taken; empty where it is.
    why : str
        Why the credit is not the estimate.
    gtin, serial : str
        As read from the piece; empty leaves what she said.
    """

    grade: str = ""
    found: Mapping[str, str] = {}
    grams: int | None = None
    cents: int | None = None
    refused: str = ""
    why: str = ""
    gtin: str = ""
    serial: str = ""


def look(
    connection: Connection, number: int, one: Looked, who: str, now: int, *, own_brand: str = ""
) -> Piece:
    """Keep what was found of a piece; it may be looked at again until all is processed.

    Who described a piece rightly gets what was promised, also where the offer has changed since.

    Parameters
    ----------
    connection : Connection
        Writing.
    number : int
        Of the piece.
    one : Looked
    who : str
    now : int
        Microseconds since 1970, UTC.
    own_brand : str
        As in ``open_take_back``.

    Raises
    ------
    StateInvalid
        The parcel is not here, or processed already.
    OptionInvalid
        Grade, weight or credit outside what is allowed, or another credit without its reason.
    """
    held = piece_of(connection, number)
    parcel = get(connection, held.take_back)
    if parcel.state != "received":
        raise StateInvalid(
            "Pieces are looked at when they are here", parcel.state, steps(parcel.state), "look"
        )
    _check(one)
    values = (
        _refused(one)
        if one.refused.strip()
        else _taken(connection, held, parcel.country, parcel.credit, one, own_brand)
    )
    values |= {"looked": now, "who": who} | _read_off(connection, held, one, values, now)
    connection.execute(update(table).where(table.c.id == number).values(**values))
    bump(connection, "programmes")
    return piece_of(connection, number)


def _check(one: Looked) -> None:
    for name in ("refused", "why"):
        if len(getattr(one, name)) > _LONGEST:
            raise OptionInvalid("The reason is too long", expected=f"{_LONGEST} signs at most", where=name)
    if one.grams is not None and not 1 <= one.grams <= MOST_GRAMS:
        raise OptionInvalid(
            "That is no weight", expected=f"1 to {MOST_GRAMS} g", got=str(one.grams), where="grams"
        )
    if one.cents is not None and not 0 <= one.cents <= MOST_CENTS:
        raise OptionInvalid(
            "That is no credit", expected=f"0 to {MOST_CENTS} cents", got=str(one.cents), where="cents"
        )


def _refused(one: Looked) -> dict[str, Any]:
    return {
        "grade": "refused",
        "grams": None,
        "final_cents": 0,
        "refused": one.refused.strip(),
        "why": one.refused.strip(),
        "found": _json(one, is_weighed=False),
    }


def _taken(
    connection: Connection, held: Piece, country: str, credit: str, one: Looked, own_brand: str
) -> dict[str, Any]:
    grade = one.grade or (grade_of(one.found) if one.found else "")
    if grade not in TAKEN:
        raise OptionInvalid(
            "The piece needs a grade, or the reason why it is refused",
            expected=", ".join(TAKEN),
            got=repr(grade) if grade else "nothing",
            where="grade",
        )
    offer = offer_of(connection, held.category, country)
    is_own = not own_brand or held.brand.casefold() == own_brand.casefold()
    follows = estimate(offer, grade, is_own=is_own) if credit != "none" else 0
    promised = held.estimated_cents if grade == held.said_grade else follows
    cents = promised if one.cents is None else one.cents
    why = one.why.strip()
    if cents != held.estimated_cents and not why:
        if cents != promised or grade == held.said_grade:
            raise OptionInvalid(
                "The credit is not the estimate", expected="the reason, as she will read it", where="why"
            )
        why = f"grade:{held.said_grade}:{grade}"
    return {
        "grade": grade,
        "grams": one.grams or offer.grams,
        "final_cents": cents,
        "refused": "",
        "why": why,
        "found": _json(one, is_weighed=one.grams is not None),
    }


def _read_off(
    connection: Connection, held: Piece, one: Looked, values: Mapping[str, Any], now: int
) -> dict[str, Any]:
    """Return which item it is, by what stands in it; one that nobody knew is registered."""
    gtin, serial = one.gtin.strip() or held.gtin, one.serial.strip() or held.serial
    if not serial or values["refused"]:
        return {}
    new = registry.New(
        gtin=gtin,
        serial=serial,
        name={"de": held.what, "en": held.what} if held.what else {"de": held.category, "en": held.category},
        garment=_GARMENTS.get(held.category, "other"),
        brand=held.brand,
        grams=one.grams,
        source="workshop",
    )
    item = registry.register(connection, new, now).item
    _not_twice(connection, item.id, held.id)
    return {"item": item.id, "gtin": item.gtin, "serial": item.serial}


def _not_twice(connection: Connection, item: int, piece: int) -> None:
    """Refuse a serial number that is in stock already: one thing cannot come back twice without leaving."""
    gone = (
        select(func.coalesce(func.sum(fates.c.grams), 0))
        .where(fates.c.piece == table.c.id, fates.c.undone.is_(None))
        .scalar_subquery()
    )
    query = select(table.c.id).where(
        table.c.item == item,
        table.c.id != piece,
        table.c.looked.is_not(None),
        table.c.refused == "",
        table.c.grams > gone,
    )
    if connection.execute(query).first() is not None:
        raise InputError("This serial number is in stock already", expected="another one", where="serial")


def _json(one: Looked, *, is_weighed: bool) -> str:
    answers = checked(one.found) if one.found else {}
    return msgspec.json.encode({**answers, "weighed": is_weighed}).decode()
