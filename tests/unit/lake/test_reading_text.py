"""Delimited text, JSON lines, archives: dialects, encodings, line numbers, refusals."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import zipfile
from pathlib import Path

import pytest

from oase.errors import (
    ColumnMissing,
    ColumnUnusable,
    HeaderInvalid,
    OptionInvalid,
    SourceMissing,
    SourceUnreadable,
    StorageError,
    StorageForbidden,
)
from oase.lake import Contacts
from oase.lake.reading import columns_of, read_contacts, sample, sniff
from oase.model import RefusalReason

ROLES = {"person": "id", "at": "ts", "touchpoint": "what"}
ROWS = "id,ts,what\n7,2026-11-21T10:00:00Z,Ad\n7,2026-11-21T11:00:00Z,Shop\n"


def written(folder: Path, content: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(contacts: Contacts) -> list[tuple[object, ...]]:
    table = contacts.to_arrow()
    return sorted(zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True))


def test_plain_csv(tmp_path: Path) -> None:
    """A plain CSV file gives its contacts, and counts of what was read."""
    contacts = read_contacts(written(tmp_path, ROWS), **ROLES)
    assert contacts.count == 2
    assert contacts.touchpoints == ("Ad", "Shop")
    assert (contacts.reading.rows_read, contacts.reading.rows_refused) == (2, 0)
    assert contacts.reading.files == ("log.csv",)


def test_german_excel_export(tmp_path: Path) -> None:
    """A German Excel export (cp1252, semicolons, decimal comma, German dates) is read without a word said."""
    text = (
        "Kunde;Zeit;Kontakt;Wert\r\n7;21.11.2026 14:32;Schlüsselübergabe;1.234,56\r\n"
        "8;1.7.2026 09:05:30;Café;12,5\r\n"
    )
    path = written(tmp_path, text.encode("cp1252"))
    contacts = read_contacts(
        path, person="Kunde", at="Zeit", touchpoint="Kontakt", value="Wert", timezone="Europe/Berlin"
    )
    assert rows_of(contacts) == [
        ("7", 1795267920000000, "Schlüsselübergabe", 1234.56),
        ("8", 1782889530000000, "Café", 12.5),
    ]
    assert any("semicolon" in note for note in contacts.reading.notes)
    assert any("cp1252" in note for note in contacts.reading.notes)
    assert any("decimal comma" in note for note in contacts.reading.notes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_with_marks(tmp_path: Path, encoding: str) -> None:
    """Byte-order marks are recognised and never end up in a column name."""
    text = ROWS.replace("Ad", "Straße ★")
    content = b"\xff\xfe" + text.encode(encoding) if encoding == "utf-16-le" else text.encode(encoding)
    assert read_contacts(written(tmp_path, content), **ROLES).touchpoints == ("Shop", "Straße ★")


def test_late_umlaut_decides_for_cp1252(tmp_path: Path) -> None:
    """An umlaut far below nothing but ASCII is still read as cp1252."""
    plain = "7,2026-11-21T10:00:00Z,Ad\n" * 400_000
    contacts = read_contacts(
        written(tmp_path, ("id,ts,what\n" + plain + "7,2026-11-21T10:00:00Z,Tür\n").encode("cp1252")), **ROLES
    )
    assert contacts.touchpoints == ("Ad", "Tür")
    assert contacts.count == 400_001


def test_broken_letter_in_utf8_refuses_its_row(tmp_path: Path) -> None:
    """A byte that is no UTF-8 within a UTF-8 file costs its row only, with its line."""
    good = "7,2026-11-21T10:00:00Z,Tür\n".encode()
    content = b"id,ts,what\n" + good + b"\n7,2026-11-21T10:00:00Z,T\xfcr\n" + good
    reading = read_contacts(written(tmp_path, content), **ROLES).reading
    assert reading.rows_read == 3
    assert [(r.line, r.reason) for r in reading.refusals] == [(4, RefusalReason.ROW_UNREADABLE)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    """The delimiter is found out, also with other delimiters inside quoted cells."""
    row = delimiter.join(["7", "2026-11-21T10:00:00Z", '"Ad, shop; a|b\tc"'])
    path = written(tmp_path, delimiter.join(["id", "ts", "what"]) + "\n" + row + "\n")
    assert read_contacts(path, **ROLES).touchpoints == ("Ad, shop; a|b\tc",)


def test_sep_line_of_excel(tmp_path: Path) -> None:
    """The line sep=; that Excel writes is followed, and counts as a line."""
    text = "sep=;\r\nid;ts;what\r\n7;2026-11-21T10:00:00Z;Ad\r\n;2026-11-21T10:00:00Z;Ad\r\n"
    reading = read_contacts(written(tmp_path, text), **ROLES).reading
    assert [r.line for r in reading.refusals] == [4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoted", [False, True])
def test_line_numbers_are_exact(tmp_path: Path, end: str, quoted: bool) -> None:
    """Refusals name the true line with blank lines, quoted line ends and any kind of line end."""
    name = f'"Ad{end}two{end}lines"' if quoted else "Ad"
    lines = [
        "id,ts,what",
        "",
        f"7,2026-11-21T10:00:00Z,{name}",
        ",2026-11-21T10:00:00Z,Ad",
        "",
        "7,x,Ad",
        "7,y",
        "7,,Ad,,",
        "7,2026-11-21T10:00:00Z,",
    ]
    text = end.join(lines) + end
    extra = 2 if quoted else 0
    reading = read_contacts(written(tmp_path, text), **ROLES).reading
    assert [(r.line, r.reason.value) for r in sorted(reading.refusals, key=lambda r: r.line)] == [
        (4 + extra, "person_empty"),
        (6 + extra, "time_unreadable"),
        (7 + extra, "row_too_short"),
        (8 + extra, "row_too_long"),
        (9 + extra, "touchpoint_empty"),
    ]
    assert reading.rows_read == 6
    assert reading.rows_accepted == 1


def test_line_numbers_over_blocks(tmp_path: Path) -> None:
    """Lines stay exact over many blocks, also where quotes stand loose inside cells."""
    good = '7,2026-11-21T10:00:00Z,"a\n b"\n7,2026-11-21T10:00:00Z,5" screen\n'
    times = 300_000
    text = "id,ts,what\n" + good * times + "7,never,Ad\n" + good * 3 + ",2026-11-21T10:00:00Z,Ad\n"
    reading = read_contacts(written(tmp_path, text), **ROLES).reading
    assert [r.line for r in reading.refusals] == [3 * times + 2, 3 * times + 2 + 10]
    assert reading.rows_accepted == 2 * times + 6


def test_refusals_name_column_and_value(tmp_path: Path) -> None:
    """A refusal says which column failed and what stood there."""
    refusal = read_contacts(written(tmp_path, ROWS + "7,gestern,Ad\n"), **ROLES).reading.refusals[0]
    assert (refusal.file, refusal.line, refusal.column, refusal.value) == ("log.csv", 4, "ts", "gestern")


def test_refusals_file_holds_all(tmp_path: Path) -> None:
    """All refused rows go to the refusals file on request, while only the first 1,000 are kept."""
    path = written(tmp_path, ROWS + ",2026-11-21T10:00:00Z,Ad\n" * 2_500)
    target = tmp_path / "refused.csv"
    reading = read_contacts(path, **ROLES, refusals=target).reading
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == reading.rows_refused == 2_500
    assert len(reading.refusals) == 1_000
    assert rows[-1] == {
        "file": "log.csv",
        "line": "2503",
        "reason": "person_empty",
        "column": "id",
        "value": "",
    }


def test_refusals_file_never_overwrites_a_source(tmp_path: Path) -> None:
    """A refusals file that is one of the sources is refused, and the source stays whole."""
    path = written(tmp_path, ROWS)
    with pytest.raises(OptionInvalid, match="overwrite"):
        read_contacts(path, **ROLES, refusals=path)
    assert path.read_text() == ROWS


@pytest.mark.parametrize("last", ['9,2026-11-21,"x" y\n', "9,2026-11-21,x\n"])
def test_quote_that_is_never_closed_is_refused(tmp_path: Path, last: str) -> None:
    """Rows swallowed by a quote that is not closed where it should be never pass for one row."""
    text = 'id,ts,what\n6,2026-11-21,Ad\n7,2026-11-21,"Ad\n8,2026-11-21,Shop\n' + last
    reading = read_contacts(written(tmp_path, text), **ROLES).reading
    assert [(r.line, r.reason) for r in reading.refusals] == [(3, RefusalReason.ROW_UNREADABLE)]
    assert (reading.rows_read, reading.rows_accepted) == (2, 1)


def test_no_table_given(tmp_path: Path) -> None:
    """A mapping is no source, and one word is no list of attributes."""
    with pytest.raises(OptionInvalid, match="no source"):
        read_contacts({"id": [1]}, **ROLES)
    with pytest.raises(OptionInvalid, match="a list"):
        read_contacts(written(tmp_path, ROWS), **ROLES, attributes="what")


def test_refusals_file_without_right(tmp_path: Path) -> None:
    """A refusals file that cannot be written is told before anything is read."""
    for target in (tmp_path / "no" / "refused.csv", tmp_path):
        with pytest.raises(StorageError, match="refusals file cannot be written"):
            read_contacts(written(tmp_path, ROWS), **ROLES, refusals=target)


def test_unreadable_number_refuses_the_row(tmp_path: Path) -> None:
    """A value that is no number refuses its row; an empty one does not."""
    text = "id,ts,what,eur\n7,2026-11-21,Ad,5\n7,2026-11-21,Ad,\n7,2026-11-21,Ad,viel\n"
    reading = read_contacts(written(tmp_path, text), **ROLES, value="eur").reading
    assert dict(reading.reasons) == {RefusalReason.NUMBER_UNREADABLE: 1}


def test_words_for_nothing(tmp_path: Path) -> None:
    """NULL and NA are no persons and no times, but may be touchpoints."""
    text = "id,ts,what\nNULL,2026-11-21,Ad\n7,NA,Ad\n7,2026-11-21,NA\n"
    contacts = read_contacts(written(tmp_path, text), **ROLES)
    assert contacts.touchpoints == ("NA",)
    assert dict(contacts.reading.reasons) == {RefusalReason.PERSON_EMPTY: 1, RefusalReason.TIME_EMPTY: 1}


def test_phases_get_standard_names(tmp_path: Path) -> None:
    """Phase words in German or English become the standard names; unknown ones stay."""
    text = "id,ts,what,ph\n7,2026-11-21,Ad,Bedarf\n7,2026-11-22,Shop,Buy\n7,2026-11-23,Fest,Messe\n"
    contacts = read_contacts(written(tmp_path, text), **ROLES, phase="ph")
    assert contacts.phases() == {"Ad": "need", "Shop": "purchase", "Fest": "Messe"}


def test_attributes_keep_their_names(tmp_path: Path) -> None:
    """Attributes are kept under their own names, as words."""
    text = "id,ts,what,city of birth\n7,2026-11-21,Ad,Köln\n"
    contacts = read_contacts(written(tmp_path, text), **ROLES, attributes=["city of birth"])
    assert contacts.to_arrow().column("city of birth").to_pylist() == ["Köln"]


def test_empty_header_cell_is_named_by_place(tmp_path: Path) -> None:
    """An index column without name, as pandas writes it, is no obstacle."""
    path = written(tmp_path, ",id,ts,what\n0,7,2026-11-21,Ad\n")
    assert columns_of(path) == ["column 1", "id", "ts", "what"]
    assert read_contacts(path, **ROLES).count == 1


def test_duplicate_header(tmp_path: Path) -> None:
    """A column name that occurs twice is refused with its places."""
    with pytest.raises(HeaderInvalid, match=r"'id' more than once[\s\S]*columns 1, 3"):
        read_contacts(written(tmp_path, "id,ts,id,what\n1,2,3,4\n"), **ROLES)


def test_missing_header(tmp_path: Path) -> None:
    """Data without header is told from a mistyped column."""
    with pytest.raises(HeaderInvalid, match="looks like data"):
        read_contacts(written(tmp_path, "7,2026-11-21,Ad\n8,2026-11-21,Ad\n"), **ROLES)


def test_wrong_column_offers_nearest(tmp_path: Path) -> None:
    """A mistyped column name is answered with the nearest ones, for attributes too."""
    path = written(tmp_path, ROWS)
    with pytest.raises(ColumnMissing, match="did you mean 'what'") as caught:
        read_contacts(path, person="id", at="ts", touchpoint="waht")
    assert caught.value.nearest == ["what"]
    with pytest.raises(ColumnMissing, match="attributes"):
        read_contacts(path, **ROLES, attributes=["city"])


def test_column_of_no_times(tmp_path: Path) -> None:
    """A column in which no time can be read is an error with samples, not a heap of refusals."""
    text = "id,ts,what\n" + "7,11/21/2026 10:00,Ad\n" * 5_000
    with pytest.raises(ColumnUnusable, match=r"'11/21/2026 10:00'[\s\S]*time_format"):
        read_contacts(written(tmp_path, text), **ROLES)
    contacts = read_contacts(
        written(tmp_path, text), **ROLES, time_format="%m/%d/%Y %H:%M", timezone="Europe/Berlin"
    )
    assert contacts.first_at == 1795251600000000


@pytest.mark.parametrize("column", ["id", "what"])
def test_column_empty_throughout(tmp_path: Path, column: str) -> None:
    """A person or touchpoint column that is empty throughout is an error."""
    rows = {"id": "7", "ts": "2026-11-21", "what": "Ad"} | {column: ""}
    with pytest.raises(ColumnUnusable, match="empty throughout"):
        read_contacts(written(tmp_path, "id,ts,what\n" + ",".join(rows.values()) + "\n"), **ROLES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (bytes(range(256)) * 100, "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"SQLite format 3\x00...", "SQLite"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"id,ts,what\n", "no rows"),
        (b'[{"id": 7}]', "JSON list"),
        (b"PK\x03\x04 torn", "zip archive"),
        (b"PAR1 torn", "Parquet"),
        (b"$FL2@(#) torn", "SPSS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 torn", "workbook"),
        (b"ARROW1 torn", "Arrow"),
        (gzip.compress(ROWS.encode() * 500, mtime=0)[:-100], "torn"),
    ],
)
def test_unreadable_files(tmp_path: Path, content: bytes, message: str) -> None:
    """Empty, foreign, binary and torn files are told as such, never with another type of error."""
    with pytest.raises(SourceUnreadable, match=message):
        read_contacts(written(tmp_path, content, "log.bin"), **ROLES)


def test_missing_file_offers_nearest(tmp_path: Path) -> None:
    """A file that is not there is answered with the nearest names of its folder."""
    written(tmp_path, ROWS, "contacts-2026.csv")
    with pytest.raises(SourceMissing, match=r"contacts-2026\.csv"):
        read_contacts(tmp_path / "contact-2026.csv", **ROLES)
    with pytest.raises(SourceMissing, match="folder"):
        read_contacts(tmp_path / "nowhere" / "a.csv", **ROLES)


def test_folder_is_no_file(tmp_path: Path) -> None:
    """A folder is answered with a pattern for its files, a house with how to open it."""
    written(tmp_path, ROWS)
    with pytest.raises(SourceUnreadable, match=r"\*\.csv"):
        read_contacts(tmp_path, **ROLES)
    written(tmp_path, b"", "house.sqlite")
    with pytest.raises(SourceUnreadable, match=r"oase\.open"):
        read_contacts(tmp_path, **ROLES)


def test_file_without_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read says so."""
    path = written(tmp_path, ROWS)
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(StorageForbidden):
            read_contacts(path, **ROLES)
    else:
        pytest.skip("this user may read everything")
    finally:
        path.chmod(0o600)


