"""Anna's visit in a real browser: film and stage, a real encrypted push, every way to scan."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.pushing import PushService, deliver, pushing, subscribe_there
from tests.browser.serving import House, open_browser_with, serving_demo
from tests.browser.staging import Stage, plain, staging

from oase.decisions.receipt import Gate
from oase.demo.scene import HERE, STEPS
from oase.demo.shop import DRESS

pytestmark = pytest.mark.browser

PERSONS = 300
LAST = len(STEPS) - 1

GERMAN = {
    0: ("Du entscheidest, was wir dürfen.", "Nachrichten aufs Telefon", "Erlaubt seit 21:0"),
    1: ("Meine Größen", "Kleid System DE"),
    2: ("sind gemerkt", "Leinenkleid „Dünengras“ Sand · Größe 38", "● im Laden: 2 Ehrenstraße, gezählt"),
    3: ("15:3", "Samstag"),
    4: ("15:3", "Samstag"),
    5: ("Leinenkleid „Dünengras“ von deiner Wunschliste", "Größe 38", "Weg Heute nicht Warum?"),
    6: ("150 m von dir", "Ehrenstraße", "Geöffnet bis", "18:00 Uhr", "● im Laden: 2 gezählt 15:3"),
    7: ("Im Laden · Ehrenstraße", "deiner Wünsche ist hier", "● hier: 2 gezählt 15:3"),
    8: ("Im Laden · Ehrenstraße", "was andere sagen", "Bewertungen, im Schnitt", "Kauf geprüft"),
    9: ("Was möchtest du wissen?", "Leinenkleid „Dünengras“ Gefunden"),
    10: ("89,00", "100 % Leinen", "Farbe und Größe", "Sand 38: hier 2, gezählt 15:3", "mit Größe 38"),
    11: ("Passt dazu – hier, in deiner Größe",),
    12: ("Zurückgelegt: Leinenkleid „Dünengras“", "18:00 Uhr"),
}
ENGLISH = {
    0: ("You decide what we may do.", "Messages to the phone", "Allowed since 21:0"),
    1: ("My sizes", "Dress System DE"),
    2: ("are saved", "size 38", "● in store: 2 Ehrenstraße, counted"),
    3: ("15:3", "Saturday"),
    4: ("15:3", "Saturday"),
    5: ("from your wish list", "size 38", "Not today"),
    6: ("150 m from you", "Ehrenstraße", "Open until", "● in store: 2 counted 15:3"),
    7: ("In store · Ehrenstraße", "of your wishes is here", "● here: 2 counted 15:3"),
    8: ("In store · Ehrenstraße", "what others say", "ratings,", "purchase verified"),
    9: ("What would you like to know?", "Found"),
    10: ("89.00", "100 % linen", "Colour and size", "here 2, counted 15:3", "with size 38"),
    11: ("Goes with it – here, in your size",),
    12: ("Put aside:", "until"),
}
MATCHES = {
    "de": ("Kundinnen haben beides", "Gerade ist hier nichts Passendes"),
    "en": ("customers noted or bought both", "Nothing that goes with it is here"),
}
SHEET = {"de": "Noch offen? Ist in Ordnung.", "en": "Still open? That is fine."}


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    """Serve the push service, which the house may call."""
    with pushing() as started:
        yield started


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, service: PushService) -> Iterator[House]:
    """Serve a demo in which Anna walks."""
    env = {"OASE_PUSH_HOSTS": service.address}
    with serving_demo(tmp_path_factory.mktemp("scene"), PERSONS, "--lang", "de", env=env) as served:
        yield served


def in_order(gates: list[str]) -> bool:
    """Tell whether gates stand in the order in which they are asked."""
    order = [one.value for one in Gate]
    places = [order.index(one) for one in gates]
    return places == sorted(places)


@pytest.mark.parametrize(("lang", "shown"), [("de", GERMAN), ("en", ENGLISH)])
def test_the_film_plays_from_the_sofa_to_what_is_put_aside(
    browser: Browser, house: House, lang: str, shown: dict[int, tuple[str, ...]]
):
    """Pressed once, all thirteen steps play; each screen says what it must, the receipt stands beside."""
    with staging(browser, house, lang=lang, width=1440) as stage:
        # twice as fast as the fastest: each step still stands for more than a second
        stage.page.locator("#speed option").last.evaluate("one => { one.value = '0.2' }")
        stage.page.locator("#speed").select_option("0.2")
        stage.page.locator("#play").click()
        stage.page.wait_for_function(
            "last => document.getElementById('stage').dataset.step === last", arg=str(LAST), timeout=90_000
        )
        expect(stage.page.locator("#forward")).to_be_disabled()
        expect(stage.page.locator("#again")).to_be_enabled()
        stage.at_step(LAST)
        seen = stage.seen()
        assert sorted(step for step in seen if step >= 0) == list(range(LAST + 1))
        for step, texts in shown.items():
            assert [one for one in texts if one not in seen[step][-1]] == [], (step, seen[step][-1])
        assert any(one in seen[11][-1] for one in MATCHES[lang]), seen[11][-1]
        assert any(SHEET[lang] in one for one in seen[12])
        assert not any("Düne" in one for one in seen[4]), "the message came before its step"
        _see_receipt(stage)
        stage.is_quiet()


def _see_receipt(stage: Stage) -> None:
    """See that the receipt has every gate in order, all passed, and the words that were sent."""
    answer = stage.answers[-1]
    assert answer["outcome"] == "sent"
    assert stage.receipt.locator(".words").inner_text().split("\n")[0] == answer["title"]
    assert answer["body"] in stage.receipt.locator(".words").inner_text()
    assert stage.receipts[-1]["id"] == answer["receipt"]
    sentences = stage.receipts[-1]["sentences"]
    assert in_order([one["gate"] for one in sentences])
    assert {Gate(one["gate"]) for one in sentences} == set(Gate) - {Gate.CONDITIONS}
    assert stage.gates("passed") == stage.gates() == [plain(one["text"]) for one in sentences]
    assert re.search(r"\b20 min", stage.receipt.locator(".outcome").inner_text())


def test_by_hand_it_goes_forward_back_and_on_in_another_language(browser: Browser, house: House):
    """Arrow keys, buttons and dots; what was played is only shown again; a reload and a language keep it."""
    with staging(browser, house, width=1440) as stage:
        page = stage.page
        stage.forward(5)
        expect(stage.lock).to_contain_text("von deiner Wunschliste")
        page.keyboard.press("ArrowLeft")
        stage.at_step(4)
        page.get_by_role("button", name="Weiter").click()
        stage.at_step(5)
        expect(stage.lock).to_contain_text("von deiner Wunschliste")
        page.get_by_role("button", name="Schritt 2: ").click()
        stage.at_step(2)
        expect(stage.phone.get_by_role("heading", level=1)).to_contain_text("gemerkt")
        page.get_by_role("button", name="Schritt 5: ").click()
        stage.at_step(5)
        assert len(stage.answers) == 1
        stage.lock.get_by_role("button", name="Warum?").click()
        expect(stage.phone.get_by_role("heading", level=1)).to_have_text("Warum sehe ich das?")
        who = page.locator("#stage-who").inner_text().split(",")[0]
        page.reload()
        stage.at_step(5)
        expect(page.locator("#stage-who")).to_contain_text(who)
        expect(stage.lock).to_contain_text("von deiner Wunschliste")
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/stage?lang=en")
        stage.at_step(5)
        expect(page.locator("#stage-who")).to_contain_text(f"{who}, not in")
        page.keyboard.press("ArrowRight")
        stage.at_step(6)
        expect(stage.phone.locator("main")).to_contain_text("150 m from you")
        stage.is_quiet()


def test_each_control_of_the_stage_has_its_reason(browser: Browser, house: House):
    """What is switched or moved makes the house keep quiet, and the receipt says why."""
    with staging(browser, house, width=1440) as stage:
        stage.forward(3)
        silence = "Lindwerk schweigt: {}."
        stage.switch("push", is_on=False)
        assert silence.format("Nicht erlaubt") in stage.ask()
        _see_withheld(stage, Gate.CONSENT)
        stage.switch("push", is_on=True)
        stage.switch("stock", is_on=False)
        assert silence.format("Nicht in ihrer Größe da") in stage.ask()
        _see_withheld(stage, Gate.IN_STOCK)
        stage.switch("stock", is_on=True)
        stage.time("sunday", 15 * 60)
        assert silence.format("Laden zu oder bald zu") in stage.ask()
        _see_withheld(stage, Gate.OPEN)
        stage.time("tuesday", 20 * 60 + 10)
        assert silence.format("Ruhezeit") in stage.ask()
        _see_withheld(stage, Gate.QUIET)
        stage.time("christmas_eve", 15 * 60)
        assert silence.format("Laden zu oder bald zu") in stage.ask()
        stage.switch("wet", is_on=False)
        expect(stage.page.locator("#stage-sky")).to_have_text("14 °C, trocken")
        expect(stage.lock).not_to_contain_text("Wunschliste")
        expect(stage.page.locator("#today")).to_contain_text("Laden zu oder bald zu")
        stage.is_quiet()


def _see_withheld(stage: Stage, gate: Gate) -> None:
    """See that a gate is the first that failed, that those before passed, and those after were not asked."""
    assert "Nicht gesendet" in stage.receipt.locator(".outcome").inner_text()
    sentences = stage.receipts[-1]["sentences"]
    at = [one["gate"] for one in sentences].index(gate.value)
    assert in_order([one["gate"] for one in sentences])
    assert [one["sign"] for one in sentences] == (
        ["passed"] * at + ["failed"] + ["unchecked"] * (len(sentences) - at - 1)
    )
    assert stage.gates("failed") == [plain(sentences[at]["text"])]
    assert "Nicht mehr gefragt" in stage.receipt.locator(".unasked").inner_text()


def test_anna_is_walked_by_mouse_and_by_slider(browser: Browser, house: House):
    """Where she comes near, her phone tells and the house decides; where she leaves, the message goes."""
    with staging(browser, house, width=1440) as stage:
        page = stage.page
        stage.forward(2)
        stage.time("saturday", 15 * 60)
        page.get_by_role("button", name="Telefon sperren").click()
        page.locator("#anna").scroll_into_view_if_needed()
        dot = page.locator("#anna circle").last.bounding_box()
        shop = page.locator(".store.here rect").bounding_box()
        assert dot is not None
        assert shop is not None
        page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
        page.mouse.down()
        page.mouse.move(shop["x"] - 60, shop["y"] + 90, steps=6)
        page.mouse.move(shop["x"] + 4, shop["y"] + 24, steps=6)
        page.mouse.up()
        expect(stage.lock).to_contain_text("von deiner Wunschliste", timeout=15_000)
        stage.settled()
        assert stage.answers[-1]["outcome"] == "sent"
        _walk(page, 0)
        stage.settled()
        expect(stage.lock).not_to_contain_text("Wunschliste")
        _walk(page, 100)
        expect(page.locator("#stage-title")).to_contain_text("schweigt", timeout=15_000)
        assert stage.answers[-1]["outcome"] == "withheld"
        expect(page.locator("#distance")).to_have_text("im Laden")
        stage.is_quiet()


def _walk(page: Page, share: int) -> None:
    slider = page.locator("#walk")
    slider.evaluate("(one, share) => { one.value = share; one.dispatchEvent(new Event('input')) }", share)
    slider.dispatch_event("change")


def test_in_the_control_group_nothing_arrives_and_the_receipt_says_so(browser: Browser, house: House):
    """For comparison some are told nothing; all gates before that have passed."""
    with staging(browser, house, width=1440) as stage:
        page = stage.page
        page.get_by_text("Was hier gespielt wird und was nicht").click()
        page.get_by_role("button", name="Von vorn, in der Vergleichsgruppe").click()
        expect(page.locator("#stage-who")).to_contain_text(", in der Vergleichsgruppe")
        stage.settled()
        page.locator("#stage-who").click()
        stage.forward(5)
        assert stage.answers[-1]["outcome"] == "control"
        expect(stage.receipt.locator(".outcome")).to_contain_text("Vergleichsgruppe, nicht gesendet")
        expect(stage.lock).not_to_contain_text("Wunschliste")
        stage.is_quiet()


DECISION: Any = next(step for step in STEPS if step.name == "decision").calls[0].body


def decide(app: Page, token: str) -> dict[str, Any]:
    """Let her phone ask where she is near the store."""
    return app.evaluate(
        """async ([token, body]) => (await fetch('/v1/decisions', {
            method: 'POST', body: JSON.stringify(body),
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        })).json()""",
        [token, {**DECISION, "lang": "de"}],
    )


def switch_messages_on(app: Page) -> str:
    """Let her switch messages off and on again in her app, and return what names this device."""
    app.evaluate("location.hash = '#/consents'")
    box = app.get_by_role("switch", name="Nachrichten aufs Telefon")
    expect(box).to_be_checked()
    for is_on in (False, True):
        box.click()
        expect(app.locator("#toast")).to_contain_text("erlaubt." if is_on else "nicht mehr erlaubt.")
        expect(box).to_be_checked(checked=is_on)
        expect(box).to_be_enabled()
    app.wait_for_function("() => window.oaseClientHash")
    return app.evaluate("window.oaseClientHash")


CHOOSE = """async action => {
    let one;
    while (!one) {
        [one] = await self.registration.getNotifications();
        await new Promise(wake => setTimeout(wake, 50));
    }
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification: one, action }));
}"""
SHOWN = """async () => {
    const worker = await navigator.serviceWorker.ready;
    let one;
    while (!one) {
        [one] = await worker.getNotifications();
        await new Promise(wake => setTimeout(wake, 50));
    }
    return [one.title, one.body, one.actions.map(action => action.action)];
}"""


def test_a_push_is_encrypted_sent_deciphered_and_does_what_she_chooses(
    browser: Browser, house: House, service: PushService
):
    """From her switch to the push service, from there to the worker, from the notification to the screen."""
    with staging(browser, house, width=390, permissions=["notifications"]) as stage:
        stage.forward(3)
        subscribe_there(stage.page.context, service)
        app, token = stage.open_app(), stage.annas[-1]["token"]
        client = switch_messages_on(app)
        answer = decide(app, token)
        assert answer["outcome"] == "sent"
        (message,) = service.awaited(client)
        told = json.loads(message)
        assert (told["title"], told["body"]) == (answer["title"], answer["body"])
        assert told["receipt"] == answer["receipt"]
        (seconds,) = service.seconds(client)
        assert 1170 <= seconds <= 1200, "20 minutes, for the store stays open for longer"
        most = app.evaluate("Notification.maxActions")
        (worker,) = stage.page.context.service_workers
        for action, heading in (("way", "Ehrenstraße"), ("why", "Warum sehe ich das?")):
            deliver(app, message)
            actions = ["way", "not_today", "why"][:most]
            assert app.evaluate(SHOWN) == [answer["title"], answer["body"], actions]
            worker.evaluate(CHOOSE, action)
            expect(app.get_by_role("heading", level=1)).to_have_text(heading)
        deliver(app, message)
        app.evaluate(SHOWN)
        worker.evaluate(CHOOSE, "not_today")
        expect(app.locator("#toast")).to_contain_text("Heute")
        again = decide(app, token)
        assert (again["outcome"], again["reason"]) == ("withheld", Gate.NOT_TODAY.value)


def test_a_device_that_is_gone_is_forgotten_and_the_app_tells(
    browser: Browser, house: House, service: PushService
):
    """410 removes the subscription and stops the message; the next one waits in her app."""
    with staging(browser, house, width=390, permissions=["notifications"]) as stage:
        stage.forward(3)
        subscribe_there(stage.page.context, service)
        app, token = stage.open_app(), stage.annas[-1]["token"]
        client = switch_messages_on(app)
        assert _subscriptions(house, client) == 1
        service.expire(client)
        first = decide(app, token)
        for _ in range(150):
            if not _subscriptions(house, client):
                break
            app.wait_for_timeout(100)
        assert _subscriptions(house, client) == 0
        app.evaluate("location.hash = '#/receipts'")
        expect(app.locator("main .rows")).to_contain_text("Dein Gerät nimmt keine Nachrichten mehr an")
        second = decide(app, token)
        assert (first["outcome"], second["outcome"]) == ("sent", "sent")
        _wait_for_message(app, token, second["receipt"])
        app.evaluate("location.hash = '#/start'")
        expect(app.locator("main .message")).to_contain_text(second["title"])
        assert service.messages(client) == []


def _wait_for_message(app: Page, token: str, receipt: str) -> None:
    """Wait until the house has kept the decision, and hands its message out."""
    app.wait_for_function(
        """async ([token, receipt]) => {
            const asked = await fetch('/v1/me/messages', { headers: { authorization: `Bearer ${token}` } });
            return (await asked.json()).messages.some(one => one.receipt === receipt);
        }""",
        arg=[token, receipt],
        polling=300,
        timeout=15_000,
    )


def _subscriptions(house: House, client: str) -> int:
    with closing(sqlite3.connect(next(house.folder.glob("house.sqlite")))) as connection:
        asked = "select count(*) from push_subscriptions where endpoint like ?"
        return connection.execute(asked, (f"%{client}",)).fetchone()[0]


def picture(form: str, text: str) -> Any:
    """Draw a bar code as it might be photographed: small on a larger sheet."""
    zxingcpp: Any = pytest.importorskip("zxingcpp")
    image: Any = pytest.importorskip("PIL.Image")
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form)).to_image(scale=3)
    code = image.fromarray(made)
    sheet = image.new("RGB", (640, 480), "white")
    sheet.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    return sheet


def open_scan(app: Page) -> None:
    app.evaluate("location.hash = '#/start'")
    app.wait_for_selector(".screen.start h1")
    app.evaluate("location.hash = '#/scan'")
    app.wait_for_selector(".screen.scan h1")


def enter_store(app: Page, token: str) -> None:
    app.evaluate(
        """([token, store]) => fetch('/v1/visits', {
            method: 'POST', body: JSON.stringify({ store, how: 'qr' }),
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        }).then(() => undefined)""",
        [token, HERE],
    )
    app.reload()
    expect(app.locator(".pill")).to_have_text("Im Laden · Ehrenstraße")


def test_every_way_to_scan_leads_to_the_article_or_says_why_not(browser: Browser, house: House):
    """A photo, a number, a link of GS1; wrong, restricted, unknown, unreadable; no network."""
    number = DRESS[1:]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    name = "Leinenkleid „Dünengras“"
    with staging(browser, house, width=390) as stage:
        stage.forward(3)
        app, token = stage.open_app(), stage.annas[-1]["token"]
        enter_store(app, token)
        heading = app.get_by_role("heading", level=1)
        for form, text in (("EAN13", number), ("QRCode", f"https://lindwerk.example/01/{DRESS}")):
            raw = io.BytesIO()
            picture(form, text).save(raw, "PNG")
            open_scan(app)
            file = {"name": "code.png", "mimeType": "image/png", "buffer": raw.getvalue()}
            app.locator("#picture").set_input_files([file])  # type: ignore[list-item]
            expect(heading).to_have_text(name)
        for text in (number, DRESS, f"https://lindwerk.example/01/{DRESS}"):
            open_scan(app)
            _type(app, text)
            expect(heading).to_have_text(name)
        open_scan(app)
        for text, said in (
            (wrong, "Eine Ziffer stimmt nicht"),
            ("2012345678903", "Eine Nummer nur für einen Laden"),
            ("4006381333931", "Das kennen wir nicht"),
            ("Kleid", "Kein Code zu erkennen"),
        ):
            _type(app, text)
            expect(app.locator(".scan-told")).to_contain_text(said)
        app.context.set_offline(True)
        _type(app, number)
        expect(app.locator(".scan-told")).to_contain_text("Ohne Netz geht Scannen nicht")
        app.context.set_offline(False)
        _type(app, number)
        expect(heading).to_have_text(name)


def _type(app: Page, text: str) -> None:
    app.get_by_label("Nummer unter dem Strichcode").fill(text)
    app.get_by_role("button", name="Suchen").click()


def test_the_camera_reads_the_label(browser: Browser, house: House, tmp_path: Path):
    """What the camera sees (here a film of one picture) leads to the article."""
    raw = io.BytesIO()
    picture("EAN13", DRESS[1:]).save(raw, "JPEG", quality=90)
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(raw.getvalue() * 10)
    camera = open_browser_with(
        browser,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    try:
        with staging(camera, house, width=390, permissions=["camera"]) as stage:
            stage.forward(3)
            app, token = stage.open_app(), stage.annas[-1]["token"]
            enter_store(app, token)
            open_scan(app)
            app.get_by_role("button", name="Kamera öffnen").click()
            expect(app.get_by_role("heading", level=1)).to_have_text(
                "Leinenkleid „Dünengras“", timeout=20_000
            )
    finally:
        camera.close()
