"""What Lindwerk does about it: resolutions, measures with their owners, texts that are checked."""

# ruff: noqa: E501 - a sentence stands in one piece

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from oase.demo.listening.shifts import micros
from oase.demo.listening.truth import EFFECT, NO_EFFECT

__all__ = ["Board", "board", "stored_texts"]

_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_WHO: Final = "Jana Petersen"
_ZONE: Final = ZoneInfo("Europe/Berlin")


class Board(NamedTuple):
    """Rows of the tables; ids count from 1."""

    resolutions: list[dict[str, Any]]
    resolution_touchpoints: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    measure_changes: list[dict[str, Any]]


class _Resolved(NamedTuple):
    title: str
    text: str
    days_ago: int
    who: str
    state: str
    filed: tuple[str, ...]


_RESOLUTIONS: Final = (
    _Resolved("Pakete werden persönlich übergeben", "Kein Ablegen vor der Tür, kein Nachbar ohne Zustimmung.",
              98, "Geschäftsleitung", "done", ("Paket-Übergabe", "Lieferung am Wunschtag")),
    _Resolved("Rückgabe ohne Formular", "Bestellnummer genügt, im Laden wie zu Hause.",
              60, "Geschäftsleitung", "open", ("Rückgabe",)),
    _Resolved("Zweite Umkleide in jedem Laden", "Ab dem Frühjahr; bis dahin Anmeldung am Eingang.",
              41, "Ladenrunde", "open", ("Wartezeit Umkleide",)),
    _Resolved("Abholung besser ausschildern", "Neue Schilder über der Ausgabe.",
              88, "Ladenrunde", "done", ("Abholung im Laden",)),
    _Resolved("Instagram auch am Wochenende", "Geprüft wird, wer samstags und sonntags antwortet.",
              12, "Geschäftsleitung", "open", ("Instagram",)),
    _Resolved("Neues System für die Lagerverwaltung", "Einführung bis zum dritten Quartal.",
              70, "Vorstand", "open", ()),
    _Resolved("Umbenennung der Abteilung Kundendienst", "In: Customer Experience Center.",
              33, "Vorstand", "open", ()),
)  # fmt: skip
"""Five are filed where customers meet them; two are filed nowhere."""


class _Planned(NamedTuple):
    touchpoint: str
    title: str
    said: str
    owner: str
    created: float
    takes_hours: int
    done: float | None  # so many days ago, both at times of work
    state: str = "open"
    aim: str = ""
    resolution: int | None = None
    cents: int | None = None


_MEASURES: Final = (
    _Planned(EFFECT.touchpoint, "Boten klingeln, warten und übergeben", "Der Bote hat die Jacke im Regen abgelegt.",
             "Emre Aksoy", EFFECT.days_ago + 9, 9 * 24, EFFECT.days_ago, "done", "pain>neutral", 1, 1_850_000),
    _Planned(NO_EFFECT.touchpoint, "Schilder über der Ausgabe", "Ich wusste nicht, wo ich mich anstellen soll.",
             "Jana Petersen", NO_EFFECT.days_ago + 8, 10 * 24, NO_EFFECT.days_ago, "done", "pain>neutral", 4, 620_000),
    _Planned("Rückgabe", "Formular auf eine Seite kürzen", "Fünf Seiten für eine Rückgabe.",
             "Tomasz Wolski", 20, 21 * 24, None, "open", "pain>neutral", 2, 240_000),
    _Planned("Wartezeit Umkleide", "Anmeldung am Eingang erproben", "Nach 25 Minuten bin ich gegangen.",
             "Jana Petersen", 6, 8 * 24, None, "open", "pain>neutral", 3, 90_000),
    _Planned("Hotline", "Ansage ohne Kundennummer", "Wozu fragt ihr das alles?",
             "Tomasz Wolski", 3, 2 * 24, None, "open", "", None, 15_000),
    _Planned("Produktseite", "Herkunft des Stoffs nachtragen", "Woher kommt der Stoff?",
             "Mara Lindner", 1.30, 3, 1.20, "done"),
    _Planned("Newsletter", "Doppelte Adressen austragen", "Dreimal abbestellt.",
             "Deniz Arslan", 2.3, 4, 2.2, "done"),
    _Planned("Online-Anprobe", "Maß der Schulter ergänzen", "Schultern schmal?",
             "Mara Lindner", 8.4, 5, 8.3, "done"),
    _Planned("Bezahlung", "Text der Vormerkung ändern", "Zweimal abgebucht?",
             "Ole Brandt", 11.5, 30, 10.4, "done"),
    _Planned("Pflege-Anleitung", "Harz in die Anleitung aufnehmen", "Harz steht nicht drin.",
             "Ada Okafor", 4.5, 6, 4.3, "done"),
    _Planned("Gemeinsame Tour", "Länge in die Einladung schreiben", "Niemand hat 22 km gesagt.",
             "Ole Brandt", 1.1, 36, None),
    _Planned("Verpackung", "Neues Band in Hausfarbe", "", "Mara Lindner", 30, 240, None, "dropped"),
)  # fmt: skip


