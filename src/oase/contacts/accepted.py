"""``AcceptedRequests``: accepted requests of all inboxes as one stream."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from pathlib import Path

from oase.contacts.steps import messages_in
from oase.db.inbox import InboxReader, Request, inbox_paths

__all__ = ["AcceptedRequests", "Taken"]

Taken = tuple[str, Request]
"""A request and the name of the worker that accepted it."""

MOST_BYTES = 2 << 20
"""Read of one inbox at a time: a group of 2,000 messages is about half of it."""


class AcceptedRequests:
    """Reads what the workers have accepted.

    Parameters
    ----------
    folder : Path
        The house folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._readers: dict[str, InboxReader] = {}

    def take(self, done: Mapping[str, int], most: int) -> list[Taken]:
        """Return the next requests behind those that are done, whole, with about ``most`` messages in them.

        They come in the order of (received, worker, row) as far as the inboxes show them, but never against
        the order of rows of one worker, whatever its clock did.

        Parameters
        ----------
        done : mapping of str to int
            Row up to which each worker's inbox is worked off; 0 for those not named.
        most : int
            Taken until there are so many messages; the last request may bring more.
        """
        self._open()
        waiting = [
            [(worker, request) for request in reader.after(done.get(worker, 0), most, MOST_BYTES)]
            for worker, reader in self._readers.items()
        ]
        merged = heapq.merge(*waiting, key=_order)
        return list(_first(merged, most))

    def close(self) -> None:
        """Let go of the inboxes."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _open(self) -> None:
        paths = inbox_paths(self._folder)
        for worker in self._readers.keys() - paths.keys():
            self._readers.pop(worker).close()
        for worker, path in paths.items():
            if worker not in self._readers:
                self._readers[worker] = InboxReader(path)


def _order(taken: Taken) -> tuple[int, str, int]:
    worker, request = taken
    return request.received, worker, request.row


def _first(merged: Iterator[Taken], most: int) -> Iterator[Taken]:
    messages = 0
    for taken in merged:
        yield taken
        messages += messages_in(taken[1])
        if messages >= most:
            return
