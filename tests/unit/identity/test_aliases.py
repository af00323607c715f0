"""Aliases of persons and their key."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from oase.errors import ColumnUnusable, HouseDamaged, OptionInvalid
from oase.identity import KEY_FILE, Aliases, open_key
from oase.identity.aliases import KINDS

KEY = bytes(range(32))
GOLDEN = [1079321386852756836, 5428146321413762442, 2571571024522390610, 305194876642036513]


def test_aliases_are_fixed_for_ever() -> None:
    """Values of today, so that no later version gives a house's persons other aliases."""
    assert Aliases(KEY).of(pa.array(["anna", "", "Ä", "42"])).tolist() == GOLDEN


def test_numbers_and_texts_are_the_same_person() -> None:
    """42 and "42" meet, whatever the column's type; "042" does not."""
    aliases = Aliases(KEY)
    want = aliases.of(pa.array(["42"]))[0]
    for kind in (pa.int8(), pa.int64(), pa.uint64(), pa.int32()):
        assert aliases.of(pa.array([42], kind))[0] == want
    assert aliases.of(pa.array(["42"], pa.large_string()))[0] == want
    assert aliases.of(pa.array(["42"]).dictionary_encode())[0] == want
    assert aliases.of(pa.chunked_array([["42"], ["x"]]))[0] == want
    assert aliases.of(pa.array(["042"]))[0] != want


def test_aliases_are_uniform_and_never_negative() -> None:
    """The top five bits spread ids evenly over 32 buckets (chi-square far below its 1e-6 point)."""
    given = Aliases(KEY).of(pa.array(np.arange(64_000)))
    counts = np.bincount(given >> 58, minlength=32)
    assert given.min() >= 0
    assert len(counts) == 32
    assert ((counts - 2000) ** 2 / 2000).sum() < 90
    assert len(np.unique(given)) == 64_000


def test_another_key_gives_other_aliases() -> None:
    """Without the key nobody can tell which alias an id has."""
    ids = pa.array(["anna", "bert"])
    assert not set(Aliases(KEY).of(ids).tolist()) & set(Aliases(bytes(32)).of(ids).tolist())


def test_no_rows_no_aliases() -> None:
    """An empty column gives an empty array."""
    assert Aliases(KEY).of(pa.array([], pa.string())).shape == (0,)


def test_missing_and_odd_ids_are_told() -> None:
    """An empty id and a column of times are refused with an error of Oase."""
    for ids in (pa.array(["a", None]), pa.array([None], pa.int64()), pa.array([1.5])):
        with pytest.raises(ColumnUnusable):
            Aliases(KEY).of(ids)
    with pytest.raises(OptionInvalid):
        Aliases(b"short")


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    """32 bytes of the given source, readable by the owner only, kept afterwards."""
    assert open_key(tmp_path, random=lambda n: b"k" * n) == b"k" * 32
    assert open_key(tmp_path, random=lambda n: b"x" * n) == b"k" * 32
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "keys").iterdir()] == ["pseudonym.key"]


def test_makers_at_once_agree_on_one_key(tmp_path: Path) -> None:
    """Of several processes that make the key, all go on with the same one."""
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: open_key(tmp_path), range(8)))) == 1


def test_a_lost_or_torn_key_is_told(tmp_path: Path) -> None:
    """A house with data never silently gets a second key."""
    with pytest.raises(HouseDamaged, match="missing"):
        open_key(tmp_path, create=False)
    (tmp_path / "keys").mkdir()
    (tmp_path / KEY_FILE).write_bytes(b"half")
    with pytest.raises(HouseDamaged, match="not whole"):
        open_key(tmp_path)


def test_kinds_of_ids_never_meet() -> None:
    """One text as user, anonymous id, address and device gives four aliases, fixed for ever."""
    aliases = Aliases(KEY)
    assert aliases.one("user", "anna") == GOLDEN[0]
    rest = [6577894976375973777, 1665738974069343526, 218265106539269727]
    assert [aliases.one(kind, "anna") for kind in KINDS[1:]] == rest


def test_an_address_is_known_in_any_spelling() -> None:
    """Capitals and blanks around an e-mail address do not make another person; in other ids they count."""
    aliases = Aliases(KEY)
    assert aliases.one("email", " Anna@Example.ORG\n") == aliases.one("email", "anna@example.org")
    assert aliases.one("user", "Anna") != aliases.one("user", "anna")


def test_an_unknown_kind_is_told() -> None:
    """The message lists the kinds there are."""
    with pytest.raises(OptionInvalid, match="no such kind") as told:
        Aliases(KEY).one("phone", "1")
    assert "anonymous" in str(told.value)


def test_the_erasure_hash_needs_the_key() -> None:
    """16 bytes, the same for ever, others under another key, and none of the alias' own bytes in them."""
    alias = GOLDEN[0]
    given = Aliases(KEY).erasure_hash(alias)
    assert given.hex() == "78023a16b92dee2f2c7fddc800518fc0"
    assert given != Aliases(bytes(32)).erasure_hash(alias)
    assert alias.to_bytes(8, "big") not in given
