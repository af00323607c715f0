"""What an import does to rows is what the door's pipeline does to the same contacts."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from random import Random

import msgspec
import pyarrow as pa
import pytest

import oase
from oase.contacts import Pipeline, create_key
from oase.contacts.keys import list_keys
from oase.contacts.mapping import install
from oase.db import KEY_FILE, open_database
from oase.db.inbox import INBOX_FOLDER, Inbox
from oase.identity import Aliases
from oase.identity.erasures import ERASURES_FILE, ErasureList
from oase.identity.ledger import record
from oase.identity.profiles import update
from oase.model import Consent, Purpose
from oase.settings import Settings

NOON = 1_795_262_400_000_000
SECOND = 1_000_000
KEY = bytes(range(32))
ERASED, WILLING, UNWILLING, NAMED = "bea", "cora", "dora", "anna"

# an event, and what the mapping below makes of it
TOUCHES = {
    "Kauf": ("Kauf", "Laden", "purchase"),
    "Chat": ("Chat", "Chat", "shortlist"),
    "Baum gepflanzt": ("Baum gepflanzt", None, None),
    "Anruf 0711 123456": ("Anruf 0711 123456", None, None),
    "Annas Tour": ("Annas Tour", None, None),
}
MAPPING = """
[[rule]]
when = { event = "Kauf" }
touchpoint = "Kauf"
channel = "Laden"
phase = "purchase"
value = "properties.total"

[[rule]]
when = { event = "Chat" }
touchpoint = "Chat"
channel = "Chat"
phase = "shortlist"
value = "properties.total"

[[rule]]
when = { event = "*" }
touchpoint = "Baum gepflanzt"
value = "properties.total"
"""
WORDS = (
    "Jacke Moos",
    "ruf 0171 2345678 an",
    "für anna@lindwerk.example",
    "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111",
    "Anna war da",
    "0711234567",
    "am 09.11.2025 um 10:30",
    "/a?email=x@y.de&b=1",
    "",
)
PERSONS = (NAMED, ERASED, WILLING, UNWILLING, "emma", "42")


def drawn(seed: int, count: int) -> list[dict]:
    """Draw contacts of which each is another one."""
    random = Random(seed)

    def contact(number: int) -> dict:
        texts = ("note", "order_id", "email", "customer.name")
        return {
            "person": random.choice(PERSONS),
            "seconds": random.randint(-9, 9) * 1000 + number,
            "event": random.choice(list(TOUCHES)),
            "total": random.randint(0, 40) / 4,
            "paid_with": random.choice([1, 4111111111111111]),
            "ok": random.random() < 0.5,
            **{name: random.choice(WORDS) for name in texts},
        }

    return [contact(number) for number in range(count)]


KEPT = ("note", "order_id", "paid_with", "ok")
GIVEN = (*KEPT, "email", "customer.name")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a house in which persons were erased, have withdrawn, and are known by name."""
    folder = tmp_path_factory.mktemp("blank") / "lindwerk"
    aliases = Aliases(KEY)
    with open_database(folder, create=True, clock=lambda: NOON) as database:
        create_key(database, "write", "shop", source="shop", basis="consent", basis_text="v1")
        with database.writing() as connection:
            lines = [(UNWILLING, False, 5), (WILLING, False, 5), (WILLING, True, 6)]
            said = [Consent(aliases.one("user", who), Purpose.ANALYTICS, *what) for who, *what in lines]
            record(connection, said, NOON)
            update(connection, {aliases.one("user", NAMED): {"firstName": "Anna"}}, NOON)
            install(connection, MAPPING.replace('event = "*"', 'event = "Baum gepflanzt"'), "test", NOON)
    (folder / KEY_FILE).parent.mkdir(exist_ok=True)
    (folder / KEY_FILE).write_bytes(KEY)
    ErasureList(folder / ERASURES_FILE, aliases).add([aliases.one("user", ERASED)], NOON)
    return folder


