"""Clients for browsers, unchanged, in Chromium on another origin: cross-origin rules are real here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.contract.clients.pages import pages
from tests.contract.clients.playing import CHROMIUM, CLIENTS, DRIVERS, House, sizes
from tests.contract.clients.proxy import Proxy, refusal
from tests.contract.clients.stored import calls_of, compare, expected, stored_of

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other host, and no preflight skipped
]
PLAY = "async ([which, plan]) => (await import('/driver.mjs'))[which](plan)"
PATIENCE_SECONDS = 30.0
Play = Callable[..., list[str]]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Chromium once, or skip where it or the clients are missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the clients are not installed; `make clients` does it")
    with playwright.sync_playwright() as run:
        started = run.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(params=["segment", "rudder"])
def which(request: pytest.FixtureRequest) -> str:
    """Return the name of the client."""
    name: str = request.param
    return name


@pytest.fixture
def play(house: House, browser: Any, which: str) -> Iterator[Play]:
    """Return what opens a page, lets the client play calls there, and waits for so many requests."""
    driver = DRIVERS / "browser_client.mjs"
    with pages(CLIENTS / "node_modules", driver) as address, browser.new_context() as context:

        def run(proxy: Proxy, calls: list[dict[str, Any]], messages: int, **plan: Any) -> list[str]:
            page = context.new_page()
            said: list[str] = []
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("console", lambda line: said.append(line.text) if "CORS" in line.text else None)
            page.goto(f"{address}/?utm_source=herbst&utm_campaign=touren")
            key = house.keys[f"{which}-browser"]
            page.evaluate(PLAY, [which, {"key": key, "host": proxy.url, "calls": calls, **plan}])
            if plan.get("beacon"):
                page.goto(f"{address}/?left")  # what was not sent yet goes out as a beacon
            deadline = time.monotonic() + PATIENCE_SECONDS
            while sum(sizes(proxy.posts)) < messages and time.monotonic() < deadline:
                page.wait_for_timeout(50)
            return said

        yield run


def calls_for(which: str, name: str) -> list[dict[str, Any]]:
    """Return what the client can send: RudderStack's has no screens, and message ids are their own."""
    calls = calls_of(name)[:-1]
    return [call for call in calls if not (which == "rudder" and call["type"] == "screen")]


@pytest.mark.parametrize("way", [{}, {"batching": 3}, {"beacon": True}], ids=["single", "batch", "beacon"])
def test_every_call_arrives_field_by_field_exactly_once(house: House, play: Play, which: str, way):
    """Each type of call from a page, alone and in batches; each request reaches the house twice."""
    if way.get("beacon") and which == "segment":
        pytest.skip("Segment's client sends no beacons")
    name = f"{which}-browser-{'-'.join(way) or 'single'}"
    calls = calls_for(which, name)
    with house.proxy(twice=True) as proxy:
        assert not play(proxy, calls, len(calls), **way)
        posts = proxy.posts
    assert {post.status for post in posts} == {200}
    assert (max(sizes(posts)) > 1) == bool(way)
    found = stored_of(house.folder, f"{name}-anna", len(expected(calls)))
    compare(found, calls, is_dated=True)
    assert found.traits["firstName"] == "Anna"
    assert {f"{name}-anna", f"{name}-visit", f"{name}-earlier"} <= found.values


@pytest.mark.parametrize("status", [503, 429])
def test_what_is_refused_for_now_is_sent_again(house: House, play: Play, which: str, status: int):
    """After 503 and 429 with Retry-After the browser comes back, and nothing is there twice."""
    name = f"{which}-browser-again-{status}"
    calls = calls_for(which, name)[:3]
    with house.proxy(refusal(status), refusal(status)) as proxy:
        play(proxy, calls, len(calls))
        assert sum(one.refused for one in proxy.passed) == 2
        headers = [one.headers for one in proxy.posts]
    found = stored_of(house.folder, f"{name}-anna", 2)
    compare(found, calls, is_dated=True)
    assert any("x-retry-count" in sent or "rsa-retry-attempt" in sent for sent in headers)
