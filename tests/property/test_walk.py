"""Whatever the order, the blocks and the chunks: a walk is a plain sort of each person's contacts."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oase.lake import Contacts
from oase.lake.contacts import Contacts as Handle
from oase.settings import Settings

NAMES = ("app", "Shop → Kasse", 'a"b\nc', "🛍", "zz")
row = st.tuples(
    st.sampled_from(
        ["", "p", "P1", "person-with-a-long-name-1", "person-with-a-long-name-2", "ä", None, *"abcdefg"]
    ),
    st.one_of(st.none(), st.integers(0, 4), st.integers(-3_000_000, 3_000_000)),
    st.sampled_from([*NAMES, "", None]),
    st.sampled_from(["web", "store", None]),
    st.one_of(st.none(), st.sampled_from(["1", "2", "10"])),
)
rows = st.lists(row, max_size=60)
shapes = st.sampled_from(["shuffled", "ascending", "grouped", "whole"])
TABLE = pa.schema(
    [
        ("person", pa.string()),
        ("at", pa.int64()),
        ("touchpoint", pa.string()),
        ("channel", pa.string()),
        ("tie", pa.string()),
    ]
)


def is_good(contact):
    return bool(contact[0]) and contact[1] is not None and bool(contact[2])


def expected(contacts, keep=lambda _: True):
    """Sort each person's contacts in plain Python."""
    persons = defaultdict(list)
    for person, at, touchpoint, channel, tie in filter(keep, filter(is_good, contacts)):
        persons[person].append((at, tie is None, tie or "", touchpoint, channel))
    return {
        person: [
            (at, tie if not none else None, name)
            for at, none, tie, name, _ in sorted(steps, key=lambda s: s[:4])
        ]
        for person, steps in persons.items()
    }


def walked(contacts):
    """Collect each person's steps from the chunks, checking the shape of each chunk."""
    found, codes = {}, {}
    for chunk in contacts.walk(["tie"], person=True):
        assert chunk.starts[0] == 0
        assert chunk.starts[-1] == chunk.rows == len(chunk.touchpoint) == len(chunk.person)
        assert all(low < high for low, high in pairwise(chunk.starts.tolist()))
        for code, name in enumerate(chunk.names):
            assert codes.setdefault(code, name) == name
        people, ties = chunk.person.to_pylist(), chunk.columns["tie"].to_pylist()
        for low, high in pairwise(chunk.starts.tolist()):
            assert len(set(people[low:high])) == 1
            assert people[low] not in found
            found[people[low]] = [
                (int(chunk.at[row]), ties[row], chunk.names[chunk.touchpoint[row]])
                for row in range(low, high)
            ]
    return found


def arranged(contacts, shape):
    if shape == "ascending":
        return sorted(contacts, key=lambda c: (c[0] or "").encode())
    if shape == "grouped":
        return sorted(contacts, key=lambda c: (c[0] or "")[::-1])
    if shape == "whole":
        return sorted(
            contacts, key=lambda c: tuple((x is None, x or 0 if i == 1 else x or "") for i, x in enumerate(c))
        )
    return contacts


def batches(contacts, cuts, coded):
    table = pa.Table.from_arrays(
        [pa.array([c[i] for c in contacts], field.type) for i, field in enumerate(TABLE)], schema=TABLE
    )
    edges = [0, *sorted(cut % (len(contacts) + 1) for cut in cuts), len(contacts)]
    for low, high in pairwise(edges):
        for batch in table.slice(low, high - low).to_batches():
            if coded:
                arrays = [
                    c.dictionary_encode() if n != "at" else c
                    for n, c in zip(TABLE.names, batch.columns, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, names=TABLE.names)
            else:
                yield batch


def chunked(contacts, chunk_rows):
    return Handle(contacts._log, contacts._conditions, chunk_rows)


@settings(max_examples=150, deadline=None)
@given(rows, shapes, st.lists(st.integers(0, 100), max_size=4), st.booleans(), st.integers(1, 30))
def test_walk_is_a_plain_sort(contacts, shape, cuts, coded, chunk_rows):
    """Any order, any split into batches, coded or plain, any chunk size: the same as a sort in Python."""
    given_ = arranged(contacts, shape)
    made = chunked(Contacts.from_batches(batches(given_, cuts, coded)), chunk_rows)
    if not given_:
        assert list(made.walk()) == []
        return
    assert walked(made) == expected(given_)
    assert made.reading.rows_read == len(given_)
    assert made.reading.rows_accepted == made.count == sum(map(is_good, given_))
    assert sum(made.reading.reasons.values()) == made.reading.rows_refused == len(made.reading.refusals)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows.filter(bool), shapes, st.integers(1, 20), st.sampled_from(["s", "ms", "us", "ns", "int"]))
