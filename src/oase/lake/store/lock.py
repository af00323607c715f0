"""One writer per house: a row in the database with a lease that a heartbeat extends."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from oase.db import Database
from oase.db.schema import lake_lock
from oase.errors import HouseBusy, OaseError

__all__ = ["Lease", "holder_of_lock", "is_alive", "is_over", "writer"]

MICROSECONDS = 1_000_000
_PAUSE_SECONDS = 0.05


class Lease:
    """The right to write, as long as it lasts.

    Parameters
    ----------
    token : str
        Names this holder among all that ever were.
    """

    def __init__(self, token: str) -> None:
        self.token = token

    def confirm(self, connection: Connection) -> None:
        """Make sure, inside the transaction that is about to change the house, that the right still holds.

        Raises
        ------
        HouseBusy
            The lease ran out (the process was halted for long) and another writer took over.
        """
        row = holder_of_lock(connection)
        if row is None or row.token != self.token:
            raise HouseBusy(
                "This work was halted for so long that another process took over; nothing was changed",
                got=f"held by {row.holder}" if row is not None else None,
                todo="run the same command again; nothing is stored twice",
            )


def holder_of_lock(connection: Connection) -> Row[tuple[int, str, str, int, int]] | None:
    """Return the row of the lock, None when the house is free."""
    return connection.execute(select(lake_lock)).first()


def is_over(row: Row[tuple[int, str, str, int, int]], now: int) -> bool:
    """Whether a lock holds no longer: its lease ran out, or its process on this machine is gone."""
    return bool(row.until <= now) or _is_dead(row.token)


@contextmanager
def writer(
    database: Database,
    *,
    clock: Callable[[], int],
    token: str,
    lease_seconds: float,
    patience_seconds: float = 0.0,
) -> Generator[Lease, None, None]:
    """Hold the right to write while the block runs.

    Parameters
    ----------
    database : Database
    clock : callable
        Microseconds since 1970, UTC.
    token : str
        Unique name of this holder; the machine and process are put before it.
    lease_seconds : float
        How long the right lasts after a sign of life; extended every third of it.
    patience_seconds : float
        How long to wait for another one that holds it.

    Raises
    ------
    HouseBusy
        Another process holds it all that time; says which and since when.
    """
    lease = Lease(f"{socket.gethostname()}|{os.getpid()}|{token}")
    span = int(lease_seconds * MICROSECONDS)
    _take_in_turn(database, lease, clock, span, patience_seconds)
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(database, lease, clock, span, stop), daemon=True)
    beat.start()
    try:
        yield lease
    finally:
        stop.set()
        beat.join()
        _free(database, lease)


def _take_in_turn(
    database: Database, lease: Lease, clock: Callable[[], int], span: int, patience_seconds: float
) -> None:
    end = time.perf_counter() + patience_seconds
    while True:
        try:
            with database.writing() as connection:
                _take(connection, lease, clock(), span)
        except HouseBusy:
            if time.perf_counter() >= end:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _take(connection: Connection, lease: Lease, now: int, span: int) -> None:
    row = holder_of_lock(connection)
    if row is not None and not is_over(row, now):
        since = datetime.fromtimestamp(row.since / MICROSECONDS, UTC)
        raise HouseBusy(
            "Another process is writing to the house; nothing was changed",
            got=f"{row.holder}, since {since:%Y-%m-%d %H:%M:%S} UTC",
            todo="wait until it has finished, then run the same command again",
        )
    connection.execute(delete(lake_lock))
    host, process, _ = lease.token.split("|", 2)
    holder = f"process {process} on {host}"
    row = {"id": 1, "token": lease.token, "holder": holder, "since": now, "until": now + span}
    connection.execute(insert(lake_lock).values(row))


def _beat(
    database: Database, lease: Lease, clock: Callable[[], int], span: int, stop: threading.Event
) -> None:
    while not stop.wait(span / MICROSECONDS / 3):
        try:
            with database.writing() as connection:
                mine = update(lake_lock).where(lake_lock.c.token == lease.token)
                connection.execute(mine.values(until=clock() + span))
        except OaseError:
            # a full disk or a long transaction: the next beat may pass, and the seal confirms the lease
            continue


def _free(database: Database, lease: Lease) -> None:
    try:
        with database.writing() as connection:
            connection.execute(delete(lake_lock).where(lake_lock.c.token == lease.token))
    except OaseError:
        # on a full disk not even this can be written: the lock ends with the process or its lease
        return


def is_alive(process: int) -> bool:
    """Whether a process of this machine may still run; where that cannot be asked, it may."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_dead(token: str) -> bool:
    host, process, _ = token.split("|", 2)
    return host == socket.gethostname() and not is_alive(int(process))
