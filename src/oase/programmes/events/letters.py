"""What the holder of a ticket is told by mail: her slot is booked, or the stop does not take place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from oase.programmes.events.stops import Stop
from oase.programmes.letters import write_letter
from oase.programmes.tables import tickets

__all__ = ["write_booked", "write_cancelled"]

_HOUR = 3_600_000_000
_EXPIRES = 14 * 24 * _HOUR

_BOOKED = {
    "de": (
        "Ihr Termin beim Reparatur-Bus in {city}",
        "Am {day} um {at} Uhr: {where}.\n\nIhre Nummer ist {number}. Der Link führt zu Ihrem Termin.",
    ),
    "en": (
        "Your appointment at the repair bus in {city}",
        "On {day} at {at}: {where}.\n\nYour number is {number}. The link leads to your appointment.",
    ),
}
_DAYS = {"de": "%d.%m.%Y", "en": "%-d %B %Y"}


def write_booked(connection: Connection, ticket: int, stop: Stop, now: int) -> bool:
    """Confirm a booking by mail where it is known who she is; return whether there is a letter.

    Parameters
    ----------
    connection : Connection
        In the transaction of the booking.
    ticket : int
        Its id.
    stop : Stop
    now : int
        Microseconds since 1970, UTC.
    """
    held = connection.execute(tickets.select().where(tickets.c.id == ticket)).one()
    lang = held.lang if held.lang in _BOOKED else "de"
    at = datetime.fromtimestamp(held.slot / 1_000_000, UTC).astimezone(ZoneInfo(stop.timezone))
    where = ", ".join(filter(None, (stop.name, stop.street, f"{stop.postcode} {stop.city}".strip())))
    said = {"city": stop.city, "day": at.strftime(_DAYS[lang]), "at": f"{at:%H:%M}", "where": where}
    title, body = (text.format(**said, number=held.number) for text in _BOOKED[lang])
    return write_letter(
        connection,
        ("ticket", held.id),
        held.alias,
        key=f"ticket-booked:{held.id}",
        told=(title, body),
        lang=lang,
        now=now,
        until=held.slot,
    )


def write_cancelled(
    connection: Connection, ticket: int, alias: int | None, stop: Stop, content: Mapping[str, str], now: int
) -> bool:
    """Tell that a stop does not take place; return whether there is a letter.

    Parameters
    ----------
    connection : Connection
        In the transaction that cancels the stop.
    ticket : int
    alias : int or None
        Hers.
    stop : Stop
    content : mapping
        ``title``, ``body`` and ``lang``.
    now : int
        Microseconds since 1970, UTC.
    """
    return write_letter(
        connection,
        ("ticket", ticket),
        alias,
        key=f"stop-cancelled:{stop.id}:{ticket}",
        told=(content["title"], content["body"]),
        lang=content.get("lang", "de"),
        now=now,
        until=min(now + _EXPIRES, max(stop.closes, now + _HOUR)),
    )
