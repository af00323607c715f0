"""A house in which things live: served, killed with -9 and started again; a desk, phones and a letter box."""

from __future__ import annotations

import email
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message as Letter
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection
from tests.browser.serving import House, Looker, opening
from tests.crash.running import Served, free_port

from oase.app import open_house
from oase.db import open_database
from oase.programmes.cases.actor import acting
from oase.programmes.cases.form import Repairer
from oase.programmes.cases.kits import add_shipped, all_kits, save_kit
from oase.programmes.cases.workshop import save_workshop
from oase.settings import now
from oase.surveys import stored

__all__ = ["BRAND", "Living", "Post", "ask_at_once", "living", "today"]

BRAND = "Lindwerk"
DESK = "Mira Meister"
SAFE = "ein-langes-Passwort-der-Werkstatt"
WORKSHOP = Repairer(
    name="Lindwerk Werkstatt",
    address="Nähgasse 3\n50667 Köln",
    telephone="0221 1",
    email="w@lindwerk.example",
)
PATIENCE_SECONDS = 15.0
PATIENCE_MS = 30_000

Found = TypeVar("Found")


class Post:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def handle_DATA(  # noqa: N802  its library's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def to(self, address: str) -> list[str]:
        """Return the letters to an address, as plain words."""
        return [_plain(one) for one in self.letters if address in str(one["To"])]


def _plain(letter: Letter) -> str:
    body = letter.get_body(("plain",))  # type: ignore[attr-defined]
    return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class Living:
    """A served house with a desk that is signed in, and phones of customers beside it."""

    served: Served
    browser: Browser
    post: Post
    desk: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the house is."""
        return self.served.url

    @contextmanager
    def phone(self, **more: Any) -> Generator[Looker]:
        """Open the phone of somebody whom the house does not know, 390 px wide; it must not complain."""
        with opening(self.browser, House(self.url, self.served.folder), width=390, **more) as looker:
            looker.page.set_default_timeout(PATIENCE_MS)
            yield looker
            away = [one for one in looker.outside if not one.startswith("blob:")]  # a photo before it is sent
            assert away == []
            told = [one for one in looker.complaints if not _was_meant(one)]
            assert told == []

    def kill(self) -> None:
        """Kill all processes of the house with -9, and start it again."""
        self.served.kill("all")
        self.served.start()

    def read(self, ask: Callable[[Connection], Found]) -> Found:
        """Return what the house keeps."""
        with open_database(self.served.folder) as database, database.reading() as connection:
            return ask(connection)

    def write(self, do: Callable[[Connection], Found]) -> Found:
        """Change what the house keeps, as a command beside it would."""
        with open_database(self.served.folder) as database, database.writing() as connection:
            return do(connection)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self.read(lambda c: [tuple(row) for row in c.exec_driver_sql(query, values)])

    def go(self, path: str) -> Page:
        """Open a page at the desk."""
        answer = self.desk.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.desk

    def press(self, name: str, *, inside: str = "main") -> None:
        """Press a button at the desk; what it did must not be refused."""
        with self.desk.expect_navigation():
            self.desk.locator(inside).get_by_role("button", name=name, exact=True).first.click()
        wrong = self.desk.locator("main .error[role=alert], main .trouble[role=alert]")
        assert wrong.count() == 0, wrong.first.inner_text()

    def case(self, number: str) -> int:
        """Open a case at the desk, by its number; return its id."""
        page = self.go(f"/cases?q={number}")
        page.get_by_role("link", name=number, exact=True).first.click()
        page.wait_for_url(re.compile(r"/cases/\d+"))
        return int(page.url.rpartition("/")[2].partition("?")[0])

    def wait_for(self, query: str, *values: object) -> tuple[Any, ...]:
        """Return the first row that a query finds; what works behind the pages has some seconds."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if found := self.rows(query, *values):
                return found[0]
            self.desk.wait_for_timeout(100)
        raise AssertionError((query, values, self.served.tail()))

    def wait_for_letter(self, address: str, said: str) -> str:
        """Return the first letter to an address that says something; the messenger has some seconds."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = [one for one in self.post.to(address) if said in one]
            if found:
                return found[0]
            self.desk.wait_for_timeout(100)
        asked = self.rows("select * from survey_invitations")
        raise AssertionError((address, said, asked, self.post.to(address), self.served.tail()))


def _was_meant(complaint: str) -> bool:
    """Tell whether a browser complains of an answer that was meant to refuse, or of a killed house."""
    return "Failed to load resource" in complaint


@contextmanager
def living(browser: Browser, folder: Path) -> Generator[Living]:
    """Make a house with a workshop and kits, serve it, and sign somebody in at a desk."""
    house, post = folder / "house", Post()
    _furnish(house)
    office = Controller(post, hostname="127.0.0.1", port=free_port())
    office.start()
    port = free_port()
    served = Served(house, ("--lang", "de"), port=port, environ=_environ(port, office.port))
    try:
        with served, opening(browser, House(served.url, house)) as looker:
            one = Living(served, browser, post, looker.page, looker.complaints)
            one.desk.set_default_timeout(PATIENCE_MS)
            _sign_in(one)
            yield one
            assert [told for told in looker.complaints if not _was_meant(told)] == []
    finally:
        office.stop()


def _environ(port: int, smtp: int) -> dict[str, str]:
    """Return the settings: the zone is one in which it is day, for at night nobody is invited to a survey."""
    ahead = 12 - datetime.now(UTC).hour
    return {
        "OASE_TIMEZONE": f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT",
        "OASE_ADDRESS": f"http://127.0.0.1:{port}",
        "OASE_SMTP_HOST": "127.0.0.1",
        "OASE_SMTP_PORT": str(smtp),
        "OASE_SMTP_SECURITY": "none",
        "OASE_MAIL_FROM": "Lindwerk <hallo@lindwerk.example>",
    }


def _furnish(folder: Path) -> None:
    with open_house(folder, create=True, own=BRAND):
        pass
    actor = acting("workshop", now(), ZoneInfo("UTC"), DESK)
    with open_database(folder) as database, database.writing() as connection:
        save_workshop(connection, WORKSHOP)
        add_shipped(connection, actor)
        for kit in all_kits(connection):
            save_kit(connection, msgspec.structs.replace(kit, stock=5, is_on=True), actor)


def today() -> date:
    """Return the day that it is, in UTC."""
    return datetime.now(UTC).date()


def ask_at_once(connection: Connection) -> None:
    """Put the survey live that asks right after the end of a repair, so that no day has to pass."""
    survey = stored.came_along()["three_taps"]
    rules = msgspec.structs.replace(survey.rules, wait_hours=0)
    number = stored.save(connection, msgspec.structs.replace(survey, rules=rules), DESK, now())
    stored.put_live(connection, "three_taps", number, DESK, now())


def _sign_in(one: Living) -> None:
    link = re.search(r"/welcome/\S+", one.served.log.read_text())
    assert link is not None, one.served.tail()
    page = one.desk
    page.goto(one.url + link[0])
    page.get_by_label("Ihr Name").fill(DESK)
    page.get_by_label("E-Mail-Adresse").fill("mira@lindwerk.example")
    page.get_by_label("Neues Passwort").fill(SAFE)
    page.get_by_label("Noch einmal").fill(SAFE)
    page.get_by_role("button", name="Passwort setzen und anmelden").click()
    expect(page.get_by_text(f"Guten Tag, {DESK}")).to_be_visible()
