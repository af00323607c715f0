"""The handle on contacts: where they come from, conditions, counts."""

from __future__ import annotations

import gc
import resource
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from oase.errors import (
    ColumnMissing,
    ColumnUnusable,
    HeaderInvalid,
    OptionInvalid,
    SourceMissing,
    SourceUnreadable,
    StorageForbidden,
    StorageFull,
)
from oase.lake import Contacts
from oase.model import Reading, RefusalReason
from oase.settings import Settings

NAMES = {"person": "person", "at": "at", "touchpoint": "touchpoint"}
LOG = pa.table(
    {
        "person": ["b", "a", "b", "c", "a"],
        "at": [30, 10, 20, 5, 10],
        "touchpoint": ["shop", "shop", "app", "app", "app"],
        "channel": ["store", None, "web", "web", "web"],
        "phase": ["use", "purchase", None, "search", "need"],
        "value": [1.5, None, 2.0, 3.0, 0.5],
        "age": [30, 40, 30, 50, 40],
    }
)


def steps(contacts):
    table = contacts.to_arrow()
    found = {}
    for person, at, name in zip(*(table[c].to_pylist() for c in NAMES), strict=True):
        found.setdefault(person, []).append((at, name))
    return found


ALL = {"a": [(10, "app"), (10, "shop")], "b": [(20, "app"), (30, "shop")], "c": [(5, "app")]}


def parquet(tmp_path, table=LOG, name="log.parquet", **options):
    pq.write_table(table, tmp_path / name, **options)
    return tmp_path / name


def test_contacts_are_grouped_and_ordered():
    """Contacts in any order come out per person, by time, ties by the name of the touchpoint."""
    assert steps(Contacts.from_batches([LOG])) == ALL


def test_counts_and_names():
    """A handle knows rows, persons, period, touchpoints and columns."""
    contacts = Contacts.from_batches([LOG])
    assert (contacts.count, len(contacts), contacts.persons) == (5, 5, 3)
    assert (contacts.first_at, contacts.last_at) == (5, 30)
    assert contacts.touchpoints == ("app", "shop")
    assert contacts.columns == ("person", "at", "touchpoint", "channel", "phase", "value", "age")


def test_no_contacts_at_all(tmp_path):
    """Without any row everything is empty and nothing fails."""
    empty = [
        Contacts.from_batches([]),
        Contacts.from_batches([LOG.slice(0, 0)]),
        Contacts.from_parquet([parquet(tmp_path, LOG.slice(0, 0))], NAMES),
        Contacts.from_parquet([], NAMES),
        Contacts.from_blocks(lambda _columns: iter([]), grouped=True, columns=tuple(NAMES)),
        Contacts.from_batches([LOG]).only(touchpoint=[]),
    ]
    for contacts in empty:
        assert (contacts.count, contacts.persons, contacts.first_at, contacts.touchpoints) == (0, 0, None, ())
        assert list(contacts.walk()) == []
        assert contacts.phases() == {}
        assert contacts.to_arrow().num_rows == 0
        assert contacts.to_arrow().column_names == list(contacts.columns)
        assert contacts.reading.rows_refused == 0
        assert "contacts: 0" in repr(contacts)


def test_conditions_make_new_handles():
    """Each condition gives a new handle; the old one still has everything."""
    contacts = Contacts.from_batches([LOG])
    assert steps(contacts.only(touchpoint="app")) == {
        "a": [(10, "app")],
        "b": [(20, "app")],
        "c": [(5, "app")],
    }
    assert steps(contacts.only(channel=["store", "phone"])) == {"b": [(30, "shop")]}
    assert steps(contacts.only(phase="need", touchpoint="app")) == {"a": [(10, "app")]}
    assert steps(contacts.segment("age", 40).only(touchpoint="shop")) == {"a": [(10, "shop")]}
    assert steps(contacts.segment("person", {"c", "b"}).segment("channel", "web")) == {
        "b": [(20, "app")],
        "c": [(5, "app")],
    }
    assert contacts.segment("at", 10).segment("age", "40").count == 2
    assert steps(contacts) == ALL


