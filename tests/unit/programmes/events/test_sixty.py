"""Sixty who come without booking: whatever happens in whatever order, the queue stays whole."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.programmes.events.conftest import MINUTE, NOON, draft

from oase.errors import OptionInvalid
from oase.programmes.events import stops
from oase.programmes.events.moves import Move, changes, last_of_stop, move, undo
from oase.programmes.events.queue import queue
from oase.programmes.events.states import ACTIONS, OUTCOMES
from oase.programmes.events.tickets import FREED, Guest, StopFull, book, draw, of_stop, slots

PATIENT = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
STEP = st.tuples(
    st.sampled_from(["draw", "book", "undo", "again", *ACTIONS]), st.integers(0, 70), st.integers(0, 3)
)


def drawn(connection, stop, n, at=NOON):
    """Let somebody draw a number at the bus."""
    return draw(connection, stop.id, Guest(f"Gast {n}"), key=f"draw-{stop.id}-{n:04}", who="Mira", now=at)


def test_sixty_get_sixty_numbers_and_nobody_a_sixty_first(connection, stop):
    """From 1 to 60, each once; the 61st is told so; who has left makes place for her."""
    made = [drawn(connection, stop, n, NOON + n) for n in range(60)]
    assert [one.number for one in made] == list(range(1, 61))
    with pytest.raises(StopFull):
        drawn(connection, stop, 60)
    move(connection, Move(made[7].key, "leave", "left-0007"), who="Mira", now=NOON)
    assert drawn(connection, stop, 60, NOON + 99).number == 61
    assert [one.number for one in queue(of_stop(connection, stop.id), 30)] == [
        n for n in range(1, 62) if n != 8
    ]


@PATIENT
@given(st.lists(STEP, min_size=20, max_size=160))
def test_numbers_capacity_and_order_hold_whatever_is_done(database, stop_of, steps):
    """No number twice or left out, never more than there is place for, and every step taken back restores."""
    with database.writing() as connection:
        stop = stop_of(connection)
        for count, (what, which, sent) in enumerate(steps):
            now = NOON + count * MINUTE
            for _ in range(1 + (sent == 3)):  # some are sent twice
                with contextlib.suppress(OptionInvalid):  # what is refused changes nothing
                    _do(connection, stop, what, which, f"step-{count:06}", now)
            _whole(connection, stop)
        for one in of_stop(connection, stop.id):
            replayed = {}
            for change in changes(connection, one.id):
                assert all(replayed.get(name, value) == value for name, value in change.before.items())
                replayed |= change.after
            assert all(getattr(one, name) == value for name, value in replayed.items())
        connection.rollback()


def _do(connection, stop, what, which, key, now):
    there = of_stop(connection, stop.id)
    if what == "draw":
        draw(connection, stop.id, Guest(), key=key, who="Mira", now=now)
    elif what == "book":
        free = slots(connection, stop, now)
        book(connection, stop.id, free[which % len(free)].begins, Guest("Ana"), key=key, who="", now=now)
    elif what == "undo":
        last = last_of_stop(connection, stop.id)
        if last is not None:
            undo(connection, last.id, key=key, who="Mira", now=now)
    elif what != "again" and there:
        told = Move(there[which % len(there)].key, what, key, "Mira", OUTCOMES[which % 4])
        move(connection, told, who="Mira", now=now)


def _whole(connection, stop):
    every = of_stop(connection, stop.id)
    assert [one.number for one in every] == list(range(1, len(every) + 1))
    staying = [one for one in every if one.state not in FREED]
    assert sum(one.kind == "walk_in" for one in staying) <= stop.walk_ins
    for slot in stop.slots:
        assert sum(one.slot == slot for one in staying) <= stop.per_slot
    for one in every:
        assert (one.state == "done") == bool(one.outcome)
        assert one.state != "in_work" or one.began is not None


def test_whoever_is_sent_twice_is_counted_once(connection, stop):
    """A form or a step that comes again gives what it gave; a key that means something else is refused."""
    one = drawn(connection, stop, 1)
    assert drawn(connection, stop, 1) == one
    for _ in range(2):
        move(connection, Move(one.key, "call", "call-0001"), who="Mira", now=NOON)
    assert [change.action for change in changes(connection, one.id)] == ["draw", "call"]


def test_a_day_by_phone_from_first_to_last(connection, tour):
    """Sixty are called, mended and finished one after another; every one is in the figures."""
    from oase.programmes.events.figures import per_stop

    stop = stops.create(connection, draft(tour.id, name="Wiener Platz"), now=NOON)
    stop = stops.set_state(connection, stop.id, "open", now=NOON)
    for n in range(60):
        drawn(connection, stop, n, NOON + n * MINUTE)
    called = []
    for n in range(60):
        first = queue(of_stop(connection, stop.id), stop.slot_minutes)[0]
        called.append(first.number)
        begins = NOON + (60 + 5 * n) * MINUTE
        for action, after in (("call", 0), ("start", 1), ("done", 5)):
            told = Move(first.key, action, f"{action}-{n:04}", "Mira", "Fixed" if n % 4 else "Repairable")
            move(connection, told, who="Mira", now=begins + after * MINUTE)
    found = per_stop(connection, stop)
    assert called == list(range(1, 61))
    assert (found.tickets, found.came, found.done, found.fixed, found.known) == (60, 60, 60, 45, 60)
    assert found.minutes == 4.0
