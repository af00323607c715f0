"""How often one client may ask; each process counts for itself, so several let a little more pass."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil
from typing import NamedTuple

__all__ = ["FORMS", "PAGES", "Rate", "Rates"]

MOST_CLIENTS = 10_000


class Rate(NamedTuple):
    """So many at once, and then so many a second."""

    at_once: int
    per_second: float


PAGES = Rate(600, 60.0)
FORMS = Rate(40, 0.5)
"""Of those that need no session: signing in, setting a password."""


class Rates:
    """Counts requests by client; forgets the client that was away longest when there are too many.

    Parameters
    ----------
    rate : Rate

    Examples
    --------
    >>> rates = Rates(Rate(2, 0.5))
    >>> [rates.wait_seconds("a", 0) for _ in range(3)]
    [0, 0, 2]
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wait_seconds(self, client: str, at: int) -> int:
        """Count a request at a time (microseconds); return how long the client must wait, 0: not at all."""
        left, last = self._left.pop(client, (float(self._rate.at_once), at))
        left = min(self._rate.at_once, left + max(0, at - last) / 1e6 * self._rate.per_second)
        is_taken = left >= 1
        self._left[client] = (left - 1 if is_taken else left, at)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if is_taken else max(1, ceil((1 - left) / self._rate.per_second))
