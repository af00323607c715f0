"""However the same requests are split into transactions, the house holds the same afterwards."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oase.contacts import Pipeline, create_key
from oase.contacts.steps import purposes
from oase.db import open_database
from oase.db.inbox import INBOX_FOLDER, Inbox
from oase.settings import Settings

NOON = 1_795_262_400_000_000
KEY = bytes(range(32))

users = st.none() | st.sampled_from(["anna", "bea", 42])
visitors = st.none() | st.sampled_from(["x", "y"])
context = st.fixed_dictionaries(
    {},
    optional={
        "consent": st.dictionaries(st.sampled_from(["analytics", "email"]), st.booleans(), max_size=2),
        "device": st.sampled_from([{"id": "d1"}, {"id": "d2"}]),
    },
)
messages = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["track", "track", "page", "identify", "alias", "nonsense"]),
        "userId": users,
        "anonymousId": visitors,
    },
    optional={
        "event": st.sampled_from(["Product Viewed", "Order Completed", "Tree Planted", ""]),
        "previousId": st.sampled_from(["x", "y", "bea"]),
        "messageId": st.integers(1, 8),
        "properties": st.fixed_dictionaries({"total": st.integers(0, 40).map(lambda n: n / 4)}),
        "traits": st.fixed_dictionaries({"email": st.sampled_from(["a@b.example", "c@d.example"])}),
        "timestamp": st.sampled_from(["2026-11-21T11:00:00Z", "2026-11-20T11:00:00Z", "soon"]),
        "context": context,
    },
)
consents = st.fixed_dictionaries(
    {
        "userId": users,
        "anonymousId": visitors,
        "consents": st.dictionaries(st.sampled_from(["analytics", "email"]), st.booleans(), min_size=1),
        "at": st.sampled_from(["2026-11-21T11:30:00Z", "2026-11-21T11:45:00Z"]),
    }
)
requests = st.lists(
    st.tuples(st.just("batch"), st.lists(messages, max_size=6).map(lambda some: {"batch": some}))
    | st.tuples(st.just("consent"), consents)
    | st.tuples(st.just("track"), messages),
    min_size=1,
    max_size=10,
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank") / "lindwerk"
    with open_database(folder, create=True, clock=lambda: NOON) as database:
        create_key(database, "write", "shop", source="shop", basis="contract", basis_text="terms")
    return folder


def accept(folder: Path, accepted: list[tuple[str, Any]], workers: int) -> None:
    (folder / INBOX_FOLDER).mkdir()
    boxes = [Inbox(folder / INBOX_FOLDER / f"w{one + 1}.sqlite", done=lambda: 0) for one in range(workers)]
    stored = threading.Semaphore(0)
    for number, (kind, body) in enumerate(accepted):
        box = boxes[number % workers]
        box.submit(NOON + number, kind, 1, msgspec.json.encode(body), lambda _: stored.release())
    for _ in accepted:
        stored.acquire()
    for box in boxes:
        box.close()


TABLES = {
    "contact_log": "alias, at, received, touchpoint, channel, phase, value, source, message_key, tie,"
    " attributes",
    "snapshots": "alias, content",
    "daily_counts": "*",
    "door_counts": "*",
    "touchpoints": "name, channel, phase",
    "messages": "key",
    "identifiers": "alias, kind, value, person",
    "consents": "alias, purpose, is_granted, at, source",
    "profiles": "alias, traits",
    "refusals": "worker, row, item, step, reason, detail, alias, body",
    "inboxes": "*",
}


def held(folder: Path, mosts: Iterator[int]) -> dict[str, list[Any]]:
    """Work everything off in transactions of so many messages and return what the house holds."""
    with open_database(folder) as database:
        with Pipeline(database, folder, KEY, Settings(), clock=lambda: NOON) as pipeline:
            while pipeline.run_once(next(mosts)).requests:
                pass
        with database.reading() as connection:
            found = {
                table: sorted(
                    map(tuple, connection.exec_driver_sql(f"select {columns} from {table}")), key=repr
                )
                for table, columns in TABLES.items()
            }
    found["snapshots"] = [
        (alias, msgspec.json.encode(msgspec.msgpack.decode(content), order="sorted"))
        for alias, content in found["snapshots"]
    ]
    return found


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests, st.integers(1, 2), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_any_split_gives_the_same(blank, accepted, workers, sizes):
    with tempfile.TemporaryDirectory() as name:
        one = Path(shutil.copytree(blank, Path(name) / "one"))
        accept(one, accepted, workers)
        two = Path(shutil.copytree(one, Path(name) / "two"))
        in_one_go = held(one, iter([10_000] * 100))
        in_parts = held(two, (sizes[turn % len(sizes)] for turn in range(10_000)))
    assert in_parts == in_one_go


def test_nothing_is_lost_on_the_way(blank, tmp_path):
    """Every message is a contact, noted, a duplicate or refused."""
    folder = Path(shutil.copytree(blank, tmp_path / "house"))
    batch = [{"type": "track", "event": "x", "userId": n % 3, "messageId": n % 50} for n in range(80)]
    accept(folder, [("batch", {"batch": [*batch, 1, {"type": "identify", "userId": 1}]})], 1)
    counts = {outcome: number for _, _, outcome, number in held(folder, iter([10] * 9))["door_counts"]}
    assert counts == {"accepted": 50, "duplicate": 30, "message_unreadable": 1, "noted": 1}


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(
    ["type", "event", "name", "userId", "anonymousId", "previousId", "messageId", "timestamp", "sentAt", "at"]
) | st.sampled_from(
    ["originalTimestamp", "properties", "traits", "context", "mergeProperties", "consents", "groupId"]
)
kinds = st.sampled_from(["track", "page", "identify", "group", "alias", "merge", "batch", "consent"])


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            kinds, st.dictionaries(names, json, max_size=8) | st.fixed_dictionaries({"batch": st.lists(json)})
        ),
        min_size=1,
        max_size=20,
    )
)
def test_no_body_stops_the_pipeline(blank, accepted):
    """Whatever JSON comes, no step fails: refused is what is wrong, by the step that looks at it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(blank, Path(name) / "house"))
        accept(folder, accepted, 1)
        found = held(folder, iter([10_000] * 30))
    assert found["inboxes"] == [("w1", len(accepted))]
    assert not [row for row in found["refusals"] if row[3] == "set_aside"]


@given(json)
def test_any_consent_can_be_read(value):
    assert isinstance(purposes.said_in_context(value), dict)
    purposes.said_in_consents(value)