def test_no_source() -> None:
    """What is no source at all is told with what would be one."""
    with pytest.raises(OptionInvalid, match="a path, a glob"):
        read_contacts(42, **ROLES)
    with pytest.raises(SourceMissing, match="empty"):
        read_contacts([], **ROLES)


@pytest.mark.parametrize("start", [b"id,ts,what\n", b'id,ts,what\n7,2026-11-21,"'])
def test_endless_line_is_bounded(tmp_path: Path, start: bytes) -> None:
    """A line of gigabytes, or a quote that is never closed, ends in an error that names the line."""
    path = tmp_path / "log.csv"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(start)
        for _ in range(80):
            file.write(b"x" * (1 << 20))
    with pytest.raises(SourceUnreadable, match=r"Line 2 does not end within 16 MB"):
        read_contacts(path, **ROLES)


def test_glob_and_list(tmp_path: Path) -> None:
    """Patterns are read in the order of their names, lists as given; the order of columns may differ."""
    written(tmp_path, ROWS, "b.csv")
    written(tmp_path, "what,id,ts\nMail,9,2026-11-21T10:00:00Z\n", "a.csv")
    contacts = read_contacts(str(tmp_path / "*.csv"), **ROLES)
    assert contacts.reading.files == ("a.csv", "b.csv")
    assert contacts.count == 3
    assert read_contacts([tmp_path / "b.csv", tmp_path / "a.csv"], **ROLES).reading.files == (
        "b.csv",
        "a.csv",
    )
    with pytest.raises(SourceMissing, match="No file matches"):
        read_contacts(str(tmp_path / "*.xlsx"), **ROLES)


