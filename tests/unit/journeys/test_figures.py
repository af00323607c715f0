"""Figures that others published or that we reproduce on real data."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from oase.journeys import Journeys
from oase.lake.contacts import Contacts

TOY = {"u1": "ABACAB", "u2": "ABCCC", "u3": "CDCDCD"}
FUNNEL = {"u1": "ADBDC", "u2": "BBACB", "u3": "AAC", "u4": "BBBC", "u5": "BCAC"}


def journeys(paths: dict[str, str]) -> Journeys:
    """Return journeys with one contact a minute."""
    rows = [(who, at * 60_000_000, name) for who, path in paths.items() for at, name in enumerate(path)]
    columns = zip(*rows, strict=True)
    table = pa.table(dict(zip(["person", "at", "touchpoint"], map(list, columns), strict=True)))
    return Journeys(Contacts.from_batches(table.to_batches()))


def test_toy_transitions():
    """Three toy journeys have the published pairs and shares by source."""
    found = {
        row["source"] + row["target"]: (row["contacts"], round(row["share_of_source"], 3))
        for row in journeys(TOY).transitions().rows()
    }
    assert found == {
        "AB": (3, 0.75),
        "AC": (1, 0.25),
        "BA": (1, 0.5),
        "BC": (1, 0.5),
        "CA": (1, 0.167),
        "CC": (2, 0.333),
        "CD": (3, 0.5),
        "DC": (2, 1.0),
    }


@pytest.mark.parametrize(
    ("mode", "persons"), [("closed", [4, 2, 1]), ("open", [4, 4, 5]), ("hybrid", [4, 2, 2])]
)
def test_three_funnel_modes(mode, persons):
    """A, B, C over five published journeys."""
    assert journeys(FUNNEL).funnel(["A", "B", "C"], mode=mode).table["persons"].to_pylist() == persons


@pytest.mark.data
def test_patients(data_dir: Path):
    """The hospital log has 5,442 events, 500 cases, 7 traces, 7 activities and a mean length of 10.884."""
    from oase.lake import read_contacts

    contacts = read_contacts(
        data_dir / "journey" / "eventdataR_patients.csv",
        person="patient",
        at="time",
        touchpoint="handling",
        tie="handling_id",
    )
    patients = Journeys(contacts)
    paths = patients.paths()
    assert (paths.contacts, paths.journeys, paths.distinct) == (5442, 500, 7)
    assert paths.mean_length == pytest.approx(10.884)
    assert len(contacts.touchpoints) == 7
    assert sum(patients.transitions().table["contacts"].to_pylist()) == 5442 - 500


@pytest.mark.data
def test_ecom(data_dir: Path):
    """The shop log has 31,106 events, and sessions only cut what transitions join."""
    from oase.lake import read_contacts

    contacts = read_contacts(
        data_dir / "journey" / "rete_ecom.csv.gz",
        person="user_id",
        at="timestamp",
        touchpoint="event",
        timezone="UTC",
    )
    shop = Journeys(contacts)
    paths = shop.sessions("30m").paths()
    assert paths.contacts == contacts.count == 31_106
    cut = shop.sessions("30m").transitions().table["contacts"].to_pylist()
    assert sum(cut) == 31_106 - paths.journeys
