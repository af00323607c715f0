"""How textiles are cared for: codes and words of our own; the known symbols are marks that need a licence."""

from __future__ import annotations

import re

__all__ = ["CARE", "care_text", "read_care"]

CARE: dict[str, tuple[str, str]] = {
    "wash_30": ("Bei 30 °C waschen", "Wash at 30 °C"),
    "wash_30_gentle": ("Bei 30 °C schonend waschen", "Wash at 30 °C, gentle cycle"),
    "wash_40": ("Bei 40 °C waschen", "Wash at 40 °C"),
    "wash_40_gentle": ("Bei 40 °C schonend waschen", "Wash at 40 °C, gentle cycle"),
    "wash_60": ("Bei 60 °C waschen", "Wash at 60 °C"),
    "wash_95": ("Bei 95 °C waschen", "Wash at 95 °C"),
    "hand_wash": ("Von Hand waschen", "Wash by hand"),
    "no_wash": ("Nicht waschen", "Do not wash"),
    "bleach": ("Bleichen erlaubt", "Bleach allowed"),
    "oxygen_bleach": ("Nur mit Sauerstoff bleichen", "Oxygen bleach only"),
    "no_bleach": ("Nicht bleichen", "Do not bleach"),
    "tumble": ("Im Trockner trocknen", "Tumble dry"),
    "tumble_low": ("Im Trockner schonend trocknen", "Tumble dry at low heat"),
    "no_tumble": ("Nicht in den Trockner", "Do not tumble dry"),
    "line_dry": ("Auf der Leine trocknen", "Dry on the line"),
    "dry_flat": ("Liegend trocknen", "Dry flat"),
    "iron_low": ("Bügeln bis 110 °C", "Iron up to 110 °C"),
    "iron_medium": ("Bügeln bis 150 °C", "Iron up to 150 °C"),
    "iron_high": ("Bügeln bis 200 °C", "Iron up to 200 °C"),
    "no_iron": ("Nicht bügeln", "Do not iron"),
    "dry_clean": ("Chemisch reinigen", "Dry clean"),
    "dry_clean_gentle": ("Schonend chemisch reinigen", "Dry clean, gentle"),
    "no_dry_clean": ("Nicht chemisch reinigen", "Do not dry clean"),
    "wet_clean": ("Nass reinigen (Fachbetrieb)", "Professional wet cleaning"),
    "leather_care": ("Mit Lederpflege einreiben", "Treat with leather care"),
    "wipe": ("Feucht abwischen", "Wipe with a damp cloth"),
}
"""German and English sentence by code."""

_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"nicht waschen|nicht waschbar|do not wash|not washable", "no_wash"),
    (r"handw[äa]sche|von hand|hand ?wash|wash(?:able)? by hand", "hand_wash"),
    (r"(?=.*(?:schon|fein|gentle|delicate|pflegeleicht))(?=.*30).*(?:w[aä]sch|wash|°)", "wash_30_gentle"),
    (r"(?=.*(?:schon|fein|gentle|delicate|pflegeleicht))(?=.*40).*(?:w[aä]sch|wash|°)", "wash_40_gentle"),
    (r"(?=.*(?:w[aä]sch|wash|°))(?!.*b[üu]gel)(?!.*iron).*\b30\b", "wash_30"),
    (r"(?=.*(?:w[aä]sch|wash|°))(?!.*b[üu]gel)(?!.*iron).*\b40\b", "wash_40"),
    (r"(?=.*(?:w[aä]sch|wash|°))(?!.*b[üu]gel)(?!.*iron).*\b60\b", "wash_60"),
    (r"(?=.*(?:w[aä]sch|wash|°))(?!.*b[üu]gel)(?!.*iron).*\b9[05]\b", "wash_95"),
    (r"nicht bleich|do not bleach|no bleach", "no_bleach"),
    (r"sauerstoff|oxygen|non-chlorine", "oxygen_bleach"),
    (r"bleich|bleach", "bleach"),
    (r"nicht .*trockner|kein .*trockner|do not tumble|no tumble", "no_tumble"),
    (r"(?=.*(?:trockner|tumble))(?=.*(?:schon|niedrig|low|gentle))", "tumble_low"),
    (r"trockner|tumble", "tumble"),
    (r"liegend|dry flat|flat dry", "dry_flat"),
    (r"leine|h[äa]ngend|line dry|dry on the line|hang", "line_dry"),
    (r"nicht b[üu]geln|do not iron|no iron", "no_iron"),
    (r"(?=.*(?:b[üu]gel|iron))(?=.*(?:110|niedrig|low|cool))", "iron_low"),
    (r"(?=.*(?:b[üu]gel|iron))(?=.*(?:200|hei[ßs]|high|hot))", "iron_high"),
    (r"b[üu]gel|iron", "iron_medium"),
    (r"nicht chemisch|keine chemische|do not dry.?clean|no dry.?clean", "no_dry_clean"),
    (r"(?=.*(?:chemisch|dry.?clean))(?=.*(?:schon|gentle))", "dry_clean_gentle"),
    (r"chemisch|dry.?clean", "dry_clean"),
    (r"nass ?reinig|wet.?clean", "wet_clean"),
    (r"lederpflege|leather care", "leather_care"),
    (r"abwischen|wipe", "wipe"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), code) for pattern, code in _PATTERNS)
_LONGEST = 120


def read_care(text: str) -> tuple[str, ...]:
    """Return the codes of the care instructions in a text, each once, in the order said.

    Parameters
    ----------
    text : str
        Codes or sentences between commas, semicolons or line ends. What is not understood keeps its words.

    Examples
    --------
    >>> read_care("Bei 30 °C schonend waschen; nicht bleichen; no_tumble; Nur mit Liebe")
    ('wash_30_gentle', 'no_bleach', 'no_tumble', 'Nur mit Liebe')
    """
    pieces = (" ".join(piece.split()) for piece in re.split(r"[;,|\n]", text))
    return tuple(dict.fromkeys(_code(piece) for piece in pieces if piece))


def care_text(code: str, lang: str) -> str:
    """Return a care instruction in words; one without a code of ours is its own words.

    Examples
    --------
    >>> care_text("hand_wash", "en"), care_text("Nur mit Liebe", "en")
    ('Wash by hand', 'Nur mit Liebe')
    """
    words = CARE.get(code)
    return code if words is None else words[0 if lang == "de" else 1]


def _code(piece: str) -> str:
    if piece in CARE:
        return piece
    return next((code for pattern, code in _COMPILED if pattern.search(piece)), piece[:_LONGEST])
