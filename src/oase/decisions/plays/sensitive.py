"""What no rule may ask or allude to: special categories of data (GDPR, article 9), in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["TRAITS", "plainly", "trait_in"]

TRAITS: Mapping[str, tuple[str, ...]] = {
    "health": (
        "health", "gesundheit", "krank*", "illness", "disease", "diagnos*", "pregnan*",
        "schwanger*", "disab*", "behinder*", "schwerbehind*", "depress*", "allerg*", "diabet*",
        "medication", "medikament*", "arznei*", "therap*", "patient*", "krebs", "cancer", "hiv", "aids",
        "asthma", "neurodermitis", "rollstuhl*", "pflegegrad*", "adipos*",
        "obes*", "übergewicht*", "uebergewicht*", "menopaus*", "wechseljahre", "menstru*",
        "fertil*", "suchterkrank*", "addict*",
    ),
    "religion": (
        "relig*", "glaube*", "konfession*", "church", "kirch*", "mosque*", "muslim*", "moslem*", "islam*",
        "christ", "christian*", "christlich*", "jewish", "jew", "jude*", "taufe*", "jüd*", "juedisch*",
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


_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝвкмнтαεοριυνκτ", "aeopcyxijsdhqwbkmhtaeopiuvkt"
)  # Cyrillic and Greek letters that look like Latin ones


def plainly(said: str) -> str:
    """Return a text as it looks to a reader: no invisible characters, one form of each letter.

    Examples
    --------
    >>> plainly("ｓｃｈｗ\u00adаnger")
    'schwanger'
    """
    composed = unicodedata.normalize("NFKC", said)
    seen = "".join(one for one in composed if unicodedata.category(one) not in ("Cf", "Mn", "Me"))
    return seen.lower().translate(_LOOK_ALIKE) if not seen.isascii() else seen


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

_WITHIN: Mapping[str, tuple[str, ...]] = {
    "health": (
        "krankheit", "erkrank", "krebs", "diabet", "schwanger", "behinder", "therap", "depressi",
        "fruchtbar", "unverträglich", "unvertraeglich", "infertil",
    ),
    "religion": ("muslim", "moslem", "moschee", "synagog", "konfession"),
    "origin": ("ethni", "migrationshinter", "flüchtling", "fluechtling"),
    "sexual life": ("sexuell", "sexuali"),
    "politics": ("parteimit", "wahlverhalten", "parteibuch"),
    "trade union": ("gewerkschaft",),
    "biometric or genetic data": ("biometr",),
}  # fmt: skip
"""Parts that tell the same within a longer word: German puts words together."""

_PARTS = {trait: re.compile("|".join(parts), re.IGNORECASE) for trait, parts in _WITHIN.items()}
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
    seen = plainly(said)
    patterns = _IN_SENTENCES if is_sentence else _PATTERNS
    for trait, pattern in patterns.items():
        if pattern.search(seen) or _PARTS[trait].search(seen):
            return trait
    return None
