"""What the page on ratings and recommendations shows: from transactions to answers, who won whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from oase.app.ratings import Counted, Scale, counted, period, spoken, told_by
from oase.app.tasks.task import Arguments, Progress
from oase.app.views.ratings_weighed import weighed_shares
from oase.experience.scores import csat, recommendation
from oase.stats import share
from oase.surveys.counting import funnels, logged
from oase.surveys.recommending import rate

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["ratings"]

ON_SCALES = ("recommend", "satisfaction", "effort", "trust")
INVITED = "invited"


def ratings(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return the funnel of invitations, what was answered, and how many were won by recommendation.

    Parameters
    ----------
    house : House
    arguments : mapping
        ``start`` and ``end``, as of the other views; they narrow transactions, answers and recommendations.
    progress : callable

    Returns
    -------
    dict
        ``since`` and ``until``; ``funnel`` of all, and ``touchpoints`` with the same of each and ``weighed``
        (None where too few were invited and answered); ``recommend`` (of invited answers, None without any)
        with ``passive`` answers beside it; ``scales`` of other questions; ``rate`` of recommendation;
        ``spoken``: how many answers in words there are. Counts only, nothing of a person.
    """
    since, until = period(dict(arguments), house.settings.timezone, house.rooms.clock())
    progress(0, 3)
    with house.rooms.database.reading() as connection:
        log = logged(connection, since=since, until=until)
        whole, each = funnels(connection, log, since=since, until=until)
        progress(1, 3)
        weighed = weighed_shares(connection, log, since=since, until=until)
        progress(2, 3)
        known, left_out = counted(connection, ON_SCALES, since, until)
        by_whom, said = told_by(connection, since, until)
        found = rate(connection, since, until)
        words = spoken(connection, since, until)
    return {
        "since": since or None,
        "until": until,
        "funnel": dict(whole),
        "touchpoints": [
            {"touchpoint": name, **told, "weighed": weighed.get(name)} for name, told in each.items()
        ],
        "recommend": _recommend(known),
        "scales": _scales(known),
        "left_out": left_out,
        "rate": _rate(msgspec.structs.asdict(found)),
        "by_whom": by_whom,
        "said": said,
        "spoken": [{"touchpoint": name, "way": way, "answers": many} for name, way, many in words],
    }


def _recommend(known: Sequence[Counted]) -> dict[str, Any] | None:
    """Return the willingness to recommend of those who were invited, of all and by touchpoint."""
    asked = [one for one in known if one.scale.role == "recommend"]
    invited = [one for one in asked if one.way == INVITED]
    passive = sum(one.answers for one in asked if one.way != INVITED)
    if not invited:
        return None if not passive else {"n": 0, "passive": passive, "touchpoints": []}
    names = sorted({one.touchpoint for one in invited}, key=str.casefold)
    each = [(name, [one for one in invited if one.touchpoint == name]) for name in names]
    return {
        **_willing(invited),
        "passive": passive,
        "touchpoints": [{"touchpoint": name, **_willing(of_one)} for name, of_one in each],
    }


def _willing(known: Sequence[Counted]) -> dict[str, Any]:
    found = recommendation(_numbers(known))
    names = ("value", "low", "high", "n", "promoters", "passives", "detractors")
    return {name: getattr(found, name) for name in names}


def _scales(known: Iterable[Counted]) -> list[dict[str, Any]]:
    """Return what was answered on other scales, each question and touchpoint for itself."""
    groups: dict[tuple[Scale, str], list[Counted]] = defaultdict(list)
    for one in known:
        if one.scale.role != "recommend" and one.way == INVITED:
            # trust is in the brand, wherever it was asked
            groups[one.scale, "" if one.scale.role == "trust" else one.touchpoint].append(one)
    return [
        _on_scale(scale, name, of_one)
        for (scale, name), of_one in sorted(groups.items(), key=lambda one: (one[0][0], one[0][1].casefold()))
    ]


def _on_scale(scale: Scale, name: str, known: Sequence[Counted]) -> dict[str, Any]:
    found = csat(_numbers(known), (scale.low, scale.high))
    return {
        "role": scale.role,
        "touchpoint": name,
        "scale_low": scale.low,
        "scale_high": scale.high,
        "n": found.n,
        "mean": found.mean,
        "low": _known(found.mean_low),
        "high": _known(found.mean_high),
        "best": found.share,
        "best_low": found.share_low,
        "best_high": found.share_high,
    }


def _numbers(known: Sequence[Counted]) -> list[float]:
    values = np.array([one.number for one in known])
    return np.repeat(values, [one.answers for one in known]).tolist()


def _rate(found: dict[str, Any]) -> dict[str, Any]:
    if not found["answered"]:
        return {**found, "share": None, "low": None, "high": None}
    told = share(found["recommended"], found["answered"])
    return {**found, "share": told.value, "low": told.low, "high": told.high}


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
