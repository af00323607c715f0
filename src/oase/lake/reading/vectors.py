"""One DuckDB expression over one column of strings: for what Arrow's casts cannot say row by row."""

from __future__ import annotations

import threading

import duckdb
import pyarrow as pa

__all__ = ["evaluate", "quoted"]

_local = threading.local()


def evaluate(column: pa.Array, *expressions: str, prepare: str = "x") -> list[pa.Array]:
    """Return expressions over ``x``, the column after ``prepare``, one array each.

    Examples
    --------
    >>> evaluate(pa.array(["1", "zwei"]), "try_cast(x as integer)")[0].to_pylist()
    [1, None]
    """
    named = ", ".join(f"{text} as e{place}" for place, text in enumerate(expressions))
    rows = pa.table({"x": column.cast(pa.string())})
    prepared = _connection().from_arrow(rows).project(f"{prepare} as x")
    result: pa.Table = prepared.project(named).to_arrow_table()
    return [result.column(place).combine_chunks() for place in range(len(expressions))]


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _connection() -> duckdb.DuckDBPyConnection:
    """One private connection a thread: DuckDB connections must not be shared between threads."""
    connection: duckdb.DuckDBPyConnection | None = getattr(_local, "connection", None)
    if connection is None:
        connection = duckdb.connect(":memory:", config={"threads": 1})
        connection.execute("set TimeZone = 'UTC'")
        _local.connection = connection
    return connection