def test_value_that_a_column_cannot_have():
    """A value of another type than the column is an error that names the column."""
    with pytest.raises(OptionInvalid, match="'age'"):
        _ = Contacts.from_batches([LOG]).segment("age", "old").count


def test_between_takes_the_start_and_leaves_the_end():
    """A span holds its start and not its end; None leaves a side open."""
    contacts = Contacts.from_batches([LOG])
    assert sorted(contacts.between(10, 30).to_arrow()["at"].to_pylist()) == [10, 10, 20]
    assert contacts.between(None, 10).count == 1
    assert contacts.between(20, None).count == 2


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-03-31", "2024-04-01"),
        (date(2024, 3, 31), date(2024, 4, 1)),
        (datetime(2024, 3, 30, 23, tzinfo=UTC), datetime(2024, 3, 31, 22, tzinfo=UTC)),
        (datetime(2024, 3, 31), "2024-04-01T00:00"),  # noqa: DTZ001
        (1_711_839_600_000_000, 1_711_922_400_000_000),
    ],
)
def test_days_are_those_of_the_time_zone(start, end):
    """A day is meant in the zone of the settings, also when its clock changes and it has 23 hours."""
    first, last = 1_711_839_600_000_000, 1_711_922_400_000_000
    log = pa.table({"person": ["a"] * 4, "at": [first - 1, first, last - 1, last], "touchpoint": ["x"] * 4})
    contacts = Contacts.from_batches([log], settings=Settings(timezone="Europe/Berlin"))
    assert contacts.between(start, end).to_arrow()["at"].to_pylist() == [first, last - 1]


@pytest.mark.parametrize(("start", "end"), [("yesterday", None), (None, True), (10, 5), (1.5, None)])
def test_what_is_no_moment_is_said_so(start, end):
    """A moment that cannot be understood, or an end before the start, is an error that shows what came."""
    with pytest.raises(OptionInvalid):
        Contacts.from_batches([LOG]).between(start, end)


def test_unknown_column_is_offered_the_nearest():
    """A column that does not exist is named together with the one that was probably meant."""
    contacts = Contacts.from_batches([LOG])
    with pytest.raises(ColumnMissing, match="'chanel'") as caught:
        contacts.segment("chanel", "web")
    assert caught.value.nearest[0] == "channel"
    with pytest.raises(ColumnMissing):
        contacts.run(list, ["colour"])
    with pytest.raises(ColumnMissing):
        Contacts.from_batches([LOG.drop(["at"])])


def test_phases_are_the_most_frequent_ones():
    """A touchpoint's phase is its most frequent; ties go to the earlier in a journey, unknown words last."""
    pairs = [
        ("a", "use"),
        ("a", "need"),
        ("b", "use"),
        ("b", "use"),
        ("b", "need"),
        ("c", "zeta"),
        ("c", "beta"),
    ]
    pairs += [("d", None), ("e", "alpha"), ("e", "over")]
    log = pa.table(
        {
            "person": ["p"] * len(pairs),
            "at": list(range(len(pairs))),
            "touchpoint": [name for name, _ in pairs],
            "phase": [phase for _, phase in pairs],
        }
    )
    assert Contacts.from_batches([log]).phases() == {"a": "need", "b": "use", "c": "beta", "e": "over"}
    assert Contacts.from_batches([LOG.drop(["phase"])]).phases() == {}


def test_visits_are_counted_under_the_conditions():
    """Touchpoints come by name with their contacts, of the handle that is asked."""
    contacts = Contacts.from_batches([LOG])
    assert list(contacts.visits().items()) == [("app", 3), ("shop", 2)]
    assert contacts.segment("age", 30).visits() == {"app": 1, "shop": 1}
    assert contacts.only(touchpoint="none").visits() == {}


