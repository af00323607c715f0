"""Second hand: for sale, reserved, sold to a second owner, and in stock again when it is returned."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, func, insert, select, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid, SourceMissing
from oase.programmes import rating
from oase.programmes.items import registry
from oase.programmes.items.owners import hand_over
from oase.programmes.news import News, tell
from oase.programmes.participation import Participation, take_part
from oase.programmes.rating import Rateable
from oase.programmes.returns.fates import left, went
from oase.programmes.returns.reading import get, piece_of
from oase.programmes.returns.states import StateInvalid, steps
from oase.programmes.returns.taxes import TAXES, Tax
from oase.programmes.tables import fates, item_owners
from oase.programmes.tables import resales as table

__all__ = [
    "ALLOWED",
    "Resale",
    "Sold",
    "back",
    "for_sale",
    "free",
    "offer",
    "resale",
    "reserve",
    "sell",
    "withdraw",
]

State = Literal["for_sale", "reserved", "sold", "withdrawn"]

STATES: tuple[State, ...] = get_args(State)

ALLOWED: dict[State, dict[str, State]] = {
    "for_sale": {"reserve": "reserved", "sell": "sold", "withdraw": "withdrawn"},
    "reserved": {"free": "for_sale", "sell": "sold"},
    "sold": {"back": "for_sale"},
    "withdrawn": {"offer": "for_sale"},
}
"""``back`` is the return of what was sold: it is in stock again, for the same price."""

_MOST_CENTS = 10_000_000
_FOR_SALE = ("A", "B", "C")


class Resale(NamedTuple):
    """A piece for sale; ``store`` is empty online; ``tax`` says how it is taxed; times as everywhere."""

    id: int
    piece: int
    item: int | None
    gtin: str
    what: str
    grade: str
    state: State
    store: str
    bought_cents: int
    price_cents: int
    sold_cents: int | None
    tax: str
    listed: int
    sold: int | None
    alias: int | None
    changed: int
    who: str


class Sold(NamedTuple):
    """What a sale was: for how much, to whom (None where nobody says), noted by whom."""

    cents: int
    who: str
    alias: int | None = None


def offer(
    connection: Connection, number: int, cents: int, tax: Tax, who: str, now: int, *, store: str = ""
) -> Resale:
    """Put a piece up for sale, or change its price.

    Parameters
    ----------
    connection : Connection
        Writing.
    number : int
        Of the piece.
    cents : int
        The price, taxes included.
    tax : {"margin", "regular"}
        ``margin`` where it was bought from somebody who could not deduct input tax (Directive 2006/112/EC,
        Articles 312 to 325).
    who : str
    now : int
        Microseconds since 1970, UTC.
    store : str
        Code of the store; empty online.

    Raises
    ------
    StateInvalid
        The piece is not ours, has gone, or is sold.
    OptionInvalid
        Price, tax or grade outside what is allowed.
    """
    piece = piece_of(connection, number)
    _check(cents, tax, piece.grade, store)
    held = connection.execute(select(table).where(table.c.piece == number)).one_or_none()
    if held is not None and held.state not in ("for_sale", "withdrawn"):
        raise StateInvalid("This piece is not offered now", held.state, tuple(ALLOWED[held.state]), "offer")
    parcel = get(connection, piece.take_back)
    if parcel.state != "complete":
        raise StateInvalid("This piece is not ours yet", parcel.state, steps(parcel.state), "offer")
    if left(connection, piece) != piece.grams:
        raise InputError("A part of this piece has gone", expected="a whole piece in stock", where="piece")
    row: dict[str, Any] = {
        "state": "for_sale",
        "store": store,
        "price_cents": cents,
        "tax": tax,
        "changed": now,
    }
    if held is None:
        row |= {"piece": number, "item": piece.item, "gtin": piece.gtin, "what": piece.what or piece.category}
        row |= {"grade": piece.grade, "bought_cents": piece.final_cents or 0, "listed": now, "who": who}
        connection.execute(insert(table).values(**row))
    else:
        connection.execute(update(table).where(table.c.id == held.id).values(**row))
    _state(connection, piece.item, "for_sale")
    bump(connection, "programmes")
    return _of_piece(connection, number)


def reserve(connection: Connection, number: int, now: int) -> Resale:
    """Keep it for somebody."""
    return _moved(connection, resale(connection, number), "reserve", now)


def free(connection: Connection, number: int, now: int) -> Resale:
    """Offer it to all again."""
    return _moved(connection, resale(connection, number), "free", now)


def withdraw(connection: Connection, number: int, now: int) -> Resale:
    """Take it from sale; it stays in stock."""
    held = resale(connection, number)
    done = _moved(connection, held, "withdraw", now)
    if done.state != held.state:
        _state(connection, held.item, "returned")
    return done


def sell(connection: Connection, number: int, sold: Sold, now: int) -> Resale:
    """Note a sale: its grams leave, the item has a second owner; a sale noted twice is one.

    Raises
    ------
    StateInvalid
        It is not for sale.
    OptionInvalid
        The amount is outside what is allowed.
    """
    held = resale(connection, number)
    if not 0 <= sold.cents <= _MOST_CENTS:
        raise OptionInvalid(
            "That is no price", expected=f"0 to {_MOST_CENTS} cents", got=str(sold.cents), where="price"
        )
    if held.state == "sold":
        return held
    times = _times(connection, held.piece) + 1
    more = {"sold": now, "sold_cents": sold.cents, "alias": sold.alias}
    done = _moved(connection, held, "sell", now, more)
    went(connection, held.piece, "resale", sold.who, now)
    key, sale = f"resale:{number}:{times}", f"{number}-{times}"
    if held.item is not None:
        hand_over(
            connection,
            held.item,
            to=sold.alias,
            how="second_hand",
            now=now,
            key=key,
            origin=f"resale:{number}",
        )
        _state(connection, held.item, "in_use")
    take_part(connection, Participation(key, "resale", "used", f"resale:{number}", now, sold.alias))
    if sold.alias is not None:
        told = {"gtin": held.gtin, "grade": held.grade, "value": sold.cents / 100, "sale": sale}
        tell(connection, News(f"{key}:bought", sold.alias, "Second-Hand Bought", now, told))
    rating.note(connection, Rateable("second_hand", sale, sold.alias, now, sold.cents))
    return done


def back(connection: Connection, number: int, now: int) -> Resale:
    """Take back what was sold: grams and piece are in stock again, for the same price, and nobody owns it.

    The sale stays in no figure; that it had happened stays in the line of life, with the return after it.
    """
    held = resale(connection, number)
    done = _moved(connection, held, "back", now, {"sold": None, "sold_cents": None, "alias": None})
    if done.state == held.state:
        return held
    sale = (fates.c.piece == held.piece) & (fates.c.kind == "resale") & fates.c.undone.is_(None)
    connection.execute(update(fates).where(sale).values(undone=now))
    if held.item is not None:
        mine = (item_owners.c.item == held.item) & item_owners.c.until.is_(None)
        connection.execute(update(item_owners).where(mine).values(until=now))
        _state(connection, held.item, "for_sale")
    return done


def resale(connection: Connection, number: int) -> Resale:
    """Return one piece for sale.

    Raises
    ------
    SourceMissing
        There is none of this number.
    """
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None:
        raise SourceMissing("Nothing of this number is for sale", got=str(number))
    return Resale(*row)


def for_sale(connection: Connection, state: str = "", *, most: int = 500) -> list[Resale]:
    """Return what is or was for sale, what changed last first; of one state where it is said."""
    query = select(table).order_by(table.c.changed.desc(), table.c.id.desc()).limit(most)
    if state:
        query = query.where(table.c.state == state)
    return [Resale(*row) for row in connection.execute(query)]


def _moved(
    connection: Connection, held: Resale, step: str, now: int, more: dict[str, Any] | None = None
) -> Resale:
    state = ALLOWED[held.state].get(step)
    if state is None:
        if held.state in {to for row in ALLOWED.values() for name, to in row.items() if name == step}:
            return held  # done already
        raise StateInvalid(
            "This cannot be done with the piece now", held.state, tuple(ALLOWED[held.state]), step
        )
    values = {"state": state, "changed": now, **(more or {})}
    connection.execute(update(table).where(table.c.id == held.id).values(**values))
    bump(connection, "programmes")
    return held._replace(**values)


def _check(cents: int, tax: str, grade: str, store: str) -> None:
    if not 1 <= cents <= _MOST_CENTS:
        raise OptionInvalid(
            "That is no price", expected=f"1 to {_MOST_CENTS} cents", got=str(cents), where="price"
        )
    if tax not in TAXES:
        raise OptionInvalid(
            "There is no such tax", expected=", ".join(TAXES), got=repr(tax[:20]), where="tax"
        )
    if grade not in _FOR_SALE:
        raise OptionInvalid("This grade is not sold", expected=", ".join(_FOR_SALE), got=grade, where="grade")
    if len(store) > 64:
        raise OptionInvalid("The code of the store is too long", expected="64 signs", where="store")


def _times(connection: Connection, piece: int) -> int:
    """Return how often a piece was sold; a sale whose piece came back counts."""
    query = select(func.count()).where(fates.c.piece == piece, fates.c.kind == "resale")
    return connection.execute(query).scalar_one()


def _of_piece(connection: Connection, piece: int) -> Resale:
    return Resale(*connection.execute(select(table).where(table.c.piece == piece)).one())


def _state(connection: Connection, item: int | None, state: registry.State) -> None:
    if item is not None:
        registry.set_state(connection, item, state)
