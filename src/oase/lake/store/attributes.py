"""Attribute columns as one JSON object per row, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.tables import WORDS

__all__ = ["KINDS", "from_json", "kind_of", "to_json", "wider"]

KINDS: dict[str, pa.DataType] = {
    "word": WORDS,
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
}
"""Kinds of attributes and the types in which they come back; times come back as ISO words."""


def kind_of(kind: pa.DataType) -> str:
    """Return the attribute kind of an Arrow type."""
    if pa.types.is_boolean(kind):
        return "flag"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "word"


def wider(one: str, other: str) -> str:
    """Return the kind that holds the values of both.

    Examples
    --------
    >>> wider("integer", "number"), wider("flag", "flag"), wider("flag", "integer")
    ('number', 'flag', 'word')
    """
    if one == other:
        return one
    return "number" if {one, other} == {"integer", "number"} else "word"


def to_json(table: pa.Table, names: Sequence[str]) -> pa.Array:
    """Return one JSON object per row with the named columns, empty values left out; null where all are empty.

    Examples
    --------
    >>> rows = pa.table({"city": ["Ulm", None], "age": [31, None]})
    >>> to_json(rows, ["city", "age"]).to_pylist()
    ['{"city":"Ulm","age":31}', None]
    """
    parts = [_members(name, table[name].combine_chunks()) for name in names]
    if not parts:
        return pa.nulls(table.num_rows, pa.string())
    # not null_handling="skip": that drops rows in which all are null
    inner = pc.binary_join_element_wise(*parts, "")
    whole = pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(inner, 1), "}", "")
    return pc.if_else(pc.equal(inner, ""), pa.scalar(None, pa.string()), whole)


def _members(name: str, column: pa.Array) -> pa.Array:
    """Return ``,"name":value`` per row, empty where there is no value; distinct values are written once."""
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.string())
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    head = b"," + msgspec.json.encode(name) + b":"
    texts = [_member(head, value) for value in coded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(coded.indices).fill_null("")


def _member(head: bytes, value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return (head + msgspec.json.encode(value)).decode()


def from_json(column: pa.Array, kinds: Mapping[str, str]) -> dict[str, pa.Array]:
    """Return the named members as columns; each distinct object is parsed once.

    Examples
    --------
    >>> got = from_json(pa.array(['{"age":31}', None]), {"age": "integer", "city": "word"})
    >>> got["age"].to_pylist(), got["city"].to_pylist()
    ([31, None], [None, None])
    """
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    decoder = msgspec.json.Decoder(dict[str, Any])
    objects = [decoder.decode(text) if text else {} for text in coded.dictionary.to_pylist()]
    return {name: _column(objects, name, kind).take(coded.indices) for name, kind in kinds.items()}


def _column(objects: list[dict[str, Any]], name: str, kind: str) -> pa.Array:
    values = [one.get(name) for one in objects]
    if kind != "word":
        return pa.array(values, KINDS[kind])
    texts = [v if v is None or isinstance(v, str) else msgspec.json.encode(v).decode() for v in values]
    return pa.array(texts, pa.string()).dictionary_encode()
