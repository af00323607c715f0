"""Plain figures of a house by which traits are measured: counted once, read by pure functions."""

from __future__ import annotations

import msgspec

__all__ = ["FACETS", "Figures", "Judged", "Spread"]

FACETS = ("functional", "social", "personal")


class Judged(msgspec.Struct, frozen=True):
    """What customers answered about one touchpoint of the own brand.

    Parameters
    ----------
    answers, missed, exceeded : int
        Answers that judge it, and those on either side.
    expected : int
        Answers that tell the level expected.
    expected_at : int or None
        When the latest of these was given, microseconds since 1970, UTC.
    phase : str or None
    facets : dict of str to int
        Judgements of one side of the experience: functional, social, personal.
    """

    answers: int = 0
    missed: int = 0
    exceeded: int = 0
    expected: int = 0
    expected_at: int | None = None
    phase: str | None = None
    facets: dict[str, int] = {}


class Spread(msgspec.Struct, frozen=True):
    """How judgements differ within touchpoints, and how much of that lies between contexts.

    Parameters
    ----------
    answers, touchpoints, cells : int
        Judgements with context, their touchpoints, and the touchpoints split by every context column.
    total, within : float
        Sums of squares about the mean of the touchpoint, and about the mean of the cell.
    columns : list of str
    """

    answers: int = 0
    touchpoints: int = 0
    cells: int = 0
    total: float = 0.0
    within: float = 0.0
    columns: list[str] = []


class Figures(msgspec.Struct, frozen=True):
    """All of them.

    Parameters
    ----------
    contacts : dict of str to int
        Contacts of each touchpoint that was met.
    phases : dict of str to str
        Phase of each of these that has one.
    judged : dict of str to Judged
    spread : Spread
    has_facets : bool
        Whether any answer names a side of the experience.
    consents, consents_kept : int
        Consents in force, and those of them whose wording and source are kept.
    """

    contacts: dict[str, int] = {}
    phases: dict[str, str] = {}
    judged: dict[str, Judged] = {}
    spread: Spread = Spread()
    has_facets: bool = False
    consents: int = 0
    consents_kept: int = 0
