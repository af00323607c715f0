"""What is found about every touchpoint in one cell, and its row in the result."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oase.experience.cells import Cell
from oase.experience.claims import Verdict
from oase.experience.coding import MISSING
from oase.experience.experiment import Change, change_of
from oase.experience.options import Options
from oase.experience.relevance import Relevance, long_relevance, nearer_zero, wide_relevance
from oase.experience.remarks import CONTEXT_FOR_B, flags_of, varying
from oase.experience.result import Denominators
from oase.experience.shares import Fulfilment, Lead, comparative_leads, fulfilment, lead_of, parallel_leads
from oase.experience.strata import reward_in_strata
from oase.experience.study import Study
from oase.experience.voices import SILENT, Focus, LongVoices, WideVoices
from oase.lake import Answers
from oase.model import Evidence, LeadKind
from oase.stats import Standardised, answers_needed, e_value_of_difference

__all__ = ["Finding", "denominators", "findings", "row"]

_PLANNED = 0.05
_EVEN = (0.35, 0.40, 0.25)  # shares of exceeded and met, variance of the outcome, where nothing is known yet


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one touchpoint in one cell and facet."""

    focus: Focus
    cell: Cell
    share: Fulfilment
    lead: Lead | None
    relevance: Relevance | None
    checked: Standardised | None
    change: Change | None


def findings(subject: Study, cell: Cell, foci: Sequence[Focus]) -> Iterator[Finding]:
    """Yield fulfilment, lead and relevance of every touchpoint and facet in one cell."""
    relevant = dict(_relevances(subject, cell, foci))
    for focus in foci:
        share = fulfilment(subject.voices, focus, mask=cell.mask)
        lead = _lead(subject, focus, share, cell.mask)
        yield Finding(
            focus,
            cell,
            share,
            lead,
            relevant.get(focus),
            _checked(subject, share),
            _change(subject, focus, share),
        )


def _checked(subject: Study, share: Fulfilment) -> Standardised | None:
    if subject.strata is None or not share.answers:
        return None
    return reward_in_strata(subject.strata, share, subject.outcome.value, subject.voices.weight)


def _change(subject: Study, focus: Focus, share: Fulfilment) -> Change | None:
    arm = subject.arms.get(subject.voices.touchpoints[focus.touchpoint])
    return None if arm is None else change_of(subject.voices, share, subject.outcome.value, arm)


def _relevances(subject: Study, cell: Cell, foci: Sequence[Focus]) -> Iterator[tuple[Focus, Relevance]]:
    spoken, outcome = subject.voices, subject.outcome.value
    usable = ~np.isnan(outcome)
    if cell.mask is not None:
        usable &= cell.mask
    if isinstance(spoken, WideVoices):
        if spoken.brand is not None:
            usable &= spoken.brand == 0
        yield from wide_relevance(
            spoken,
            outcome,
            subject.context,
            before=subject.before,
            beside=subject.beside,
            rows=None if usable.all() else np.flatnonzero(usable),
        )
        return
    assert subject.near is not None  # noqa: S101
    for focus in foci:
        rows, _ = spoken.asked(focus, 0, usable)
        found = long_relevance(
            spoken, subject.near, outcome, subject.context, beside=subject.beside, focus=focus, rows=rows
        )
        if found is not None:
            yield focus, found


def _lead(subject: Study, focus: Focus, share: Fulfilment, mask: NDArray[np.bool_] | None) -> Lead | None:
    """Lead of the kind with more answers: the same question about both, or the direct comparison."""
    parallel = lead_of(parallel_leads(subject.voices, focus, share, mask), LeadKind.PARALLEL)
    if subject.compared is None:
        return parallel
    asked = subject.compared
    direct = lead_of(
        comparative_leads(subject.voices, share, asked.value, asked.who, asked.levels), LeadKind.COMPARATIVE
    )
    found = [lead for lead in (parallel, direct) if lead is not None]
    return max(found, key=lambda lead: lead.answers, default=None)


def row(
    subject: Study, found: Finding, verdict: Verdict, options: Options, whole: Finding, *, is_caused: bool
) -> dict[str, Any]:
    """Return the row of the result table; missing figures are None."""
    name = subject.voices.touchpoints[found.focus.touchpoint]
    phase = subject.phases.get(name)
    plain: dict[str, Any] = {
        "touchpoint": name,
        "segment": found.cell.segment,
        "period": found.cell.period,
        "facet": subject.voices.facets[found.focus.facet],
        "phase": None if phase is None else str(phase),
        "answers": found.share.answers,
        "state": str(verdict.state),
        "flags": flags_of(subject, verdict.flags, found.relevance, found.checked),
        "evidence": [str(letter) for letter in _evidence(subject, found, is_caused=is_caused)],
        **_lead_figures(found.lead),
    }
    figures = {
        "expectation": _expectation(subject, found.share),
        **_share_figures(found.share),
        **_relevance_figures(subject, found, options),
        **_check_figures(found),
        "p": verdict.p,
        "q": verdict.q,
        "answers_needed": _needed(found, whole),
    }
    return plain | {key: _known(value) for key, value in figures.items()}


