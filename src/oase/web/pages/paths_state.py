"""A funnel as it stands in an address: steps, limit, mode, and what is compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from oase.errors import OptionInvalid
from oase.journeys import FunnelMode, microseconds

__all__ = ["MOST_STEPS", "WITHIN", "FunnelState", "is_duration"]

MOST_STEPS = 8
WITHIN = "30d"
"""The limit where the address says none."""
NO_LIMIT = "all"


@dataclass(frozen=True, slots=True)
class FunnelState:
    """What a funnel is asked with.

    Parameters
    ----------
    steps : tuple of tuples of str
        Touchpoints that serve each step; the usual steps of the house where empty.
    within : str or None
        Longest time from the first step, such as ``30d``; None for no limit.
    mode : {"closed", "hybrid", "open"}
    compare : str or None
        Column whose values are compared.
    values : tuple of str
        The two that are compared; all of them where there are not two.
    """

    steps: tuple[tuple[str, ...], ...] = ()
    within: str | None = WITHIN
    mode: FunnelMode = "closed"
    compare: str | None = None
    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, Sequence[str]]) -> FunnelState:
        """Read it from an address; what cannot be read is as if it were not there.

        Examples
        --------
        >>> FunnelState.of({"step1": ["home"], "step3": ["cart", "basket"], "within": ["7d"]}).steps
        (('home',), ('cart', 'basket'))
        """
        steps = [_distinct(query.get(f"step{number}", ())) for number in range(1, MOST_STEPS + 1)]
        within, mode = _first(query, "within"), _first(query, "mode")
        compare = _first(query, "compare") or None
        return cls(
            tuple(step for step in steps if step),
            None if within == NO_LIMIT else within if is_duration(within) else WITHIN,
            cast(FunnelMode, mode) if mode in get_args(FunnelMode) else "closed",
            compare,
            _distinct(query.get("value", ()))[:2] if compare else (),
        )

    @property
    def query(self) -> dict[str, list[str]]:
        """The same as parameters of an address."""
        told = {f"step{number}": list(step) for number, step in enumerate(self.steps, 1)}
        if self.within != WITHIN:
            told["within"] = [NO_LIMIT if self.within is None else self.within]
        if self.mode != "closed":
            told["mode"] = [self.mode]
        if self.compare:
            told["compare"] = [self.compare]
            told |= {"value": list(self.values)} if self.values else {}
        return told


def is_duration(text: str) -> bool:
    """Whether a text is a length of time.

    Examples
    --------
    >>> is_duration("36h"), is_duration("soon")
    (True, False)
    """
    try:
        return microseconds(text) > 0
    except OptionInvalid:
        return False


def _first(query: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
