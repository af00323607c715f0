"""What strangers write in public forms: named to nobody who need not know, and never run."""

from __future__ import annotations

import csv
import io
import re
from random import Random
from typing import Any

import pytest
from litestar.testing import TestClient
from tests.unit.programmes.events.conftest import draft
from tests.unit.web.pages.conftest import NOON

import oase
from oase.accounts import Role
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.messages import say
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.quotes import make_quote
from oase.programmes.events import stops, tours
from oase.programmes.events.tickets import Guest, draw
from oase.programmes.items import registry
from oase.programmes.items.standing import day_at
from oase.programmes.returns.opening import Brought, open_take_back
from oase.programmes.returns.opening import New as Parcel
from oase.web.customer import make_customer

HER = "Quittenbaum"
"""A name that stands nowhere else."""

EVIL = f'{HER}<script>alert(1)</script>"\'>\u202e=1+1#image("/etc/passwd")]$'
SAID = {
    "wear": "hardly", "holes": "none", "stains": "none", "parts": "whole", "smell": "none", "clean": "yes",
}  # fmt: skip
PLACES = (
    "/", "/purpose", "/purpose/items", "/purpose/measures", "/purpose/employees", "/purpose/repairs",
    "/purpose/guarantees", "/purpose/law", "/purpose/claims", "/purpose/markets", "/tour", "/tour/stops/1",
    "/returns", "/returns/stock", "/returns/balance", "/returns/offers", "/returns/hotline", "/impact",
    "/impact/factors", "/stage", "/customers", "/tasks", "/cases", "/cases/kits", "/purpose/items/1",
    f"/purpose/items?q={HER}", f"/returns?text={HER}", f"/cases?q={HER}", "/tour/1", "/returns/parcels/1",
)  # fmt: skip


@pytest.fixture
def folder(empty_folder):
    """A house in which a stranger has filled in every field she found."""
    with oase.open(empty_folder) as house, house.rooms.database.writing() as connection:
        actor = Actor("customer", NOON, day_at(NOON, "Europe/Berlin"))
        worker = Actor("workshop", NOON, day_at(NOON, "Europe/Berlin"), "Mira")
        random_bytes = Random(1).randbytes
        made = registry.New(key="i", name={"de": "Jacke"}, garment="jacket", source="customer")
        item = registry.register(connection, made, NOON).item.id
        new = New(
            key="case-key", what=EVIL, reason="zip", country="DE", way="send_in", item=item, problem=EVIL,
            name=EVIL, street=EVIL, city=EVIL, postcode=HER[:12], phone=EVIL[:30], order_key=EVIL,
            email=f"{HER}@example.org",
        )  # fmt: skip
        case = open_case(connection, new, actor, random_bytes)
        say(connection, case.id, EVIL, actor)
        by = Repairer(name=EVIL, address=EVIL, telephone=EVIL, email=EVIL)
        form = Form(repairer=by, goods=EVIL, defect=EVIL, repair=EVIL, days=7, place=EVIL, price_cents=1)
        from oase.programmes.cases.acting import move

        for state in ("shipped", "received"):
            move(connection, case.id, state, worker)
        make_quote(connection, case.id, form, worker)
        piece = Brought("jacket", SAID, what=EVIL[:100], brand=EVIL[:60])
        parcel = Parcel(
            "parcel-key", [piece], name=EVIL, street=EVIL, city=EVIL, email=f"{HER}@example.org", country="DE"
        )
        open_take_back(connection, parcel, NOON, random_bytes, own_brand="")
        tour = tours.create(connection, tours.TourDraft({"de": "Bus"}), who="", now=NOON)
        tours.set_state(connection, tour.id, "live")
        stop = stops.create(connection, draft(tour.id), now=NOON)
        stops.set_state(connection, stop.id, "open", now=NOON)
        draw(connection, stop.id, Guest(name=EVIL[:70], what=EVIL), key="draw-key", who="Mira", now=NOON)
    return empty_folder


def test_who_need_not_know_her_reads_her_name_nowhere(signed_in):
    browser = signed_in(Role.ANALYST)
    for place in PLACES:
        page = browser.get(place)
        told = page.text.replace(f"q={HER}", "").replace(f"text={HER}", "").replace(f'value="{HER}"', "")
        assert HER not in told, place
        assert page.status_code in (200, 303, 403, 404), place
    for kind in ("own.csv", "records.csv", "own", "records"):
        assert HER not in browser.get(f"/purpose/repairs/export/{kind}").text


@pytest.mark.parametrize("role", [Role.WORKSHOP, Role.MANAGER])
def test_what_she_wrote_is_shown_and_never_run(role, signed_in):
    browser = signed_in(role)
    seen = 0
    for place in (*PLACES, "/cases/1", "/tour/1/ticket/1", "/returns/1"):
        page = browser.get(place)
        if "html" not in page.headers.get("content-type", ""):
            continue
        seen += HER in page.text
        assert "<script>alert" not in page.text, place
        assert not re.search(rf"<[a-z][^<>]*{HER}[^<>\"]*\"'>", page.text), place
        assert page.status_code < 500, place
    assert seen >= 3


def test_what_she_wrote_breaks_no_page_of_hers_and_no_paper(reach: Any, folder):
    page: Any = TestClient(make_customer(reach))
    from oase.programmes import links

    with reach.database.writing() as connection:
        secret = links.make(connection, "case", 1, NOON, Random(9).randbytes)
    for place in ("", "/quote", "/label", "/accept"):
        told = page.get(f"/c/{secret}{place}")
        assert told.status_code == 200, place
        assert HER in told.text, place
        assert "<script>alert" not in told.text, place
    pytest.importorskip("typst")
    paper = page.get(f"/c/{secret}/quote.pdf")
    assert paper.status_code == 200
    assert paper.content.startswith(b"%PDF")
    assert b"root:" not in paper.content


def test_a_table_that_leaves_the_house_begins_no_cell_with_a_formula(signed_in):
    browser = signed_in(Role.MANAGER)
    seen = 0
    for place in PLACES:
        for found in re.findall(r'href="([^"]*(?:csv|export)[^"]*)"', browser.get(place).text):
            told = browser.get(found.replace("&amp;", "&"))
            if told.status_code != 200 or "csv" not in told.headers["content-type"]:
                continue
            seen += 1
            for row in csv.reader(io.StringIO(told.text)):
                assert not [cell for cell in row if cell[:1] in tuple("=+@\t\r")], found
    assert seen
