"""Answers to the house's own invitations have their weights in verdicts; what nobody asked for is no vote."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from oase.app import open_house
from oase.app.capture.sealing import seal_answers
from oase.app.views.asked import Asked
from oase.app.weights import weighted, weights_of
from oase.lake import read_answers
from oase.settings import Settings
from oase.surveys.drawn import answered, drawn, passive
from oase.surveys.moving_in import move_in

NOW = 1_795_950_000_000_000
DAY = 86_400_000_000
SHOP, APP = "Kasse", "App"


class _Log:
    """Rows of transactions, invitations and answers, in the shape of their tables."""

    def __init__(self) -> None:
        self.transactions: list[dict[str, object]] = []
        self.invitations: list[dict[str, object]] = []
        self.answers: list[dict[str, object]] = []

    def live(
        self, touchpoint: str, age: str, *, share: float | None, is_sent: bool, answer: int | None
    ) -> int:
        number = len(self.transactions) + 1
        at = NOW - 60 * DAY + number
        base = {"touchpoint": touchpoint, "at": at, "alias": 1_000 + number}
        self.transactions.append(
            base
            | {"id": number, "key": f"t{number}", "received": at, "channel": "", "store": ""}
            | {"value": None, "source": "shop"}
        )
        sent = at + DAY if is_sent else None
        self.invitations.append(
            base
            | {"transaction_id": number, "survey": "taps", "context": json.dumps({"age": age})}
            | {"state": "answered" if answer is not None else "sent" if is_sent else "quarantined"}
            | {"reason": "" if is_sent else "not_drawn" if share else "no_consent", "share": share}
            | {"channel": "email" if is_sent else "", "decided": at + DAY, "sent": sent, "opened": None}
            | {"answered": None if answer is None else at + 2 * DAY}
        )
        if answer is not None:
            self.say(number, answer, "invited")
        return number

    def say(self, number: int, answer: int, way: str) -> None:
        asked = {"met": ("disconfirmation", float(answer)), "again": ("recommend", float(number % 11))}
        self.answers += [self._answer(number, way, item, *said) for item, said in asked.items()]

    def _answer(self, number: int, way: str, item: str, role: str, said: float) -> dict[str, object]:
        held = self.transactions[number - 1]
        return (
            {"submission": f"s{number}", "transaction_id": number, "alias": held["alias"], "survey": "taps"}
            | {"version": 1, "item": item, "role": role, "touchpoint": held["touchpoint"]}
            | {"number": said, "text": None, "at": NOW - 40 * DAY, "way": way, "medium": "mail"}
            | {"lang": "de", "is_last": 1, "sealed": None}
        )


def _filled() -> _Log:
    """As many young as old; the old answer four times as often and are displeased."""
    log = _Log()
    for place in range(100):
        log.live(SHOP, "young", share=1.0, is_sent=True, answer=1 if place < 10 else None)
        log.live(SHOP, "old", share=1.0, is_sent=True, answer=-1 if place < 40 else None)
    for _ in range(30):
        number = log.live(SHOP, "old", share=None, is_sent=False, answer=None)
        log.say(number, 1, "passive")
    return log


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Open a house with 50 votes, 30 voices and 40 imported answers."""
    folder = tmp_path_factory.mktemp("weights") / "house"
    log = _filled()
    told = pa.table(
        {
            "person": [f"P{number}" for number in range(40)],
            "at": pa.array([NOW - 90 * DAY] * 40, pa.timestamp("us", "UTC")),
            "touchpoint": [APP] * 40,
            "answer": [1] * 20 + [0] * 10 + [-1] * 10,
        }
    )
    roles = {"person": "person", "at": "at", "touchpoint": "touchpoint", "answer": "answer"}
    settings = Settings(timezone="Europe/Berlin")
    with open_house(folder, create=True, own="Lindwerk", settings=settings, clock=lambda: NOW) as opened:
        opened.import_answers(read_answers(told, **roles, own="Lindwerk"), source="survey")
        with opened.rooms.database.writing() as connection:
            move_in(
                connection,
                transactions_=log.transactions,
                invitations=log.invitations,
                answers=log.answers,
            )
        yield opened


def _of(answers, touchpoint):
    table = answers.table
    rows = np.array(table["touchpoint"].to_pylist()) == touchpoint
    return table.filter(pa.array(rows))


def test_votes_stand_for_all_and_voices_for_none(house):
    before = house.answers()
    assert _of(before, SHOP).num_rows == 80
    found = weighted(house.rooms, before)
    votes = _of(found, SHOP)
    assert set(votes["way"].to_pylist()) == {"invited"}
    answer, weight = votes["answer"].to_numpy(), votes["weight"].to_numpy()
    assert len(answer) == 50
    assert weight.mean() == pytest.approx(1.0)
    assert weight[answer > 0].sum() / weight.sum() == pytest.approx(100 / 230), "the young are 100 of 230"


def test_imported_answers_keep_their_weight(house):
    assert _of(weighted(house.rooms, house.answers()), APP)["weight"].to_pylist() == [1.0] * 40


def test_verdicts_use_weighted_answers(house):
    judged = {row["touchpoint"]: row for row in Asked.of(house, {}).judged().table.to_pylist()}
    assert judged[SHOP]["answers"] == 50
    assert judged[SHOP]["exceeded"] == pytest.approx(100 / 230)
    assert judged[APP]["exceeded"] == pytest.approx(0.5)


def test_log_is_read_in_cells(house):
    with house.rooms.database.reading() as connection:
        cells = drawn(connection)
        assert sum(one.transactions for one in cells) == 230
        assert sorted((one.sent, one.answered) for one in cells) == [(0, 0), (100, 10), (100, 40)]
        assert drawn(connection, touchpoint=APP) == []
        assert len(list(answered(connection))) == 50
        assert list(answered(connection, touchpoint=APP)) == []
        assert (passive(connection), passive(connection, touchpoint=APP)) == (30, 0)
        made = weights_of(connection).made[SHOP, "taps"]
    assert (made.transactions, made.sent, made.answered) == (230, 200, 50)
    assert made.by == ("age",)
    assert made.is_converged


def test_answers_without_own_ones_stay_as_they_are(house):
    answers = house.answers()
    imported = replace(answers, table=_of(answers, APP).drop_columns(["way"]))
    assert weighted(house.rooms, imported) is imported


def test_votes_whose_invitation_is_no_longer_kept_count_once(house):
    answers = house.answers()
    strange = pa.array(["gone"] * len(answers))
    place = answers.table.column_names.index("transaction")
    found = weighted(
        house.rooms, replace(answers, table=answers.table.set_column(place, "transaction", strange))
    )
    assert set(_of(found, SHOP)["weight"].to_pylist()) == {1.0}


def test_sealing_changes_no_weight(house):
    before = weighted(house.rooms, house.answers())
    assert seal_answers(house.rooms) == 80
    after = weighted(house.rooms, house.answers())
    rows = [
        sorted(
            zip(_of(one, SHOP)["transaction"].to_pylist(), _of(one, SHOP)["weight"].to_pylist(), strict=True)
        )
        for one in (before, after)
    ]
    assert rows[0] == rows[1]
