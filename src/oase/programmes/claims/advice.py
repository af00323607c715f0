"""What the linter says of a finding, and what could be said instead, in German and English."""

from __future__ import annotations

from typing import Literal

from oase.programmes.claims.finding import Kind

__all__ = ["advice"]

_SAID: dict[Kind, dict[str, str]] = {
    "generic": {
        "de": "Allgemeine Umweltaussage. Sagen Sie stattdessen, was genau, wie viel, womit gemessen: „412 "
        "Jacken 2026 repariert, gezählte Fälle“.",
        "en": "Generic environmental claim. Say instead what exactly, how much, how measured: “412 "
        "jackets repaired in 2026, cases counted”.",
    },
    "offset": {
        "de": "Aussage durch Ausgleich oder „neutral“. Nennen Sie die eigenen Emissionen mit Methode und "
        "Spanne; Beiträge zu Projekten nur getrennt davon.",
        "en": "Claim by offsetting or “neutral”. Name your own emissions with method and range; "
        "contributions to projects only apart from them.",
    },
    "label": {
        "de": "Siegel oder Zertifikat. Erlaubt sind nur Zeichen von Behörden oder mit Zertifizierung; nennen "
        "Sie Nummer und Geltung.",
        "en": "Label or certificate. Only those of public authorities or with certification are allowed; "
        "give number and scope.",
    },
    "future": {
        "de": "Aussage über die Zukunft. Sie braucht einen öffentlichen Plan mit messbaren Zielen, den "
        "unabhängige Dritte prüfen.",
        "en": "Claim about the future. It needs a public plan with measurable targets that an independent "
        "third party verifies.",
    },
    "whole": {
        "de": "Gilt das für das Ganze oder einen Teil? Nennen Sie Teil, Anteil in Prozent und Nachweis.",
        "en": "Does it hold for the whole or for a part? Name the part, its share in per cent, the evidence.",
    },
    "statutory": {
        "de": "Das gibt schon das Gesetz. Sagen Sie es als Recht der Kundin, nicht als Geschenk.",
        "en": "The law already gives this. Tell it as the customer's right, not as a gift.",
    },
    "durability": {
        "de": "Haltbarkeit ohne Zahl. Nennen Sie Jahre oder einen Test mit Norm und Ergebnis.",
        "en": "Durability without a figure. Name years, or a test with its standard and result.",
    },
    "comparison": {
        "de": "Vergleich ohne Grundlage. Sagen Sie, als was, wie viel, nach welcher Methode und mit welcher "
        "Spanne.",
        "en": "Comparison without a basis. Say than what, how much, by which method and with which range.",
    },
    "figure": {
        "de": "Geschätzte Menge. Nennen Sie Methode und Spanne dazu.",
        "en": "An estimated quantity. Add its method and range.",
    },
}

_WHY: dict[str, dict[str, str]] = {
    "negated": {
        "de": "Hier verneint: Bitte lesen, ob der Satz so verstanden wird.",
        "en": "Denied here: read whether the sentence is understood that way.",
    },
    "quoted": {
        "de": "Hier zitiert: Zitate von Kundinnen gelten als eigene Aussage, wenn sie werben.",
        "en": "Quoted here: quotations of customers count as a claim of one's own where they advertise.",
    },
    "asked": {
        "de": "Hier gefragt: Bitte die Antwort mitlesen.",
        "en": "Asked here: read the answer with it.",
    },
    "spoken_of": {
        "de": "Hier ist vom Wort die Rede: Bitte lesen, ob nichts behauptet wird.",
        "en": "The word is spoken of here: read whether nothing is claimed.",
    },
    "specified": {
        "de": "Zahl und Methode stehen dabei: Bitte prüfen, ob sie genau diese Aussage tragen.",
        "en": "Figure and method stand beside it: check that they carry exactly this claim.",
    },
    "weak": {"de": "Bitte prüfen.", "en": "Please check."},
    "country": {
        "de": "Was in diesem Land gilt, muss jemand prüfen.",
        "en": "Somebody has to check what holds in this country.",
    },
}


def advice(kind: Kind, why: str, lang: Literal["de", "en"]) -> str:
    """Return what is wrong and what to say instead.

    Examples
    --------
    >>> advice("figure", "", "en")
    'An estimated quantity. Add its method and range.'
    """
    said = _SAID[kind][lang]
    return f"{said} {_WHY[why][lang]}" if why else said