def denominators(subject: Study, answers: Answers, whole: Sequence[Finding]) -> Denominators:
    """Count what became of the answers."""
    spoken = subject.voices
    if isinstance(spoken, LongVoices):
        silent = int(np.count_nonzero(spoken.state == SILENT))
    else:
        silent = sum(int(np.count_nonzero(states == SILENT)) for states in spoken.states)
    young = subject.outcome.is_young
    heard, used = (
        sum(f.share.answers for f in whole),
        sum(f.relevance.answers for f in whole if f.relevance is not None),
    )
    too_young = 0 if young is None else sum(int(np.count_nonzero(young[f.share.rows])) for f in whole)
    return Denominators(
        rows_read=answers.reading.rows_read or len(answers),
        rows_refused=answers.reading.rows_refused,
        not_applicable=silent,
        used_for_fulfilment=heard,
        used_for_relevance=used,
        too_young=too_young,
        about_competitors=sum(f.lead.answers for f in whole if f.lead is not None),
        persons=spoken.persons.count,
        without_outcome=heard - used - too_young,
    )


def _evidence(subject: Study, found: Finding, *, is_caused: bool) -> list[Evidence]:
    letters = [Evidence.RETROSPECTIVE]
    if subject.outcome.is_later:
        letters = [Evidence.ADJUSTED] if varying(subject) >= CONTEXT_FOR_B else []
    elif subject.outcome.is_recommendation:
        letters = [Evidence.RECOMMENDATION]
    if is_caused:
        letters.append(Evidence.RANDOMISED)
    if subject.is_proxy:
        letters.append(Evidence.PROXY)
    if found.lead is None:
        letters.append(Evidence.OWN_VIEW)
    return sorted(letters, key=list(Evidence).index)


def _share_figures(share: Fulfilment) -> dict[str, float]:
    value, low, high = share.net.interval()
    return {
        "missed": share.missed,
        "met": share.met,
        "exceeded": share.exceeded,
        "fulfilment": value,
        "fulfilment_low": low,
        "fulfilment_high": high,
        "deff": share.deff,
    }


def _lead_figures(lead: Lead | None) -> dict[str, Any]:
    if lead is None:
        return {"competitor_answers": 0}
    return {
        "competitor": None if lead.competitor == MISSING else lead.competitor,
        "lead": _known(lead.value),
        "lead_low": _known(lead.low),
        "lead_high": _known(lead.high),
        "lead_kind": str(lead.kind),
        "competitor_answers": lead.answers,
    }


def _relevance_figures(subject: Study, found: Finding, options: Options) -> dict[str, Any]:
    relevance = found.relevance
    if relevance is None:
        return {"answers_used": 0}
    reward = nearer_zero(relevance.early.reward, relevance.all.reward)
    low, high = relevance.reward_range()
    penalty_low, penalty_high = relevance.penalty_range()
    lowest = min((relevance.early, relevance.all), key=lambda contrast: contrast.reward.ends()[0])
    return {
        "answers_used": relevance.answers,
        "outcome_mean": relevance.mean,
        "reward_early": relevance.early.reward.value,
        "reward_all": relevance.all.reward.value,
        "reward_low": low,
        "reward_high": high,
        "reward_raw": relevance.raw_reward,
        "penalty": nearer_zero(relevance.early.penalty, relevance.all.penalty),
        "penalty_low": penalty_low,
        "penalty_high": penalty_high,
        "penalty_early": relevance.early.penalty.value,
        "penalty_all": relevance.all.penalty.value,
        "prize": found.share.exceeded * reward,
        "untapped": (1 - found.share.exceeded) * reward,
        "e_value": e_value_of_difference(lowest.base, low, options.delta) if subject.is_share else math.nan,
    }


def _check_figures(found: Finding) -> dict[str, float]:
    figures: dict[str, float] = {}
    if found.checked is not None:
        figures |= {"reward_strata": found.checked.difference, "strata_share": found.checked.share_usable}
    if found.change is not None:
        low, high = found.change.outcome.ends()
        figures |= {"change": found.change.outcome.value, "change_low": low, "change_high": high}
    return figures


def _expectation(subject: Study, share: Fulfilment) -> float:
    if subject.expectation is None or not share.answers:
        return math.nan
    asked = subject.expectation[share.rows]
    known = asked[~np.isnan(asked)]
    return float(known.mean()) if known.size else math.nan


def _needed(found: Finding, whole: Finding) -> int | None:
    """Answers needed in all, those that cannot be used included; shares unknown here come from the whole."""
    if not math.isfinite(found.share.deff):
        return None
    used = 0 if found.relevance is None else found.relevance.answers
    for source in (found.relevance, whole.relevance):
        if source is not None and source.answers >= 30:
            needed = answers_needed(
                source.exceeded, source.met, source.variance, effect=_PLANNED, deff=found.share.deff
            )
            if needed is not None:
                return needed + found.share.answers - used
    exceeded, met, variance = _EVEN
    needed = answers_needed(exceeded, met, variance, effect=_PLANNED)
    return None if needed is None else needed + found.share.answers - used


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
