"""Passwords: which are taken, how they are kept, and what a new one ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from oase.accounts import (
    Account,
    Unfit,
    begin_session,
    check_password,
    create_link,
    enter,
    find_link,
    list_sessions,
    set_password,
)
from oase.accounts.tables import accounts
from oase.db import Database
from oase.errors import InputError

from .conftest import AT

PASSWORD = "drei Kamele im Regen"  # noqa: S105  # of a test
Opens = Callable[..., Account]


@pytest.fixture
def kaya(opened: Opens) -> Account:
    return opened("Frau Kaya")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "length"),
        ("elf Zeichen", "length"),
        ("x" * 1001, "length"),
        ("ﬃ" * 400, "length"),
        ("aaaaaaaaaaaa", "guessable"),
        ("abababababab", "guessable"),
        ("123456789012", "guessable"),
        ("qwertzuiopü+", "guessable"),
        ("Passwort12345!", "guessable"),
        ("Willkommen2026", "guessable"),
        ("Kaya@Example.org", "guessable"),
        ("FrauKayaFrauKaya1", "guessable"),
    ],
)
def test_a_bad_password_is_refused_and_changes_nothing(
    password: str, reason: str, kaya: Account, database: Database
) -> None:
    set_password(database, kaya.id, PASSWORD)
    begin_session(database, kaya.id, at=AT)
    with pytest.raises(Unfit) as raised:
        set_password(database, kaya.id, password)
    assert raised.value.reason == reason
    assert not password or password not in str(raised.value)
    assert check_password(database, kaya.email, PASSWORD) is not None
    assert len(list_sessions(database, kaya.id, at=AT)) == 1


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "12 Zeichen, ö",
        "パスワードはここにあります",
        "".join(map(chr, range(0x4E00, 0x4E00 + 1000))),
    ],
)
def test_a_good_password_is_taken_as_it_is(password: str, kaya: Account, database: Database) -> None:
    set_password(database, kaya.id, password)
    found = check_password(database, "  KAYA@example.org", password)
    assert found is not None
    assert found.id == kaya.id
    for wrong in (f"{password} ", password.swapcase() + "!", "", password[:-1]):
        assert check_password(database, kaya.email, wrong) is None


def test_a_password_is_the_same_from_every_keyboard(kaya: Account, database: Database) -> None:
    """An ü is one sign or a u with two dots; both are what she typed."""
    set_password(database, kaya.id, "drei Kühe im Regen")
    assert check_password(database, kaya.email, "drei Ku\u0308he im Regen") is not None
    assert check_password(database, kaya.email, "drei Kuhe im Regen") is None


def test_signs_that_no_text_holds_are_only_a_wrong_password(kaya: Account, database: Database) -> None:
    set_password(database, kaya.id, PASSWORD)
    for strange in ("\ud800" * 12, "\x00" * 12, "x" * 1_000_000):
        assert check_password(database, kaya.email, strange) is None


def test_only_a_slow_hash_is_kept(kaya: Account, database: Database) -> None:
    set_password(database, kaya.id, PASSWORD)
    with database.reading() as connection:
        kept = connection.execute(select(accounts.c.password)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert "Kamele" not in kept


def test_nobody_gets_in_without_a_password(kaya: Account, database: Database) -> None:
    for told in ("", "nobody has this password", PASSWORD):
        assert check_password(database, kaya.email, told) is None
        assert check_password(database, "nobody@example.org", told) is None
        assert enter(database, kaya.email, told, at=AT) is None


def test_a_new_password_ends_sessions_and_links(kaya: Account, database: Database) -> None:
    set_password(database, kaya.id, PASSWORD)
    begin_session(database, kaya.id, at=AT)
    link = create_link(database, kaya.id, at=AT)
    set_password(database, kaya.id, "vier Kamele im Wind")
    assert list_sessions(database, kaya.id, at=AT) == []
    assert find_link(database, link, at=AT) is None
    assert enter(database, kaya.email, PASSWORD, at=AT) is None
    assert enter(database, kaya.email, "vier Kamele im Wind", at=AT) is not None


def test_a_password_of_nobody_is_refused(database: Database) -> None:
    with pytest.raises(InputError):
        set_password(database, 99, PASSWORD)
