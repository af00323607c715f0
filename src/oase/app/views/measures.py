"""What the board shows of effects: fulfilment before and after each measure that was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select

from oase.app.tasks.task import Arguments, Progress
from oase.app.weights import weighted
from oase.db.schema import touchpoints
from oase.lake import Answers
from oase.service import measures as kept
from oase.service.effects import Measured, Place, Said, effects

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["measures"]


def measures(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return what became of every touchpoint at which a measure was done.

    Returns
    -------
    dict
        ``effects``: fields of ``service.effects.Found``, the latest done first; ``answers``: how many answers
        with a time were looked at.
    """
    del arguments
    progress(0, 2)
    with house.rooms.database.reading() as connection:
        done = [
            Measured(one.id, one.touchpoint, one.done)
            for one in kept.every(connection)
            if one.state == "done" and one.done is not None
        ]
        rows = connection.execute(select(touchpoints.c.name, touchpoints.c.phase, touchpoints.c.channel))
        places = {row.name: Place(row.phase or "", row.channel or "") for row in rows}
    if not done:
        return {"effects": [], "answers": 0}
    progress(1, 2)
    said, names = spoken(weighted(house.rooms, house.answers()))
    found = effects(said, names, places, sorted(done, key=lambda one: -one.done), house.rooms.clock())
    return {"effects": [one._asdict() for one in found], "answers": len(said.at)}


def spoken(answers: Answers) -> tuple[Said, list[str]]:
    """Return the answers about the own brand that tell when, and the touchpoints by number."""
    table = answers.table
    if answers.form != "long" or not {"at", "answer", "touchpoint"} <= set(table.column_names):
        nothing = np.zeros(0, np.int64)
        return Said(nothing, nothing, np.zeros(0), np.zeros(0)), []
    keep = pc.and_(pc.is_valid(table["at"]), pc.is_valid(table["answer"]))
    if "brand" in table.column_names:
        brand = pc.cast(table["brand"], pa.string())
        is_own = pc.equal(brand, pa.scalar(answers.own, pa.string()))
        keep = pc.and_(keep, pc.or_kleene(pc.is_null(brand), is_own))
    if "facet" in table.column_names:
        keep = pc.and_(keep, pc.is_null(table["facet"]))
    names = [name for name in ("touchpoint", "at", "answer", "weight") if name in table.column_names]
    part = table.select(names).filter(keep)
    coded = pc.dictionary_encode(pc.cast(part["touchpoint"], pa.string())).combine_chunks()
    coded = coded if isinstance(coded, pa.DictionaryArray) else coded.chunk(0)
    weight = (
        pc.fill_null(pc.cast(part["weight"], pa.float64()), 1.0).to_numpy()
        if "weight" in names
        else np.ones(len(part))
    )
    said = Said(
        coded.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        part["at"].to_numpy().astype(np.int64),
        part["answer"].to_numpy().astype(np.float64),
        weight,
    )
    return said, coded.dictionary.to_pylist()