def test_only_some_files_have_the_column(tmp_path: Path) -> None:
    """A column that only some of several files have is told with both headers."""
    written(tmp_path, ROWS, "a.csv")
    written(tmp_path, "id,when,what\n7,2026-11-21,Ad\n", "b.csv")
    with pytest.raises(HeaderInvalid, match=r"b\.csv: id, when, what"):
        read_contacts(str(tmp_path / "*.csv"), **ROLES)


def zipped(folder: Path, members: dict[str, str]) -> Path:
    path = folder / "log.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_zip_reads_as_one_table(tmp_path: Path) -> None:
    """Members with the same header read as one table; system files and folders are passed over."""
    noise = {"__MACOSX/._a.csv": "x", "in/.DS_Store": "x", "in/": ""}
    path = zipped(tmp_path, {"in/b.csv": ROWS, "a.csv": ROWS + ",2026-11-21,Ad\n", "../c.csv": ROWS} | noise)
    reading = read_contacts(path, **ROLES).reading
    assert reading.files == ("log.zip/../c.csv", "log.zip/a.csv", "log.zip/in/b.csv")
    assert (reading.rows_read, reading.refusals[0].file, reading.refusals[0].line) == (7, "log.zip/a.csv", 4)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.zip"]


def test_zip_with_differing_headers(tmp_path: Path) -> None:
    """Members with differing headers are not read as one table; both headers are shown."""
    with pytest.raises(HeaderInvalid, match=r"a\.csv: id, ts, what[\s\S]*b\.csv: id, when, what"):
        read_contacts(zipped(tmp_path, {"a.csv": ROWS, "b.csv": "id,when,what\n1,2,3\n"}), **ROLES)


