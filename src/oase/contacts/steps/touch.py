"""Map touchpoint, channel and phase: where it happened, by which medium, how far along."""

from __future__ import annotations

from oase.contacts.mapping import Message
from oase.contacts.steps.group import Group

__all__ = ["map_touchpoint"]


def map_touchpoint(group: Group) -> None:
    """Ask the mapping that holds; what no rule knows is kept under its own name."""
    touch = group.tools.mapping.touch
    for draft in group.drafts:
        message = Message(
            draft.type,
            draft.event,
            draft.name,
            draft.properties,
            draft.campaign,
            draft.source,
            draft.key.channel,
        )
        draft.touch = touch(message)
