"""A small real house, its pages, and browsers that are signed in; for the tests of every page.

``signed_in("manager")`` gives a ``Browser`` that knows how to fill in a form. Each test has
a house of its own, copied from one that is made once.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from oase import demo
from oase.accounts import Role, begin_session, list_accounts, open_account
from oase.app import House, open_house
from oase.app.tasks import Arguments, AtOnce, Look
from oase.app.tasks.versions import DataVersion, version_of
from oase.contacts.keys import Keyring
from oase.db import open_database
from oase.db.inbox import Inbox
from oase.lake import read_answers, read_contacts
from oase.settings import Settings
from oase.web.kinds import KINDS
from oase.web.pages import make_pages
from oase.web.pages.application import furnished, routed
from oase.web.pages.guards import COOKIE
from oase.web.reach import Reach

PERSONS = 300
CONTEXT = ("age_group", "customer_type", "city", "channel_preference")
NOON = 1_795_950_000_000_000  # 29.11.2026, 12:00 in Berlin: after everything that the demo tells
ADDRESS = "http://testserver.local"


class Clock:
    """A clock that tests turn; microseconds since 1970, UTC."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at

    def turn(self, *, seconds: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass."""
        self.at += round((seconds + 3600 * hours + 86400 * days) * 1_000_000)


class Browser(httpx.Client):
    """A browser that follows no redirect by itself, and fills in forms."""

    def token(self, path: str = "/settings") -> str:
        """Return what a form on a page brings along against forged ones."""
        found = re.search(r'name="csrf" value="([^"]*)"', self.get(path).text)
        assert found, f"no form on {path}"
        return found[1]

    def submit(self, path: str, fields: dict[str, Any] | None = None, **named: Any) -> httpx.Response:
        """Send a form as a page of ours would; ``files`` and ``headers`` as ``TestClient.post``."""
        data = {"csrf": self.token(), **(fields or {})}
        headers = {"sec-fetch-site": "same-origin", **named.pop("headers", {})}
        return self.post(path, data=data, headers=headers, **named)


class Remembering(AtOnce):
    """Computes what the house shows as it was made only once for all tests, and all else at once.

    Parameters
    ----------
    reach : Reach
    made : DataVersion
        Of the house as it was made.
    known : dict
        What was computed before, by kind and arguments.
    """

    ABOUT_DATA = frozenset({"journey", "magic", "magic_months", "magic_segments", "overview", "paths_flow"})
    """Views of nothing but contacts and answers, which ``version_of`` tells about."""

    def __init__(self, reach: Reach, made: DataVersion, known: dict[tuple[str, bytes], Look]) -> None:
        super().__init__(reach.house, KINDS)
        self._reach = reach
        self._known = known
        self._made = made

    def look(self, kind: str, arguments: Arguments, caused: int | None = None) -> Look:
        """Return what is known if the house is as it was made, else what is computed now."""
        version = version_of(self._reach.database, self._reach.settings, self._reach.clock)
        if kind not in self.ABOUT_DATA or version != self._made:
            return super().look(kind, arguments, caused)
        key = (kind, msgspec.msgpack.encode(arguments, order="deterministic"))
        if key not in self._known:
            self._known[key] = super().look(kind, arguments, caused)
        return self._known[key]


@pytest.fixture(scope="session")
def known() -> dict[tuple[str, bytes], Look]:
    """What the house shows as it was made, as far as a test has asked for it."""
    return {}


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house of about 300 invented persons with contacts and answers; never written to."""
    folder = tmp_path_factory.mktemp("pages")
    files = demo.write(folder / "files", persons=PERSONS, seed=7)
    settings = Settings(lang="de", timezone="Europe/Berlin")
    with open_house(folder / "house", create=True, own=demo.BRAND, settings=settings) as house:
        contacts = read_contacts(
            files.contacts,
            person="person",
            at="at",
            touchpoint="touchpoint",
            channel="channel",
            phase="phase",
            value="value",
            attributes=[demo.SEGMENTS[name] for name in CONTEXT],
            settings=settings,
        )
        house.import_contacts(contacts, source="shop")
        columns = demo.ANSWERS_HEADER
        roles: dict[str, Any] = {role: name for role, name in columns.items() if role not in CONTEXT}
        answers = read_answers(
            files.answers,
            **roles,
            context=[columns[name] for name in CONTEXT],
            own=demo.BRAND,
            timezone="Europe/Berlin",
            settings=settings,
        )
        house.import_answers(answers, source="survey")
        house.work_off()  # snapshots of what was imported, so that no copy makes them again
    return folder / "house"


@pytest.fixture(scope="session")
def untouched(made_once: Path) -> DataVersion:
    """The version of the house as it was made, on the day of the tests."""
    with open_database(made_once) as database:
        return version_of(database, Settings(lang="de", timezone="Europe/Berlin"), lambda: NOON)


@pytest.fixture
def clock() -> Clock:
    """The clock of the house."""
    return Clock(NOON)


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    """A copy of the house, to write to."""
    return Path(shutil.copytree(made_once, tmp_path / "house"))


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    """A house that holds nothing yet."""
    with open_house(tmp_path / "empty", create=True, own=demo.BRAND):
        return tmp_path / "empty"


MakesReach = Callable[..., Reach]


@pytest.fixture
def reach_of(clock: Clock) -> Generator[MakesReach]:
    """Return what the pages can reach of a house, by its folder."""
    numbers = count(1)
    with ExitStack() as opened:

        def made(folder: Path, *, is_demo: bool = False) -> Reach:
            settings = Settings(lang="de", timezone="Europe/Berlin")
            database = opened.enter_context(open_database(folder))
            name = f"w{next(numbers)}.sqlite"
            inbox = opened.enter_context(Inbox(folder / "inbox" / name, done=lambda: 0))
            reach = Reach(database, Keyring(database), inbox, settings, clock, is_demo=is_demo)
            opened.callback(reach.close)
            return reach

        yield made


@pytest.fixture
def reach(reach_of: MakesReach, folder: Path) -> Reach:
    """What the pages can reach of the small house."""
    return reach_of(folder)


@pytest.fixture
def house(reach: Reach) -> House:
    """The small house, as its pages see it."""
    return reach.house


@pytest.fixture(scope="session")
def routes() -> Litestar:
    """All routes, made once."""
    return routed()


@pytest.fixture
def pages(
    reach: Reach, routes: Litestar, untouched: DataVersion, known: dict[tuple[str, bytes], Look]
) -> Litestar:
    """The pages of the small house; views are computed at once."""
    return furnished(routes, reach, Remembering(reach, untouched, known))


@pytest.fixture
def pages_of() -> Callable[[Reach], Litestar]:
    """Return the pages of another house."""
    return lambda reach: make_pages(reach, AtOnce(reach.house, KINDS))


SignsIn = Callable[..., Browser]


@pytest.fixture
def browser(pages: Litestar) -> Iterator[Callable[..., Browser]]:
    """Return a browser that nobody is signed in with; of other pages when given some."""
    transports: dict[int, httpx.BaseTransport] = {}
    with ExitStack() as opened:

        def made(app: Litestar | None = None, address: str = ADDRESS) -> Browser:
            served = app or pages
            if id(served) not in transports:  # one for all browsers of the pages
                transports[id(served)] = opened.enter_context(TestClient(served))._transport  # pyright: ignore[reportPrivateUsage]
            return Browser(transport=transports[id(served)], base_url=address)

        yield made


@pytest.fixture
def signed_in(browser: Callable[..., Browser], reach: Reach) -> SignsIn:
    """Return a browser that somebody of a role is signed in with; in German unless told otherwise."""

    def made(
        role: Role | str = Role.ADMIN,
        lang: str = "de",
        *,
        app: Litestar | None = None,
        at: Reach | None = None,
    ) -> Browser:
        there = at or reach
        number = len(list_accounts(there.database))
        account = open_account(
            there.database,
            name=f"Frau {str(role).title()}",
            email=f"{role}{number}@example.org",
            role=role,
            lang="en" if lang == "en" else "de",
            at=there.clock(),
        )
        client = browser(app)
        client.cookies.set(COOKIE, begin_session(there.database, account.id, at=there.clock(), agent="Test"))
        return client

    return made
