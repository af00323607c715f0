"""No more questions: by one click in a mail program, also with a link that is over."""

from __future__ import annotations

from oase.model import Purpose

LINES = "select purpose, is_granted, source from consents order by id"


def test_one_click_withdraws_the_consent_and_nothing_else(asking):
    """As RFC 8058 sends it; the page before only asks."""
    link = asking.link(asking.bought("anna"), "anna", way="invited", expires=1_000_000)
    assert "Keine solchen Fragen mehr?" in asking.page.get(f"{link}/stop").text
    assert len(asking.rows(LINES)) == 1
    done = asking.page.post(f"{link}/stop", data={"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "Wir fragen Sie nicht mehr" in done.text) == (200, True)
    assert asking.rows(LINES)[1:] == [(Purpose.SURVEY.value, 0, "survey")]


def test_a_link_of_nobody_stops_nothing(asking):
    """A receipt names nobody to whom something would be sent; a changed link does nothing at all."""
    link = asking.link(asking.bought("anna"))
    assert "niemanden" in asking.page.post(f"{link}/stop").text
    assert asking.page.post("/s/nothing/stop").status_code == 404
    assert len(asking.rows(LINES)) == 1
