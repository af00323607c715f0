"""How many contacts a second reach the lake through the served door, what happens above that, and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.bench_door import fsync_ms, running
from benchmarks.bench_pipeline import bare, worked_off
from benchmarks.measure import REPOSITORY, table
from benchmarks.watching import Served, Watch, cpu_seconds, of_works, served, slope
from oase.app import open_house
from oase.contacts import create_key
from oase.db import open_database
from oase.errors import HouseBusy

RATE, CLIENTS = 10_000, 16
INBOX_BYTES, SMALL_INBOX_BYTES = 512 << 20, 48 << 20
PATIENCE_SECONDS = 900.0


class Line(NamedTuple):
    """So many contacts in so many seconds."""

    what: str
    contacts: int
    seconds: float


def run(quick: bool) -> None:
    seconds, many = (10, 200_000) if quick else (60, 2_000_000)
    with tempfile.TemporaryDirectory(dir=REPOSITORY) as name:  # a real disk: /tmp may be memory
        folder = Path(name)
        median, worst = fsync_ms(folder)
        print(
            f"fsync of 16 KB: {median:.2f} ms, p99 {worst:.2f} ms; {os.cpu_count()} cores, clients included;"
        )
        print(f"load before: {os.getloadavg()[0]:.1f}; batches of 100, every contact of another person\n")
        parts = [*references(folder / "parts", contacts=20_000 if quick else 100_000)]
        sustained(folder / "sustained", RATE * seconds, parts)
        overload(folder / "overload", many)


def references(folder: Path, contacts: int) -> Iterator[Line]:
    """Measure the parts one after the other, each with the machine for itself."""
    with running(folder, is_durable=True) as (address, secret):
        told = send(int(address.rpartition(":")[2]), secret, contacts, rate=0)
    with open_database(folder) as database:
        yield Line("bodies durable in the inbox, nothing else running", contacts, told["seconds"])
        yield Line("pipeline from the inbox to the log, nothing else running", contacts, worked_off(database))
        yield Line("bare insert of the rows of the log", contacts, bare(database, folder))


def sustained(folder: Path, contacts: int, parts: list[Line]) -> None:
    """Offer contacts at a steady rate and see when all of them have arrived."""
    with watched(folder, INBOX_BYTES) as (server, secret, watch):
        begun, before = time.perf_counter(), used(server)
        told = send(server.port, secret, contacts, rate=RATE)
        behind, waiting = contacts - watch.seen[-1].visible, watch.seen[-1].visible - watch.seen[-1].sealed
        watch.wait_for(contacts, PATIENCE_SECONDS)
        visible, after = time.perf_counter(), used(server)
        seal(folder)
        sealed = time.perf_counter()
        is_right = held(folder, contacts)
    print_lines(
        [
            *parts,
            Line(f"served, {RATE:,} a second offered: accepted", contacts, told["seconds"]),
            Line("served: visible to every question", contacts, visible - begun),
            Line("served: all sealed in the lake", contacts, sealed - begun),
        ],
        bare_rate=parts[-1].contacts / parts[-1].seconds,
    )
    cpu = [new - old for new, old in zip(after, before, strict=True)]
    print(
        f"answers after p50 {told['p50_ms']:.1f} ms, p99 {told['p99_ms']:.1f} ms; "
        f"503: {told['sent_back']}; all there exactly once: {is_right}\n"
        f"when the last was accepted, {behind:,} were not yet visible, {waiting:,} visible but not sealed\n"
        f"processor seconds: clients {told['cpu_seconds']:.1f}, web {cpu[0]:.1f}, works {cpu[1]:.1f}\n"
    )


def overload(folder: Path, contacts: int) -> None:
    """Let clients send as fast as they can, beyond what the inbox takes, and count what arrives."""
    with watched(folder, SMALL_INBOX_BYTES) as (server, secret, watch):
        begun = time.perf_counter()
        told = send(server.port, secret, contacts, rate=0)
        watch.wait_for(contacts, PATIENCE_SECONDS)
        took = time.perf_counter() - begun
        seal(folder)
        is_right = held(folder, contacts)
        seen = watch.seen
    print(
        f"as fast as {CLIENTS} clients can, with an inbox of {SMALL_INBOX_BYTES >> 20} MB: "
        f"{contacts:,} contacts in {took:.0f} s, {contacts / took:,.0f} a second\n"
        f"503: {told['sent_back']}, Retry-After {told['retry_after']}; "
        f"accepted {told['accepted']:,}, all there exactly once: {is_right}"
    )
    for process in ("web", "works"):
        peak, grown = max(getattr(one, process) for one in seen), slope(seen, process)
        print(f"memory of {process}: peak {peak / 2**20:.0f} MB, second half {grown:+.1f} bytes a contact")


@contextmanager
def watched(folder: Path, inbox_bytes: int) -> Iterator[tuple[Served, str, Watch]]:
    with open_database(folder, create=True) as database:
        key = {"source": "shop", "basis": "consent", "basis_text": "Cookie banner"}
        _, secret = create_key(database, "write", "Shop", **key)
    with served(folder, inbox_bytes) as server, Watch(folder, server) as watch:
        yield server, secret, watch


def send(port: int, secret: str, contacts: int, *, rate: int) -> dict[str, Any]:
    numbers = (port, secret, contacts, rate, CLIENTS)
    command = [sys.executable, "-m", "benchmarks.sending", "127.0.0.1", *map(str, numbers)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def seal(folder: Path) -> None:
    """Seal what would else wait for its minute."""
    with open_house(folder) as house:
        until = time.perf_counter() + PATIENCE_SECONDS
        while time.perf_counter() < until:
            with suppress(HouseBusy):  # the server is sealing
                house.seal()
                return


def held(folder: Path, contacts: int) -> bool:
    """Return whether the house holds every number below so many exactly once."""
    with open_house(folder) as house:
        numbers = house.contacts().to_arrow()["number"].to_numpy().astype(np.int64)
    return len(numbers) == contacts and bool((np.sort(numbers) == np.arange(contacts)).all())


def used(server: Served) -> tuple[float, float]:
    return cpu_seconds(server.web), of_works(server.works, cpu_seconds)


def print_lines(lines: list[Line], bare_rate: float) -> None:
    rows = [("", "contacts", "seconds", "a second", "of bare insert")]
    for what, contacts, seconds in lines:
        rate = contacts / seconds
        rows.append((what, f"{contacts:,}", f"{seconds:.1f}", f"{rate:,.0f}", f"{rate / bare_rate:.0%}"))
    print(table(rows), end="\n\n")


if __name__ == "__main__":
    run(quick=False)
