"""The board: small measures with an owner and a due hour, every change kept and undone in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from oase.contacts.calendar import Calendar
from oase.db.schema import touchpoints
from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.tables import measure_changes, measures

__all__ = [
    "HOUR",
    "LONGEST",
    "Board",
    "Change",
    "Draft",
    "Measure",
    "SameDay",
    "board",
    "change",
    "changes",
    "create",
    "drop",
    "every",
    "finish",
    "forget",
    "get",
    "of_origin",
    "of_touchpoint",
    "reopen",
    "same_day",
    "undo",
]

HOUR = 3_600_000_000
LONGEST = 2_000
"""Characters of a text at most; a title has 200."""

_LONGEST_LINE = 200
_LONGEST_DUE = 366 * 24 * HOUR
_ORIGINS = ("message", "answer", "question")

State = Literal["open", "done", "dropped"]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a measure by whoever writes it down.

    Parameters
    ----------
    touchpoint : str
        One that the house knows.
    title : str
        What is done.
    due : int
        Until when, microseconds since 1970, UTC.
    owner : str
        Who sees to it.
    said : str
        What the customer said.
    origin : str
        ``message:12``, ``answer:34``, ``question:5``; empty where nobody said anything.
    aim : str
        Which state of the touchpoint it should change, and to which, such as ``pain>neutral``.
    resolution : int or None
        The resolution that it carries out.
    cents : int or None
        What it costs.
    """

    touchpoint: str
    title: str
    due: int
    owner: str = ""
    said: str = ""
    origin: str = ""
    aim: str = ""
    resolution: int | None = None
    cents: int | None = None


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure as it stands; fields as in ``Draft``, and since when, until when and how it went."""

    id: int
    touchpoint: str
    title: str
    said: str
    origin: str
    owner: str
    created: int
    due: int
    done: int | None
    state: State
    aim: str
    resolution: int | None
    cents: int | None


class Change(NamedTuple):
    """One change of a measure: what it was before and after; before is empty where it was new."""

    id: int
    measure: int
    at: int
    who: str
    before: dict[str, Any]
    after: dict[str, Any]


class Board(NamedTuple):
    """Measures by what they need: ``overdue`` and ``due_today`` by due time, ``later``, ``done`` lately."""

    later: list[Measure]
    due_today: list[Measure]
    overdue: list[Measure]
    done: list[Measure]


class SameDay(NamedTuple):
    """How many of so many measures were done on the day on which they were written down."""

    done: int
    of: int

    @property
    def share(self) -> float | None:
        """The share; None of none."""
        return self.done / self.of if self.of else None


def create(connection: Connection, draft: Draft, *, who: str, now: int) -> Measure:
    """Put a measure on the board.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    draft : Draft
    who : str
        Name of who does it.
    now : int

    Raises
    ------
    OptionInvalid
        No such touchpoint, no title, too long, due in the past or later than in a year.
    """
    values = _checked(connection, draft)
    if not now <= draft.due <= now + _LONGEST_DUE:
        raise OptionInvalid(
            "A measure is due within a year from now",
            expected="a moment ahead",
            got=str(draft.due),
            todo="give the hours within which it is due",
        )
    row = connection.execute(
        insert(measures).values(**values, created=now, done=None, state="open").returning(measures)
    ).one()
    made = _read(row)
    _note(connection, made.id, {}, made, who, now)
    return made


def change(connection: Connection, number: int, draft: Draft, *, who: str, now: int) -> Measure:
    """Say anew what a measure is; its origin and the time it was written down stay.

    Raises
    ------
    OptionInvalid
        No such measure, or as in ``create``.
    """
    before = get(connection, number)
    values = _checked(connection, msgspec.structs.replace(draft, origin=before.origin))
    if not before.created <= draft.due <= now + _LONGEST_DUE:
        raise OptionInvalid(
            "A measure is due after it was written down, and within a year",
            expected="a moment after it was written down",
            got=str(draft.due),
        )
    return _set(connection, before, values, who, now)


def finish(connection: Connection, number: int, *, who: str, now: int) -> Measure:
    """Say that a measure is done; one that is done stays as it is."""
    before = get(connection, number)
    if before.state == "done":
        return before
    return _set(connection, before, {"state": "done", "done": now}, who, now)


def drop(connection: Connection, number: int, *, who: str, now: int) -> Measure:
    """Take a measure off the board without doing it; it stays in the history."""
    before = get(connection, number)
    return _set(connection, before, {"state": "dropped", "done": None}, who, now)


def reopen(connection: Connection, number: int, *, who: str, now: int) -> Measure:
    """Put a measure that was done or dropped back on the board."""
    before = get(connection, number)
    return _set(connection, before, {"state": "open", "done": None}, who, now)


def undo(connection: Connection, number: int, change_id: int, *, who: str, now: int) -> Measure:
    """Take the latest change of a measure back; that is a change, too, and can be taken back.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    number : int
        Of the measure.
    change_id : int
        The change that was seen as the latest, so that nobody takes back what he has not seen.
    who : str
    now : int

    Raises
    ------
    OptionInvalid
        Somebody has changed it since, or it was only written down: then it is dropped, not undone.
    """
    current = get(connection, number)
    last = changes(connection, number)[0]
    if last.id != change_id:
        raise OptionInvalid(
            "The measure was changed since",
            expected=f"its latest change, {last.id}",
            got=str(change_id),
            todo="look at it again",
        )
    if not last.before:
        raise OptionInvalid(
            "The measure was written down and not changed since",
            expected="a measure with a change",
            got=str(number),
            todo="drop it instead",
        )
    values = {name: value for name, value in last.before.items() if name not in ("id", "created")}
    return _set(connection, current, values, who, now)


def get(connection: Connection, number: int) -> Measure:
    """Return a measure.

    Raises
    ------
    OptionInvalid
        There is none of that number.
    """
    row = connection.execute(select(measures).where(measures.c.id == number)).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such measure", expected="the number of one", got=str(number))
    return _read(row)


def every(connection: Connection, *, done_since: int | None = None) -> list[Measure]:
    """Return all measures, earliest due first; of done and dropped ones only those written or done since."""
    query = select(measures).order_by(measures.c.due, measures.c.id)
    if done_since is not None:
        lately = (measures.c.done >= done_since) | (measures.c.created >= done_since)
        query = query.where((measures.c.state == "open") | lately)
    return [_read(row) for row in connection.execute(query)]


def of_touchpoint(connection: Connection, touchpoint: str) -> list[Measure]:
    """Return the measures at a touchpoint, newest first."""
    mine = select(measures).where(measures.c.touchpoint == touchpoint).order_by(measures.c.id.desc())
    return [_read(row) for row in connection.execute(mine)]


def of_origin(connection: Connection, origin: str) -> list[Measure]:
    """Return the measures that were made of what a customer said (``message:12``), newest first."""
    mine = select(measures).where(measures.c.origin == origin).order_by(measures.c.id.desc())
    return [_read(row) for row in connection.execute(mine)]


def changes(connection: Connection, number: int) -> list[Change]:
    """Return every change of a measure, the newest first."""
    mine = select(measure_changes).where(measure_changes.c.measure == number)
    return [
        Change(
            row.id,
            row.measure,
            row.at,
            row.who,
            msgspec.json.decode(row.before, type=dict[str, Any]),
            msgspec.json.decode(row.after, type=dict[str, Any]),
        )
        for row in connection.execute(mine.order_by(measure_changes.c.id.desc()))
    ]


def forget(connection: Connection, origins: Iterable[str]) -> int:
    """Take a customer's words out of measures and their history, as when she is erased; return how many.

    The measure itself stays: what was done about it is the company's.
    """
    gone = 0
    for row in connection.execute(select(measures).where(measures.c.origin.in_(list(origins)))).all():
        connection.execute(update(measures).where(measures.c.id == row.id).values(said="", origin=""))
        for one in changes(connection, row.id):
            blank = [
                msgspec.json.encode({**told, "said": "", "origin": ""} if told else {}).decode()
                for told in (one.before, one.after)
            ]
            mine = update(measure_changes).where(measure_changes.c.id == one.id)
            connection.execute(mine.values(before=blank[0], after=blank[1]))
        gone += 1
    if gone:
        bump(connection, "service")
    return gone


def board(rows: Iterable[Measure], now: int, timezone: str) -> Board:
    """Sort measures by what they need now; dropped ones are left out, done ones stand newest first.

    Examples
    --------
    >>> soon = Measure(id=1, touchpoint="Kasse", title="Schild", said="", origin="", owner="", created=0,
    ...     due=2 * HOUR, done=None, state="open", aim="", resolution=None, cents=None)
    >>> [len(part) for part in board([soon], HOUR, "UTC")]
    [0, 1, 0, 0]
    >>> [len(part) for part in board([soon], 3 * HOUR, "UTC")]
    [0, 0, 1, 0]
    """
    calendar, found = Calendar(timezone), Board([], [], [], [])
    today = calendar.day_of(now)
    for one in sorted(rows, key=lambda measure: (measure.due, measure.id)):
        if one.state == "done":
            found.done.append(one)
        elif one.state == "open" and one.due < now:
            found.overdue.append(one)
        elif one.state == "open":
            (found.due_today if calendar.day_of(one.due) == today else found.later).append(one)
    found.done.sort(key=lambda measure: (-(measure.done or 0), -measure.id))
    return found


def same_day(rows: Iterable[Measure], days: range, timezone: str) -> SameDay:
    """Return how many of the measures written down on some days were done on the same day.

    Dropped ones are left out. On the day that is not over, what is still open counts as not done.

    Parameters
    ----------
    rows : iterable of Measure
    days : range
        Days since 1970 in the zone.
    timezone : str

    Examples
    --------
    >>> same_day([], range(1), "UTC")
    SameDay(done=0, of=0)
    """
    calendar = Calendar(timezone)
    asked = [one for one in rows if one.state != "dropped" and calendar.day_of(one.created) in days]
    done = sum(
        one.done is not None and calendar.day_of(one.done) == calendar.day_of(one.created) for one in asked
    )
    return SameDay(done, len(asked))


def _checked(connection: Connection, draft: Draft) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.structs.asdict(draft)
    lines = ("touchpoint", "title", "owner", "aim", "origin")
    for name in (*lines, "said"):
        values[name] = _text(values[name], name, _LONGEST_LINE if name in lines else LONGEST)
    for name in ("touchpoint", "title"):
        if not values[name]:
            raise OptionInvalid(f"A measure has a {name}", expected="some words", got="nothing", where=name)
    if values["origin"] and not _is_origin(values["origin"]):
        raise OptionInvalid(
            "A measure comes from a message, an answer or a question",
            expected="message:12, answer:34, question:5 or nothing",
            got=values["origin"],
            where="origin",
        )
    if values["cents"] is not None and not 0 <= values["cents"] < 10**15:
        raise OptionInvalid(
            "A cost is not below nothing", expected="cents", got=str(values["cents"]), where="cents"
        )
    known = select(touchpoints.c.name).where(touchpoints.c.name == values["touchpoint"])
    if connection.execute(known).first() is None:
        raise OptionInvalid(
            "There is no such touchpoint",
            expected="one of the inventory",
            got=values["touchpoint"],
            where="touchpoint",
        )
    return values


def _is_origin(origin: str) -> bool:
    kind, _, number = origin.partition(":")
    return kind in _ORIGINS and number.isascii() and number.isdigit() and len(number) <= 18


def _text(text: str, name: str, longest: int) -> str:
    said = text.strip()
    if len(said) > longest:
        raise OptionInvalid(
            f"The {name} is too long",
            expected=f"at most {longest:,} characters",
            got=f"{len(said):,}",
            where=name,
        )
    return said


def _set(connection: Connection, before: Measure, values: Mapping[str, Any], who: str, now: int) -> Measure:
    row = connection.execute(
        update(measures).where(measures.c.id == before.id).values(**values).returning(measures)
    ).one()
    after = _read(row)
    if after != before:
        _note(connection, before.id, msgspec.to_builtins(before), after, who, now)
    return after


def _note(
    connection: Connection, number: int, before: Mapping[str, Any], after: Measure, who: str, now: int
) -> None:
    told: Sequence[bytes] = (msgspec.json.encode(before), msgspec.json.encode(after))
    connection.execute(
        insert(measure_changes).values(
            measure=number, at=now, who=who, before=told[0].decode(), after=told[1].decode()
        )
    )
    bump(connection, "service")


def _read(row: Any) -> Measure:
    return Measure(**{name: getattr(row, name) for name in Measure.__struct_fields__})
