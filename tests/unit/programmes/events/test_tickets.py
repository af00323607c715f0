"""Tickets, waits, places and dates for calendars."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from tests.unit.programmes.events.conftest import MINUTE, NOON, draft

from oase.db.schema import transactions
from oase.decisions.tables import messages
from oase.errors import OptionInvalid
from oase.programmes import news
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find
from oase.programmes.events import figures, stops, tailors, tours
from oase.programmes.events.cancelling import cancel_stop
from oase.programmes.events.ics import Entry, calendar
from oase.programmes.events.into_case import into_case
from oase.programmes.events.moves import Move, changes, last_of_stop, move, undo
from oase.programmes.events.near import nearest_stops
from oase.programmes.events.queue import estimate, queue, wait_of
from oase.programmes.events.states import StateInvalid
from oase.programmes.events.tickets import Guest, StopFull, book, draw, of_stop, slots, ticket
from oase.programmes.forgetting import forget_some, how_many
from oase.programmes.items import registry
from oase.programmes.tables import participations

HOUR = 60 * MINUTE


def booked(connection, stop, slot, key="booking-1", **said):
    """Book a slot for Ana."""
    return book(connection, stop.id, slot, Guest(**{"name": "Ana", **said}), key=key, who="", now=NOON)


def step(connection, one, action, key="", at=NOON, **more):
    """Take a step."""
    told = Move(one.key, action, key or f"{action}-{one.id:08}", **more)
    return move(connection, told, who="Mira", now=at)


def test_a_slot_is_booked_until_it_is_full(connection, stop):
    """Two places, then none; a cancelled one is free again; what has begun is not offered."""
    first = stop.slots[5]  # 12:30
    assert slots(connection, stop, NOON)[0] == (first, 2)
    one, _ = booked(connection, stop, first), booked(connection, stop, first, "booking-2")
    with pytest.raises(StopFull):
        booked(connection, stop, first, "booking-3")
    step(connection, one, "cancel")
    assert slots(connection, stop, NOON)[0].left == 1
    with pytest.raises(OptionInvalid, match="begun"):
        booked(connection, stop, stop.slots[0], "booking-4")
    with pytest.raises(OptionInvalid, match="name"):
        booked(connection, stop, first, "booking-5", name=" ")


def test_who_booked_keeps_her_place_unless_she_is_late(connection, stop):
    """Booked for 12:30 and there at 12:50: before who drew at 12:40; there at 13:10: behind."""
    walk = draw(connection, stop.id, Guest(), key="draw-0001", who="Mira", now=NOON + 40 * MINUTE)
    for minutes, order in ((50, ["booking", "walk_in"]), (70, ["walk_in", "booking"])):
        one = booked(connection, stop, stop.slots[5], f"booking-{minutes}")
        step(connection, one, "arrive", at=NOON + minutes * MINUTE)
        assert [x.kind for x in queue(of_stop(connection, stop.id), 30)] == order
        step(connection, one, "leave", at=NOON + minutes * MINUTE)
    assert ticket(connection, walk.id).state == "waiting"


def test_the_last_step_is_taken_back_and_only_that(connection, stop):
    """What was before is there again; an older step stays; a drawn number is not given twice."""
    one = draw(connection, stop.id, Guest("Bo"), key="draw-0001", who="Mira", now=NOON)
    step(connection, one, "start", at=NOON + MINUTE)
    step(connection, one, "done", at=NOON + 9 * MINUTE, outcome="Fixed", tailor="Mira")
    done, start = last_of_stop(connection, stop.id), changes(connection, one.id)[1]
    with pytest.raises(StateInvalid):
        undo(connection, start.id, key="undo-0001", who="Mira", now=NOON + 9 * MINUTE)
    back = undo(connection, done.id, key="undo-0002", who="Mira", now=NOON + 9 * MINUTE)
    assert (back.state, back.outcome, back.ended, back.tailor) == ("in_work", "", None, "")
    assert connection.execute(select(participations)).all() == []
    for n in (3, 4):
        last = last_of_stop(connection, stop.id)
        undo(connection, last.id, key=f"undo-000{n}", who="Mira", now=NOON + 9 * MINUTE)
    assert ticket(connection, one.id).state == "cancelled"
    assert last_of_stop(connection, stop.id) is None
    assert draw(connection, stop.id, Guest(), key="draw-0002", who="Mira", now=NOON).number == 2


def test_what_a_phone_tells_later_keeps_its_time(connection, stop):
    """Done without net and told an hour later, the minutes are those that it took."""
    one = draw(connection, stop.id, Guest(), key="draw-0001", who="Mira", now=NOON + HOUR, at=NOON)
    for action, at in (("start", NOON + MINUTE), ("done", NOON + 8 * MINUTE)):
        told = Move(one.key, action, f"{action}-0001", "Mira", "Fixed")
        one = move(connection, told, who="Mira", now=NOON + HOUR, at=at)
    assert (one.began - one.arrived, one.ended - one.began) == (MINUTE, 7 * MINUTE)


def test_a_wait_is_a_range_or_not_known(connection, stop):
    """Too few measured: how many more; more tailors, less wait; more before her, more wait."""
    assert estimate(2, [], [MINUTE] * 3, 1, Random(1)).missing == 5
    times = [minutes * MINUTE for minutes in (4, 5, 6, 7, 8, 9, 10, 20)]
    one, two = (estimate(12, [3 * MINUTE], times, n, Random(1)) for n in (1, 2))
    assert one.low < one.middle < one.high
    assert two.middle < one.middle < estimate(20, [3 * MINUTE], times, 1, Random(1)).middle
    many = [draw(connection, stop.id, Guest(), key=f"draw-{n:04}", who="M", now=NOON + n) for n in range(5)]
    found = wait_of(many[4], of_stop(connection, stop.id), times, stop, 1, NOON)
    assert found.before == 4
    assert found == wait_of(many[4], of_stop(connection, stop.id), times, stop, 1, NOON)


def test_a_range_covers_what_happens():
    """Of 300 queues served with times of the same kind, about 8 of 10 waits fall into the range told."""
    source, hits = Random(3), 0
    for n in range(300):
        times = [round(source.lognormvariate(2.2, 0.5) * MINUTE) for _ in range(40)]
        told = estimate(10, [], times, 2, Random(n))
        free = [0.0, 0.0]
        for _ in range(10):
            free.sort()
            free[0] += source.lognormvariate(2.2, 0.5)
        hits += told.low <= min(free) <= told.high
    assert 0.7 <= hits / 300 <= 0.92


def test_a_stop_is_not_changed_under_who_has_booked(connection, stop, tour):
    """Fewer places than bookings, or other times, are refused; more are not."""
    booked(connection, stop, stop.slots[5])
    for more in ({"per_slot": 0}, {"begins": dt.time(14)}, {"slot_minutes": 45}):
        with pytest.raises(OptionInvalid, match="booked"):
            stops.change(connection, stop.id, draft(tour.id, **more), now=NOON)
    assert stops.change(connection, stop.id, draft(tour.id, walk_ins=80), now=NOON).walk_ins == 80


def test_what_cannot_be_is_refused(connection, tour):
    """A stop that ends before it begins, nowhere, in no zone, of no tour."""
    wrong = (
        {"ends": dt.time(9)},
        {"place": (95.0, 7.0)},
        {"timezone": "Mars/Olympus"},
        {"timezone": "Europe"},
        {"timezone": "x" * 5_000},
        {"day": dt.date.min},
        {"day": dt.date.max},
        {"country": "Germany"},
        {"name": " "},
        {"slot_minutes": 1},
    )
    for more in wrong:
        with pytest.raises(OptionInvalid):
            stops.create(connection, draft(tour.id, **more), now=NOON)
    with pytest.raises(OptionInvalid, match="tour"):
        stops.create(connection, draft(tour.id + 1), now=NOON)
    with pytest.raises(OptionInvalid, match="name"):
        tours.create(connection, tours.TourDraft({"de": " "}), who="", now=NOON)


def test_an_hour_that_comes_twice(connection, tour):
    """A night stop while the clock is put back: 02:30 means the first time, and an hour is added."""
    night = draft(tour.id, day=dt.date(2026, 10, 25), begins=dt.time(1, 30), ends=dt.time(4))
    made = stops.create(connection, night, now=NOON)
    assert (made.closes - made.opens) / HOUR == 3.5


def test_the_nearest_stops_that_are_to_come(connection, tour, stop):
    """From Bonn, Cologne is nearer than Berlin; what is over is left out."""
    berlin = stops.create(connection, draft(tour.id, city="Berlin", place=(52.52, 13.405)), now=NOON)
    found = nearest_stops(stops.coming(connection, NOON), (50.735, 7.1), NOON)
    assert [near.stop.id for near in found] == [stop.id, berlin.id]
    assert round(found[0].km) == 25
    assert nearest_stops([stop], (50.7, 7.1), stop.closes) == []


def test_only_live_tours_are_shown(connection, tour, stop):
    """A tour that is planned shows nothing."""
    assert [one.id for one in stops.coming(connection, NOON)] == [stop.id]
    tours.set_state(connection, tour.id, "planned")
    assert stops.coming(connection, NOON) == []


def test_a_cancelled_stop_tells_who_can_be_reached(connection, stop):
    """Known ones get a mail of the contract, all others are listed; nobody can book any more."""
    known = booked(connection, stop, stop.slots[5], alias=77, email="ana@example.org")
    other = booked(connection, stop, stop.slots[6], "booking-2", phone="0221 1")
    found = cancel_stop(
        connection, stop.id, lambda held, _: {"title": held.city, "body": "."}, who="Kaya", now=NOON
    )
    assert [one.id for one in found.told] == [known.id]
    assert [one.id for one in found.by_hand] == [other.id]
    assert {one.state for one in of_stop(connection, stop.id)} == {"cancelled"}
    with pytest.raises(OptionInvalid):
        booked(connection, stop, stop.slots[7], "booking-3")
    last = changes(connection, known.id)[-1]
    with pytest.raises(StateInvalid, match="cancelled"):
        undo(connection, last.id, key="undo-0001", who="Kaya", now=NOON)


def letters(connection):
    return connection.execute(select(messages).order_by(messages.c.id)).all()


def test_a_booking_is_confirmed_by_mail_once_and_only_to_who_is_known(connection, stop):
    """In her language and the time of the place; the outbox knows what the link opens, never the link."""
    for _ in range(2):
        booked(connection, stop, stop.slots[5], alias=77, email="ana@example.org", lang="en")
    booked(connection, stop, stop.slots[6], "booking-2")
    (told,) = letters(connection)
    assert (told.kind, told.channel, told.purpose) == ("contract", "email", "")
    content = json.loads(told.content)
    at = dt.datetime.fromtimestamp(stop.slots[5] / 1e6, ZoneInfo(stop.timezone))
    assert f"at {at:%H:%M}" in content["body"]
    assert "Your number is 1" in content["body"]
    assert content["opens"][0] == "ticket"
    assert told.expires == stop.slots[5]


def test_a_walk_in_gets_no_mail(connection, stop):
    """She stands at the bus and has her number."""
    guest = Guest(name="Ana", email="ana@example.org", alias=77)
    draw(connection, stop.id, guest, key="number-001", who="Mira", now=NOON)
    assert letters(connection) == []


def test_what_happens_becomes_contacts_of_who_is_known(connection, stop):
    """A booking and a visit, with nothing of the person in it; of the unknown that somebody took part."""
    one = booked(connection, stop, stop.slots[5], alias=77)
    step(connection, one, "arrive")
    step(connection, one, "start")
    step(connection, one, "done", outcome="Fixed")
    told = [found.event for _, found in news.waiting(connection)]
    assert told == ["Event Booked", "Event Visited"]
    levels = [row.level for row in connection.execute(select(participations))]
    assert sorted(levels) == ["informed", "used"]


def test_names_are_forgotten_with_the_stop(connection, stop):
    """Numbers and outcomes stay, and that somebody took part."""
    one = booked(connection, stop, stop.slots[5], email="ana@example.org", what="Ana: Jacke", alias=7)
    folder = Path("nowhere")
    assert forget_some(connection, folder, "tickets", stop.closes, 10) == 0
    assert how_many(connection, "tickets", stop.closes + 1) == 1
    assert forget_some(connection, folder, "tickets", stop.closes + 1, 10) == 1
    assert forget_some(connection, folder, "tickets", stop.closes + 1, 10) == 0
    kept = ticket(connection, one.id)
    assert (kept.name, kept.email, kept.what, kept.number, kept.alias) == ("", "", "[name]: Jacke", 1, 7)
    assert forget_some(connection, folder, "participations", NOON + 1, 10) == 2
    kept = ticket(connection, one.id)
    assert (kept.alias, kept.what, kept.number) == (None, "", 1)


def test_tailors_have_credit_for_what_they_did(connection, stop):
    """Fixed of done, by name, with the middle of the minutes."""
    mira = tailors.add(connection, stop.id, "Mira", skills=["zip"])
    with pytest.raises(OptionInvalid):
        tailors.add(connection, stop.id, "Mira")
    assert tailors.on_duty([mira], NOON) == 1
    for n, outcome in enumerate(("Fixed", "Fixed", "End of life")):
        one = draw(connection, stop.id, Guest(), key=f"draw-{n:04}", who="K", now=NOON)
        step(connection, one, "start", at=NOON, tailor="Mira")
        step(connection, one, "done", at=NOON + (n + 4) * MINUTE, outcome=outcome)
    assert tailors.credits(connection) == [("Mira", 3, 2, 1, 5.0)]
    assert tailors.history(connection, "Mira")[0].outcome == "End of life"
    town = figures.per_town(connection)[0]
    assert (town.name, town.done, town.fixed, town.end_of_life, town.known) == ("Köln", 3, 2, 1, 3)


def test_a_calendar_folds_and_escapes():
    """No line is longer than 75 octets; unfolded, the text is whole."""
    long = "Näharbeiten, Reißverschlüsse; alles\nam Bus " * 5
    told = calendar([Entry("a@b", NOON, NOON + HOUR, NOON, "Bus", "Neumarkt 1, Köln", long)], "Tour")
    lines = told.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "DTSTART:20261128T110000Z" in lines
    whole = told.decode().replace("\r\n ", "")
    assert "Reißverschlüsse\\; alles\\nam Bus" in whole


def test_a_visit_can_be_rated_and_is_no_longer_when_it_was_noted_by_mistake(connection, stop):
    """Undone before its contact went out, nobody is asked about it."""
    one = draw(connection, stop.id, Guest(alias=5), key="draw-rated", who="Mira", now=NOON)
    for action in ("call", "start"):
        step(connection, one, action)
    step(connection, one, "done", outcome="Fixed")
    key = f"event:{stop.id}-{one.number}"
    assert connection.execute(select(transactions.c.key, transactions.c.alias)).all() == [(key, 5)]
    undo(connection, last_of_stop(connection, stop.id).id, key="undo-rated", who="Mira", now=NOON)
    assert connection.execute(select(transactions)).all() == []


def test_no_line_of_a_calendar_comes_from_a_text():
    told = calendar([Entry("a", 0, 1, 0, "A\r\nX:1\u2028Y:2\0\x1b", url="https://a/\r\nX:3")], "T\nX:4")
    assert not [line for line in told.decode().splitlines() if line.startswith(("X:", "Y:"))]
    assert b"\0" not in told


def test_the_class_of_a_thing_goes_on_into_its_case(connection, stop):
    """Told with one tap at the counter; an unknown one is refused."""
    one = draw(
        connection, stop.id, Guest(what="Jacke", reason="zip", garment="jacket"),
        key="draw-class", who="Mira", now=NOON,
    )  # fmt: skip
    actor = Actor("workshop", NOON, dt.date(2026, 11, 28), "Mira")
    cases = [into_case(connection, one.id, actor, Random(n).randbytes).id for n in range(2)]
    assert cases[0] == cases[1]
    item = find(connection, cases[0]).item
    assert item is not None
    assert registry.get(connection, item).garment == "jacket"
    with pytest.raises(OptionInvalid, match="class"):
        draw(connection, stop.id, Guest(garment="tent"), key="draw-tents", who="Mira", now=NOON)
