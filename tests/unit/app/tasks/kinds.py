"""Kinds of tasks for tests: quick, slow, refused, fatal; helpers import this module by its name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from oase.app.tasks import Arguments, Kind, Progress
from oase.errors import InputError


def echo(house, arguments: Arguments, progress: Progress):
    progress(1, 2)
    return {"told": dict(arguments), "process": os.getpid()}


def slow(house, arguments: Arguments, progress: Progress):
    for step in range(600):
        progress(step, 600)
        time.sleep(0.05)


def refused(house, arguments: Arguments, progress: Progress):
    raise InputError("There is nothing to count", expected="contacts", todo="import some")


def broken(house, arguments: Arguments, progress: Progress):
    raise ZeroDivisionError


def fatal(house, arguments: Arguments, progress: Progress):
    """Die; the second time, where that is asked for, live."""
    mark = Path(arguments["mark"])
    if arguments.get("lives_at_last") and mark.exists():
        return "lived"
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def unwritable(house, arguments: Arguments, progress: Progress):
    return object()


KINDS = {
    "broken": Kind(broken),
    "echo": Kind(echo, warm=[{}]),
    "fatal": Kind(fatal),
    "once": Kind(echo, lane="long", is_kept=False),
    "refused": Kind(refused),
    "slow": Kind(slow),
    "unwritable": Kind(unwritable),
}
