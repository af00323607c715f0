"""Sending: takes what is due from the outbox, asks again whether it is right, carries it, notes what became.

What a message rests on is kept apart: contract messages need no consent; an advert needs the consent for its
channel and the one it rests on; a survey needs the consent for surveys.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from oase.db import Database
from oase.db.schema import retention
from oase.decisions.messages import outbox, subscriptions
from oase.decisions.messages.attempts import Attempt, Carrier, Recipient, again, follow
from oase.decisions.messages.outbox import Ended, Message, Result
from oase.errors import OaseError
from oase.identity import ledger, profiles
from oase.identity.members import ids_of, members_of, persons_of
from oase.model import Person, Purpose

__all__ = ["KEEP_DAYS", "Sending", "ended_by", "is_consented", "rests_on"]

log = logging.getLogger("oase.messages")

MOST_AT_ONCE = 256
MOST_TAKEN = 64
LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 10.0
LEASE_SECONDS = 60.0
TROUBLE_SECONDS = 2.0
FORGET_SECONDS = 300.0
KEEP_DAYS = 60
"""For so long finished messages are kept, unless the house says otherwise."""

_DAY = 86_400_000_000
_LEAST_SECONDS = 1.0
"""With less time left nothing is tried any more."""

_END_BY_REASON = {
    "consent": Ended.CONSENT_WITHDRAWN,
    "expired": Ended.EXPIRED,
    "erased": Ended.ERASED,
}
"""What the gates call it, and what the outbox does; of every other gate a message is no longer right."""

T = TypeVar("T")
StillRight = Callable[[Message], str]
"""Returns why a message is not right any more; empty where it is."""

Complete = Callable[[Message], Message]
"""Returns a message as it leaves the house: with what the outbox must not keep, such as a secret link."""

Told = Callable[[Connection, Message, str], None]
"""Is told of a message that ended, in the transaction that ends it."""


def rests_on(message: Message) -> frozenset[Purpose]:
    """Return the consents without which a message must not be sent.

    Examples
    --------
    >>> common = {"id": 1, "key": "k", "alias": 1, "receipt": "", "content": {}, "created": 0, "due": 0}
    >>> common |= {"expires": 0, "attempts": 0, "state": "waiting", "reason": "", "finished": None}
    >>> common |= {"reached": ()}
    >>> advert = Message(channel="push", kind="advert", purpose="personalisation", **common)
    >>> sorted(rests_on(advert))
    [<Purpose.PERSONALISATION: 'personalisation'>, <Purpose.PUSH: 'push'>]
    >>> rests_on(Message(channel="push", kind="contract", purpose="", **common))
    frozenset()
    """
    if message.kind == "contract":
        return frozenset()
    asked = {Purpose(message.purpose)}
    if message.kind == "survey":
        asked.add(Purpose.SURVEY)
    elif message.channel in ("push", "email"):
        asked.add(Purpose(message.channel))
    return frozenset(asked)


def is_consented(connection: Connection, message: Message, person: int) -> bool:
    """Tell by the ledger whether a person still grants what a message rests on."""
    granted = ledger.standings(connection, [person]).get(person, {})
    return all(granted.get(purpose) for purpose in rests_on(message))


def ended_by(why: str) -> Ended:
    """Return how a message ends that is not right any more: the outbox's word for what the gates say."""
    return _END_BY_REASON.get(why, Ended.NO_LONGER_RIGHT)


def _right(_message: Message) -> str:
    return ""


def _as_it_is(message: Message) -> Message:
    return message


def _untold(_connection: Connection, _message: Message, _reason: str) -> None:
    return None


