"""Mapping: from what a client calls a thing to touchpoint, channel and phase.

Comes in: a TOML text with rules, and messages. Goes out: the touch of each message. The first rule that
applies decides; what no rule knows keeps its event's name and is a candidate for a new touchpoint.
"""

from oase.contacts.mapping.defaults import default_text
from oase.contacts.mapping.difference import Change, Difference, StoredRow, dry_run
from oase.contacts.mapping.mapping import Mapping
from oase.contacts.mapping.message import Message, Touch
from oase.contacts.mapping.stored import FROM_THE_DOOR, UNMAPPED, remap_table, stored
from oase.contacts.mapping.versions import (
    Version,
    active,
    install,
    key_channels,
    text_of,
    versions,
)

__all__ = [
    "FROM_THE_DOOR",
    "UNMAPPED",
    "Change",
    "Difference",
    "Mapping",
    "Message",
    "StoredRow",
    "Touch",
    "Version",
    "active",
    "default_text",
    "dry_run",
    "install",
    "key_channels",
    "remap_table",
    "stored",
    "text_of",
    "versions",
]
