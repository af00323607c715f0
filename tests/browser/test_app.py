"""The customer's app in a real browser: every screen, each tap, and what stays without a network."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.appstub import ADDRESS, DRESS, MESSAGE, Answers, opening_app, serving_app
from tests.browser.checks import check
from tests.browser.serving import Looker

pytestmark = pytest.mark.browser

STREET = (
    "start",
    "wishes",
    "sizes",
    "consents",
    "receipts",
    "receipt/7f3a99",
    "receipt/6c1102",
    "beliefs",
    "questions",
    f"way/K1/{DRESS}",
    "store",
    "me",
    "data",
    f"rate/{DRESS}",
    f"ratings/{DRESS}",
    "visit/K1/9a3f00",
    "heard/9a3f01",
    "items",
    "thing/7",
    "thing/7/repair",
    f"claim/{DRESS}/LW-7",
)
STORE = ("start", "scan", f"product/{DRESS}", "questions")


def open_screen(page: Page, screen: str) -> None:
    page.evaluate("screen => { location.hash = '#/' + screen }", screen)
    page.wait_for_selector(f".screen.{screen.partition('/')[0]} h1")
    page.wait_for_function("() => !document.querySelector('main .loading')")


@pytest.mark.parametrize(
    ("lang", "width", "scheme"), [("de", 390, "light"), ("en", 360, "dark"), ("de", 1280, "dark")]
)
@pytest.mark.parametrize("mode", ["street", "store"])
def test_every_screen_is_accessible_and_quiet(browser: Browser, axe: str, mode, lang, width, scheme):
    """No complaint (so no broken policy), no violation, no sideways scroll, a keyboard is enough."""
    answers = Answers(is_in_store=mode == "store")
    with opening_app(browser, answers, lang=lang, width=width, scheme=scheme) as (page, complaints):
        outside: list[str] = []
        page.on(
            "request", lambda one: None if one.url.startswith((ADDRESS, "blob:")) else outside.append(one.url)
        )
        for screen in STORE if mode == "store" else STREET:
            open_screen(page, screen)
            check(Looker(page, complaints, outside), axe)
            assert page.locator("[style]").count() == 0


def test_a_message_arrives_while_she_looks_and_does_what_is_chosen(browser: Browser):
    """The banner comes by itself; the way opens the store's screen, and the house is told."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        page.wait_for_timeout(2500)
        expect(page.locator("#banner")).to_be_hidden()
        answers.say("/v1/me/messages", {"messages": [{**MESSAGE, "id": "m2", "at": "2026-11-21T14:42:05Z"}]})
        banner = page.locator("#banner")
        expect(banner).to_be_visible(timeout=6000)
        assert banner.get_by_role("button").all_inner_texts() == ["×", "Weg", "Heute nicht", "Warum?"]
        banner.get_by_role("button", name="Weg").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ehrenstraße")
        expect(page.locator("main")).to_contain_text("noch 2 Std. 18 Min.")
        expect(banner).to_be_hidden()
        told = [body for method, path, body in answers.asked if path == "/v1/me/contacts"]
        assert any(
            one["event"] == "Notification Opened" and one["properties"]["action"] == "way" for one in told
        )


