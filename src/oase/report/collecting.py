"""Collect what a report shows from contacts and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from oase.experience import MagicMoments, drivers, magic_moments, recommendation
from oase.journeys import Journeys
from oase.journeys.main_steps import steps_by_phase
from oase.lake import Answers, Contacts
from oase.model import Reading
from oase.report.data import AnswerCounts, Chosen, JourneysData, MagicData, Rate, ReportData
from oase.settings import Settings, now

__all__ = ["build_report"]


def build_report(
    contacts: Contacts | None = None,
    answers: Answers | None = None,
    *,
    outcome: str | Sequence[str] | None = None,
    within: str = "90d",
    own: str | None = None,
    competitors: Sequence[str] | None = None,
    context: Sequence[str] | None = None,
    order: Sequence[str] | None = None,
    funnel: Sequence[str | Sequence[str]] = (),
    funnel_within: str | None = None,
    sessions: str | None = None,
    invited: int | None = None,
    magic: MagicMoments | None = None,
    chosen: Chosen | None = None,
    settings: Settings | None = None,
    clock: Callable[[], int] = now,
) -> ReportData:
    """Collect everything the report shows, from contacts, answers, or both.

    Parameters
    ----------
    contacts : Contacts, optional
    answers : Answers, optional
        With contacts, ``outcome`` names the touchpoint of the purchase; without, answers carry their outcome.
    outcome, within, own, competitors, context, order
        As in ``oase.magic_moments``.
    funnel : sequence, optional
        Steps; where phases are known, else the most visited touchpoint of each phase up to the purchase.
    funnel_within : str, optional
        How long the funnel may take.
    sessions : str, optional
        Pause that ends a journey in the flow of paths, such as ``"30m"``.
    invited : int, optional
        How many were asked for the answers.
    magic : MagicMoments, optional
        Verdicts reached already, by ``outcome`` and ``within`` where the purchase was looked for in contacts.
    chosen : Chosen, optional
        What contacts and answers were narrowed to.
    settings : Settings, optional
    clock : callable
        Microseconds since 1970, UTC.

    Returns
    -------
    ReportData
        For ``oase.write_report``.

    Raises
    ------
    OptionInvalid
        With neither contacts nor answers.

    Examples
    --------
    >>> import pyarrow as pa
    >>> log = pa.table({"person": ["a", "a", "b"], "at": [1, 2, 3], "touchpoint": ["web", "shop", "web"]})
    >>> data = build_report(Contacts.from_batches([log]), clock=lambda: 0)
    >>> data.journeys.contacts, data.journeys.persons, data.magic
    (3, 2, None)
    """
    settings = settings or Settings()
    is_later = contacts is not None if magic is None else bool(outcome)
    if answers is not None and magic is None:
        magic = magic_moments(
            answers,
            contacts,
            outcome=outcome if contacts is not None else None,
            within=within,
            own=own,
            competitors=competitors,
            context=context,
            order=order,
            settings=settings,
        )
    first_at, last_at = _period(contacts, answers)
    return ReportData(
        made_at=clock(),
        own=own or (magic.own if magic else None),
        competitors=list(competitors or _competitors(magic)),
        first_at=first_at,
        last_at=last_at,
        zone=settings.timezone,
        magic=_magic_data(magic, answers, outcome, within, context, invited, own=own, is_later=is_later),
        journeys=_journeys_data(contacts, funnel, funnel_within, sessions, settings),
        recommendation=_recommendation(answers),
        drivers=_drivers(answers),
        contacts=contacts.reading if contacts is not None else None,
        answers=_with_notes(answers, magic),
        chosen=chosen,
    )


def _with_notes(answers: Answers | None, magic: MagicMoments | None) -> Reading | None:
    """Return what became of the answers, with what was noted on the way to the verdicts."""
    if answers is None:
        return None
    notes = () if magic is None else magic.notes
    return msgspec.structs.replace(answers.reading, notes=(*answers.reading.notes, *notes))


def _magic_data(
    magic: MagicMoments | None,
    answers: Answers | None,
    outcome: str | Sequence[str] | None,
    within: str,
    context: Sequence[str] | None,
    invited: int | None,
    *,
    own: str | None,
    is_later: bool,
) -> MagicData | None:
    if magic is None:
        return None
    said = magic.answers
    names = [outcome] if isinstance(outcome, str) else list(outcome or ())
    adjusted = context if context is not None else answers.context if answers is not None else ()
    return MagicData(
        rows=magic.rows(),
        delta=magic.settings.delta,
        negligible=magic.settings.negligible,
        q=magic.settings.q,
        within=within if is_later else "",
        outcome=", ".join(names),
        context=tuple(adjusted),
        counts=AnswerCounts(
            invited=invited,
            read=_asked_about_own(answers, own or magic.own),
            usable=said.used_for_fulfilment,
            closed=said.used_for_relevance,
        ),
    )


def _asked_about_own(answers: Answers | None, own: str | None) -> int | None:
    """Return the rows of answers that are about the own brand."""
    if answers is None:
        return None
    if "brand" not in answers.table.column_names:
        return len(answers)
    counts = answers.table["brand"].combine_chunks().value_counts().to_pylist()
    return sum(row["counts"] for row in counts if row["values"] in (None, own))


def _journeys_data(
    contacts: Contacts | None,
    funnel: Sequence[str | Sequence[str]],
    within: str | None,
    sessions: str | None,
    settings: Settings,
) -> JourneysData | None:
    if contacts is None or not contacts.count:
        return None
    journeys = Journeys(contacts, settings=settings)
    cut = journeys.sessions(sessions) if sessions else journeys
    steps = list(funnel) or steps_by_phase(contacts)
    return JourneysData(
        transitions=_rows(cut.transitions().table),
        paths=_rows(cut.paths(top=100).table),
        funnel=_rows(journeys.funnel(steps, within=within).table) if len(steps) > 1 else (),
        step_matrix=_rows(cut.step_matrix(steps=8).table),
        retention=_rows(journeys.retention(by="month").table),
        funnel_within=within or "",
        sessions=sessions or "",
        contacts=contacts.count,
        persons=contacts.persons,
    )


def _drivers(answers: Answers | None) -> list[dict[str, Any]]:
    """Return each touchpoint's share of the outcome, where ratings and outcome were told together."""
    if answers is None or answers.form != "wide" or "outcome" not in answers.table.column_names:
        return []
    return drivers(answers).table.to_pylist()


