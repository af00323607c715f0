"""What a company sets for its house: what counts as the purchase, how long after, whom it compares with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from oase.app.endings import last_of
from oase.db import Database
from oase.db.schema import preferences
from oase.errors import OptionInvalid
from oase.journeys import microseconds
from oase.model import Phase

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["Preferences", "guessed_outcome", "prefer", "preferences_of"]

_UPSERT = """
    insert into preferences (name, value) values (?, ?)
    on conflict (name) do update set value = excluded.value
"""


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """What pages and reports take for granted unless told otherwise.

    Parameters
    ----------
    outcome : tuple of str
        Touchpoints that count as the purchase; empty where nobody has said.
    within : str
        How long after an answer a purchase counts, such as ``"90d"``.
    sessions : str
        Pause that ends a journey in the flow of paths, such as ``"30m"``.
    competitors : tuple of str
        Brands to compare with; all that were asked about when empty.

    Raises
    ------
    OptionInvalid
        For what is no duration.
    """

    outcome: tuple[str, ...] = ()
    within: str = "90d"
    sessions: str = "30m"
    competitors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what nothing could work with."""
        microseconds(self.within, "within")
        microseconds(self.sessions, "sessions")


def preferences_of(database: Database) -> Preferences:
    """Return what is set; the defaults where nothing is."""
    with database.reading() as connection:
        rows = connection.execute(select(preferences.c.name, preferences.c.value)).all()
    told = {name: json.loads(value) for name, value in rows if name in Preferences.__struct_fields__}
    return msgspec.convert(told, Preferences)


def prefer(database: Database, **changed: Any) -> Preferences:
    """Set what is given and return what holds now.

    Raises
    ------
    OptionInvalid
        There is no such preference, or it cannot be.
    """
    unknown = changed.keys() - set(Preferences.__struct_fields__)
    if unknown:
        raise OptionInvalid(
            "There is no such preference",
            expected=", ".join(Preferences.__struct_fields__),
            got=", ".join(unknown),
        )
    held = msgspec.structs.replace(preferences_of(database), **changed)
    with database.writing() as connection:
        for name in changed:
            connection.exec_driver_sql(_UPSERT, (name, json.dumps(getattr(held, name))))
    return held


def guessed_outcome(house: House) -> tuple[str, ...]:
    """Return the touchpoints that count as the purchase: those set, else the last of the phase purchase.

    The last one is that which most often ends the phase, no other contact of it following; nothing where no
    phase is known.
    """
    held = preferences_of(house.rooms.database).outcome
    if held:
        return held
    contacts = house.contacts()
    bought = [name for name, phase in contacts.phases().items() if phase == Phase.PURCHASE]
    last = last_of(contacts, bought)
    return () if last is None else (last,)
