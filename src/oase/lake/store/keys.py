"""Message keys: by which the same row is known again in another export, version or machine.

A key has 128 bits in two lanes of 64. A text enters as its BLAKE2b-128 digest, half into each lane; a number
as itself; what is missing as a word of its own, which no text has. A lane takes a word ``w`` in by
``lane = mix((lane + a) ^ (w * b))`` with odd constants ``a``, ``b`` of its own; ``mix`` is the finaliser of
SplitMix64 (Steele, Lea and Flood 2014). Words in order: source (the lanes' start), the identifying columns,
last the occurrence. All arithmetic is modulo 2^64, bytes are little-endian, lane 0 first. Of 10^9 rows any
two share a key with probability 1e-21. The hash is not made against forgers: none can aim at it, since
persons are keyed aliases.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.lake.store.shape import CONTACTS_SHAPE, FILE

__all__ = ["Lanes", "base_keys", "lanes_of", "message_keys", "numbered", "to_binary", "unknown_persons"]

Lanes = tuple[NDArray[np.uint64], NDArray[np.uint64]]

_STEPS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03))
_FACTORS = (np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB))
_TEXT, _NOTHING, _NOBODY = b"oase.message", b"oase.nothing", b"oase.nobody"


def message_keys(
    table: pa.Table, source: str, identifying: Sequence[str] = CONTACTS_SHAPE.identifying
) -> pa.Array:
    """Return the message key of each row.

    Parameters
    ----------
    table : Arrow table
        The identifying columns that exist (``person`` and ``at`` int64, the others text), and ``_file`` where
        rows come from several files.
    source : str
        Name of the source, such as ``"shop"``.
    identifying : sequence of str
        Columns that make the key.

    Returns
    -------
    binary(16) array, shape (rows,)

    Examples
    --------
    >>> rows = pa.table({"person": [7, 7, 7], "at": [1, 1, 2], "touchpoint": ["web", "web", "web"]})
    >>> keys = message_keys(rows, "shop")
    >>> keys[0].as_py().hex()
    'e8ca68f1b2677a270774a27bec5eb87b'
    >>> len(set(keys.to_pylist()))  # the second row is another contact at the same time
    3
    """
    file = table[FILE].to_numpy() if FILE in table.column_names else None
    return to_binary(numbered(base_keys(table, source, identifying), file))


def base_keys(table: pa.Table, source: str, identifying: Sequence[str]) -> Lanes:
    """Return the keys without the occurrence, by which equal rows are counted."""
    rows = table.num_rows
    start = _digests([source])[0]
    lanes = (np.full(rows, start[0]), np.full(rows, start[1]))
    for name in identifying:
        column = table[name].combine_chunks() if name in table.column_names else None
        _take_in(lanes, _words(column, rows))
    return lanes


def numbered(base: Lanes, file: NDArray[np.integer] | None = None) -> Lanes:
    """Add the occurrence: the running number among equal rows within one file."""
    lanes = (base[0].copy(), base[1].copy())
    occurrence = _occurrence(base, file).astype(np.uint64)
    _take_in(lanes, (occurrence, occurrence))
    return lanes


def to_binary(lanes: Lanes) -> pa.Array:
    """Return lanes as an Arrow array of 16 bytes each."""
    pairs = np.column_stack(lanes).astype("<u8", copy=False)
    return pa.Array.from_buffers(pa.binary(16), len(pairs), [None, pa.py_buffer(np.ascontiguousarray(pairs))])


def lanes_of(keys: pa.Array) -> Lanes:
    """Return keys of 16 bytes as lanes; without a copy of the bytes."""
    pairs = np.frombuffer(keys.buffers()[1], "<u8")[2 * keys.offset :][: 2 * len(keys)].reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def unknown_persons(words: pa.Array, source: str) -> NDArray[np.int64]:
    """Return an alias for rows of which nobody is known, from the source and a number or text per row.

    Examples
    --------
    >>> unknown_persons(pa.array([0, 1]), "survey").tolist()
    [4439808413845284835, 4215811917922255822]
    """
    start = _digests([source], _NOBODY)[0]
    lanes = (np.full(len(words), start[0]), np.full(len(words), start[1]))
    _take_in(lanes, _words(words, len(words)))
    return (lanes[0] >> np.uint64(1)).view(np.int64)


def _take_in(lanes: Lanes, words: Lanes) -> None:
    for state, word, step, factor in zip(lanes, words, _STEPS, _FACTORS, strict=True):
        lane = state  # changed in place
        lane += step
        lane ^= word * factor
        lane ^= lane >> np.uint64(30)
        lane *= np.uint64(0xBF58476D1CE4E5B9)
        lane ^= lane >> np.uint64(27)
        lane *= np.uint64(0x94D049BB133111EB)
        lane ^= lane >> np.uint64(31)


def _words(column: pa.Array | None, rows: int) -> Lanes:
    missing = _digests([""], _NOTHING)[0]
    if column is None or column.null_count == rows:
        return np.full(rows, missing[0]), np.full(rows, missing[1])
    if pa.types.is_integer(column.type):
        numbers = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).view(np.uint64)
        empty = None if not column.null_count else column.is_null().to_numpy(zero_copy_only=False)
        pair = (numbers, numbers)
    else:
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        digests = _digests(coded.dictionary.to_pylist())
        codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False)
        empty = (
            None if not coded.indices.null_count else coded.indices.is_null().to_numpy(zero_copy_only=False)
        )
        pair = (digests[codes, 0], digests[codes, 1])
    if empty is None:
        return pair
    return np.where(empty, missing[0], pair[0]), np.where(empty, missing[1], pair[1])


def _digests(words: Sequence[str], kind: bytes = _TEXT) -> NDArray[np.uint64]:
    """Return the BLAKE2b-128 digests of texts, shape (words, 2)."""
    seed = blake2b(digest_size=16, person=kind)

    def digest(word: str) -> bytes:
        one = seed.copy()
        one.update(word.encode("utf-8", "surrogatepass"))
        return one.digest()

    return np.frombuffer(b"".join(map(digest, words)), "<u8").astype(np.uint64).reshape(-1, 2)


def _occurrence(base: Lanes, file: NDArray[np.integer] | None) -> NDArray[np.int64]:
    rows = len(base[0])
    alone = np.sort(base[0])
    if rows < 2 or not (alone[1:] == alone[:-1]).any():
        return np.zeros(rows, np.int64)
    files = np.zeros(rows, np.int32) if file is None else file
    order = np.lexsort((base[1], base[0], files))
    first = np.ones(rows, bool)
    same = [column[order][1:] == column[order][:-1] for column in (files, *base)]
    first[1:] = ~np.logical_and.reduce(same)
    index = np.arange(rows)
    running = index - np.maximum.accumulate(np.where(first, index, 0))
    occurrence = np.empty(rows, np.int64)
    occurrence[order] = running
    return occurrence
