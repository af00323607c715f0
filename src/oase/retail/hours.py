"""When a shop is open: OpenStreetMap's ``opening_hours`` with the holidays of its state.

A day is open as it is written; the wall clock of the shop counts. Where the text says nothing about public
holidays (``PH``), a shop is taken to be closed on them, unless a rule for that very date says otherwise. A
time that the clock shows twice counts when it comes first; one that it leaves out is the moment it changes.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from opening_hours import (
    OpeningHours,
    ParserError,  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
    State,
)

from oase.errors import OptionInvalid
from oase.retail.articles import Store

__all__ = ["UNKNOWN", "Hours", "Opening", "check_hours"]

_DAY = timedelta(days=1)
_AHEAD = 31
"""Days in which the next change is looked for."""

_KEPT = 90
"""Days kept in memory; then it begins anew."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SUNDAY = 6
_RULES = re.compile(r'((?:"[^"]*"|[^";])*)(?:;|$)')
_PARTS = re.compile(r'("[^"]*")')
_PUBLIC = re.compile(r"\bPH\b")
_SCHOOL = re.compile(r"\bSH\b")
_DATED = re.compile(r"^\s*(?:\d{4}\b|week\b|easter\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)")

Span = tuple[int, int]
"""From and until, microseconds since 1970, UTC."""

Local = tuple[datetime, datetime]
"""From and until on the clock of the shop."""


class Opening(NamedTuple):
    """Whether a shop is open at a moment.

    Parameters
    ----------
    is_open : bool
    closes : int or None
        When it closes next, microseconds since 1970, UTC; None where it is closed, or open for weeks on end.
    opens : int or None
        When it opens next; None where it is open, or closed for weeks on end.
    why : str
        ``open``, or why it is closed: ``sunday``, ``holiday:<name>``, ``special`` (an exception for this
        date), ``night`` (outside the hours of a day on which it opens), ``day`` (a weekday on which it never
        opens), ``unknown`` (nothing usable is written of its hours).
    """

    is_open: bool
    closes: int | None
    opens: int | None
    why: str


UNKNOWN = Opening(False, None, None, "unknown")  # noqa: FBT003
"""What is said of a shop whose hours nobody knows: better closed than sending somebody before a shut door."""


class _Day(NamedTuple):
    spans: tuple[Span, ...]
    holiday: str


