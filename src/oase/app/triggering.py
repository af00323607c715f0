"""``Triggering``: notices what ends, happens or changes by itself, and lets the counter decide about it.

A visit that ends, a purchase, news that answer a stated reason, and ``day``: each is found by an index, asked
about under a key of its own, and ticked off afterwards. Killed in between it is asked about again under the
same key, which changes nothing.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from oase.app.visiting.contacts import AppContacts
from oase.app.visiting.herself import Told, is_refused
from oase.db import Database
from oase.db.occasions import (
    BOUGHT,
    VISIT,
    Occasion,
    bought_between,
    due,
    end,
    mark,
    put_off,
    set_mark,
    undecided_about,
)
from oase.decisions.asked import Known
from oase.decisions.counter import Counter
from oase.decisions.memory import Met
from oase.decisions.receipt import Receipt
from oase.decisions.situation import Situation
from oase.decisions.triggers import (
    DAY,
    GoesOn,
    ages_asked,
    answers,
    daily_moment,
    is_open,
    is_spoken,
    next_daily,
    state_of_visit,
    tries_again,
)
from oase.errors import OaseError
from oase.model import Purpose
from oase.retail.news import counted_since, priced_since, rated_since

__all__ = ["MOST", "STAGED", "STAGE_SHIFT", "Triggering", "keep_firing"]

log = logging.getLogger("oase.messages")

MOST = 200
"""So many persons of each kind are asked about at a time."""

STAGE_SHIFT, STAGED = "stage", "stage:alias"
"""Marks in which the demo's stage says by how much time is moved, and for whom; there are none elsewhere."""

LOOK_SECONDS, TROUBLE_SECONDS = 1.0, 5.0
OLDEST_VISIT = DAY
"""Nobody is asked about a visit of which the house learns later than that."""

News = Literal["stock.changed", "price.changed", "rating.new"]
_CONTRACT, _OTHERS = ("contract",), ("advert", "survey")
_SINCE: dict[News, Callable[[Connection, int], tuple[int, list[str]]]] = {
    "stock.changed": counted_since,
    "price.changed": priced_since,
    "rating.new": rated_since,
}

Change = Callable[[Connection], object]


class _Teller(NamedTuple):
    alias: int
    kind: Literal["user", "anonymous"]
    id: str
    moment: int


class _Concerned(NamedTuple):
    """Somebody whom news may concern; ``event`` tells them from other news."""

    trigger: News
    occasion: Occasion
    event: str


