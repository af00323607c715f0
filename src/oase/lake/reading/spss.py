"""SPSS files (.sav) as streams of raw batches; needs the extra ``spss``."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from oase.errors import ExtraMissing, SourceUnreadable
from oase.lake.reading.cells import column_of
from oase.lake.reading.openers import Opener
from oase.lake.reading.raw import RawBatch, Stream, rows_from

__all__ = ["open_spss"]

_ROWS = 50_000


def open_spss(opener: Opener) -> Stream:
    """Return an SPSS file as a stream; value labels are kept beside the codes.

    Raises
    ------
    ExtraMissing
        When ``pyreadstat`` is not installed.
    SourceUnreadable
        When the file is torn.
    """
    pyreadstat = _library()
    with _on_disk(opener) as path:
        meta = _call(pyreadstat, opener.name, path, metadataonly=True)[1]
    labels = {
        name: {float(code): str(word) for code, word in words.items() if _is_number(code)}
        for name, words in meta.variable_value_labels.items()
    }
    return Stream(
        name=opener.name,
        kind="spss",
        columns=tuple(meta.column_names),
        read=_reader(pyreadstat, opener),
        size=meta.number_rows,
        labels=labels,
        archive=opener.archive,
    )


def _library() -> Any:
    try:
        return importlib.import_module("pyreadstat")
    except ImportError as error:
        raise ExtraMissing("pyreadstat", "spss") from error


def _is_number(code: object) -> bool:
    return isinstance(code, int | float)


@contextmanager
def _on_disk(opener: Opener) -> Generator[Path]:
    if opener.path is not None:
        yield opener.path
        return
    with opener.seekable() as file, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.sav"
        with path.open("wb") as copy:
            while piece := file.read(1 << 20):
                copy.write(piece)
        yield path


def _call(pyreadstat: Any, where: str, path: Path, **options: Any) -> tuple[dict[str, list[Any]], Any]:
    try:
        return pyreadstat.read_sav(str(path), output_format="dict", **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise SourceUnreadable(
            "The SPSS file cannot be read", got=str(error)[:200], where=where, todo="save it again"
        ) from error


def _reader(pyreadstat: Any, opener: Opener) -> Callable[[Sequence[str]], Iterator[RawBatch]]:
    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        start = 0
        with _on_disk(opener) as path:
            while True:
                cells, _ = _call(
                    pyreadstat,
                    opener.name,
                    path,
                    usecols=list(columns) or None,
                    row_offset=start,
                    row_limit=_ROWS,
                )
                rows = len(next(iter(cells.values()), []))
                if rows == 0:
                    return
                arrays = {
                    name: column_of([None if cell == "" else cell for cell in cells[name]])
                    for name in columns
                }
                yield RawBatch(rows, arrays, rows_from(start + 2, rows), done=start + rows)
                start += rows

    return read
