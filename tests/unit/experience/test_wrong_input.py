"""Wrong input gives a clear error of the house, never another traceback."""

from __future__ import annotations

import pyarrow as pa
import pytest

from oase.errors import AnswersUnusable, ColumnMissing, OptionInvalid
from oase.experience import drivers, magic_moments
from oase.lake import Answers, Contacts
from oase.model import Scale

from .worlds import random_world


def _wide(columns: dict[str, list[float | None]], scale: Scale | None = None, **more: list[float]) -> Answers:
    arrays = {name: pa.array(values, pa.int8()) for name, values in columns.items()}
    table = pa.table(arrays | {name: pa.array(values) for name, values in more.items()})
    return Answers(table, "wide", tuple(columns), scale or Scale())


def test_one_touchpoint_only() -> None:
    """One touchpoint cannot be seen beside others."""
    with pytest.raises(AnswersUnusable, match="only one touchpoint"):
        magic_moments(_wide({"A": [1, 0]}, outcome=[1.0, 0.0]))


def test_answers_outside_the_scale() -> None:
    """A code such as 9 is not silently taken for not applicable."""
    with pytest.raises(AnswersUnusable, match="outside the scale") as caught:
        magic_moments(_wide({"A": [1, 9], "B": [2, 3]}, Scale("rating", 1, 5), outcome=[1.0, 0.0]))
    assert caught.value.where == "A"


def test_an_outcome_with_one_value() -> None:
    """Where everybody bought, nothing can be told."""
    with pytest.raises(AnswersUnusable, match="one value only"):
        magic_moments(_wide({"A": [1, 0], "B": [0, 1]}, outcome=[1.0, 1.0]))


def test_an_all_null_touchpoint() -> None:
    """A touchpoint that nobody answered about is named."""
    with pytest.raises(AnswersUnusable, match="'B'"):
        magic_moments(_wide({"A": [1, 0], "B": [None, None]}, outcome=[1.0, 0.0]))


def test_no_outcome_at_all() -> None:
    """Answers alone are told what is missing."""
    with pytest.raises(OptionInvalid, match="no outcome"):
        magic_moments(_wide({"A": [1, 0], "B": [0, 1]}))


def test_an_unknown_outcome_touchpoint_offers_the_nearest() -> None:
    """A mistyped outcome offers the names that exist."""
    world = random_world(1, persons=40)
    with pytest.raises(OptionInvalid, match="purchas") as caught:
        magic_moments(world.answers(), world.log(), outcome="purchas")
    assert "purchase" in (caught.value.todo or "")


def test_contacts_of_other_persons() -> None:
    """Contacts that share no person with the answers are refused."""
    world = random_world(1, persons=40)
    others = pa.RecordBatch.from_pydict(
        {"person": ["x", "x"], "at": [1, 2], "touchpoint": ["purchase", "visit"]}
    )
    with pytest.raises(AnswersUnusable, match="share no person"):
        magic_moments(world.answers(), Contacts.from_batches([others]), outcome="purchase")


def test_all_answers_too_young() -> None:
    """A window longer than the observation leaves every verdict open, tells fulfilment, and says why."""
    world = random_world(1, persons=40)
    moments = magic_moments(world.answers(), world.log(), outcome="purchase", within="900d")
    assert {row["state"] for row in moments.rows()} == {"open"}
    assert all(row["fulfilment"] is not None and row["reward_low"] is None for row in moments.rows())
    assert any("old enough" in note for note in moments.notes)
    assert moments.answers.used_for_relevance == 0


def test_contacts_without_a_named_outcome() -> None:
    """With contacts, the outcome must be named."""
    world = random_world(1, persons=40)
    with pytest.raises(OptionInvalid, match="which contact"):
        magic_moments(world.answers(), world.log())


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("delta", 0.2),
        ("delta", -0.1),
        ("q", 0.0),
        ("within", "ninety days"),
        ("period", "fortnight"),
        ("order", ["T0", "T1"]),
        ("order", ["T0", "T1", "T2", "T9"]),
        ("facets", ["emotional"]),
        ("own", "Lindwerk"),
        ("competitors", ["Norfell"]),
    ],
)
def test_options_outside_what_is_allowed(option: str, value: object) -> None:
    """Every argument out of range is named with what is allowed."""
    world = random_world(1, persons=60)
    if option in {"own", "competitors"}:
        answers = world.answers(
            brand=pa.array(
                ["Norrfell" if option == "own" or i % 2 else None for i in range(len(world.person))]
            ).dictionary_encode()
        )
    else:
        answers = world.answers()
    with pytest.raises(OptionInvalid):
        magic_moments(answers, world.log(), outcome="purchase", **{option: value})


def test_unknown_context_segment_and_randomised_columns() -> None:
    """Column names that do not exist offer those that do."""
    world = random_world(1, persons=60)
    for wrong in ({"context": ["agee"]}, {"segment": "agee"}, {"randomised": "agee"}):
        with pytest.raises(ColumnMissing, match="agee"):
            magic_moments(world.answers(), world.log(), outcome="purchase", **{"within": "60d"} | wrong)


def test_a_segment_of_three_people_is_open_with_the_answers_needed() -> None:
    """Too few answers are a verdict of their own, with how many are needed."""
    world = random_world(2, persons=300)
    first = sorted(set(world.person))[:3]
    group = pa.array(["few" if person in first else "many" for person in world.person])
    result = magic_moments(
        world.answers(group=group), world.log(), outcome="purchase", within="60d", segment="group"
    )
    few = [row for row in result.rows() if row["segment"] == "few"]
    assert few
    assert {row["state"] for row in few} == {"open"}
    assert all(row["answers_needed"] > row["answers"] for row in few)
    assert result.sentences("de")
    assert result.sentences("en")


def test_a_world_of_one_person_or_none_is_no_crash() -> None:
    """Ten answers of two persons give open verdicts."""
    answers = _wide(
        {"A": [1, 0, -1, 1], "B": [0, 1, None, -1]}, outcome=[1.0, 0.0, 1.0, 0.0], person=[1.0, 1.0, 2.0, 2.0]
    )
    assert {row["state"] for row in magic_moments(answers).rows()} == {"open"}


def test_drivers_refuse_what_is_no_matrix() -> None:
    """A matrix that is not square is refused, and so are constant touchpoints."""
    with pytest.raises(OptionInvalid, match="not square"):
        drivers([[1, 2, 3], [1, 2, 3]], n=5)
    with pytest.raises(AnswersUnusable, match="same answer"):
        drivers(_wide({"A": [1, 1, 1, 1], "B": [0, 1, 0, 1]}, outcome=[1.0, 0.0, 1.0, 0.0]))