class Triggering:
    """Fires triggers for those whom they concern, and nobody else.

    Parameters
    ----------
    database : Database
    counter : Counter
    contacts : AppContacts
        Tells that a visit has ended.
    clock : callable
        Microseconds since 1970, UTC.
    lang : {"de", "en"}
        In which she is spoken to; her app shows it in hers.
    zone : ZoneInfo
        Where ``day`` comes at ten.
    """

    def __init__(
        self,
        database: Database,
        counter: Counter,
        contacts: AppContacts,
        *,
        clock: Callable[[], int],
        lang: Literal["de", "en"],
        zone: ZoneInfo,
    ) -> None:
        self._database = database
        self._counter = counter
        self._contacts = contacts
        self._clock = clock
        self._lang: Literal["de", "en"] = lang
        self._zone = zone
        self._waiting: deque[_Concerned] = deque()
        self._marks: dict[str, int] = {}
        self._spoken: set[tuple[int, str]] = set()
        self._staged: tuple[int | None, int] = (None, 0)

    def look(self) -> int:
        """Do what is to be done now, at most ``MOST`` of each kind; return how many occasions that were.

        Raises
        ------
        OaseError
            Something could not be kept; the next look does it again.
        """
        self._counter.refresh()
        now = self._clock()
        with self._database.reading() as connection:
            shift = mark(connection, STAGE_SHIFT) or 0
            self._staged = mark(connection, STAGED), shift
            found = due(connection, max(now, now + shift), MOST)
        try:
            done = self._write([*self._due(found), *self._news(), *self._day(now)])
        except BaseException:  # those who were asked already are asked again, under the same key
            self._waiting.clear()
            self._marks.clear()
            self._spoken.clear()
            raise
        if not self._waiting:
            self._spoken.clear()
            if self._marks:
                self._write([_marking(self._marks)])
                self._marks = {}
        return done

    @property
    def is_behind(self) -> bool:
        """Whether there is more to do at once."""
        return bool(self._waiting)

    def _write(self, changes: list[Change]) -> int:
        if changes:
            with self._database.writing() as connection:
                for change in changes:
                    change(connection)
        return len(changes)

    def _moment(self, alias: int) -> int:
        """Return what time it is for her."""
        staged, shift = self._staged
        return self._clock() + (shift if alias == staged else 0)

    def _due(self, found: list[Occasion]) -> Iterator[Change]:
        orders: dict[tuple[int, int], list[Occasion]] = {}
        for one in found:
            if one.due is None or one.due > self._moment(one.alias):
                continue
            if one.kind == VISIT:
                yield from self._visit(one)
            elif one.kind == BOUGHT and one.due == one.at:
                orders.setdefault((one.alias, one.at), []).append(one)
            elif one.kind == BOUGHT:
                yield from self._aged(one, f"again:{one.due}")
            else:
                yield from self._follow_up(_Concerned("stock.changed", one, f"again:{one.due}"))
        for bought in orders.values():
            yield from self._purchase(bought)

    def _visit(self, one: Occasion) -> Iterator[Change]:
        met = self._counter.memory.meet(one.alias)
        facts = Known(met.facts).facts if met is not None else {}
        state = state_of_visit(facts, one, self._moment(one.alias))
        if isinstance(state, GoesOn):
            if one.due == one.at and self._counter.plays_of("visit.started"):
                here = Situation(trigger="visit.started", at=one.at, store=one.store, lang=self._lang)
                self._counter.decide(one.alias, here, key=f"visit.started:{one.what}")
            if state.until != one.due:
                yield _put_off(one, state.until)
            return
        if met is not None and state is not None:
            if not state.is_told:
                self._tell_ended(met, one, state.at)
            if self._moment(one.alias) - state.at < OLDEST_VISIT:
                said = Situation(trigger="visit.ended", at=state.at, store=one.store, lang=self._lang)
                self._counter.decide(one.alias, said, key=f"visit.ended:{one.what}")
        yield _ending(one)

    def _tell_ended(self, met: Met, one: Occasion, at: int) -> None:
        """Tell that a visit has ended which she did not end herself, once however often it is told."""
        if is_refused(met.facts, Purpose.ANALYTICS):
            return
        store = self._counter.shelf.store(one.store)
        told: dict[str, Any] = {"store": one.store, "minutes": round((at - one.at) / 60_000_000)}
        told |= {"store_name": store.name} if store is not None else {}
        teller = _Teller(met.alias, met.kind, met.id, at)
        self._contacts.tell(teller, [Told("Visit Ended", told, one.what)], max(self._clock(), at))

    def _purchase(self, bought: list[Occasion]) -> Iterator[Change]:
        """Ask what belongs to the purchase, and apart from it whether something else is to be said."""
        first = next((one for one in bought if self._is_known(one)), bought[0])
        if self._counter.plays_of("purchase"):
            at = self._moment(first.alias)
            said = Situation(trigger="purchase", at=at, item=first.what, lang=self._lang)
            for kinds in (_CONTRACT, _OTHERS) if self._is_known(first) else (_OTHERS,):
                self._counter.decide(first.alias, said, key=f"purchase:{first.at}:{kinds[0]}", kinds=kinds)
        for one in bought:
            yield _put_off(one, None)

    def _is_known(self, one: Occasion) -> bool:
        """Tell whether the shop has such an article: of another nothing can be said."""
        shelf = self._counter.shelf
        return (shelf.variant(one.what) or shelf.find(one.what)) is not None

    def _aged(self, one: Occasion, event: str) -> Iterator[Change]:
        if not self._is_known(one):
            yield _put_off(one, None)
            return
        at = self._moment(one.alias)
        said = Situation(trigger="day", at=at, item=one.what, lang=self._lang)
        receipt = self._counter.decide(one.alias, said, key=f"day:{one.what}:{one.at}:{event}")
        yield self._again(one, receipt, at)

    def _again(self, one: Occasion, receipt: Receipt | None, at: int) -> Change:
        return _put_off(one, next_daily(at, self._zone) if tries_again(receipt) else None)

    def _day(self, now: int) -> Iterator[Change]:
        """Let what was bought so many days ago be an occasion, once a day at a time that suits."""
        ten = daily_moment(now, self._zone)
        for days in ages_asked(self._counter.plays_of("day")):
            until, name = ten - days * DAY, f"day:{days}"
            with self._database.reading() as connection:
                held = mark(connection, name)
                begun = until - DAY if held is None else held
                found = bought_between(connection, begun, until, MOST) if begun < until else []
            for one in found:
                yield from self._aged(one, str(days))
            reached = found[-1].at if len(found) >= MOST else until
            if held is None or reached > held:
                yield _marking({name: reached})

    def _news(self) -> Iterator[Change]:
        """Ask those whose stated reason something new may answer."""
        if not self._waiting:
            self._gather()
        for _ in range(min(MOST, len(self._waiting))):
            yield from self._follow_up(self._waiting.popleft())

    def _gather(self) -> None:
        """Look for what is new, and whom it may concern; where no play wants to know, nobody."""
        for trigger, since in _SINCE.items():
            with self._database.reading() as connection:
                held = mark(connection, trigger)
                reached, articles = since(connection, held or 0)
                is_wanted = held is not None and bool(self._counter.plays_of(trigger))
                concerned = undecided_about(connection, articles) if is_wanted and articles else []
            if held is None or reached > held:
                self._marks[trigger] = reached
            self._waiting.extend(_Concerned(trigger, one, str(reached)) for one in concerned)

    def _follow_up(self, one: _Concerned) -> Iterator[Change]:
        """Ask whether news are to be told, at most once for what she could not decide."""
        held, at = one.occasion, self._moment(one.occasion.alias)
        if (held.alias, held.what) in self._spoken:  # found twice: it was due, and there are news
            return
        met = self._counter.memory.meet(held.alias)
        known = Known(met.facts if met is not None else {})
        if not is_open(known, held, at):
            yield _ending(held)
            return
        if not answers(one.trigger, known, held, self._counter.shelf):
            if held.due is not None:
                yield _put_off(held, None)
            return
        said = Situation(trigger=one.trigger, at=at, store=held.store, item=held.what, lang=self._lang)
        key = f"{one.trigger}:{held.what}:{held.at}:{one.event}"
        receipt = self._counter.decide(held.alias, said, key=key)
        if is_spoken(receipt):
            self._spoken.add((held.alias, held.what))
        yield _ending(held) if is_spoken(receipt) else self._again(held, receipt, at)


def keep_firing(make: Callable[[], Triggering], is_needed: Callable[[], bool], stop: threading.Event) -> None:
    """Look again and again until told to stop; what cannot be kept now is tried later.

    Parameters
    ----------
    make : callable
        Makes what looks, when the first occasion is there.
    is_needed : callable
        Tells whether there is any.
    stop : Event
    """
    triggering: Triggering | None = None
    pause = 0.0
    while not stop.wait(pause):
        try:
            if triggering is None and is_needed():
                triggering = make()
            pause = LOOK_SECONDS
            if triggering is not None and (triggering.look() >= MOST or triggering.is_behind):
                pause = 0.0
        except OaseError as error:
            log.warning("triggers wait: %s", error.what)
            pause = TROUBLE_SECONDS


def _put_off(one: Occasion, until: int | None) -> Change:
    return lambda connection: put_off(connection, one, until)


def _ending(one: Occasion) -> Change:
    return lambda connection: end(connection, one)


def _marking(marks: dict[str, int]) -> Change:
    held = dict(marks)

    def write(connection: Connection) -> None:
        for name, number in held.items():
            set_mark(connection, name, number)

    return write
