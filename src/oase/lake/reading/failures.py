"""Failures of files and libraries, told as errors of Oase."""

from __future__ import annotations

import errno
import lzma
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager

import pyarrow as pa

from oase.errors import OaseError, SourceMissing, SourceUnreadable, StorageForbidden, StorageFull

__all__ = ["told"]

_TORN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, UnicodeError)


@contextmanager
def told(where: str, kind: str = "file") -> Generator[None]:
    """Turn failures of reading ``where`` into errors that a person can act on.

    Raises
    ------
    SourceMissing, SourceUnreadable, StorageForbidden, StorageFull
        Instead of what the system, a decompressor or Arrow raised.
    """
    try:
        yield
    except OaseError:
        raise
    except pa.ArrowException as error:
        raise _unreadable(kind, where, error) from error
    except _TORN as error:
        raise _unreadable(kind, where, error) from error
    except OSError as error:
        raise _disk(kind, where, error) from error


def _disk(kind: str, where: str, error: OSError) -> OaseError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("No space left on the disk", where=where, todo="make room and try again")
    if isinstance(error, PermissionError):
        return StorageForbidden(
            "No right to read or write there", where=where, todo="change the rights of the file or folder"
        )
    if isinstance(error, FileNotFoundError):
        return SourceMissing("There is no such file", where=where, todo="check the path")
    if error.errno is not None:
        return SourceUnreadable(f"The {kind} cannot be read", got=error.strerror, where=where)
    return _unreadable(kind, where, error)


def _unreadable(kind: str, where: str, error: Exception) -> SourceUnreadable:
    return SourceUnreadable(
        f"The {kind} cannot be read to its end: it is torn or damaged",
        got=str(error).strip().split("\n")[0][:200] or type(error).__name__,
        where=where,
        todo="copy or export it again",
    )
