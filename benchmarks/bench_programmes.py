"""How long do a form, the workshop's queue, the hotline and the figures take behind 100,000 cases?"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from benchmarks.measure import table
from oase.app.programmes.overview import overview
from oase.db import Database, open_database
from oase.programmes.cases import acting, opening, queue
from oase.programmes.cases.actor import acting as actor_of
from oase.programmes.claims.linter import check
from oase.programmes.impact import claims, versions
from oase.programmes.impact.period import day_of, period
from oase.programmes.purpose.shares import shares
from oase.programmes.returns import balance
from oase.programmes.returns.places import nearest
from oase.programmes.tables import (
    case_log,
    cases,
    drop_offs,
    fates,
    item_events,
    items,
    participations,
    pieces,
    take_backs,
)
from oase.settings import now

DAY = 86_400_000_000
ZONE = ZoneInfo("Europe/Berlin")
GARMENTS = ("tee", "trousers", "jacket", "shirt", "jumper")
STATES = ("closed",) * 8 + ("received", "in_repair")
WAYS = ("send_in", "kit", "event")
TEXT = "Im Jahr 2025 haben wir 1.204 Jacken repariert. Unsere Mode ist nachhaltig und klimaneutral."


def fill(connection: Connection, many: int, moment: int) -> None:
    """Let a year pass: an item, a case with its log, who took part; every second item came back."""
    chance = random.Random(1)
    ends = [moment - chance.randrange(360) * DAY for _ in range(many)]
    item = {"serial": "", "product": "", "name": '{"de":"Jacke"}', "brand": "Lindwerk", "country": "DE"}
    item |= {"sold": date(2024, 5, 1), "delivered": date(2024, 5, 2), "grams": 600, "state": "in_use"}
    item |= {"source": "shop", "registered": moment - 400 * DAY}
    rows = [
        item | {"id": n, "gtin": f"{n:014}", "serial": f"S{n}", "garment": GARMENTS[n % len(GARMENTS)]}
        for n in range(1, many + 1)
    ]
    connection.execute(insert(items), rows)
    blank = dict.fromkeys(
        ("order_key", "phone", "street", "kit", "parcel", "assigned", "repairer", "barrier", "gtin"), ""
    )
    case = blank | {"kind": "repair", "email": "a@shop.example", "postcode": "50667", "city": "Köln"}
    case |= {"country": "DE", "lang": "de", "reason": "seam", "problem": "Naht offen", "textile": "{}"}
    case |= {"wanted": "{}", "fee_cents": 900, "currency": "EUR", "told": "{}", "what": "Jacke"}
    many_cases: list[dict[str, Any]] = []
    for n, at in enumerate(ends, 1):
        state = STATES[n % len(STATES)]
        outcome = ("Fixed" if n % 10 else "End of life") if state == "closed" else ""
        told = {"id": n, "number": f"F{n}", "key": f"k{n}", "item": n, "alias": n, "name": f"Kundin {n}"}
        told |= {
            "way": WAYS[n % 3] if state == "closed" else "send_in",
            "state": state,
            "outcome": outcome,
            "opened": at - 9 * DAY,
        }
        many_cases.append(case | told | {"changed": at, "ended": at if state == "closed" else None})
    connection.execute(insert(cases), many_cases)
    log = {"by": "workshop", "who": "", "kind": "state", "text": ""}
    steps = (("", "opened"), ("opened", "received"), ("received", "in_repair"), ("in_repair", "closed"))
    connection.execute(
        insert(case_log),
        [
            log | {"case": n, "at": at - (4 - turn) * DAY, "before": before, "after": after}
            for n, at in enumerate(ends, 1)
            for turn, (before, after) in enumerate(steps)
        ],
    )
    lived = {"kind": "repaired", "detail": "{}"}
    connection.execute(
        insert(item_events),
        [
            lived | {"key": f"case:{n}:repaired", "item": n, "at": at, "origin": f"case:{n}"}
            for n, at in enumerate(ends, 1)
        ],
    )
    part = {"kind": "repair", "country": "DE", "measure": None}
    connection.execute(
        insert(participations),
        [
            part
            | {
                "key": f"p{n}",
                "alias": n,
                "level": ("used", "active")[n % 2],
                "origin": f"case:{n}",
                "at": at,
            }
            for n, at in enumerate(ends, 1)
        ],
    )
    _bring_back(connection, ends[::2])
    _drop(connection, many // 3, chance)


def _bring_back(connection: Connection, ends: list[int]) -> None:
    parcel = {"state": "complete", "way": "post", "place": "", "name": "", "email": "", "street": ""}
    parcel |= {"postcode": "", "city": "", "country": "DE", "lang": "de", "parcel": "", "credit": "money"}
    connection.execute(
        insert(take_backs),
        [
            parcel | {"id": n, "number": f"R{n}", "key": f"t{n}", "requested": at, "changed": at}
            for n, at in enumerate(ends, 1)
        ],
    )
    piece = {"gtin": "", "serial": "", "what": "Jacke", "category": "jacket", "brand": "Lindwerk"}
    piece |= {"said": "{}", "found": '{"weighed":1}', "said_grade": "B", "grade": "B", "refused": ""}
    piece |= {"estimated_cents": 900, "why": "", "who": ""}
    connection.execute(
        insert(pieces),
        [piece | {"id": n, "take_back": n, "grams": 500, "looked": at} for n, at in enumerate(ends, 1)],
    )
    fate = {"kind": "fibre", "partner": "Faserwerk", "note": "", "who": ""}
    connection.execute(
        insert(fates),
        [fate | {"piece": n, "grams": 500, "at": at} for n, at in enumerate(ends, 1) if n % 4],
    )


def _drop(connection: Connection, many: int, chance: random.Random) -> None:
    place = {"kind": "container", "takes": '["clothes"]', "operator": "", "street": "", "postcode": ""}
    place |= {"city": "", "country": "DE", "hours": "", "source": "bench", "updated": 1, "name": "Container"}
    connection.execute(
        insert(drop_offs),
        [
            place
            | {"key": f"node/{n}", "latitude": chance.uniform(47.3, 54.9), "longitude": chance.uniform(6, 15)}
            for n in range(many)
        ],
    )


def timed(job: Callable[[], Any], times: int) -> tuple[str, str, str]:
    """Return median, 99th percentile and longest, in milliseconds, of a job done several times."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        job()
        taken.append((time.perf_counter() - begun) * 1e3)
    taken.sort()
    last = taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    return f"{statistics.median(taken):,.1f}", f"{last:,.1f}", f"{taken[-1]:,.1f}"


