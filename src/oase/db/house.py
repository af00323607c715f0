"""The house folder: made, recognised, brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select

from oase.db.connection import Database, plain
from oase.db.disk import disk_errors, fsync_path
from oase.db.schema import house
from oase.errors import HouseDamaged, HouseError, HouseExists, HouseMissing
from oase.settings import now

__all__ = ["HOUSE_FILE", "KEY_FILE", "NEWEST", "House", "about", "open_database"]

HOUSE_FILE = "house.sqlite"
"""Name of the main database inside a house folder."""

KEY_FILE = "keys/pseudonym.key"
"""Place of the pseudonyms' key inside a house folder; ``identity`` makes and reads it."""

NEWEST = "0007"
"""Number of the newest migration this program knows."""

README = """\
Dies ist ein Haus von Oase: die Kontakte und Antworten Ihrer Kunden, pseudonymisiert.
  house.sqlite     Verzeichnis, neue Kontakte, Personen, Einwilligungen, Konten; Schlüssel der Tür und
                   Kennwörter nur als Prüfsummen.
  inbox/           was die Tür angenommen hat und noch nicht verarbeitet ist.
  lake/            Kontakte und Antworten als Parquet, nach Personen gruppiert.
  uploads/         hochgeladene Dateien, bis sie eingespielt oder 24 Stunden alt sind.
  reports/         fertige Berichte; sie stehen in keiner Sicherung.
  tasks.sqlite     was die Seiten gerade rechnen und zuletzt gerechnet haben; entsteht von selbst neu.
  erasures.jsonl   wer wann gelöscht wurde, als Prüfsummen. Aufbewahren! Ohne diese Liste
                   holt eine alte Sicherung Gelöschte zurück.
  keys/            Schlüssel der Pseudonyme. Sicher aufbewahren! Mit ihm lassen sich Personen
                   wiedererkennen; ohne ihn passen neue Daten nicht mehr zu den alten.
                   Nie zusammen mit Kopien des Hauses weitergeben oder sichern.
                   Dort auch vapid.pem (weist das Haus bei Push-Diensten aus; ohne ihn müssen
                   Kundinnen Mitteilungen neu erlauben) und customer-tokens.key (unterschreibt die
                   Anmeldungen der App; verloren wird er von selbst ersetzt).
Nichts von Hand ändern; `oase doctor` prüft das Haus, `oase backup` sichert es.

This is a house of Oase: your customers' contacts and answers, under pseudonyms.
  house.sqlite     catalogue, new contacts, persons, consents, accounts; keys of the door and passwords
                   only as hashes.
  inbox/           what the door has accepted and is not worked off yet.
  lake/            contacts and answers as Parquet, grouped by person.
  uploads/         files handed in, until they are taken in or 24 hours old.
  reports/         finished reports; no backup holds them.
  tasks.sqlite     what the pages compute and have computed last; made anew by itself.
  erasures.jsonl   who was erased when, as hashes. Keep it! Without this list an old backup
                   brings erased persons back.
  keys/            the key of the pseudonyms. Keep it safe! With it persons can be recognised;
                   without it new data no longer fits the old.
                   Never hand it on or back it up together with copies of the house.
                   Also vapid.pem (tells push services that it is this house; without it customers
                   must allow messages anew) and customer-tokens.key (signs what the app shows;
                   when lost it is replaced by itself).
Change nothing by hand; `oase doctor` checks the house, `oase backup` copies it.
"""


def open_database(
    folder: Path,
    *,
    create: bool = False,
    own_brand: str | None = None,
    timezone: str = "Europe/Berlin",
    made_by: str = "",
    clock: Callable[[], int] = now,
) -> Database:
    """Open the main database of a house, made or migrated where that is due.

    Parameters
    ----------
    folder : Path
        The house folder.
    create : bool
        Make the house when the folder is missing or empty.
    own_brand, timezone, made_by : str
        Written into a new house: the own brand, the zone of calendar periods, the program's version.
    clock : callable
        Microseconds since 1970, UTC.

    Returns
    -------
    Database

    Raises
    ------
    HouseMissing
        There is no house, and none is to be made.
    HouseExists
        A house is to be made where something else is.
    HouseError
        The house was made by a newer program.
    HouseDamaged, StorageForbidden, StorageFull
        The file is not whole, or the disk refuses.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "lindwerk"
    >>> open_database(folder, create=True, own_brand="Lindwerk").path.name
    'house.sqlite'
    >>> open_database(folder / "nothing")
    Traceback (most recent call last):
    ...
    oase.errors.HouseMissing: There is no house at that path...
    """
    path = folder / HOUSE_FILE
    with disk_errors(folder):
        if not path.exists():
            if not create:
                raise _missing(folder)
            _make_folder(folder)
            path.touch(mode=0o600)  # what SQLite lays beside it (WAL) gets the same rights
        version = _version(path)
        database = Database(path)
        if version != NEWEST:
            _migrate(database)
            _furnish(database, clock(), own_brand, timezone, made_by)
            fsync_path(folder)
    return database


class House(NamedTuple):
    """What a house says of itself; ``created`` in microseconds since 1970, UTC."""

    created: int
    made_by: str
    own_brand: str | None
    timezone: str


def about(database: Database) -> House:
    """Return what was written when the house was made.

    Examples
    --------
    >>> import tempfile
    >>> with open_database(Path(tempfile.mkdtemp()), create=True, own_brand="Lindwerk") as database:
    ...     about(database).own_brand
    'Lindwerk'
    """
    with database.reading() as connection:
        row = connection.execute(select(*(house.c[name] for name in House._fields))).one()
    return House(*row)


def _missing(folder: Path) -> HouseMissing:
    if folder.is_dir():
        what, todo = (
            "There is no house at that path, only a folder",
            "name the folder that holds house.sqlite",
        )
    elif folder.exists():
        what, todo = "There is no house at that path, only a file", "name a folder"
    else:
        what, todo = (
            "There is no house at that path",
            "make one with: oase serve FOLDER, or oase import FILE --house FOLDER",
        )
    return HouseMissing(what, expected=f"a folder with {HOUSE_FILE}", where=str(folder), todo=todo)


def _make_folder(folder: Path) -> None:
    # what is ours was left by a creation that was killed, or is being made by another process
    if folder.exists() and not (folder.is_dir() and all(_is_ours(path.name) for path in folder.iterdir())):
        raise HouseExists(
            "The path is taken by something that is not a house",
            expected="a new or an empty folder",
            where=str(folder),
            todo="choose another folder",
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "README.txt").write_text(README, encoding="utf-8")


def _is_ours(name: str) -> bool:
    return name in ("keys", "README.txt") or name.startswith(HOUSE_FILE)


def _version(path: Path) -> str | None:
    """Return the migration a house stands at, None for an empty database."""
    if not path.exists():
        return None
    with closing(plain(path)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise HouseDamaged(
                "The database is not that of a house", where=str(path), todo="restore a backup"
            )
        rows = connection.execute("select version_num from alembic_version").fetchall()
    version = str(rows[0][0]) if rows else ""
    if version > NEWEST:
        raise HouseError(
            "The house was made by a newer version of Oase",
            expected=f"a house of version {NEWEST} or older",
            got=version,
            where=str(path),
            todo="pip install --upgrade oase",
        )
    return version


def _migrate(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    scripts = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _furnish(database: Database, created: int, own_brand: str | None, timezone: str, made_by: str) -> None:
    with database.writing() as connection:
        if connection.execute(select(house.c.id)).first() is None:
            row = House(created, made_by, own_brand, timezone)
            connection.execute(insert(house).values(id=1, **row._asdict()))
