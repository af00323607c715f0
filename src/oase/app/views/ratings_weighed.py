"""Fulfilment of each touchpoint as the invited answered it: raw, and weighted by who seldom answers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from oase.db.tallying import tally
from oase.experience.weighting import Cell, WeighedShare, weighed_share, weighting
from oase.surveys.counting import Logged
from oase.surveys.tables import answers, invitations

__all__ = ["FEWEST", "weighed_shares"]

FEWEST = 10
"""Answers below which no share is told."""

_THREE = (-1, 0, 1)
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class _Key(NamedTuple):
    """Transactions of which the same is known, drawn with the same probability."""

    context: str
    share: float | None


def weighed_shares(
    connection: Connection, log: Mapping[Logged, int], *, since: int, until: int
) -> dict[str, dict[str, Any]]:
    """Return raw and weighted fulfilment by touchpoint, of those with enough answers; plain values.

    Everyone is every transaction about which was decided whether to invite; answers are the last ones of
    those who were invited. What is known of everyone is the context that the log keeps.

    Parameters
    ----------
    connection : Connection
    log : mapping
        As ``surveys.log.logged`` gives it for the same time.
    since, until : int
        Moments of the transactions, from and before, microseconds since 1970, UTC.
    """
    given = _given(connection, since, until)
    surveys = {survey for survey, *_ in given}
    cells: dict[str, dict[_Key, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    numbers: dict[str, Counter[tuple[_Key, int]]] = defaultdict(Counter)
    for one, many in log.items():
        if one.survey in surveys and not one.is_waiting:
            cell = cells[one.touchpoint][_Key(one.context, one.share)]
            cell[0] += many
            cell[1] += many * one.is_invited
    for (_, touchpoint, context, share, number), many in given.items():
        key = _Key(context, share)
        cells[touchpoint][key][2] += many
        numbers[touchpoint][key, int(number)] += many
    return {
        name: _plain(_weighed(cells[name], numbers[name]))
        for name in sorted(numbers)
        if numbers[name].total() >= FEWEST
    }


def _given(connection: Connection, since: int, until: int) -> Counter[tuple[Any, ...]]:
    """Count the last answers of the invited by survey, touchpoint, context, share and number."""
    here = invitations.c
    is_of = (here.transaction_id == answers.c.transaction_id) & (here.survey == answers.c.survey)
    query = (
        select(here.survey, here.touchpoint, here.context, here.share, answers.c.number)
        .select_from(answers.join(invitations, is_of))
        .where(
            answers.c.role == "disconfirmation",
            answers.c.is_last == 1,
            answers.c.way == "invited",
            answers.c.number.in_(_THREE),
            here.sent.is_not(None),
            here.state != "eligible",
            here.at >= since,
            here.at < until,
        )
    )
    return tally(connection, query)


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
