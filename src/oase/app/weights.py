"""Answers of the house's own surveys get their weights: votes of the invited, as many as they stand for.

A passive answer has no known probability. It stays a voice that is read, and is no vote.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.app.capture.sealing import SOURCE, WAY
from oase.app.rooms import Rooms
from oase.experience.weighting import Cell, Weighting, weighting
from oase.lake import Answers
from oase.surveys.drawn import Drawn, Place, answered, drawn

__all__ = ["Weights", "weighted", "weights_of"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How the answers of each touchpoint were weighted, and the weight of each place.

    Parameters
    ----------
    made : dict
        By touchpoint and survey.
    of_place : dict
    """

    made: dict[tuple[str, str], Weighting]
    of_place: dict[Place, float]


def weights_of(connection: Connection, *, touchpoint: str | None = None) -> Weights:
    """Return the weights of the answers to the house's own surveys, from the log of invitations."""
    groups: dict[tuple[str, str], list[Drawn]] = {}
    for one in drawn(connection, touchpoint=touchpoint):
        groups.setdefault((one.place.touchpoint, one.place.survey), []).append(one)
    made: dict[tuple[str, str], Weighting] = {}
    of_place: dict[Place, float] = {}
    for key, rows in groups.items():
        made[key] = weighting([_cell(row) for row in rows])
        of_place.update(zip((row.place for row in rows), made[key].weights.tolist(), strict=True))
    return Weights(made, of_place)


def weighted(rooms: Rooms, answers: Answers) -> Answers:
    """Return the answers with the house's own ones weighted, and without those nobody invited.

    Parameters
    ----------
    rooms : Rooms
    answers : Answers
        In long form, own ones and imported ones.

    Returns
    -------
    Answers
        Own answers to an invitation have the weight of their place (1 on average for each touchpoint, and 1
        where the log no longer holds the invitation); imported ones keep theirs. What was left out stands in
        the notes.
    """
    if WAY not in answers.table.column_names or not len(answers):
        return answers
    own, is_voice = _own(answers.table)
    if not own.any():
        return answers
    weights = _held(answers)
    weights[own] = 1.0
    with rooms.database.reading() as connection:
        found = weights_of(connection)
        _fill(weights, own, answers.table, answered(connection), found.of_place)
    table = _with_weights(answers.table, weights)
    if not is_voice.any():
        return replace(answers, table=table)
    return replace(answers, table=table.filter(pa.array(~is_voice)))


def _own(table: pa.Table) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows are answers to the house's own surveys, and which of these nobody was invited to."""
    way = pc.fill_null(pc.cast(table[WAY], pa.string()), "")
    is_ours = pa.chunked_array([np.ones(table.num_rows, bool)])
    if "source" in table.column_names:
        is_ours = pc.equal(pc.cast(table["source"], pa.string()), SOURCE)
    ours = is_ours.to_numpy().astype(bool)
    voices = ours & pc.equal(way, "passive").to_numpy().astype(bool)
    return voices | (ours & pc.equal(way, "invited").to_numpy().astype(bool)), voices


def _fill(
    weights: NDArray[np.float64],
    own: NDArray[np.bool_],
    table: pa.Table,
    given: Iterable[tuple[str, Place]],
    of_place: dict[Place, float],
) -> None:
    """Write the weight of each own answer that the log knows: by its transaction and its touchpoint."""
    places: dict[Place, int] = {}
    keys: list[str] = []
    numbers = array("q")
    for key, place in given:
        keys.append(_named(key, place.touchpoint))
        numbers.append(places.setdefault(place, len(places)))
    if not keys:
        return
    values = np.array([of_place.get(place, 1.0) for place in places])[np.array(numbers)]
    rows = np.flatnonzero(own)
    part = table.select(["transaction", "touchpoint"]).take(pa.array(rows))
    names = pc.binary_join_element_wise(
        pc.cast(part["transaction"], pa.string()), pc.cast(part["touchpoint"], pa.string()), "\n"
    )
    found = pc.index_in(names, value_set=pa.array(keys, pa.string()))
    place_of = pc.fill_null(found, -1).to_numpy().astype(np.int64)
    known = place_of >= 0
    weights[rows[known]] = values[place_of[known]]


def _named(transaction: str, touchpoint: str) -> str:
    return f"{transaction}\n{touchpoint}"


def _held(answers: Answers) -> NDArray[np.float64]:
    """Return the weights that are there already, 1 where there are none."""
    if "weight" not in answers.table.column_names:
        return np.ones(len(answers))
    column = pc.fill_null(pc.cast(answers.table["weight"], pa.float64()), 1.0)
    return np.array(column.to_numpy(), np.float64)


def _with_weights(table: pa.Table, weights: NDArray[np.float64]) -> pa.Table:
    column = pa.array(weights, pa.float64())
    if "weight" in table.column_names:
        return table.set_column(table.column_names.index("weight"), "weight", column)
    return table.append_column("weight", column)


def _cell(row: Drawn) -> Cell:
    known: dict[str, Any] = msgspec.json.decode(row.place.context, type=dict[str, Any])
    return Cell(known, row.place.share, row.transactions, row.sent, row.answered)
