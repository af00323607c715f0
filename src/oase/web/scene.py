"""``Scene``: what the demo's stage has set for Anna: the weather, and who she is this time."""

from __future__ import annotations

from threading import Lock

import msgspec

from oase.decisions.situation import Weather

__all__ = ["Scene", "Sky"]

_RAIN = 61
_CLOUDS = 3


class Sky(msgspec.Struct, frozen=True):
    """The weather of the stage."""

    temperature: float = 6.0
    is_wet: bool = True


class Scene:
    """What the stage has set; there is one in the demo, and none in any other house."""

    def __init__(self) -> None:
        self.sky = Sky()
        self.lock = Lock()
        self.number = 0

    def weather(self, at: int) -> Weather:
        """Return the weather as the port would say it; ``at`` in microseconds since 1970, UTC."""
        wet = self.sky.is_wet
        return Weather(self.sky.temperature, 0.6 if wet else 0.0, _RAIN if wet else _CLOUDS, at)
