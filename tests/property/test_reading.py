"""Reading gives back what was written, in every dialect, and never loses a row in silence."""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from oase.errors import OaseError
from oase.lake.reading import read_contacts
from oase.lake.reading.records import Block, blocks, record_ends
from oase.lake.reading.sources import streams_of
from oase.model import Refusal

FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n\t"'), max_size=12)
NARROW = st.text(st.sampled_from("abcäöüß€ ,;|\t\n\"'.0123456789-"), max_size=12)
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
ENDS = st.sampled_from(["\n", "\r\n"])


def written(rows: list[list[str]], delimiter: str, end: str, quoting: int) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)  # pyright: ignore[reportArgumentType]
    return file.getvalue()


def stored(content: bytes, folder: str) -> Path:
    path = Path(folder) / "t.csv"
    path.write_bytes(content)
    return path


@FAST
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    delimiter=DELIMITERS,
    end=ENDS,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_comes_back(
    rows: list[tuple[str, str, str]], delimiter: str, end: str, quoting: int, encoding: str
) -> None:
    """Any table written as CSV, in any dialect and encoding, is read back cell by cell."""
    table = [["alpha", "beta", "gamma"], *map(list, rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = stored(written(table, delimiter, end, quoting).encode(encoding), folder)
        stream = streams_of(path)[0]
        assert stream.columns == ("alpha", "beta", "gamma")
        batches = list(stream.read(stream.columns))
    for place, name in enumerate(stream.columns):
        cells = [cell for batch in batches for cell in batch.columns[name].to_pylist()]
        assert cells == [row[place] or None for row in rows]


@FAST
@example(rows=[("", "ß€ß")], end="\n")  # these bytes begin like UTF-8; the header has told
@given(rows=st.lists(st.tuples(NARROW, NARROW), min_size=1, max_size=12), end=ENDS)
def test_cp1252_comes_back(rows: list[tuple[str, str]], end: str) -> None:
    """German text in cp1252 is read back; the file as a whole is told from UTF-8."""
    table = [["name", "straße"], *map(list, rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = stored(written(table, ";", end, csv.QUOTE_MINIMAL).encode("cp1252"), folder)
        stream = streams_of(path)[0]
        batches = list(stream.read(stream.columns))
    assert stream.columns == ("name", "straße")
    cells = [cell for batch in batches for cell in batch.columns["name"].to_pylist()]
    assert cells == [row[0] or None for row in rows]


@FAST
@given(
    text=st.text(st.sampled_from('ab,"\n\r'), min_size=1, max_size=60),
    size=st.integers(1, 20),
)
def test_blocks_do_not_depend_on_their_size(text: str, size: int) -> None:
    """However a text is cut into pieces, records, rows and lines are the same."""
    data = text.encode()
    whole = Block(data, ",", 1)
    pieces = list(blocks(io.BytesIO(data), ",", "t.csv", size))
    assert b"".join(piece.data for piece in pieces) == data
    lines = [line for piece in pieces for line in piece.lines().tolist()]
    assert lines == whole.lines().tolist()


@FAST
@given(text=st.text(st.sampled_from('ab,"\n'), min_size=1, max_size=60))
def test_every_record_is_a_row_or_a_refusal(text: str) -> None:
    """Whatever quotes a text holds, every record becomes a row or a refusal, each with its own line."""
    data = b"x,y\n" + text.encode()
    with tempfile.TemporaryDirectory() as folder:
        try:
            stream = streams_of(stored(data, folder))[0]
        except OaseError:
            return
        batches = list(stream.read(stream.columns))
    unread: list[Refusal] = [refusal for batch in batches for refusal in batch.unread]
    lines = [*(line for batch in batches for line in batch.lines().tolist()), *(r.line for r in unread)]
    assert sum(batch.rows for batch in batches) + len(unread) == len(lines)
    if stream.columns == ("x", "y"):
        assert sorted(lines) == Block(data, ",", 1).lines().tolist()[1:]


@FAST
@given(text=st.text(st.sampled_from('ab,"\n\r'), max_size=80))
def test_records_by_mask_and_by_walk_agree(text: str) -> None:
    """The fast way to find records agrees with a state machine written out letter by letter."""
    data = text.encode()
    ends: list[int] = []
    state, place = "start", 0
    while place < len(data):
        sign = chr(data[place])
        if state == "quoted":
            if sign == '"':
                if data[place + 1 : place + 2] == b'"':
                    place += 1
                else:
                    state = "cell"
        elif sign in "\r\n":
            if sign == "\r" and data[place + 1 : place + 2] == b"\n":
                place += 1
            ends.append(place + 1)
            state = "start"
        elif sign == ",":
            state = "start"
        elif sign == '"' and state == "start":
            state = "quoted"
        else:
            state = "cell"
        place += 1
    if len(data) and (not ends or ends[-1] < len(data)):
        ends.append(len(data))
    assert record_ends(data, ",", final=True).tolist() == ends


@FAST
@given(content=st.binary(max_size=400))
def test_rubbish_never_gives_another_error(content: bytes) -> None:
    """Whatever bytes a file holds, reading ends in contacts or in an error of our own."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(OaseError):
        assert read_contacts(stored(content, folder), person="a", at="b", touchpoint="c").reading.rows_read


@FAST
@given(
    persons=st.lists(st.sampled_from(["a", "b", "", "NULL"]), min_size=1, max_size=30),
    seed=st.integers(0, 99),
)
def test_rows_add_up(persons: list[str], seed: int) -> None:
    """Rows read are rows accepted plus rows refused, and reasons add up to the latter."""
    rng = np.random.default_rng(seed)
    times = rng.choice(["2026-11-21", "x", ""], len(persons)).tolist()
    table = pa.table({"p": ["a", *persons], "t": ["2026-11-21", *times], "w": ["Ad"] * (len(persons) + 1)})
    contacts = read_contacts(table, person="p", at="t", touchpoint="w")
    reading = contacts.reading
    assert reading.rows_read == len(persons) + 1
    assert contacts.count == reading.rows_accepted
    assert sum(reading.reasons.values()) == reading.rows_refused == len(reading.refusals)
