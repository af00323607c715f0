"""Whoever is killed in between has lost nothing that was answered with success, and left nothing half."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from hashlib import sha256

import pytest
from sqlalchemy import func, select
from tests.crash.counting_cases import count, lived

from oase.db import open_database
from oase.programmes.cases.case import by_secret, log_of
from oase.programmes.cases.photos import path_of
from oase.programmes.cases.quotes import is_whole, quotes_of
from oase.programmes.tables import case_log, case_photos, cases, news

KILLS = 3


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed") / "house"
    open_database(folder, create=True).close()
    rng, told = random.Random(3), defaultdict(list)
    for seed in range(KILLS):
        for kind, *words in lived(folder, seed, rng.uniform(0.05, 0.4)):
            told[kind].append(words)
    with open_database(folder) as database:
        yield database, told


def test_every_case_that_was_answered_is_there_by_its_link(told):
    database, answered = told
    assert len(answered["case"]) >= KILLS
    with database.reading() as connection:
        now = time.time_ns() // 1000
        for case, secret in answered["case"]:
            assert by_secret(connection, secret, now).id == int(case)


def test_every_photo_that_was_answered_is_there_whole(told):
    database, answered = told
    assert answered["photo"]
    with database.reading() as connection:
        held = connection.execute(select(case_photos.c.case, case_photos.c.digest))
        rows = {(row.case, row.digest) for row in held}
    assert {(int(case), digest) for case, digest in answered["photo"]} <= rows
    for _, digest in rows:
        assert sha256(path_of(database.folder, digest).read_bytes()).hexdigest() == digest


def test_every_step_and_answer_that_was_told_is_there(told):
    database, answered = told
    with database.reading() as connection:
        for case, state in answered["move"]:
            assert state in [one.after for one in log_of(connection, int(case))]
        for case, digest in answered["quote"]:
            (quote,) = quotes_of(connection, int(case))
            assert quote.answer.digest == digest
            assert is_whole(quote)


def test_nothing_is_half(told):
    """A case has its number, its link, its first line in the log and its contact, or it is not there."""
    database, _ = told
    with database.reading() as connection:
        rows = connection.execute(select(cases.c.id, cases.c.number, cases.c.state)).all()
        logged = select(func.count(case_log.c.case.distinct())).where(case_log.c.kind == "state")
        opened = select(func.count()).where(news.c.event == "Case Opened")
        assert connection.scalar(logged) == connection.scalar(opened) == len(rows)
        for row in rows:
            assert row.number.startswith("F-")
            steps = [one.after for one in log_of(connection, row.id) if one.kind == "state"]
            assert steps[-1] == row.state


def test_the_count_says_so_and_sees_what_is_missing(told):
    """The runner that kills a hundred times counts the same; one photo taken away is lost and half."""
    database, answered = told
    left = count(database.folder, answered)
    assert left.is_right
    assert left.cases == len(answered["case"])
    path = path_of(database.folder, answered["photo"][0][1])
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    damaged = count(database.folder, answered)
    path.write_bytes(content)
    assert (damaged.lost, damaged.half) == (1, 1)
    never = {**answered, "case": [*answered["case"], ["1", "no-such-secret"]]}
    assert count(database.folder, never).lost == 1
