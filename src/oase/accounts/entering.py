"""Entering: with a password, or with a one-time link that sets one; both begin a new session."""

from __future__ import annotations

import msgspec

from oase.accounts.accounts import find_account, store_change
from oase.accounts.links import find_link, mark_used
from oase.accounts.passwords import hashed_password, is_password_still, store_password, verified
from oase.accounts.sessions import add_session
from oase.db import Database

__all__ = ["Entered", "enter", "enter_by_link"]


class Entered(msgspec.Struct, frozen=True):
    """A session that has begun: the secret for the browser, and whose it is."""

    secret: str
    account: int


def enter(database: Database, email: str, password: str, *, at: int, agent: str = "") -> Entered | None:
    """Begin a session by a password; None where address and password do not belong together.

    Raises
    ------
    HouseBusy
    """
    found = verified(database, email, password)
    if found is None:
        return None
    account, hashed = found
    with database.writing() as connection:  # not by a password that was changed meanwhile
        if not is_password_still(connection, account.id, hashed):
            return None
        return Entered(add_session(connection, account.id, at=at, agent=agent), account.id)


def enter_by_link(
    database: Database, link: str, password: str, *, at: int, agent: str = "", name: str = "", email: str = ""
) -> Entered | None:
    """Set the password by a one-time link and begin a session; of two who do so at once, one gets None.

    A password that is refused leaves the link as it was.

    Parameters
    ----------
    database : Database
    link : str
        The secret in its address.
    password : str
    at : int
        Microseconds since 1970, UTC.
    agent : str
        The browser, as it names itself.
    name, email : str
        For the first admin, who has neither yet; as they were when empty.

    Raises
    ------
    Unfit, HouseBusy
        Password, name or address cannot be; nothing was changed.
    """
    opened = find_link(database, link, at=at)
    if opened is None:
        return None
    account = opened.account
    hashed = hashed_password(password, msgspec.structs.replace(account, name=name or account.name))
    with database.writing() as connection:  # an error takes the use of the link back, too
        if not mark_used(connection, link, at=at):
            return None
        if account.is_first and (name or email):
            store_change(connection, account.id, name=name or None, email=email or None)
        store_password(connection, account.id, hashed)
        secret = add_session(connection, account.id, at=at, agent=agent)
    still = find_account(database, account.id)
    return None if still is None or still.closed is not None else Entered(secret, account.id)
