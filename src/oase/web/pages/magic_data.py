"""What the pages about touchpoints share: the verdicts of the house, and the address of a touchpoint."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from oase.report.data import AnswerCounts, MagicData
from oase.web.pages.visit import Visit

__all__ = ["PATH", "address_of", "arguments_of", "data_of", "name_of"]

PATH = "/magic-moments"
_OWN_ROUTES = ("download", "versions")
_ESCAPED = re.compile(r"~([0-9A-F]{2})")


def address_of(touchpoint: str, under: str = PATH) -> str:
    """Return the path of the page of a touchpoint, whatever its name holds.

    What means something in a path is written with a tilde and two digits, since servers and proxies decode
    percent signs at times of their own: slashes, percent signs, dots alone (``..``), and names of our routes.

    Examples
    --------
    >>> address_of("Beratung im Laden"), address_of("A/B"), address_of("..")
    ('/magic-moments/Beratung%20im%20Laden', '/magic-moments/A~2FB', '/magic-moments/~2E~2E')
    >>> name_of("A~2FB"), name_of("~64ownload")
    ('A/B', 'download')
    """
    is_taken = touchpoint in _OWN_ROUTES or not touchpoint.strip(".")
    first, rest = (touchpoint, "") if is_taken else ("", touchpoint)
    written = "".join(map(_escaped, first)) + "".join(
        _escaped(letter) if letter in "~%/\\?#" or letter < " " else letter for letter in rest
    )
    return f"{under}/{quote(written, safe='')}"


def name_of(place: str) -> str:
    """Return the touchpoint that a part of a path means."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), place)


def _escaped(letter: str) -> str:
    return f"~{ord(letter):02X}"


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
