"""Forms of numbers, shares, dates and durations in German and English.

Numbers follow the Unicode CLDR through Babel, with two corrections of our own: the minus sign is the
true one (U+2212), and a figure that rounds to nothing carries no sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import date as day_type
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from oase.settings import time_zone
from oase.words.catalogue import language, text

__all__ = [
    "MISSING",
    "counted",
    "date",
    "duration",
    "interval",
    "listing",
    "moment",
    "month",
    "number",
    "one_line",
    "per_hundred",
    "points",
    "quoted",
    "share",
    "span",
    "weekday",
]

MISSING = "—"
_MINUS = "−"
_QUOTES = {"de": ("„", "“"), "en": ("“", "”")}
_INNER_QUOTES = str.maketrans(dict.fromkeys('"„“”«»', "'"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400.0
_MOST_KEPT = 16_384
"""Written forms kept: a page says the same few thousand figures again and again."""


@lru_cache(_MOST_KEPT)
def _digits(value: float, lang: str, digits: int | None) -> str:
    most = 3 if digits is None else digits
    decimals = ("#" if digits is None else "0") * most
    pattern = "#,##0" + (f".{decimals}" if decimals else "")
    rounded = round(float(value), most)
    return format_decimal(abs(rounded), format=pattern, locale=language(lang))


def _sign(value: float, digits: int | None, plus: str = "") -> str:
    rounded = round(float(value), 3 if digits is None else digits)
    return _MINUS if rounded < 0 else plus if rounded > 0 else ""


def _is_missing(value: float | None) -> bool:
    return value is None or not math.isfinite(value)


def number(value: float | None, lang: str, digits: int | None = None) -> str:
    """Return a number as people write it; a dash for none.

    Parameters
    ----------
    value : float or None
        None and anything not finite give a dash.
    lang : {"de", "en"}
    digits : int, optional
        Decimals shown; by default as many as there are, three at most.

    Raises
    ------
    OptionInvalid
        For another language.

    Examples
    --------
    >>> number(1234.5, "de"), number(1234.5, "en"), number(None, "de"), number(-3, "en")
    ('1.234,5', '1,234.5', '—', '−3')
    """
    language(lang)
    if value is None or _is_missing(value):
        return MISSING
    return _sign(value, digits) + _digits(value, lang, digits)


def share(value: float | None, lang: str, digits: int = 1) -> str:
    r"""Return a fraction in percent; the space of German is one that does not break.

    Examples
    --------
    >>> share(0.1234, "de").replace("\N{NO-BREAK SPACE}", " "), share(0.1234, "en")
    ('12,3 %', '12.3%')
    """
    shown = number(None if value is None else value * 100, lang, digits)
    return shown if shown == MISSING else text("form.percent", lang, number=shown)


def points(value: float | None, lang: str, digits: int = 1) -> str:
    """Return a difference of fractions in percentage points, with its sign.

    Examples
    --------
    >>> points(0.1234, "de"), points(-0.05, "en", digits=0), points(0.0001, "de")
    ('+12,3', '−5', '0,0')
    """
    language(lang)
    if value is None or _is_missing(value):
        return MISSING
    return _sign(value * 100, digits, plus="+") + _digits(value * 100, lang, digits)


def interval(low: float | None, high: float | None, lang: str, digits: int = 1) -> str:
    """Return a range of fractions in percentage points, in brackets.

    Examples
    --------
    >>> interval(0.13, 0.166, "de"), interval(-0.02, 0.01, "en", digits=0), interval(None, 0.1, "de")
    ('[13,0; 16,6]', '[−2, 1]', '—')
    """
    if _is_missing(low) or _is_missing(high):
        return MISSING
    ends = [number(end * 100, lang, digits) for end in (low, high) if end is not None]
    return text("form.interval", lang, low=ends[0], high=ends[1])


def span(low: float | None, high: float | None, lang: str) -> str | None:
    """Return the size of a range of fractions in hundredths, without sign, or None where an end is missing.

    The end nearer zero comes first; ranges narrower than two hundredths are shown with one decimal.

    Examples
    --------
    >>> span(-0.13, -0.07, "de"), span(0.031, 0.036, "en"), span(None, 0.1, "de")
    ('7 bis 13', '3.1 to 3.6', None)
    """
    return _spanned(low, high, lang, "form.range", "form.about")


def per_hundred(low: float | None, high: float | None, lang: str) -> str | None:
    """Return a range of fractions as "9 bis 15 von 100", without sign, or None where an end is missing.

    Examples
    --------
    >>> per_hundred(0.09, 0.151, "de"), per_hundred(-0.08, -0.05, "en"), per_hundred(0.031, 0.036, "de")
    ('9 bis 15 von 100', '5 to 8 in 100', '3,1 bis 3,6 von 100')
    """
    return _spanned(low, high, lang, "form.of_hundred", "form.about_of_hundred")


def _spanned(low: float | None, high: float | None, lang: str, range_key: str, about_key: str) -> str | None:
    if low is None or high is None or _is_missing(low) or _is_missing(high):
        return None
    near, far = sorted((abs(low) * 100, abs(high) * 100))
    digits = 0 if far - near >= 2 else 1
    ends = [number(near, lang, digits), number(far, lang, digits)]
    if ends[0] == ends[1]:
        return text(about_key, lang, number=ends[0])
    return text(range_key, lang, low=ends[0], high=ends[1])


def _local(microseconds: int, zone: str) -> datetime | None:
    try:
        return (_EPOCH + timedelta(microseconds=int(microseconds))).astimezone(time_zone(zone))
    except OverflowError:
        return None


def date(microseconds: int | None, lang: str, zone: str = "UTC") -> str:
    """Return the day of an instant (microseconds since 1970, UTC) in a time zone.

    Examples
    --------
    >>> date(1_795_271_520_000_000, "de", "Europe/Berlin"), date(1_795_271_520_000_000, "en")
    ('21.11.2026', '21 Nov 2026')
    """
    return _dated(microseconds, lang, zone, "form.date")


def moment(microseconds: int | None, lang: str, zone: str = "UTC") -> str:
    """Return the day and minute of an instant in a time zone.

    Examples
    --------
    >>> moment(1_795_271_520_000_000, "de", "Europe/Berlin"), moment(None, "en")
    ('21.11.2026, 15:32', '—')
    """
    return _dated(microseconds, lang, zone, "form.moment")


@lru_cache(_MOST_KEPT)
def _dated(microseconds: int | None, lang: str, zone: str, key: str) -> str:
    locale = language(lang)
    local = None if microseconds is None else _local(microseconds, zone)
    return MISSING if local is None else format_datetime(local, text(key, lang), locale=locale)


def duration(seconds: float | None, lang: str) -> str:
    """Return a length of time in the unit a person would use.

    Examples
    --------
    >>> duration(45, "de"), duration(2400, "en"), duration(11_400, "de"), duration(172_800, "de")
    ('45 s', '40 min', '3 h 10', '2 Tage')
    >>> duration(216_000, "en"), duration(None, "de")
    ('2.5 days', '—')
    """
    language(lang)
    if seconds is None or _is_missing(seconds):
        return MISSING
    sign, length = _MINUS if seconds < 0 else "", abs(seconds)
    if length < 59.5:
        return f"{sign}{length:.0f} s" if round(length) else "0 s"
    if length < 3570:
        return f"{sign}{round(length / 60)} min"
    if length < 2 * _DAY - 30:
        hours, minutes = divmod(round(length / 60), 60)
        return f"{sign}{hours} h {minutes:02d}"
    days = round(length / _DAY, 1 if length < 10 * _DAY else 0)
    return text("form.days", lang, number=sign + number(days, lang))


def quoted(name: object, lang: str) -> str:
    r"""Return a name in the quotation marks of the language, on one line, inner marks made single.

    Examples
    --------
    >>> quoted('Das "Atelier"', "de"), quoted("Repair\n in store", "en")
    ("„Das 'Atelier'“", '“Repair in store”')
    """
    opening, closing = _QUOTES[language(lang)]
    return f"{opening}{one_line(name, lang).translate(_INNER_QUOTES)}{closing}"


def one_line(name: object, lang: str) -> str:
    """Return a name without line breaks and control characters; a word for a missing one."""
    plain = "" if name is None else "".join(c if c.isprintable() else " " for c in str(name))
    return " ".join(plain.split()) or text("form.unnamed", lang)


def counted(count: int, lang: str) -> str:
    """Return a small number as a word with a capital ("Drei"), a larger one in figures.

    Examples
    --------
    >>> counted(3, "de"), counted(12, "en"), counted(1300, "de")
    ('Drei', 'Twelve', '1.300')
    """
    words = text("form.counts", lang).split()
    return words[count] if 0 <= count < len(words) else number(count, lang)


def listing(names: Sequence[str], lang: str, most: int = 3) -> str:
    """Return names as a list in words; those beyond ``most`` are counted, never dropped.

    Examples
    --------
    >>> listing(["A", "B", "C"], "de"), listing(["A", "B", "C", "D", "E"], "en")
    ('A, B und C', 'A, B, C and 2 more')
    """
    shown = list(names[:most])
    if len(names) > most:
        shown.append(text("form.more", lang, number=number(len(names) - most, lang)))
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {text('form.and', lang)} {shown[-1]}"


def weekday(day: day_type, lang: str) -> str:
    """Return a day with its weekday and the month as a word.

    Examples
    --------
    >>> import datetime
    >>> weekday(datetime.date(2026, 11, 21), "de"), weekday(datetime.date(2026, 11, 21), "en")
    ('Samstag, 21. November 2026', 'Saturday, 21 November 2026')
    """
    pattern = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}[language(lang)]
    return format_date(day, pattern, locale=lang)


def month(written: str | None, lang: str) -> str:
    """Return a month, written as year and number, as people call it; a dash for none.

    Examples
    --------
    >>> month("2026-11", "de"), month("2026-05", "en"), month(None, "de")
    ('November 2026', 'May 2026', '—')
    """
    if not written:
        return MISSING
    return format_date(day_type.fromisoformat(f"{written}-01"), "MMMM y", locale=language(lang))
