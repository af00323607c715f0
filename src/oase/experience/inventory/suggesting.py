"""What the evidence suggests to do with a touchpoint; the company decides, and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from oase.experience.inventory.touchpoint import Touchpoint
from oase.model import State

__all__ = ["Evidence", "Suggestion", "suggested"]

_KEPT = {State.MAGIC, State.PERFORMANCE, State.LATENT, State.HYGIENE, State.COMPETITOR, State.PAIN}


class Evidence(NamedTuple):
    """What is known of a touchpoint from contacts and answers.

    ``state`` is None where it was never judged; ``needed`` how many answers an open one lacks, where known.
    """

    contacts: int = 0
    answers: int = 0
    state: str | None = None
    needed: int | None = None


class Suggestion(NamedTuple):
    """A verdict, or none, and the reason: a key of the page's words, with what it tells of."""

    verdict: str
    reason: str
    other: str = ""


def suggested(one: Touchpoint, known: Mapping[str, Evidence], every: Sequence[Touchpoint]) -> Suggestion:
    """Return what the evidence suggests for a touchpoint.

    Parameters
    ----------
    one : Touchpoint
    known : mapping of touchpoint to Evidence
    every : sequence of Touchpoint
        The inventory: a neutral one may be combined with another of the same channel and phase.

    Returns
    -------
    Suggestion
        ``keep`` where customers have judged it to matter; ``drop`` or ``combine`` where both effects are
        negligible; ``missing`` where no contact was ever made at one of the own; else none, with what
        is lacking.

    Examples
    --------
    >>> card = Touchpoint(name="Packzettel", channel="Lieferung", phase="use")
    >>> box = Touchpoint(name="Verpackung", channel="Lieferung", phase="use")
    >>> known = {"Packzettel": Evidence(900, 4000, "neutral"), "Verpackung": Evidence(950, 5000, "hygiene")}
    >>> suggested(card, known, [card, box])
    Suggestion(verdict='combine', reason='neutral_beside', other='Verpackung')
    >>> suggested(Touchpoint(name="Hofladen"), known, [card, box])
    Suggestion(verdict='missing', reason='no_contact', other='')
    """
    found = known.get(one.name, Evidence())
    if found.state in _KEPT:
        return Suggestion("keep", f"state_{found.state}")
    if found.state == State.NEUTRAL:
        other = _beside(one, known, every)
        return Suggestion("combine", "neutral_beside", other) if other else Suggestion("drop", "neutral")
    if found.state == State.OPEN:
        return Suggestion("", "open" if found.needed is not None else "open_unknown")
    if not found.contacts and not found.answers and one.kind == "own":
        return Suggestion("missing", "no_contact")
    return Suggestion("", "never_asked" if one.kind == "own" else "foreign")


def _beside(one: Touchpoint, known: Mapping[str, Evidence], every: Sequence[Touchpoint]) -> str:
    """Return the busiest touchpoint of the same channel and phase that customers have judged to matter."""
    others = [
        other
        for other in every
        if other.name != one.name
        and one.channel
        and (other.channel, other.phase) == (one.channel, one.phase)
        and known.get(other.name, Evidence()).state in _KEPT
    ]
    return max(others, key=lambda other: known[other.name].contacts).name if others else ""
