"""From ``Answers`` to voices: columns become codes, rows are ordered by person and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, OptionInvalid, nearest
from oase.experience.coding import MISSING, words_of
from oase.experience.persons import Persons, groups_of, person_codes
from oase.experience.voices import EXCEEDED, MET, MISSED, OWN, SILENT, LongVoices, WideVoices
from oase.lake import Answers
from oase.lake.kernels.moments import Codes
from oase.model import NOT_ANSWERED

__all__ = ["check_competitors", "check_order", "gather"]

_STATES = np.full(256, SILENT, np.uint8)
_STATES[np.array([-1, 0, 1], np.int8).view(np.uint8)] = (MISSED, MET, EXCEEDED)

Rows: TypeAlias = NDArray[np.int64]


def gather(
    answers: Answers,
    *,
    own: str | None,
    competitors: Sequence[str] | None,
    order: Sequence[str] | None,
) -> tuple[WideVoices | LongVoices, pa.Table]:
    """Return answers as codes, and their table in the same order of rows.

    Parameters
    ----------
    own : str or None
        The own brand; rows without a brand are own in any case.
    competitors : sequence of str or None
        Brands to compare with; every other brand when None. Rows of brands not named are not used.
    order : sequence of str or None
        Touchpoints in the order of the journey, all of them.
    """
    table = answers.table
    if answers.form == "wide":
        return _wide(answers, own, competitors), table
    return _long(answers, own, competitors, order)


def _long(
    answers: Answers, own: str | None, competitors: Sequence[str] | None, order: Sequence[str] | None
) -> tuple[LongVoices, pa.Table]:
    table = answers.table
    rows = _order(answers, order, own, competitors)
    if not np.array_equal(rows, np.arange(len(rows))):
        table = table.take(pa.array(rows))
    touchpoint = _codes_of(table.column("touchpoint"), answers.touchpoints)
    state = _states(table, answers)
    brand, brands = _brands(table, own, competitors)
    facet, facets = _facets(table)
    codes, ids, count = person_codes(table)
    at, weight = _times(table), _weights(table)
    group = groups_of(codes, ids, [touchpoint, facet, state, *_content(table, at, weight)])
    key = touchpoint.astype(np.int32) << 16 | facet.astype(np.int32) << 8
    key |= 0 if brand is None else brand.astype(np.int32)
    return (
        LongVoices(
            answers.touchpoints,
            touchpoint,
            state,
            facet,
            Persons(codes, ids, count, group),
            at,
            _ranks(answers.touchpoints, order)[touchpoint],
            weight,
            brand,
            brands,
            facets,
            _places(key, state != SILENT),
        ),
        table,
    )


def _wide(answers: Answers, own: str | None, competitors: Sequence[str] | None) -> WideVoices:
    table = answers.table
    states = [
        _STATES[answers.scale.three_way(_int8(table.column(name))).view(np.uint8)]
        for name in answers.touchpoints
    ]
    brand, brands = _brands(table, own, competitors)
    codes, ids, count = person_codes(table)
    at = _times(table)
    weight = _weights(table)
    group = groups_of(codes, ids, [*states, *_content(table, at, weight)])
    return WideVoices(
        answers.touchpoints, states, Persons(codes, ids, count, group), at, weight, brand, brands
    )


def check_order(order: Sequence[str] | None, touchpoints: Sequence[str]) -> None:
    """Refuse an order that names unknown touchpoints, leaves some out, or names one twice."""
    if order is None:
        return
    for name in order:
        if name not in touchpoints:
            near = nearest(name, touchpoints)
            raise OptionInvalid(
                f"The order names a touchpoint that has no answers: {name!r}",
                expected=", ".join(touchpoints),
                got=name,
                where="order",
                todo=f"did you mean {' or '.join(map(repr, near))}?" if near else "leave it out",
            )
    missing = [name for name in touchpoints if name not in order]
    if missing or len(set(order)) < len(order):
        raise OptionInvalid(
            "The order must name every touchpoint once",
            expected=f"{len(touchpoints)} touchpoints",
            got=f"missing: {', '.join(missing)}" if missing else "a touchpoint twice",
            where="order",
        )


def check_competitors(table: pa.Table, own: str | None, competitors: Sequence[str] | None) -> None:
    """Refuse competitors that no answer is about and none is compared with."""
    if not competitors:
        return
    known: dict[str, None] = {}
    for name in ("brand", "compared_with"):
        if name in table.column_names:
            known.update(dict.fromkeys(words_of(table.column(name))[1]))
    others = [name for name in known if name not in (own, MISSING)]
    unknown = [name for name in competitors if name not in others]
    if unknown:
        near = nearest(unknown[0], others)
        raise OptionInvalid(
            f"No answer is about the competitor {unknown[0]!r}",
            expected=f"one of: {', '.join(others)}"
            if others
            else "a column with the brand, or compared with",
            got=unknown[0],
            where="competitors",
            todo=f"did you mean {near[0]!r}?" if near else "leave it out",
        )


def _states(table: pa.Table, answers: Answers) -> Codes:
    if "answer" in table.column_names:
        return _STATES[_int8(table.column("answer")).view(np.uint8)]
    return _STATES[answers.scale.three_way(_int8(table.column("rating"))).view(np.uint8)]


def _int8(column: pa.ChunkedArray) -> NDArray[np.int8]:
    return pc.fill_null(column.cast(pa.int8()), NOT_ANSWERED).to_numpy()


def _codes_of(column: pa.ChunkedArray, names: Sequence[str]) -> NDArray[np.int16]:
    codes, levels = words_of(column)
    known = {name: place for place, name in enumerate(names)}
    lost = [level for level in levels if level not in known]
    if lost:
        raise AnswersUnusable(
            "Answers name touchpoints that are not in the list",
            expected=", ".join(names),
            got=", ".join(lost),
        )
    return np.array([known[level] for level in levels], np.int16)[codes]


def _brands(
    table: pa.Table, own: str | None, competitors: Sequence[str] | None
) -> tuple[Codes | None, tuple[str | None, ...]]:
    """Code 0 is the own brand, then the competitors; 255 is not used."""
    if "brand" not in table.column_names:
        return None, (own,)
    codes, levels = words_of(table.column("brand"))
    others = [level for level in levels if level not in (own, MISSING)]
    if own is None and MISSING not in levels:
        raise OptionInvalid(
            "It is not said which brand is the own one",
            expected=f"one of: {', '.join(levels)}",
            todo="name it with own=…",
        )
    if own is not None and own not in levels and MISSING not in levels:
        near = nearest(own, levels)
        raise OptionInvalid(
            f"No answer is about the own brand {own!r}",
            expected=f"one of: {', '.join(levels)}",
            got=own,
            where="own",
            todo=f"did you mean {near[0]!r}?" if near else None,
        )
    chosen = list(competitors) if competitors is not None else others
    chosen = [name for name in chosen if name in others]
    codes_by_level = {name: place for place, name in enumerate(chosen, start=1)}
    mapped = [OWN if level in (own, MISSING) else codes_by_level.get(level, 255) for level in levels]
    return np.array(mapped, np.uint8)[codes], (own, *chosen)


def _facets(table: pa.Table) -> tuple[Codes, tuple[str | None, ...]]:
    """Code 0 is overall; it stays first even where only facets were asked."""
    if "facet" not in table.column_names:
        return np.zeros(len(table), np.uint8), (None,)
    codes, levels = words_of(table.column("facet"))
    named = [level for level in levels if level != MISSING]
    mapped = [0 if level == MISSING else 1 + named.index(level) for level in levels]
    return np.array(mapped, np.uint8)[codes], (None, *named)


def _content(
    table: pa.Table, at: NDArray[np.int64] | None, weight: NDArray[np.float64] | None
) -> Iterator[NDArray[Any]]:
    for known in (at, weight):
        if known is not None:
            yield known
    if "outcome" in table.column_names:
        yield pc.fill_null(table.column("outcome").cast(pa.float64()), -1.0).to_numpy()


def _times(table: pa.Table) -> NDArray[np.int64] | None:
    if "at" not in table.column_names or table.column("at").null_count == len(table):
        return None
    return pc.fill_null(table.column("at").cast(pa.int64()), np.iinfo(np.int64).max).to_numpy()


def _weights(table: pa.Table) -> NDArray[np.float64] | None:
    if "weight" not in table.column_names:
        return None
    weight = pc.fill_null(table.column("weight").cast(pa.float64()), 0.0).to_numpy()
    if not np.isfinite(weight).all() or (weight < 0).any() or not (weight > 0).any():
        raise AnswersUnusable(
            "Weights must be numbers of zero or more, some above zero",
            got=f"{float(np.nanmin(weight))} to {float(np.nanmax(weight))}",
            where="weight",
        )
    return weight


def _order(
    answers: Answers, order: Sequence[str] | None, own: str | None, competitors: Sequence[str] | None
) -> Rows:
    """Order of rows by person, time, given order, then what was said, whatever order they came in."""
    table = answers.table
    touchpoint = _codes_of(table.column("touchpoint"), answers.touchpoints)
    brand, _ = _brands(table, own, competitors)
    minor = _ranks(answers.touchpoints, order)[touchpoint].astype(np.int64) << 40
    minor |= touchpoint.astype(np.int64) << 24 | _facets(table)[0].astype(np.int64) << 16
    minor |= _states(table, answers)
    if brand is not None:
        minor |= brand.astype(np.int64) << 8
    at, (codes, *_) = _times(table), person_codes(table)
    return np.lexsort([minor, codes] if at is None else [minor, at, codes])


def _ranks(touchpoints: Sequence[str], order: Sequence[str] | None) -> NDArray[np.int32]:
    """Place of every touchpoint in a given order; all the same without one."""
    if order is None:
        return np.zeros(len(touchpoints), np.int32)
    places = {name: place for place, name in enumerate(order)}
    return np.array([places[name] for name in touchpoints], np.int32)


def _places(key: NDArray[np.int32], heard: NDArray[np.bool_]) -> dict[tuple[int, int, int], Rows]:
    """Rows of every touchpoint, facet and brand, each ascending."""
    rows = np.flatnonzero(heard)
    order = np.argsort(key[rows], kind="stable")
    rows = rows[order]
    ordered = key[rows]
    if not len(rows):
        return {}
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    parts = np.split(rows, starts[1:])
    return {
        (int(k) >> 16, int(k) >> 8 & 255, int(k) & 255): part
        for k, part in zip(ordered[starts], parts, strict=True)
    }
