"""Reading ahead: the next blocks are made in a second thread while the current one is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

__all__ = ["ahead"]

T = TypeVar("T")


def ahead(items: Iterator[T], depth: int = 2) -> Iterator[T]:
    """Yield the items in order while a second thread already makes the next ones.

    Parameters
    ----------
    items : iterator
        What it raises is raised here. Whoever stops early stops the thread, too.
    depth : int
        How many items may wait.

    Examples
    --------
    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(1, thread_name_prefix="oase-reader") as pool:
        waiting: deque[Future[tuple[T] | None]] = deque(pool.submit(_next, items) for _ in range(depth))
        try:
            while (item := waiting.popleft().result()) is not None:
                waiting.append(pool.submit(_next, items))
                yield item[0]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            close = getattr(items, "close", None)
            with suppress(ValueError):
                if close is not None:
                    close()


def _next(items: Iterator[T]) -> tuple[T] | None:
    for item in items:
        return (item,)
    return None
