"""The states of a take-back, as one table: requested, shipped, received, processed, complete."""

from __future__ import annotations

from typing import Literal, get_args

from oase.errors import InputError

__all__ = ["ALLOWED", "STATES", "State", "StateInvalid", "Step", "after", "steps"]

State = Literal["requested", "shipped", "received", "processed", "complete", "cancelled"]
Step = Literal["ship", "receive", "process", "complete", "cancel", "reopen"]

STATES: tuple[State, ...] = get_args(State)

ALLOWED: dict[State, dict[Step, State]] = {
    "requested": {"ship": "shipped", "receive": "received", "cancel": "cancelled"},
    "shipped": {"receive": "received", "cancel": "cancelled"},
    "received": {"process": "processed"},
    "processed": {"complete": "complete", "reopen": "received"},
    "complete": {},
    "cancelled": {},
}
"""What may be done in which state, and where it leads.

What is brought to a store or to the bus is never shipped. Once received it can no longer be cancelled: what
is not taken is refused piece by piece, with the reason. ``reopen`` looks once more at what was processed, as
long as nothing was paid.
"""


class StateInvalid(InputError):
    """A step is not allowed now; the message says which are.

    Parameters
    ----------
    what : str
        What happened.
    state : str
        In which it is.
    allowed : sequence of str
        What may be done now.
    got : str
        What was asked for.
    """

    def __init__(self, what: str, state: str, allowed: tuple[str, ...], got: str) -> None:
        self.state = state
        self.allowed = allowed
        told = ", ".join(allowed) or "nothing more; this is the end"
        super().__init__(what, expected=told, got=f"{got}, in the state {state}")


def after(state: State, step: str) -> State:
    """Return the state to which a step leads.

    Raises
    ------
    StateInvalid
        It is not allowed in this state.

    Examples
    --------
    >>> after("requested", "ship")
    'shipped'
    """
    for name, leads_to in ALLOWED[state].items():
        if name == step:
            return leads_to
    raise StateInvalid("This cannot be done with the take-back now", state, steps(state), step)


def steps(state: State) -> tuple[Step, ...]:
    """Return what may be done in a state.

    Examples
    --------
    >>> steps("received"), steps("complete")
    (('process',), ())
    """
    return tuple(ALLOWED[state])
