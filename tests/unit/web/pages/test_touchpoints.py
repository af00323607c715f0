"""The pages of the inventory: seen, changed, undone, taken along and handed in, traced."""

from __future__ import annotations

import datetime as dt

import pytest

from oase.experience.inventory import add_budget, budgets_of, elements_of, find, history
from oase.service import measures, resolutions
from oase.service.measures import Draft

PAY = "/touchpoints/Bezahlung"
HOUR = 3_600_000_000


def _held(reach, name="Bezahlung"):
    with reach.database.reading() as connection:
        return find(connection, name)


def test_the_inventory_fills_itself_from_contacts(signed_in):
    """Every touchpoint of the demo stands there, with what customers say, and a way to its page."""
    page = signed_in("analyst").get("/touchpoints").text
    assert 'href="/touchpoints/Beratung%20im%20Laden"' in page
    assert "für 2026 ist kein Budget eingetragen" in page
    assert "… Noch offen" in page, "300 persons are too few for a verdict"


def test_money_at_unjudged_touchpoints_is_in_no_share(signed_in, reach, clock):
    """Where nothing is judged there is no share, and the page says of how much money it does not know."""
    with reach.database.writing() as connection:
        for name, euros in (("Verpackung", 3_000), ("Beratung im Laden", 9_000)):
            add_budget(connection, name, year=2026, cents=euros * 100, note="", who="K", now=clock())
    page = signed_in("analyst").get("/touchpoints").text
    assert "von 0 € mit Urteil, 12.000 € im Ganzen (2026)" in page
    assert "3.000 €" in page
    found = signed_in("analyst").get("/touchpoints?q=verpack").text
    assert "Verpackung</a></th>" in found
    assert "Beratung im Laden</a></th>" not in found


def test_a_change_is_kept_and_undone(signed_in, reach):
    """Owner and description change; the history says by whom, and takes it back."""
    browser = signed_in("manager")
    told = {"owner": "Ines Probe", "about": "Kasse", "kind": "own", "steering": "steerable", "asked": "on"}
    done = browser.submit(f"{PAY}/facts", told)
    assert done.status_code == 303
    assert (_held(reach).owner, _held(reach).asked) == ("Ines Probe", True)
    page = browser.get(PAY).text
    assert "Ines Probe" in page
    with reach.database.reading() as connection:
        newest = history(connection, "Bezahlung")[0]
    browser.submit(f"{PAY}/undo", {"change": newest.id})
    assert (_held(reach).owner, _held(reach).asked) == ("", False)


def test_loop_verdict_budget_and_elements(signed_in, reach):
    """What is noted at a step, decided, paid and felt stands on the page."""
    browser = signed_in("manager")
    browser.submit(f"{PAY}/loop", {"step": "to_be", "loop_as_is": "Zwei Schlangen", "loop_to_be": "Eine"})
    told = {"verdict": "combine", "verdict_with": "Kauf", "verdict_because": "Dasselbe"}
    browser.submit(f"{PAY}/verdict", told)
    browser.submit(f"{PAY}/budget", {"year": "2026", "amount": "1.234,50", "note": "Terminals"})
    browser.submit(f"{PAY}/element", {"element": "Der Ton der Kasse", "rating": "-1", "note": "piept"})
    it = _held(reach)
    assert (it.step, it.loop, it.verdict) == (
        "to_be",
        {"as_is": "Zwei Schlangen", "to_be": "Eine"},
        "combine",
    )
    page = browser.get(PAY).text
    for said in ("1.234,50 €", "Der Ton der Kasse", "kühl", "Dasselbe", "Zwei Schlangen"):
        assert said in page
    with reach.database.reading() as connection:
        line, element = budgets_of(connection, "Bezahlung")[0], elements_of(connection, "Bezahlung")[0]
    browser.submit(f"{PAY}/budget/remove", {"line": line.id})
    browser.submit(f"{PAY}/element/remove", {"element": element.id})
    with reach.database.reading() as connection:
        assert (budgets_of(connection), elements_of(connection)) == ([], [])


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"{PAY}/verdict", {"verdict": "combine"}),
        (f"{PAY}/verdict", {"verdict": "sell"}),
        (f"{PAY}/budget", {"year": "26", "amount": "10"}),
        (f"{PAY}/budget", {"year": "2026", "amount": "viel"}),
        (f"{PAY}/element", {"element": ""}),
        (f"{PAY}/undo", {"change": "x"}),
        ("/touchpoints", {"name": "Bezahlung"}),
        ("/touchpoints", {"name": ""}),
    ],
)
def test_what_cannot_be_is_said_and_not_kept(signed_in, reach, path, fields):
    """A form that cannot be taken comes back with what was wrong; nothing has changed."""
    before = _held(reach)
    answer = signed_in("manager").submit(path, fields)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert _held(reach) == before


