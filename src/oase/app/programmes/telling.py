"""What happened in programmes becomes contacts: handed to the door from where it was noted, each once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.contacts.keys import Key, Keyring, create_key, list_keys
from oase.db import Database
from oase.db.inbox import INBOX_FOLDER, Inbox, worked_off
from oase.db.inbox.waiting import Waiting
from oase.errors import OaseError
from oase.identity.members import ids_of, members_of, persons_of
from oase.model.moments import iso
from oase.programmes import news
from oase.programmes.news import News

__all__ = ["INBOX", "SOURCE", "Told", "keep_telling", "tell", "telling"]

log = logging.getLogger("oase.messages")

SOURCE = "programmes"
"""Where these contacts come from."""

INBOX = "programmes"
"""Name of the inbox by which they come."""

LOOK_SECONDS, TROUBLE_SECONDS = 2.0, 5.0
MOST = 500
"""How many are handed over at once."""

_NAME = "Programmes"
_BASIS_TEXT = "Repair, take-back and events that the customer asked for"
_NAMING = ("user", "anonymous")
"""Kinds of ids by which a contact can name a person."""


class Told(NamedTuple):
    """How many were handed over, and how many told of nobody whom a contact can name."""

    told: int
    nameless: int


def tell(database: Database, inbox: Inbox, key: int, *, now: int, most: int = MOST) -> Told:
    """Hand over the oldest that wait, and forget them once they are durable.

    The same told twice is one contact: killed in between, it is handed over again under the same id. Who is
    known by no id that a contact can name gets none.

    Parameters
    ----------
    database : Database
    inbox : Inbox
    key : int
        Number of the write key that they come by.
    now : int
        Microseconds since 1970, UTC.
    most : int

    Raises
    ------
    HouseBusy, StorageFull
        They are not durable; all of them wait on.
    """
    with database.reading() as connection:
        waiting = news.waiting(connection, most)
        ids = _ids(connection, [one.alias for _, one in waiting])
    if not waiting:
        return Told(0, 0)
    named = [(one, ids[one.alias]) for _, one in waiting if one.alias in ids]
    handed = [_submit(inbox, key, _message(one, *who), now) for one, who in named]
    for one in handed:
        one.wait()
    with database.writing() as connection:
        news.drop(connection, [number for number, _ in waiting])
    return Told(len(named), len(waiting) - len(named))


def keep_telling(
    make: Callable[[], Callable[[], Told]], is_needed: Callable[[], bool], stop: threading.Event
) -> None:
    """Look again and again until told to stop; what cannot be handed over now is tried later.

    Parameters
    ----------
    make : callable
        Makes what tells, when the first is there.
    is_needed : callable
        Tells whether there is any.
    stop : Event
    """
    tells: Callable[[], Told] | None = None
    pause = 0.0
    while not stop.wait(pause):
        pause = LOOK_SECONDS
        try:
            if not is_needed():
                continue
            tells = tells or make()
            done = tells()
            if done.nameless:
                log.info("%d events of programmes are of nobody a contact can name", done.nameless)
            pause = 0.0 if sum(done) >= MOST else LOOK_SECONDS
        except OaseError as error:
            log.warning("contacts of programmes wait: %s", error.what)
            pause = TROUBLE_SECONDS


@contextmanager
def telling(database: Database, clock: Callable[[], int], stop: threading.Event) -> Generator[None]:
    """Tell meanwhile, in a thread; when it ends, so does the process, to be started anew."""
    with ExitStack() as held:

        def make() -> Callable[[], Told]:
            keyring, inbox = Keyring(database), held.enter_context(_inbox(database))

            def once() -> Told:
                key = _key(database, keyring, clock)
                return _forget(database) if key is None else tell(database, inbox, key, now=clock())

            return once

        def is_needed() -> bool:
            with database.reading() as connection:
                return bool(news.waiting(connection, 1))

        def work() -> None:
            try:
                keep_telling(make, is_needed, stop)
            finally:
                stop.set()

        thread = threading.Thread(target=work, name="programmes")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def _ids(connection: Connection, aliases: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return by which id a contact names the person of each alias, as kind and value."""
    persons = persons_of(connection, set(aliases))
    members = members_of(connection, set(persons.values()))
    known: dict[int, tuple[str, str]] = {}
    for one in ids_of(connection, members):
        if one.value is not None and one.kind in _NAMING:
            known.setdefault(members[one.alias], (one.kind, one.value))
    return {alias: known[person] for alias, person in persons.items() if person in known}


def _message(one: News, kind: str, value: str) -> dict[str, Any]:
    told = blake2b(one.key.encode(), digest_size=16, person=b"oase.programmes")
    return {
        "type": "track",
        "messageId": told.hexdigest(),
        "userId" if kind == "user" else "anonymousId": value,
        "event": one.event,
        "timestamp": iso(one.at),
        "properties": dict(one.properties),
    }


def _submit(inbox: Inbox, key: int, message: Mapping[str, Any], received: int) -> Waiting:
    waiting = Waiting()
    inbox.submit(received, "track", key, msgspec.json.encode(message), waiting.reply)
    return waiting


def _forget(database: Database) -> Told:
    """Let go of what waits: a company that has revoked the key wants no contacts of programmes."""
    with database.writing() as connection:
        waiting = news.waiting(connection, MOST)
        news.drop(connection, [number for number, _ in waiting])
    return Told(0, len(waiting))


def _key(database: Database, keyring: Keyring, clock: Callable[[], int]) -> int | None:
    """Return the number of the key of programmes, made on first need; None where it was revoked."""
    ours = [one for one in list_keys(database) if one.kind == "write" and one.source == SOURCE]
    living = [one for one in ours if one.revoked is None] or ours
    found: Key = living[0] if living else _made(database, clock)
    held = keyring.by_id(found.id)
    return None if held is None or held.revoked is not None else found.id


def _made(database: Database, clock: Callable[[], int]) -> Key:
    basis: dict[str, Any] = {"basis": "contract", "basis_text": _BASIS_TEXT}
    return create_key(database, "write", _NAME, source=SOURCE, clock=clock, **basis)[0]


def _inbox(database: Database) -> Inbox:
    def done() -> int:
        with database.reading() as connection:
            return worked_off(connection).get(INBOX, 0)

    return Inbox(database.folder / INBOX_FOLDER / f"{INBOX}.sqlite", done=done)
