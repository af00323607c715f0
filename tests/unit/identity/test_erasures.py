"""The list of erasures: refuses what came before, survives power cuts, travels with backups."""

from __future__ import annotations

import errno
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from oase.errors import HouseDamaged, SourceMissing, StorageForbidden
from oase.identity import ERASURES_FILE, Aliases, ErasureList


@pytest.fixture
def erased(tmp_path: Path, aliases: Aliases) -> ErasureList:
    return ErasureList(tmp_path / ERASURES_FILE, aliases)


def test_before_is_refused_and_later_starts_anew(erased: ErasureList) -> None:
    """The moment itself is later; the last erasure counts; other persons are not touched."""
    erased.add([7, 8], 100)
    erased.add([7], 200)
    erased.add([7], 150)
    alias = np.array([7, 7, 8, 8, 9, 7])
    at = np.array([199, 200, 99, 100, 0, -5])
    assert erased.refused(alias, at).tolist() == [True, False, True, False, False, True]
    assert [erased.time_of(one) for one in (7, 8, 9)] == [200, 100, None]
    assert not erased.is_empty


def test_without_erasures_nothing_is_refused(erased: ErasureList) -> None:
    """No file is needed, and none is made by asking."""
    assert erased.is_empty
    assert erased.time_of(7) is None
    assert erased.refused(np.array([7]), np.array([0])).tolist() == [False]
    assert erased.refused(np.array([], np.int64), np.array([], np.int64)).shape == (0,)
    erased.add([], 100)
    assert not erased.path.exists()


def test_the_file_tells_nobody(erased: ErasureList, aliases: Aliases) -> None:
    """Neither the id nor the alias stands in it, and only the owner may read it."""
    alias = aliases.one("user", "anna")
    erased.add([alias], 100)
    text = erased.path.read_text()
    assert "anna" not in text
    assert str(alias) not in text
    assert f"{alias:x}" not in text
    assert erased.path.stat().st_mode & 0o777 == 0o600


def test_another_process_sees_it_at_once(erased: ErasureList, aliases: Aliases) -> None:
    """The list is read again when the file has grown, and when a restore has replaced it."""
    other = ErasureList(erased.path, aliases)
    assert other.is_empty
    erased.add([7], 100)
    assert other.time_of(7) == 100
    shutil.copyfile(erased.path, erased.path.with_name("copy"))
    erased.add([8], 100)
    assert other.time_of(8) == 100
    erased.path.with_name("copy").replace(erased.path)
    assert other.time_of(8) is None
    erased.path.unlink()
    assert other.is_empty


@pytest.mark.parametrize("cut", range(1, 55))
def test_a_torn_last_line_is_taken_for_what_it_is(erased: ErasureList, cut: int) -> None:
    """After a power cut in the middle of a line the ones before count, and new ones follow cleanly."""
    erased.add([7], 100)
    erased.add([8], 100)
    whole = erased.path.read_bytes()
    erased.path.write_bytes(whole[:-cut])
    is_complete = cut == 1  # only the end of the line is missing
    assert erased.time_of(7) == 100
    assert erased.time_of(8) == (100 if is_complete else None)
    erased.add([9], 300)
    assert (erased.time_of(7), erased.time_of(9)) == (100, 300)
    assert erased.time_of(8) == (100 if is_complete else None)
    assert erased.path.read_bytes().count(b"\n") == len(erased.path.read_bytes().splitlines())


def test_blocks_of_nothing_behind_the_end_are_a_torn_line(erased: ErasureList) -> None:
    """Some file systems leave zeros after a power cut."""
    erased.add([7], 100)
    with erased.path.open("ab") as file:
        file.write(bytes(4096))
    assert erased.time_of(7) == 100
    erased.add([8], 100)
    assert b"\0" not in erased.path.read_bytes()


@pytest.mark.parametrize(
    "line", [b"{}", b"", b"gone", b'{"hash":"ab","at":1}', b'{"hash":null,"at":1}', b"\xff"]
)
def test_a_damaged_list_is_told(erased: ErasureList, line: bytes) -> None:
    """A list that lost a line might let erased persons in again: nothing is read then."""
    erased.add([7], 100)
    erased.path.write_bytes(line + b"\n" + erased.path.read_bytes())
    with pytest.raises(HouseDamaged, match="not whole") as told:
        erased.refused(np.array([7]), np.array([0]))
    assert "line 1" in str(told.value)


def test_lists_are_merged(erased: ErasureList, aliases: Aliases, tmp_path: Path) -> None:
    """A restored house takes over what happened since its backup; taking it over twice adds nothing."""
    other = ErasureList(tmp_path / "backup.jsonl", aliases)
    erased.add([7, 8], 200)
    other.add([8, 9], 100)
    other.add([7], 300)
    erased.merge(other.path)
    size = erased.path.stat().st_size
    erased.merge(other.path)
    assert [erased.time_of(one) for one in (7, 8, 9)] == [300, 200, 100]
    assert erased.path.stat().st_size == size
    with pytest.raises(SourceMissing):
        erased.merge(tmp_path / "nothing")


def test_writers_at_once_lose_nothing(erased: ErasureList, aliases: Aliases) -> None:
    """Of several processes that write, every line stands whole."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ErasureList(erased.path, aliases).add([n], n), range(1, 41)))
    assert [erased.time_of(n) for n in range(1, 41)] == list(range(1, 41))


def test_a_disk_that_refuses_is_told(erased: ErasureList, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure that is not durable is not reported as done."""

    def refuse(_: int) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageForbidden, match="list of erasures"):
        erased.add([7], 100)
