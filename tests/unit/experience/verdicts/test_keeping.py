"""Runs are numbered, found again with all they held, and say what differs from the one before."""

from __future__ import annotations

import msgspec
import pytest

from oase.db import open_database
from oase.experience.verdicts import Difference, Rule, before, find, keep, newest, versions

RULE = Rule(delta=0.02, negligible=0.05, q=0.05, outcome=("Kauf",), data="1")


@pytest.fixture
def connection(tmp_path):
    """A writing transaction of an empty house."""
    with open_database(tmp_path / "house", create=True) as database, database.writing() as opened:
        yield opened


def kept(connection, number, *rows):
    """Keep a run."""
    return keep(
        connection, at=number, cause="night", who="", rule=RULE, counts=(number, 5), rows=rows, seconds=1.6
    )


def test_a_run_is_found_with_all_it_held(connection):
    """The rows come back as they were written, umlauts and missing figures too."""
    rows = [{"touchpoint": "Rückgabe", "state": "pain", "lead": None, "flags": ["x"], "answers": 3}]
    made = kept(connection, 7, *rows)
    assert find(connection, made.id) == newest(connection) == made
    assert (made.rows, made.rule, made.seconds, made.changed) == (rows, RULE, 2, {})
    assert find(connection, 99) is None


def test_the_list_is_short_and_tells_what_changed(connection):
    """Heads hold no rows; the difference can be read back."""
    kept(connection, 1, {"touchpoint": "Shop", "state": "open", "answers": 5})
    second = kept(connection, 2, {"touchpoint": "Shop", "state": "pain", "answers": 9})
    heads = versions(connection)
    assert [head.at for head in heads] == [2, 1]
    told = msgspec.convert(heads[0].changed, Difference)
    assert [(one.touchpoint, one.before, one.now) for one in told.changes] == [("Shop", "open", "pain")]
    assert before(connection, second.id).at == 1
    assert before(connection, heads[1].id) is None
    assert [head.at for head in versions(connection, before=second.id)] == [1]
