"""The stage is there in the demo only; its controls set time, weather and stock, and bring another Anna."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from tests.unit.web.pages.conftest import NOON, Browser, MakesReach, SignsIn

from oase.app import open_house
from oase.decisions.holdout import is_control
from oase.demo.scene import HERE, PLAY, days_of
from oase.demo.shop import DRESS, shop
from oase.retail.keeping import put, stock
from oase.settings import Settings
from oase.web.reach import Reach

MINUTE = 60_000_000


@pytest.fixture(scope="module")
def shop_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that holds a shop and nobody; never written to."""
    folder = tmp_path_factory.mktemp("stage") / "house"
    held = shop(NOON)
    with open_house(folder, create=True, settings=Settings(lang="de", timezone="Europe/Berlin")) as house:
        _ = house.rooms.key
        with house.rooms.database.writing() as connection:
            put(connection, [*held.articles, *held.stock], now=NOON, source="shop")
    return folder


@pytest.fixture
def reach(reach_of: MakesReach, shop_once: Path, tmp_path: Path) -> Reach:
    return reach_of(shutil.copytree(shop_once, tmp_path / "shop"), is_demo=True)


@pytest.fixture
def manager(signed_in: SignsIn) -> Browser:
    return signed_in("manager")


def post(browser: Browser, path: str, **fields: Any) -> dict[str, Any]:
    answer = browser.submit(path, fields)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content)


def told(text: str, name: str) -> Any:
    found = re.search(rf'data-{name}="([^"]*)"', text)
    assert found
    return msgspec.json.decode(html.unescape(found[1]))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_holds_the_scene_and_its_words(manager: Browser, lang: str) -> None:
    answer = manager.get(f"/stage?lang={lang}")
    assert answer.status_code == 200
    scene = told(answer.text, "scene")
    assert len(scene["steps"]) == 13
    assert all(step["title"] and step["does"] and step["rule"] for step in scene["steps"])
    assert told(answer.text, "words")["play"]
    assert "<noscript>" in answer.text
    assert 'style="' not in answer.text


def test_only_this_page_may_show_a_frame_and_only_of_this_house(manager: Browser) -> None:
    assert "frame-src 'self'" in manager.get("/stage").headers["content-security-policy"]
    assert "frame-src" not in manager.get("/").headers["content-security-policy"]
    assert manager.get("/stage").headers["x-frame-options"] == "DENY"


def test_where_customers_are_real_there_is_no_stage(
    reach_of: MakesReach, folder: Path, pages_of: Callable[[Reach], Litestar], signed_in: SignsIn
) -> None:
    real = reach_of(folder)
    browser = signed_in("admin", app=pages_of(real), at=real)
    assert browser.get("/stage").status_code == 404
    assert browser.submit("/stage/anna").status_code == 404
    assert browser.submit("/stage/time", {"at": "1"}).status_code == 404
    assert 'href="/stage"' not in browser.get("/").text
    assert real.moment() == real.clock()


def test_another_anna_each_time_and_in_no_control_group(manager: Browser, reach: Reach) -> None:
    first, second = post(manager, "/stage/anna"), post(manager, "/stage/anna")
    assert first["user"] != second["user"]
    assert first["token"].startswith("oct_")
    assert first["refresh"]
    for anna in (first, second):
        assert not is_control(reach.house.rooms.aliases.one("user", anna["user"]), PLAY, 0.1)
    assert reach.moment() == first["before"] == days_of(reach.clock()).before


def test_an_anna_of_the_control_group(manager: Browser, reach: Reach) -> None:
    anna = post(manager, "/stage/anna", control="1")
    assert anna["isControl"]
    assert is_control(reach.house.rooms.aliases.one("user", anna["user"]), PLAY, 0.1)


def test_time_goes_forward_and_the_store_counts_anew(manager: Browser, reach: Reach) -> None:
    anna = post(manager, "/stage/anna")
    assert post(manager, "/stage/time", at=anna["afternoon"])["at"] == anna["afternoon"]
    assert post(manager, "/stage/time", at=anna["evening"])["at"] == anna["afternoon"]
    said = post(manager, "/stage/time", day="sunday", minute=600)
    assert said["at"] > anna["afternoon"]
    with reach.database.reading() as connection:
        held = stock(connection, store=HERE, gtins=[DRESS])
    assert [(one.quantity, one.counted) for one in held] == [(2, said["at"] - 7 * MINUTE)]


def test_stock_and_weather(manager: Browser, reach: Reach) -> None:
    post(manager, "/stage/anna")
    post(manager, "/stage/stock", quantity=0)
    said = post(manager, "/stage/weather", wet="0", temperature="14")
    assert (said["isWet"], said["sky"]) == (False, "14 °C, trocken")
    assert reach.scene is not None
    assert not reach.scene.weather(0).is_wet
    with reach.database.reading() as connection:
        assert stock(connection, store=HERE, gtins=[DRESS])[0].quantity == 0


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/stage/time", {"at": "soon"}),
        ("/stage/time", {"at": "-1"}),
        ("/stage/time", {"day": "someday", "minute": "1"}),
        ("/stage/time", {"day": "sunday", "minute": "1440"}),
        ("/stage/stock", {"quantity": "²"}),
        ("/stage/stock", {}),
        ("/stage/weather", {"temperature": "1e9"}),
    ],
)
def test_what_nobody_can_mean_changes_nothing(
    manager: Browser, reach: Reach, path: str, fields: dict[str, str]
) -> None:
    before = reach.moment()
    assert manager.submit(path, fields).status_code == 400
    assert reach.moment() == before


def test_the_strip_counts_decisions_of_the_day_without_persons(manager: Browser, reach: Reach) -> None:
    day = (reach.clock() + 3600_000_000) // 86_400_000_000
    rows = [(day, PLAY, "sent", "", 3), (day, PLAY, "withheld", "quiet", 2), (day - 1, PLAY, "sent", "", 9)]
    with reach.database.writing() as connection:
        connection.exec_driver_sql("insert into play_counts values (?, ?, ?, ?, ?)", rows)
    said = msgspec.json.decode(manager.get("/stage/now").content)["today"]
    assert said == {"sent": 3, "all": 5, "withheld": [{"reason": "quiet", "text": "Ruhezeit", "number": 2}]}


def test_whoever_may_not_see_persons_has_no_stage(signed_in: SignsIn) -> None:
    analyst = signed_in("analyst")
    assert analyst.get("/stage").status_code == 403
    assert analyst.submit("/stage/anna").status_code == 403
