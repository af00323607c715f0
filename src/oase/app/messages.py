"""The process "messages": carries the outbox out of the house, apart from the door and the pages."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random, SystemRandom
from secrets import token_bytes

from filelock import FileLock, Timeout

from oase.app.capture.inviting import inviting
from oase.app.deciding import make_counter
from oase.app.programmes.linking import Linking
from oase.app.programmes.telling import telling
from oase.app.triggering import Triggering, keep_firing
from oase.app.visiting.contacts import AppContacts
from oase.contacts.keys import Keyring
from oase.db import Database, about, open_database
from oase.db.inbox import INBOX_FOLDER, Inbox, worked_off
from oase.db.occasions import is_any
from oase.decisions.messages.attempts import Carrier
from oase.decisions.messages.hosts import Hosts
from oase.decisions.messages.mail import Mail
from oase.decisions.messages.push import Push, PushServices
from oase.decisions.messages.sending import PATIENCE_SECONDS, Sending
from oase.decisions.messages.vapid import Vapid, open_vapid
from oase.decisions.messages.webhook import Webhook
from oase.decisions.rechecking import Rechecking
from oase.errors import ExtraMissing
from oase.retail.shelf import Shelf
from oase.settings import Delivery, Settings, now, time_zone

__all__ = ["MESSAGES_LOCK", "main", "run"]

log = logging.getLogger("oase.messages")

MESSAGES_LOCK = "messages.lock"
"""Held by the one process of a house that sends."""

INBOX = "messages"
"""Name of the inbox of this process."""

LOOK_SECONDS = 0.5


def main(folder: Path, settings: Settings, alive: Connection | None = None) -> None:
    """Be the process that sends the messages of a house, until SIGTERM or the end of the parent.

    Parameters
    ----------
    folder : Path
        The house.
    settings : Settings
    alive : multiprocessing Connection, optional
        Reading end of a pipe whose other end only the parent holds.

    Raises
    ------
    InputError
        A setting with which nothing can be sent.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent says when to end
    watch = threading.Thread(target=_end_with, args=(alive, os.getppid(), stop), name="parent", daemon=True)
    watch.start()
    run(folder, settings, stop)


def run(
    folder: Path,
    settings: Settings,
    stop: threading.Event,
    *,
    clock: Callable[[], int] = now,
    random: Random | None = None,
    random_bytes: Callable[[int], bytes] = token_bytes,
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """Send until told to stop; waits first while another process of this house sends.

    Parameters
    ----------
    folder : Path
    settings : Settings
    stop : Event
    clock : callable
        Microseconds since 1970, UTC.
    random : Random, optional
        Spreads what is tried again; the system's when left out.
    random_bytes : callable
        For the secret links of letters; the system's when left out.
    patience_seconds : float
        Longest attempt.
    """
    lock = FileLock(folder / MESSAGES_LOCK, thread_local=False)
    if not _is_first(lock, stop):
        return
    try:
        with open_database(folder) as database:
            rechecking = Rechecking(database, Shelf(database), clock)
            sending = Sending(
                database,
                _carriers(folder, settings.delivery, clock),
                clock=clock,
                random=random or SystemRandom(),
                still_right=rechecking.still_right,
                complete=Linking(database, settings.address, clock, random_bytes).completed,
                ended=rechecking.ended,
                patience_seconds=patience_seconds,
            )
            with (
                _firing(database, settings, clock, stop),
                inviting(database, settings, clock, stop),
                telling(database, clock, stop),
            ):
                asyncio.run(_sent(sending, stop))
    finally:
        lock.release()


@contextmanager
def _firing(
    database: Database, settings: Settings, clock: Callable[[], int], stop: threading.Event
) -> Generator[None]:
    """Fire triggers meanwhile, in a thread; when it ends, so does the process, to be started anew."""
    with ExitStack() as held:

        def make() -> Triggering:
            inbox = held.enter_context(_inbox(database))
            keyring = Keyring(database)
            counter = make_counter(database, inbox, keyring, settings, clock=clock)
            held.callback(counter.close)
            contacts = AppContacts(database, keyring, inbox)
            zone = time_zone(about(database).timezone)
            return Triggering(database, counter, contacts, clock=clock, lang=settings.lang, zone=zone)

        def is_needed() -> bool:
            with database.reading() as connection:
                return is_any(connection)

        def fire() -> None:
            try:
                keep_firing(make, is_needed, stop)
            finally:
                stop.set()

        thread = threading.Thread(target=fire, name="triggers")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def _inbox(database: Database) -> Inbox:
    """Open the inbox of this process: what is decided here becomes contacts like anyone's."""

    def done() -> int:
        with database.reading() as connection:
            return worked_off(connection).get(INBOX, 0)

    return Inbox(database.folder / INBOX_FOLDER / f"{INBOX}.sqlite", done=done)


async def _sent(sending: Sending, stop: threading.Event) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell() -> None:
        stop.wait()
        loop.call_soon_threadsafe(asked.set)

    threading.Thread(target=tell, name="stop", daemon=True).start()
    try:
        await sending.run(asked)
    finally:
        stop.set()


def _carriers(folder: Path, delivery: Delivery, clock: Callable[[], int]) -> dict[str, Carrier]:
    hosts = Hosts()
    services = PushServices(delivery.push_hosts)
    return {
        "push": Push(services, _vapid(folder, delivery), hosts, clock),
        "email": Mail(delivery, clock),
        "webhook": Webhook(delivery.webhook, delivery.webhook_secret, hosts, clock),
    }


def _vapid(folder: Path, delivery: Delivery) -> Vapid | None:
    try:
        return open_vapid(folder, delivery.contact)
    except ExtraMissing as error:
        log.warning("nothing can be pushed: %s", " ".join(str(error).split()))
        return None


def _is_first(lock: FileLock, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            lock.acquire(timeout=LOOK_SECONDS, poll_interval=0.1)
        except Timeout:
            continue
        return True
    return False


def _end_with(alive: Connection | None, parent: int, stop: threading.Event) -> None:
    while not stop.wait(LOOK_SECONDS):
        # a pipe that has ended has something to read, too: its end
        if os.getppid() != parent if alive is None else alive.poll():
            stop.set()
