"""Journeys: sessions, narrowing, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oase.errors import ColumnMissing, InputError, OptionInvalid
from oase.journeys import Journeys
from oase.lake.contacts import Contacts
from oase.lake.kernels import paths
from oase.settings import Settings

MINUTE = 60_000_000


@pytest.fixture
def shop() -> Journeys:
    """Two persons: one with two sessions, one with one; a channel and a segment."""
    table = pa.table(
        {
            "person": ["a", "a", "a", "a", "b", "b"],
            "at": [0, 10 * MINUTE, 100 * MINUTE, 101 * MINUTE, 5 * MINUTE, 6 * MINUTE],
            "touchpoint": ["home", "cart", "home", "buy", "home", "home"],
            "channel": ["web", "web", "app", "app", "web", "web"],
            "age": ["young", "young", "young", "young", "old", "old"],
        }
    )
    return Journeys(Contacts.from_batches(table.to_batches()))


def test_sessions_end_after_a_longer_pause(shop: Journeys):
    """Paths of sessions do not cross the pause; a pause of exactly the gap does not end a session."""
    whole = {tuple(row["path"] or ()): row["journeys"] for row in shop.paths().rows()}
    assert whole == {("home", "cart", "home", "buy"): 1, ("home", "home"): 1, (): 0}
    cut = {tuple(row["path"] or ()): row["journeys"] for row in shop.sessions("30m").paths().rows()}
    assert cut == {("home", "cart"): 1, ("home", "buy"): 1, ("home", "home"): 1, (): 0}
    assert shop.sessions(dt.timedelta(minutes=90)).paths().journeys == 2
    assert shop.sessions("89m").paths().journeys == 3


def test_a_funnel_of_sessions_counts_persons_whose_attempt_lies_in_one(shop: Journeys):
    """From cart to buy takes two sessions, so within sessions nobody gets there."""
    assert shop.funnel(["cart", "buy"]).table["persons"].to_pylist() == [1, 1]
    assert shop.sessions("30m").funnel(["cart", "buy"]).table["persons"].to_pylist() == [1, 0]
    assert shop.sessions("30m").funnel(["home", "buy"]).table["persons"].to_pylist() == [2, 1]


def test_settings_are_those_of_the_contacts_unless_others_are_given():
    """The calendar by which contacts were read also counts retention, after narrowing too."""
    midnight_in_berlin = 1_711_926_000_000_000  # 2024-04-01 in Berlin, still March in UTC
    log = pa.table({"person": ["a"], "at": [midnight_in_berlin], "touchpoint": ["web"]})
    read = Contacts.from_batches([log], settings=Settings(timezone="UTC", lang="en"))
    assert Journeys(read).retention().table["cohort"].to_pylist() == [dt.date(2024, 3, 1)]
    assert Journeys(read).sessions("1h").only(touchpoint="web").paths().lang == "en"
    berlin = Journeys(read, settings=Settings(timezone="Europe/Berlin"))
    assert berlin.sessions("1h").retention().table["cohort"].to_pylist() == [dt.date(2024, 4, 1)]


def test_narrowing_gives_new_journeys(shop: Journeys):
    """only, between and segment leave the first journeys as they were."""
    assert shop.only(touchpoint=["home", "buy"]).paths().contacts == 5
    assert shop.only(channel="app").paths().contacts == 2
    assert shop.segment("age", "old").paths().journeys == 1
    start = dt.datetime(1970, 1, 1, 0, 10, tzinfo=dt.UTC)
    assert shop.between(start, start + dt.timedelta(minutes=90)).paths().contacts == 1
    assert shop.paths().contacts == 6


def test_time_between(shop: Journeys):
    """From home to cart took ten minutes for one of two persons."""
    [row] = shop.time_between("home", "cart").rows()
    assert row == {
        "n": 1,
        "mean_seconds": 600.0,
        "median_seconds": 600.0,
        "p90_seconds": 600.0,
        "share_reached": 0.5,
        "started": 2,
    }


def test_funnel_columns(shop: Journeys):
    """Shares, times and the touchpoints of a step that is a list."""
    rows = shop.funnel(["home", ["cart", "buy"]], within="1h").rows()
    assert rows[1] == {
        "step": 2,
        "touchpoint": "cart | buy",
        "persons": 1,
        "share_of_first": 0.5,
        "share_of_previous": 0.5,
        "median_seconds": 60.0,
        "touchpoints": ["cart", "buy"],
    }


def test_step_matrix_says_who_ended_and_who_goes_on(shop: Journeys):
    """With two steps listed, all are there at step 2, one of two goes on after it."""
    rows = {(row["step"], row["touchpoint"]): row["share"] for row in shop.step_matrix(2).rows()}
    assert rows == {
        (1, "home"): 1.0,
        (1, "ended"): 0.0,
        (2, "cart"): 0.5,
        (2, "home"): 0.5,
        (2, "ended"): 0.0,
        (3, "ended"): 0.5,
        (3, "later"): 0.5,
    }


def test_retention_lists_empty_periods_too():
    """Between the first and the last period every one is listed, in the zone that was asked."""
    day = 86_400_000_000
    table = pa.table({"person": ["a", "a", "b"], "at": [0, 2 * day, day - 1], "touchpoint": ["x"] * 3})
    journeys = Journeys(Contacts.from_batches(table.to_batches()))
    rows = [tuple(row.values()) for row in journeys.retention("day", timezone="UTC").rows()]
    first = dt.date(1970, 1, 1)
    assert rows == [(first, 0, 2, 1.0), (first, 1, 0, 0.0), (first, 2, 1, 0.5)]
    cohorts = {row["cohort"] for row in journeys.retention("day", timezone="Europe/Berlin").rows()}
    assert cohorts == {first, dt.date(1970, 1, 2)}


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda j: j.funnel(["home", "crat"]), ["'crat'", "did you mean 'cart'?"]),
        (lambda j: j.time_between("hmoe", "cart"), ["'hmoe'", "did you mean 'home'?"]),
        (lambda j: j.only(touchpoint="byu"), ["'byu'", "did you mean 'buy'?"]),
        (lambda j: j.funnel([]), ["no steps"]),
        (lambda j: j.funnel(["home", []]), ["No touchpoint is named"]),
        (lambda j: j.funnel(["home"], mode="loose"), ["closed, open or hybrid", "'loose'"]),
        (lambda j: j.funnel(["home"], within="1h", mode="open"), ["open funnel has no time limit"]),
        (lambda j: j.funnel(["home"], within="1 month"), ["'1 month'", "within"]),
        (lambda j: j.funnel(["home"], within="0s"), ["longer than zero"]),
        (lambda j: j.sessions("soon"), ["'soon'", "gap"]),
        (lambda j: j.sessions(30), ["cannot be read"]),
        (lambda j: j.paths(-1), ["below zero"]),
        (lambda j: j.step_matrix(0), ["below one"]),
        (lambda j: j.step_matrix(2.0), ["no whole number"]),
        (lambda j: j.paths("5"), ["no whole number"]),
        (lambda j: j.funnel("home"), ["one text", "a list"]),
        (lambda j: j.funnel(["home", 3]), ["a text", "'3'"]),
        (lambda j: j.only(touchpoint=3), ["a text", "'3'"]),
        (lambda j: j.time_between("home", None), ["a text"]),
        (lambda j: j.segment("age", [["young"]]), ["no value"]),
        (lambda j: j.segment("age", 10**30).paths(), ["cannot have this value"]),
        (lambda j: j.retention("fortnight"), ["'fortnight'", "quarter"]),
        (lambda j: j.retention("day", timezone="Mars/Olympus"), ["IANA", "'Mars/Olympus'"]),
    ],
)
def test_what_is_not_allowed_is_said(shop: Journeys, ask, words: list[str]):
    """Every wrong argument is an OptionInvalid that says what was expected."""
    with pytest.raises(OptionInvalid) as caught:
        ask(shop)
    for word in words:
        assert word in str(caught.value)


def test_an_unknown_segment_column_is_offered(shop: Journeys):
    """A mistyped column is an input error with the nearest name."""
    with pytest.raises(ColumnMissing, match="age") as caught:
        shop.segment("agee", "old")
    assert isinstance(caught.value, InputError)


def test_a_file_in_order_of_arrival_gives_the_same(tmp_path: Path):
    """Contacts that lie in a Parquet file as they came are sorted on the way: the same tables."""
    rng = np.random.default_rng(4)
    log = pa.table(
        {
            "who": [f"p{n}" for n in rng.integers(0, 300, 5000)],
            "when": rng.integers(0, 10**13, 5000),
            "where": [f"t{n}" for n in rng.integers(0, 6, 5000)],
        }
    )
    roles = {"person": "who", "at": "when", "touchpoint": "where"}
    asked = []
    for name, table in {
        "arrival": log,
        "sorted": log.sort_by([("who", "ascending"), ("when", "ascending")]),
    }.items():
        pq.write_table(table, tmp_path / name, row_group_size=700)
        journeys = Journeys(Contacts.from_parquet([tmp_path / name], roles))
        asked.append(
            [
                journeys.transitions().table,
                journeys.paths().table,
                journeys.sessions("2h").funnel(["t0", "t1"]).table,
                journeys.retention("week").table,
            ]
        )
    assert asked[0] == asked[1]


def test_paths_that_share_a_hash_are_walked_again(shop: Journeys, monkeypatch: pytest.MonkeyPatch):
    """Where two paths cannot be told apart by their hash, another walk with another hash tells them apart."""
    real = paths._word_hash
    monkeypatch.setattr(paths, "_word_hash", lambda name, salt: 1 if salt == 0 else real(name, salt))
    found = shop.sessions("30m").paths().rows()
    assert [row["path"] for row in found] == [["home", "buy"], ["home", "cart"], ["home", "home"], None]
    assert [row["journeys"] for row in found] == [1, 1, 1, 0]


def test_no_contacts_give_empty_tables():
    """Without any contact every table is there with its columns and no journeys."""
    empty = pa.table({"person": ["a"], "at": [0], "touchpoint": ["x"]})
    journeys = Journeys(Contacts.from_batches(empty.to_batches())).between(
        dt.datetime(2000, 1, 1, tzinfo=dt.UTC), None
    )
    assert journeys.transitions().table.num_rows == 0
    assert journeys.paths().rows() == [{"path": None, "journeys": 0, "share": None}]
    assert journeys.retention().table.num_rows == 0
    assert [row["share"] for row in journeys.step_matrix(1).rows()] == [None, None, None]
