"""How many invitations a touchpoint needs: more where a verdict is open and near, never none.

A person is asked at most once within the cool-down, whatever she did. So an invitation about one touchpoint
is one about another not sent, and shares say what is more worth asking about. They change with which
probability somebody is asked, never what her answer weighs: it is weighted by one over that probability.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from oase.experience.verdicts.run import Row, main_rows
from oase.model import State
from oase.words.row import answers_missing, figure, state_of

__all__ = ["FLOOR", "STANDING", "Share", "shares"]

FLOOR = 0.05
"""Nobody stops asking about a touchpoint: what stands today may not stand tomorrow."""

STANDING = 0.25
"""Enough to notice a change where a verdict stands, and where one is too far away to wait for."""


class Share(msgspec.Struct, frozen=True):
    """With which probability a transaction of a touchpoint is invited.

    Parameters
    ----------
    touchpoint : str
    share : float
    needed : int or None
        Answers still missing for a verdict; None where one stands, or where nobody can say.
    """

    touchpoint: str
    share: float
    needed: int | None


def shares(rows: Iterable[Row], floor: float = FLOOR) -> list[Share]:
    """Return the share of every touchpoint that was judged.

    Where a verdict stands it is ``STANDING``; where one is open it grows from there to 1 with the part of the
    needed answers that is there already.

    Parameters
    ----------
    rows : iterable of mapping
        Of the result table.
    floor : float
        No share is less.

    Examples
    --------
    >>> rows = [{"touchpoint": "Shop", "state": "magic", "answers": 4000, "answers_needed": 900},
    ...         {"touchpoint": "App", "state": "open", "answers": 1200, "answers_needed": 1600},
    ...         {"touchpoint": "Chat", "state": "open", "answers": 40, "answers_needed": 1600}]
    >>> for one in shares(rows):
    ...     print(one.touchpoint, round(one.share, 2), one.needed)
    Shop 0.25 None
    App 0.81 400
    Chat 0.27 1560
    """
    return [_share(row, floor) for row in main_rows(rows)]


def _share(row: Row, floor: float) -> Share:
    name = str(row["touchpoint"])
    if state_of(row) is not State.OPEN:
        return Share(name, max(floor, STANDING), None)
    missing, answers = answers_missing(row), figure(row, "answers") or 0.0
    if not missing:  # open for another reason than too few answers, or nobody knows how many it takes
        return Share(name, max(floor, STANDING), None)
    nearness = answers / (answers + missing)
    return Share(name, max(floor, STANDING + (1 - STANDING) * nearness), missing)
