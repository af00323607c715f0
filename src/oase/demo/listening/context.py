"""What is known of everyone whose transaction could be rated: by it answers are weighted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from oase.demo.listening.shifts import is_weekend

__all__ = ["AGE", "context_of"]

AGE: Final = "Altersgruppe"
"""Name of the age group, as in the demo's contacts and answers."""

_BANDS: Final = ((50, "-50"), (100, "50-100"), (200, "100-200"))


def context_of(row: Mapping[str, Any], age: str, *, is_known: bool) -> str:
    """Return the context of a transaction as JSON, as the log of invitations keeps it.

    Parameters
    ----------
    row : mapping
        The transaction.
    age : str
        Age group.
    is_known : bool
        Whether she has bought before.

    Examples
    --------
    >>> at = 1_795_341_000_000_000
    >>> row = {"key": "order:1", "channel": "App", "store": "", "value": 70.0, "at": at}
    >>> context_of(row, "60+", is_known=False)
    '{"channel": "App", "customer": "new", "value": "50-100", "day": "weekend", "Altersgruppe": "60+"}'
    """
    value = row["value"]
    said = {
        "channel": row["channel"],
        "store": row["store"],
        "customer": "returning" if is_known else "new" if row["key"].startswith("order:") else "not_yet",
        "value": "" if value is None else next((name for most, name in _BANDS if value < most), "200-"),
        "day": "weekend" if is_weekend(row["at"]) else "weekday",
        AGE: age,
    }
    return json.dumps({name: one for name, one in said.items() if one}, ensure_ascii=False)
