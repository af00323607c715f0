"""What the pages of paths have in common: their tabs, names and shares in words, names that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from oase import words
from oase.app.preferences import preferences_of
from oase.errors import nearest
from oase.web.pages.page import Page
from oase.web.pages.visit import Visit

__all__ = ["Problem", "arguments", "either", "empty", "found_names", "hundred", "short", "surroundings"]

PLACES = {"flow": "/paths", "funnel": "/paths/funnel", "again": "/paths/retention", "time": "/paths/time"}
LONGEST = 60
"""Letters of a name within a heading."""


class Problem(NamedTuple):
    """Something in the address that the house does not know, and what may have been meant."""

    text: str
    nearest: str = ""
    href: str = ""


def surroundings(visit: Visit, section: str, **context: Any) -> dict[str, Any]:
    """Return what the template needs on each of the pages."""
    tabs = [
        (visit.t(f"paths.tab.{name}"), visit.address(path), name == section) for name, path in PLACES.items()
    ]
    kept = [(name, value) for name, values in visit.filters.query.items() for value in values]
    standard = {"problems": [], "state": "shown", "look": visit.looks[-1] if visit.looks else None}
    return {"section": section, "tabs": tabs, "kept": kept, **standard, **context}


def arguments(visit: Visit, **further: Any) -> dict[str, Any]:
    """Return the filters and what the company has set, as arguments of a view."""
    set_ = preferences_of(visit.reach.database)
    filters = visit.filters.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    return {**filters, "gap": set_.sessions, "outcome": list(set_.outcome), **further}


def empty(visit: Visit, section: str, overview: Mapping[str, Any] | None) -> Page | None:
    """Return the page of a house that holds no contacts, or whose contents are still being counted."""
    if overview is None:
        context = surroundings(visit, section, state="unknown")
        return Page("paths", visit.t("paths.title"), context, is_filtered=True)
    if not overview["contacts"]:
        return Page("paths", visit.t("paths.empty.title"), surroundings(visit, section, state="empty"))
    return None


def found_names(
    visit: Visit, names: Iterable[str], known: Sequence[str], parameters: Sequence[str]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the names of the address that the house knows, and a problem for each other one.

    Line breaks count as equal: a browser sends other ones than it was given.
    """
    folded = {_folded(name): name for name in known}
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        if (there := folded.get(_folded(name))) is not None:
            found[name] = there
            continue
        close = next(iter(nearest(name, known)), "")
        swapped = {
            key: [close if value == name else value for value in visit.query[key]]
            for key in parameters
            if close and name in visit.query.get(key, ())
        }
        told = visit.t("paths.unknown", name=words.quoted(short(name, visit), visit.lang))
        problems.append(Problem(told, close, visit.address(None, **swapped) if swapped else ""))
    return found, problems


def _folded(name: str) -> str:
    return name.replace("\r\n", "\n").replace("\r", "\n")


def short(name: str, visit: Visit) -> str:
    """Return a name for a heading: on one line, and not longer than a heading can bear."""
    plain = words.one_line(name, visit.lang)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


def either(names: Sequence[str], visit: Visit) -> str:
    """Return the touchpoints of one step for a heading: one of them, or any of several."""
    if len(names) > 3:
        return visit.t("paths.either.more", name=short(names[0], visit), number=len(names) - 1)
    return f" {visit.t('paths.or')} ".join(short(name, visit) for name in names)


def hundred(value: float | None, visit: Visit) -> str:
    """Return a share as a number out of a hundred; with a decimal where it would else be none or all."""
    if value is None:
        return words.MISSING
    is_close = 0 < value < 0.01 or 0.99 < value < 1
    return words.number(100 * value, visit.lang, 1 if is_close else 0)