def jobs(database: Database, moment: int) -> dict[str, tuple[Callable[[], Any], int]]:
    """Return what somebody waits for, by its name, and how often it is measured."""
    actor, worker = actor_of("customer", moment, ZONE), actor_of("workshop", moment, ZONE, "Mira")
    chance, number = random.Random(2), iter(range(10**6))
    today = day_of(moment, "UTC")
    year = period(today - timedelta(days=360), today, "UTC")

    def opened() -> None:
        new = opening.New(
            key=f"new{next(number)}", what="Jacke", reason="seam", country="DE", email="a@b.example"
        )
        with database.writing() as connection:
            opening.open_case(connection, new, actor, chance.randbytes)

    def moved() -> None:
        with database.writing() as connection:
            waiting = queue.listed(connection, state="received", most=1)[0]
            acting.move(connection, waiting.id, "in_repair", worker)

    def read(job: Callable[[Connection], Any]) -> Callable[[], Any]:
        def reading() -> Any:
            with database.reading() as connection:
                return job(connection)

        return reading

    return {
        "form: open a case, durable": (opened, 300),
        "workshop: oldest in the queue, moved on": (moved, 100),
        "workshop: counts and first page": (read(lambda c: (queue.counts(c), queue.listed(c))), 20),
        "workshop: search by a name": (read(lambda c: queue.listed(c, search="Kundin 4711")), 20),
        "hotline: three nearest of 33,000 places": (
            read(lambda c: nearest.nearest(c, chance.uniform(48, 54), chance.uniform(7, 14))), 100,
        ),
        "Purpose-Werkstatt: overview": (read(lambda c: overview(c, today)), 10),
        "active share of a year": (read(lambda c: shares(c, year.begins, year.ends)), 5),
        "mass balance of a year": (read(lambda c: balance.balance(c, year.begins, year.ends)), 5),
        "impact of a year, 20,000 draws, all methods": (
            read(lambda c: claims.drafted(c, versions.current(c), year)), 3,
        ),
        "linter: two sentences": (lambda: check(TEXT, lang="de", country="DE", day=date(2026, 12, 1)), 100),
    }  # fmt: skip


def run(quick: bool) -> None:
    many, moment = (5_000 if quick else 100_000), now()
    with tempfile.TemporaryDirectory() as name, open_database(Path(name) / "house", create=True) as database:
        with database.writing() as connection:
            fill(connection, many, moment)
        rows = [("what", "median ms", "p99 ms", "longest ms")]
        rows += [(named, *timed(job, times)) for named, (job, times) in jobs(database, moment).items()]
    print(f"{many:,} cases, items and participations, {many // 2:,} things taken back\n")
    print(table(rows))
