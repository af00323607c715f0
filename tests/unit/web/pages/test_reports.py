"""The page Reports."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from urllib.parse import parse_qs

import pytest

from oase.app.views import magic
from oase.report.shelf import Shelf
from oase.report.tasks import _collected
from oase.web.pages.filters import Filters


def no_progress(*_: object) -> None:
    """Tell nobody."""


def _made(client, query: str = "") -> str:
    """Make a report by the form and return its id."""
    answer = client.submit(f"/reports{query}")
    assert answer.status_code == 303
    text = client.get("/reports").text
    found = re.search(r'href="/reports/([0-9a-f]{16})/', text)
    assert found, text
    return found[1]


def test_a_report_is_made_read_and_taken_along(signed_in):
    """In both languages, as page and as PDF; the page has a policy for its own styles alone."""
    client = signed_in("manager")
    assert "Noch kein Bericht." in client.get("/reports").text
    report = _made(client)
    page = client.get(f"/reports/{report}/de.html")
    assert "Lindwerk" in page.text
    policy = page.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert base64.b64encode(sha256(style.encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert "style=" not in re.sub(r"<style>.*?</style>", "", page.text, flags=re.DOTALL)
    pdf = client.get(f"/reports/{report}/en.pdf?save=1")
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf.headers["content-disposition"]
    assert pdf.headers["content-type"] == "application/pdf"


def test_a_report_says_what_it_is_about(signed_in, house):
    """Period and segment of the address go into it, and stand beside it."""
    client = signed_in("analyst")
    report = _made(client, "?period=12m")
    about = Shelf(house.folder).find(report)
    assert about is not None
    assert "start" in about.arguments
    assert about.by == "Frau Analyst"
    assert "von Frau Analyst" in client.get("/reports").text


def test_nothing_to_report_is_told(signed_in):
    """A period without any contact gives no report, and says why."""
    client = signed_in("manager")
    client.submit("/reports?start=2001-01-01&end=2001-02-01")
    text = client.get("/reports").text
    assert 'role="alert"' in text
    assert "There is nothing to report" in text
    assert "Noch kein Bericht." in text


def test_a_report_can_be_thrown_away(signed_in):
    """It is gone from the list and from its address."""
    client = signed_in("manager")
    report = _made(client)
    assert client.submit(f"/reports/{report}/remove").status_code == 303
    assert client.get(f"/reports/{report}/de.html").status_code == 404
    assert "Noch kein Bericht." in client.get("/reports").text


@pytest.mark.parametrize(
    "path", ["/reports/0123456789abcdef/de.html", "/reports/..%2f..%2fkey/de.html", "/reports/x/fr.html"]
)
def test_other_addresses_lead_nowhere(signed_in, path):
    """Unknown ids, other folders and other languages are no report."""
    assert signed_in("manager").get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "?channel=App", "?segment=Kundentyp:Stammkunde", "?period=12m&segment=Kundentyp:Neukunde"],
)
def test_page_and_report_reach_the_same_verdicts(house, query):
    """The filters of an address mean the same for both: a purchase by another channel is a purchase."""
    told = Filters.of(parse_qs(query.removeprefix("?"))).arguments(house.rooms.clock(), "Europe/Berlin")
    page = magic(house, {name: value for name, value in told.items() if name != "channel"}, no_progress)
    data = _collected(house, told)
    assert data.magic is not None
    assert data.magic.rows == page["rows"]
    counts = data.magic.counts
    assert counts is not None
    assert (counts.read, counts.usable, counts.closed) == tuple(
        page["counts"][name] for name in ("read", "usable", "closed")
    )
    assert (data.magic.outcome, data.magic.within) == (", ".join(page["outcome"]), page["within"])


def test_a_report_of_a_part_says_so(signed_in):
    """Segment and channel stand above it, and what they do not hold for is among the limits."""
    client = signed_in("manager")
    report = _made(client, "?segment=Kundentyp:Stammkunde&channel=App")
    told = {lang: client.get(f"/reports/{report}/{lang}.html").text for lang in ("de", "en")}
    assert all("Kundentyp: Stammkunde" in text for text in told.values())
    assert "Alle Kundinnen und Kunden</span>" not in told["de"]
    assert "Wege über den Kanal App" in told["de"]
    assert "Antworten tragen keinen Kanal" in told["de"]
    assert "Answers carry no channel" in told["en"]
