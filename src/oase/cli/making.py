"""Opening a house that may have to be made first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from oase.db import Database
    from oase.settings import Settings

__all__ = ["open_or_make"]


def open_or_make(house: str, settings: Settings) -> Database:
    """Return the database of a house, made, and told so, where the folder is missing or empty.

    Raises
    ------
    HouseExists
        The folder holds something else.
    HouseError, HouseDamaged, StorageForbidden, StorageFull
    """
    from importlib.metadata import version

    from oase.cli.plain import plain
    from oase.db import HOUSE_FILE, open_database

    folder = Path(house)
    is_new = not (folder / HOUSE_FILE).exists()
    database = open_database(folder, create=True, timezone=settings.timezone, made_by=version("oase"))
    if is_new:
        what = "Neues Haus angelegt" if settings.lang == "de" else "New house made"
        click.echo(f"{what}: {plain(str(folder))}", err=True)
    return database
