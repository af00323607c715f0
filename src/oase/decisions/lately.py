"""What this process has just sent, until the pipeline has caught up and it stands in warm memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import perf_counter

from oase.model import Facts, combine_facts

__all__ = ["Lately"]

LEAST_SECONDS = 10.0
MOST_HELD = 200_000
"""As many as an inbox takes: what is older than so many has been worked off."""


class Lately:
    """Facts that hold before they are kept, so that a cap counts what was decided a moment ago.

    Parameters
    ----------
    is_worked_off : callable
        Whether all that was handed in is kept now.
    elapsed : callable
        Seconds that only go forward.

    Examples
    --------
    >>> from oase.model import Fact
    >>> lately = Lately(lambda: True)
    >>> lately.add(7, {"told:near:1": Fact(1, 5)})
    >>> sorted(lately.with_facts(7, {"visit": Fact(0, 1)})), lately.with_facts(8, {})
    (['told:near:1', 'visit'], {})
    """

    def __init__(
        self, is_worked_off: Callable[[], bool], *, elapsed: Callable[[], float] = perf_counter
    ) -> None:
        self._is_worked_off = is_worked_off
        self._elapsed = elapsed
        self._lock = Lock()
        self._held: dict[int, tuple[Facts, int]] = {}
        self._order: deque[tuple[float, int]] = deque()

    def add(self, person: int, facts: Facts) -> None:
        """Hold what was decided about a person."""
        with self._lock:
            held, number = self._held.get(person, ({}, 0))
            self._held[person] = combine_facts(held, facts), number + 1
            self._order.append((self._elapsed(), person))
            self._forget()

    def with_facts(self, person: int, facts: Facts) -> Facts:
        """Return what is known of a person and what was decided about her a moment ago."""
        held = self._held.get(person)
        if held is None:
            return facts
        with self._lock:
            self._forget()  # also where nobody is added any more: she may have been erased since
            held = self._held.get(person)
        return combine_facts(facts, held[0]) if held is not None else facts

    def _forget(self) -> None:
        """Forget what is kept by now; a person told again meanwhile stays until her newest is old."""
        until = self._elapsed() - LEAST_SECONDS
        is_kept = bool(self._order) and self._order[0][0] < until and self._is_worked_off()
        while self._order and (len(self._order) > MOST_HELD or (is_kept and self._order[0][0] < until)):
            _, person = self._order.popleft()
            held, number = self._held[person]
            if number > 1:
                self._held[person] = held, number - 1
            else:
                del self._held[person]
