"""A thin wrapper around DuckDB: bounded in memory, quiet, without network."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from oase.errors import StorageFull
from oase.lake.spool import disk
from oase.settings import Settings

__all__ = ["Engine"]

_FULL = ("No space left on device", "max_temp_directory_size", "Disk quota exceeded", "File too large")


class Engine:
    """DuckDB with the limits of the settings; nothing is downloaded, nothing outlives it.

    Parameters
    ----------
    settings : Settings, optional
        ``memory_mb``, ``threads`` and the folder for temporary files.

    Examples
    --------
    >>> with Engine() as engine:
    ...     engine.query("SELECT count(*) AS n FROM numbers WHERE x > ?", [1],
    ...                  numbers=pa.table({"x": [1, 2, 3]})).to_pydict()
    {'n': [2]}
    """

    def __init__(self, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        self._folder = _folder(settings.spool)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{settings.memory_mb}MB",
                "threads": settings.threads,
                "temp_directory": str(self._folder),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            },
        )
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
        self._closed = weakref.finalize(self, _close, self._connection, self._folder)

    def query(
        self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None, **tables: pa.Table
    ) -> pa.Table:
        """Answer one question.

        Parameters
        ----------
        sql : str
        params : sequence or mapping, optional
            Values for ``?`` or ``$name``.
        **tables : Arrow table
            Known under their names for this question only.

        Raises
        ------
        StorageFull
            If the temporary files do not fit on the disk.
        """
        with self._connection.cursor() as cursor:
            for name, table in tables.items():
                cursor.register(name, table)
            try:
                return cursor.sql(sql, params=params).to_arrow_table()
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                if any(sign in str(error) for sign in _FULL):
                    raise StorageFull(
                        "The disk is full",
                        expected="room for temporary files of a query",
                        where=str(self._folder),
                        todo="free some space, or choose a larger disk with Settings(spool=…)",
                    ) from error
                raise

    def close(self) -> None:
        """Close the engine and remove its temporary files; closing again does nothing."""
        self._closed()

    def __enter__(self) -> Engine:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the engine."""
        self.close()


def _folder(spool: Path | None) -> Path:
    with disk(spool or tempfile.gettempdir()):
        if spool is not None:
            spool.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="oase-engine-", dir=spool))


def _close(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)
