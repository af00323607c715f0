"""The key of the pseudonyms, in a file of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from oase.db import KEY_FILE, disk_errors, fsync_path
from oase.errors import HouseDamaged
from oase.identity.aliases import KEY_BYTES

__all__ = ["KEY_FILE", "key_in", "make_key", "open_key"]


def open_key(
    folder: Path, *, create: bool = True, random: Callable[[int], bytes] = secrets.token_bytes
) -> bytes:
    """Read the key of a house, or make it: 32 random bytes that only the owner may read.

    Parameters
    ----------
    folder : Path
        The house folder.
    create : bool
        Make the key when there is none. An app passes False for a house that already holds data: a new key
        would give everyone a second alias.
    random : callable
        Takes a number of bytes, gives so many.

    Returns
    -------
    bytes, 32 of them

    Raises
    ------
    HouseDamaged
        The key is missing and none may be made, or it has the wrong length.
    StorageForbidden, StorageFull
        The disk.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> open_key(folder) == open_key(folder)
    True
    """
    path = folder / KEY_FILE
    with disk_errors(path):
        if not create and not path.exists():
            raise HouseDamaged(
                "The key of the pseudonyms is missing",
                where=str(path),
                todo="put it back from its safe place; without it new rows cannot meet their persons",
            )
    return key_in(path, "the pseudonyms", "put the key back from its safe place", random)


def key_in(path: Path, of: str, todo: str, random: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """Return the key that a file holds; made where there is none.

    Parameters
    ----------
    path : Path
    of : str
        Of what it is, for messages.
    todo : str
        What to do when it is damaged.
    random : callable
        Takes a number of bytes, gives so many.

    Raises
    ------
    HouseDamaged
        The file does not hold a key.
    StorageForbidden, StorageFull
        The disk.
    """
    with disk_errors(path):
        if not path.exists():
            make_key(path, random(KEY_BYTES))
        key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise HouseDamaged(
            f"The key of {of} is not whole",
            expected=f"{KEY_BYTES} bytes",
            got=f"{len(key)}",
            where=str(path),
            todo=todo,
        )
    return key


def make_key(path: Path, key: bytes) -> None:
    """Write a new key into a file that only the owner may read; one made meanwhile by another stays."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        # a link, unlike a rename, never replaces the key that another process made meanwhile
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    fsync_path(path.parent)
    fsync_path(path.parent.parent)
