"""Accounts: who may sign in, and as what."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from oase.accounts.ending import end_sessions
from oase.accounts.roles import Permission, Role, permissions_of
from oase.accounts.tables import accounts, links
from oase.accounts.unfit import Unfit
from oase.db import Database
from oase.errors import InputError
from oase.settings import Lang, now

__all__ = [
    "FIRST_EMAIL",
    "Account",
    "change_account",
    "close_account",
    "find_account",
    "list_accounts",
    "open_account",
    "store_change",
]

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LARGEST = 2**63 - 1
"""The largest number that the database can hold; addresses of pages name accounts by any."""

FIRST_EMAIL = "admin@localhost"
"""Of an admin whom nobody invited, until she says her own."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person who works with the house.

    Parameters
    ----------
    id : int
    name : str
        As she is greeted.
    email : str
        By which she signs in, in small letters.
    role : Role
    lang : {"de", "en"} or None
        Language of her pages; that of her browser when None.
    created : int
        Microseconds since 1970, UTC.
    closed : int or None
        When the account was closed; a closed one opens nothing.
    has_password : bool
        Whether she has set one.
    """

    id: int
    name: str
    email: str
    role: Role
    lang: Lang | None = None
    created: int
    closed: int | None = None
    has_password: bool = False

    @property
    def is_first(self) -> bool:
        """Whether this is the admin of a new house, who has not said yet who she is."""
        return self.email == FIRST_EMAIL

    def may(self, permission: Permission) -> bool:
        """Whether this person may do something."""
        return self.closed is None and permission in permissions_of(self.role)


def open_account(
    database: Database,
    *,
    name: str,
    email: str,
    role: Role | str,
    lang: Lang | None = None,
    at: int | None = None,
) -> Account:
    """Open an account without a password; a link of ``create_link`` lets its owner set one.

    One that was closed is opened again, without its old password.

    Raises
    ------
    Unfit
        Name, mail address or role cannot be, or there is an account of that address already.
    """
    values: dict[str, Any] = {"name": _name(name), "email": _email(email), "role": _role(role), "lang": lang}
    with database.writing() as connection:
        there = connection.execute(select(accounts).where(accounts.c.email == values["email"])).first()
        if there is not None and there.closed is None:
            raise _taken(values["email"])
        if there is None:
            query = insert(accounts).values(**values, created=now() if at is None else at)
        else:
            again = values | {"closed": None, "password": None}
            query = update(accounts).where(accounts.c.id == there.id).values(**again)
        row = connection.execute(query.returning(accounts)).one()
    return _account(row)


def find_account(database: Database, account: int | str) -> Account | None:
    """Return the account of a number or a mail address, closed ones too; None where there is none."""
    column = accounts.c.id if isinstance(account, int) else accounts.c.email
    value = min(account, LARGEST) if isinstance(account, int) else account.strip().lower()
    with database.reading() as connection:
        row = connection.execute(select(accounts).where(column == value)).first()
    return None if row is None else _account(row)


def list_accounts(database: Database) -> list[Account]:
    """Return all accounts, open ones first, by name."""
    order = (accounts.c.closed.is_not(None), func.lower(accounts.c.name), accounts.c.id)
    with database.reading() as connection:
        return [_account(row) for row in connection.execute(select(accounts).order_by(*order))]


def change_account(
    database: Database,
    account: int,
    *,
    name: str | None = None,
    email: str | None = None,
    role: Role | str | None = None,
    lang: Lang | None = None,
) -> Account:
    """Change what is given, and return the account; another role ends the sessions that rest on the old one.

    Raises
    ------
    InputError
        There is no such account.
    Unfit
        What is given cannot be, or the last open account of an admin would be none any more.
    """
    with database.writing() as connection:
        return store_change(connection, account, name=name, email=email, role=role, lang=lang)


def store_change(
    connection: Connection,
    account: int,
    *,
    name: str | None = None,
    email: str | None = None,
    role: Role | str | None = None,
    lang: Lang | None = None,
) -> Account:
    """Change an account within the caller's transaction; see ``change_account``."""
    told: dict[str, Any] = {
        "name": None if name is None else _name(name),
        "email": None if email is None else _email(email),
        "role": None if role is None else _role(role),
        "lang": lang,
    }
    values = {key: value for key, value in told.items() if value is not None}
    before = _known(connection, account)
    if values.get("role", Role.ADMIN) != Role.ADMIN:
        _keep_an_admin(connection, before)
    if "email" in values:
        _keep_apart(connection, account, values["email"])
    if values:
        connection.execute(update(accounts).where(accounts.c.id == account).values(**values))
    if values.get("role", before.role) != before.role:
        end_sessions(connection, account)
    return _account(_known(connection, account))


def close_account(database: Database, account: int, *, at: int | None = None) -> None:
    """Close an account: its sessions end, its links open nothing.

    Raises
    ------
    InputError
        There is no such account.
    Unfit
        It is the last open one of an admin.
    """
    with database.writing() as connection:
        before = _known(connection, account)
        if before.closed is not None:
            return
        _keep_an_admin(connection, before)
        closed = now() if at is None else at
        connection.execute(update(accounts).where(accounts.c.id == account).values(closed=closed))
        connection.execute(delete(links).where(links.c.account == account))
        end_sessions(connection, account)


def _known(connection: Connection, account: int) -> Row[Any]:
    row = connection.execute(select(accounts).where(accounts.c.id == min(account, LARGEST))).first()
    if row is None:
        raise InputError("There is no such account", got=str(account))
    return row


def _keep_apart(connection: Connection, account: int, email: str) -> None:
    others = (accounts.c.email == email) & (accounts.c.id != account)
    if connection.execute(select(accounts.c.id).where(others)).first() is not None:
        raise _taken(email)


def _taken(email: str) -> Unfit:
    return Unfit(
        "taken",
        "There is an account of that address already",
        got=email,
        todo="change that one, or name another address",
    )


def _keep_an_admin(connection: Connection, before: Row[Any]) -> None:
    if before.role != Role.ADMIN or before.closed is not None:
        return
    others = (accounts.c.role == Role.ADMIN) & accounts.c.closed.is_(None) & (accounts.c.id != before.id)
    if connection.execute(select(accounts.c.id).where(others).limit(1)).first() is None:
        raise Unfit(
            "last_admin",
            "This is the last admin of the house",
            got=before.email,
            todo="give another account the role admin first",
        )


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not 1 <= len(cleaned) <= LONGEST_NAME or not cleaned.isprintable():
        raise Unfit(
            "name",
            "The name is empty or too long",
            expected=f"1 to {LONGEST_NAME} characters",
            got=repr(name[:80]),
        )
    return cleaned


def _email(email: str) -> str:
    cleaned = email.strip().lower()
    local, at, domain = cleaned.partition("@")
    is_one = local and at and domain and "@" not in domain and cleaned.isprintable() and " " not in cleaned
    if not is_one or len(cleaned) > LONGEST_EMAIL:
        raise Unfit(
            "email", "This is no mail address", expected="such as kaya@example.org", got=repr(email[:80])
        )
    return cleaned


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError as error:
        raise Unfit("role", "The role is not known", expected=", ".join(Role), got=repr(role)) from error


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        lang=row.lang,
        created=row.created,
        closed=row.closed,
        has_password=row.password is not None,
    )
