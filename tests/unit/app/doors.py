"""A house, a write key and a door without a web server: what tests of ``app`` share."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

from oase.app import open_house
from oase.contacts.keys import create_key, list_keys
from oase.db.inbox import Inbox

START = 1_760_000_000_000_000  # 2025-10-09
SECOND = 1_000_000


class Clock:
    """A clock that is moved by hand."""

    def __init__(self, at=START):
        self.at = at

    def __call__(self):
        return self.at

    def wait(self, seconds):
        self.at += int(seconds * SECOND)


def iso(at):
    return datetime.fromtimestamp(at / SECOND, UTC).isoformat().replace("+00:00", "Z")


def new_house(folder, clock):
    """Return an open house with a write key and a door's worth of basis."""
    house = open_house(folder, create=True, own="Lindwerk", clock=clock)
    create_key(
        house.rooms.database,
        "write",
        "Shop",
        source="shop",
        basis="contract",
        basis_text="AGB 3",
        clock=clock,
    )
    return house


@contextmanager
def door(house, worker="w1"):
    """Yield a function that takes a message in as the door does: durable when it returns."""
    (key,) = [key for key in list_keys(house.rooms.database) if key.kind == "write"]
    path = house.folder / "inbox" / f"{worker}.sqlite"
    with Inbox(path, done=lambda: house.rooms.worked_off().get(worker, 0)) as inbox:

        def take(kind, /, **message):
            stored, trouble = threading.Event(), []

            def reply(error):
                trouble.append(error)
                stored.set()

            inbox.submit(house.rooms.clock(), kind, key.id, json.dumps(message).encode(), reply)
            assert stored.wait(20)
            assert trouble == [None]

        yield take


def said(at, **further):
    """Return the members of a message that was sent at once."""
    return {"timestamp": iso(at), "sentAt": iso(at), **further}