def test_why_shows_the_gates_and_takes_her_word(browser: Browser):
    """Each gate has a sign with a name; what is not right is said to the house, and can be taken back."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        open_screen(page, "receipt/6c1102")
        assert page.locator(".gates").first.get_by_role("img").first.get_attribute("aria-label") == "erfüllt"
        assert page.get_by_role("img", name="nicht erfüllt").is_visible()
        page.locator("summary").click()
        assert page.get_by_role("img", name="nicht geprüft").count() == 2
        open_screen(page, "receipt/7f3a99")
        page.get_by_role("button", name="Stimmt nicht: Kleider trägst du in 38").click()
        page.get_by_role("button", name="Rückgängig").wait_for()
        said = answers.did("POST", "/v1/me/receipts/7f3a99/said")
        assert said == {"said": "wrong", "about": "size:dress:DE"}
        page.get_by_role("button", name="Rückgängig").click()
        page.wait_for_timeout(200)
        assert answers.did("POST", "/v1/me/beliefs") == {"name": "size:dress:DE", "isRight": True}


def test_undecided_is_an_answer_and_nothing_is_final(browser: Browser):
    """One sheet with five ways; the reason goes along; "nothing" ends the asking for this visit."""
    answers = Answers(is_in_store=True)
    with opening_app(browser, answers) as (page, _complaints):
        open_screen(page, f"product/{DRESS}")
        opener = page.get_by_role("button", name="Noch offen")
        opener.click()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.textContent") == "Noch offen"
        opener.click()
        page.get_by_role("button", name="Größe", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Nichts").click()
        expect(page.locator("main")).to_contain_text("dabei bleibt es für diesen Besuch")
        expect(opener).to_have_count(0)
        assert answers.did("POST", "/v1/undecided") == {
            "gtin": DRESS,
            "store": "K1",
            "choice": "nothing",
            "because": "size",
        }


def test_an_invitation_to_rate_the_visit_leads_to_three_taps(browser: Browser):
    """What is sent names the invitation; nothing is sent before she has chosen."""
    answers = Answers()
    asked = {
        **MESSAGE,
        "id": "m3",
        "at": "2026-11-21T14:42:05Z",
        "item": "",
        "store": "K1",
        "receipt": "9a3f00",
    }
    with opening_app(browser, answers) as (page, _complaints):
        page.wait_for_timeout(2500)
        answers.say("/v1/me/messages", {"messages": [{**asked, "actions": ["rate", "not_today", "why"]}]})
        page.locator("#banner").get_by_role("button", name="Bewerten").click(timeout=6000)
        expect(page.get_by_role("heading", level=1)).to_have_text("Wie war dein Besuch bei Ehrenstraße?")
        page.get_by_role("button", name="Antwort schicken").click()
        expect(page.get_by_role("alert")).to_have_text("Wähl zuerst eine der drei Antworten.")
        page.get_by_text("mehr als erwartet").click()
        page.get_by_label("Woran lag es?").fill("Herr Yilmaz hatte Zeit.")
        page.get_by_role("button", name="Antwort schicken").click()
        expect(page.locator("#toast")).to_contain_text("Danke.")
        told = answers.did("POST", "/v1/visits/rating")
        assert told == {
            "store": "K1",
            "experience": "exceeded",
            "text": "Herr Yilmaz hatte Zeit.",
            "receipt": "9a3f00",
        }


def test_three_questions_after_the_first_purchase(browser: Browser):
    """Two of them may be left out."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        open_screen(page, "heard/9a3f01")
        page.get_by_text("jemand hat es erzählt").click()
        page.get_by_text("Kollegin oder Kollege").click()
        page.get_by_role("button", name="Antworten schicken").click()
        expect(page.locator("#toast")).to_contain_text("Danke")
        told = answers.did("POST", "/v1/me/recommendation")
        assert told == {"heard": "friends", "said": "", "by": "colleague", "receipt": "9a3f01"}


def test_what_is_removed_comes_back_by_undo(browser: Browser):
    """The heart takes a wish off at once; the way back asks nothing."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        open_screen(page, "wishes")
        page.get_by_role("button", name="Leinenkleid „Dünengras“ nicht mehr merken").click()
        expect(page.locator(".items li")).to_have_count(2)
        page.get_by_role("button", name="Rückgängig").click()
        expect(page.locator(".items li")).to_have_count(3)


def test_a_switch_that_fails_stays_as_it_was(browser: Browser):
    """What the house did not take is not shown as if it had."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        open_screen(page, "consents")
        box = page.get_by_role("switch", name="Nähe zu einem Laden")
        assert box.is_checked()
        answers.say("/v1/consents", {"code": "storage_full", "message": "Der Speicher ist voll"}, 507)
        box.click()
        expect(page.locator("#toast")).to_contain_text("Der Speicher ist voll")
        assert box.is_checked()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("952", "Eine Ziffer stimmt nicht"),
        ("4006381333931", "Das kennen wir nicht"),
        ("2012345678900", "Eine Nummer nur für einen Laden"),
        ("abc", "Kein Code zu erkennen"),
    ],
)
def test_each_number_that_leads_nowhere_has_its_sentence(browser: Browser, code, said):
    """Bad check digit, unknown, restricted, unreadable: what it is and what to do."""
    with opening_app(browser, Answers(is_in_store=True)) as (page, _complaints):
        open_screen(page, "scan")
        page.get_by_label("Nummer unter dem Strichcode").fill(code)
        page.get_by_role("button", name="Suchen").click()
        expect(page.locator(".scan-told")).to_contain_text(said)


def test_a_typed_number_leads_to_the_product_in_this_store(browser: Browser):
    """The grid says where each size is and when that was counted; another cell is another variant."""
    with opening_app(browser, Answers(is_in_store=True)) as (page, _complaints):
        open_screen(page, "scan")
        page.get_by_label("Nummer unter dem Strichcode").fill(DRESS)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Leinenkleid „Dünengras“")
        assert (
            page.locator(".source")
            .inner_text()
            .startswith("Sand 38: hier 2, gezählt 15:31 · Köln-Süd 1, gezählt 14:02")
        )
        page.get_by_role("button", name="Moosgrün 40: hier 3").click()
        expect(page.locator(".source")).to_contain_text("Moosgrün 40")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Moosgrün 40")


