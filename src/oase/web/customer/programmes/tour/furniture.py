"""What the public pages of the tour share: stops in words, the live ones, who sends a form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException

from oase import words
from oase.programmes.cases.reasons import REASONS
from oase.programmes.events import stops, tours
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import Guest
from oase.web.customer.programmes.forms import Form
from oase.web.customer.programmes.rendering import Lang
from oase.web.words import text

__all__ = ["clock", "day_of", "guest_of", "public_stop", "reason_names", "said_of", "weekday_of"]


def said_of(lang: Lang) -> Any:
    """Return what gives a text of these pages."""
    return lambda key, **values: text(f"public_tour.{key}", lang, **values)


def public_stop(connection: Any, number: int) -> Stop:
    """Return a stop of a live tour; any other does not exist for customers.

    Raises
    ------
    NotFoundException
    """
    found = next((one for one in stops.every(connection) if one.id == number), None)
    if found is None or tours.get(connection, found.tour).state != "live":
        raise NotFoundException
    return found


def clock(at: int, stop: Stop) -> str:
    """Return what the clock shows at the stop.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> clock(1_795_863_600_000_000, SimpleNamespace(timezone="Europe/Berlin"))
    '12:00'
    """
    return f"{datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(stop.timezone)):%H:%M}"


def day_of(stop: Stop, lang: Lang) -> str:
    """Return the day of a stop in words."""
    return words.date(stop.opens, lang, stop.timezone)


def weekday_of(stop: Stop, lang: Lang) -> str:
    """Return its day with the name of the weekday."""
    return words.weekday(stop.day, lang)


def reason_names(lang: Lang) -> list[tuple[str, str]]:
    """Return what can be broken, with its name."""
    return [(reason, text(f"public_tour.reason.{reason}", lang)) for reason in REASONS]


def guest_of(form: Form, lang: Lang) -> Guest:
    """Return what a form says of who sends it; who she is, see ``naming.alias_of``."""
    reason = form.said("reason", 60)
    return Guest(
        name=form.said("name", 81),
        email=form.said("email", 255),
        phone=form.said("phone", 41),
        what=form.said("what", 201),
        reason=reason if reason in REASONS else "",
        lang=lang,
    )
