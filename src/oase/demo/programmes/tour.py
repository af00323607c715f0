"""The bus tour of the demo: ten stops over the year, one of them today with people waiting."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final, NamedTuple

from oase.demo.listening.who import Known
from oase.demo.programmes.truth import LONG_WAIT, USUAL_WAIT, scale
from oase.demo.programmes.when import DAY, MINUTE, ZONE, ago, day_of, drawn, local
from oase.programmes.moving_in import Step

__all__ = ["STOPS", "Stop", "tour"]

_WHO: Final = "Jana Petersen"
_TAILORS: Final = ("Merle Ohm", "Ibrahim Saydam", "Rosa Winkelmann")
_THINGS: Final = (
    ("Regenjacke", "zip"), ("Rucksack", "strap"), ("Wanderhose", "seam"), ("Bluse", "button"),
    ("Pullover", "hole"), ("Kleid", "seam"), ("Zelttasche", "zip"), ("Jacke einer anderen Marke", "tear"),
)  # fmt: skip
_NAMES: Final = ("Mila", "Jonas", "Ayşe", "Till", "Greta", "Emre", "Lotte", "Paul", "Ida", "Karim")
_OUTCOMES: Final = {"Fixed": 82, "Repairable": 8, "End of life": 7, "Unknown": 3}
_MENDS: Final = ("seam", "button", "zip", "hole", "tear", "strap")


class Stop(NamedTuple):
    """A stop: how many days from today, where."""

    days: int
    city: str
    name: str
    street: str
    postcode: str
    place: tuple[float, float]


STOPS: Final = (
    Stop(-318, "Hamburg", "Vor dem Laden in Ottensen", "Bahrenfelder Straße 98", "22765", (53.5543, 9.9285)),
    Stop(-270, "Bremen", "Platz am Viertel", "Ostertorsteinweg 59", "28203", (53.0723, 8.8231)),
    Stop(-221, "Leipzig", "Hof in der Südvorstadt", "Karl-Liebknecht-Straße 52", "04275", (51.3230, 12.3734)),
    Stop(-165, "München", "Am Glockenbach", "Hans-Sachs-Straße 6", "80469", (48.1305, 11.5701)),
    Stop(-116, "Düsseldorf", "Flingerner Wochenmarkt", "Ackerstraße 113", "40233", (51.2296, 6.8071)),
    Stop(-67, "Bonn", "Münsterplatz", "Sternstraße 20", "53111", (50.7359, 7.1002)),
    Stop(-25, "Berlin", "Markt am Beispielplatz", "Beispielplatz 1", "10999", (52.4990, 13.4180)),
    Stop(0, "Köln", "Ehrenstraße, vor dem Laden", "Ehrenstraße 40", "50672", (50.9389, 6.9410)),
    Stop(12, "Köln", "Köln-Süd, Severinstraße", "Severinstraße 71", "50678", (50.9234, 6.9586)),
    Stop(26, "Kassel", "Hof der alten Weberei", "Erfundene Gasse 8", "34117", (51.3155, 9.4980)),
)
"""Real cities, invented places in them."""


def tour(
    persons: int, seed: int, now: int, guests: Sequence[Known], alias_of: Callable[[str, str], int]
) -> Iterator[Step]:
    """Yield the steps of the tour; one guest in three is a customer whom the house knows."""
    begun = ago(now, 345)
    said = {
        "name": {"de": "Nadel & Faden unterwegs", "en": "Needle & thread on the road"},
        "about": {
            "de": "Der Werkstattbus hält zehnmal im Jahr. Wir flicken, was du mitbringst, "
            "auch von anderen Marken.",
            "en": "The workshop bus stops ten times a year. We mend what you bring, of other brands, too.",
        },
        "who": _WHO,
    }
    yield Step(begun, "tour.create", "tour", said)
    known = iter(guests)
    for number, one in enumerate(STOPS):
        crowd = _Crowd(seed, now, number, one, known, alias_of)
        yield crowd.created(begun + (number + 1) * MINUTE)
        yield from crowd.lived(round(12 * scale(persons)) + 8)


class _Crowd:
    """Writes what happens at one stop."""

    def __init__(
        self,
        seed: int,
        now: int,
        number: int,
        stop: Stop,
        guests: Iterator[Known],
        alias_of: Callable[[str, str], int],
    ) -> None:
        self._rng: random.Random = drawn(seed, f"stop/{number}")
        self._now, self._stop, self._name = now, stop, f"stop/{number}"
        self._guests, self._alias_of = guests, alias_of
        self._opens, self._closes = _hours(now, stop.days)
        self._tailors = _TAILORS[:1] if stop.city == LONG_WAIT[0] else _TAILORS
        self._turn = 0

    def created(self, at: int) -> Step:
        """Return that the stop was written down."""
        one, opens, closes = self._stop, local(self._opens), local(self._closes)
        facts: dict[str, Any] = {
            "tour": "tour", "name": one.name, "street": one.street, "postcode": one.postcode,
            "city": one.city, "country": "DE", "place": one.place, "timezone": "Europe/Berlin",
            "day": opens.date(), "begins": opens.time(), "ends": closes.time(),
            "walk_ins": 60, "mends": _MENDS, "tailors": self._tailors,
            "note": {"de": "Kaffee gibt es auch.", "en": "There is coffee, too."},
        }  # fmt: skip
        return Step(at, "stop.create", self._name, facts)

    def lived(self, many: int) -> Iterator[Step]:
        """Yield bookings, and what happened where it has begun."""
        if self._stop.days > 0:
            yield from self._booked(max(3, many // 3))
            return
        yield Step(self._opens, "stop.set", self._name, {"state": "open"})
        if self._stop.days == 0:
            yield from self._queue()
            return
        yield from self._over(many)
        yield Step(self._closes + MINUTE, "stop.set", self._name, {"state": "closed"})

    def _booked(self, many: int) -> Iterator[Step]:
        slots = (self._closes - self._opens) // (30 * MINUTE)
        for number in range(min(many, 2 * slots)):
            at = ago(self._now, self._rng.uniform(0.1, 9))
            yield Step(at, "ticket.book", f"{self._name}/b{number:03}", self._guest() | {"slot": number // 2})

    def _over(self, many: int) -> Iterator[Step]:
        """Yield a stop that is over: everybody came, waited, and most had something mended."""
        usual = LONG_WAIT[1] if self._stop.city == LONG_WAIT[0] else USUAL_WAIT
        every = (self._closes - self._opens - 100 * MINUTE) // many
        waits = [usual + (0.6 * usual) * (2 * place / (many - 1) - 1) for place in range(many)]
        self._rng.shuffle(waits)
        for number, wait in enumerate(waits):
            name, came = f"{self._name}/w{number:03}", self._opens + number * every + 10 * MINUTE
            yield Step(came, "ticket.draw", name, self._guest() | {"who": _WHO})
            yield from self._served(name, came + round(wait * MINUTE), self._outcome())

    def _served(self, name: str, began: int, outcome: str) -> Iterator[Step]:
        tailor = self._tailors[self._turn % len(self._tailors)]
        self._turn += 1
        yield Step(began - MINUTE // 2, "ticket.move", name, {"action": "call", "who": _WHO})
        yield Step(began, "ticket.move", name, {"action": "start", "who": _WHO, "tailor": tailor})
        ended = began + round(self._rng.lognormvariate(2.5, 0.35) * MINUTE)
        done = {"action": "done", "who": _WHO, "outcome": outcome}
        yield Step(ended, "ticket.move", name, done)

    def _queue(self) -> Iterator[Step]:
        """Yield today: some are done, three things are in work, five people wait, some have booked."""
        passed = max(self._now - self._opens, MINUTE)
        for number in range(8):
            name, came = f"{self._name}/w{number:03}", self._opens + round(passed * number * 0.085)
            yield Step(came, "ticket.draw", name, self._guest() | {"who": _WHO})
            began, ended = came + round(passed * 0.06), came + round(passed * 0.15)
            tailor = self._tailors[number % len(self._tailors)]
            yield Step(began, "ticket.move", name, {"action": "start", "who": _WHO, "tailor": tailor})
            done = {"action": "done", "who": _WHO, "outcome": self._outcome()}
            yield Step(ended, "ticket.move", name, done)
        for number in range(8, 16):
            name = f"{self._name}/w{number:03}"
            came = self._opens + round(passed * (0.78 + 0.02 * (number - 8)))
            yield Step(came, "ticket.draw", name, self._guest() | {"who": _WHO})
            if number < 8 + len(self._tailors):
                tailor = self._tailors[number - 8]
                began = self._opens + round(passed * (0.9 + 0.02 * (number - 8)))
                yield Step(began, "ticket.move", name, {"action": "start", "who": _WHO, "tailor": tailor})

    def _guest(self) -> dict[str, Any]:
        what, reason = self._rng.choice(_THINGS)
        said: dict[str, Any] = {"stop": self._name, "what": what, "reason": reason}
        said["name"] = self._rng.choice(_NAMES)
        if self._rng.random() < 1 / 3 and (one := next(self._guests, None)) is not None:
            said["alias"] = self._alias_of("user", one.person)
        return said

    def _outcome(self) -> str:
        return self._rng.choices(tuple(_OUTCOMES), tuple(_OUTCOMES.values()))[0]


def _hours(now: int, days: int) -> tuple[int, int]:
    """Return when a stop opens and closes: ten to six, and today so that it is open now."""
    if days:
        day = day_of(now + days * DAY)
        return tuple(_at(datetime.combine(day, one, ZONE)) for one in (time(10), time(18)))  # type: ignore[return-value]
    here = local(now)
    opens = max(here - timedelta(hours=3), here.replace(hour=0, minute=0))
    closes = min(here + timedelta(hours=5), here.replace(hour=23, minute=59))
    return _at(opens.replace(second=0, microsecond=0)), _at(closes.replace(second=0, microsecond=0))


def _at(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000
