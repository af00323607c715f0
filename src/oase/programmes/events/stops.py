"""Stops of a tour: where, when, how many, and what is mended there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.tables import tickets, tour_stops, tours

__all__ = [
    "MINUTE",
    "Stop",
    "StopDraft",
    "StopState",
    "change",
    "coming",
    "create",
    "every",
    "get",
    "set_state",
]

StopState = Literal["planned", "open", "closed", "cancelled"]

MINUTE = 60_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)
_LONGEST = {"name": 120, "street": 120, "postcode": 12, "city": 80}
_MOST_MINUTES, _MOST_IN_SLOT, _MOST_WALK_INS = 240, 50, 1_000


class StopDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a stop.

    Parameters
    ----------
    tour : int
    name, street, postcode, city : str
    country : str
        ISO 3166-1, two letters.
    place : tuple of float
        Latitude and longitude in degrees.
    timezone : str
        IANA name; the clock by which the times below are meant.
    day : date
    begins, ends : time
        On that day, by the clock of the place.
    slot_minutes : int
        Length of a slot that can be booked.
    per_slot : int
        Bookings in one slot; 0 for none at all.
    walk_ins : int
        Numbers for those who come without booking.
    mends : sequence of str
        Reasons of cases that are mended there; empty for all.
    note : mapping of str to str
        What else is to be known, by language.
    """

    tour: int
    name: str
    postcode: str
    city: str
    country: str
    place: tuple[float, float]
    timezone: str
    day: date
    begins: time
    ends: time
    street: str = ""
    slot_minutes: int = 30
    per_slot: int = 2
    walk_ins: int = 40
    mends: Sequence[str] = ()
    note: Mapping[str, str] = {}


class Stop(NamedTuple):
    """A stop as it stands; ``opens``, ``closes`` and ``changed`` in microseconds since 1970, UTC."""

    id: int
    tour: int
    name: str
    street: str
    postcode: str
    city: str
    country: str
    latitude: float
    longitude: float
    timezone: str
    day: date
    opens: int
    closes: int
    slot_minutes: int
    per_slot: int
    walk_ins: int
    mends: list[str]
    note: dict[str, str]
    state: StopState
    changed: int

    def is_coming(self, now: int) -> bool:
        """Whether it takes place and is not over."""
        return self.state in ("planned", "open") and self.closes > now

    @property
    def slots(self) -> range:
        """The moments at which its slots begin; what is left at the end is too short for one."""
        length = self.slot_minutes * MINUTE
        return range(self.opens, self.closes - length + 1, length) if self.per_slot else range(0)

    def told(self, lang: str) -> str:
        """Return the note in a language, or in the one that there is."""
        return self.note.get(lang) or next(iter(self.note.values()), "")


def create(connection: Connection, draft: StopDraft, *, now: int) -> Stop:
    """Write down a stop.

    Raises
    ------
    OptionInvalid
        No such tour, times that do not follow each other, a place or number that cannot be.
    """
    values = _checked(connection, draft)
    row = connection.execute(
        insert(tour_stops).values(**values, state="planned", changed=now).returning(tour_stops)
    ).mappings()
    bump(connection, "programmes")
    return _read(row.one())


def change(connection: Connection, number: int, draft: StopDraft, *, now: int) -> Stop:
    """Say anew what a stop is; what was booked must still fit.

    Raises
    ------
    OptionInvalid
        As in ``create``; somebody has booked a slot that would no longer be there, or more have booked or
        drawn a number than there would be places.
    """
    before = get(connection, number)
    values = _checked(connection, draft)
    connection.execute(update(tour_stops).where(tour_stops.c.id == number).values(**values, changed=now))
    after = get(connection, number)
    _fits(connection, before, after)
    bump(connection, "programmes")
    return after


def set_state(connection: Connection, number: int, state: str, *, now: int) -> Stop:
    """Open or close a stop; to cancel one see ``cancelling.cancel_stop``."""
    if state not in get_args(StopState):
        raise OptionInvalid(
            "A stop has no such state", expected=", ".join(get_args(StopState)), got=state, where="state"
        )
    if get(connection, number).state == "cancelled":
        raise OptionInvalid("The stop was cancelled", expected="one that takes place", got=str(number))
    connection.execute(update(tour_stops).where(tour_stops.c.id == number).values(state=state, changed=now))
    bump(connection, "programmes")
    return get(connection, number)


def get(connection: Connection, number: int) -> Stop:
    """Return a stop.

    Raises
    ------
    OptionInvalid
        There is none of that number.
    """
    row = connection.execute(select(tour_stops).where(tour_stops.c.id == number)).mappings().one_or_none()
    if row is None:
        raise OptionInvalid("There is no such stop", expected="the number of one", got=str(number))
    return _read(row)


