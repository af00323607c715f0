"""What happened with one customer: contacts and answers from log and lake, once each, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.app.rooms import Rooms
from oase.model import Person, Seen, Snapshot

__all__ = ["Event", "Timeline", "timeline_of"]

_NEVER = np.iinfo(np.int64).min
_ANSWER_FIGURES = ("facet", "expectation", "outcome", "recommend", "compared_with", "transaction")


@dataclass(frozen=True, slots=True)
class Event:
    """One contact or answer.

    Parameters
    ----------
    at : int or None
        Microseconds since 1970, UTC; answers may have none.
    touchpoint : str
    channel, phase, brand : str or None
    source : str
    value : float or None
        Worth of a contact.
    answer : int or None
        Of an answer: -1 missed, 0 met, 1 exceeded; None where it did not apply.
    rating : int or None
        As given on its scale.
    attributes : mapping
        All else that was said.
    is_answer : bool
    """

    at: int | None
    touchpoint: str
    channel: str | None
    phase: str | None
    brand: str | None
    source: str
    value: float | None
    answer: int | None
    rating: int | None
    attributes: Mapping[str, Any]
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that happened with one person, of which a part at a time is read into words.

    Parameters
    ----------
    contacts, answers : Arrow tables
        In the lake's columns, in order of time.
    """

    contacts: pa.Table
    answers: pa.Table

    @property
    def first_at(self) -> int | None:
        """When the first contact was."""
        return pc.min(self.contacts["at"]).as_py()

    @property
    def last_at(self) -> int | None:
        """When the last contact was."""
        return pc.max(self.contacts["at"]).as_py()

    @property
    def value(self) -> float | None:
        """What her contacts were worth, None where none of them says."""
        return pc.sum(self.contacts["value"]).as_py()

    def words(self, name: str) -> list[str]:
        """Return the distinct channels or phases, as ``name`` says, of contacts and answers."""
        tables = [table for table in (self.contacts, self.answers) if name in table.column_names]
        found = {word for table in tables for word in table[name].unique().to_pylist() if word is not None}
        return sorted(found)

    def narrowed(self, channel: str | None = None, phase: str | None = None) -> Timeline:
        """Return the part of one channel, one phase; answers belong to no channel."""
        contacts, answers = self.contacts, self.answers
        if channel is not None:
            contacts = contacts.filter(pc.equal(contacts["channel"], channel))
            answers = answers.slice(0, 0)
        if phase is not None:
            contacts = contacts.filter(pc.equal(contacts["phase"], phase))
            answers = answers.filter(pc.equal(answers["phase"], phase))
        return Timeline(contacts, answers)

    def __len__(self) -> int:
        """Return how many contacts and answers there are."""
        return int(self.contacts.num_rows + self.answers.num_rows)

    def events(self, start: int, most: int) -> list[Event]:
        """Return so many of them from a place on, newest first, those without a time last."""
        order = self._newest()[start : start + most]
        is_answer = order >= self.contacts.num_rows
        contacts = iter(self.contacts.take(pa.array(order[~is_answer])).to_pylist())
        answers = self.answers.take(pa.array(order[is_answer] - self.contacts.num_rows)).to_pylist()
        told = iter(answers)
        return [_answer(next(told)) if one else _contact(next(contacts)) for one in is_answer]

    def snapshot(self) -> Snapshot:
        """Return what these contacts add up to, as the snapshots of the warm memory do."""
        if not self.contacts.num_rows:
            return Snapshot()
        last = self.contacts.slice(self.contacts.num_rows - 1).to_pylist()[0]
        at = self.contacts["at"].to_numpy()
        return Snapshot(
            self.contacts.num_rows,
            int(at.min()),
            int(at.max()),
            last["touchpoint"],
            self._seen("phase"),
            self._seen("touchpoint"),
            self.value or 0.0,
        )

    def _seen(self, name: str) -> dict[str, Seen]:
        rows = self.contacts.select([name, "at"])
        plain = rows.set_column(0, name, rows[name].cast(pa.string()))
        held = plain.group_by(name).aggregate([("at", "count"), ("at", "max")]).to_pylist()
        return {row[name]: Seen(row["at_count"], row["at_max"]) for row in held if row[name] is not None}

    def _newest(self) -> NDArray[np.int64]:
        times = [table["at"].fill_null(_NEVER).to_numpy() for table in (self.contacts, self.answers)]
        # what comes later at the same moment is shown first, too
        return np.argsort(np.concatenate(times), kind="stable")[::-1]


def timeline_of(rooms: Rooms, person: Person) -> Timeline:
    """Return what happened with a person, read from the log and from her bucket of the lake."""
    contacts = rooms.store.rows_of(person.aliases, "contacts")
    return Timeline(contacts, rooms.store.rows_of(person.aliases, "answers"))


def _contact(row: Mapping[str, Any]) -> Event:
    return Event(
        at=row["at"],
        touchpoint=row["touchpoint"],
        channel=row["channel"],
        phase=row["phase"],
        brand=row["brand"],
        source=row["source"],
        value=row["value"],
        answer=None,
        rating=None,
        attributes=_decoded(row["attributes"]),
        is_answer=False,
    )


def _answer(row: Mapping[str, Any]) -> Event:
    figures = {name: row[name] for name in _ANSWER_FIGURES if row[name] is not None}
    return Event(
        at=row["at"],
        touchpoint=row["touchpoint"],
        channel=None,
        phase=row["phase"],
        brand=row["brand"],
        source=row["source"],
        value=None,
        answer=row["answer"],
        rating=row["rating"],
        attributes=figures | _decoded(row["attributes"]),
        is_answer=True,
    )


def _decoded(attributes: str | None) -> dict[str, Any]:
    return msgspec.json.decode(attributes, type=dict[str, Any]) if attributes else {}
