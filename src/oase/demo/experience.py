"""What the invented people live through: where they go, how it compares with what they expected, who buys."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from oase.demo.people import CUSTOMERS, PREFERENCES, People
from oase.demo.plan import ASKED, Asked
from oase.model import Phase

__all__ = ["AFTER_PURCHASE", "Experience", "competitor_felt", "experience"]

AFTER_PURCHASE = np.array([asked.phase.rank >= Phase.PURCHASE.rank for asked in ASKED])
"""Touchpoints whose outcome is the repurchase."""

_COLUMN = {asked.name: column for column, asked in enumerate(ASKED)}
_REWARD = np.array([asked.reward for asked in ASKED], np.float32)
_PENALTY = np.array([asked.penalty for asked in ASKED], np.float32)
_HALO = np.array([asked.halo for asked in ASKED], np.float32)
_LIFT = 1.3
_FIRST_BASE, _FIRST_CUSTOMER = 0.12, np.array([0.0, 0.03, 0.22])
_AGAIN_BASE, _AGAIN_CUSTOMER = 0.17, np.array([0.0, 0.0, 0.06])
_AGE = np.array([-0.03, 0.0, 0.04, 0.02])
_LOYAL_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Experience:
    """Experiences of the people of a block; matrices are persons × touchpoints asked about.

    Parameters
    ----------
    visited : bool matrix
    felt : int8 matrix
        -1 missed, 0 met, 1 exceeded; only meaningful where visited.
    answers : bool matrix
        Would answer when asked: extreme experiences answer more often.
    buys : bool array
        Buys at the end of the search.
    buys_again : bool array
        Buys again within the weeks of use.
    """

    visited: NDArray[np.bool_]
    felt: NDArray[np.int8]
    answers: NDArray[np.bool_]
    buys: NDArray[np.bool_]
    buys_again: NDArray[np.bool_]


def experience(rng: np.random.Generator, who: People) -> Experience:
    """Draw what happens to the people of a block."""
    visited = _visited(rng, who)
    felt = _felt(rng, who, visited)
    effect = (_REWARD * (felt == 1) + _PENALTY * (felt == -1)) * visited
    first = (
        _FIRST_BASE + _FIRST_CUSTOMER[who.customer] + _AGE[who.age] + effect[:, ~AFTER_PURCHASE].sum(axis=1)
    )
    again = _AGAIN_BASE + _AGAIN_CUSTOMER[who.customer] + effect[:, AFTER_PURCHASE].sum(axis=1)
    return Experience(
        visited,
        felt,
        _answers(rng, who, felt),
        rng.random(len(who)) < first.clip(0.01, 0.97),
        rng.random(len(who)) < again.clip(0.01, 0.97),
    )


def competitor_felt(
    rng: np.random.Generator, mood: NDArray[np.float64], column: NDArray[np.int64], brand: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Return how the same touchpoint of a competitor compared with expectation.

    Parameters
    ----------
    rng : numpy Generator
    mood : float64 array
        Mood of the person of each answer.
    column, brand : int64 arrays
        Touchpoint and competitor of each answer.
    """
    fulfilment = np.array(
        [[asked.exceeded - asked.missed - lead for lead in asked.leads] for asked in ASKED]
    ).clip(-0.55, 0.55)
    high = np.vectorize(_above)((0.6 + fulfilment) / 2)
    low = -np.vectorize(_above)((0.6 - fulfilment) / 2)
    z = _HALO[column] * mood + np.sqrt(1 - _HALO[column] ** 2) * rng.normal(size=len(mood))
    return (z > high[column, brand]).astype(np.int8) - (z < low[column, brand]).astype(np.int8)


def _visited(rng: np.random.Generator, who: People) -> NDArray[np.bool_]:
    """Draw who touches what: the shop for those who like it, and fewer the further the search goes."""
    share = np.tile(np.array([asked.visited for asked in ASKED], np.float32), (len(who), 1))
    likes_shop = who.preference == PREFERENCES.index("Laden")
    likes_online = who.preference == PREFERENCES.index("online")
    for name in ("Schaufenster", "Beratung im Laden", "Wartezeit Umkleide"):
        share[:, _COLUMN[name]] *= np.where(likes_online, 0.85, np.where(likes_shop, 1.3, 1.0))
    share[:, _COLUMN["Lieferung am Wunschtag"]] *= np.where(likes_shop, 0.5, 1.0)
    visited = rng.random(share.shape, np.float32) < share
    stays = np.cumprod(rng.random((len(who), 3), np.float32) > np.array([0.05, 0.04, 0.03]), axis=1) > 0
    visited[:, _columns("Passform-Ansicht App", "Online-Anprobe", "Chat am Sonntag")] &= stays[:, :1]
    visited[:, _columns("Beratung im Laden", "Wartezeit Umkleide")] &= stays[:, 1:2]
    visited[:, _columns("Bewertungen anderer")] &= stays[:, 2:]
    return visited


def _felt(rng: np.random.Generator, who: People, visited: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Draw missed, met, exceeded from a common mood and the touchpoint's own luck."""
    own = rng.normal(size=visited.shape).astype(np.float32)
    z = _HALO * who.mood.astype(np.float32)[:, None] + np.sqrt(1 - _HALO**2) * own
    high = np.array([_above(asked.exceeded) for asked in ASKED], np.float32)
    low = np.array([-_above(asked.missed) for asked in ASKED], np.float32)
    felt = (z > high).astype(np.int8) - (z < low)
    confounded = _COLUMN["Bewertungen anderer"]
    felt[:, confounded] = _felt_by_loyalty(z[:, confounded], who, ASKED[confounded])
    source, target = _COLUMN["Newsletter"], _COLUMN["Online-Anprobe"]
    lift = np.where(
        visited[:, source], felt[:, source] - (ASKED[source].exceeded - ASKED[source].missed), 0.0
    )
    lifted = (z[:, target] + _LIFT * lift) / (1 + _LIFT**2 * np.var(lift)) ** 0.5
    felt[:, target] = (lifted > high[target]).astype(np.int8) - (lifted < low[target])
    return felt


def _felt_by_loyalty(z: NDArray[np.floating], who: People, asked: Asked) -> NDArray[np.int8]:
    """Loyal customers like it better; over all customers the planted shares hold."""
    loyal = who.customer == CUSTOMERS.index("Stammkunde")
    gap = 0.40
    exceeded = [asked.exceeded - gap * _LOYAL_SHARE, asked.exceeded + gap * (1 - _LOYAL_SHARE)]
    missed = [asked.missed + 0.1 * _LOYAL_SHARE, asked.missed - 0.1 * (1 - _LOYAL_SHARE)]
    high = np.array([_above(share) for share in exceeded])[loyal.astype(int)]
    low = np.array([-_above(share) for share in missed])[loyal.astype(int)]
    return (z > high).astype(np.int8) - (z < low).astype(np.int8)


def _answers(rng: np.random.Generator, who: People, felt: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Draw who would answer: the delighted and the annoyed sooner, the young less often."""
    share = np.array([asked.answered for asked in ASKED], np.float32)
    share = share * np.where(felt == 0, np.float32(0.9), np.float32(1.0))
    share = share * np.where(who.age == 0, np.float32(0.96), np.float32(1.0))[:, None]
    return rng.random(felt.shape, np.float32) < share


def _above(share: float) -> float:
    """Return the standard normal value that is exceeded with this probability."""
    return NormalDist().inv_cdf(1 - share)


def _columns(*names: str) -> list[int]:
    return [_COLUMN[name] for name in names]
