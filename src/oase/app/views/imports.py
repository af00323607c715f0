"""What is done with an uploaded file: looked at, checked as a whole, taken in.

What these tasks find out about a file stands beside it, in the folder of the upload, because it shows rows of
persons; a task itself returns counts alone. What is wrong with a file is found out, too, and no failure.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from oase.app.tasks.task import Arguments, Progress
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.app.views.imports_mapping import FileMapping, guessed, read_rows
from oase.app.views.imports_remembered import remember, remembered_for
from oase.app.views.imports_sources import parts_of_file
from oase.db import about
from oase.errors import InputError, SourceUnreadable
from oase.experience import check
from oase.lake import Answers, Contacts
from oase.lake.reading import columns_of, sample, sniff
from oase.model import Reading, RefusalReason
from oase.settings import Settings

if TYPE_CHECKING:
    from oase.app.house import House
    from oase.lake.reading.openers import Opener

__all__ = ["REFUSED", "ROWS", "check_file", "first_rows", "look_at_file", "take_in", "trial"]

ROWS = "rows.arrow"
"""The first rows, as they stand in the file."""

REFUSED = "refused.csv"
"""Every refused row: file, line, reason, column, value."""

FIRST_ROWS = 2_000
MOST_COLUMNS = 1_000
_EXAMPLES = 12
_SHOWN = 40
_STEPS = 1_000


def look_at_file(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Find out what an uploaded file is, keep its first rows, and guess what its columns are.

    Parameters
    ----------
    arguments : mapping
        ``upload``; where chosen ``sheet``, and ``kind``, contacts or answers.
    """
    uploads, upload = _upload(house, arguments)
    progress(0, None)
    with _told(uploads, upload, "look") as outcome:
        sheet, kind = arguments.get("sheet") or None, arguments.get("kind")
        parts = parts_of_file(uploads.file_of(upload.id), upload.name)
        found = [sniff(part, sheet=sheet)[0] for part in parts[:_SHOWN]]
        table = sample(parts[0], FIRST_ROWS, sheet=sheet)
        if table.num_columns > MOST_COLUMNS:
            raise InputError(
                "The file has too many columns",
                expected=f"at most {MOST_COLUMNS:,}",
                got=f"{table.num_columns:,}",
                where=upload.name,
                todo="keep the columns that say who, when and where, and a few to compare by",
            )
        _keep(uploads.folder_of(upload.id) / ROWS, table)
        own = about(house.rooms.database).own_brand
        mapping = remembered_for(house.rooms.database, table.column_names) if not kind else None
        is_remembered = mapping is not None
        if mapping is None:
            mapping = guessed(table, upload.name, house.settings, own, kind)
        look = {
            "kind": found[0].kind,
            "parts": [part.name for part in parts[:_SHOWN]],
            "further_parts": max(0, len(parts) - _SHOWN),
            "columns": table.column_names,
            "notes": [_plain_note(note, found[0].name) for note in found[0].notes],
            "rows": table.num_rows,
            "is_remembered": is_remembered,
        }
        uploads.tell(upload.id, "mapping", msgspec.structs.replace(mapping, sheet=sheet or mapping.sheet))
        uploads.tell(upload.id, "look", look)
        outcome["rows"] = table.num_rows
    return outcome


def first_rows(uploads: Uploads, upload: str) -> pa.Table:
    """Return the first rows of an upload, as they stand in the file."""
    with pa.memory_map(str(uploads.folder_of(upload) / ROWS)) as file:
        return pa.ipc.open_file(file).read_all()


class Trial(NamedTuple):
    """What became of the first rows under a mapping: counts, or what does not fit."""

    reading: Reading
    error: InputError | None = None


def trial(table: pa.Table, mapping: FileMapping, settings: Settings) -> Trial:
    """Read the first rows as a mapping says, and keep nothing."""
    try:
        return Trial(read_rows(table, mapping, settings).reading)
    except InputError as error:
        return Trial(Reading(rows_read=table.num_rows), error)


