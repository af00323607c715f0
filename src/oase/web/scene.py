"""``Scene``: what the demo's stage has set for Anna: time, weather, stock, and who she is this time."""

from __future__ import annotations

from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from oase.decisions.holdout import is_control
from oase.decisions.situation import Weather

if TYPE_CHECKING:
    from oase.web.reach import Reach

__all__ = ["Anna", "Scene", "Sky", "begin", "count_dress", "move"]

_MOST_TRIED = 10_000
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


class Anna(msgspec.Struct, frozen=True, rename="camel"):
    """Anna of one run.

    Parameters
    ----------
    user : str
        Her id, such as ``anna-3``: every run has another Anna, of whom nothing is known yet.
    is_control : bool
        Whether she belongs to the control group of the play of the scene.
    token, refresh : str
        With which her phone is signed in.
    before, evening, afternoon : int
        When her scene plays, microseconds since 1970, UTC.
    """

    user: str
    is_control: bool
    token: str
    refresh: str
    before: int
    evening: int
    afternoon: int


def begin(reach: Reach, scene: Scene, *, wants_control: bool = False) -> Anna:
    """Let a new Anna come: one who belongs to no control group, or to that of the play of the scene.

    Time goes back to three weeks before the scene, and the stores of her city count anew.

    Parameters
    ----------
    reach : Reach
    scene : Scene
    wants_control : bool
    """
    from oase.app.visiting import enter  # here, so that a web process starts in half the time
    from oase.demo.scene import PLAY, days_of, restock

    days = days_of(reach.clock())
    with scene.lock:
        user = _somebody(reach, scene, PLAY, wants_control=wants_control)
        entered = enter(reach.house.rooms, user)
        reach.shift = days.before - reach.clock()
        scene.sky = Sky()
        with reach.database.writing() as connection:
            restock(connection, days.afternoon, 2)
    return Anna(user, wants_control, entered.token, entered.refresh, *days)


def move(reach: Reach, scene: Scene, at: int) -> int:
    """Move the time of the stage and let the stores count anew; returns the moment that it is now.

    Parameters
    ----------
    reach : Reach
    scene : Scene
    at : int
        Microseconds since 1970, UTC. A moment that is over already stays over: time only goes forward.
    """
    from oase.demo.scene import restock

    with scene.lock:
        reach.shift = max(at, reach.moment()) - reach.clock()
        with reach.database.writing() as connection:
            restock(connection, reach.moment())
    return reach.moment()


def count_dress(reach: Reach, scene: Scene, quantity: int) -> None:
    """Let the store of the scene count Anna's dress anew.

    Raises
    ------
    OptionInvalid
        Not a number of pieces.
    """
    from oase.demo.scene import HERE
    from oase.demo.shop import DRESS
    from oase.retail.counting import count_stock

    with scene.lock, reach.database.writing() as connection:
        count_stock(connection, HERE, DRESS, quantity, reach.moment(), "kasse")


def _somebody(reach: Reach, scene: Scene, play: str, *, wants_control: bool) -> str:
    """Return the id of an Anna whom nobody knows yet; groups are drawn by the hash that decisions use."""
    from oase.decisions.plays.stored import live_plays
    from oase.identity.members import ids_of

    with reach.database.reading() as connection:
        shares = {one.name: one.control_share for one in live_plays(connection)}
        for number in count(scene.number + 1):
            user = f"anna-{number}"
            alias = reach.house.rooms.aliases.one("user", user)
            inside = {name for name, share in shares.items() if is_control(alias, name, share)}
            fits = play in inside if wants_control and shares.get(play) else not inside
            if (fits or number > scene.number + _MOST_TRIED) and not ids_of(connection, [alias]):
                scene.number = number
                return user
    raise AssertionError  # the numbers do not end
