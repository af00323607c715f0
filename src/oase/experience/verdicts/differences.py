"""What differs between two runs, touchpoint by touchpoint, and why.

A verdict is a set of conditions on three figures (fulfilment, lead, reward and penalty), each shown or not by
the end of its interval. So the reason why a verdict changed can be read off: which conditions flipped, and
whether because the rule was changed (the figures of before, read by the new rule, flip already), because the
figure moved, or because its range became narrower or wider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from oase.experience.verdicts.run import Row, Rule, Run, main_rows
from oase.words.row import figure, nearer_zero

__all__ = ["Change", "Difference", "Span", "Step", "compared", "condition_names"]

Because = Literal["rule", "figure", "range", "known", "unknown"]
Kind = Literal["new", "gone", "changed", "moved", "same"]


class Span(msgspec.Struct, frozen=True):
    """A figure with the ends of its 90 % interval; None where it is not known."""

    value: float | None
    low: float | None
    high: float | None


class Step(msgspec.Struct, frozen=True):
    """One condition of the rule that is shown now and was not before, or the other way round.

    Parameters
    ----------
    condition : str
        Of ``condition_names``.
    holds : bool
        Whether it is shown now.
    because : {"rule", "figure", "range", "known", "unknown"}
        The rule was changed; the figure moved; its range became narrower or wider; it was not known before;
        it is not known any more.
    before, now : Span
    """

    condition: str
    holds: bool
    because: Because
    before: Span
    now: Span


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the verdict on one touchpoint.

    Parameters
    ----------
    touchpoint : str
    kind : {"new", "gone", "changed", "moved", "same"}
        ``moved``: the verdict is the same, but a condition of the rule is shown that was not, or no longer.
    before, now : str or None
        States.
    answers_before, answers, used_before, used : int
        Answers, and those of them whose later purchases are known.
    steps : tuple of Step
    is_by_neighbours : bool
        The state changed although no condition flipped by itself: the correction for many touchpoints
        (Benjamini and Hochberg) or competitors weighs differently now.
    evidence_before, evidence : tuple of str
    """

    touchpoint: str
    kind: Kind
    before: str | None = None
    now: str | None = None
    answers_before: int = 0
    answers: int = 0
    used_before: int = 0
    used: int = 0
    steps: tuple[Step, ...] = ()
    is_by_neighbours: bool = False
    evidence_before: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two runs.

    Parameters
    ----------
    before, now : int
        Numbers of the runs.
    rule : dict of str to (before, now)
        What of the rule is another.
    changes : tuple of Change
        Of every touchpoint that is in either run: changed verdicts first.
    """

    before: int
    now: int
    rule: dict[str, tuple[Any, Any]]
    changes: tuple[Change, ...]

    @property
    def told(self) -> tuple[Change, ...]:
        """Those of which there is something to tell."""
        return tuple(change for change in self.changes if change.kind != "same")


class _Condition(NamedTuple):
    """Between which bounds a figure's interval must lie; the bounds follow from the rule."""

    figure: str
    above: str = ""
    below: str = ""


_CONDITIONS: Mapping[str, _Condition] = {
    "exceeds": _Condition("fulfilment", above="zero"),
    "misses": _Condition("fulfilment", below="zero"),
    "ahead": _Condition("lead", above="zero"),
    "behind": _Condition("lead", below="zero"),
    "rewards": _Condition("reward", above="delta"),
    "reward_flat": _Condition("reward", above="-negligible", below="negligible"),
    "penalises": _Condition("penalty", below="-delta"),
    "penalty_flat": _Condition("penalty", above="-negligible", below="negligible"),
}

_ORDER = ("changed", "new", "gone", "moved", "same")
_RULE = ("delta", "negligible", "q", "within", "outcome", "competitors", "context")


def condition_names() -> tuple[str, ...]:
    """Return the conditions of the rule, in the order of the figures."""
    return tuple(_CONDITIONS)


