"""Sentences of the plays: effects, reasons, what is wrong with a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase import words
from oase.decisions.plays import PlayInvalid
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["effect_told", "reason_told", "wrong_told"]


def effect_told(visit: Visit, found: Mapping[str, Any] | None, control_share: float) -> str:
    """Return what a play changes, with its range; or that it is too early, and how many more it takes."""
    t = visit.t
    if not control_share:
        return t("plays.uplift.no_control")
    if not found:
        return t("plays.uplift.none")
    more = found["more"]
    missing = words.number(more, visit.lang, 0) if more else ""
    if found["low"] is None:
        return (
            t("plays.uplift.more", more=missing)
            if found["told"] + found["control"]
            else t("plays.uplift.none")
        )
    said = {key: words.points(found[key], visit.lang) for key in ("value", "low", "high")}
    if found["is_clear"]:
        return t("plays.uplift.clear", **said)
    if more is None:
        return t("plays.uplift.open_never", **said)
    return t("plays.uplift.open", **said, more=missing)


def reason_told(visit: Visit, reason: str) -> str:
    """Return why nothing was sent, in words."""
    key = f"plays.reason.{reason}"
    return visit.t(key if key in TEXTS[visit.lang] else "plays.reason.other")


def wrong_told(visit: Visit, error: PlayInvalid) -> str:
    """Return what is wrong with a text, in the visitor's language, with its line."""
    values = dict(error.values)
    trait = f"plays.trait.{values.get('trait', '')}"
    if trait in TEXTS[visit.lang]:
        values["trait"] = visit.t(trait)
    what = words.filled(TEXTS[visit.lang][f"plays.error.{error.reason}"], **(values or {"got": ""}))
    if error.line is None:
        return visit.t("plays.wrong_somewhere", what=what)
    return visit.t("plays.wrong", line=error.line, what=what)