class Hours:
    """The opening hours of one shop.

    Parameters
    ----------
    store : Store

    Raises
    ------
    OptionInvalid
        Hours, zone, country or subdivision cannot be understood.

    Examples
    --------
    >>> hours = Hours(Store(code="K1", name="", subdivision="NW", hours="Mo-Sa 10:00-20:00; PH off"))
    >>> hours.opening(1_793_527_200_000_000).why  # Sunday, 1 November 2026, All Saints' Day
    'holiday:Allerheiligen'
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._zone = _zone(store)
        self._holidays = _calendar(store, None)
        self._text = _with_holidays(store)
        self._usual = _parsed(_usual(self._text) or "off", store)
        self._parsed: dict[str, OpeningHours] = {}
        self._days: dict[date, _Day] = {}
        self._last: tuple[int, int, Opening] | None = None
        self._expression("Mo")  # so that what only fails on a holiday fails now

    def opening(self, at: int) -> Opening:
        """Return whether the shop is open, until when or from when on, and why it is closed.

        Parameters
        ----------
        at : int
            Microseconds since 1970, UTC.
        """
        last = self._last
        if last is not None and last[0] <= at < last[1]:
            return last[2]
        since, until, opening = self._found(at)
        self._last = (since, until, opening)
        return opening

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return from when until when the shop is open on a day of its own calendar."""
        return self._day(day).spans

    def holiday(self, day: date, lang: str = "") -> str:
        """Return the name of a day's public holiday, empty where it is none; in the country's own language.

        A language costs a calendar of its own at each call; without one the answer is at hand.
        """
        if not lang:
            return self._day(day).holiday
        return _calendar(self._store, lang).get(day) or ""

    def _found(self, at: int) -> tuple[int, int, Opening]:
        """Return the answer at a moment, and from when until when it stays the same."""
        today = (_EPOCH + timedelta(microseconds=at)).astimezone(self._zone).date()
        starts, ends = self._utc(_midnight(today)), self._utc(_midnight(today + _DAY))
        for since, until in self._day(today).spans:
            if since <= at < until:
                return since, until, Opening(True, self._closes(today, until), None, "open")  # noqa: FBT003
            if until <= at:
                starts = max(starts, until)
            else:
                ends = min(ends, since)
        why = self._why(today, at)
        # the reason may change within a closed stretch: it is asked anew each quarter of an hour
        quarter = at - at % 900_000_000
        starts, ends = max(starts, quarter), min(ends, quarter + 900_000_000)
        return starts, ends, Opening(False, None, self._opens(today, at), why)  # noqa: FBT003

    def _closes(self, today: date, until: int) -> int | None:
        for ahead in range(1, _AHEAD):
            day = today + ahead * _DAY
            if until != self._utc(_midnight(day)):
                return until
            spans = self._day(day).spans
            if not spans or spans[0][0] != until:
                return until
            until = spans[0][1]
        return None

    def _opens(self, today: date, at: int) -> int | None:
        for ahead in range(_AHEAD):
            for since, _ in self._day(today + ahead * _DAY).spans:
                if since > at:
                    return since
        return None

    def _why(self, today: date, at: int) -> str:
        day = self._day(today)
        local = (_EPOCH + timedelta(microseconds=at)).astimezone(self._zone).replace(tzinfo=None)
        is_usual = self._usual.is_open(local)
        if day.holiday and (is_usual or not day.spans):
            return f"holiday:{day.holiday}"
        if is_usual:
            return "special"
        if day.spans or _opens_that_day(self._usual, today):
            return "night"
        return "sunday" if today.weekday() == _SUNDAY else "day"

    def _day(self, day: date) -> _Day:
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _KEPT:
                self._days = {}
            found = self._days[day] = _Day(self._spans(day), self._holidays.get(day) or "")
        return found

    def _spans(self, day: date) -> tuple[Span, ...]:
        local = self._open(day, [day])
        if day in self._holidays or day - _DAY in self._holidays:
            local = self._with_night(day, local)
        found: list[Span] = []
        for since, until in local:
            span = self._utc(since), self._utc(until)
            if found and found[-1][1] == span[0]:  # two rules that meet
                found.append((found.pop()[0], span[1]))
            elif span[0] < span[1]:  # all but one that lies within the hour that the clock leaves out
                found.append(span)
        return tuple(found)

    def _with_night(self, day: date, local: list[Local]) -> list[Local]:
        """Return the hours of a day where a night belongs to the evening before, whichever is the holiday."""
        midnight = _midnight(day)
        evening, nights = self._open(day - _DAY, [day - _DAY]), self._open(day, [])
        usual = self._open(day - _DAY, [])
        is_through = bool(usual) and usual[-1][1] == midnight  # else the day itself begins at midnight
        is_short = bool(nights) and nights[0][0] == midnight and nights[0][1] <= midnight + _DAY / 2
        has_night = is_through and is_short
        if not has_night:  # one longer than a morning is no night but a house that is open round the clock
            return local
        without = [span for span in local if span != nights[0]]
        is_open = bool(evening) and evening[-1][1] == midnight
        return [nights[0], *(span for span in without if span[0] >= nights[0][1])] if is_open else without

    def _open(self, day: date, kept: list[date]) -> list[Local]:
        """Return when it is open on a day by its own clock, where of all holidays only some are kept."""
        weekdays = ",".join(_WEEKDAYS[one.weekday()] for one in kept if one in self._holidays)
        parts = self._expression(weekdays).intervals(_midnight(day), _midnight(day + _DAY))
        return [(since, until) for since, until, state, _ in parts if state == State.OPEN]

    def _expression(self, weekdays: str) -> OpeningHours:
        """Return the hours with weekdays in place of ``PH``; for none of them no day is a holiday."""
        found = self._parsed.get(weekdays)
        if found is None:
            text = _outside_quotes(self._text, _PUBLIC, weekdays) if weekdays else self._text
            found = self._parsed[weekdays] = _parsed(text, self._store)
        return found

    def _utc(self, local: datetime) -> int:
        first = local.replace(tzinfo=self._zone, fold=0).astimezone(UTC)
        if first.astimezone(self._zone).replace(tzinfo=None) == local:
            return (first - _EPOCH) // timedelta(microseconds=1)
        before, after = local.replace(tzinfo=self._zone, fold=1).astimezone(UTC), first
        offset = after.astimezone(self._zone).utcoffset()
        while after - before > timedelta(seconds=1):  # the clock leaves this hour out: when does it change?
            middle = before + (after - before) // 2
            if middle.astimezone(self._zone).utcoffset() == offset:
                after = middle
            else:
                before = middle
        return round((after - _EPOCH).total_seconds() / 60) * 60_000_000


