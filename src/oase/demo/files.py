"""The demo as the files that a company would have: contacts from a data lake, answers from German Excel."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from oase.demo.calendar import END
from oase.demo.lindwerk import lindwerk_blocks
from oase.demo.tables import CONTACT_COLUMNS, summed
from oase.errors import storage_errors
from oase.model import Phase

__all__ = ["ANSWERS_HEADER", "CONTACTS_HEADER", "SEGMENTS", "DemoFiles", "weeks_until", "write"]

CONTACTS_HEADER = {
    "person": "Kunde",
    "at": "Zeitpunkt",
    "touchpoint": "Kontaktpunkt",
    "channel": "Kanal",
    "phase": "Phase",
    "value": "Warenwert",
    "age_group": "Altersgruppe",
    "customer_type": "Kundentyp",
    "city": "Ort",
    "channel_preference": "Lieblingskanal",
}
"""Name of each column of the contacts in the CSV file."""

SEGMENTS = {
    name: CONTACTS_HEADER[name] for name in ("age_group", "customer_type", "city", "channel_preference")
}
"""Name of what is known of a person in every file: alike in contacts and answers, to narrow both at once."""

ANSWERS_HEADER = {
    "person": "Kunde",
    "at": "Zeitpunkt",
    "touchpoint": "Kontaktpunkt",
    "answer": "Antwort",
    "brand": "Marke",
    "expectation": "Erwartung",
    "recommend": "Weiterempfehlung",
    "phase": "Phase",
    "transaction": "Vorgang",
    "age_group": "Altersgruppe",
    "customer_type": "Kundentyp",
    "city": "Ort",
    "channel_preference": "Lieblingskanal",
}
"""Name of each column of the answers in the CSV file."""

_GERMAN: dict[str, dict[str, str]] = {
    "phase": {
        Phase.NEED: "Bedarf",
        Phase.SEARCH: "Suche",
        Phase.SHORTLIST: "Auswahl",
        Phase.PURCHASE: "Kauf",
        Phase.USE: "Nutzung",
        Phase.LOYALTY: "Treue",
        Phase.OVER: "Ende",
    },
    "answer": {
        "missed": "schlechter als erwartet",
        "met": "wie erwartet",
        "exceeded": "besser als erwartet",
    },
}
_BOM = b"\xef\xbb\xbf"


class DemoFiles(msgspec.Struct, frozen=True):
    """Where the files of the demo lie.

    Parameters
    ----------
    contacts : Path
        ``kontakte.parquet`` with the columns of ``Lindwerk.contacts``, what is known of a person being named
        as in the answers (``SEGMENTS``); or ``kontakte.csv``.
    answers : Path
        ``antworten.csv``: semicolons, decimal comma, local times such as 21.06.2026 14:32:05.
    invitations : Path
        ``einladungen.csv``: contacts, invitations and answers per touchpoint.
    """

    contacts: Path
    answers: Path
    invitations: Path


def write(
    folder: Path,
    persons: int = 20_000,
    seed: int = 7,
    *,
    contacts: Literal["parquet", "csv"] = "parquet",
    weeks: int = 0,
) -> DemoFiles:
    """Write the demo block by block into a folder, which is made where it is missing.

    Parameters
    ----------
    folder : Path
    persons, seed : int
        As in ``lindwerk``.
    contacts : {"parquet", "csv"}
        Parquet with UTC times, or German CSV like the answers.
    weeks : int
        By how many weeks everything is moved, so that it ends lately (``weeks_until``).

    Raises
    ------
    StorageForbidden, StorageFull, StorageError
        The folder cannot be written, the disk is full, or it failed otherwise.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     files = write(Path(folder), persons=20)
    ...     files.answers.read_text("utf-8-sig").splitlines()[0]
    'Kunde;Zeitpunkt;Kontaktpunkt;Antwort;Marke;...'
    """
    files = DemoFiles(folder / f"kontakte.{contacts}", folder / "antworten.csv", folder / "einladungen.csv")
    with storage_errors("The demo cannot be written", folder, todo="choose another folder"):
        folder.mkdir(parents=True, exist_ok=True)
        _write(files, persons, seed, weeks)
    return files


def _write(files: DemoFiles, persons: int, seed: int, weeks: int) -> None:
    open_contacts = _parquet if files.contacts.suffix == ".parquet" else _german_contacts
    invited: list[pa.Table] = []
    with open_contacts(files.contacts) as put_contacts, _german(files.answers, ANSWERS_HEADER) as put_answers:
        for block in lindwerk_blocks(persons, seed):
            put_contacts(_moved(block.contacts, weeks))
            put_answers(_moved(block.answers, weeks))
            invited.append(block.invitations)
    names = {"touchpoint": "Kontaktpunkt", "transactions": "Kontakte", "invited": "Eingeladen"}
    with _german(files.invitations, {**names, "answered": "Geantwortet"}) as put:
        put(summed(invited))


def weeks_until(day: date) -> int:
    """Return by how many weeks the demo is moved to end at most a week before a day, and not after it.

    Examples
    --------
    >>> weeks_until(date(2026, 11, 21)), weeks_until(date(2026, 11, 1))
    (2, 0)
    """
    return (day - END).days // 7


def _moved(table: pa.Table, weeks: int) -> pa.Table:
    """Return rows with their times moved by whole weeks."""
    if not weeks:
        return table
    place = table.schema.get_field_index("at")
    length = pa.scalar(timedelta(weeks=weeks), pa.duration("us"))
    at = table["at"]
    moved = pc.add(pc.cast(at, pa.timestamp("us", "UTC")), length)
    return table.set_column(place, table.schema.field(place), pc.cast(moved, at.type))


@contextmanager
def _parquet(path: Path) -> Generator[Callable[[pa.Table], None]]:
    names = [SEGMENTS.get(name, name) for name in CONTACT_COLUMNS.names]
    schema = pa.schema([field.with_name(name) for field, name in zip(CONTACT_COLUMNS, names, strict=True)])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        yield lambda table: writer.write_table(table.rename_columns(names))


@contextmanager
def _german(path: Path, header: dict[str, str]) -> Generator[Callable[[pa.Table], None]]:
    """Open a CSV file as German Excel saves it."""
    schema = pa.schema([(name, pa.string()) for name in header.values()])
    options = csv.WriteOptions(delimiter=";", quoting_style="none", quoting_header="none")
    with path.open("wb") as file:
        file.write(_BOM)
        with csv.CSVWriter(file, schema, write_options=options) as writer:
            yield lambda table: writer.write_table(_in_german(table, schema))


def _german_contacts(path: Path) -> AbstractContextManager[Callable[[pa.Table], None]]:
    return _german(path, CONTACTS_HEADER)


def _in_german(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        _translated(column, _GERMAN[name]) if name in _GERMAN else _as_text(column)
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.table(columns, schema=schema)


def _translated(column: pa.ChunkedArray, words: Mapping[str, str]) -> pa.ChunkedArray:
    german = pa.array(list(words.values()))
    codes = pc.call_function(
        "index_in", [column.cast(pa.string())], pc.SetLookupOptions(pa.array(list(words)))
    )
    return pa.chunked_array([german.take(chunk) for chunk in codes.chunks], pa.string())


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return times in local German form, numbers with a comma, words as they are."""
    if pa.types.is_timestamp(column.type):
        local = column.cast(pa.timestamp("s", "Europe/Berlin"), safe=False)
        return pc.call_function("strftime", [local], pc.StrftimeOptions("%d.%m.%Y %H:%M:%S"))
    if pa.types.is_floating(column.type):
        comma = pc.ReplaceSubstringOptions(".", ",")
        return pc.call_function("replace_substring", [column.cast(pa.string())], comma)
    return column.cast(pa.string())
