"""The page Door: what arrives, refusals, the mapping, keys, and code to copy."""

from __future__ import annotations

import ast
import asyncio
import html
import json
import re
import shlex
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from oase.app import House
from oase.app.mapping import coverage, proposed_rule, try_mapping, with_rule
from oase.contacts.keys import Keyring, create_key, list_keys
from oase.contacts.mapping import Mapping, active, default_text, install, versions
from oase.contacts.requests import Limits
from oase.db.versions import beat
from oase.model import RefusalReason
from oase.web.door import Door
from oase.web.pages.door.snippets import snippets
from oase.web.pages.guards import COOKIE, SAFE_COOKIE
from oase.web.reach import Reach

SignsIn = Callable[..., Any]
HOSTILE = "<script>alert(1)</script>\"'&{x}"
TABS = ("/door", "/door/refusals", "/door/mapping", "/door/keys", "/door/connect")
RULE = '[[rule]]\nwhen = { event = "Tree Planted" }\ntouchpoint = "Baum"\nphase = "use"\n'


class AtTheDoor:
    """A real door in this process, and the pipeline behind it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self.secret = self.key()

    def key(self, source: str = "shop") -> str:
        """Make a write key and return its secret."""
        declared = {"source": source, "channel": "web", "basis": "contract", "basis_text": "a test"}
        database, clock = self._reach.database, self._reach.clock
        return create_key(database, "write", source, **declared, clock=clock)[1]

    def ask(self, method: str, path: str, content: bytes | str = b"", **headers: str) -> httpx.Response:
        """Send a request as it comes over the wire."""

        async def nothing_else(_scope: Any, _receive: Any, _send: Any) -> None:
            raise AssertionError("this is not the door's")

        reach = self._reach
        door = Door(Keyring(reach.database), reach.inbox, Limits(), nothing_else, clock=reach.clock)

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app=door)
            async with httpx.AsyncClient(transport=transport, base_url="http://oase.example") as client:
                return await client.request(method, path, content=content, headers=headers)

        return asyncio.run(sent())

    def track(self, event: object, secret: str = "", **more: Any) -> None:
        """Send one message."""
        body = json.dumps({"userId": "anna", "event": event, **more})
        answer = self.ask("POST", "/v1/track", body, **{"x-write-key": secret or self.secret})
        assert answer.status_code == 200, answer.text

    def work_off(self) -> None:
        """Let what was accepted become contacts."""
        self._reach.house.work_off()


@pytest.fixture
def at_the_door(reach: Reach) -> AtTheDoor:
    return AtTheDoor(reach)


@pytest.fixture
def planted(at_the_door: AtTheDoor) -> AtTheDoor:
    """Contacts of which no rule knows some."""
    for event in ["Tree Planted"] * 3 + ["Product Viewed"] * 2 + [HOSTILE]:
        at_the_door.track(event, properties={"note": HOSTILE})
    at_the_door.work_off()
    return at_the_door


def text_of(answer: httpx.Response) -> str:
    """Return what stands in the editor."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("path", TABS)
def test_every_tab_is_there_in_both_languages(signed_in: SignsIn, planted: AtTheDoor, path: str, lang: str):
    planted.track("")
    planted.work_off()
    answer = signed_in("admin", lang).get(path)
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text
    assert ("Ablehnungen" if lang == "de" else "Refusals") in answer.text
    assert "<script>alert" not in answer.text
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", TABS)
def test_an_empty_house_says_what_to_do_next(
    signed_in: SignsIn, empty_folder: Any, reach_of: Any, pages_of: Any, path: str
):
    reach = reach_of(empty_folder)
    browser = signed_in("admin", app=pages_of(reach), at=reach)
    answer = browser.get(path)
    assert answer.status_code == 200
    if path != "/door/connect":
        assert 'class="empty"' in answer.text


def test_what_arrives_stands_on_top(signed_in: SignsIn, planted: AtTheDoor, reach: Reach):
    with reach.database.writing() as connection:
        beat(connection, reach.clock())
    browser = signed_in("manager")
    answer = browser.get("/door")
    assert "Heute kamen 6 Nachrichten an, keine wurde abgelehnt" in answer.text
    assert "Tree Planted" in answer.text
    assert "6 (100,0\N{NO-BREAK SPACE}%)" in answer.text
    assert "Nichts wartet" in answer.text
    rows = browser.get("/door/download/contacts.csv").text
    assert rows.count("Tree Planted") == 3


