"""Answers: words and ratings, scales given and found out, outcomes, context, large tables."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from oase.errors import AnswersUnusable, ColumnMissing, ColumnUnusable, OptionInvalid
from oase.lake.reading import read_answers
from oase.model import RefusalReason, Scale
from oase.settings import Settings


def long_form(**columns: list[Any]) -> pa.Table:
    rows = len(next(iter(columns.values())))
    return pa.table({"touchpoint": ["Shop", "App"] * (rows // 2) + ["Shop"] * (rows % 2)} | columns)


@pytest.mark.parametrize(
    "words",
    [
        ["missed", "met", "exceeded"],
        ["Worse", " as expected ", "BETTER"],
        ["enttäuscht", "erfüllt", "übertroffen"],
        ["schlechter", "wie erwartet", "besser"],
        ["-1", "0", "1"],
        [-1, 0, 1],
        [-1.0, 0.0, 1.0],
    ],
)
def test_three_way_answers(words: list[Any]) -> None:
    """Words in German and English, and -1, 0, 1 in any type, are missed, met, exceeded."""
    answers = read_answers(long_form(answer=words))
    assert answers.table.column("answer").to_pylist() == [-1, 0, 1]
    assert answers.table.column("answer").type == pa.int8()
    assert answers.scale == Scale()
    assert "rating" not in answers.table.column_names
    assert answers.touchpoints == ("App", "Shop")


def test_empty_answers_are_not_refused() -> None:
    """Empty cells, "not applicable" in words, and given codes are null, not refusals."""
    cells = ["better", "", None, "nicht zutreffend", "99", "worse", "n/a"]
    answers = read_answers(long_form(answer=cells), not_applicable=99)
    assert answers.table.column("answer").to_pylist() == [1, None, None, None, None, -1, None]
    assert answers.reading.rows_refused == 0


def test_ratings_with_a_scale() -> None:
    """Ratings are kept, and read as missed, met, exceeded; what lies outside is refused with its row."""
    answers = read_answers(long_form(answer=[1, 2, 3, 4, 5, 0, 7, None]), scale=(1, 5), not_applicable=[0])
    assert answers.table.column("rating").to_pylist() == [1, 2, 3, 4, 5, None, None]
    assert answers.table.column("answer").to_pylist() == [-1, -1, 0, 0, 1, None, None]
    assert answers.table.column_names == ["touchpoint", "answer", "rating"]
    assert [(r.line, r.reason, r.value) for r in answers.reading.refusals] == [
        (8, RefusalReason.ANSWER_OUTSIDE_SCALE, "7")
    ]


def test_scale_found_out() -> None:
    """Without a scale the lowest and highest rating are taken, and that is said."""
    answers = read_answers(long_form(answer=["0", "10", "7", "3"]))
    assert answers.scale == Scale("rating", 0, 10)
    assert "answers: 0 to 10, as found in the data" in answers.reading.notes


@pytest.mark.parametrize(
    ("cells", "scale", "message"),
    [
        (["1", "2", "3"], None, "scale cannot be told"),
        (["0", "1"], None, "scale cannot be told"),
        (["better", "5"], None, "mix words"),
        (["", ""], None, "not one answer"),
        ([6, 7, 8, 1], (1, 5), r"3 of 4 rows[\s\S]*'6', '7', '8'"),
        (["gut", "schlecht", "better"], None, r"2 of 3 rows[\s\S]*'gut'"),
        ([1.5, 2.5, 3.0], (1, 5), "2 of 3 rows"),
    ],
)
def test_unusable_answers(cells: list[Any], scale: tuple[int, int] | None, message: str) -> None:
    """Answers from which no scale follows, or most of which lie outside it, are an error that shows them."""
    with pytest.raises(AnswersUnusable, match=message):
        read_answers(long_form(answer=cells), scale=scale)


@pytest.mark.parametrize("scale", [(5, 1), (1,), (1, 2, 3), (-500, 500), (1, 3)])
def test_no_scale(scale: Any) -> None:
    """What is no scale is refused before anything is read."""
    with pytest.raises(OptionInvalid):
        read_answers(long_form(answer=[1]), scale=scale)


def test_all_columns_of_the_long_form() -> None:
    """Every role of the long form arrives under its name and type; context comes last."""
    table = pa.table(
        {
            "kunde": ["a", None],
            "wann": ["2026-11-21T11:00:00Z", ""],
            "ort": ["Kasse", "App"],
            "urteil": ["besser", "schlechter"],
            "marke": [None, "Norrfell"],
            "seite": ["emotional", ""],
            "vgl": ["better", "gleich"],
            "mit": ["Talgut", None],
            "erw": ["3,5", ""],
            "kauf": ["ja", "nein"],
            "nps": [10, 0],
            "gew": [0.5, 2.0],
            "ph": ["Kauf", "Bedarf"],
            "bon": ["0012", None],
            "alter": ["41", "27"],
            "plz": ["01067", "50667"],
        }
    )
    answers = read_answers(
        table, person="kunde", at="wann", touchpoint="ort", answer="urteil", brand="marke", facet="seite",
        compared="vgl", compared_with="mit", expectation="erw", outcome="kauf", recommend="nps", weight="gew",
        phase="ph", transaction="bon", context=["alter", "plz"], own="Lindwerk",
    )  # fmt: skip
    assert answers.table.to_pydict() == {
        "person": ["a", None],
        "at": [1795258800000000, None],
        "touchpoint": ["Kasse", "App"],
        "answer": [1, -1],
        "brand": [None, "Norrfell"],
        "facet": ["emotional", None],
        "compared": [1, 0],
        "compared_with": ["Talgut", None],
        "expectation": [3.5, None],
        "outcome": [1.0, 0.0],
        "recommend": [10.0, 0.0],
        "weight": [0.5, 2.0],
        "phase": ["purchase", "need"],
        "transaction": ["0012", None],
        "alter": [41, 27],
        "plz": ["01067", "50667"],
    }
    assert answers.touchpoints == ("App", "Kasse")
    assert answers.own == "Lindwerk"


def test_own_brand_must_occur() -> None:
    """An own brand that no answer is about is an error with the nearest name."""
    table = long_form(answer=["met", "met"], brand=["Lindwerk", "Talgut"])
    with pytest.raises(AnswersUnusable, match="own='Lindwerk'"):
        read_answers(table, brand="brand", own="Lindwrk")


def test_numbers_outside_their_bounds() -> None:
    """A willingness outside 0 to 10 and a weight below 0 refuse their rows."""
    table = long_form(answer=["met"] * 4, nps=[11, 10, 0, 5], w=[1.0, -1.0, 1.0, 1.0])
    answers = read_answers(table, recommend="nps", weight="w")
    assert dict(answers.reading.reasons) == {
        RefusalReason.ANSWER_OUTSIDE_SCALE: 1,
        RefusalReason.NUMBER_UNREADABLE: 1,
    }


def test_touchpoint_empty() -> None:
    """An answer about no touchpoint is refused; a column without any touchpoint is an error."""
    table = pa.table({"touchpoint": ["Shop", " "], "answer": ["met", "met"]})
    assert dict(read_answers(table).reading.reasons) == {RefusalReason.TOUCHPOINT_EMPTY: 1}
    with pytest.raises(ColumnUnusable, match="empty throughout"):
        read_answers(pa.table({"touchpoint": ["", None], "answer": ["met", "met"]}))


@pytest.mark.parametrize(
    ("cells", "positive", "outcome"),
    [
        (["satisfied", "neutral", None], "satisfied", [1.0, 0.0, None]),
        (["Satisfied ", "neutral", ""], ["satisfied"], [1.0, 0.0, None]),
        ([1, 2, 5], [4, 5], [0.0, 0.0, 1.0]),
        ([1.0, 2.0, None], 1, [1.0, 0.0, None]),
        ([True, False, None], None, [1.0, 0.0, None]),
        (["Yes", "no", "ja"], None, [1.0, 0.0, 1.0]),
        (["12,5", "0", "3"], None, [12.5, 0.0, 3.0]),
        ([12.5, 0.0, 3.0], None, [12.5, 0.0, 3.0]),
    ],
)
def test_outcomes(cells: list[Any], positive: Any, outcome: list[float | None]) -> None:
    """Outcomes are numbers, yes and no, or values that count as positive."""
    table = long_form(answer=["met", "worse", "better"], o=cells)
    assert read_answers(table, outcome="o", positive=positive).table.column("outcome").to_pylist() == outcome


@pytest.mark.parametrize(
    ("cells", "positive", "error", "message"),
    [
        (["a", "b"], None, ColumnUnusable, "positive=…"),
        ([None, None], None, ColumnUnusable, "holds no numbers"),
        ([1, 1], None, AnswersUnusable, "one value only: 1"),
        (["satisfied", "satisfied"], "satisfied", AnswersUnusable, "one value only: 1"),
        (["satisfied", "neutral"], "satisfeid", AnswersUnusable, "did you mean positive='satisfied'"),
    ],
)
def test_unusable_outcomes(cells: list[Any], positive: Any, error: type[Exception], message: str) -> None:
    """An outcome that cannot tell rows apart is an error that shows what stands there."""
    with pytest.raises(error, match=message):
        read_answers(long_form(answer=["met", "worse"], o=cells), outcome="o", positive=positive)


WIDE = {
    "Shop": [5, 0, 3, 9],
    "App": [1, 2, None, 4],
    "age": [41, 27, 33, 18],
    "city": ["Köln", "", "Ulm", "Ulm"],
}


def test_wide_form() -> None:
    """Wide answers keep one int8 column per touchpoint, in order; a cell outside refuses its row."""
    answers = read_answers(
        pa.table(WIDE), touchpoints=["Shop", "App"], scale=(1, 5), not_applicable=0, context=["age", "city"]
    )
    assert answers.form == "wide"
    assert answers.touchpoints == ("Shop", "App")
    assert answers.table.to_pydict() == {
        "Shop": [5, None, 3],
        "App": [1, 2, None],
        "age": [41, 27, 33],
        "city": ["Köln", None, "Ulm"],
    }
    assert answers.table.schema.field("Shop").type == pa.int8()
    refusal = answers.reading.refusals[0]
    assert (refusal.line, refusal.column, refusal.value) == (5, "Shop", "9")


def test_wide_form_of_words(tmp_path: Path) -> None:
    """Wide answers may be words too, in a file with a decimal comma."""
    path = tmp_path / "a.csv"
    path.write_text("Shop;App;Umsatz\nbesser;wie erwartet;12,50\nschlechter;;1.234,00\n", encoding="utf-8")
    answers = read_answers(path, touchpoints=["Shop", "App"], outcome="Umsatz")
    assert answers.table.to_pydict() == {"outcome": [12.5, 1234.0], "Shop": [1, -1], "App": [0, None]}


def test_wide_form_refuses_roles_of_the_long_form() -> None:
    """A brand column with the wide form is told to belong to the long form."""
    with pytest.raises(OptionInvalid, match="long form"):
        read_answers(pa.table(WIDE), touchpoints=["Shop"], brand="city")
    with pytest.raises(OptionInvalid, match="a list of columns"):
        read_answers(pa.table(WIDE), touchpoints="Shop")


def test_names_that_cannot_stay() -> None:
    """Context columns that bear a name of the answers' own, or stand there twice, are refused."""
    with pytest.raises(OptionInvalid, match="brand"):
        read_answers(long_form(answer=["met"], brand=["x"]), context=["brand"])
    with pytest.raises(OptionInvalid, match="twice"):
        read_answers(pa.table(WIDE), touchpoints=["Shop", "Shop"])
    with pytest.raises(ColumnMissing, match="context"):
        read_answers(pa.table(WIDE), touchpoints=["Shop"], context=["agee"])


