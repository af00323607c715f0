"""``Families``: which persons of a group may become one through the messages in it (union-find)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["Families"]


class Families:
    """Persons that are named together by some message, directly or through others.

    What one message changes can matter to another one only within a family.

    Parameters
    ----------
    together : iterable of sequences of int
        Persons of one message each.

    Examples
    --------
    >>> families = Families([[1, 2], [3], [2, 4]])
    >>> families.top(1) == families.top(4), families.top(1) == families.top(3)
    (True, False)
    """

    def __init__(self, together: Iterable[Sequence[int]]) -> None:
        self._above: dict[int, int] = {}
        for first, *others in together:
            for other in others:
                one, two = self.top(first), self.top(other)
                if one != two:
                    self._above[two] = one

    def top(self, person: int) -> int:
        """Return the person that stands for the family."""
        above = self._above
        while (higher := above.get(person)) is not None:
            if (highest := above.get(higher)) is not None:
                above[person] = highest
            person = higher
        return person

    def of(self, persons: Iterable[int]) -> set[int]:
        """Return the families of some persons."""
        return {self.top(person) for person in persons}
