"""What the system says about the disk, told in the words of Oase."""

from __future__ import annotations

import errno
import pickle
from pathlib import Path

import pytest

from oase.errors import (
    ExtraMissing,
    OaseError,
    SourceMissing,
    StorageError,
    StorageForbidden,
    StorageFull,
    storage_errors,
)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EFBIG, StorageFull),
        (errno.EACCES, StorageForbidden),
        (errno.EPERM, StorageForbidden),
        (errno.EROFS, StorageForbidden),
        (errno.EISDIR, StorageForbidden),
        (errno.ENOENT, SourceMissing),
        (errno.EIO, StorageError),
        (errno.ENOTDIR, StorageError),
    ],
)
def test_each_refusal_of_the_system_has_its_error(number: int, kind: type[OaseError]) -> None:
    """Quota, read-only disks and folders in the way are told apart; the cause stays attached."""
    with pytest.raises(kind, match="report cannot be written") as caught:  # noqa: SIM117
        with storage_errors("The report cannot be written", Path("a.html"), todo="choose another folder"):
            raise OSError(number, "said by the system")
    assert type(caught.value) is kind
    assert caught.value.where == "a.html"
    assert caught.value.todo == "choose another folder"
    assert isinstance(caught.value.__cause__, OSError)


def test_errors_of_oase_pass_unchanged() -> None:
    """An error that is already told is not told a second time."""
    first = StorageFull("The catalogue is full", where="house.sqlite")
    with pytest.raises(StorageFull) as caught, storage_errors("The report cannot be written", "a.html"):
        raise first
    assert caught.value is first


def test_other_errors_are_not_touched() -> None:
    """A mistake in the program is not dressed up as one of the disk."""
    with pytest.raises(ZeroDivisionError), storage_errors("The report cannot be written", "a.html"):
        1 / 0  # noqa: B018


def test_an_error_crosses_processes() -> None:
    """An error that takes other arguments than a sentence keeps its message when pickled."""
    error = ExtraMissing("pyreadstat", "spss")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