def check_file(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Read a whole file as its mapping says, and keep counts and the refused rows."""
    uploads, upload = _upload(house, arguments)
    mapping = _mapping(uploads, upload)
    uploads.forget(upload.id, "check")
    with _told(uploads, upload, "check") as outcome, _collected(uploads, upload) as refusals:
        parts = parts_of_file(uploads.file_of(upload.id), upload.name)
        seen = _Seen()
        for rows in _read(parts, mapping, house.settings, refusals, progress, _STEPS):
            seen.add(rows)
        told = seen.told() | {"mapping": msgspec.to_builtins(mapping)}
        if mapping.kind == "answers":
            told["evidence"] = _evidence(seen.last, house)
        uploads.tell(upload.id, "check", told)
        outcome |= {name: told[name] for name in ("rows_read", "rows_refused")}
    return outcome


def take_in(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Take an uploaded file into the house, and delete it; every part of an archive is one import."""
    uploads, upload = _upload(house, arguments)
    mapping = _mapping(uploads, upload)
    with _told(uploads, upload, "import") as outcome, _collected(uploads, upload) as refusals:
        parts = parts_of_file(uploads.file_of(upload.id), upload.name)
        columns = columns_of(parts[0], sheet=mapping.sheet or None)
        counted: Counter[str] = Counter()
        reasons: Counter[RefusalReason] = Counter()
        dropped: dict[str, None] = {}
        half = _STEPS // 2
        for place, rows in enumerate(_read(parts, mapping, house.settings, refusals, progress, half)):
            share = _Share(progress, (place * _STEPS + half) / len(parts), half / len(parts))
            if isinstance(rows, Contacts):
                done = house.import_contacts(rows, source=mapping.source, progress=share)
            else:
                done = house.import_answers(rows, source=mapping.source)
            for name in ("rows_read", "rows_refused", "rows_added", "duplicates"):
                counted[name] += getattr(done, name)
            reasons += Counter(done.reasons)
            dropped |= dict.fromkeys(done.dropped)
        remember(house.rooms.database, mapping, columns)
        outcome |= {
            "kind": mapping.kind,
            "source": mapping.source,
            **{name: counted[name] for name in ("rows_read", "rows_refused", "rows_added", "duplicates")},
            "reasons": {str(reason): count for reason, count in reasons.most_common()},
            "dropped": list(dropped),
        }
        uploads.tell(upload.id, "result", outcome)
        uploads.consume(upload.id)
    return outcome


def _upload(house: House, arguments: Arguments) -> tuple[Uploads, Upload]:
    uploads = Uploads(house.folder, house.rooms.clock)
    upload = uploads.find(str(arguments["upload"]))
    if upload is None or not uploads.file_of(upload.id).exists():
        raise UploadRefused("unreadable", todo="hand the file in again")
    return uploads, upload


def _mapping(uploads: Uploads, upload: Upload) -> FileMapping:
    return msgspec.convert(uploads.told(upload.id, "mapping"), FileMapping)


@contextmanager
def _told(uploads: Uploads, upload: Upload, step: str) -> Generator[dict[str, Any]]:
    """Write down beside the file what does not fit in it; cells of persons stay there."""
    uploads.forget(upload.id, "trouble")
    outcome: dict[str, Any] = {}
    try:
        yield outcome
    except InputError as error:
        parts = {name: getattr(error, name) for name in ("what", "expected", "got", "where", "todo")}
        uploads.tell(upload.id, "trouble", {"step": step, "error": type(error).__name__, **parts})
        outcome.clear()


@contextmanager
def _collected(uploads: Uploads, upload: Upload) -> Generator[Callable[[int], Path]]:
    """Give each part of a file a file for its refused rows, and join them at the end."""
    folder = uploads.folder_of(upload.id)
    files: list[Path] = []

    def named(place: int) -> Path:
        files.append(folder / f"refused.{place}.part")
        files[-1].touch(mode=0o600)
        return files[-1]

    try:
        yield named
    finally:
        draft = folder / f"{REFUSED}.draft"
        draft.touch(mode=0o600)
        with draft.open("w", encoding="utf-8", newline="") as joined:
            for place, path in enumerate(files):
                with path.open(encoding="utf-8", newline="") as part:
                    rows = csv.reader(part)
                    if place:
                        next(rows, None)
                    csv.writer(joined).writerows(rows)
                path.unlink()
        draft.replace(folder / REFUSED)


class _Share:
    """Tells progress of a stretch of the whole, in steps of a thousand."""

    def __init__(self, progress: Progress, begin: float, length: float) -> None:
        self._progress, self._begin, self._length = progress, begin, length

    def __call__(self, done: int, total: int | None) -> None:
        share = min(1.0, done / total) if total else 0.0
        self._progress(round(self._begin + share * self._length), _STEPS)


def _read(
    parts: Sequence[Opener],
    mapping: FileMapping,
    settings: Settings,
    refusals: Callable[[int], Path],
    progress: Progress,
    steps: int,
) -> Iterator[Contacts | Answers]:
    """Yield each part's rows; reading one of them is ``steps`` of a thousand for that part."""
    for place, part in enumerate(parts):
        share = _Share(progress, place * _STEPS / len(parts), steps / len(parts))
        yield read_rows(part, mapping, settings, refusals=refusals(place), progress=share)


class _Seen:
    """Counts over the parts of a file."""

    def __init__(self) -> None:
        self.read = self.refused = 0
        self.reasons: Counter[str] = Counter()
        self.examples: list[dict[str, Any]] = []
        self.persons: int = 0
        self.first: int | None = None
        self.until: int | None = None
        self.visits: Counter[str] = Counter()
        self.notes: dict[str, None] = {}
        self.parts = 0
        self._last: Contacts | Answers | None = None

    def add(self, rows: Contacts | Answers) -> None:
        """Take in one part."""
        self.parts += 1
        self._last = rows
        reading = rows.reading
        self.read += reading.rows_read
        self.refused += reading.rows_refused
        self.reasons += Counter({str(reason): count for reason, count in reading.reasons.items()})
        self.examples += [
            msgspec.to_builtins(one) for one in reading.refusals[: _EXAMPLES - len(self.examples)]
        ]
        self.notes |= dict.fromkeys(_plain_note(note, reading.files[0]) for note in reading.notes)
        persons, first, until, visits = (
            _of_contacts(rows) if isinstance(rows, Contacts) else _of_answers(rows)
        )
        self.persons = max(self.persons, persons)  # the same person may stand in several parts
        self.first = min((one for one in (self.first, first) if one is not None), default=None)
        self.until = max((one for one in (self.until, until) if one is not None), default=None)
        self.visits += Counter(visits)

    @property
    def last(self) -> Contacts | Answers:
        """The rows of the last part."""
        if self._last is None:
            raise SourceUnreadable("The archive holds no file")
        return self._last

    def told(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return {
            "rows_read": self.read,
            "rows_refused": self.refused,
            "reasons": dict(self.reasons.most_common()),
            "examples": self.examples,
            "persons": self.persons,
            "first_at": self.first,
            "last_at": self.until,
            "touchpoints": len(self.visits),
            "most": dict(self.visits.most_common(_SHOWN)),
            "notes": list(self.notes),
            "parts": self.parts,
        }


def _of_contacts(rows: Contacts) -> tuple[int, int | None, int | None, dict[str, int]]:
    return rows.persons, rows.first_at, rows.last_at, dict(rows.visits())


def _of_answers(rows: Answers) -> tuple[int, int | None, int | None, dict[str, int]]:
    table = rows.table
    names = table.column_names
    persons = len(pc.unique(table["person"].drop_null())) if "person" in names else 0
    bounds = pc.min_max(table["at"]).as_py() if "at" in names and len(table) else {"min": None, "max": None}
    if "touchpoint" in names:
        counted = table["touchpoint"].cast(pa.string()).value_counts().to_pylist()
        visits = {entry["values"]: entry["counts"] for entry in counted if entry["values"] is not None}
    else:
        visits = {name: len(table) - table[name].null_count for name in rows.touchpoints}
    return persons, bounds["min"], bounds["max"], visits


def _evidence(rows: Contacts | Answers, house: House) -> dict[str, Any]:
    """Return which letters these answers carry beside the house's contacts, in both languages."""
    if not isinstance(rows, Answers) or not len(rows):
        return {}
    contacts = house.contacts()
    beside = contacts if contacts.count else None
    return {
        lang: [
            row for row in check(rows, contacts=beside, lang=lang).rows() if row["reached"] or row["missing"]
        ]
        for lang in ("de", "en")
    }


def _plain_note(note: str, file: str) -> str:
    return note.removeprefix(f"{file}: ")


def _keep(path: Path, table: pa.Table) -> None:
    path.touch(mode=0o600)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
