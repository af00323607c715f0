"""The pages about touchpoints say what the report says, and keep names and figures as they are."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pytest

from oase import demo, words
from oase.app import open_house
from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.cli.demo import _analyse
from oase.lake import read_answers, read_contacts
from oase.model import State
from oase.report.magic import main_rows
from oase.settings import Settings
from oase.web.pages import make_pages
from oase.web.pages.magic_data import address_of, name_of

NAMES = (
    "Kasse/Express",
    "100 % <b>Rabatt</b>",
    "..",
    "download",
    'x" onload="alert(1)',
    "A%2FB ? & # ;",
    "Ä–ö\n雨",
    "=1+1",
    "Kurz",
    "Reparaturannahmestelle am Hauptbahnhof mit Terminvereinbarungsmöglichkeit",
)
SETTINGS = Settings(lang="de", timezone="Europe/Berlin")
DAY = 86_400_000_000
START = 1_780_000_000_000_000


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def table_of(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def invented(*, persons: int = 60, purchases: bool = True) -> tuple[pa.Table, pa.Table]:
    """Return contacts and answers of a few persons at touchpoints with hostile names."""
    contacts: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for person in range(persons):
        for number, name in enumerate(NAMES):
            at = START + person * DAY + number * 1_000_000
            about = {"person": f"p{person}", "at": at, "touchpoint": name}
            contacts.append({**about, "phase": "search"})
            said = ("worse", "as expected", "better")[(person + number) % 3]
            answers.append(
                {**about, "answer": said, "likes": str(person % 2), "recommend": (person * 7) % 11}
            )
        if person % 2:
            later = START + person * DAY + 2 * DAY
            word = "purchase" if purchases else "use"
            contacts.append({"person": f"p{person}", "at": later, "touchpoint": "Till", "phase": word})
    return pa.Table.from_pylist(contacts), pa.Table.from_pylist(answers)


def furnish(folder: Path, *, contacts: pa.Table | None = None, answers: pa.Table | None = None) -> None:
    with open_house(folder, settings=SETTINGS) as house:
        if contacts is not None:
            roles = {"person": "person", "at": "at", "touchpoint": "touchpoint", "phase": "phase"}
            house.import_contacts(read_contacts(contacts, **roles, settings=SETTINGS), source="shop")
        if answers is not None:
            told = read_answers(
                answers,
                person="person",
                at="at",
                touchpoint="touchpoint",
                answer="answer",
                recommend="recommend",
                context=["likes"],
                own=demo.BRAND,
                settings=SETTINGS,
            )
            house.import_answers(told, source="survey")


@pytest.fixture
def shown(empty_folder, reach_of, signed_in):
    """Return a browser that sees a house with what it was furnished with."""

    def made(lang: str = "de", **held: Any):
        furnish(empty_folder, **held)
        reach = reach_of(empty_folder)
        return signed_in("manager", lang, app=make_pages(reach, AtOnce(reach.house, KINDS)), at=reach)

    return made


@pytest.fixture(scope="module")
def big(tmp_path_factory) -> Path:
    """The demo, with enough persons that its planted truth is found."""
    from click.testing import CliRunner

    from oase.cli.demo import command

    folder = tmp_path_factory.mktemp("demo") / "lindwerk"
    done = CliRunner().invoke(command, ["--once", "--folder", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def test_the_page_says_what_the_report_of_the_demo_says(big, reach_of, signed_in):
    """Same verdicts, same figures; the planted magic moments stand in the heading."""
    reach = reach_of(big / "house")
    browser = signed_in("manager", "en", app=make_pages(reach, AtOnce(reach.house, KINDS)), at=reach)
    data = _analyse(reach.house, big, reach.settings)
    assert data.magic
    told = main_rows(data.magic)
    page = browser.get("/magic-moments")
    assert heading(page.text) == words.headline(told, "en", demo.BRAND)
    for planted in demo.lindwerk(persons=1).truth:
        assert (planted.touchpoint in heading(page.text)) == (planted.state is State.MAGIC)
    rows = {
        row["touchpoint"]: row
        for row in table_of(browser.get("/magic-moments/download/touchpoints.csv").content)
    }
    assert {name: row["state"] for name, row in rows.items()} == {
        row["touchpoint"]: row["state"] for row in told
    }
    for row in told:
        for key in ("answers", "fulfilment", "reward_low", "reward_high", "penalty", "lead", "q"):
            assert float(rows[str(row["touchpoint"])][key]) == pytest.approx(row[key], rel=1e-9)
        assert unescape(page.text).count(words.verdict(row, "en", with_limits=False)) or unescape(
            page.text
        ).count(words.verdict(row, "en"))
    one = browser.get(address_of("Reparatur vor Ort"))
    assert heading(one.text) == "“Reparatur vor Ort” is a magic moment."
    assert "in 100 more than" in one.text


def test_every_touchpoint_has_a_page_whatever_its_name_holds(shown):
    """Links lead to pages whose heading names the touchpoint; nothing of a name becomes markup."""
    contacts, answers = invented()
    browser = shown(contacts=contacts, answers=answers)
    page = browser.get("/magic-moments").text
    assert "<b>Rabatt" not in page
    assert 'onload="alert' not in page
    links = {unescape(link) for link in re.findall(r'href="(/magic-moments/[^"?/]+)"', page)}
    assert links - {"/magic-moments/versions"} == {address_of(name) for name in NAMES}
    for name in NAMES:
        found = browser.get(address_of(name))
        assert found.status_code == 200, name
        assert words.quoted(name, "de") in heading(found.text)
        [link] = re.findall(r'href="([^"]+/download/months\.csv)', found.text)
        months = table_of(browser.get(unescape(link)).content, ";")
        assert months
        assert sum(int(month["answers"]) for month in months) == 60
    assert browser.get("/magic-moments/nobody").status_code == 404


@pytest.mark.parametrize("name", [*NAMES, "a/../b", ".", "%2e", "…"])
def test_an_address_leads_back_to_its_name(name):
    """What servers decode once and the page once more is the name again."""
    path = address_of(name)
    assert path.count("/") == 2
    assert name_of(unquote(path.rpartition("/")[2])) == name


def test_segments_stand_side_by_side(shown):
    """Each value of the chosen column is a column of verdicts; the files hold every figure."""
    contacts, answers = invented()
    browser = shown("en", contacts=contacts, answers=answers)
    page = browser.get("/magic-moments?by=likes")
    assert "Verdicts by likes" in page.text
    rows = table_of(browser.get("/magic-moments/download/segment_rows.csv?by=likes").content)
    assert {row["segment"] for row in rows} == {"0", "1"}
    assert sum(int(row["answers"]) for row in rows) == 60 * len(NAMES)
    assert browser.get("/magic-moments?by=nothing").status_code == 200
    one = browser.get(f"{address_of('Kurz')}?by=likes")
    assert "Verdicts by likes" in one.text


@pytest.mark.parametrize(
    ("lang", "said", "todo"),
    [("de", "Noch keine Antworten", "oase survey-kit"), ("en", "No answers yet", "oase survey-kit")],
)
def test_an_empty_house_says_what_to_do(shown, lang, said, todo):
    """Without answers the page names the questionnaire."""
    browser = shown(lang)
    for path in ("/magic-moments", "/magic-moments/Kasse"):
        page = browser.get(path)
        assert page.status_code == 200
        assert said in heading(page.text)
        assert todo in page.text


def test_contacts_without_answers_lead_to_the_questionnaire(shown):
    """The page knows that contacts are there."""
    contacts, _ = invented()
    assert "Kontakte sind schon da" in shown(contacts=contacts).get("/magic-moments").text


def test_a_touchpoint_without_answers_says_so(shown):
    """It still shows where it stands on the journey."""
    contacts, answers = invented()
    page = shown(contacts=contacts, answers=answers).get("/magic-moments/Till")
    assert page.status_code == 200
    assert "noch niemand geantwortet" in heading(page.text)
    assert "30 von 60 Reisen" in page.text


def test_answers_without_contacts_are_judged_by_recommendation(shown):
    """The verdicts then carry the letter C."""
    _, answers = invented()
    page = shown("en", answers=answers).get("/magic-moments")
    assert page.status_code == 200
    assert "C · recommendation" in page.text


def test_nothing_left_by_the_filters_says_so(shown):
    """A period without answers is no error."""
    contacts, answers = invented()
    page = shown("en", contacts=contacts, answers=answers).get(
        "/magic-moments?start=2020-01-01&end=2020-02-01"
    )
    assert page.status_code == 200
    assert heading(page.text) == "There are no answers in this selection."


@pytest.mark.parametrize(("role", "status"), [("service", 200), ("workshop", 403)])
def test_the_table_of_roles_holds(signed_in, role, status):
    """Whoever may see analyses sees the verdicts; others are told which role they have."""
    assert signed_in(role).get("/magic-moments").status_code == status
