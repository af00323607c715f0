"""The page Reports."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

import pytest

from oase.report.shelf import Shelf


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
