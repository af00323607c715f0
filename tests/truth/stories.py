"""The stories planted in Lindwerk's messages, answers and measures are found by the rooms' own functions."""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest
from sqlalchemy import Connection, select

from oase.cli.listening import Told, move_in
from oase.db import open_database
from oase.db.schema import touchpoints
from oase.demo.listening import TAPS, truth
from oase.demo.listening.places import CHANNELS
from oase.experience.weighting import Cell, WeighedShare, weighed_share, weighting
from oase.service import answer_times, correspondence, measures
from oase.service.channels import hours_of
from oase.service.effects import Found, Measured, Place, Said, effects
from oase.service.personal import personal_share
from oase.stats.intervals import share
from oase.surveys import recommending
from oase.surveys.log import log_rows
from oase.surveys.tables import answers

__all__ = [
    "NOW",
    "STORIES",
    "Story",
    "effect",
    "ignorable",
    "lateness",
    "lived_in",
    "non_ignorable",
    "personal",
    "referred",
    "run",
    "silence",
]

NOW = 1_795_341_000_000_000
"""22 November 2026, 13:10 in Germany: what happens then must not change with the day of the test."""

_HOUR, _DAY = 3_600_000_000, 86_400_000_000


class Story(NamedTuple):
    """A demo that has moved in: its database in a transaction, and what is true about it."""

    connection: Connection
    told: Told


@contextmanager
def lived_in(folder: Path, persons: int, seed: int) -> Generator[Story]:
    """Open a new house into which the past of a demo has moved."""
    with open_database(folder, create=True, clock=lambda: NOW) as database:
        told = move_in(database, persons, seed, NOW, lambda _, value: zlib.crc32(value.encode()))
        with database.reading() as connection:
            yield Story(connection, told)


def lateness(story: Story) -> str:
    """One channel is late at weekends, and no other."""
    rows = answer_times.answer_times(
        correspondence.clocked(story.connection), hours_of(story.connection), NOW
    )
    found = {one.group: one for one in answer_times.summary(rows, by=("channel", "kind"))}
    late = [name.name for name in CHANNELS if _is_later(found, name.name)]
    assert late == [truth.LATE.channel], late
    lines: list[str] = []
    planted = (("weekday", truth.LATE.weekday_hours), ("weekend", truth.LATE.weekend_hours))
    for kind, (least, most) in planted:
        p50 = found[truth.LATE.channel, kind].p50
        assert p50.value is not None, kind
        assert least <= p50.value / _HOUR <= most, (kind, p50.value / _HOUR)
        lines.append(f"{kind} {p50.value / _HOUR:.1f} h")
    return f"{truth.LATE.channel} is the one channel late at weekends: half answered by " + ", ".join(lines)


def _is_later(
    found: dict[tuple[str | int, ...], answer_times.Summary], channel: str, by: int = 6 * _HOUR
) -> bool:
    """Whether half of the messages of weekends wait so much longer, beyond what chance does."""
    weekday, weekend = (found[channel, kind].p50 for kind in ("weekday", "weekend"))
    if weekday.value is None or weekend.value is None or weekend.low is None or weekday.high is None:
        return False
    return weekend.low > weekday.high + by


def silence(story: Story) -> str:
    """As many as planted are never answered or closed without a reply; those answered alone look better."""
    rows = answer_times.answer_times(
        correspondence.clocked(story.connection), hours_of(story.connection), NOW
    )
    old = [row for row in rows if row.at < NOW - 14 * _DAY]
    for one in answer_times.summary(old):
        place = next(place for place in CHANNELS if place.name == one.group[0])
        for count, planted in ((one.answered, place.answered), (one.closed, place.closed)):
            p = binomtest(count, one.messages, planted).pvalue
            assert p > 0.001, (place.name, count, one.messages, planted)
    (whole,) = [one for one in answer_times.summary(rows) if one.group == ("Bewertungen",)]
    flattering = whole.answered_only_p50
    assert flattering is not None
    assert whole.p50.value is None or whole.p50.value > flattering
    half = (
        "not within the time looked at"
        if whole.p50.value is None
        else f"after {whole.p50.value / _HOUR:.0f} h"
    )
    return (
        f"reviews: of {whole.messages} are {whole.open} unanswered, {whole.closed} closed without a reply; "
        f"half answered {half}, the median of answered ones alone says {flattering / _HOUR:.0f} h"
    )


def personal(story: Story) -> str:
    """The share of personal replies, corrected by hand checks, holds the truth."""
    found = personal_share(story.connection)
    true = sum(story.told.talk.personal.values()) / len(story.told.talk.personal)
    assert found.corrected is not None
    assert found.corrected.low <= true <= found.corrected.high, (true, found.corrected)
    return (
        f"personal replies: by the rule {found.detected.value:.1%}, corrected {found.corrected.value:.1%} "
        f"[{found.corrected.low:.1%}, {found.corrected.high:.1%}], true {true:.1%}"
    )


def referred(story: Story) -> str:
    """The share of new customers won by recommendation holds what is planted."""
    found = recommending.rate(story.connection, NOW - truth.LOG_DAYS * _DAY, NOW)
    interval = share(found.recommended, found.answered, confidence=0.99)
    assert interval.low <= truth.REFERRED_SHARE <= interval.high, interval
    assert found.answered <= found.new_customers
    assert 0 < found.linked < found.recommended
    return (
        f"recommendation rate {interval.value:.1%} [{interval.low:.1%}, {interval.high:.1%}] "
        f"of {found.answered} who told, of {found.new_customers} new customers; "
        f"planted {truth.REFERRED_SHARE:.0%}"
    )


