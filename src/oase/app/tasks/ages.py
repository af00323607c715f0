"""When a kept result is computed anew: the rules alone, without file or clock."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from oase.app.tasks.task import State
from oase.app.tasks.versions import DataVersion

__all__ = ["Due", "Made", "due"]

_SECOND = 1_000_000
LEAST_AGE = 60 * _SECOND
TIMES_AS_LONG = 20
"""A result is computed anew at the earliest after so many times what it took: a twentieth of the time."""


class Made(NamedTuple):
    """How a result, or a try, came about: of which data, from when to when, what became of it."""

    version: DataVersion
    started: int
    finished: int
    state: State


class Due(Enum):
    """What is to be done about a result."""

    NOTHING = 0
    QUIETLY = 1
    """Contacts have arrived: computed anew without a word."""
    NOW = 2
    """There is none, or it is of data that has changed since."""


def due(kept: Made | None, last: Made | None, now: DataVersion, at: int) -> Due:
    """Return whether a result is to be computed anew.

    Parameters
    ----------
    kept : Made or None
        The result that is there.
    last : Made or None
        The last try, which may have failed or been cancelled.
    now : DataVersion
    at : int
        Microseconds since 1970, UTC.
    """
    wanted = Due.NOTHING
    if kept is None or kept.version.coarse != now.coarse:
        wanted = Due.NOW
    elif kept.version.fine != now.fine and _is_old(kept, at):
        wanted = Due.QUIETLY
    if wanted is not Due.NOTHING and last is not None and last.state in (State.FAILED, State.CANCELLED):
        return wanted if _may_be_tried(last, now, at) else Due.NOTHING
    return wanted


def _may_be_tried(last: Made, now: DataVersion, at: int) -> bool:
    """Whether what failed may do better now; what somebody cancelled comes back with other data only."""
    if last.version.coarse != now.coarse:
        return True
    return last.state is State.FAILED and last.version.fine != now.fine and _is_old(last, at)


def _is_old(made: Made, at: int) -> bool:
    return at - made.started > max(LEAST_AGE, TIMES_AS_LONG * (made.finished - made.started))
