"""Times and numbers: every form that is read, the clock changes, what is refused."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from oase.errors import ColumnUnusable, OptionInvalid
from oase.lake.reading.numbers import numbers
from oase.lake.reading.times import Times
from oase.lake.reading.zones import to_utc

BERLIN = "Europe/Berlin"


def read_one(text: object, zone: str | None = BERLIN, time_format: str | None = None) -> str:
    """Return the moment that one cell is read as, or why it is not."""
    found = Times("ts", zone, time_format).read(pa.array([text]), "a.csv")
    for mask, word in ((found.empty, "empty"), (found.outside, "outside"), (found.bad, "bad")):
        if mask[0]:
            return word
    return str(found.at.astype("datetime64[us]")[0]).removesuffix(".000000")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T14:32:05", "2026-11-21T13:32:05"),
        ("2026-11-21 14:32", "2026-11-21T13:32:00"),
        ("2026-11-21 14", "2026-11-21T13:00:00"),
        ("2026/11/21 14:32", "2026-11-21T13:32:00"),
        ("  2026-11-21 14:32 ", "2026-11-21T13:32:00"),
        ("2026-11-21", "2026-11-20T23:00:00"),
        ("2026-11-21T14:32:05Z", "2026-11-21T14:32:05"),
        ("2026-11-21T14:32:05+02:00", "2026-11-21T12:32:05"),
        ("2026-11-21 14:32:05 -0330", "2026-11-21T18:02:05"),
        ("2026-11-21 14:32:05 UTC", "2026-11-21T14:32:05"),
        ("2026-11-21T14:32:05.123456789Z", "2026-11-21T14:32:05.123456"),
        ("2026-11-21 14:32:05,5", "2026-11-21T13:32:05.500000"),
        ("21.11.2026 14:32", "2026-11-21T13:32:00"),
        ("21.11.2026, 14:32 Uhr", "2026-11-21T13:32:00"),
        ("21.11.2026 14:32:05", "2026-11-21T13:32:05"),
        ("1.7.26 9:05", "2026-07-01T07:05:00"),
        ("21.11.2026", "2026-11-20T23:00:00"),
        ("20261121T143205Z", "2026-11-21T14:32:05"),
        ("20261121143205", "2026-11-21T13:32:05"),
        ("20261121", "2026-11-20T23:00:00"),
        ("1795271525", "2026-11-21T14:32:05"),
        ("1795271525.25", "2026-11-21T14:32:05.250000"),
        ("1795271525123", "2026-11-21T14:32:05.123000"),
        ("1795271525123456", "2026-11-21T14:32:05.123456"),
        ("1795271525123456789", "2026-11-21T14:32:05.123456"),
        ("2026-02-30 10:00", "bad"),
        ("30.02.2026 10:00", "bad"),
        ("2026-13-01", "bad"),
        ("11/21/2026 10:00", "bad"),
        ("gestern", "bad"),
        ("infinity", "bad"),
        ("9999-12-31 00:00", "outside"),
        ("0001-01-01 00:00", "outside"),
        ("0", "outside"),
        ("-5", "outside"),
        ("", "empty"),
        ("NaT", "empty"),
        (None, "empty"),
    ],
)
def test_forms(text: str | None, moment: str) -> None:
    """Each form means what its writer meant, in the zone of Berlin where it says none."""
    assert read_one(text) == moment


def test_forms_may_be_mixed_within_a_column() -> None:
    """Each row is read by its own form; the order of rows is kept."""
    texts = [
        "2026-11-21 14:32",
        "x",
        "21.11.2026 14:32",
        None,
        "2026-11-21T14:32Z",
        "2026-11-21 14:33",
        "2026-02-30",
    ]
    found = Times("ts", BERLIN).read(pa.array(texts * 3), "a.csv")
    minutes = (found.at // 60_000_000 % 100).tolist()
    assert found.bad.tolist() == [False, True, False, False, False, False, True] * 3
    assert [
        m for m, bad, empty in zip(minutes, found.bad, found.empty, strict=True) if not (bad or empty)
    ] == [
        (np.datetime64(t, "m").astype(int) % 100)
        for t in ("2026-11-21T13:32", "2026-11-21T13:32", "2026-11-21T14:32", "2026-11-21T13:33")
    ] * 3


@pytest.mark.parametrize(
    ("text", "time_format", "moment"),
    [
        ("11/21/2026 02:32 PM", "%m/%d/%Y %I:%M %p", "2026-11-21T13:32:00"),
        ("21-Nov-2026 14:32:05.5", "%d-%b-%Y %H:%M:%S.%f", "2026-11-21T13:32:05.500000"),
        ("2026-11-21 14:32:05 +0200", "%Y-%m-%d %H:%M:%S %z", "2026-11-21T12:32:05"),
        ("2026-11-21", "%m/%d/%Y", "bad"),
    ],
)
def test_given_format(text: str, time_format: str, moment: str) -> None:
    """A given format is followed, and nothing else is tried."""
    assert read_one(text, time_format=time_format) == moment


def test_unknown_options() -> None:
    """Zones, formats and rules that do not exist are named."""
    with pytest.raises(OptionInvalid, match="Europe/Berlin"):
        Times("ts", "Europe/Berln")
    with pytest.raises(OptionInvalid, match="strptime"):
        Times("ts", None, "%Q")
    with pytest.raises(OptionInvalid, match="repeated_hour"):
        Times("ts", None, None, "third")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "cells", [["2026-11-21 14:32"], ["21.11.2026 14:32"], [dt.datetime.fromisoformat("2026-11-21T14:32")]]
)
def test_naive_times_need_a_zone(cells: list[object]) -> None:
    """Times without offset ask for the zone, and propose one."""
    with pytest.raises(ColumnUnusable, match='timezone="Europe/Berlin"'):
        Times("ts").read(pa.array(cells), "a.csv")


@pytest.mark.parametrize("cells", [["2026-11-21", "20261122"], [dt.date(2026, 11, 21)], [20261121]])
def test_dates_alone_need_none(cells: list[object]) -> None:
    """Dates alone are midnight UTC where no zone is given, and that is said."""
    times = Times("ts")
    assert (
        str(times.read(pa.array(cells), "a.csv").at.astype("datetime64[us]")[0])
        == "2026-11-21T00:00:00.000000"
    )
    assert "midnight UTC" in times.notes()[0]


def test_epoch_units_must_not_mix() -> None:
    """Epochs of several units in one column are an error, within a batch and between batches."""
    with pytest.raises(ColumnUnusable, match="milliseconds and seconds"):
        Times("ts").read(pa.array([1795271525, 1795271525123]), "a.csv")
    times = Times("ts")
    times.read(pa.array(["1795271525"]), "a.csv")
    assert times.notes() == ["ts: epoch seconds"]
    with pytest.raises(ColumnUnusable, match="mix"):
        times.read(pa.array(["1795271525123"]), "a.csv")


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "UTC",
        "America/Sao_Paulo",
        "Africa/Casablanca",
    ],
)
@pytest.mark.parametrize("rule", ["first", "second"])
def test_clock_changes_follow_zoneinfo(zone: str, rule: str) -> None:
    """Every quarter hour of five years reads as zoneinfo reads it; hours that do not occur move forward."""
    start = dt.datetime.fromisoformat("2015-01-01T00:00")
    walls = [start + dt.timedelta(minutes=15 * step) for step in range(0, 5 * 366 * 96, 7)]
    changes = [
        dt.datetime.fromisoformat("2018-03-25T01:00"),
        dt.datetime.fromisoformat("2018-10-28T01:00"),
        dt.datetime.fromisoformat("2018-03-11T01:00"),
        dt.datetime.fromisoformat("2018-11-04T00:00"),
        dt.datetime.fromisoformat("2018-04-01T01:00"),
        dt.datetime.fromisoformat("2018-10-07T01:00"),
        dt.datetime.fromisoformat("2018-02-17T22:00"),
    ]
    walls += [
        change + dt.timedelta(minutes=minute) for change, minute in itertools.product(changes, range(180))
    ]
    local = np.array(walls, "datetime64[us]").astype(np.int64)
    tz = ZoneInfo(zone)

    def by_zoneinfo(wall: dt.datetime) -> int:
        first, second = (wall.replace(tzinfo=tz, fold=fold) for fold in (0, 1))
        is_gap = first.astimezone(dt.UTC).astimezone(tz).replace(tzinfo=None) != wall
        chosen = second if rule == "second" and not is_gap else first
        return (
            round((chosen.astimezone(dt.UTC) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds())
            * 1_000_000
        )

    assert to_utc(local, tz, rule).at.tolist() == [by_zoneinfo(wall) for wall in walls]  # pyright: ignore[reportArgumentType]


def test_clock_changes_are_counted() -> None:
    """Times in an hour that occurs twice or never are counted in the notes."""
    times = Times("ts", BERLIN)
    times.read(
        pa.array(
            [
                "2026-10-25 02:00",
                "2026-10-25 02:59:59",
                "2026-10-25 03:00",
                "2026-03-29 02:30",
                "2026-03-29 03:00",
            ]
        ),
        "a.csv",
    )
    assert times.notes() == [
        "ts: 2 times in an hour that occurs twice in Europe/Berlin, read as the first",
        "ts: 1 times in an hour that does not occur in Europe/Berlin, moved forward by the gap",
    ]


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("0,5", 0.5), ("0.5", 0.5), ("12,5", 12.5),
        ("1.234.567", 1234567), ("1,234,567", 1234567), ("7 €", 7), ("1 234,50", 1234.5), ("1e3", 1000),
        ("-3", -3), ("−3", -3), (".5", 0.5), ("5,", 5), ("0.234", 0.234), ("0,234", 0.234),
    ],
)  # fmt: skip
def test_numbers_of_one_meaning(text: str, number: float, decimal: str) -> None:
    """What can be read in one way only is read so, whatever the decimal sign of the file."""
    values, _, bad = numbers(pa.array([text]), decimal)  # pyright: ignore[reportArgumentType]
    assert not bad[0]
    assert values[0] == pytest.approx(number)


def test_numbers_of_two_meanings() -> None:
    """1.234 and 1,234 are decided by the decimal sign of the file."""
    cells = pa.array(["1.234", "1,234"])
    assert numbers(cells, ".")[0].tolist() == [1.234, 1234]
    assert numbers(cells, ",")[0].tolist() == [1234, 1.234]


def test_numbers_that_are_none() -> None:
    """Words and infinities are unreadable, nothing is empty."""
    _, empty, bad = numbers(pa.array(["x", "inf", "1.23,4", "", "NA", None, "nan"]))
    assert bad.tolist() == [True, True, True, False, False, False, False]
    assert empty.tolist() == [False, False, False, True, True, True, True]
