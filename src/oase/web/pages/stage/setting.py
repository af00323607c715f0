"""What the controls of the stage do: a new Anna, time, weather, stock; and what the counter did today."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException

from oase import words
from oase.accounts import Permission
from oase.demo.scene import DAYS, next_moment
from oase.web.pages.stage.anna import begin, count_dress, move
from oase.web.pages.stage.counter import today
from oase.web.pages.visit import Visit
from oase.web.scene import Scene, Sky

__all__ = ["HANDLERS", "scene_of", "sky_told"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.SEE_PERSONS}

_LATEST = 4_102_444_800_000_000  # 2100
_MINUTES = 1440
_COLDEST, _HOTTEST = -40, 50
_MOST = 20


def scene_of(visit: Visit) -> Scene:
    """Return the scene of the demo.

    Raises
    ------
    NotFoundException
        The customers of this house are real: nobody plays with their time.
    """
    if visit.reach.scene is None:
        raise NotFoundException
    return visit.reach.scene


def sky_told(visit: Visit, sky: Sky) -> str:
    """Return the weather in words."""
    kind = "wet" if sky.is_wet else "dry"
    return visit.t(f"stage.sky.{kind}", degrees=words.number(sky.temperature, visit.lang))


@post("/stage/anna", sync_to_thread=True, opt=_OPT, status_code=200)
def new_anna(visit: Here) -> Response[bytes]:
    """Let a new Anna come, and sign her phone in."""
    scene = scene_of(visit)
    anna = begin(visit.reach, scene, wants_control=visit.said("control") == "1")
    return _json({**msgspec.to_builtins(anna), **_now(visit, scene)})


@post("/stage/time", sync_to_thread=True, opt=_OPT, status_code=200)
def set_time(visit: Here) -> Response[bytes]:
    """Move the time, to a moment or to the next such day and minute; it only goes forward."""
    scene = scene_of(visit)
    if visit.said("day"):
        day, minute = visit.said("day"), _number(visit, "minute", 0, _MINUTES - 1)
        if day not in DAYS:
            raise ClientException(f"day: one of {', '.join(DAYS)}")
        at = next_moment(visit.reach.moment(), day, minute)
    else:
        at = _number(visit, "at", 0, _LATEST)
    move(visit.reach, scene, at)
    return _json(_now(visit, scene))


@post("/stage/weather", sync_to_thread=True, opt=_OPT, status_code=200)
def set_weather(visit: Here) -> Response[bytes]:
    """Let it rain or not."""
    scene = scene_of(visit)
    scene.sky = Sky(float(_number(visit, "temperature", _COLDEST, _HOTTEST)), visit.said("wet") == "1")
    return _json(_now(visit, scene))


@post("/stage/stock", sync_to_thread=True, opt=_OPT, status_code=200)
def set_stock(visit: Here) -> Response[bytes]:
    """Let the store of the scene count Anna's dress anew."""
    scene = scene_of(visit)
    count_dress(visit.reach, scene, _number(visit, "quantity", 0, _MOST))
    return _json(_now(visit, scene))


@get("/stage/now", sync_to_thread=True, opt=_OPT)
def now(visit: Here) -> Response[bytes]:
    """Return what time it is on the stage, and what became of the decisions of that day."""
    scene = scene_of(visit)
    return _json({**_now(visit, scene), "today": today(visit)})


def _now(visit: Visit, scene: Scene) -> dict[str, Any]:
    at = visit.reach.moment()
    return {
        "at": at,
        "isWet": scene.sky.is_wet,
        "temperature": scene.sky.temperature,
        "sky": sky_told(visit, scene.sky),
    }


def _number(visit: Visit, name: str, least: int, most: int) -> int:
    said = visit.said(name)
    number = int(said) if said.removeprefix("-").isdecimal() and said.isascii() and len(said) < 18 else None
    if number is None or not least <= number <= most:
        raise ClientException(f"{name}: a whole number, {least} to {most}")
    return number


def _json(content: dict[str, Any]) -> Response[bytes]:
    return Response(msgspec.json.encode(content), media_type="application/json")


HANDLERS = [new_anna, set_time, set_weather, set_stock, now]
