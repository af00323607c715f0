"""The demo served: customers walk past stores with their app, and stores count what they have."""

from __future__ import annotations

import contextlib
import heapq
import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from oase.demo import Passing

__all__ = ["Beside", "Counting", "Walking", "asked"]

LONGEST_WAIT_SECONDS = 10.0
COUNT_SECONDS = 30 * 60.0
_VERSION = {"textVersion": "2026-10", "source": "App, Einwilligungen"}


class Beside:
    """Something that goes on beside the server, in a thread of its own."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, address: str) -> None:
        """Begin; ``address`` of the server as ``http://host:port``."""
        target = urlsplit(address).netloc
        name = type(self).__name__.lower()
        self._thread = threading.Thread(target=self._run, args=(target,), name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, target: str) -> None:
        raise NotImplementedError


class Walking(Beside):
    """Customers pass stores: their app asks for a decision, some go in and out again.

    Parameters
    ----------
    passing : iterator of Passing
    key : str
        An admin key: by it the company signs its customers in.
    """

    def __init__(self, passing: Iterator[Passing], key: str) -> None:
        super().__init__()
        self._passing = passing
        self._key = key
        self._inside: list[tuple[float, str]] = []

    def _run(self, target: str) -> None:
        connection = http.client.HTTPConnection(target, timeout=LONGEST_WAIT_SECONDS)
        with contextlib.closing(connection):
            for one in self._passing:
                if self._ended.wait(one.wait_seconds):
                    return
                try:
                    self._pass(connection, one)
                    self._leave(connection)
                except (OSError, http.client.HTTPException, ValueError):
                    connection.close()  # a busy or ending server: the next one comes all the same

    def _pass(self, connection: http.client.HTTPConnection, one: Passing) -> None:
        from oase.demo import CONSENTS

        session = asked(
            connection, "/api/v1/customers/sessions", self._key, {"value": one.person, "kind": "user"}
        )
        token = str(session["token"])
        said = {name: name in one.allows for name in CONSENTS}
        asked(connection, "/v1/consents", token, {"consents": said, **_VERSION})
        place = {"store": one.store, "distanceM": one.distance_m, "accuracyM": one.accuracy_m}
        asked(connection, "/v1/decisions", token, {"trigger": "store.near", "places": [place]})
        if one.stays_seconds:
            asked(connection, "/v1/visits", token, {"store": one.store, "how": "hand"})
            heapq.heappush(self._inside, (monotonic() + one.stays_seconds, token))

    def _leave(self, connection: http.client.HTTPConnection) -> None:
        while self._inside and self._inside[0][0] <= monotonic():
            _, token = heapq.heappop(self._inside)
            asked(connection, "/v1/visits/current", token, method="DELETE")


class Counting(Beside):
    """The stores of the demo count what they have, again and again: an old count says nothing.

    Parameters
    ----------
    house : Path
    """

    def __init__(self, house: Path) -> None:
        super().__init__()
        self._house = house

    def _run(self, target: str) -> None:
        del target
        from oase.db import open_database
        from oase.demo.recount import recount
        from oase.errors import OaseError
        from oase.settings import now

        pause = 0.0
        while not self._ended.wait(pause):
            try:
                with open_database(self._house) as database:
                    recount(database, now())
                pause = COUNT_SECONDS
            except OaseError:  # busy: the stores count a little later
                pause = LONGEST_WAIT_SECONDS


def asked(
    connection: http.client.HTTPConnection, path: str, key: str, body: Any = None, *, method: str = "POST"
) -> Any:
    """Ask the server and return what it answers, None for nothing."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse().read()
    return json.loads(answer) if answer else None
