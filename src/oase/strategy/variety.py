"""Variety: the same product, different segments, different criteria."""

from __future__ import annotations

from typing import NamedTuple

from oase.strategy.document import Strategy

__all__ = ["Variety", "varieties"]


class Variety(NamedTuple):
    """Criteria of a product: those every segment names, and what each names alone."""

    product: str
    shared: tuple[str, ...]
    alone: dict[str, tuple[str, ...]]


def varieties(strategy: Strategy) -> tuple[Variety, ...]:
    """Return, for each product whose needs are told for two segments or more, how their criteria differ."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in strategy.needs:
        need = one.need.content
        if need.product and need.segment:
            named = found.setdefault(need.product, {}).setdefault(need.segment, set())
            named |= {criterion.content.text for criterion in one.criteria}
    return tuple(_variety(product, named) for product, named in found.items() if len(named) > 1)


def _variety(product: str, named: dict[str, set[str]]) -> Variety:
    shared = set.intersection(*named.values())
    alone = {segment: tuple(sorted(criteria - shared)) for segment, criteria in named.items()}
    return Variety(product, tuple(sorted(shared)), alone)
