"""The page on versions of the verdicts: what changed and why, what stands, and a new one on demand."""

from __future__ import annotations

import pytest

from oase.app.preferences import prefer
from oase.app.verdicts import verdict_run
from oase.experience.verdicts import Rule, keep, newest

PATH = "/magic-moments/versions"
RULE = Rule(delta=0.02, negligible=0.05, q=0.05, within="90d", outcome=("Kauf",))
DAY = 86_400_000_000


def row(name, state, reward, answers=1000, **more):
    """Return a row of the result table with its reward as (value, low, high)."""
    value, low, high = reward
    return {
        "touchpoint": name, "segment": None, "period": None, "facet": None, "state": state,
        "answers": answers, "answers_used": answers, "reward_early": value, "reward_all": value,
        "reward_low": low, "reward_high": high, "evidence": ["B"], "flags": [], **more,
    }  # fmt: skip


@pytest.fixture
def kept(reach, clock):
    """Three versions: the second has more answers, the third another rule."""
    shop, app = row("Laden", "open", (0.1, 0.01, 0.19)), row("<b>App</b>", "open", (0.0, -0.2, 0.2), 80)
    later = row("Laden", "latent", (0.1, 0.05, 0.15), 3000)
    short = Rule(delta=0.02, negligible=0.05, q=0.05, within="30d", outcome=("Kauf",))
    with reach.database.writing() as connection:
        for place, (rule, rows) in enumerate(
            [(RULE, [shop, app]), (RULE, [later, app]), (short, [later, app])]
        ):
            keep(
                connection, at=clock() - (3 - place) * DAY, cause="night", who="", rule=rule,
                counts=(1080, 5000), rows=rows, seconds=3,
            )  # fmt: skip


def test_a_house_without_a_version_says_when_there_will_be_one(signed_in):
    """And offers to make one to those who may."""
    assert "Jetzt urteilen" in signed_in("manager").get(PATH).text
    page = signed_in("service").get(PATH).text
    assert "Noch ist kein Urteil festgehalten" in page
    assert "Jetzt urteilen" not in page


@pytest.mark.usefixtures("kept")
def test_the_newest_says_what_changed_with_the_rule(signed_in):
    """No verdict is another one, but the rule is, and names are text."""
    page = signed_in("analyst").get(PATH).text
    assert "Kein Urteil hat sich geändert" in page
    assert "Frist für den Kauf war 90d, jetzt 30d" in page
    assert "<b>App</b>" not in page
    assert "&lt;b&gt;App&lt;/b&gt;" in page


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("path", [f"{PATH}/2", f"{PATH}?run=2", f"{PATH}?run=1&against=2"])
def test_one_version_tells_why_a_verdict_changed(signed_in, path):
    """Whichever of the two is named first, the older one is what was before."""
    page = signed_in("analyst", "en").get(path).text
    assert "One verdict has changed" in page
    assert "Shown now: customers whose expectation was exceeded lie more than 2 points above" in page
    assert "The range is another one, the figure hardly: +10.0 [1.0, 19.0] → +10.0 [5.0, 15.0]." in page
    assert "2,000 more answers: 1,000 → 3,000." in page


@pytest.mark.usefixtures("kept")
def test_versions_are_listed_and_taken_along(signed_in):
    """The list as a file has a row a version; what is not there is not found."""
    client = signed_in("analyst")
    table = client.get(f"{PATH}/download/versions.csv").text.splitlines()
    assert len(table) == 4
    assert "Laden" in client.get(f"{PATH}/2/download/changes.csv").text
    assert [client.get(f"{PATH}{end}").status_code for end in ("/9", "?run=9", "?run=2&against=9")] == [
        404
    ] * 3
    older = client.get(f"{PATH}?older=2").text
    assert f'href="{PATH}/1"' in older
    assert f'href="{PATH}/2"' not in older


def test_a_new_version_on_demand_and_none_without_news(signed_in, reach, house):
    """The button makes the first version, says so, and makes no second one of the same data."""
    client = signed_in("manager")
    answer = client.submit(f"{PATH}/run")
    assert answer.headers["location"] == f"{PATH}?said=verdicts.said.asked"
    page = client.get(answer.headers["location"]).text
    assert "Die erste Fassung der Urteile" in page
    assert "auf Verlangen von Frau Manager" in page
    assert "Einladungen folgen den Urteilen" in page
    client.submit(f"{PATH}/run")
    assert "ist nichts hereingekommen" in client.get(PATH).text
    with reach.database.reading() as connection:
        assert newest(connection).id == 1
    prefer(house.rooms.database, within="30d")
    verdict_run(house, {"night": "2026-11-29"}, lambda _done, _all: None)
    assert "jetzt 30d" in client.get(PATH).text


def test_who_may_not_edit_surveys_cannot_ask_for_one(signed_in):
    """It steers invitations."""
    assert signed_in("service").submit(f"{PATH}/run").status_code == 403
    assert signed_in("workshop").get(PATH).status_code == 403
