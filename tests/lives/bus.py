"""The counter at the bus, as a test handles it."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Page
from sqlalchemy import Connection

from oase.programmes.events import stops, tailors, tours

__all__ = ["PLACE", "drawn", "is_sent", "open_stop"]

PLACE = "Neumarkt, am Brunnen"


def open_stop(connection: Connection, now: int, walk_ins: int) -> int:
    """Make a stop that is open today, with one tailor, and return its number."""
    tour = tours.create(connection, tours.TourDraft({"de": "Tour"}), who="K", now=now)
    tours.set_state(connection, tour.id, "live")
    draft = stops.StopDraft(
        tour=tour.id,
        name=PLACE,
        postcode="50667",
        city="Köln",
        country="DE",
        place=(50.936, 6.948),
        timezone="UTC",
        day=dt.datetime.now(dt.UTC).date(),
        begins=dt.time(0, 1),
        ends=dt.time(23, 59),
        walk_ins=walk_ins,
    )
    held = stops.create(connection, draft, now=now)
    tailors.add(connection, held.id, "Mira")
    stops.set_state(connection, held.id, "open", now=now)
    return held.id


def drawn(page: Page, n: int) -> None:
    """Draw a number for the guest after ``n`` others."""
    page.get_by_label("Name", exact=True).fill(f"Gast {n + 1}")
    page.get_by_role("button", name="Nummer ziehen").click()


def is_sent(page: Page, stop: int) -> None:
    """Wait until the phone holds nothing any more that the server does not have."""
    page.wait_for_function(
        "stop => localStorage.getItem(`oase.tour.${stop}`) === '[]'", arg=stop, timeout=30_000
    )
