"""Messages rebuilt from what is stored of them, so that a changed mapping can be applied again."""

from __future__ import annotations

from collections import abc
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.contacts.mapping.mapping import Mapping
from oase.contacts.mapping.message import Message, Touch

__all__ = ["FROM_THE_DOOR", "UNMAPPED", "Channels", "remap_table", "stored"]

FROM_THE_DOOR = '"_type":'
"""Stands in the attributes of every contact that came through the door, and of no other."""

UNMAPPED = '"_mapped":false'
"""Stands in the attributes of every contact that no rule knew."""

_RESERVED = ("_type", "_event", "_mapped")
_CAMPAIGN = "utm."
_MAPPED = {True: '"_mapped":true', False: UNMAPPED}
Channels = abc.Mapping[str, str]
_decoder = msgspec.json.Decoder(dict[str, Any])


def stored(attributes: str, source: str, channel: str | None = None) -> Message | None:
    """Return the message of a stored contact, None for one that did not come through the door.

    Parameters
    ----------
    attributes : str
        JSON object with ``_type`` and ``_event`` (name of the event, page or screen), ``utm.…``, and the
        properties with dots in their names.
    source : str
    channel : str, optional
        Channel of the source's write key.

    Examples
    --------
    >>> stored('{"_type":"track","_event":"Product Viewed","utm.medium":"email","sku":"J1"}', "shop")
    Message(type='track', event='Product Viewed', name='', properties={'sku': 'J1'},
            campaign={'medium': 'email'}, source='shop', channel=None)
    """
    if FROM_THE_DOOR not in attributes:
        return None
    members = _decoder.decode(attributes)
    kind = members.get("_type")
    if not isinstance(kind, str):
        return None
    called = str(members.get("_event") or "")
    is_track = kind == "track"
    return Message(
        kind,
        called if is_track else "",
        "" if is_track else called,
        {
            name: value
            for name, value in members.items()
            if name not in _RESERVED and not name.startswith(_CAMPAIGN)
        },
        {
            name.removeprefix(_CAMPAIGN): value
            for name, value in members.items()
            if name.startswith(_CAMPAIGN)
        },
        source,
        channel,
    )


def remap_table(mapping: Mapping, table: pa.Table, channels: Channels | None = None) -> pa.Table | None:
    """Apply a mapping to contacts of the lake.

    Parameters
    ----------
    mapping : Mapping
    table : pa.Table
        With touchpoint, channel, phase, value, source and attributes of ``LAKE_CONTACTS``, whatever else.
    channels : mapping of str to str, optional
        Channels of the sources' write keys; see ``key_channels``.

    Returns
    -------
    pa.Table or None
        The same rows with what changed; None where nothing did. Contacts that did not come through the door
        stay as they are.
    """
    whole = pc.fill_null(pc.match_substring(table["attributes"], FROM_THE_DOOR), False)  # noqa: FBT003
    rows = np.flatnonzero(whole.to_numpy())
    if not len(rows):
        return None
    part = table.take(pa.array(rows)).select(
        ["attributes", "source", "touchpoint", "channel", "phase", "value"]
    )
    attributes, touches = _touched(mapping, part, channels or {})
    columns: dict[str, list[Any]] = {
        "touchpoint": [touch.touchpoint for touch in touches],
        "channel": [touch.channel for touch in touches],
        "phase": [touch.phase for touch in touches],
        "value": [touch.value for touch in touches],
        "attributes": attributes,
    }
    changed = {name: values for name, values in columns.items() if values != part[name].to_pylist()}
    for name, values in changed.items():
        index = table.schema.get_field_index(name)
        table = table.set_column(index, table.schema.field(name), _replaced(table[name], rows, values))
    return table if changed else None


def _touched(mapping: Mapping, part: pa.Table, channels: Channels) -> tuple[list[str], list[Touch]]:
    """Return attributes and touches of rows; equal ones are mapped once."""
    known: dict[tuple[str, str], tuple[str, Touch]] = {}
    attributes: list[str] = []
    touches: list[Touch] = []
    given = zip(*(part[name].to_pylist() for name in part.column_names), strict=True)
    for text, source, *now in given:
        found = known.get((text, source))
        if found is None:
            message = stored(text, source, channels.get(source))
            if message is None:
                found = text, Touch(*now)
            else:
                touch = mapping.touch(message)
                found = text.replace(_MAPPED[not touch.is_mapped], _MAPPED[touch.is_mapped], 1), touch
                known[text, source] = found
        attributes.append(found[0])
        touches.append(found[1])
    return attributes, touches


def _replaced(column: pa.ChunkedArray, rows: np.ndarray[Any, Any], values: list[Any]) -> pa.Array:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    plain = column.cast(kind).combine_chunks()
    place = np.arange(len(plain))
    place[rows] = len(plain) + np.arange(len(rows))
    merged = pa.concat_arrays([plain, pa.array(values, kind)]).take(pa.array(place))
    return merged.dictionary_encode() if pa.types.is_dictionary(column.type) else merged
