"""What no rule may ask or allude to: special categories of data (GDPR, article 9), in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["TRAITS", "trait_in"]

TRAITS: Mapping[str, tuple[str, ...]] = {
    "health": (
        "health", "gesundheit", "krank*", "illness", "disease", "diagnos*", "pregnan*",
        "schwanger*", "disab*", "behinder*", "schwerbehind*", "depress*", "allerg*", "diabet*",
        "medication", "medikament*", "therap*", "patient*", "krebs", "cancer", "hiv", "adipos*",
        "obes*", "übergewicht*", "uebergewicht*", "menopaus*", "wechseljahre", "menstru*",
        "fertil*", "suchterkrank*", "addict*",
    ),
    "religion": (
        "relig*", "glaube*", "konfession*", "church", "kirch*", "muslim*", "moslem*", "islam*",
        "christ", "christian*", "christlich*", "jewish", "jew", "jude*", "jüd*", "juedisch*",
        "hindu*", "buddh*", "cathol*", "kathol*", "protestan*", "evangelisch*", "atheis*",
        "kopftuch*", "hijab*", "ramadan*", "kosher", "koscher*", "halal*", "weltanschau*",
        "philosophical belief",
    ),
    "origin": (
        "ethnic*", "ethnie*", "ethnisch*", "race", "racial", "rasse*", "rassisch*", "herkunft*",
        "hautfarbe*", "skin colour", "skin color", "migra*", "nationalit*", "staatsangehör*",
        "staatsangehoer*", "abstammung*", "romani", "sinti",
    ),
    "sexual life": (
        "sexual*", "sexuell*", "sexual orientation", "sexuelle orientierung", "gay", "lesbian*",
        "lesbisch*", "schwul*", "bisex*", "queer*", "lgbt*", "transgender*", "transsex*",
        "homosex*", "heterosex*", "sexleben*",
    ),
    "politics": (
        "politic*", "politik*", "politisch*", "parteizugehör*", "parteizugehoer*",
        "party membership", "voter*", "wähler*", "waehler*", "cdu", "csu", "spd", "afd", "fdp",
    ),
    "trade union": (
        "trade union*", "union member*", "gewerkschaft*", "verdi", "ig metall",
    ),
    "biometric or genetic data": (
        "biometr*", "genetic*", "genetisch*", "dna", "dns", "fingerprint*", "fingerabdruck*",
        "face id", "gesichtserkennung*", "facial recognition",
    ),
}  # fmt: skip
"""Words of each trait; a star stands for any ending."""


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s_-]+") for word in words)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE)


_INNOCENT = frozenset(
    {
        "glaube*",
        "herkunft*",
        "race",
        "patient",
        "christ",
        "rasse*",
        "migra*",
        "politic*",
        "politik*",
        "wähler*",
    }
)
"""Words that say nothing of her in a sentence about an article: where wool comes from, what one believes."""

_PATTERNS = {trait: _pattern(words) for trait, words in TRAITS.items()}
_IN_SENTENCES = {
    trait: _pattern(tuple(word for word in words if word not in _INNOCENT)) for trait, words in TRAITS.items()
}


def trait_in(said: str, *, is_sentence: bool = False) -> str | None:
    """Return which sensitive trait a text speaks of; None for none.

    Parameters
    ----------
    said : str
    is_sentence : bool
        Words that are harmless in a sentence to a customer are let through.

    Examples
    --------
    >>> trait_in("bought.pregnancy_test"), trait_in("Schwangerschaftsmode"), trait_in("size:dress:DE")
    ('health', 'health', None)
    """
    patterns = _IN_SENTENCES if is_sentence else _PATTERNS
    return next((trait for trait, pattern in patterns.items() if pattern.search(said)), None)