def every(connection: Connection, tour: int | None = None) -> list[Stop]:
    """Return all stops, or those of a tour, the earliest first."""
    query = select(tour_stops).order_by(tour_stops.c.opens, tour_stops.c.id)
    if tour is not None:
        query = query.where(tour_stops.c.tour == tour)
    return [_read(row) for row in connection.execute(query).mappings()]


def coming(connection: Connection, now: int) -> list[Stop]:
    """Return what customers may see: stops of live tours that are not over, the soonest first."""
    live = select(tours.c.id).where(tours.c.state == "live")
    query = select(tour_stops).where(tour_stops.c.tour.in_(live), tour_stops.c.closes > now)
    ordered = query.order_by(tour_stops.c.opens, tour_stops.c.id)
    found = [_read(row) for row in connection.execute(ordered).mappings()]
    return [one for one in found if one.is_coming(now) or one.state == "cancelled"]


def _checked(connection: Connection, draft: StopDraft) -> dict[str, Any]:
    if connection.execute(select(tours.c.id).where(tours.c.id == draft.tour)).first() is None:
        raise OptionInvalid("There is no such tour", expected="one of the tours", got=str(draft.tour))
    if not _FIRST <= draft.day <= _LAST:
        got = draft.day.isoformat()
        raise OptionInvalid("That day cannot be", expected=f"{_FIRST} to {_LAST}", got=got, where="day")
    texts = {name: _text(name, getattr(draft, name)) for name in _LONGEST}
    opens, closes = (_moment(draft, at) for at in (draft.begins, draft.ends))
    if closes <= opens:
        raise OptionInvalid(
            "A stop ends after it begins",
            expected=f"later than {draft.begins}",
            got=str(draft.ends),
            where="ends",
        )
    return {
        **texts,
        **_place(draft),
        "tour": draft.tour,
        "timezone": draft.timezone,
        "day": draft.day,
        "opens": opens,
        "closes": closes,
        "slot_minutes": _within("slot_minutes", draft.slot_minutes, 5, _MOST_MINUTES),
        "per_slot": _within("per_slot", draft.per_slot, 0, _MOST_IN_SLOT),
        "walk_ins": _within("walk_ins", draft.walk_ins, 0, _MOST_WALK_INS),
        "mends": msgspec.json.encode(list(draft.mends)).decode(),
        "note": msgspec.json.encode({k: v.strip() for k, v in draft.note.items() if v.strip()}).decode(),
    }


def _text(name: str, told: str) -> str:
    said, most = told.strip(), _LONGEST[name]
    if (not said and name in ("name", "city")) or len(said) > most:
        raise OptionInvalid(
            "A text is missing or too long", expected=f"1 to {most} characters", got=said[:40], where=name
        )
    return said


def _place(draft: StopDraft) -> dict[str, Any]:
    country = draft.country.strip().upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise OptionInvalid(
            "No such country", expected="two letters (ISO 3166-1)", got=country, where="country"
        )
    latitude, longitude = draft.place
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise OptionInvalid(
            "There is no such place", expected="degrees", got=f"{latitude}, {longitude}", where="place"
        )
    return {"country": country, "latitude": latitude, "longitude": longitude}


def _moment(draft: StopDraft, at: time) -> int:
    """Return a wall clock's time in microseconds; of one that comes twice the first."""
    try:
        zone = ZoneInfo(draft.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a part of a name, or a long one
        raise OptionInvalid(
            "No such time zone",
            expected="an IANA name such as Europe/Berlin",
            got=draft.timezone,
            where="timezone",
        ) from error
    return round((datetime.combine(draft.day, at, zone) - _EPOCH).total_seconds()) * 1_000_000


def _within(name: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise OptionInvalid("A number cannot be", expected=f"{least} to {most}", got=str(value), where=name)
    return value


def _fits(connection: Connection, before: Stop, after: Stop) -> None:
    """Let nobody change a stop under those who have booked it."""
    alive = tickets.c.state.not_in(("cancelled", "left"))
    mine = (tickets.c.stop == before.id) & alive
    booked = connection.execute(
        select(tickets.c.slot, func.count()).where(mine, tickets.c.kind == "booking").group_by(tickets.c.slot)
    ).all()
    there = set(after.slots)
    for slot, n in booked:
        if slot not in there or n > after.per_slot:
            raise OptionInvalid(
                "Somebody has booked what would no longer be there",
                expected="times and places that keep every booking",
                got=f"{n} bookings in one slot",
                todo="cancel the bookings first, or make another stop",
            )
    drawn = connection.execute(select(func.count()).where(mine, tickets.c.kind == "walk_in")).scalar_one()
    if drawn > after.walk_ins:
        raise OptionInvalid(
            "More numbers are drawn than there would be", expected=f"{drawn} or more", got=str(after.walk_ins)
        )


def _read(row: Mapping[Any, Any]) -> Stop:
    told = {str(name): value for name, value in row.items()}
    told["mends"] = msgspec.json.decode(told["mends"], type=list[str])
    told["note"] = msgspec.json.decode(told["note"], type=dict[str, str])
    return Stop(**told)
