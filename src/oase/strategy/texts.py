"""Texts of a strategy: purpose, order, needs, criteria, evidence, claims; and how a form becomes one."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from oase.model import Phase

__all__ = [
    "LEVELS",
    "MOST_CHARACTERS",
    "Claim",
    "Content",
    "CorporatePurpose",
    "Criterion",
    "Evidence",
    "Kind",
    "Need",
    "Order",
    "Sort",
    "Step",
    "Trait",
    "kind_of",
    "parsed",
    "plain",
]

MOST_CHARACTERS = 4000
LEVELS = 4
"""Traits are judged from 0 to this."""


class Kind(StrEnum):
    """What a text is."""

    PURPOSE = "purpose"
    ORDER = "order"
    NEED = "need"
    CRITERION = "criterion"
    EVIDENCE = "evidence"
    CLAIM = "claim"


class Step(StrEnum):
    """Steps of making a strategy, in the one order in which each rests on the one before."""

    CUSTOMERS = "customers"
    NEEDS = "needs"
    CRITERIA = "criteria"
    STRATEGY = "strategy"
    MEASURES = "measures"


class Sort(StrEnum):
    """Where a piece of evidence comes from; an assumption is noted, and is none."""

    OWN_WORDS = "own_words"
    CONTACTS = "contacts"
    STUDY = "study"
    INTERVIEW = "interview"
    OBSERVATION = "observation"
    COMPLAINTS = "complaints"
    ASSUMPTION = "assumption"

    @property
    def is_evidence(self) -> bool:
        """Whether customers stand behind it."""
        return self is not Sort.ASSUMPTION


class Trait(StrEnum):
    """The ten traits of a strategy that begins with customers."""

    PERSPECTIVE = "perspective"
    PREVENTIVE = "preventive"
    DURATION = "duration"
    DYNAMIC = "dynamic"
    CHOICE = "choice"
    MULTI_FACETED = "multi_faceted"
    OPERATIONAL = "operational"
    INTEGRATIVE = "integrative"
    ANTICIPATORY = "anticipatory"
    TRANSPARENT = "transparent"


class CorporatePurpose(msgspec.Struct, frozen=True):
    """What the company is there for."""

    text: str


class Order(msgspec.Struct, frozen=True):
    """In which order the company makes its strategy."""

    steps: tuple[Step, ...]


class Need(msgspec.Struct, frozen=True):
    """What customers need: of a product, in a segment, in a phase of their journey, where these are said."""

    text: str
    product: str = ""
    segment: str = ""
    phase: str = ""


class Criterion(msgspec.Struct, frozen=True):
    """By what customers judge the benefit.

    Parameters
    ----------
    text : str
        The code that open answers were given.
    said : str
        What customers said when they were asked openly.
    importance, fulfilment : float or None
        0 to 10, as customers rated them.
    touchpoint : str
        Whose answers tell the fulfilment, instead of a rating.
    """

    text: str
    said: str = ""
    importance: float | None = None
    fulfilment: float | None = None
    touchpoint: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """What shows that customers have a need; ``day`` is an ISO date, ``customers`` those behind it."""

    sort: Sort
    seen: str
    source: str
    day: str
    customers: int


class Claim(msgspec.Struct, frozen=True):
    """How far the company says it has a trait, 0 to 4, and on what it rests that."""

    trait: Trait
    level: int
    evidence: str


Content = CorporatePurpose | Order | Need | Criterion | Evidence | Claim
_TYPES: dict[Kind, type[Content]] = {
    Kind.PURPOSE: CorporatePurpose,
    Kind.ORDER: Order,
    Kind.NEED: Need,
    Kind.CRITERION: Criterion,
    Kind.EVIDENCE: Evidence,
    Kind.CLAIM: Claim,
}


def kind_of(content: Content) -> Kind:
    """Return the kind of a content."""
    return next(kind for kind, known in _TYPES.items() if isinstance(content, known))


def plain(kind: Kind, content: str) -> Content:
    """Read a content from the JSON it is kept as."""
    return msgspec.json.decode(content, type=_TYPES[kind])


class _Wrong(ValueError):
    """A field that cannot be taken; the message is its code."""


def parsed(kind: Kind, raw: Mapping[str, str], today: dt.date) -> tuple[Content | None, dict[str, str]]:
    """Read a content from the fields of a form.

    Parameters
    ----------
    kind : Kind
    raw : mapping of str to str
        By the names of the content's fields; the steps of an order as ``step1`` to ``step5``.
    today : date
        No evidence is from later.

    Returns
    -------
    (content or None, dict)
        None where a field cannot be taken; then field to what is wrong: ``needed``, ``long``, ``number``,
        ``range``, ``choice``, ``day``, ``future``, ``twice``.

    Examples
    --------
    >>> parsed(Kind.NEED, {"text": "trocken bleiben", "phase": "use"}, dt.date(2026, 11, 21))
    (Need(text='trocken bleiben', product='', segment='', phase='use'), {})
    >>> parsed(Kind.CRITERION, {"text": " ", "importance": "11"}, dt.date(2026, 11, 21))
    (None, {'text': 'needed', 'importance': 'range'})
    """
    fields: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, read in _FIELDS[kind].items():
        try:
            fields[name] = read(raw.get(name, ""))
        except _Wrong as error:
            wrong[name] = str(error)
    if kind is Kind.EVIDENCE and "day" in fields and fields["day"] > today.isoformat():
        wrong["day"] = "future"
    if kind is Kind.ORDER and not wrong:
        fields = {"steps": tuple(fields.values())}
        if len(set(fields["steps"])) < len(Step):
            wrong["step1"] = "twice"
    return (None, wrong) if wrong else (_TYPES[kind](**fields), {})


def _may(raw: str) -> str:
    text = "".join(c for c in raw.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if len(text) > MOST_CHARACTERS:
        raise _Wrong("long")
    return text


def _must(raw: str) -> str:
    if not (text := _may(raw)):
        raise _Wrong("needed")
    return text


def _rating(raw: str) -> float | None:
    if not raw.strip():
        return None
    try:
        value = float(raw.strip().replace(",", "."))
    except ValueError:
        raise _Wrong("number") from None
    if not math.isfinite(value) or not 0 <= value <= 10:
        raise _Wrong("range")
    return round(value, 1)


def _count(raw: str) -> int:
    text = raw.strip()
    if not text:
        raise _Wrong("needed")
    if not (text.isascii() and text.isdigit()):
        raise _Wrong("number")
    if len(text) > 12:
        raise _Wrong("range")
    return int(text)


def _level(raw: str) -> int:
    value = _count(raw)
    if value > LEVELS:
        raise _Wrong("range")
    return value


def _day(raw: str) -> str:
    if not raw.strip():
        raise _Wrong("needed")
    try:
        return dt.date.fromisoformat(raw.strip()).isoformat()
    except ValueError:
        raise _Wrong("day") from None


def _one_of(choices: type[StrEnum], *, is_needed: bool = True) -> Callable[[str], StrEnum | str]:
    def read(raw: str) -> StrEnum | str:
        if not raw and not is_needed:
            return ""
        if raw not in list(choices):
            raise _Wrong("choice" if raw else "needed")
        return choices(raw) if is_needed else choices(raw).value

    return read


_FIELDS: dict[Kind, dict[str, Callable[[str], Any]]] = {
    Kind.PURPOSE: {"text": _must},
    Kind.ORDER: {f"step{place}": _one_of(Step) for place in range(1, len(Step) + 1)},
    Kind.NEED: {
        "text": _must,
        "product": _may,
        "segment": _may,
        "phase": _one_of(Phase, is_needed=False),
    },
    Kind.CRITERION: {
        "text": _must,
        "said": _may,
        "importance": _rating,
        "fulfilment": _rating,
        "touchpoint": _may,
    },
    Kind.EVIDENCE: {
        "sort": _one_of(Sort),
        "seen": _must,
        "source": _must,
        "day": _day,
        "customers": _count,
    },
    Kind.CLAIM: {"trait": _one_of(Trait), "level": _level, "evidence": _must},
}
