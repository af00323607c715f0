"""Rows of open repair data: each is taken or refused with line and field; own cases name nobody."""

from __future__ import annotations

import gzip
import io
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

import oase
from oase.errors import HeaderInvalid, OptionInvalid, SourceUnreadable
from oase.programmes.open_repair import kept, lines, own_records, take
from oase.programmes.open_repair.reading import opened
from oase.programmes.tables import cases

TODAY = date(2026, 11, 22)
NOW = 1_795_345_200_000_000
HEADER = (
    "id,data_provider,country,partner_product_category,product_category,product_category_id,brand,"
    "year_of_manufacture,product_age,repair_status,repair_barrier_if_end_of_life,event_date,problem"
)
GOOD = {
    "id": "rcwales_3", "data_provider": "Repair Cafe Wales", "country": "GBR",
    "partner_product_category": "Iron", "product_category": "Iron", "product_category_id": "40",
    "brand": "Unknown", "year_of_manufacture": "", "product_age": "7.5", "repair_status": "End of life",
    "repair_barrier_if_end_of_life": "Too worn out", "event_date": "2017-04-01", "problem": "broken",
}  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A house that holds nothing."""
    with oase.open(tmp_path_factory.mktemp("rows") / "house", create=True) as house:
        yield house.rooms.database


def taken(database, *rows, header=HEADER):
    text = "\n".join([header, *(",".join(row.values()) for row in rows)])
    return take(database, io.BytesIO(text.encode()), "rows.csv", now=NOW, today=TODAY)


def test_what_differs_from_the_schema_is_taken_and_counted(database):
    done = taken(database, {**GOOD, "problem": "ask anna@example.org @ the bus"})
    assert done.refused == 0
    assert done.odd == {"id_pattern": 1, "worn_out": 1, "unknown_brand": 1, "at_sign": 1, "masked": 1}
    with database.reading() as connection:
        (record,) = kept(connection)
    assert (record.repair_barrier, record.brand, record.product_age) == ("Item too worn out", "", 7.5)
    assert record.problem == "ask [mail] @ the bus"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "two words"),
        ("country", "Germany"),
        ("country", "DDR"),
        ("data_provider", " "),
        ("product_category_id", "41"),
        ("product_category_id", "39"),
        ("year_of_manufacture", "2018"),
        ("year_of_manufacture", "99"),
        ("product_age", "-1"),
        ("product_age", "old"),
        ("repair_status", "fixed"),
        ("repair_barrier_if_end_of_life", "Bad luck"),
        ("event_date", "01.04.2017"),
        ("event_date", "2017-02-30"),
        ("event_date", "2031-01-01"),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_line_and_field(database, field, value):
    done = taken(database, {**GOOD, "id": "ok-1"}, {**GOOD, "id": "bad-1", field: value})
    (refused,) = done.refusals
    assert (refused.line, refused.field) == (3, field)
    assert refused.expected
    assert done.rows == 1


def test_twice_in_one_file_and_torn_rows_are_refused(database):
    done = taken(database, GOOD, GOOD, {"id": "short"})
    assert [(one.line, one.field) for one in done.refusals] == [(3, "id"), (4, "")]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", SourceUnreadable),
        (b"id,total\n", HeaderInvalid),
        (HEADER.encode() + b"\n\xff\xfe", SourceUnreadable),
        (gzip.compress(HEADER.encode() + b"\n" + bytes(range(65, 90)) * 999)[:60], SourceUnreadable),
        (HEADER.encode() + b'\n"open', SourceUnreadable),
    ],
)
def test_a_file_that_cannot_be_read_says_so(database, content, error):
    with pytest.raises(error):
        take(database, io.BytesIO(content), "x.csv", now=NOW, today=TODAY)


def case(**told):
    empty = {column.name: "" for column in cases.columns if str(column.type) == "TEXT"} | {
        "textile": "{}",
        "wanted": "{}",
        "told": "{}",
        "fee_cents": 0,
        "opened": NOW,
        "changed": NOW,
        "ended": NOW,
    }
    return {**empty, "kind": "repair", "outcome": "Fixed", **told}


def test_own_repairs_go_out_without_the_person_and_come_back_the_same(tmp_path):
    person = {"name": "Anna Kaya", "email": "anna@example.org", "city": "Wismar", "country": "AT"}
    told = "Anna Kaya aus Wismar: Naht offen, Tel. 0171 2345678"
    with oase.open(tmp_path / "house", create=True) as house:
        database = house.rooms.database
        with database.writing() as connection:
            connection.execute(insert(cases).values(**case(number="R-1", key="a", problem=told, **person)))
            connection.execute(insert(cases).values(**case(number="R-2", key="b", kind="exchange")))
            connection.execute(insert(cases).values(**case(number="R-3", key="c", outcome="")))
        with database.reading() as connection:
            zone = ZoneInfo("Europe/Berlin")
            ours = list(own_records(connection, "Lindwerk", zone, country="DE"))
            with pytest.raises(OptionInvalid):
                next(own_records(connection, "Lindwerk", zone, country="Germany"))
        (one,) = ours
        assert (one.id, one.country, one.product_category) == ("lindwerk-1", "AUT", "Unpowered - Textile")
        assert "Naht offen" in one.problem
        for personal in ("Anna", "Kaya", "Wismar", "0171"):
            assert personal not in "".join(lines(ours))
        again = take(database, io.BytesIO("".join(lines(ours)).encode()), "own.csv", now=NOW, today=TODAY)
        assert (again.rows, again.refused) == (1, 0)
        with database.reading() as connection:
            assert list(kept(connection)) == ours


def test_a_line_without_an_end_is_not_kept_in_memory():
    packed = gzip.compress(HEADER.encode() + b"\n" + b"a" * 6_000_000)
    with (
        pytest.raises(SourceUnreadable, match="without an end"),
        opened(io.BytesIO(packed), "f", TODAY) as file,
    ):
        list(file)
