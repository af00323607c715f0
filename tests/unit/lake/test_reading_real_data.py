"""Real data sets that nobody here made."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pytest

from oase.lake.reading import columns_of, read_answers, read_contacts, sample

AIRLINE = [
    "Inflight wifi service", "Departure/Arrival time convenient", "Ease of Online booking", "Gate location",
    "Food and drink", "Online boarding", "Seat comfort", "Inflight entertainment", "On-board service",
    "Leg room service", "Baggage handling", "Checkin service", "Inflight service", "Cleanliness",
]  # fmt: skip
CONTEXT = [
    "Age",
    "Class",
    "Type of Travel",
    "Customer Type",
    "Gender",
    "Flight Distance",
    "Arrival Delay in Minutes",
]


def found(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine")
    return path


def test_airline(data_dir: Path) -> None:
    """All 129,880 answers of passengers are read from the archive as one wide table."""
    answers = read_answers(
        found(data_dir, "airline/airline.zip"), touchpoints=AIRLINE, scale=(1, 5), not_applicable=0,
        outcome="satisfaction", positive="satisfied", context=CONTEXT,
    )  # fmt: skip
    assert (answers.reading.rows_read, answers.reading.rows_refused) == (129_880, 0)
    assert pc.sum(answers.table["outcome"]).as_py() == 56_428
    assert answers.table["Arrival Delay in Minutes"].null_count == 393
    assert str(answers.table.schema.field("Age").type) == "int64"
    complete = answers.table.select(AIRLINE).drop_null().num_rows
    assert complete == 119_567
    assert set(answers.table["Class"].to_pylist()) == {"Eco", "Eco Plus", "Business"}


def test_ecom(data_dir: Path) -> None:
    """The shop log has naive times, so it needs a zone; then all 31,106 events are there."""
    contacts = read_contacts(
        found(data_dir, "journey/rete_ecom.csv.gz"), person="user_id", at="timestamp", touchpoint="event",
        attributes=["platform", "user_lifecycle"], timezone="UTC",
    )  # fmt: skip
    assert contacts.count == 31_106
    assert contacts.reading.rows_refused == 0


def test_patients(data_dir: Path) -> None:
    """The hospital log of 500 patients and 5,442 events is read with its tie column."""
    contacts = read_contacts(
        found(data_dir, "journey/eventdataR_patients.csv"),
        person="patient", at="time", touchpoint="handling", tie="handling_id",
    )  # fmt: skip
    assert (contacts.count, contacts.persons, len(contacts.touchpoints)) == (5_442, 500, 7)


def test_paths_with_semicolons(data_dir: Path) -> None:
    """The channel paths are told to be separated by semicolons."""
    path = found(data_dir, "journey/channelattribution_PathData.csv")
    assert columns_of(path) == ["path", "total_conversions", "total_conversion_value", "total_null"]
    assert sample(path, 1).to_pylist()[0]["path"] == "eta > iota > alpha > eta"


def test_clothing_reviews(data_dir: Path) -> None:
    """Reviews with quoted line ends give every one of 23,486 rows."""
    path = found(data_dir, "clothing/reviews.zip")
    columns = columns_of(path)
    department = next(name for name in columns if "Department" in name)
    rating = next(name for name in columns if name == "Rating")
    answers = read_answers(path, touchpoint=department, answer=rating, scale=(1, 5))
    assert answers.reading.rows_read == 23_486
