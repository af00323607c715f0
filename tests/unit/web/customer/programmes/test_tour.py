"""The tour as customers see it: book, draw a number, see the queue, go; by secret links without login."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from oase.programmes.events import stops, tailors, tours
from oase.programmes.events.moves import Move, move
from oase.programmes.events.stops import Stop, StopDraft
from oase.programmes.events.tickets import Ticket, of_stop

DAY = dt.date(2026, 11, 21)  # a Saturday; the clock of the shop stands at 12:00


@pytest.fixture
def visitor(shop: Any) -> httpx.Client:
    """Somebody who is not signed in."""
    client: httpx.Client = TestClient(shop.app)
    client.follow_redirects = False
    return client


def made(shop: Any, state: str = "open", **more: Any) -> Stop:
    """Make a stop of a live tour."""
    said: dict[str, Any] = {
        "name": "Neumarkt", "postcode": "50667", "city": "Köln", "country": "DE", "place": (50.936, 6.948),
        "timezone": "Europe/Berlin", "day": DAY, "begins": dt.time(10), "ends": dt.time(18), "walk_ins": 3,
        "per_slot": 1,
    }  # fmt: skip
    with shop.reach.database.writing() as connection:
        tour = tours.create(connection, tours.TourDraft({"de": "Tour"}), who="K", now=shop.clock())
        tours.set_state(connection, tour.id, "live")
        held = stops.create(connection, StopDraft(tour=tour.id, **{**said, **more}), now=shop.clock())
        tailors.add(connection, held.id, "Mira")
        return stops.set_state(connection, held.id, state, now=shop.clock())


def tickets(shop: Any, stop: Stop) -> list[Ticket]:
    """Return the tickets of the stop."""
    with shop.reach.database.reading() as connection:
        return of_stop(connection, stop.id)


def test_stops_are_found_by_place(shop: Any, visitor: httpx.Client) -> None:
    """By town or, unknown, all by day; what is over or planned only is not there."""
    assert "keine Reparatur-Tour" in visitor.get("/p/tour?lang=de").text
    made(shop)
    made(shop, "planned", city="Berlin", place=(52.52, 13.4), day=DAY + dt.timedelta(7))
    made(shop, city="Bonn", day=DAY - dt.timedelta(7))
    shown = visitor.get("/p/tour?lang=de&near=berlin").text
    assert "Der Bus steht heute in Köln, bis 18:00 Uhr." in shown
    near = shown.partition('id="h-near"')[2].partition("</section>")[0]
    assert "Berlin" in near
    assert "Köln" not in near
    assert "Bonn" not in shown
    assert "wissen wir keinen Ort" in visitor.get("/p/tour?lang=de&near=99999").text
    answer = visitor.get("/p/tour?lang=en")
    assert "The bus is in Köln today" in answer.text
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_a_time_is_booked_once_and_given_back(shop: Any, visitor: httpx.Client) -> None:
    """The same form twice is one booking; the link leads to it and to nothing else; cancelled, it is free."""
    stop = made(shop, "planned")
    page = visitor.get(f"/p/tour/{stop.id}?lang=de")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    slot = re.search(r'name="slot" value="(\d+)"', page.text)
    assert key
    assert slot
    assert ">12:30<" in page.text
    assert ">12:00<" not in page.text
    sent = {"key": key[1], "slot": slot[1], "name": "Ana", "what": "Jacke", "reason": "zip"}
    wrong = visitor.post(f"/p/tour/{stop.id}?lang=de", data={**sent, "email": "nein"})
    assert wrong.status_code == 400
    assert "keine E-Mail-Adresse" in wrong.text
    assert 'value="Jacke"' in wrong.text
    answers = [visitor.post(f"/p/tour/{stop.id}?lang=de", data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert len(tickets(shop, stop)) == 1
    path = answers[0].headers["location"].partition("?")[0]
    for answer in answers:
        assert "Gebucht: 21.11.2026, 12:30 Uhr" in visitor.get(answer.headers["location"]).text
    assert b"BEGIN:VEVENT" in visitor.get(f"{path}/date.ics").content
    assert ">12:30<" not in visitor.get(f"/p/tour/{stop.id}?lang=de").text
    taken = visitor.post(f"/p/tour/{stop.id}?lang=de", data={**sent, "key": "another-key"})
    assert "eben vergeben" in taken.text
    visitor.get(path)
    assert tickets(shop, stop)[0].state == "booked"
    assert visitor.post(f"{path}?lang=de", data={"key": "cancel-0001"}).status_code == 303
    assert "abgesagt" in visitor.get(path, headers={"accept-language": "de"}).text
    assert ">12:30<" in visitor.get(f"/p/tour/{stop.id}?lang=de").text


def test_who_gave_an_address_is_written_to(shop: Any, visitor: httpx.Client) -> None:
    """Even where nobody knew it before; the same form twice is one letter."""
    stop = made(shop, "planned")
    page = visitor.get(f"/p/tour/{stop.id}?lang=de")
    slot = re.search(r'name="slot" value="(\d+)"', page.text)
    assert slot
    sent = {"key": "booking-01", "slot": slot[1], "name": "Ana", "email": "ana@new.example"}
    for _ in range(2):
        assert visitor.post(f"/p/tour/{stop.id}?lang=de", data=sent).status_code == 303
    with shop.reach.database.reading() as connection:
        told = connection.exec_driver_sql("select alias, kind, content from outbox").all()
    assert [(one.kind, one.alias) for one in told] == [("contract", tickets(shop, stop)[0].alias)]
    assert "Köln" in told[0].content


def test_a_number_is_drawn_at_the_bus(shop: Any, visitor: httpx.Client) -> None:
    """From 1 on, as long as there are any; the page says who is before her; how long, only when known."""
    stop = made(shop)
    links = []
    for n in range(3):
        answer = visitor.post(f"/p/tour/{stop.id}/here?lang=de", data={"key": f"number-{n:03}", "name": "A"})
        links.append(answer.headers["location"])
    assert [one.number for one in tickets(shop, stop)] == [1, 2, 3]
    full = visitor.post(f"/p/tour/{stop.id}/here?lang=de", data={"key": "number-003"})
    assert full.status_code == 400
    assert "Alle Nummern sind gezogen" in full.text
    waits = visitor.get(links[2])
    assert "Nummer 3: noch 2 vor dir" in waits.text
    assert "wissen wir noch nicht" in waits.text
    assert waits.headers["refresh"] == "30"
    with shop.reach.database.writing() as connection:
        for action in ("call", "start", "done"):
            told = Move("number-000", action, f"{action}-00001", "Mira", "Fixed")
            move(connection, told, who="Mira", now=shop.clock())
    assert "Nummer 1: fertig" in visitor.get(links[0]).text
    assert "noch eine Person vor dir" in visitor.get(links[2]).text
    late = links[0].partition("?")[0]
    assert visitor.post(late, data={"key": "leave-0001"}).status_code == 400


def test_numbers_are_drawn_only_while_it_is_open(shop: Any, visitor: httpx.Client) -> None:
    """Not before half an hour ahead, not at a stop that is planned."""
    stop = made(shop, begins=dt.time(13))
    assert "ab einer halben Stunde vorher" in visitor.get(f"/p/tour/{stop.id}/here?lang=de").text
    answer = visitor.post(f"/p/tour/{stop.id}/here?lang=de", data={"key": "number-000"})
    assert answer.status_code == 400
    assert tickets(shop, stop) == []
    shop.clock.turn(minutes=31)
    drawn = visitor.post(f"/p/tour/{stop.id}/here?lang=de", data={"key": "number-000"})
    assert drawn.status_code == 303


def test_what_is_not_there_is_refused_kindly(shop: Any, visitor: httpx.Client) -> None:
    """Unknown stops and links, machines that fill in every field, a tour that is not public."""
    stop = made(shop)
    for path in ("/p/tour/99", "/p/tour/99/here", "/p/tour/99/date.ics", "/p/tour/t/unknown"):
        assert visitor.get(path).status_code == 404
    trapped = {"key": "number-000", "website": "spam"}
    assert visitor.post(f"/p/tour/{stop.id}/here", data=trapped).status_code == 400
    assert visitor.post(f"/p/tour/{stop.id}", data={"name": "x"}).status_code == 400
    with shop.reach.database.writing() as connection:
        tours.set_state(connection, stop.tour, "planned")
    assert visitor.get(f"/p/tour/{stop.id}").status_code == 404
    assert tickets(shop, stop) == []


def test_calendars_get_all_stops(shop: Any, visitor: httpx.Client) -> None:
    """One entry for each stop that comes."""
    made(shop)
    made(shop, city="Bonn", day=DAY + dt.timedelta(1))
    answer = visitor.get("/p/tour.ics?lang=de")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert "GEO:50.936000;6.948000" in answer.text