def test_context_is_numbers_or_words() -> None:
    """Context is numbers where all cells are; NA among numbers is nothing; leading zeros make words."""
    table = long_form(
        answer=["met", "worse", "met"],
        a=["1", "NA", "2"],
        b=["1", "x", "2"],
        c=["1.5", "", "2"],
        d=["01", "2", "3"],
    )
    found = read_answers(table, context=["a", "b", "c", "d"]).table
    assert found.column("a").to_pylist() == [1, None, 2]
    assert found.column("b").to_pylist() == ["1", "x", "2"]
    assert found.column("c").to_pylist() == [1.5, None, 2.0]
    assert found.column("d").to_pylist() == ["01", "2", "3"]


def test_large_tables_go_to_disk(tmp_path: Path) -> None:
    """A table above the memory limit lies in a file mapped into memory, which is removed with it."""
    rows = 600_000
    rng = np.random.default_rng(1)
    source = pd.DataFrame(
        {
            "person": [f"p{n}" for n in range(rows)],
            "touchpoint": rng.choice(["Shop", "App", "Kasse"], rows),
            "answer": rng.integers(1, 8, rows),
            "phase": rng.choice(["use", "purchase"], rows),
            "city": rng.choice(["Köln", "Ulm"], rows),
            "age": rng.integers(18, 90, rows).astype(str),
        }
    )
    settings = Settings(memory_mb=20, spool=tmp_path / "spool")
    roles: dict[str, Any] = {"person": "person", "phase": "phase", "context": ["city", "age"]}
    spooled = read_answers(source, **roles, settings=settings)
    assert any((tmp_path / "spool").iterdir())
    assert spooled.table.equals(read_answers(source, **roles).table)
    assert spooled.scale == Scale("rating", 1, 7)
    del spooled
    gc.collect()
    assert not any((tmp_path / "spool").iterdir())


