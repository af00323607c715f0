"""Sessions of customers: an app in which she is signed in, and the short-lived tokens that it shows.

A session is renewed by a secret of which the house keeps only the hash. A token is signed and says whose it
is and until when; whether its session still stands is looked up with each request.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import struct
from collections.abc import Callable, Collection
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.errors import OptionInvalid
from oase.identity.key import key_in
from oase.identity.members import listed

__all__ = [
    "TOKEN_KEY_FILE",
    "TOKEN_MICROSECONDS",
    "TOKEN_START",
    "Session",
    "Tokens",
    "begin_session",
    "end_session",
    "end_sessions",
    "has_session",
    "is_renewable",
    "is_standing",
    "open_token_key",
    "renew_session",
]

TOKEN_KEY_FILE = "keys/customer-tokens.key"  # noqa: S105 - a path
TOKEN_START = "oct_"  # noqa: S105 - what every token begins with
"""Begins every token of a customer."""

TOKEN_MICROSECONDS = 15 * 60_000_000
SESSION_MICROSECONDS = 90 * 24 * 3_600_000_000
"""A session ends so long after it was last renewed."""

KEY_BYTES = 32
SECRET_BYTES = 32
SIGNATURE_BYTES = 32
LONGEST_TOKEN = 120
MOST_SESSIONS = 20
"""Apps in which one id is signed in at most; the one renewed longest ago ends when another begins."""

_PAYLOAD = struct.Struct(">QQQ")

_BEGIN = "insert into customer_sessions (alias, hash, created, expires, used) values (?, ?, ?, ?, ?)"
_TOO_MANY = """
    update customer_sessions set ended = ?
    where alias = ? and ended is null and id not in (
        select id from customer_sessions where alias = ? and ended is null
        order by used desc, id desc limit ?
    )
"""
_STANDING = """
    select 1 from customer_sessions where id = ? and alias = ? and ended is null and expires > ?
"""
_FIND = "select id, alias from customer_sessions where hash = ? and ended is null and expires > ?"
_RENEW = "update customer_sessions set used = ?, expires = ? where id = ?"
_ANY = """
    select exists(select 1 from customer_sessions
    where ended is null and expires > ? and alias in (select value from json_each(?)))
"""
_END = "update customer_sessions set ended = ? where id = ? and ended is null"
_END_ALL = """
    update customer_sessions set ended = ?
    where ended is null and alias in (select value from json_each(?))
"""


class Session(msgspec.Struct, frozen=True):
    """An app in which a customer is signed in.

    Parameters
    ----------
    alias : int
        Under which she is signed in.
    id : int
    """

    alias: int
    id: int


class Tokens:
    """Issue the tokens of customers and read them again; nothing is looked up for it.

    Parameters
    ----------
    key : bytes
        32 secret bytes; see ``open_token_key``.

    Raises
    ------
    OptionInvalid
        The key is too short.

    Examples
    --------
    >>> tokens = Tokens(bytes(32))
    >>> token = tokens.issue(7, 1, at=0)
    >>> tokens.read(token, at=1), tokens.read(token, at=TOKEN_MICROSECONDS)
    (Session(alias=7, id=1), None)
    >>> token.startswith("oct_"), Tokens(bytes(31) + b"x").read(token, at=1)
    (True, None)
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise OptionInvalid(
                "The key of customers' tokens is too short",
                expected=f"{KEY_BYTES} bytes or more",
                got=f"{len(key)}",
            )
        self._seed = blake2b(digest_size=SIGNATURE_BYTES, key=key[:64], person=b"oase.token")

    def issue(self, alias: int, session: int, at: int) -> str:
        """Return a token that holds for 15 minutes.

        Parameters
        ----------
        alias, session : int
        at : int
            Now, microseconds since 1970, UTC.
        """
        payload = _PAYLOAD.pack(alias, session, at + TOKEN_MICROSECONDS)
        return f"{TOKEN_START}{_text(payload)}.{_text(self._signature(payload))}"

    def read(self, token: str, at: int) -> Session | None:
        """Return whose a token is; None for one that is forged, torn, of another house, or over."""
        if len(token) > LONGEST_TOKEN or not token.startswith(TOKEN_START) or not token.isascii():
            return None
        said, _, signed = token.removeprefix(TOKEN_START).partition(".")
        payload, signature = _bytes(said), _bytes(signed)
        # the texts are compared, too: of several texts that mean the same bytes only one is a token
        is_ours = hmac.compare_digest(self._signature(payload), signature) and _text(signature) == signed
        if not is_ours or len(payload) != _PAYLOAD.size or _text(payload) != said:
            return None
        alias, session, until = _PAYLOAD.unpack(payload)
        return Session(alias, session) if at < until else None

    def _signature(self, payload: bytes) -> bytes:
        digest = self._seed.copy()
        digest.update(payload)
        return digest.digest()


