"""What stands in the programmes, as the overview shows it: states with their shares, the map, the effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from oase import words
from oase.app.programmes.overview import Overview
from oase.charts import Picture
from oase.programmes.cases.reasons import OUTCOMES as KIT_OUTCOMES
from oase.programmes.cases.states import STATES as CASE_STATES
from oase.programmes.events.stops import Stop
from oase.programmes.impact.claims import Claim
from oase.programmes.returns.states import STATES as RETURN_STATES
from oase.web.pages.impact.said import finding_words, method_grid, method_pictures
from oase.web.pages.purpose.furniture import day_told, said_in
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.tour.furniture import state_of
from oase.web.pages.tour.map import drawn_map
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["effect", "effect_grid", "effect_pictures", "parts", "states", "stops", "tour_map"]

_ORDER: Mapping[str, Sequence[str]] = {
    "cases": CASE_STATES,
    "kits": ("", *KIT_OUTCOMES),
    "take_backs": RETURN_STATES,
}
_PREFIXES = {"cases": "cases.state.", "take_backs": "returns.state."}


def parts(visit: Visit, stands: Overview) -> list[dict[str, Any]]:
    """Return each programme with how much of each state there is, and how much that is of all."""
    addresses = {"cases": "/cases", "kits": "/cases/kits", "take_backs": "/returns"}
    return [
        {
            "name": visit.t(f"purpose.part.{name}"),
            "href": addresses[name],
            "all": visit.t("purpose.part.all", n=words.number(sum(counts.values()), visit.lang)),
            "states": [
                (_state(visit, name, key), words.number(n, visit.lang), 100 * n / sum(counts.values()))
                for key, n in counts.items()
            ],
            "none": visit.t(f"purpose.part.{name}.none"),
        }
        for name, counts in _counted(stands).items()
    ]


def states(visit: Visit, stands: Overview) -> Grid:
    """Return the table twin of the states."""
    rows = [
        {"part": part, "state": state, "count": count}
        for part, counts in _counted(stands).items()
        for state, count in counts.items()
    ]
    t = visit.t
    columns = [
        Column("part", t("purpose.col.programme"), lambda row: t(f"purpose.part.{row['part']}")),
        Column("state", t("purpose.col.state"), lambda row: _state(visit, row["part"], row["state"])),
        Column(
            "count",
            t("purpose.col.count"),
            lambda row: words.number(row["count"], visit.lang),
            is_number=True,
        ),
    ]
    return Grid("programmes", t("purpose.parts"), columns, rows)


def tour_map(visit: Visit, held: Sequence[Stop]) -> Markup:
    """Return the small map of where the bus has been and will be; nothing where there is no stop."""
    if not held:
        return Markup()
    drawn = drawn_map(held, visit.t("tour.map"), visit.reach.moment())
    return Markup(drawn)  # noqa: S704 - our own drawing


def stops(visit: Visit, held: Sequence[Stop]) -> Grid:
    """Return the table twin of the map, the latest first."""
    rows = [
        {"id": one.id, "city": one.city, "name": one.name, "day": one.day.isoformat(), "at": one.day}
        | {"state": state_of(one, visit.reach.moment())}
        for one in reversed(held)
    ]
    t = visit.t
    columns = [
        Column("city", t("tour.col.city"), lambda row: Cell(row["city"], f"/tour/stops/{row['id']}")),
        Column("day", t("tour.col.day"), lambda row: day_told(visit, row["at"])),
        Column("state", t("tour.col.state"), lambda row: t(f"tour.stop.{row['state']}")),
    ]
    return Grid("stops", t("tour.stops"), columns, rows, keys=("id", "city", "name", "day", "state"))


def effect(visit: Visit, claim: Claim | None) -> dict[str, str]:
    """Return the effect as it was published: finding, wording, source; empty where nothing is."""
    if claim is None:
        return {}
    told = {"since": day_told(visit, claim.since), "until": day_told(visit, claim.until)}
    return {
        "finding": finding_words(visit, claim.outcomes[claim.method].total) if claim.outcomes else "",
        "text": said_in(dict(claim.text), visit.lang),
        "source": visit.t("purpose.claim.source", version=claim.version, **told),
        "href": f"/impact/claims/{claim.id}",
    }


def effect_pictures(visit: Visit, claim: Claim | None) -> dict[str, tuple[Picture, Picture]]:
    """Return the drawn range of the published effect, beside the other methods."""
    if claim is None or not claim.outcomes:
        return {}
    _, narrow = method_pictures(visit, claim.outcomes, claim.method, visit.t("purpose.claim"))
    return {"methods": (narrow, narrow)}  # in half a page the wide one would be too small to read


def effect_grid(visit: Visit, claim: Claim | None) -> dict[str, Grid]:
    """Return the table twin of that picture."""
    if claim is None or not claim.outcomes:
        return {}
    return {"methods": method_grid(visit, claim.outcomes, claim.method)}


def _counted(stands: Overview) -> dict[str, dict[str, int]]:
    """Return how many of each state, in the order in which things go through them."""
    found = {"cases": stands.cases, "kits": stands.kits, "take_backs": stands.take_backs}
    return {
        name: {state: counts[state] for state in [*_ORDER[name], *counts] if state in counts}
        for name, counts in found.items()
    }


def _state(visit: Visit, part: str, key: str) -> str:
    """Return the word of a state as the page of its programme has it."""
    name = f"{_PREFIXES[part]}{key}" if part in _PREFIXES else f"purpose.outcome.{key or 'open'}"
    return visit.t(name) if name in TEXTS[visit.lang] else key.replace("_", " ")
