"""A house with a tour and a stop at a market place."""

from __future__ import annotations

import datetime as dt

import pytest

import oase
from oase.programmes.events import stops, tours
from oase.programmes.events.stops import StopDraft
from oase.programmes.events.tours import TourDraft

NOON = 1_795_863_600_000_000  # 28 November 2026, 12:00 in Berlin
MINUTE = 60_000_000


def draft(tour, **more):
    """Return a stop in Cologne on 28 November, 10:00 to 18:00."""
    said = {
        "tour": tour,
        "name": "Neumarkt",
        "street": "Neumarkt 1",
        "postcode": "50667",
        "city": "Köln",
        "country": "DE",
        "place": (50.936, 6.948),
        "timezone": "Europe/Berlin",
        "day": dt.date(2026, 11, 28),
        "begins": dt.time(10),
        "ends": dt.time(18),
        "walk_ins": 60,
    }
    return StopDraft(**{**said, **more})


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Return the memory of a house."""
    with oase.open(tmp_path_factory.mktemp("tour") / "house", create=True) as house:
        yield house.rooms.database


@pytest.fixture
def connection(database):
    """A transaction that is taken back after each test."""
    with database.writing() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def tour(connection):
    """Return a live tour."""
    made = tours.create(connection, TourDraft({"de": "Winter-Tour"}), who="Kaya", now=NOON)
    return tours.set_state(connection, made.id, "live")


@pytest.fixture
def stop(connection, tour):
    """Return a stop that is open."""
    made = stops.create(connection, draft(tour.id), now=NOON)
    return stops.set_state(connection, made.id, "open", now=NOON)


@pytest.fixture
def stop_of():
    """Return what makes an open stop with few places in a transaction of the test's own."""

    def made(connection):
        tour = tours.create(connection, TourDraft({"de": "Tour"}), who="Kaya", now=NOON)
        held = stops.create(connection, draft(tour.id, walk_ins=12, per_slot=1), now=NOON)
        return stops.set_state(connection, held.id, "open", now=NOON)

    return made
