"""Accounts: opening, changing, closing, and the last admin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oase.accounts import (
    Account,
    Permission,
    Role,
    Unfit,
    begin_session,
    change_account,
    check_password,
    close_account,
    create_link,
    find_account,
    find_link,
    find_session,
    first_admin,
    first_link,
    list_accounts,
    open_account,
    set_password,
)
from oase.db import Database
from oase.errors import InputError

from .conftest import AT

PASSWORD = "drei Kamele im Regen"  # noqa: S105  # of a test
Opens = Callable[..., Account]


def test_an_account_is_found_by_number_and_by_address_in_any_case(database: Database, opened: Opens) -> None:
    kaya = opened("Frau  Kaya ")
    assert (kaya.name, kaya.email, kaya.has_password) == ("Frau Kaya", "kaya@example.org", False)
    assert find_account(database, kaya.id) == find_account(database, " KAYA@Example.org ") == kaya
    assert find_account(database, 99) is None
    assert find_account(database, "nobody@example.org") is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Kaya\x00"}, "name"),
        ({"name": "Kaya\u202ereversed"}, "name"),
        ({"email": "kaya"}, "email"),
        ({"email": "@example.org"}, "email"),
        ({"email": "kaya@"}, "email"),
        ({"email": "a@b@c"}, "email"),
        ({"email": "kaya @example.org"}, "email"),
        ({"email": "kaya@example.org\r\nBcc: all"}, "email"),
        ({"email": "x" * 250 + "@a.de"}, "email"),
        ({"role": "owner"}, "role"),
        ({"role": ""}, "role"),
    ],
)
def test_what_no_account_can_be_is_refused_with_its_reason(
    told: dict[str, str], reason: str, database: Database
) -> None:
    fine = {"name": "Kaya", "email": "kaya@example.org", "role": "manager"}
    with pytest.raises(Unfit) as raised:
        open_account(database, **(fine | told), at=AT)
    assert raised.value.reason == reason
    assert list_accounts(database) == []


def test_an_address_belongs_to_one_account(database: Database, opened: Opens) -> None:
    opened("Frau Kaya")
    other = opened("Herr Brandt")
    for change in (
        lambda: opened("Frau KAYA"),
        lambda: change_account(database, other.id, email="Kaya@example.org"),
    ):
        with pytest.raises(Unfit) as raised:
            change()
        assert raised.value.reason == "taken"
    assert change_account(database, other.id, email="BRANDT@example.org").email == "brandt@example.org"


def test_a_closed_account_opens_nothing_and_is_listed_last(database: Database, opened: Opens) -> None:
    kaya = opened("Frau Kaya")
    opened("Zoe")
    set_password(database, kaya.id, PASSWORD)
    session, link = begin_session(database, kaya.id, at=AT), create_link(database, kaya.id, at=AT)
    close_account(database, kaya.id, at=AT)
    close_account(database, kaya.id, at=AT + 1)  # once is enough
    assert find_session(database, session, at=AT) is None
    assert find_link(database, link, at=AT) is None
    assert check_password(database, kaya.email, PASSWORD) is None
    closed = list_accounts(database)[-1]
    assert (closed.name, closed.closed) == ("Frau Kaya", AT)
    assert not any(closed.may(permission) for permission in Permission)
    with pytest.raises(InputError):
        set_password(database, kaya.id, PASSWORD)
    with pytest.raises(InputError):
        create_link(database, kaya.id, at=AT)


def test_an_account_that_is_opened_again_has_another_role_and_no_password(
    database: Database, opened: Opens
) -> None:
    kaya = opened("Frau Kaya", "admin")
    opened("Herr Brandt", "admin")
    set_password(database, kaya.id, PASSWORD)
    close_account(database, kaya.id, at=AT)
    again = opened("Dr. Kaya", "workshop")
    assert (again.id, again.name, again.role, again.closed) == (kaya.id, "Dr. Kaya", Role.WORKSHOP, None)
    assert not again.has_password
    assert check_password(database, kaya.email, PASSWORD) is None


def test_the_last_admin_stays(database: Database, opened: Opens) -> None:
    ada, manager = opened("Ada", "admin"), opened("Frau Kaya", "manager")
    for change in (
        lambda: close_account(database, ada.id),
        lambda: change_account(database, ada.id, role="manager"),
    ):
        with pytest.raises(Unfit) as raised:
            change()
        assert raised.value.reason == "last_admin"
    assert change_account(database, ada.id, name="Ada L.", role="admin").name == "Ada L."
    change_account(database, manager.id, role="admin")
    close_account(database, ada.id)
    with pytest.raises(Unfit):  # a closed admin is none
        close_account(database, manager.id)


def test_only_another_role_ends_sessions(database: Database, opened: Opens) -> None:
    kaya = opened("Frau Kaya")
    session = begin_session(database, kaya.id, at=AT)
    change_account(database, kaya.id, name="Kaya", lang="en", role="manager")
    found = find_session(database, session, at=AT)
    assert found is not None
    assert (found[1].name, found[1].lang) == ("Kaya", "en")
    change_account(database, kaya.id, role="analyst")
    assert find_session(database, session, at=AT) is None


def test_an_unknown_account_is_said_to_be(database: Database) -> None:
    for act in (change_account, close_account):
        with pytest.raises(InputError, match="no such account"):
            act(database, 99)


def test_a_new_house_has_one_first_admin_and_one_link_at_a_time(database: Database) -> None:
    earlier, link = first_link(database, at=AT), first_link(database, at=AT)
    assert earlier
    assert link
    assert find_link(database, earlier, at=AT) is None
    assert find_link(database, link, at=AT) is not None
    ada = first_admin(database, at=AT, name="Frau Kaya")
    assert ada.is_first
    assert [one.id for one in list_accounts(database)] == [ada.id]
    set_password(database, ada.id, PASSWORD)
    assert first_link(database, at=AT) is None
