"""What a house holds of the calls that a client was asked to make."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.crash.counting import is_worked_off

from oase.app import House, open_house
from oase.contacts import refusals
from oase.contacts.recent import snapshot_of
from oase.db import Database, open_database
from oase.identity import Aliases, ledger, open_key, profiles
from oase.identity.graph import Graph
from oase.model import Person, Purpose

__all__ = ["Stored", "calls_of", "compare", "expected", "stored_of"]

PATIENCE_SECONDS = 20.0
SINCE_SENT = 60_000_000  # microseconds on the way at most; calls are older, so an uncorrected time is seen
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CONTACTS = ("track", "page", "screen")
TOUCHPOINTS = {"Product Viewed": "Produktseite", "Rucksäcke": "Rucksackseiten"}
Call = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """All that is known of one person.

    Parameters
    ----------
    contacts : list of dict
        In their order.
    counted : int
        By the snapshot.
    traits, consents : mapping
    persons : set of int
        For whom the contacts stand; one, if the ids were joined.
    values : set of str
        Ids of the person.
    refused : int
        Messages of the house that were refused.
    """

    contacts: list[dict[str, Any]]
    counted: int
    traits: Mapping[str, Any]
    consents: Mapping[Purpose, bool]
    persons: set[int]
    values: set[str]
    refused: int


def calls_of(name: str, start: datetime | None = None) -> list[Call]:
    """Return a call of every kind by one person, a second apart; the last is the same message once more."""
    first = start or datetime.now(UTC).replace(microsecond=250_000) - timedelta(seconds=90)
    who = {"userId": f"{name}-anna", "anonymousId": f"{name}-visit"}
    product = {"product_id": "P-1", "price": 9.5, "pieces": 2, "is_new": True, "nothing": None}
    nested = {"cart": {"weight": 1.5}, "sizes": ["S", "M"]}
    campaign = {"campaign": {"source": "herbst", "name": "touren"}}
    consent = {"consent": {"categoryPreferences": {"Analytics": True, "Advertising": False}}}
    shelf = {"shelf": "oben", "path": "/rucksaecke"}
    planted = {"type": "track", **who, "event": "Sattel angefasst", "properties": {"kind": "Leder"}}
    calls: list[Call] = [
        {"type": "identify", **who, "traits": {"firstName": "Anna", "plan": "S"}, "context": consent},
        {
            "type": "track",
            **who,
            "event": "Product Viewed",
            "properties": product | nested,
            "context": campaign,
        },
        {"type": "page", **who, "name": "Rucksäcke", "category": "Rucksackseiten", "properties": shelf},
        {"type": "screen", **who, "name": "Tourenplaner", "properties": {"tour": "Drei Seen"}},
        {"type": "group", **who, "groupId": f"{name}-verein", "traits": {"members": 12}},
        {"type": "alias", "userId": who["userId"], "previousId": f"{name}-earlier"},
        planted,
        planted,
    ]
    for number, call in enumerate(calls):
        moment = first + timedelta(seconds=min(number, 6))
        call["timestamp"] = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        call["messageId"] = f"{name}-message-{min(number, 6)}"
    return calls


def expected(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """Return the contacts that must come of calls: each message once, in the order of their times."""
    once = {call["messageId"]: call for call in calls if call["type"] in CONTACTS}
    return [_expected(call) for call in once.values()]


def stored_of(folder: Path, user: str, contacts: int) -> Stored:
    """Wait until all is worked off and a person has so many contacts; return what is known of her."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        is_at_rest = is_worked_off(folder)
        with open_house(folder) as house, open_database(folder) as database:
            found = _stored(house, database, user)
        if (is_at_rest and len(found.contacts) >= contacts) or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def compare(found: Stored, calls: Sequence[Call], *, is_dated: bool) -> None:
    """Hold stored contacts against calls, field by field; ``is_dated`` where the client sends our times."""
    wanted = {sent["touchpoint"]: sent for sent in expected(calls)}
    stored = {contact["touchpoint"]: contact for contact in found.contacts}
    assert sorted(stored) == sorted(wanted), f"{sorted(stored)} instead of {sorted(wanted)}"
    assert len(found.contacts) == len(wanted), "a contact is there twice"
    for touchpoint, sent in wanted.items():
        at, contact = sent.pop("at"), stored[touchpoint]
        held = {name: contact.get(name) for name in sent}
        assert held == sent, f"{held} instead of {sent}"
        assert not is_dated or 0 <= contact["at"] - at < SINCE_SENT
    assert found.counted == len(wanted)
    assert len(found.persons) == 1


def _expected(call: Call) -> dict[str, Any]:
    named = call.get("event", call.get("name"))
    properties = _flat(call["properties"])
    if "category" in call:
        properties["category"] = call["category"]
    campaign = {f"utm.{name}": value for name, value in call.get("context", {}).get("campaign", {}).items()}
    moment = datetime.fromisoformat(call["timestamp"])
    at = (moment - EPOCH) // timedelta(microseconds=1)
    return {"at": at, "touchpoint": TOUCHPOINTS.get(named, named), **properties, **campaign}


def _flat(properties: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in properties.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{before}{name}.")
        elif value is not None:
            flat[before + name] = (
                json.dumps(value, separators=(",", ":")) if isinstance(value, list) else value
            )
    return flat


def _stored(house: House, database: Database, user: str) -> Stored:
    aliases = Aliases(open_key(house.folder))
    with database.reading() as connection:
        person: Person | None = Graph(aliases).find(connection, user, "user")
        if person is None:
            return Stored([], 0, {}, {}, set(), set(), 0)
        said = ledger.state(connection, person)
        counted = snapshot_of(connection, person).contacts
        traits = profiles.of(connection, person)
        refused = len(refusals.browse(connection))
    table = house.contacts().to_arrow()
    rows = [row for row in table.to_pylist() if row["person"] in person.aliases]
    return Stored(
        contacts=rows,
        counted=counted,
        traits=traits,
        consents={purpose: consent.is_granted for purpose, consent in said.items()},
        persons={row["person"] for row in rows},
        values=set(person.values),
        refused=refused,
    )
