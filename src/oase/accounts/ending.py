"""The end of all sessions of an account."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from oase.accounts.tables import sessions

__all__ = ["end_sessions"]


def end_sessions(connection: Connection, account: int) -> None:
    """End all sessions of an account, within the caller's transaction."""
    connection.execute(delete(sessions).where(sessions.c.account == account))
