"""A house with a graph of ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oase.db import Database, open_database
from oase.identity import Aliases, Graph


@pytest.fixture
def aliases() -> Aliases:
    return Aliases(bytes(range(32)))


@pytest.fixture
def graph(aliases: Aliases) -> Graph:
    return Graph(aliases)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as database:
        yield database
