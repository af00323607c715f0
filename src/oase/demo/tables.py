"""The demo as tables: contacts, answers, and who was invited to answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.demo.calendar import as_utc, last_moment
from oase.demo.diary import Log
from oase.demo.experience import Experience, competitor_felt
from oase.demo.people import AGES, CITIES, CUSTOMERS, PREFERENCES, People
from oase.demo.plan import ASKED, BRAND, CHANNELS, COMPETITORS, TOUCHPOINTS, phase_of
from oase.lake.tables import WORDS
from oase.model import Phase

__all__ = ["ANSWER_COLUMNS", "CONTACT_COLUMNS", "INVITATIONS", "answers", "contacts", "invitations", "summed"]

_MOMENT = pa.timestamp("us", "UTC")
_PEOPLE = [pa.field(name, WORDS) for name in ("age_group", "customer_type", "city", "channel_preference")]

CONTACT_COLUMNS = pa.schema(
    [
        pa.field("person", pa.string()),
        pa.field("at", _MOMENT),
        pa.field("touchpoint", WORDS),
        pa.field("channel", WORDS),
        pa.field("phase", WORDS),
        pa.field("value", pa.float64()),
        *_PEOPLE,
    ]
)
"""Contacts of the demo; ``value`` is the basket in euro, at a purchase only."""

ANSWER_COLUMNS = pa.schema(
    [
        pa.field("person", pa.string()),
        pa.field("at", _MOMENT),
        pa.field("touchpoint", WORDS),
        pa.field("answer", WORDS),
        pa.field("brand", WORDS),
        pa.field("expectation", pa.float64()),
        pa.field("recommend", pa.float64()),
        pa.field("phase", WORDS),
        pa.field("transaction", pa.string()),
        *_PEOPLE,
    ]
)
"""Answers of the demo in long form: missed, met or exceeded, about Lindwerk or a competitor."""

INVITATIONS = pa.schema(
    [
        pa.field("touchpoint", pa.string()),
        pa.field("transactions", pa.int64()),
        pa.field("invited", pa.int64()),
        pa.field("answered", pa.int64()),
    ]
)
"""Denominators: contacts at a touchpoint, invitations to answer, answers."""

_SECOND = 1_000_000
_ANSWER_WORDS = ("missed", "met", "exceeded")
_PHASES = tuple(Phase)
_PHASE_OF = np.array([_PHASES.index(phase_of(name)) for name in TOUCHPOINTS], np.int32)
_PURCHASE = TOUCHPOINTS.index("Kauf")
_EXPECTATION = np.array([asked.expectation for asked in ASKED])
_COMPARED = 0.3
_BRANDS = (BRAND, *COMPETITORS)


def contacts(rng: np.random.Generator, who: People, log: Log, persons: int) -> pa.Table:
    """Return the contacts of the first persons of a block, sorted by person and time."""
    value = np.round(np.exp(rng.normal(4.45, 0.55, len(log.at))), 2)
    inside = np.flatnonzero((log.at < last_moment()) & (log.row < persons))
    order = inside[np.lexsort((log.touchpoint[inside], log.at[inside], log.row[inside]))]
    row, code = log.row[order], log.touchpoint[order]
    return pa.table(
        [
            who.ids().take(pa.array(row)),
            as_utc(log.at[order]),
            _words(code, TOUCHPOINTS),
            _words(log.channel[order], CHANNELS),
            _words(_PHASE_OF[code], _PHASES),
            pa.array(value[order], mask=code != _PURCHASE),
            *_context(who, row),
        ],
        schema=CONTACT_COLUMNS,
    )


def answers(rng: np.random.Generator, who: People, lived: Experience, log: Log, persons: int) -> pa.Table:
    """Return the answers of the first persons of a block, sorted by person and time."""
    row, column = np.nonzero(lived.answers & (log.asked_at > 0))
    at = log.asked_at[row, column] + _delay(rng, len(row))
    felt = lived.felt[row, column]
    recommend = np.where(rng.random(len(row)) < 0.4, _recommend(rng, who.mood[row], felt), np.nan)
    also = np.flatnonzero(rng.random(len(row)) < _COMPARED)
    competitor = rng.integers(0, len(COMPETITORS), len(also))
    other = competitor_felt(rng, who.mood[row[also]], column[also], competitor)
    brand = np.concatenate([np.zeros(len(row), np.int64), competitor + 1])
    row, column = np.concatenate([row, row[also]]), np.concatenate([column, column[also]])
    at = np.concatenate([at, at[also] + 20 * _SECOND])
    felt = np.concatenate([felt, other])
    recommend = np.concatenate([recommend, np.full(len(also), np.nan)])
    expectation = np.clip(np.round(rng.normal(_EXPECTATION[column], 0.9)), 1, 5)
    inside = np.flatnonzero((at < last_moment()) & (row < persons))
    order = inside[np.lexsort((at[inside], row[inside]))]
    ids = who.ids().take(pa.array(row[order]))
    return pa.table(
        [
            ids,
            as_utc(at[order]),
            _words(column[order], TOUCHPOINTS[: len(ASKED)]),
            _words(felt[order] + 1, _ANSWER_WORDS),
            _words(brand[order], _BRANDS),
            pa.array(expectation[order], mask=brand[order] > 0),
            pa.array(recommend[order], mask=np.isnan(recommend[order])),
            _words(_PHASE_OF[column[order]], _PHASES),
            _transaction(who, row[order], column[order]),
            *_context(who, row[order]),
        ],
        schema=ANSWER_COLUMNS,
    )


def invitations(contacts: pa.Table, lived: Experience, log: Log, persons: int) -> pa.Table:
    """Return contacts, invitations and answers per touchpoint asked about."""
    codes = contacts.column("touchpoint").combine_chunks().indices.to_numpy()
    asked = ((log.asked_at > 0) & (log.asked_at < last_moment()))[:persons]
    return pa.table(
        [
            pa.array(TOUCHPOINTS[: len(ASKED)]),
            pa.array(np.bincount(codes, minlength=len(ASKED))[: len(ASKED)]),
            pa.array(asked.sum(axis=0)),
            pa.array((asked & lived.answers[:persons]).sum(axis=0)),
        ],
        schema=INVITATIONS,
    )


def summed(blocks: Sequence[pa.Table]) -> pa.Table:
    """Return the invitations of several blocks, added up per touchpoint."""
    columns = {"touchpoint": blocks[0].column("touchpoint")}
    for name in INVITATIONS.names[1:]:
        columns[name] = pa.array(np.sum([block.column(name).to_numpy() for block in blocks], axis=0))
    return pa.table(columns, schema=INVITATIONS)


def _delay(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Draw how long people take to answer: 25 minutes at least, six hours at most."""
    minutes = np.minimum(25 + np.exp(rng.normal(3.2, 1.0, count)), 360)
    return (minutes * 60).astype(np.int64) * _SECOND


def _recommend(
    rng: np.random.Generator, mood: NDArray[np.float64], felt: NDArray[np.int8]
) -> NDArray[np.float64]:
    return np.clip(np.round(7.4 + 1.1 * mood + 0.8 * felt + rng.normal(0, 1.3, len(mood))), 0, 10)


def _transaction(who: People, row: NDArray[np.int64], column: NDArray[np.int64]) -> pa.Array:
    number = who.number[row] * len(ASKED) + column
    return pa.array(number).cast(pa.string())


def _context(who: People, row: NDArray[np.integer]) -> list[pa.Array]:
    return [
        _words(who.age[row], AGES),
        _words(who.customer[row], CUSTOMERS),
        _words(who.city[row], CITIES),
        _words(who.preference[row], PREFERENCES),
    ]


def _words(codes: NDArray[np.integer], words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words, pa.string()))
