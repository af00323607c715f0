"""Resolve person: whose contact it is, and what the message says of the person herself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase.contacts.counts import NOTED
from oase.contacts.steps.group import Draft, Group
from oase.contacts.steps.validate import CONTACTS
from oase.contacts.steps.wire import in_object, text_of
from oase.identity import profiles

__all__ = ["resolve_person"]


def resolve_person(group: Group) -> None:
    """Give every draft its alias, link ids in the order of the messages, and keep traits with the person.

    Calls that are no contacts have done their work here.
    """
    together: list[Draft] = []
    for draft in group.drafts:
        if draft.type in ("alias", "merge"):
            _resolve(group, together)
            together = []
            _join(group, draft)
        else:
            together.append(draft)
    _resolve(group, together)
    _keep_traits(group)
    _leave(group)


def _resolve(group: Group, drafts: list[Draft]) -> None:
    if not drafts:
        return
    ids, received = [draft.ids for draft in drafts], [draft.received for draft in drafts]
    found = group.tools.graph.resolve(group.connection, ids, received)
    for draft, (alias, _) in zip(drafts, found, strict=True):
        draft.alias = alias


def _join(group: Group, draft: Draft) -> None:
    one, other = draft.linked or (("user", draft.ids.user or ""), _previous(group, draft))
    group.tools.graph.join(group.connection, one, other, draft.type, draft.received)


def _previous(group: Group, draft: Draft) -> tuple[str, str]:
    """Return the former id of an alias call: that of a user whom the house knows, else an anonymous one."""
    value = text_of(draft.sent.previous_id) or ""
    is_user = group.tools.graph.find(group.connection, value, "user") is not None
    return ("user" if is_user else "anonymous"), value


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
