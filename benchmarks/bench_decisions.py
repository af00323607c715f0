"""How many decisions one process makes over HTTP, each with its durable receipt, beside answering without."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.bench_door import UNITS, fsync_ms
from benchmarks.measure import REPOSITORY, table

PERSONS, PRODUCTS, STORES, PLAYS = 100_000, 2_000, 8, 50
WISHES, CLIENTS = 5, 32
AIM_RATE, DOOR_RATE = 500, 5_000
LIMITLESS = 1 << 60
WARM_SECONDS = 20

PLAY = """
name = "wish-{number}"
title = {{ de = "Gemerktes", en = "Wished" }}
trigger = "{trigger}"
about = "wish"
kind = "advert"
channel = "push"
purpose = "push"
consents = ["location", "personalisation"]
goal = "Order Completed"
control_share = 0.1
[place]
radius_m = {radius}
[stock]
reserve = {reserve}
age_minutes = 10080
[limits]
quiet = {{ start = "03:00", end = "03:01" }}
per_day = 3
per_week = 9
cool_down_days = 7
ttl_minutes = 20
[[content]]
arm = "a"
title = {{ de = "In der Nähe", en = "Near" }}
body = {{ de = "{{product}} bei {{store}}.", en = "{{product}} at {{store}}." }}
actions = ["way", "not_today", "why"]
"""


def furnish(folder: Path, persons: int) -> list[str]:
    """Make a house with a shop, plays and persons who have wishes; return a token of each person."""
    from oase.app import open_house
    from oase.db import open_database
    from oase.decisions.plays import save
    from oase.decisions.plays.stored import newest, switch
    from oase.retail import keeping
    from oase.settings import now

    at = now()
    with open_house(folder, create=True, own="Bench") as house:
        _ = house.rooms.key
        aliases = [house.rooms.aliases.one("user", f"K-{number}") for number in range(persons)]
    with open_database(folder) as database, database.writing() as connection:
        items, gtins = articles(at)
        keeping.put(connection, items, now=at, source="bench")
        for one in newest(connection):
            switch(connection, one.name, who="bench", now=at, is_live=False)
        for number in range(PLAYS):
            # ten for this trigger: five that ask in vain before the one that may speak
            trigger = "store.near" if number % 5 == 0 else "day"
            text = PLAY.format(
                number=number,
                trigger=trigger,
                radius=300 if number >= 25 else 10,
                reserve=1 if number >= 25 else 9,
            )
            save(connection, text, who="bench", now=at, is_live=True)
        people(connection, aliases, gtins, at)
    return tokens(folder, aliases, at)


def articles(at: int) -> tuple[list[Any], list[str]]:
    """Return products with one variant each, stores and stock."""
    from oase.retail.articles import Product, Stock, Store, Variant
    from oase.retail.gtin import gtin14

    stores = [
        Store(code=f"K{number}", name=f"Laden {number}", subdivision="NW", hours="24/7")
        for number in range(STORES)
    ]
    gtins = [gtin14(f"952{number:09d}{_check(f'952{number:09d}')}") for number in range(PRODUCTS)]
    items: list[Any] = [*stores]
    for number, gtin in enumerate(gtins):
        items.append(Product(id=f"P{number}", name={"de": f"Kleid {number}"}, garment="dress"))
        items.append(Variant(gtin=gtin, product=f"P{number}", size="38", size_system="DE", price=8900))
        items += [Stock(store.code, gtin, (number + place) % 4, at) for place, store in enumerate(stores)]
    return items, gtins


def people(connection: Any, aliases: list[int], gtins: list[str], at: int) -> None:
    """Let persons be known: an id, consents, wishes, sizes, and an app in which each is signed in."""
    import msgspec

    from oase.model import Fact

    pack = msgspec.msgpack.Encoder().encode
    common = {f"consent:{one}": Fact(["v3", "app"], at) for one in ("push", "location", "personalisation")}
    common |= {"size:dress:DE": Fact("38", at), "met:K1": Fact(3, at)}

    def known(number: int) -> bytes:
        wishes = {f"wish:{gtins[(number * 7 + one * 31) % PRODUCTS]}": Fact(1, at) for one in range(WISHES)}
        return pack({**common, **wishes})

    connection.exec_driver_sql(
        "insert into identifiers (alias, kind, value, created, person) values (?, 'user', ?, ?, ?)",
        [(alias, f"K-{number}", at, alias) for number, alias in enumerate(aliases)],
    )
    connection.exec_driver_sql(
        "insert into facts (alias, updated, content) values (?, ?, ?)",
        [(alias, at, known(number)) for number, alias in enumerate(aliases)],
    )
    connection.exec_driver_sql(
        "insert into customer_sessions (id, alias, hash, created, expires) values (?, ?, ?, ?, ?)",
        [
            (number + 1, alias, number.to_bytes(32, "big"), at, at + 90 * 86_400_000_000)
            for number, alias in enumerate(aliases)
        ],
    )


def tokens(folder: Path, aliases: list[int], at: int) -> list[str]:
    """Return a token of each person; they hold for a quarter of an hour."""
    from oase.identity.sessions import Tokens, open_token_key

    issued = Tokens(open_token_key(folder))
    return [issued.issue(alias, number + 1, at) for number, alias in enumerate(aliases)]


def _check(digits: str) -> int:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return -total % 10


def serve(folder: str, descriptor: str, decides: str) -> None:
    """Be one web process: door and counter, the pipeline is not running; or answer at once."""
    import uvicorn

    from oase.contacts.keys import Keyring
    from oase.contacts.requests import Limits
    from oase.db import open_database
    from oase.db.inbox import Inbox
    from oase.settings import Settings
    from oase.web.connection import Connection
    from oase.web.customer.counter import DecisionCall
    from oase.web.door import Door
    from oase.web.reach import Reach

    sys.setswitchinterval(0.0005)
    path = Path(folder)
    inbox_path = path / "inbox" / "w1.sqlite"
    with (
        open_database(path) as database,
        Inbox(inbox_path, done=lambda: 0, limit_rows=LIMITLESS, limit_bytes=LIMITLESS) as inbox,
    ):
        keyring = Keyring(database)
        reach = Reach(database, keyring, inbox, Settings())
        behind: Any = DecisionCall(reach) if decides == "True" else at_once
        door = Door(keyring, inbox, Limits(), behind)
        config = uvicorn.Config(
            door, http=Connection, ws="none", lifespan="off", log_config=None, access_log=False
        )
        uvicorn.Server(config).run([socket.socket(fileno=int(descriptor))])


async def at_once(_scope: Any, receive: Any, send: Any) -> None:
    """Read a request and answer without deciding."""
    while (await receive()).get("more_body"):
        pass
    body = b'{"receipt":null,"outcome":"nothing"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def running(folder: Path, token: str, *, decides: bool) -> Iterator[str]:
    """Start a server; give its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        descriptor = listening.fileno()
        code = "import sys; from benchmarks.bench_decisions import serve; serve(*sys.argv[1:])"
        command = [sys.executable, "-c", code, str(folder), str(descriptor), str(decides)]
        server = subprocess.Popen(command, cwd=REPOSITORY, pass_fds=[descriptor])
        port = listening.getsockname()[1]
        try:
            ask_once(port, token)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)


