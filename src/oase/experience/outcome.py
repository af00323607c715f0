"""The outcome Y of every answer: a later contact within the window, or a column told in the same survey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import AnswersUnusable, OptionInvalid, nearest
from oase.experience.persons import Persons
from oase.lake import Contacts
from oase.model import Phase

__all__ = [
    "NEVER",
    "ContactOutcome",
    "Names",
    "Outcome",
    "by_column",
    "by_contact",
    "outcome_names",
    "read_contacts_for",
]

NEVER = np.iinfo(np.int64).max
"""Time of something that did not happen."""

Names: TypeAlias = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Y per answer.

    Parameters
    ----------
    value : float array, shape (rows,)
        nan where the answer has no outcome or cannot be used.
    closes : int64 array or None
        Time from which later answers can no longer matter: the outcome contact or the end of the window.
    is_later : bool
        Whether Y was seen after the answer (evidence B), not told with it.
    is_recommendation : bool
        Whether Y is the willingness to recommend (evidence C).
    is_young : bool array or None
        Answers younger than the window at the end of observation.
    notes : tuple of str
        What of the persons and times did not fit.
    """

    value: NDArray[np.float64]
    closes: NDArray[np.int64] | None = None
    is_later: bool = False
    is_recommendation: bool = False
    is_young: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactOutcome:
    """Outcome contacts of the persons who answered, how many have any contact, and the time observed."""

    person: NDArray[np.int32]
    at: NDArray[np.int64]
    name: NDArray[np.int16]
    names: tuple[str, ...]
    first_at: int
    last_at: int
    persons: int
    persons_seen: int


def outcome_names(
    outcome: Names | Mapping[str, Names], touchpoint: str, phase: Phase | None
) -> tuple[str, ...]:
    """Return the touchpoints that count as outcome of an answer about ``touchpoint``.

    Examples
    --------
    >>> outcome_names({"purchase": "Kauf", "Lieferung": ["Wiederkauf"]}, "Lieferung", Phase.USE)
    ('Wiederkauf',)
    """
    if isinstance(outcome, str):
        return (outcome,)
    if not isinstance(outcome, Mapping):
        return tuple(outcome)
    for key, names in outcome.items():
        if key == touchpoint or (phase is not None and Phase.parse(key) is phase):
            return (names,) if isinstance(names, str) else tuple(names)
    return ()


def read_contacts_for(contacts: Contacts, names: Sequence[str], persons: Persons) -> ContactOutcome:
    """Walk the contacts once and keep the outcome contacts of the persons who answered.

    Raises
    ------
    OptionInvalid
        When no contact has one of the names.
    AnswersUnusable
        When contacts and answers share no person.
    """
    seen: dict[str, None] = {}
    kept: list[tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int16]]] = []
    first_at, last_at = NEVER, -NEVER
    is_seen = np.zeros(len(persons.ids), bool)
    place = {name: i for i, name in enumerate(names)}
    for chunk in contacts.walk(person=True):
        seen.update(dict.fromkeys(chunk.names))
        if not chunk.rows:
            continue
        first_at, last_at = min(first_at, int(chunk.at.min())), max(last_at, int(chunk.at.max()))
        person: pa.Array = chunk.person
        table = np.array([place.get(name, -1) for name in chunk.names], np.int16)
        wanted = table[chunk.touchpoint]
        rows = np.flatnonzero(wanted >= 0)
        firsts = chunk.starts[:-1]
        among = _among(person.take(pa.array(np.concatenate([firsts, rows]))), persons.ids)
        seen_here, codes = among[: len(firsts)], among[len(firsts) :]
        is_seen[seen_here[seen_here >= 0]] = True
        known = codes >= 0
        kept.append((codes[known], chunk.at[rows[known]], wanted[rows[known]]))
    _check_names(names, seen)
    if not is_seen.any():
        raise AnswersUnusable(
            "The contacts and the answers share no person",
            expected="the same identifiers in both",
            got=f"answers from {_some(persons.ids)}",
            todo="name the same person column on both sides, person=…",
        )
    return ContactOutcome(
        np.concatenate([np.empty(0, np.int32), *(codes for codes, _, _ in kept)]),
        np.concatenate([np.empty(0, np.int64), *(at for _, at, _ in kept)]),
        np.concatenate([np.empty(0, np.int16), *(name for _, _, name in kept)]),
        tuple(names),
        first_at,
        last_at,
        len(is_seen),
        int(np.count_nonzero(is_seen)),
    )


