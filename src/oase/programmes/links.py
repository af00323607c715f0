"""Secret links: by one, a customer comes to one case, parcel or ticket without login, and to nothing else."""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection, insert, select, update

from oase.errors import InputError
from oase.programmes.tables import links as table

__all__ = ["BYTES", "DAYS", "Kind", "Link", "LinkInvalid", "end", "make", "read", "renew", "use"]

Kind = Literal["case", "take_back", "ticket", "handover"]

BYTES = 20
"""160 random bits: a billion guesses a second would take 46 quadrillion years to try as many as meet one of a
million links half of the time."""

DAYS = 365
"""How long a link works, since its making or its last renewal, when nobody says otherwise."""

_DAY = 86_400_000_000


class LinkInvalid(InputError):
    """A secret link does not work: ``unknown`` or ``expired``; an ended one looks like an unknown one.

    Parameters
    ----------
    reason : {"unknown", "expired"}
    """

    def __init__(self, reason: Literal["unknown", "expired"]) -> None:
        self.reason = reason
        super().__init__(
            "This link no longer works" if reason == "expired" else "This link does not exist",
            todo="ask for a new one where you got it from",
        )


class Link(NamedTuple):
    """What a secret opens; times are microseconds since 1970, UTC."""

    kind: Kind
    target: int
    expires: int


def make(
    connection: Connection,
    kind: Kind,
    target: int,
    now: int,
    random_bytes: Callable[[int], bytes],
    *,
    days: float = DAYS,
) -> str:
    """Return a new secret for one thing; only its hash is kept.

    Parameters
    ----------
    connection : Connection
        Writing.
    kind : str
        Of ``Kind``.
    target : int
        The id of the thing.
    now : int
        Microseconds since 1970, UTC.
    random_bytes : callable
        Such as ``secrets.token_bytes``.
    days : float
        How long it works; a part of a day is possible.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"no secret link opens a {kind}")  # a mistake of ours
    secret = base64.urlsafe_b64encode(random_bytes(BYTES)).rstrip(b"=").decode()
    row = {
        "digest": _digest(secret),
        "kind": kind,
        "target": target,
        "made": now,
        "expires": now + round(days * _DAY),
    }
    connection.execute(insert(table).values(row))
    return secret


def read(connection: Connection, kind: Kind, secret: str, now: int) -> Link:
    """Return what a secret opens.

    Raises
    ------
    LinkInvalid
        Nothing of this kind, or no longer.
    """
    query = select(table).where(table.c.digest == _digest(secret), table.c.kind == kind)
    row = connection.execute(query.where(table.c.ended.is_(None))).one_or_none()
    if row is None:
        raise LinkInvalid("unknown")
    if row.expires <= now:
        raise LinkInvalid("expired")
    return Link(kind, row.target, row.expires)


def use(connection: Connection, kind: Kind, secret: str, now: int) -> bool:
    """End one link, such as a code for one form; return whether it worked until now."""
    this = (table.c.digest == _digest(secret)) & (table.c.kind == kind)
    works = table.c.ended.is_(None) & (table.c.expires > now)
    return connection.execute(update(table).where(this & works).values(ended=now)).rowcount == 1


def renew(connection: Connection, kind: Kind, target: int, now: int, *, days: int = DAYS) -> None:
    """Let all links to a thing that still work do so for longer: something has happened to it."""
    alive = (table.c.kind == kind) & (table.c.target == target) & table.c.ended.is_(None)
    due = (table.c.expires > now) & (table.c.expires < now + days * _DAY)
    connection.execute(update(table).where(alive & due).values(expires=now + days * _DAY))


def end(connection: Connection, kind: Kind, target: int, now: int) -> int:
    """End all links to a thing; return how many that were."""
    alive = (table.c.kind == kind) & (table.c.target == target) & table.c.ended.is_(None)
    return connection.execute(update(table).where(alive).values(ended=now)).rowcount


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
