"""The flow of journeys reconciles."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from oase.charts.sankey import END, MORE, flow_of

_PATHS = st.dictionaries(
    st.lists(st.sampled_from("ABCDEFGHIJKL"), min_size=1, max_size=9).map(tuple),
    st.integers(1, 999),
    max_size=30,
)


@given(_PATHS, st.integers(0, 500), st.integers(1, 6), st.integers(1, 4))
def test_nothing_is_lost_between_steps(paths, other, steps, most):
    """First column plus other is all, in and out of nodes agree, ends and the last column are all known."""
    rows = [{"path": list(path), "journeys": n} for path, n in paths.items()]
    flow = flow_of([*rows, {"path": None, "journeys": other}], steps, most)
    at = {(node.column, node.name): node.journeys for node in flow.nodes}
    assert flow.total == sum(paths.values()) + other
    assert sum(n for (column, _), n in at.items() if column == 0) == flow.known
    into, out = Counter(), Counter()
    for link in flow.links:
        out[link.column, link.source] += link.journeys
        into[link.column + 1, link.target] += link.journeys
    for (column, name), journeys in at.items():
        assert column == 0 or into[column, name] == journeys
        if name != END and column < flow.steps - 1:
            assert out[column, name] == journeys
    ended = sum(n for (_, name), n in at.items() if name == END)
    last = sum(n for (column, name), n in at.items() if column == flow.steps - 1 and name != END)
    assert ended + last == flow.known
    assert flow.onward == sum(n for path, n in paths.items() if len(path) > flow.steps)


def test_small_touchpoints_are_put_together_not_dropped():
    """Touchpoints beyond the largest of a step appear as one node with their sum."""
    flow = flow_of([{"path": [f"T{n}"], "journeys": n + 1} for n in range(10)], most=4)
    names = {node.name: node.journeys for node in flow.nodes}
    assert len(names) == 5
    assert names[MORE] == 1 + 2 + 3 + 4 + 5 + 6


def test_one_touchpoint_too_many_is_shown_by_name():
    """Putting a single touchpoint together would hide its name for nothing."""
    flow = flow_of([{"path": [name], "journeys": 1} for name in "ABC"], most=2)
    assert {node.name for node in flow.nodes} == {"A", "B", "C"}


def test_odd_names_cannot_be_mistaken():
    """A touchpoint that is called like our own node stays apart from it."""
    flow = flow_of([{"path": ["end", "Ende der Reise"], "journeys": 2}, {"path": ["end"], "journeys": 3}])
    assert {(n.column, n.name, n.journeys) for n in flow.nodes} == {
        (0, "end", 5),
        (1, "Ende der Reise", 2),
        (1, END, 3),
    }
