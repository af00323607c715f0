"""The steps of a funnel that nobody has named yet: from phases, or from what comes before what."""

from __future__ import annotations

import numpy as np

from oase.journeys.durations import microseconds
from oase.lake import Contacts
from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Ints, journey_starts, numbered, runs
from oase.model import Phase

__all__ = ["main_steps", "steps_by_phase"]

MOST_TOUCHPOINTS = 24
"""Touchpoints looked at: the most visited ones."""
ENOUGH_JOURNEYS = 200_000
"""Journeys after which no more are looked at."""
_NEVER = np.iinfo(np.int32).max


def steps_by_phase(contacts: Contacts) -> list[str]:
    """Return the most visited touchpoint of each phase up to the purchase, in the order of phases."""
    visits = contacts.visits()
    best: dict[Phase, str] = {}
    for name, word in contacts.phases().items():
        phase = Phase.parse(word)
        if phase is None or phase.rank > Phase.PURCHASE.rank:
            continue
        if phase not in best or (visits[name], best[phase]) > (visits[best[phase]], name):
            best[phase] = name
    return [best[phase] for phase in sorted(best, key=lambda phase: phase.rank)]


def main_steps(
    contacts: Contacts, gap: str | None = "30m", *, goal: str | None = None, most: int = 8
) -> list[str]:
    """Return the longest row of touchpoints that most journeys pass on the way to the last of them.

    Going back from a goal, the step before is the least visited touchpoint that is visited clearly more
    often (by a tenth) and lies before it in at least half of the journeys that reach it.

    Parameters
    ----------
    contacts : Contacts
    gap : str or None
        Pause after which a new journey begins; None: all contacts of a person are one.
    goal : str, optional
        The last step; where it is left out, the one with the longest row before it, the most visited of such.
    most : int
        Steps at most; the earliest ones are left out beyond.

    Returns
    -------
    list of str
        Empty where no touchpoint leads to another.

    Examples
    --------
    >>> import pyarrow as pa
    >>> log = pa.table({"person": [1, 1, 1, 2, 2, 3], "at": [1, 2, 3, 1, 2, 1],
    ...                 "touchpoint": ["home", "cart", "buy", "home", "cart", "home"]})
    >>> main_steps(Contacts.from_batches([log]), None)
    ['home', 'cart', 'buy']
    """
    visits = contacts.visits()
    names = sorted(visits, key=lambda name: (-visits[name], name))[:MOST_TOUCHPOINTS]
    if goal is not None and goal in visits and goal not in names:
        names[-1:] = [goal]
    if len(names) < 2:
        return []
    length = None if gap is None else microseconds(gap)
    [seen] = contacts.run(lambda: [_Before(names, length)])
    ends = range(len(names)) if goal not in names else [names.index(goal)]
    rows = [seen.row_to(end) for end in ends]
    longest = max(rows, key=lambda row: (len(row), int(seen.journeys[row[-1]])))
    return [names[code] for code in longest[-most:]] if len(longest) > 1 else []


class _Before:
    """In how many journeys one touchpoint is first met before another."""

    def __init__(self, names: list[str], gap: int | None) -> None:
        self._place = {name: at for at, name in enumerate(names)}
        self._gap = gap
        self._looked_at = 0
        self.journeys: Ints = np.zeros(len(names), np.int64)
        self.before: Ints = np.zeros((len(names), len(names)), np.int64)

    def add(self, chunk: Chunk) -> None:
        if self._looked_at >= ENOUGH_JOURNEYS:
            return
        starts = journey_starts(chunk, self._gap)
        self._looked_at += len(starts) - 1
        code = np.array([self._place.get(name, -1) for name in chunk.names])[chunk.touchpoint]
        rows = np.flatnonzero(code >= 0)
        key = numbered(starts)[rows].astype(np.int64) * len(self.journeys) + code[rows]
        order = np.argsort(key, kind="stable")
        first = order[runs(key[order])]
        met = np.full((len(starts) - 1) * len(self.journeys), _NEVER, np.int32)
        met[key[first]] = rows[first]
        table = met.reshape(-1, len(self.journeys))
        self.journeys += (table < _NEVER).sum(axis=0)
        for one in range(len(self.journeys)):
            self.before[one] += (table[:, [one]] < table).sum(axis=0) - (
                (table[:, [one]] < _NEVER) & (table == _NEVER)
            ).sum(axis=0)

    def row_to(self, goal: int) -> list[int]:
        """Return the touchpoints before a goal, and the goal."""
        row = [goal]
        while True:
            reached = self.journeys[row[0]]
            is_larger, is_before = self.journeys > 1.1 * reached, 2 * self.before[:, row[0]] >= reached
            leads = is_larger & is_before & (reached > 0)
            candidates = np.flatnonzero(leads)
            if not len(candidates):
                return row
            row.insert(0, int(min(candidates, key=lambda one: (self.journeys[one], one))))
