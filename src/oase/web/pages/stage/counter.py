"""The manager's strip: what became of the decisions of the day that it is on the stage."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from oase.decisions.tallies import tallies
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["today"]

_EPOCH = date(1970, 1, 1)


def today(visit: Visit) -> dict[str, Any]:
    """Return how many decisions of the day were sent, and why the others were not."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    day = (datetime.fromtimestamp(visit.reach.moment() / 1e6, UTC).astimezone(zone).date() - _EPOCH).days
    with visit.reach.database.reading() as connection:
        held = tallies(connection, day, day)
    reasons: Counter[str] = Counter()
    for one in held:
        if one.outcome != "sent":
            reasons[one.reason or one.outcome] += one.number
    return {
        "sent": sum(one.number for one in held if one.outcome == "sent"),
        "all": sum(one.number for one in held),
        "withheld": [
            {"reason": reason, "text": _named(visit, reason), "number": number}
            for reason, number in reasons.most_common()
        ],
    }


def _named(visit: Visit, reason: str) -> str:
    key = f"stage.reason.{reason}"
    return visit.t(key) if key in TEXTS[visit.lang] else reason