def test_kernels_walk_once_and_get_what_they_ask_for(tmp_path):
    """Kernels that run over well-ordered contacts are made once and get the columns named, row by row."""
    made = []

    class Values:
        def __init__(self):
            made.append(self)
            self.rows = []

        def add(self, chunk):
            people = chunk.person.to_pylist()
            self.rows += zip(
                people, chunk.columns["value"].to_pylist(), chunk.columns["channel"].to_pylist(), strict=True
            )

    contacts = Contacts.from_parquet(
        [parquet(tmp_path, LOG.sort_by([("person", "ascending"), ("at", "ascending")]))],
        NAMES | {"value": "value", "channel": "channel"},
    )
    [kernel] = contacts.run(lambda: [Values()], ["value", "channel"], person=True)
    assert made == [kernel]
    assert sorted(kernel.rows, key=str) == [
        ("a", 0.5, "web"),
        ("a", None, None),
        ("b", 1.5, "store"),
        ("b", 2.0, "web"),
        ("c", 3.0, "web"),
    ]


def test_kernels_are_made_anew_when_a_person_comes_back(tmp_path):
    """When persons turn out not to lie together, fresh kernels see every contact exactly once."""
    made = []

    class Rows:
        def __init__(self):
            made.append(self)
            self.rows = 0

        def add(self, chunk):
            self.rows += chunk.rows

    contacts = Contacts.from_parquet([parquet(tmp_path)], NAMES)
    [kernel] = contacts.run(lambda: [Rows()])
    assert kernel.rows == 5
    assert len(made) == 3
    contacts.run(lambda: [Rows()])
    assert len(made) == 4


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
)
def test_words_of_any_kind(kind):
    """Persons and touchpoints may be plain, large, viewed or coded words."""
    log = LOG
    for place, name in ((0, "person"), (2, "touchpoint")):
        log = log.set_column(
            place, name, log[name].cast(pa.dictionary(pa.int32(), pa.string())).cast(pa.string())
        )
        column = log[name].combine_chunks()
        if pa.types.is_dictionary(kind):
            coded = column.dictionary_encode()
            column = pa.DictionaryArray.from_arrays(
                coded.indices.cast(kind.index_type), coded.dictionary.cast(kind.value_type)
            )
        else:
            column = column.cast(kind)
        log = log.set_column(place, name, column)
    assert steps(Contacts.from_batches([log])) == ALL

    def blocks(columns):
        return iter([log.select(list(columns))])

    assert steps(Contacts.from_blocks(blocks, grouped=False, columns=tuple(NAMES))) == ALL


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64(), pa.uint16(), pa.dictionary(pa.int8(), pa.int64())])
def test_whole_numbers_of_any_kind(kind):
    """Persons may be whole numbers of any width, also coded."""
    numbers = pa.array([2, 1, 2, 3, 1])
    log = LOG.set_column(
        0,
        "person",
        numbers.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else numbers.cast(kind),
    )
    table = Contacts.from_batches([log]).to_arrow()
    assert table.schema.field("person").type == pa.int64()
    assert {1, 2, 3} == set(table["person"].to_pylist())


def test_dictionary_that_names_a_person_twice():
    """A person coded in two ways is one person still."""
    person = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array(["a", "a", "b"]))
    log = pa.RecordBatch.from_arrays(
        [person, pa.array([1, 2, 3]), pa.array(["x", "y", "z"])], names=list(NAMES)
    )
    contacts = Contacts.from_blocks(lambda _columns: iter([log]), grouped=True, columns=tuple(NAMES))
    assert steps(contacts) == {"a": [(1, "x"), (2, "y")], "b": [(3, "z")]}


def test_odd_names_of_touchpoints():
    """Quotes, arrows, emoji, line breaks and long names are names like any other."""
    names = ['"quoted"', "a → b", "🛍", "line\nbreak", "x" * 5000, "'", "\\", "ä", " "]
    log = pa.table({"person": ["p"] * len(names), "at": [1] * len(names), "touchpoint": names})
    contacts = Contacts.from_batches([log])
    assert contacts.to_arrow()["touchpoint"].to_pylist() == sorted(names)
    assert contacts.only(touchpoint="a → b").count == 1


