"""What the page of the door shows of the whole house: what no rule knows, and what a mapping would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oase.app.mapping import coverage, try_mapping
from oase.app.tasks.task import Arguments, Progress
from oase.contacts.mapping import Mapping

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["mapping_trial", "unmapped"]

MOST_CHANGES = 1000
MOST_UNMAPPED = 1000


def unmapped(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return the events and pages that no rule knows.

    Returns
    -------
    dict
        ``contacts`` (through the door), ``unmapped`` (of them, without a rule), ``kinds`` (different ones),
        ``candidates``: the most frequent, each with ``kind``, ``called``, ``touchpoint``, ``source``,
        ``contacts``.
    """
    del arguments
    found = coverage(house.rooms, progress)
    return {
        "contacts": found.contacts,
        "unmapped": sum(one.contacts for one in found.unmapped),
        "kinds": len(found.unmapped),
        "candidates": [one._asdict() for one in found.unmapped[:MOST_UNMAPPED]],
    }


def mapping_trial(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return what the mapping in ``text`` would change; changes nothing.

    Returns
    -------
    dict
        ``contacts``, ``changed``, ``values``, ``unmapped_before``, ``unmapped_after``, ``kinds`` (of changes)
        and ``changes``, largest first: ``before`` and ``after`` (touchpoint, channel, phase), ``contacts``,
        ``examples``.

    Raises
    ------
    InputError
        The text is wrong.
    """
    found = try_mapping(house.rooms, Mapping.parse(arguments["text"]), progress)
    return {
        "contacts": found.contacts,
        "changed": found.changed,
        "values": found.values,
        "unmapped_before": found.unmapped_before,
        "unmapped_after": found.unmapped_after,
        "kinds": len(found.changes),
        "changes": [
            {
                "before": list(change.before),
                "after": list(change.after),
                "contacts": change.contacts,
                "examples": list(change.examples),
            }
            for change in found.changes[:MOST_CHANGES]
        ],
    }
