"""A house with a door: requests go in by its inbox, the pipeline works them off."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from oase.contacts.keys import Key, create_key, list_keys
from oase.contacts.pipeline import Pipeline, Worked
from oase.db import open_database
from oase.db.inbox import INBOX_FOLDER, Inbox
from oase.identity import Aliases
from oase.identity.erasures import ERASURES_FILE, ErasureList
from oase.settings import Settings

NOON = 1_795_262_400_000_000
"""21 November 2026, 12:00 UTC: when every request is received unless a test says otherwise."""

KEY = bytes(range(32))


class DoorHouse:
    """What a test of the pipeline needs of a house."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = open_database(folder)
        self.key = list_keys(self.database)[0]
        self.aliases = Aliases(KEY)
        self.erased = ErasureList(folder / ERASURES_FILE, self.aliases)
        self.pipeline = Pipeline(self.database, folder, KEY, Settings(), clock=lambda: NOON)

    def make_key(self, source: str, channel: str | None = None) -> Key:
        key, _ = create_key(
            self.database, "write", source, source=source, channel=channel, basis="consent", basis_text="v1"
        )
        return key

    def send(self, kind: str, *bodies: Any, received: int = NOON, worker: str = "w1", key: Key | None = None):
        """Accept requests as the door would, durably."""
        errors: list[object] = []
        stored = threading.Semaphore(0)

        def reply(error: object) -> None:
            errors.append(error)
            stored.release()

        with Inbox(self._inbox(worker), done=lambda: 0) as inbox:
            for body in bodies:
                encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
                inbox.submit(received, kind, (key or self.key).id, encoded, reply)
            for _ in bodies:
                stored.acquire()
        assert not any(errors)

    def work(self, most: int = 2000) -> Worked:
        """Work off everything that waits."""
        total = Worked()
        while (worked := self.pipeline.run_once(most)).requests:
            total += worked
        return total

    def take(self, kind: str, *bodies: Any, **options: Any) -> Worked:
        self.send(kind, *bodies, **options)
        return self.work()

    def rows(self, query: str, *parameters: Any) -> list[Any]:
        with self.database.reading() as connection:
            return list(connection.exec_driver_sql(query, parameters).mappings())

    def contacts(self) -> list[Any]:
        return self.rows("select * from contact_log order by id")

    def refused(self) -> list[tuple[str, str]]:
        return [(row["step"], row["reason"]) for row in self.rows("select * from refusals order by id")]

    def close(self) -> None:
        self.pipeline.close()
        self.database.close()

    def _inbox(self, worker: str) -> Path:
        path = self.folder / INBOX_FOLDER / f"{worker}.sqlite"
        path.parent.mkdir(exist_ok=True)
        return path


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a house with one write key, made once."""
    folder = tmp_path_factory.mktemp("blank") / "lindwerk"
    with open_database(folder, create=True, clock=lambda: NOON) as database:
        create_key(database, "write", "shop", source="shop", basis="consent", basis_text="v1")
    return folder


@pytest.fixture
def house(tmp_path: Path, blank: Path) -> Iterator[DoorHouse]:
    house = DoorHouse(Path(shutil.copytree(blank, tmp_path / "lindwerk")))
    yield house
    house.close()
