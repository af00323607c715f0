"""What Today says of repair, take-back and tour: counts, what waits longest, a link; or that nothing does."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

import pytest

from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import acting
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.messages import say
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.quotes import make_quote
from oase.programmes.events import stops, tours
from oase.programmes.returns import acting as taking
from oase.programmes.returns.checklist import QUESTIONS
from oase.programmes.returns.opening import Brought, open_take_back
from oase.programmes.returns.opening import New as Back
from oase.settings import time_zone

DAY = 86_400_000_000
HOUR = 3_600_000_000
WHOLE = {
    one: next(name for name, grade in given.items() if grade != "refused") for one, given in QUESTIONS.items()
}


class Workshop:
    """Puts cases and quotes into the house of the pages, so many days before the clock of the pages."""

    def __init__(self, reach: Any) -> None:
        self.reach, self.bytes, self.made = reach, Random(3).randbytes, 0
        self.zone = time_zone(reach.settings.timezone)

    def actor(self, side: str = "workshop", days: float = 0) -> Any:
        return acting(side, round(self.reach.moment() - days * DAY), self.zone, "Mira")  # type: ignore[arg-type]

    def case(self, *states: str, days: float = 1, **more: Any) -> Any:
        self.made += 1
        told = {"way": "store", "what": "Jacke Fjell", "reason": "zip", "country": "DE", **more}
        with self.reach.database.writing() as connection:
            new = New(key=f"form-{self.made}", **told)
            opened = open_case(connection, new, self.actor("customer", days), self.bytes)
            for state in states:
                move(connection, opened.id, state, self.actor(days=days))
        return opened

    def quote(self, case: int, days: float) -> None:
        by = Repairer(name="Werkstatt", address="Weg 2", telephone="0221 1", email="w@example.org")
        form = Form(
            repairer=by, goods="Jacke", defect="Zip", repair="Neu", days=7, place="Weg 2", price_cents=2_900
        )
        with self.reach.database.writing() as connection:
            make_quote(connection, case, form, self.actor(days=days))


@pytest.fixture
def workshop(reach):
    return Workshop(reach)


def test_nothing_needs_anybody(signed_in):
    assert "Aus Reparatur, Rücknahme und Tour braucht heute nichts jemanden." in signed_in().get("/").text


def test_who_works_on_none_of_it_sees_none_of_it(signed_in, workshop):
    workshop.case("received")
    text = signed_in("analyst").get("/").text
    assert "h-programmes" not in text
    assert "Fjell" not in text


def test_cases_that_wait_for_us_and_the_one_that_waits_longest(signed_in, workshop):
    """What she has to do, such as to bring it, does not wait for us."""
    workshop.case("received", days=1)
    longest = workshop.case("received", "in_repair", days=3.26)
    workshop.case(days=9)
    text = signed_in().get("/").text
    assert "2 Fälle warten auf uns" in text
    assert f"am längsten {longest.number}: Jacke Fjell, in Reparatur" in text
    assert f'href="/cases/{longest.id}"' in text
    assert "3\N{NO-BREAK SPACE}Tage\N{NO-BREAK SPACE}6\N{NO-BREAK SPACE}h" in text


def test_a_message_without_answer_waits_until_it_is_answered(signed_in, workshop, reach):
    case = workshop.case()
    with reach.database.writing() as connection:
        say(connection, case.id, "Wann?", workshop.actor("customer", 0.5))
    assert "1 Nachricht zu Fällen ohne Antwort" in signed_in().get("/").text
    with reach.database.writing() as connection:
        say(connection, case.id, "Am Freitag.", workshop.actor())
    assert "ohne Antwort" not in signed_in().get("/").text.partition("h-programmes")[2].partition("h-case")[0]


def test_quotes_that_run_out(signed_in, workshop):
    """Three days before, and after, as long as nobody answers."""
    for days in (1, 28, 35):
        case = workshop.case("received", days=40)
        workshop.quote(case.id, days)
    text = signed_in("workshop", "en").get("/").text
    assert "2 quotes run out" in text
    assert f"{case.number} stood until" in text


def test_stops_of_today(signed_in, workshop, reach):
    today = workshop.actor().today
    with reach.database.writing() as connection:
        now = reach.moment()
        tour = tours.create(connection, tours.TourDraft({"de": "Tour"}), who="K", now=now)
        tours.set_state(connection, tour.id, "live")
        said = {
            "tour": tour.id, "name": "Neumarkt", "postcode": "50667", "city": "Köln", "country": "DE",
            "place": (50.9, 6.9), "timezone": "Europe/Berlin", "begins": dt.time(10), "ends": dt.time(18),
        }  # fmt: skip
        held = stops.create(connection, stops.StopDraft(day=today, **said), now=now)
        stops.create(connection, stops.StopDraft(day=today + dt.timedelta(1), **said), now=now)
    text = signed_in().get("/").text
    assert "1 Halt der Tour heute" in text
    assert "Köln, 0 gebuchte Termine" in text
    assert f'href="/tour/stops/{held.id}"' in text


def test_parcels_that_are_here_and_not_looked_at(signed_in, workshop, reach):
    with reach.database.writing() as connection:
        now = reach.moment() - 5 * HOUR
        new = Back("parcel-01", [Brought("jacket", WHOLE)], credit="none", country="DE")
        opened = open_take_back(connection, new, now, workshop.bytes, own_brand="")
        taking.receive(connection, opened.id, now)
    text = signed_in().get("/").text
    assert "1 Paket ist da und noch nicht angesehen" in text
    assert f"das älteste {opened.number}" in text
    assert 'href="/returns?state=received"' in text
