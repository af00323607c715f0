"""The pages against those who mean harm: roles, forged forms, what every answer says to the browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from litestar import Litestar

from oase.accounts import (
    Permission,
    Role,
    begin_session,
    change_account,
    close_account,
    find_session,
    list_accounts,
    permissions_of,
)
from oase.web.pages.guards import COOKIE, SAFE_COOKIE
from oase.web.reach import Reach

SignsIn = Callable[..., Any]

OPEN = {"/sign-in", "/welcome/{secret:str}", "/static/{mark:str}/{name:str}"}
"""Routes that need nobody to be signed in; another one needs a line here, and a reason."""

STREAMS = {"/live"}
"""Answers that never end."""

PLACES = {"int": "1", "str": "x", "path": "x"}
SENT_BY_US = {"sec-fetch-site": "same-origin"}


def routes(app: Litestar) -> Iterator[tuple[str, str, Any]]:
    """Return path, method and handler of every route."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield route.path, method, handler


def address(path: str) -> str:
    return re.sub(r"\{\w+:(\w+)\}", lambda found: PLACES[found[1]], path)


def is_refused(answer: Any) -> bool:
    return answer.status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_every_route_is_open_to_those_it_is_permitted_to_and_nobody_else(
    role: Role, pages: Litestar, signed_in: SignsIn, browser: SignsIn
) -> None:
    here = signed_in(role)
    for path, method, handler in routes(pages):
        permission: Permission | None = handler.opt.get("permission")
        if path in OPEN:
            assert handler.opt.get("is_open"), path
            continue
        assert permission is not None, f"nobody says who may use {path}"
        if permission in permissions_of(role):
            continue  # what it then does is tested with the page
        answer = here.request(method, address(path), headers=SENT_BY_US)
        assert answer.status_code == 403, (path, method)
        assert "text/html" in answer.headers["content-type"]


def test_no_route_tells_anything_to_nobody(pages: Litestar, browser: SignsIn) -> None:
    stranger = browser()
    for path, method, _ in routes(pages):
        if path in OPEN:
            continue
        answer = stranger.request(method, address(path), headers=SENT_BY_US)
        assert answer.status_code == 303, (path, method)
        assert answer.headers["location"].startswith("/sign-in"), path


def test_pages_that_a_role_may_not_see_are_not_in_its_navigation(signed_in: SignsIn) -> None:
    page = signed_in("workshop").get("/settings").text
    assert 'href="/customers"' not in page
    assert 'href="/settings/accounts"' not in page


POLICY = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
LAX = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "blob:", "http:", "https:", "*")


def assert_guarded(answer: Any, path: str) -> None:
    policy = {
        name: set(values)
        for name, *values in (part.split() for part in answer.headers["content-security-policy"].split(";"))
    }
    for name, expected in POLICY.items():
        assert policy.get(name) == expected, (path, name)
    assert not any(lax in value for values in policy.values() for value in values for lax in LAX), path
    assert policy.get("form-action") in ({"'self'"}, {"'none'"}), path
    assert answer.headers["x-content-type-options"] == "nosniff", path
    assert answer.headers["x-frame-options"] == "DENY", path
    assert answer.headers["referrer-policy"] == "same-origin", path
    assert answer.headers["cross-origin-opener-policy"] == "same-origin", path
    assert answer.headers["cross-origin-resource-policy"] == "same-origin", path
    assert "no-store" in answer.headers["cache-control"] or path.startswith("/static/"), path
    assert len(answer.headers.get_list("content-security-policy")) == 1, path


def test_every_answer_of_every_route_carries_the_policy(
    pages: Litestar, signed_in: SignsIn, browser: SignsIn
) -> None:
    admin, stranger = signed_in("admin"), browser()
    for path, method, _handler in routes(pages):
        if path not in STREAMS:
            assert_guarded(stranger.request(method, address(path)), path)
            if method == "POST":  # without a token: refused, and guarded
                assert_guarded(admin.post(address(path)), path)
    for path in ("/nothing/here", "/%00", "/static/0/none.css", "/?lang=" + "x" * 5000, "//evil.example"):
        assert_guarded(admin.get(path), path)
    assert_guarded(admin.request("PUT", "/settings"), "/settings")
    assert_guarded(admin.options("/settings"), "/settings")


