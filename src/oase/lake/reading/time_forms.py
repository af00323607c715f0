"""The forms in which sources write times, taken apart without yet knowing a time zone."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import OptionInvalid
from oase.lake.reading.vectors import evaluate, quoted
from oase.lake.reading.words import flags, texts, without_missing

__all__ = ["Parsed", "check_format", "parse_times"]

_ISO = r"\d{4}([-/])\d{2}[-/]\d{2}([T ]\d{2}(:\d{2}(:\d{2}([.,]\d+)?)?)?)?"
_OFFSET = r" ?(Z|z|UTC|[+-]\d{2}(:?\d{2})?)"
_DAY = r"(19|20|21)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_COMPACT = _DAY + r"(T?([01]\d|2[0-3])[0-5]\d([0-5]\d)?)?"
_GERMAN = r"\d{1,2}\.\d{1,2}\.(\d{2}|\d{4})([ ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?( Uhr)?"
_GERMAN_AS_ISO = (
    r"trim(regexp_replace(regexp_replace(regexp_replace(x, ' Uhr$', ''), "
    r"'^(\d+)\.(\d+)\.(\d{4})[ ,]*', '\3-\2-\1 '), '^(\d+)\.(\d+)\.(\d{2})([ ,]+|$)', '20\3-\2-\1 '))"
)
_COMPACT_FORMATS = ["%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d"]
_PLAIN = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?)?$"
_LOOKED_AT = 1_000  # cells looked at to choose the fast way


@dataclass(frozen=True, slots=True)
class Parsed:
    """Times of one batch; each row is known in at most one of three ways.

    Parameters
    ----------
    empty : bool array
        Where nothing stands.
    wall : int64 Arrow array
        Microseconds on the wall clock of a zone yet to be told.
    at : int64 Arrow array
        Microseconds since 1970, UTC.
    epoch : int64 or float64 Arrow array
        Counts since 1970 in a unit yet to be found out.
    is_date : bool array
        Where ``wall`` came without time of day.
    """

    empty: NDArray[np.bool_]
    wall: pa.Array
    at: pa.Array
    epoch: pa.Array
    is_date: NDArray[np.bool_]


def parse_times(column: pa.Array, time_format: str | None = None) -> Parsed | None:
    """Take a column of times apart; None when its type holds no times.

    Examples
    --------
    >>> parse_times(pa.array(["2026-11-21T14:32:00+01:00"])).at.to_pylist()
    [1795267920000000]
    >>> parse_times(pa.array(["1700000000"])).epoch.to_pylist()
    [1700000000]
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_timestamp(kind):
        return _parsed(column, at=_micros(column)) if kind.tz else _parsed(column, wall=_micros(column))
    if pa.types.is_date(kind):
        days = _micros(column.cast(pa.timestamp("ms")))
        return _parsed(column, wall=days, is_date=np.ones(len(column), np.bool_))
    if time_format is None and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return _counted(column)
    if pa.types.is_boolean(kind) or pa.types.is_nested(kind) or pa.types.is_time(kind):
        return None
    if time_format is not None:
        return _formatted(without_missing(texts(column)), time_format)
    if pa.types.is_string(kind) and (whole := _of_one_form(column)) is not None:
        return whole
    return _written(without_missing(texts(column)).cast(pa.string()))


def check_format(time_format: str) -> None:
    """Refuse a ``strptime`` format that is not one.

    Raises
    ------
    OptionInvalid
    """
    try:
        evaluate(pa.array(["2026"]), f"try_strptime(x, {quoted(time_format)})")
    except duckdb.Error as error:
        raise OptionInvalid(
            "The time format is not known",
            expected="a strptime format such as '%d.%m.%Y %H:%M'",
            got=repr(time_format),
            where="time_format",
        ) from error


def _parsed(
    column: pa.Array,
    wall: pa.Array | None = None,
    at: pa.Array | None = None,
    epoch: pa.Array | None = None,
    is_date: NDArray[np.bool_] | None = None,
) -> Parsed:
    rows = len(column)
    none = pa.nulls(rows, pa.int64())
    dates = np.zeros(rows, np.bool_) if is_date is None else is_date
    return Parsed(flags(column.is_null()), wall or none, at or none, epoch or none, dates)


def _micros(moments: pa.Array) -> pa.Array:
    """Return timestamps of any unit as int64 microseconds, finer fractions cut."""
    if pa.types.is_timestamp(moments.type) and moments.type.unit == "ns":
        count = moments.cast(pa.int64())
        cut = np.floor_divide(count.fill_null(0).to_numpy(zero_copy_only=False), 1000)
        return pa.array(cut, mask=flags(moments.is_null()))
    kind = pa.timestamp("us", moments.type.tz)
    return moments.cast(kind, safe=False).cast(pa.int64())


def _counted(column: pa.Array) -> Parsed:
    """Whole numbers that all read as days (20261121) are days, other numbers count from 1970."""
    if pa.types.is_floating(column.type):
        values = column.cast(pa.float64())
        column = pc.if_else(pc.is_nan(values), pa.scalar(None, pa.float64()), values)
        return _parsed(column, epoch=column)
    bounds = pc.min_max(column)
    if (
        bounds["min"].as_py() is not None
        and 19_000_101 <= bounds["min"].as_py() <= bounds["max"].as_py() <= 21_991_231
    ):
        return _any_form(column.cast(pa.string()))
    return _parsed(column, epoch=column.cast(pa.int64()))


