"""Which touchpoint ends a part of the journey: after which none of its others follows."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from oase.lake import Contacts
from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Chosen, Flags

__all__ = ["last_of"]


def last_of(contacts: Contacts, touchpoints: Collection[str]) -> str | None:
    """Return the touchpoint after which a person most often goes to none of the others.

    Parameters
    ----------
    contacts : Contacts
    touchpoints : collection of str
        Those of one phase, say.

    Returns
    -------
    str or None
        Of equals the first by name; None where nobody was at any of them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> log = pa.table({"person": [1, 1, 1, 2, 2, 3], "at": [1, 2, 3, 1, 2, 1],
    ...                 "touchpoint": ["cart", "pay", "home", "pay", "pay", "cart"]})
    >>> last_of(Contacts.from_batches([log]), ["cart", "pay"])
    'pay'
    """
    if len(touchpoints) < 2 or not contacts.count:
        return next(iter(touchpoints), None)
    [ends] = contacts.run(lambda: [_Ends(touchpoints)])
    return min(ends.found, key=lambda name: (-ends.found[name], name), default=None)


class _Ends:
    """Counts the contacts at some touchpoints that no contact at another of them follows."""

    def __init__(self, touchpoints: Collection[str]) -> None:
        self._chosen = Chosen(touchpoints)
        self.found: dict[str, int] = {}

    def add(self, chunk: Chunk) -> None:
        """Count one chunk."""
        here: Flags = self._chosen.codes(chunk.names)[chunk.touchpoint]
        rows = np.flatnonzero(here)
        if not len(rows):
            return
        person = np.searchsorted(chunk.starts, rows, side="right")
        codes = chunk.touchpoint[rows]
        goes_on = np.append((person[1:] == person[:-1]) & (rows[1:] == rows[:-1] + 1), False)
        ended = ~goes_on | np.append(codes[1:] == codes[:-1], True)
        counts = np.bincount(codes[ended], minlength=1)
        for code in np.flatnonzero(counts).tolist():
            name = chunk.names[code]
            self.found[name] = self.found.get(name, 0) + int(counts[code])
