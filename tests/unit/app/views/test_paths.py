"""What the views of paths count, against counts by hand and the library's own funnels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from oase.app import House, open_house
from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.app.views.paths_kernels import PerValue, walked
from oase.journeys import Journeys
from oase.lake import Contacts, read_contacts
from oase.lake.kernels import FunnelKernel

MINUTE, DAY = 60_000_000, 86_400_000_000
START = 1_760_000_000_000_000

# person, minutes, touchpoint, channel, device
ROWS = [
    ("a", 0, "home", "web", "phone"),
    ("a", 1, "cart", "web", "phone"),
    ("a", 2, "buy", "shop", "phone"),
    ("b", 0, "home", "web", "desk"),
    ("b", 5, "cart", "web", "desk"),
    ("b", 900, "home", "shop", "desk"),
    ("c", 0, "home", "web", "desk"),
    ("c", 3, "cart", "app", "desk"),
    ("c", 4, "buy", "app", "desk"),
    ("d", 0, "home", "web", "phone"),
]


def _house(
    folder: Path, rows: Sequence[tuple[str, int, str, str, str]] = ROWS, *, with_channel: bool = True
) -> House:
    house = open_house(folder, create=True, own="Lindwerk")
    table = pa.table(
        {
            "who": [row[0] for row in rows],
            "ts": pa.array([START + row[1] * MINUTE for row in rows], pa.timestamp("us", "UTC")),
            "what": [row[2] for row in rows],
            "where": [row[3] for row in rows],
            "device": [row[4] for row in rows],
        }
    )
    if rows:
        channel = "where" if with_channel else None
        read = read_contacts(
            table, person="who", at="ts", touchpoint="what", channel=channel, attributes=["device"]
        )
        house.import_contacts(read, source="shop")
    return house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Four persons, counted by hand below."""
    with _house(tmp_path / "house") as made:
        yield made


def _seen(house: House, kind: str, **arguments: Any) -> Any:
    tasks = AtOnce(house, KINDS)
    task = tasks.ask(kind, arguments)
    assert task.trouble is None
    return tasks.result(task.id)


def test_flow_ends_and_changes_equal_a_count_by_hand(house: House) -> None:
    found = _seen(house, "paths_flow", gap="30m", steps=3)
    assert (found["journeys"], found["contacts"], found["distinct"]) == (5, 10, 3)
    assert found["flow"]["nodes"] == [
        [0, "home", 5],
        [1, "cart", 3],
        [1, "\0end", 2],
        [2, "buy", 2],
        [2, "\0end", 1],
    ]
    ends = {row["touchpoint"]: (row["journeys"], row["contacts"]) for row in found["ends"]}
    assert ends == {"buy": (2, 2), "home": (2, 5), "cart": (1, 3)}
    assert found["changed"] == 2
    changes = {(row["source"], row["target"]): (row["changes"], row["ended"]) for row in found["changes"]}
    assert changes == {("web", "shop"): (1, 1), ("web", "app"): (1, 0)}
    [to_app] = [row for row in found["changes"] if row["target"] == "app"]
    assert (to_app["stayed"], to_app["stayed_ended"]) == (1, 1)


def test_whole_journeys_are_one_a_person(house: House) -> None:
    found = _seen(house, "paths_flow", gap=None, steps=2)
    assert found["journeys"] == 4
    assert found["changed"] == 3
    assert found["flow"]["onward"] == 3
    assert sum(row["journeys"] for row in found["paths"]) == 4


def test_without_channels_nothing_is_said_of_them(tmp_path: Path) -> None:
    with _house(tmp_path / "plain", with_channel=False) as plain:
        found = _seen(plain, "paths_flow", gap="30m")
    assert found["changes"] is None
    assert found["changed"] is None


