"""Excel workbooks (.xlsx, .xls, .xlsb, .ods) as streams of raw batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from oase.errors import OptionInvalid, SourceUnreadable, nearest
from oase.lake.reading.cells import column_of
from oase.lake.reading.openers import Opener
from oase.lake.reading.raw import RawBatch, Stream
from oase.lake.reading.sniffing import name_columns
from oase.lake.reading.trying import try_workbook

__all__ = ["open_excel"]

_ROWS = 50_000


def open_excel(opener: Opener, sheet: str | None) -> Stream:
    """Return a sheet of a workbook as a stream: the one named, else the first that is not empty.

    Raises
    ------
    SourceUnreadable
        When the workbook is torn, protected by a password or empty.
    OptionInvalid
        When there is no sheet of that name.
    HeaderInvalid
        When its first row names a column twice.
    """
    table, name = _sheet(opener, sheet)
    rows = _filled_rows(table)
    first = next(rows, None)
    if first is None:
        raise SourceUnreadable("The workbook is empty", where=opener.name, todo="export it again")
    columns = name_columns([str(cell) for cell in first[1]], opener.name)
    return Stream(
        name=opener.name,
        kind="excel",
        columns=columns,
        read=_reader(table, columns),
        size=table.total_height,
        notes=[f"{opener.name}: sheet {name!r}"],
        archive=opener.archive,
    )


def _sheet(opener: Opener, wanted: str | None) -> tuple[CalamineSheet, str]:
    names: list[str] = []
    with opener.seekable("workbook") as file:
        try_workbook(file, opener.name, wanted)
        try:
            workbook = CalamineWorkbook.from_filelike(file)  # pyright: ignore[reportArgumentType]
            names = workbook.sheet_names
            if wanted is not None:
                return workbook.get_sheet_by_name(wanted), wanted
            sheets = ((workbook.get_sheet_by_name(name), name) for name in names)
            found = next((pair for pair in sheets if pair[0].total_height), None)
        except WorksheetNotFound as error:
            raise OptionInvalid(
                f"There is no sheet {wanted!r}",
                expected="one of: " + ", ".join(names),
                where=opener.name,
                todo=f"did you mean {' or '.join(map(repr, nearest(str(wanted), names)))}?"
                if names
                else None,
            ) from error
        except PasswordError as error:
            raise SourceUnreadable(
                "The workbook is protected by a password", where=opener.name, todo="save it without password"
            ) from error
        except CalamineError as error:
            raise SourceUnreadable(
                "The workbook cannot be read",
                got=str(error)[:200],
                where=opener.name,
                todo="save it again as .xlsx or CSV",
            ) from error
    if found is None:
        raise SourceUnreadable("The workbook is empty", where=opener.name, todo="export it again")
    return found


def _filled_rows(table: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Yield (row as Excel counts it, cells) of rows that hold anything."""
    for place, cells in enumerate(table.iter_rows(), 1):
        if any(cell != "" for cell in cells):
            yield place, cells


def _reader(table: CalamineSheet, names: tuple[str, ...]) -> Callable[[Sequence[str]], Iterator[RawBatch]]:
    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        rows = islice(_filled_rows(table), 1, None)
        places = {name: place for place, name in enumerate(names) if name in set(columns)}
        while some := list(islice(rows, _ROWS)):
            lines = [line for line, _ in some]
            arrays = {
                name: column_of([None if row[place] == "" else row[place] for _, row in some])
                for name, place in places.items()
            }
            yield RawBatch(len(some), arrays, _given(lines), done=lines[-1])

    return read


def _given(lines: list[int]) -> Callable[[], NDArray[np.int64]]:
    return lambda: np.array(lines, np.int64)
