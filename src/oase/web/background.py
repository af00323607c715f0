"""The processes behind the door as the server starts them: without a web framework, which none needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from oase.settings import Settings, now

__all__ = ["LOADED", "run_messages", "run_tasks", "run_works"]

_KINDS = "oase.web.kinds"

LOADED = ("oase.app.works", "oase.app.messages", "oase.app.tasks.process", "oase.app.views.warming", _KINDS)
"""What these processes load, so that it can be loaded once for all of them."""


def run_works(folder: Path, settings: Settings) -> None:
    """Work off what was accepted, until SIGTERM."""
    from oase.app.works import main  # here, so that only this process loads it

    main(folder, settings)


def run_messages(folder: Path, settings: Settings) -> None:
    """Send what is in the outbox, until SIGTERM."""
    from oase.app.messages import main

    main(folder, settings)


def run_tasks(folder: Path, settings: Settings) -> None:
    """Compute what pages ask for, until SIGTERM."""
    from oase.app.tasks.process import main
    from oase.app.tasks.queue import Queue
    from oase.app.verdicts import Nights, holds_answers
    from oase.app.views.warming import Warming
    from oase.db import Database

    def beside(database: Database, told: Settings) -> Callable[[Queue], None]:
        warming, nights = Warming(database, told.timezone, now), Nights(told.timezone, now)

        def look(queue: Queue) -> None:
            warming.look(queue)
            if holds_answers(database):
                nights.look(queue)

        return look

    main(folder, settings, _KINDS, beside)