def _formatted(words: pa.Array, time_format: str) -> Parsed:
    parsed = evaluate(words, f"try_strptime(x, {quoted(time_format)})")[0]
    if parsed.type.tz:
        return _parsed(words, at=_micros(parsed))
    is_date = np.full(len(words), not any(sign in time_format for sign in ("%H", "%I", "%X", "%c", "%T")))
    return _parsed(words, wall=_micros(parsed), is_date=is_date)


def _written(words: pa.Array) -> Parsed:
    """Read text of several forms: the plain ones at once, then the others form by form."""
    plain = flags(pc.match_substring_regex(words, _PLAIN))
    if plain.any() and not plain.all():
        some, rest = (words.filter(pa.array(mask)) for mask in (plain, ~plain))
        return _joined(words, plain, _of_one_form(some) or _any_form(some), _any_form(rest))
    return _any_form(words)


def _of_one_form(words: pa.Array) -> Parsed | None:
    first = next((word for word in words.slice(0, _LOOKED_AT).to_pylist() if word), "")
    try:
        if first.isdigit():
            return _plain_epoch(words)
        if first[4:5] == "-":
            has_offset = first.endswith("Z") or not set("+-").isdisjoint(first[10:])
            return _plain_iso(words, has_offset=has_offset)
        if first[2:3] == first[5:6] == "." and first[6:10].isdigit():
            return _plain_german(words)
    except pa.ArrowInvalid:
        pass  # at least one cell is of another form
    return None


def _plain_iso(words: pa.Array, *, has_offset: bool) -> Parsed:
    if has_offset:
        return _parsed(words, at=_micros(words.cast(pa.timestamp("us", "UTC"))))
    wall = _micros(words.cast(pa.timestamp("us")))
    return _parsed(words, wall=wall, is_date=flags(pc.less_equal(pc.binary_length(words), 10)))


def _plain_german(words: pa.Array) -> Parsed | None:
    if not pc.all(pc.match_like(words, "__.__.____%")).as_py():
        return None
    year, month, day, clock = (
        pc.utf8_slice_codeunits(words, *ends) for ends in ((6, 10), (3, 5), (0, 2), (10,))
    )
    clock = pc.replace_substring(clock, ",", "", max_replacements=1)
    return _plain_iso(
        pc.binary_join_element_wise(pc.binary_join_element_wise(year, month, day, "-"), clock, ""),
        has_offset=False,
    )


def _plain_epoch(words: pa.Array) -> Parsed | None:
    counts = words.cast(pa.int64())
    low, high = (bound.as_py() for bound in pc.min_max(counts).values())
    is_day = high < 10**8 or (low < 22 * 10**12 and high > 19 * 10**12)
    return None if is_day else _parsed(words, epoch=counts)


def _joined(words: pa.Array, mask: NDArray[np.bool_], some: Parsed, rest: Parsed) -> Parsed:
    """Put two parts of a batch back into their places."""
    places = np.empty(len(mask), np.int64)
    places[mask] = np.arange(mask.sum())
    places[~mask] = np.arange(mask.sum(), len(mask))
    order = pa.array(places)

    def column(one: pa.Array, other: pa.Array) -> pa.Array:
        kind = pa.float64() if pa.float64() in (one.type, other.type) else pa.int64()
        return pa.concat_arrays([one.cast(kind), other.cast(kind)]).take(order)

    return _parsed(
        words,
        column(some.wall, rest.wall),
        column(some.at, rest.at),
        column(some.epoch, rest.epoch),
        np.concatenate([some.is_date, rest.is_date])[places],
    )


def _any_form(words: pa.Array) -> Parsed:
    dashed = "replace(replace(x, '/', '-'), ',', '.')"
    full = f"case when length(x) = 13 then {dashed} || ':00' else {dashed} end"
    zoned = f"replace(regexp_replace({dashed}, '{_OFFSET}$', '\\1'), 'UTC', 'Z')"
    wall = (
        f"case when regexp_full_match(x, '{_ISO}') then try_cast({full} as timestamp) "
        f"when regexp_full_match(x, '{_GERMAN}') then try_cast({_GERMAN_AS_ISO} as timestamp) "
        f"when regexp_full_match(x, '{_COMPACT}') "
        f"then try_strptime(replace(x, 'T', ''), {_COMPACT_FORMATS}) end"
    )
    at = (
        f"case when regexp_full_match(x, '{_ISO}{_OFFSET}') then try_cast({zoned} as timestamptz) "
        f"when regexp_full_match(x, '{_COMPACT}Z') then "
        f"try_strptime(replace(replace(x, 'T', ''), 'Z', ''), {_COMPACT_FORMATS})::timestamptz end"
    )
    is_count = f"not regexp_full_match(x, '{_COMPACT}')"
    whole = f"case when {is_count} and regexp_full_match(x, '[+-]?\\d+') then try_cast(x as bigint) end"
    parts = "case when regexp_full_match(x, '[+-]?\\d+\\.\\d+') then try_cast(x as double) end"
    found = evaluate(words, wall, at, whole, parts, "not contains(x, ':')", prepare="trim(x)")
    epoch = (
        found[2] if found[3].null_count == len(words) else pc.coalesce(found[2].cast(pa.float64()), found[3])
    )
    return _parsed(words, _micros(found[0]), _micros(found[1]), epoch, flags(found[4]))