def test_what_waits_is_said_in_words(signed_in: SignsIn, planted: AtTheDoor, reach: Reach, clock: Any):
    browser = signed_in("manager")
    planted.track("Product Viewed")
    with reach.database.writing() as connection:
        beat(connection, reach.clock())
    assert "1 Anfragen warten" in browser.get("/door").text
    clock.turn(seconds=40)
    with reach.database.writing() as connection:
        beat(connection, reach.clock())
    assert "Die älteste seit 40 s." in browser.get("/door").text
    clock.turn(hours=1)
    assert "Steht still" in browser.get("/door").text


@pytest.mark.parametrize("reason", list(RefusalReason))
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_reason_has_words_and_says_what_to_do(reason: RefusalReason, lang: str):
    from oase import words

    assert words.refusal(reason, lang)
    assert words.refusal_todo(reason, lang).endswith(".")


def test_refusals_can_be_filtered_by_the_address(signed_in: SignsIn, at_the_door: AtTheDoor):
    till = at_the_door.key("kasse")
    at_the_door.track("")
    at_the_door.track("Kauf", till, timestamp="gestern")
    at_the_door.track(HOSTILE, till, timestamp="0001-01-01T00:00:00Z")
    at_the_door.work_off()
    browser = signed_in("analyst")
    whole = browser.get("/door/refusals").text
    assert "In 30 Tagen wurden 3 von 3 Nachrichten abgelehnt" in whole
    assert whole.count("<h3>") == 3
    only = browser.get("/door/refusals?reason=event_empty").text
    assert only.count("<h3>") == 1
    assert "<h3>Das Ereignis hat keinen Namen</h3>" in only
    assert browser.get("/door/refusals?source=kasse").text.count("<h3>") == 2
    assert browser.get("/door/refusals?source=kasse&reason=event_empty").text.count("<h3>") == 0
    assert browser.get("/door/refusals?reason=nonsense&before=x").text.count("<h3>") == 3
    files = browser.get("/door/refusals/download/refusals.csv?source=kasse").text
    assert files.count("kasse") == 2
    assert "<script>alert" not in whole


def test_refusals_go_on_where_a_page_ends(signed_in: SignsIn, at_the_door: AtTheDoor):
    for _ in range(60):
        at_the_door.track("")
    at_the_door.work_off()
    browser = signed_in("analyst")
    first = browser.get("/door/refusals")
    assert first.text.count("<h3>") == 50
    older = re.search(r'href="([^"]*before=\d+)#refusals"', first.text)
    assert older
    assert browser.get(html.unescape(older[1])).text.count("<h3>") == 10
    assert browser.get("/door/refusals/download/refusals.csv").text.count("event_empty") == 60


def test_unmapped_events_are_proposed_as_rules(signed_in: SignsIn, planted: AtTheDoor, reach: Reach):
    browser = signed_in("analyst")
    page = browser.get("/door/mapping")
    assert "4 von 6 Kontakten kennt noch keine Regel" in page.text
    offered = re.findall(r'name="propose" value="([^"]*)"', page.text)
    assert [json.loads(html.unescape(one)) for one in offered] == [
        ["track", "Tree Planted"],
        ["track", HOSTILE],
    ]
    typed = text_of(page) + "# noch nicht gespeichert\n"
    for one in offered:
        answer = browser.submit("/door/mapping", {"text": typed, "base": "0", "propose": html.unescape(one)})
        assert answer.status_code == 200
        text = text_of(answer)
        assert text.startswith(typed.rstrip())
        assert Mapping.parse(text)
        assert try_mapping(reach.house.rooms, Mapping.parse(text)).unmapped_after < 4
        typed = text
    with reach.database.reading() as connection:
        assert not versions(connection)


@pytest.mark.parametrize("sent", ["", "no json", "[1]", '["track"]', '{"a":1}', "[null,null]"])
def test_a_proposal_made_up_loses_no_text(signed_in: SignsIn, sent: str):
    answer = signed_in("analyst").submit("/door/mapping", {"text": RULE, "base": "0", "propose": sent or "x"})
    assert answer.status_code == 200
    assert text_of(answer).strip() == RULE.strip()


