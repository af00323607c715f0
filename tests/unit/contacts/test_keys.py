"""Keys: what is kept, who may do what, and how soon others notice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oase.contacts.keys import Key, Keyring, create_key, list_keys, revoke_key
from oase.db import Database, open_database
from oase.errors import OptionInvalid
from oase.model import Basis

DECLARED = {"source": "shop", "basis": "consent", "basis_text": "Cookie banner, version 3"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


class Seconds:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_opens_what_it_is_for(database: Database) -> None:
    """A write key only writes, a read key only reads, an admin key administers and reads."""
    secrets = {
        "write": create_key(database, "write", "Shop", **DECLARED)[1],
        "read": create_key(database, "read", "Board")[1],
        "admin": create_key(database, "admin", "Anna")[1],
    }
    ring = Keyring(database)
    opens = {(has, wants) for has in secrets for wants in secrets if ring.find(secrets[has], wants)}
    assert opens == {("write", "write"), ("read", "read"), ("admin", "admin"), ("admin", "read")}
    for wrong in ("", "x", secrets["read"][:-1], secrets["read"] + "A", secrets["read"].upper(), "\ud800"):
        assert ring.find(wrong, "read") is None


def test_the_house_never_holds_the_secret(database: Database) -> None:
    """Neither database nor WAL contain it; what is listed shows its first characters."""
    key, secret = create_key(database, "write", "Shop", channel="web", **DECLARED)
    kept = b"".join(path.read_bytes() for path in database.folder.iterdir() if path.is_file())
    assert secret.encode() not in kept
    assert secret[7:].encode() not in kept
    assert list_keys(database) == [key]
    assert key == Key(
        id=1, kind="write", name="Shop", source="shop", channel="web", basis=Basis.CONSENT,
        basis_text="Cookie banner, version 3", hint=secret[:12], created=key.created,
    )  # fmt: skip


def test_secrets_are_the_random_bytes(database: Database) -> None:
    """24 bytes of the random source are all in the secret, in characters every client can carry."""
    _, secret = create_key(database, "admin", "Anna", random=lambda count: bytes(range(count)))
    assert secret == "oase_a_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"  # noqa: S105
    assert len({create_key(database, "read", "Board")[1] for _ in range(50)}) == 50


def test_revoked_keys_open_nothing_but_keep_their_name(database: Database) -> None:
    """A running process notices within a second; what the key let in can still be told by its number."""
    seconds = Seconds()
    ring = Keyring(database, elapsed=seconds)
    key, secret = create_key(database, "write", "Shop", clock=lambda: 5, **DECLARED)
    assert ring.find(secret, "write") == key
    revoked = revoke_key(database, key.hint, clock=lambda: 7)
    assert (revoked.created, revoked.revoked) == (5, 7)
    assert revoke_key(database, key.id, clock=lambda: 9) == revoked
    assert revoke_key(database, secret, clock=lambda: 9) == revoked
    seconds.now = 0.999
    assert ring.find(secret, "write") == key
    seconds.now = 1.0
    assert ring.find(secret, "write") is None
    assert ring.by_id(key.id) == revoked


def test_a_new_number_is_known_at_once(database: Database) -> None:
    """A contact may be worked off sooner than its key's first second is over."""
    ring = Keyring(database, elapsed=Seconds())
    assert ring.find("nothing", "write") is None
    key, secret = create_key(database, "write", "Shop", **DECLARED)
    assert ring.find(secret, "write") is None
    assert ring.by_id(key.id) == key
    assert ring.find(secret, "write") == key
    assert ring.by_id(99) is None


def test_keys_are_read_again_only_when_they_changed(database: Database) -> None:
    """The counter of changes goes up with each of them, and with nothing else."""

    def number() -> int:
        with closing(sqlite3.connect(database.path)) as plain:
            return plain.execute(
                "select coalesce(max(number), 0) from versions where name='keys'"
            ).fetchone()[0]

    assert number() == 0
    key, _ = create_key(database, "read", "Board")
    assert number() == 1
    list_keys(database)
    revoke_key(database, key.id)
    revoke_key(database, key.id)
    assert number() == 2


def test_names_are_texts_and_nothing_else(database: Database) -> None:
    """Quotes, SQL and umlauts are kept as they are."""
    name = "Robert'); DROP TABLE keys;-- Ä"
    key, _ = create_key(database, "write", name, **{**DECLARED, "source": "a' OR 1=1"})
    assert list_keys(database) == [key]
    assert (key.name, key.source) == (name, "a' OR 1=1")


@pytest.mark.parametrize(
    ("kind", "name", "options", "where"),
    [
        ("owner", "x", {}, "kind"),
        ("read", " ", {}, "name"),
        ("read", "two\nlines", {}, "name"),
        ("read", "x" * 201, {}, "name"),
        ("read", "x", {"source": "shop"}, "source"),
        ("admin", "x", {"channel": "web"}, "channel"),
        ("write", "x", {}, "source"),
        ("write", "x", {"source": "shop"}, "basis"),
        ("write", "x", {"source": "shop", "basis": "hope", "basis_text": "x"}, "basis"),
        ("write", "x", {"source": "shop", "basis": "contract"}, "basis_text"),
        ("write", "x", {"source": "shop", "basis": "contract", "basis_text": ""}, "basis_text"),
    ],
)
def test_what_is_missing_or_wrong_is_told(
    database: Database, kind: str, name: str, options: dict[str, str], where: str
) -> None:
    """Nothing half-made is left behind."""
    with pytest.raises(OptionInvalid) as told:
        create_key(database, kind, name, **options)
    assert told.value.where == where
    assert list_keys(database) == []


def test_no_or_many_keys_meant_are_told(database: Database) -> None:
    """The same first characters twice need the number; the message never repeats a whole secret."""
    secret = ""
    for _ in range(2):
        key, secret = create_key(
            database, "read", "Board", random=lambda n: bytes(n - 1) + bytes([len(list_keys(database))])
        )
    with pytest.raises(OptionInvalid, match="More than one"):
        revoke_key(database, key.hint)
    with pytest.raises(OptionInvalid, match="no such key") as told:
        revoke_key(database, secret[:-1] + "z")
    assert secret[:-1] not in str(told.value)
    assert all(key.revoked is None for key in list_keys(database))