def test_zip_without_file(tmp_path: Path) -> None:
    """An archive without a table says so."""
    with pytest.raises(SourceUnreadable, match="holds no file"):
        read_contacts(zipped(tmp_path, {"__MACOSX/a": "x"}), **ROLES)


def test_zip_with_damaged_member(tmp_path: Path) -> None:
    """A member whose bytes were changed is told as damaged."""
    path = zipped(tmp_path, {"a.csv": ROWS + "".join(f"{n},2026-11-21,Ad{n}\n" for n in range(5_000))})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(SourceUnreadable, match="damaged"):
        read_contacts(path, **ROLES)


def test_json_lines(tmp_path: Path) -> None:
    """JSON lines give contacts; a broken line is refused with its number, blank lines are no rows."""
    good = [
        json.dumps({"id": 7, "ts": 1795251600, "what": what, "deep": {"a": [1]}}) for what in ("Ad", "Öl")
    ]
    path = written(tmp_path, "\n".join([good[0], "", '{"id": 7, ', good[1], '"text"']), "log.jsonl")
    contacts = read_contacts(path, **ROLES, attributes=["deep"])
    assert [(r.line, r.reason) for r in contacts.reading.refusals] == [
        (3, RefusalReason.ROW_UNREADABLE),
        (5, RefusalReason.ROW_UNREADABLE),
    ]
    assert contacts.to_arrow().column("deep").to_pylist() == ['{"a":[1]}'] * 2
    assert contacts.touchpoints == ("Ad", "Öl")


