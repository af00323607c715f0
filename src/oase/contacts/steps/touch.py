"""Map touchpoint, channel and phase: where it happened, by which medium, how far along."""

from __future__ import annotations

import msgspec

from oase.contacts.mapping import Message
from oase.contacts.steps.group import Group

__all__ = ["OTHER", "map_touchpoint"]

MOST_TOUCHPOINTS = 10_000
"""So many different ones a house takes from its door; more are no touchpoints but numbers or an attack."""

OTHER = "(other)"
"""Touchpoint of what would be one too many; its event stays among the attributes."""

_encode = msgspec.json.Encoder().encode


def map_touchpoint(group: Group) -> None:
    """Ask the mapping that holds; what no rule knows is kept under its own name, as long as those are few."""
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
    _collect_others(group)


def _collect_others(group: Group) -> None:
    """Put new touchpoints into one where the house has as many as it takes."""
    new = _new_touchpoints(group)
    if not new:
        return
    held = group.connection.exec_driver_sql("select count(*) from touchpoints").scalar_one()
    too_many = frozenset(new[max(0, MOST_TOUCHPOINTS - held) :])
    for draft in group.drafts if too_many else ():
        if draft.touch is not None and draft.touch.touchpoint in too_many:
            draft.touch = draft.touch._replace(touchpoint=OTHER, is_mapped=False)


def _new_touchpoints(group: Group) -> list[str]:
    """Return the touchpoints of a group that the house has not met, in the order of the messages."""
    met = {draft.touch.touchpoint: None for draft in group.drafts if draft.touch is not None}
    rows = group.connection.exec_driver_sql(
        "select t.name from json_each(?) as asked cross join touchpoints as t on t.name = asked.value",
        (_encode(list(met)).decode(),),
    )
    held = {name for (name,) in rows}
    return [name for name in met if name not in held and name != OTHER]
