"""What stands behind handles on the same contacts: their blocks and what is known of their order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from enum import IntEnum
from typing import TypeVar

from oase.lake.ahead import ahead
from oase.lake.chunk import Chunk
from oase.lake.cleaning import Refused
from oase.lake.clustering import Ascending, Grouped, OrderBroken, Proof, Trusted, cluster
from oase.lake.walk import MakeBlocks, View, walk
from oase.model import Reading
from oase.settings import Settings

__all__ = ["Log", "Order"]

T = TypeVar("T")


class Order(IntEnum):
    """How persons lie in the blocks: the first two are hoped for until a whole walk has proven them."""

    ASCENDING = 0
    GROUPED = 1
    PROVEN = 2


_PROOFS: dict[Order, Callable[[], Proof]] = {
    Order.ASCENDING: Ascending,
    Order.GROUPED: Grouped,
    Order.PROVEN: Trusted,
}


class Log:
    """Contacts without any condition, shared by all handles made from them; safe to use from several threads.

    Parameters
    ----------
    make : callable
        Makes the blocks of one pass for the columns it is given.
    columns : tuple of str
        All columns there are.
    order : Order
        ``PROVEN`` when whoever makes the blocks answers for whole persons.
    settings : Settings
    reading : callable
        Gives what became of the rows before they got here; asked once, after the first whole walk.
    place : callable
        Gives file and line of a row counted from 0 over all blocks.
    """

    def __init__(
        self,
        make: MakeBlocks,
        columns: tuple[str, ...],
        order: Order,
        settings: Settings,
        *,
        reading: Callable[[], Reading],
        place: Callable[[int], tuple[str, int]],
    ) -> None:
        self.columns = columns
        self.settings = settings
        self._make = make
        self._order = order
        self._base = reading
        self._place = place
        self._refused: Refused | None = None
        self._reading: Reading | None = None
        self._kept: dict[Hashable, object] = {}
        self._lock = threading.RLock()

    @property
    def is_proven(self) -> bool:
        """Whether a walk can no longer fail in its middle."""
        return self._order is Order.PROVEN

    @property
    def is_walked(self) -> bool:
        """Whether all rows have been seen once, so that refused ones are counted."""
        return self._refused is not None

    def walked(self, view: View, take: Callable[[Iterator[Chunk]], T]) -> T:
        """Hand the chunks of one walk to ``take``; again from the start for as long as the order fails."""
        while True:
            order = self._order
            try:
                return take(self.chunks(view))
            except OrderBroken:
                self._step_down(order)

    def chunks(self, view: View) -> Iterator[Chunk]:
        """Walk once; raises ``OrderBroken`` when the order is not as hoped for.

        Blocks are read in one thread and made into chunks in another, while the caller works on a chunk.
        """
        with self._lock:
            make, order = self._make, self._order
        refused = Refused()
        if self.settings.threads > 1:
            yield from ahead(
                walk(lambda columns: ahead(make(columns)), view, _PROOFS[order](), refused), depth=1
            )
        else:
            yield from walk(make, view, _PROOFS[order](), refused)
        with self._lock:
            if self._make is make:
                self._order = Order.PROVEN
            self._refused = self._refused or refused

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key, making it the first time."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # pyright: ignore[reportReturnType]

    def reading(self) -> Reading:
        """Return the counts of reading; a whole walk must have been made."""
        with self._lock:
            if self._reading is None:
                refused = self._refused or Refused()
                self._reading = refused.added_to(self._base(), self._place)
            return self._reading

    def _step_down(self, failed: Order) -> None:
        with self._lock:
            if self._order is not failed:
                return
            if failed is Order.ASCENDING:
                self._order = Order.GROUPED
                return
            refused = Refused()
            spool = cluster(ahead(self._make(self.columns)), self.settings, refused)
            self._make, self._order, self._refused = spool.blocks, Order.PROVEN, refused
