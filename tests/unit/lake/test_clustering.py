"""Proofs that persons lie together, and the sort to a spool."""

from __future__ import annotations

import threading
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest

from oase.lake.ahead import ahead
from oase.lake.cleaning import Refused
from oase.lake.clustering import Ascending, Grouped, OrderBroken, cluster
from oase.lake.persons import ascends, hashes, run_starts
from oase.lake.spool import Spool
from oase.lake.words import Names
from oase.settings import Settings


def test_ascending_holds_over_chunks():
    """Persons that ascend within and between chunks are proven without keeping any."""
    proof = Ascending()
    for ids in (["a", "b"], [], ["b2", "z"], ["ä"]):
        proof.see(pa.array(ids, pa.string()))
    proof.close()
    with pytest.raises(OrderBroken):
        proof.see(pa.array(["z"]))


@pytest.mark.parametrize("chunks", [[["b", "a"]], [["a", "a"]], [["a", "c"], ["b"]], [["a"], ["a"]]])
def test_ascending_fails_at_the_first_step_down(chunks):
    """A person not greater than the one before breaks the proof, within a chunk or between two."""
    proof = Ascending()

    def walk():
        for ids in chunks:
            proof.see(pa.array(ids))

    with pytest.raises(OrderBroken, match="ascend"):
        walk()


def test_grouped_accepts_any_order():
    """Persons in any order are grouped as long as none comes back."""
    proof = Grouped()
    for low in range(0, 1000, 10):
        proof.see(pa.array([f"p{n * 7919 % 1009}" for n in range(low, low + 10)]))
    proof.close()
    proof.see(pa.array(["p0"]))
    with pytest.raises(OrderBroken):
        proof.close()


@pytest.mark.parametrize("kind", [pa.string(), pa.int64()])
def test_grouped_finds_the_one_who_comes_back(kind):
    """One person out of many who comes back much later is found at the latest at the end."""
    proof = Grouped()

    def walk():
        for ids in (range(100), range(100, 150), [3]):
            proof.see(pa.array(ids, pa.int64()).cast(kind))
        proof.close()

    with pytest.raises(OrderBroken, match="comes back"):
        walk()


def test_hashes_tell_persons_apart():
    """Hundreds of thousands of ids that differ in any place, length or byte get different numbers."""
    ids = [f"c{n:08d}" for n in range(100_000)] + [f"{n}@mail.example" for n in range(100_000)]
    ids += (
        ["x" * n for n in range(1, 300)]
        + ["\0" * n for n in range(1, 50)]
        + [f"{n:060d}" for n in range(10_000)]
    )
    assert len(np.unique(hashes(pa.array(ids)))) == len(ids)
    assert len(np.unique(hashes(pa.array(range(-50_000, 50_000))))) == 100_000


def test_hashes_do_not_depend_on_the_array():
    """A person has one number, plain or coded, in a slice or alone, beside long or short ones."""
    ids = ["anna", "", "a much longer name than the others", "ä", "anna"]
    whole = hashes(pa.array(ids)).tolist()
    assert [hashes(pa.array([one]))[0] for one in ids] == whole
    assert hashes(pa.array(["z", *ids])[1:]).tolist() == whole
    assert hashes(pa.array(ids).dictionary_encode()).tolist() == whole


def test_hashes_spread_evenly_over_buckets():
    """The upper bits part running numbers and running words evenly."""
    for ids in (pa.array(range(128_000)), pa.array([f"c{n}" for n in range(128_000)])):
        counts = np.bincount((hashes(ids) >> np.uint64(57)).astype(np.int64), minlength=128)
        assert counts.min() > 800
        assert counts.max() < 1200


def test_runs_of_no_rows_and_of_slices():
    """Runs are found in empty and in sliced columns."""
    starts, ids = run_starts(pa.array([], pa.string()))
    assert (starts.tolist(), ids.to_pylist()) == ([], [])
    for column in (
        pa.array(["z", "a", "a", "b"])[1:],
        pa.array(["z", "a", "a", "b"]).dictionary_encode()[1:],
    ):
        starts, ids = run_starts(column)
        assert (starts.tolist(), ids.to_pylist()) == ([0, 2], ["a", "b"])
    assert ascends(pa.array([], pa.string()))


