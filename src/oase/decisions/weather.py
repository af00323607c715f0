"""The weather where a store is: asked of a service of Open-Meteo's shape, or of none.

No decision waits for it: what is known is answered at once, what is not is fetched beside. Without weather a
play that asks for it does not fit; nothing else changes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import msgspec

from oase.decisions.situation import Weather
from oase.errors import OptionInvalid

__all__ = ["NoWeather", "OpenMeteo", "WeatherPort", "weather_from"]

log = logging.getLogger("oase.weather")

FRESH_SECONDS = 15 * 60
OLDEST_SECONDS = 2 * FRESH_SECONDS
"""What is older is not told any more."""

PAUSE_SECONDS = 60
"""After a failure the service is left alone for so long."""

TIMEOUT_SECONDS = 5.0
MOST_BYTES = 64 * 1024
MOST_PLACES = 4096
_DECIMALS = 2
"""Of a degree: about a kilometre, so that stores of a town share an answer."""

Spot = tuple[float, float]


class WeatherPort(Protocol):
    """Whoever knows the weather."""

    def at(self, latitude: float, longitude: float) -> Weather | None:
        """Return the weather at a place, None where it is not known; at once."""
        ...


class NoWeather:
    """Knows nothing and asks nobody: what a house has until a service is set up.

    Examples
    --------
    >>> NoWeather().at(50.94, 6.96) is None
    True
    """

    def at(self, latitude: float, longitude: float) -> Weather | None:  # noqa: ARG002  the port's words
        """Return None."""
        return None


class _Current(msgspec.Struct):
    time: str | int
    temperature_2m: float
    precipitation: float
    weather_code: int


class _Forecast(msgspec.Struct):
    current: _Current
    utc_offset_seconds: int = 0


class OpenMeteo:
    """Asks a service of the shape of Open-Meteo's ``/v1/forecast``.

    Parameters
    ----------
    url : str
        Of the service, without the question.
    clock : callable
        Microseconds since 1970, UTC.
    fetch : callable, optional
        Given an address, returns what stands there; a plain GET without redirects when left out.

    Raises
    ------
    OptionInvalid
        The address begins neither with https:// nor with http://.
    """

    def __init__(
        self, url: str, clock: Callable[[], int], fetch: Callable[[str], bytes] | None = None
    ) -> None:
        if not url.startswith(("https://", "http://")):
            raise OptionInvalid(
                "The weather service cannot be asked",
                expected="an address that begins with https:// or http://",
                got=repr(url),
                where="OASE_WEATHER_URL",
            )
        self._url = url
        self._clock = clock
        self._fetch = fetch or _fetched
        self._known: dict[Spot, tuple[int, Weather]] = {}
        self._asked: set[Spot] = set()
        self._pause_until = 0
        self._has_failed = False
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="weather")

    def at(self, latitude: float, longitude: float) -> Weather | None:
        """Return what is known; where that is old or nothing, it is asked for beside."""
        spot = (round(latitude, _DECIMALS), round(longitude, _DECIMALS))
        now = self._clock()
        fetched, weather = self._known.get(spot, (0, None))
        age = (now - fetched) / 1e6
        if age >= FRESH_SECONDS:
            self._ask(spot, now)
        return weather if age < OLDEST_SECONDS else None

    def close(self) -> None:
        """Let go of what is under way; may be called twice."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _ask(self, spot: Spot, now: int) -> None:
        with self._lock:
            if spot in self._asked or now < self._pause_until:
                return
            self._asked.add(spot)
        try:
            self._thread.submit(self._look, spot)
        except RuntimeError:  # closed meanwhile
            self._asked.discard(spot)

    def _look(self, spot: Spot) -> None:
        try:
            weather = self._read(self._fetch(self._address(spot)))
        except (OSError, URLError, HTTPException, msgspec.MsgspecError, ValueError, OverflowError) as error:
            self._failed(error)
        else:
            self._learned(spot, weather)
        finally:
            self._asked.discard(spot)

    def _learned(self, spot: Spot, weather: Weather) -> None:
        if self._has_failed:
            log.warning("the weather is known again")
            self._has_failed = False
        if len(self._known) >= MOST_PLACES:
            self._known.clear()
        self._known[spot] = (self._clock(), weather)

    def _failed(self, error: Exception) -> None:
        self._pause_until = self._clock() + PAUSE_SECONDS * 1_000_000
        if not self._has_failed:
            log.warning("there is no weather for now: %s", " ".join(str(error).split())[:300])
            self._has_failed = True

    def _address(self, spot: Spot) -> str:
        asked = {
            "latitude": spot[0],
            "longitude": spot[1],
            "current": "temperature_2m,precipitation,weather_code",
            "timeformat": "unixtime",
        }
        return f"{self._url}{'&' if '?' in self._url else '?'}{urlencode(asked)}"

    @staticmethod
    def _read(body: bytes) -> Weather:
        said = msgspec.json.decode(body, type=_Forecast)
        current = said.current
        if isinstance(current.time, int):
            seconds = float(current.time)
        else:
            local = datetime.fromisoformat(current.time).replace(tzinfo=UTC)
            seconds = local.timestamp() - said.utc_offset_seconds
        return Weather(
            temperature=current.temperature_2m,
            precipitation=current.precipitation,
            code=current.weather_code,
            at=round(seconds * 1e6),
        )


def weather_from(url: str, clock: Callable[[], int]) -> NoWeather | OpenMeteo:
    """Return who knows the weather by the setting ``weather_url``: nobody where it is empty.

    Parameters
    ----------
    url : str
    clock : callable
        Microseconds since 1970, UTC.
    """
    return OpenMeteo(url, clock) if url else NoWeather()


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect())


def _fetched(address: str) -> bytes:
    request = Request(address, headers={"Accept": "application/json"})  # noqa: S310  http and https, checked
    with _opener().open(request, timeout=TIMEOUT_SECONDS) as answer:
        body: bytes = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ValueError("the answer is too long")
    return body
