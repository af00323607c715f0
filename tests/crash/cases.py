"""Open cases and send photos until killed; each that was answered with success is written down.

``python -m tests.crash.cases FOLDER SEED`` works on the house in FOLDER, as a web process does: one
transaction per action, and the answer only after it. What it writes is what a customer was told:
``case <id> <secret>``, ``photo <case> <digest>``, ``move <case> <state>``, ``quote <case> <digest>``.
"""

from __future__ import annotations

import io
import random
import sys
import time
from pathlib import Path

from PIL import Image

from oase.db import Database, open_database
from oase.programmes.cases.acting import move
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.form import Form, Repairer
from oase.programmes.cases.opening import New, open_case
from oase.programmes.cases.photos import Drawn, draw_anew, take
from oase.programmes.cases.quotes import answer, make_quote
from oase.programmes.items.standing import day_at

__all__ = ["live", "main"]

WORKSHOP = Repairer(name="Lindwerk", address="Weg 1", telephone="1", email="w@lindwerk.example")
FORM = Form(
    repairer=WORKSHOP,
    goods="Jacke",
    defect="zip torn out",
    repair="new zip",
    days=9,
    place="Köln",
    price_cents=3_900,
)


def main(arguments: list[str]) -> None:
    """Work until somebody ends it."""
    folder, seed = Path(arguments[0]), int(arguments[1])
    with open_database(folder) as database:
        live(database, random.Random(seed))


def live(database: Database, rng: random.Random) -> None:
    """Lead one case after the other through its first steps."""
    while True:
        case = _opened(database, rng)
        for _ in range(2):
            _photo(database, case, rng)
        _quoted(database, case)


def _acting(side: str = "customer") -> Actor:
    now = time.time_ns() // 1000
    return Actor(side, now, day_at(now, "UTC"), "" if side == "customer" else "Mira")  # pyright: ignore[reportArgumentType]


def _opened(database: Database, rng: random.Random) -> int:
    new = New(key=f"{rng.getrandbits(64):x}", what="Jacke", reason="zip", country="DE", way="store", alias=5)
    with database.writing() as connection:
        opened = open_case(connection, new, _acting(), rng.randbytes)
    _tell("case", opened.id, opened.secret)
    return opened.id


def _photo(database: Database, case: int, rng: random.Random) -> None:
    drawn = _picture(rng)
    with database.writing() as connection:
        take(connection, database.folder, case, drawn, _acting())
    _tell("photo", case, drawn.digest)


def _picture(rng: random.Random) -> Drawn:
    out = io.BytesIO()
    Image.frombytes("RGB", (32, 32), rng.randbytes(32 * 32 * 3)).save(out, "PNG")
    return draw_anew(out.getvalue())


def _quoted(database: Database, case: int) -> None:
    with database.writing() as connection:
        move(connection, case, "received", _acting("workshop"))
    _tell("move", case, "received")
    with database.writing() as connection:
        make_quote(connection, case, FORM, _acting("workshop"))
    with database.writing() as connection:
        quote = answer(connection, case, 1, "accepted", _acting())
    _tell("quote", case, "" if quote.answer is None else quote.answer.digest)


def _tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
