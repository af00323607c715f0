"""Whether a house is whole, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import msgspec

from oase.db import KEY_FILE
from oase.errors import HouseDamaged
from oase.lake.store.catalogue import FileRow, live_files
from oase.lake.store.files import RESTORE, read_file
from oase.lake.store.lock import Lease, holder_of_lock, is_over
from oase.lake.store.moves import Homes, let_move, read_homes
from oase.lake.store.order import ORDER, is_clustered
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape, bucket_of
from oase.lake.store.sweeping import orphans, sweep

__all__ = ["Finding", "check", "mend"]

_WRONG_IN_LOG = """
select count(*) from contact_log
where length(message_key) <> 16 or alias < 0
   or (attributes is not null and (not json_valid(attributes) or json_type(attributes) <> 'object'))
"""


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
    found = [*_database(place), *_key(place, shapes), *_lock(place), *_log(place)]
    for shape in shapes:
        with place.database.reading() as connection:
            files = live_files(connection, shape.name)
            homes = read_homes(connection)
        for file in files:
            found.extend(_file(place, shape, file, homes))
    if not _in_use(place):
        found.extend(_orphan(path) for path in orphans(place))
    return tuple(found)


def mend(place: Place, shapes: Sequence[Shape]) -> tuple[Finding, ...]:
    """Remove an expired lock and files that do not count, let lost rows move; return what was mended."""
    expired = tuple(_lock(place))
    with place.writing() as lease:
        lost = [finding for shape in shapes for finding in _mend_lost(place, shape, lease)]
        return (*expired, *lost, *(_orphan(path) for path in sweep(place)))


def _mend_lost(place: Place, shape: Shape, lease: Lease) -> Generator[Finding, None, None]:
    with place.database.reading() as connection:
        files = live_files(connection, shape.name)
        homes = read_homes(connection)
    for file in files:
        try:
            rows = read_file(place.folder / file.path, ["alias", "person"])
        except HouseDamaged:
            continue  # what cannot be read is found by check, and not mended
        if len(lost := homes.lost(rows)):
            with place.database.writing() as connection:
                lease.confirm(connection)
                let_move(connection, lost)
            yield _lost(file)


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


def _log(place: Place) -> Generator[Finding, None, None]:
    with place.database.reading() as connection:
        wrong = int(connection.exec_driver_sql(_WRONG_IN_LOG).scalar_one())
    if wrong:
        what = f"The log holds contacts that cannot be sealed: {wrong}"
        yield Finding(what, f"{place.database.path}, table contact_log", "restore a backup")


def _file(place: Place, shape: Shape, file: FileRow, homes: Homes) -> Generator[Finding, None, None]:
    try:
        ordering = [name for name in ORDER if name in shape.schema.names]
        rows = read_file(place.folder / file.path, [*ordering, "alias"])
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
    if len(homes.lost(rows)):
        yield _lost(file)


def _lost(file: FileRow) -> Finding:
    what = "A file names former persons, and nobody remembers that their contacts are to move"
    return Finding(what, file.path, "mend", mendable=True)


def _orphan(path: Path) -> Finding:
    return Finding(
        "A file does not count: left by an import that was cut short", str(path), "mend", mendable=True
    )
