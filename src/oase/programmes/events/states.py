"""What may happen to a ticket, as data: from which states an action leads to which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from oase.errors import OptionInvalid

__all__ = [
    "ACTIONS",
    "OUTCOMES",
    "OVER",
    "STATES",
    "Action",
    "Outcome",
    "State",
    "StateInvalid",
    "Step",
    "step",
]

State = Literal["booked", "waiting", "called", "in_work", "done", "left", "cancelled", "absent"]
Action = Literal["arrive", "call", "start", "done", "absent", "leave", "cancel"]
Outcome = Literal["Fixed", "Repairable", "End of life", "Unknown"]

STATES: tuple[State, ...] = get_args(State)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""Of Open Repair Data, so that what is mended at the bus can be told like every other repair."""

OVER: frozenset[State] = frozenset({"done", "left", "cancelled"})
"""From these nothing leads on; the last step can only be taken back."""


class Step(NamedTuple):
    """From which states an action may be taken, and the state it leads to."""

    before: frozenset[State]
    after: State


ACTIONS: Mapping[Action, Step] = {
    "arrive": Step(frozenset({"booked", "absent"}), "waiting"),
    "call": Step(frozenset({"waiting", "absent"}), "called"),
    "start": Step(frozenset({"waiting", "called"}), "in_work"),
    "done": Step(frozenset({"in_work"}), "done"),
    "absent": Step(frozenset({"booked", "waiting", "called"}), "absent"),
    "leave": Step(frozenset({"waiting", "called", "absent", "in_work"}), "left"),
    "cancel": Step(frozenset({"booked"}), "cancelled"),
}


class StateInvalid(OptionInvalid):
    """An action does not fit the state that a ticket is in."""


def step(state: State, action: str) -> State:
    """Return the state to which an action leads.

    Raises
    ------
    StateInvalid
        There is no such action, or it is not allowed now.

    Examples
    --------
    >>> step("waiting", "call"), step("called", "start")
    ('called', 'in_work')
    >>> step("done", "call")
    Traceback (most recent call last):
    ...
    oase.programmes.events.states.StateInvalid: This cannot be done with the ticket now...
    """
    found = ACTIONS.get(action)  # type: ignore[call-overload]
    if found is None or state not in found.before:
        allowed = [name for name, one in ACTIONS.items() if state in one.before]
        raise StateInvalid(
            "This cannot be done with the ticket now",
            expected=", ".join(allowed) or "nothing: it is over; the last step can be taken back",
            got=f"{action} while it is {state}",
            where="action",
        )
    return found.after
