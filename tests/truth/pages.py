"""The stories planted in Lindwerk are what the pages say, in words that anybody reads."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from oase.accounts import begin_session, open_account
from oase.app import open_house
from oase.app.tasks import AtOnce
from oase.cli.listening import listen
from oase.contacts.keys import Keyring
from oase.db import open_database
from oase.db.inbox import Inbox
from oase.demo.listening import truth
from oase.settings import Settings
from oase.web.kinds import KINDS
from oase.web.pages import make_pages
from oase.web.pages.guards import COOKIE
from oase.web.reach import Reach

from .stories import NOW

__all__ = ["Reading", "open_pages", "run"]


class Reading:
    """Somebody who reads the pages of a house into which the demo's past has moved."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self._client = client

    def of(self, path: str) -> str:
        """Return the words of a page, without its markup."""
        answer = self._client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


@contextmanager
def open_pages(folder: Path, persons: int, seed: int = 7) -> Generator[Reading]:
    """Move the demo's past into a new house, and open its pages to a manager."""
    settings = Settings(lang="de", timezone="Europe/Berlin")
    with open_house(folder, create=True, own="Lindwerk", settings=settings, clock=lambda: NOW) as house:
        assert house.rooms.key
        listen(house, persons, seed)
    with open_database(folder) as database:
        inbox = Inbox(folder / "inbox" / "pages.sqlite", done=lambda: 0)
        reach = Reach(database, Keyring(database), inbox, settings, lambda: NOW)
        account = open_account(
            database, name="Frau Kaya", email="kaya@example.org", role="manager", lang="de", at=NOW
        )
        with TestClient(make_pages(reach, AtOnce(reach.house, KINDS))) as client:
            client.cookies.set(COOKIE, begin_session(database, account.id, at=NOW, agent="Truth"))
            yield Reading(client)
        reach.close()
        inbox.close()


def lateness(reading: Reading) -> str:
    """The page Reply times begins with the one channel that is late at weekends."""
    said = reading.of("/response")
    found = re.search(
        rf"{truth.LATE.channel} antwortet am Wochenende nach \d+ Stunden, werktags nach \d+ \w+", said
    )
    assert found, said[:400]
    return f"page Reply times: {found[0]}"


def recommended(reading: Reading) -> str:
    """The page Ratings says the share of new customers won by recommendation, and of how many."""
    said = reading.of("/ratings")
    found = re.search(r"(\d+) % der neuen Kundinnen kamen durch eine Empfehlung (\d+) % bis (\d+) %", said)
    assert found, said[:600]
    _, low, high = (int(part) / 100 for part in found.groups())
    assert low - 0.005 <= truth.REFERRED_SHARE <= high + 0.005, found[0]
    return f"page Ratings: {found[0]}"


def mended(reading: Reading) -> str:
    """The page Ratings says where the weighted figure differs, and never that weighting mends everything."""
    said = reading.of("/ratings")
    assert f"„{truth.IGNORABLE}“: Gewichtet liegt die Erfüllung bei" in said, said[:3000]
    assert "Was sie nicht ausgleicht" in said
    assert "Wer schweigt, weil sie enttäuscht ist, fehlt auch nach der Gewichtung" in said
    assert f"„{truth.NON_IGNORABLE}“: Gewichtet" not in said
    return f"page Ratings: weights move {truth.IGNORABLE}; what nobody recorded they do not mend, it says"


def effects(reading: Reading) -> str:
    """The board says of one measure that it was better since, and of the other that it is not clear."""
    said = reading.of("/measures")
    assert f"{truth.EFFECT.touchpoint} höhere Erfüllung danach" in said, said[-3000:]
    assert f"{truth.NO_EFFECT.touchpoint} unklar" in said, said[-3000:]
    return f"page Measures: {truth.EFFECT.touchpoint} better since, {truth.NO_EFFECT.touchpoint} not clear"


def run(full: bool) -> list[str]:
    """Let the demo move in and read its pages; small, only what few persons can tell."""
    stories = (lateness, recommended, mended, effects) if full else (lateness, recommended)
    with (
        tempfile.TemporaryDirectory() as place,
        open_pages(Path(place) / "house", 20_000 if full else 2_000) as reading,
    ):
        return [story(reading) for story in stories]