def ask_once(port: int, token: str) -> dict[str, Any]:
    """Ask for one decision: waits until the server is there, and shows that it answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as first:
        first.request("POST", "/v1/decisions", body(0), {"Authorization": f"Bearer {token}"})
        answer = first.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
    if answer.status != 200:
        raise RuntimeError(said)
    return said


def body(number: int) -> bytes:
    """Return what an app sends: two stores near her."""
    places = [
        {"store": f"K{(number + place) % STORES}", "distanceM": 90 + 70 * place, "accuracyM": 15}
        for place in range(2)
    ]
    return json.dumps({"trigger": "store.near", "places": places, "lang": "de"}).encode()


def pressed(address: str, folder: Path, seconds: int, path: str = "/v1/decisions") -> tuple[float, ...]:
    """Let wrk ask for one person after the other; return requests a second, p50 and p99 in milliseconds."""
    script = folder / "ask.lua"
    script.write_text(
        f"""
local tokens, place = {{}}, 0
for line in io.lines("{folder}/tokens") do tokens[#tokens + 1] = "Bearer " .. line end
local body = '{body(1).decode()}'
request = function()
  place = place % #tokens + 1
  return wrk.format("POST", "{path}", {{["Authorization"] = tokens[place]}}, body)
end
"""
    )
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency", "-s", str(script), address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, *(
        float(number) * UNITS[unit]
        for number, unit in (
            re.search(rf"{share}%\s+([\d.]+)(us|ms|s)\b", said).groups() for share in (50, 99)
        )
    )


async def paced(port: int, token_list: list[str], seconds: float, rate: int) -> list[float]:
    """Ask at a steady rate, whatever the answers take; return milliseconds from when each was due."""
    connections = 16
    taken: list[float] = []
    begun = time.perf_counter() + 0.2
    total = int(seconds * rate)

    async def client(first: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(first, total, connections):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            content = body(number)
            token = token_list[-1 - number % len(token_list)]
            writer.write(
                b"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (token.encode(), len(content), content)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1]))
            if b" 200 " not in head[:20]:
                raise RuntimeError(head.decode())
            taken.append(1000 * (time.perf_counter() - due))
        writer.close()

    await asyncio.gather(*(client(first) for first in range(connections)))
    return taken


@contextmanager
def whole_server(folder: Path) -> Iterator[int]:
    """Start ``oase serve`` on the house, with all that stands behind the door; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oase", "serve", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    try:
        until = time.perf_counter() + 60
        while True:
            try:
                with closing(socket.create_connection(("127.0.0.1", port), 1)):
                    break
            except OSError:
                if time.perf_counter() > until:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def contacts(port: int, secret: str, seconds: float) -> Iterator[None]:
    """Let another process send contacts to the door meanwhile, in batches."""
    number = int(DOOR_RATE * seconds)
    task = ["127.0.0.1", str(port), secret, str(number), str(DOOR_RATE), "4"]
    sender = subprocess.Popen([sys.executable, "-m", "benchmarks.sending", *task], cwd=REPOSITORY)
    try:
        yield
    finally:
        sender.wait(120)


def beside_the_door(folder: Path, token_list: list[str], seconds: float) -> list[list[str]]:
    """Measure how long decisions take at a steady rate, alone and while the door takes contacts."""
    from oase.contacts.keys import create_key
    from oase.db import open_database

    with open_database(folder) as database:
        made = {"source": "shop", "basis": "consent", "basis_text": "Cookie banner"}
        _, secret = create_key(database, "write", "Shop", **made)
    rows: list[list[str]] = []
    with whole_server(folder) as port:
        ask_once(port, token_list[0])
        time.sleep(WARM_SECONDS)  # the pages' first views are computed after a start
        for what, is_busy in (("alone", False), (f"door takes {DOOR_RATE:,} contacts/s", True)):
            if is_busy:
                with contacts(port, secret, seconds + 2):
                    time.sleep(1)
                    taken = asyncio.run(paced(port, token_list, seconds, AIM_RATE))
            else:
                taken = asyncio.run(paced(port, token_list, seconds, AIM_RATE))
            taken.sort()
            p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
            rows.append([f"{AIM_RATE} decisions/s, {what}", f"{AIM_RATE}", f"{p50:.2f}", f"{p99:.2f}", ""])
    return rows


def run(quick: bool) -> None:
    if shutil.which("wrk") is None:
        print("skipped: wrk is not on this machine (Debian has it: apt-get install wrk)")
        return
    persons, seconds, rounds = (10_000, 3, 1) if quick else (PERSONS, 15, 3)
    with tempfile.TemporaryDirectory(dir=REPOSITORY) as name:  # a real disk: /tmp may be memory
        folder = Path(name)
        median, worst = fsync_ms(folder)
        print(f"fsync of 16 KB: {median:.2f} ms, p99 {worst:.2f} ms; {os.cpu_count()} cores, wrk's included")
        token_list = furnish(folder / "house", persons)
        print(f"{persons:,} persons, {PRODUCTS:,} products x {STORES} stores, {PLAYS} plays")
        (folder / "tokens").write_text("\n".join(token_list))
        rows = [["", "requests/s", "p50 ms", "p99 ms", "of not deciding"]]
        rates: dict[bool, list[tuple[float, ...]]] = {False: [], True: []}
        for _ in range(rounds):
            for decides in (False, True):
                with running(folder / "house", token_list[0], decides=decides) as address:
                    rates[decides].append(pressed(address, folder, seconds))
        bare = statistics.median(rate for rate, *_ in rates[False])
        for decides, what in ((False, "answered without deciding"), (True, "decided, receipt durable")):
            rate, p50, p99 = (statistics.median(column) for column in zip(*rates[decides], strict=True))
            share = f"{rate / bare:.0%}" if decides else ""
            rows.append([what, f"{rate:,.0f}", f"{p50:.2f}", f"{p99:.2f}", share])
        rows += beside_the_door(folder / "house", token_list, seconds)
        print(table(rows))


if __name__ == "__main__":
    run(quick=False)
