"""Redact: what is personal leaves event, name and properties before anything is kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from oase.contacts.masking import mask, mask_value
from oase.contacts.steps.group import Draft, Group
from oase.contacts.steps.wire import in_object
from oase.identity import profiles

__all__ = ["flat", "redact"]

MOST_MEMBERS = 100
_LARGEST_INTEGER = 1 << 63
_NOBODY: frozenset[str] = frozenset()


def redact(group: Group) -> None:
    """Mask by rules and by the names under which the persons are known.

    A name that is learnt in the same group is masked in all of it: better once too often.
    """
    aliases = {draft.alias for draft in group.drafts if draft.alias is not None}
    names = profiles.names(group.connection, aliases) if aliases else {}
    for draft in group.drafts:
        _redact(draft, names.get(draft.alias or 0, _NOBODY))


def _redact(draft: Draft, names: frozenset[str]) -> None:
    draft.event, draft.name = _word(draft.event, names), _word(draft.name, names)
    draft.properties = flat(mask_value(draft.properties, names)) if draft.properties else {}
    campaign = in_object(draft.sent.context, "campaign")
    draft.campaign = _campaign(campaign, names) if isinstance(campaign, dict) else {}


def _campaign(campaign: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    if all(type(value) is str for value in campaign.values()):
        return _known_campaign(tuple(campaign.items()), names)
    return flat(mask_value(campaign, names))


@lru_cache(maxsize=8192)
def _known_campaign(members: tuple[tuple[str, str], ...], names: frozenset[str]) -> dict[str, Any]:
    return flat(mask_value(dict(members), names))


@lru_cache(maxsize=8192)
def _word(text: str, names: frozenset[str]) -> str:
    """Return a masked event or name; few are different, so most were masked before."""
    return mask(text, names)


def flat(properties: dict[str, Any], most: int = MOST_MEMBERS) -> dict[str, Any]:
    """Return properties without nesting: names joined with dots, lists as JSON, nulls left out.

    Parameters
    ----------
    properties : dict
        JSON-like.
    most : int
        Members beyond so many are left out.

    Examples
    --------
    >>> flat({"cart": {"total": 9.5, "items": ["a", 1]}, "coupon": None})
    {'cart.total': 9.5, 'cart.items': '["a",1]'}
    """
    result: dict[str, Any] = {}
    _flatten(properties, "", result, most)
    return result


def _flatten(members: dict[str, Any], prefix: str, result: dict[str, Any], most: int) -> None:
    for name, value in members.items():
        if len(result) >= most:
            return
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{name}.", result, most)
        elif value is not None:
            result[f"{prefix}{name}"] = value if type(value) is str else _plain(value)


def _plain(value: Any) -> Any:
    return msgspec.json.encode(_small(value)).decode() if isinstance(value, list) else _small(value)


def _small(value: Any) -> Any:
    """Return a value whose whole numbers any reader of JSON can hold."""
    if isinstance(value, list):
        return [_small(one) for one in value]
    if isinstance(value, dict):
        return {name: _small(one) for name, one in value.items()}
    return str(value) if isinstance(value, int) and abs(value) >= _LARGEST_INTEGER else value
