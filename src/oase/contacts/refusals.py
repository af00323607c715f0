"""Refusals: what the door did not accept, kept with its reason so that someone can see and mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, delete, select

from oase.contacts.masking import mask, mask_value
from oase.contacts.tables import door_counts, refusals
from oase.model import RefusalReason

__all__ = [
    "SILENT",
    "KeptRefusal",
    "Refused",
    "body_to_keep",
    "browse",
    "counts",
    "forget",
    "latest",
    "record",
]

SILENT = frozenset(
    {RefusalReason.CONSENT_DENIED, RefusalReason.CONSENT_WITHDRAWN, RefusalReason.PERSON_ERASED}
)
"""Reasons that forbid keeping anything of the message, be it the pseudonym."""

MOST_CHARACTERS = 2000
_MOST_LOOKED_AT = 2 * MOST_CHARACTERS
_AGENT = re.compile(r'("user_?agent"\s*:\s*)"(?:[^"\\]|\\.)*"?', re.IGNORECASE)


class Refused(NamedTuple):
    """One refusal on its way into the table, in the order of its columns."""

    received: int
    source: str
    worker: str
    row: int
    item: int
    step: str
    reason: RefusalReason
    detail: str
    alias: int | None
    body: str | None


class KeptRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was not accepted.

    Parameters
    ----------
    id : int
        Ascending.
    received : int
        Microseconds since 1970, UTC.
    source : str
        Name of the write key's source.
    worker, row, item : str, int, int
        Where it stood in the inbox.
    step : str
        The step of the pipeline that refused it.
    reason : RefusalReason
    detail : str
        What exactly was wrong, in English.
    alias : int or None
        Pseudonym, where it was known and may be kept.
    body : str or None
        What was sent, masked and cut to 2,000 characters; None where nothing may be kept.
    """

    id: int
    received: int
    source: str
    worker: str
    row: int
    item: int
    step: str
    reason: RefusalReason
    detail: str
    alias: int | None = None
    body: str | None = None


def body_to_keep(body: bytes | Mapping[str, Any]) -> str:
    """Return what may be kept of a message: masked, without addresses of machines, cut.

    Parameters
    ----------
    body : bytes or mapping
        As it was received, or the readable members of it.

    Examples
    --------
    >>> body_to_keep({"event": "", "properties": {"note": "write to anna@example.de", "email": "a@b.de"}})
    '{"event":"","properties":{"note":"write to [mail]"}}'
    """
    if isinstance(body, bytes):
        readable = _AGENT.sub(r'\1""', body[:_MOST_LOOKED_AT].decode("utf-8", "replace"))
        return mask(readable)[:MOST_CHARACTERS]
    return msgspec.json.encode(mask_value(body)).decode()[:MOST_CHARACTERS]


def record(connection: Connection, refused: Sequence[Refused]) -> None:
    """Keep refusals, in the order in which the messages were accepted."""
    if refused:
        connection.exec_driver_sql(
            "insert into refusals (received, source, worker, row, item, step, reason, detail, alias, body)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            sorted(refused, key=lambda one: (one.received, one.worker, one.row, one.item)),
        )


def browse(
    connection: Connection,
    *,
    after: int = 0,
    reason: RefusalReason | None = None,
    source: str | None = None,
    limit: int = 100,
) -> list[KeptRefusal]:
    """Return refusals in the order in which they were made.

    Parameters
    ----------
    connection : Connection
    after : int
        Only those whose ``id`` is greater; negative for the last ones there are.
    reason : RefusalReason, optional
    source : str, optional
    limit : int
        At most so many.
    """
    query = select(*(refusals.c[name] for name in KeptRefusal.__struct_fields__)).limit(limit)
    if reason is not None:
        query = query.where(refusals.c.reason == reason.value)
    if source is not None:
        query = query.where(refusals.c.source == source)
    if after < 0:
        return _kept(connection, query.order_by(refusals.c.id.desc()))[::-1]
    return _kept(connection, query.where(refusals.c.id > after).order_by(refusals.c.id))


def latest(
    connection: Connection,
    *,
    before: int | None = None,
    reason: RefusalReason | None = None,
    source: str | None = None,
    limit: int = 100,
) -> list[KeptRefusal]:
    """Return refusals, the newest first.

    Parameters
    ----------
    connection : Connection
    before : int, optional
        Only those whose ``id`` is smaller.
    reason : RefusalReason, optional
    source : str, optional
    limit : int
        At most so many.
    """
    query = select(*(refusals.c[name] for name in KeptRefusal.__struct_fields__)).limit(limit)
    if before is not None:
        query = query.where(refusals.c.id < before)
    if reason is not None:
        query = query.where(refusals.c.reason == reason.value)
    if source is not None:
        query = query.where(refusals.c.source == source)
    return _kept(connection, query.order_by(refusals.c.id.desc()))


def counts(connection: Connection, since_day: int = 0) -> dict[RefusalReason, int]:
    """Return how many messages were refused since a day (days since 1970), per reason, most frequent first.

    Counted are all that ever were refused, also those whose row is gone again.
    """
    query = select(door_counts.c.outcome, door_counts.c.contacts).where(door_counts.c.day >= since_day)
    found: Counter[RefusalReason] = Counter()
    for outcome, number in connection.execute(query.where(door_counts.c.outcome.in_(list(RefusalReason)))):
        found[RefusalReason(outcome)] += number
    return dict(found.most_common())


def forget(connection: Connection, before: int) -> int:
    """Delete refusals received before a moment and return how many those were.

    Parameters
    ----------
    connection : Connection
    before : int
        Microseconds since 1970, UTC.
    """
    return connection.execute(delete(refusals).where(refusals.c.received < before)).rowcount


def _kept(connection: Connection, query: Select[Any]) -> list[KeptRefusal]:
    names = KeptRefusal.__struct_fields__
    rows = (dict(zip(names, row, strict=True)) for row in connection.execute(query))
    return [msgspec.convert(row, KeptRefusal) for row in rows]
