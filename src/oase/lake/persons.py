"""Persons as they stand in a column: where one ends and the next begins, and whether one comes back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.words import plain

__all__ = ["as_persons", "ascends", "hashes", "is_person_type", "run_starts"]

_BLOCK = 32_768  # rows hashed at a time, so that the steps between stay in the cache of the processor
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # multiplier of splitmix64 (Steele, Lea, Flood 2014)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LOW_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(9)], np.uint64)


def is_person_type(kind: pa.DataType) -> bool:
    """Say whether a column of this type can name persons: words or whole numbers, plain or coded."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_null(kind)
    )


def as_persons(column: pa.Array) -> pa.Array:
    """Return persons as string or int64, coded ones still coded when they are strings."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        words = column.dictionary
        if pa.types.is_integer(words.type):
            return column.cast(words.type).cast(pa.int64())
        return column if words.type == pa.string() else _recoded(column)
    if pa.types.is_integer(kind):
        return column if kind == pa.int64() else column.cast(pa.int64())
    return column if kind == pa.string() else column.cast(pa.string())


def run_starts(persons: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """Find where runs of one person begin.

    Parameters
    ----------
    persons : Arrow array of string, coded string or int64, shape (rows,), no nulls

    Returns
    -------
    starts : int64 array, shape (runs,)
    ids : Arrow array of string or int64, shape (runs,)
        Person of each run.

    Examples
    --------
    >>> starts, ids = run_starts(pa.array(["a", "a", "b"]))
    >>> starts.tolist(), ids.to_pylist()
    ([0, 2], ['a', 'b'])
    """
    if not len(persons):
        return np.zeros(0, np.int64), plain(persons)
    if pa.types.is_dictionary(persons.type):
        codes = persons.indices.to_numpy(zero_copy_only=False)
        starts = _edges(codes[1:] != codes[:-1])
        return _merged(starts, persons.dictionary.take(pa.array(codes[starts])))
    if pa.types.is_int64(persons.type):
        values = persons.to_numpy()
        starts = _edges(values[1:] != values[:-1])
        return starts, pa.array(values[starts])
    changes = pc.not_equal(persons[1:], persons[:-1]).to_numpy(zero_copy_only=False)
    starts = _edges(changes)
    return starts, persons.take(pa.array(starts))


def ascends(ids: pa.Array) -> bool:
    """Say whether each person is greater than the one before."""
    if pa.types.is_int64(ids.type):
        values = ids.to_numpy()
        return bool((values[1:] > values[:-1]).all())
    return len(ids) < 2 or bool(pc.all(pc.less(ids[:-1], ids[1:])).as_py())


def hashes(ids: pa.Array) -> NDArray[np.uint64]:
    """Return a 64-bit number per person: equal persons get equal numbers, different ones hardly ever.

    Parameters
    ----------
    ids : Arrow array of string or int64, shape (n,), no nulls

    Examples
    --------
    >>> a, b, c = hashes(pa.array(["anna", "bert", "anna"])).tolist()
    >>> a == c, a == b
    (True, False)
    """
    if pa.types.is_dictionary(ids.type):
        return hashes(ids.dictionary)[ids.indices.to_numpy(zero_copy_only=False)]
    if pa.types.is_int64(ids.type):
        return _mixed(ids.to_numpy().view(np.uint64) * _GOLDEN)
    edges, words = _words_of(ids)
    result = np.empty(len(ids), np.uint64)
    for low in range(0, len(ids), _BLOCK):
        result[low : low + _BLOCK] = _hashed(edges[low : low + _BLOCK + 1], words)
    return result


def _merged(starts: NDArray[np.int64], ids: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """Make one run of neighbouring ones of the same person: a dictionary may hold a word twice."""
    if ascends(ids):
        return starts, ids
    keep = np.append(True, pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False))
    return (starts, ids) if keep.all() else (starts[keep], ids.filter(pa.array(keep)))


def _edges(changes: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.flatnonzero(changes) + 1))


def _words_of(ids: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return where each text begins, and the eight bytes that begin at every byte of the text."""
    _, offsets, text = ids.buffers()
    edges = np.frombuffer(offsets, np.int32)[ids.offset : ids.offset + len(ids) + 1].astype(np.int64)
    size = int(edges[-1] - edges[0])
    padded = np.zeros(size + 8, np.uint8)
    if size:
        padded[:size] = np.frombuffer(text, np.uint8)[edges[0] : edges[-1]]
    words = np.lib.stride_tricks.as_strided(padded[:8].view(np.uint64), (size + 1,), (1,))
    return edges - edges[0], words


def _hashed(edges: NDArray[np.int64], words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    begins, lengths = edges[:-1], np.diff(edges)
    result = lengths.astype(np.uint64) * _GOLDEN
    shortest, longest = int(lengths.min()), int(lengths.max())
    for at in range(0, longest, 8):
        if at + 8 <= shortest:
            result = _mixed(result ^ words[begins + at])
            continue
        left = np.clip(lengths - at, 0, 8)
        bits = words[np.minimum(begins + at, len(words) - 1)] & _LOW_BYTES[left]
        result = np.where(left > 0, _mixed(result ^ bits), result)  # a number must not depend on longer ids
    return result


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> np.uint64(32))) * _MIX
    return bits ^ (bits >> np.uint64(29))


def _recoded(column: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(column.indices, column.dictionary.cast(pa.string()))
