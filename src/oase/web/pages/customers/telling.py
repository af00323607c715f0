"""Customers in words: how one is called, where her page is, how long something is ago."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.exceptions import NotFoundException

from oase import words
from oase.app.customers import Event, person_at
from oase.app.customers.finding import Met
from oase.model import Person
from oase.web.pages.visit import Visit

__all__ = ["address", "ago", "attributes", "called", "met", "person_of", "plain", "pseudonym"]

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_UNITS = ((_MINUTE, _HOUR, "minute"), (_HOUR, 2 * _DAY, "hour"), (_DAY, 60 * _DAY, "day"))
_MONTH, _YEAR = 30.44 * _DAY, 365.25 * _DAY
_LONGEST = 1_000


def pseudonym(alias: int) -> str:
    """Return an alias as it stands in addresses.

    Examples
    --------
    >>> pseudonym(255)
    '00000000000000ff'
    """
    return f"{alias:016x}"


def address(alias: int) -> str:
    """Return the address of a person's page."""
    return f"/customers/{pseudonym(alias)}"


def person_of(visit: Visit) -> Person:
    """Return the person whose pseudonym stands in the address, that of a merged id, too.

    Raises
    ------
    NotFoundException
        It is no pseudonym, or the house holds nothing of her.
    """
    told = visit.places["person"]
    is_one = len(told) == 16 and all(sign in "0123456789abcdef" for sign in told) and told[0] < "8"
    person = person_at(visit.reach.house.rooms, int(told, 16)) if is_one else None
    if person is None:
        raise NotFoundException
    return person


def called(visit: Visit, alias: int, name: str | None) -> str:
    """Return what a person is called on a page: her name, or the beginning of her pseudonym."""
    if name:
        return words.one_line(name, visit.lang)[:80]
    return visit.t("customers.called", short=pseudonym(alias)[:4])


def ago(visit: Visit, at: int | None) -> str:
    """Return how long something is ago, as people say it; the moment itself when it lies ahead."""
    if at is None:
        return words.MISSING
    # where the stage has moved the time, what happened there is not yet to come
    seconds = (max(visit.reach.clock(), visit.reach.moment()) - at) / 1_000_000
    if seconds < -_MINUTE:
        return visit.moment(at)
    if seconds < _MINUTE:
        return visit.t("customers.ago.now")
    for unit, until, name in _UNITS:
        if seconds < until:
            return _counted(visit, name, int(seconds // unit))
    if seconds < 2 * _YEAR:
        return _counted(visit, "month", round(seconds / _MONTH))
    return _counted(visit, "year", int(seconds // _YEAR))


def met(visit: Visit, one: Met) -> dict[str, Any]:
    """Return a person of a list as the page shows her."""
    return {
        "name": called(visit, one.person, one.name),
        "address": address(one.person),
        "ago": ago(visit, one.at),
        "moment": visit.moment(one.at),
        "touchpoint": one.touchpoint,
        "channel": one.channel,
        "phase": words.phase(one.phase, visit.lang) if one.phase else "",
    }


def attributes(event: Event) -> list[tuple[str, str]]:
    """Return what else was said of a contact or answer, as words."""
    return [(name, plain(value)) for name, value in event.attributes.items()]


def plain(value: Any) -> str:
    """Return any value as text of bearable length.

    Examples
    --------
    >>> plain("Ulm"), plain(["a", 1]), plain(True)
    ('Ulm', '["a",1]', 'true')
    """
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _counted(visit: Visit, unit: str, count: int) -> str:
    if count == 1:
        return visit.t(f"customers.ago.{unit}")
    values: Mapping[str, str] = {"count": words.number(count, visit.lang)}
    return visit.t(f"customers.ago.{unit}s", **values)
