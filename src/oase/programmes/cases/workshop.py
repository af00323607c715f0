"""Who repairs, as quotes and parcel slips name them: kept once for the house, filled into each new quote."""

from __future__ import annotations

import json

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.schema import preferences
from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.cases.form import Repairer

__all__ = ["LONGEST", "save_workshop", "workshop"]

NAME = "repair_workshop"
LONGEST = 300


def workshop(connection: Connection) -> Repairer | None:
    """Return who repairs in this house; None where nobody has said."""
    held = connection.scalar(select(preferences.c.value).where(preferences.c.name == NAME))
    return None if held is None else msgspec.json.decode(held, type=Repairer)


def save_workshop(connection: Connection, new: Repairer) -> Repairer:
    """Say who repairs.

    Raises
    ------
    OptionInvalid
        Something that the European form must say is missing or too long; ``where`` names it.
    """
    told = {name: str(value).strip() for name, value in msgspec.to_builtins(new).items()}
    for name, value in told.items():
        if len(value) > LONGEST or (not value and name not in ("trade_name", "online")):
            raise OptionInvalid(
                "The workshop lacks something that every quote must say",
                expected=f"1 to {LONGEST} characters",
                got=f"{len(value)} characters",
                where=name,
            )
    checked = Repairer(**told)
    row = upsert(preferences).values(name=NAME, value=json.dumps(msgspec.to_builtins(checked)))
    connection.execute(row.on_conflict_do_update(["name"], set_={"value": row.excluded.value}))
    bump(connection, "programmes")
    return checked
