"""A year of the demo's programmes put into its house, and what goes on in them while it is served."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from oase.cli.passing import LONGEST_WAIT_SECONDS, Beside

if TYPE_CHECKING:
    from oase.app import House
    from oase.db import Database
    from oase.demo.programmes import Came, Year

__all__ = ["Mending", "live_a_year", "take_part"]


def take_part(house: House, persons: int, seed: int) -> None:
    """Put in what customers of the demo have had mended, given back and bought second hand.

    Parameters
    ----------
    house : House
        Into which the demo has moved already.
    persons, seed : int
        Of the demo.
    """
    now, alias_of = house.rooms.clock(), house.rooms.aliases.one
    live_a_year(house.rooms.database, persons, seed, now, alias_of)


def live_a_year(
    database: Database, persons: int, seed: int, now: int, alias_of: Callable[[str, str], int]
) -> Year:
    """Write the year that ends now; return what was planted in it.

    Secret links are truly secret: a demo that is made twice with the same seed has others, which nobody
    misses, because only their hashes are kept.

    Parameters
    ----------
    database : Database
    persons, seed : int
        Of the demo.
    now : int
        Microseconds since 1970, UTC.
    alias_of : callable
        Gives the alias of a kind and a value.
    """
    from oase.demo import BRAND
    from oase.demo.programmes import beginning, ending, repair_records, year
    from oase.demo.programmes.when import ZONE, day_of
    from oase.programmes.moving_in import Setting, play, publish, set_up
    from oase.programmes.open_repair import keeping

    setting = Setting(ZONE, BRAND, secrets.token_bytes)
    lived = year(persons, seed, now, alias_of)
    with database.writing() as connection:
        set_up(connection, beginning(seed, now), setting)
        play(connection, lived.steps, setting)
        publish(connection, ending(now))
    records = io.BytesIO(repair_records(seed, now))
    keeping.take(database, records, "naehcafe-musterhafen.csv", now=now, today=day_of(now))
    return lived


class Mending(Beside):
    """Now and then somebody opens a case, or draws a number at the bus that is in town.

    Parameters
    ----------
    house : Path
    coming : iterator of Came
    run : str
        Part of every key: another run is not a repetition of the last one.
    """

    def __init__(self, house: Path, coming: Iterator[Came], run: str) -> None:
        super().__init__()
        self._house, self._coming, self._run_name = house, coming, run

    def _run(self, target: str) -> None:
        del target
        from oase.errors import OaseError

        for number, one in enumerate(self._coming):
            if self._ended.wait(one.wait_seconds):
                return
            try:
                self._let_come(one, f"live-{self._run_name}-{number:05}")
            except OaseError:  # busy, or all numbers are drawn: the next one comes all the same
                self._ended.wait(LONGEST_WAIT_SECONDS)

    def _let_come(self, one: Came, name: str) -> None:
        from oase.db import open_database
        from oase.demo import BRAND
        from oase.demo.programmes.when import ZONE
        from oase.programmes.events.stops import coming
        from oase.programmes.moving_in import Played, Setting
        from oase.programmes.moving_in.playing import VERBS
        from oase.settings import now

        at = now()
        with open_database(self._house) as database, database.writing() as connection:
            played = Played(connection, Setting(ZONE, BRAND, secrets.token_bytes))
            today = [stop for stop in coming(connection, at) if stop.state == "open" and stop.opens <= at]
            if one.verb == "ticket.draw":
                if not today:
                    return
                played.numbers["today"] = today[0].id
            VERBS[one.verb](played, one.step(at, name))
