"""A fact that a decision has used, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase.words.catalogue import language
from oase.words.forms import number
from oase.words.receipts.forms import TEXTS, articled, phrase

__all__ = ["fact_text"]


def fact_text(name: str, value: Any, lang: str, *, what: object = None) -> str:
    """Return what a fact says, without a final stop.

    Parameters
    ----------
    name : str
        As in ``model.facts``, or ``stock``, ``weather``, ``hours``.
    value : JSON value
    lang : {"de", "en"}
    what : dict of str to str, optional
        Name of the article, by language, where the fact is about one; for ``store:preferred`` and
        ``met:<store>`` that of the store.

    Examples
    --------
    >>> fact_text("size:dress:DE", "38", "de"), fact_text("consent:push", 0, "en")
    ('Deine Größe bei Kleidern: 38', 'You have not allowed push')
    >>> fact_text("undecided:1", {"because": "size"}, "de", what={"": "Rock"})
    '„Rock“: noch offen, wegen der Größe'
    """
    kind, _, rest = name.partition(":")
    about = rest.partition(":")[0]
    if kind == "weather" and isinstance(value, Mapping):
        known = {key: number(value.get(key), lang) for key in ("temperature", "precipitation")}
        return phrase("fact.weather", lang, **known)
    if kind == "store":
        return phrase("fact.store", lang, value=_named(what or value))
    if kind == "met":
        return phrase(
            "fact.met.one" if value == 1 else "fact.met", lang, what=_named(what or rest), value=value
        )
    if kind == "mood":
        return phrase("fact.mood", lang, what=_known(f"mood.{value}", lang, value))
    if kind == "undecided":
        return phrase("fact.undecided", lang, what=articled(what, lang), because=_because(value, lang))
    key = f"fact.{kind}"
    if key not in TEXTS["de"]:
        return phrase("fact.other", lang, name=name, value=value)
    if not value and f"{key}.no" in TEXTS["de"]:
        key = f"{key}.no"
    return phrase(key, lang, what=_what(kind, about, lang, what), value=value)


def _named(shown: Any) -> Any:
    return next(iter(shown.values())) if isinstance(shown, Mapping) else shown


def _known(key: str, lang: str, other: Any) -> Any:
    return TEXTS[language(lang)].get(key, other)


def _because(value: Any, lang: str) -> str:
    """Return why she has not decided; that she wants no further question says more than a reason."""
    told: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    why = "nothing" if told.get("choice") == "nothing" else told.get("because")
    return _known(f"because.{why}", lang, "")


def _what(kind: str, about: str, lang: str, what: object) -> str:
    if kind == "consent":
        return TEXTS["de" if lang == "de" else "en"].get(f"purpose.{about}", about)
    if kind in ("size", "need"):
        return TEXTS["de" if lang == "de" else "en"].get(f"garment.{about}", about)
    return articled(what, lang, starts=lang == "de")