def effect(story: Story) -> str:
    """The measure with a true effect is found, the one without is not."""
    found = {one.touchpoint: one for one in _effects(story.connection)}
    good, idle = found[truth.EFFECT.touchpoint], found[truth.NO_EFFECT.touchpoint]
    planted = truth.fulfilment(good.touchpoint, 0) - truth.fulfilment(good.touchpoint)
    assert good.verdict == "better", good
    assert good.low is not None and good.high is not None  # noqa: PT018
    assert good.low <= planted <= good.high, good
    assert idle.verdict == "unclear", idle
    assert idle.low is not None and idle.high is not None  # noqa: PT018
    assert idle.low <= 0 <= idle.high, idle
    return "; ".join(
        f"measure at {one.touchpoint}: {one.verdict}, {one.change:+.2f} [{one.low:+.2f}, {one.high:+.2f}]"
        for one in (good, idle)
    )


def ignorable(story: Story) -> str:
    """Where answering depends on age alone, the raw share misleads and the weighted one holds the truth."""
    found, true = _weighed(story, truth.IGNORABLE)
    assert not found.raw.low <= true <= found.raw.high, found.raw
    assert found.weighted.low <= true <= found.weighted.high, found.weighted
    assert found.is_moved
    return f"non-response by age at {truth.IGNORABLE}: {_beside(found, true)}"


def non_ignorable(story: Story) -> str:
    """Where answering depends on what was lived, weights mend nothing, and the words say so."""
    found, true = _weighed(story, truth.NON_IGNORABLE)
    assert not found.raw.low <= true <= found.raw.high, found.raw
    assert not found.weighted.low <= true <= found.weighted.high, found.weighted
    assert not found.is_moved
    assert found.worst_low <= true <= found.worst_high
    assert all(found.limits(lang) for lang in ("de", "en"))
    return f"non-response by experience at {truth.NON_IGNORABLE}: {_beside(found, true)}: not mended"


def _weighed(story: Story, touchpoint: str) -> tuple[WeighedShare, float]:
    """Return the share of a touchpoint raw and weighted, and the true one of all who were there."""
    log = log_rows(story.connection, touchpoint=touchpoint, survey=TAPS)
    keys = list(zip(log["context"], log["share"], strict=True))
    decided = [place for place, state in enumerate(log["state"]) if state != "eligible"]
    cells: dict[tuple[str, float | None], list[int]] = {}
    for place in decided:
        counts = cells.setdefault(keys[place], [0, 0, 0])
        for index, one in enumerate((True, log["is_sent"][place], log["is_answered"][place])):
            counts[index] += bool(one)
    made = weighting(
        [Cell(json.loads(context), share, *counts) for (context, share), counts in cells.items()]
    )
    weight = dict(zip(cells, made.weights.tolist(), strict=True))
    given = {
        row.transaction_id: row.number
        for row in story.connection.execute(
            select(answers.c.transaction_id, answers.c.number).where(
                answers.c.touchpoint == touchpoint,
                answers.c.role == "disconfirmation",
                answers.c.is_last == 1,
                answers.c.way == "invited",
            )
        )
    }
    answered = [place for place in decided if log["is_answered"][place]]
    said = [given[log["transaction_id"][place]] for place in answered]
    return weighed_share(said, [weight[keys[place]] for place in answered], made), truth.fulfilment(
        touchpoint
    )


def _beside(found: WeighedShare, true: float) -> str:
    raw, weighted = (
        f"{one.value:+.2f} [{one.low:+.2f}, {one.high:+.2f}]" for one in (found.raw, found.weighted)
    )
    return f"raw {raw}, weighted {weighted}, true {true:+.2f}, Kish's n {found.kish:.0f} of {found.answers}"


def _effects(connection: Connection) -> list[Found]:
    done = [
        Measured(one.id, one.touchpoint, one.done)
        for one in measures.every(connection)
        if one.done is not None and one.touchpoint in truth.MEASURES
    ]
    query = select(answers.c.touchpoint, answers.c.at, answers.c.number).where(
        answers.c.role == "disconfirmation", answers.c.is_last == 1, answers.c.way == "invited"
    )
    rows = connection.execute(query).all()
    names = sorted({row.touchpoint for row in rows})
    columns = (
        np.array([names.index(row.touchpoint) for row in rows], np.int64),
        np.array([row.at for row in rows], np.int64),
        np.array([row.number for row in rows], np.float64),
    )
    known = connection.execute(select(touchpoints.c.name, touchpoints.c.phase, touchpoints.c.channel))
    places = {row.name: Place(row.phase or "", row.channel or "") for row in known}
    return effects(Said(*columns, np.ones(len(rows))), names, places, done, NOW)


def run(full: bool) -> list[str]:
    """Return what was found, as lines; AssertionError where it is not as planted."""
    lines: list[str] = []
    for seed in (7, 8, 9) if full else (7,):
        with (
            tempfile.TemporaryDirectory() as folder,
            lived_in(Path(folder) / "house", 20_000 if full else 8_000, seed) as story,
        ):
            lines += [f"seed {seed}: {told(story)}" for told in STORIES]
    return lines


STORIES: tuple[Callable[[Story], str], ...] = (
    lateness,
    silence,
    personal,
    referred,
    ignorable,
    non_ignorable,
    effect,
)
"""Each looks for one story, and says what it found."""
