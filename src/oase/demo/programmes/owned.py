"""Things that customers of the demo own: what they have bought, each with a serial number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from oase.demo.collection import COLLECTION
from oase.demo.listening.who import known
from oase.demo.programmes.when import ago, day_of, drawn
from oase.demo.shop import gtin_of, wanted
from oase.programmes.moving_in import Step

__all__ = ["Owned", "Pool", "address_of", "by_gtin", "pool"]

_OLD_ENOUGH = 75
_FIRST = ("Mila", "Jonas", "Ayşe", "Till", "Greta", "Emre", "Lotte", "Paul", "Ida", "Karim", "Hanne", "Oskar")
_LAST = ("Probst", "Erfunden", "Nimmer", "Heidekamp", "Birkholz", "Sandmann", "Wellweg", "Moorfeld")
_STREETS = ("Musterweg", "Am Beispiel", "Erfundene Gasse", "Nirgendstraße")
_CITIES = (
    ("50672", "Köln"), ("50678", "Köln"), ("53111", "Bonn"), ("40233", "Düsseldorf"), ("22765", "Hamburg"),
    ("04275", "Leipzig"), ("80469", "München"), ("28203", "Bremen"),
)  # fmt: skip


class Owned(NamedTuple):
    """One thing: its name among the steps, whose it is, and since how many days."""

    name: str
    gtin: str
    serial: str
    what: str
    garment: str
    alias: int
    person: str
    days: float


class Pool:
    """Gives out things and persons, each once as long as there are others.

    Parameters
    ----------
    things : list of Owned
    """

    def __init__(self, things: list[Owned]) -> None:
        self._things = things
        self._next = 0
        self.taken: dict[str, Owned] = {}

    def take(self, least_days: float = 0.0, most_days: float = 10_000.0) -> Owned:
        """Return the next thing that was bought so many days ago; any old one where there is none left."""
        for turn in range(len(self._things)):
            one = self._things[(self._next + turn) % len(self._things)]
            if least_days <= one.days <= most_days and one.name not in self.taken:
                self._next += turn + 1
                self.taken[one.name] = one
                return one
        if most_days < max(one.days for one in self._things):
            return self.take(least_days)
        oldest = max(self._things, key=lambda one: one.days)
        number = len(self.taken)
        again = oldest._replace(name=f"{oldest.name}/{number}", serial=f"{oldest.serial}-{number}")
        self.taken[again.name] = again
        return again

    def somebody(self, rng: Random, but: int) -> int | None:
        """Return who buys something second hand: somebody else, one time in four nobody knows who."""
        one = rng.choice(self._things)
        return None if rng.random() < 1 / 4 or one.alias == but else one.alias

    def registered(self, now: int) -> Iterator[Step]:
        """Yield that each thing given out was registered when it was bought."""
        for one in self.taken.values():
            at = ago(now, one.days)
            facts = {"gtin": one.gtin, "serial": one.serial, "country": "DE", "sold": day_of(at)}
            yield Step(at, "item.register", one.name, facts | {"source": "shop", "alias": one.alias})


def pool(persons: int, seed: int, now: int, alias_of: Callable[[str, str], int]) -> Pool:
    """Return the purchases of known customers, in an order drawn from the seed."""
    del now
    names = by_gtin()
    who = {one.person for one in known(persons, seed)}
    bought = [one for one in wanted(persons, seed) if one.event == "Order Completed" and one.person in who]
    drawn(seed, "pool").shuffle(bought)
    seen: set[str] = set()
    things: list[Owned] = []
    for one in bought:
        if one.person in seen or one.days_ago < _OLD_ENOUGH:
            continue
        seen.add(one.person)
        what, garment = names[one.gtin[:8]]
        serial = f"LW-{one.person[2:]}"
        alias = alias_of("user", one.person)
        things.append(
            Owned(f"item/{one.person}", one.gtin, serial, what, garment, alias, one.person, one.days_ago)
        )
    if not things:  # of very few persons nobody has bought early enough
        one = next(known(persons, seed))
        what, garment = names[gtin_of("P-300")[:8]]
        alias = alias_of("user", one.person)
        things.append(
            Owned(f"item/{one.person}", gtin_of("P-300"), "LW-1", what, garment, alias, one.person, 290)
        )
    return Pool(things)


def by_gtin() -> dict[str, tuple[str, str]]:
    """Return name and class of garment by the part of the bar code that names the product."""
    return {gtin_of(one.id)[:8]: (one.german, one.garment or "other") for one in COLLECTION}


def address_of(seed: int, name: str) -> dict[str, str]:
    """Return who somebody says she is and where she lives: all of it invented."""
    rng = drawn(seed, f"address/{name}")
    postcode, city = rng.choice(_CITIES)
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    mail = f"{first}.{last}.{rng.randrange(10**6)}@example.org".lower().replace("ş", "s")
    street = f"{rng.choice(_STREETS)} {rng.randint(1, 99)}"
    return {"name": f"{first} {last}", "email": mail, "street": street, "postcode": postcode, "city": city}
