"""The house folder and its database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, select

import oase.accounts.tables
import oase.contacts.tables
import oase.db.migrations
import oase.decisions.tables
import oase.experience.inventory.tables
import oase.experience.verdicts.tables
import oase.identity.tables
import oase.retail.tables
import oase.service.tables
import oase.strategy.tables
import oase.surveys.tables
from oase.db import HOUSE_FILE, NEWEST, disk_errors, metadata, open_database
from oase.db.schema import house, touchpoints
from oase.errors import (
    HouseDamaged,
    HouseError,
    HouseExists,
    HouseMissing,
    StorageError,
    StorageForbidden,
    StorageFull,
)


def test_new_house_has_the_schema_that_the_rooms_registered(tmp_path: Path) -> None:
    """The hand-written migrations build exactly what ``metadata`` says."""
    with open_database(tmp_path / "h", create=True) as database, database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_nobody_else_may_read_a_house(tmp_path: Path) -> None:
    """Whatever the umask lets through: the folder, the database and its log are the owner's alone."""
    former = os.umask(0)
    try:
        with open_database(tmp_path / "h", create=True) as database, database.writing() as connection:
            connection.execute(insert(touchpoints).values(name="Kauf", created=0))
            wal = (tmp_path / "h" / f"{HOUSE_FILE}-wal").stat().st_mode
    finally:
        os.umask(former)
    modes = [path.stat().st_mode for path in (tmp_path / "h", tmp_path / "h" / HOUSE_FILE)]
    assert [mode & 0o777 for mode in (*modes, wal)] == [0o700, 0o600, 0o600]


def test_check_constraints_agree(tmp_path: Path) -> None:
    """What autogenerate does not compare, the check constraints, is the same in both."""
    with open_database(tmp_path / "h", create=True) as migrated:
        declared = tmp_path / "declared.sqlite"
        engine = create_engine(f"sqlite:///{declared}")
        metadata.create_all(engine)
        for table in metadata.tables:
            have = inspect(migrated.engine).get_check_constraints(table)
            want = inspect(engine).get_check_constraints(table)
            assert {c["name"] for c in have} == {c["name"] for c in want}, table
        engine.dispose()


def test_newest_is_the_last_migration() -> None:
    """The number that lets an up-to-date house open quickly is that of the last script."""
    config = Config()
    config.set_main_option("script_location", str(Path(oase.db.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_house_meta_is_written_once(tmp_path: Path) -> None:
    """Opening again keeps what was written when the house was made."""
    folder = tmp_path / "h"
    open_database(folder, create=True, own_brand="Lindwerk", clock=lambda: 7).close()
    with (
        open_database(folder, create=True, own_brand="Talgut", clock=lambda: 9) as database,
        database.reading() as connection,
    ):
        row = connection.execute(select(house)).one()
    assert (row.own_brand, row.created) == ("Lindwerk", 7)
    assert "keys" in (folder / "README.txt").read_text(encoding="utf-8")


def test_pragmas_hold(tmp_path: Path) -> None:
    """Every connection is durable, checks references and overwrites what is deleted."""
    with open_database(tmp_path / "h", create=True) as database, database.reading() as connection:
        said = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    """All of a writing transaction or nothing of it."""
    with open_database(tmp_path / "h", create=True) as database:
        with pytest.raises(StorageError), database.writing() as connection:  # noqa: PT012
            connection.execute(insert(touchpoints).values(name="web", created=1))
            connection.exec_driver_sql("select nonsense")
        with database.reading() as connection:
            assert connection.execute(select(touchpoints)).all() == []


def test_missing_house_is_told(tmp_path: Path) -> None:
    """No house, a mere folder and a mere file each get their own message."""
    (tmp_path / "file").write_text("x")
    for name, said in (("nothing", "at that path"), (".", "only a folder"), ("file", "only a file")):
        with pytest.raises(HouseMissing, match=said):
            open_database(tmp_path / name)


def test_a_taken_path_is_left_alone(tmp_path: Path) -> None:
    """A house is never made among other people's files."""
    (tmp_path / "letter.txt").write_text("dear Anna")
    with pytest.raises(HouseExists):
        open_database(tmp_path, create=True)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_a_newer_house_is_refused(tmp_path: Path) -> None:
    """A house that a later program migrated is not touched."""
    open_database(tmp_path / "h", create=True).close()
    with closing(sqlite3.connect(tmp_path / "h" / HOUSE_FILE)) as connection, connection:
        connection.execute("update alembic_version set version_num = '0999'")
    with pytest.raises(HouseError, match="newer version"):
        open_database(tmp_path / "h")


@pytest.mark.parametrize("content", [b"no database at all, only text" * 99, None])
def test_a_database_that_is_none_is_told(tmp_path: Path, content: bytes | None) -> None:
    """Rubbish, or another program's database, under the name of the house's."""
    path = tmp_path / HOUSE_FILE
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("create table other (a)")
    else:
        path.write_bytes(content)
    with pytest.raises(HouseDamaged):
        open_database(tmp_path)


def test_two_makers_at_once_make_one_house(tmp_path: Path) -> None:
    """Both get the same whole house."""
    with ThreadPoolExecutor(4) as pool:
        houses = list(pool.map(lambda _: open_database(tmp_path / "h", create=True), range(4)))
    with houses[0].reading() as connection:
        assert len(connection.execute(select(house)).all()) == 1
    for database in houses:
        database.close()


def test_an_up_to_date_house_opens_without_alembic(tmp_path: Path) -> None:
    """Alembic is imported only when a migration is due."""
    open_database(tmp_path / "h", create=True).close()
    code = (
        "import sys, pathlib; from oase.db import open_database; "
        f"open_database(pathlib.Path({str(tmp_path / 'h')!r})).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_system_errors_are_translated() -> None:
    """Disk full and missing rights have their own errors, whatever reports them."""
    for error, kind in (
        (OSError(28, "full"), StorageFull),
        (OSError(30, "read-only"), StorageForbidden),
        (PermissionError(13, "no"), StorageForbidden),
    ):
        with pytest.raises(kind), disk_errors("x"):
            raise error
