"""Imported rows of aliases whose rows lie, or ought to lie, under another person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.lake.store.catalogue import FileRow
from oase.lake.store.files import read_file
from oase.lake.store.keys import Lanes, lanes_of
from oase.lake.store.place import Place
from oase.lake.store.shape import BUCKETS, bucket_of
from oase.lake.store.spool import BucketSpool

__all__ = ["foreign_aliases", "keys_elsewhere"]

_FOREIGN = "select alias from identifiers where person <> alias union select alias from alias_moves"


def foreign_aliases(connection: Connection, spool: BucketSpool) -> NDArray[np.int64]:
    """Return the aliases of gathered rows that stand, or stood until lately, for somebody else."""
    found = connection.exec_driver_sql(_FOREIGN).fetchall()
    known = pa.array([alias for (alias,) in found], pa.int64())
    met = np.zeros(0, np.int64)
    for bucket in range(BUCKETS if len(known) else 0):
        rows = spool.bucket(bucket)
        if rows is not None:
            person = rows["person"]
            some = person.filter(pc.is_in(person, value_set=known)).to_numpy()
            met = np.union1d(met, some)
    return met


def keys_elsewhere(place: Place, files: Sequence[FileRow], aliases: NDArray[np.int64]) -> Lanes | None:
    """Return the message keys of rows of these aliases that lie in another bucket than their own."""
    if not len(aliases):
        return None
    wanted = pa.array(aliases)
    keys: list[pa.ChunkedArray] = []
    for file in files:
        alias = read_file(place.folder / file.path, ["alias"])["alias"]
        strays = pc.is_in(alias, value_set=wanted).to_numpy() & (bucket_of(alias.to_numpy()) != file.bucket)
        if strays.any():
            held = read_file(place.folder / file.path, ["message_key"])
            keys.append(held.filter(pa.array(strays))["message_key"])
    if not keys:
        return None
    chunks = [chunk for found in keys for chunk in found.chunks]
    return lanes_of(pa.chunked_array(chunks).combine_chunks())
