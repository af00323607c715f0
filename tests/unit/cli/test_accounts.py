"""``oase accounts`` as someone at a terminal uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oase.accounts import enter_by_link, find_account, find_link, find_session
from oase.cli import oase
from oase.db import open_database
from oase.errors import HouseMissing, InputError, OaseError
from oase.settings import now

EMAIL = "kaya@example.org"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    open_database(tmp_path / "house", create=True).close()
    return tmp_path / "house"


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(oase, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def add(house: Path, *more: str) -> str:
    """Add an account and return the secret of its link."""
    return run("accounts", "add", house, EMAIL, *more).stdout.strip().rpartition("/welcome/")[2]


def test_an_account_is_added_with_a_link_alone_on_standard_output(house: Path) -> None:
    told = run("accounts", "add", house, "KAYA@example.org", "--name", "Frau Kaya", "--role", "analyst",
               "--address", "https://oase.example.org/", "--lang", "en")  # fmt: skip
    assert told.stdout.startswith("https://oase.example.org/welcome/")
    assert len(told.stdout.splitlines()) == 1
    assert "Good once" in told.stderr
    with open_database(house) as database:
        account = find_account(database, EMAIL)
        assert account is not None
        assert (account.name, account.role.value, account.has_password) == ("Frau Kaya", "analyst", False)
        opened = find_link(database, told.stdout.strip().rpartition("/")[2], at=now())
        assert opened is not None
        assert opened.account == account


def test_without_a_name_the_address_is_the_name(house: Path) -> None:
    add(house)
    with open_database(house) as database:
        account = find_account(database, EMAIL)
        assert account is not None
        assert (account.name, account.role.value) == (EMAIL, "manager")


def test_accounts_are_listed_closed_ones_too(house: Path) -> None:
    add(house, "--name", "Frau Kaya", "--role", "admin")
    run("accounts", "add", house, "brandt@example.org", "--name", "Herr Brandt")
    run("accounts", "close", house, "brandt@example.org")
    listed = run("accounts", "list", house, "--lang", "en").output
    assert all(part in listed for part in ("Frau Kaya", EMAIL, "Herr Brandt", "manager", "closed"))
    assert "geschlossen" in run("accounts", "list", house, "--lang", "de").output


def test_an_empty_house_lists_nothing(house: Path) -> None:
    assert run("accounts", "list", house).output == ""


def test_a_new_link_takes_the_place_of_the_old_one(house: Path) -> None:
    first = add(house)
    second = run("accounts", "link", house, EMAIL).stdout.strip().rpartition("/")[2]
    with open_database(house) as database:
        assert find_link(database, first, at=now()) is None
        assert find_link(database, second, at=now()) is not None


def test_another_role_and_the_end_of_an_account_end_sessions(house: Path) -> None:
    run("accounts", "add", house, "ada@example.org", "--role", "admin")
    for words in (("role", "workshop"), ("close",)):
        link = add(house) if words[0] == "role" else run("accounts", "link", house, EMAIL).stdout
        with open_database(house) as database:
            secret = link.strip().rpartition("/")[2]
            entered = enter_by_link(database, secret, "drei Kamele im Regen", at=now())
        assert entered is not None
        told = run("accounts", words[0], house, EMAIL, *words[1:])
        assert EMAIL in told.output
        with open_database(house) as database:
            assert find_session(database, entered.secret, at=now()) is None


def test_the_last_admin_stays(house: Path) -> None:
    add(house, "--role", "admin")
    for words in (("close", house, EMAIL), ("role", house, EMAIL, "manager")):
        with pytest.raises(InputError, match="last admin"):
            run("accounts", *words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "kaya"), "no mail address"),
        (("add", "a@b", "--role", "owner"), "role is not known"),
        (("add", "a@b", "--name", " "), "name is empty"),
        (("add", EMAIL), "an account of that address already"),
        (("link", "nobody@example.org"), "no account of that address"),
        (("role", "nobody@example.org", "admin"), "no account of that address"),
        (("role", EMAIL, "owner"), "role is not known"),
        (("close", "nobody@example.org"), "no account of that address"),
    ],
)
def test_what_cannot_be_is_said(words: tuple[str, ...], said: str, house: Path) -> None:
    add(house)
    with pytest.raises(OaseError, match=said):
        run("accounts", words[0], house, *words[1:])


def test_a_closed_account_gets_no_link_but_can_be_added_again(house: Path) -> None:
    add(house)
    run("accounts", "close", house, EMAIL)
    with pytest.raises(InputError, match="closed"):
        run("accounts", "link", house, EMAIL)
    assert add(house, "--role", "service")


def test_a_house_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(HouseMissing):
        run("accounts", "list", tmp_path / "none")
    assert not (tmp_path / "none").exists()
