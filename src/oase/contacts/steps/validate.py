"""Validate: of a known type, with what that type needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oase.contacts.steps.group import Draft, Flaw, Group
from oase.contacts.steps.purposes import said_in_consents
from oase.contacts.steps.wire import in_object, text_of
from oase.identity.graph import Ids
from oase.model import RefusalReason

__all__ = ["CONSENTS", "CONTACTS", "validate"]

CONTACTS = frozenset({"track", "page", "screen"})
"""Types that become contacts; the others change what is known of a person."""

CONSENTS = "consents"
TYPES = CONTACTS | {"identify", "group", "alias", "merge", CONSENTS}

_KINDS = {
    "user": "user",
    "userid": "user",
    "anonymous": "anonymous",
    "anonymousid": "anonymous",
    "email": "email",
    "device": "device",
    "deviceid": "device",
}
"""Kinds of ids that a call of merge may name, in lower case and without separators."""


def validate(group: Group) -> None:
    """Refuse what is too large, of unknown type, nobody's, or lacks what its type needs."""
    most = group.tools.event_bytes

    def check(draft: Draft) -> Flaw | None:
        if len(draft.body) > most:
            return Flaw(RefusalReason.MESSAGE_TOO_LARGE, f"more than {most} bytes")
        return _type(draft) or _ids(draft) or _needs(draft)

    group.keep(check)


def _type(draft: Draft) -> Flaw | None:
    said = draft.sent.type
    if draft.kind == "consent":
        said = CONSENTS
    elif said is None and draft.kind != "batch":
        said = draft.kind
    if not isinstance(said, str) or said not in TYPES:
        return Flaw(RefusalReason.TYPE_UNKNOWN, "no type" if said is None else f"type {str(said)[:60]!r}")
    draft.type = said
    return None


def _ids(draft: Draft) -> Flaw | None:
    sent = draft.sent
    if draft.type == "merge":
        return _merged_ids(draft)
    user, anonymous = text_of(sent.user_id), text_of(sent.anonymous_id)
    if (user is None and _is_odd(sent.user_id)) or (anonymous is None and _is_odd(sent.anonymous_id)):
        return Flaw(RefusalReason.PERSON_EMPTY, "userId or anonymousId is neither text nor a number")
    if user is None and anonymous is None:
        return Flaw(RefusalReason.PERSON_EMPTY, "neither userId nor anonymousId")
    draft.ids = Ids(
        user, anonymous, _email(draft), text_of(in_object(in_object(sent.context, "device"), "id"))
    )
    return None


def _is_odd(given: Any) -> bool:
    return given is not None and not isinstance(given, str)


def _email(draft: Draft) -> str | None:
    if draft.type != "identify":
        return None
    sent = draft.sent
    given = in_object(sent.traits, "email") or in_object(in_object(sent.context, "traits"), "email")
    return given if isinstance(given, str) and "@" in given else None


def _merged_ids(draft: Draft) -> Flaw | None:
    """Read RudderStack's two ``mergeProperties``, each ``{"type": …, "value": …}``."""
    given = draft.sent.merge_properties
    listed: Sequence[Any] = given if isinstance(given, list) else ()
    linked = [(_kind(in_object(one, "type")), text_of(in_object(one, "value"))) for one in listed]
    if len(linked) != 2 or any(kind is None or value is None for kind, value in linked):
        return Flaw(RefusalReason.PERSON_EMPTY, "mergeProperties are not two known ids")
    draft.linked = tuple((kind, value) for kind, value in linked if kind and value)
    values = dict(draft.linked)
    draft.ids = Ids(values.get("user"), values.get("anonymous"), values.get("email"), values.get("device"))
    return None


def _kind(name: Any) -> str | None:
    return _KINDS.get(name.lower().replace("_", "").replace("-", "")) if isinstance(name, str) else None


def _needs(draft: Draft) -> Flaw | None:
    sent = draft.sent
    draft.event, draft.name = text_of(sent.event) or "", text_of(sent.name) or ""
    draft.properties = sent.properties if isinstance(sent.properties, dict) else {}
    if draft.type in ("page", "screen"):
        _one_form(draft)
    if draft.type == "track" and not draft.event:
        return Flaw(RefusalReason.EVENT_EMPTY, "track without event")
    if draft.type == CONSENTS and not said_in_consents(sent.consents):
        return Flaw(RefusalReason.MESSAGE_UNREADABLE, "consents are not purposes, each granted or not")
    if draft.type == "alias" and not (text_of(sent.previous_id) and draft.ids.user):
        return Flaw(RefusalReason.PERSON_EMPTY, "alias without previousId or userId")
    return None


def _one_form(draft: Draft) -> None:
    """Take name and category from where the client put them: beside the properties, within them, or both."""
    draft.name = draft.name or text_of(draft.properties.get("name")) or ""
    category = text_of(draft.sent.category)
    if category and not draft.properties.get("category"):
        draft.properties = draft.properties | {"category": category}
