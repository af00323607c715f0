"""Every error Oase raises on purpose, in one tree.

::

    OaseError
    ├── InputError (ValueError)            what was handed in cannot be used
    │   ├── SourceMissing (FileNotFoundError)   the file, folder or member is not there
    │   ├── SourceUnreadable                    it is there but empty, binary, torn, of unknown kind …
    │   ├── HeaderInvalid                       no header, a name twice, headers that differ between files
    │   ├── ColumnMissing (KeyError)            a column that was named does not exist
    │   ├── ColumnUnusable                      the column exists, its content does not serve
    │   ├── AnswersUnusable                     scale, outcome or number of touchpoints allow no verdict
    │   └── OptionInvalid                       an argument outside what is allowed
    ├── HouseError (RuntimeError)          the house folder
    │   ├── HouseMissing (FileNotFoundError)    no house there
    │   ├── HouseExists (FileExistsError)       something else is already there
    │   ├── HouseBusy                           another import holds the house; try again later
    │   └── HouseDamaged                        files and catalogue disagree; ``oase doctor`` mends
    ├── StorageError (OSError)             the disk
    │   ├── StorageFull                         no space left; what was there before is whole
    │   └── StorageForbidden (PermissionError)  no right to read or write there
    └── ExtraMissing (ImportError)         an optional package is needed

A message always says what happened, what was expected, what came instead, where, and what to do.
"""

from __future__ import annotations

import difflib
import errno
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from os import PathLike
from typing import Any

__all__ = [
    "AnswersUnusable",
    "ColumnMissing",
    "ColumnUnusable",
    "ExtraMissing",
    "HeaderInvalid",
    "HouseBusy",
    "HouseDamaged",
    "HouseError",
    "HouseExists",
    "HouseMissing",
    "InputError",
    "OaseError",
    "OptionInvalid",
    "SourceMissing",
    "SourceUnreadable",
    "StorageError",
    "StorageForbidden",
    "StorageFull",
    "nearest",
    "storage_errors",
    "storage_kind",
]

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR)


def nearest(name: str, available: Iterable[str], most: int = 3) -> list[str]:
    """Return the available names closest to a mistyped one, best first.

    Examples
    --------
    >>> nearest("custmer_id", ["customer_id", "ts", "touchpoint"])
    ['customer_id']
    """
    folded = {candidate.casefold(): candidate for candidate in available}
    hits = difflib.get_close_matches(name.casefold(), folded, n=most, cutoff=0.5)
    return [folded[hit] for hit in hits]


class OaseError(Exception):
    """Anything that Oase refuses or cannot do, told so that a person can act on it.

    Parameters
    ----------
    what : str
        What happened, as a sentence without the final stop.
    expected, got, where, todo : str, optional
        What was expected, what came instead, where it was found, what to do about it.

    Examples
    --------
    >>> print(OaseError("The file is empty", where="kontakte.csv", todo="Export it again"))
    The file is empty.
      where:      kontakte.csv
      what to do: Export it again
    """

    def __init__(
        self,
        what: str,
        *,
        expected: str | None = None,
        got: str | None = None,
        where: str | None = None,
        todo: str | None = None,
    ) -> None:
        self.what = what
        self.expected = expected
        self.got = got
        self.where = where
        self.todo = todo
        super().__init__(what)

    def __str__(self) -> str:
        """Return the message over several lines, only with what is known."""
        parts = [
            ("expected", self.expected),
            ("got", self.got),
            ("where", self.where),
            ("what to do", self.todo),
        ]
        head = self.what if self.what.endswith((".", "?", "!")) else f"{self.what}."
        return "\n".join([head, *(f"  {label + ':':<12}{text}" for label, text in parts if text)])


class InputError(OaseError, ValueError):
    """What was handed in cannot be used as it is."""


class SourceMissing(InputError, FileNotFoundError):
    """A file, folder or archive member that was named is not there."""


class SourceUnreadable(InputError):
    """A source is there but cannot be read: empty, binary, torn, or of an unknown kind."""


class HeaderInvalid(InputError):
    """The header row is missing, names a column twice, or differs between files read as one."""


