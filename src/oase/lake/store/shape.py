"""What differs between the lake's two tables, and how the folder is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.lake.tables import LAKE_ANSWERS, LAKE_CONTACTS

__all__ = ["ANSWERS_SHAPE", "BUCKETS", "CONTACTS_SHAPE", "FILE", "Shape", "bucket_of", "file_path"]

BUCKETS = 32
_SHIFT = 58
"""An alias has 63 bits, 62 … 0; the top five, 62 … 58, are its bucket."""

FILE = "_file"
"""Optional column of incoming batches: number of the file within the import, for numbering equal rows."""

_MADE_HERE = ("alias", "position", "source", "message_key", "attributes")


@dataclass(frozen=True, slots=True)
class Shape:
    """One table of the lake.

    Parameters
    ----------
    name : {"contacts", "answers"}
    schema : Arrow schema
        Columns as they lie in the lake.
    identifying : tuple of str
        Columns that, with source and occurrence, make a row's message key. Their order is fixed for ever.
    """

    name: Literal["contacts", "answers"]
    schema: pa.Schema
    identifying: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """Columns that come in; any other incoming column is an attribute."""
        return tuple(name for name in self.schema.names if name not in _MADE_HERE)

    @property
    def has_log(self) -> bool:
        """Whether rows wait in the log of the main database before they are sealed."""
        return self.name == "contacts"


CONTACTS_SHAPE = Shape("contacts", LAKE_CONTACTS, ("person", "at", "touchpoint", "tie"))
ANSWERS_SHAPE = Shape(
    "answers", LAKE_ANSWERS, ("person", "at", "touchpoint", "brand", "facet", "transaction")
)


def bucket_of(person: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the bucket of each alias: the top five of its 63 bits.

    Examples
    --------
    >>> bucket_of(np.array([0, 2**58, 2**63 - 1], np.int64)).tolist()
    [0, 1, 31]
    """
    return (person >> _SHIFT).astype(np.uint8)


def file_path(table: str, bucket: int, name: str) -> str:
    """Return the place of a file below the house folder, with ``/`` on every system.

    Examples
    --------
    >>> file_path("contacts", 3, "7f")
    'lake/contacts/b=03/7f.parquet'
    """
    return str(PurePosixPath("lake", table, f"b={bucket:02d}", f"{name}.parquet"))
