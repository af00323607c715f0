"""The traits measured, against figures worked out by hand on data that is changed on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from oase.app import House, open_house
from oase.app.views.strategy import strategy_figures
from oase.lake import Answers, Contacts, read_answers, read_contacts
from oase.settings import Settings
from oase.strategy import ANCHORS, FORMULAS, MISSING, SOURCES, Claim, Figures, Trait, compared, measured
from oase.strategy.figures import Judged, Spread
from oase.strategy.gathering import gathered

DAY = 86_400_000_000
NOW = 1_795_271_520_000_000  # 21.11.2026


def contacts(*told: tuple[str, str]) -> Contacts:
    rows = [(f"p{place}", f"2026-10-{1 + place % 28:02d}T10:00Z", *one) for place, one in enumerate(told)]
    names = ("who", "ts", "what", "phase")
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
    return read_contacts(table, person="who", at="ts", touchpoint="what", phase="phase")


def answers(rows: list[dict], own: str | None = None, **roles) -> Answers:
    table = pa.Table.from_pylist(rows)
    given = {
        name: name for name in ("brand", "facet", "expectation", "phase", "at") if name in table.column_names
    }
    context = [name for name in ("type", "city") if name in table.column_names]
    return read_answers(table, touchpoint="what", answer="answer", context=context, own=own, **given, **roles)


def of(figures: Figures, trait: Trait, now: int = NOW):
    return next(one for one in measured(figures, now) if one.trait is trait)


def asked(touchpoint: str, number: int, **more) -> list[dict]:
    return [{"what": touchpoint, "answer": "met", **more} for _ in range(number)]


def test_no_evidence_is_never_zero():
    for one in measured(Figures(), NOW):
        assert one.value is None
        assert one.missing


def test_perspective_counts_touchpoints_with_ten_answers():
    met = contacts(("shop", "Kauf"), ("app", "Suche"), ("mail", "Bedarf"), ("chat", "Suche"))
    figures = gathered(met, answers([*asked("shop", 10), *asked("app", 9), *asked("mail", 12)]))
    one = of(figures, Trait.PERSPECTIVE)
    assert (one.parts[0].numerator, one.parts[0].denominator) == (2, 4)
    assert one.value == 2.0
    assert one.parts[0].low < 0.5 < one.parts[0].high
    assert {row["touchpoint"] for row in one.rows if not row["counts"]} == {"app", "chat"}


def test_perspective_hears_only_about_the_own_brand():
    met = contacts(("shop", "Kauf"))
    told = [*asked("shop", 12, brand="Norrfell"), *asked("shop", 3, brand="Lindwerk")]
    one = of(gathered(met, answers(told, own="Lindwerk")), Trait.PERSPECTIVE)
    assert (one.value, one.rows[0]["answers"]) == (0.0, 3)


def test_contacts_without_any_answer_are_no_evidence():
    figures = gathered(contacts(("shop", "Kauf")), answers(asked("shop", 1)))
    silent = Figures(contacts=figures.contacts, phases=figures.phases)
    assert of(silent, Trait.PERSPECTIVE).missing == "answers"
    assert of(silent, Trait.DURATION).missing == "answer_phases"
    assert of(silent, Trait.DURATION).value is None


def test_duration_is_the_mean_of_phases_met_and_phases_judged():
    met = contacts(("shop", "Kauf"), ("app", "Suche"), ("mail", "Bedarf"), ("repair", "Nutzung"))
    one = of(gathered(met, answers([*asked("shop", 2), *asked("app", 1)])), Trait.DURATION)
    assert [(part.numerator, part.denominator) for part in one.parts] == [(4, 7), (2, 7)]
    assert one.value == pytest.approx(4 * (4 / 7 + 2 / 7) / 2)


def test_one_more_phase_raises_duration_by_what_it_should():
    before = gathered(contacts(("shop", "Kauf")), answers(asked("shop", 2)))
    after = gathered(contacts(("shop", "Kauf"), ("app", "Suche")), answers(asked("shop", 2)))
    change = of(after, Trait.DURATION).value - of(before, Trait.DURATION).value
    assert change == pytest.approx(4 / 14)


def mixed(at: str = "2026-10-01T00:00Z") -> list[dict]:
    """Ten answers of each type: new ones 8 met and 2 exceeded, old ones 8 met and 2 missed."""
    rows = []
    for kind, other in (("new", "exceeded"), ("old", "missed")):
        said = ["met"] * 8 + [other] * 2
        rows += [
            {"what": "shop", "answer": one, "type": kind, "expectation": 3, "at": at, "who": f"{kind}{place}"}
            for place, one in enumerate(said)
        ]
    return rows


def test_dynamic_is_variance_explained_and_fresh_expectations():
    """Total 4; within 2 × (2 − 10 × 0.04) = 3.2; epsilon squared = (4 − 19 × 3.2 / 18) / 4."""
    one = of(gathered(contacts(("shop", "Kauf")), answers(mixed(), person="who")), Trait.DYNAMIC)
    explained, fresh = one.parts
    assert explained.denominator == pytest.approx(4.0)
    assert explained.numerator == pytest.approx(4 - 19 * 3.2 / 18)
    share = (4 - 19 * 3.2 / 18) / 4
    assert explained.share == pytest.approx(min(1, share / 0.1))
    assert (fresh.numerator, fresh.denominator) == (1, 1)
    assert one.value == pytest.approx(4 * (min(1, share / 0.1) + 1) / 2)


def test_old_expectations_lower_dynamic():
    young = gathered(contacts(("shop", "Kauf")), answers(mixed(), person="who"))
    old = gathered(contacts(("shop", "Kauf")), answers(mixed("2025-10-01T00:00Z"), person="who"))
    assert of(young, Trait.DYNAMIC).value - of(old, Trait.DYNAMIC).value == pytest.approx(2.0)


def test_context_that_explains_nothing_counts_nothing_and_missing_context_is_no_evidence():
    judged = {"shop": Judged(answers=20, expected=20, expected_at=NOW)}
    spread = Spread(20, 1, 2, 4.0, 4.0, ["type"])
    one = of(Figures(judged=judged, spread=spread), Trait.DYNAMIC)
    assert (one.parts[0].numerator, one.value) == (0.0, 2.0)
    bare = of(Figures(judged=judged), Trait.DYNAMIC)
    assert (bare.value, bare.missing) == (None, "context")
    assert bare.parts[0].key == "fresh"


def test_multi_faceted_counts_sides_of_judged_touchpoints():
    told = [
        *asked("shop", 10, facet="funktional"),
        *asked("shop", 1, facet="Social"),
        *asked("app", 10, facet="functional"),
        *asked("app", 3, facet="weather"),
    ]
    one = of(gathered(contacts(("shop", "Kauf")), answers(told)), Trait.MULTI_FACETED)
    assert [part.numerator for part in one.parts] == [2, 1, 0]
    assert one.value == pytest.approx(4 * 3 / 6)
    plain = of(gathered(contacts(("shop", "Kauf")), answers(asked("shop", 10))), Trait.MULTI_FACETED)
    assert (plain.value, plain.missing) == (None, "facets")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path / "h", create=True, settings=Settings(), clock=lambda: NOW) as opened:
        yield opened


def test_transparent_counts_consents_in_force_with_wording_and_source(house):
    def value() -> float | None:
        figures = strategy_figures(house, {}, lambda *_: None)
        return of(msgspec.convert(figures, Figures), Trait.TRANSPARENT).value

    assert value() is None
    house.consent("anna", "email", is_granted=True, text="v1", source="shop")
    assert value() == 4.0
    house.consent("ben", "email", is_granted=True, text="", source="shop")
    house.consent("cleo", "push", is_granted=True, text="v2", source="app")
    house.consent("dora", "push", is_granted=True, text="v2", source=" ")
    assert value() == 2.0
    house.consent("ben", "email", is_granted=False, text="", source="shop")
    assert value() == pytest.approx(4 * 2 / 3)


def test_gaps_say_who_claims_more():
    figures = gathered(contacts(("shop", "Kauf"), ("app", "Suche")), answers(asked("shop", 10)))
    claims = {trait: Claim(trait, 3, "weil") for trait in (Trait.PERSPECTIVE, Trait.CHOICE)}
    found = {one.trait: one for one in compared(claims, figures, NOW)}
    assert found[Trait.PERSPECTIVE].gap == 1.0
    assert found[Trait.PERSPECTIVE].is_overclaimed
    assert found[Trait.CHOICE].is_unshown
    assert found[Trait.CHOICE].gap is None
    assert found[Trait.DURATION].gap is None


def test_every_trait_is_written_down_in_both_languages():
    assert list(FORMULAS) == list(Trait) == list(ANCHORS)
    for trait, formula in FORMULAS.items():
        assert all(text["de"] and text["en"] for text in (formula.name, formula.question, formula.formula))
        assert all(name in MISSING for name in formula.missing)
        assert all(name in SOURCES for name in formula.sources)
        for levels in ANCHORS[trait].values():
            assert len(set(levels)) == 5
    used = {one.missing for one in measured(Figures(), NOW)} - {"later"}
    assert used <= {name for formula in FORMULAS.values() for name in formula.missing}
