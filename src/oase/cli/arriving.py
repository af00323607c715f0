"""The demo house, served: invented customers keep arriving through its door until Ctrl-C."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import threading
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from oase.settings import now

if TYPE_CHECKING:
    from oase.demo import Arrival
    from oase.settings import Settings

__all__ = ["serve_demo"]

PER_SECOND = 4.0
LONGEST_WAIT_SECONDS = 10.0
NAME = "Frau Kaya"

_TRY = {
    "de": """
Das Web-Haus: {address}  (im Browser öffnen; angemeldet sind Sie als Frau Kaya)

Kunden von Lindwerk kommen an, etwa {per_second:.0f} Anfragen in der Sekunde.
Zum Probieren, in einem zweiten Fenster:

  {oase} tail {house}
  curl -u {write}: {address}/v1/track -d '{{"userId": "anna", "event": "Product Viewed"}}'
  curl -H 'Authorization: Bearer {read}' {address}/api/v1/refusals
  {oase} magic {house} --outcome Kauf
  {oase} journeys {house} --show paths --sessions 30m

Eigene Anwendung: den Client von Segment, RudderStack oder Jitsu auf {address} zeigen lassen,
Schreibschlüssel {write} (gilt, solange die Demo läuft).
Strg-C beendet die Demo.""",
    "en": """
The web house: {address}  (open it in a browser; you are signed in as Frau Kaya)

Customers of Lindwerk arrive, about {per_second:.0f} requests a second.
Try, in a second window:

  {oase} tail {house}
  curl -u {write}: {address}/v1/track -d '{{"userId": "anna", "event": "Product Viewed"}}'
  curl -H 'Authorization: Bearer {read}' {address}/api/v1/refusals
  {oase} magic {house} --outcome Kauf
  {oase} journeys {house} --show paths --sessions 30m

Your own application: point its client of Segment, RudderStack or Jitsu at {address},
write key {write} (good as long as the demo runs).
Ctrl-C ends the demo.""",
}
_ENDED = {
    "de": "\n{sent} Anfragen angenommen. Das Haus bleibt: {house}",
    "en": "\n{sent} requests accepted. The house stays: {house}",
}


def serve_demo(house: Path, settings: Settings, *, port: int, persons: int, seed: int, called: str) -> None:
    """Serve the demo house on loopback and let customers arrive, until Ctrl-C or SIGTERM.

    Parameters
    ----------
    house : Path
    settings : Settings
    port : int
        A free one is taken where it is in use.
    persons : int
        Of the demo.
    seed : int
        Another seed, other customers.
    called : str
        How ``oase`` is typed here.
    """
    from oase.cli.conversing import Conversing, RatingReceipts
    from oase.cli.passing import Counting, Walking
    from oase.cli.programmes import Mending
    from oase.demo import live, passing
    from oase.demo.listening.live import spoken
    from oase.demo.programmes import came
    from oase.web.server import Serving, serve
    from oase.words import number

    run = f"{now():x}"
    _open_account(house)
    with (
        _keys(house) as (write, read, admin),
        _Arriving(live(seed, run=run, per_second=PER_SECOND), write) as arriving,
    ):
        beside = (
            arriving,
            Walking(passing(persons, seed), admin),
            Counting(house),
            Conversing(spoken(persons, seed, run=run, at=now()), write),
            RatingReceipts(persons, seed, admin),
            Mending(house, came(seed), run),
        )

        def say(address: str) -> None:
            words = {"address": address, "write": write, "read": read, "house": house, "oase": called}
            click.echo(_TRY[settings.lang].format(per_second=PER_SECOND, **words))
            for one in beside:
                one.start(address)

        serving = Serving(port=_free(port), is_demo=True)
        serve(house, settings, serving, say=say)
        for one in beside:
            one.stop()
    click.echo(_ENDED[settings.lang].format(sent=number(arriving.accepted, settings.lang), house=house))


def _open_account(house: Path) -> None:
    """Let somebody work with the house: browsers on this machine are signed in as her."""
    from oase.accounts import first_admin
    from oase.db import open_database

    with open_database(house) as database:
        first_admin(database, at=now(), name=NAME)


@contextlib.contextmanager
def _keys(house: Path) -> Generator[tuple[str, str, str]]:
    """Give keys to write, to read and to sign customers in, which open nothing any more afterwards."""
    from oase.contacts.keys import create_key, revoke_key
    from oase.db import open_database

    with open_database(house) as database:
        write, to_write = create_key(
            database,
            "write",
            "Demo",
            source="shop-live",
            channel="web",
            basis="contract",
            basis_text="Invented customers: nobody is behind them",
        )
        read, to_read = create_key(database, "read", "Demo")
        admin, to_admin = create_key(database, "admin", "Demo")
        try:
            yield to_write, to_read, to_admin
        finally:
            for key in (write, read, admin):
                revoke_key(database, key.id)


def _free(port: int) -> int:
    """Return the port, or 0 for any where it is in use."""
    import socket

    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


class _Arriving:
    """Sends what the invented customers do, in a thread of its own."""

    def __init__(self, arrivals: Iterator[Arrival], key: str) -> None:
        self.accepted = 0
        self._arrivals = arrivals
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
            "Content-Type": "application/json",
        }
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> _Arriving:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, address: str) -> None:
        """Let the customers come; ``address`` as ``http://host:port``."""
        target = urlsplit(address).netloc
        self._thread = threading.Thread(target=self._run, args=(target,), name="arriving", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let no more customers come."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, target: str) -> None:
        connection = http.client.HTTPConnection(target, timeout=LONGEST_WAIT_SECONDS)
        with contextlib.closing(connection):
            for arrival in self._arrivals:
                if self._ended.wait(arrival.wait_seconds):
                    return
                while (pause := self._send(connection, arrival)) and not self._ended.wait(pause):
                    pass

    def _send(self, connection: http.client.HTTPConnection, arrival: Arrival) -> float:
        """Send a request; return after how many seconds to send it again, 0 when it was accepted."""
        moment = datetime.fromtimestamp(now() / 1e6, UTC).isoformat()
        body = json.dumps(arrival.body | {"timestamp": moment, "sentAt": moment})
        try:
            connection.request("POST", arrival.path, body, self._headers)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            connection.close()  # the next request opens it again
            return 1.0
        if response.status in (429, 503):
            return min(float(response.getheader("Retry-After", "1")), LONGEST_WAIT_SECONDS)
        self.accepted += response.status == http.client.OK
        return 0.0
