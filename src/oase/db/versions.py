"""Counters by which a process learns that what it holds in memory has changed; the works' sign of life."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection

__all__ = ["Counter", "beat", "bump", "seen", "version"]

Counter = Literal["identity", "keys", "retail", "stock", "plays", "surveys", "service", "programmes"]
"""What is counted: changes of persons, of keys, of articles and stores, of stock alone, of plays,
of surveys and what is asked about, of measures, resolutions and hours of service, of programmes."""

_WORKS = "works"
_READ = "select number from versions where name = ?"
_BUMP = """
    insert into versions (name, number) values (?, 1)
    on conflict (name) do update set number = number + 1
"""
_BEAT = """
    insert into versions (name, number) values (?, ?)
    on conflict (name) do update set number = excluded.number
"""


def bump(connection: Connection, name: Counter) -> None:
    """Tell all who hold something in memory that they must read it again.

    Parameters
    ----------
    connection : Connection
        In the writing transaction that changes it.
    name : str
        Of ``Counter``.
    """
    connection.exec_driver_sql(_BUMP, (name,))


def version(connection: Connection, name: Counter) -> int:
    """Return how often something has changed: what was read at this number still holds."""
    return connection.exec_driver_sql(_READ, (name,)).scalar() or 0


def beat(connection: Connection, at: int) -> None:
    """Leave a sign of life of the process that works off the inboxes; ``at`` in microseconds since 1970."""
    connection.exec_driver_sql(_BEAT, (_WORKS, at))


def seen(connection: Connection) -> int | None:
    """Return when that process last gave a sign of life, microseconds since 1970, UTC; None for never."""
    return connection.exec_driver_sql(_READ, (_WORKS,)).scalar()
