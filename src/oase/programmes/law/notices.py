"""What she is told about her guarantee rights, in plain words: law stays law, nothing is sold as a gift."""

from __future__ import annotations

from datetime import date

__all__ = ["TEXTS", "day_told"]

_CHOICE = {
    "de": "Sie haben die Wahl: Wir reparieren die Ware oder ersetzen sie, soweit beides möglich und nicht "
    "unverhältnismäßig ist. Beides kostet Sie nichts.",
    "en": "You have the choice: we repair the item or replace it, as far as both are possible and neither is "
    "out of proportion. Neither costs you anything.",
}

TEXTS: dict[str, dict[str, dict[str, str]]] = {
    "choice": {
        "de": {
            "extended": _CHOICE["de"] + " Wählen Sie die Reparatur, verlängert sich die gesetzliche "
            "Gewährleistung einmal um {months} Monate.",
            "used_up": _CHOICE["de"] + " Die gesetzliche Gewährleistung hat sich durch frühere Reparatur "
            "schon verlängert; eine weitere verlängert sie nicht noch einmal.",
            "older_contract": _CHOICE["de"] + " Für Ihren Kauf sieht das Gesetz keine Verlängerung nach "
            "einer Reparatur vor.",
            "none": _CHOICE["de"],
        },
        "en": {
            "extended": _CHOICE["en"] + " If you choose repair, the statutory guarantee becomes longer by "
            "{months} months, once.",
            "used_up": _CHOICE["en"] + " An earlier repair has already lengthened the statutory guarantee; "
            "another one does not lengthen it again.",
            "older_contract": _CHOICE["en"] + " For your purchase the law does not yet provide for a longer "
            "guarantee after a repair.",
            "none": _CHOICE["en"],
        },
    },
    "months": {
        "de": {
            "extended": "Durch diese Reparatur verlängert sich die gesetzliche Gewährleistung einmal um "
            "{months} Monate. Das ist Ihr Recht nach dem Gesetz.",
            "used_up": "Die gesetzliche Gewährleistung hat sich durch frühere Reparatur schon verlängert; "
            "diese Reparatur verlängert sie nicht noch einmal.",
            "older_contract": "Diese Reparatur verlängert die gesetzliche Gewährleistung nicht: Ihr Kauf lag "
            "vor dem Tag, ab dem das Gesetz es vorsieht.",
            "none": "Diese Reparatur verlängert die gesetzliche Gewährleistung nicht.",
        },
        "en": {
            "extended": "By this repair the statutory guarantee is longer by {months} months, once. That "
            "is your right by law.",
            "used_up": "An earlier repair has lengthened the statutory guarantee; this repair does not "
            "lengthen it again.",
            "older_contract": "This repair does not lengthen the statutory guarantee: you bought before "
            "the day from which the law provides for it.",
            "none": "This repair does not lengthen the statutory guarantee.",
        },
    },
    "until": {
        "de": {"until": "Sie läuft bis zum {day}."},
        "en": {"until": "It runs until {day}."},
    },
}
"""By kind, language and why; ``until`` is added where the last day is known."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day_told(day: date, lang: str) -> str:
    """Return a day as it is told.

    Examples
    --------
    >>> day_told(date(2029, 8, 3), "de"), day_told(date(2029, 8, 3), "en")
    ('3.8.2029', '3 August 2029')
    """
    if lang == "de":
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
