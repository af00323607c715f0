"""Take-backs of the demo: parcels and visits through all states, second hand, and where things ended."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

from oase.demo.programmes.owned import Pool, address_of
from oase.demo.programmes.truth import scale
from oase.demo.programmes.when import DAY, HOUR, ago, drawn
from oase.demo.shop import STORES
from oase.programmes.moving_in import Step

__all__ = ["take_backs"]

_WHO: Final = "Rosa Winkelmann"
_STATES: Final = (("complete", 130), ("processed", 8), ("received", 12), ("shipped", 10), ("requested", 12),
                  ("cancelled", 8))  # fmt: skip
_OTHERS: Final = (("jacket", "Regenjacke"), ("trousers", "Jeans"), ("knit", "Pullover"), ("bag", "Rucksack"),
                  ("top", "T-Shirt"), ("shoe", "Wanderschuhe"), ("kids", "Kinderjacke"))  # fmt: skip
_CATEGORY: Final = {"jacket": "jacket", "trousers": "trousers", "dress": "dress", "top": "top",
                    "shoe": "shoe", "bag": "bag"}  # fmt: skip
_WHOLE: Final = {"wear": "hardly", "holes": "none", "stains": "none", "parts": "whole", "smell": "none",
                 "clean": "yes"}  # fmt: skip
_SAID: Final = {
    "A": _WHOLE,
    "B": _WHOLE | {"wear": "visible"},
    "C": _WHOLE | {"wear": "visible", "parts": "missing"},
    "D": _WHOLE | {"wear": "strong"},
}
_REFUSED: Final = ("Nass und verschimmelt, nicht mehr zu verwenden.", "Unterwäsche nehmen wir nicht zurück.")
_PARTNERS: Final = {
    "reuse": "Kleiderkammer am Beispielplatz",
    "fibre": "Faserwerk Erfunden GmbH",
    "downcycling": "Putzlappen Nimmer & Co.",
    "energy": "Kraftwerk Musterhafen",
}


def take_backs(persons: int, seed: int, now: int, pool: Pool, mended: Mapping[str, int]) -> Iterator[Step]:
    """Yield the steps of all take-backs.

    Parameters
    ----------
    persons, seed, now : int
    pool : Pool
    mended : mapping
        Things whose repair has ended, with the moment; some of them come back when they are worn out.
    """
    worn = dict(mended)
    for state, many in _STATES:
        for number in range(max(1, round(many * scale(persons)))):
            name = f"back/{state}/{number}"
            yield from _Parcel(seed, now, name, state, pool, worn).lived()


class _Parcel:
    """Writes what happens to one parcel."""

    def __init__(self, seed: int, now: int, name: str, state: str, pool: Pool, worn: dict[str, int]) -> None:
        self._rng: random.Random = drawn(seed, name)
        self._now, self._name, self._state, self._pool = now, name, state, pool
        self._owner = pool.take(60.0)
        self._address = address_of(seed, self._owner.person)
        days = self._rng.uniform(28, 300) if state == "complete" else self._rng.uniform(2, 12)
        self._at = ago(now, min(days, self._owner.days - 2))
        self._mended = self._worn_out(worn)
        self._grades: list[str] = []

    def _worn_out(self, worn: dict[str, int]) -> str:
        """Return a thing that was mended some time ago and comes back now, each once; empty for none."""
        before = [thing for thing, ended in worn.items() if ended < self._at - 20 * DAY]
        if self._state != "complete" or not before or self._rng.random() < 0.85:
            return ""
        del worn[before[0]]
        return before[0]

    def lived(self) -> Iterator[Step]:
        """Yield all steps up to the state in which it stands."""
        way = self._rng.choices(("post", "store"), (7, 3))[0] if self._state != "shipped" else "post"
        pieces = list(self._pieces())
        facts: dict[str, Any] = {
            "pieces": pieces, "way": way, "alias": self._owner.alias, "country": "DE", **self._address,
            "credit": self._rng.choices(("money", "donation", "voucher"), (50, 20, 30))[0],
            "place": STORES[0].code if way == "store" else "",
        }  # fmt: skip
        yield Step(self._at, "back.open", self._name, facts)
        if self._state == "requested":
            return
        if self._state == "cancelled":
            yield self._after(0.6, "back.cancel")
            return
        if way == "post":
            yield self._after(0.4, "back.ship", parcel=f"LW{self._rng.randrange(10**9):09}")
        if self._state == "shipped":
            return
        yield self._after(0.7, "back.receive")
        if self._state == "received":
            return
        yield from self._looked_at(pieces)
        yield self._after(0.1, "back.process")
        if self._state == "complete":
            yield self._after(1, "back.complete", who=_WHO)
            yield from self._went_on()

    def _after(self, days: float, verb: str, thing: str = "", **facts: Any) -> Step:
        self._at = min(self._at + round(days * self._rng.uniform(0.7, 1.3) * DAY), self._now - HOUR // 2)
        return Step(self._at, verb, thing or self._name, facts)

    def _pieces(self) -> Iterator[dict[str, Any]]:
        for place in range(self._rng.choices((1, 2, 3, 4), (5, 4, 2, 1))[0]):
            grade = self._rng.choices(("A", "B", "C", "D"), (22, 40, 20, 18))[0]
            said: dict[str, Any] = {"said": _SAID[grade]}
            thing = self._pool.taken[self._mended] if place == 0 and self._mended else self._owner
            if place == 0:
                said |= {"category": _CATEGORY.get(thing.garment, "accessory"), "what": thing.what}
                said |= {"gtin": thing.gtin, "serial": thing.serial}
            else:
                category, what = self._rng.choice(_OTHERS)
                brand = "" if self._rng.random() < 0.4 else "Andere Marke"
                said |= {"category": category, "what": what, "brand": brand}
            self._grades.append(grade)
            yield said

    def _looked_at(self, pieces: list[dict[str, Any]]) -> Iterator[Step]:
        for place, said in enumerate(pieces):
            facts: dict[str, Any] = {"who": _WHO}
            if place and self._rng.random() < 0.08:
                facts["refused"] = self._rng.choice(_REFUSED)
                self._grades[place] = "refused"
            else:
                worse = {"A": "B", "B": "C", "C": "D"}.get(self._grades[place], "D")
                grade = worse if self._rng.random() < 0.18 else self._grades[place]
                grams = self._rng.randint(180, 950) if self._rng.random() < 0.9 else None
                facts |= {"grade": grade, "grams": grams}
                self._grades[place] = grade
            del said
            yield self._after(0.05, "piece.look", f"{self._name}/{place}", **facts)

    def _went_on(self) -> Iterator[Step]:
        """Yield what became of each piece that was taken."""
        ended = self._at
        for place, grade in enumerate(self._grades):
            self._at, piece = ended, f"{self._name}/{place}"
            drawn_ = self._rng.random()
            if grade in ("A", "B") and drawn_ < 0.85:
                yield from self._sold(piece, grade)
            elif grade == "C" and drawn_ < 0.6:
                yield self._went(piece, "reuse")
            elif grade == "D":
                yield self._went(piece, self._rng.choices(("fibre", "downcycling", "energy"), (6, 5, 1))[0])

    def _went(self, piece: str, kind: str) -> Step:
        return self._after(9, "piece.went", piece, kind=kind, partner=_PARTNERS[kind], who=_WHO)

    def _sold(self, piece: str, grade: str) -> Iterator[Step]:
        cents = self._rng.randint(22, 60) * 100 + (1_500 if grade == "A" else 0)
        store = self._rng.choice(("", STORES[0].code))
        yield self._after(2, "piece.offer", piece, cents=cents, who=_WHO, store=store)
        drawn_ = self._rng.random()
        if drawn_ < 0.62:
            alias = self._pool.somebody(self._rng, self._owner.alias)
            yield self._after(9, "piece.sell", piece, cents=cents, who=_WHO, alias=alias)
        elif drawn_ < 0.68:
            yield self._after(1, "piece.reserve", piece)
