"""What is said in public of a period: counts with denominators, range, method by name, other methods."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from oase.programmes.impact.counting import Counted
from oase.programmes.impact.factors import METHODS, Method
from oase.programmes.impact.item import Range
from oase.programmes.impact.simulation import Outcome
from oase.words import date as day_words
from oase.words import listing, number, share

__all__ = ["METHOD_NAMES", "claim_text", "kilograms", "rounded"]

_FIRST = date(1970, 1, 1)
_MICROSECONDS_A_DAY = 86_400_000_000

METHOD_NAMES: Mapping[str, Mapping[Method, str]] = {
    "de": {
        "convention": "Vereinbarung der Reparaturgruppen",
        "displacement": "gemessene Verdrängung",
        "life_gain": "gewonnene Nutzungszeit",
    },
    "en": {
        "convention": "convention of repair groups",
        "displacement": "measured displacement",
        "life_gain": "life gained",
    },
}

_SAID = {
    "de": {
        "repairs": "Vom {since} bis {until} haben wir {all} Reparaturen abgeschlossen, davon {done} gelungen"
        " ({share}).",
        "resold": "Verkauft aus zweiter Hand haben wir {n} Stück.",
        "range": "Für {reckoned} von {all} Vorgängen gibt es eine Rechengrundlage. Für sie schätzen wir nach"
        " dem Verfahren „{method}“ {low} bis {high} kg CO2e weniger, Mitte {middle} kg, verglichen damit,"
        " dass ein Teil der Stücke neu gekauft worden wäre. Faktoren Fassung {version}. In 5 von 100"
        " Durchläufen liegt der Wert unter, in 5 über diesem Bereich. Das ist eine Schätzung, keine Messung.",
        "open": "Der Bereich reicht unter null: Ob unter dem Strich etwas gespart wurde, ist danach offen.",
        "others": "Andere Verfahren kommen in der Mitte auf {others}.",
        "other": "{middle} kg („{method}“)",
        "none": "Für keinen dieser Vorgänge gibt es eine Rechengrundlage; deshalb nennen wir keine Menge"
        " CO2e.",
    },
    "en": {
        "repairs": "From {since} to {until} we completed {all} repairs, of which {done} worked ({share}).",
        "resold": "We sold {n} items second-hand.",
        "range": "For {reckoned} of {all} of these there are figures to reckon with. For them we estimate,"
        " by the method “{method}”, {low} to {high} kg CO2e less, middle {middle} kg, compared with part of"
        " the items having been bought new. Factors version {version}. In 5 of 100 runs the value lies below,"
        " in 5 above this range. This is an estimate, not a measurement.",
        "open": "The range reaches below zero: whether anything was saved on balance is open by it.",
        "others": "Other methods come to {others} in the middle.",
        "other": "{middle} kg (“{method}”)",
        "none": "For none of these there are figures to reckon with; so we name no amount of CO2e.",
    },
}


def rounded(value: float) -> float:
    """Return a figure with two digits that count: more would pretend to be exact.

    Examples
    --------
    >>> rounded(1234.5), rounded(-0.0371), rounded(0)
    (1200.0, -0.037, 0.0)
    """
    if value == 0:
        return 0.0
    return float(round(value, 1 - math.floor(math.log10(abs(value)))))


def kilograms(value: float, lang: str) -> str:
    """Return kilograms as they are said, with two digits that count.

    Examples
    --------
    >>> kilograms(1234.5, "de"), kilograms(0.456, "en"), kilograms(3.04, "en")
    ('1.200', '0.46', '3.0')
    """
    shown = rounded(value)
    digits = 0 if shown == 0 else max(0, 1 - math.floor(math.log10(abs(shown))))
    return number(shown, lang, digits)


def claim_text(
    lang: str,
    since: date,
    until: date,
    counted: Counted,
    outcomes: Mapping[Method, Outcome],
    method: Method,
    version: int,
) -> str:
    """Return what is said of a period in one language.

    Parameters
    ----------
    lang : {"de", "en"}
    since, until : date
    counted : Counted
    outcomes : mapping of str to Outcome
        Empty where nothing can be reckoned: then no amount is said.
    method : str
        The one that is published.
    version : int
        Of the factors.
    """
    said, repairs = _SAID[lang], counted.repairs
    parts = [
        said["repairs"].format(
            since=_day(since, lang),
            until=_day(until, lang),
            all=number(repairs.all, lang),
            done=number(repairs.done, lang),
            share=share(repairs.done / repairs.all, lang) if repairs.all else "—",
        )
    ]
    if counted.resold.all:
        parts.append(said["resold"].format(n=number(counted.resold.all, lang)))
    if method not in outcomes:
        return " ".join([*parts, said["none"]])
    parts.append(_range(lang, counted, outcomes[method].total, method, version))
    if outcomes[method].total.p5 < 0:
        parts.append(said["open"])
    others = [
        said["other"].format(
            middle=kilograms(outcomes[other].total.p50, lang), method=METHOD_NAMES[lang][other]
        )
        for other in METHODS
        if other != method
    ]
    return " ".join([*parts, said["others"].format(others=listing(others, lang))])


def _range(lang: str, counted: Counted, total: Range, method: Method, version: int) -> str:
    everything = counted.everything
    return _SAID[lang]["range"].format(
        reckoned=number(everything.reckoned, lang),
        all=number(everything.all, lang),
        method=METHOD_NAMES[lang][method],
        low=kilograms(total.p5, lang),
        high=kilograms(total.p95, lang),
        middle=kilograms(total.p50, lang),
        version=version,
    )


def _day(day: date, lang: str) -> str:
    return day_words((day - _FIRST).days * _MICROSECONDS_A_DAY, lang)