@pytest.mark.parametrize(
    "called", ["Tree", HOSTILE, "a\nb\t\x7f\x00", "{properties.x}", "*", "", '"""', "\\"]
)
@pytest.mark.parametrize("kind", ["track", "page", "screen"])
def test_a_proposed_rule_can_be_read_whatever_the_event_is_called(kind: str, called: str):
    text, line = with_rule(default_text("de"), proposed_rule(kind, called))
    assert Mapping.parse(text)
    assert text.splitlines()[line - 1] == "[[rule]]"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (RULE.replace("use", "using"), 4, "Diese Phase gibt es nicht"),
        ("ignore_case = true\n[[rule]\n", 2, "Das ist kein TOML"),
        (RULE + 'colour = "x"\n', 5, "Dieses Wort hat hier keine Bedeutung"),
        ('x = """\n<script>alert(1)</script>\n', None, "Das ist kein TOML"),
    ],
)
@pytest.mark.parametrize("does", ["try", "install"])
def test_a_wrong_text_stays_and_its_line_is_named(
    signed_in: SignsIn, reach: Reach, text: str, line: int | None, said: str, does: str
):
    answer = signed_in("analyst").submit("/door/mapping", {"text": text, "base": "0", "do": does})
    assert answer.status_code == 400
    assert text_of(answer) == text
    assert said in answer.text
    assert line is None or f"Zeile {line}: " in answer.text
    assert "<script>alert" not in answer.text
    with reach.database.reading() as connection:
        assert not versions(connection)


def test_a_dry_run_changes_nothing_and_tells_the_same(signed_in: SignsIn, planted: AtTheDoor, house: House):
    browser = signed_in("manager")
    text = default_text("de") + RULE
    answer = browser.submit("/door/mapping", {"text": text, "base": "0", "do": "try"})
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"])
    found = try_mapping(house.rooms, Mapping.parse(text))
    assert (found.changed, found.contacts, found.unmapped_before, found.unmapped_after) == (3, 6, 4, 1)
    shown = re.findall(r'<dd class="value">([^<]*)</dd>', page.text)
    assert shown == [str(n) for n in (found.changed, found.values, 4, 1)]
    assert text_of(page).strip() == text.strip()
    assert "Baum · Website · Nutzung" in page.text
    with house.rooms.database.reading() as connection:
        assert active(connection)[0] == 0
    assert try_mapping(house.rooms, Mapping.parse(text)) == found


def test_rules_hold_and_older_ones_come_back(signed_in: SignsIn, reach: Reach, house: House):
    browser = signed_in("manager")
    first = default_text("de") + RULE
    assert browser.submit("/door/mapping", {"text": first, "base": "0", "do": "install"}).status_code == 303
    again = browser.submit("/door/mapping", {"text": first, "base": "1", "do": "install"})
    assert "unchanged" in again.headers["location"]
    second = first.replace("Baum", "Wald")
    browser.submit("/door/mapping", {"text": second, "base": "1", "do": "install"})
    assert "Wald" in text_of(browser.get("/door/mapping"))
    assert "Baum" in text_of(browser.get("/door/mapping?version=1"))
    browser.submit("/door/mapping", {"do": "restore", "version": "1"})
    with reach.database.reading() as connection:
        held, kept = active(connection), versions(connection)
    assert held[1].text == first
    assert [(one.number, one.by) for one in kept] == [(n, "Frau Manager") for n in (3, 2, 1)]
    assert browser.submit("/door/mapping", {"do": "restore", "version": "99"}).status_code == 400


def test_who_was_overtaken_is_told_and_keeps_her_text(signed_in: SignsIn, reach: Reach):
    other = signed_in("analyst")
    base = default_text("de")
    with reach.database.writing() as connection:
        install(connection, base + RULE, "Frau Manager", reach.clock())
    mine = base + RULE.replace("Baum", "Wald")
    answer = other.submit("/door/mapping", {"text": mine, "base": "0", "do": "install"})
    assert answer.status_code == 409
    assert "Inzwischen gilt Version 1 von Frau Manager" in answer.text
    assert text_of(answer) == mine
    assert 'name="base" value="1"' in answer.text
    assert other.submit("/door/mapping", {"text": mine, "base": "1", "do": "install"}).status_code == 303


def test_rules_are_applied_to_what_is_stored(signed_in: SignsIn, planted: AtTheDoor, house: House):
    browser = signed_in("manager")
    browser.submit("/door/mapping", {"text": default_text("de") + RULE, "base": "0", "do": "install"})
    browser.submit("/door/mapping", {"do": "apply"})
    assert "Wird seit" in browser.get("/door/mapping").text
    house.work_off()
    assert "3 Kontakte geändert" in browser.get("/door/mapping").text
    assert [one.called for one in coverage(house.rooms).unmapped] == [HOSTILE]


