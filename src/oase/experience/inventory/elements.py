"""What of a touchpoint speaks to feelings, such as the picture on the contact page (T8)."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from oase.errors import OptionInvalid
from oase.experience.inventory.registry import find
from oase.experience.inventory.tables import elements

__all__ = ["RATINGS", "Element", "elements_of", "put_element", "remove_element"]

RATINGS = (-2, -1, 0, 1, 2)
"""From cold to warm, as the company itself sees it; never mixed with what customers say."""
LONGEST = 200
LONGEST_NOTE = 1_000


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """One emotional element; ``rating`` None where nobody has rated it."""

    id: int
    touchpoint: str
    name: str
    note: str
    rating: int | None
    who: str
    updated: int


def elements_of(connection: Connection, touchpoint: str | None = None) -> list[Element]:
    """Return the elements of a touchpoint, or all, by name."""
    query = select(elements).order_by(elements.c.touchpoint, elements.c.name)
    if touchpoint is not None:
        query = query.where(elements.c.touchpoint == touchpoint)
    return [Element(**row) for row in connection.execute(query).mappings()]


def put_element(
    connection: Connection, touchpoint: str, name: str, note: str, rating: int | None, *, who: str, now: int
) -> None:
    """Write an element down, or rate the one of that name anew.

    Raises
    ------
    OptionInvalid
        No such touchpoint, no name, too long a text, or a rating that there is not.
    """
    find(connection, touchpoint)
    said = name.strip()
    if not 0 < len(said) <= LONGEST or len(note) > LONGEST_NOTE:
        raise OptionInvalid(
            "The element has no name, or its text is too long",
            expected=f"a name of at most {LONGEST} characters, a note of at most {LONGEST_NOTE:,}",
            got=f"{len(said)} and {len(note):,}",
            where="element",
        )
    if rating is not None and rating not in RATINGS:
        raise OptionInvalid(
            "There is no such rating", expected="-2 (cold) to 2 (warm)", got=str(rating), where="rating"
        )
    row = {"touchpoint": touchpoint, "name": said, "note": note.strip(), "rating": rating}
    query = insert(elements).values(**row, who=who, updated=now)
    new = {key: getattr(query.excluded, key) for key in ("note", "rating", "who", "updated")}
    connection.execute(query.on_conflict_do_update(["touchpoint", "name"], set_=new))


def remove_element(connection: Connection, number: int) -> None:
    """Remove an element; one that is not there is none already."""
    connection.execute(delete(elements).where(elements.c.id == number))
