"""A house without customers, and accounts in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oase.accounts import Account, Role, open_account
from oase.db import Database, open_database

AT = 1_795_950_000_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


@pytest.fixture
def opened(database: Database) -> Callable[..., Account]:
    """Open an account of a role; the name says which."""

    def made(name: str, role: Role | str = Role.MANAGER) -> Account:
        email = f"{name.rsplit(maxsplit=1)[-1].lower()}@example.org"
        return open_account(database, name=name, email=email, role=role, at=AT)

    return made
