"""Forms that receipts need: ages, distances, hours, and the texts with their places filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from oase.settings import time_zone
from oase.words.catalogue import Language, language
from oase.words.filling import filled
from oase.words.forms import number, one_line, quoted
from oase.words.receipts.english import ENGLISH
from oase.words.receipts.german import GERMAN

__all__ = ["TEXTS", "age", "articled", "day", "hour", "metres", "moment", "phrase", "span"]

TEXTS: dict[Language, dict[str, str]] = {"de": GERMAN, "en": ENGLISH}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60_000_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_TENS = 10
_KILOMETRE = 1000
_MARKS = frozenset('„“”"«»')


def phrase(key: str, lang: str, **values: object) -> str:
    """Return a text of receipts with its places filled."""
    return filled(TEXTS[language(lang)][key], **values)


def age(microseconds: float, lang: str) -> str:
    """Return how long ago something was, as it stands behind "vor" or before "ago".

    Examples
    --------
    >>> age(720_000_000, "de"), age(7_200_000_000, "en"), age(172_800_000_000, "de")
    ('12 Minuten', '2 hours', '2 Tagen')
    """
    if microseconds < _MINUTE:
        return phrase("age.now", lang)
    return _long(microseconds, lang, "age")


def span(microseconds: float, lang: str) -> str:
    """Return a length of time in words.

    Examples
    --------
    >>> span(172_800_000_000, "de"), span(3_600_000_000, "en")
    ('2 Tage', '60 minutes')
    """
    return _long(max(microseconds, 0), lang, "span")


def _long(microseconds: float, lang: str, form: str) -> str:
    if microseconds < 2 * _HOUR:
        return phrase(f"{form}.minutes", lang, n=number(microseconds // _MINUTE, lang))
    if microseconds < 2 * _DAY:
        return phrase(f"{form}.hours", lang, n=number(microseconds // _HOUR, lang))
    return phrase(f"{form}.days", lang, n=number(microseconds // _DAY, lang))


def metres(distance: float, lang: str) -> str:
    """Return a distance, to ten metres.

    Examples
    --------
    >>> metres(152.3, "de"), metres(1240, "de"), metres(0, "en")
    ('150 m', '1,2 km', '0 m')
    """
    rounded = round(distance / _TENS) * _TENS
    if rounded < _KILOMETRE:
        return f"{rounded} m"
    return f"{number(rounded / _KILOMETRE, lang, 1)} km"


def hour(at: int, zone: str) -> str:
    """Return the hour that a wall shows at a moment (microseconds since 1970, UTC).

    Examples
    --------
    >>> hour(1_795_291_200_000_000, "Europe/Berlin")
    '21:00'
    """
    return f"{_local(at, zone):%H:%M}"


def day(at: int, lang: str, zone: str) -> str:
    """Return the date of a moment.

    Examples
    --------
    >>> day(1_795_291_200_000_000, "de", "Europe/Berlin"), day(1_795_291_200_000_000, "en", "Europe/Berlin")
    ('21.11.2026', '21/11/2026')
    """
    return f"{_local(at, zone):%d.%m.%Y}" if language(lang) == "de" else f"{_local(at, zone):%d/%m/%Y}"


def moment(at: int, lang: str, zone: str) -> str:
    """Return date and hour of a moment.

    Examples
    --------
    >>> moment(1_795_291_200_000_000, "de", "Europe/Berlin")
    '21.11.2026, 21:00'
    """
    return f"{day(at, lang, zone)}, {hour(at, zone)}"


def articled(name: object, lang: str, *, starts: bool = True) -> str:
    """Return the name of an article in quotation marks; "this article" where it has none.

    A name that has quotation marks of its own, such as 'Leinenkleid „Dünengras“', stands as it is.

    Parameters
    ----------
    name : dict of str to str, or anything else for none
        By language.
    lang : {"de", "en"}
    starts : bool
        Whether a sentence begins with it.
    """
    names: Mapping[str, str] = name if isinstance(name, Mapping) else {}
    known = names.get(lang) or names.get("") or next(iter(names.values()), "")
    if known:
        return one_line(known, lang) if _MARKS & set(known) else quoted(known, lang)
    text = phrase("this_article", lang)
    return text[:1].upper() + text[1:] if starts else text


def _local(at: int, zone: str) -> datetime:
    return (_EPOCH + timedelta(microseconds=at)).astimezone(time_zone(zone))