def board(now: int) -> Board:
    """Return resolutions, measures and how measures were changed.

    Parameters
    ----------
    now : int
        Microseconds since 1970, UTC.
    """
    resolutions = [_resolution(number, one, now) for number, one in enumerate(_RESOLUTIONS, 1)]
    filed = [
        {"resolution": number, "touchpoint": touchpoint}
        for number, one in enumerate(_RESOLUTIONS, 1)
        for touchpoint in one.filed
    ]
    measures = [_measure(number, one, now) for number, one in enumerate(_MEASURES, 1)]
    changes = [change for row in measures for change in _changes(row)]
    return Board(resolutions, filed, measures, changes)


def _resolution(number: int, one: _Resolved, now: int) -> dict[str, Any]:
    at = now - one.days_ago * _DAY
    return {
        "id": number,
        "title": one.title,
        "text": one.text,
        "decided": datetime.fromtimestamp(at / 1e6, UTC).date(),
        "who": one.who,
        "state": one.state,
        "created": at,
    }


def _measure(number: int, one: _Planned, now: int) -> dict[str, Any]:
    created = _at_work(now, one.created)
    return {
        "id": number,
        "touchpoint": one.touchpoint,
        "title": one.title,
        "said": one.said,
        "origin": "",
        "owner": one.owner,
        "created": created,
        "due": created + one.takes_hours * _HOUR,
        "done": None if one.done is None else _at_work(now, one.done),
        "state": one.state,
        "aim": one.aim,
        "resolution": one.resolution,
        "cents": one.cents,
    }


def _at_work(now: int, days_ago: float) -> int:
    """Return a moment between 9 and 18 of a day that is over: the fraction of the day says how late.

    Examples
    --------
    >>> _at_work(1_795_341_000_000_000, 2.25) // 1_000_000
    1795185900
    """
    days = int(days_ago)
    day = datetime.fromtimestamp(now / 1e6, UTC).astimezone(_ZONE).date() - timedelta(days=days)
    opens = datetime(day.year, day.month, day.day, 9, tzinfo=_ZONE)
    return micros(opens) + round((1 - days_ago + days) * 9 * _HOUR)


def _changes(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what happened to a measure: written down, and done or dropped."""
    after = {name: value for name, value in row.items() if name != "id"}
    fresh = after | {"state": "open", "done": None}
    found = [_change(row, row["created"], {}, fresh)]
    if row["state"] != "open":
        found.append(_change(row, row["done"] or row["created"] + _DAY, fresh, after))
    return found


def _change(row: dict[str, Any], at: int, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    said = [json.dumps(one, ensure_ascii=False) for one in (before, after)]
    return {"measure": row["id"], "at": at, "who": _WHO, "before": said[0], "after": said[1]}


_TEXTS: Final[Sequence[tuple[str, str, str, str, str]]] = (
    ("Startseite der Hilfe", "page", "de", "Hotline",
     "Aus organisatorischen Gründen erreichen Sie uns nur von 9 bis 12 Uhr. Wir bitten um Ihr Verständnis."),
    ("Mail nach der Rückgabe", "mail", "de", "Rückgabe",
     "Ihre Rücksendung ist da. Das Geld ist morgen auf Ihrem Konto; Sie müssen nichts tun."),
    ("Mail zur Abholung", "mail", "de", "Abholung im Laden",
     "Bitte gedulden Sie sich, bis unser System Ihre Bestellung verarbeitet hat. Bitte haben Sie Verständnis, dass wir ohne Ausweis nichts aushändigen."),
    ("Return page", "page", "en", "Rückgabe",
     "For organisational reasons returns are only processed on weekdays. Thank you for your understanding."),
    ("Care page", "page", "en", "Pflege-Anleitung",
     "Wash it at 30 degrees, inside out. Pull it into shape while it is wet and you will wear it for years."),
)  # fmt: skip


def stored_texts(now: int) -> list[dict[str, Any]]:
    """Return texts of pages and mails as rows of their table: three of five speak of the company."""
    names = ("name", "kind", "lang", "touchpoint", "text")
    since = {"updated": now - 200 * _DAY, "who": "Redaktion"}
    return [dict(zip(names, one, strict=True)) | since for one in _TEXTS]
