"""What she does in her app besides: a closed list of events, each of which becomes a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from oase.app.visiting.herself import Herself
from oase.app.visiting.visiting import Visiting
from oase.errors import OptionInvalid
from oase.model import Purpose
from oase.retail.visits import SIGN, current_visit

__all__ = ["EVENTS", "Event", "note"]

Event = Literal[
    "Notification Received",
    "Notification Opened",
    "Notification Dismissed",
    "Poster Scanned",
    "Reviews Viewed",
    "Wishlist Viewed",
    "Size Guide Viewed",
    "Store Hours Viewed",
    "Care Instructions Viewed",
    "Application Opened",
]
EVENTS: tuple[str, ...] = get_args(Event)
"""What a customer's app may tell; everything else has a call of its own."""

IN_STORE = ("Poster Scanned",)
MOST_PROPERTIES = 20
LONGEST = 500

Plain = str | int | float | bool | None


def note(
    visiting: Visiting, her: Herself, event: Event, properties: Mapping[str, Plain], key: str = ""
) -> None:
    """Let something she did become a contact.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    event : str
        One of ``EVENTS``.
    properties : mapping
        Plain values; texts of up to 500 signs.
    key : str
        The same for the same event told twice.

    Raises
    ------
    OptionInvalid
        Too many properties, or too long ones.
    """
    _check(properties)
    told: dict[str, Any] = {name: value for name, value in properties.items() if value not in ("", None)}
    with visiting.acting(her) as act:
        if event in IN_STORE:
            visit = current_visit(act.facts, her.moment)
            if visit is not None:
                act.learn({SIGN: visit.id})
            if not act.may(Purpose.IN_STORE):
                told.pop("store", None)
        act.tell(event, told, key and f"her:{key}")


def _check(properties: Mapping[str, Plain]) -> None:
    if len(properties) > MOST_PROPERTIES:
        raise OptionInvalid(
            "There are too many properties", expected=f"up to {MOST_PROPERTIES}", got=str(len(properties))
        )
    for name, value in properties.items():
        if len(name) > LONGEST or (isinstance(value, str) and len(value) > LONGEST):
            raise OptionInvalid("A property is too long", expected=f"up to {LONGEST} signs", where=name[:60])
