"""How much longer do the door and decisions take while a million answers of the house are judged?"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.bench_decisions import ask_once, furnish, paced, whole_server
from benchmarks.measure import REPOSITORY, table

ANSWERS, PERSONS, TOUCHPOINTS = 1_000_000, 50_000, 20
PAIRS, SECONDS = 5, 20.0
DECISIONS_RATE, DOOR_RATE = 100, 200
AIM = 1.3
CONNECTIONS = 8
READY_SECONDS = 900.0
DAY = 86_400_000_000
SILENT_SECONDS = 3.0


def fill(house_folder: Path, answers: int, persons: int) -> None:
    """Give a house answers about its touchpoints and purchases after them."""
    from oase.app import open_house
    from oase.app.preferences import prefer
    from oase.lake import read_answers, read_contacts
    from oase.settings import now

    rng = np.random.default_rng(7)
    who = rng.integers(0, persons, answers)
    at = now() - 400 * DAY + rng.integers(0, 250 * DAY, answers)
    said = rng.choice(np.array([-1, 0, 1], np.int8), answers, p=[0.2, 0.45, 0.35])
    bought = rng.random(answers) < 0.05 + 0.05 * (said == 1)
    names = pa.array([f"Touchpoint {number + 1}" for number in range(TOUCHPOINTS)])
    levels = pa.array([f"level {number}" for number in range(5)])
    ids = pa.array([f"K-{number}" for number in range(persons)])
    told = {
        "person": ids.take(pa.array(who)),
        "at": pa.array(at).cast(pa.timestamp("us", "UTC")),
        "touchpoint": names.take(pa.array(rng.integers(0, TOUCHPOINTS, answers))),
        "answer": pa.array(said),
        **{name: levels.take(pa.array(rng.integers(0, 5, answers))) for name in ("age", "store", "kind")},
    }
    buys = {
        "person": told["person"].filter(pa.array(bought)),
        "at": pa.array(at[bought] + 5 * DAY).cast(pa.timestamp("us", "UTC")),
        "touchpoint": pa.array(["Kauf"] * int(bought.sum())),
    }
    roles = {"person": "person", "at": "at", "touchpoint": "touchpoint"}
    with open_house(house_folder) as house:
        context = ["age", "store", "kind"]
        made = read_answers(pa.table(told), **roles, answer="answer", context=context, own="Bench")
        house.import_answers(made, source="survey")
        house.import_contacts(read_contacts(pa.table(buys), **roles), source="shop")
        prefer(house.rooms.database, outcome=("Kauf",))


@contextmanager
def queue_of(folder: Path) -> Iterator[Any]:
    """Open the queue of tasks of a served house."""
    from oase.app.tasks.queue import Queue
    from oase.db import open_database
    from oase.settings import Settings
    from oase.web.kinds import KINDS

    with open_database(folder) as database, closing(Queue(database, Settings(), KINDS)) as queue:
        yield queue


def quiet(queue: Any) -> None:
    """Wait until all that is made after a start is there: views, and the first verdicts."""
    until, silent = time.perf_counter() + READY_SECONDS, 0.0
    while silent < SILENT_SECONDS:
        with queue.file.reading() as connection:
            query = "select count(*) from tasks where state in ('waiting', 'running')"
            busy = connection.execute(query).fetchone()[0]
        silent = 0.0 if busy else silent + 0.2
        if time.perf_counter() > until:
            raise RuntimeError(f"{busy} tasks were not done in time")
        time.sleep(0.2)


@contextmanager
def judging(folder: Path, queue: Any) -> Iterator[list[float]]:
    """Let verdicts be made one after the other meanwhile; gives the seconds of those that are done."""
    ended, seconds, began = threading.Event(), list[float](), threading.Event()

    def judge() -> None:
        while not ended.is_set():
            one_more_answer(folder)
            task = queue.ask("verdict_run", {"who": f"bench {time.perf_counter()}"})
            while not ended.is_set() and not (found := queue.find(task.id)).state.is_over:
                if found.state == "running":
                    began.set()
                time.sleep(0.05)
            found = queue.find(task.id)
            if not found.state.is_over:
                queue.cancel(task.id)
            elif found.state != "done" or queue.result(task.id)["status"] != "made":
                raise RuntimeError(f"{found.state} {found.trouble} {queue.result(task.id)}")
            else:
                seconds.append((found.finished - found.started) / 1e6)

    worker = threading.Thread(target=judge)
    worker.start()
    if not began.wait(60):
        ended.set()
        raise RuntimeError("no verdicts were begun")
    try:
        yield seconds
    finally:
        ended.set()
        worker.join()


def one_more_answer(folder: Path) -> None:
    """Let something come in, so that there is something to judge: a voice, which is no vote."""
    from oase.db import open_database
    from oase.settings import now
    from oase.surveys.tables import answers

    told = {"submission": str(now()), "survey": "three_taps", "version": 1, "item": "voice", "role": "voice"}
    where = {"touchpoint": "Touchpoint 1", "text": "x", "at": now(), "way": "passive", "medium": "page"}
    with open_database(folder) as database, database.writing() as connection:
        connection.execute(answers.insert().values(**told, **where, lang="de", is_last=1))


def niceness() -> list[int]:
    """Return how far the processes below this one step back, the server's and its helpers'."""
    known: dict[int, tuple[int, int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended this moment
        known[int(process.name)] = (int(fields[1]), int(fields[16]))
    below = {os.getpid()}
    while more := {one for one, (parent, _) in known.items() if parent in below} - below:
        below |= more
    return sorted(known[one][1] for one in below if one != os.getpid())


async def tracked(port: int, secret: str, seconds: float, rate: int) -> list[float]:
    """Send contacts at a steady rate, whatever answers take; return milliseconds from when each was due."""
    taken: list[float] = []
    begun, total = time.perf_counter() + 0.2, int(seconds * rate)

    async def client(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(first, total, CONNECTIONS):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            content = json.dumps({"userId": f"K-{number}", "event": "Product Viewed"}).encode()
            writer.write(
                b"POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: %s\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (secret.encode(), len(content), content)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1]))
            if b" 200 " not in head[:20]:
                raise RuntimeError(head.decode())
            taken.append(1000 * (time.perf_counter() - due))
        writer.close()

    await asyncio.gather(*(client(first) for first in range(CONNECTIONS)))
    return taken


async def both(port: int, secret: str, tokens: list[str], seconds: float) -> tuple[list[float], list[float]]:
    """Load the door and the counter at once."""
    door, decisions = await asyncio.gather(
        tracked(port, secret, seconds, DOOR_RATE), paced(port, tokens, seconds, DECISIONS_RATE)
    )
    return door, decisions


def ends(taken: list[float]) -> tuple[float, float]:
    """Return p50 and p99."""
    ordered = sorted(taken)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.99)]


def told_of(pairs: list[dict[bool, list[tuple[float, float]]]]) -> tuple[list[list[str]], float]:
    """Return a table of medians and median ratios, and the largest of these."""
    rows = [["", "without, ms", "with, ms", "median ratio", "all ratios"]]
    worst = 0.0
    for place, what in enumerate(("door", "decisions")):
        for end, named in enumerate(("p50", "p99")):
            without, within = (
                [pair[is_judging][place][end] for pair in pairs] for is_judging in (False, True)
            )
            ratios = [b / a for a, b in zip(without, within, strict=True)]
            ratio = statistics.median(ratios)
            worst = max(worst, ratio)
            medians = [f"{statistics.median(one):.2f}" for one in (without, within)]
            every = " ".join(f"{one:.2f}" for one in ratios)
            rows.append([f"{what} {named}", *medians, f"{ratio:.2f}", every])
    return rows, worst


def runs_of(judged: list[float]) -> str:
    """Return how many runs there were, and how long they took."""
    return f"{len(judged)} runs of {statistics.median(judged):.1f} s" if judged else "no run was over in time"


def run(quick: bool) -> None:
    """Print the latencies with and without, in interleaved pairs."""
    from oase.contacts.keys import create_key
    from oase.db import open_database

    answers, persons, seconds, pairs = (
        (50_000, 5_000, 4.0, 2) if quick else (ANSWERS, PERSONS, SECONDS, PAIRS)
    )
    print(f"{os.cpu_count()} cores, clients included; load before: {os.getloadavg()[0]:.1f}")
    found: list[dict[bool, list[tuple[float, float]]]] = []
    nice: list[int] = []
    judged: list[float] = []
    folder = Path(tempfile.mkdtemp(dir=REPOSITORY))  # a real disk: /tmp may be memory
    try:
        house = folder / "house"
        furnish(house, persons)
        fill(house, answers, persons)
        with open_database(house) as database:
            made = {"source": "web", "basis": "consent", "basis_text": "Cookie banner"}
            _, secret = create_key(database, "write", "Web", **made)
        with whole_server(house) as port, queue_of(house) as queue:
            ask_once(port, tokens_now(house, persons)[0])
            quiet(queue)
            for number in range(pairs):
                pair: dict[bool, list[tuple[float, float]]] = {}
                for is_judging in (False, True) if number % 2 == 0 else (True, False):
                    tokens = tokens_now(house, persons)
                    if is_judging:
                        with judging(house, queue) as times:
                            taken = asyncio.run(both(port, secret, tokens, seconds))
                            nice = niceness()
                        judged += times
                    else:
                        taken = asyncio.run(both(port, secret, tokens, seconds))
                    pair[is_judging] = [ends(one) for one in taken]
                    quiet(queue)
                found.append(pair)
        rows, worst = told_of(found)
        print(f"{answers:,} answers judged again and again: {runs_of(judged)}")
        print(f"processes of the server step back by {nice}")
        print(f"{DOOR_RATE} contacts and {DECISIONS_RATE} decisions a second; {pairs} interleaved pairs")
        print(table(rows))
        print(f"largest median ratio {worst:.2f}, aim {AIM}: {'met' if worst <= AIM else 'NOT met'}")
    finally:
        shutil.rmtree(folder)


def tokens_now(house: Path, persons: int) -> list[str]:
    """Return a token of each person; they hold for a quarter of an hour."""
    from benchmarks.bench_decisions import tokens
    from oase.app import open_house
    from oase.settings import now

    with open_house(house) as opened:
        aliases = [opened.rooms.aliases.one("user", f"K-{number}") for number in range(persons)]
    return tokens(house, aliases, now())


if __name__ == "__main__":
    run(quick=False)
