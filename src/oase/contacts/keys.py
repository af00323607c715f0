"""Keys: who may write at the door, read the interface, or administer the house.

A secret is random and shown once; the house keeps its hash. What a key says of its contacts (source, medium,
basis) holds for every contact that arrives with it.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock
from time import perf_counter
from typing import Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Row, insert, select, update

from oase.contacts.tables import keys
from oase.db import Database
from oase.db.versions import bump, version
from oase.errors import OptionInvalid
from oase.model import Basis
from oase.settings import now

__all__ = ["Key", "KeyKind", "Keyring", "create_key", "declare_key", "list_keys", "revoke_key"]

KeyKind = Literal["write", "read", "admin"]

SECRET_BYTES = 24
HINT_CHARACTERS = 12
REFRESH_SECONDS = 1.0
LONGEST_NAME = 200
LONGEST_TEXT = 2000


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What the house knows of a key: everything but the secret.

    Parameters
    ----------
    id : int
    kind : {"write", "read", "admin"}
        A write key can only write; an admin key may read, too.
    name : str
        What people call it.
    source, channel : str or None
        Of write keys: where contacts come from, and the medium of those that do not say.
    basis : Basis or None
        Of write keys: what processing rests on.
    basis_text : str or None
        In the company's words, such as the version of the consent text.
    hint : str
        The first characters of the secret.
    created, revoked : int, int or None
        Microseconds since 1970, UTC.
    """

    id: int
    kind: KeyKind
    name: str
    source: str | None = None
    channel: str | None = None
    basis: Basis | None = None
    basis_text: str | None = None
    hint: str = ""
    created: int = 0
    revoked: int | None = None


def declare_key(
    kind: KeyKind,
    name: str,
    *,
    source: str | None = None,
    channel: str | None = None,
    basis: Basis | str | None = None,
    basis_text: str | None = None,
) -> Key:
    """Return what a key is to be, checked; nothing is made yet. Parameters as ``create_key``.

    Raises
    ------
    OptionInvalid
        Something is missing, too long, or not known.

    Examples
    --------
    >>> declare_key("read", "Dashboard").name
    'Dashboard'
    >>> declare_key("write", "Shop")
    Traceback (most recent call last):
    ...
    oase.errors.OptionInvalid: A write key needs more...
    """
    _check_known(kind, get_args(KeyKind), "kind")
    if basis is not None:
        _check_known(basis, tuple(Basis), "basis")
    declared = Key(
        id=0,
        kind=kind,
        name=_text(name, "name"),
        source=_text(source, "source") if source is not None else None,
        channel=_text(channel, "channel") if channel is not None else None,
        basis=Basis(basis) if basis is not None else None,
        basis_text=_text(basis_text, "basis_text", LONGEST_TEXT) if basis_text is not None else None,
    )
    _check_declared(declared)
    return declared


def create_key(
    database: Database,
    kind: KeyKind,
    name: str,
    *,
    source: str | None = None,
    channel: str | None = None,
    basis: Basis | str | None = None,
    basis_text: str | None = None,
    clock: Callable[[], int] = now,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> tuple[Key, str]:
    """Make a key; its secret is in the answer and nowhere else.

    Parameters
    ----------
    database : Database
    kind : {"write", "read", "admin"}
    name : str
    source, basis, basis_text
        Needed by write keys, and only by them; see ``Key``.
    channel : str, optional
        Only of write keys.
    clock : callable
        Microseconds since 1970, UTC.
    random : callable
        Takes a number of bytes, gives so many.

    Returns
    -------
    Key, and the secret: 39 characters that need no quoting in an address.

    Raises
    ------
    OptionInvalid
        Something is missing, too long, or not known.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from oase.db import open_database
    >>> database = open_database(Path(tempfile.mkdtemp()), create=True)
    >>> key, secret = create_key(
    ...     database, "write", "Shop", source="shop", basis="consent", basis_text="Cookie banner, version 3"
    ... )
    >>> secret.startswith(key.hint) and key.hint.startswith("oase_w_")
    True
    >>> Keyring(database).find(secret, "write").source
    'shop'
    """
    declared = declare_key(kind, name, source=source, channel=channel, basis=basis, basis_text=basis_text)
    secret = f"oase_{kind[0]}_{base64.urlsafe_b64encode(random(SECRET_BYTES)).decode()}"
    made = msgspec.structs.replace(declared, hint=secret[:HINT_CHARACTERS], created=clock())
    row = msgspec.structs.asdict(made) | {"id": None, "hash": _hash(secret)}
    with database.writing() as connection:
        (number,) = connection.execute(insert(keys).values(row)).inserted_primary_key or (0,)
        bump(connection, "keys")
    return msgspec.structs.replace(made, id=int(number)), secret


def list_keys(database: Database) -> list[Key]:
    """Return every key there ever was, oldest first, revoked ones too."""
    with database.reading() as connection:
        return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.id))]


