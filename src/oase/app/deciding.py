"""The counter of a web process, put together with what it needs of the house."""

from __future__ import annotations

from collections.abc import Callable

from oase.app.visiting.contacts import AppContacts
from oase.contacts.keys import Keyring
from oase.db import Database
from oase.db.inbox import Inbox
from oase.decisions.counter import Counter
from oase.decisions.situation import Weather
from oase.decisions.weather import weather_from
from oase.retail.articles import Store
from oase.settings import Settings

__all__ = ["make_counter"]


def make_counter(
    database: Database,
    inbox: Inbox,
    keyring: Keyring,
    settings: Settings,
    *,
    clock: Callable[[], int],
    staged: Callable[[int], Weather] | None = None,
) -> Counter:
    """Return the counter of a web process.

    Parameters
    ----------
    database : Database
    inbox : Inbox
    keyring : Keyring
    settings : Settings
    clock : callable
        Microseconds since 1970, UTC.
    staged : callable, optional
        What the weather is like at a moment on the demo's stage; everywhere else the weather port is asked.
    """
    port = weather_from(settings.weather_url, clock)

    def weather(at: int, store: Store | None) -> Weather | None:
        if staged is not None:
            return staged(at)
        return port.at(store.latitude, store.longitude) if store is not None else None

    contacts = AppContacts(database, keyring, inbox)
    return Counter(database, inbox, contacts.prepare, clock=clock, weather=weather)
