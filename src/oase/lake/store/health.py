"""Whether a house is whole, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import msgspec

from oase.db import KEY_FILE
from oase.errors import HouseDamaged
from oase.lake.store.catalogue import FileRow, live_files
from oase.lake.store.files import RESTORE, read_file
from oase.lake.store.lock import holder_of_lock, is_over
from oase.lake.store.order import ORDER, is_clustered
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape, bucket_of
from oase.lake.store.sweeping import orphans, sweep

__all__ = ["Finding", "check", "mend"]


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it should be.

    Parameters
    ----------
    what : str
        What was found.
    where : str
        File or table.
    todo : str
        What to do about it.
    mendable : bool
        Whether ``mend`` does it; it never touches data.
    """

    what: str
    where: str
    todo: str
    mendable: bool = False


def check(place: Place, shapes: Sequence[Shape]) -> tuple[Finding, ...]:
    """Read the whole house and return what is not as it should be; see ``Store.check``."""
    found = [*_database(place), *_key(place, shapes), *_lock(place)]
    for shape in shapes:
        with place.database.reading() as connection:
            files = live_files(connection, shape.name)
        for file in files:
            found.extend(_file(place, shape, file))
    if not _in_use(place):
        found.extend(_orphan(path) for path in orphans(place))
    return tuple(found)


def mend(place: Place) -> tuple[Finding, ...]:
    """Remove an expired lock and files that do not count; return what was mended."""
    expired = tuple(_lock(place))
    with place.writing():
        return (*expired, *(_orphan(path) for path in sweep(place)))


def _database(place: Place) -> Generator[Finding, None, None]:
    with place.database.reading() as connection:
        said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if said != ["ok"]:
        yield Finding(f"The database is damaged: {said[0]}", str(place.database.path), "restore a backup")


def _key(place: Place, shapes: Sequence[Shape]) -> Generator[Finding, None, None]:
    path = place.folder / KEY_FILE
    if not path.exists():
        with place.database.reading() as connection:
            if any(live_files(connection, shape.name) for shape in shapes):
                todo = "put the key back from its safe place; without it new rows cannot meet their persons"
                yield Finding("The key of the pseudonyms is missing", str(path), todo)
    elif path.stat().st_mode & 0o077:
        yield Finding("Others may read the key of the pseudonyms", str(path), f"chmod 600 {path}")


def _lock(place: Place) -> Generator[Finding, None, None]:
    with place.database.reading() as connection:
        row = holder_of_lock(connection)
    if row is not None and is_over(row, place.clock()):
        what = f"An import was cut short: {row.holder} still holds the lock"
        yield Finding(what, str(place.database.path), "mend frees it; run the import again", mendable=True)


def _in_use(place: Place) -> bool:
    with place.database.reading() as connection:
        row = holder_of_lock(connection)
    return row is not None and not is_over(row, place.clock())


def _file(place: Place, shape: Shape, file: FileRow) -> Generator[Finding, None, None]:
    try:
        rows = read_file(place.folder / file.path, [name for name in ORDER if name in shape.schema.names])
    except HouseDamaged as error:
        yield Finding(f"{error.what}{f': {error.got}' if error.got else ''}", file.path, RESTORE)
        return
    if rows.num_rows != file.rows:
        what = f"A file has {rows.num_rows} rows, the catalogue says {file.rows}"
        yield Finding(what, file.path, RESTORE)
    if rows.num_rows and (bucket_of(rows["person"].to_numpy()) != file.bucket).any():
        yield Finding("A file holds persons of another bucket", file.path, RESTORE)
    if not is_clustered(rows):
        yield Finding("A file's rows are out of order", file.path, RESTORE)


def _orphan(path: Path) -> Finding:
    return Finding(
        "A file does not count: left by an import that was cut short", str(path), "mend", mendable=True
    )
