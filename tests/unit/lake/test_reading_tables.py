"""Typed sources: Excel, SPSS, Parquet, Arrow files, and pandas, Polars and Arrow frames."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyreadstat
import pytest
import xlsxwriter
from pyarrow import feather, parquet

from oase.errors import ColumnUnusable, ExtraMissing, HeaderInvalid, OptionInvalid, SourceUnreadable
from oase.lake import Contacts
from oase.lake.reading import columns_of, read_answers, read_contacts, sample, sniff
from oase.lake.reading.sources import parts_of
from oase.model import RefusalReason

ROLES = {"person": "id", "at": "ts", "touchpoint": "what"}
ZONE = {"timezone": "Europe/Berlin"}
NOON = dt.datetime.fromisoformat("2026-11-21T12:00")
NOON_UTC = 1795258800000000  # 11:00 UTC
COLUMNS: dict[str, list[Any]] = {
    "id": [7, 7, 8],
    "ts": [NOON, NOON + dt.timedelta(hours=1), NOON],
    "what": ["Ad", "Shop", "Ad"],
    "eur": [1.5, None, 3.0],
}


def expected(person: type = int) -> list[tuple[object, ...]]:
    return [
        (person(7), NOON_UTC, "Ad", 1.5),
        (person(7), NOON_UTC + 3_600_000_000, "Shop", None),
        (person(8), NOON_UTC, "Ad", 3.0),
    ]


def rows_of(contacts: Contacts) -> list[tuple[object, ...]]:
    table = contacts.to_arrow()
    return sorted(
        zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True),
        key=lambda row: (str(row[0]), row[1]),
    )


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy hh:mm"}) as book:
        book.add_worksheet("leer")
        sheet = book.add_worksheet("Kontakte")
        sheet.write_row(0, 0, list(COLUMNS))
        for place in range(3):
            sheet.write_number(place + 1, 0, COLUMNS["id"][place])
            sheet.write_datetime(place + 1, 1, COLUMNS["ts"][place])
            sheet.write_string(place + 1, 2, COLUMNS["what"][place])
            if COLUMNS["eur"][place] is not None:
                sheet.write_number(place + 1, 3, COLUMNS["eur"][place])
        other = book.add_worksheet("Alt")
        other.write_row(0, 0, ["id", "ts", "what"])
        other.write_row(1, 0, ["x", "21.11.2026 12:00", "Brief"])
    return path


def test_excel(tmp_path: Path) -> None:
    """The first sheet that is not empty is read, with Excel's own dates and numbers."""
    contacts = read_contacts(workbook(tmp_path / "log.xlsx"), **ROLES, value="eur", **ZONE)
    assert rows_of(contacts) == expected(str)
    assert contacts.reading.notes == ("log.xlsx: sheet 'Kontakte'",)


def test_excel_sheet_by_name(tmp_path: Path) -> None:
    """A sheet can be named; a wrong name is answered with the right ones."""
    path = workbook(tmp_path / "log.xlsx")
    assert read_contacts(path, **ROLES, **ZONE, sheet="Alt").touchpoints == ("Brief",)
    with pytest.raises(OptionInvalid, match="Kontakte"):
        read_contacts(path, **ROLES, **ZONE, sheet="Kontakt")


def test_excel_row_numbers(tmp_path: Path) -> None:
    """Refusals name rows as Excel counts them, with title rows and empty rows."""
    with xlsxwriter.Workbook(str(tmp_path / "log.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, ["id", "ts", "what"])
        sheet.write_row(3, 0, [7, "2026-11-21", "Ad"])
        sheet.write_row(6, 0, [7, "gestern", "Ad"])
    reading = read_contacts(tmp_path / "log.xlsx", **ROLES).reading
    assert [(r.line, r.value) for r in reading.refusals] == [(7, "gestern")]


def test_one_cell_far_away_does_not_end_the_process(tmp_path: Path) -> None:
    """Read as a rectangle, the sheet would need 500 GB, and the reader would end whoever asks it to."""
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "ts", "what"])
        sheet.write(1_048_575, 16_383, "x")
    for wanted in (None, "Sheet1"):
        with pytest.raises(SourceUnreadable, match="too large to be held"):
            read_contacts(path, **ROLES, **ZONE, sheet=wanted)


def test_more_columns_than_a_spreadsheet_has_are_refused(tmp_path: Path) -> None:
    """A million columns would keep the reader busy for a minute."""
    path = tmp_path / "wide.csv"
    path.write_text("id,ts,what," + ",".join(f"c{place}" for place in range(20_000)) + "\n7,2026-11-21,Ad\n")
    with pytest.raises(HeaderInvalid, match="too many columns"):
        read_contacts(path, **ROLES, **ZONE)


def test_excel_inside_zip(tmp_path: Path) -> None:
    """A workbook inside an archive is a workbook, not an archive in an archive."""
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.write(workbook(tmp_path / "log.xlsx"), "in/log.xlsx")
    assert rows_of(read_contacts(tmp_path / "log.zip", **ROLES, value="eur", **ZONE)) == expected(str)


