"""A small shop, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.retail.shop import open_shop

from oase.db import Database, open_database
from oase.retail.shelf import Shelf


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as database:
        yield database


@pytest.fixture
def shop(database: Database) -> Database:
    open_shop(database)
    return database


@pytest.fixture
def shelf(shop: Database) -> Shelf:
    shelf = Shelf(shop)
    shelf.refresh()
    return shelf