def test_rows_that_lack_something_are_counted(tmp_path):
    """Rows without person, time or touchpoint are refused with reason, file and line, once each."""
    log = pa.table(
        {
            "person": ["a", None, "", "b", "b", None, "c"],
            "at": pa.array([1, 2, 3, None, 5, None, 2**40], pa.timestamp("s", "UTC")),
            "touchpoint": ["x", "x", "x", "x", "", None, "x"],
        }
    )
    first = parquet(tmp_path, log.slice(0, 2), "first.parquet")
    second = parquet(tmp_path, log.slice(2), "second.parquet", row_group_size=2)
    contacts = Contacts.from_parquet([first, second], NAMES)
    reading = contacts.reading
    assert reading.files == ("first.parquet", "second.parquet")
    assert (reading.rows_read, reading.rows_refused, reading.rows_accepted) == (7, 6, contacts.count)
    assert reading.reasons == {
        RefusalReason.PERSON_EMPTY: 3,
        RefusalReason.TIME_EMPTY: 1,
        RefusalReason.TIME_OUT_OF_RANGE: 1,
        RefusalReason.TOUCHPOINT_EMPTY: 1,
    }
    assert [(r.file, r.line, r.column) for r in reading.refusals] == [
        ("first.parquet", 3, "person"),
        ("second.parquet", 2, "person"),
        ("second.parquet", 3, "at"),
        ("second.parquet", 4, "touchpoint"),
        ("second.parquet", 5, "person"),
        ("second.parquet", 6, "at"),
    ]
    assert "refused: 6" in repr(contacts)
    assert contacts.between(0, 0).reading == reading


def test_all_touchpoints_empty(tmp_path):
    """A touchpoint column without any word refuses every row instead of failing."""
    log = LOG.set_column(2, "touchpoint", pa.nulls(5))
    for contacts in (Contacts.from_batches([log]), Contacts.from_parquet([parquet(tmp_path, log)], NAMES)):
        assert contacts.reading.reasons == {RefusalReason.TOUCHPOINT_EMPTY: 5}
        assert contacts.count == 0


def test_reading_of_the_source_is_kept_and_added_to():
    """What the reader counted before comes first, what the lake refuses is added."""
    before = Reading(
        files=("a.csv",), rows_read=8, rows_refused=2, reasons={RefusalReason.PERSON_EMPTY: 2}, notes=("n",)
    )
    consumed = []

    def batches():
        yield LOG.set_column(0, "person", pa.array(["b", None, "b", "c", "a"]))
        consumed.append(1)

    def reading():
        assert consumed
        return before

    contacts = Contacts.from_batches(batches(), reading=reading)
    assert contacts.reading.rows_refused == 3
    assert contacts.reading.reasons == {RefusalReason.PERSON_EMPTY: 3}
    assert contacts.reading.notes == ("n",)
    assert contacts.reading.rows_accepted == 5


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "+02:00"])
def test_times_of_any_unit_and_zone(tmp_path, unit, zone):
    """Timestamps of any unit and zone are the same moment in microseconds, also before 1970."""
    moments = [datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2024, 7, 1, 12, tzinfo=UTC)]
    log = pa.table(
        {"person": ["a", "a"], "at": pa.array(moments, pa.timestamp(unit, zone)), "touchpoint": ["x", "y"]}
    )
    contacts = Contacts.from_parquet([parquet(tmp_path, log)], NAMES)
    assert contacts.to_arrow()["at"].to_pylist() == [-1_000_000, 1_719_835_200_000_000]


def test_times_without_zone_must_be_said_to_be_utc(tmp_path):
    """A naive time is taken as UTC only when the caller says so."""
    log = pa.table({"person": ["a"], "at": pa.array([1], pa.timestamp("us")), "touchpoint": ["x"]})
    path = parquet(tmp_path, log)
    assert Contacts.from_parquet([path], NAMES, timezone="UTC").first_at == 1
    for zone in (None, "Europe/Berlin"):
        with pytest.raises(OptionInvalid, match="no time zone"):
            Contacts.from_parquet([path], NAMES, timezone=zone)


