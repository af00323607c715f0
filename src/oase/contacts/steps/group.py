"""``Group``: messages that go through the steps together; ``Draft``: one of them on its way to a contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.contacts.calendar import Calendar
from oase.contacts.counts import Outcome
from oase.contacts.keys import Key
from oase.contacts.mapping import Mapping as TouchpointMapping
from oase.contacts.mapping import Touch
from oase.contacts.refusals import SILENT, Refused, body_to_keep
from oase.contacts.steps.wire import Item, members
from oase.db.inbox import Request
from oase.identity.erasures import ErasureList
from oase.identity.graph import Graph, Ids
from oase.model import RefusalReason

__all__ = ["NOBODY", "Draft", "Flaw", "Group", "Tools"]

NOBODY = Ids(None, None, None, None)

MOST_REFUSALS_KEPT = 1_000
"""Rows that the refusals of one request may fill; more are only counted."""


class Tools(msgspec.Struct, frozen=True):
    """What the steps work with; the same for every group."""

    graph: Graph
    erased: ErasureList
    mapping: TouchpointMapping
    keys: Mapping[int, Key]
    calendar: Calendar
    event_bytes: int


class Flaw(NamedTuple):
    """Why a draft goes no further."""

    reason: RefusalReason
    detail: str = ""


class Draft(msgspec.Struct, gc=False):
    """One message on its way to a contact; every step fills in what it found out."""

    worker: str
    row: int
    item: int
    received: int
    kind: str  # of the request it came in
    key: Key
    body: bytes | msgspec.Raw
    sent: Item
    type: str = ""
    at: int = 0
    ids: Ids = NOBODY
    linked: tuple[tuple[str, str], ...] = ()  # ids that the message itself declares to be one person
    message_key: bytes = b""
    alias: int | None = None
    event: str = ""
    name: str = ""
    properties: dict[str, Any] = {}
    campaign: dict[str, Any] = {}
    touch: Touch | None = None

    @property
    def source(self) -> str:
        """Name of the write key's source."""
        return self.key.source or ""


class Group:
    """Messages that go through the steps together, in one transaction.

    Parameters
    ----------
    connection : Connection
        Of the transaction.
    tools : Tools
    requests : sequence of (worker, Request)
        In the order in which they were accepted.
    now : int
        Microseconds since 1970, UTC.
    poison : mapping of int to str, optional
        Which messages of the one request break a step, and how.
    """

    def __init__(
        self,
        connection: Connection,
        tools: Tools,
        requests: list[tuple[str, Request]],
        now: int,
        poison: Mapping[int, str] | None = None,
    ) -> None:
        self.connection = connection
        self.tools = tools
        self.requests = requests
        self.now = now
        self.poison = poison or {}
        self.step = ""
        self.drafts: list[Draft] = []
        self.waiting: list[Draft] = []
        self.refused: list[Refused] = []
        self.outcomes: Counter[Outcome] = Counter()
        self._kept: Counter[tuple[str, int]] = Counter()

    def keep(self, check: Callable[[Draft], Flaw | None]) -> None:
        """Let only those drafts go on in which the check finds no flaw."""
        going_on: list[Draft] = []
        for draft in self.drafts:
            flaw = check(draft)
            if flaw is None:
                going_on.append(draft)
            else:
                self.refuse(draft, flaw)
        self.drafts = going_on

    def refuse(self, draft: Draft, flaw: Flaw) -> None:
        """Count a draft as refused, and keep of it what may be kept."""
        self.count(draft, flaw.reason)
        request = draft.worker, draft.row
        self._kept[request] += 1
        if self._kept[request] > MOST_REFUSALS_KEPT:
            return
        is_silent = flaw.reason in SILENT
        readable = members(draft.sent)
        self.refused.append(
            Refused(
                draft.received,
                draft.source,
                draft.worker,
                draft.row,
                draft.item,
                self.step,
                flaw.reason,
                flaw.detail,
                None if is_silent else draft.alias,
                None if is_silent else body_to_keep(readable or bytes(draft.body)),
            )
        )

    def count(self, draft: Draft, outcome: str) -> None:
        """Count what became of a draft."""
        self.outcomes[Outcome(self.tools.calendar.day_of(draft.received), draft.source, outcome)] += 1