def test_a_key_made_on_the_page_opens_the_door(
    signed_in: SignsIn, at_the_door: AtTheDoor, reach: Reach, clock: Any
):
    browser = over_https(signed_in("admin"))
    fields = {"kind": "write", "source": "app", "basis": "consent", "basis_text": "Banner 3", "name": ""}
    answer = browser.submit(
        "/door/keys", fields, headers={"host": "oase.example:8443", "x-forwarded-proto": "https"}
    )
    assert answer.status_code == 200
    secret = re.search(r'id="secret">([^<]+)<', answer.text)
    assert secret
    curl = shlex.split(html.unescape(snippet_of(answer, "curl")))
    assert curl[:2] == ["curl", "https://oase.example:8443/v1/track"]
    assert curl[2:4] == ["-u", f"{secret[1]}:"]
    waits = re.search(r'data-source="app" data-contact="(\d+)" data-refusal="(\d+)"', answer.text)
    assert waits
    query = f"source=app&contact={waits[1]}&refusal={waits[2]}"
    assert browser.get(f"/door/arrived?{query}").json()["state"] == "waiting"
    basic = httpx.BasicAuth(secret[1], "")._auth_header  # what curl -u makes of it
    sent = at_the_door.ask("POST", urlsplit(curl[1]).path, curl[5], authorization=basic)
    assert sent.json() == {"success": True}
    at_the_door.work_off()
    assert browser.get(f"/door/arrived?{query}").json()["said"] == "Angekommen: Produktseite"
    assert "Angekommen: Produktseite" in browser.get(f"/door/connect?{query}").text
    assert secret[1] not in browser.get("/door/keys").text


def test_a_refused_first_message_is_told_too(signed_in: SignsIn, at_the_door: AtTheDoor):
    at_the_door.track("")
    at_the_door.work_off()
    browser = signed_in("analyst")
    told = browser.get("/door/arrived?source=shop").json()
    assert told["state"] == "refused"
    assert told["said"] == "Angekommen, aber abgelehnt: Das Ereignis hat keinen Namen"
    later = browser.get(f"/door/arrived?source=shop&refusal={told['refusal']}").json()
    assert later["state"] == "waiting"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": ""}, "Die Quelle braucht"),
        ({"basis": ""}, "Bitte eine Grundlage wählen"),
        ({"basis_text": ""}, "Bitte die Grundlage in"),
        ({"kind": "master"}, "wozu der Schlüssel dient"),
        ({"source": "x" * 300}, "Die Quelle braucht"),
        ({"basis": "because"}, "Bitte eine Grundlage wählen"),
    ],
)
def test_what_cannot_be_a_key_is_told_and_kept_in_the_form(
    signed_in: SignsIn, reach: Reach, changed: dict[str, str], said: str
):
    given = {"kind": "write", "source": "app", "basis": "contract", "basis_text": HOSTILE, "name": HOSTILE}
    answer = signed_in("admin").submit("/door/keys", {**given, **changed})
    assert answer.status_code == 400
    assert said in answer.text
    assert html.escape(HOSTILE).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in answer.text
    assert "<script>alert" not in answer.text
    assert not list_keys(reach.database)


def test_a_key_is_revoked_for_good(signed_in: SignsIn, at_the_door: AtTheDoor, reach: Reach):
    browser = signed_in("admin")
    assert browser.submit("/door/keys/revoke", {"key": "1"}).status_code == 303
    assert list_keys(reach.database)[0].revoked == reach.clock()
    assert (
        at_the_door.ask("POST", "/v1/track", b"{}", **{"x-write-key": at_the_door.secret}).status_code == 401
    )
    assert "gesperrt 29.11.2026" in browser.get("/door/keys").text
    assert browser.submit("/door/keys/revoke", {"key": "77"}).status_code == 400


