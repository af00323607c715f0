"""``Visiting``: what every call of a customer's app works with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import Connection

from oase.app.rooms import Rooms
from oase.app.visiting.contacts import AppContacts
from oase.app.visiting.herself import Act, Herself, Told, is_refused
from oase.contacts.keys import Keyring
from oase.db import Database
from oase.db.inbox import Inbox
from oase.errors import InputError
from oase.identity.members import ids_of
from oase.identity.sessions import Session, Tokens, is_standing, open_token_key
from oase.model import Facts, Purpose
from oase.retail.shelf import Shelf

__all__ = ["SessionOver", "Visiting"]

ONCE_IN = 5 * 60_000_000

_KINDS: dict[str, Literal["user", "anonymous"]] = {"user": "user", "anonymous": "anonymous"}


class SessionOver(InputError):
    """Whoever asks has signed out, or was erased, while the call was under way."""


class Visiting:
    """The house as a customer's app meets it; shared by threads.

    Parameters
    ----------
    rooms : Rooms
    database : Database
        Of this web process, whose threads write in turns.
    keyring : Keyring
    inbox : Inbox
    moment : callable
        When a customer acts, microseconds since 1970, UTC; the demo's stage may have shifted it.
    """

    def __init__(
        self, rooms: Rooms, database: Database, keyring: Keyring, inbox: Inbox, moment: Callable[[], int]
    ) -> None:
        self.rooms = rooms
        self.database = database
        self.moment = moment
        self.tokens = Tokens(open_token_key(rooms.folder))
        self._contacts = AppContacts(database, keyring, inbox)
        self._shelf = Shelf(database)
        self._refreshing = threading.Lock()

    @property
    def shelf(self) -> Shelf:
        """Articles, stores and stock as they stand now."""
        with self._refreshing:
            self._shelf.refresh()
        return self._shelf

    def tell_later(
        self, her: Herself, facts: Facts, event: str, properties: Mapping[str, Any], key: str
    ) -> None:
        """Let something she looked at become a contact; she does not wait for it.

        Parameters
        ----------
        her : Herself
        facts : dict
            What is known of her.
        event : str
        properties : mapping
        key : str
            What it is about: within five minutes the same is told once.
        """
        if is_refused(facts, Purpose.ANALYTICS):
            return
        told = Told(event, properties, f"{key}@{her.moment // ONCE_IN}")
        self._contacts.tell_later(her, told, max(self.rooms.clock(), her.moment))

    def read(self, token: str) -> Session | None:
        """Return the session that a token names, None for what is no token of this house, or over."""
        return self.tokens.read(token, self.rooms.clock())

    def meet(self, session: Session, lang: Literal["de", "en"]) -> Herself | None:
        """Return who is asking; None where the session has ended or she was erased."""
        with self.database.reading() as connection:
            if not is_standing(connection, session, self.rooms.clock()):
                return None
            known = ids_of(connection, [session.alias])
            if not known or known[0].value is None or known[0].kind not in _KINDS:
                return None
            return Herself(
                session=session,
                person=self.rooms.graph.person(connection, session.alias),
                kind=_KINDS[known[0].kind],
                id=known[0].value,
                lang=lang,
                moment=self.moment(),
            )

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Open a transaction that changes nothing."""
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def acting(self, her: Herself) -> Generator[Act]:
        """Open a transaction in which she does something; what it tells is durable before it is kept.

        Raises
        ------
        HouseBusy, StorageFull
            Nothing was changed.
        SessionOver
            She has signed out or was erased since she was met.
        """
        self._contacts.prepare()
        with self.database.writing() as connection:
            if not is_standing(connection, her.session, self.rooms.clock()):
                raise SessionOver("The session has ended", todo="sign in again")
            act = Act(connection, her, max(self.rooms.clock(), her.moment))
            yield act
            if not is_refused(act.facts, Purpose.ANALYTICS):
                self._contacts.tell(her, act.told, act.now)
