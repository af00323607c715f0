"""``magic_moments``: from answers and contacts to verdicts."""

from __future__ import annotations

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
from oase.experience.result import RESULT, MagicMoments
from oase.experience.study import Study, study
from oase.experience.voices import Focus
from oase.lake import Answers, Contacts, read_answers
from oase.settings import Settings

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
    delta: float = 0.02,
    negligible: float = 0.05,
    q: float = 0.05,
    settings: Settings | None = None,
    **columns: Any,
) -> MagicMoments:
    """Say which touchpoints are magic moments, pain points, hygiene …, each with its uncertainty."""
    options = Options(delta=delta, negligible=negligible, q=q, within=window_microseconds(within))
    known = _answers_of(
        answers, contacts, outcome=outcome, own=own, context=context, segment=segment, columns=columns
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
    )
    looked_at = cells(subject.table, segment, period, (settings or Settings()).timezone)
    foci = _foci(subject, facets)
    found = [finding for cell in looked_at for finding in findings(subject, cell, foci)]
    claims = [p_values(f.share, f.lead, f.relevance, options) for f in found]
    verdicts = judge(claims, options)
    whole = {f.focus: f for f in found if f.cell.mask is None}
    rows = [
        row(subject, f, verdict, options, whole[f.focus]) for f, verdict in zip(found, verdicts, strict=True)
    ]
    return MagicMoments(
        pa.Table.from_pylist(rows, RESULT),
        denominators(subject, known, list(whole.values())),
        options,
        subject.voices.brands[0],
        subject.voices.touchpoints if order is None else tuple(order),
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
        if given:
            raise OptionInvalid(
                "The answers are read already; columns can no longer be named",
                expected="column arguments in oase.read_answers(…)",
                got=", ".join(given),
            )
        return source
    wanted = [*(context or ())]
    if segment is not None and segment not in wanted:
        wanted.append(segment)
    told = {"outcome": outcome} if contacts is None and outcome is not None else {}
    return read_answers(source, own=own, context=wanted, **told, **given)
