"""Verdicts of the house: made where something came in, never twice for nothing, by themselves at night."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pyarrow as pa
import pytest

from oase.app import open_house
from oase.app.preferences import prefer
from oase.app.tasks.queue import Queue
from oase.app.verdicts import KINDS, Nights, holds_answers, verdict_run
from oase.db import open_database
from oase.errors import AnswersUnusable
from oase.experience.verdicts import newest, versions
from oase.lake import read_answers, read_contacts
from oase.settings import Settings
from oase.surveys.tables import shares

DAY = 86_400_000_000
NOON = 1_795_950_000_000_000
SETTINGS = Settings(timezone="Europe/Berlin")


def quiet(_done, _total):
    """Tell nobody how far it is."""


def filled(folder, persons=900, *, is_flat=False):
    """Make a house in which delight in the shop goes with buying, and the app is hardly asked about."""
    rng = np.random.default_rng(5)
    who = [f"P{number}" for number in range(persons)]
    said = np.zeros(persons, int) if is_flat else rng.choice([-1, 0, 1], persons, p=[0.2, 0.4, 0.4])
    bought = rng.random(persons) < 0.25 + 0.35 * (said == 1)
    at = NOON - 200 * DAY + np.arange(persons) * DAY // persons
    few = persons // 10
    told = pa.table(
        {
            "person": [*who, *who[:few]],
            "at": pa.array([*at.tolist(), *(at[:few] + DAY).tolist()], pa.timestamp("us", "UTC")),
            "touchpoint": ["Shop"] * persons + ["App"] * few,
            "answer": [*said.tolist(), *rng.choice([-1, 0, 1], few).tolist()],
        }
    )
    buys = np.flatnonzero(bought) if not is_flat else np.arange(0)
    contacts = pa.table(
        {
            "person": [*(who[number] for number in buys), "last"],
            "at": pa.array([*(at[buys] + 5 * DAY).tolist(), NOON - DAY], pa.timestamp("us", "UTC")),
            "touchpoint": ["Kauf"] * (len(buys) + 1),
        }
    )
    roles = {"person": "person", "at": "at", "touchpoint": "touchpoint"}
    with open_house(folder, create=True, own="Lindwerk", settings=SETTINGS) as house:
        house.import_answers(read_answers(told, **roles, answer="answer", own="Lindwerk"), source="survey")
        house.import_contacts(read_contacts(contacts, **roles), source="shop")
        prefer(house.rooms.database, outcome=("Kauf",))
        house.work_off()
    return folder


@pytest.fixture
def house(tmp_path):
    """A house with answers."""
    with open_house(filled(tmp_path / "house"), settings=SETTINGS, clock=lambda: NOON) as opened:
        yield opened


def test_a_run_is_kept_once_and_again_only_with_news(house):
    """The second call finds nothing new; another rule is news, and what it changed is told."""
    first = verdict_run(house, {"who": "Kaya"}, quiet)
    assert first["status"] == "made"
    assert verdict_run(house, {"night": "2026-11-29"}, quiet) == {
        "status": "nothing_new",
        "run": first["run"],
    }
    prefer(house.rooms.database, within="30d")
    second = verdict_run(house, {"night": "2026-11-30"}, quiet)
    assert second["status"] == "made"
    with house.rooms.database.reading() as connection:
        last, before = versions(connection)
    assert (before.cause, before.who, before.answers) == ("asked", "Kaya", 990)
    assert (last.cause, last.rule.within, last.changed["rule"]) == (
        "night",
        "30d",
        {"within": ["90d", "30d"]},
    )


def test_invitations_follow_the_verdicts(house):
    """Where a verdict stands few are invited, where one is open more, with the answers still missing."""
    verdict_run(house, {"who": "Kaya"}, quiet)
    with house.rooms.database.reading() as connection:
        rows = {row.touchpoint: row for row in connection.execute(shares.select())}
        states = {row["touchpoint"]: row["state"] for row in newest(connection).rows}
    assert states["Shop"] != "open"
    assert states["App"] == "open"
    assert rows["Shop"].needed is None
    assert rows["App"].needed > 0
    assert rows["App"].share > rows["Shop"].share > 0
    assert rows["App"].run == 1


def test_a_house_without_answers_says_so(tmp_path):
    """Nothing is kept, and no invitation is steered."""
    with open_house(tmp_path / "empty", create=True, settings=SETTINGS) as house:
        assert verdict_run(house, {"night": "2026-11-29"}, quiet) == {"status": "no_answers", "run": None}
        with house.rooms.database.reading() as connection:
            assert newest(connection) is None


def test_answers_from_which_nothing_follows(tmp_path):
    """Who asks is told why; at night it is not an error that somebody has to look at."""
    with open_house(filled(tmp_path / "flat", 60, is_flat=True), settings=SETTINGS) as house:
        with pytest.raises(AnswersUnusable):
            verdict_run(house, {"who": "Kaya"}, quiet)
        assert verdict_run(house, {"night": "2026-11-29"}, quiet)["status"] == "unusable"


def test_nights_ask_once_a_night(tmp_path):
    """Before four it is still the night before; a second process, or a start anew, asks for nothing twice."""
    at = [NOON]
    open_house(tmp_path / "house", create=True, settings=SETTINGS).close()
    with (
        open_database(tmp_path / "house") as database,
        closing(Queue(database, SETTINGS, KINDS, clock=lambda: at[0])) as queue,
    ):
        nights = Nights(SETTINGS.timezone, lambda: at[0])
        nights.look(queue)
        nights.look(queue)
        Nights(SETTINGS.timezone, lambda: at[0]).look(queue)
        assert [task.arguments for task in queue.recent("verdict_run")] == [{"night": "2026-11-29"}]
        at[0] += 15 * 3_600_000_000  # three in the morning
        nights.look(queue)
        assert len(queue.recent("verdict_run")) == 1
        at[0] += 2 * 3_600_000_000
        nights.look(queue)
        assert queue.recent("verdict_run")[0].arguments == {"night": "2026-11-30"}


def test_a_house_without_answers_asks_for_no_nights(tmp_path):
    """Nothing to judge, no process for it; answers of anybody are something."""
    with open_database(tmp_path / "empty", create=True) as database:
        assert not holds_answers(database)
    filled(tmp_path / "full")
    with open_database(tmp_path / "full") as database:
        assert holds_answers(database)
