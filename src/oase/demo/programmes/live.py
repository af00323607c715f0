"""While the demo is served: now and then somebody draws a number at the bus, or opens a case."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from oase.programmes.moving_in import Step

__all__ = ["Came", "came"]

_CASES = (
    ("Regenjacke", "zip", "Der Schieber ist abgerissen."),
    ("Wanderhose", "seam", "Die Naht am Knie ist offen."),
    ("Rucksack", "strap", "Ein Träger löst sich."),
    ("Strickjacke", "hole", "Loch am Ärmel."),
)
_NAMES = ("Mila", "Jonas", "Greta", "Emre", "Lotte", "Ida")


class Came(NamedTuple):
    """Something that comes: after how many seconds, and what."""

    wait_seconds: float
    verb: str
    facts: dict[str, Any]

    def step(self, at: int, thing: str) -> Step:
        """Return it as a step that happens now."""
        return Step(at, self.verb, thing, self.facts)


def came(seed: int, *, every_seconds: float = 75.0) -> Iterator[Came]:
    """Yield what comes, without end; two in three are numbers at today's stop.

    Examples
    --------
    >>> from itertools import islice
    >>> list(islice(came(3), 5)) == list(islice(came(3), 5))
    True
    """
    rng = Random(f"{seed}/programmes/live")  # noqa: S311 - nothing is kept secret by it
    while True:
        wait = round(rng.expovariate(1 / every_seconds), 1)
        what, reason, problem = rng.choice(_CASES)
        if rng.random() < 2 / 3:
            facts: dict[str, Any] = {"stop": "today", "who": "", "what": what, "reason": reason}
            yield Came(wait, "ticket.draw", facts | {"name": rng.choice(_NAMES)})
        else:
            facts = {"way": "store", "what": what, "reason": reason, "problem": problem, "country": "DE"}
            yield Came(wait, "case.open", facts | {"fee_cents": 490})
