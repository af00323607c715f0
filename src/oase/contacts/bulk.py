"""The steps of the pipeline for whole batches of rows, as imports bring them.

What a request says one by one is said here once: validation is done by reading, deduplication by the lake's
store, and touchpoint, channel and phase are columns already. The steps left are those of ``STEPS``; a test
holds them equal to the pipeline's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.contacts.masking import is_number_key, is_personal_key, mask, mask_column, mask_value
from oase.db import Database
from oase.identity import Aliases, ErasureList, ledger, profiles
from oase.model import Purpose, RefusalReason

__all__ = ["STEPS", "Batch", "Bulk"]

_LARGE = 10**12
_NO_TIME = np.iinfo(np.int64).min


class Batch:
    """Rows on their way into the lake.

    Parameters
    ----------
    columns : dict of str to Arrow array
        ``person`` as the ids that came, null where unknown; all of the same length.
    fixed : collection of str
        Columns of the schema: never dropped, whatever their name.
    """

    def __init__(self, columns: Mapping[str, pa.Array], fixed: Collection[str]) -> None:
        self.columns = dict(columns)
        self.fixed = fixed
        self.alias = np.zeros(0, np.int64)
        self.is_known = np.zeros(0, np.bool_)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Let only some rows go on."""
        chosen = pa.array(kept)
        self.columns = {name: column.filter(chosen) for name, column in self.columns.items()}
        self.alias, self.is_known = self.alias[kept], self.is_known[kept]


class Bulk:
    """Takes batches of one import through the steps and counts what they refuse.

    Parameters
    ----------
    database : Database
    aliases : Aliases
    erased : ErasureList
    purposes : collection of Purpose
        A withdrawal of any of these refuses the row.
    since : int, optional
        Rows of earlier times are refused: they would be forgotten again, and counted with every import.

    Attributes
    ----------
    refused : Counter of RefusalReason
        Rows refused so far.
    dropped : dict of str to None
        Names of personal columns that were left out, as an ordered set.
    """

    def __init__(
        self,
        database: Database,
        aliases: Aliases,
        erased: ErasureList,
        *,
        purposes: Collection[Purpose] = (Purpose.ANALYTICS,),
        since: int | None = None,
    ) -> None:
        self.aliases = aliases
        self.erased = erased
        self.refused: Counter[RefusalReason] = Counter()
        self.dropped: dict[str, None] = {}
        self.purposes = purposes
        self.since = _NO_TIME if since is None else since
        self._database = database

    def take(self, columns: Mapping[str, pa.Array], fixed: Collection[str]) -> dict[str, pa.Array]:
        """Return the rows of a batch that may be kept, persons as aliases, what is personal masked.

        Parameters
        ----------
        columns : dict of str to Arrow array
            As in ``Batch``; without ``person`` nobody is known.
        fixed : collection of str
            Names of columns of the schema.
        """
        batch = Batch(columns, fixed)
        with self._database.reading() as connection:
            for step in STEPS:
                step(self, batch, connection)
        return batch.columns

    def is_personal(self, name: str, column: pa.Array | None = None) -> bool:
        """Return whether a column beside the schema is left out, and note it."""
        is_flag = column is not None and pa.types.is_boolean(column.type)
        if is_flag or not is_personal_key(name):
            return False
        self.dropped[name] = None
        return True


def resolve_person(bulk: Bulk, batch: Batch, _connection: Connection) -> None:
    """Give every person the alias of her id; unknown ones stay unknown."""
    person = batch.columns.get("person")
    if person is None:
        batch.is_known = np.zeros(batch.rows, np.bool_)
        batch.alias = np.zeros(batch.rows, np.int64)
        return
    batch.is_known = person.is_valid().to_numpy(zero_copy_only=False)
    if batch.is_known.all():
        batch.alias = bulk.aliases.of(person)
    else:
        known = np.flatnonzero(batch.is_known)
        batch.alias = np.zeros(len(person), np.int64)
        batch.alias[known] = bulk.aliases.of(person.take(pa.array(known)))
    batch.columns["person"] = pa.array(batch.alias, mask=~batch.is_known)


