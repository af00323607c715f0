"""Fields of the forms: one list per kind of text, filled with what holds now or with what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from oase import words
from oase.model import Phase
from oase.strategy import ANCHORS, Content, Figures, Kind, Order, Sort, Step, Trait
from oase.web.pages.visit import Visit

__all__ = ["Field", "fields_of", "typed"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    shape: str
    value: str = ""
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""
    is_needed: bool = False


_SHAPES: dict[Kind, dict[str, str]] = {
    Kind.PURPOSE: {"text": "area!"},
    Kind.ORDER: {f"step{place}": "select!" for place in range(1, len(Step) + 1)},
    Kind.NEED: {"text": "area!", "product": "line", "segment": "line", "phase": "select"},
    Kind.CRITERION: {
        "text": "line!",
        "said": "area",
        "importance": "rating",
        "fulfilment": "rating",
        "touchpoint": "select",
    },
    Kind.EVIDENCE: {
        "sort": "select!",
        "seen": "area!",
        "source": "line!",
        "day": "date!",
        "customers": "count!",
    },
    Kind.CLAIM: {"level": "radio!", "evidence": "area!"},
}


def fields_of(
    visit: Visit,
    kind: Kind,
    values: Mapping[str, str],
    wrong: Mapping[str, str],
    figures: Figures | None = None,
) -> list[Field]:
    """Return the fields of a kind, with what stands in them and what is wrong with it."""
    return [
        Field(
            name,
            _label(visit, kind, name),
            shape.rstrip("!"),
            values.get(name, ""),
            _choices(visit, kind, name, values, figures),
            visit.t(f"strategy.wrong.{wrong[name]}") if name in wrong else "",
            shape.endswith("!"),
        )
        for name, shape in _SHAPES[kind].items()
    ]


def typed(content: Content | None) -> dict[str, str]:
    """Return a content as the fields of a form hold it."""
    if content is None:
        return {}
    if isinstance(content, Order):
        return {f"step{place}": step.value for place, step in enumerate(content.steps, 1)}
    told: dict[str, Any] = msgspec.to_builtins(content)
    return {name: "" if value is None else f"{value}" for name, value in told.items()}


def _label(visit: Visit, kind: Kind, name: str) -> str:
    if kind is Kind.ORDER:
        return visit.t("strategy.field.step", place=name.removeprefix("step"))
    if name == "text" and kind in (Kind.NEED, Kind.CRITERION):
        return visit.t(f"strategy.field.text.{kind}")
    return visit.t(f"strategy.field.{name}")


def _choices(
    visit: Visit, kind: Kind, name: str, values: Mapping[str, str], figures: Figures | None
) -> list[tuple[str, str]]:
    t = visit.t
    if kind is Kind.ORDER:
        return [("", words.MISSING), *((step.value, t(f"strategy.step.{step}")) for step in Step)]
    if name == "phase":
        none = ("", t("strategy.field.phase.none"))
        return [none, *((phase.value, words.phase(phase, visit.lang)) for phase in Phase)]
    if name == "sort":
        return [("", words.MISSING), *((sort.value, t(f"strategy.sort.{sort}")) for sort in Sort)]
    if name == "touchpoint":
        known = {*(figures.judged if figures else ()), *filter(None, [values.get(name)])}
        return [("", t("strategy.field.touchpoint.none")), *((one, one) for one in sorted(known))]
    if name == "level" and values.get("trait") in list(Trait):
        anchors = ANCHORS[Trait(values["trait"])][visit.lang]
        return [(str(level), f"{level} · {told}") for level, told in enumerate(anchors)]
    return []
