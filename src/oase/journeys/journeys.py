"""The journeys customers really take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, Literal, TypeVar, get_args

from oase.errors import OptionInvalid, nearest
from oase.journeys import tables
from oase.journeys.durations import microseconds, spoken
from oase.journeys.results import Funnel, Paths, Retention, StepMatrix, TimeBetween, Transitions
from oase.lake import Contacts, sql
from oase.lake.kernels import (
    BetweenKernel,
    FunnelKernel,
    FunnelMode,
    PathsKernel,
    Period,
    Question,
    RetentionKernel,
    StepsKernel,
    TransitionsKernel,
)
from oase.settings import Settings, time_zone

__all__ = ["Journeys", "Touchpoints"]

Touchpoints = str | Sequence[str]
"""One touchpoint, or several of which any serves."""

_K = TypeVar("_K", bound=Question)


@dataclass(frozen=True, slots=True, repr=False, init=False)
class Journeys:
    """Contacts as journeys: who went where next, how far, how often again.

    A journey is a person's whole row of contacts, ordered by time, then by the tie column where there is
    one, then by the name of the touchpoint; after ``sessions`` it is one session. Methods that narrow or cut
    give new journeys. The result of a question does not depend on the order of the rows.

    Parameters
    ----------
    contacts : Contacts
        As ``read_contacts`` gives them.
    settings : Settings, optional
        The time zone of calendar periods and the language of pictures come from here; those under which
        the contacts were read when left out.
    gap : int, optional
        Microseconds after which a new journey begins; better said with ``sessions``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from oase.lake import Contacts
    >>> toy = pa.table({"person": ["u1", "u1", "u2"], "at": [0, 60, 0], "touchpoint": ["app", "shop", "app"]})
    >>> Journeys(Contacts.from_batches([toy])).transitions()
    source  target  contacts  persons  share_of_source  mean_seconds  median_seconds
    app     shop           1        1                1         6e-05           6e-05
    """

    contacts: Contacts
    settings: Settings
    gap: int | None

    def __init__(
        self, contacts: Contacts, *, settings: Settings | None = None, gap: int | None = None
    ) -> None:
        object.__setattr__(self, "contacts", contacts)
        object.__setattr__(self, "settings", settings or contacts.settings)
        object.__setattr__(self, "gap", gap)

    def transitions(self) -> Transitions:
        """Count from which touchpoint to which next one, with mean and exact median gap.

        Returns
        -------
        Transitions
            One row a pair, the most frequent first. A touchpoint that follows itself is a pair too.
        """
        kernel = self._walked(lambda: TransitionsKernel(self.gap))
        table = tables.transitions_table(kernel.result(), kernel.names)
        return Transitions(table, sql.transitions_sql(self.gap, tie=self._tie), lang=self.settings.lang)

    def paths(self, top: int | None = 100) -> Paths:
        """Count whole journeys, of any length.

        Parameters
        ----------
        top : int or None
            Paths listed one by one, equal counts in the order of their touchpoints' names; all when None. The
            rest is one more row whose path is null, also where it is 0.

        Raises
        ------
        OptionInvalid
            For what is no whole number, or below zero.
        """
        if top is not None:
            _counted(top, 0, "paths")
        found = self._walked(lambda: PathsKernel(top, self.gap)).result()
        return Paths(
            tables.paths_table(found),
            sql.paths_sql(top, self.gap, tie=self._tie),
            journeys=found.total,
            contacts=found.contacts,
            distinct=found.distinct,
            lang=self.settings.lang,
        )

    def funnel(
        self,
        steps: Sequence[Touchpoints],
        within: str | dt.timedelta | None = None,
        mode: FunnelMode = "closed",
    ) -> Funnel:
        """Count how many persons came through a list of steps.

        Parameters
        ----------
        steps : sequence of str or of sequences of str
            Touchpoints; a step that is a list is served by any of them. A touchpoint may be in several steps.
        within : str or timedelta, optional
            Longest time from the first step of an attempt to any other, such as ``"7d"``.
        mode : {"closed", "open", "hybrid"}
            *closed*: each step is a later contact than the one before. *hybrid*: after the first step the
            later ones in any order; a step counts where all before it in the list were reached too, and one
            contact may serve several steps. *open*: each step is counted by itself, without ``within``.

        Returns
        -------
        Funnel
            Every contact of the first step begins an attempt; an attempt lies within one journey, and a
            person has reached a step where any attempt did. ``median_seconds`` is the median over those
            persons of the shortest time from the first step of an attempt to this step.

        Raises
        ------
        OptionInvalid
            For an unknown touchpoint (the nearest names are offered), mode or duration.
        """
        if mode not in get_args(FunnelMode):
            raise OptionInvalid("The mode is not known", expected="closed, open or hybrid", got=repr(mode))
        if mode == "open" and within is not None:
            raise OptionInvalid(
                "An open funnel has no time limit",
                expected="within only for closed and hybrid",
                got=repr(within),
                todo="leave within out, or take mode='hybrid'",
            )
        if isinstance(steps, str):
            raise OptionInvalid(
                "The steps are one text", expected="a list of touchpoints", got=repr(steps), where="steps"
            )
        listed = [_listed(step, "steps") for step in steps]
        if not listed:
            raise OptionInvalid("The funnel has no steps", expected="one or more touchpoints", got="none")
        limit = None if within is None else microseconds(within, "within")
        kernel = self._walked(lambda: FunnelKernel(listed, mode, limit, self.gap))
        _known([name for step in listed for name in step], kernel.names, "steps")
        return Funnel(
            tables.funnel_table(kernel.result(), listed),
            sql.funnel_sql(listed, mode, limit, self.gap, tie=self._tie),
            lang=self.settings.lang,
        )

    def step_matrix(self, steps: int = 10) -> StepMatrix:
        """Count which touchpoint stands at which step.

        Parameters
        ----------
        steps : int
            Steps listed; there is no limit. Journeys that go on after them are the row ``later``.

        Raises
        ------
        OptionInvalid
            For what is no whole number, or below one.
        """
        _counted(steps, 1, "steps")
        kernel = self._walked(lambda: StepsKernel(steps, self.gap))
        table = tables.steps_table(kernel.result(), kernel.names)
        return StepMatrix(table, sql.steps_sql(steps, self.gap, tie=self._tie), lang=self.settings.lang)

    def time_between(self, a: Touchpoints, b: Touchpoints) -> TimeBetween:
        """Measure the time from the first ``a`` of each journey to the first ``b`` after it.

        Parameters
        ----------
        a, b : str or sequence of str
            Touchpoints, or several of which any serves; ``b`` may be ``a``, then it is its first revisit.

        Raises
        ------
        OptionInvalid
            For an unknown touchpoint; the nearest names are offered.
        """
        begin, end = _listed(a, "a"), _listed(b, "b")
        kernel = self._walked(lambda: BetweenKernel(begin, end, self.gap))
        _known(begin, kernel.names, "a")
        _known(end, kernel.names, "b")
        table = tables.between_table(kernel.result())
        text = sql.between_sql(begin, end, self.gap, tie=self._tie)
        return TimeBetween(table, text, lang=self.settings.lang)

    def retention(self, by: Period = "month", timezone: str | None = None) -> Retention:
        """Follow persons from the calendar period of their first contact, sessions or not.

        Parameters
        ----------
        by : {"day", "week", "month", "quarter", "year"}
            The period; weeks begin on Monday.
        timezone : str, optional
            IANA name of the zone whose calendar counts; that of the settings when left out.

        Raises
        ------
        OptionInvalid
            For an unknown period or zone.
        """
        if by not in get_args(Period):
            raise OptionInvalid("The period is not known", expected=", ".join(get_args(Period)), got=repr(by))
        name = self.settings.timezone if timezone is None else timezone
        zone = time_zone(name)
        found = self._walked(lambda: RetentionKernel(by, zone)).result()
        table = tables.retention_table(found, by)
        return Retention(table, sql.retention_sql(by, name), lang=self.settings.lang)

    def sessions(self, gap: str | dt.timedelta) -> Journeys:
        """Return journeys that are sessions: a pause longer than ``gap`` begins a new one.

        Sessions are formed from the contacts that ``only``, ``between`` and ``segment`` leave, in whichever
        order they are called.

        Parameters
        ----------
        gap : str or timedelta
            Such as ``"30m"``.

        Raises
        ------
        OptionInvalid
            For what is no duration.
        """
        return replace(self, gap=microseconds(gap, "gap"))

    def only(
        self,
        *,
        touchpoint: Touchpoints | None = None,
        channel: Touchpoints | None = None,
        phase: Touchpoints | None = None,
    ) -> Journeys:
        """Return journeys of the contacts at some touchpoints, channels or phases.

        Parameters
        ----------
        touchpoint, channel, phase : str or sequence of str, optional
            One name or several; a contact must meet all that are given.

        Raises
        ------
        OptionInvalid
            For an unknown touchpoint; the nearest names are offered.
        ColumnMissing
            If the contacts have no channels or phases.
        """
        named = {"touchpoint": touchpoint, "channel": channel, "phase": phase}
        chosen = {name: _listed(values, name) for name, values in named.items() if values is not None}
        if "touchpoint" in chosen:
            _known(chosen["touchpoint"], self.contacts.touchpoints, "touchpoint")
        return replace(self, contacts=self.contacts.only(**chosen))

    def between(self, start: Any, end: Any) -> Journeys:
        """Return journeys of the contacts with start ≤ at < end.

        Parameters
        ----------
        start, end : date, datetime, str, int or None
            A moment, ISO text or microseconds since 1970, UTC; None leaves a side open. Without a zone of
            its own it is taken in that under which the contacts were read; a day means its first moment.

        Raises
        ------
        OptionInvalid
            For what is no moment, or an end before the start.
        """
        return replace(self, contacts=self.contacts.between(start, end))

    def segment(self, column: str, value: Any) -> Journeys:
        """Return journeys of the contacts whose attribute has a value.

        Parameters
        ----------
        column : str
            An attribute that was read.
        value : object or sequence of objects
            One value, or several of which any serves; empty cells never match.

        Raises
        ------
        ColumnMissing
            If there is no such attribute; the nearest names are offered.
        """
        return replace(self, contacts=self.contacts.segment(column, value))

    def __repr__(self) -> str:
        cut = "" if self.gap is None else f", sessions {spoken(self.gap)}"
        return f"Journeys({self.contacts!r}{cut})"

    @property
    def _tie(self) -> bool:
        return "tie" in self.contacts.columns

    def _walked(self, make: Callable[[], _K]) -> _K:
        """Return a kernel that has seen all contacts, walked once more where it asks for it."""
        kernel = self._run(make)
        while (following := kernel.again()) is not None:
            kernel = self._run(following)
        return kernel

    def _run(self, make: Callable[[], _K]) -> _K:
        [kernel] = self.contacts.run(lambda: [make()])
        return kernel


def _listed(names: object, option: str) -> tuple[str, ...]:
    """Return one or several names as a tuple."""
    listed = [names] if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    if not listed:
        raise OptionInvalid("No touchpoint is named", expected="one or more names", got="none", where=option)
    texts = tuple(name for name in listed if isinstance(name, str))
    if len(texts) < len(listed):
        wrong = next(name for name in listed if not isinstance(name, str))
        raise OptionInvalid("A name is a text", expected=repr(str(wrong)), got=repr(wrong), where=option)
    return texts


def _counted(value: object, least: Literal[0, 1], what: str) -> None:
    """Refuse what is no whole number, or too small a one."""
    wrong = "no whole number" if not isinstance(value, Integral) else f"below {('zero', 'one')[least]}"
    if not isinstance(value, Integral) or int(value) < least:
        raise OptionInvalid(
            f"The number of {what} is {wrong}", expected=f"{least} or more", got=repr(value), where=what
        )


def _known(asked: Sequence[str], names: Sequence[str], option: str) -> None:
    """Refuse a touchpoint that no contact has, offering the nearest names."""
    there = frozenset(names)
    missing = [name for name in asked if name not in there]
    if not missing:
        return
    shown = ", ".join(sorted(names)[:30]) + (" …" if len(names) > 30 else "")
    close = nearest(missing[0], names)
    raise OptionInvalid(
        f"There is no touchpoint {missing[0]!r}",
        expected=f"one of: {shown}" if names else "any contact at all; there is none",
        got=repr(missing[0]),
        where=option,
        todo=f"did you mean {' or '.join(repr(name) for name in close)}?" if close else None,
    )
