"""Where things end, in grams: what came in is what went out and what is still here, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, delete, func, insert, select, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid, SourceMissing
from oase.programmes.items import registry
from oase.programmes.items.life import Event, happened
from oase.programmes.returns.reading import Piece, get, piece_of
from oase.programmes.returns.states import StateInvalid, steps
from oase.programmes.tables import fates as table
from oase.programmes.tables import item_events, resales, take_backs
from oase.programmes.tables import pieces as piece_table

__all__ = [
    "BY_HAND",
    "KINDS",
    "Fate",
    "Kind",
    "Stocked",
    "fates_of",
    "in_stock",
    "left",
    "send_off",
    "undo",
    "went",
]

Kind = Literal["resale", "reuse", "fibre", "downcycling", "energy", "disposal"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of the waste hierarchy (Directive 2008/98/EC, Article 4): reuse first, disposal last."""

BY_HAND: tuple[Kind, ...] = KINDS[1:]
"""A resale is noted by the sale, not by hand."""

_LONGEST = 200
_ENDS: dict[Kind, tuple[Literal["recycled", "ended", "passed_on"], registry.State]] = {
    "reuse": ("passed_on", "in_use"),
    "fibre": ("recycled", "recycled"),
    "downcycling": ("recycled", "recycled"),
    "energy": ("ended", "gone"),
    "disposal": ("ended", "gone"),
}


class Fate(NamedTuple):
    """Some grams of a piece and where they went; ``undone`` says since when that no longer counts."""

    id: int
    piece: int
    kind: Kind
    grams: int
    partner: str
    note: str
    at: int
    undone: int | None
    who: str


class Stocked(NamedTuple):
    """A piece that is here, and how many grams of it; ``resale`` says in which state it is for sale."""

    piece: Piece
    number: str
    left: int
    resale: str


def left(connection: Connection, piece: Piece) -> int:
    """Return how many grams of a piece are still here."""
    if not piece.is_taken:
        return 0
    mine = (table.c.piece == piece.id) & table.c.undone.is_(None)
    gone: int = connection.execute(select(func.coalesce(func.sum(table.c.grams), 0)).where(mine)).scalar_one()
    return (piece.grams or 0) - gone


def went(
    connection: Connection,
    number: int,
    kind: Kind,
    who: str,
    now: int,
    *,
    grams: int | None = None,
    partner: str = "",
    note: str = "",
    of: int | None = None,
) -> int:
    """Note where grams of a piece went; return the number of what was noted.

    Parameters
    ----------
    connection : Connection
        Writing.
    number : int
        Of the piece.
    kind : str
        Of ``KINDS``.
    who : str
    now : int
        Microseconds since 1970, UTC.
    grams : int, optional
        None for all that is left of it.
    partner : str
        To whom.
    note : str
    of : int, optional
        How many grams were left when the form was shown: sent twice, the second finds fewer and is refused.

    Raises
    ------
    StateInvalid
        The piece is not ours, or is for sale.
    OptionInvalid
        More than is left, or not what the form showed.
    """
    piece = piece_of(connection, number)
    here = left(connection, piece)
    _check(connection, piece, kind, partner, note)
    amount = here if grams is None else grams
    if not 1 <= amount <= here or (of is not None and of != here):
        raise OptionInvalid(
            "So much of the piece is not here",
            expected=f"1 to {here} g" if here else "nothing more; all of it has gone",
            got=f"{amount} g" if of is None else f"{amount} g of {of} g",
            where="grams",
        )
    row = {"piece": number, "kind": kind, "grams": amount, "partner": partner.strip(), "note": note.strip()}
    made: Any = connection.execute(insert(table).values(**row, at=now, who=who)).inserted_primary_key
    if amount == here and piece.item is not None and kind in _ENDS:
        _ended(connection, piece, kind, made[0], now)
    bump(connection, "programmes")
    return made[0]


