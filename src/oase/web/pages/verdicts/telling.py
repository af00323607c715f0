"""What changed between two versions of the verdicts, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from oase import words
from oase.experience.verdicts import Change, Difference, Rule, Span, Step
from oase.web.pages.magic_data import address_of
from oase.web.pages.visit import Visit

__all__ = ["Told", "rule_told", "told"]


class Told(NamedTuple):
    """One touchpoint of which there is something to tell."""

    name: str
    href: str
    kind: str
    before: str | None
    now: str | None
    reasons: list[str]


def told(change: Change, rule: Rule, visit: Visit) -> Told:
    """Return what became of one verdict, sentence by sentence.

    Parameters
    ----------
    change : Change
    rule : Rule
        Of the later version: its margins are named.
    visit : Visit
    """
    name = words.one_line(change.touchpoint, visit.lang)
    href = visit.address(address_of(change.touchpoint))
    return Told(name, href, change.kind, change.before, change.now, list(_reasons(change, rule, visit)))


def rule_told(difference: Difference, visit: Visit) -> list[str]:
    """Return what of the rule is another, a sentence each."""
    return [
        visit.t(
            "verdicts.rule",
            name=visit.t(f"verdicts.rule.{name}"),
            before=_setting(name, before, visit),
            now=_setting(name, now, visit),
        )
        for name, (before, now) in difference.rule.items()
    ]


def _reasons(change: Change, rule: Rule, visit: Visit) -> Iterator[str]:
    if change.kind == "new":
        yield visit.t("verdicts.new", count=words.number(change.answers, visit.lang), n=change.answers)
        return
    if change.kind == "gone":
        yield visit.t("verdicts.gone")
        return
    for step in change.steps:
        yield _step(step, rule, visit)
    if change.is_by_neighbours:
        yield visit.t("verdicts.neighbours")
    yield from _counts(change, visit)
    if change.evidence != change.evidence_before:
        before, now = (
            words.badge(letters, visit.lang) for letters in (change.evidence_before, change.evidence)
        )
        yield visit.t("verdicts.evidence", before=before, now=now)


def _step(step: Step, rule: Rule, visit: Visit) -> str:
    bounds = {name: words.number(100 * getattr(rule, name), visit.lang) for name in ("delta", "negligible")}
    what = visit.t(f"verdicts.what.{step.condition}", **bounds)
    shown = visit.t(f"verdicts.step.{'on' if step.holds else 'off'}", what=what)
    spans = {"before": _span(step.before, visit), "now": _span(step.now, visit)}
    return f"{shown} {visit.t(f'verdicts.because.{step.because}', **spans)}"


def _counts(change: Change, visit: Visit) -> Iterator[str]:
    more, used = change.answers - change.answers_before, change.used - change.used_before
    how = "more" if more > 0 else "fewer" if more < 0 else "same"
    yield visit.t(
        f"verdicts.answers.{how}",
        count=words.number(abs(more), visit.lang),
        n=abs(more),
        before=words.number(change.answers_before, visit.lang),
        now=words.number(change.answers, visit.lang),
    )
    if used:
        key = f"verdicts.used.{'more' if used > 0 else 'fewer'}"
        yield visit.t(key, count=words.number(abs(used), visit.lang), n=abs(used))


def _span(span: Span, visit: Visit) -> str:
    return f"{words.points(span.value, visit.lang)} {words.interval(span.low, span.high, visit.lang)}"


def _setting(name: str, value: Any, visit: Visit) -> str:
    """Return a part of the rule in words."""
    if name in ("delta", "negligible"):
        return visit.t("verdicts.points", number=words.number(100 * value, visit.lang))
    if name == "q":
        return words.share(value, visit.lang, 0)
    if isinstance(value, list | tuple):
        names: list[str] = [str(one) for one in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return words.listing([words.quoted(one, visit.lang) for one in names], visit.lang, most=6) or visit.t(
            "verdicts.rule.nothing"
        )
    return str(value) or visit.t("verdicts.rule.nothing")
