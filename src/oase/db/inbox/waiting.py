"""``Waiting``: one submission to an inbox, until it is durable."""

from __future__ import annotations

import threading

from oase.errors import HouseBusy, OaseError

__all__ = ["Waiting"]

WAIT_SECONDS = 10.0


class Waiting:
    """Is told by the inbox what became of a submission; somebody waits for that."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._error: OaseError | None = None

    def reply(self, error: OaseError | None) -> None:
        """Take note that it is durable, or why it is not."""
        self._error = error
        self._done.set()

    def wait(self) -> None:
        """Return when it is durable.

        Raises
        ------
        HouseBusy, StorageFull
            It is not.
        """
        if not self._done.wait(WAIT_SECONDS):
            raise HouseBusy("The inbox does not answer", todo="do it again in a moment")
        if self._error is not None:
            raise self._error