def test_signing_out_leaves_nothing_on_the_device(browser: Browser):
    """Neither what renews her session nor what was seen stays; the app says so."""
    with opening_app(browser, Answers()) as (page, _complaints):
        assert page.evaluate("localStorage.getItem('oase:refresh')") == "r1"
        open_screen(page, "data")
        page.get_by_role("button", name="Abmelden").click()
        page.wait_for_selector(".welcome h1")
        assert page.evaluate("Object.keys(localStorage)") == ["oase:lang"]
        assert page.get_by_role("navigation").count() == 0


def test_erasing_asks_twice(browser: Browser):
    """A slip of the thumb erases nobody."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        open_screen(page, "data")
        page.get_by_role("button", name="Löschen …").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name="Endgültig löschen").click()
        expect(sheet.get_by_role("alert")).to_contain_text("LÖSCHEN")
        assert ("POST", "/v1/me/erasure", None) not in [(m, p, None) for m, p, _ in answers.asked]
        sheet.get_by_label("Zum Bestätigen").fill("löschen")
        sheet.get_by_role("button", name="Endgültig löschen").click()
        page.wait_for_selector(".welcome h1")
        assert any(path == "/v1/me/erasure" for _, path, _ in answers.asked)


def test_an_expired_token_is_renewed_without_a_word(browser: Browser):
    """The first 401 renews; a second one signs out."""
    answers = Answers()
    with opening_app(browser, answers) as (page, _complaints):
        page.evaluate("history.replaceState(null, '', '/app?lang=de#/start')")
        page.reload()
        page.wait_for_selector(".screen.start h1")
        assert any(path == "/v1/me/token" for _, path, _ in answers.asked)
        answers.say("/v1/me/token", {"code": "token_unknown", "message": "x"}, 401)
        page.reload()
        page.wait_for_selector(".welcome h1")


def test_what_was_seen_stays_without_a_network(browser: Browser):
    """The worker keeps shell and last answers; the app says from when they are, and what does not work."""
    with serving_app(Answers()) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
        page = context.new_page()
        page.goto(f"{address}/app?lang=de#token=oct_test&refresh=r1")
        page.wait_for_selector(".screen.start h1")
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        open_screen(page, "start")
        open_screen(page, "wishes")
        open_screen(page, "start")
        context.set_offline(True)
        open_screen(page, "wishes")
        expect(page.locator(".items li")).to_have_count(3)
        expect(page.locator("#head")).to_contain_text("Kein Netz. Du siehst den Stand von")
        page.evaluate("location.hash = '#/questions'")
        expect(page.get_by_role("heading", level=1)).to_have_text("Gerade kein Netz")
        open_screen(page, "scan")
        page.get_by_label("Nummer unter dem Strichcode").fill(DRESS)
        page.get_by_role("button", name="Suchen").click()
        expect(page.locator(".scan-told")).to_contain_text("Ohne Netz geht Scannen nicht")
        context.close()


def test_a_push_becomes_a_notification_and_the_right_screen(browser: Browser):
    """Delivered to the real worker: title, actions in her language, and what a tap opens."""
    with serving_app(Answers()) as address:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, permissions=["notifications"], locale="de-DE"
        )
        page = context.new_page()
        page.goto(f"{address}/app?lang=de#token=oct_test&refresh=r1")
        page.wait_for_selector(".screen.start h1")
        page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        cdp = context.new_cdp_session(page)
        found: list[str] = []
        cdp.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
        )
        cdp.send("ServiceWorker.enable")
        page.wait_for_timeout(300)
        cdp.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": address, "registrationId": found[-1], "data": json.dumps({**MESSAGE, "lang": "de"})},
        )
        shown = page.evaluate("""async () => {
            const worker = await navigator.serviceWorker.ready;
            let one;
            while (!one) {
                [one] = await worker.getNotifications();
                await new Promise(wake => setTimeout(wake, 50));
            }
            return [one.title, one.body, one.actions.map(action => action.title)];
        }""")
        most = page.evaluate("Notification.maxActions")  # of Chromium: two
        assert shown == [MESSAGE["title"], MESSAGE["body"], ["Weg", "Heute nicht", "Warum?"][:most]]
        page.evaluate(
            """message => navigator.serviceWorker.dispatchEvent(
                new MessageEvent('message', { data: { oase: { chosen: { action: 'why', message } } } })
            )""",
            MESSAGE,
        )
        expect(page.get_by_role("heading", level=1)).to_have_text("Warum sehe ich das?")
        context.close()
