"""Parts of the store: message keys, attributes, order and splicing, melting."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.lake.answers import Answers
from oase.lake.store import FILE, melt, message_keys
from oase.lake.store.attributes import from_json, to_json
from oase.lake.store.keys import Lanes, lanes_of, to_binary, unknown_persons
from oase.lake.store.known import among
from oase.lake.store.order import is_clustered, one_piece, sort_rows, splice
from oase.lake.tables import WORDS
from oase.model import NOT_ANSWERED, Scale

ROWS = {"person": [7, 7, 7, 2**62], "at": [1, 1, -5, 1], "touchpoint": ["web", "web", "Läden", ""]}


def hexes(table: pa.Table, source: str = "shop") -> list[str]:
    return [key.hex() for key in message_keys(table, source).to_pylist()]


def test_message_keys_are_fixed_for_ever() -> None:
    """Values of today: a house of today must know its rows again under any later version."""
    tied = pa.table({**ROWS, "tie": ["1", None, "", "2"]})
    assert hexes(tied) == [
        "139be60ac6bc94be432242677c8f6417",
        "e8ca68f1b2677a270774a27bec5eb87b",
        "7ce6c49c395a4809b98316c50edbc17b",
        "214f43fcd96550516c5ba50f70bdf9d1",
    ]


def slowly(source: str, *words: str | int | None) -> str:
    """The key of one row, as the module's text describes it, one number at a time."""
    steps = ((0x9E3779B97F4A7C15, 0xA0761D6478BD642F), (0xD1B54A32D192ED03, 0xE7037ED1A0B428DB))
    key = b""
    for lane, (step, factor) in enumerate(steps):
        state = digest(source, lane)
        for word in words:
            number = word % 2**64 if isinstance(word, int) else digest(word, lane)
            state = ((state + step) % 2**64) ^ (number * factor % 2**64)
            state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
            state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) % 2**64
            state ^= state >> 31
        key += state.to_bytes(8, "little")
    return key.hex()


def digest(word: str | None, lane: int) -> int:
    kind = b"oase.nothing" if word is None else b"oase.message"
    whole = blake2b((word or "").encode(), digest_size=16, person=kind).digest()
    return int.from_bytes(whole[8 * lane : 8 * lane + 8], "little")


def test_message_keys_are_as_described() -> None:
    """The vectorised keys are those of the description, row by row."""
    ties = ["1", None, "", "2"]
    rows = zip(ROWS["person"], ROWS["at"], ROWS["touchpoint"], ties, strict=True)
    assert hexes(pa.table({**ROWS, "tie": ties})) == [slowly("shop", *row, 0) for row in rows]
    assert hexes(pa.table(ROWS))[1] == slowly("shop", 7, 1, "web", None, 1)


def test_message_keys_do_not_depend_on_encoding() -> None:
    """Chunks, dictionaries and their order, types of integers: the same rows have the same keys."""
    plain = pa.table(ROWS)
    coded = pa.table({**ROWS, "touchpoint": pa.array(ROWS["touchpoint"]).dictionary_encode()})
    other = pa.DictionaryArray.from_arrays(pa.array([3, 3, 1, 0], pa.int8()), ["", "Läden", "x", "web"])
    chunked = pa.concat_tables([coded.slice(0, 2), coded.slice(2)])
    for table in (coded, chunked, coded.set_column(2, "touchpoint", other)):
        assert hexes(table) == hexes(plain)
    empty_ties = plain.append_column("tie", pa.nulls(4, pa.string()))
    assert hexes(empty_ties) == hexes(plain)


def test_every_part_of_a_row_matters() -> None:
    """Another source, person, time, touchpoint, tie or occurrence is another key."""
    row = {"person": [1], "at": [1], "touchpoint": ["a"], "tie": ["t"]}
    others = [{**row, name: value} for name, value in [("person", [2]), ("at", [2]), ("touchpoint", ["b"])]]
    others += [{**row, "tie": [""]}, {**row, "tie": pa.nulls(1, pa.string())}]
    keys = [hexes(pa.table(one))[0] for one in (row, *others)]
    keys += hexes(pa.table(row), "app")
    keys += hexes(pa.table({name: value * 2 for name, value in row.items()}))[1:]
    assert len(set(keys)) == len(keys) == 8


def test_equal_rows_are_numbered_within_their_file() -> None:
    """The same row in a second file has the key of its first occurrence."""
    row = {"person": [1] * 4, "at": [1] * 4, "touchpoint": ["a"] * 4, FILE: [0, 0, 1, 1]}
    keys = hexes(pa.table(row))
    assert keys[:2] == keys[2:]
    assert keys[0] != keys[1]


def test_keys_spread_evenly() -> None:
    """Neighbouring rows give unrelated keys: each of the 128 bits is set in half of them."""
    rows = 20_000
    table = pa.table({"person": np.zeros(rows, np.int64), "at": np.arange(rows), "touchpoint": ["a"] * rows})
    raw = np.frombuffer(message_keys(table, "s").buffers()[1], np.uint8).reshape(rows, 16)
    share = np.unpackbits(raw, axis=1).mean(axis=0)
    assert len(np.unique(raw, axis=0)) == rows
    assert np.abs(share - 0.5).max() < 5 * 0.5 / np.sqrt(rows)


def test_keys_survive_slices() -> None:
    """Keys read back from a slice of a column are those of its rows."""
    keys = message_keys(pa.table(ROWS), "shop")
    assert to_binary(lanes_of(keys.slice(1, 2))).to_pylist() == keys.to_pylist()[1:3]


