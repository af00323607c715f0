"""What a selection does not hold for is said on the page, and until when there are data."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pyarrow as pa
import pytest

from oase.app import open_house
from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.lake import read_answers, read_contacts
from oase.settings import Settings
from oase.web.pages import make_pages

SETTINGS = Settings(lang="de", timezone="Europe/Berlin")
DAY = 86_400_000_000
START = 1_767_265_200_000_000  # 1.1.2026, 12:00 in Berlin


@pytest.fixture
def two_sided(tmp_path: Path) -> Path:
    """A house whose contacts know a region, and whose answers know a mood; both know the kind of customer."""
    persons = [f"p{number}" for number in range(40)]
    kinds = ["Neu", "Alt"] * 20
    contacts = {
        "person": persons * 2,
        "at": [START + DAY * n for n in range(40)] + [START + DAY * n + 60_000_000 for n in range(40)],
        "touchpoint": ["Laden"] * 40 + ["Kauf"] * 40,
        "phase": ["search"] * 40 + ["purchase"] * 40,
        "channel": ["Laden"] * 80,
        "Region": ["Nord", "Süd"] * 40,
        "Art": kinds * 2,
    }
    answers = {
        "person": persons,
        "at": [START + DAY * n for n in range(40)],
        "touchpoint": ["Laden"] * 40,
        "answer": [(n % 3) - 1 for n in range(40)],
        "Laune": ["gut", "schlecht"] * 20,
        "Art": kinds,
    }
    with open_house(tmp_path / "two", create=True, own="Wir", settings=SETTINGS) as house:
        roles = {name: name for name in ("person", "at", "touchpoint", "phase", "channel")}
        log = read_contacts(pa.table(contacts), **roles, attributes=["Region", "Art"], settings=SETTINGS)
        house.import_contacts(log, source="a")
        told = {name: name for name in ("person", "at", "touchpoint", "answer")}
        said = read_answers(pa.table(answers), **told, context=["Laune", "Art"], own="Wir", settings=SETTINGS)
        house.import_answers(said, source="b")
    return tmp_path / "two"


@pytest.fixture
def ask(two_sided, reach_of, signed_in, clock):
    """Return the text of a page of that house."""
    clock.at = START + 60 * DAY
    reach = reach_of(two_sided)
    app = make_pages(reach, AtOnce(reach.house, KINDS))

    def asked(address: str, lang: str = "de") -> str:
        page = signed_in("analyst", lang, app=app, at=reach).get(address)
        assert page.status_code == 200
        return unescape(page.text)

    return asked


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/magic-moments?segment=Region:Nord", "Das Merkmal „Region“ gibt es hier nicht"),
        ("/paths?segment=Laune:gut", "Das Merkmal „Laune“ gibt es hier nicht"),
        ("/journey?segment=Region:Nord", "steht nur bei den Kontakten; die Antworten sind die aller"),
        ("/journey?segment=Laune:gut", "steht nur bei den Antworten; die Kontakte sind die aller"),
        ("/journey?channel=Laden", "Der Kanal gilt nur für die Kontakte"),
        ("/magic-moments?channel=Laden", "Der Kanal gilt hier nicht"),
        ("/reports?segment=Laune:gut", "steht nur bei den Antworten"),
    ],
)
def test_what_a_selection_does_not_hold_for_is_said(ask, address, said):
    """A column that only contacts or only answers know, and a channel that answers do not have."""
    assert said in ask(address)


@pytest.mark.parametrize(
    "address", ["/journey?segment=Art:Neu", "/paths?channel=Laden&segment=Region:Nord", "/journey"]
)
def test_a_selection_that_holds_needs_no_remark(ask, address):
    """Nothing is said where everything is narrowed."""
    text = ask(address)
    assert "Das Merkmal" not in text
    assert "Der Kanal gilt" not in text


def test_a_period_after_the_data_says_where_they_end(ask):
    """Seven days back from today hold nothing: from when to when there are data, and a way there."""
    text = ask("/journey?period=7d")
    assert "keine Kontakte; es gibt sie vom 01.01.2026 bis zum 09.02.2026" in text
    assert "keine Antworten; es gibt sie vom 01.01.2026 bis zum 09.02.2026" in text
    (href,) = set(re.findall(r'<a href="([^"]*)">03.02.2026 bis 09.02.2026 ansehen', text))
    assert href == "/journey?start=2026-02-03&end=2026-02-09"
    assert "14 Kontakte" in ask(href)
    assert "Kontakte gibt es bis zum 09.02.2026." in ask("/paths?period=30d")
    assert "There are contacts until 9 Feb 2026." in ask("/paths?period=30d", "en")


def test_a_single_person_is_no_segment(ask):
    """Whoever may see analyses alone cannot pick a person out by an id."""
    assert "80 Kontakte" in ask("/journey?segment=person:p1")
    assert "gibt es hier nicht" in ask("/journey?segment=person:p1")
