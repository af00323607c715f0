"""Parts of a repair: needed, ordered, there, used; what is needed stands in the queue of the workshop."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find
from oase.programmes.cases.log import logged
from oase.programmes.tables import case_parts

__all__ = ["STATES", "Part", "add_part", "all_there", "parts_of", "set_part"]

State = Literal["needed", "ordered", "there", "used"]
STATES: tuple[State, ...] = get_args(State)

LONGEST = 120
MOST_QUANTITY = 1_000
MOST_CENTS = 10_000_000
MOST = 50


class Part(NamedTuple):
    """A part; ``cents`` is what all pieces of it cost together, ``changed`` microseconds since 1970."""

    id: int
    case: int
    part: str
    quantity: int
    cents: int
    state: str
    changed: int


def add_part(
    connection: Connection,
    case: int,
    part: str,
    actor: Actor,
    *,
    quantity: int = 1,
    cents: int = 0,
    state: State = "needed",
) -> Part:
    """Note that a part is needed; the same part noted in the same moment is one.

    Raises
    ------
    OptionInvalid
        Empty, too long, or an amount that cannot be.
    """
    held = find(connection, case)
    part = part.strip()
    if not 0 < len(part) <= LONGEST or not 0 < quantity <= MOST_QUANTITY or not 0 <= cents <= MOST_CENTS:
        raise OptionInvalid(
            "That is no part",
            expected=f"a name of up to {LONGEST} characters, 1 to {MOST_QUANTITY:,} pieces, cents from 0",
            got=f"{part[:LONGEST]!r}, {quantity} pieces, {cents} cents",
            where=held.number,
        )
    _check_state(state, held.number)
    before = parts_of(connection, case)
    if same := [one for one in before if (one.part, one.changed) == (part, actor.now)]:
        return same[0]
    if len(before) >= MOST:
        raise OptionInvalid("There are too many parts", expected=f"up to {MOST}", where=held.number)
    row = {"case": case, "part": part, "quantity": quantity, "cents": cents, "state": state}
    connection.execute(insert(case_parts).values(**row, changed=actor.now))
    bump(connection, "programmes")
    return parts_of(connection, case)[-1]


def set_part(connection: Connection, part: int, state: State, actor: Actor) -> Part:
    """Say how far a part is; any order is possible, because a mistake must be mendable.

    Raises
    ------
    OptionInvalid
        No such part or state.
    """
    _check_state(state, "state")
    row = connection.execute(select(case_parts).where(case_parts.c.id == part)).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such part", expected="one of a case", got=str(part))
    if row.state != state:
        values = {"state": state, "changed": actor.now}
        connection.execute(update(case_parts).where(case_parts.c.id == part).values(values))
        logged(connection, row.case, actor, "change", before=row.state, after=state, text=row.part)
        bump(connection, "programmes")
    return next(one for one in parts_of(connection, row.case) if one.id == part)


def parts_of(connection: Connection, case: int) -> list[Part]:
    """Return the parts of a case in the order in which they were noted."""
    query = select(*[case_parts.c[name] for name in Part._fields]).where(case_parts.c.case == case)
    return [Part(*row) for row in connection.execute(query.order_by(case_parts.c.id))]


def all_there(connection: Connection, case: int) -> bool:
    """Whether nothing is waited for."""
    return all(one.state in ("there", "used") for one in parts_of(connection, case))


def _check_state(state: str, where: str) -> None:
    if state not in STATES:
        raise OptionInvalid("No part is like that", expected=", ".join(STATES), got=state, where=where)
