"""What one step of a case entails, in one transaction: log, line of life, taking part, news, letter."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, update

from oase.db.versions import bump
from oase.programmes import links, news
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.letters import write
from oase.programmes.cases.log import logged
from oase.programmes.cases.notices import require
from oase.programmes.cases.states import ENDS, StateInvalid, check_move
from oase.programmes.items.life import Event, Kind, happened
from oase.programmes.participation import Level, Participation, take_part
from oase.programmes.tables import cases, items

__all__ = ["changed", "moved", "step_key"]

_LIFE: dict[str, Kind] = {
    "in_repair": "repair_began",
    "repaired": "repaired",
    "failed": "repair_failed",
    "replaced": "exchanged",
}
_ITEM = {"received": "in_repair", "repaired": "in_use", "sent_back": "in_use", "closed": "in_use"}
_TAKES_PART = ("repaired", "failed")


def moved(connection: Connection, case: Case, to: str, actor: Actor, text: str = "", **also: Any) -> Case:
    """Take a case to another state, and note everything that goes with it.

    Parameters
    ----------
    connection : Connection
        Writing.
    case : Case
        As it was read in the same transaction.
    to : str
        Of ``states.STATES``.
    actor : Actor
    text : str
        What is told with it; the customer reads it.
    **also
        Columns of the case that change at the same time.

    Raises
    ------
    StateInvalid
        It cannot follow, or somebody else was quicker.
    NoticeMissing
        The law asks for something to be told before.
    """
    check_move(case.kind, case.way, case.state, to, case.number)
    require(connection, msgspec.structs.replace(case, **also), to, actor.today)
    ended = actor.now if to in ENDS else None
    values = {"state": to, "changed": actor.now, "ended": ended, **also}
    is_still = (cases.c.id == case.id) & (cases.c.state == case.state)
    if connection.execute(update(cases).where(is_still).values(values)).rowcount != 1:
        raise StateInvalid(case.state, to, (), case.number)
    step = logged(connection, case.id, actor, "state", before=case.state, after=to, text=text)
    after = find(connection, case.id)
    _live(connection, after, step, actor)
    _tell(connection, after, step, actor)
    return after


def changed(connection: Connection, case: Case, actor: Actor, what: str, **values: Any) -> Case:
    """Change columns of a case, and note which within the company; what stands in them is not noted."""
    connection.execute(update(cases).where(cases.c.id == case.id).values(changed=actor.now, **values))
    logged(connection, case.id, actor, "change", after=what)
    bump(connection, "programmes")
    return find(connection, case.id)


def step_key(case: int, step: int, what: str) -> str:
    """Return under which key a step is told to other tables: an undone one can be found by it."""
    return f"case:{case}:{step}:{what}"


def _live(connection: Connection, case: Case, step: int, actor: Actor) -> None:
    if case.item is not None:
        if (kind := _LIFE.get(case.state)) is not None:
            detail = {"reason": case.reason, "way": case.way, "kind": case.kind}
            detail |= {name: case.textile[name] for name in ("technique",) if case.textile.get(name)}
            key = step_key(case.id, step, kind)
            happened(connection, Event(key, case.item, kind, actor.now, case.origin, detail))
        if (state := _ITEM.get(case.state)) is not None and case.kind != "exchange":
            now_in = (items.c.id == case.item) & items.c.state.in_(("in_use", "in_repair"))
            connection.execute(update(items).where(now_in).values(state=state))
    if case.state in _TAKES_PART and case.kind != "exchange":
        level: Level = "active" if case.way == "kit" else "used"
        kind_of = {"kit": "kit", "event": "event"}.get(case.way, case.kind)
        key = step_key(case.id, step, level)
        one = Participation(key, kind_of, level, case.origin, actor.now, case.alias, case.country)
        take_part(connection, one)


def _tell(connection: Connection, case: Case, step: int, actor: Actor) -> None:
    links.renew(connection, "case", case.id, actor.now)
    bump(connection, "programmes")
    if case.alias is None:
        return
    told = {"case": case.number, "state": case.state, "kind": case.kind, "way": case.way, "gtin": case.gtin}
    event = "Case Ended" if case.state in ENDS else "Kit Sent" if case.state == "kit_sent" else "Case Changed"
    if case.state in ("accepted", "rejected"):
        event = "Quote Answered"
    key = step_key(case.id, step, "told")
    news.tell(connection, news.News(key, case.alias, event, actor.now, told))
    if actor.side != "customer":  # what she did herself she knows
        write(connection, case, step, actor.now)
