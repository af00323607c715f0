"""Channels by which customers of Lindwerk write: who answers there, when, and how fast."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CHANNELS", "FAMILIAR", "Place"]


class Place(NamedTuple):
    """One channel, and how its team works.

    Parameters
    ----------
    name : str
    team : str
    hours : str
        When somebody is there, as OpenStreetMap's ``opening_hours``.
    spans : tuple
        The same for Monday to Sunday as (opens, closes) in minutes of the day; None where nobody is there.
    promise_minutes : int or None
        Within which an answer is promised, by the wall clock.
    touchpoint : str
        To which its messages belong where they are about nothing else.
    weight : int
        How many messages come, against the others.
    minutes : float
        Median time of staff until the reply.
    spread : float
        Of its logarithm.
    answered, closed : float
        Shares of messages that get a reply, and that are closed without one; the rest is never answered.
    personal : float
        Share of replies by somebody who has read the message.
    weekend : float
        How many messages come on a day of the weekend, against a weekday.
    """

    name: str
    team: str
    hours: str
    spans: tuple[tuple[int, int] | None, ...]
    promise_minutes: int | None
    touchpoint: str
    weight: int
    minutes: float
    spread: float
    answered: float
    closed: float
    personal: float
    weekend: float


def _week(
    weekday: tuple[int, int], saturday: tuple[int, int] | None, sunday: tuple[int, int] | None
) -> tuple[tuple[int, int] | None, ...]:
    hours = (*[weekday] * 5, saturday, sunday)
    return tuple(None if span is None else (span[0] * 60, span[1] * 60) for span in hours)


CHANNELS: Final = (
    Place(
        "E-Mail", "Kundendienst", "Mo-Fr 08:00-20:00; Sa,Su 09:00-18:00; PH off",
        _week((8, 20), (9, 18), (9, 18)), 1440, "Kundendienst", 34, 150.0, 0.9, 0.95, 0.02, 0.46, 0.8,
    ),
    Place(
        "Instagram", "Marke und Social Media", "Mo-Fr 08:00-22:00; PH off",
        _week((8, 22), None, None), 240, "Instagram", 24, 45.0, 0.8, 0.90, 0.04, 0.62, 1.5,
    ),
    Place(
        "Chat", "Kundendienst", "Mo-Su,PH 09:00-22:00",
        _week((9, 22), (9, 22), (9, 22)), 10, "Chat am Sonntag", 22, 4.0, 0.7, 0.97, 0.01, 0.71, 1.1,
    ),
    Place(
        "Bewertungen", "Marke und Social Media", "Tu,Th 10:00-15:00; PH off",
        (None, (600, 900), None, (600, 900), None, None, None), None, "Bewertungen anderer",
        10, 120.0, 0.9, 0.55, 0.30, 0.28, 1.0,
    ),
    Place(
        "app", "Läden", "Mo-Su 09:00-20:00; PH off",
        _week((9, 20), (9, 20), (9, 20)), 120, "Produktseite", 10, 22.0, 0.8, 0.93, 0.01, 0.86, 1.2,
    ),
)  # fmt: skip
"""Five channels; Instagram is the one that is late at weekends, for nobody is there then."""

FAMILIAR: Final = frozenset({"Instagram", "app"})
"""Where the tone is du."""
