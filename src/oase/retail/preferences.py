"""The store a person prefers: what she said, else what her visits say, and why that is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from oase.model import Fact
from oase.model.facts import under

__all__ = ["HALF_LIFE_DAYS", "Preference", "preferred_store"]

HALF_LIFE_DAYS = 90
"""After so many days without a further visit, visits count half."""

LEAST_VISITS = 2
LEAST_WEIGHT = 1.0
"""Fewer visits, or such long ago, say nothing of what somebody prefers."""

_DAY = 86_400_000_000


class Preference(msgspec.Struct, frozen=True, kw_only=True):
    """A preferred store and why it is taken for one.

    Parameters
    ----------
    store : str
    how : {"said", "learned"}
    at : int
        When she said it, or was there last; microseconds since 1970, UTC.
    visits : int
        How often she was there; 0 where she said it.
    fact : str
        Name of the fact that it rests on, by which she can contradict it.
    """

    store: str
    how: Literal["said", "learned"]
    at: int
    visits: int = 0
    fact: str = "store:preferred"


def preferred_store(facts: Mapping[str, Fact], now: int) -> Preference | None:
    """Return the store that a person prefers: the one she said, else where she is most of the time.

    A visit weighs half after 90 days without another one; what she called wrong is not believed.

    Parameters
    ----------
    facts : mapping of str to Fact
    now : int
        Microseconds since 1970, UTC.

    Examples
    --------
    >>> preferred_store({"met:K1": Fact(3, 0), "met:K2": Fact(1, 0)}, 0).store
    'K1'
    >>> preferred_store({"met:K1": Fact(3, 0), "store:preferred": Fact("K2", 1)}, 2).how
    'said'
    """
    said = facts.get("store:preferred")
    if said is not None and isinstance(said.value, str) and said.value:
        return Preference(store=said.value, how="said", at=said.at)
    # she took it back, or said that it is wrong: only visits since then count as a reason to believe it again
    since = max([said.at] if said is not None else [], default=None)
    denied = facts.get("wrong:store:preferred")
    if denied is not None and denied.value:
        since = denied.at if since is None else max(since, denied.at)
    learned = [
        (_weight(fact, now), code, fact)
        for code, fact in under(facts, "met")
        if _is_believed(facts, code, fact, since)
    ]
    if not learned:
        return None
    weight, code, fact = max(learned, key=lambda one: (one[0], one[2].at, one[1]))
    if weight < LEAST_WEIGHT:
        return None
    return Preference(store=code, how="learned", at=fact.at, visits=int(fact.value), fact=f"met:{code}")


def _is_believed(facts: Mapping[str, Fact], code: str, fact: Fact, since: int | None) -> bool:
    if not isinstance(fact.value, int | float) or fact.value < LEAST_VISITS:
        return False
    denied = facts.get(f"wrong:met:{code}")
    is_denied = denied is not None and bool(denied.value)
    return not is_denied and (since is None or fact.at > since)


def _weight(fact: Fact, now: int) -> float:
    days = max(0, now - fact.at) / _DAY
    return float(fact.value) * 0.5 ** (days / HALF_LIFE_DAYS)
