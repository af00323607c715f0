"""Words for the closed lists of the house: states, evidence, phases, kinds of lead, flags."""

from __future__ import annotations

from collections.abc import Iterable

from oase.errors import OptionInvalid
from oase.model import Evidence, Phase, State
from oase.words.catalogue import CATALOGUE, language, text

__all__ = ["badge", "evidence", "flag", "lead_kind", "letters", "phase", "signed_state", "state"]


def _named(kind: str, name: object, lang: str) -> str:
    key = f"{kind}.{name}"
    if key not in CATALOGUE[language(lang)]:
        known = [k.removeprefix(f"{kind}.") for k in CATALOGUE["en"] if k.startswith(f"{kind}.")]
        raise OptionInvalid(f"Unknown {kind}", expected=f"one of: {', '.join(known)}", got=repr(name))
    return text(key, lang)


def state(name: str, lang: str) -> str:
    """Return the word for a state.

    Examples
    --------
    >>> state("hygiene", "de"), state("open", "en")
    ('Selbstverständlich', 'Still open')
    """
    return _named("state", name, lang)


def signed_state(name: str, lang: str) -> str:
    """Return sign and word of a state, as they always stand together.

    Examples
    --------
    >>> signed_state("magic", "de"), signed_state("open", "de")
    ('★ Magischer Moment', '… Noch offen')
    """
    return f"{State(name).sign} {state(name, lang)}" if name in list(State) else state(name, lang)


def evidence(letter: str, lang: str, *, long: bool = False) -> str:
    """Return what a letter of evidence means, as a word or (long) as a phrase.

    Examples
    --------
    >>> evidence("B", "de"), evidence("E", "en", long=True)
    ('bereinigt', 'own view only: competitors not asked')
    """
    return _named("evidence", f"{letter}.long" if long else letter, lang)


def letters(found: Iterable[str] | None) -> tuple[str, ...]:
    """Return evidence letters once each, in the order of the model; a missing set is empty.

    Examples
    --------
    >>> letters(["R", "D", "R"]), letters(None)
    (('R', 'D'), ())
    """
    wanted = set(found or ())
    return tuple(letter.value for letter in Evidence if letter in wanted)


def badge(found: Iterable[str] | None, lang: str) -> str:
    """Return letters and words of the evidence for a small badge; a dash for none.

    Examples
    --------
    >>> badge(["B"], "de"), badge(["D", "R", "E"], "en"), badge(None, "de")
    ('B · bereinigt', 'R D E · same survey, proxy, own view', '—')
    """
    known = letters(found)
    if not known:
        return "—"
    return f"{' '.join(known)} · {', '.join(evidence(letter, lang) for letter in known)}"


def phase(name: str | None, lang: str) -> str:
    """Return the word for a phase; "no phase" for none.

    Examples
    --------
    >>> phase("purchase", "de"), phase(None, "en")
    ('Kauf', 'No phase')
    """
    return _named("phase", Phase(name).value if name in list(Phase) else name or "none", lang)


def lead_kind(name: str, lang: str) -> str:
    """Return how the comparison with competitors was asked.

    Examples
    --------
    >>> lead_kind("parallel", "en")
    'same question about both brands'
    """
    return _named("lead_kind", name, lang)


def flag(name: str, lang: str) -> str:
    """Return the words for a flag: a further state that holds, or a remark; others stand as they are.

    Examples
    --------
    >>> flag("latent", "de"), flag("order unknown", "en"), flag("few_groups", "en")
    ('Schlummernd', 'order unknown', 'few groups')
    """
    if name in list(State):
        return state(name, lang)
    key = f"flag.{name.replace(' ', '_')}"
    return text(key, lang) if key in CATALOGUE[language(lang)] else name.replace("_", " ")
