"""Giving back, as a customer without login does it; and what a secret link does not open."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from oase.programmes.returns import acting
from oase.programmes.returns.places.keeping import import_extract
from oase.programmes.tables import take_backs

PIECE = {
    "category": "jacket", "wear": "visible", "holes": "none", "stains": "none", "parts": "whole",
    "smell": "none", "clean": "yes",
}  # fmt: skip


@pytest.fixture
def visitor(shop: Any) -> httpx.Client:
    """Somebody who is not signed in."""
    client: httpx.Client = TestClient(shop.app)
    client.follow_redirects = False
    return client


def form(*pieces: dict[str, str], key: str = "key-1", **more: str) -> dict[str, str]:
    """Return what the form sends."""
    named = {f"{number}.{name}": value for number, one in enumerate(pieces) for name, value in one.items()}
    return {"pieces": str(len(pieces)), "key": key, "lang": "de", **named, **more}


def many(shop: Any) -> int:
    """Return how many take-backs there are."""
    with shop.reach.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(take_backs)).scalar_one()


def test_shown_beforehand_sent_twice_opened_once(shop: Any, visitor: httpx.Client) -> None:
    empty = visitor.get("/p/take-back?lang=de")
    assert empty.status_code == 200
    key = re.search(r'name="key" value="([^"]+)"', empty.text)
    assert key
    more = visitor.post("/p/take-back", data=form(PIECE, do="more"))
    assert 'name="1.category"' in more.text
    told = visitor.post("/p/take-back", data=form(PIECE, {**PIECE, "category": "top"}, do="estimate"))
    assert "30,00" in told.text  # 25,00 + 5,00
    assert many(shop) == 0
    sent = form(PIECE, key=key[1], do="send", credit="money", way="post", email="anna@example.org")
    answers = [visitor.post("/p/take-back", data=sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert many(shop) == 1
    page = visitor.get(answers[0].headers["location"])
    assert page.status_code == 200
    assert "R-000001" in page.text
    assert "25,00" in page.text


def test_what_is_wrong_stands_at_its_field(shop: Any, visitor: httpx.Client) -> None:
    told = visitor.post(
        "/p/take-back", data=form({**PIECE, "clean": "no"}, {"category": "swimwear"}, do="estimate")
    )
    assert told.status_code == 400
    assert 'id="w-0.clean"' in told.text
    assert 'id="w-1.category"' in told.text
    assert "Hygiene" in told.text
    without = visitor.post("/p/take-back", data=form(PIECE, do="send", credit="money", way="post"))
    assert without.status_code == 400
    assert 'id="w-email"' in without.text
    assert many(shop) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"pieces": "x"},
        {"pieces": "9999999"},
        {"0.category": "<script>"},
        {"website": "spam"},
        {"key": ""},
        {"way": "drone"},
    ],
)
def test_made_up_forms_open_nothing(shop: Any, visitor: httpx.Client, change: dict[str, str]) -> None:
    sent = form(PIECE, do="send", credit="none", way="post") | change
    answer = visitor.post("/p/take-back", data=sent)
    assert answer.status_code < 500
    assert "<script>" not in answer.text
    assert many(shop) == 0


def opened(visitor: httpx.Client) -> str:
    """Open a take-back; return its path."""
    sent = form(PIECE, do="send", credit="donation", way="post")
    return visitor.post("/p/take-back", data=sent).headers["location"].partition("?")[0]


def test_how_it_stands_step_by_step(shop: Any, visitor: httpx.Client) -> None:
    path = opened(visitor)
    assert visitor.post(path, data={"do": "ship", "parcel": "LW 1"}).status_code == 303
    assert "LW 1" not in visitor.get("/p/take-back").text
    with shop.reach.database.writing() as connection:
        acting.receive(connection, 1, shop.clock())
    assert "Deine Sachen sind da" in visitor.get(f"{path}?lang=de").text
    assert "Your things are here" in visitor.get(f"{path}?lang=en").text
    late = visitor.post(path, data={"do": "cancel"})
    assert late.status_code == 409


def test_a_link_shows_one_and_ends(visitor: httpx.Client) -> None:
    path = opened(visitor)
    page = visitor.get(path)
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"].startswith("no-referrer")
    for other in ("/p/take-back/1", "/p/take-back/R-000001", f"{path}x", path.replace("/p/take-back", "/c")):
        assert visitor.get(other).status_code == 404
    assert visitor.get(path).status_code == 200
    assert visitor.post(path, data={"do": "end"}).status_code == 303
    assert visitor.get(path).status_code == 404


def test_looking_changes_nothing(shop: Any, visitor: httpx.Client) -> None:
    path = opened(visitor)
    with shop.reach.database.reading() as connection:
        before = connection.execute(select(take_backs)).all()
    for method in ("GET", "HEAD"):
        for address in (path, f"{path}?do=cancel", "/p/take-back", "/p/drop-off?postcode=1"):
            assert visitor.request(method, address).status_code == 200
    with shop.reach.database.reading() as connection:
        assert connection.execute(select(take_backs)).all() == before


def test_the_nearest_places_of_a_postcode(shop: Any, visitor: httpx.Client, tmp_path: Path) -> None:
    assert "noch keine Karte" in visitor.get("/p/drop-off?lang=de").text
    tags = "<tag k='amenity' v='recycling'/><tag k='recycling:shoes' v='yes'/><tag k='name' v='&lt;b&gt;'/>"
    hours = "<tag k='opening_hours' v='Mo-Su 00:00-24:00'/>"
    home = "<node id='9' lat='50' lon='8'><tag k='addr:postcode' v='99991'/></node>"
    path = tmp_path / "musterland.osm"
    path.write_text(f"<osm><node id='1' lat='50.1' lon='8'>{tags}{hours}</node>{home}</osm>")
    import_extract(shop.reach.database, path, shop.clock())
    page = visitor.get("/p/drop-off?postcode=99991&lang=de").text
    assert "11,1 km" in page
    assert "Jetzt geöffnet" in page
    assert "&lt;b&gt;" in page
    assert "<b>&" not in page
    for strange in ("11111", "%27%3B--", "x" * 500, "%00"):
        assert visitor.get(f"/p/drop-off?postcode={strange}").status_code == 200
