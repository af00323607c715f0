"""What some of the invented customers have said to the processing of their data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

__all__ = ["Said", "consents"]

_SHARE = 0.3
_WITHDRAWN = 0.06
_DAYS = 500
_PURPOSES = {
    "analytics": 0.97,
    "email": 0.55,
    "survey": 0.62,
    "personalisation": 0.41,
    "push": 0.22,
    "location": 0.12,
}
_PLACES = (
    ("App, Einwilligungen", "2026-03"),
    ("Kasse, Kundenkarte", "2025-11"),
    ("Website, Banner", "2026-01"),
)
_WITHDRAWN_AT = "App, Einwilligungen"
_WITHOUT_TEXT = 0.08


class Said(NamedTuple):
    """One line of the ledger: who, to what, granted or not, how many days ago, which words, where."""

    person: str
    purpose: str
    is_granted: bool
    days_ago: int
    text: str
    source: str


def consents(persons: int = 20_000, seed: int = 7) -> Iterator[Said]:
    """Yield what three in ten persons of the demo have said; of some the wording was not kept.

    Examples
    --------
    >>> lines = list(consents(200, seed=1))
    >>> lines == list(consents(200, seed=1)), lines[0].purpose
    (True, 'analytics')
    """
    rng = np.random.default_rng([seed, 4])
    for number in np.flatnonzero(rng.random(persons) < _SHARE):
        person = f"K-{number:07}"
        days = int(rng.integers(1, _DAYS))
        source, version = _PLACES[int(rng.integers(len(_PLACES)))]
        text = "" if rng.random() < _WITHOUT_TEXT else f"Fassung {version}"
        for purpose, share in _PURPOSES.items():
            if rng.random() < share:
                yield Said(person, purpose, is_granted=True, days_ago=days, text=text, source=source)
                if rng.random() < _WITHDRAWN:
                    later = int(rng.integers(0, days))
                    yield Said(
                        person, purpose, is_granted=False, days_ago=later, text=text, source=_WITHDRAWN_AT
                    )
