"""What a changed mapping would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from oase.contacts.mapping.mapping import Mapping
from oase.contacts.mapping.message import Message, Touch
from oase.contacts.mapping.stored import UNMAPPED, Channels, stored

__all__ = ["Change", "Difference", "StoredRow", "dry_run"]

EXAMPLES = 3


class StoredRow(NamedTuple):
    """A stored contact as a dry run needs it.

    Parameters
    ----------
    attributes : str or None
        Masked JSON object.
    source, touchpoint : str
    channel, phase : str or None
    value : float or None
    contacts : int
        How many contacts are like this.
    """

    attributes: str | None
    source: str
    touchpoint: str
    channel: str | None = None
    phase: str | None = None
    value: float | None = None
    contacts: int = 1


class Change(msgspec.Struct, frozen=True):
    """What becomes of some contacts: touchpoint, channel and phase before and after.

    Parameters
    ----------
    before, after : tuple of (str, str or None, str or None)
    contacts : int
    examples : tuple of str
        Events or pages of which they are, at most three.
    """

    before: tuple[str, str | None, str | None]
    after: tuple[str, str | None, str | None]
    contacts: int
    examples: tuple[str, ...] = ()


class Difference(msgspec.Struct, frozen=True):
    """What a mapping would change, largest first.

    Parameters
    ----------
    contacts : int
        Contacts that came through the door; others are never changed.
    changes : tuple of Change
    values : int
        Contacts whose worth would change.
    unmapped_before, unmapped_after : int
        Contacts that no rule knows.
    """

    contacts: int
    changes: tuple[Change, ...]
    values: int
    unmapped_before: int
    unmapped_after: int

    @property
    def changed(self) -> int:
        """Contacts whose touchpoint, channel or phase would change."""
        return sum(change.contacts for change in self.changes)


def dry_run(
    old: Mapping | None, new: Mapping, rows: Iterable[StoredRow], channels: Channels | None = None
) -> Difference:
    r"""Compare what two mappings make of stored contacts; changes nothing.

    Parameters
    ----------
    old : Mapping or None
        None compares with what is stored: that is what applying the new one would change.
    new : Mapping
    rows : iterable of StoredRow
    channels : mapping of str to str, optional
        Channels of the sources' write keys; see ``key_channels``.

    Examples
    --------
    >>> row = StoredRow('{"_type":"track","_event":"Tree Planted","_mapped":false}', "shop", "Tree Planted")
    >>> new = Mapping.parse('[[rule]]\nwhen = { event = "Tree Planted" }\ntouchpoint = "Baum"')
    >>> difference = dry_run(None, new, [row])
    >>> difference.changed, difference.unmapped_before, difference.unmapped_after
    (1, 1, 0)
    """
    changes: Counter[tuple[Touch, Touch]] = Counter()
    called: dict[tuple[Touch, Touch], dict[str, None]] = {}
    keyed = channels or {}
    total = values = before = after = 0
    for row in rows:
        message = stored(row.attributes, row.source, keyed.get(row.source)) if row.attributes else None
        if message is None:
            continue
        was, will = _stored_touch(row) if old is None else old.touch(message), new.touch(message)
        total += row.contacts
        values += row.contacts * (was.value != will.value)
        before += row.contacts * (not was.is_mapped)
        after += row.contacts * (not will.is_mapped)
        if was[:3] != will[:3]:
            pair = _bare(was), _bare(will)
            changes[pair] += row.contacts
            names = called.setdefault(pair, {})
            if len(names) < EXAMPLES:
                names[_called(message)] = None
    listed = sorted(
        changes.items(), key=lambda item: (-item[1], item[0][0].touchpoint, item[0][1].touchpoint)
    )
    return Difference(
        total,
        tuple(Change(was[:3], will[:3], count, tuple(called[was, will])) for (was, will), count in listed),
        values,
        before,
        after,
    )


def _stored_touch(row: StoredRow) -> Touch:
    is_mapped = UNMAPPED not in (row.attributes or "")
    return Touch(row.touchpoint, row.channel, row.phase, row.value, is_mapped)


def _bare(touch: Touch) -> Touch:
    return Touch(*touch[:3])


def _called(message: Message) -> str:
    return message.event or message.name or message.type
