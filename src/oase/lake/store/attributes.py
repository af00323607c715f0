"""Attribute columns as one JSON object per row, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.store.shape import Shape
from oase.lake.tables import WORDS

__all__ = ["KINDS", "from_json", "kind_of", "kinds_in", "to_json", "wider", "with_kinds"]

KINDS: dict[str, pa.DataType] = {
    "word": WORDS,
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
}
"""Kinds of attributes and the types in which they come back; times come back as ISO words."""


MOST_ATTRIBUTES = 300
"""Attributes of a table that are columns; further ones that come by the door stay in their JSON alone."""

_RESERVED = frozenset({"", "_type", "_event", "_mapped"})
_KIND_OF_VALUE = {bool: "flag", int: "integer", float: "number"}
_WHOLE = 2**63


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


def kinds_in(column: pa.ChunkedArray, shape: Shape) -> dict[str, str]:
    """Return the members of JSON objects that can be columns, and the kinds that hold their values.

    Those that the door keeps for itself, and those named like a column of the lake, are none.

    Examples
    --------
    >>> from oase.lake.store.shape import CONTACTS_SHAPE
    >>> kinds_in(pa.chunked_array([['{"_type":"track","plan":"S","seats":2,"value":1}']]), CONTACTS_SHAPE)
    {'plan': 'word', 'seats': 'integer'}
    """
    decoder = msgspec.json.Decoder(dict[str, Any])
    forms: dict[tuple[tuple[str, type], ...], None] = {}  # far fewer than rows
    for text in column.drop_null().to_pylist():
        members = decoder.decode(text)
        forms[tuple(zip(members, map(type, members.values()), strict=True))] = None
    kinds: dict[str, str] = {}
    for name, kind in dict.fromkeys(chain.from_iterable(forms)):
        if name not in _RESERVED and name not in shape.given and kind is not type(None):
            found = _KIND_OF_VALUE.get(kind, "word")
            kinds[name] = wider(kinds.get(name, found), found)
    return kinds


def with_kinds(known: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """Return known attributes with the found ones, as many as may be columns.

    Examples
    --------
    >>> with_kinds({"seats": "integer"}, {"seats": "number", "plan": "word"})
    {'seats': 'number', 'plan': 'word'}
    """
    both = dict(known)
    for name, kind in found.items():
        if name in both:
            both[name] = wider(both[name], kind)
        elif len(both) < MOST_ATTRIBUTES:
            both[name] = kind
    return both


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
    if kind == "integer":
        # a number of more than 64 bits stays in the JSON alone
        values = [v if v is None or -_WHOLE <= v < _WHOLE else None for v in values]
    elif kind == "number":
        values = [None if v is None else _float(v) for v in values]
    if kind != "word":
        return pa.array(values, KINDS[kind])
    texts = [v if v is None or isinstance(v, str) else msgspec.json.encode(v).decode() for v in values]
    return pa.array(texts, pa.string()).dictionary_encode()


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
