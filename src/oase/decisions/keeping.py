"""``KeepsDecisions``: receipts, counts, caps and messages, kept in the transaction of the pipeline."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection

from oase.contacts.calendar import Calendar
from oase.db.facts import facts_of, forget_facts, learn_all
from oase.db.inbox import Request
from oase.decisions.caps import DAY, KEPT_DAYS, facts_of_sending
from oase.decisions.messages import subscriptions
from oase.decisions.messages.outbox import enqueue
from oase.decisions.receipt import Outcome, Receipt
from oase.decisions.wire import Decided, decided_in
from oase.errors import OptionInvalid
from oase.identity.erasures import ErasureList
from oase.model import Facts, combine_facts

__all__ = ["KeepsDecisions", "count_receipts"]

log = logging.getLogger("oase.works")

_pack = msgspec.msgpack.Encoder().encode

_KEEP = """
    insert into receipts (id, alias, at, play, version, outcome, reason, content)
    values (?, ?, ?, ?, ?, ?, ?, ?)
"""
_HELD = "select r.id from json_each(?) as asked cross join receipts as r on r.id = asked.value"
_MET = "select created from identifiers where alias = ?"
_COUNT = """
    insert into play_counts (day, play, outcome, reason, number) values (?, ?, ?, ?, ?)
    on conflict do update set number = number + excluded.number
"""


class KeepsDecisions:
    """Keeps what decisions leave behind; the same decision twice changes nothing.

    Parameters
    ----------
    erased : ErasureList
        Of a person who was erased since nothing is kept.
    calendar : Calendar
        Days of the house.
    """

    def __init__(self, erased: ErasureList, calendar: Calendar) -> None:
        self._erased = erased
        self._calendar = calendar

    def __call__(self, connection: Connection, requests: Sequence[Request], now: int) -> None:
        """Keep the decisions of some requests.

        Parameters
        ----------
        connection : Connection
            The writing transaction that also takes them for contacts.
        requests : sequence of Request
        now : int
            Microseconds since 1970, UTC.
        """
        new = _new(connection, [one for request in requests if (one := self._read(request)) is not None])
        if not new:
            return
        connection.exec_driver_sql(_KEEP, [_row(one) for one in new])
        count_receipts(connection, [one.receipt for one in new], self._calendar)
        told = [one for one in new if one.receipt.outcome is Outcome.SENT]
        _learn(connection, told, now)
        for one in told:
            _enqueue(connection, one, now)

    def is_orphaned(self, connection: Connection, request: Request) -> bool:
        """Tell whether a decision is about a person who was erased before it could be kept.

        It was made of what was known of her then; should she have come again since, it is not about her who
        came.
        """
        decided = _decided(request)
        erased = self._erased.time_of(decided.alias) if decided is not None else None
        if decided is None or erased is None:
            return False
        met = connection.exec_driver_sql(_MET, (decided.alias,)).scalar()
        return erased >= request.received or met is None or met > request.received

    def _read(self, request: Request) -> Decided | None:
        decided = _decided(request)
        if decided is None:
            log.warning("a decision cannot be read and is left out")
            return None
        erased = self._erased.time_of(decided.alias)
        return None if erased is not None and erased >= request.received else decided


def _decided(request: Request) -> Decided | None:
    try:
        return decided_in(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError):  # the others must not wait for it
        return None


def count_receipts(
    connection: Connection, receipts: Iterable[Receipt], calendar: Calendar, number: int = 1
) -> None:
    """Count what became of decisions, by the day of the house.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    receipts : iterable of Receipt
    calendar : Calendar
    number : int
        ``-1`` takes them back, where a message was stopped after it was decided.
    """
    counts = Counter((calendar.day_of(one.at), one.play, one.outcome.value, one.reason) for one in receipts)
    connection.exec_driver_sql(_COUNT, [(*key, number * times) for key, times in sorted(counts.items())])


def _new(connection: Connection, decided: Sequence[Decided]) -> list[Decided]:
    """Return those of which there is no receipt yet, each once."""
    by_id = {one.receipt.id: one for one in decided}
    asked = (msgspec.json.encode(list(by_id)).decode(),)
    for (held,) in connection.exec_driver_sql(_HELD, asked):
        by_id.pop(held, None)
    return list(by_id.values())


def _row(one: Decided) -> tuple[object, ...]:
    receipt = one.receipt
    about = receipt.id, one.alias, receipt.at, receipt.play, receipt.version, receipt.outcome.value
    return *about, receipt.reason, _pack(receipt)


def _learn(connection: Connection, told: Sequence[Decided], now: int) -> None:
    """Keep for caps and cool-down what was sent, and forget what is too old for either."""
    facts: dict[int, Facts] = {}
    newest: dict[int, int] = {}
    for one in told:
        receipt = one.receipt
        learned = facts_of_sending(
            receipt.id, receipt.play, receipt.item, receipt.store, one.kind, one.visit, receipt.at
        )
        facts[one.alias] = combine_facts(facts.get(one.alias, {}), learned)
        newest[one.alias] = max(newest.get(one.alias, receipt.at), receipt.at)
    learn_all(connection, facts, now)
    for alias, at in newest.items():
        old = [
            name
            for name, fact in facts_of(connection, [alias]).items()
            if name.startswith("sent:") and fact.at < at - KEPT_DAYS * DAY
        ]
        if old:
            forget_facts(connection, alias, old, now)


def _enqueue(connection: Connection, one: Decided, now: int) -> None:
    message = one.message
    if message is None:
        return
    try:
        enqueue(
            connection,
            key=one.receipt.id,
            alias=one.alias,
            receipt=one.receipt.id,
            channel=_channel(connection, one.alias, message.channel),
            purpose=message.purpose,
            kind=message.kind,
            content=message.content,
            now=now,
            due=now,
            expires=message.expires,
        )
    except OptionInvalid as error:  # a play whose channel or purpose cannot be sent: its receipt stays
        log.warning("the message of play %s cannot be sent: %s", one.receipt.play, error.what)


def _channel(connection: Connection, alias: int, asked: str) -> str:
    """Return by which channel she can be told: in her app where no device of hers takes pushes."""
    return "app" if asked == "push" and not subscriptions.of(connection, [alias]) else asked
