"""Made-up rows for pictures: all states, missing figures, long words, odd names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oase.charts import (
    Picture,
    bars,
    denominators,
    flow,
    funnel,
    heat,
    journey_map,
    range_bar,
    touchpoint_matrix,
)
from oase.model import Phase, State

LONG = "Reparaturannahme in der Filiale am Hauptbahnhof"
NAMES = [
    "Beratung",
    LONG,
    'Chat "24/7" <b>&',
    "Passform-Ansicht App",
    "→ 🙂 ←",
    "Rückgabe",
    "Newsletter",
    "Kasse",
]


def touchpoints(**overrides):
    """Return one row per state, spread over the phases."""
    rows = []
    for at, (name, state) in enumerate(zip(NAMES, State, strict=True)):
        reward, share = 0.15 - 0.02 * at, 0.4 - 0.09 * at
        rows.append(
            {
                "touchpoint": name,
                "phase": list(Phase)[at % 5].value,
                "state": state.value,
                "answers": 400 * (at + 1),
                "fulfilment": share,
                "fulfilment_low": share - 0.03,
                "fulfilment_high": share + 0.03,
                "reward_early": reward,
                "reward_all": reward + 0.01,
                "reward_low": reward - 0.02,
                "reward_high": reward + 0.03,
                "lead": 0.05,
                "lead_low": 0.02 - 0.03 * (at % 3),
                "lead_high": 0.08 - 0.09 * (at % 2),
                "expectation": 3.2,
                "evidence": ["B", "D"],
                "flags": [],
            }
            | overrides
        )
    return rows


PATHS = [
    {"path": ["A", "B", "C"], "journeys": 50},
    {"path": ["A", "B"], "journeys": 30},
    {"path": ["A"], "journeys": 7},
    {"path": [LONG, "A", LONG, "B", "C", "D", "E"], "journeys": 9},
    {"path": ['<&">', "🙂"], "journeys": 4},
    {"path": None, "journeys": 11},
]
FUNNEL = [
    {"step": 1, "touchpoint": "A", "persons": 100, "share_of_first": 1.0, "share_of_previous": None},
    {
        "step": 2,
        "touchpoint": ["B", LONG],
        "persons": 40,
        "share_of_first": 0.4,
        "share_of_previous": 0.4,
        "median_seconds": 200_000.0,
    },
    {
        "step": 3,
        "touchpoint": "<C>",
        "persons": 0,
        "share_of_first": 0.0,
        "share_of_previous": 0.0,
        "median_seconds": None,
    },
]
STEPS = [
    {"touchpoint": name, "step": step, "share": None if step == 3 else 0.1 * step}
    for name in ("ended", "A", LONG)
    for step in (1, 2, 3)
]
COUNTS = [
    {"label": "Käufe und Kontakte", "count": 118_400},
    {"label": LONG, "count": 90_000},
    {"label": "x", "count": None},
]
SHARES = [
    {"touchpoint": LONG, "share": 0.3, "low": 0.25, "high": 0.35},
    {"touchpoint": "B", "share": -0.1, "low": None, "high": None},
    {"touchpoint": None, "share": None},
]

Draw = Callable[..., Picture]
DRAWINGS: dict[str, tuple[Draw, list[dict[str, object]]]] = {
    "matrix": (touchpoint_matrix, touchpoints()),
    "journey": (journey_map, touchpoints()),
    "flow": (flow, PATHS),
    "funnel": (funnel, FUNNEL),
    "denominators": (denominators, COUNTS),
    "bars": (lambda rows, lang, **form: bars(rows, lang, title="T", **form), SHARES),
    "heat": (
        lambda rows, lang, **form: heat(
            rows, lang, across="step", down="touchpoint", value="share", title="T", **form
        ),
        STEPS,
    ),
}


@pytest.fixture(params=list(DRAWINGS))
def drawing(request: pytest.FixtureRequest) -> tuple[Draw, list[dict[str, object]]]:
    """Return each kind of picture with rows for it."""
    return DRAWINGS[request.param]


@pytest.fixture
def rows_of_touchpoints() -> list[dict[str, object]]:
    """Return one row per state, spread over the phases."""
    return touchpoints()


@pytest.fixture
def small_range() -> Draw:
    """Return the function that draws the range in a line of a table."""
    return range_bar
