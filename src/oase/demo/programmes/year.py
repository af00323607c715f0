"""``year``: all that happens in Lindwerk's programmes within a year, as steps, with the truth about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from oase.demo.listening.who import Known, known
from oase.demo.programmes.given_back import take_backs
from oase.demo.programmes.owned import Pool, pool
from oase.demo.programmes.repairs import cases
from oase.demo.programmes.tour import tour
from oase.demo.programmes.truth import scale
from oase.demo.programmes.when import ago, drawn
from oase.programmes.moving_in import Step

__all__ = ["Year", "year"]

_PROPOSED = 14
_READ = 420
_MORE_THINGS = 40


class Year(NamedTuple):
    """A year.

    Attributes
    ----------
    steps : list of Step
    active, known : set of int
        Aliases of those who act themselves, and of all known who take part.
    """

    steps: list[Step]
    active: set[int]
    known: set[int]


def year(persons: int, seed: int, now: int, alias_of: Callable[[str, str], int]) -> Year:
    """Return the year that ends now.

    Parameters
    ----------
    persons, seed : int
        Of the demo.
    now : int
        Microseconds since 1970, UTC.
    alias_of : callable
        Gives the alias of a kind and a value.
    """
    things = pool(persons, seed, now, alias_of)
    mending = list(cases(persons, seed, now, things))
    mended = {
        _item_of(mending, one.thing): one.at
        for one in mending
        if one.verb == "case.close" and one.facts.get("outcome") == "Fixed"
    }
    mended.pop("", None)
    back = list(take_backs(persons, seed, now, things, mended))
    guests = list(known(persons, seed))
    drawn(seed, "guests").shuffle(guests)
    bus = list(tour(persons, seed, now, guests, alias_of))
    others = [*_readers(persons, seed, now, guests[::-1], alias_of), *_proposals(seed, now, guests, alias_of)]
    _more(things, persons)
    steps = [*things.registered(now), *mending, *back, *bus, *others]
    return Year(steps, *_taking_part(steps))


def _item_of(mending: Sequence[Step], case: str) -> str:
    """Return the thing of a case that was opened for one."""
    opened = next((one for one in mending if one.thing == case and one.verb == "case.open"), None)
    return "" if opened is None else str(opened.facts["item"])


def _more(things: Pool, persons: int) -> None:
    """Let some things be known of which nothing is to be told yet."""
    for _ in range(round(_MORE_THINGS * scale(persons))):
        things.take()


def _readers(
    persons: int, seed: int, now: int, guests: Sequence[Known], alias_of: Callable[[str, str], int]
) -> Iterator[Step]:
    """Yield who has read what can be done for a thing, and nothing more."""
    for number, one in enumerate(guests[: round(_READ * scale(persons))]):
        rng = drawn(seed, f"read/{number}")
        facts = {"kind": "repair", "level": "informed", "origin": "page:repair", "country": "DE"}
        facts |= {"alias": alias_of("user", one.person)}
        yield Step(ago(now, rng.uniform(1, 340)), "person.takes_part", f"page:repair:{number}", facts)


def _proposals(
    seed: int, now: int, guests: Sequence[Known], alias_of: Callable[[str, str], int]
) -> Iterator[Step]:
    """Yield who has proposed something that was built: a pattern for patches, a better buckle."""
    for number, one in enumerate(guests[-_PROPOSED:]):
        rng = drawn(seed, f"proposal/{number}")
        facts = {"kind": "repair", "level": "co_creator", "origin": f"proposal:{number}", "country": "DE"}
        facts |= {"alias": alias_of("user", one.person)}
        yield Step(ago(now, rng.uniform(10, 300)), "person.takes_part", f"proposal:{number}", facts)


def _taking_part(steps: Sequence[Step]) -> tuple[set[int], set[int]]:
    """Return who acts herself and who takes part at all: what the steps say, without playing them."""
    of_thing = {one.thing: one.facts.get("alias") for one in steps if one.verb in _OPENS}
    everybody: set[int] = set()
    active: set[int] = set()
    for one in steps:
        alias = one.facts.get("alias") or of_thing.get(one.thing)
        if one.verb == "piece.sell":
            alias = one.facts["alias"]
        if alias is None or not _takes_part(one):
            continue
        everybody.add(alias)
        if one.verb in ("case.report", "back.receive") or one.facts.get("level") == "co_creator":
            active.add(alias)
    return active, everybody


_OPENS = ("case.open", "back.open", "ticket.draw", "ticket.book")


def _takes_part(one: Step) -> bool:
    if one.verb == "ticket.move":
        return one.facts["action"] == "done"
    return one.verb in (
        "case.open", "case.report", "back.open", "back.receive", "piece.sell", "ticket.book",
        "person.takes_part",
    )  # fmt: skip
