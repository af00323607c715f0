"""``magic_moments``: from answers and contacts to verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa

from oase.errors import OptionInvalid, nearest
from oase.experience.cells import cells
from oase.experience.claims import judge, p_values
from oase.experience.findings import denominators, findings, row
from oase.experience.options import Options, window_microseconds
from oase.experience.outcome import Names
from oase.experience.remarks import notes_of
from oase.experience.result import RESULT, MagicMoments
from oase.experience.study import Study, study
from oase.experience.voices import Focus
from oase.lake import Answers, Contacts, read_answers
from oase.settings import Settings
from oase.stats import benjamini_hochberg

__all__ = ["magic_moments"]


def magic_moments(
    answers: Any,
    contacts: Contacts | None = None,
    *,
    outcome: Names | Mapping[str, Names] | None = None,
    within: str | timedelta = "90d",
    own: str | None = None,
    competitors: Sequence[str] | None = None,
    context: Sequence[str] | None = None,
    order: Sequence[str] | None = None,
    facets: Sequence[str] | None = None,
    segment: str | None = None,
    period: str | None = None,
    randomised: str | Mapping[str, str] | None = None,
    delta: float = 0.02,
    negligible: float = 0.05,
    q: float = 0.05,
    settings: Settings | None = None,
    **columns: Any,
) -> MagicMoments:
    """Say which touchpoints are magic moments, pain points, hygiene …, each with its uncertainty.

    A magic moment beats the customer's expectation more often than it disappoints (fulfilment F > 0), does
    so better than the competition (lead C > 0), and where customers whose expectation was beaten buy clearly
    more often than those whose expectation was just met (reward R > delta).

    Parameters
    ----------
    answers : Answers, or anything `read_answers` takes
        Long form (a row per answer) or wide form (a column per touchpoint). A source still to be read takes
        the column arguments of `read_answers` as well: person, at, touchpoint, answer, touchpoints …
    contacts : Contacts, optional
        The log in which the outcome is looked for.
    outcome : str, list of str, or mapping
        With contacts: the touchpoint(s) whose contact after the answer is the outcome, such as "purchase"; a
        mapping gives it per phase or touchpoint of the answer, such as
        ``{"purchase": "purchase", "use": "repurchase"}``. Without contacts: a column of the answers. Where
        there is none, the willingness to recommend (9 and 10) stands in.
    within : str or timedelta
        How long after the answer an outcome counts. Younger answers are not used for relevance.
    own, competitors : str, list of str
        Brands; every other brand is a competitor where none are named.
    context : list of str, optional
        Columns to adjust for; all context columns of the answers where none are named. Words: a level each,
        levels below one per cent pooled. Numbers: their fifths. Missing is a level of its own.
    order : list of str, optional
        All touchpoints in the order of the journey: what came earlier where times do not say it.
    facets : list of str, optional
        Facets to look at beside the overall answers; all where none are named.
    segment, period : str, optional
        A column, and "month", "quarter" or "year": verdicts for each value too, after those for everybody.
    randomised : str or mapping of touchpoint to str, optional
        Column with 1 for those who got a change by chance, 0 for those who did not, empty for the rest.
        The letter A is given where the change lifted both the share of exceeded and the outcome.
    delta, negligible, q : float
        Smallest worthwhile effect, margin of equivalence, false discovery rate within each family of claims.

    Returns
    -------
    MagicMoments

    Raises
    ------
    AnswersUnusable
        Answers outside the scale, one touchpoint, nothing answered, one outcome value, no shared person.
    ColumnMissing, OptionInvalid

    Notes
    -----
    Relevance is estimated twice by least squares on dummies: R_early adjusts for context and the person's
    earlier touchpoints, R_all for all others up to the outcome. Claims take the larger p, the range shown
    runs from the lower of the lower ends to the higher of the upper ends. Standard errors: jackknife over 50
    groups of persons (Busing et al. 1999). Benjamini–Hochberg within each claim's family. 90 % intervals.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> said = rng.choice([-1, 0, 1], (4000, 2), p=[0.2, 0.4, 0.4])
    >>> bought = rng.random(4000) < 0.3 + 0.2 * (said[:, 0] == 1)
    >>> survey = pa.table({"Shop": said[:, 0], "App": said[:, 1], "bought": bought.astype(float)})
    >>> print(magic_moments(survey, touchpoints=["Shop", "App"], outcome="bought"))
    MagicMoments: 2 verdicts from 8000 answers
      Shop ...
      App ...
    """
    options = Options(delta=delta, negligible=negligible, q=q, within=window_microseconds(within))
    arms = [randomised] if isinstance(randomised, str) else list((randomised or {}).values())
    known = _answers_of(
        answers,
        contacts,
        outcome=outcome,
        own=own,
        context=context,
        segment=segment,
        further=arms,
        columns=columns if settings is None else {**columns, "settings": settings},
    )
    subject = study(
        known,
        contacts,
        outcome=outcome,
        within=options.within,
        own=known.own if own is None else own,
        competitors=competitors,
        context=context,
        order=order,
        randomised=randomised,
    )
    looked_at = cells(subject.table, segment, period, (settings or Settings()).timezone)
    foci = _foci(subject, facets)
    found = [finding for cell in looked_at for finding in findings(subject, cell, foci)]
    claims = [p_values(f.share, f.lead, f.relevance, options) for f in found]
    verdicts = judge(claims, options)
    whole = {f.focus: f for f in found if f.cell.mask is None}
    lifted = benjamini_hochberg([math.nan if f.change is None else f.change.p for f in found]) <= q
    rows = [
        row(subject, f, verdict, options, whole[f.focus], is_caused=bool(is_caused))
        for f, verdict, is_caused in zip(found, verdicts, lifted, strict=True)
    ]
    counts = denominators(subject, known, list(whole.values()))
    return MagicMoments(
        pa.Table.from_pylist(rows, RESULT),
        counts,
        options,
        subject.voices.brands[0],
        subject.voices.touchpoints if order is None else tuple(order),
        notes_of(subject, counts, {focus: f.relevance for focus, f in whole.items()}),
    )


def _foci(subject: Study, facets: Sequence[str] | None) -> list[Focus]:
    """Touchpoints and facets to look at; overall always."""
    if facets is None:
        return subject.foci()
    known = subject.voices.facets
    for name in facets:
        if name not in known:
            near = nearest(name, [facet for facet in known if facet])
            raise OptionInvalid(
                f"No answer has the facet {name!r}",
                expected=", ".join(facet for facet in known if facet) or "answers with a facet",
                got=name,
                where="facets",
                todo=f"did you mean {near[0]!r}?" if near else None,
            )
    return [focus for focus in subject.foci() if focus.facet == 0 or known[focus.facet] in facets]


def _answers_of(
    source: Any,
    contacts: object,
    *,
    outcome: Names | Mapping[str, Names] | None,
    own: str | None,
    context: Sequence[str] | None,
    segment: str | None,
    further: Sequence[str],
    columns: Mapping[str, Any],
) -> Answers:
    """Return answers as they are, or read them with the column arguments."""
    if contacts is not None and not isinstance(contacts, Contacts):
        raise OptionInvalid(
            "Contacts must be read first",
            expected="contacts from oase.read_contacts(…)",
            got=type(contacts).__name__,
            where="contacts",
        )
    given = {name: value for name, value in columns.items() if value is not None}
    if isinstance(source, Answers):
        if given.keys() - {"settings"}:
            raise OptionInvalid(
                "The answers are read already; columns can no longer be named",
                expected="column arguments in oase.read_answers(…)",
                got=", ".join(given),
            )
        return source
    wanted = [*(context or ()), *further]
    if segment is not None and segment not in wanted:
        wanted.append(segment)
    told = {"outcome": outcome} if contacts is None and outcome is not None else {}
    return read_answers(source, own=own, context=wanted, **told, **given)