def table(rows, persons, seed=1):
    rng = np.random.default_rng(seed)
    return pa.table(
        {
            "person": pa.array([f"person {n}" for n in rng.integers(0, persons, rows).tolist()]),
            "at": rng.integers(0, 50, rows),
            "touchpoint": pa.array(["zoo", "app", "shop"]).take(pa.array(rng.integers(0, 3, rows))),
            "channel": pa.array(["web", None]).take(pa.array(rng.integers(0, 2, rows))).dictionary_encode(),
            "note": pa.array([f"note {n}" for n in range(rows)]).dictionary_encode(),
        }
    )


@pytest.mark.parametrize("memory_mb", [1, 1000])
@pytest.mark.parametrize("persons", [1, 7, 5_000])
def test_clustered_spool_has_every_row_in_order(tmp_path, monkeypatch, memory_mb, persons):
    """Sorted in memory or through files, all rows with all columns are there, whole persons, in order."""
    monkeypatch.setattr("oase.lake.clustering._PART_ROWS", 3_000)
    monkeypatch.setattr("oase.lake.clustering._UNIT_ROWS", 1_000)
    log = table(20_000, persons)
    settings = Settings(memory_mb=memory_mb, spool=tmp_path)
    spool = cluster(iter(log.to_batches(max_chunksize=777)), settings, Refused())
    result = pa.Table.from_batches(list(spool.blocks()))
    assert result.schema.field("channel").type == pa.dictionary(pa.int32(), pa.string())

    def rows(some):
        return list(zip(*(some[c].to_pylist() for c in log.column_names), strict=True))

    assert sorted(rows(result), key=str) == sorted(rows(log), key=str)
    found = defaultdict(list)
    for row in rows(result):
        found[row[0]].append(row[1:3])
    assert all(steps == sorted(steps) for steps in found.values())
    starts, _ = run_starts(result["person"].combine_chunks())
    assert len(starts) == len(found)
    assert (spool.folder is not None) == (memory_mb == 1)
    assert len(list(tmp_path.iterdir())) == (memory_mb == 1)


def test_ahead_passes_errors_on():
    """What the second thread meets is raised where the items are used, after the items before it."""

    def items():
        yield 1
        raise LookupError("gone")

    ahead_ = ahead(items())
    assert next(ahead_) == 1
    with pytest.raises(LookupError, match="gone"):
        next(ahead_)


def test_ahead_stops_when_nobody_wants_more():
    """Giving up early ends the thread and closes the source."""
    closed = threading.Event()

    def items():
        try:
            yield from range(1_000_000)
        finally:
            closed.set()

    for item in ahead(items()):
        if item == 3:
            break
    assert closed.wait(5)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("oase-reader")]


def test_ahead_does_not_run_away():
    """No more items wait than allowed."""
    made = []

    def items():
        for number in range(100):
            made.append(number)
            yield number

    ahead_ = ahead(items(), depth=2)
    next(ahead_)
    assert len(made) <= 4
    ahead_.close()


def test_names_learn_and_keep_their_codes():
    """Codes stay the same while new words come, null is -1, ranks follow the words."""
    names = Names()
    assert names.encode(pa.array(["b", None, "a"])).tolist() == [0, -1, 1]
    assert names.encode(pa.array(["a", "c"]).dictionary_encode()).tolist() == [1, 2]
    assert names.encode(pa.array([], pa.string())).tolist() == []
    assert names.encode(pa.nulls(2)).tolist() == [-1, -1]
    assert names.known == ("b", "a", "c")
    assert names.ranks.tolist() == [1, 0, 2]


def test_spool_reads_back_by_number(tmp_path):
    """Batches come back by their number with the columns asked for, from memory and from the file alike."""
    for memory_mb in (1, 1000):
        spool = Spool(Settings(memory_mb=memory_mb, spool=tmp_path))
        for number in range(5):
            spool.append(table(2_000, 10, seed=number).to_batches()[0])
        spool.seal()
        [last, first] = spool.read([4, 0], ["touchpoint", "note"])
        assert last.schema.names == ["touchpoint", "note"]
        assert last.column("touchpoint").to_pylist() == table(2_000, 10, seed=4)["touchpoint"].to_pylist()
        assert first.column("note")[7].as_py() == "note 7"
        assert spool.rows == [2_000] * 5
