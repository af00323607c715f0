"""One pass over blocks of contacts, handing on chunks of whole persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from oase.lake.chunk import Chunk
from oase.lake.cleaning import Refused, accepted
from oase.lake.clustering import Proof
from oase.lake.filters import Condition
from oase.lake.rows import Rows
from oase.lake.words import Names

__all__ = ["Block", "MakeBlocks", "View", "walk"]

Block: TypeAlias = "pa.RecordBatch | pa.Table"
MakeBlocks: TypeAlias = Callable[[tuple[str, ...]], Iterator[Block]]
"""Given names of columns, makes the blocks of one pass with exactly these columns."""
_ALWAYS = ("person", "at", "touchpoint")


@dataclass(frozen=True, slots=True)
class View:
    """What a walk hands on.

    Parameters
    ----------
    columns : tuple of str
        Further columns in each chunk.
    person : bool
        Whether chunks name the person of each row.
    conditions : tuple of Condition
        Only rows that meet all of them.
    tie : bool
        Whether there is a column that orders contacts of the same moment.
    rows : int
        Rows a chunk has at least, but for the last and for what the conditions take away.
    """

    columns: tuple[str, ...]
    person: bool
    conditions: tuple[Condition, ...]
    tie: bool
    rows: int

    @property
    def further(self) -> tuple[str, ...]:
        """Columns to be read besides person, at and touchpoint."""
        tested = [condition.column for condition in self.conditions if condition.column]
        named = dict.fromkeys([*self.columns, *tested, *(["tie"] if self.tie else [])])
        return tuple(name for name in named if name not in _ALWAYS)

    @property
    def read(self) -> tuple[str, ...]:
        """All columns to be read."""
        return (*_ALWAYS, *self.further)


def walk(make: MakeBlocks, view: View, proof: Proof, refused: Refused) -> Iterator[Chunk]:
    """Yield chunks of whole persons, each one's contacts in order.

    The last person of a block may go on in the next one, so she waits for it. ``proof`` looks at the persons
    as they pass and raises ``OrderBroken`` when they are not grouped; what was yielded until then is void.

    Examples
    --------
    >>> from oase.lake.clustering import Ascending
    >>> block = pa.RecordBatch.from_pydict(
    ...     {"person": ["a", "a", "b"], "at": [2, 1, 3], "touchpoint": ["app", "shop", "app"]})
    >>> view = View((), person=True, conditions=(), tie=False, rows=1000)
    >>> [chunk.at.tolist() for chunk in walk(lambda columns: iter([block]), view, Ascending(), Refused())]
    [[1, 2, 3]]
    """
    names = Names()
    for rows in _whole(_pieces(make(view.read), view, names, refused), view.rows):
        proof.see(rows.ids)
        chunk = _chunk(rows, view, names)
        if chunk.rows:
            yield chunk
    proof.close()


def _pieces(blocks: Iterator[Block], view: View, names: Names, refused: Refused) -> Iterator[Rows]:
    for block in blocks:
        parts = block.to_batches(max_chunksize=view.rows) if isinstance(block, pa.Table) else [block]
        for part in parts:
            for low in range(0, part.num_rows, view.rows):
                good = accepted(part.slice(low, view.rows), refused)
                if good.num_rows:
                    yield Rows.of(good, names, view.further)


def _whole(pieces: Iterator[Rows], least: int) -> Iterator[Rows]:
    """Join pieces until there are enough rows; hold the last person back until the next one begins."""
    waiting: list[Rows] = []
    count, due = 0, least
    for piece in pieces:
        waiting.append(piece)
        count += len(piece)
        if count < due:
            continue
        done, rest = _split(waiting)
        waiting, count = [rest], len(rest)
        due = max(least, 2 * count)  # one person larger than a chunk is joined few times, not at every block
        if len(done):
            yield done
    if waiting:
        yield Rows.joined(waiting)


def _split(waiting: Sequence[Rows]) -> tuple[Rows, Rows]:
    rows = Rows.joined(waiting)
    return rows.cut(len(rows.ids) - 1)


def _chunk(rows: Rows, view: View, names: Names) -> Chunk:
    if view.conditions:
        masks = [condition.holds(rows, names) for condition in view.conditions]
        rows = rows.kept(np.logical_and.reduce(masks))
    rows = rows.in_order(names)
    return Chunk(
        rows.starts,
        rows.at,
        rows.touchpoint,
        names.known,
        {name: rows.columns[name] for name in view.columns},
        rows.person() if view.person else None,
    )
