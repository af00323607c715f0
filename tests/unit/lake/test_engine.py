"""The thin wrapper around DuckDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa
import pytest

from oase.errors import StorageForbidden, StorageFull
from oase.lake.engine import Engine
from oase.settings import Settings


def test_query_sees_tables_and_parameters():
    """A question is answered from the tables handed in, with bound values."""
    with Engine() as engine:
        table = pa.table({"name": ["a'b", "→ 🛍"], "n": [1, 2]})
        answer = engine.query("SELECT n FROM log WHERE name = ?", ["→ 🛍"], log=table)
    assert answer.to_pydict() == {"n": [2]}


def test_tables_are_known_for_one_query_only():
    """The next question does not see the tables of the one before, nor variables of the caller."""
    log = pa.table({"n": [1]})
    with Engine() as engine:
        engine.query("SELECT * FROM log", log=log)
        with pytest.raises(duckdb.CatalogException):
            engine.query("SELECT * FROM log")


def test_queries_from_several_threads_do_not_meet():
    """Each question has a cursor of its own, so threads may ask at the same time."""
    with Engine() as engine, ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(engine.query, "SELECT sum(n) AS s FROM t", t=pa.table({"n": [n] * 10}))
            for n in range(20)
        ]
        assert [future.result().to_pydict()["s"] for future in asked] == [[10 * n] for n in range(20)]


def test_times_are_utc_whatever_the_machine(monkeypatch):
    """The zone of the machine does not change results."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with Engine() as engine:
        answer = engine.query("SELECT extract(hour FROM make_timestamptz(0)) AS hour")
    assert answer.to_pydict() == {"hour": [0]}


def test_limits_come_from_the_settings(tmp_path):
    """Memory, threads and temporary folder are those of the settings."""
    settings = Settings(memory_mb=200, threads=1, spool=tmp_path / "new")
    with Engine(settings) as engine:
        answer = engine.query(
            "SELECT current_setting('threads') AS t, current_setting('temp_directory') AS d,"
            " current_setting('memory_limit') AS m"
        ).to_pylist()[0]
    assert answer["t"] == 1
    assert answer["d"].startswith(str(tmp_path / "new"))
    assert answer["m"] == "190.7 MiB"


def test_nothing_is_downloaded():
    """What needs an extension that is not built in fails instead of fetching it."""
    with Engine() as engine, pytest.raises(duckdb.Error, match="httpfs"):
        engine.query("SELECT * FROM read_csv('https://example.org/x.csv')")


def test_closing_removes_the_temporary_folder(tmp_path):
    """After closing, once or twice, nothing is left on the disk."""
    engine = Engine(Settings(spool=tmp_path))
    assert len(list(tmp_path.iterdir())) == 1
    engine.close()
    engine.close()
    assert list(tmp_path.iterdir()) == []


def test_full_temporary_folder_is_said_so(tmp_path):
    """When temporary files find no room, the error says that the disk is full and what to do."""
    with Engine(Settings(memory_mb=60, threads=1, spool=tmp_path)) as engine:
        engine.query("SET max_temp_directory_size = '1MB'")
        with pytest.raises(StorageFull, match="disk is full"):
            engine.query(
                "SELECT r FROM (SELECT (range * 7919 % 1000003)::VARCHAR || 'xxxxxxxxxxxxxxxxxxxxxxxx' AS r"
                " FROM range(5000000)) ORDER BY r LIMIT 1 OFFSET 3000000"
            )


def test_folder_without_right_to_write(tmp_path, monkeypatch):
    """A temporary folder that must not be written is named, with the way out."""

    def forbidden(*_args, **_options):
        raise PermissionError

    monkeypatch.setattr("oase.lake.engine.duck.tempfile.mkdtemp", forbidden)
    with pytest.raises(StorageForbidden, match="cannot be written"):
        Engine(Settings(spool=tmp_path))