def test_pages_carry_no_script_or_style_within(pages: Litestar, signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    for path, method, _handler in routes(pages):
        if method == "GET" and "{" not in path and path not in STREAMS:
            answer = admin.get(path)
            if "text/html" in answer.headers.get("content-type", ""):
                assert not re.search(
                    r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", answer.text
                ), path


def test_strict_transport_is_asked_for_over_https_only(browser: SignsIn) -> None:
    assert "strict-transport-security" not in browser().get("/sign-in").headers
    secure = browser(address="https://testserver.local").get("/sign-in")
    assert "max-age=31536000" in secure.headers["strict-transport-security"]
    behind = browser().get("/sign-in", headers={"x-forwarded-proto": "https"})
    assert "strict-transport-security" in behind.headers


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"csrf": ""},
        {"csrf": "0" * 32},
        {"csrf": "é" * 32},
    ],
)
def test_a_form_without_its_token_changes_nothing(
    sent: dict[str, str], signed_in: SignsIn, reach: Reach
) -> None:
    admin = signed_in("admin")
    answer = admin.post("/settings/account", data={"name": "Evil", **sent}, headers=SENT_BY_US)
    assert answer.status_code == 403
    assert all(one.name != "Evil" for one in list_accounts(reach.database))


def test_a_token_of_another_session_changes_nothing(signed_in: SignsIn, reach: Reach) -> None:
    admin, other = signed_in("admin"), signed_in("manager")
    sent = {"name": "Evil", "csrf": other.token()}
    assert admin.post("/settings/account", data=sent).status_code == 403
    assert all(one.name != "Evil" for one in list_accounts(reach.database))


def test_a_token_of_an_earlier_session_changes_nothing(signed_in: SignsIn, reach: Reach) -> None:
    admin = signed_in("admin")
    old = admin.token()
    [account] = list_accounts(reach.database)
    admin.cookies.set(COOKIE, begin_session(reach.database, account.id, at=reach.clock()))
    assert admin.post("/settings/account", data={"name": "Evil", "csrf": old}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.local.evil.example"},
        {"origin": "http://["},
    ],
)
def test_a_form_from_elsewhere_changes_nothing_even_with_the_token(
    headers: dict[str, str], signed_in: SignsIn, reach: Reach
) -> None:
    admin = signed_in("admin")
    sent = {"name": "Evil", "csrf": admin.token()}
    answer = admin.post("/settings/account", data=sent, headers=headers)
    assert answer.status_code in (403, 303)  # over HTTPS its cookie has another name, so nobody is signed in
    assert answer.headers.get("location", "/sign-in").startswith("/sign-in")
    assert all(one.name != "Evil" for one in list_accounts(reach.database))


def test_a_form_of_ours_is_taken_behind_a_proxy_that_renames_the_host(
    signed_in: SignsIn, reach: Reach
) -> None:
    admin = signed_in("admin")
    renamed = {"origin": "https://oase.example", "host": "127.0.0.1:8040", "sec-fetch-site": "same-origin"}
    secure = admin.cookies.get(COOKIE)
    admin.cookies.set(SAFE_COOKIE, secure)
    answer = admin.submit("/settings/account", {"name": "Renamed"}, headers=renamed)
    assert answer.status_code == 303
    assert [one.name for one in list_accounts(reach.database)] == ["Renamed"]


