"""The whole walk on the demo: what is planted is found, and what is not there is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oase
from oase.demo import ANSWERS_HEADER, CONTACTS_HEADER, Lindwerk
from oase.model import State

Row = dict[str, Any]

CONTEXT = ["age_group", "customer_type", "city", "channel_preference"]
DELTA = 0.02


@pytest.fixture(scope="module", params=[7, 8, 9], ids="seed {}".format)
def brand(request: pytest.FixtureRequest) -> Lindwerk:
    return oase.demo.lindwerk(seed=request.param)


@pytest.fixture(scope="module")
def moments(brand: Lindwerk) -> oase.MagicMoments:
    contacts = oase.read_contacts(
        brand.contacts, person="person", at="at", touchpoint="touchpoint", phase="phase"
    )
    answers = oase.read_answers(
        brand.answers,
        person="person",
        at="at",
        brand="brand",
        own=brand.own,
        expectation="expectation",
        recommend="recommend",
        phase="phase",
        transaction="transaction",
        context=CONTEXT,
    )
    return oase.magic_moments(answers, contacts, outcome="Kauf", within="90d")


@pytest.fixture(scope="module")
def rows(moments: oase.MagicMoments) -> dict[str, Row]:
    return {row["touchpoint"]: row for row in moments.table.to_pylist()}


def _flagged(brand: Lindwerk, flag: str) -> str:
    return next(planted.touchpoint for planted in brand.truth if planted.flag == flag)


def test_every_planted_state_is_found(brand: Lindwerk, rows: dict[str, Row]):
    """Each touchpoint gets the verdict that was planted, and there is no other touchpoint."""
    found = {name: row["state"] for name, row in rows.items()}
    assert found == {planted.touchpoint: planted.state.value for planted in brand.truth}


def test_confounded_touchpoint_is_not_magic(brand: Lindwerk, rows: dict[str, Row]):
    """Raw numbers would call it magic (expectation beaten, lead, reward), adjusted ones do not."""
    row = rows[_flagged(brand, "confounded")]
    assert row["reward_raw"] > DELTA
    assert row["fulfilment_low"] > 0
    assert row["lead_low"] > 0
    assert row["state"] != State.MAGIC
    assert row["reward_high"] < 0.05


def test_too_few_answers_stay_open(brand: Lindwerk, rows: dict[str, Row]):
    """A touchpoint with a hundred answers is not judged, and the answers it still needs are shown."""
    row = rows[_flagged(brand, "few answers")]
    assert row["state"] == State.OPEN
    assert row["answers"] < 250
    assert row["answers_needed"] is None or row["answers_needed"] > row["answers"]


def test_effect_through_a_later_touchpoint_is_open(brand: Lindwerk, rows: dict[str, Row]):
    """What works only through a later touchpoint is open and says so."""
    row = rows[_flagged(brand, "depends on later")]
    assert row["state"] == State.OPEN
    assert row["reward_early"] > 2 * DELTA
    assert row["reward_all"] < 2 * DELTA
    assert "depends_on_later" in row["flags"]


def test_rewards_are_near_the_planted_ones(brand: Lindwerk, rows: dict[str, Row]):
    """The range of the reward covers the planted effect for nearly all touchpoints judged."""
    judged = [planted for planted in brand.truth if not planted.flag]
    covered = [
        rows[planted.touchpoint]["reward_low"] <= planted.reward <= rows[planted.touchpoint]["reward_high"]
        for planted in judged
    ]
    assert sum(covered) >= 0.7 * len(judged)


def test_evidence_is_a_later_purchase(rows: dict[str, Row]):
    """Purchases after the answer give evidence B everywhere, and competitors are heard: no E."""
    for row in rows.values():
        assert "B" in row["evidence"]
        assert "E" not in row["evidence"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_sentence_each(brand: Lindwerk, moments: oase.MagicMoments, lang: str):
    """Every touchpoint gets one sentence in both languages."""
    sentences = moments.sentences(lang)
    assert len(sentences) == len(brand.truth)
    for planted in brand.truth:
        assert any(planted.touchpoint in sentence for sentence in sentences)


def test_files_enter_through_the_same_door(tmp_path: Path):
    """The demo as German Excel files is read back whole: rows, baskets, answers, moments to the second."""
    files = oase.demo.write(tmp_path, persons=600, contacts="csv")
    small = oase.demo.lindwerk(600)
    of = CONTACTS_HEADER
    contacts = oase.read_contacts(
        files.contacts,
        person=of["person"],
        at=of["at"],
        touchpoint=of["touchpoint"],
        phase=of["phase"],
        value=of["value"],
        timezone="Europe/Berlin",
    )
    assert contacts.reading.rows_refused == 0
    assert contacts.count == small.contacts.num_rows
    read = contacts.to_arrow()
    assert np.nansum(read["value"].to_numpy()) == pytest.approx(np.nansum(small.contacts["value"].to_numpy()))
    seconds = small.contacts["at"].cast("int64").to_numpy() // 1_000_000
    assert sorted(read["at"].cast("int64").to_numpy() // 1_000_000) == sorted(seconds)
    touchpoints, phases = (small.contacts[name].to_pylist() for name in ("touchpoint", "phase"))
    assert contacts.phases() == dict(zip(touchpoints, phases, strict=True))
    of = ANSWERS_HEADER
    answers = oase.read_answers(
        files.answers,
        person=of["person"],
        at=of["at"],
        touchpoint=of["touchpoint"],
        answer=of["answer"],
        brand=of["brand"],
        own=small.own,
        timezone="Europe/Berlin",
    )
    assert answers.reading.rows_refused == 0
    value = {"missed": -1, "met": 0, "exceeded": 1}
    assert answers.table["answer"].to_pylist() == [
        value[word] for word in small.answers["answer"].to_pylist()
    ]
