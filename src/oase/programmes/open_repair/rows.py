"""One row of a file becomes a record or a count, or a refusal that names line and field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from oase.contacts.masking import mask
from oase.programmes.open_repair.countries import is_alpha_3
from oase.programmes.open_repair.record import BARRIERS, CATEGORIES, STATUSES, TEXTILE, Count, Record, Status

__all__ = ["Refused", "RowRefused", "count_of", "handles_masked", "record_of"]

_LONGEST, _LONGEST_PROBLEM, _LONGEST_SHOWN = 300, 20_000, 80
_ID = re.compile(r"[^\s\x00-\x1f]{1,200}")
_PUBLISHED_ID = re.compile(r"[a-z]+-[0-9]+")
_AGE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_HANDLE = re.compile(r"(?<![\w@.])@(?=\w*[^\WA-Z0-9_])\w{3,}")
_TOO_WORN_OUT = "Too worn out"
_OLDEST_YEAR, _OLDEST_EVENT = 1800, date(1990, 1, 1)
_MOST_AGE, _MOST_TOTAL = 300, 10**9


class Refused(NamedTuple):
    """A row that was not taken: where it stands, what is wrong with which field."""

    line: int
    field: str
    what: str
    expected: str
    got: str


class RowRefused(Exception):
    """A row cannot be taken."""

    def __init__(self, field: str, what: str, expected: str, got: str) -> None:
        super().__init__(what)
        self.field, self.what, self.expected, self.got = field, what, expected, got

    def at(self, line: int) -> Refused:
        """Return the refusal with its line."""
        return Refused(line, self.field, self.what, self.expected, self.got[:_LONGEST_SHOWN])


def record_of(row: Mapping[str, str], today: date, odd: Counter[str]) -> Record:
    """Return the record of a row.

    Parameters
    ----------
    row : mapping
        By column of the standard.
    today : date
        No event is later than the day after.
    odd : Counter
        Counts what deviates from the published schema and is taken all the same: ``id_pattern`` (such as
        rcwales_3), ``worn_out`` ("Too worn out"), ``unknown_brand``, ``at_sign`` (problem texts with "@"),
        ``masked`` (problem texts from which something personal was taken).

    Raises
    ------
    RowRefused
    """
    status = _one_of(row, "repair_status", STATUSES)
    event = _day(row, "event_date", today)
    category, number = _category(row)
    return Record(
        id=_id(row, odd),
        data_provider=_text(row, "data_provider", is_needed=True),
        country=_country(row),
        partner_product_category=_text(row, "partner_product_category", is_needed=True),
        product_category=category,
        product_category_id=number,
        brand=_brand(row, odd),
        year_of_manufacture=_year(row, event),
        product_age=_age(row),
        repair_status=status,
        repair_barrier=_barrier(row, status, odd),
        group_identifier=_text(row, "group_identifier"),
        event_date=event.isoformat(),
        record_date=_record_date(row, today),
        problem=_problem(row, odd),
        textile={name: told for name in TEXTILE if (told := _masked(_text(row, name)))},
    )


def count_of(row: Mapping[str, str]) -> Count:
    """Return the count of a row of a summary.

    Raises
    ------
    RowRefused
    """
    total = row.get("total", "").strip()
    if not (total.isascii() and total.isdigit() and len(total) < 10 and int(total) < _MOST_TOTAL):
        raise RowRefused("total", "That is no number of repairs", "a whole number", total)
    status = _one_of(row, "repair_status", STATUSES)
    provider = _text(row, "data_provider", is_needed=True)
    return Count(provider, _text(row, "product_category", is_needed=True), status, int(total))


def handles_masked(text: str) -> str:
    """Return a text without names of accounts; an @ before a space or a shortening is left.

    Examples
    --------
    >>> handles_masked("ask @anna_k, no signal @VHF, repaired @ the bus")
    'ask [handle], no signal @VHF, repaired @ the bus'
    """
    return _HANDLE.sub("[handle]", text)


def _masked(text: str) -> str:
    return handles_masked(mask(text)) if text else ""


def _problem(row: Mapping[str, str], odd: Counter[str]) -> str:
    text = _text(row, "problem", longest=_LONGEST_PROBLEM)
    odd["at_sign"] += "@" in text
    shown = _masked(text)
    odd["masked"] += shown != text
    return shown


def _id(row: Mapping[str, str], odd: Counter[str]) -> str:
    told = row.get("id", "").strip()
    if not _ID.fullmatch(told):
        raise RowRefused("id", "That is no id", "letters and digits without spaces, such as rcwales_3", told)
    odd["id_pattern"] += _PUBLISHED_ID.fullmatch(told) is None
    return told


def _text(row: Mapping[str, str], field: str, *, is_needed: bool = False, longest: int = _LONGEST) -> str:
    told = row.get(field, "").strip()
    if is_needed and not told:
        raise RowRefused(field, f"There is no {field}", "some words", "nothing")
    if len(told) > longest:
        raise RowRefused(field, "That is too long", f"at most {longest:,} characters", f"{len(told):,}")
    if "\x00" in told:
        raise RowRefused(field, "A text holds the sign of nothing (NUL)", "readable text", repr(told))
    return told


def _one_of(row: Mapping[str, str], field: str, values: tuple[Status, ...]) -> Status:
    told = row.get(field, "").strip()
    for one in values:
        if one == told:
            return one
    raise RowRefused(field, f"There is no such {field}", ", ".join(values), told)


def _country(row: Mapping[str, str]) -> str:
    told = row.get("country", "").strip()
    if not is_alpha_3(told):
        raise RowRefused("country", "That is no country", "three letters of ISO 3166-1, such as DEU", told)
    return told


def _category(row: Mapping[str, str]) -> tuple[str, int | None]:
    name, told = _text(row, "product_category"), row.get("product_category_id", "").strip()
    if not told:
        return name, None
    field = "product_category_id"
    number = int(told) if told.isascii() and told.isdigit() and len(told) <= 2 else 0
    if not 1 <= number <= len(CATEGORIES):
        raise RowRefused(field, "There is no such category", f"1 to {len(CATEGORIES)}", told)
    if name and name != CATEGORIES[number - 1]:
        expected = f"{CATEGORIES[number - 1]} ({number})"
        raise RowRefused(field, "Category and its id do not fit", expected, f"{name} ({told})")
    return CATEGORIES[number - 1], number


def _brand(row: Mapping[str, str], odd: Counter[str]) -> str:
    told = _text(row, "brand")
    if told.casefold() == "unknown":
        odd["unknown_brand"] += 1
        return ""
    return told


def _year(row: Mapping[str, str], event: date) -> str:
    told = row.get("year_of_manufacture", "").strip()
    if not told:
        return ""
    is_year = told.isascii() and told.isdigit() and len(told) == 4
    if not (is_year and _OLDEST_YEAR <= int(told) <= event.year):
        expected = f"{_OLDEST_YEAR} to {event.year}, the year of the repair"
        raise RowRefused("year_of_manufacture", "Nothing repaired then was made in that year", expected, told)
    return told


def _age(row: Mapping[str, str]) -> float | None:
    told = row.get("product_age", "").strip()
    if not told:
        return None
    if not _AGE.fullmatch(told) or float(told) > _MOST_AGE:
        expected = f"years from 0 to {_MOST_AGE}, such as 7 or 7.5"
        raise RowRefused("product_age", "That is no age", expected, told)
    return float(told)


def _barrier(row: Mapping[str, str], status: Status, odd: Counter[str]) -> str:
    field = "repair_barrier_if_end_of_life"
    told = row.get(field, "").strip()
    if told == _TOO_WORN_OUT:
        odd["worn_out"] += 1
        told = BARRIERS[-1]
    if told and told not in BARRIERS:
        raise RowRefused(field, "There is no such barrier", ", ".join(BARRIERS), told)
    if told and status != "End of life":
        expected = "nothing unless the status is End of life"
        raise RowRefused(field, "Only what was not repaired has a barrier", expected, f"{told} ({status})")
    return told


def _day(row: Mapping[str, str], field: str, today: date) -> date:
    told = row.get(field, "").strip()
    try:
        day = date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise RowRefused(field, "That is no day", "YYYY-MM-DD, such as 2025-06-07", told)
    if not _OLDEST_EVENT <= day <= today + timedelta(days=1):
        expected = f"{_OLDEST_EVENT} to {today}"
        raise RowRefused(field, "The day is out of range", expected, told)
    return day


def _record_date(row: Mapping[str, str], today: date) -> str:
    told = row.get("record_date", "").strip()
    if not told:
        return ""
    if len(told) > 10 and told[10] in "T ":  # some note the time as well
        return _day({"record_date": told[:10]}, "record_date", today).isoformat()
    return _day(row, "record_date", today).isoformat()
