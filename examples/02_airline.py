"""Ratings in wide form, one column per touchpoint: what the data can say, and what it cannot.

129,880 passengers rated 14 touchpoints of an airline from 1 to 5 (0 = does not apply) and said, in the same
survey, whether they were satisfied. There is no expectation, no competitor and no later purchase in it: the
verdicts carry the letters D (ratings stand in for answers), E (own view only), R (told in the same survey).

Run it: python examples/02_airline.py FOLDER   (or set OASE_DATA; the file is FOLDER/airline/airline.zip)
"""

import os
import sys
from pathlib import Path

import oase

data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("OASE_DATA", "../shared/data"))

answers = oase.read_answers(
    data / "airline" / "airline.zip",
    touchpoints=[
        "Ease of Online booking",
        "Departure/Arrival time convenient",
        "Online boarding",
        "Checkin service",
        "Gate location",
        "Baggage handling",
        "Seat comfort",
        "Leg room service",
        "Inflight wifi service",
        "Inflight entertainment",
        "Food and drink",
        "On-board service",
        "Inflight service",
        "Cleanliness",
    ],
    scale=(1, 5),
    not_applicable=0,
    outcome="satisfaction",
    positive="satisfied",
    context=["Customer Type", "Type of Travel", "Class", "Gender"],
)
moments = oase.magic_moments(answers)

print(f"{len(answers):,} rows, {answers.reading.rows_refused} refused")
for row in moments.table.to_pylist():
    reward = f"{row['reward_low']:+.2f} to {row['reward_high']:+.2f}"
    letters = " ".join(sorted(row["evidence"]))
    print(f"{row['touchpoint']:34} {row['state']:12} reward {reward}   evidence {letters}")
