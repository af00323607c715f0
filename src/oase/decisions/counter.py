"""``Counter``: decides about one person in one situation, from warm memory alone."""

from __future__ import annotations

import itertools
import random
import secrets
import threading
from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from oase.contacts.pipeline import DECISION
from oase.db import Database, about
from oase.db.inbox import Inbox
from oase.decisions.asked import Known
from oase.decisions.caps import facts_of_sending
from oase.decisions.deciding import decide
from oase.decisions.gates import visit_of
from oase.decisions.lately import Lately
from oase.decisions.learning import Arm, arms_of, drawing
from oase.decisions.memory import Met, Versions, WarmMemory
from oase.decisions.offers import LOWEST_DAYS, made_offer, offer_places
from oase.decisions.plays import Play, live_plays
from oase.decisions.receipt import Outcome, Receipt
from oase.decisions.situation import Situation, Weather
from oase.decisions.wire import Decided, ToSend, body_of, to_send
from oase.errors import HouseBusy, OaseError
from oase.retail.articles import Store, Variant
from oase.retail.keeping import lowest_price
from oase.retail.shelf import Shelf
from oase.retail.visits import current_visit
from oase.settings import now, time_zone

__all__ = ["Counter", "Decision"]

WAIT_SECONDS = 10.0
MOOD_MICROSECONDS = 12 * 3_600_000_000
"""For so long what she has said of her mood is taken to hold."""

ID_BYTES = 8
_DAY = 86_400_000_000

Reply = Callable[[OaseError | None], None]


class Decision(NamedTuple):
    """What was decided, before it is durable.

    Parameters
    ----------
    receipt : Receipt or None
        None where no play knows what has happened.
    actions : tuple of str
        Buttons of the message.
    bodies : tuple of bytes
        What must be durable before anybody is told.
    """

    receipt: Receipt | None
    actions: tuple[str, ...]
    bodies: tuple[bytes, ...]


class _Held(NamedTuple):
    versions: Versions
    plays: dict[str, tuple[Play, ...]]
    arms: dict[tuple[str, str], Arm]


