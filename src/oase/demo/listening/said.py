"""What invented customers write when they rate a transaction."""

# ruff: noqa: E501 - a sentence stands in one piece

from __future__ import annotations

import random
from typing import Final

__all__ = ["voice"]

_GERMAN: Final = {
    "Kasse": {
        -1: ("Zwei Kassen, eine offen.", "Ich wurde nach der Postleitzahl gefragt. Wozu?", "Bon nur gegen Nachfrage.",
             "Die Schrift auf dem Gerät kann ich ohne Brille nicht lesen.", "Niemand hat eingepackt."),
        0: ("Ging so.", "Normal."),
        1: ("Bezahlt, wo ich stand, ohne Schlange.", "Bon aufs Handy, fertig.", "Sehr schnell und freundlich."),
    },
    "Hotline": {
        -1: ("Dreimal verbunden, dreimal alles neu erzählt.", "Zwölf Minuten Musik.",
             "Am Ende sollte ich eine Mail schreiben.", "Niemand hat zurückgerufen."),
        0: ("Hat geklappt.",),
        1: ("Ein Mensch, sofort.", "Zurückgerufen wie versprochen."),
    },
    "Paket-Übergabe": {
        -1: ("Im Regen abgestellt.", "Bei irgendeinem Nachbarn.", "Nicht geklingelt.", "Karton offen."),
        0: ("Kam an.",),
        1: ("Bis an die Tür, mit einem Lächeln.", "Hat vorher angerufen.", "Hat gewartet, bis ich unten war."),
    },
    "Abholung im Laden": {
        -1: ("Niemand wusste von meiner Bestellung.", "Ausweis, Mail, Nummer: für ein Paar Socken.", "Lange gesucht."),
        0: ("In Ordnung.",),
        1: ("Zwei Minuten, fertig.", "Lag schon bereit, zum Anprobieren ausgepackt."),
    },
    "Sendungsverfolgung": {
        -1: ("Drei Tage derselbe Stand.", "Der Link ging nicht auf."),
        0: ("Wie überall.",),
        1: ("Auf die Viertelstunde genau.",),
    },
    "Änderungsservice": {
        -1: ("Eine Woche für einen Saum.", "Zu kurz geworden."),
        0: ("Passt.",),
        1: ("Am selben Tag fertig.", "Besser als vorher."),
    },
}  # fmt: skip

_ENGLISH: Final = {
    -1: ("Had to ask three times.", "Took far too long.", "Nobody felt in charge."),
    0: ("As usual.", "Fine."),
    1: ("Quick and kind.", "Better than I thought.", "They thought of me, not of the form."),
}


def voice(rng: random.Random, touchpoint: str, felt: int, lang: str) -> str:
    """Return what somebody writes of a touchpoint that missed (-1), met (0) or exceeded (1) what she expected.

    Examples
    --------
    >>> voice(random.Random(1), "Hotline", 0, "de")
    'Hat geklappt.'
    """
    return rng.choice(_ENGLISH[felt] if lang == "en" else _GERMAN[touchpoint][felt])
