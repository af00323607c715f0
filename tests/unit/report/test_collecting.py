"""What a report collects from contacts and answers."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from oase.errors import OptionInvalid
from oase.lake import Contacts
from oase.report import build_report
from oase.settings import Settings

MIDNIGHT_IN_BERLIN = 1_711_926_000_000_000  # 2024-04-01 in Berlin, still March in UTC


def contacts(zone: str = "UTC") -> Contacts:
    """One person, three contacts, phases for two of them."""
    log = pa.table(
        {
            "person": ["a", "a", "a"],
            "at": [MIDNIGHT_IN_BERLIN, MIDNIGHT_IN_BERLIN + 1, MIDNIGHT_IN_BERLIN + 2],
            "touchpoint": ["search", "till", "help"],
            "phase": ["search", "purchase", "use"],
        }
    )
    return Contacts.from_batches([log], settings=Settings(timezone=zone))


@pytest.mark.parametrize(("zone", "month"), [("Europe/Berlin", 4), ("UTC", 3)])
def test_the_calendar_is_that_of_the_settings(zone: str, month: int) -> None:
    """Cohorts and dates of one report follow one calendar, whatever that of the reading was."""
    data = build_report(contacts(), settings=Settings(timezone=zone), clock=lambda: 0)
    assert data.zone == zone
    assert data.journeys is not None
    assert data.journeys.retention[0]["cohort"] == dt.date(2024, month, 1)


def test_the_funnel_goes_through_the_phases_up_to_the_purchase() -> None:
    """Without steps of its own the report takes a touchpoint a phase, and none after the purchase."""
    data = build_report(contacts(), settings=Settings(), clock=lambda: 0)
    assert data.journeys is not None
    assert [row["touchpoint"] for row in data.journeys.funnel] == ["search", "till"]


def test_the_clock_is_the_one_handed_in() -> None:
    """The same data and clock give the same report."""
    one, two = (build_report(contacts(), settings=Settings(), clock=lambda: 5) for _ in range(2))
    assert one == two
    assert one.made_at == 5


def test_nothing_to_report_is_said_so() -> None:
    """With neither contacts nor answers there is no report."""
    with pytest.raises(OptionInvalid):
        build_report(settings=Settings())
