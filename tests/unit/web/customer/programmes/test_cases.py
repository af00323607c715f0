"""From a damaged jacket to a case behind one secret link: advice, photos, quote, answer, kit, exchange."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from oase.app import open_house
from oase.contacts.keys import Keyring
from oase.db import open_database
from oase.db.inbox import Inbox
from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import by_secret, find
from oase.programmes.cases.closing import close
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.kits import Kit, save_kit, send_kit
from oase.programmes.cases.photos import draw_anew, photos_of, take
from oase.programmes.cases.quotes import make_quote, quotes_of
from oase.settings import Settings
from oase.surveys import stored
from oase.web.customer import make_customer
from oase.web.reach import Reach

SATURDAY = 1_795_258_800_000_000  # 21.11.2026, 12:00 in Cologne
ASKED = "garment=jacket&reason=zip&country=DE&sold=2024-01-02&cause=use&new=249&lang=en"
HER = {
    "name": "Anna Beispiel",
    "street": "Am Markt 1",
    "postcode": "50667",
    "city": "Köln",
    "land": "DE",
    "email": "anna@example.org",
    "what": "Blue rain jacket",
}


class Wardrobe:
    """A house, its customer's pages, and what the workshop does meanwhile."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.page: httpx.Client = TestClient(make_customer(reach))  # type: ignore[arg-type]
        self.page.follow_redirects = False
        self.workshop = Actor("workshop", SATURDAY, date(2026, 11, 21), "Mira")

    def fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a form."""
        text = self.page.get(path).text
        return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))

    def opened(self, way: str = "send_in", photos: Any = None, **more: str) -> tuple[str, Any]:
        """Open a case by the form; return its path and the case."""
        fields = self.fields(f"/p/repair/start?{ASKED}&way={way}") | HER | more
        sent = self.page.post("/p/repair/start", data=fields, files=photos or {})
        assert sent.status_code == 303, sent.text
        secret = sent.headers["location"].removeprefix("/c/").partition("?")[0]
        return f"/c/{secret}", self.case(secret)

    def case(self, secret: str) -> Any:
        """Return the case that a secret opens."""
        with self.reach.database.reading() as connection:
            return by_secret(connection, secret.removeprefix("/c/"), SATURDAY)

    def work(self, do: Any, *given: Any, **more: Any) -> Any:
        """Let the workshop do something."""
        with self.reach.database.writing() as connection:
            return do(connection, *given, **more)


@pytest.fixture
def wardrobe(tmp_path: Path) -> Iterator[Wardrobe]:
    """Return a house in which nothing is broken yet."""
    folder = tmp_path / "house"
    with open_house(folder, create=True, own="Lindwerk", clock=lambda: SATURDAY) as house:
        _ = house.rooms.key
        with (
            open_database(folder) as database,
            Inbox(folder / "inbox" / "w1.sqlite", done=lambda: 0) as inbox,
        ):
            reach = Reach(database, Keyring(database), inbox, Settings(), lambda: SATURDAY)
            reach._house = house  # pyright: ignore[reportPrivateUsage]  # one house with one clock
            yield Wardrobe(reach)


def picture(side: int = 40) -> bytes:
    from PIL import Image

    drawn, out = Image.new("RGB", (side, side), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telefon von Anna"
    drawn.save(out, "JPEG", exif=exif)
    return out.getvalue()


def quoted(wardrobe: Wardrobe, case: Any, cents: int = 2_900) -> None:
    by = Repairer(name="Werkstatt", address="Weg 2", telephone="0221 1", email="w@example.org")
    form = Form(
        repairer=by, goods="Jacket", defect="Zip", repair="New zip", days=7, place="Weg 2", price_cents=cents
    )
    for state in ("shipped", "received"):
        wardrobe.work(move, case.id, state, wardrobe.workshop)
    wardrobe.work(make_quote, case.id, form, wardrobe.workshop)


def test_advice_says_law_first_and_a_new_one_last_and_keeps_nothing(wardrobe):
    page = wardrobe.page.get(f"/p/repair?{ASKED}").text
    told = [page.index(part) for part in ("Your right first", "Send it in", "Buying new is the last resort")]
    assert told == sorted(told)
    assert "9.90 EUR" in page
    assert "239.10 EUR less" in page
    assert "kg CO2e" in page
    with wardrobe.reach.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from programme_cases").scalar() == 0


def test_a_repair_that_has_ended_may_be_rated_where_a_survey_asks(wardrobe):
    """A link on its page, nothing sent; none before the end, none without a live survey."""
    path, case = wardrobe.opened()
    for state in ("shipped", "received", "in_repair", "repaired"):
        wardrobe.work(move, case.id, state, wardrobe.workshop)
    assert "Rate the repair" not in wardrobe.page.get(f"{path}?lang=en").text
    wardrobe.work(close, case.id, wardrobe.workshop, outcome="Fixed")
    assert "Rate the repair" not in wardrobe.page.get(f"{path}?lang=en").text
    wardrobe.work(stored.put_live, "three_taps", 0, "Test", SATURDAY)
    page = wardrobe.page.get(f"{path}?lang=en").text
    assert "Rate the repair" in page
    link = re.search(r'href="(/s/[^"]+)"', page)
    assert link
    assert wardrobe.page.get(link[1]).status_code == 200
    with wardrobe.reach.database.reading() as connection:
        kinds = set(connection.exec_driver_sql("select kind from outbox").scalars())
    assert kinds == {"contract"}


def test_what_others_may_add_stands_below_with_source_and_day(wardrobe):
    """Paris knows a programme, Cologne none for clothes; the price stays as it is."""
    page = wardrobe.page.get("/p/repair?garment=jacket&reason=zip&country=FR&cause=use&lang=en").text
    assert "What others may add" in page
    assert "60 % of the bill, at most 25.00 EUR." in page
    assert "https://refashion.fr/citoyen/fr/bonus-reparation" in page
    assert "checked on" in page
    assert "What others may add" not in wardrobe.page.get(f"/p/repair?{ASKED}").text


def test_a_defect_within_the_term_costs_nothing(wardrobe):
    page = wardrobe.page.get(
        "/p/repair?garment=jacket&reason=seam&country=DE&sold=2026-06-01&cause=defect&lang=en"
    )
    assert "The law helps you." in page.text
    assert "Repairing it costs you nothing." in page.text


@pytest.mark.parametrize(
    "path", ["/p", "/p/repair", "/p/exchange", "/p/repair?garment=jacket&reason=nonsense"]
)
def test_pages_open_in_both_languages(wardrobe, path):
    for lang in ("de", "en"):
        page = wardrobe.page.get(path, params={"lang": lang} if "?" not in path else None)
        assert page.status_code == 200


def test_a_case_opens_once_and_shows_its_link_with_a_qr_code(wardrobe):
    path, case = wardrobe.opened()
    assert case.state == "label"
    assert case.alias is not None
    assert case.told["fee_cents"] == 990
    page = wardrobe.page.get(f"{path}?new=1&lang=en")
    assert f"http://testserver.local{path}" in page.text
    assert wardrobe.page.get(f"{path}/qr.svg").headers["content-type"].startswith("image/svg")
    assert page.headers["referrer-policy"] == "no-referrer"
    again = wardrobe.fields(f"/p/repair/start?{ASKED}&way=send_in") | HER | {"key": case.key}
    sent = wardrobe.page.post("/p/repair/start", data=again)
    assert wardrobe.case(sent.headers["location"].removeprefix("/c/").partition("?")[0]).id == case.id


def test_what_is_missing_is_said_and_what_was_typed_stays(wardrobe):
    fields = wardrobe.fields(f"/p/repair/start?{ASKED}&way=send_in") | HER | {"street": ""}
    sent = wardrobe.page.post("/p/repair/start", data=fields)
    assert sent.status_code == 400
    assert "The street is missing" in sent.text
    assert "Anna Beispiel" in sent.text
    assert fields["key"] in sent.text


def test_a_price_that_was_not_shown_opens_nothing(wardrobe):
    fields = wardrobe.fields(f"/p/repair/start?{ASKED}&way=send_in") | HER | {"fee": "1"}
    sent = wardrobe.page.post("/p/repair/start", data=fields)
    assert sent.status_code == 409
    assert "price has changed" in sent.text


def test_photos_lose_what_is_not_the_picture(wardrobe):
    path, case = wardrobe.opened(photos=[("photo", picture()), ("photo", picture(50))])
    with wardrobe.reach.database.reading() as connection:
        kept = photos_of(connection, case.id)
    assert len(kept) == 2
    shown = wardrobe.page.get(f"{path}/photo/{kept[0].id}")
    assert shown.headers["content-type"] == "image/jpeg"
    assert b"Anna" not in shown.content
    more = wardrobe.page.post(f"{path}/photos", data={"lang": "en"}, files={"photo": picture(60)})
    assert "said=photos" in more.headers["location"]
    bad = wardrobe.page.post(f"{path}/photos", data={"lang": "en"}, files={"photo": b"no picture"})
    assert "wrong=photo" in bad.headers["location"]


def test_a_link_shows_no_photo_of_another_case(wardrobe):
    _, case = wardrobe.opened(photos=[("photo", picture())])
    other, _ = wardrobe.opened()
    with wardrobe.reach.database.reading() as connection:
        number = photos_of(connection, case.id)[0].id
    assert wardrobe.page.get(f"{other}/photo/{number}").status_code == 404


def test_photos_are_read_only_for_a_link_that_holds(wardrobe):
    sent = wardrobe.page.post("/c/unknown/photos", files={"photo": picture()})
    assert sent.status_code == 404


def test_a_quote_is_accepted_in_two_steps(wardrobe):
    path, case = wardrobe.opened()
    quoted(wardrobe, case)
    assert "29.00 EUR" in wardrobe.page.get(f"{path}?lang=en").text
    assert "New zip" in wardrobe.page.get(f"{path}/quote?lang=en").text
    sure = wardrobe.page.get(f"{path}/accept?lang=en")
    assert "order with obligation to pay" in sure.text
    assert wardrobe.case(path).state == "estimated"  # looking decides nothing
    fields = wardrobe.fields(f"{path}/accept?lang=en")
    assert "said=accepted" in wardrobe.page.post(f"{path}/accept", data=fields).headers["location"]
    assert wardrobe.case(path).state == "accepted"
    again = wardrobe.page.post(f"{path}/reject", data=fields)
    assert "wrong=" in again.headers["location"]
    assert wardrobe.case(path).state == "accepted"


def test_a_quote_comes_as_pdf(wardrobe):
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    path, case = wardrobe.opened()
    quoted(wardrobe, case)
    found = wardrobe.page.get(f"{path}/quote.pdf?lang=de")
    assert found.content[:4] == b"%PDF"
    assert case.number in found.headers["content-disposition"]


def test_a_quote_is_declined(wardrobe):
    path, case = wardrobe.opened()
    quoted(wardrobe, case)
    fields = wardrobe.fields(f"{path}/reject?lang=en")
    wardrobe.page.post(f"{path}/reject", data=fields)
    assert wardrobe.case(path).state == "rejected"
    with wardrobe.reach.database.reading() as connection:
        told = quotes_of(connection, case.id)[-1].answer
    assert told is not None
    assert told.answer == "rejected"


def test_messages_go_both_ways_and_notes_stay_inside(wardrobe):
    from oase.programmes.cases.messages import note, say

    path, case = wardrobe.opened()
    sent = wardrobe.page.post(f"{path}/message", data={"text": "When <b>?", "lang": "en"})
    assert sent.headers["location"].endswith("#messages")
    wardrobe.work(say, case.id, "Tomorrow", wardrobe.workshop)
    wardrobe.work(note, case.id, "difficult", wardrobe.workshop)
    page = wardrobe.page.get(f"{path}?lang=en").text
    assert "When &lt;b&gt;?" in page
    assert "Tomorrow" in page
    assert "difficult" not in page
    assert "wrong=message" in wardrobe.page.post(f"{path}/message", data={"text": " "}).headers["location"]


def test_the_slip_says_that_it_is_no_postage(wardrobe):
    path, case = wardrobe.opened()
    page = wardrobe.page.get(f"{path}/label?lang=en").text
    assert case.number in page
    assert "not a paid postage label" in page
    assert wardrobe.page.get(f"{path}/label.svg").status_code == 200
    wardrobe.page.post(f"{path}/shipped", data={"parcel": "00340", "lang": "en"})
    assert (wardrobe.case(path).state, wardrobe.case(path).parcel) == ("shipped", "00340")


def test_a_kit_that_did_not_help_leads_to_the_workshop(wardrobe):
    kit = Kit(
        code="zip",
        name={"de": "Zipper", "en": "Slider"},
        defects=("zip",),
        guide="none",
        fee_cents=490,
        stock=3,
    )
    wardrobe.work(save_kit, kit, wardrobe.workshop)
    path, case = wardrobe.opened("kit")
    assert case.kit == "zip"
    assert wardrobe.page.get(f"{path}/guide?lang=en").status_code == 200
    wardrobe.work(send_kit, case.id, wardrobe.workshop)
    assert "How did it go?" in wardrobe.page.get(f"{path}?lang=en").text
    bad = wardrobe.page.post(f"{path}/outcome", data={"outcome": "Great"})
    assert "wrong=outcome" in bad.headers["location"]
    wardrobe.page.post(f"{path}/outcome", data={"outcome": "Repairable"})
    assert wardrobe.case(path).state == "failed"
    assert "Send it in instead" in wardrobe.page.get(f"{path}?lang=en").text
    wardrobe.page.post(f"{path}/send-in", data={"lang": "en"})
    assert (wardrobe.case(path).way, wardrobe.case(path).state) == ("send_in", "label")


def test_ending_the_link_ends_it_for_everybody_and_not_the_case(wardrobe):
    path, case = wardrobe.opened()
    assert wardrobe.page.get(f"{path}/end?lang=en").status_code == 200
    assert wardrobe.page.get(path).status_code == 200  # looking ends nothing
    assert "invalid" in wardrobe.page.post(f"{path}/end", data={"lang": "en"}).text
    assert wardrobe.page.get(path).status_code == 404
    with wardrobe.reach.database.reading() as connection:
        assert find(connection, case.id).state == "label"


def test_she_may_end_the_case_as_long_as_nothing_was_done(wardrobe):
    path, _ = wardrobe.opened()
    wardrobe.page.post(f"{path}/cancel", data={"lang": "en"})
    assert wardrobe.case(path).state == "cancelled"


def test_an_exchange_takes_two_steps(wardrobe):
    first = {"what": "Grey trousers", "reason": "too_small", "delivered": "2026-11-10", "lang": "en"}
    second = wardrobe.page.post("/p/exchange", data=first)
    assert "You can exchange it until" in second.text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', second.text)) | HER
    fields["what"] = "Grey trousers"
    lacking = wardrobe.page.post("/p/exchange/open", data=fields | {"instead": "size"})
    assert lacking.status_code == 400
    assert "which size" in lacking.text
    sent = wardrobe.page.post("/p/exchange/open", data=fields | {"instead": "size", "size": "40"})
    path = sent.headers["location"].partition("?")[0]
    case = wardrobe.case(path)
    assert (case.kind, case.state, case.wanted["size"]) == ("exchange", "label", "40")
    assert wardrobe.page.get(f"{path}/label?lang=en").status_code == 200


def test_an_exchange_that_is_over_points_to_other_rights(wardrobe):
    first = {"what": "Grey trousers", "reason": "too_small", "delivered": "2026-08-01", "lang": "en"}
    page = wardrobe.page.post("/p/exchange", data=first).text
    assert "You could exchange it until" in page
    assert "rights by law remain untouched" in page


def test_before_and_after_are_shown_as_a_pair_once_both_are_there(wardrobe):
    path, case = wardrobe.opened(photos=[("photo", picture())])
    assert "before-after" not in wardrobe.page.get(f"{path}?lang=en").text
    folder = wardrobe.reach.database.folder
    mended = draw_anew(picture(50))
    wardrobe.work(take, folder, case.id, mended, wardrobe.workshop, "after")
    shown = wardrobe.page.get(f"{path}?lang=en").text
    assert re.findall(r"<figcaption>(\w+), ", shown) == ["Before", "After"]