def test_over_https_only_the_cookie_that_nobody_else_can_have_set_counts(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    secure = {"x-forwarded-proto": "https"}
    assert admin.get("/settings", headers=secure).status_code == 303
    admin.cookies.set(SAFE_COOKIE, admin.cookies.get(COOKIE))
    assert admin.get("/settings", headers=secure).status_code == 200


def test_sessions_end_when_idle_and_when_old(signed_in: SignsIn, clock: Any) -> None:
    idle, busy = signed_in("admin"), signed_in("manager")
    for _ in range(14 * 2):
        assert busy.get("/settings").status_code == 200
        clock.turn(hours=11.9)
    assert idle.get("/settings").status_code == 303
    clock.turn(hours=4)
    assert busy.get("/settings").status_code == 303


def test_a_closed_account_is_out_at_once(signed_in: SignsIn, reach: Reach) -> None:
    signed_in("admin")
    manager = signed_in("manager")
    [account] = [one for one in list_accounts(reach.database) if one.role is Role.MANAGER]
    close_account(reach.database, account.id, at=reach.clock())
    assert manager.get("/settings").status_code == 303


def test_another_role_ends_the_sessions_of_the_old_one(signed_in: SignsIn, reach: Reach) -> None:
    manager = signed_in("manager")
    [account] = list_accounts(reach.database)
    change_account(reach.database, account.id, role="workshop")
    assert manager.get("/settings").status_code == 303


@pytest.mark.parametrize("secret", ["x", "x" * 5000, "é", "' or 1=1 --", ""])
def test_an_invented_session_is_nobodys(secret: str, browser: SignsIn, reach: Reach) -> None:
    stranger = browser()
    answer = stranger.get("/settings", headers={"cookie": f"{COOKIE}={secret}".encode()})
    assert answer.status_code == 303
    assert find_session(reach.database, secret, at=reach.clock()) is None


def test_a_script_is_told_that_the_session_is_over_instead_of_being_led_away(browser: SignsIn) -> None:
    for headers in (
        {"accept": "application/json"},
        {"accept": "text/event-stream"},
        {"sec-fetch-dest": "empty"},
    ):
        assert browser().get("/tasks/x", headers=headers).status_code == 401


HOSTILE = "\r\nset-cookie: evil=1"


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in?next=/{}",
        "/journey?x={}",
        "/settings/download/{}.csv",
        "/settings?said={}",
        "/settings/house?consider={}",
        "/{}",
    ],
)
def test_no_line_break_gets_into_a_header(path: str, signed_in: SignsIn, browser: SignsIn) -> None:
    written = path.format("%0d%0aset-cookie:%20evil=1")
    for client in (signed_in("admin"), browser()):
        answer = client.get(written)
        assert "evil" not in (answer.headers.get("set-cookie") or "")
        for value in answer.headers.values():
            assert "\r" not in value
            assert "\n" not in value