def revoke_key(database: Database, id_or_hint: int | str, *, clock: Callable[[], int] = now) -> Key:
    """Let a key open nothing any more, from now on and for ever; one already revoked stays as it is.

    Parameters
    ----------
    database : Database
    id_or_hint : int or str
        The key's number, its first characters as listed, or the secret itself.
    clock : callable
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        No key, or more than one, is meant.
    """
    meant = str(id_or_hint)
    secret = _hash(meant)
    with database.writing() as connection:
        rows = connection.execute(select(keys).order_by(keys.c.id)).all()
        found = [row for row in rows if meant in (str(row.id), row.hint) or row.hash == secret]
        if len(found) != 1:
            raise OptionInvalid(
                "More than one key begins like that" if found else "There is no such key",
                expected="the number of a key",
                got=repr(meant if len(meant) <= HINT_CHARACTERS else f"{meant[:HINT_CHARACTERS]}…"),
                todo="`oase keys list HOUSE` shows them",
            )
        if found[0].revoked is None:
            connection.execute(update(keys).where(keys.c.id == found[0].id).values(revoked=clock()))
            bump(connection, "keys")
        return _key(connection.execute(select(keys).where(keys.c.id == found[0].id)).one())


class _Held(NamedTuple):
    version: int
    by_hash: dict[bytes, Key]
    by_id: dict[int, Key]


class Keyring:
    """The keys of a house, held in memory and never older than a second.

    Looking up costs one hash, whether the secret is right or wrong. May be shared by threads.

    Parameters
    ----------
    database : Database
    elapsed : callable
        Seconds that only go forward.
    """

    def __init__(self, database: Database, *, elapsed: Callable[[], float] = perf_counter) -> None:
        self._database = database
        self._elapsed = elapsed
        self._lock = Lock()
        self._held = _Held(-1, {}, {})
        self._next = elapsed()

    def find(self, secret: str, kind: KeyKind) -> Key | None:
        """Return the key of a secret where it may do this, else None.

        Parameters
        ----------
        secret : str
        kind : {"write", "read", "admin"}
            What is to be done; an admin key may read, too.

        Raises
        ------
        HouseBusy, HouseDamaged, StorageError
            The house could not be asked whether keys have changed.
        """
        if self._elapsed() >= self._next:
            self._refresh()
        key = self._held.by_hash.get(_hash(secret))
        may = key is not None and (key.kind == kind or (kind == "read" and key.kind == "admin"))
        return key if may else None

    def by_id(self, id: int) -> Key | None:  # noqa: A002
        """Return a key by its number, revoked ones too: what it let in was let in rightly."""
        if id not in self._held.by_id or self._elapsed() >= self._next:
            self._refresh()
        return self._held.by_id.get(id)

    def _refresh(self) -> None:
        with self._lock, self._database.reading() as connection:
            number = version(connection, "keys")
            if number != self._held.version:
                rows = connection.execute(select(keys)).all()
                self._held = _Held(
                    number,
                    {row.hash: _key(row) for row in rows if row.revoked is None},
                    {row.id: _key(row) for row in rows},
                )
            self._next = self._elapsed() + REFRESH_SECONDS


def _hash(secret: str) -> bytes:
    return blake2b(secret.encode("utf-8", "surrogatepass"), digest_size=32, person=b"oase.key").digest()


def _key(row: Row[tuple[object, ...]]) -> Key:
    return msgspec.convert({name: getattr(row, name) for name in Key.__struct_fields__}, Key)


def _check_declared(key: Key) -> None:
    declared = {"source": key.source, "basis": key.basis, "basis_text": key.basis_text}
    if key.kind != "write":
        given = next((name for name, value in {**declared, "channel": key.channel}.items() if value), None)
        if given:
            raise OptionInvalid(
                f"Only a write key has a {given}", got=f"a key of kind {key.kind}", where=given
            )
        return
    missing = [name for name, value in declared.items() if not value]
    if missing:
        why = {
            "source": "the system that sends, such as shop",
            "basis": f"what processing rests on ({', '.join(Basis)})",
            "basis_text": "the version of the text or a sentence, such as 'Cookie banner, version 3'",
        }
        needed = "; ".join(f"{name}=…, {why[name]}" for name in missing)
        raise OptionInvalid("A write key needs more", expected=needed, where=missing[0])


def _check_known(value: str, allowed: tuple[str, ...], where: str) -> None:
    if value not in allowed:
        raise OptionInvalid(
            f"The {where} is not known", expected=", ".join(allowed), got=repr(value), where=where
        )


def _text(value: str, where: str, longest: int = LONGEST_NAME) -> str:
    text = value.strip()
    if not text or len(text) > longest or not text.isprintable():
        raise OptionInvalid(
            f"The {where} cannot be used",
            expected=f"1 to {longest} characters in one line",
            got=repr(text if len(text) < 40 else f"{text[:40]}…"),
            where=where,
        )
    return text