def test_failure_leaves_no_spool(tmp_path: Path) -> None:
    """When reading fails late, what was spooled is removed."""
    settings = Settings(memory_mb=1, spool=tmp_path)
    table = pa.table({"touchpoint": ["Shop"] * 300_000, "answer": ["1", "2", "2"] * 100_000})
    with pytest.raises(AnswersUnusable):
        read_answers(table, settings=settings)
    assert not any(tmp_path.iterdir())


def test_order_of_touchpoints_by_phase() -> None:
    """Touchpoints come in the order of the journey where phases are known."""
    table = pa.table(
        {
            "touchpoint": ["App", "Kasse", "Blog"],
            "answer": ["met"] * 2 + ["worse"],
            "ph": ["Nutzung", "Kauf", "Suche"],
        }
    )
    assert read_answers(table, phase="ph").touchpoints == ("Blog", "Kasse", "App")


def test_answers_show_themselves() -> None:
    """Answers tell in one line, and in a notebook as a small table, what they hold."""
    answers = read_answers(long_form(answer=["met", "<b>"] * 2 + ["worse"] * 4))
    assert repr(answers).startswith("Answers(rows: 6, form: long, touchpoints: 2")
    assert "<th scope='row'>refused</th><td>2</td>" in answers._repr_html_()
