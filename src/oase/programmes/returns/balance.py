"""The mass balance of take-back, in grams: what was here and came in is what went out and is here still.

Kept for extended producer responsibility for textiles (Directive 2008/98/EC as amended by Directive (EU)
2025/1892). What was refused goes back to whom it belongs and is no part of it. What nobody weighed counts
with the usual weight of such pieces; how many those are is said beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from oase.programmes.tables import fates, pieces

__all__ = ["Balance", "Out", "balance"]


class Out(NamedTuple):
    """What went one way to one partner in a period."""

    kind: str
    partner: str
    pieces: int
    grams: int


class Balance(NamedTuple):
    """The balance of a period, in grams.

    Attributes
    ----------
    opening, came, closing : int
        What was here before, came in, and was here after.
    out : tuple of Out
        By way and partner.
    pieces, unweighed, refused : int
        How many pieces came in; how many of them nobody weighed; how many others were refused.
    """

    opening: int
    came: int
    out: tuple[Out, ...]
    closing: int
    pieces: int
    unweighed: int
    refused: int

    @property
    def gone(self) -> int:
        """All that went out."""
        return sum(one.grams for one in self.out)

    @property
    def difference(self) -> int:
        """What is missing or too much; anything but 0 says that rows were changed by hand."""
        return self.opening + self.came - self.gone - self.closing


def balance(connection: Connection, since: int, until: int) -> Balance:
    """Return the balance of a period: from ``since`` to before ``until``, microseconds since 1970, UTC.

    Opening, incoming and outgoing are summed from what was noted; closing is counted by itself, piece by
    piece, so that the two can be compared.
    """
    taken = pieces.c.looked.is_not(None) & (pieces.c.refused == "")
    during = (pieces.c.looked >= since) & (pieces.c.looked < until)
    came, many = _sum(connection, taken & during)
    before, _ = _sum(connection, taken & (pieces.c.looked < since))
    weighed = func.json_extract(pieces.c.found, "$.weighed")
    _, unweighed = _sum(connection, taken & during & (weighed == 0))
    _, refused = _sum(connection, (pieces.c.refused != "") & during)
    counts = fates.c.undone.is_(None)
    earlier = select(func.coalesce(func.sum(fates.c.grams), 0)).where(counts, fates.c.at < since)
    return Balance(
        opening=before - connection.execute(earlier).scalar_one(),
        came=came,
        out=tuple(_out(connection, since, until)),
        closing=_here(connection, until),
        pieces=many,
        unweighed=unweighed,
        refused=refused,
    )


def _sum(connection: Connection, chosen: ColumnElement[bool]) -> tuple[int, int]:
    query = select(func.coalesce(func.sum(pieces.c.grams), 0), func.count()).where(chosen)
    row = connection.execute(query).one()
    return row[0], row[1]


def _out(connection: Connection, since: int, until: int) -> Iterator[Out]:
    chosen = fates.c.undone.is_(None) & (fates.c.at >= since) & (fates.c.at < until)
    many, grams = func.count(fates.c.piece.distinct()), func.sum(fates.c.grams)
    query = select(fates.c.kind, fates.c.partner, many, grams).where(chosen)
    for row in connection.execute(query.group_by(fates.c.kind, fates.c.partner).order_by(grams.desc())):
        yield Out(*row)


def _here(connection: Connection, until: int) -> int:
    """Count what is here, one piece after the other."""
    gone: dict[int, int] = {}
    noted: Any = select(fates.c.piece, fates.c.grams).where(fates.c.undone.is_(None), fates.c.at < until)
    for row in connection.execute(noted):
        gone[row.piece] = gone.get(row.piece, 0) + row.grams
    held = select(pieces.c.id, pieces.c.grams).where(pieces.c.refused == "", pieces.c.looked < until)
    here = sum(row.grams - gone.pop(row.id, 0) for row in connection.execute(held))
    return here - sum(gone.values())