class Sending:
    """Sends the messages of a house; there is one at a time.

    Parameters
    ----------
    database : Database
    carriers : mapping of str to Carrier
        One per channel.
    clock : callable
        Microseconds since 1970, UTC.
    random : Random
        Spreads what is tried again.
    still_right : callable, optional
        Asked with the message just before it is carried; returns why it is not right any more, else nothing.
    complete : callable, optional
        Given a message that is about to leave; returns it as it leaves.
    ended : callable, optional
        Told of each message that ended unsent, within the transaction: connection, message, reason.
    patience_seconds : float
        Longest attempt.
    """

    def __init__(
        self,
        database: Database,
        carriers: Mapping[str, Carrier],
        *,
        clock: Callable[[], int],
        random: Random,
        still_right: StillRight = _right,
        complete: Complete = _as_it_is,
        ended: Told = _untold,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._database = database
        self._carriers = carriers
        self._clock = clock
        self._random = random
        self._still_right = still_right
        self._complete = complete
        self._ended = ended
        self._patience_seconds = patience_seconds
        self._under_way: set[asyncio.Task[None]] = set()
        self._results: list[Result] = []
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="messages")
        self._said = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is under way then is ended in order and noted."""
        self._news = asyncio.Event()
        await self._safely(partial(self._write, lambda connection: outbox.reclaim(connection, self._clock())))
        forgotten = 0
        try:
            while not stop.is_set():
                taken = await self._turn()
                if taken < MOST_TAKEN:
                    await self._pause(stop)
                if self._clock() - forgotten > FORGET_SECONDS * 1e6:
                    forgotten = self._clock()
                    await self._safely(partial(self._write, self._forget))
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=self._patience_seconds)
            await self._safely(self._settle_and_claim)
            self._threads.shutdown()

    async def _turn(self) -> int:
        """Note what became of messages, take further ones and set them going; return how many."""
        self._news.clear()
        room = min(MOST_TAKEN, MOST_AT_ONCE - len(self._under_way))
        taken = await self._safely(partial(self._settle_and_claim, room))
        for message in taken or ():
            task = asyncio.create_task(self._carried(message))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        if taken is None:
            await asyncio.sleep(TROUBLE_SECONDS)
        return len(taken or ())

    async def _pause(self, stop: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._news.wait())]
        await asyncio.wait(waits, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _carried(self, message: Message) -> None:
        attempt = await self._attempt(message)
        if attempt is not None:
            self._results.append(follow(message, attempt, self._clock(), self._random))
        self._news.set()

    async def _attempt(self, message: Message) -> Attempt | None:
        """Ask again, then carry; None where the message is not ours any more."""
        try:
            asked = await self._in_house(partial(self._ask, message))
            if not isinstance(asked, tuple):
                return asked
            recipient, whole = asked
            left = (message.expires - self._clock()) / 1e6
            if left < _LEAST_SECONDS:
                return Attempt(ended=Ended.EXPIRED)
            seconds = min(self._patience_seconds, left)
            return await self._carriers[message.channel].carry(whole, recipient, seconds)
        except OaseError as error:
            self._say(error)
            return again("trouble", is_counted=False, after_seconds=TROUBLE_SECONDS)
        except Exception:  # one message must not end all; it is counted, so it ends at last
            log.exception("a message could not be sent")
            return again("failed")

    def _ask(self, message: Message) -> Attempt | tuple[Recipient, Message] | None:
        with self._database.reading() as connection:
            if not outbox.is_held(connection, message):
                return None
            person = _person(connection, message.alias)
            if not is_consented(connection, message, person.person):
                return Attempt(ended=Ended.CONSENT_WITHDRAWN)
            recipient = _recipient(connection, message, person)
        why = self._still_right(message)
        return Attempt(ended=ended_by(why)) if why else (recipient, self._complete(message))

    def _settle_and_claim(self, room: int = 0) -> list[Message]:
        """Do in one transaction what there is to do; none is opened where there is nothing."""
        now = self._clock()
        results, self._results = self._results, []
        if not results:
            with self._database.reading() as connection:
                if not outbox.is_due(connection, now):
                    return []
        try:
            return self._write(partial(self._noted, results, now, room))
        except BaseException:
            self._results = results + self._results  # kept until the house takes them
            raise

    def _noted(self, results: Sequence[Result], now: int, room: int, connection: Connection) -> list[Message]:
        settled = outbox.settle(connection, results, now)
        subscriptions.remove_ids(connection, [one for result in settled for one in result.gone])
        subscriptions.used(connection, [one for result in settled for one in result.reached], now)
        for result in settled:
            if result.state == "ended":
                self._ended(connection, result.message, result.reason)
        for message in outbox.expire(connection, now):
            if message.state == "ended":
                self._ended(connection, message, message.reason)
        lease = max(LEASE_SECONDS, 3 * self._patience_seconds)
        return outbox.claim(connection, now, most=room, until=now + round(lease * 1e6))

    def _forget(self, connection: Connection) -> int:
        """Forget finished messages as the house says; a little at a time, since there may be many of them."""
        kept = connection.execute(select(retention.c.days).where(retention.c.kind == "outbox")).first()
        days = KEEP_DAYS if kept is None else kept.days
        return 0 if days is None else outbox.forget(connection, self._clock() - days * _DAY)

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._database.writing() as connection:
            return work(connection)

    async def _in_house(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _safely(self, work: Callable[[], T]) -> T | None:
        """Return what the work returns; None while the disk or another process is in the way."""
        try:
            done = await self._in_house(work)
        except OaseError as error:
            self._say(error)
            return None
        if self._said:
            log.warning("sending goes on")
            self._said = ""
        return done

    def _say(self, error: OaseError) -> None:
        if self._said != error.what:
            log.error("sending waits: %s", " ".join(str(error).split()))
            self._said = error.what


def _person(connection: Connection, alias: int) -> Person:
    person = persons_of(connection, [alias])[alias]
    return Person(person, tuple(members_of(connection, [person])), ())


def _recipient(connection: Connection, message: Message, person: Person) -> Recipient:
    if message.channel == "push":
        return Recipient(devices=tuple(subscriptions.of(connection, person.aliases)))
    ids: dict[str, str] = {}
    for known in ids_of(connection, person.aliases):
        if known.value is not None:
            ids.setdefault(known.kind, known.value)
    said: Any = profiles.of(connection, person).get("email") if message.channel == "email" else None
    return Recipient(email=said if isinstance(said, str) else ids.get("email", ""), ids=ids)
