"""Lindwerk, an invented outdoor and fashion brand in German cities, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from oase.demo.experience import experience
from oase.demo.people import BLOCK, people
from oase.demo.plan import ASKED, BRAND, COMPETITORS, Planted
from oase.demo.tables import answers, contacts, invitations, summed
from oase.demo.visits import visits
from oase.errors import OptionInvalid

__all__ = ["Lindwerk", "lindwerk", "lindwerk_blocks"]


@dataclass(frozen=True, slots=True)
class Lindwerk:
    """Invented customers, their contacts and answers, and what is true about them.

    Parameters
    ----------
    contacts : Arrow table
        person, at (UTC), touchpoint, channel, phase, value (euro, at a purchase), age_group, customer_type,
        city, channel_preference; sorted by person and time.
    answers : Arrow table
        person, at, touchpoint, answer (missed, met, exceeded), brand, expectation (1 to 5), recommend
        (0 to 10), phase, transaction, and the same four columns of context; sorted by person and time.
    invitations : Arrow table
        touchpoint, transactions, invited, answered.
    truth : tuple of Planted
        What is planted, in the order of the journey.
    own : str
    competitors : tuple of str
    """

    contacts: pa.Table
    answers: pa.Table
    invitations: pa.Table
    truth: tuple[Planted, ...] = tuple(Planted.of(asked) for asked in ASKED)
    own: str = BRAND
    competitors: tuple[str, ...] = COMPETITORS


def lindwerk(persons: int = 20_000, seed: int = 7) -> Lindwerk:
    """Return Lindwerk's customers, contacts and answers of two years, held in memory.

    Parameters
    ----------
    persons : int
        Number of customers; about 20 contacts and 7 answers each.
    seed : int
        The same seed gives the same demo. A person stays the same in a larger or smaller one.

    Raises
    ------
    OptionInvalid
        Fewer than one person, or a negative seed.

    Examples
    --------
    >>> brand = lindwerk(persons=50)
    >>> brand.contacts.select(["person", "touchpoint"]).slice(0, 2).to_pylist()
    [...]
    >>> brand.truth[4].touchpoint, brand.truth[4].state.value
    ('Online-Anprobe', 'magic')
    """
    blocks = list(lindwerk_blocks(persons, seed))
    return Lindwerk(
        pa.concat_tables(block.contacts for block in blocks),
        pa.concat_tables(block.answers for block in blocks),
        summed([block.invitations for block in blocks]),
    )


def lindwerk_blocks(persons: int = 20_000, seed: int = 7) -> Iterator[Lindwerk]:
    """Yield the demo in blocks of 5,000 persons, so that a million needs no more memory than a few thousand.

    Parameters
    ----------
    persons, seed : int
        As in ``lindwerk``.

    Examples
    --------
    >>> sum(block.invitations.num_rows for block in lindwerk_blocks(persons=6_000))
    34
    """
    if persons < 1 or seed < 0:
        raise OptionInvalid(
            "The demo cannot be drawn",
            expected="at least one person and a seed of 0 or more",
            got=f"persons={persons}, seed={seed}",
        )
    return (_block(first, min(BLOCK, persons - first), seed) for first in range(0, persons, BLOCK))


def _block(first: int, persons: int, seed: int) -> Lindwerk:
    rng = np.random.default_rng([seed, first // BLOCK])
    who = people(rng, first)
    lived = experience(rng, who)
    log = visits(rng, who, lived)
    table = contacts(rng, who, log, persons)
    return Lindwerk(table, answers(rng, who, lived, log, persons), invitations(table, lived, log, persons))
