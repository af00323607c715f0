"""What the pages about touchpoints share: the verdicts of the house, and the address of a touchpoint."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from oase.report.data import AnswerCounts, MagicData
from oase.web.pages.visit import Visit

__all__ = ["PATH", "address_of", "arguments_of", "data_of", "name_of"]

PATH = "/magic-moments"
_OWN_ROUTES = {"download"}
_MARKS = {"%": "%25", "/": "%2F"}


def address_of(touchpoint: str) -> str:
    """Return the path of the page of a touchpoint, whatever its name holds.

    Slashes and percent signs are encoded twice: servers decode a path once before they look where it leads.
    A name that is a step of a path (``..``) or a route of ours is encoded twice as well.

    Examples
    --------
    >>> address_of("Beratung im Laden"), address_of("A/B"), address_of("..")
    ('/magic-moments/Beratung%20im%20Laden', '/magic-moments/A%252FB', '/magic-moments/%252E%252E')
    >>> all(name_of(unquote(address_of(name))[15:]) == name for name in ("A/B", "100 %2F", "..", "download"))
    True
    """
    if touchpoint in _OWN_ROUTES or not touchpoint.strip("."):
        once = "".join(f"%{byte:02X}" for byte in touchpoint.encode())
    else:
        once = "".join(_MARKS.get(letter, letter) for letter in touchpoint)
    return f"{PATH}/{quote(once, safe='')}"


def name_of(place: str) -> str:
    """Return the touchpoint that a part of a path means."""
    return unquote(place)


def arguments_of(visit: Visit) -> dict[str, Any]:
    """Return the arguments of the views about answers: period and segment; answers have no channel."""
    told = visit.filters.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    return {name: value for name, value in told.items() if name != "channel"}


def data_of(found: dict[str, Any]) -> MagicData:
    """Return the result of the view ``magic`` as the report takes it, so that both say the same."""
    counts = found["counts"]
    return MagicData(
        rows=found["rows"],
        delta=found["delta"],
        negligible=found["negligible"],
        q=found["q"],
        within=found["within"],
        outcome=", ".join(found["outcome"]),
        context=found["context"],
        counts=AnswerCounts(read=counts["read"], usable=counts["usable"], closed=counts["closed"]),
    )