def test_tie_column_comes_before_the_name(tmp_path):
    """Contacts of the same moment follow the tie column, numbers as numbers, words as words, empty last."""
    log = pa.table(
        {"person": ["a"] * 4, "at": [7] * 4, "touchpoint": ["a", "b", "c", "d"], "no": [10, 9, None, 9]}
    )
    numbers = Contacts.from_parquet([parquet(tmp_path, log)], NAMES | {"tie": "no"})
    assert numbers.to_arrow()["touchpoint"].to_pylist() == ["b", "d", "a", "c"]
    words = Contacts.from_batches(
        [log.rename_columns([*NAMES, "tie"]).set_column(3, "tie", log["no"].cast("string"))]
    )
    assert words.to_arrow()["touchpoint"].to_pylist() == ["a", "b", "d", "c"]


def test_columns_may_serve_twice_and_have_other_names(tmp_path):
    """One column of a file may stand for two canonical ones."""
    path = parquet(tmp_path, LOG.rename_columns(["kunde", "zeit", "ort", "weg", "phase", "wert", "alter"]))
    contacts = Contacts.from_parquet(
        [path], {"person": "kunde", "at": "zeit", "touchpoint": "ort", "channel": "ort"}
    )
    table = contacts.to_arrow()
    assert table["touchpoint"].to_pylist() == table["channel"].to_pylist()


def test_wrong_files_and_columns(tmp_path):
    """A file or column that cannot serve is named with what was expected."""
    path = parquet(tmp_path)
    with pytest.raises(SourceMissing):
        Contacts.from_parquet([tmp_path / "none.parquet"], NAMES)
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 rubbish PAR1")
    with pytest.raises(SourceUnreadable, match="Parquet"):
        Contacts.from_parquet([tmp_path / "bad.parquet"], NAMES)
    with pytest.raises(SourceUnreadable):
        Contacts.from_parquet([tmp_path], NAMES)
    with pytest.raises(ColumnMissing, match="persn"):
        Contacts.from_parquet([path], NAMES | {"person": "persn"})
    with pytest.raises(ColumnUnusable, match="cannot serve as at"):
        Contacts.from_parquet([path], NAMES | {"at": "touchpoint"})
    with pytest.raises(ColumnUnusable, match="cannot serve as person"):
        Contacts.from_parquet([path], NAMES | {"person": "value"})


def test_torn_file_is_an_error_while_walking(tmp_path):
    """A file whose pages are destroyed is reported as unreadable, not as something else."""
    path = parquet(tmp_path, compression="zstd")
    contacts = Contacts.from_parquet([path], NAMES)
    stat = path.stat()
    raw = bytearray(path.read_bytes())
    raw[4:200] = b"\xff" * 196
    path.write_bytes(raw)
    import os

    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        _ = contacts.count


def test_file_changed_in_between_is_noticed(tmp_path):
    """A file that is replaced after it was opened is not mixed with what was known of it."""
    path = parquet(tmp_path)
    contacts = Contacts.from_parquet([path], NAMES)
    parquet(tmp_path, LOG.slice(1))
    with pytest.raises(SourceUnreadable, match="changed"):
        _ = contacts.count


def test_blocks_are_asked_for_the_columns_wanted():
    """Blocks are made for the columns of the walk only, person, time and touchpoint first."""
    asked = []

    def blocks(columns):
        asked.append(columns)
        yield LOG.select(list(columns)).sort_by("person")

    contacts = Contacts.from_blocks(blocks, grouped=True, columns=tuple(LOG.column_names))
    assert next(contacts.segment("age", 40).walk(["value"], person=True)).columns.keys() == {"value"}
    assert asked == [("person", "at", "touchpoint", "value", "age")]
    assert steps(contacts) == ALL


