"""Which steps a funnel has that nobody has named."""

from __future__ import annotations

import pyarrow as pa

from oase.journeys.main_steps import main_steps, steps_by_phase
from oase.lake import Contacts

MINUTE = 60_000_000


def _log(*journeys: list[str], phases: dict[str, str] | None = None) -> Contacts:
    rows = [
        {"person": person, "at": at * MINUTE, "touchpoint": name}
        for person, names in enumerate(journeys)
        for at, name in enumerate(names)
    ]
    if phases:
        rows = [{**row, "phase": phases.get(str(row["touchpoint"]))} for row in rows]
    return Contacts.from_batches([pa.Table.from_pylist(rows)])


def test_the_main_path_leads_to_the_purchase() -> None:
    log = _log(
        *[["home", "catalog", "cart", "payment", "purchase"]] * 3,
        *[["home", "catalog", "help", "cart", "payment"]] * 2,
        *[["home", "catalog", "cart"]] * 3,
        *[["home", "catalog"]] * 10,
        *[["home"]] * 10,
    )
    assert main_steps(log) == ["home", "catalog", "cart", "payment", "purchase"]


def test_the_goal_can_be_named() -> None:
    log = _log(
        *[["home", "cart", "buy", "thanks"]] * 2,
        ["home", "cart", "buy"],
        *[["home", "cart"]] * 5,
        ["home"] * 9,
    )
    assert main_steps(log, goal="buy")[-1] == "buy"


def test_sessions_are_journeys_of_their_own() -> None:
    rows = pa.table({"person": [1, 1, 2], "at": [0, 60 * MINUTE, 0], "touchpoint": ["home", "buy", "home"]})
    log = Contacts.from_batches([rows])
    assert main_steps(log, "30m") == []
    assert main_steps(log, None) == ["home", "buy"]


def test_one_touchpoint_or_none_leads_nowhere() -> None:
    assert main_steps(_log(["home", "home"])) == []
    assert main_steps(Contacts.from_batches([])) == []


def test_phases_give_their_most_visited_touchpoints() -> None:
    phases = {"ad": "need", "site": "search", "shop": "search", "buy": "purchase", "care": "use"}
    log = _log(["ad", "site", "site", "shop", "buy", "care"], phases=phases)
    assert steps_by_phase(log) == ["ad", "site", "buy"]
