"""Remarks: what stands beside a verdict as a flag, and beside all of them as a note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from oase.experience.claims import DEPENDS_ON_LATER
from oase.experience.relevance import Relevance
from oase.experience.result import Denominators
from oase.experience.study import Study
from oase.experience.voices import Focus
from oase.stats import Standardised

__all__ = ["CONTEXT_FOR_B", "flags_of", "notes_of", "varying"]

CONTEXT_FOR_B = 3
"""Least number of context columns for the letter B."""

_ORDER_UNKNOWN, _DEPENDS_ON_OTHERS = "order_unknown", "depends_on_others"
_INSEPARABLE, _STRATA_DIFFER = "inseparable", "strata_differ"
_USABLE = 0.8


def flags_of(
    subject: Study, claimed: Sequence[str], relevance: Relevance | None, checked: Standardised | None
) -> list[str]:
    """Return the flags of a row: further claims, and what a reader must know about the estimates.

    Without an order nobody knows which touchpoints are later ones: the claim then depends on "others".
    """
    flags = list(claimed)
    if not subject.is_ordered:
        flags = [_DEPENDS_ON_OTHERS if flag == DEPENDS_ON_LATER else flag for flag in flags]
        flags.append(_ORDER_UNKNOWN)
    if relevance is not None and relevance.is_inseparable:
        flags.append(_INSEPARABLE)
    if relevance is not None and checked is not None and _differ(subject, relevance, checked):
        flags.append(_STRATA_DIFFER)
    return flags


def _differ(subject: Study, relevance: Relevance, checked: Standardised) -> bool:
    """Whether strata and least squares on the same context differ by more than the range allows.

    Only where all context columns were crossed and most answers lie in usable strata is it the same question.
    """
    low, high = relevance.reward_range()
    is_same = subject.strata is not None and subject.strata.columns == len(subject.context)
    gap = abs(checked.difference - relevance.in_context)
    return is_same and checked.share_usable >= _USABLE and gap > (high - low) / 2


def varying(subject: Study) -> int:
    """Return how many context columns have at least two levels, so that they adjust for something."""
    return sum(len(column.levels) > 1 for column in subject.context)


def notes_of(
    subject: Study, counts: Denominators, whole: Mapping[Focus, Relevance | None]
) -> tuple[str, ...]:
    """Return what was left out on the way to the verdicts on everybody."""
    return (
        *subject.outcome.notes,
        *_of_answers(counts),
        *_of_context(subject),
        *_of_touchpoints(subject, whole),
    )


def _of_answers(counts: Denominators) -> Iterator[str]:
    if counts.too_young and not counts.used_for_relevance:
        yield "no answer is old enough for its outcome to be known: choose a shorter window, or wait"
    if counts.too_young:
        yield f"{counts.too_young:,} answers are younger than the window and not used for reward and penalty"
    if counts.without_outcome:
        yield f"{counts.without_outcome:,} answers have no outcome and are not used for reward and penalty"


def _of_context(subject: Study) -> Iterator[str]:
    for name, column in zip(subject.adjusted, subject.context, strict=True):
        if len(column.levels) < 2:
            yield f"context {name!r} adjusts for nothing: it has one level, rare ones being pooled"
    there = varying(subject)
    if subject.outcome.is_later and there < CONTEXT_FOR_B:
        yield f"evidence B needs at least {CONTEXT_FOR_B} context columns that vary, there are {there}"


def _of_touchpoints(subject: Study, whole: Mapping[Focus, Relevance | None]) -> Iterator[str]:
    few = [focus for focus, found in whole.items() if found is None or found.has_few]
    twins = [focus for focus, found in whole.items() if found is not None and found.is_inseparable]
    if few:
        yield f"too few persons missed, met or exceeded for reward or penalty: {_names(subject, few)}"
    if twins:
        yield f"answers cannot be told apart from those about other touchpoints: {_names(subject, twins)}"


def _names(subject: Study, foci: Sequence[Focus]) -> str:
    voices = subject.voices
    named = [(voices.touchpoints[focus.touchpoint], voices.facets[focus.facet]) for focus in foci]
    return ", ".join(name if facet is None else f"{name} ({facet})" for name, facet in named)
