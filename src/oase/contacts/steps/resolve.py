"""Resolve person: whose contact it is, and what the message says of the person herself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase.contacts.counts import NOTED
from oase.contacts.steps.group import Draft, Flaw, Group
from oase.contacts.steps.validate import CONTACTS
from oase.contacts.steps.wire import in_object, text_of
from oase.identity import Same, profiles
from oase.model import RefusalReason

__all__ = ["resolve_person"]

LINKS = frozenset({"alias", "merge"})
"""Types that say that two ids are one person."""


def resolve_person(group: Group) -> None:
    """Give every draft its alias, link ids in the order of the messages, and keep traits with the person.

    Calls that are no contacts have done their work here.
    """
    _resolve(group)
    _keep_traits(group)
    _leave(group)


def _resolve(group: Group) -> None:
    said = [_same(draft) if draft.type in LINKS else draft.ids for draft in group.drafts]
    received = [draft.received for draft in group.drafts]
    found = iter(group.tools.graph.take(group.connection, said, received) if said else ())

    def keep_alias(draft: Draft) -> Flaw | None:
        resolved = next(found)
        if resolved is None:
            return Flaw(RefusalReason.TOO_MANY_IDS)
        if draft.type not in LINKS:
            draft.alias = resolved.alias
        return None

    group.keep(keep_alias)


def _same(draft: Draft) -> Same:
    former = "previous", text_of(draft.sent.previous_id) or ""
    one, other = draft.linked or (("user", draft.ids.user or ""), former)
    return Same(one, other, draft.type)


def _keep_traits(group: Group) -> None:
    said = [
        (draft.alias, traits, draft.at)
        for draft in group.drafts
        if draft.alias is not None and (traits := _said(draft))
    ]
    if said:
        profiles.update_each(group.connection, said)


def _said(draft: Draft) -> dict[str, Any]:
    if draft.type == "identify":
        return _traits(draft.sent.traits, in_object(draft.sent.context, "traits"))
    if draft.type == "group":
        return {"group": {"id": text_of(draft.sent.group_id), **_traits(draft.sent.traits)}}
    return {}


def _traits(own: Any, of_context: Any = None) -> dict[str, Any]:
    """Return what an identify call says; one client says it only in ``context.traits``."""
    return {
        **(of_context if isinstance(of_context, Mapping) else {}),
        **(own if isinstance(own, Mapping) else {}),
    }


def _leave(group: Group) -> None:
    going_on: list[Draft] = []
    for draft in group.drafts:
        if draft.type in CONTACTS:
            going_on.append(draft)
        else:
            group.count(draft, NOTED)
    group.drafts = going_on
