"""Journeys: rules that every result obeys, on random logs with odd names."""

from __future__ import annotations

import math
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oase.journeys import Journeys, Result
from oase.lake.contacts import Contacts
from oase.lake.engine import Engine
from oase.settings import Settings

NAMES = ["shop", "it's", 'say "hi"', "a → b", "🛒", "two\nlines", "a | b", "ended", "Ärmel", ""]
MINUTE = 60_000_000
HALF_DAY = 720 * MINUTE
MARCH = 1_709_251_200_000_000  # 2024-03-01, before the clocks change in New York and in Berlin

rows = st.lists(
    st.tuples(
        st.sampled_from(["p1", "p2", "p3", "p4", "p5"]),
        st.one_of(
            st.integers(0, 6).map(lambda n: MARCH + n * MINUTE),
            st.integers(0, 90).map(lambda n: MARCH + n * HALF_DAY),
        ),
        st.sampled_from(NAMES[:9]),
        st.sampled_from(["1", "2", "10"]),
    ),
    min_size=1,
    max_size=40,
)
cut = st.sampled_from([None, "2m", "20d"])
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def table(log, *, tie: bool) -> pa.Table:
    """Return a log as an Arrow table."""
    columns = {
        "person": pa.array([row[0] for row in log], pa.string()),
        "at": pa.array([row[1] for row in log], pa.int64()),
        "touchpoint": pa.array([row[2] for row in log], pa.string()),
    }
    if tie:
        columns["tie"] = pa.array([row[3] for row in log], pa.string())
    return pa.table(columns)


def journeys(log, *, tie: bool = False, gap: str | None = None) -> Journeys:
    """Return journeys, or sessions, of a log."""
    whole = Journeys(Contacts.from_batches(table(log, tie=tie).to_batches()))
    return whole if gap is None else whole.sessions(gap)


def questions(log) -> list[tuple[str, Callable[[Journeys], Result]]]:
    """Return every question, asked about touchpoints that occur."""
    seen = sorted({row[2] for row in log})
    first, last, middle = seen[0], seen[-1], seen[len(seen) // 2]
    steps = [first, [middle, last], first, last]
    return [
        ("transitions", lambda j: j.transitions()),
        ("all paths", lambda j: j.paths(None)),
        ("two paths", lambda j: j.paths(2)),
        ("closed", lambda j: j.funnel(steps)),
        ("closed within", lambda j: j.funnel(steps, within="3d")),
        ("hybrid", lambda j: j.funnel(steps, mode="hybrid")),
        ("hybrid within", lambda j: j.funnel(steps, within="5m", mode="hybrid")),
        ("open", lambda j: j.funnel(steps, mode="open")),
        ("steps", lambda j: j.step_matrix(3)),
        ("between", lambda j: j.time_between(first, [middle, last])),
        ("retention by day", lambda j: j.retention("day")),
        ("retention by week", lambda j: j.retention("week", timezone="America/New_York")),
        ("retention by month", lambda j: j.retention("month")),
        ("retention by quarter", lambda j: j.retention("quarter")),
    ]


def assert_same(one: pa.Table, other: pa.Table) -> None:
    """Assert equal rows in the columns of ``other``, numbers but for the last bits."""
    assert one.num_rows == other.num_rows
    for name in other.column_names:
        for left, right in zip(one[name].to_pylist(), other[name].to_pylist(), strict=True):
            if isinstance(left, float) and isinstance(right, float):
                assert math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-15), name
            else:
                assert left == right, name


@settings(quick, max_examples=25)
@given(log=rows, gap=cut, tie=st.booleans())
def test_the_sql_shown_gives_the_same_table(log, gap, tie):
    """The text of every result, run by the engine over the same contacts, gives the kernel's table."""
    engine = Engine(Settings())
    subject = journeys(log, tie=tie, gap=gap)
    for name, ask in questions(log):
        result = ask(subject)
        try:
            assert_same(result.table, engine.query(result.sql, contacts=table(log, tie=tie)))
        except AssertionError as error:
            raise AssertionError(f"{name}\n{result.sql}\n{result}") from error


@quick
@given(data=st.data(), log=rows, gap=cut, tie=st.booleans())
def test_shuffled_rows_give_the_same_result(data, log, gap, tie):
    """No result depends on the order in which the rows came."""
    shuffled = data.draw(st.permutations(log))
    before, after = journeys(log, tie=tie, gap=gap), journeys(shuffled, tie=tie, gap=gap)
    for _, ask in questions(log):
        assert ask(before).table.equals(ask(after).table)


@quick
@given(log=rows, gap=cut)
def test_totals_reconcile(log, gap):
    """Transitions, paths, step matrix and funnel speak of the same contacts, journeys and persons."""
    subject = journeys(log, gap=gap)
    paths, every = subject.paths(1), subject.paths(None)
    total = sum(paths.table["journeys"].to_pylist())
    assert total == paths.journeys == sum(every.table["journeys"].to_pylist())
    assert paths.table["path"].to_pylist()[-1] is None
    assert every.table["journeys"].to_pylist()[-1] == 0
    listed = every.table.slice(0, every.table.num_rows - 1).to_pylist()
    assert sum(len(row["path"]) * row["journeys"] for row in listed) == len(log) == paths.contacts
    assert sum(subject.transitions().table["contacts"].to_pylist()) == len(log) - total
    matrix = subject.step_matrix(4).rows()
    for step in range(1, 6):
        assert sum(row["journeys"] for row in matrix if row["step"] == step) == total
        assert math.isclose(sum(row["share"] for row in matrix if row["step"] == step), 1)
    first = sorted({row[2] for row in log})[0]
    persons = len({row[0] for row in log if row[2] == first})
    assert subject.funnel([first]).table["persons"].to_pylist() == [persons]


@quick
@given(log=rows)
def test_a_funnel_only_narrows(log):
    """Closed is never more than hybrid, hybrid never more than open where steps differ, no step gains."""
    seen = sorted({row[2] for row in log})[:3]
    subject = journeys(log)
    closed, hybrid, opened = (
        subject.funnel(seen, mode=mode).table["persons"].to_pylist() for mode in ("closed", "hybrid", "open")
    )
    assert closed == sorted(closed, reverse=True)
    assert hybrid == sorted(hybrid, reverse=True)
    assert all(a <= b <= c for a, b, c in zip(closed, hybrid, opened, strict=True))


@pytest.mark.parametrize("length", [33, 1200])
def test_there_is_no_limit_of_steps(length: int):
    """A journey of 33 or 1,200 contacts has all its steps in paths, funnel and step matrix."""
    names = [f"t{number:04d}" for number in range(length)]
    log = [("p1", number, name, "") for number, name in enumerate(names)]
    subject = journeys(log)
    assert subject.paths().table["path"].to_pylist() == [names, None]
    assert subject.funnel(names).table["persons"].to_pylist() == [1] * length
    matrix = subject.step_matrix(length).rows()
    assert [row["touchpoint"] for row in matrix if row["kind"] == "touchpoint"] == names
    assert subject.transitions().table.num_rows == length - 1
