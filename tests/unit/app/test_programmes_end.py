"""What programmes know of persons goes when its time is over, and with her erasure; what happened stays."""

from __future__ import annotations

import io
from random import Random

import pytest
from PIL import Image
from sqlalchemy import select

from oase.model import Person
from oase.programmes import links
from oase.programmes.cases.acting import cancel
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.messages import say
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.photos import draw_anew, path_of, take
from oase.programmes.items import registry
from oase.programmes.items.life import life_of
from oase.programmes.items.owners import claim
from oase.programmes.items.standing import day_at
from oase.programmes.returns.opening import Brought, open_take_back
from oase.programmes.returns.opening import New as Parcel
from oase.programmes.rights import ProgrammesRights
from oase.programmes.tables import case_log, cases, items, participations, pieces, take_backs
from oase.programmes.tables import links as link_table

from .doors import Clock, new_house

DAY = 86_400
SAID = {
    "wear": "hardly", "holes": "none", "stains": "none", "parts": "whole", "smell": "none", "clean": "yes",
}  # fmt: skip


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


@pytest.fixture
def drawn():
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG")
    return draw_anew(out.getvalue())


def actor(house, side="customer"):
    now = house.rooms.clock()
    return Actor(side, now, day_at(now, "UTC"))


def a_case(house, drawn, key="a", alias=7):
    random_bytes = Random(key).randbytes
    with house.rooms.database.writing() as connection:
        made = registry.New(key=key, name={"de": "Jacke von Anna Meier"}, garment="jacket", source="customer")
        item = registry.register(connection, made, house.rooms.clock()).item.id
        claim(connection, item, alias, (alias,), "registered", house.rooms.clock())
        new = New(
            key=key, what="Annas Jacke", reason="zip", country="DE", alias=alias, item=item, name="Anna",
            email="anna@example.org",
        )  # fmt: skip
        case = open_case(connection, new, actor(house), random_bytes).id
        say(connection, case, "Ich bin Anna", actor(house))
        take(connection, house.folder, case, drawn, actor(house))
    return case, item


def rows(house, table):
    with house.rooms.database.reading() as connection:
        return connection.execute(select(table)).all()


def test_a_case_that_ended_loses_photos_then_names_and_keeps_its_history(house, drawn, clock):
    case, item = a_case(house, drawn)
    with house.rooms.database.writing() as connection:
        cancel(connection, case, actor(house, "workshop"))
    clock.wait(364 * DAY)
    assert house.expire()["photos"] == 0
    clock.wait(2 * DAY)
    assert house.expire()["photos"] == 1
    assert not path_of(house.folder, drawn.digest).exists()
    assert rows(house, cases)[0].name == "Anna"
    clock.wait(730 * DAY)
    assert house.expire()["cases"] == 1
    row = rows(house, cases)[0]
    assert (row.alias, row.name, row.email, row.what, row.state) == (None, "", "", "", "cancelled")
    assert not any(one.text for one in rows(house, case_log))
    assert rows(house, case_log)
    assert "Anna" not in rows(house, items)[0].name
    assert not [one for one in rows(house, participations) if one.origin == f"case:{case}" and one.alias]
    with house.rooms.database.reading() as connection:
        assert life_of(connection, item)
    assert not any(house.expire().values())


def test_a_case_under_way_keeps_what_it_needs(house, drawn, clock):
    a_case(house, drawn)
    clock.wait(1_000 * DAY)
    gone = house.expire()
    assert gone["cases"] == 0
    assert rows(house, cases)[0].name == "Anna"
    clock.wait(100 * DAY)
    assert {one.kind: one.rows_over for one in house.retention()}["cases"] == 1
    assert house.expire()["cases"] == 1


def test_a_parcel_loses_names_and_words_and_keeps_pieces(house, clock):
    with house.rooms.database.writing() as connection:
        piece = Brought("jacket", SAID, what="Jacke von Anna")
        new = Parcel("p", [piece], alias=7, name="Anna", email="anna@example.org", country="DE")
        open_take_back(connection, new, house.rooms.clock(), Random(1).randbytes, own_brand="")
    clock.wait(1_096 * DAY)
    assert house.expire()["take_backs"] == 1
    row = rows(house, take_backs)[0]
    assert (row.alias, row.name, row.email) == (None, "", "")
    assert [(one.what, one.category) for one in rows(house, pieces)] == [("", "jacket")]


def test_links_go_a_month_after_their_end(house, clock):
    with house.rooms.database.writing() as connection:
        links.make(connection, "case", 1, house.rooms.clock(), Random(1).randbytes, days=10)
        links.make(connection, "case", 2, house.rooms.clock(), Random(2).randbytes)
        links.end(connection, "case", 2, house.rooms.clock())
    clock.wait(31 * DAY)
    assert house.expire()["links"] == 1
    clock.wait(10 * DAY)
    assert house.expire()["links"] == 1
    assert rows(house, link_table) == []


def test_an_erasure_takes_her_words_out_of_things_and_pieces(house, drawn):
    a_case(house, drawn)
    with house.rooms.database.writing() as connection:
        new = Parcel("p", [Brought("jacket", SAID, what="Von Anna")], alias=7, email="anna@example.org")
        open_take_back(connection, new, house.rooms.clock(), Random(1).randbytes, own_brand="")
    ProgrammesRights(house.rooms.database).erase(Person(7, (7,), ()))
    assert "Anna" not in rows(house, items)[0].name
    assert rows(house, pieces)[0].what == ""
