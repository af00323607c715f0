"""The people who work with a house: accounts, roles and what they permit, passwords, sessions, one-time links.

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
from oase.accounts.ending import end_sessions
from oase.accounts.links import Link, create_link, find_link, use_link
from oase.accounts.passwords import check_password, set_password
from oase.accounts.roles import Permission, Role, permissions_of
from oase.accounts.sessions import (
    Session,
    begin_session,
    end_session,
    find_session,
    list_sessions,
)

__all__ = [
    "Account",
    "Attempts",
    "Link",
    "Permission",
    "Role",
    "Session",
    "begin_session",
    "change_account",
    "check_password",
    "close_account",
    "create_link",
    "end_session",
    "end_sessions",
    "find_account",
    "find_link",
    "find_session",
    "list_accounts",
    "list_sessions",
    "open_account",
    "permissions_of",
    "set_password",
    "use_link",
]
