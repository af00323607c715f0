"""Single columns made canonical: persons, phases, ties, attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.reading.raw import Stream
from oase.lake.reading.words import coded, texts, without_missing
from oase.model import Phase

__all__ = [
    "attribute_of",
    "has_integers",
    "is_typed_alike",
    "order_words",
    "persons",
    "phase_words",
    "plain_texts",
]

_DIGITS = 20  # of the largest int64, with room


def is_typed_alike(streams: Sequence[Stream], column: str) -> bool:
    """Tell whether all streams declare one and the same number type for a column."""
    kinds = {stream.types.get(column) for stream in streams}
    kind = kinds.pop()
    return not kinds and kind is not None and (pa.types.is_integer(kind) or pa.types.is_floating(kind))


def has_integers(streams: Sequence[Stream], column: str) -> bool:
    """Tell whether all streams declare whole numbers that fit int64: persons are then kept as such."""
    kinds = [stream.types.get(column) for stream in streams]
    return all(
        kind is not None and pa.types.is_integer(kind) and not pa.types.is_uint64(kind) for kind in kinds
    )


def plain_texts(column: pa.Array, labels: Mapping[float, str] | None = None) -> pa.Array:
    """Return a column as plain strings, empty cells null."""
    words = texts(column, labels)
    return words.cast(pa.string()) if pa.types.is_dictionary(words.type) else words


def persons(column: pa.Array, *, as_integers: bool) -> pa.Array:
    """Return persons as int64 or strings; empty cells and words such as ``NULL`` are null.

    Examples
    --------
    >>> persons(pa.array(["7", "", "NULL"]), as_integers=False).to_pylist()
    ['7', None, None]
    """
    return column.cast(pa.int64()) if as_integers else without_missing(plain_texts(column))


def order_words(column: pa.Array) -> pa.Array:
    """Return what orders contacts of the same moment; whole numbers are padded, so that they sort by size.

    Examples
    --------
    >>> order_words(pa.array(["9", "10", "b"])).to_pylist()
    ['00000000000000000009', '00000000000000000010', 'b']
    """
    words = plain_texts(column)
    is_number = pc.match_substring_regex(words, r"^\d{1,19}$")
    return pc.if_else(is_number, pc.ascii_lpad(words, _DIGITS, "0"), words)


def phase_words(column: pa.Array, labels: Mapping[float, str] | None = None) -> pa.DictionaryArray:
    """Return phases by their standard names where known, else as they stand.

    Examples
    --------
    >>> phase_words(pa.array(["Kauf", "Messe"])).to_pylist()
    ['purchase', 'Messe']
    """
    found = coded(column, labels)
    names = [Phase.parse(word) or word for word in found.dictionary.to_pylist()]
    return coded(pa.DictionaryArray.from_arrays(found.indices, pa.array(names, pa.string())))


def attribute_of(column: pa.Array, *, is_number: bool, labels: Mapping[float, str] | None = None) -> pa.Array:
    """Return an attribute: numbers of typed sources as they are, all else as coded words."""
    if not is_number:
        return coded(column, labels)
    return column.cast(pa.int64() if pa.types.is_integer(column.type) else pa.float64(), safe=False)
