"""The mapping held against all contacts that are stored, sealed or not; nothing here changes any."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec
import pyarrow.compute as pc
from sqlalchemy import select

from oase.app.rooms import Rooms
from oase.contacts.mapping import (
    FROM_THE_DOOR,
    UNMAPPED,
    Difference,
    Mapping,
    StoredRow,
    dry_run,
    key_channels,
)
from oase.db.schema import jobs

__all__ = [
    "Application",
    "Candidate",
    "Coverage",
    "Unmapped",
    "candidates",
    "coverage",
    "latest_application",
    "proposed_rule",
    "try_mapping",
    "with_rule",
]

Progress = Callable[[int, int | None], None]

_COLUMNS = ["attributes", "source", "touchpoint", "channel", "phase", "value"]


class Candidate(NamedTuple):
    """A touchpoint that no rule knows, named as its event is."""

    touchpoint: str
    contacts: int
    source: str


class Unmapped(NamedTuple):
    """What no rule knows: the call, what it is called there, and as which touchpoint it is kept."""

    kind: str
    called: str
    touchpoint: str
    source: str
    contacts: int


class Coverage(NamedTuple):
    """How many contacts came through the door, and which of them no rule knows, most frequent first."""

    contacts: int
    unmapped: list[Unmapped]


class Application(NamedTuple):
    """A mapping applied to stored contacts: ``changed`` is None while it is under way.

    Parameters
    ----------
    number : int
        Of the job.
    requested, finished : int, int or None
        Microseconds since 1970, UTC.
    changed : int or None
        Contacts that were put elsewhere.
    """

    number: int
    requested: int
    finished: int | None
    changed: int | None


class _Called(msgspec.Struct, frozen=True):
    """What the attributes of a contact say of its call."""

    kind: str | None = msgspec.field(default=None, name="_type")
    called: str | None = msgspec.field(default=None, name="_event")


def try_mapping(rooms: Rooms, mapping: Mapping, progress: Progress | None = None) -> Difference:
    """Return what applying a mapping would change; ``progress`` is told the rows done, and of how many."""
    with rooms.database.reading() as connection:
        channels = key_channels(connection)
    return dry_run(None, mapping, _rows(rooms, progress or _silent), channels)


def coverage(rooms: Rooms, progress: Progress | None = None) -> Coverage:
    """Return what the rules leave open among all contacts that came through the door."""
    tell, total = progress or _silent, rooms.store.counts()["contacts"]
    counts: Counter[tuple[str, str, str, str]] = Counter()
    decode = msgspec.json.Decoder(_Called).decode
    done = from_the_door = 0
    for block in rooms.store.blocks(["attributes", "source", "touchpoint"]):
        came = block.filter(pc.match_substring(block["attributes"], FROM_THE_DOOR))
        from_the_door += len(came)
        unmapped = came.filter(pc.match_substring(came["attributes"], UNMAPPED))
        rows = zip(*(unmapped[name].to_pylist() for name in unmapped.column_names), strict=True)
        for attributes, source, touchpoint in rows:
            said = decode(attributes)
            counts[said.kind or "", said.called or "", touchpoint, source] += 1
        done += len(block)
        tell(done, total)
    found = [Unmapped(*key, contacts) for key, contacts in counts.items()]
    return Coverage(from_the_door, sorted(found, key=lambda one: (-one.contacts, *one[:4])))


def proposed_rule(kind: str, called: str) -> str:
    r"""Return a rule for what no rule knows, as TOML, ready to be edited.

    Examples
    --------
    >>> print(proposed_rule("track", "Tree Planted"))
    [[rule]]
    when = { type = "track", event = "Tree Planted" }
    touchpoint = "Tree Planted"
    """
    field = "event" if kind == "track" else "name"
    name = " ".join("".join(c if c.isprintable() and c not in "{}" else " " for c in called).split())
    return "\n".join(
        (
            "[[rule]]",
            f"when = {{ type = {_quoted(kind)}, {field} = {_quoted(called)} }}",
            f"touchpoint = {_quoted(name or kind.title() or 'Touchpoint')}",
        )
    )


def with_rule(text: str, rule: str) -> tuple[str, int]:
    """Return a mapping's text with a rule at its end, and the line in which the rule begins.

    Where it stands does not matter: it is for what no other rule knows.
    """
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    return f"{before}{rule}\n", before.count("\n") + 1


def latest_application(rooms: Rooms) -> Application | None:
    """Return when the mapping was last applied to stored contacts, and what came of it; None for never."""
    column = jobs.c
    query = select(column.id, column.requested, column.finished, column.result)
    with rooms.database.reading() as connection:
        row = connection.execute(
            query.where(column.kind == "remap").order_by(column.id.desc()).limit(1)
        ).first()
    if row is None:
        return None
    changed = json.loads(row.result or "{}").get("contacts") if row.finished is not None else None
    return Application(row.id, row.requested, row.finished, changed)


def candidates(rooms: Rooms) -> list[Candidate]:
    """Return the touchpoints that no rule knew when they came or were last mapped, most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for block in rooms.store.blocks(["attributes", "source", "touchpoint"]):
        unmapped = block.filter(pc.match_substring(block["attributes"], UNMAPPED))
        counts.update(zip(unmapped["touchpoint"].to_pylist(), unmapped["source"].to_pylist(), strict=True))
    found = [Candidate(touchpoint, contacts, source) for (touchpoint, source), contacts in counts.items()]
    return sorted(found, key=lambda one: (-one.contacts, one.touchpoint, one.source))


def _rows(rooms: Rooms, tell: Progress) -> Iterator[StoredRow]:
    done, total = 0, rooms.store.counts()["contacts"]
    for block in rooms.store.blocks(_COLUMNS):
        done += len(block)
        tell(done, total)
        rows = zip(*(block[name].to_pylist() for name in _COLUMNS), strict=True)
        for attributes, source, touchpoint, channel, phase, value in rows:
            if attributes is not None:
                yield StoredRow(attributes, source, touchpoint, channel, phase, value)


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _silent(_done: int, _total: int | None) -> None:
    return None
