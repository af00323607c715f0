"""Forms as nobody's browser would send them: too many fields, other types, invented charsets."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest

from oase.accounts import list_accounts
from oase.web.reach import Reach

SignsIn = Callable[..., Any]
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=z"


def sent(browser: Any, path: str, body: bytes | str, kind: str) -> Any:
    headers = {"sec-fetch-site": "same-origin", "content-type": kind}
    return browser.post(path, content=body, headers=headers)


def test_a_form_of_very_many_fields_holds_nobody_up(browser: SignsIn) -> None:
    """A stranger sends it, and it is read on the loop that also takes the contacts in."""
    body = "&".join(f"field{number}=1" for number in range(120_000))
    started = perf_counter()
    answer = sent(browser(), "/sign-in", body, URLENCODED)
    assert answer.status_code == 400
    assert perf_counter() - started < 1.0


def part(name: str, content: str, more: str = "") -> str:
    return f'--z\r\nContent-Disposition: form-data; name="{name}"\r\n{more}\r\n{content}\r\n'


@pytest.mark.parametrize(
    "body",
    [
        part("csrf", "x", "Content-Type: text/plain; charset=bogus\r\n") + "--z--\r\n",
        part("csrf", "x", "Content-Type: text/plain; charset=utf-16\r\n") + "--z--\r\n",
        "".join(part(f"f{number}", "x") for number in range(10_000)) + "--z--\r\n",
        part("a" * 500_000, "x") + "--z--\r\n",
        "--z\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nx\r\n--y--\r\n--z--\r\n",
        "no form at all",
        "",
    ],
    ids=["invented charset", "other charset", "10,000 parts", "long name", "nested", "no form", "empty"],
)
def test_a_form_with_parts_is_refused_without_a_failure(body: str, browser: SignsIn) -> None:
    for path in ("/sign-in", "/welcome/x"):
        assert sent(browser(), path, body, MULTIPART).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        part("a" * 500_000, "x"),
        "".join(part(f"f{number}", "x") for number in range(10_000)),
        part("file", "--y\r\n\r\nx\r\n--y--", "Content-Type: multipart/mixed; boundary=y\r\n"),
        part("csrf", "x" * 5_000),
    ],
    ids=["long name", "10,000 parts", "nested", "long token"],
)
def test_a_file_in_a_form_that_is_none_is_refused(body: str, signed_in: SignsIn) -> None:
    assert sent(signed_in("analyst"), "/imports", body + "--z--\r\n", MULTIPART).status_code in (400, 403)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", '{{"csrf": "{token}", "name": "Evil"}}'),
        ("text/plain", "csrf={token}&name=Evil"),
        ("application/xml", "<csrf>{token}</csrf>"),
        ("", "csrf={token}&name=Evil"),
        (MULTIPART, part("csrf", "{token}") + part("name", "Evil") + "--z--\r\n"),
    ],
)
def test_only_a_form_is_taken_for_one(kind: str, body: str, signed_in: SignsIn, reach: Reach) -> None:
    admin = signed_in("admin")
    answer = sent(admin, "/settings/account", body.format(token=admin.token()), kind)
    assert answer.status_code == 403
    assert all(one.name != "Evil" for one in list_accounts(reach.database))


def test_bytes_that_are_no_text_are_taken_as_such(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    body = f"csrf={admin.token()}&name=%ff%fe&lang=%00".encode()
    assert sent(admin, "/settings/account", body, f"{URLENCODED}; charset=utf-7").status_code in (303, 400)


@pytest.mark.parametrize(
    "path",
    [
        "/journey?" + "&".join(f"p{number}=1" for number in range(6_000)),
        "/customers?q=" + "%25" * 9_000,
        "/customers?q=%00",
        "/magic/" + "x" * 9_000,
        "/magic/%00",
        "/reports/..%2f..%2fhouse/de.html",
        "/reports/%2e%2e/de.html",
        "/imports/..%2F..%2Fkeys/refused.csv",
        "/static/..%2f..%2foase/x.css",
        "/?start=99999-99-99&end=x",
        "/?start=0001-01-01&end=9999-12-31",
        "/?channel=" + "x" * 9_000,
        "/?segment=%00:%00",
        "/?said=__class__",
        "/journey?said=shell.said.{0.__class__}",
    ],
)
def test_a_strange_address_is_answered_calmly(path: str, signed_in: SignsIn) -> None:
    assert signed_in("admin").get(path).status_code in (200, 400, 404)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_changes_by_another_method(method: str, signed_in: SignsIn, reach: Reach) -> None:
    admin = signed_in("admin")
    address = f"/settings/account?_method=POST&name=Evil&csrf={admin.token()}"
    headers = {"x-http-method-override": "POST", "sec-fetch-site": "same-origin"}
    admin.request(method, address, headers=headers)
    assert all(one.name != "Evil" for one in list_accounts(reach.database))
