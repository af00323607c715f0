"""Drivers, willingness to recommend, satisfaction, and what data can show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from oase.errors import AnswersUnusable, ColumnMissing, OptionInvalid, SourceMissing
from oase.experience import check, csat, drivers, recommendation


def test_recommendation_as_shares() -> None:
    """16 promoters and 10 detractors of 36: 16.7 [-10.5, 41.3], as shares."""
    score = recommendation(pa.array([9] * 16 + [7] * 10 + [0] * 10 + [None]))
    assert [round(100 * x, 1) for x in (score.value, score.low, score.high)] == [16.7, -10.5, 41.3]
    assert (score.promoters, score.passives, score.detractors, score.not_answered) == (16, 10, 10, 1)
    assert score.label("de") == "Weiterempfehlungsbereitschaft"


@pytest.mark.parametrize("values", [[11], [-1, 5], [], [None], ["ten"]])
def test_recommendation_refuses_what_is_no_answer(values: list[object]) -> None:
    """Values outside 0 to 10, words and nothing at all are errors."""
    with pytest.raises(AnswersUnusable):
        recommendation(values)


def test_satisfaction_never_pools_scales() -> None:
    """A 7 on a scale of five is an error; a wider scale is another figure."""
    with pytest.raises(AnswersUnusable, match="outside the scale"):
        csat([5, 7, 3])
    assert csat([5, 7, 3], (1, 7)).scale == (1, 7)
    with pytest.raises(OptionInvalid):
        csat([1], (5, 1))
    with pytest.raises(OptionInvalid):
        csat([1], top=5)


def test_drivers_of_swiss_from_its_correlations(data_dir: Path) -> None:
    """A correlation matrix with n gives LMG shares with intervals, by the names it carries."""
    lines = [
        line.split(",")
        for line in (data_dir / "anchors" / "swiss_correlations.csv").read_text().splitlines()[1:]
    ]
    matrix = [[float(cell) for cell in line[1:]] for line in lines[1:]]
    found = drivers(matrix, n=47, touchpoints=lines[0][2:], outcome="Fertility")
    top = found.rows()[0]
    assert (top["touchpoint"], round(top["lmg"], 10)) == ("Education", 0.2601346786)
    assert top["low"] < top["share"] < top["high"]
    assert top["r2"] == pytest.approx(0.7067350016)
    covariance = np.array(matrix) * np.outer([2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 7])
    assert drivers(covariance, n=47).table["lmg"].to_pylist() == pytest.approx(found.table["lmg"].to_pylist())


def test_drivers_tell_pleasing_from_avoiding_displeasure() -> None:
    """A touchpoint that only rewards is a satisfier, one that only punishes a dissatisfier."""
    rng = np.random.default_rng(1)
    rated = {name: rng.integers(1, 6, 6000) for name in ("Pleases", "Hurts", "Both", "Nothing")}
    y = 5 + (rated["Pleases"] == 5) - (rated["Hurts"] <= 2) + (rated["Both"] == 5) - (rated["Both"] <= 2)
    survey = pa.table({**rated, "score": y + rng.normal(size=6000)})
    found = drivers(survey, touchpoints=list(rated), outcome="score", scale=(1, 5), negligible=0.2)
    kinds = {row["touchpoint"]: row["kind"] for row in found.rows()}
    assert kinds == {"Pleases": "satisfier", "Hurts": "dissatisfier", "Both": "hybrid", "Nothing": "neutral"}
    assert sum(row["share"] for row in found.rows()) == pytest.approx(1)


def test_many_touchpoints_fall_back_to_johnson() -> None:
    """Above fifteen touchpoints Johnson's weights stand in for LMG."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(200, 18))
    found = drivers(np.corrcoef(x.T), n=200)
    assert found.method == "johnson"
    assert found.table["lmg"].null_count == 17


def test_check_reads_a_file_and_says_what_it_guessed(data_dir: Path) -> None:
    """The airline file reaches R with the limits D and E, and is told what B needs."""
    found = check(data_dir / "airline" / "airline.zip", lang="de")
    assert [str(letter) for letter in found.letters] == ["R", "D", "E"]
    assert len(found.guessed.touchpoints) == 14
    assert "Kontaktprotokoll" in str(found)
    assert "person = id" in str(found)


def test_check_of_a_complete_table_reaches_b() -> None:
    """With person, time, transaction, context, brands and a contact log only A is missing."""
    table = pa.table(
        {
            "kunde": ["a", "b", "c"],
            "zeit": ["2026-01-01", "2026-01-02", "2026-01-03"],
            "touchpoint": ["Shop", "App", "Shop"],
            "antwort": ["besser", "schlechter", "wie erwartet"],
            "bestellung": ["1", "2", "3"],
            "marke": ["Lindwerk", "Norrfell", "Lindwerk"],
            "alter": ["jung", "alt", "jung"],
            "segment": ["x", "y", "x"],
            "anlass": ["Reise", "Alltag", "Alltag"],
        }
    )
    assert [str(letter) for letter in check(table, contacts=object()).letters] == ["B"]
    without = check(table, lang="en")
    assert without.letters == ()
    assert "contact log" in str(without)


def test_check_of_contacts_alone_is_behaviour_only() -> None:
    """A log without answers makes no claim; texts alone are indicative."""
    log = pa.table({"person": ["a", "b"], "at": [1, 2], "touchpoint": ["Shop", "App"]})
    assert [str(letter) for letter in check(log).letters] == ["G"]
    texts = pa.table({"person": ["a", "b"], "comment": ["schön", "zu laut"]})
    assert [str(letter) for letter in check(texts).letters] == ["F"]


def test_check_refuses_wrong_names() -> None:
    """Missing files and columns are told as such."""
    with pytest.raises(SourceMissing):
        check("nowhere.csv")
    with pytest.raises(ColumnMissing, match="persn"):
        check(pa.table({"person": ["a"]}), person="persn")
