"""``Trouble``: what the disk or another process is in the way of is tried again; the log tells of it once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from oase.errors import OaseError

__all__ = ["Trouble"]

log = logging.getLogger("oase.works")

T = TypeVar("T")


class Trouble:
    """Tells of trouble once, and once when it is over.

    Parameters
    ----------
    what : str
        What waits meanwhile.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._said = ""

    def attempt(self, work: Callable[[], T]) -> T | None:
        """Return what the work returns; None when the disk or another process was in the way."""
        try:
            done = work()
        except OaseError as error:
            if self._said != error.what:
                log.error("%s waits: %s", self._what, " ".join(str(error).split()))  # noqa: TRY400  for people
                self._said = error.what
            return None
        if self._said:
            log.warning("%s goes on", self._what)
            self._said = ""
        return done
