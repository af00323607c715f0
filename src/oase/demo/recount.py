"""The stores of the demo count anew what they have: the same pieces, a new moment."""

from __future__ import annotations

import msgspec

from oase.db import Database
from oase.db.occasions import mark
from oase.demo.scene import FAR, HERE
from oase.retail.counting import count_all
from oase.retail.keeping import stock

__all__ = ["recount"]


def recount(database: Database, at: int) -> int:
    """Count all stores anew and return how many counts those were.

    Where the stage has moved time, the two stores of its city are counted by the stage.

    Parameters
    ----------
    database : Database
    at : int
        Microseconds since 1970, UTC.
    """
    with database.writing() as connection:
        staged = {HERE, FAR} if mark(connection, "stage") is not None else set[str]()
        held = [one for one in stock(connection) if one.store not in staged]
        return count_all(connection, [msgspec.structs.replace(one, counted=at) for one in held])