def compared(before: Run, now: Run) -> Difference:
    """Return what differs between two runs, and why.

    Parameters
    ----------
    before, now : Run
        Any two, the older first.

    Examples
    --------
    >>> rule = Rule(delta=0.02, negligible=0.05, q=0.05)
    >>> row = {"touchpoint": "Shop", "reward_early": 0.1, "reward_all": 0.1, "reward_low": 0.01,
    ...        "reward_high": 0.19, "state": "open", "answers": 900}
    >>> def run(number, **changed):
    ...     return Run(id=number, at=number, cause="night", who="", rule=rule, answers=9, contacts=9,
    ...                changed={}, seconds=1, rows=[row | changed])
    >>> told = compared(run(1), run(2, reward_low=0.04, reward_high=0.16, state="latent", answers=1800))
    >>> change = told.changes[0]
    >>> change.kind, change.before, change.now, change.steps[0].condition, change.steps[0].because
    ('changed', 'open', 'latent', 'rewards', 'range')
    """
    earlier, later = _by_name(before.rows), _by_name(now.rows)
    rules = (before.rule, now.rule)
    found = [_change(name, earlier.get(name), later.get(name), rules) for name in {**earlier, **later}]
    found.sort(key=lambda change: (_ORDER.index(change.kind), change.touchpoint.casefold()))
    differing = {
        name: (getattr(before.rule, name), getattr(now.rule, name))
        for name in _RULE
        if getattr(before.rule, name) != getattr(now.rule, name)
    }
    return Difference(before=before.id, now=now.id, rule=differing, changes=tuple(found))


def _by_name(rows: Sequence[Row]) -> dict[str, Row]:
    return {str(row["touchpoint"]): row for row in main_rows(rows)}


def _change(name: str, before: Row | None, now: Row | None, rules: tuple[Rule, Rule]) -> Change:
    if before is None or now is None:
        kind: Kind = "new" if before is None else "gone"
        return Change(touchpoint=name, kind=kind, **_counts(before, now))
    steps = tuple(step for one in _CONDITIONS if (step := _step(one, before, now, rules)) is not None)
    has_changed = before["state"] != now["state"]
    return Change(
        touchpoint=name,
        kind="changed" if has_changed else "moved" if steps else "same",
        steps=steps,
        is_by_neighbours=has_changed and not steps,
        **_counts(before, now),
    )


def _counts(before: Row | None, now: Row | None) -> dict[str, Any]:
    one, other = before or {}, now or {}
    return {
        "before": one.get("state"),
        "now": other.get("state"),
        "answers_before": one.get("answers") or 0,
        "answers": other.get("answers") or 0,
        "used_before": one.get("answers_used") or 0,
        "used": other.get("answers_used") or 0,
        "evidence_before": tuple(one.get("evidence") or ()),
        "evidence": tuple(other.get("evidence") or ()),
    }


def _step(name: str, before: Row, now: Row, rules: tuple[Rule, Rule]) -> Step | None:
    condition = _CONDITIONS[name]
    spans = _span(before, condition.figure), _span(now, condition.figure)
    held, holds = (_room(span, condition, rule) > 0 for span, rule in zip(spans, rules, strict=True))
    if held == holds:
        return None
    return Step(name, holds, _because(condition, spans, rules, holds=holds), *spans)


def _because(
    condition: _Condition, spans: tuple[Span, Span], rules: tuple[Rule, Rule], *, holds: bool
) -> Because:
    before, now = spans
    if before.low is None or before.high is None:
        return "known"
    if now.low is None or now.high is None:
        return "unknown"
    if (_room(before, condition, rules[1]) > 0) == holds:
        return "rule"
    is_low = _decisive_is_low(condition, before if holds else now, rules[1])
    shift = now.low - before.low if is_low else now.high - before.high
    moved = 0.0 if before.value is None or now.value is None else now.value - before.value
    return "figure" if abs(moved) >= abs(shift - moved) else "range"


def _decisive_is_low(condition: _Condition, span: Span, rule: Rule) -> bool:
    """Return whether the lower end is what keeps, or kept, the condition from being shown."""
    if not condition.below or not condition.above:
        return bool(condition.above)
    low, high = (_bound(side, rule) for side in (condition.above, condition.below))
    return (span.low or 0.0) - low < high - (span.high or 0.0)


def _room(span: Span, condition: _Condition, rule: Rule) -> float:
    """Return how far within its bounds the interval lies; zero or less where the condition is not shown."""
    if span.low is None or span.high is None:
        return 0.0
    rooms = [
        *([span.low - _bound(condition.above, rule)] if condition.above else []),
        *([_bound(condition.below, rule) - span.high] if condition.below else []),
    ]
    return min(rooms)


def _bound(name: str, rule: Rule) -> float:
    bounds = {"zero": 0.0, "delta": rule.delta, "negligible": rule.negligible}
    size = bounds[name.removeprefix("-")]
    return -size if name.startswith("-") else size


def _span(row: Row, name: str) -> Span:
    if name == "reward":
        value = nearer_zero(figure(row, "reward_early"), figure(row, "reward_all"))
    else:
        value = figure(row, name)
    return Span(value, figure(row, f"{name}_low"), figure(row, f"{name}_high"))