def test_archive_inside_archive(tmp_path: Path) -> None:
    """An archive inside an archive is told."""
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("a.csv", "id\n1\n")
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")
    with pytest.raises(SourceUnreadable, match="inside another"):
        read_contacts(tmp_path / "log.zip", **ROLES)


def test_spss(tmp_path: Path) -> None:
    """SPSS files are read with their dates; value labels become the words of touchpoints."""
    frame = pd.DataFrame(
        {"id": [7.0, 7.0, 8.0], "ts": COLUMNS["ts"], "what": [1.0, 2.0, 1.0], "eur": COLUMNS["eur"]}
    )
    pyreadstat.write_sav(frame, tmp_path / "log.sav", variable_value_labels={"what": {1: "Ad", 2: "Shop"}})
    contacts = read_contacts(tmp_path / "log.sav", **ROLES, value="eur", **ZONE)
    assert rows_of(contacts) == expected(str)


def test_spss_answers_by_labels(tmp_path: Path) -> None:
    """SPSS codes whose labels are words for an answer are read by the labels."""
    frame = pd.DataFrame({"Shop": [1.0, 2.0, 3.0, 3.0], "App": [3.0, None, 1.0, 2.0]})
    labels = {1: "besser", 2: "wie erwartet", 3: "schlechter"}
    pyreadstat.write_sav(frame, tmp_path / "a.sav", variable_value_labels={"Shop": labels, "App": labels})
    answers = read_answers(tmp_path / "a.sav", touchpoints=["Shop", "App"])
    assert answers.table.to_pydict() == {"Shop": [1, 0, -1, -1], "App": [-1, None, 1, 0]}


