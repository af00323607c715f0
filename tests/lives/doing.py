"""What customers do on their phones, as far as several lives need it."""

from __future__ import annotations

import io
from datetime import date
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, expect
from tests.lives.house import Living

__all__ = ["Person", "ask_for_advice", "fill_in", "has_its_furniture", "photo_with_place", "secret_of"]

GPS = 0x8825
_MAKE, _MODEL, _ARTIST = 0x010F, 0x0110, 0x013B


class Person(NamedTuple):
    """Somebody who fills in forms."""

    name: str
    email: str
    street: str = "Nähweg 1"
    postcode: str = "50667"
    city: str = "Köln"


def ask_for_advice(page: Page, house: Living, garment: str, reason: str, **more: str) -> None:
    """Say on ``/p/repair`` what is broken and how, until advice is shown."""
    query = "&".join(f"{name}={more[name]}" for name in ("gtin", "serial") if name in more)
    page.goto(f"{house.url}/p/repair?lang=de&{query}")
    page.get_by_role("radio", name=garment, exact=True).check()
    page.get_by_role("radio", name=reason, exact=True).check()
    page.get_by_role("radio", name=more.get("cause", "Durch Gebrauch oder ein Missgeschick")).check()
    page.get_by_label("In welchem Land gekauft?").select_option(more.get("country", "DE"))
    page.get_by_label("Wann gekauft?").fill(more.get("sold", date(2026, 1, 5).isoformat()))
    page.get_by_label("Was kostet ein neues?").fill(more.get("new", "180,00"))
    page.get_by_role("button", name="Auskunft zeigen").click()
    expect(page.get_by_role("heading", name="So wird es wieder ganz")).to_be_visible()
    has_its_furniture(page)


def fill_in(page: Page, who: Person) -> None:
    """Fill in name, address and mail."""
    page.get_by_label("Name", exact=True).fill(who.name)
    page.get_by_label("Straße und Nummer").fill(who.street)
    page.get_by_label("Postleitzahl").fill(who.postcode)
    page.get_by_label("Ort", exact=True).fill(who.city)
    page.get_by_label("E-Mail").fill(who.email)


def has_its_furniture(page: Page) -> None:
    """Check that nothing scrolls sideways on a phone, and that no search engine is to keep the page."""
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert "noindex" in (page.locator("meta[name=robots]").get_attribute("content") or "")
    assert page.context.cookies() == []


def secret_of(page: Page) -> str:
    """Return the secret of the case whose link is shown for the first time."""
    page.wait_for_url("**/c/**")
    told = page.locator("#h-link ~ .with-qr .link").inner_text().strip()
    assert page.url.startswith(f"{told}?")
    return told.rpartition("/")[2]


def photo_with_place(colour: tuple[int, int, int] = (40, 90, 60)) -> bytes:
    """Return a JPEG as a phone makes it: with where it was taken, by what and by whom."""
    picture = Image.new("RGB", (640, 480), colour)
    exif = picture.getexif()
    exif[_MAKE], exif[_MODEL], exif[_ARTIST] = "Phone", "P-1", "Lena Lebt"
    exif.get_ifd(GPS).update({1: "N", 2: (50.0, 56.0, 9.6), 3: "E", 4: (6.0, 56.0, 52.8)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"in Lenas Wohnung")
    return out.getvalue()
