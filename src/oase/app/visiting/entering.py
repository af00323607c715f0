"""Signing a customer in: the company says who she is, her app keeps what renews it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Literal

import msgspec

from oase.app.rooms import Rooms
from oase.errors import OptionInvalid
from oase.identity import Ids
from oase.identity.sessions import (
    TOKEN_MICROSECONDS,
    Session,
    Tokens,
    begin_session,
    end_session,
    is_renewable,
    open_token_key,
    renew_session,
)

__all__ = ["Entered", "enter", "leave", "renew"]


class Entered(msgspec.Struct, frozen=True):
    """What her app needs: a token, what renews it (empty where it has that), and until when it holds.

    ``expires`` in microseconds since 1970, UTC.
    """

    token: str
    refresh: str
    expires: int


def enter(
    rooms: Rooms,
    value: str,
    kind: Literal["user", "anonymous"] = "user",
    *,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Entered:
    """Sign a customer in whom the company has recognised; an id that was never met is met now.

    Parameters
    ----------
    rooms : Rooms
    value : str
        Her id: what her contacts carry as ``userId`` or ``anonymousId``.
    kind : {"user", "anonymous"}
    random : callable
        Takes a number of bytes, gives so many.

    Raises
    ------
    OptionInvalid
        The id is empty.
    """
    if not value.strip():
        raise OptionInvalid("The id of the customer is empty", expected="her userId", got=repr(value))
    at = rooms.clock()
    ids = Ids(user=value) if kind == "user" else Ids(anonymous=value)
    with rooms.database.writing() as connection:
        (found,) = rooms.graph.resolve(connection, [ids], [at])
        session, secret = begin_session(connection, found.alias, at, random=random)
    return _entered(rooms, session, secret, at)


def renew(rooms: Rooms, secret: str) -> Entered | None:
    """Return a new token for a session; None where its secret renews nothing any more."""
    at = rooms.clock()
    with rooms.database.reading() as connection:
        if not is_renewable(connection, secret, at):  # whoever guesses must not keep the pipeline waiting
            return None
    with rooms.database.writing() as connection:
        session = renew_session(connection, secret, at)
    return None if session is None else _entered(rooms, session, "", at)


def leave(rooms: Rooms, session: Session) -> None:
    """Sign out of one app: its token and what renews it open nothing any more."""
    with rooms.database.writing() as connection:
        end_session(connection, session, rooms.clock())


def _entered(rooms: Rooms, session: Session, secret: str, at: int) -> Entered:
    tokens = Tokens(open_token_key(rooms.folder))
    return Entered(tokens.issue(session.alias, session.id, at), secret, at + TOKEN_MICROSECONDS)