def test_spss_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyreadstat the extra to install is named."""
    pyreadstat.write_sav(pd.DataFrame({"id": [1.0]}), tmp_path / "log.sav")
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    with pytest.raises(ExtraMissing, match=r"oase\[spss\]"):
        columns_of(tmp_path / "log.sav")


FRAMES = {
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas with index": lambda: pd.DataFrame(COLUMNS).set_index("id"),
    "polars": lambda: pl.DataFrame(COLUMNS),
    "lazy polars": lambda: pl.LazyFrame(COLUMNS),
    "arrow": lambda: pa.table(COLUMNS),
    "arrow batch": lambda: pa.RecordBatch.from_pydict(COLUMNS),
    "arrow reader": lambda: pa.table(COLUMNS).to_reader(),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_frames(kind: str) -> None:
    """Frames of every kind give the same contacts; whole numbers stay whole numbers."""
    contacts = read_contacts(FRAMES[kind](), **ROLES, value="eur", **ZONE)
    assert rows_of(contacts) == expected()
    assert contacts.reading.files == ("table",)


def test_pandas_missing_values_and_categories() -> None:
    """NaN, NaT, None and categories of pandas are understood; floats as persons lose their fraction."""
    frame = pd.DataFrame(
        {
            "id": [7.0, np.nan, 8.0, 9.0],
            "ts": pd.to_datetime(["2026-11-21T11:00Z", "2026-11-21T11:00Z", None, "2026-11-21T11:00Z"]),
            "what": pd.Categorical(["Ad", "Ad", "Ad", None]),
        }
    )
    contacts = read_contacts(frame, **ROLES)
    assert rows_of(contacts) == [("7", NOON_UTC, "Ad")]
    assert dict(contacts.reading.reasons) == {
        RefusalReason.PERSON_EMPTY: 1,
        RefusalReason.TIME_EMPTY: 1,
        RefusalReason.TOUCHPOINT_EMPTY: 1,
    }
    assert [r.line for r in contacts.reading.refusals] == [3, 4, 5]


def test_pandas_mixed_objects() -> None:
    """An object column of several types is read as text."""
    frame = pd.DataFrame(
        {"id": [7, "x"], "ts": ["2026-11-21", dt.date(2026, 11, 22)], "what": ["Ad", 5]}, dtype=object
    )
    assert read_contacts(frame, **ROLES).touchpoints == ("5", "Ad")


def test_frame_with_a_name_twice() -> None:
    """A frame that names a column twice is refused."""
    frame = pd.DataFrame([[1, 2]], columns=["id", "id"])
    with pytest.raises(HeaderInvalid, match="more than once"):
        read_contacts(frame, **ROLES)
    with pytest.raises(HeaderInvalid, match="more than once"):
        read_contacts(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["id", "id"]), **ROLES)


def test_numeric_attributes_stay_numbers() -> None:
    """Attributes of typed sources keep their numbers, others become words."""
    table = pa.table(COLUMNS | {"age": [41, 41, 27], "ok": [True, False, None]})
    found = read_contacts(table, **ROLES, **ZONE, attributes=["age", "ok"]).to_arrow()
    assert found.column("age").type == pa.int64()
    assert sorted(map(str, found.column("ok").to_pylist())) == ["None", "false", "true"]


def test_parquet_stays_on_disk(tmp_path: Path) -> None:
    """Parquet with the right types is not read before it is walked, and gives what the slow way gives."""
    table = pa.table(COLUMNS | {"ts": pa.array(COLUMNS["ts"], pa.timestamp("us", "UTC"))})
    path = tmp_path / "log.parquet"
    parquet.write_table(table, path)
    lazy = read_contacts(path, **ROLES, value="eur")
    path_of_slow = tmp_path / "refused.csv"
    slow = read_contacts(path, **ROLES, value="eur", refusals=path_of_slow)
    assert rows_of(lazy) == rows_of(slow)
    assert lazy.reading.rows_read == slow.reading.rows_read == 3
    later = read_contacts(path, **ROLES)
    path.unlink()
    with pytest.raises((SourceUnreadable, FileNotFoundError)):
        later.to_arrow()


@pytest.mark.parametrize(
    ("kind", "zone"),
    [
        (pa.timestamp("ns"), "Europe/Berlin"),
        (pa.timestamp("s"), "Europe/Berlin"),
        (pa.timestamp("ms", "America/New_York"), None),
        (pa.timestamp("us"), "UTC"),
    ],
)
def test_parquet_times(tmp_path: Path, kind: pa.DataType, zone: str | None) -> None:
    """Timestamps of every unit and zone mean the same moment as written."""
    moments = pa.array([NOON], pa.timestamp("us")).cast(kind)
    parquet.write_table(pa.table({"id": ["a"], "ts": moments, "what": ["Ad"]}), tmp_path / "log.parquet")
    hour = 3_600_000_000
    utc = NOON_UTC if zone == "Europe/Berlin" else NOON_UTC + hour
    assert read_contacts(tmp_path / "log.parquet", **ROLES, timezone=zone).first_at == utc


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000])
def test_parquet_epochs(tmp_path: Path, unit: int) -> None:
    """Whole numbers as times are told apart by their size, with and without statistics."""
    for statistics in (True, False):
        table = pa.table({"id": [7], "ts": [NOON_UTC // 1_000_000 * unit], "what": ["Ad"]})
        parquet.write_table(table, tmp_path / "log.parquet", write_statistics=statistics)
        assert read_contacts(tmp_path / "log.parquet", **ROLES).first_at == NOON_UTC


def test_parquet_phases_get_standard_names(tmp_path: Path) -> None:
    """Phases in other words than the standard ones are translated, in Parquet too."""
    table = pa.table({"id": [7], "ts": [NOON_UTC], "what": ["Ad"], "ph": ["Kauf"]})
    parquet.write_table(table, tmp_path / "log.parquet")
    assert read_contacts(tmp_path / "log.parquet", **ROLES, phase="ph").phases() == {"Ad": "purchase"}


def test_parquet_with_gaps_counts_refusals(tmp_path: Path) -> None:
    """Rows without person or touchpoint are counted on the fast way too."""
    table = pa.table({"id": ["a", None], "ts": [NOON_UTC, NOON_UTC], "what": ["Ad", "Ad"]})
    parquet.write_table(table, tmp_path / "log.parquet")
    contacts = read_contacts(tmp_path / "log.parquet", **ROLES)
    assert contacts.count == 1
    assert contacts.reading.rows_refused == 1


def test_torn_parquet(tmp_path: Path) -> None:
    """A Parquet file that lost its end is told as torn."""
    parquet.write_table(pa.table(COLUMNS), tmp_path / "log.parquet")
    content = (tmp_path / "log.parquet").read_bytes()
    (tmp_path / "log.parquet").write_bytes(content[: len(content) // 2])
    with pytest.raises(SourceUnreadable, match="torn"):
        read_contacts(tmp_path / "log.parquet", **ROLES)


def test_feather_and_compressed_parquet(tmp_path: Path) -> None:
    """Arrow files are read, and Parquet inside a zip."""
    table = pa.table(COLUMNS)
    feather.write_feather(table, tmp_path / "log.feather")
    assert rows_of(read_contacts(tmp_path / "log.feather", **ROLES, value="eur", **ZONE)) == expected()
    parquet.write_table(table, tmp_path / "log.parquet")
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.write(tmp_path / "log.parquet", "log.parquet")
    assert rows_of(read_contacts(tmp_path / "log.zip", **ROLES, value="eur", **ZONE)) == expected()


def test_column_that_holds_no_times() -> None:
    """A typed column that cannot hold times is refused by its type."""
    with pytest.raises(ColumnUnusable, match="bool"):
        read_contacts(pa.table({"id": [1], "ts": [True], "what": ["Ad"]}), **ROLES)


def test_looking_at_frames(tmp_path: Path) -> None:
    """The first rows of typed sources keep their types."""
    assert sample(pa.table(COLUMNS), 2).column("ts").type == pa.timestamp("us")
    assert sniff(workbook(tmp_path / "log.xlsx"))[0].kind == "excel"
    assert sample(tmp_path / "log.xlsx", 1).column("id").to_pylist() == ["7"]


def test_the_directory_of_an_archive_is_read_once(tmp_path: Path) -> None:
    """Members are found by what was read first: each further look would cost as much as there are members."""
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.csv", f"id;ts;what\n{number};2026-11-21 12:00;Kauf\n")
    parts = parts_of(path)
    path.unlink()
    heads = [part.head(100) for part in parts]
    assert [head.splitlines()[1][:1] for head in heads] == [b"0", b"1", b"2"]
