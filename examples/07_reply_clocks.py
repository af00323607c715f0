"""How long customers wait: by the wall, by the opening hours, and what a usual median hides.

Run it: python examples/07_reply_clocks.py
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from oase.service.answer_times import answer_times, summary
from oase.service.correspondence import Clocked
from oase.service.hours import Channel, Hours

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000_000


def at(text: str) -> int:
    """Return a moment in Berlin, microseconds since 1970, UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp() * 1_000_000)


mail = Hours(
    Channel(name="Mail", hours="Mo-Fr 09:00-18:00; PH off", subdivision="NW", promise_minutes=24 * 60)
)
messages = [
    # the night in between has 25 hours: the clocks are set back
    Clocked(1, "Mail", at("2026-10-23T17:30"), "answered", at("2026-10-26T09:30")),
    Clocked(2, "Mail", at("2026-10-26T10:00"), "answered", at("2026-10-26T11:00")),
    Clocked(3, "Mail", at("2026-10-27T10:00"), "answered", at("2026-10-27T12:00")),
    Clocked(4, "Mail", at("2026-10-28T10:00"), "open", None),
    Clocked(5, "Mail", at("2026-10-28T11:00"), "closed", at("2026-10-29T11:00")),
]
rows = answer_times(messages, {"Mail": mail}, now=at("2026-11-02T10:00"))
for row in rows:
    staffed = "-" if row.staffed is None else f"{row.staffed / HOUR:g}"
    waits = f"{row.wall / HOUR:g} h by the wall, {staffed} h staffed"
    print(f"Message {row.message}: {waits}, {row.end}, {row.kind}")

(found,) = summary(rows, by=())
print(f"{found.messages} messages: {found.answered} answered, {found.closed} closed, {found.open} open")
half = "not reached" if found.p50.value is None else f"after {found.p50.value / HOUR:g} h"
print(f"Half of all are answered: {half}")
print(f"The median of those that were answered says: {(found.answered_only_p50 or 0) / HOUR:g} h")
