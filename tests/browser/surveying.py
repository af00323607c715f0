"""A house that asks, served over loopback, and links to its surveys; for browsers."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import uvicorn
from sqlalchemy import insert
from tests.browser.serving import House
from tests.crash.running import free_port

from oase.app import open_house
from oase.contacts.keys import Keyring
from oase.db import Database, open_database
from oase.db.inbox import Inbox
from oase.db.schema import transactions
from oase.settings import Settings, now
from oase.surveys import stored
from oase.surveys.tokens import Signer, Ticket
from oase.web.customer import make_customer
from oase.web.reach import Reach

__all__ = ["Surveyed", "serving_page", "serving_surveys"]

DAY = 86_400_000_000


class Surveyed(NamedTuple):
    """A served house that asks, and the door to what it keeps."""

    house: House
    database: Database
    alias: int

    def link(self, order: str, *, survey: str = "three_taps", days: int = 14) -> str:
        """Return the address of an invitation about an order of the only customer."""
        row = {
            "key": f"order:{order}", "alias": self.alias, "at": now() - DAY, "received": now(), "channel": "",
            "touchpoint": "Einkauf_Online", "store": "", "source": "test",
        }  # fmt: skip
        with self.database.writing() as connection:
            done = connection.execute(insert(transactions).values(row))
            number = int(done.inserted_primary_key[0])  # type: ignore[index]
        ticket = Ticket(
            transaction=number, survey=survey, alias=self.alias, way="invited", medium="mail",
            expires=now() + days * DAY,
        )  # fmt: skip
        return f"{self.house.address}/s/{Signer.open(self.house.folder).sign(ticket)}"

    def answers(self) -> dict[str, tuple[float | None, str | None]]:
        """Return what was answered, by question."""
        query = "select item, number, text from survey_answers where is_last = 1"
        with self.database.reading() as connection:
            return {item: (number, text) for item, number, text in connection.exec_driver_sql(query)}


@contextmanager
def serving_page(html: dict[str, str]) -> Generator[str]:
    """Serve a foreign page, a shop's, under an origin of its own; what it says may change meanwhile.

    Parameters
    ----------
    html : dict of str to str
        Its content under ``""``.
    """

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.get("", "").encode())

        def log_message(self, *_: object) -> None:
            """Say nothing of requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)


@contextmanager
def serving_surveys(folder: Path, frames: tuple[str, ...] = ()) -> Generator[Surveyed]:
    """Serve the customer's part of a new house; a page that is asked for is answered in its own thread."""
    settings = Settings(frames=frames)
    with open_house(folder / "house", create=True, own="Lindwerk", settings=settings) as house:
        house.consent("anna", "survey", is_granted=True)
        alias = house.find_person("anna").person
        with (
            open_database(house.folder) as database,
            Inbox(house.folder / "inbox" / "w1.sqlite", done=lambda: 0) as inbox,
        ):
            with database.writing() as connection:
                for name in ("three_taps", "new_customers"):
                    stored.put_live(connection, name, 0, "Test", now())
            reach = Reach(database, Keyring(database), inbox, settings)
            port = free_port()
            config = uvicorn.Config(make_customer(reach), port=port, log_level="error", lifespan="off")  # type: ignore[arg-type]
            server = uvicorn.Server(config)
            thread = Thread(target=server.run, daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.01)
            try:
                yield Surveyed(House(f"http://127.0.0.1:{port}", house.folder), database, alias)
            finally:
                server.should_exit = True
                thread.join(10)
                reach.close()