def test_parquet_is_walked_as_a_plain_sort(tmp_path, contacts, shape, groups, unit):
    """Parquet files of any row group size and unit of time are walked in the right order, in any chunks."""
    given_ = arranged(contacts, shape)
    per = {"s": 1_000_000, "ms": 1_000, "us": 1, "ns": 1, "int": 1}[unit]
    given_ = [(p, None if at is None else at // per * per, *rest) for p, at, *rest in given_]
    [batch] = pa.Table.from_batches(batches(given_, [], coded=False)).combine_chunks().to_batches()
    kind = pa.int64() if unit == "int" else pa.timestamp(unit, "UTC")
    at = (
        batch.column("at") if unit == "int" else batch.column("at").cast(pa.timestamp("us", "UTC")).cast(kind)
    )
    table = pa.Table.from_batches([batch]).set_column(1, "at", at)
    path = tmp_path / "contacts.parquet"
    pq.write_table(table, path, row_group_size=groups)
    made = Contacts.from_parquet([path], {name: name for name in TABLE.names})
    assert walked(chunked(made, 7)) == expected(given_)
    assert made.reading.rows_read == len(given_)


@settings(max_examples=60, deadline=None)
@given(rows, shapes, st.integers(1, 9), st.integers(-3, 5), st.integers(0, 6))
def test_conditions_are_those_of_a_plain_filter(contacts, shape, chunk_rows, start, length):
    """Span of time, touchpoints and channel keep the rows that a filter in Python keeps."""
    given_ = arranged(contacts, shape)
    if not given_:
        return
    made = chunked(Contacts.from_batches(batches(given_, [3], coded=False)), chunk_rows)
    some = made.between(start, start + length).only(touchpoint=["app", "🛍", "never"], channel="web")

    def keep(contact):
        return start <= contact[1] < start + length and contact[2] in ("app", "🛍") and contact[3] == "web"

    assert walked(some) == expected(given_, keep)
    assert some.persons == len(expected(given_, keep))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 5), st.sampled_from(NAMES)), max_size=40
    )
)
def test_whole_numbers_name_persons_as_well(contacts):
    """Persons that are 64-bit numbers, shuffled, come out whole."""
    batch = pa.RecordBatch.from_arrays(
        [
            pa.array([c[0] for c in contacts], pa.int64()),
            pa.array([c[1] for c in contacts], pa.int64()),
            pa.array([c[2] for c in contacts], pa.string()),
        ],
        names=["person", "at", "touchpoint"],
    )
    table = Contacts.from_batches([batch]).to_arrow()
    found = list(zip(*(table.column(i).to_pylist() for i in range(3)), strict=True))
    assert sorted(found) == sorted(contacts)
    for person in {c[0] for c in contacts}:
        assert [c[1:] for c in found if c[0] == person] == sorted(c[1:] for c in contacts if c[0] == person)
    assert len({p for p, *_ in found}) == 1 + sum(a[0] != b[0] for a, b in pairwise(found)) or not found


@pytest.mark.parametrize("memory_mb", [1, 1000])
def test_spool_on_disk_gives_the_same(tmp_path, memory_mb, monkeypatch):
    """With hardly any memory allowed, contacts go through files and come out the same."""
    monkeypatch.setattr("oase.lake.clustering._PART_ROWS", 500)
    monkeypatch.setattr("oase.lake.clustering._UNIT_ROWS", 100)
    contacts = [(f"p{n * 7919 % 997:040d}", n * 31 % 1000, NAMES[n % 5], "web", None) for n in range(20_000)]
    made = Contacts.from_batches(
        batches(contacts, [], coded=True), settings=Settings(memory_mb=memory_mb, spool=tmp_path)
    )
    assert walked(made) == expected(contacts)
    assert bool(list(tmp_path.iterdir())) is (memory_mb == 1)
    del made
    assert list(tmp_path.iterdir()) == []