def test_stopping_early_is_allowed(tmp_path):
    """A walk that is given up leaves no thread and no file behind, and the next one is whole."""
    contacts = Contacts.from_parquet([parquet(tmp_path, LOG.sort_by("person"), row_group_size=1)], NAMES)
    for _chunk in Contacts(contacts._log, (), 1).walk():
        break
    assert steps(contacts) == ALL


def test_mistake_of_a_kernel_is_not_hidden(tmp_path):
    """What a kernel raises comes out as it is."""

    class Broken:
        def add(self, chunk):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Contacts.from_parquet([parquet(tmp_path)], NAMES).run(lambda: [Broken()])


def test_batches_must_agree(tmp_path):
    """Batches whose columns or types differ are refused with what differs."""
    with pytest.raises(HeaderInvalid, match="differ"):
        Contacts.from_batches([LOG, LOG.drop(["age"])])
    with pytest.raises(ColumnUnusable, match="'age'"):
        Contacts.from_batches([LOG, LOG.set_column(6, "age", pa.array(["old"] * 5))])


def many(rows=200_000):
    numbers = np.arange(rows)
    return pa.table(
        {
            "person": pa.array([f"{n:050d}" for n in (numbers * 7919 % (rows // 5)).tolist()]),
            "at": numbers,
            "touchpoint": pa.array(["shop", "app"]).take(pa.array(numbers % 2)),
        }
    )


def test_what_does_not_fit_goes_to_a_temporary_folder(tmp_path):
    """Above the memory allowed, contacts lie in a named temporary folder that goes with the last handle."""
    contacts = Contacts.from_batches([many()], settings=Settings(memory_mb=20, spool=tmp_path / "spool"))
    [folder] = (tmp_path / "spool").iterdir()
    assert folder.name.startswith("oase-spool-")
    assert (contacts.count, contacts.persons) == (200_000, 40_000)
    some = contacts.only(touchpoint="app")
    del contacts
    assert some.count == 100_000
    assert some.to_arrow().num_rows == 100_000
    del some
    gc.collect()
    assert list((tmp_path / "spool").iterdir()) == []


def test_full_disk_is_said_so_and_leaves_nothing(tmp_path):
    """When the temporary file finds no room, the error says what to do, and nothing stays behind."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(StorageFull, match="disk is full") as caught:
            Contacts.from_batches([many()], settings=Settings(memory_mb=20, spool=tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "OASE_SPOOL" in str(caught.value)
    del caught
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_folder_that_must_not_be_written(tmp_path, monkeypatch):
    """Without the right to write, the folder is named, with the way out."""

    def forbidden(*_args, **_options):
        raise PermissionError

    monkeypatch.setattr("oase.lake.spool.tempfile.mkdtemp", forbidden)
    with pytest.raises(StorageForbidden, match="cannot be written"):
        Contacts.from_batches([many()], settings=Settings(memory_mb=20, spool=tmp_path))


def test_shows_itself():
    """In a console and a notebook a handle shows its counts, names escaped."""
    contacts = Contacts.from_batches([LOG], settings=Settings(timezone="UTC"))
    assert repr(contacts) == (
        "Contacts(contacts: 5, persons: 3, touchpoints: 2, period: 1970-01-01 to 1970-01-01, refused: 0)"
    )
    assert "<th scope='row'>persons</th><td>3</td>" in contacts._repr_html_()


def test_cannot_be_changed():
    """A handle is immutable."""
    with pytest.raises(AttributeError):
        Contacts.from_batches([LOG])._conditions = ()


def test_one_person_with_more_rows_than_a_chunk():
    """A single person larger than many chunks comes out in one piece."""
    rows = 10_000
    log = pa.table({"person": ["only"] * rows, "at": list(range(rows))[::-1], "touchpoint": ["x"] * rows})
    contacts = Contacts.from_batches(log.to_batches(max_chunksize=10))
    [chunk] = Contacts(contacts._log, (), 16).walk()
    assert chunk.starts.tolist() == [0, rows]
    assert chunk.at.tolist() == list(range(rows))
