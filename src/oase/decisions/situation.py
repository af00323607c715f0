"""``Situation``: where a person is when somebody asks whether to tell her something."""

from __future__ import annotations

import msgspec

__all__ = ["Place", "Situation", "Weather"]


class Place(msgspec.Struct, frozen=True, rename="camel"):
    """A store near a person, matched on her device: no track is stored.

    Parameters
    ----------
    store : str
        Code of the store.
    distance_m, accuracy_m : float
        Metres; a reading less exact than the play's radius is ignored.
    """

    store: str
    distance_m: float
    accuracy_m: float


class Weather(msgspec.Struct, frozen=True):
    """What the weather port said (shape of Open-Meteo ``current``).

    Parameters
    ----------
    temperature : float
        Degrees Celsius.
    precipitation : float
        Millimetres in the last quarter of an hour.
    code : int
        WMO code 4677.
    at : int
        When it was so, microseconds since 1970, UTC.
    """

    temperature: float
    precipitation: float
    code: int
    at: int

    @property
    def is_wet(self) -> bool:
        """Whether it rains or snows."""
        return self.precipitation > 0


class Situation(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is known of the moment; facts of the person are read beside it.

    Parameters
    ----------
    trigger : str
        What has happened: ``store.near``, ``visit.ended``, ``stock.changed``, ``purchase`` …
    at : int
        Microseconds since 1970, UTC; set by the server.
    places : tuple of Place
        Stores near her, nearest first is not needed.
    store : str
        The store in which she is, empty for none.
    item : str
        GTIN of what it is about, empty for whatever of her wishes fits.
    mood : str
        Only what she has tapped or said; empty for nothing.
    weather : Weather or None
    lang : {"de", "en"}
    """

    trigger: str
    at: int = 0
    places: tuple[Place, ...] = ()
    store: str = ""
    item: str = ""
    mood: str = ""
    weather: Weather | None = None
    lang: str = "de"
