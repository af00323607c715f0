"""Add to the log of a case."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from oase.programmes.cases.actor import Actor
from oase.programmes.tables import case_log

__all__ = ["logged"]


def logged(
    connection: Connection,
    case: int,
    actor: Actor,
    kind: str,
    *,
    before: str = "",
    after: str = "",
    text: str = "",
) -> int:
    """Add to the log of a case; return the number of the row.

    Parameters
    ----------
    connection : Connection
        Writing.
    case : int
    actor : Actor
    kind : {"state", "message", "note", "change", "undone"}
        A note and a change stay within the company.
    before, after, text : str
    """
    row = {"case": case, "at": actor.now, "by": actor.side, "who": actor.who, "kind": kind}
    done = connection.execute(insert(case_log).values(**row, before=before, after=after, text=text))
    return int(done.inserted_primary_key[0])  # pyright: ignore[reportOptionalSubscript]
