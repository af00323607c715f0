"""The page Journey shows phases, who reaches them, and what is still without one."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest

from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.web.pages import make_pages
from oase.web.pages.journey import _finding, _levels


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Erwartung", "Gefühl", "Beleg", "Zuständig", "noch niemand", "eher")),
        ("en", ("Expectation", "Emotion", "Evidence", "Owner", "nobody yet", "rather")),
    ],
)
def test_lanes_stand_on_the_map(signed_in, lang, words):
    """Expectation, experience in words, emotion, evidence and owner are there for every phase."""
    page = signed_in("analyst", lang).get("/journey")
    assert page.status_code == 200
    assert all(word in page.text for word in words)
    assert " style=" not in page.text


def test_downloads_are_the_counts_of_the_contacts(signed_in, house):
    """Persons per phase and contacts per touchpoint add up to what the house holds."""
    browser = signed_in("analyst", "en")
    contacts = house.contacts()
    told = browser.get("/journey/download/touchpoints.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert {row["touchpoint"]: int(row["contacts"]) for row in rows} == contacts.visits()
    table = contacts.to_arrow().to_pydict()
    reached: dict[str, set[object]] = {}
    for person, phase in zip(table["person"], table["phase"], strict=True):
        reached.setdefault(phase, set()).add(person)
    told = browser.get("/journey/download/reach.csv").content.decode("utf-8-sig")
    shown = {row["phase"]: int(row["persons"]) for row in csv.DictReader(io.StringIO(told))}
    assert {phase: count for phase, count in shown.items() if count} == {
        phase: len(persons) for phase, persons in reached.items()
    }


def test_a_channel_narrows_the_contacts(signed_in, house):
    """The filters of the address hold for the counts."""
    told = (
        signed_in("analyst", "en")
        .get("/journey/download/touchpoints.csv?channel=App")
        .content.decode("utf-8-sig")
    )
    rows = list(csv.DictReader(io.StringIO(told)))
    assert sum(int(row["contacts"]) for row in rows) == house.contacts().only(channel="App").count


@pytest.mark.parametrize(("lang", "said"), [("de", "Noch keine Reise."), ("en", "No journey yet.")])
def test_an_empty_house_says_what_to_do(empty_folder, reach_of, signed_in, lang, said):
    """Nothing there: import contacts, or open the door."""
    reach = reach_of(empty_folder)
    app = make_pages(reach, AtOnce(reach.house, KINDS))
    page = signed_in("manager", lang, app=app, at=reach).get("/journey")
    assert heading(page.text) == said
    assert 'href="/imports"' in page.text


def rows_of(**phases: tuple[float, float]) -> list[dict[str, object]]:
    """Return one touchpoint per phase, with its fulfilment and half its range."""
    return [
        {
            "touchpoint": phase,
            "phase": phase,
            "answers": 100,
            "fulfilment": value,
            "fulfilment_low": value - half,
            "fulfilment_high": value + half,
        }
        for phase, (value, half) in phases.items()
    ]


@pytest.mark.parametrize(
    ("phases", "finding"),
    [
        ({"need": (0.3, 0.02), "use": (0.1, 0.02), "over": (0.0, 0.02)}, "both"),
        ({"need": (0.3, 0.02), "use": (0.1, 0.06), "over": (0.05, 0.06)}, "high"),
        ({"need": (0.3, 0.06), "use": (0.28, 0.06), "over": (0.05, 0.06)}, "low"),
        ({"need": (0.3, 0.2), "use": (0.1, 0.2)}, "alike"),
        ({"need": (0.13, 0.02), "use": (0.12, 0.02), "over": (-0.1, 0.02)}, "pain.only"),
        ({"need": (0.3, 0.02), "use": (0.12, 0.02), "over": (-0.1, 0.02)}, "pain"),
    ],
)
def test_the_heading_claims_what_the_ranges_allow(phases, finding):
    """Ranges that overlap name no phase as the highest or the lowest one."""
    rows = rows_of(**phases)
    levels = sorted(_levels(rows), key=lambda pair: -pair[1])
    assert _finding(rows, levels) == finding
