"""Her visit to a store, as facts tell of it: begun by herself, never by a position; ended by leaving."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from oase.model import Fact

__all__ = ["LEFT", "SIGN", "SILENCE", "VISIT", "Visit", "current_visit", "ends_of"]

VISIT = "visit"
"""Fact: ``{"store", "id", "how"}`` since she came, 0 when she ended it."""

SIGN = "visit:sign"
"""Fact: id of the visit of which there was a sign: something scanned, shown or asked for in the store."""

LEFT = "visit:left"
"""Fact: code of the store whose surroundings she left."""

AFTER_LEAVING = 10 * 60_000_000
"""A visit ends so long after she left."""

SILENCE = 50 * 60_000_000
"""After so long without any sign she is taken to have left."""


class Visit(msgspec.Struct, frozen=True):
    """A visit that goes on.

    Parameters
    ----------
    store : str
        Code of the store.
    id : str
    how : {"qr", "dwell", "hand"}
    since, ends : int
        Microseconds since 1970, UTC; it ends then unless there is another sign.
    """

    store: str
    id: str
    how: str
    since: int
    ends: int


def current_visit(facts: Mapping[str, Fact], at: int) -> Visit | None:
    """Return the visit that goes on at a moment, None where she is in no store.

    Parameters
    ----------
    facts : mapping of str to Fact
        Of one person.
    at : int
        Microseconds since 1970, UTC.

    Examples
    --------
    >>> came = {"visit": Fact({"store": "K1", "id": "7", "how": "qr"}, 0)}
    >>> current_visit(came, 60_000_000).store
    'K1'
    >>> current_visit(came | {"visit:left": Fact("K1", 60_000_000)}, 60_000_000 + AFTER_LEAVING) is None
    True
    """
    fact = facts.get(VISIT)
    if fact is None or not isinstance(fact.value, dict):
        return None
    said: dict[str, str] = fact.value
    store, number = said.get("store", ""), said.get("id", "")
    ends = ends_of(facts, store, number, fact.at)
    return Visit(store, number, said.get("how", ""), fact.at, ends) if store and at < ends else None


def ends_of(facts: Mapping[str, Fact], store: str, number: str, since: int) -> int:
    """Return when a visit ends that she does not end herself, unless there is another sign.

    Parameters
    ----------
    facts : mapping of str to Fact
        Of one person.
    store, number : str
        Code of the store and id of the visit.
    since : int
        When she came, microseconds since 1970, UTC.
    """
    return _left(facts, store, number, since) + AFTER_LEAVING


def _left(facts: Mapping[str, Fact], store: str, number: str, since: int) -> int:
    """Return when she left: as told, or after a long silence; a later sign says that she is still there."""
    sign, left = facts.get(SIGN), facts.get(LEFT)
    last = max(since, sign.at) if sign is not None and sign.value == number else since
    if left is not None and left.value == store and left.at > last:
        return left.at
    return last + SILENCE
