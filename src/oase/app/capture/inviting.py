"""Invitations in the process "messages": a thread that looks again and again, until told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from oase.db import Database, about
from oase.decisions.messages.vapid import open_vapid
from oase.errors import ExtraMissing, OaseError
from oase.settings import Settings, time_zone
from oase.surveys.inviting import MOST, Inviting
from oase.surveys.tokens import Signer
from oase.surveys.wording import Sender

__all__ = ["channels_of", "inviting", "make_inviting"]

log = logging.getLogger("oase.messages")

LOOK_SECONDS, TROUBLE_SECONDS = 2.0, 5.0


def make_inviting(database: Database, settings: Settings, clock: Callable[[], int]) -> Inviting:
    """Return what invites in a house.

    Raises
    ------
    HouseDamaged, StorageForbidden, StorageFull
        The key of the surveys.
    """
    house = about(database)
    return Inviting(
        database,
        Signer.open(database.folder),
        clock=clock,
        zone=time_zone(house.timezone),
        lang=settings.lang,
        sender=Sender(house.own_brand or "", settings.address),
        channels=channels_of(database, settings),
    )


def channels_of(database: Database, settings: Settings) -> frozenset[str]:
    """Return by which channels the house can invite: a mail needs a server and an address for its links."""
    found = {"app"}
    if settings.delivery.smtp_host and settings.address:
        found.add("email")
    try:
        open_vapid(database.folder, settings.delivery.contact)
    except ExtraMissing:
        return frozenset(found)
    return frozenset(found | {"push"})


@contextmanager
def inviting(
    database: Database, settings: Settings, clock: Callable[[], int], stop: threading.Event
) -> Generator[None]:
    """Invite meanwhile, in a thread; when it ends, so does the process, to be started anew."""

    def work() -> None:
        try:
            _keep_inviting(lambda: make_inviting(database, settings, clock), stop)
        finally:
            stop.set()

    thread = threading.Thread(target=work, name="invitations")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep_inviting(make: Callable[[], Inviting], stop: threading.Event) -> None:
    made: Inviting | None = None
    pause = 0.0
    while not stop.wait(pause):
        try:
            made = made or make()
            pause = 0.0 if made.look() >= MOST else LOOK_SECONDS
        except OaseError as error:
            log.warning("invitations wait: %s", error.what)
            pause = TROUBLE_SECONDS
