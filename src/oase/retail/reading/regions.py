"""Which state of a country a text means, for its public holidays."""

from __future__ import annotations

from oase.errors import InputError

__all__ = ["GERMAN_STATES", "subdivision_of"]

GERMAN_STATES = {
    "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen",
    "HH": "Hamburg", "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen",
    "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein", "TH": "Thüringen",
}  # fmt: skip
"""Names by ISO 3166-2 code without the country."""

_OTHERS = {
    "NRW": "NW",
    "BAVARIA": "BY",
    "HESSE": "HE",
    "SAXONY": "SN",
    "LOWER SAXONY": "NI",
    "THURINGIA": "TH",
}
_LONGEST = 3


def subdivision_of(text: str, country: str) -> str:
    """Return the ISO 3166-2 code of a state, without its country.

    Examples
    --------
    >>> subdivision_of("Nordrhein-Westfalen", "DE"), subdivision_of("DE-BY", "DE"), subdivision_of("", "DE")
    ('NW', 'BY', '')
    """
    said = text.strip().upper().removeprefix(f"{country}-")
    if country == "DE":
        by_name = {name.upper(): code for code, name in GERMAN_STATES.items()} | _OTHERS
        said = by_name.get(said, said)
    if len(said) > _LONGEST:
        raise InputError(
            "The state of the country cannot be read",
            expected="an ISO 3166-2 code such as NW",
            got=repr(text[:60]),
        )
    return said
