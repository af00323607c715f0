# ruff: noqa: E501
"""What makes a claim checkable: a figure, a method, a range, a basis of comparison; and a plan for the future."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Proof", "proof_of"]

_FIGURE = re.compile(r"\b\d")
_METHOD = re.compile(
    r"\b(?:methode|methodik|verfahren|method|methodology|berechn\w*|gemessen|messung|measur\w*|calculat\w*|gezaehlt"
    r"|counted|studie|study|survey|umfrage|quelle|source|lca|life[\s-]cycle assessment|oekobilanz|iso \d+|en \d+"
    r"|din \w+|pef\w*|monte[\s-]carlo|laut|gemaess|according to|based on|basis|modell|model|faktor\w*|factors?"
    r"|bericht|report|nachweis|evidence|certificate|zertifikat|test\w*|geprueft (?:von|durch|nach)|audited|verified by"
    r"|verwogen|gewogen|weighed|intervall|interval|norm|standard|wrap|ecobalyse|base empreinte|gots|grs|rcs|ocs)\b"
)
_RANGE = re.compile(
    r"\b(?:spanne|spannweite|range|ranging|zwischen|between|intervall|interval|p5|p95|unsicherheit|uncertainty"
    r"|konfidenz\w*|confidence|von [\d.,]+ (?:kg |g |l |% )?bis|from [\d.,]+ (?:kg |g |l |% )?to|plus/minus)\b|±"
    r"|\b\d[\d.,]*\s?(?:kg|g|l|%|liter|prozent)?\s?(?:bis|to|-)\s?\d"
)
_BASIS = re.compile(
    r"\b(?:als|gegenueber|im vergleich|verglichen|gemessen an|statt|anstelle|bezogen auf|than|compared|relative to"
    r"|versus|vs|instead of|against|baseline|vorjahr|vorgaenger\w*)\b"
)
_PLAN = re.compile(
    r"\b\w*(?:umsetzungs|massnahmen|fahr|zeit|ziel)?plans?\b|\broadmap\b|\bimplementation plan\b|\bmeilenstein\w*|\bmilestones?\b"
)
_CHECKED = re.compile(
    r"\b(?:unabhaengig\w*|independent\w*|dritte[nr]?|third[\s-]part(?:y|ies)|sachverstaendig\w*|auditor\w*|gutachter\w*"
    r"|tuev|sbti|science[\s-]based|externally verified|extern geprueft)\b"
)


class Proof(NamedTuple):
    """What a text, or one sentence of it, brings along for its claims."""

    figure: bool
    method: bool
    range: bool
    basis: bool
    plan: bool


def proof_of(text: str) -> Proof:
    """Return what a folded text brings along.

    Examples
    --------
    >>> proof_of("412 jackets repaired, method: counted cases, range 400 to 420")
    Proof(figure=True, method=True, range=True, basis=False, plan=False)
    """
    return Proof(
        bool(_FIGURE.search(text)),
        bool(_METHOD.search(text)),
        bool(_RANGE.search(text)),
        bool(_BASIS.search(text)),
        bool(_PLAN.search(text) and _CHECKED.search(text)),
    )
