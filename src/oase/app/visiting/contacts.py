"""How what she does in her app becomes contacts: by the inbox, under a key of the app's own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Literal, Protocol

import msgspec

from oase.app.visiting.herself import Told
from oase.contacts.keys import Keyring, create_key, list_keys
from oase.db import Database
from oase.db.inbox import Inbox
from oase.db.inbox.waiting import Waiting
from oase.errors import OaseError
from oase.model.moments import iso

__all__ = ["SOURCE", "AppContacts", "Teller"]

SOURCE = "app"
"""Where contacts of the app come from."""

log = logging.getLogger("oase.serve")

WAIT_SECONDS = 10.0
_NAME = "Customer app"
_BASIS_TEXT = "The customer acts in her own app and may object there"


class Teller(Protocol):
    """Of whom something is told: under which alias and id, and when it was for her."""

    @property
    def alias(self) -> int:
        """Under which it is kept."""
        ...

    @property
    def kind(self) -> Literal["user", "anonymous"]:
        """Of her id."""
        ...

    @property
    def id(self) -> str:
        """By which contacts name her."""
        ...

    @property
    def moment(self) -> int:
        """When it was for her, microseconds since 1970, UTC."""
        ...


class AppContacts:
    """Hands contacts of the app to the inbox and waits until they are durable.

    Parameters
    ----------
    database : Database
    keyring : Keyring
    inbox : Inbox
    """

    def __init__(self, database: Database, keyring: Keyring, inbox: Inbox) -> None:
        self._database = database
        self._keyring = keyring
        self._inbox = inbox
        self._lock = threading.Lock()
        self._key: int | None = None

    def prepare(self) -> int:
        """Make the app's write key where there never was one; not within a transaction that writes."""
        with self._lock:
            if self._key is None:
                self._key = self._found()
            return self._key

    def tell(self, her: Teller, told: Sequence[Told], received: int) -> None:
        """Hand contacts over; returns when they are durable.

        Raises
        ------
        HouseBusy, StorageFull
            They are not; nothing that she did is to be kept then.
        """
        key = self._open_key() if told else None
        if key is None:
            return
        waiting = [self._submit(received, key, _message(her, one)) for one in told]
        for one in waiting:
            one.wait()

    def tell_later(self, her: Teller, told: Told, received: int) -> None:
        """Hand over a contact without waiting; what the inbox cannot take is only logged."""
        key = self._open_key()
        if key is not None:
            self._inbox.submit(received, "track", key, msgspec.json.encode(_message(her, told)), _log)

    def _open_key(self) -> int | None:
        """Return the number of the key; None after a company has revoked it: then it wants no contacts."""
        key = self.prepare()
        held = self._keyring.by_id(key)
        return None if held is None or held.revoked is not None else key

    def _submit(self, received: int, key: int, message: dict[str, Any]) -> Waiting:
        waiting = Waiting()
        self._inbox.submit(received, "track", key, msgspec.json.encode(message), waiting.reply)
        return waiting

    def _found(self) -> int:
        ours = [key for key in list_keys(self._database) if key.kind == "write" and key.source == SOURCE]
        living = [key for key in ours if key.revoked is None] or ours
        if living:
            return living[0].id
        basis: dict[str, Any] = {"basis": "consent", "basis_text": _BASIS_TEXT}
        made, _ = create_key(self._database, "write", _NAME, source=SOURCE, channel="App", **basis)
        return made.id


def _log(error: OaseError | None) -> None:
    if error is not None:
        log.warning("a contact of the app was not taken: %s", error.what)


def _message(her: Teller, one: Told) -> dict[str, Any]:
    told = blake2b(f"{her.alias}\0{one.event}\0{one.key}".encode(), digest_size=16, person=b"oase.visiting")
    return {
        "type": "track",
        "messageId": told.hexdigest(),
        "userId" if her.kind == "user" else "anonymousId": her.id,
        "event": one.event,
        "timestamp": iso(her.moment),
        "properties": dict(one.properties),
    }
