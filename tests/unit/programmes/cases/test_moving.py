"""A case goes its way step by step, and what belongs to a step happens with it or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from oase.decisions.tables import messages as outbox
from oase.errors import OptionInvalid
from oase.programmes.cases import acting, queue
from oase.programmes.cases.case import by_secret, find, log_of
from oase.programmes.cases.letters import plain
from oase.programmes.cases.messages import MOST, note, said, say
from oase.programmes.cases.parts import add_part, all_there, set_part
from oase.programmes.cases.states import ENDS, STATES, WAYS, StateInvalid, allowed
from oase.programmes.cases.times import begin, minutes_of, stop
from oase.programmes.items.life import life_of
from oase.programmes.tables import items, news, participations


@pytest.fixture
def item(bench):
    row = {"gtin": "04012345000009", "serial": "A1", "product": "", "name": "{}", "garment": "jacket"}
    row |= {"brand": "", "country": "DE", "state": "in_use", "source": "shop", "registered": 1}
    return bench.connection.execute(insert(items).values(row)).inserted_primary_key[0]


def go(bench, case, *states):
    for state in states:
        acting.move(bench.connection, case, state, bench.workshop)
    return find(bench.connection, case)


def kept(bench):
    return [bench.connection.execute(select(table)).all() for table in (participations, news, items)]


@pytest.mark.parametrize("kind", ["repair", "guarantee", "exchange"])
@pytest.mark.parametrize("way", WAYS)
def test_every_state_that_can_be_reached_leads_to_an_end(kind, way):
    reached, waiting = set(), ["opened"]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += allowed(kind, way, state)
    assert reached <= set(STATES)
    assert "closed" in reached
    assert all(allowed(kind, way, state) for state in reached - set(ENDS))
    assert not any(allowed(kind, way, state) for state in ENDS)


def test_a_repair_goes_through_the_workshop(bench, item):
    case = bench.open(item=item, alias=5).id
    go(bench, case, "label", "shipped", "received", "in_repair", "waiting_for_part", "in_repair", "repaired")
    assert [one.kind for one in life_of(bench.connection, item)] == [
        "damaged",
        "repair_began",
        "repair_began",
        "repaired",
    ]
    assert bench.connection.scalar(select(items.c.state)) == "in_use"
    levels = bench.connection.execute(select(participations.c.level)).scalars().all()
    assert levels == ["informed", "used"]
    events = bench.connection.execute(select(news.c.event)).scalars().all()
    assert events == ["Case Opened", *["Case Changed"] * 7]


def test_what_cannot_follow_is_refused_with_what_can(bench):
    opened = bench.open()
    with pytest.raises(StateInvalid) as caught:
        acting.move(bench.connection, opened.id, "repaired", bench.workshop)
    assert caught.value.can == ("advised", "label", "shipped", "received", "cancelled")
    assert caught.value.where == opened.number
    assert find(bench.connection, opened.id).state == "opened"


@pytest.mark.parametrize("state", ["estimated", "accepted", "closed", "notice"])
def test_what_has_a_step_of_its_own_is_not_moved_by_hand(bench, state):
    case = bench.open().id
    go(bench, case, "received")
    with pytest.raises(OptionInvalid, match="by hand"):
        acting.move(bench.connection, case, state, bench.workshop)


def test_asked_twice_it_moves_once(bench):
    case = bench.open().id
    go(bench, case, "received", "received")
    assert [one.after for one in log_of(bench.connection, case)] == ["opened", "received"]


def test_a_step_by_mistake_is_taken_back_with_all_that_it_told(bench, item):
    case = bench.open(item=item, alias=5).id
    go(bench, case, "received", "in_repair")
    before = kept(bench)
    go(bench, case, "repaired")
    assert acting.undo(bench.connection, case, bench.workshop).state == "in_repair"
    assert [
        bench.connection.execute(select(table)).all() for table in (participations, news, items)
    ] == before
    assert [one.kind for one in life_of(bench.connection, item)] == ["damaged", "repair_began"]
    assert [one.kind for one in log_of(bench.connection, case)][-2:] == ["state", "undone"]
    assert acting.undo(bench.connection, case, bench.workshop).state == "received"
    assert go(bench, case, "in_repair", "repaired").state == "repaired"


def test_what_the_customer_did_is_not_taken_back(bench):
    case = bench.open().id
    with pytest.raises(acting.UndoImpossible):
        acting.undo(bench.connection, case, bench.workshop)


def test_ready_is_told_without_consent_to_adverts(bench):
    case = bench.open(alias=5, lang="en").id
    go(bench, case, "received", "in_repair", "repaired")
    rows = bench.connection.execute(select(outbox).order_by(outbox.c.id)).all()
    assert [(one.kind, one.channel, one.purpose) for one in rows] == [("contract", "email", "")] * 2
    assert "has been repaired" in rows[-1].content


def test_what_was_a_mistake_is_not_told(bench):
    case = bench.open(alias=5).id
    go(bench, case, "received", "in_repair", "repaired")
    acting.undo(bench.connection, case, bench.workshop)
    rows = bench.connection.execute(select(outbox).order_by(outbox.c.id)).all()
    assert [(one.state, one.reason) for one in rows] == [("waiting", ""), ("ended", "no_longer_right")]
    assert go(bench, case, "repaired").state == "repaired"
    assert bench.connection.execute(select(outbox).order_by(outbox.c.id.desc())).first().state == "waiting"


def test_nobody_is_told_without_an_alias(bench):
    case = bench.open().id
    go(bench, case, "received", "in_repair", "repaired")
    assert bench.connection.execute(select(outbox)).all() == []
    assert bench.connection.execute(select(news)).all() == []


def test_messages_go_both_ways_and_notes_stay_inside(bench):
    opened = bench.open()
    say(bench.connection, opened.id, "Wann ist sie fertig?", bench.customer)
    say(bench.connection, opened.id, "Wann ist sie fertig?", bench.customer)
    say(bench.connection, opened.id, "Am Freitag.", bench.workshop)
    note(bench.connection, opened.id, "Kulanz möglich", bench.workshop)
    outside = [one.text for one in said(bench.connection, opened.id)]
    assert outside == ["Wann ist sie fertig?", "Am Freitag."]
    assert "Kulanz" not in str(log_of(bench.connection, opened.id))
    assert len(said(bench.connection, opened.id, is_inside=True)) == 3
    for bad in ("", "  ", "x" * 4_001):
        with pytest.raises(OptionInvalid):
            say(bench.connection, opened.id, bad, bench.customer)


def test_what_the_workshop_writes_goes_by_mail_and_a_note_does_not(bench):
    case = bench.open(alias=5).id
    say(bench.connection, case, "Welche Farbe?", bench.workshop)
    note(bench.connection, case, "Kulanz", bench.workshop)
    say(bench.connection, case, "Rot.", bench.customer)
    (row,) = bench.connection.execute(select(outbox)).all()
    assert row.kind == "contract"
    assert "Welche Farbe?" in row.content


def test_a_customer_cannot_write_without_end(bench):
    case = bench.open().id
    for number in range(MOST):
        say(bench.connection, case, f"Frage {number}", bench.customer)
    with pytest.raises(OptionInvalid, match="too many"):
        say(bench.connection, case, "Noch eine", bench.customer)
    say(bench.connection, case, "Antwort", bench.workshop)


def test_a_link_lives_on_while_something_happens(bench):
    opened = bench.open()
    bench.wait(days=300)
    go(bench, opened.id, "received")
    bench.wait(days=300)
    assert by_secret(bench.connection, opened.secret, bench.now).id == opened.id


def test_the_queue_counts_and_finds(bench, item):
    first, second = bench.open(item=item), bench.open(name="Berta")
    go(bench, second.id, "received")
    acting.assign(bench.connection, second.id, "Mira", bench.workshop)
    assert {one.state: one.number for one in queue.counts(bench.connection)} == {"opened": 1, "received": 1}
    found = queue.listed
    assert [one.id for one in found(bench.connection)] == [first.id, second.id]
    assert [one.id for one in found(bench.connection, assigned="Mira")] == [second.id]
    assert [one.id for one in found(bench.connection, search="bert")] == [second.id]
    assert [one.id for one in found(bench.connection, search=first.number.lower())] == [first.id]
    assert [one.id for one in found(bench.connection, search="A1")] == [first.id]
    assert found(bench.connection, search="%") == []
    acting.cancel(bench.connection, first.id, bench.workshop)
    assert [one.id for one in found(bench.connection)] == [second.id]


def test_parts_wait_until_they_are_there(bench):
    opened = bench.open()
    part = add_part(bench.connection, opened.id, "Schieber 5", bench.workshop, quantity=2, cents=300)
    assert not all_there(bench.connection, opened.id)
    assert [one.number for one in queue.parts_awaited(bench.connection)] == [opened.number]
    set_part(bench.connection, part.id, "there", bench.workshop)
    assert all_there(bench.connection, opened.id)
    assert queue.parts_awaited(bench.connection) == []
    with pytest.raises(OptionInvalid):
        add_part(bench.connection, opened.id, "Schieber", bench.workshop, quantity=0)


def test_time_runs_on_one_case_at_a_time(bench):
    one, other = bench.open().id, bench.open().id
    assert minutes_of(bench.connection, one) is None
    begin(bench.connection, one, bench.workshop)
    bench.wait(seconds=599)
    begin(bench.connection, other, bench.workshop)
    assert minutes_of(bench.connection, one) == 10
    bench.wait(days=2)
    stop(bench.connection, bench.workshop)
    assert minutes_of(bench.connection, other) == 12 * 60
    assert stop(bench.connection, bench.workshop) is None


def test_a_letter_carries_no_link_of_a_stranger():
    told = plain("Konto gesperrt, zahlen Sie auf https://evil.example oder evil.example/x\r\nBcc:a@b.de")
    assert "evil" not in told
    assert "Bcc" not in told
    assert len(plain("lang " * 500)) <= 60
    assert plain("Jacke Nr. 5 (rot)") == "Jacke Nr. 5 (rot)"
