"""``DataVersion``: tells whether the data of a house has changed since a result was computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from oase.db import Database
from oase.settings import Settings

__all__ = ["DataVersion", "version_of"]

_COARSE = """
    select
        (select count(*) || '.' || coalesce(max(id), 0) from imports),
        (select count(*) from erasures),
        (select count(*) from jobs where kind = 'remap' and finished is not null),
        (select coalesce(max(id), 0) from mappings),
        (select coalesce(group_concat(name || '=' || value), '')
         from (select name, value from preferences order by name)),
        (select coalesce(own_brand, '') from house)
"""
_FINE = """
    select
        (select coalesce(max(seq), 0) from sqlite_sequence where name = 'contact_log'),
        (select coalesce(max(number), 0) from versions where name = 'identity'),
        (select coalesce(max(id), 0) from consents),
        (select coalesce(max(number), 0) from versions where name = 'service'),
        (select coalesce(max(number), 0) from versions where name = 'surveys'),
        (select coalesce(sum(seq), 0) from sqlite_sequence
         where name in ('survey_answers', 'survey_invitations'))
"""


class DataVersion(NamedTuple):
    """What the data was like.

    Parameters
    ----------
    coarse : str
        Another one after an import, an erasure, a remap, a new mapping or changed preferences.
    fine : str
        Another one after each contact, merge, consent, message or reply, and on another day.
    """

    coarse: str
    fine: str


def version_of(database: Database, settings: Settings, clock: Callable[[], int]) -> DataVersion:
    """Return the version of the data now, from a few numbers of the main database."""
    with database.reading() as connection:
        coarse = connection.exec_driver_sql(_COARSE).one()
        fine = connection.exec_driver_sql(_FINE).one()
    day = datetime.fromtimestamp(clock() / 1e6, UTC).astimezone(ZoneInfo(settings.timezone)).date()
    return DataVersion(
        "/".join(map(str, (*coarse, settings.timezone))), "/".join(map(str, (*fine, day.isoformat())))
    )