def lanes(*pairs: tuple[int, int]) -> Lanes:
    both = np.array(pairs, np.uint64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def test_keys_that_share_half_are_not_equal() -> None:
    """A key is known only when both lanes are those of one held key."""
    held = lanes((1, 1), (1, 2), (3, 4))
    assert among(lanes((1, 2), (1, 3), (3, 4), (4, 3), (1, 1)), held).tolist() == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert among(lanes((1, 2)), lanes()).tolist() == [False]


def test_unknown_persons_have_aliases() -> None:
    """Numbers and texts give non-negative aliases, another source gives others."""
    number = unknown_persons(pa.array([0, 1, 2]), "survey")
    assert number.min() >= 0
    assert len({*number.tolist(), *unknown_persons(pa.array([0, 1, 2]), "other").tolist()}) == 6


values = st.one_of(st.none(), st.text(max_size=5), st.sampled_from(["", '"', "\\", "é\u2028"]))


@given(st.lists(st.tuples(values, st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.booleans())))
@settings(max_examples=60, deadline=None)
def test_attributes_survive_json(rows: list[tuple[str | None, int | None, bool | None]]) -> None:
    """What was written as JSON comes back, whatever words and names are made of."""
    words, numbers, flags = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    kinds = {'a "name".': "word", "n": "integer", "f": "flag"}
    types = (pa.string(), pa.int64(), pa.bool_())
    columns = [pa.array(v, t) for v, t in zip((words, numbers, flags), types, strict=True)]
    table = pa.table(dict(zip(kinds, columns, strict=True)))
    back = from_json(to_json(table, list(kinds)), kinds)
    assert [back[name].to_pylist() for name in kinds] == [words, numbers, flags]


run = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(["a", "b", "ä"]),
        st.sampled_from([None, "1", "2"]),
    ),
    max_size=12,
)


@given(st.lists(run, min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_splicing_runs_is_sorting_everything(runs: list[list[tuple[int, int, str, str | None]]]) -> None:
    """Sorted parts spliced together are what one sort of all rows gives, ties and positions included."""
    position, parts = 0, []
    for rows in runs:
        person, at, name, tie = (list(c) for c in zip(*rows, strict=True)) if rows else ([], [], [], [])
        table = pa.table(
            {
                "person": pa.array(person, pa.int64()),
                "at": pa.array(at, pa.int64()),
                "touchpoint": pa.array(name, pa.string()).dictionary_encode().cast(WORDS),
                "tie": pa.array(tie, pa.string()),
                "position": np.arange(position, position + len(rows)),
            }
        )
        position += len(rows)
        parts.append(table.take(pa.array(sort_rows(table))))
    together = splice(parts)
    wanted = one_piece(pa.concat_tables(parts))
    wanted = wanted.take(pa.array(sort_rows(wanted)))
    assert together["position"].to_pylist() == wanted["position"].to_pylist()
    assert is_clustered(together)
    assert splice([p.drop_columns(["position"]) for p in parts]).num_rows == position


def test_disorder_is_seen() -> None:
    """Rows out of order by any key are recognised."""
    table = pa.table({"person": [1, 1], "at": [1, 1], "touchpoint": ["b", "a"]})
    assert not is_clustered(table)
    assert is_clustered(table.slice(0, 1))
    assert is_clustered(table.slice(0, 0))


WIDE = pa.table(
    {
        "person": [5, None, 6],
        "at": pa.array([1, 2, None], pa.int64()),
        "app": pa.array([1, 5, None], pa.int8()),
        "shop": pa.array([3, NOT_ANSWERED, None], pa.int8()),
        "outcome": [1.0, 0.0, 1.0],
        "city": ["Ulm", "Bonn", "Ulm"],
    }
)


def test_wide_answers_become_one_row_each() -> None:
    """Only what was answered gives a row; person, outcome and context are repeated."""
    answers = Answers(WIDE, "wide", ("app", "shop"), Scale("rating", 1, 5), ("city",))
    long = pa.Table.from_batches(melt(answers, "survey"))
    names = ["touchpoint", "answer", "rating", "outcome", "city"]
    assert [list(row.values()) for row in long.select(names).to_pylist()] == [
        ["app", -1, 1, 1.0, "Ulm"],
        ["app", 1, 5, 0.0, "Bonn"],
        ["shop", 0, 3, 1.0, "Ulm"],
    ]
    alone = unknown_persons(pa.array([1]), "survey")[0]
    assert long["person"].to_pylist() == [5, alone, 5]


def test_nobody_known_but_a_transaction() -> None:
    """Answers without a person that share a transaction share an alias, wherever they stand in the file."""
    table = pa.table({"transaction": ["x", None, "x"], "touchpoint": ["a", "a", "b"], "answer": [0, 0, 1]})
    long = pa.Table.from_batches(melt(Answers(table, "long", ("a", "b"), Scale()), "s"))
    first, second, third = long["person"].to_pylist()
    assert first == third != second


@pytest.mark.parametrize("kind", [pa.string(), pa.float64()])
def test_a_transaction_may_have_any_type(kind: pa.DataType) -> None:
    """A column of transactions without a person is taken as texts."""
    table = pa.table(
        {"transaction": pa.array(["1", "2"]).cast(kind), "touchpoint": ["a", "a"], "answer": [0, 0]}
    )
    long = pa.Table.from_batches(melt(Answers(table, "long", ("a",), Scale()), "s"))
    assert len(set(long["person"].to_pylist())) == 2
