"""A secret link opens one case and nothing else, for nobody else; a photo does not say where it was made."""

from __future__ import annotations

import io
import secrets

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.lives.doing import Person, ask_for_advice, fill_in, photo_with_place, secret_of
from tests.lives.house import Living

from oase.programmes import links
from oase.settings import now

pytestmark = pytest.mark.lives

HIDDEN = ("Eva Eins", "Zora Zwei", "F-0", "Riss am Ärmel")


@pytest.fixture(scope="module")
def house(living_house: Living) -> Living:
    """Return the house of this file."""
    return living_house


@pytest.fixture(scope="module")
def cases(house: Living) -> dict[str, tuple[int, str]]:
    """Open a case for each of two persons; return ids and secrets."""
    return {name: _opened(house, Person(name, "")) for name in HIDDEN[:2]}


def _opened(house: Living, who: Person) -> tuple[int, str]:
    with house.phone() as looker:
        page = looker.page
        ask_for_advice(page, house, "Hose", "Riss")
        page.get_by_role("link", name="Einschicken", exact=True).click()
        page.get_by_label("Beschreib den Schaden").fill(HIDDEN[3])
        fill_in(page, who)
        page.get_by_role("button", name="Fall anlegen").click()
        secret = secret_of(page)
    [(case,)] = house.rows("select max(id) from programme_cases")
    return case, secret


def _shown(page: Page, house: Living, secret: str, part: str = "") -> tuple[int, str]:
    answer = page.goto(f"{house.url}/c/{secret}{part}?lang=de")
    assert answer is not None
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    return answer.status, page.inner_text("main")


def test_what_does_not_open_says_nothing(house: Living, cases: dict[str, tuple[int, str]]) -> None:
    """Invented, changed and ended links give the same page, word for word; one that has run out no case."""
    (eva, hers), (zora, other) = cases.values()
    with house.phone() as looker:
        page = looker.page
        expect_own(page, house, hers)
        invented = _shown(page, house, secrets.token_urlsafe(20))
        changed = _shown(page, house, hers[:-1] + ("A" if hers[-1] != "A" else "Q"))
        house.write(lambda connection: links.end(connection, "case", eva, now()))
        ended = _shown(page, house, hers)
        assert invented == changed == ended
        assert invented[0] == 404
        house.write(lambda connection: connection.exec_driver_sql(
            "update programme_links set expires = ? where target = ? and kind = 'case'", (now() - 1, zora)
        ))  # fmt: skip
        expired = _shown(page, house, other)
        assert expired[0] == 410
        for part in ("/quote", "/label", "/guide", "/photo/1", "/qr.svg"):
            assert _shown(page, house, hers, part)[0] == 404
        for told in (invented[1], expired[1]):
            assert not [one for one in HIDDEN if one in told]
        sent = page.request.post(f"{house.url}/c/{hers}/message", form={"text": "Hallo", "lang": "de"})
        assert sent.status == 404
    assert house.rows("select count(*) from programme_case_log where kind = 'message'") == [(0,)]


def expect_own(page: Page, house: Living, secret: str) -> None:
    """See the own case, and nobody else's."""
    status, told = _shown(page, house, secret)
    assert status == 200
    assert HIDDEN[1] not in told
    expect(page.get_by_role("heading", level=1)).to_have_text("Dein Versandschein ist fertig.")


def test_a_link_of_another_does_not_open_her_photo(house: Living) -> None:
    """A photo is asked for by number: with the wrong secret there is none, and it says no place."""
    (_, hers), (_, other) = (_opened(house, Person(name, "")) for name in HIDDEN[:2])
    original = photo_with_place()
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    with house.phone() as looker:
        page = looker.page
        page.goto(f"{house.url}/c/{hers}?lang=de")
        page.get_by_label("Fotos hinzufügen").set_input_files(
            {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": original}
        )
        page.get_by_role("button", name="Hochladen").click()
        expect(page.locator(".photos img")).to_have_count(1)
        where = page.locator(".photos a").get_attribute("href") or ""
        house.kill()
        got = page.request.get(house.url + where)
        assert got.status == 200
        body = got.body()
        foreign = page.request.get(house.url + where.replace(hers, other))
        nothing = page.request.get(f"{house.url}/c/{other}/photo/999")
        assert foreign.status == nothing.status == 404
        told = foreign.text().partition("<main")[2].partition("</main>")[0]
        assert told
        assert told == nothing.text().partition("<main")[2].partition("</main>")[0]
        kept = Image.open(io.BytesIO(body))
        assert (kept.format, kept.size) == ("JPEG", (640, 480))
        assert dict(kept.getexif()) == {}
        assert not {"exif", "xmp", "comment", "photoshop"} & set(kept.info)
        assert b"Lena" not in body
        assert b"GPS" not in body
    files = [one for one in (house.served.folder / "photos").rglob("*") if one.is_file()]
    assert [one.read_bytes() == body for one in files] == [True]
    _no_picture_is_refused(house, hers)


def _no_picture_is_refused(house: Living, secret: str) -> None:
    with house.phone() as looker:
        page = looker.page
        page.goto(f"{house.url}/c/{secret}?lang=de")
        page.get_by_label("Fotos hinzufügen").set_input_files(
            {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload=alert(1)>"}
        )
        page.get_by_role("button", name="Hochladen").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator(".photos img")).to_have_count(1)