@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_keys_are_for_admins(signed_in: SignsIn, reach: Reach, role: str):
    browser = signed_in(role)
    assert browser.get("/door/keys").status_code == 403
    assert browser.submit("/door/keys", {"kind": "admin", "name": "x"}).status_code == 403
    assert browser.submit("/door/keys/revoke", {"key": "1"}).status_code == 403
    for path in ("/door", "/door/connect"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "/door/keys" not in page.text
    assert not list_keys(reach.database)


@pytest.mark.parametrize("role", ["service", "workshop"])
def test_the_door_is_not_for_everybody(signed_in: SignsIn, role: str):
    browser = signed_in(role)
    for path in (*TABS, "/door/arrived?source=shop", "/door/refusals/download/refusals.csv"):
        assert browser.get(path).status_code == 403
    assert browser.submit("/door/mapping", {"text": RULE, "base": "0", "do": "install"}).status_code == 403


def test_forms_without_their_token_change_nothing(signed_in: SignsIn, reach: Reach):
    browser = signed_in("admin")
    for path in ("/door/keys", "/door/mapping", "/door/keys/revoke"):
        answer = browser.submit(
            path, {"csrf": "x", "kind": "read", "name": "x", "text": RULE, "do": "install"}
        )
        assert answer.status_code == 403
    assert not list_keys(reach.database)


@pytest.mark.parametrize(
    "host", ["a'; rm -rf ~ #", '"><script>', "x$(id)", "a b", "-evil", "a`b`", "x\\", "${IFS}", "[::1"]
)
def test_a_hostile_host_gets_into_no_snippet(signed_in: SignsIn, host: str):
    page = signed_in("analyst").get("/door/connect", headers={"host": host})
    if page.status_code == 200:
        assert urlsplit(shlex.split(html.unescape(snippet_of(page, "curl")))[1]).path == "/v1/track"
        assert html.escape(host) not in page.text
        assert host not in page.text


@pytest.mark.parametrize("host", ["oase.example", "127.0.0.1:8040", "[::1]:8040"])
@pytest.mark.parametrize(("told", "scheme"), [("https", "https"), ("http", "http"), ("javascript", "http")])
def test_snippets_name_the_address_of_the_page(signed_in: SignsIn, host: str, told: str, scheme: str):
    browser = over_https(signed_in("analyst"))
    page = browser.get("/door/connect", headers={"host": host, "x-forwarded-proto": told})
    assert f"curl {scheme}://{host}/v1/track -u KEY: -d" in html.unescape(page.text)


def test_snippets_are_what_the_documents_say():
    code = {one.name: one.code for one in snippets("http://127.0.0.1:8040")}
    for name in ("segment_python", "rudder_python"):
        assert ast.parse(code[name])
    guide = (_repository() / "docs/how-to/connect-a-client.md").read_text()
    for known in (
        'new Analytics({ writeKey: "KEY", host: "http://127.0.0.1:8040" })',
        'AnalyticsBrowser.load({ writeKey: "KEY", cdnURL: "http://127.0.0.1:8040" })',
        'analytics.dataPlaneUrl = "http://127.0.0.1:8040"',
        'analytics.host = "http://127.0.0.1:8040"',
        'new Analytics("KEY", { dataPlaneUrl: "http://127.0.0.1:8040" })',
        'jitsuAnalytics({ host: "http://127.0.0.1:8040", writeKey: "oase:KEY" })',
        'configUrl: "http://127.0.0.1:8040", loadIntegration: false, polyfillIfRequired: false',
        """curl http://127.0.0.1:8040/v1/track -u KEY: -d '{"userId": "K-1027", "event": "Product Viewed",""",
    ):
        assert known in guide
        assert any(known in one for one in code.values()), known


def test_pixel_and_http_snippets_are_taken(at_the_door: AtTheDoor, reach: Reach):
    code = {one.name: one.code for one in snippets("http://oase.example", at_the_door.secret)}
    source = re.search(r'src="([^"]*)"', code["pixel"])
    assert source
    address = urlsplit(html.unescape(source[1]))
    assert at_the_door.ask("GET", f"{address.path}?{address.query}").headers["content-type"] == "image/gif"
    head, body = code["http"].split("\n\n")
    line, *rest = head.splitlines()
    headers = dict(one.split(": ", 1) for one in rest)
    assert int(headers.pop("Content-Length")) == len(body)
    assert at_the_door.ask(*line.split()[:2], body, **headers).json() == {"success": True}
    at_the_door.work_off()
    assert coverage(reach.house.rooms).contacts == 2


def over_https(browser: Any) -> Any:
    """Let a browser hold the cookie that it gets from a house behind a proxy with TLS, too."""
    browser.cookies.set(SAFE_COOKIE, browser.cookies[COOKIE])
    return browser


def snippet_of(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'id="snippet-{name}">(.*?)</code>', answer.text, re.DOTALL)
    assert found
    return found[1]


def _repository() -> Any:
    from pathlib import Path

    return Path(__file__).parents[4]
