"""``ErasureList``: who was erased when, in a file outside the database that tells nobody without the key."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from oase.db import fsync_path
from oase.errors import HouseDamaged, storage_errors
from oase.identity.aliases import Aliases

__all__ = ["ERASURES_FILE", "ErasureList"]

ERASURES_FILE = "erasures.jsonl"
"""Name of the list of erasures inside a house folder and beside each backup."""


class _Line(msgspec.Struct, frozen=True):
    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    at: int


_DECODER = msgspec.json.Decoder(_Line)


class ErasureList:
    """The ids that were erased, as keyed hashes, and when.

    What an erased person did before that moment is refused for ever; what she does later starts anew. The
    file is only ever added to; processes may share it.

    Parameters
    ----------
    path : Path
        The file; without one nobody was erased.
    aliases : Aliases
        Of the same house.

    Examples
    --------
    >>> import tempfile
    >>> erased = ErasureList(Path(tempfile.mkdtemp()) / ERASURES_FILE, Aliases(bytes(32)))
    >>> erased.is_empty
    True
    >>> erased.add([7], at=100)
    >>> erased.refused(np.array([7, 7, 8]), np.array([99, 100, 99])).tolist()
    [True, False, False]
    """

    def __init__(self, path: Path, aliases: Aliases) -> None:
        self.path = path
        self._aliases = aliases
        self._times: dict[str, int] = {}
        self._seen: tuple[int, int, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nobody was erased."""
        return not self._now()

    def add(self, alias_list: Collection[int], at: int) -> None:
        """Write down erased ids; when this returns they outlive a loss of power.

        Parameters
        ----------
        alias_list : collection of int
            All aliases of a person.
        at : int
            Microseconds since 1970, UTC.

        Raises
        ------
        StorageFull, StorageForbidden, StorageError
            The disk; the list may hold some of them.
        """
        self._add({self._hash(alias): at for alias in alias_list})

    def time_of(self, alias: int) -> int | None:
        """Return when an id was erased last, None if it was not."""
        times = self._now()
        return times.get(self._hash(alias)) if times else None

    def refused(self, alias: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which contacts happened before their person was erased; hashes each distinct alias once.

        Parameters
        ----------
        alias, at : int64 arrays, shape (contacts,)
            Under which id and when, microseconds since 1970, UTC.

        Returns
        -------
        bool array, shape (contacts,)
        """
        times = self._now()
        if not times:
            return np.zeros(len(alias), np.bool_)
        distinct, row = np.unique(alias, return_inverse=True)
        never = np.iinfo(np.int64).min
        erased = (times.get(self._hash(one), never) for one in distinct.tolist())
        return at < np.fromiter(erased, np.int64, len(distinct))[row]

    def merge(self, other_path: Path) -> None:
        """Take over what another list knows, that of a backup for instance.

        Raises
        ------
        SourceMissing
            There is no such file.
        HouseDamaged
            It is not a whole list of erasures.
        """
        with storage_errors("The list of erasures cannot be read", other_path):
            theirs = _read(other_path)
        ours = self._now()
        self._add({name: at for name, at in theirs.items() if at > ours.get(name, at - 1)})

    def _hash(self, alias: int) -> str:
        return self._aliases.erasure_hash(alias).hex()

    def _now(self) -> Mapping[str, int]:
        """Return the latest moment of each hash; reads the file again when it has changed."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            self._seen, self._times = None, {}
            return self._times
        seen = (state.st_ino, state.st_size, state.st_mtime_ns)
        if seen != self._seen:
            with storage_errors("The list of erasures cannot be read", self.path):
                self._times = _read(self.path)
            self._seen = seen
        return self._times

    def _add(self, times: Mapping[str, int]) -> None:
        if not times:
            return
        lock = FileLock(f"{self.path}.lock")
        with storage_errors("The list of erasures cannot be written", self.path), lock:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(handle, "r+b") as file:
                content = file.read()
                whole = content.rfind(b"\n") + 1
                torn = _parsed(content[whole:])
                file.seek(whole)
                file.truncate()
                file.write(_written({torn.hash: torn.at} if torn else {}) + _written(times))
                file.flush()
                os.fsync(file.fileno())
            fsync_path(self.path.parent)


def _read(path: Path) -> dict[str, int]:
    """Return the latest moment of each hash; what a power cut left of a last line does not count."""
    times: dict[str, int] = {}
    *lines, last = path.read_bytes().split(b"\n")
    for number, text in enumerate([*lines, last] if _parsed(last) else lines, 1):
        line = _parsed(text)
        if line is None:
            raise HouseDamaged(
                "The list of erasures is not whole",
                expected='{"hash": 32 hex digits, "at": microseconds}',
                where=f"{path}, line {number}",
                todo="put the list back from beside the newest backup",
            )
        times[line.hash] = max(line.at, times.get(line.hash, line.at))
    return times


def _parsed(text: bytes) -> _Line | None:
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _written(times: Mapping[str, int]) -> bytes:
    return b"".join(msgspec.json.encode(_Line(name, at)) + b"\n" for name, at in times.items())
