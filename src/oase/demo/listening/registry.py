"""Lindwerk's inventory: touchpoints of its own and of others, with owners, elements and budgets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from oase.demo.listening.truth import RATED
from oase.demo.plan import TOUCHPOINTS, phase_of

__all__ = ["BUDGETS", "Registry", "registry"]

_DAY = 86_400_000_000
_WHO: Final = "Jana Petersen"

_OWNERS: Final = {
    "need": "Mara Lindner", "search": "Mara Lindner", "shortlist": "Mara Lindner",
    "purchase": "Ole Brandt", "use": "Emre Aksoy", "loyalty": "Ada Okafor", "over": "Ada Okafor",
}  # fmt: skip

_MEDIA: Final = {"Anzeige": "paid"}

_OTHERS: Final = (
    ("Instagram", "need", "Social Media", "own", "steerable", "shared", 0, "Beiträge und Kommentare."),
    ("Kundendienst", "use", "E-Mail", "own", "steerable", "owned", 0, "Mails an den Kundendienst."),
    ("Beiträge von Kunden", "need", "Social Media", "foreign", "influenceable", "shared", 0,
     "Bilder von Touren, auf denen man Lindwerk trägt."),
    ("Testbericht im Magazin", "search", "Presse", "foreign", "influenceable", "earned", 0,
     "Tests von Rucksäcken und Jacken."),
    ("Vergleichsportal", "shortlist", "Website", "foreign", "influenceable", "earned", 0,
     "Preise und Noten neben anderen Marken."),
    ("Händler vor Ort", "purchase", "Laden", "foreign", "influenceable", "owned", 1,
     "Läden, die Lindwerk führen, aber nicht Lindwerk sind."),
    ("Gespräch unter Freunden", "loyalty", "", "foreign", "influenceable", "earned", 0,
     "Wo die Hälfte der Empfehlungen entsteht."),
    ("Rückruf am selben Tag", "use", "Telefon", "own", "steerable", "owned", 0,
     "Gibt es noch nicht; Kunden verlangen danach."),
)  # fmt: skip

_VERDICTS: Final = {
    "Reparatur vor Ort": ("keep", "", "Bindet, und niemand sonst bietet sie."),
    "Verpackung": ("combine", "Paket-Übergabe", "Für sich allein bewegt sie nichts."),
    "Rückruf am selben Tag": ("missing", "", "Wird in Nachrichten verlangt."),
}

_ELEMENTS: Final = (
    ("Kasse", "Blick und Gruß", "Schaut jemand auf, bevor er nach dem Betrag fragt?", 1),
    ("Kasse", "Gerät für Karten", "Kleine graue Schrift auf grauem Grund.", -1),
    ("Hotline", "Musik in der Warteschleife", "Acht Takte, immer wieder.", -2),
    ("Paket-Übergabe", "Zeile von Hand auf dem Karton", "„Gute Wanderung!“", 2),
    ("Rückgabe", "Erster Satz des Formulars", "„Unvollständige Formulare werden nicht bearbeitet.“", -2),
    ("Reparatur vor Ort", "Kaffee beim Warten", "", 2),
    ("Beratung im Laden", "Bild der Beraterin auf der Seite", "Noch ein Bild aus dem Archiv.", None),
)

BUDGETS: Final = {
    "Anzeige": 640_000, "Newsletter": 85_000, "Online-Anprobe": 210_000, "Beratung im Laden": 420_000,
    "Verpackung": 260_000, "Bewertungen anderer": 95_000, "Pflege-Anleitung": 40_000,
    "Lieferung am Wunschtag": 380_000, "Rückgabe": 150_000, "Reparatur vor Ort": 120_000,
    "Gemeinsame Tour": 60_000, "Kasse": 310_000, "Hotline": 190_000, "Paket-Übergabe": 140_000,
    "Schaufenster": 110_000,
}  # fmt: skip
"""Euros of this year by touchpoint; a part goes where customers do not care."""


class Registry(NamedTuple):
    """Rows of the tables, without ids."""

    touchpoints: list[dict[str, Any]]
    elements: list[dict[str, Any]]
    budgets: list[dict[str, Any]]


def registry(now: int) -> Registry:
    """Return the inventory as rows.

    Parameters
    ----------
    now : int
        Microseconds since 1970, UTC.
    """
    created = now - 700 * _DAY
    year = datetime.fromtimestamp(now / 1e6, UTC).year
    stamp = {"who": _WHO, "updated": now - 30 * _DAY}
    elements = [
        {"touchpoint": touchpoint, "name": name, "note": note, "rating": rating, **stamp}
        for touchpoint, name, note, rating in _ELEMENTS
    ]
    budgets = [
        {"touchpoint": name, "year": year, "cents": euros * 100, "currency": "EUR", "note": "Plan", **stamp}
        for name, euros in BUDGETS.items()
    ]
    return Registry([_touchpoint(row, created, now) for row in _described()], elements, budgets)


def _described() -> list[dict[str, Any]]:
    own: list[dict[str, Any]] = [
        {
            "name": name,
            "phase": str(phase_of(name)),
            "owner": _OWNERS[phase_of(name)],
            "media": _MEDIA.get(name, "owned"),
        }
        for name in TOUCHPOINTS
    ]
    own += [
        {
            "name": one.name,
            "phase": one.phase,
            "channel": one.channel,
            "owner": one.owner,
            "media": "owned",
            "asked": 1,
        }
        for one in RATED
    ]
    names = ("name", "phase", "channel", "kind", "steering", "media", "downstream", "about")
    return [*own, *(dict(zip(names, one, strict=True)) for one in _OTHERS)]


def _touchpoint(row: dict[str, Any], created: int, now: int) -> dict[str, Any]:
    verdict, combined, because = _VERDICTS.get(row["name"], ("", "", ""))
    empty = {
        "channel": None,
        "kind": "own",
        "steering": "steerable",
        "media": "",
        "downstream": 0,
        "owner": "",
        "about": "",
        "asked": 0,
        "step": "monitor" if verdict == "keep" else "to_be" if verdict else "as_is",
        "loop": json.dumps({}),
        "verdict": verdict,
        "verdict_with": combined,
        "verdict_because": because,
    }
    return empty | row | {"created": created, "updated": now - 30 * _DAY}
