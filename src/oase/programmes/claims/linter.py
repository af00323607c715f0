"""The linter of claims: reads a text as a critic would, and says what is forbidden, from when on, and why.

It finds words by how they are formed (``vocabulary``), in German and English at once; it looks at what stands
around them (``context``) and at what makes a claim checkable (``proof``). It passes nothing for good: a text
that passes has no word in it that these rules know to be forbidden.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from oase.errors import OptionInvalid
from oase.programmes import law
from oase.programmes.claims.advice import advice
from oase.programmes.claims.context import why_only_check
from oase.programmes.claims.finding import Finding, Kind, Severity, Verdict
from oase.programmes.claims.proof import proof_of
from oase.programmes.claims.reading import fold, sentences
from oase.programmes.claims.rules import RULES, Hit, Read

__all__ = ["LONGEST", "VERSION", "check"]

VERSION = "2026-2"
"""Of the rules; kept with every verdict."""

LONGEST = 10_000
"""Characters of a text."""

_RULE: dict[Kind, str] = {"statutory": "statutory_rights"}
_UNLISTED = ("GB", "CH")
"""Where the law forbids misleading claims but names no list of words; offsetting is named in Switzerland."""


def check(text: str, *, lang: Literal["de", "en"] = "de", country: str = "DE", day: date) -> Verdict:
    """Return what is wrong with a text that is to be said to customers.

    Parameters
    ----------
    text : str
        As it is to be said, in German or English or both.
    lang : {"de", "en"}
        Of what the linter says.
    country : str
        Where it is said, ISO 3166-1 alpha-2.
    day : date
        From which it is said.

    Raises
    ------
    OptionInvalid
        The text is too long.

    Examples
    --------
    >>> now = date(2026, 11, 22)
    >>> check("Unsere nachhaltige Jacke.", day=now).verdict
    'blocked'
    >>> check("412 Jacken repariert; Methode: gezählte Fälle; Spanne 400 bis 420.", day=now).verdict
    'passes'
    >>> check("Wir nennen uns nicht klimaneutral.", day=now).verdict
    'check'
    >>> check("Unsere nachhaltige Jacke.", day=date(2026, 9, 26)).findings[0].severity
    'warns'
    """
    if len(text) > LONGEST:
        raise OptionInvalid("The text is too long", expected=f"{LONGEST} characters", got=str(len(text)))
    folded, places = fold(text)
    whole = proof_of(folded)
    found: list[Finding] = []
    for one in sentences(folded, text, places):
        hits = [hit for rule in RULES for hit in rule(Read(one, whole, day))]
        for hit in _widest(hits):
            why = "" if hit.kind == "statutory" else why_only_check(one, hit.start, hit.end)
            start, end = places[one.start + hit.start], places[one.start + hit.end - 1] + 1
            found.append(_finding(hit, why, text, (start, end), lang, country, day))
    found.sort(key=lambda finding: (finding.start, finding.end))
    return Verdict(verdict=_verdict(found), findings=tuple(found), version=VERSION)


def _widest(hits: list[Hit]) -> list[Hit]:
    """Return the hits without those that stand inside another of their kind, and weak ones inside any."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.weak == "weak", bool(one.weak), one.start - one.end)):
        is_vague = hit.kind == "generic" and hit.weak == "weak"
        rivals = [other for other in kept if is_vague or other.kind == hit.kind]
        if not any(other.start <= hit.start and hit.end <= other.end for other in rivals):
            kept.append(hit)
    return kept


def _finding(
    hit: Hit,
    why: str,
    text: str,
    place: tuple[int, int],
    lang: Literal["de", "en"],
    country: str,
    day: date,
) -> Finding:
    said = law.rule(_RULE.get(hit.kind, "green_claims"), country, day)
    reason, severity = why or hit.weak, _severity(said, hit, why)
    if not reason and severity == "check":
        reason = "country"
    return Finding(
        kind=hit.kind,
        severity=severity,
        words=text[slice(*place)],
        start=place[0],
        end=place[1],
        why=reason,
        rule=said.name,
        begins=said.begins if isinstance(said, law.Rule) else None,
        said=advice(hit.kind, reason, lang),
    )


def _severity(said: law.Rule | law.Check, hit: Hit, why: str) -> Severity:
    if why or hit.weak or isinstance(said, law.Check):
        return "check"
    is_named = hit.kind == "statutory" or (hit.kind == "offset" and said.country == "CH")
    if said.country in _UNLISTED and not is_named:
        return "check"
    return "blocks" if said.holds else "warns"


def _verdict(found: list[Finding]) -> Literal["passes", "blocked", "check"]:
    if any(one.severity == "blocks" for one in found):
        return "blocked"
    return "check" if found else "passes"
