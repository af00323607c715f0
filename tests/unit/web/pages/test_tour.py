"""Tour: made, changed, cancelled; the counter from the first number to the last; who may do what."""

from __future__ import annotations

import re

import pytest
from tests.unit.programmes.events.conftest import MINUTE, draft

from oase.programmes.events import stops, tailors, tours
from oase.programmes.events.stops import set_state
from oase.programmes.events.tickets import Guest, book, of_stop

DAY = 24 * 60 * MINUTE


@pytest.fixture
def stop(reach, clock):
    """Return an open stop on the day of the tests, and set the clock to noon of it."""
    clock.turn(days=-1)  # 28 November, 12:00 in Berlin
    with reach.database.writing() as connection:
        made = tours.create(connection, tours.TourDraft({"de": "Winter-Tour"}), who="K", now=clock())
        tours.set_state(connection, made.id, "live")
        held = stops.create(connection, draft(made.id), now=clock())
        tailors.add(connection, held.id, "Mira")
        return set_state(connection, held.id, "open", now=clock())


def drawn(pages, stop, n=1, **more):
    """Draw numbers at the counter."""
    for _ in range(n):
        key = f"draw-{id(stop)}-{drawn.count:05}"
        drawn.count += 1
        answer = pages.submit(f"/tour/{stop.id}/act", {"do": "draw", "key": key, **more})
        assert answer.status_code == 303


drawn.count = 0


def tickets(reach, stop):
    """Return the tickets of the stop."""
    with reach.database.reading() as connection:
        return of_stop(connection, stop.id)


def test_a_tour_is_made_with_a_stop(signed_in, reach):
    """From nothing to a stop that customers see; a mistake keeps what was typed."""
    pages = signed_in("manager")
    assert "Noch fährt kein Bus" in pages.get("/tour").text
    assert pages.submit("/tour", {"name_de": "Frühling"}).status_code == 303
    fields = {
        "tour": "1", "name": "Markt", "street": "", "postcode": "50667", "city": "Köln", "country": "DE",
        "place": "", "timezone": "Europe/Berlin", "day": "2026-12-05", "begins": "10:00", "ends": "18:00",
        "slot_minutes": "30", "per_slot": "2", "walk_ins": "60", "mends": ["zip", "seam"],
    }  # fmt: skip
    refused = pages.submit("/tour/stops/new", fields)
    assert refused.status_code == 400
    assert "Breite und Länge" in refused.text
    assert 'value="50667"' in refused.text
    assert pages.submit("/tour/stops/new", {**fields, "place": "50.936, 6.948"}).status_code == 303
    assert pages.submit("/tour/tours/1/state", {"state": "live"}).status_code == 303
    shown = pages.get("/tour").text
    assert "Ein Halt steht an: Köln, 05.12.2026" in shown
    assert '<svg class="tour-map"' in shown
    changed = pages.submit("/tour/stops/1/change", {**fields, "place": "50.9, 6.9", "ends": "09:00"})
    assert "endet nach seinem Anfang" in changed.text
    assert pages.get("/tour/download/stops.csv").text.count("Köln") == 1


def test_sixty_are_served_without_a_script(signed_in, reach, stop):
    """Drawn, called, begun and finished by forms alone; the page says how many wait."""
    pages = signed_in("workshop")
    drawn(pages, stop, 60)
    assert "60 warten, 0 in Arbeit" in pages.get(f"/tour/{stop.id}").text
    full = pages.submit(f"/tour/{stop.id}/act", {"do": "draw", "key": "one-too-many"})
    assert full.status_code == 409
    assert "Alle Plätze sind vergeben" in full.text
    for n in range(60):
        pages.submit(f"/tour/{stop.id}/act", {"do": "next", "key": f"next-{n:05}"})
        one = next(one for one in tickets(reach, stop) if one.state == "called")
        assert one.number == n + 1
        for do in ("start", "done:Fixed"):
            fields = {"do": do, "ticket": one.key, "key": f"{do}-{n:05}", "tailor": "Mira"}
            assert pages.submit(f"/tour/{stop.id}/act", fields).status_code == 303
    assert "0 warten, 0 in Arbeit" in pages.get(f"/tour/{stop.id}").text
    assert {one.state for one in tickets(reach, stop)} == {"done"}
    assert "Mira hat 60 von 60 Stücken repariert" in pages.get("/tour/tailors/Mira").text


