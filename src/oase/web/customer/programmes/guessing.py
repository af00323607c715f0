"""How often one network address may try: after some tries each further one must wait longer."""

from __future__ import annotations

import threading
from collections import OrderedDict

__all__ = ["Guesses"]

MOST_HELD = 20_000
LONGEST_SECONDS = 900
HOUR = 3_600_000_000
_MOST_DOUBLINGS = 12


class Guesses:
    """Tries by network address, in the memory of one web process; of too many the oldest are forgotten.

    As at the sign-in, but nothing is written: looking at a page must cost nothing.

    Parameters
    ----------
    free : int
        Tries within an hour that cost no waiting.

    Examples
    --------
    >>> guesses = Guesses(2)
    >>> guesses.failed("192.0.2.1", 0), guesses.wait("192.0.2.1", 0)
    (None, 0)
    >>> guesses.failed("192.0.2.1", 0), guesses.wait("192.0.2.1", 0), guesses.wait("192.0.2.2", 0)
    (None, 2, 0)
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._held: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, who: str, at: int) -> int:
        """Return 0, or the whole seconds after which to come again."""
        with self._lock:
            count, last = self._held.get(who, (0, at))
        since = max(0, at - last)
        if count < self._free or since > HOUR:
            return 0
        pause = min(LONGEST_SECONDS, 2 ** min(_MOST_DOUBLINGS, count - self._free + 1))
        return max(0, pause - since // 1_000_000)

    def failed(self, who: str, at: int) -> None:
        """Count a try."""
        with self._lock:
            count, last = self._held.pop(who, (0, at))
            self._held[who] = (1 if at - last > HOUR else count + 1, at)
            if len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