def by_contact(
    events: ContactOutcome,
    person: NDArray[np.int32],
    at: NDArray[np.int64],
    wanted: Sequence[tuple[NDArray[np.bool_] | None, tuple[str, ...]]],
    within: int,
) -> Outcome:
    """Return whether an outcome contact followed each answer within the window.

    Answers younger than the window at the last contact, and those whose window ended before the first, have
    no outcome that could be known.

    Parameters
    ----------
    person, at : arrays, shape (rows,)
    wanted : sequence of (mask, names)
        Which rows look for which outcome touchpoints; mask None means all rows.
    within : int
        Microseconds.
    """
    following = np.full(len(at), NEVER, np.int64)
    has_outcome = np.zeros(len(at), bool)
    for mask, names in wanted:
        chosen = np.isin(events.name, [i for i, name in enumerate(events.names) if name in names])
        after = next_after(person, at, events.person[chosen], events.at[chosen])
        rows = slice(None) if mask is None else mask
        following[rows] = after[rows]
        has_outcome[rows] = bool(names)
    is_timed = at != NEVER
    closes = np.minimum(np.where(is_timed, at, 0) + within, np.iinfo(np.int64).max - 1)
    young = is_timed & (at > events.last_at - within) & has_outcome
    value = np.where(following <= closes, 1.0, 0.0)
    before = is_timed & (closes < events.first_at)
    value[young | before | ~is_timed | ~has_outcome] = np.nan
    return Outcome(
        value,
        np.minimum(closes, following),
        is_later=True,
        is_young=young,
        notes=tuple(_fitting(events, int(np.count_nonzero(before)))),
    )


def _fitting(events: ContactOutcome, before: int) -> Iterator[str]:
    """Say who is in no contact, and which answers lie wholly before the first."""
    if events.persons_seen < events.persons:
        lost = events.persons - events.persons_seen
        yield f"{lost:,} of {events.persons:,} persons who answered have no contact: read as no outcome"
    if before:
        yield f"the window of {before:,} answers ended before the first contact: not used"


def by_column(table: pa.Table, column: str) -> Outcome:
    """Return the outcome told in the same survey; of ``recommend``, 9 and 10 count as recommending."""
    values = pc.fill_null(table.column(column).cast(pa.float64()), np.nan).to_numpy()
    if column != "recommend":
        return Outcome(values)
    known = values[~np.isnan(values)]
    if known.size and (known.min() < 0 or known.max() > 10):
        raise AnswersUnusable(
            "The willingness to recommend is out of range",
            expected="0 to 10",
            got=f"{known.min():g} to {known.max():g}",
            where="recommend",
        )
    return Outcome(
        np.where(np.isnan(values), np.nan, (values >= 9).astype(np.float64)), is_recommendation=True
    )


def next_after(
    person: NDArray[np.int32],
    at: NDArray[np.int64],
    event_person: NDArray[np.int32],
    event_at: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the time of each person's first event after each row, `NEVER` where there is none.

    Examples
    --------
    >>> person, at = np.array([0, 0, 1], np.int32), np.array([5, 7, 5])
    >>> next_after(person, at, np.array([0, 0], np.int32), np.array([7, 3])).tolist() == [7, NEVER, NEVER]
    True
    """
    out = np.full(len(at), NEVER, np.int64)
    if not len(event_at):
        return out
    rows = np.flatnonzero(np.isin(person, event_person))
    both_person = np.concatenate([event_person, person[rows]])
    both_at = np.concatenate([event_at, at[rows]])
    is_row = np.arange(len(both_at)) >= len(event_at)
    order = np.lexsort((is_row, both_at, both_person))  # at the same time the event comes first: not after
    place = np.where(is_row[order], len(order), np.arange(len(order)))
    following = np.minimum.accumulate(place[::-1])[::-1]
    there = np.minimum(following, len(order) - 1)
    same = (following < len(order)) & (both_person[order[there]] == both_person[order])
    times = np.where(same, both_at[order[there]], NEVER)
    result = np.empty(len(order), np.int64)
    result[order] = times
    out[rows] = result[len(event_at) :]
    return out


def _among(persons: pa.Array, ids: pa.Array) -> NDArray[np.int32]:
    """Codes of persons among the ids, -1 where unknown; compared as words where the types differ."""
    if persons.type != ids.type:
        both_whole = pa.types.is_integer(persons.type) and pa.types.is_integer(ids.type)
        kind = pa.int64() if both_whole else pa.large_string()
        persons, ids = persons.cast(kind), ids.cast(kind)
    return pc.fill_null(pc.index_in(persons, value_set=ids), -1).to_numpy(zero_copy_only=False)


def _check_names(names: Iterable[str], seen: Iterable[str]) -> None:
    known = list(seen)
    for name in names:
        if name not in known:
            near = nearest(name, known)
            raise OptionInvalid(
                f"No contact has the outcome touchpoint {name!r}",
                expected=f"one of: {', '.join(known[:30])}{' …' if len(known) > 30 else ''}",
                got=name,
                where="outcome",
                todo=f"did you mean {' or '.join(map(repr, near))}?" if near else "name it with outcome=…",
            )


def _some(ids: pa.Array) -> str:
    return (
        ", ".join(map(repr, ids.slice(0, 3).to_pylist())) + (" …" if len(ids) > 3 else "")
        if len(ids)
        else "nobody"
    )
