"""Why a row of a feed was not taken, in German; the feeds themselves say it in English."""

from __future__ import annotations

import re

__all__ = ["refused_in"]

_FIELDS = {
    "name": "Name",
    "size": "Größe",
    "color": "Farbe",
    "price": "Preis",
    "quantity": "Stückzahl",
    "store": "Laden",
    "gtin": "Artikelnummer (gtin)",
    "article": "Artikel",
    "latitude": "Breitengrad",
    "longitude": "Längengrad",
}

_GERMAN: tuple[tuple[str, str], ...] = (
    # what is wrong
    (r"The article number is not made of digits", "Die Artikelnummer besteht nicht aus Ziffern"),
    (r"The article number has the wrong length", "Die Artikelnummer hat die falsche Länge"),
    (r"The article number stands in the feed twice", "Die Artikelnummer steht zweimal im Feed"),
    (r"The check digit of the article number is wrong", "Die Prüfziffer der Artikelnummer stimmt nicht"),
    (
        r"The number is only valid inside one shop or region, or is a coupon",
        "Die Nummer gilt nur in einem Laden oder Gebiet, oder sie ist ein Gutschein",
    ),
    (
        r"No article has this code, or several have it",
        "Kein Artikel hat diese Nummer, oder mehrere haben sie",
    ),
    (r"The availability cannot be read", "Die Verfügbarkeit ist nicht zu lesen"),
    (r"The colour cannot be read", "Die Farbe ist nicht zu lesen"),
    (r"The number of pieces cannot be read", "Die Stückzahl ist nicht zu lesen"),
    (r"The price cannot be read", "Der Preis ist nicht zu lesen"),
    (r"The time cannot be read", "Der Zeitpunkt ist nicht zu lesen"),
    (r"The state of the country cannot be read", "Das Bundesland ist nicht zu lesen"),
    (r"There is no such class of garment", "Diese Größenklasse gibt es nicht"),
    (r"The row has too many cells", "Die Zeile hat zu viele Felder"),
    (r"The stock was counted in the future", "Der Bestand wäre in der Zukunft gezählt"),
    (r"The row says nothing of the (.+)", "In der Zeile fehlt: {0}"),
    (r"The field (\S+) is too long", "Das Feld {0} ist zu lang"),
    (r"The (\S+) is no number between (\S+) and (\S+)", "{0} ist keine Zahl zwischen {1} und {2}"),
    (r"There is no (\S+) with this (?:\S+)", "Den {0} dieser Nummer gibt es nicht"),
    (r"A script of the page is no JSON", "Ein Skript der Seite ist kein JSON"),
    (r"The file breaks off here", "Die Datei bricht hier ab"),
    # what was expected
    (r"(\d) as the last digit", "{0} als letzte Ziffer"),
    (r"a GTIN of 8, 12, 13 or 14 digits", "8, 12, 13 oder 14 Ziffern"),
    (r"8, 12, 13 or 14 digits", "8, 12, 13 oder 14 Ziffern"),
    (
        r"8, 12, 13 or 14 digits without leading zeros that fill it",
        "8, 12, 13 oder 14 Ziffern ohne Nullen, die nur auffüllen",
    ),
    (
        r"a GTIN that is valid everywhere; not (.+) to (.+)",
        "eine GTIN, die überall gilt; nicht {0} bis {1}",
    ),
    (r"each article once", "jeder Artikel einmal"),
    (r"a time that is over", "ein Zeitpunkt, der vorbei ist"),
    (r"such as (.+) or (.+)", "etwa {0} oder {1}"),
    (r"such as (.+)", "etwa {0}"),
    (r"a whole number from (\S+) to (\S+)", "eine ganze Zahl von {0} bis {1}"),
    (r"(\S+) to (\S+)", "{0} bis {1}"),
    (r"at most (\S+) signs", "höchstens {0} Zeichen"),
    (r"an ISO 3166-2 code such as (\S+)", "ein Kürzel nach ISO 3166-2, etwa {0}"),
    (r"a value for (.+)", "ein Wert für: {0}"),
    (
        r"the (?:name|code|number) of an? (\S+) that was taken in before",
        "ein {0}, der schon eingelesen ist",
    ),
    (r"the code of an article that was taken in before", "ein Artikel, der schon eingelesen ist"),
    (r"(.+), or nothing", "{0}, oder nichts"),
    (r"XML that is whole", "vollständiges XML"),
    # what came
    (r"nothing", "nichts"),
)
_PATTERNS = tuple((re.compile(pattern), german) for pattern, german in _GERMAN)


def refused_in(lang: str, said: str) -> str:
    """Return what a feed says of a row in a language; what has no translation stays English.

    Examples
    --------
    >>> refused_in("de", "The row says nothing of the price"), refused_in("de", "3 as the last digit")
    ('In der Zeile fehlt: Preis', '3 als letzte Ziffer')
    """
    if lang != "de":
        return said
    for pattern, german in _PATTERNS:
        if found := pattern.fullmatch(said):
            return german.format(*(_field(part) for part in found.groups()))
    return said


def _field(part: str) -> str:
    return " oder ".join(_FIELDS.get(one, one) for one in part.split(" or "))
