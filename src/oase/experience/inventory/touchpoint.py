"""``Touchpoint``: one place of the inventory, with what people say of it; the closed lists of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from oase.errors import OptionInvalid, nearest
from oase.model import Phase

__all__ = ["FIELDS", "KINDS", "MEDIA", "STEERING", "STEPS", "VERDICTS", "Touchpoint", "checked"]

KINDS = ("own", "foreign")
"""Run by the company, or by others: portals, shops of the trade, blogs, conversations."""
STEERING = ("steerable", "influenceable")
"""Whether the company can change it, or only influence it indirectly (M2)."""
MEDIA = ("", "paid", "owned", "earned", "shared")
STEPS = ("as_is", "to_be", "implement", "monitor")
"""The loop: capture and document; define and find procedures; plan and do; measure and optimise (T14)."""
VERDICTS = ("", "keep", "drop", "combine", "missing")
FIELDS = (
    "channel", "phase", "kind", "steering", "media", "downstream", "owner", "about", "asked", "step", "loop",
    "verdict", "verdict_with", "verdict_because",
)  # fmt: skip
"""What may be changed, in the order of the files."""

LONGEST = 200
LONGEST_TEXT = 2_000
_LISTS: Mapping[str, tuple[str, ...]] = {
    "phase": ("", *Phase),
    "kind": KINDS,
    "steering": STEERING,
    "media": MEDIA,
    "step": STEPS,
    "verdict": VERDICTS,
}
_FLAGS = ("downstream", "asked")
_LONG = ("about", "verdict_because")


class Touchpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One touchpoint of the registry.

    Parameters
    ----------
    name : str
        By which contacts and answers name it; never changed.
    channel, phase : str
        Empty where nobody knows.
    kind : {"own", "foreign"}
    steering : {"steerable", "influenceable"}
    media : {"", "paid", "owned", "earned", "shared"}
    downstream : bool
        Whether it lies in the trade behind the own one.
    owner, about : str
    asked : bool
        Whether each contact here is a transaction that customers may rate.
    step : {"as_is", "to_be", "implement", "monitor"}
        Where it stands in the loop.
    loop : mapping of str to str
        What was noted at each step.
    verdict : {"", "keep", "drop", "combine", "missing"}
        What the company has decided to do with it; ``missing`` for one that should be there.
    verdict_with, verdict_because : str
        With which one it is combined, and why.
    created, updated : int
        Microseconds since 1970, UTC; ``updated`` 0 for one that nobody has edited.
    """

    name: str
    channel: str = ""
    phase: str = ""
    kind: str = "own"
    steering: str = "steerable"
    media: str = ""
    downstream: bool = False
    owner: str = ""
    about: str = ""
    asked: bool = False
    step: str = "as_is"
    loop: Mapping[str, str] = {}
    verdict: str = ""
    verdict_with: str = ""
    verdict_because: str = ""
    created: int = 0
    updated: int = 0


def checked(changes: Mapping[str, Any], names: frozenset[str], own: str) -> dict[str, Any]:
    """Return changes of a touchpoint as they can be kept.

    Parameters
    ----------
    changes : mapping
        Some of ``FIELDS``.
    names : frozenset of str
        Every touchpoint there is; ``verdict_with`` must be one of them.
    own : str
        Name of the touchpoint itself.

    Raises
    ------
    OptionInvalid
        ``where`` names the field.

    Examples
    --------
    >>> checked({"media": "owned", "asked": True}, frozenset({"Shop"}), "Shop")
    {'media': 'owned', 'asked': True}
    >>> checked({"media": "bought"}, frozenset(), "Shop")
    Traceback (most recent call last):
    ...
    oase.errors.OptionInvalid: There is no such media.
      expected:   paid, owned, earned, shared
      got:        'bought'
      where:      media
    """
    kept = {name: _one(name, value) for name, value in changes.items()}
    if kept.get("verdict") == "combine" and not kept.get("verdict_with", ""):
        raise OptionInvalid(
            "Nobody says with which touchpoint it is combined", expected="its name", where="verdict_with"
        )
    other = kept.get("verdict_with", "")
    if other and (other not in names or other == own):
        near = nearest(other, sorted(names - {own}))
        raise OptionInvalid(
            "There is no such other touchpoint",
            expected="the name of one in the inventory",
            got=repr(other),
            where="verdict_with",
            todo=f"did you mean {near[0]!r}?" if near else None,
        )
    return kept


def _one(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise OptionInvalid("There is no such field", expected=", ".join(FIELDS), got=name, where=name)
    if name in _FLAGS:
        return bool(value)
    if name == "loop":
        return {
            step: _text(f"loop.{step}", value.get(step, ""), LONGEST_TEXT)
            for step in STEPS
            if value.get(step)
        }
    text = _text(name, value, LONGEST_TEXT if name in _LONG else LONGEST)
    if name in _LISTS and text not in _LISTS[name]:
        allowed = ", ".join(one for one in _LISTS[name] if one)
        raise OptionInvalid(f"There is no such {name}", expected=allowed, got=repr(text), where=name)
    return text


def _text(name: str, value: Any, most: int) -> str:
    text = str(value).strip()
    if len(text) > most:
        raise OptionInvalid(
            "The text is too long", expected=f"at most {most:,} characters", got=f"{len(text):,}", where=name
        )
    return text
