"""The first admin of a house, whom nobody could have invited."""

from __future__ import annotations

from sqlalchemy import insert, select

from oase.accounts.accounts import FIRST_EMAIL, Account, find_account, list_accounts
from oase.accounts.links import create_link
from oase.accounts.roles import Role
from oase.accounts.tables import accounts
from oase.db import Database

__all__ = ["first_admin", "first_link"]


def first_admin(database: Database, *, at: int, name: str = "Admin") -> Account:
    """Return the first open admin; one without a password is made where there is none."""
    is_one = (accounts.c.role == Role.ADMIN) & accounts.c.closed.is_(None)
    values = {"name": name, "email": FIRST_EMAIL, "role": Role.ADMIN, "created": at}
    with database.writing() as connection:
        number = connection.execute(select(accounts.c.id).where(is_one).order_by(accounts.c.id)).scalar()
        if number is None:
            number = connection.execute(
                insert(accounts).values(**values).returning(accounts.c.id)
            ).scalar_one()
    found = find_account(database, int(number))
    assert found is not None  # noqa: S101  # accounts are never deleted
    return found


def first_link(database: Database, *, at: int) -> str | None:
    """Return the secret of a link for the first admin; None where somebody has a password already.

    Asked again before it was used, it gives a new one, and the earlier one opens nothing any more.
    """
    if any(one.has_password and one.closed is None for one in list_accounts(database)):
        return None
    return create_link(database, first_admin(database, at=at).id, at=at)
