"""The rights of a person: what every room that keeps personal data must be able to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

__all__ = ["KeepsPersonalData", "Person"]


class Person(msgspec.Struct, frozen=True):
    """Whom a right is about.

    Parameters
    ----------
    person : int
        The alias that stands for her.
    aliases : tuple of int
        All her aliases, ``person`` among them.
    values : tuple of str
        Every id under which the house knows her, in the clear: what must be found nowhere afterwards.
    """

    person: int
    aliases: tuple[int, ...]
    values: tuple[str, ...] = ()


class KeepsPersonalData(Protocol):
    """A room that keeps personal data.

    ``app`` asks all of them in turn, as a job that can be taken up again where it was cut short: both methods
    may be called twice for the same person.
    """

    @property
    def room(self) -> str:
        """Name of the room."""
        ...

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return everything kept about a person, machine-readable, times as ISO 8601."""
        ...

    def erase(self, person: Person) -> int:
        """Erase everything kept about a person and return how many rows that were."""
        ...
