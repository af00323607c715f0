"""A voucher for what is taken back is a promotion beside the measure, which stays what it is."""

from __future__ import annotations

import pytest
from tests.lives.house import Living

pytestmark = pytest.mark.lives


def test_a_voucher_is_split_off(living_house: Living) -> None:
    """The purpose is written down, taking back is a measure of it, the voucher stands in the other list."""
    house = living_house
    page = house.go("/purpose")
    page.locator("#f-text_de").fill("Kleidung länger tragen.")
    page.locator("#f-text_en").fill("Wear clothes for longer.")
    house.press("Speichern")
    page = house.go("/purpose/measures/new")
    page.locator("#f-name_de").fill("Zurückgeben")
    page.locator("#f-name_en").fill("Give back")
    page.locator("#f-kind").select_option("take_back")
    for name in ("benefit_from_item", "open_to_all", "voucher"):
        page.locator(f"input[name={name}]").check()
    page.locator("#f-voucher_cents").fill("10,00")
    page.locator("#f-outcome_de").fill("Was noch gut ist, wird weiter getragen.")
    page.locator("#f-outcome_en").fill("What is still good is worn on.")
    page.locator("#f-unit").fill("Stücke")
    page.locator("#f-method").fill("Stücke, die wieder verkauft wurden")
    house.press("Speichern")
    house.kill()
    page = house.go("/purpose/measures")
    purpose = page.locator("section", has=page.locator("#h-purpose")).inner_text()
    other = page.locator("section", has=page.locator("#h-other"))
    assert "Zurückgeben" in purpose
    assert "Gutschein" in other.inner_text()
    assert "Abgetrennt von" in other.inner_text()
    assert other.get_by_role("link", name="Zurückgeben").count() == 1
    assert house.rows("select count(*) from purpose_promotions where measure is not null") == [(1,)]
