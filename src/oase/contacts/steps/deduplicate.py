"""Deduplicate: a message that was taken in before is counted and goes no further."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from sqlalchemy import Connection

from oase.contacts.counts import DUPLICATE
from oase.contacts.steps.group import Draft, Group
from oase.contacts.steps.wire import text_of

__all__ = ["PORTIONS", "deduplicate", "forget_messages"]

PORTIONS = 256
"""In how many portions the known messages can be swept."""

_KEY_BYTES = 16
_DAY = 86_400_000_000


def deduplicate(group: Group) -> None:
    """Let every message through once, told by its source and ``messageId``; one without is always new."""
    told: list[bytes] = []
    for draft in group.drafts:
        message = text_of(draft.sent.message_id)
        draft.message_key = _key(draft, message)
        if message is not None:
            told.append(draft.message_key)
    known = _known(group.connection, told)
    untold = set(told)
    new: list[tuple[bytes, int]] = []
    going_on: list[Draft] = []
    for draft in group.drafts:
        if draft.message_key in known:
            group.count(draft, DUPLICATE)
            continue
        going_on.append(draft)
        if draft.message_key in untold:
            known.add(draft.message_key)
            new.append((draft.message_key, draft.received // _DAY))
    if new:
        group.connection.exec_driver_sql("insert into messages (key, day) values (?, ?)", new)
    group.drafts = going_on


def forget_messages(connection: Connection, before_day: int, portion: int | None = None) -> int:
    """Forget messages received before a day and return how many those were.

    Parameters
    ----------
    connection : Connection
    before_day : int
        Days since 1970, UTC.
    portion : int, optional
        Only one of the ``PORTIONS``, so that a sweep never holds the house for long; all when left out.
    """
    where = "day < ?"
    parameters: list[int | bytes] = [before_day]
    if portion is not None:
        where += " and key >= ?"
        parameters.append(bytes([portion]))
        if portion + 1 < PORTIONS:
            where += " and key < ?"
            parameters.append(bytes([portion + 1]))
    return connection.exec_driver_sql(f"delete from messages where {where}", tuple(parameters)).rowcount


def _key(draft: Draft, message: str | None) -> bytes:
    told = f"{draft.source}\0{message}" if message is not None else f"{draft.worker},{draft.row},{draft.item}"
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


def _known(connection: Connection, keys: Sequence[bytes]) -> set[bytes]:
    """Return which keys are in the table; sorted keys are found in one walk through it."""
    found: set[bytes] = set()
    asked = sorted(keys)
    for start in range(0, len(asked), _MOST_ASKED):
        part = tuple(asked[start : start + _MOST_ASKED])
        query = f"select key from messages where key in ({','.join('?' * len(part))})"
        found.update(key for (key,) in connection.exec_driver_sql(query, part))
    return found


_MOST_ASKED = 2000
