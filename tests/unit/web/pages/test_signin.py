"""Signing in and out, and the one-time link."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from oase.accounts import (
    Attempts,
    create_link,
    enter_by_link,
    find_session,
    first_link,
    is_known,
    list_accounts,
    list_sessions,
    mark_of,
    open_account,
    set_password,
)
from oase.web.pages.guards import COOKIE, SAFE_COOKIE
from oase.web.reach import Reach

Browsers = Callable[..., Any]
PASSWORD = "drei Kamele im Regen"  # noqa: S105  # of a test


@pytest.fixture
def kaya(reach: Reach) -> int:
    account = open_account(
        reach.database, name="Frau Kaya", email="kaya@example.org", role="manager", at=reach.clock()
    )
    set_password(reach.database, account.id, PASSWORD)
    return account.id


def signs_in(
    browser: Any, password: str = PASSWORD, *, email: str = "kaya@example.org", **fields: str
) -> Any:
    form = {"csrf": browser.token("/sign-in"), "email": email, "password": password, **fields}
    return browser.post("/sign-in", data=form, headers={"sec-fetch-site": "same-origin"})


def test_a_right_password_begins_a_session_of_its_own(kaya: int, browser: Browsers, reach: Reach) -> None:
    client = browser()
    client.cookies.set(COOKIE, "planted-by-somebody-else")
    answer = signs_in(client, next="/settings?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings?lang=en")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Path=/" in cookie
    assert "planted" not in cookie
    assert find_session(reach.database, "planted-by-somebody-else", at=reach.clock()) is None
    assert client.get("/settings").status_code == 200


def test_over_https_the_cookie_is_one_that_no_other_host_can_set(kaya: int, browser: Browsers) -> None:
    answer = signs_in(browser(address="https://testserver.local"))
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(SAFE_COOKIE + "="))
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_whether_an_account_exists_is_not_told(kaya: int, browser: Browsers) -> None:
    wrong, unknown = (
        signs_in(browser(), "wrong wrong wrong", email=email)
        for email in ("kaya@example.org", "no@example.org")
    )
    said = [re.sub(r'value="[^"]*"', "", one.text) for one in (wrong, unknown)]
    assert wrong.status_code == unknown.status_code == 401
    assert said[0] == said[1]


def test_after_a_few_failures_each_attempt_must_wait(kaya: int, browser: Browsers, clock: Any) -> None:
    client = browser()
    for _ in range(5):
        assert signs_in(client, "wrong wrong wrong").status_code == 401
    refused = signs_in(client)  # even with the right one
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    clock.turn(seconds=3)
    assert signs_in(client).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "%2f%2fevil.example",
        "/\t/evil.example",
        "/\r\nset-cookie: evil=1",
        "/" + "x" * 5000,
        "/sign-out",
        "evil.example",
    ],
)
def test_signing_in_leads_into_the_house_only(wanted: str, kaya: int, browser: Browsers) -> None:
    assert signs_in(browser(), next=wanted).headers["location"] == "/"


def test_nobody_can_sign_a_browser_in_from_elsewhere(kaya: int, browser: Browsers) -> None:
    own, victim = browser(), browser()
    token = own.token("/sign-in")
    form = {"email": "kaya@example.org", "password": PASSWORD, "csrf": token}
    assert victim.post("/sign-in", data=form).status_code == 403
    assert own.post("/sign-in", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_signing_out_ends_the_session_in_the_house(kaya: int, browser: Browsers, reach: Reach) -> None:
    client = browser()
    signs_in(client)
    secret = client.cookies.get(COOKIE)
    assert client.submit("/sign-out").status_code == 303
    assert find_session(reach.database, secret, at=reach.clock()) is None


def test_a_link_sets_a_password_once_and_looking_does_not_use_it_up(
    kaya: int, browser: Browsers, reach: Reach
) -> None:
    path = f"/welcome/{create_link(reach.database, kaya, at=reach.clock())}"
    client = browser()
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]
    form = {"csrf": client.token(path), "password": "short", "again": "short"}
    assert client.post(path, data=form).status_code == 400
    fine = {"csrf": client.token(path), "password": "vier Kamele im Wind", "again": "vier Kamele im Wind"}
    assert client.post(path, data=fine).status_code == 303
    assert client.get("/settings").status_code == 200
    assert browser().get(path).status_code == 410


def test_of_two_who_use_a_link_at_once_one_enters(kaya: int, reach: Reach) -> None:
    secret, at = create_link(reach.database, kaya, at=reach.clock()), reach.clock()
    with ThreadPoolExecutor(4) as threads:
        tried = [
            threads.submit(enter_by_link, reach.database, secret, f"{number} Kamele im Wind", at=at)
            for number in range(4)
        ]
        entered = [one.result() for one in tried]
    assert sum(one is not None for one in entered) == 1
    assert len(list_sessions(reach.database, kaya, at=at)) == 1


def test_the_first_admin_says_who_she_is(browser: Browsers, reach: Reach) -> None:
    secret = first_link(reach.database, at=reach.clock())
    client, path = browser(), f"/welcome/{secret}"
    fields = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, data={"csrf": client.token(path), **fields}).status_code == 303
    assert [(one.name, one.email) for one in list_accounts(reach.database)] == [("Ada", "ada@example.org")]
    assert first_link(reach.database, at=reach.clock()) is None


def test_many_strangers_cannot_keep_her_out_of_a_browser_that_she_knows(
    kaya: int, browser: Browsers, clock: Any, reach: Reach
) -> None:
    hers = browser()
    assert signs_in(hers).status_code == 303
    hers.submit("/sign-out")
    counted = Attempts(reach.database)
    for _ in range(26):
        counted.begin({"account kaya@example.org": 25}, at=clock())
    assert signs_in(browser()).status_code == 429
    assert signs_in(hers).status_code == 303


def test_her_browser_is_limited_as_well_and_known_no_more_after_a_new_password(
    kaya: int, browser: Browsers, reach: Reach
) -> None:
    hers = browser()
    signs_in(hers)
    hers.submit("/sign-out")
    assert [signs_in(hers, "wrong wrong wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    mark = hers.cookies.get("oase_known")
    assert is_known(reach.database, kaya, mark)
    assert not is_known(reach.database, kaya, "")
    set_password(reach.database, kaya, "vier Kamele im Wind")
    assert not is_known(reach.database, kaya, mark)
    assert not is_known(reach.database, "nobody@example.org", "")


def test_a_mark_opens_nothing(kaya: int, browser: Browsers, reach: Reach) -> None:
    stranger = browser()
    stranger.cookies.set("oase_known", mark_of(reach.database, kaya))
    stranger.cookies.set(COOKIE, mark_of(reach.database, kaya))
    assert stranger.get("/settings").status_code == 303
