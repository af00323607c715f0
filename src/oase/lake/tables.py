"""Columns of contacts and answers, as they cross the rooms and as they lie in the lake."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["ANSWERS", "CONTACTS", "LAKE_ANSWERS", "LAKE_CONTACTS", "WORDS"]

WORDS = pa.dictionary(pa.int32(), pa.string())
"""Repeated words: a code per row, each word once."""

CONTACTS = pa.schema(
    [
        pa.field("person", pa.string(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),  # microseconds since 1970, UTC
        pa.field("touchpoint", WORDS, nullable=False),
        pa.field("channel", WORDS),
        pa.field("phase", WORDS),
        pa.field("value", pa.float64()),
        pa.field("tie", pa.string()),
    ]
)
"""One contact a row, after reading. ``channel`` to ``tie`` only where named; attributes follow under their
own names. ``person`` is int64 when the source has integers and in a house (the alias)."""

ANSWERS = pa.schema(
    [
        pa.field("person", pa.string()),
        pa.field("at", pa.int64()),
        pa.field("touchpoint", WORDS, nullable=False),
        pa.field("answer", pa.int8()),  # -1 missed, 0 met, 1 exceeded, null = not applicable
        pa.field("rating", pa.int8()),  # the value on its scale, null where asked three-way
        pa.field("brand", WORDS),  # null = own
        pa.field("facet", WORDS),  # null = overall
        pa.field("compared", pa.int8()),  # -1 worse, 0 same, 1 better than another brand used lately
        pa.field("compared_with", WORDS),
        pa.field("expectation", pa.float64()),
        pa.field("outcome", pa.float64()),
        pa.field("recommend", pa.float64()),  # willingness to recommend, 0 to 10
        pa.field("weight", pa.float64()),
        pa.field("phase", WORDS),
        pa.field("transaction", pa.string()),
    ]
)
"""One answer a row (long form). Only ``touchpoint`` and ``answer`` are always there; context and segment
columns follow under their own names, as words or numbers."""

LAKE_CONTACTS = pa.schema(
    [
        pa.field("alias", pa.int64(), nullable=False),  # immutable pseudonym
        pa.field("person", pa.int64(), nullable=False),  # alias of the person as of the last fold
        pa.field("at", pa.int64(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),  # running number in the house
        pa.field("touchpoint", WORDS, nullable=False),
        pa.field("channel", WORDS),
        pa.field("phase", WORDS),
        pa.field("value", pa.float64()),
        pa.field("brand", WORDS),
        pa.field("source", WORDS, nullable=False),
        pa.field("message_key", pa.binary(16), nullable=False),
        pa.field("tie", pa.string()),
        pa.field("attributes", pa.string()),  # masked JSON object
    ]
)
"""Contacts in the lake, sorted by (person, at, tie, touchpoint, position) within a bucket."""

LAKE_ANSWERS = pa.schema(
    [
        pa.field("alias", pa.int64(), nullable=False),
        pa.field("person", pa.int64(), nullable=False),
        pa.field("at", pa.int64()),
        pa.field("position", pa.int64(), nullable=False),
        *[field for field in ANSWERS if field.name not in ("person", "at")],
        pa.field("source", WORDS, nullable=False),
        pa.field("message_key", pa.binary(16), nullable=False),
        pa.field("attributes", pa.string()),  # context and segment columns as a JSON object
    ]
)
"""Answers in the lake: always long form, one answer a row."""