def check_hours(store: Store) -> None:
    """Raise where hours, zone, country or subdivision of a store cannot be understood.

    Raises
    ------
    OptionInvalid
    """
    Hours(store)


def _opens_that_day(expression: OpeningHours, day: date) -> bool:
    parts = expression.intervals(_midnight(day), _midnight(day + _DAY))
    return any(state == State.OPEN for _, _, state, _ in parts)


def _zone(store: Store) -> ZoneInfo:
    try:
        return ZoneInfo(store.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OptionInvalid(
            "There is no such time zone",
            expected="an IANA name such as Europe/Berlin",
            got=repr(store.timezone),
            where=f"store {store.code}",
        ) from error


def _calendar(store: Store, lang: str | None) -> holidays.HolidayBase:
    known = holidays.list_supported_countries()
    if store.country not in known:
        raise OptionInvalid(
            "The holidays of this country are not known",
            expected="two letters of ISO 3166-1, such as DE",
            got=repr(store.country),
            where=f"store {store.code}",
        )
    if store.subdivision and store.subdivision not in known[store.country]:
        raise OptionInvalid(
            "The holidays of this part of the country are not known",
            expected=", ".join(known[store.country]) or "nothing",
            got=repr(store.subdivision),
            where=f"store {store.code}",
        )
    languages = holidays.list_localized_countries().get(store.country, [])
    # without a language the names would follow the environment of the process
    wanted = next((one for one in languages if lang and one.startswith(lang)), None)
    own = getattr(holidays, store.country).default_language
    return holidays.country_holidays(store.country, subdiv=store.subdivision or None, language=wanted or own)


def _with_holidays(store: Store) -> str:
    """Return the hours as written; closed on public holidays where they say nothing of them."""
    text = store.hours.strip()
    if _outside_quotes(text, _SCHOOL, "") != text:
        raise OptionInvalid(
            "School holidays are not understood",
            expected="opening hours without SH, such as: Mo-Sa 10:00-20:00; PH off",
            got=repr(text),
            where=f"store {store.code}",
        )
    _parsed(text, store)
    if text == "24/7" or _outside_quotes(text, _PUBLIC, "") != text:
        return text
    rules = _rules(text)
    dated = next((place for place, rule in enumerate(rules) if _DATED.match(rule)), len(rules))
    return "; ".join([*rules[:dated], "PH off", *rules[dated:]])


def _usual(text: str) -> str:
    """Return the rules that hold every week: without dates and without holidays."""
    rules = (rule for rule in _rules(text) if not _DATED.match(rule))
    kept = (_outside_quotes(rule, re.compile(r"\s*,?\s*\bPH\b\s*,?\s*"), " ").strip() for rule in rules)
    return "; ".join(rule for rule in kept if rule not in ("off", "closed"))


def _rules(text: str) -> list[str]:
    return [rule.strip() for rule in _RULES.findall(text) if rule.strip()]


def _outside_quotes(text: str, pattern: re.Pattern[str], other: str) -> str:
    parts = _PARTS.split(text)
    return "".join(part if part.startswith('"') else pattern.sub(other, part) for part in parts)


def _parsed(text: str, store: Store) -> OpeningHours:
    try:
        return OpeningHours(text)
    except ParserError as error:
        raise OptionInvalid(
            "These opening hours cannot be understood",
            expected="OpenStreetMap's opening_hours, such as: Mo-Sa 10:00-20:00; PH off; Dec 24 09:00-14:00",
            got=repr(store.hours),
            where=f"store {store.code}",
            todo=str(error).splitlines()[-1].strip(" =") if str(error).strip() else None,
        ) from error


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # on the shop's own clock
