"""How often a key may write."""

from __future__ import annotations

from math import ceil

__all__ = ["Rates"]

MICROSECONDS = 1_000_000


class Rates:
    """A leaky bucket per key: a second's worth at once, then at the rate; a batch may be overdrawn once.

    Parameters
    ----------
    per_second : float or None
        Messages of one key; without limit when None.

    Examples
    --------
    >>> rates = Rates(10)
    >>> rates.wait(1, 25, 0), rates.wait(1, 1, 0), rates.wait(1, 1, 2_000_000)
    (0, 2, 0)
    """

    def __init__(self, per_second: float | None) -> None:
        self.per_second = per_second
        self._left: dict[int, tuple[float, int]] = {}

    def wait(self, key: int, messages: int, at: int) -> int:
        """Take messages out of a key's bucket; return 0, or the whole seconds after which to come again.

        Parameters
        ----------
        key, messages : int
        at : int
            Microseconds since 1970, UTC; a clock set back does no harm.
        """
        if self.per_second is None:
            return 0
        most = max(self.per_second, 1.0)
        left, then = self._left.get(key, (most, at))
        left = min(most, left + max(at - then, 0) / MICROSECONDS * self.per_second)
        if left < 1:
            self._left[key] = (left, at)
            return max(ceil((1 - left) / self.per_second), 1)
        self._left[key] = (left - messages, at)
        return 0