def test_no_line_break_of_a_form_gets_into_a_header(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    for path, fields in (
        ("/tasks/x/cancel", {"back": f"/{HOSTILE}"}),
        ("/settings/house/retention", {"kind": f"contacts{HOSTILE}", "days": "3"}),
        ("/settings/theme", {"theme": f"dark{HOSTILE}"}),
        ("/settings/account", {"name": f"Kaya{HOSTILE}", "lang": f"de{HOSTILE}"}),
    ):
        answer = admin.submit(path, fields)
        assert "evil=1" not in (answer.headers.get("set-cookie") or "").partition("oase_")[0]
        assert "\n" not in answer.headers.get("location", "")


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https:evil.example", "/\tevil", "x"])
def test_a_task_asked_for_again_leads_back_into_the_house_only(back: str, signed_in: SignsIn) -> None:
    answer = signed_in("admin").submit("/tasks/again", {"task": "x", "back": back})
    assert answer.headers["location"] == "/"


def test_an_error_page_leads_back_into_the_house_only(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    answer = admin.post("/settings/account", headers={"referer": "https://evil.example/settings"})
    assert answer.status_code == 403
    assert "evil.example" not in answer.text


def test_what_went_wrong_is_said_in_the_language_of_who_asks_within_the_shell(
    signed_in: SignsIn, browser: SignsIn
) -> None:
    german, english = signed_in("service"), signed_in("service", "en")
    assert "Diese Seite gibt es nicht" in german.get("/nothing").text
    assert "There is no such page" in english.get("/nothing").text
    assert "Ihre Rolle ist Service" in german.get("/settings/house").text
    assert 'aria-label="Main navigation"' in english.get("/nothing").text
    stranger = browser().get("/nothing", headers={"accept-language": "en-GB"})
    assert stranger.status_code == 404
    assert "There is no such page" in stranger.text
    assert "<nav aria-label" not in stranger.text


def test_a_page_may_be_asked_for_in_the_other_language(signed_in: SignsIn) -> None:
    german = signed_in("admin")
    assert '<html lang="en"' in german.get("/settings?lang=en").text
    assert '<html lang="de"' in german.get("/settings?lang=fr").text


def test_a_client_that_asks_too_often_must_wait(browser: SignsIn, clock: Any) -> None:
    stranger = browser()
    statuses = [stranger.get("/nothing/static").status_code for _ in range(601)]
    assert statuses[-1] == 429
    refused = stranger.get("/sign-in")
    assert int(refused.headers["retry-after"]) >= 1
    assert "Zu viele Anfragen" in refused.text or "Too many requests" in refused.text
    assert_guarded(refused, "/sign-in")
    clock.turn(seconds=2)
    assert stranger.get("/sign-in").status_code == 200


def test_a_body_that_is_too_large_is_refused(signed_in: SignsIn) -> None:
    answer = signed_in("admin").submit("/settings/account", {"name": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "zu groß" in answer.text


DEMO = "http://127.0.0.1:8040"


@pytest.fixture
def demo(reach_of: Any, folder: Any, pages_of: Any) -> Any:
    return pages_of(reach_of(folder, is_demo=True))


class From:
    """An application as it is reached from another address."""

    def __init__(self, app: Litestar, host: str) -> None:
        self.app, self.host = app, host
        self.state, self.router = app.state, app.asgi_router

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "client": (self.host, 50000)}
        await self.app(scope, receive, send)


def enters(app: Litestar, *, peer: str = "127.0.0.1", host: str = "127.0.0.1:8040", **headers: str) -> bool:
    from litestar.testing import TestClient

    with TestClient(From(app, peer), base_url=DEMO) as client:  # type: ignore[arg-type]
        client.follow_redirects = False
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.get("/settings", headers={"host": host, **named})
        return answer.status_code == 200


def test_the_demo_signs_a_browser_on_this_machine_in(demo: Litestar) -> None:
    assert enters(demo)
    assert enters(demo, host="localhost:8040")
    assert enters(demo, peer="::1", host="[::1]:8040")
    assert enters(demo, sec_fetch_site="cross-site", sec_fetch_dest="document")


@pytest.mark.parametrize(
    "lie",
    [
        {"peer": "192.0.2.7"},
        {"peer": "10.0.0.7"},
        {"peer": "testclient"},
        {"host": "evil.example"},
        {"host": "evil.example:8040"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost.evil.example"},
        {"host": "evil.example@127.0.0.1"},
        {"host": "127.0.0.1:8040@evil.example"},
        {"host": "0.0.0.0:8040"},
        {"host": "192.0.2.7"},
        {"host": ""},
        {"x_forwarded_for": "127.0.0.1"},
        {"x_forwarded_host": "127.0.0.1"},
        {"x_forwarded_anything": "1"},
        {"forwarded": "for=127.0.0.1"},
        {"x_real_ip": "127.0.0.1"},
        {"cf_connecting_ip": "127.0.0.1"},
        {"via": "1.1 proxy"},
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site", "sec_fetch_dest": "image"},
        {"sec_fetch_site": "cross-site", "sec_fetch_dest": "iframe"},
    ],
)
def test_the_demo_signs_nobody_else_in(lie: dict[str, str], demo: Litestar) -> None:
    assert not enters(demo, **lie)


def test_a_house_that_is_no_demo_signs_nobody_in(pages: Litestar) -> None:
    assert not enters(pages)
