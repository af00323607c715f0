"""The settings: one's own account, the accounts of the house, the house itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from oase.accounts import (
    check_password,
    find_account,
    list_accounts,
    list_sessions,
    open_account,
    set_password,
)
from oase.app import House
from oase.app.preferences import preferences_of
from oase.app.retention import periods
from oase.web.pages.guards import COOKIE
from oase.web.reach import Reach
from oase.web.words import TEXTS

SignsIn = Callable[..., Any]
PASSWORD, OTHER = "drei Kamele im Regen", "vier Kamele im Wind"


def account_of(reach: Reach, role: str) -> Any:
    return next(one for one in list_accounts(reach.database) if one.role == role)


def test_name_and_language_are_ones_own(signed_in: SignsIn, reach: Reach) -> None:
    service = signed_in("service")
    answer = service.submit("/settings/account", {"name": "Dr.  Service", "lang": "en", "role": "admin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings?said=settings.said.saved")
    held = account_of(reach, "service")
    assert (held.name, held.lang) == ("Dr. Service", "en")
    assert '<html lang="en"' in service.get("/settings").text
    refused = service.submit("/settings/account", {"name": "", "lang": "de"})
    assert refused.status_code == 400
    assert account_of(reach, "service").name == "Dr. Service"


def test_the_look_is_kept_in_the_browser(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    answer = admin.submit("/settings/theme", {"theme": "dark"})
    assert "oase_theme=dark" in answer.headers["set-cookie"]
    assert 'data-theme="dark"' in admin.get("/settings").text
    assert "set-cookie" not in admin.submit("/settings/theme", {"theme": "neon"}).headers


@pytest.fixture
def kaya(signed_in: SignsIn, reach: Reach) -> Any:
    """Sign in with a password; another browser is signed in, too."""
    account = open_account(
        reach.database, name="Frau Kaya", email="kaya@example.org", role="manager", at=reach.clock()
    )
    set_password(reach.database, account.id, PASSWORD)
    return account


def enters(browser: SignsIn) -> Any:
    client = browser()
    form = {"csrf": client.token("/sign-in"), "email": "kaya@example.org", "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


def test_a_password_is_changed_with_the_old_one(kaya: Any, browser: SignsIn, reach: Reach) -> None:
    here, elsewhere = enters(browser), enters(browser)
    before = here.cookies.get(COOKIE)
    answer = here.submit("/settings/password", {"old": PASSWORD, "new": OTHER, "again": OTHER})
    assert answer.headers["location"] == "/settings?said=settings.said.password"
    assert check_password(reach.database, kaya.email, OTHER) is not None
    assert elsewhere.get("/settings").status_code == 303
    assert here.cookies.get(COOKIE) != before
    assert here.get("/settings").status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"old": "wrong wrong wrong", "new": OTHER, "again": OTHER}, 403),
        ({"old": "", "new": OTHER, "again": OTHER}, 403),
        ({"new": OTHER, "again": OTHER}, 403),
        ({"old": PASSWORD, "new": OTHER, "again": "something else"}, 400),
        ({"old": PASSWORD, "new": "short", "again": "short"}, 400),
        ({"old": PASSWORD, "new": "Frau Kaya 12345", "again": "Frau Kaya 12345"}, 400),
    ],
)
def test_a_password_that_cannot_be_changed_stays(
    fields: dict[str, str], status: int, kaya: Any, browser: SignsIn, reach: Reach
) -> None:
    here = enters(browser)
    answer = here.submit("/settings/password", fields)
    assert answer.status_code == status
    assert OTHER not in answer.text
    assert check_password(reach.database, kaya.email, PASSWORD) is not None
    assert here.get("/settings").status_code == 200


def test_the_old_password_cannot_be_guessed_in_an_open_session(
    kaya: Any, browser: SignsIn, reach: Reach, clock: Any
) -> None:
    here = enters(browser)
    wrong = {"old": "wrong wrong wrong", "new": OTHER, "again": OTHER}
    statuses = [here.submit("/settings/password", wrong).status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]
    right = wrong | {"old": PASSWORD}
    assert here.submit("/settings/password", right).status_code == 429
    clock.turn(seconds=3)
    assert here.submit("/settings/password", right).status_code == 303


def test_sessions_are_ended_one_by_one_or_all_others(kaya: Any, browser: SignsIn, reach: Reach) -> None:
    first, second, third = (enters(browser) for _ in range(3))
    mine = {one.id: one for one in list_sessions(reach.database, kaya.id, at=reach.clock())}
    assert len(mine) == 3
    shown = set(re.findall(r"/settings/sessions/([0-9a-f]+)/end", third.get("/settings").text))
    assert shown < set(mine)
    third.submit(f"/settings/sessions/{sorted(shown)[0]}/end")
    assert sorted(one.get("/settings").status_code for one in (first, second)) == [200, 303]
    third.submit("/settings/sessions/end-others")
    assert [one.get("/settings").status_code for one in (first, second, third)] == [303, 303, 200]


def test_nobody_ends_the_session_of_somebody_else(
    kaya: Any, browser: SignsIn, signed_in: SignsIn, reach: Reach
) -> None:
    hers = enters(browser)
    [session] = list_sessions(reach.database, kaya.id, at=reach.clock())
    signed_in("admin").submit(f"/settings/sessions/{session.id}/end")
    assert hers.get("/settings").status_code == 200


def test_the_link_of_a_new_account_is_shown_once(signed_in: SignsIn, browser: SignsIn, reach: Reach) -> None:
    admin = signed_in("admin")
    fields = {"name": "Herr Brandt", "email": "Brandt@example.org", "role": "analyst"}
    answer = admin.submit("/settings/accounts", fields)
    assert answer.status_code == 200
    [link] = set(re.findall(r"http://testserver\.local(/welcome/[\w-]+)", answer.text))
    assert link not in admin.get("/settings/accounts").text
    opened = find_account(reach.database, "brandt@example.org")
    assert opened is not None
    assert not opened.has_password
    assert "Herr Brandt" in browser().get(link).text
    again = admin.submit(f"/settings/accounts/{opened.id}/link")
    [newer] = set(re.findall(r"http://testserver\.local(/welcome/[\w-]+)", again.text))
    assert browser().get(link).status_code == 410
    assert browser().get(newer).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"email": "no address"},
        {"email": "admin0@example.org"},
        {"role": "owner"},
        {"role": ""},
    ],
)
def test_an_account_that_cannot_be_is_said_to_be(
    wrong: dict[str, str], signed_in: SignsIn, reach: Reach
) -> None:
    admin = signed_in("admin")
    fields = {"name": "Herr Brandt", "email": "brandt@example.org", "role": "analyst"} | wrong
    answer = admin.submit("/settings/accounts", fields)
    assert answer.status_code == 400
    assert fields["name"] in answer.text
    assert len(list_accounts(reach.database)) == 1


def test_roles_are_changed_and_accounts_closed(signed_in: SignsIn, reach: Reach) -> None:
    admin, service = signed_in("admin"), signed_in("service")
    number = account_of(reach, "service").id
    assert admin.submit(f"/settings/accounts/{number}/role", {"role": "workshop"}).status_code == 303
    assert service.get("/settings").status_code == 303
    assert admin.submit(f"/settings/accounts/{number}/role", {"role": "king"}).status_code == 400
    assert admin.submit(f"/settings/accounts/{number}/close").status_code == 303
    closed = find_account(reach.database, number)
    assert closed is not None
    assert closed.closed == reach.clock()
    answer = admin.submit(f"/settings/accounts/{number}/link")
    assert answer.headers["location"].endswith("said=settings.said.gone")


def test_the_last_admin_is_protected(signed_in: SignsIn, reach: Reach) -> None:
    admin = signed_in("admin")
    number = account_of(reach, "admin").id
    for path, fields in (("close", {}), ("role", {"role": "manager"})):
        answer = admin.submit(f"/settings/accounts/{number}/{path}", fields)
        assert answer.status_code == 400
    assert admin.get("/settings/accounts").status_code == 200


@pytest.mark.parametrize(
    "path", ["99/role", "99/close", "99/link", "0/close", "x/close", "99999999999999999999/close"]
)
def test_an_account_that_is_not_there_is_no_failure(path: str, signed_in: SignsIn) -> None:
    assert signed_in("admin").submit(f"/settings/accounts/{path}", {"role": "manager"}).status_code < 500


def test_what_counts_as_the_purchase_is_set(signed_in: SignsIn, reach: Reach, house: House) -> None:
    admin = signed_in("admin")
    fields = {
        "outcome": ["Bezahlung", "Not there yet"],
        "within": "30d",
        "sessions": "45m",
        "competitors": "A\n\n B \nA",
    }
    assert admin.submit("/settings/house/preferences", fields).status_code == 303
    held = preferences_of(reach.database)
    assert (held.outcome, held.within, held.sessions) == (("Bezahlung", "Not there yet"), "30d", "45m")
    assert held.competitors == ("A", "B")
    assert "Not there yet" in admin.get("/settings/house").text
    assert admin.get("/magic").status_code in (200, 404)


@pytest.mark.parametrize(
    "within", ["", "soon", "-3d", "0d", "1e9d", "90", "9" * 400 + "d", "30d; drop table"]
)
def test_a_period_that_is_none_is_refused_and_nothing_changes(
    within: str, signed_in: SignsIn, reach: Reach
) -> None:
    before = preferences_of(reach.database)
    answer = signed_in("admin").submit("/settings/house/preferences", {"within": within, "sessions": "30m"})
    assert answer.status_code == 400
    assert preferences_of(reach.database) == before


def test_retention_is_first_considered_and_then_kept(signed_in: SignsIn, reach: Reach) -> None:
    admin = signed_in("admin")
    fields = {"kind": "contacts", "days": "100"}
    first = admin.submit("/settings/house/retention", fields)
    assert first.headers["location"] == "/settings/house?consider=contacts%3A100"
    assert days_of(reach)["contacts"] != 100
    assert admin.get(first.headers["location"]).status_code == 200
    assert days_of(reach)["contacts"] != 100
    assert admin.submit("/settings/house/retention", fields | {"sure": "1"}).status_code == 303
    assert days_of(reach)["contacts"] == 100


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_kind_that_is_kept_has_a_name(signed_in: SignsIn, reach: Reach, lang: str) -> None:
    text = signed_in("admin", lang).get("/settings/house").text
    for kind in days_of(reach):
        assert escape(TEXTS[lang][f"settings.kind.{kind}"]) in text, kind


def days_of(reach: Reach) -> dict[str, Any]:
    return {one.kind: one.days for one in periods(reach.house.rooms)}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "everything", "days": "100"},
        {"kind": "contacts", "days": "-1"},
        {"kind": "contacts", "days": "soon"},
        {"kind": "contacts", "days": "99999"},
        {"kind": "contacts", "days": "١٠٠"},
        {"kind": "", "days": "100"},
    ],
)
def test_a_retention_that_cannot_be_is_refused(
    fields: dict[str, str], signed_in: SignsIn, reach: Reach
) -> None:
    before = days_of(reach)
    answer = signed_in("admin").submit("/settings/house/retention", fields | {"sure": "1"})
    assert answer.status_code == 400
    assert days_of(reach) == before


@pytest.mark.parametrize("consider", ["contacts", "x:1", ":", "contacts:x", "contacts:999999", "contacts:²"])
def test_an_invented_consideration_is_passed_over(consider: str, signed_in: SignsIn) -> None:
    assert signed_in("admin").get("/settings/house", params={"consider": consider}).status_code == 200


def test_the_house_is_checked(signed_in: SignsIn) -> None:
    admin = signed_in("admin")
    assert admin.submit("/settings/house/check").status_code == 303
    assert admin.get("/settings/house").status_code == 200
