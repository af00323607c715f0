"""Anna of one run: a new one each time, in a time and a store that the stage has set."""

from __future__ import annotations

from itertools import count
from secrets import token_bytes

import msgspec

from oase.app.triggering import STAGE_SHIFT, STAGED
from oase.app.visiting import enter
from oase.db.occasions import set_mark
from oase.decisions.holdout import is_control
from oase.decisions.plays.stored import live_plays
from oase.demo import BRAND
from oase.demo.programmes import hers
from oase.demo.scene import HERE, PLAY, days_of, restock
from oase.demo.shop import DRESS
from oase.identity.members import ids_of
from oase.programmes.moving_in import Setting, play
from oase.retail.counting import count_stock
from oase.settings import time_zone
from oase.web.reach import Reach
from oase.web.scene import Scene, Sky

__all__ = ["Anna", "begin", "count_dress", "move"]

_MOST_TRIED = 10_000


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
    days = days_of(reach.clock())
    with scene.lock:
        user = _somebody(reach, scene, PLAY, wants_control=wants_control)
        entered = enter(reach.house.rooms, user)
        reach.shift = days.before - reach.clock()
        scene.sky = Sky()
        restock(reach.database, days.before, 2)
        alias = reach.house.rooms.aliases.one("user", user)
        _own(reach, user, alias, days.before)
        _tell_time(reach, alias)
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
    with scene.lock:
        reach.shift = max(at, reach.moment()) - reach.clock()
        restock(reach.database, reach.moment())
        _tell_time(reach)
    return reach.moment()


def count_dress(reach: Reach, scene: Scene, quantity: int) -> None:
    """Let the store of the scene count Anna's dress anew.

    Raises
    ------
    OptionInvalid
        Not a number of pieces.
    """
    with scene.lock, reach.database.writing() as connection:
        count_stock(connection, HERE, DRESS, quantity, reach.moment(), "kasse")


def _own(reach: Reach, user: str, alias: int, now: int) -> None:
    """Let her have bought two things, of which one was mended: it is in her app."""
    setting = Setting(time_zone(reach.settings.timezone), BRAND, token_bytes)
    with reach.database.writing() as connection:
        play(connection, hers(user, alias, now), setting)


def _tell_time(reach: Reach, anna: int | None = None) -> None:
    """Let the process that notices the end of visits know what time it is for her."""
    with reach.database.writing() as connection:
        set_mark(connection, STAGE_SHIFT, reach.shift)
        if anna is not None:
            set_mark(connection, STAGED, anna)


def _somebody(reach: Reach, scene: Scene, play: str, *, wants_control: bool) -> str:
    """Return the id of an Anna whom nobody knows yet; groups are drawn by the hash that decisions use."""
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
