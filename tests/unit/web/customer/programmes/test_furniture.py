"""Every public page: its frame, its policy, its language, and how often one may try."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from litestar import Litestar, Response, get, post
from litestar.datastructures import State
from litestar.testing import TestClient

from oase.errors import InputError
from oase.programmes.links import LinkInvalid
from oase.web.customer.programmes.files import HANDLERS as FILES
from oase.web.customer.programmes.forms import MOST_PICTURE, read_form
from oase.web.customer.programmes.guessing import HOUR, Guesses
from oase.web.customer.programmes.rendering import (
    LINKS_AN_HOUR,
    Asked,
    answered,
    language,
    moved,
    public_page,
    refused,
    slowed,
)
from oase.web.customer.surveys import answers


@get("/p/note", sync_to_thread=False)
def note(request: Asked) -> Response[Any]:
    lang = language(request)
    return public_page(request, "public_refused.html", lang, title="<b>Repair</b>", what="& all")


@get("/c/{secret:str}", sync_to_thread=False)
def secret(request: Asked) -> Response[Any]:
    def made() -> Response[Any]:
        told = request.url.path.rpartition("/")[2]
        if told == "good":
            return public_page(request, "public_refused.html", "en", title="Yours", what="")
        raise LinkInvalid("expired" if told == "old" else "unknown")

    return answered(request, made)


@post("/p/note", status_code=200)
async def send(request: Asked) -> Response[Any]:
    if waits := slowed(request):
        return waits
    try:
        form = await read_form(request)
    except InputError:
        return refused(request, "large", 413)
    sizes = [len(one) for one in form.files.get("photo", ())]
    return Response({"key": form.key, "name": form.said("name"), "sizes": sizes, "bot": form.is_by_machine})


@post("/p/on", sync_to_thread=False)
def on() -> Response[Any]:
    return moved("/p/note", "en", said="kept")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> httpx.Client:
    """Return a browser at pages of a house that is called Lindwerk."""
    settings = SimpleNamespace(lang="de", timezone="Europe/Berlin")
    reach = SimpleNamespace(settings=settings, clock=lambda: 5, database=None)
    monkeypatch.setattr(answers, "about", lambda _database: SimpleNamespace(own_brand="Lindwerk"))
    app = Litestar(
        [note, secret, send, on, *FILES],
        state=State({"reach": reach}),
        openapi_config=None,
        request_max_body_size=40_000_000,
    )
    client: httpx.Client = TestClient(app)  # type: ignore[assignment]
    client.follow_redirects = False
    return client


def test_a_page_fetches_nothing_from_elsewhere_and_is_kept_by_nobody(browser):
    page = browser.get("/p/note?lang=en")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in page.headers
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "&lt;b&gt;Repair&lt;/b&gt;" in page.text


def test_a_page_speaks_the_language_asked_for_and_leads_to_the_other(browser):
    assert '<html lang="en">' in browser.get("/p/note?lang=en").text
    german = browser.get("/p/note?x=1", headers={"accept-language": "de-DE"}).text
    assert '<html lang="de">' in german
    assert 'href="/p/note?x=1&amp;lang=en"' in german


def test_files_are_kept_as_long_as_their_address_names_their_content(browser):
    page = browser.get("/p/note").text
    address = page.partition('stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in browser.get(address).headers["cache-control"]
    assert browser.get("/p/own/public.css").headers["cache-control"] == "no-cache"
    assert browser.get("/p/own/none.css").status_code == 404


def test_every_link_that_does_not_exist_is_answered_alike(browser):
    first, second = browser.get("/c/aaaa"), browser.get("/c/" + "b" * 300)
    assert first.status_code == second.status_code == 404
    assert first.text.replace("/c/aaaa", "") == second.text.replace("/c/" + "b" * 300, "")
    assert browser.get("/c/old").status_code == 410


def test_who_tries_many_links_must_wait(browser):
    for number in range(LINKS_AN_HOUR):
        assert browser.get(f"/c/{number}").status_code == 404
    refused_ = browser.get("/c/another")
    assert refused_.status_code == 429
    assert int(refused_.headers["retry-after"]) >= 1


def test_who_tries_many_links_locks_out_nobody_of_the_same_network(browser):
    for number in range(LINKS_AN_HOUR + 5):
        browser.get(f"/c/{number}")
    assert browser.get("/c/good").status_code == 200
    assert browser.get("/p/note").status_code == 200


def test_a_form_is_read_with_its_files_as_far_as_they_are_not_too_large(browser):
    told = browser.post("/p/note", data={"key": "k1", "name": " Anna "}, files={"photo": b"x" * 9})
    assert told.json() == {"key": "k1", "name": "Anna", "sizes": [9], "bot": False}
    plain = browser.post("/p/note", data={"key": "k1", "website": "spam"})
    assert plain.json()["bot"]
    large = browser.post("/p/note", data={"key": "k1"}, files={"photo": b"x" * (MOST_PICTURE + 1)})
    assert large.status_code == 413


def test_who_sends_many_forms_must_wait(browser):
    sent = [browser.post("/p/note", data={"key": "k"}).status_code for _ in range(31)]
    assert sent == [200] * 30 + [429]


def test_a_form_that_was_taken_leads_on(browser):
    assert browser.post("/p/on").headers["location"] == "/p/note?said=kept&lang=en"


def test_tries_are_forgotten_after_an_hour():
    guesses = Guesses(1)
    guesses.failed("192.0.2.1", 0)
    assert guesses.wait("192.0.2.1", 0) == 2
    assert guesses.wait("192.0.2.1", HOUR + 1) == 0
