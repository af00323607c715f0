"""Waiting times in columns are those of going through the messages one by one, and so are the groups."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.truth.clocks import DAY, HOUR, MINUTE, at

from oase.service.answer_times import AnswerTime, Waited, answer_times, incidence, summary, waited
from oase.service.clocks import KINDS_OF_DAY, days_of, kind_of_day, staffed, wall
from oase.service.correspondence import Clocked
from oase.service.hours import Channel, Hours
from oase.stats.intervals import share

HOURS = {
    one.name: Hours(one)
    for one in (
        Channel(name="Mail", hours="Mo-Fr 09:00-17:00", subdivision="NW", promise_minutes=600),
        Channel(name="Chat", hours="Mo-Su 22:00-06:00", timezone="America/New_York", promise_minutes=30),
        Channel(name="App"),  # nobody is ever there, nothing is promised
        Channel(name="Island", hours="Mo-Sa 08:00-12:00", country="AU", timezone="Australia/Lord_Howe"),
    )
}
STARTS = [at("2026-03-28T12:00"), at("2026-10-24T12:00"), at("2026-12-24T00:00"), at("2026-04-04T00:00")]
MOMENTS = st.tuples(st.sampled_from(STARTS), st.integers(0, 3 * DAY)).map(sum)


@st.composite
def messages(draw: st.DrawFn) -> Clocked:
    begun = draw(MOMENTS)
    state = draw(st.sampled_from(["open", "answered", "closed"]))
    ended = None if state == "open" else begun + draw(st.integers(-HOUR, 4 * DAY))
    return Clocked(draw(st.integers(1, 10**9)), draw(st.sampled_from(sorted(HOURS))), begun, state, ended)


def plain(one: Clocked, now: int) -> AnswerTime:
    """Go by the words of the docstrings, for a single message."""
    hours = HOURS[one.channel]
    local = hours.local(one.at)
    is_over = one.state != "open" and one.ended is not None and one.ended <= now
    until = min(now, now if one.ended is None else one.ended)
    lasted = wall(one.at, until)
    promise = hours.channel.promise_minutes
    is_due = promise is not None and now - one.at >= promise * MINUTE
    return AnswerTime(
        message=one.id,
        channel=one.channel,
        at=one.at,
        kind=kind_of_day(one.at, hours),
        weekday=local.weekday(),
        hour=local.hour,
        end=one.state if is_over else "open",
        wall=lasted,
        staffed=staffed(one.at, until, hours) if hours.is_staffed else None,
        is_within=is_over and one.state == "answered" and lasted <= promise * MINUTE if is_due else None,
    )


@given(held=st.lists(messages(), max_size=30), now=MOMENTS)
@settings(max_examples=60, deadline=None)
def test_columns_are_what_the_messages_are_one_by_one(held, now):
    expected = [plain(one, now) for one in held if one.at <= now]
    assert answer_times(held, HOURS, now) == expected
    columns = waited(held, HOURS, now)
    assert list(columns.rows()) == expected
    assert list(Waited.of(expected).rows()) == expected


@given(held=st.lists(messages(), max_size=30), clock=st.sampled_from(["wall", "staffed"]))
@settings(max_examples=30, deadline=None)
def test_groups_are_those_of_sorting_messages_into_heaps(held, clock):
    now = at("2027-01-10T12:00")
    rows = answer_times(held, HOURS, now)
    heaps = defaultdict(list)
    for row in rows:
        if row.waited(clock) is not None:
            heaps[row.channel, row.kind, row.hour].append(row)
    found = summary(waited(held, HOURS, now), by=("channel", "kind", "hour"), clock=clock)
    assert [one.group for one in found] == sorted(heaps)
    assert found == summary(rows, by=("channel", "kind", "hour"), clock=clock)
    for one in found:
        heap = heaps[one.group]
        ends = [row.end for row in heap]
        due = [row.is_within for row in heap if row.is_within is not None]
        answered = [row.waited(clock) for row in heap if row.end == "answered"]
        assert (one.messages, one.open) == (len(heap), ends.count("open"))
        assert (one.answered, one.closed) == (ends.count("answered"), ends.count("closed"))
        assert one.within == (share(sum(due), len(due)) if due else None)
        assert one.answered_only_p50 == (int(np.median(answered)) if answered else None)
        assert one.p50 == incidence(heap, clock).quantile(0.5)


def test_nobody_has_waited_where_nobody_wrote():
    nothing = waited([], HOURS, at("2026-11-20T12:00"))
    assert (len(nothing), summary(nothing, by=()), summary([], by=("channel",))) == (0, [], [])


def test_each_moment_of_the_nights_of_the_clock_changes_has_its_hour():
    """Also where the clock is put by half an hour, and not at a full one."""
    moments = [start + step * 10 * MINUTE for start in STARTS for step in range(3 * 144)]
    for hours in HOURS.values():
        kind, weekday, hour = days_of(moments, hours)
        assert [KINDS_OF_DAY[one] for one in kind] == [kind_of_day(one, hours) for one in moments]
        assert weekday.tolist() == [hours.local(one).weekday() for one in moments]
        assert hour.tolist() == [hours.local(one).hour for one in moments]
