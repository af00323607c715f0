"""``Step``: something that happens at a moment to a thing, and what of the house it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from oase.programmes.cases.actor import Actor, acting

__all__ = ["Played", "Setting", "Step", "Verb"]


class Step(NamedTuple):
    """Something that happens.

    Attributes
    ----------
    at : int
        Microseconds since 1970, UTC.
    verb : str
        Of ``playing.VERBS``.
    thing : str
        Which thing, by a name of its own among all steps, such as ``"case/12"``.
    facts : mapping
        What the verb needs to know; things are named as in ``thing``.
    """

    at: int
    verb: str
    thing: str
    facts: Mapping[str, Any] = {}


class Setting(NamedTuple):
    """What steps need of the house.

    Attributes
    ----------
    zone : ZoneInfo
        Of the house: terms of law run by its days.
    own_brand : str
    random_bytes : callable
        For secret links, such as ``secrets.token_bytes``.
    """

    zone: ZoneInfo
    own_brand: str
    random_bytes: Callable[[int], bytes]


class Played:
    """The things that steps have made, by name, and how the next step gets at them.

    Parameters
    ----------
    connection : Connection
        Writing.
    setting : Setting
    """

    def __init__(self, connection: Connection, setting: Setting) -> None:
        self.connection = connection
        self.setting = setting
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return the id that a thing has got in this house."""
        return self.numbers[name]

    def actor(self, step: Step, side: str = "workshop") -> Actor:
        """Return who takes a step: somebody of the workshop, or the customer."""
        if side == "customer":
            return acting("customer", step.at, self.setting.zone)
        return acting("workshop", step.at, self.setting.zone, str(step.facts.get("who", "")))

    def today(self, step: Step) -> date:
        """Return the day of a step in the calendar of the house."""
        return self.actor(step).today


Verb = Callable[[Played, Step], None]
