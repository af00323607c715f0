"""A kit at home that does not help and the sending in that is offered then; an exchange in two steps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.lives.doing import Person, ask_for_advice, fill_in, has_its_furniture, secret_of
from tests.lives.house import Living, ask_at_once, today

from oase.programmes.items.life import life_of

pytestmark = pytest.mark.lives

KLARA = Person("Klara Knopf", "klara@example.org")


@pytest.fixture(scope="module")
def house(living_house: Living) -> Living:
    """Return the house of this file, which asks after repairs."""
    living_house.write(ask_at_once)
    return living_house


def test_a_kit_that_does_not_help(house: Living) -> None:
    """She orders it, reads the guide, says that it failed, and the case goes on in the workshop."""
    with house.phone() as looker:
        page = looker.page
        ask_for_advice(page, house, "Oberteil", "Knopf")
        page.get_by_role("link", name="Set bestellen").click()
        fill_in(page, KLARA)
        page.get_by_role("button", name=re.compile("^Set .*bestellen$")).click()
        secret = secret_of(page)
        page.get_by_role("link", name="Anleitung lesen").click()
        expect(page.locator("ol.guide li").first).to_be_visible()
        has_its_furniture(page)
    [(case, number)] = house.rows("select id, number from programme_cases")
    house.case(number)
    house.desk.get_by_role("button", name=re.compile("verschicken$")).click()
    expect(house.desk.get_by_role("status").first).to_be_visible()
    with house.phone() as looker:
        page = looker.page
        page.goto(f"{house.url}/c/{secret}?lang=de")
        page.get_by_role("radio", name="Es ginge, aber ich habe es nicht geschafft").check()
        page.get_by_role("button", name="Absenden").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Die Reparatur ist nicht gelungen.")
        house.kill()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Die Reparatur ist nicht gelungen.")
        offered = page.locator("section", has=page.get_by_role("heading", name="Stattdessen einschicken"))
        assert re.search(r"Gebühr beträgt [\d,]+", offered.inner_text())
        offered.get_by_role("button", name="Stattdessen einschicken").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Dein Versandschein ist fertig.")
        page.get_by_role("link", name="Versandschein ansehen und drucken").click()
        assert number in page.inner_text("main")
        has_its_furniture(page)
    [(way, state, fee, outcome)] = house.rows(
        "select way, state, fee_cents, outcome from programme_cases where id = ?", case
    )
    assert (way, state, outcome) == ("send_in", "label", "")
    assert fee > 0
    [(item,)] = house.rows("select item from programme_cases where id = ?", case)
    kinds = [one.kind for one in house.read(lambda connection: life_of(connection, item))]
    assert kinds.count("repair_failed") == 1
    assert "repaired" not in kinds


def test_who_has_not_allowed_it_is_not_asked(house: Living) -> None:
    """The same case, mended and closed: it becomes a transaction, but Klara gets no survey."""
    [(case, number)] = house.rows("select id, number from programme_cases")
    house.case(number)
    for step in ("eingetroffen", "in Reparatur", "repariert"):
        house.press(step)
    house.desk.get_by_label("Was daraus wurde").select_option("Fixed")
    house.press("Fall abschließen")
    assert house.rows("select count(*) from transactions where key = ?", f"repair:{number}") == [(1,)]
    decided = house.wait_for("select state, reason from survey_invitations where state <> 'eligible'")
    assert decided[0] == "quarantined", decided
    assert [one for one in house.post.to(KLARA.email) if "/s/" in one] == []
    assert house.rows("select state from programme_cases where id = ?", case) == [("closed",)]


def number_in(page: str) -> str:
    """Return the number of the case that a page shows."""
    found = re.search(r"F-\d+-\d", page)
    assert found is not None
    return found[0]


def test_an_exchange_in_two_steps(house: Living) -> None:
    """Counted from its page: two forms, the second opens it; sent again, it is still one."""
    forms: list[str] = []
    with house.phone() as looker:
        page = looker.page
        page.on("request", lambda sent: forms.append(sent.url) if sent.method == "POST" else None)
        page.goto(f"{house.url}/p/exchange?lang=de")
        expect(page.get_by_text("Schritt 1 von 2")).to_be_visible()
        page.get_by_label("Was möchtest du umtauschen?").fill("graue Hose, 38")
        page.get_by_role("radio", name="Zu klein").check()
        page.get_by_label("Wann hast du es bekommen?").fill(today().isoformat())
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_text("Schritt 2 von 2")).to_be_visible()
        has_its_furniture(page)
        page.get_by_role("radio", name="Eine andere Größe").check()
        page.get_by_label("Welche Größe?").fill("40")
        fill_in(page, Person("Ute Um", "ute@example.org"))
        again = page.evaluate(
            "() => [...new FormData(document.querySelector('form[action$=open]')).entries()]"
        )
        page.get_by_role("button", name="Umtausch anlegen").click()
        secret_of(page)
        assert len(forms) == 2
        house.kill()
        answer = page.request.post(forms[1], form=dict(again))
        assert answer.status == 200
        assert number_in(answer.text()) == number_in(page.content())
    assert house.rows("select count(*) from programme_cases where kind = 'exchange'") == [(1,)]
    [(number,)] = house.rows("select number from programme_cases where kind = 'exchange'")
    house.case(number)
    for step in ("eingetroffen", "ersetzt"):
        house.press(step)
    house.press("Fall abschließen")
    assert house.rows("select state from programme_cases where kind = 'exchange'") == [("closed",)]
