"""``Strategy``: all texts as they stand now, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from oase.strategy.texts import (
    Claim,
    Content,
    CorporatePurpose,
    Criterion,
    Evidence,
    Kind,
    Need,
    Order,
    Trait,
)

__all__ = ["GATED", "Held", "NeedHeld", "Strategy", "assembled"]

C_co = TypeVar("C_co", bound=Content, covariant=True)

GATED = frozenset({Kind.PURPOSE, Kind.ORDER, Kind.NEED, Kind.CRITERION, Kind.EVIDENCE})
"""What an approval rests on; self-assessments may change without touching it."""


@dataclass(frozen=True, slots=True)
class Held(Generic[C_co]):
    """A text as it holds now: its number, the revision it stands at, who wrote that and when."""

    id: int
    kind: Kind
    parent: int | None
    revision: int
    at: int
    who: str
    content: C_co


@dataclass(frozen=True, slots=True)
class NeedHeld:
    """A need with its criteria and evidence."""

    need: Held[Need]
    criteria: tuple[Held[Criterion], ...] = ()
    evidence: tuple[Held[Evidence], ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """The whole of it.

    Parameters
    ----------
    version : int
        Grows with every change of what an approval rests on; 0 before the first.
    purpose, order : Held or None
    needs : tuple of NeedHeld
        In the order in which they were written first.
    claims : dict of Trait to Held
    """

    version: int = 0
    purpose: Held[CorporatePurpose] | None = None
    order: Held[Order] | None = None
    needs: tuple[NeedHeld, ...] = ()
    claims: dict[Trait, Held[Claim]] = field(default_factory=dict[Trait, Held[Claim]])


def assembled(held: Sequence[Held[Content]], version: int) -> Strategy:
    """Put texts together; criteria and evidence of a need that was removed rest with it."""
    return Strategy(
        version,
        next((one for one in _of(held, CorporatePurpose)), None),
        next((one for one in _of(held, Order)), None),
        tuple(
            NeedHeld(
                need,
                tuple(one for one in _of(held, Criterion) if one.parent == need.id),
                tuple(one for one in _of(held, Evidence) if one.parent == need.id),
            )
            for need in _of(held, Need)
        ),
        {one.content.trait: one for one in _of(held, Claim)},
    )


T = TypeVar("T", CorporatePurpose, Order, Need, Criterion, Evidence, Claim)


def _of(held: Sequence[Held[Content]], kind: type[T]) -> list[Held[T]]:
    return [
        Held(one.id, one.kind, one.parent, one.revision, one.at, one.who, one.content)
        for one in held
        if isinstance(one.content, kind)
    ]