def test_funnel_is_the_library_s_and_compares_in_one_walk(house: House) -> None:
    steps = [["home"], ["cart"], ["buy"]]
    found = _seen(
        house,
        "paths_funnel",
        steps=steps,
        within="7d",
        mode="closed",
        compare="device",
        values=["phone", "desk"],
    )
    journeys = Journeys(house.contacts())
    assert found["rows"] == journeys.funnel(steps, within="7d").rows()
    for value in ("phone", "desk"):
        assert found["values"][value] == journeys.segment("device", value).funnel(steps, within="7d").rows()
    counts = {value: [row["persons"] for row in rows] for value, rows in found["values"].items()}
    assert counts == {"phone": [2, 1, 1], "desk": [2, 2, 1]}


def test_filters_narrow_what_is_counted(house: House) -> None:
    found = _seen(house, "paths_funnel", steps=[["home"], ["cart"]], segment=["device", "phone"])
    assert [row["persons"] for row in found["rows"]] == [2, 1]


def test_a_group_that_changes_counts_with_its_contacts_only(tmp_path: Path) -> None:
    rows = [("a", 0, "home", "web", "new"), ("a", 1, "buy", "web", "old"), ("b", 0, "home", "web", "new")]
    with _house(tmp_path / "changing", rows) as changing:
        found = _seen(
            changing, "paths_funnel", steps=[["home"], ["buy"]], compare="device", values=["new", "old"]
        )
    counts = {value: [row["persons"] for row in told] for value, told in found["values"].items()}
    assert counts == {"new": [2, 0], "old": [0, 0]}


def test_times_beyond_memory_take_a_second_walk_per_group() -> None:
    rows = [
        {"person": person, "at": at * (person + 1) * MINUTE, "touchpoint": name, "device": str(person % 2)}
        for person in range(40)
        for at, name in enumerate(["home", "buy"])
    ]
    contacts = Contacts.from_batches([pa.Table.from_pylist(rows)])

    def make(kept: int) -> list[Any]:
        return walked(
            contacts,
            [
                lambda: PerValue(
                    "device", dict.fromkeys("01", lambda: FunnelKernel([["home"], ["buy"]], kept=kept))
                )
            ],
            ["device"],
        )

    [few], [many] = make(4), make(1000)
    for value in "01":
        assert few.result()[value].persons.tolist() == many.result()[value].persons.tolist() == [20, 20]
        assert few.result()[value].median_seconds.tolist() == many.result()[value].median_seconds.tolist()


def test_usual_steps_come_from_the_main_path_where_no_phase_is_known(house: House) -> None:
    found = _seen(house, "paths_funnel", gap="30m", within="30d")
    assert found["source"] == "main"
    assert found["steps"] == [["home"], ["cart"], ["buy"]]


def test_time_between_has_quartiles(house: House) -> None:
    found = _seen(house, "paths_between", first="home", second="cart")
    assert (found["started"], found["reached"]) == (4, 3)
    assert (found["lower"], found["median"], found["upper"]) == (120.0, 180.0, 240.0)


def test_who_comes_again_is_counted_from_the_first_contact(tmp_path: Path) -> None:
    week = 7 * 24 * 60
    rows = [
        ("a", 0, "x", "w", "d"),
        ("a", week, "x", "w", "d"),
        ("b", 0, "x", "w", "d"),
        ("c", week, "x", "w", "d"),
    ]
    with _house(tmp_path / "weeks", rows) as weeks:
        found = _seen(weeks, "paths_again", by="week")["rows"]
    assert [(row["period"], row["persons"], row["share"]) for row in found] == [
        (0, 2, 1.0),
        (1, 1, 0.5),
        (0, 1, 1.0),
    ]


@pytest.mark.parametrize("kind", ["paths_flow", "paths_funnel", "paths_again", "paths_between"])
def test_a_house_with_nothing_or_little_gives_nothing_or_little(tmp_path: Path, kind: str) -> None:
    with _house(tmp_path / "empty", []) as nothing:
        assert _seen(nothing, kind, gap="30m") is not None
    with _house(tmp_path / "one", ROWS[:1]) as one:
        assert _seen(one, kind, gap="30m") is not None
    with _house(tmp_path / "all", ROWS) as house:
        assert _seen(house, kind, gap="30m", start="2030-01-01") is not None