def test_json_lines_nested_without_end_are_refused(tmp_path: Path) -> None:
    """A line that would exhaust the reader costs that line alone."""
    good = '{"id": 7, "ts": 1795251600, "what": "Ad"}'
    path = written(
        tmp_path, "\n".join([good, f'{{"id": {"[" * 100_000}{"]" * 100_000}}}', good]), "log.jsonl"
    )
    contacts = read_contacts(path, **ROLES)
    assert [refusal.line for refusal in contacts.reading.refusals] == [2]
    assert contacts.count == 2


def test_gzip_of_json_lines(tmp_path: Path) -> None:
    """What is inside a gz file is recognised by its content, whatever its name."""
    line = json.dumps({"id": "x", "ts": "2026-11-21T10:00:00Z", "what": "Ad"})
    path = written(tmp_path, gzip.compress(line.encode()), "export.dat")
    assert read_contacts(path, **ROLES).count == 1


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    """Progress grows and ends at the total."""
    told: list[tuple[int, int | None]] = []
    path = written(tmp_path, ROWS + "7,2026-11-21,Ad\n" * 1_000_000)
    read_contacts(path, **ROLES, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(told) > 2
    assert all(earlier[0] <= later[0] for earlier, later in itertools.pairwise(told))


def test_a_look_before_reading(tmp_path: Path) -> None:
    """Kind, columns, notes and first rows can be had without reading all."""
    path = written(tmp_path, ROWS)
    assert sniff(path)[0].kind == "csv"
    assert sniff(path)[0].notes == ("log.csv: columns separated by comma",)
    assert sample(path, 1).to_pylist() == [{"id": "7", "ts": "2026-11-21T10:00:00Z", "what": "Ad"}]


def test_attribute_with_a_taken_name(tmp_path: Path) -> None:
    """An attribute cannot bear a name that the contacts need for themselves."""
    with pytest.raises(OptionInvalid, match="value=…"):
        read_contacts(
            written(tmp_path, "id,ts,what,value\n7,2026-11-21,Ad,1\n"), **ROLES, attributes=["value"]
        )
