"""What a report is made of: results handed in as rows, counts and readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oase.errors import OptionInvalid
from oase.model import Reading

__all__ = ["AnswerCounts", "JourneysData", "MagicData", "Rate", "ReportData", "Row"]

Row = Mapping[str, object]
"""One row of a result table: column name to value, None where missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCounts:
    """From all to the answers that carry a verdict; None where not counted.

    Parameters
    ----------
    invited : int or None
        Invitations sent.
    read : int or None
        Rows of answers read.
    usable : int or None
        Rows with a touchpoint and an answer on the scale.
    closed : int or None
        Usable answers whose outcome window has closed.
    """

    invited: int | None = None
    read: int | None = None
    usable: int | None = None
    closed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MagicData:
    """Result of ``magic_moments`` and how it was asked for.

    Parameters
    ----------
    rows : sequence of mapping
        The result table; shares and effects are fractions.
    delta, negligible, q : float
        Smallest worthwhile effect, margin of equivalence, bound on false discovery, as fractions.
    within : str
        Window of the outcome after the answer, such as ``"90d"``; empty where told in the same survey.
    outcome : str
        Name of the contact or column that counts as outcome.
    context : sequence of str
        Columns adjusted for.
    counts : AnswerCounts or None
    """

    rows: Sequence[Row]
    delta: float = 0.02
    negligible: float = 0.05
    q: float = 0.05
    within: str = ""
    outcome: str = ""
    context: Sequence[str] = ()
    counts: AnswerCounts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneysData:
    """Results of ``Journeys`` as rows of their tables.

    Parameters
    ----------
    transitions, paths, funnel, step_matrix, retention : sequence of mapping
        Empty where not asked for.
    funnel_mode : {"closed", "open", "hybrid"}
    funnel_within : str
        Window of the funnel, such as ``"7d"``; empty for none.
    sessions : str
        Gap that ends a journey, such as ``"30m"``; empty where a journey is all of a person's contacts.
    contacts, persons : int or None
        What was walked.
    """

    transitions: Sequence[Row] = ()
    paths: Sequence[Row] = ()
    funnel: Sequence[Row] = ()
    step_matrix: Sequence[Row] = ()
    retention: Sequence[Row] = ()
    funnel_mode: str = "closed"
    funnel_within: str = ""
    sessions: str = ""
    contacts: int | None = None
    persons: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A net share with its range and denominator (willingness to recommend)."""

    value: float
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a report was narrowed to.

    Parameters
    ----------
    channel : str or None
        Of the contacts; answers have none.
    segment : (str, str) or None
        Column and value.
    only : {"", "contacts", "answers"}
        Where the column of the segment exists in only one of them; the other is not narrowed by it.
    """

    channel: str | None = None
    segment: tuple[str, str] | None = None
    only: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything a report can show; one of ``magic`` and ``journeys`` is needed.

    Parameters
    ----------
    made_at : int
        When the report was made, microseconds since 1970, UTC.
    own : str or None
        The own brand.
    competitors : sequence of str
    first_at, last_at : int or None
        First and last contact or answer, microseconds since 1970, UTC.
    zone : str
        Time zone of all dates shown.
    magic : MagicData or None
    journeys : JourneysData or None
    recommendation : Rate or None
    drivers : sequence of mapping
        The table of ``drivers``.
    contacts, answers : Reading or None
        Rows read and refused.
    chosen : Chosen or None
        None where everything was taken.

    Raises
    ------
    OptionInvalid
        With neither magic moments nor journeys.
    """

    made_at: int
    own: str | None = None
    competitors: Sequence[str] = ()
    first_at: int | None = None
    last_at: int | None = None
    zone: str = "Europe/Berlin"
    magic: MagicData | None = None
    journeys: JourneysData | None = None
    recommendation: Rate | None = None
    drivers: Sequence[Row] = ()
    contacts: Reading | None = None
    answers: Reading | None = None
    chosen: Chosen | None = None

    def __post_init__(self) -> None:
        """Refuse a report about nothing."""
        if self.magic is None and self.journeys is None:
            raise OptionInvalid(
                "There is nothing to report",
                expected="the result of magic_moments, of Journeys, or both",
                got="neither",
                todo="hand in magic=MagicData(rows=…) or journeys=JourneysData(…)",
            )
