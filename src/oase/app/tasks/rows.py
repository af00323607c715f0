"""Rows of the queue as tasks, and back."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import msgspec

from oase.app.tasks.ages import Made
from oase.app.tasks.task import Arguments, State, Task, Trouble
from oase.app.tasks.versions import DataVersion

__all__ = ["COLUMNS", "RANK", "key_of", "made_of", "packed", "task_of"]

COLUMNS = (
    "id, kind, arguments, by, state, done, total, requested, started, finished, trouble, coarse, fine, rank"
)

RANK = 13
"""Place of the last of them."""

_unpack_trouble = msgspec.msgpack.Decoder(Trouble).decode


def packed(arguments: Arguments) -> bytes:
    """Return arguments as bytes, the same for the same arguments in any order.

    Examples
    --------
    >>> packed({"b": 1, "a": [2]}) == packed({"a": (2,), "b": 1})
    True
    """
    return msgspec.msgpack.encode(dict(arguments), order="deterministic")


def key_of(kind: str, arguments: bytes) -> bytes:
    """Return what tells a result from others: by its kind and arguments."""
    return blake2b(kind.encode() + b"\0" + arguments, digest_size=16).digest()


def task_of(row: tuple[Any, ...]) -> Task:
    """Return the task of a row of ``COLUMNS``."""
    return Task(
        id=row[0],
        kind=row[1],
        arguments=msgspec.msgpack.decode(row[2]),
        by=row[3],
        state=State(row[4]),
        done=row[5],
        total=row[6],
        requested=row[7],
        started=row[8],
        finished=row[9],
        trouble=None if row[10] is None else _unpack_trouble(row[10]),
    )


def made_of(row: tuple[Any, ...]) -> Made:
    """Return how the result of a row of ``COLUMNS`` came about."""
    began = row[8] if row[8] is not None else row[7]
    ended = row[9] if row[9] is not None else began
    return Made(DataVersion(row[11], row[12]), began, ended, State(row[4]))