def test_a_step_is_done_once_and_taken_back(signed_in, reach, stop):
    """The same key twice is one step; what does not fit is refused; undo names what it undoes."""
    pages = signed_in("workshop")
    drawn(pages, stop, name="Ana", what="Jacke")
    one = tickets(reach, stop)[0]
    for _ in range(2):
        told = {"do": "call", "ticket": one.key, "key": "call-00001"}
        assert pages.submit(f"/tour/{stop.id}/act", told).status_code == 303
    wrong = pages.submit(f"/tour/{stop.id}/act", {**told, "key": "call-00002"})
    assert wrong.status_code == 409
    shown = pages.get(f"/tour/{stop.id}").text
    assert "Zurück: Nr. 1 gerufen" in shown
    change = re.search(r'name="change" value="(\d+)"', shown)[1]
    pages.submit(f"/tour/{stop.id}/act", {"do": "undo", "change": change, "key": "undo-00001"})
    assert tickets(reach, stop)[0].state == "waiting"


def test_what_a_phone_sends_later_counts_when_it_was_done(signed_in, reach, clock, stop):
    """Ten minutes ago on the phone is ten minutes ago in the figures."""
    pages = signed_in("workshop")
    drawn(pages, stop, ago="600")
    one = tickets(reach, stop)[0]
    assert clock() - one.arrived == 10 * MINUTE
    for do, ago in (("start", "540"), ("done:Fixed", "60")):
        pages.submit(f"/tour/{stop.id}/act", {"do": do, "ticket": one.key, "key": f"{do}-00001", "ago": ago})
    one = tickets(reach, stop)[0]
    assert one.ended - one.began == 8 * MINUTE


def test_a_ticket_is_shown_linked_and_made_a_case(signed_in, reach, stop):
    """Its link leads to it; a case needs a reason; a second time there is no second case."""
    pages = signed_in("workshop")
    drawn(pages, stop, name="Ana")
    one = tickets(reach, stop)[0]
    path = f"/tour/{stop.id}/ticket/{one.id}"
    assert "Nummer 1: wartet" in pages.get(path).text
    linked = pages.submit(f"{path}/link").text
    assert re.search(r"/p/tour/t/[\w-]{27}", linked)
    assert "<svg" in linked
    refused = pages.submit(f"{path}/case", {"what": "Jacke", "reason": ""})
    assert refused.status_code == 400
    assert "was kaputt ist" in refused.text
    made = pages.submit(f"{path}/case", {"what": "Jacke", "reason": "zip"})
    assert re.search(r"/c/[\w-]{27}", made.text)
    assert tickets(reach, stop)[0].case is not None
    pages.submit(f"{path}/case", {"what": "Jacke", "reason": "zip"})
    with reach.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from programme_cases").scalar() == 1
    assert pages.get(f"/tour/{stop.id + 1}/ticket/{one.id}").status_code == 404


def test_a_cancelled_stop_names_who_is_to_be_told(signed_in, reach, clock, stop):
    """Nobody who booked is forgotten."""
    with reach.database.writing() as connection:
        guest = Guest("Ana", phone="0221 4711")
        book(connection, stop.id, stop.slots[8], guest, key="booking-1", who="", now=clock())
    pages = signed_in("manager")
    shown = pages.submit(f"/tour/stops/{stop.id}/cancel").text
    assert "0 bekommen eine Mail; 1 müssen Sie selbst verständigen" in shown
    assert "0221 4711" in shown
    assert tickets(reach, stop)[0].state == "cancelled"


def test_who_may_not_may_not(signed_in, stop):
    """An analyst sees figures and no names; nobody signed out sees anything."""
    pages = signed_in("analyst")
    assert pages.get("/tour").status_code == 200
    assert pages.get(f"/tour/stops/{stop.id}").status_code == 200
    assert pages.get(f"/tour/{stop.id}").status_code == 403
    assert pages.submit(f"/tour/{stop.id}/act", {"do": "draw", "key": "draw-00001"}).status_code == 403
    for path in ("/tour/0", "/tour/x", "/tour/stops/99", "/tour/tailors/Nobody"):
        assert signed_in("manager").get(path).status_code == 404


def test_the_poster_leads_to_where_numbers_are_drawn(signed_in, stop):
    """A QR code as a file to print."""
    answer = signed_in("manager").get(f"/tour/stops/{stop.id}/poster.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in answer.content