def send_off(
    connection: Connection,
    numbers: Sequence[int],
    kind: Kind,
    who: str,
    now: int,
    *,
    partner: str,
    note: str = "",
) -> int:
    """Send all that is left of several pieces to a partner; return the grams; sent twice, it goes once."""
    total = 0
    for number in dict.fromkeys(numbers):
        here = left(connection, piece_of(connection, number))
        if here:
            went(connection, number, kind, who, now, partner=partner, note=note)
            total += here
    return total


def undo(connection: Connection, number: int, now: int) -> None:
    """Take back what was noted: the grams are here again, and the line of life does not tell of it.

    Raises
    ------
    SourceMissing
        Nothing of this number.
    InputError
        It was a sale: that is taken back as a return of what was sold.
    """
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None:
        raise SourceMissing("Nothing of this number was noted", got=str(number))
    if row.kind == "resale":
        raise InputError("A sale is taken back by its return", todo="note the return at the sale")
    if row.undone is not None:
        return
    connection.execute(update(table).where(table.c.id == number).values(undone=now))
    item = piece_of(connection, row.piece).item
    gone = connection.execute(delete(item_events).where(item_events.c.key == f"fate:{number}")).rowcount
    if item is not None and gone:
        registry.set_state(connection, item, "returned")
    bump(connection, "programmes")


def fates_of(connection: Connection, pieces: Sequence[int]) -> list[Fate]:
    """Return what was noted of some pieces, the undone too, oldest first."""
    query = select(table).where(table.c.piece.in_(pieces)).order_by(table.c.at, table.c.id)
    return [Fate(*row) for row in connection.execute(query)]


def in_stock(connection: Connection, grade: str = "", *, most: int = 500) -> list[Stocked]:
    """Return the pieces that are ours and still here, the longest first."""
    gone = (
        select(func.coalesce(func.sum(table.c.grams), 0))
        .where(table.c.piece == piece_table.c.id, table.c.undone.is_(None))
        .scalar_subquery()
    )
    query = (
        select(
            piece_table.c.id, take_backs.c.number, (piece_table.c.grams - gone).label("here"), resales.c.state
        )
        .join(take_backs, take_backs.c.id == piece_table.c.take_back)
        .outerjoin(resales, resales.c.piece == piece_table.c.id)
        .where(take_backs.c.state == "complete", piece_table.c.refused == "", piece_table.c.grams > gone)
        .order_by(piece_table.c.looked, piece_table.c.id)
        .limit(most)
    )
    if grade:
        query = query.where(piece_table.c.grade == grade)
    rows = connection.execute(query).all()
    return [Stocked(piece_of(connection, row.id), row.number, row.here, row.state or "") for row in rows]


def _check(connection: Connection, piece: Piece, kind: str, partner: str, note: str) -> None:
    if kind not in KINDS:
        raise OptionInvalid(
            "There is no such way", expected=", ".join(BY_HAND), got=repr(kind[:40]), where="kind"
        )
    if max(len(partner), len(note)) > _LONGEST:
        raise OptionInvalid("The text is too long", expected=f"{_LONGEST} signs at most", where="partner")
    if kind != "resale" and not partner.strip():
        raise OptionInvalid("It is not said to whom it goes", expected="the partner", where="partner")
    parcel = get(connection, piece.take_back)
    if parcel.state != "complete" or not piece.is_taken:
        raise StateInvalid("This piece is not ours", parcel.state, steps(parcel.state), kind)
    for_sale = select(resales.c.state).where(resales.c.piece == piece.id)
    state = connection.execute(for_sale.where(resales.c.state.in_(("for_sale", "reserved")))).scalar()
    if state and kind != "resale":
        raise StateInvalid("This piece is for sale", state, ("withdraw",), kind)


def _ended(connection: Connection, piece: Piece, kind: Kind, number: int, now: int) -> None:
    told, state = _ENDS[kind]
    detail = {"way": kind, "grams": piece.grams}
    item = piece.item or 0
    happened(connection, Event(f"fate:{number}", item, told, now, f"piece:{piece.id}", detail))
    registry.set_state(connection, item, state)
