"""What the workshop does with a case: move it, take the last move back, give it to somebody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select, update

from oase.db.versions import bump
from oase.decisions.messages.outbox import withdraw
from oase.errors import InputError, OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Case, find
from oase.programmes.cases.letters import letter_key
from oase.programmes.cases.log import logged
from oase.programmes.cases.moving import changed, moved, step_key
from oase.programmes.cases.states import ENDS
from oase.programmes.cases.states import allowed as _allowed
from oase.programmes.tables import case_log, cases, item_events, items, kits, news, participations

__all__ = ["UndoImpossible", "assign", "can_move_to", "cancel", "move", "set_fields", "undo"]

_FINAL = ("accepted", "rejected", "estimated", "notice", *ENDS)
_ELSEWHERE = ("estimated", "accepted", "rejected", "closed", "notice")
_SETTABLE = {"parcel": 60, "repairer": 120, "gtin": 14, "order_key": 100}


class UndoImpossible(InputError):
    """The last step cannot be taken back."""


def can_move_to(case: Case) -> tuple[str, ...]:
    """Return the states to which the workshop may move a case by hand.

    A quote, its answer, the notices of law and the end have steps of their own (``quotes``, ``closing``).
    """
    return tuple(one for one in _allowed(case.kind, case.way, case.state) if one not in _ELSEWHERE)


def move(connection: Connection, case: int, to: str, actor: Actor, text: str = "") -> Case:
    """Move a case one state on; asked for a second time, nothing happens.

    Raises
    ------
    CaseUnknown
    StateInvalid
        It cannot follow.
    OptionInvalid
        It has a step of its own.
    """
    held = find(connection, case)
    if held.state == to:
        return held
    if to in _ELSEWHERE:
        raise OptionInvalid(
            f"A case is not moved to {to!r} by hand",
            expected=", ".join(can_move_to(held)) or "nothing",
            got=to,
            where=held.number,
            todo="make a quote, let it be answered, or close the case",
        )
    return moved(connection, held, to, actor, text)


def cancel(connection: Connection, case: int, actor: Actor, text: str = "") -> Case:
    """End a case before anything was done; asked for a second time, nothing happens.

    Raises
    ------
    StateInvalid
        The workshop has begun.
    """
    return move(connection, case, "cancelled", actor, text)


def assign(connection: Connection, case: int, to: str, actor: Actor) -> Case:
    """Give a case to an account; an empty name gives it to nobody."""
    held = find(connection, case)
    return held if held.assigned == to else changed(connection, held, actor, "assigned", assigned=to)


def set_fields(connection: Connection, case: int, actor: Actor, **values: str) -> Case:
    """Set number of the label, repairer, GTIN or number of the order.

    Raises
    ------
    OptionInvalid
        Another field, or too long.
    """
    held = find(connection, case)
    for name, value in values.items():
        if name not in _SETTABLE or len(value) > _SETTABLE[name]:
            raise OptionInvalid(
                "That cannot be set on a case",
                expected=", ".join(f"{one} up to {most} characters" for one, most in _SETTABLE.items()),
                got=f"{name} with {len(value)} characters",
            )
    new = {name: value.strip() for name, value in values.items() if getattr(held, name) != value.strip()}
    return changed(connection, held, actor, ", ".join(sorted(new)), **new) if new else held


def undo(connection: Connection, case: int, actor: Actor) -> Case:
    """Take the last step of a case back, where the workshop took it by mistake.

    What it added to the line of life goes, and its letter where that was not sent yet; that it was taken, and
    taken back, stays in the log. A step of the customer, a quote and the end cannot be taken back.

    Raises
    ------
    UndoImpossible
    """
    held = find(connection, case)
    last = _last_step(connection, case)
    if last is None or last.by != "workshop" or last.after != held.state or held.state in _FINAL:
        raise UndoImpossible(
            "The last step of this case cannot be taken back",
            expected="a step of the workshop that is neither a quote nor the end",
            got=held.state,
            where=held.number,
        )
    values = {"state": last.before, "changed": actor.now, "ended": None}
    connection.execute(update(cases).where(cases.c.id == case).values(values))
    _forget_step(connection, held, last.id)
    withdraw(connection, letter_key(case, last.id), actor.now)
    logged(connection, case, actor, "undone", before=held.state, after=last.before, text=str(last.id))
    bump(connection, "programmes")
    return find(connection, case)


def _last_step(connection: Connection, case: int) -> Any:
    """Return the newest step that was not taken back."""
    of_it = select(case_log).where(case_log.c.case == case)
    undone = connection.execute(of_it.where(case_log.c.kind == "undone")).all()
    gone = [int(row.text) for row in undone]
    steps = of_it.where(case_log.c.kind == "state", case_log.c.id.not_in(gone)).order_by(case_log.c.id.desc())
    return connection.execute(steps.limit(1)).first()


def _forget_step(connection: Connection, case: Case, step: int) -> None:
    start = step_key(case.id, step, "")
    for table in (item_events, participations, news):
        connection.execute(delete(table).where(table.c.key.startswith(start, autoescape=True)))
    if case.state == "kit_sent":
        back = update(kits).where(kits.c.code == case.kit).values(stock=kits.c.stock + 1)
        connection.execute(back)
    if case.item is not None and case.state == "received":
        was = (items.c.id == case.item) & (items.c.state == "in_repair")
        connection.execute(update(items).where(was).values(state="in_use"))
    if case.item is not None and case.state in ("repaired", "sent_back"):
        was = (items.c.id == case.item) & (items.c.state == "in_use")
        connection.execute(update(items).where(was).values(state="in_repair"))
