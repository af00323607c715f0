"""What producer responsibility for textiles asks for: of each intake what came in, and where it went.

Directive 2008/98/EC, Art. 22a ff., as amended by Directive (EU) 2025/1892. One row is one piece that was
taken: what came in equals what went out by each way and what is here still. Names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

from sqlalchemy import Connection, func, select

from oase.programmes.returns.fates import Kind
from oase.programmes.tables import fates, pieces, take_backs

__all__ = ["WAYS", "Country", "Intake", "by_country", "intakes"]

WAYS: tuple[str, ...] = get_args(Kind)


class Intake(NamedTuple):
    """One piece that was taken in the period, and what has become of it by the end of the period.

    Attributes
    ----------
    parcel : str
        Number of the parcel or visit.
    piece : int
    country : str
        ISO 3166-1, from where it was sent; empty where nobody said.
    category, grade : str
    at : int
        When it was looked at and taken, microseconds since 1970, UTC.
    is_weighed : bool
        Else it counts with the usual weight of its kind.
    grams : int
    ways : dict of str to int
        Grams by way, of ``WAYS``; every way, also with 0.
    """

    parcel: str
    piece: int
    country: str
    category: str
    grade: str
    at: int
    is_weighed: bool
    grams: int
    ways: dict[str, int]

    @property
    def here(self) -> int:
        """What is here still."""
        return self.grams - sum(self.ways.values())


class Country(NamedTuple):
    """The intakes of one country in a period: pieces, how many nobody weighed, grams in, by way, and here."""

    country: str
    pieces: int
    unweighed: int
    grams: int
    ways: dict[str, int]
    here: int


def intakes(connection: Connection, since: int, until: int, country: str = "") -> list[Intake]:
    """Return the pieces taken from ``since`` to before ``until``, oldest first, and their ways until then.

    Parameters
    ----------
    connection : Connection
    since, until : int
        Microseconds since 1970, UTC.
    country : str
        ISO 3166-1; empty for all.
    """
    taken = (pieces.c.refused == "") & (pieces.c.looked >= since) & (pieces.c.looked < until)
    if country:
        taken &= take_backs.c.country == country.strip().upper()
    gone = _gone(connection, since, until)
    columns = (
        take_backs.c.number, pieces.c.id, take_backs.c.country, pieces.c.category, pieces.c.grade,
        pieces.c.looked, func.json_extract(pieces.c.found, "$.weighed"), func.coalesce(pieces.c.grams, 0),
    )  # fmt: skip
    query = select(*columns).join(take_backs, take_backs.c.id == pieces.c.take_back).where(taken)
    return [
        Intake(*row[:6], row[6] != 0, row[7], {way: gone.get((row[1], way), 0) for way in WAYS})
        for row in connection.execute(query.order_by(pieces.c.looked, pieces.c.id))
    ]


def by_country(rows: Sequence[Intake]) -> list[Country]:
    """Return the sums of intakes by country, in the order of their codes."""
    found: list[Country] = []
    for code in sorted({one.country for one in rows}):
        mine = [one for one in rows if one.country == code]
        ways = {way: sum(one.ways[way] for one in mine) for way in WAYS}
        unweighed = sum(not one.is_weighed for one in mine)
        grams, here = sum(one.grams for one in mine), sum(one.here for one in mine)
        found.append(Country(code, len(mine), unweighed, grams, ways, here))
    return found


def _gone(connection: Connection, since: int, until: int) -> dict[tuple[int, str], int]:
    """Return grams by piece and way, of pieces taken since then."""
    of_these = select(pieces.c.id).where(pieces.c.looked >= since, pieces.c.looked < until)
    counts = fates.c.undone.is_(None) & (fates.c.at < until) & fates.c.piece.in_(of_these)
    query = select(fates.c.piece, fates.c.kind, func.sum(fates.c.grams)).where(counts)
    rows: Any = connection.execute(query.group_by(fates.c.piece, fates.c.kind))
    return {(piece, kind): grams for piece, kind, grams in rows}
