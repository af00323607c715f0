"""The mapping held against all contacts that are stored, sealed or not; nothing here changes any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow.compute as pc

from oase.app.rooms import Rooms
from oase.contacts.mapping import (
    UNMAPPED,
    Difference,
    Mapping,
    StoredRow,
    dry_run,
    key_channels,
)

__all__ = ["Candidate", "candidates", "try_mapping"]

_COLUMNS = ["attributes", "source", "touchpoint", "channel", "phase", "value"]


class Candidate(NamedTuple):
    """A touchpoint that no rule knows, named as its event is."""

    touchpoint: str
    contacts: int
    source: str


def try_mapping(rooms: Rooms, mapping: Mapping) -> Difference:
    """Return what applying a mapping would change."""
    with rooms.database.reading() as connection:
        channels = key_channels(connection)
    return dry_run(None, mapping, _rows(rooms), channels)


def candidates(rooms: Rooms) -> list[Candidate]:
    """Return the touchpoints that no rule knew when they came or were last mapped, most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for block in rooms.store.blocks(["attributes", "source", "touchpoint"]):
        unmapped = block.filter(pc.match_substring(block["attributes"], UNMAPPED))
        counts.update(zip(unmapped["touchpoint"].to_pylist(), unmapped["source"].to_pylist(), strict=True))
    found = [Candidate(touchpoint, contacts, source) for (touchpoint, source), contacts in counts.items()]
    return sorted(found, key=lambda one: (-one.contacts, one.touchpoint, one.source))


def _rows(rooms: Rooms) -> Iterator[StoredRow]:
    for block in rooms.store.blocks(_COLUMNS):
        rows = zip(*(block[name].to_pylist() for name in _COLUMNS), strict=True)
        for attributes, source, touchpoint, channel, phase, value in rows:
            if attributes is not None:
                yield StoredRow(attributes, source, touchpoint, channel, phase, value)
