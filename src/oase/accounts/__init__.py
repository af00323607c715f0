"""The people who work with a house: accounts, what their roles permit, passwords, sessions, one-time links.

Comes in: a password, a session's secret, the secret of a link. Goes out: the ``Account`` it belongs to, or
nothing. Customers are ``identity``'s; nothing here knows a contact. Next room: ``web``, which shows pages to
whom they are permitted.
"""

from oase.accounts.accounts import (
    Account,
    change_account,
    close_account,
    find_account,
    list_accounts,
    open_account,
)
from oase.accounts.attempts import Attempts
from oase.accounts.entering import Entered, enter, enter_by_link
from oase.accounts.first import first_admin, first_link
from oase.accounts.known import is_known, mark_of
from oase.accounts.links import Link, create_link, find_link
from oase.accounts.passwords import check_password, set_password
from oase.accounts.roles import Permission, Role, permissions_of
from oase.accounts.sessions import (
    Session,
    begin_session,
    end_other_sessions,
    end_session,
    find_session,
    list_sessions,
)
from oase.accounts.unfit import Unfit

__all__ = [
    "Account",
    "Attempts",
    "Entered",
    "Link",
    "Permission",
    "Role",
    "Session",
    "Unfit",
    "begin_session",
    "change_account",
    "check_password",
    "close_account",
    "create_link",
    "end_other_sessions",
    "end_session",
    "enter",
    "enter_by_link",
    "find_account",
    "find_link",
    "find_session",
    "first_admin",
    "first_link",
    "is_known",
    "list_accounts",
    "list_sessions",
    "mark_of",
    "open_account",
    "permissions_of",
    "set_password",
]
