"""How long until the first content of each page, and how the door answers while pages are hammered."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.generate import write
from benchmarks.measure import REPOSITORY, table

PAGES = (
    "/",
    "/journey",
    "/magic-moments",
    "/paths",
    "/paths/funnel",
    "/paths/retention",
    "/paths/time",
    "/customers",
    "/strategy",
    "/door",
    "/imports",
    "/reports",
    "/settings",
)
ROUNDS, READERS, TURNS, PACE_SECONDS = 5, 4, 3, 0.01
WARM_SECONDS = 900.0
SERVE = """
import sys
from pathlib import Path
from oase.settings import Settings
from oase.web.server import Serving, serve

if __name__ == "__main__":
    say = lambda address: print(address, flush=True)
    serve(Path(sys.argv[1]), Settings(), Serving(port=0), say=say)
"""


TOO_MANY = 429


class TooManyAsked(Exception):
    """The pages let one client ask sixty times a second."""


class Server(NamedTuple):
    """A served house: where it listens, a session of an admin, a key that writes."""

    port: int
    cookie: str
    secret: str


def run(quick: bool) -> None:
    many = 200_000 if quick else 10_000_000
    print(f"{os.cpu_count()} cores, readers and senders included; load before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(dir=REPOSITORY) as name:  # a real disk: /tmp may be memory
        folder = Path(name)
        demo, large = folder / "demo", folder / "large"
        make_demo(demo, persons=1_000 if quick else 20_000)
        make_large(large, many)
        for what, house in (("the demo house", demo / "house"), (f"{many:,} contacts", large)):
            with served(house) as server:
                cold = {path: loaded(server, path) for path in PAGES}
                first = warmed(house)
                print(f"\n{what}: all views were there after {first:.0f} s; milliseconds until first content")
                print(table(pages_of(server, cold)))
        print("\nthe door of the demo house, one request after the other; milliseconds")
        with served(demo / "house") as server:
            warmed(demo / "house")
            print(table(door_of(server, seconds=3 if quick else 20)))


def make_demo(folder: Path, persons: int) -> None:
    command = [
        sys.executable,
        "-m",
        "oase",
        "demo",
        "--once",
        "--persons",
        str(persons),
        "--folder",
        str(folder),
    ]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_large(folder: Path, contacts: int) -> None:
    from oase.app import open_house
    from oase.lake import read_contacts

    file = folder.with_suffix(".parquet")
    write(file, contacts)
    with open_house(folder, create=True) as house:
        roles = {"person": "customer_id", "at": "ts", "touchpoint": "touchpoint"}
        house.import_contacts(read_contacts(file, **roles), source="shop")
    file.unlink()


@contextmanager
def served(house: Path) -> Iterator[Server]:
    """Serve a house as a company does."""
    from oase.accounts import begin_session, open_account
    from oase.contacts.keys import create_key
    from oase.db import open_database
    from oase.settings import now

    with open_database(house) as database:
        account = open_account(database, name="Kaya", email=f"{now()}@example.org", role="admin")
        cookie = f"oase_session={begin_session(database, account.id, at=now())}"
        key = {"source": "shop", "channel": "web", "basis": "contract", "basis_text": "invented"}
        _, secret = create_key(database, "write", "Bench", **key)
    command = [sys.executable, "-c", SERVE, str(house)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield Server(int(server.stdout.readline().rpartition(":")[2]), cookie, secret)
        finally:
            server.terminate()
            server.wait(60)


def warmed(house: Path) -> float:
    """Wait until everything that is made beforehand is there; return how long that took."""
    from oase.app.tasks.queue import Queue
    from oase.db import open_database
    from oase.settings import Settings
    from oase.web.kinds import KINDS

    warm = [kind for kind, one in KINDS.items() if one.warm]
    begun = time.perf_counter()
    with open_database(house) as database, closing(Queue(database, Settings(), KINDS)) as queue:
        while not all(
            (found := queue.recent(kind)) and all(task.state.is_over for task in found) for kind in warm
        ):
            if time.perf_counter() - begun > WARM_SECONDS:
                raise RuntimeError("the views were not made in time")
            time.sleep(0.1)
    return time.perf_counter() - begun


def pages_of(server: Server, cold: Mapping[str, float]) -> list[list[str]]:
    """Return for each page the time right after the start, when no view is there, and the later ones.

    Last comes a period that nobody has asked for yet: the page is there, and says how far its view is.
    """
    rows = [["", "right after the start", "first", "median", "slowest"]]
    for path in PAGES:
        times = [loaded(server, path) for _ in range(ROUNDS)]
        told = (cold[path], times[0], statistics.median(times), max(times))
        rows.append([path, *(f"{1000 * seconds:.0f}" for seconds in told)])
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 90 * 86_400))
    seconds = loaded(server, f"/journey?{urlencode({'start': day})}")
    rows.append(["/journey of a period never asked for", "", f"{1000 * seconds:.0f}", "", ""])
    return rows


def loaded(server: Server, path: str) -> float:
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)) as connection:
        connection.request("GET", path, headers={"Cookie": server.cookie})
        answer = connection.getresponse()
        answer.read()
    if answer.status == TOO_MANY:
        raise TooManyAsked
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - begun


def door_of(server: Server, seconds: float) -> list[list[str]]:
    """Return p50 and p99 of the door alone, while pages are read, and while views are computed as well."""
    told: dict[str, list[float]] = {"alone": [], "pages": [], "views": []}
    read = {"pages": 0, "views": 0}
    for _ in range(TURNS):  # by turns, so that whatever else the machine does meets each of them
        told["alone"] += sent(server, seconds / TURNS)
        for how in read:
            with reading(server, is_computing=how == "views") as pages:
                told[how] += sent(server, seconds / TURNS)
            read[how] += pages[0]
    print(f"pages read meanwhile: {read['pages']}, and {read['views']} that needed new views")
    return [
        ["", "requests", "p50", "p99"],
        line("alone", told["alone"]),
        line(f"while {READERS} read pages without a pause", told["pages"]),
        line("while each page needs a new view, too", told["views"]),
    ]


def line(what: str, times: list[float]) -> list[str]:
    ordered = sorted(times)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return [what, f"{len(times):,}", f"{p50:.1f}", f"{p99:.1f}"]


def sent(server: Server, seconds: float) -> list[float]:
    """Send events at a steady pace; return how long each answer took."""
    headers = {"X-Write-Key": server.secret, "Content-Type": "application/json"}
    times: list[float] = []
    until = time.perf_counter() + seconds
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        while time.perf_counter() < until:
            body = json.dumps({"userId": f"K-{len(times)}", "event": "Product Viewed"})
            begun = time.perf_counter()
            connection.request("POST", "/v1/track", body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise RuntimeError(f"the door answered {answer.status}")
            times.append(time.perf_counter() - begun)
            time.sleep(PACE_SECONDS)
    return times


@contextmanager
def reading(server: Server, *, is_computing: bool) -> Iterator[list[int]]:
    """Let people read one page after the other; with ``is_computing`` each time of another period."""
    ended = threading.Event()
    count = [0]

    def read(reader: int) -> None:
        number = 0
        while not ended.is_set():
            number += 1
            day = f"20{10 + reader}-{1 + number % 12:02}-{1 + number % 28:02}"
            query = f"?{urlencode({'start': day})}" if is_computing else ""
            try:
                loaded(server, PAGES[number % len(PAGES)] + query)
                count[0] += 1
            except TooManyAsked:
                ended.wait(1.0)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for one in readers:
        one.start()
    try:
        yield count
    finally:
        ended.set()
        for one in readers:
            one.join()


if __name__ == "__main__":
    run(quick=False)
