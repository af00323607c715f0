"""A take-back begins: what is in the parcel, what was said of each piece, and the estimate that she gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, Row, func, insert, select

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid
from oase.programmes import links
from oase.programmes.items import registry
from oase.programmes.news import News, tell
from oase.programmes.participation import Participation, take_part
from oase.programmes.returns.checklist import Grade, checked, grade_of
from oase.programmes.returns.letters import write_state
from oase.programmes.returns.offers import Offer, estimate, offer_of
from oase.programmes.tables import pieces as piece_table
from oase.programmes.tables import take_backs as table
from oase.retail.gtin import gtin14

__all__ = [
    "CREDITS",
    "MOST_PIECES",
    "WAYS",
    "Brought",
    "Credit",
    "Estimated",
    "New",
    "Opened",
    "Way",
    "open_take_back",
    "reckoned",
]

Way = Literal["post", "store", "event"]
Credit = Literal["money", "donation", "voucher", "none"]

WAYS: tuple[Way, ...] = get_args(Way)
CREDITS: tuple[Credit, ...] = get_args(Credit)
MOST_PIECES = 20
_HOUR = 3_600_000_000
_LONGEST = {
    "key": 64, "place": 64, "name": 120, "email": 254, "street": 160, "postcode": 16, "city": 120,
    "country": 2,
}  # fmt: skip
_LONGEST_OF_PIECE = {"what": 120, "brand": 80, "gtin": 300, "serial": 40}


class Brought(NamedTuple):
    """One piece, as she tells of it; things of other orders and of other brands are welcome.

    Attributes
    ----------
    category : str
        Of ``offers.CATEGORIES``.
    said : mapping
        The checklist: answer by question.
    what, brand : str
        In her words; an empty brand means the own one.
    gtin, serial : str
        Where she knows them; empty else.
    item : int, optional
        Where she brings it along from her app.
    """

    category: str
    said: Mapping[str, str]
    what: str = ""
    brand: str = ""
    gtin: str = ""
    serial: str = ""
    item: int | None = None


class New(NamedTuple):
    """What a form or the app sends.

    Attributes
    ----------
    key : str
        Of the form: what is sent twice is opened once.
    pieces : sequence of Brought
    way : str
        Of ``WAYS``.
    credit : str
        Of ``CREDITS``.
    place : str
        Code of the store or number of the stop; empty by post.
    alias : int, optional
        Only where she is signed in.
    """

    key: str
    pieces: Sequence[Brought]
    way: Way = "post"
    credit: Credit = "money"
    place: str = ""
    alias: int | None = None
    name: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    lang: str = "de"


class Opened(NamedTuple):
    """The take-back, and the secret by which she comes back to it."""

    id: int
    number: str
    secret: str


class Estimated(NamedTuple):
    """What a piece would bring, before it was looked at."""

    grade: Grade
    cents: int
    offer: Offer


def open_take_back(
    connection: Connection, new: New, now: int, random_bytes: Callable[[int], bytes], *, own_brand: str
) -> Opened:
    """Open a take-back; sent twice with the same key, it is the same one.

    The secret of the first answer is kept nowhere, so that the second gets one of its own, for an hour; after
    that the key opens nothing any more.

    Parameters
    ----------
    connection : Connection
        Writing.
    new : New
    now : int
        Microseconds since 1970, UTC.
    random_bytes : callable
        Such as ``secrets.token_bytes``.
    own_brand : str
        Pieces of it bring a credit; empty where the house has no brand, then all do.

    Raises
    ------
    OptionInvalid, GtinInvalid
        Something in the form cannot be; ``where`` names the field, with the number of the piece.
    InputError
        The key was used long ago.
    """
    _check(new)
    held = connection.execute(select(table).where(table.c.key == new.key)).one_or_none()
    if held is not None:
        return _again(connection, held, now, random_bytes)
    told = [_told(connection, number, one, new, own_brand) for number, one in enumerate(new.pieces)]
    number = f"R-{(connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1:06d}"
    made: Any = connection.execute(insert(table).values(**_row(new, number, now))).inserted_primary_key
    connection.execute(insert(piece_table), [one | {"take_back": made[0]} for one in told])
    secret = links.make(connection, "take_back", made[0], now, random_bytes)
    _note(connection, made[0], number, new, now)
    bump(connection, "programmes")
    return Opened(made[0], number, secret)


def reckoned(connection: Connection, one: Brought, *, country: str, credit: str, own_brand: str) -> Estimated:
    """Return what a piece would bring, as she describes it.

    Raises
    ------
    OptionInvalid
        The category is not known, or the checklist not complete.
    """
    offer = offer_of(connection, one.category, country)
    grade = grade_of(one.said)
    is_own = not own_brand or one.brand.strip().casefold() in ("", own_brand.casefold())
    cents = 0 if credit == "none" else estimate(offer, grade, is_own=is_own)
    return Estimated(grade, cents, offer)


def _check(new: New) -> None:
    for name, most in _LONGEST.items():
        if len(getattr(new, name)) > most:
            raise OptionInvalid("The text is too long", expected=f"{most} signs at most", where=name)
    for name, allowed in (("way", WAYS), ("credit", CREDITS)):
        if getattr(new, name) not in allowed:
            got = repr(str(getattr(new, name))[:40])
            raise OptionInvalid("There is no such choice", expected=", ".join(allowed), got=got, where=name)
    if not new.key:
        raise OptionInvalid("The form carries no key", expected="the key that the page gave it", where="key")
    if not 1 <= len(new.pieces) <= MOST_PIECES:
        raise OptionInvalid(
            "A parcel holds pieces", expected=f"1 to {MOST_PIECES}", got=str(len(new.pieces)), where="pieces"
        )
    if new.credit in ("money", "voucher") and "@" not in new.email:
        raise OptionInvalid(
            "For a credit we need an address to reach you",
            expected="an email address",
            got=repr(new.email[:60]) if new.email else "nothing",
            where="email",
        )


def _told(connection: Connection, number: int, one: Brought, new: New, own_brand: str) -> dict[str, Any]:
    """Return the row of a piece; what is wrong names its place in the form."""
    try:
        for name, most in _LONGEST_OF_PIECE.items():
            if len(getattr(one, name)) > most:
                raise OptionInvalid("The text is too long", expected=f"{most} signs at most", where=name)
        found = reckoned(connection, one, country=new.country, credit=new.credit, own_brand=own_brand)
        if found.offer.is_excluded:
            raise OptionInvalid("Such pieces are not taken back", got=one.category, where="category")
        if found.grade == "refused":
            raise OptionInvalid(
                "Only what is washed and dry can be sent", expected="yes", got="no", where="clean"
            )
        gtin = gtin14(one.gtin) if one.gtin.strip() else ""
    except InputError as error:
        error.where = f"{number}.{error.where or 'gtin'}"
        raise
    found_item = registry.find(connection, gtin, one.serial.strip()) if one.serial.strip() else None
    known = None if found_item is None else found_item.id
    return {
        "item": one.item if one.item is not None else known,
        "gtin": gtin,
        "serial": one.serial.strip(),
        "what": one.what.strip(),
        "category": one.category,
        "brand": one.brand.strip() or own_brand,
        "said": msgspec.json.encode(checked(one.said)).decode(),
        "found": "{}",
        "said_grade": found.grade,
        "grade": "",
        "grams": None,
        "estimated_cents": found.cents,
        "refused": "",
        "why": "",
        "who": "",
    }


def _row(new: New, number: str, now: int) -> dict[str, Any]:
    texts = ("place", "name", "email", "street", "postcode", "city")
    return {name: getattr(new, name).strip() for name in texts} | {
        "number": number,
        "key": new.key,
        "state": "requested",
        "way": new.way,
        "alias": new.alias,
        "country": new.country,
        "lang": new.lang,
        "parcel": "",
        "credit": new.credit,
        "requested": now,
        "changed": now,
    }


def _again(connection: Connection, held: Row[Any], now: int, random_bytes: Callable[[int], bytes]) -> Opened:
    if now - held.requested > _HOUR:
        raise InputError("This form was sent before", todo="use the link that you were given then")
    return Opened(held.id, held.number, links.make(connection, "take_back", held.id, now, random_bytes))


def _note(connection: Connection, take_back: int, number: str, new: New, now: int) -> None:
    """Say that she takes part, and that it is a contact where it is known whose."""
    origin = f"take_back:{take_back}"
    part = Participation(f"{origin}:used", "take_back", "used", origin, now, new.alias, new.country)
    take_part(connection, part)
    if new.alias is not None:
        told = {"number": number, "way": new.way, "pieces": len(new.pieces), "credit": new.credit}
        tell(connection, News(f"{origin}:requested", new.alias, "Take-Back Requested", now, told))
    write_state(connection, take_back, now)
