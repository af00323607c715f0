"""``Herself``: who is asking, and ``Act``: what she does, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from oase.db.facts import facts_of, learn
from oase.identity.sessions import Session
from oase.model import Fact, Facts, Person, Purpose

__all__ = ["Act", "Herself", "Told", "is_refused", "may", "time_of"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Herself(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who is signed in.

    Parameters
    ----------
    session : Session
    person : Person
        She, with all her aliases.
    kind, id : str
        The id under which she is signed in, in the clear; ``user`` or ``anonymous``.
    lang : {"de", "en"}
        In which she is answered.
    moment : int
        When she acts, microseconds since 1970, UTC; the demo's stage may have shifted it.
    """

    session: Session
    person: Person
    kind: Literal["user", "anonymous"]
    id: str
    lang: Literal["de", "en"]
    moment: int

    @property
    def alias(self) -> int:
        """Under which what she says is kept."""
        return self.session.alias

    @property
    def aliases(self) -> tuple[int, ...]:
        """All her aliases."""
        return self.person.aliases


class Told(msgspec.Struct, frozen=True):
    """A contact that is to be told: event, properties, and what tells it from all others."""

    event: str
    properties: Mapping[str, Any]
    key: str


class Act:
    """What she does: reads and writes within one transaction; contacts are told before it is kept.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    her : Herself
    now : int
        When the house learns of it, microseconds since 1970, UTC.
    """

    def __init__(self, connection: Connection, her: Herself, now: int) -> None:
        self.connection = connection
        self.her = her
        self.now = now
        self.told: list[Told] = []

    @cached_property
    def facts(self) -> Facts:
        """What is known of her, as it was before this."""
        return facts_of(self.connection, self.her.aliases)

    def may(self, purpose: Purpose) -> bool:
        """Whether she has granted a purpose."""
        return may(self.facts, purpose)

    def learn(self, facts: Mapping[str, Any]) -> None:
        """Keep facts that hold from now on, by name."""
        at = self.her.moment
        learn(
            self.connection, self.her.alias, {name: Fact(what, at) for name, what in facts.items()}, self.now
        )

    def tell(self, event: str, properties: Mapping[str, Any], key: str = "") -> None:
        """Let it become a contact.

        Parameters
        ----------
        event : str
        properties : mapping
        key : str
            The same for the same contact told twice; made of the moment when left out.
        """
        self.told.append(Told(event, properties, key or f"{self.her.moment}-{len(self.told)}"))


def may(facts: Mapping[str, Fact], purpose: Purpose) -> bool:
    """Tell whether she has granted a purpose."""
    fact = facts.get(f"consent:{purpose.value}")
    return fact is not None and bool(fact.value)


def is_refused(facts: Mapping[str, Fact], purpose: Purpose) -> bool:
    """Tell whether she has refused a purpose or withdrawn it; who said nothing has not."""
    fact = facts.get(f"consent:{purpose.value}")
    return fact is not None and not fact.value


def time_of(at: int) -> datetime:
    """Return a moment as it is shown, in UTC."""
    return _EPOCH + timedelta(microseconds=at)
