"""What is published stays as it was, can be reckoned again to the last digit, and passes the linter."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from oase.errors import OptionInvalid
from oase.programmes.impact import claims
from oase.programmes.impact.factors import Factor, shipped
from oase.programmes.impact.item import per_item
from oase.programmes.impact.period import period
from oase.programmes.impact.versions import add, current, every, get
from oase.programmes.tables import impact_claims, impact_factors

SPRING = period(date(2026, 1, 1), date(2026, 6, 30), "Europe/Berlin")
NOW = 1_795_950_000_000_000  # 29.11.2026
TODAY = date(2026, 11, 29)


@pytest.fixture
def filled(database, workshop):
    """A house that has repaired six jackets."""
    with database.writing() as connection:
        shop = workshop(connection)
        for outcome in ["Fixed"] * 5 + ["End of life"]:
            shop.case(shop.item("jacket"), outcome=outcome, way="kit")
    return database


def published(database):
    with database.writing() as connection:
        return claims.publish(connection, SPRING, who="Ida", now=NOW, day=TODAY)


def other(name: str, value: float) -> Factor:
    held = shipped().table[name]
    return held._replace(value=value, low=value * 0.9, high=value * 1.1, source="Our own measurement")


def test_a_claim_says_counts_range_method_and_the_other_methods(filled):
    claim = published(filled)
    assert "6 Reparaturen abgeschlossen, davon 5 gelungen (83,3" in claim.text["de"]
    assert "„gewonnene Nutzungszeit“" in claim.text["de"]
    assert "Andere Verfahren" in claim.text["de"]
    assert "6 repairs, of which 5 worked (83.3%)" in claim.text["en"]
    assert set(claim.outcomes) == {"convention", "displacement", "life_gain"}
    total = claim.outcomes["life_gain"].total
    assert total.p5 < total.p50 < total.p95


def test_a_published_text_passes_the_linter_in_both_languages(filled):
    assert claims.findings(published(filled).text, TODAY) == []


def test_a_text_that_does_not_pass_is_refused_and_nothing_is_kept(filled, monkeypatch):
    monkeypatch.setitem(claims_text(), "open", "Unsere Jacken sind nachhaltig und klimaneutral.")
    monkeypatch.setitem(claims_text(), "others", "Unsere Jacken sind nachhaltig und klimaneutral. {others}")
    with pytest.raises(claims.ClaimRefused) as refused:
        published(filled)
    assert any("nachhaltig" in one.words for one in refused.value.found)
    with filled.reading() as connection:
        assert claims.every(connection) == []


def claims_text():
    from oase.programmes.impact import claim_text

    return claim_text._SAID["de"]


def test_reckoning_again_gives_the_same_digest(filled):
    claim = published(filled)
    with filled.reading() as connection:
        again = claims.recheck(connection, claim.id)
    assert again.is_same
    assert again.found == claim.digest
    assert again.outcomes == claim.outcomes


def test_a_new_version_of_factors_leaves_an_old_claim_as_it_was(filled):
    before = published(filled)
    with filled.writing() as connection:
        add(connection, [other("new.coat", 5.0)], who="Ida", now=NOW, note="Measured by us")
    with filled.reading() as connection:
        assert claims.one(connection, before.id) == before
        assert claims.recheck(connection, before.id).is_same
        draft = claims.drafted(connection, current(connection), SPRING)
    assert draft.factors.version == 2
    assert draft.outcomes["life_gain"].total.p50 < before.outcomes["life_gain"].total.p50


def test_later_events_leave_an_old_claim_as_it_was(filled, workshop):
    before = published(filled)
    with filled.writing() as connection:
        shop = workshop(connection)
        shop.numbers = iter(range(1000, 2000))
        shop.case(shop.item("jacket"))
    with filled.reading() as connection:
        assert claims.recheck(connection, before.id).is_same


def test_a_factor_that_was_tampered_with_shows(filled):
    claim = published(filled)
    with filled.writing() as connection:
        connection.execute(update(impact_factors).where(impact_factors.c.name == "rebound").values(low=0.01))
    with filled.reading() as connection:
        assert not claims.recheck(connection, claim.id).is_same


@pytest.mark.parametrize("column", ["text", "result", "counted"])
def test_a_claim_that_was_tampered_with_shows(filled, column):
    claim = published(filled)
    with filled.writing() as connection:
        table = impact_claims.c[column]
        old = connection.execute(impact_claims.select()).mappings().one()[column]
        changed = old.replace("83", "99") if column == "text" else old.replace("1", "2", 1)
        assert changed != old
        connection.execute(update(impact_claims).values({table: changed}))
    with filled.reading() as connection:
        assert not claims.recheck(connection, claim.id).is_same


def test_a_period_that_has_not_ended_is_refused(filled):
    unended = period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin")
    with filled.writing() as connection, pytest.raises(OptionInvalid, match="has not ended"):
        claims.publish(connection, unended, who="Ida", now=NOW, day=TODAY)


def test_a_draft_of_before_is_published_as_it_stands_unless_factors_changed(filled):
    """It says the same as one that is reckoned now; with other factors it is reckoned anew."""
    with filled.reading() as connection:
        draft = claims.drafted(connection, shipped(), SPRING)
    with filled.writing() as connection:
        first = claims.publish(connection, SPRING, who="Ida", now=NOW, day=TODAY, draft=draft)
        add(connection, [other("new.coat", 5.0)], who="Ida", now=NOW, note="measured")
        second = claims.publish(connection, SPRING, who="Ida", now=NOW, day=TODAY, draft=draft)
    assert first.outcomes == draft.outcomes
    assert second.version != first.version
    assert second.outcomes != draft.outcomes


def test_an_empty_period_is_refused(filled):
    empty = period(date(2025, 1, 1), date(2025, 12, 31), "Europe/Berlin")
    with filled.writing() as connection, pytest.raises(OptionInvalid, match="Nothing ended"):
        claims.publish(connection, empty, who="Ida", now=NOW, day=TODAY)


def test_a_withdrawn_claim_stays_with_its_reason(filled):
    claim = published(filled)
    with filled.writing() as connection:
        with pytest.raises(OptionInvalid, match="Say why"):
            claims.withdraw(connection, claim.id, because=" ", now=NOW)
        gone = claims.withdraw(connection, claim.id, because="Two cases counted twice", now=NOW + 5)
        assert (gone.withdrawn, gone.because) == (NOW + 5, "Two cases counted twice")
        with pytest.raises(OptionInvalid, match="already"):
            claims.withdraw(connection, claim.id, because="again", now=NOW)
        assert claims.recheck(connection, claim.id).is_same


def test_what_comes_with_oase_is_the_first_version_and_reads_back_the_same(filled):
    with filled.reading() as connection:
        assert every(connection) == []
        assert current(connection) == shipped()
    published(filled)
    with filled.reading() as connection:
        assert [one.version for one in every(connection)] == [1]
        assert current(connection).digest == shipped().digest == get(connection, 1).digest
        assert per_item(current(connection), "jacket") == per_item(shipped(), "jacket")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (other("new.coat", 5.0)._replace(low=6.0), "value"),
        (other("new.coat", 5.0)._replace(source=" "), "source"),
        (other("new.coat", 5.0)._replace(high=float("inf")), "value"),
        (other("new.coat", 5.0)._replace(shape="square"), "shape"),
        (shipped().table["rebound"]._replace(high=1.5), "value"),
        (shipped().table["displaced.repair"]._replace(low=0.0, high=1.0), "high"),
        (shipped().table["life.coat"]._replace(low=0.0), "low"),
    ],
)
def test_a_factor_that_cannot_be_drawn_from_is_refused_by_name(filled, changed, where):
    with filled.writing() as connection, pytest.raises(OptionInvalid) as wrong:
        add(connection, [changed], who="Ida", now=NOW, note="x")
    assert wrong.value.where == f"{changed.name}.{where}"


def test_a_version_needs_a_reason_and_a_difference(filled):
    with filled.writing() as connection:
        with pytest.raises(OptionInvalid, match="why"):
            add(connection, [other("new.coat", 5.0)], who="Ida", now=NOW, note="")
        with pytest.raises(OptionInvalid, match="Nothing is different"):
            add(connection, [shipped().table["new.coat"]], who="Ida", now=NOW, note="x")