class ColumnMissing(InputError, KeyError):
    """A column that was named does not exist; the nearest names are offered.

    Parameters
    ----------
    column : str
        The name that was asked for.
    available : sequence of str
        The names that exist.
    where : str, optional
        The file or table.
    role : str, optional
        What the column was wanted for, such as ``"person"``.

    Examples
    --------
    >>> error = ColumnMissing("custmer_id", ["customer_id", "ts"], where="a.csv", role="person")
    >>> print(error)
    There is no column 'custmer_id' for person.
      expected:   one of: customer_id, ts
      got:        'custmer_id'
      where:      a.csv
      what to do: did you mean 'customer_id'? Name it with person=…
    """

    def __init__(
        self, column: str, available: Sequence[str], *, where: str | None = None, role: str | None = None
    ) -> None:
        self.column = column
        self.available = list(available)
        self.nearest = nearest(column, available)
        shown = ", ".join(self.available[:30]) + (" …" if len(self.available) > 30 else "")
        hint = f"did you mean {' or '.join(repr(n) for n in self.nearest)}? " if self.nearest else ""
        super().__init__(
            f"There is no column {column!r}" + (f" for {role}" if role else ""),
            expected=f"one of: {shown}",
            got=repr(column),
            where=where,
            todo=f"{hint}Name it with {role or 'column'}=…",
        )


class ColumnUnusable(InputError):
    """A column exists but its content does not serve: no readable time, all empty, wrong type."""


class AnswersUnusable(InputError):
    """Answers from which no verdict can follow: outside the scale, one outcome value, one touchpoint."""


class OptionInvalid(InputError):
    """An argument is outside what is allowed; the allowed values are listed."""


class HouseError(OaseError, RuntimeError):
    """Something about the house folder."""


class HouseMissing(HouseError, FileNotFoundError):
    """There is no house at that path."""


class HouseExists(HouseError, FileExistsError):
    """The path is taken by something that is not a house."""


class HouseBusy(HouseError):
    """Another process is writing to the house; nothing was changed, try again later."""


class HouseDamaged(HouseError):
    """The files and the catalogue of a house disagree."""


class StorageError(OaseError, OSError):
    """The disk did not do what it should."""


class StorageFull(StorageError):
    """No space left on the disk; what was stored before is whole."""


class StorageForbidden(StorageError, PermissionError):
    """No right to read or write there."""


class ExtraMissing(OaseError, ImportError):
    """An optional package is needed for this.

    Parameters
    ----------
    package : str
        The package that could not be imported.
    extra : str
        The extra of Oase that brings it.

    Examples
    --------
    >>> print(ExtraMissing("pyreadstat", "spss"))
    The package 'pyreadstat' is not installed.
      what to do: pip install 'oase[spss]'
    """

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(f"The package {package!r} is not installed", todo=f"pip install 'oase[{extra}]'")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the two names, so that the error crosses processes."""
        return type(self), (self.package, self.extra)


def storage_kind(error: OSError) -> type[OaseError]:
    """Return which error of Oase the system's refusal to write is.

    Examples
    --------
    >>> storage_kind(OSError(errno.EROFS, "Read-only file system")).__name__
    'StorageForbidden'
    """
    if isinstance(error, FileNotFoundError):
        return SourceMissing
    if error.errno in _FULL:
        return StorageFull
    if isinstance(error, PermissionError) or error.errno in _FORBIDDEN:
        return StorageForbidden
    return StorageError


@contextmanager
def storage_errors(
    what: str, where: PathLike[str] | str, *, todo: str | None = None, room: str | None = None
) -> Generator[None]:
    """Tell what the system says about a file being written in the words of Oase.

    Parameters
    ----------
    what : str
        What did not come about, as a sentence without the final stop.
    where : path
        The file or folder.
    todo : str, optional
        What to do about it.
    room : str, optional
        What space was needed for; said when the disk is full.

    Raises
    ------
    StorageFull, StorageForbidden
        No space, no right to write.
    SourceMissing
        A folder on the way is not there.
    StorageError
        Anything else that the system reports.

    Examples
    --------
    >>> with storage_errors("The report cannot be written", "a.html", todo="choose another disk"):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    ...
    oase.errors.StorageFull: The report cannot be written: the disk is full.
      where:      a.html
      what to do: choose another disk
    """
    try:
        yield
    except OaseError:
        raise
    except OSError as error:
        kind = storage_kind(error)
        full = kind is StorageFull
        raise kind(
            f"{what}: the disk is full" if full else what,
            expected=room if full else None,
            got=None if full else error.strerror or str(error) or None,
            where=str(where),
            todo=todo,
        ) from error