def check_age(bulk: Bulk, batch: Batch, _connection: Connection) -> None:
    """Refuse what is older than it may become; rows without a time stay."""
    at = batch.columns.get("at")
    if at is not None and bulk.since > _NO_TIME:
        is_old = at.fill_null(bulk.since).to_numpy() < bulk.since
        _count_out(bulk, batch, is_old, RefusalReason.TIME_OUT_OF_RANGE)


def check_consent(bulk: Bulk, batch: Batch, connection: Connection) -> None:
    """Refuse what lies before an erasure, and everything of persons who withdrew."""
    refused = _before_erasure(bulk, batch)
    _refuse(bulk, batch, refused, RefusalReason.PERSON_ERASED)
    if unwilling := ledger.withdrawn_aliases(connection, bulk.purposes):
        theirs = np.isin(batch.alias, np.fromiter(unwilling, np.int64))
        _refuse(bulk, batch, theirs, RefusalReason.CONSENT_WITHDRAWN)


def redact(bulk: Bulk, batch: Batch, connection: Connection) -> None:
    """Leave personal columns out and mask texts, by rules and by the names of the persons."""
    kept: dict[str, pa.Array] = {}
    for name, column in batch.columns.items():
        is_fixed = name in batch.fixed
        if is_fixed or not bulk.is_personal(name, column):
            kept[name if is_fixed else mask(name)] = _masked(name, column)
    batch.columns = kept
    _without_names(batch, connection)


STEPS: tuple[Callable[[Bulk, Batch, Connection], None], ...] = (
    resolve_person,
    check_age,
    check_consent,
    redact,
)
"""What every batch goes through, in this order."""


def _refuse(bulk: Bulk, batch: Batch, found: NDArray[np.bool_], reason: RefusalReason) -> None:
    _count_out(bulk, batch, found & batch.is_known, reason)


def _count_out(bulk: Bulk, batch: Batch, found: NDArray[np.bool_], reason: RefusalReason) -> None:
    if found.any():
        bulk.refused[reason] += int(found.sum())
        batch.keep(~found)


def _before_erasure(bulk: Bulk, batch: Batch) -> NDArray[np.bool_]:
    if bulk.erased.is_empty:
        return np.zeros(batch.rows, np.bool_)
    at = batch.columns.get("at")
    times = np.full(batch.rows, _NO_TIME) if at is None else at.fill_null(_NO_TIME).to_numpy()
    return bulk.erased.refused(batch.alias, times)


def _masked(name: str, column: pa.Array) -> pa.Array:
    if _is_text(column.type):
        return mask_column(column, key=name)
    if pa.types.is_integer(column.type) and name not in ("at", "person") and not is_number_key(name):
        return _without_cards(column, name)
    return column


def _is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(value) or pa.types.is_large_string(value)


def _without_cards(column: pa.Array, name: str) -> pa.Array:
    """Return a column of whole numbers without card numbers; where there are some, it becomes words."""
    largest = pc.max(column).as_py()
    if largest is None or largest < _LARGE:
        return column
    given = column.to_pylist()
    found = [mask_value(value, key=name) for value in given]
    return column if found == given else pa.array([None if v is None else str(v) for v in found], pa.string())


def _without_names(batch: Batch, connection: Connection) -> None:
    """Mask the names of persons the house knows, in the rows of each."""
    if profiles.is_empty(connection):
        return
    distinct = np.unique(batch.alias[batch.is_known])
    known = profiles.names(connection, distinct.tolist())
    rows = np.flatnonzero(np.isin(batch.alias, np.fromiter(known, np.int64, len(known))) & batch.is_known)
    if not len(rows):
        return
    names = [known[alias] for alias in batch.alias[rows].tolist()]
    for name, column in batch.columns.items():
        if _is_text(column.type):
            batch.columns[name] = _named(column, rows, names, key=name)


def _named(column: pa.Array, rows: NDArray[np.int64], names: list[frozenset[str]], *, key: str) -> pa.Array:
    part = column.take(pa.array(rows)).to_pylist()
    found = [mask_value(text, own, key=key) for text, own in zip(part, names, strict=True)]
    if found == part:
        return column
    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    chosen = np.zeros(len(column), np.bool_)
    chosen[rows] = True
    merged = pc.replace_with_mask(plain, pa.array(chosen), pa.array(found, plain.type))
    return merged.dictionary_encode().cast(column.type) if pa.types.is_dictionary(column.type) else merged