def _recommendation(answers: Answers | None) -> Rate | None:
    """Return the willingness to recommend, once per person, where it was asked."""
    if answers is None or "recommend" not in answers.table.column_names:
        return None
    values = _one_each(answers.table)
    if not len(values):
        return None
    found = recommendation(values)
    return Rate(value=found.value, low=found.low, high=found.high, n=found.n)


def _one_each(table: pa.Table) -> pa.Array:
    """Return the last value of each person, or all where persons are unknown."""
    columns = [name for name in ("person", "at", "recommend") if name in table.column_names]
    given = table.select(columns).filter(pa.array(table["recommend"].is_valid().to_numpy()))
    if "person" not in columns or given["person"].null_count:
        return given["recommend"].combine_chunks()
    if "at" in columns:
        given = given.sort_by([("person", "ascending"), ("at", "ascending")])
    last = given.group_by("person", use_threads=False).aggregate([("recommend", "last")])
    return last["recommend_last"].combine_chunks()


def _period(contacts: Contacts | None, answers: Answers | None) -> tuple[int | None, int | None]:
    if contacts is not None and contacts.count:
        return contacts.first_at, contacts.last_at
    if answers is None or "at" not in answers.table.column_names:
        return None, None
    times = answers.table["at"].drop_null()
    return (min(times).as_py(), max(times).as_py()) if len(times) else (None, None)


def _competitors(magic: MagicMoments | None) -> list[str]:
    if magic is None:
        return []
    return list(dict.fromkeys(row["competitor"] for row in magic.rows() if row["competitor"]))


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    return table.to_pylist()