def through_the_door(folder: Path, contacts: list[dict]) -> tuple[list, dict]:
    """Send contacts as a client does; return the rows and how often each reason refused one."""
    database = open_database(folder)
    path = folder / INBOX_FOLDER / "w1.sqlite"
    path.parent.mkdir(exist_ok=True)
    stored = threading.Semaphore(0)
    with Inbox(path, done=lambda: 0) as inbox:
        for contact in contacts:
            body = {
                "type": "track",
                "userId": contact["person"],
                "event": contact["event"],
                "timestamp": (NOON + contact["seconds"] * SECOND) // 1000,
                "properties": {"total": contact["total"], **{name: contact[name] for name in GIVEN}},
            }
            key = list_keys(database)[0].id
            inbox.submit(NOON, "track", key, msgspec.json.encode(body), lambda _: stored.release())
        for _ in contacts:
            stored.acquire()
    with Pipeline(database, folder, KEY, Settings(), clock=lambda: NOON) as pipeline:
        while pipeline.run_once().requests:
            pass
    with database.reading() as connection:
        rows = list(connection.exec_driver_sql("select * from contact_log").mappings())
        reasons = connection.exec_driver_sql("select reason, count(*) from refusals group by reason")
        refused = dict(list(reasons))
    database.close()
    names = ("alias", "at", "touchpoint", "channel", "phase", "value")
    found = [
        (*(row[name] for name in names), *_attributes(msgspec.json.decode(row["attributes"]))) for row in rows
    ]
    return sorted(found, key=repr), refused


def as_an_import(folder: Path, contacts: list[dict]) -> tuple[list, dict]:
    """Import contacts as a table; return the same."""
    table = pa.table(
        {
            "person": [contact["person"] for contact in contacts],
            "at": pa.array([NOON + c["seconds"] * SECOND for c in contacts], pa.timestamp("us", "UTC")),
            "touchpoint": [TOUCHES[contact["event"]][0] for contact in contacts],
            "channel": pa.array([TOUCHES[contact["event"]][1] for contact in contacts], pa.string()),
            "phase": pa.array([TOUCHES[contact["event"]][2] for contact in contacts], pa.string()),
            "value": [_worth(contact) for contact in contacts],
            **{name: [contact[name] for contact in contacts] for name in GIVEN},
        }
    )
    roles = {name: name for name in table.column_names if name not in GIVEN}
    read = oase.read_contacts(table, **roles, attributes=list(GIVEN))
    with oase.open(folder) as house:
        done = house.import_contacts(read, source="shop")
        assert done.rows_added == len(contacts) - done.rows_refused
        assert set(done.dropped) == {"email", "customer.name"}
        names = ["alias", "at", "touchpoint", "channel", "phase", "value", "attributes"]
        rows = [row for block in house.rooms.store.blocks(names) for row in block.to_pylist()]
    found = [
        (*(row[name] for name in names[:-1]), *_attributes(msgspec.json.decode(row["attributes"])))
        for row in rows
    ]
    return sorted(found, key=repr), {reason.value: count for reason, count in done.reasons.items()}


def _worth(contact: dict) -> float | None:
    return contact["total"] if contact["event"] in ("Kauf", "Chat", "Baum gepflanzt") else None


def _attributes(members: dict) -> list[str]:
    # to a table an empty text is none, and flags and numbers may be words
    return [_word(members.get(name)) for name in KEPT]


def _word(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("count", [1, 400])
def test_an_import_is_the_pipeline_for_many_rows(blank, tmp_path, count):
    contacts = drawn(count, count)
    sent, refused_at_door = through_the_door(Path(shutil.copytree(blank, tmp_path / "door")), contacts)
    taken, refused_in_bulk = as_an_import(Path(shutil.copytree(blank, tmp_path / "bulk")), contacts)
    assert taken == sent
    assert refused_in_bulk == refused_at_door
    assert count == 1 or set(refused_in_bulk) == {"person_erased", "consent_withdrawn"}