def open_token_key(folder: Path, *, random: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """Read the key of customers' tokens, or make it; a lost one only ends the tokens of a quarter of an hour.

    Parameters
    ----------
    folder : Path
        The house folder.
    random : callable
        Takes a number of bytes, gives so many.

    Raises
    ------
    HouseDamaged
        The file does not hold a key.
    StorageForbidden, StorageFull
        The disk.
    """
    todo = "remove the file; a new key is made, and apps fetch new tokens by themselves"
    return key_in(folder / TOKEN_KEY_FILE, "customers' tokens", todo, random)


def begin_session(
    connection: Connection, alias: int, at: int, *, random: Callable[[int], bytes] = secrets.token_bytes
) -> tuple[Session, str]:
    """Begin a session; return it, and the secret that renews it, which is kept nowhere.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
    at : int
        Now, microseconds since 1970, UTC.
    random : callable
        Takes a number of bytes, gives so many.
    """
    secret = _text(random(SECRET_BYTES))
    row = (alias, _hash(secret), at, at + SESSION_MICROSECONDS, at)
    number: Any = connection.exec_driver_sql(_BEGIN, row).lastrowid
    connection.exec_driver_sql(_TOO_MANY, (at, alias, alias, MOST_SESSIONS))
    return Session(alias, int(number)), secret


def renew_session(connection: Connection, secret: str, at: int) -> Session | None:
    """Return the session of a secret, prolonged; None for an unknown secret, an ended or an old session.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    secret : str
    at : int
        Now, microseconds since 1970, UTC.
    """
    row: Any = connection.exec_driver_sql(_FIND, (_hash(secret), at)).first()
    if row is None:
        return None
    connection.exec_driver_sql(_RENEW, (at, at + SESSION_MICROSECONDS, row[0]))
    return Session(alias=row[1], id=row[0])


def is_renewable(connection: Connection, secret: str, at: int) -> bool:
    """Tell whether a secret renews a session; nothing is changed for it."""
    return connection.exec_driver_sql(_FIND, (_hash(secret), at)).first() is not None


def is_standing(connection: Connection, session: Session, at: int) -> bool:
    """Tell whether a session that a token names has neither ended nor been erased."""
    return connection.exec_driver_sql(_STANDING, (session.id, session.alias, at)).first() is not None


def has_session(connection: Connection, aliases: Collection[int], at: int) -> bool:
    """Return whether a person is signed in somewhere, so that an app can show her something."""
    return bool(connection.exec_driver_sql(_ANY, (at, *listed(aliases))).scalar_one())


def end_session(connection: Connection, session: Session, at: int) -> None:
    """End a session: its tokens open nothing any more, and nothing renews it."""
    connection.exec_driver_sql(_END, (at, session.id))


def end_sessions(connection: Connection, aliases: Collection[int], at: int) -> int:
    """End all sessions of a person, by her aliases; return how many there were."""
    return connection.exec_driver_sql(_END_ALL, (at, *listed(aliases))).rowcount


def _hash(secret: str) -> bytes:
    return blake2b(secret.encode("utf-8", "surrogatepass"), digest_size=32, person=b"oase.customer").digest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
