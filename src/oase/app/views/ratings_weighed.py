"""Fulfilment of each touchpoint as the invited answered it: raw, and weighted by who seldom answers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from oase.experience.weighting import Cell, WeighedShare, weighed_share, weighting
from oase.surveys.log import log_rows
from oase.surveys.tables import answers

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["FEWEST", "weighed_shares"]

FEWEST = 10
"""Answers below which no share is told."""

_THREE = (-1, 0, 1)
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class _Key(NamedTuple):
    """Transactions of which the same is known, drawn with the same probability."""

    context: str
    share: float | None


def weighed_shares(house: House, since: int, until: int) -> dict[str, dict[str, Any]]:
    """Return raw and weighted fulfilment by touchpoint, of those with enough answers; plain values.

    Everyone is every transaction about which was decided whether to invite; answers are the last ones of
    those who were invited. What is known of everyone is the context that the log keeps.
    """
    with house.rooms.database.reading() as connection:
        given = _given(connection)
        logs = [log_rows(connection, since=since, until=until, survey=name) for name in sorted(given)]
        said = {transaction: number for name in given for transaction, number in given[name].items()}
    cells: dict[str, dict[_Key, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    numbers: dict[str, Counter[tuple[_Key, int]]] = defaultdict(Counter)
    for log in logs:
        _count(log, said, cells, numbers)
    return {
        name: _plain(_weighed(cells[name], numbers[name]))
        for name in sorted(numbers)
        if numbers[name].total() >= FEWEST
    }


def _given(connection: Connection) -> dict[str, dict[int, int]]:
    """Return the last answers of the invited by survey and transaction."""
    columns = (answers.c.survey, answers.c.transaction_id, answers.c.number)
    query = select(*columns).where(
        answers.c.role == "disconfirmation",
        answers.c.is_last == 1,
        answers.c.way == "invited",
        answers.c.transaction_id.is_not(None),
        answers.c.number.in_(_THREE),
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for survey, transaction, number in connection.execute(query):
        found[survey][transaction] = int(number)
    return dict(found)


def _count(
    log: Mapping[str, list[Any]],
    said: Mapping[int, int],
    cells: Mapping[str, dict[_Key, list[int]]],
    numbers: Mapping[str, Counter[tuple[_Key, int]]],
) -> None:
    columns = ("transaction_id", "touchpoint", "context", "share", "state", "is_sent")
    for transaction, touchpoint, context, share, state, is_sent in zip(
        *(log[name] for name in columns), strict=True
    ):
        if state == "eligible":
            continue
        key = _Key(context, share)
        cell = cells[touchpoint][key]
        cell[0] += 1
        cell[1] += is_sent
        if is_sent and transaction in said:
            cell[2] += 1
            numbers[touchpoint][key, said[transaction]] += 1


def _weighed(cells: Mapping[_Key, list[int]], numbers: Counter[tuple[_Key, int]]) -> WeighedShare:
    made = weighting(
        [Cell(_decode(key.context or "{}"), key.share, *counts) for key, counts in cells.items()]
    )
    weight = dict(zip(cells, made.weights.tolist(), strict=True))
    values = [value for (_, value), many in numbers.items() for _ in range(many)]
    weights = [weight[key] for (key, _), many in numbers.items() for _ in range(many)]
    return weighed_share(values, weights, made)


def _plain(found: WeighedShare) -> dict[str, Any]:
    return {
        "answers": found.answers,
        "kish": found.kish,
        "raw": found.raw.value,
        "raw_low": found.raw.low,
        "raw_high": found.raw.high,
        "weighted": found.weighted.value,
        "weighted_low": found.weighted.low,
        "weighted_high": found.weighted.high,
        "is_moved": found.is_moved,
        "tipping": found.tipping if math.isfinite(found.tipping) else None,
        "side": found.side,
        "worst_low": found.worst_low,
        "worst_high": found.worst_high,
        "by": list(found.by),
    }