def test_one_that_is_missing_can_be_added(signed_in, reach):
    """A name with a slash has a page, too."""
    browser = signed_in("manager")
    done = browser.submit("/touchpoints", {"name": "Portal/Outdoor", "kind": "foreign", "phase": "search"})
    assert done.headers["location"].startswith("/touchpoints/Portal~2FOutdoor")
    assert _held(reach, "Portal/Outdoor").kind == "foreign"
    assert "Portal/Outdoor" in browser.get("/touchpoints/Portal~2FOutdoor").text
    assert browser.get("/touchpoints/gibt-es-nicht").status_code == 404


def test_the_table_comes_back_as_it_went(signed_in, reach):
    """The file of the page, edited, is taken in; a bad row is named by line and column."""
    browser = signed_in("manager")
    told = browser.get("/touchpoints/download/touchpoints.csv").content.decode("utf-8-sig")
    lines = told.splitlines()
    name = next(line for line in lines if line.strip('"').startswith("Bezahlung"))
    edited = "\n".join([lines[0], name.replace("steerable", "influenceable"), name.replace("own", "mine", 1)])
    answer = browser.submit("/touchpoints/import", files={"file": ("bestand.csv", edited.encode())})
    assert answer.status_code == 303
    page = browser.get(answer.headers["location"]).text
    assert "0 neu, 1 geändert, 0 unverändert" in page
    assert ">3<" in page
    assert "kind" in page
    assert _held(reach).steering == "influenceable"
    wrong = browser.submit("/touchpoints/import", files={"file": ("bestand.csv", b"Kanal\nWeb\n")})
    assert wrong.status_code == 400


def test_traces_lead_to_resolutions_measures_and_messages(signed_in, reach, clock):
    """From the touchpoint to what was decided, done and said, each with its way."""
    with reach.database.writing() as connection:
        made = resolutions.create(
            connection,
            title="Eine Schlange",
            text="",
            decided=dt.date(2026, 11, 2),
            who="Vorstand",
            now=clock(),
            filed=["Bezahlung"],
        )
        draft = Draft(touchpoint="Bezahlung", title="Dritte Kasse", owner="Ines", due=clock() + 4 * HOUR)
        measure = measures.create(connection, draft, who="Kaya", now=clock())
    page = signed_in("manager").get(PAY).text
    assert f'href="/measures/resolutions/{made.id}"' in page
    assert f'href="/measures/one/{measure.id}"' in page
    assert "Noch keine Nachricht." in page
    for path in (f"/measures/resolutions/{made.id}", f"/measures/one/{measure.id}"):
        back = signed_in("manager").get(path)
        assert back.status_code == 200
        assert 'href="/touchpoints/Bezahlung"' in back.text


def test_who_may_not_edit_sees_no_form(signed_in):
    """Service reads the inventory; forms are for those who keep it."""
    page = signed_in("service").get(PAY).text
    assert "<textarea" not in page
    assert signed_in("service").submit(f"{PAY}/facts", {"owner": "X"}).status_code == 403


def test_in_english_too(signed_in):
    """The words change, the names do not."""
    page = signed_in("manager", lang="en").get(PAY).text
    assert "What becomes of it" in page
    assert "Bezahlung" in page