class Counter:
    """The counter of one web process; shared by threads.

    Parameters
    ----------
    database : Database
    inbox : Inbox
        Of this web process.
    key : callable
        Returns the number of the write key under which decisions become contacts.
    clock : callable
        Microseconds since 1970, UTC.
    weather : callable
        Returns what the weather port says of a moment and a store (None for none), None for nothing.
    chance : random.Random, optional
        Chooses among contents.
    new_id : callable
        Gives ids of receipts.
    """

    def __init__(
        self,
        database: Database,
        inbox: Inbox,
        key: Callable[[], int],
        *,
        clock: Callable[[], int] = now,
        weather: Callable[[int, Store | None], Weather | None] = lambda *_: None,
        chance: random.Random | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(ID_BYTES),
    ) -> None:
        self.shelf = Shelf(database)
        self.memory = WarmMemory(database)
        self._database = database
        self._inbox = inbox
        self._key = key()
        self._clock = clock
        self._weather = weather
        self._new_id = new_id
        self._chance = chance or random.SystemRandom()
        self._zone: ZoneInfo = time_zone(about(database).timezone)
        self._lately = Lately(lambda: inbox.backlog[0] == 0)
        self._refreshing = threading.Lock()
        self._held = _Held((-1, -1, -1), {}, {})
        self._draw = drawing(lambda: self._held.arms, self._chance)
        self.refresh()

    def is_stale(self, met: Met) -> bool:
        """Tell whether articles, stock or plays have changed since they were read."""
        return met.versions != self._held.versions

    def refresh(self) -> None:
        """Read again what has changed; whoever comes meanwhile goes on with what there was."""
        with self._refreshing:
            versions = self.memory.versions()
            if versions == self._held.versions:
                return
            self.shelf.refresh()
            plays, arms = self._held.plays, self._held.arms
            if versions[2] != self._held.versions[2]:
                with self._database.reading() as connection:
                    plays, arms = _by_trigger(live_plays(connection)), arms_of(connection)
            self._held = _Held(versions, plays, arms)

    def plays_of(self, trigger: str) -> tuple[Play, ...]:
        """Return the plays that are switched on and know a trigger."""
        return self._held.plays.get(trigger, ())

    def prepare(
        self,
        met: Met,
        situation: Situation,
        *,
        new_id: Callable[[], str] | None = None,
        kinds: Collection[str] | None = None,
    ) -> Decision:
        """Decide; nothing is durable yet, but the next decision of this process counts it already.

        Parameters
        ----------
        met : Met
            Who she is, of ``memory.meet``.
        situation : Situation
            Its ``at`` is when it is for her.
        new_id : callable, optional
            Gives ids of receipts; the counter's own when left out.
        kinds : collection of str, optional
            Only plays of these kinds are asked.
        """
        known = Known(self._lately.with_facts(met.person, met.facts))
        situation = self._completed(known, situation)
        plays = self.plays_of(situation.trigger)
        if kinds is not None:
            plays = tuple(play for play in plays if play.kind in kinds)
        receipts = decide(
            plays,
            known,
            self.shelf,
            situation,
            zone=self._zone,
            draw=self._draw,
            person=met.person,
            new_id=new_id or self._new_id,
            offered=self._offered,
        )
        by_name = {play.name: play for play in plays}
        visit = visit_of(known, situation.at)
        bodies = [
            body_of(met, self._decided(met, by_name[one.play], one, situation, visit)) for one in receipts
        ]
        last = receipts[-1] if receipts else None
        actions = _actions(by_name[last.play], last) if last is not None else ()
        if last is not None and last.outcome is Outcome.SENT:
            kind = by_name[last.play].kind
            told = facts_of_sending(last.id, last.play, last.item, last.store, kind, visit, last.at)
            self._lately.add(met.person, told)
        return Decision(last, actions, tuple(bodies))

    def submit(self, decision: Decision, reply: Reply) -> None:
        """Hand a decision in; ``reply`` is called once, when all of it is durable or why it is not."""
        if not decision.bodies:
            reply(None)
            return
        waiting = _AllOf(len(decision.bodies), reply)
        for body in decision.bodies:
            self._inbox.submit(self._clock(), DECISION, self._key, body, waiting.one)

    def decide(
        self,
        alias: int,
        situation: Situation,
        *,
        key: str = "",
        kinds: Collection[str] | None = None,
    ) -> Receipt | None:
        """Decide about a person, and return when it is durable; None where nobody or nothing is concerned.

        Parameters
        ----------
        alias : int
        situation : Situation
        key : str
            The same for the same occasion: decided twice, only the first holds.
        kinds : collection of str, optional
            Only plays of these kinds are asked.

        Raises
        ------
        HouseBusy, StorageFull
            It could not be kept, so it holds nothing.
        """
        met = self.memory.meet(alias)
        if met is None:
            return None
        if self.is_stale(met):
            self.refresh()
        new_id = _ids_of(alias, key) if key else None
        decision = self.prepare(met, situation, new_id=new_id, kinds=kinds)
        done = threading.Event()
        errors: list[OaseError] = []

        def reply(error: OaseError | None) -> None:
            if error is not None:
                errors.append(error)
            done.set()

        self.submit(decision, reply)
        if not done.wait(WAIT_SECONDS):
            raise HouseBusy("The inbox does not answer", todo="do it again in a moment")
        if errors:
            raise errors[0]
        return decision.receipt

    def close(self) -> None:
        """Let go of the connection."""
        self.memory.close()

    def _completed(self, known: Known, situation: Situation) -> Situation:
        """Add to a situation what the house knows of it: mood she has told, the store she is in, weather."""
        more: dict[str, Any] = {}
        mood = known.get("mood")
        if not situation.mood and mood is not None and situation.at - mood.at < MOOD_MICROSECONDS:
            more["mood"] = str(mood.value or "")
        visit = current_visit(known.facts, situation.at)
        if not situation.store and not situation.places and visit is not None:
            more["store"] = visit.store
        if situation.weather is None:
            code = situation.store or more.get("store", "") or _nearest(situation)
            more["weather"] = self._weather(situation.at, self.shelf.store(code) if code else None)
        return msgspec.structs.replace(situation, **more)

    def _decided(self, met: Met, play: Play, receipt: Receipt, situation: Situation, visit: str) -> Decided:
        message: ToSend | None = None
        if receipt.outcome is Outcome.SENT:
            message = to_send(play, receipt, situation, _actions(play, receipt), self._clock())
        return Decided(alias=met.alias, receipt=receipt, kind=play.kind, visit=visit, message=message)

    def _offered(self, play: Any, variant: Variant, at: int) -> tuple[dict[str, Any], Any] | None:
        """Return an individual offer and what it says by language, where the play brings one."""
        if play.offer is None:
            return None
        with self._database.reading() as connection:
            lowest = lowest_price(connection, variant.gtin, at - LOWEST_DAYS * _DAY)
        made = made_offer(play.offer, variant, lowest, number=self._chance.random(), at=at)
        if made is None:
            return None
        return msgspec.to_builtins(made), {lang: offer_places(made, lang) for lang in made.notice}


class _AllOf:
    """Tells once when several submissions are durable, or the first reason why one is not."""

    def __init__(self, number: int, reply: Reply) -> None:
        self._left = number
        self._reply = reply
        self._error: OaseError | None = None
        self._lock = threading.Lock()

    def one(self, error: OaseError | None) -> None:
        with self._lock:
            self._left -= 1
            self._error = self._error or error
            is_last = not self._left
        if is_last:
            self._reply(self._error)


def _ids_of(alias: int, key: str) -> Callable[[], str]:
    """Return what gives the same ids for the same occasion, one after the other."""
    number = itertools.count()

    def following() -> str:
        named = f"{alias}\0{key}\0{next(number)}".encode()
        return blake2b(named, digest_size=ID_BYTES, person=b"oase.occasion").hexdigest()

    return following


def _by_trigger(plays: list[Play]) -> dict[str, tuple[Play, ...]]:
    found: dict[str, list[Play]] = {}
    for play in plays:
        found.setdefault(play.trigger, []).append(play)
    return {trigger: tuple(listed) for trigger, listed in found.items()}


def _actions(play: Play, receipt: Receipt) -> tuple[str, ...]:
    return next((one.actions for one in play.contents if one.arm == receipt.arm), ())


def _nearest(situation: Situation) -> str:
    return min(situation.places, key=lambda one: one.distance_m).store if situation.places else ""
