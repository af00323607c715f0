"""The journeys of an online shop: transitions, sessions, a funnel, the most frequent paths.

Run it: python examples/03_ecom.py FOLDER   (or set OASE_DATA; the file is FOLDER/journey/rete_ecom.csv.gz)
"""

import os
import sys
from pathlib import Path

import oase

data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("OASE_DATA", "../shared/data"))

contacts = oase.read_contacts(
    data / "journey" / "rete_ecom.csv.gz",
    person="user_id",
    at="timestamp",
    touchpoint="event",
    channel="platform",
    attributes=["user_cohort"],
    timezone="UTC",
)
journeys = oase.Journeys(contacts)
print(f"{contacts.count:,} contacts of {contacts.persons} persons at {len(contacts.touchpoints)} touchpoints")

transitions = sorted(journeys.transitions().table.to_pylist(), key=lambda row: -row["contacts"])
print(f"\n{sum(row['contacts'] for row in transitions):,} transitions, the most frequent:")
for row in transitions[:5]:
    share = f"{row['share_of_source']:.0%} of the source"
    print(f"  {row['source']} → {row['target']}: {row['contacts']:,} ({share})")

print("\nFrom the product to the purchase, within 7 days of the first look:")
steps = ["product_view", "add_to_cart", "payment_details", "purchase"]
for row in journeys.funnel(steps, within="7d").table.to_pylist():
    print(f"  {row['touchpoint']:16} {row['persons']:4} persons  {row['share_of_first']:.0%}")

sessions = journeys.sessions("30m")
paths = sessions.paths(top=5).table.to_pylist()
print(f"\n{sum(row['journeys'] for row in paths):,} sessions (a pause of 30 minutes ends one), the paths:")
for row in paths:
    print(f"  {row['journeys']:5} × {' → '.join(row['path']) if row['path'] else 'all other paths'}")
