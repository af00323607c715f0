"""What the pages of the tour share: numbers in addresses, times at a stop, errors in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException

from oase import words
from oase.errors import OptionInvalid
from oase.programmes.cases.reasons import REASONS
from oase.programmes.events import stops
from oase.programmes.events.stops import Stop
from oase.retail.signs import sign
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit

__all__ = [
    "clock",
    "day_of",
    "drawn",
    "number_of",
    "reason_name",
    "reasons",
    "state_of",
    "stop_of",
    "style",
    "who",
    "wrong_of",
]

_LONGEST_NUMBER = 12
_KNOWN = frozenset(
    {"name", "city", "country", "place", "timezone", "day", "begins", "ends", "slot_minutes", "per_slot",
     "walk_ins", "postcode", "street", "outcome", "what", "reason", "opens"}
)  # fmt: skip


def number_of(told: str) -> int:
    """Return the number in an address or a form.

    Raises
    ------
    NotFoundException
        It is none.
    """
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        raise NotFoundException
    return int(told)


def stop_of(connection: Any, visit: Visit) -> Stop:
    """Return the stop of the address."""
    try:
        return stops.get(connection, number_of(visit.places["stop"]))
    except OptionInvalid as error:
        raise NotFoundException from error


def who(visit: Visit) -> str:
    """Return the name of who asks."""
    return visit.account.name if visit.account else ""


def clock(at: int, stop: Stop) -> str:
    """Return what the clock shows at the stop."""
    return f"{datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(stop.timezone)):%H:%M}"


def state_of(stop: Stop, now: int) -> str:
    """Return where a stop stands; ``over`` where its day has passed without anybody closing it."""
    return "over" if stop.state in ("planned", "open") and not stop.is_coming(now) else stop.state


def day_of(visit: Visit, stop: Stop) -> str:
    """Return the day of a stop in words."""
    return words.date(stop.opens, visit.lang, stop.timezone)


def reason_name(visit: Visit, reason: str) -> str:
    """Return what is broken, in words; empty where nobody said."""
    return visit.t(f"public_tour.reason.{reason}") if reason in REASONS else ""


def reasons(visit: Visit) -> list[tuple[str, str]]:
    """Return all that can be broken, with their names."""
    return [(reason, reason_name(visit, reason)) for reason in REASONS]


def wrong_of(visit: Visit, error: OptionInvalid) -> str:
    """Return what is wrong with a form, in the visitor's language."""
    known = error.where if error.where in _KNOWN else ""
    return visit.t(f"tour.wrong.{known}") if known else visit.t("tour.wrong.other", what=error.what)


def drawn(address: str) -> str:
    """Return an address as a QR code that stands in the page."""
    picture = sign(address).decode()
    return picture[picture.index("<svg") :]


def style() -> str:
    """Return the style sheet of these pages."""
    return address_of("tour.css")
