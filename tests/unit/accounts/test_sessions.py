"""Sessions: how long they last, what names them, how they end; links and attempts by a turned clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from oase.accounts import (
    Account,
    Attempts,
    Unfit,
    begin_session,
    close_account,
    create_link,
    end_other_sessions,
    end_session,
    enter_by_link,
    find_account,
    find_link,
    find_session,
    first_link,
    list_sessions,
)
from oase.accounts.tables import attempts, links, sessions
from oase.db import Database

from .conftest import AT

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
Opens = Callable[..., Account]


@pytest.fixture
def kaya(opened: Opens) -> Account:
    return opened("Frau Kaya")


def test_a_session_is_found_by_its_secret_only(database: Database, kaya: Account) -> None:
    secret = begin_session(database, kaya.id, at=AT, agent="Firefox\r\n" + "x" * 500)
    found = find_session(database, secret, at=AT)
    assert found is not None
    session, account = found
    assert account == kaya
    assert (session.created, session.last_seen, len(session.agent)) == (AT, AT, 200)
    assert "\n" not in session.agent
    for wrong in ("", session.id, secret[:-1], secret + "x", secret.swapcase(), "\ud800"):
        assert find_session(database, wrong, at=AT) is None
    with database.reading() as connection:
        kept = connection.execute(select(sessions)).one()
    assert secret not in repr(kept)
    assert len(kept.hash) == 32


def test_a_session_ends_when_it_is_idle(database: Database, kaya: Account) -> None:
    secret = begin_session(database, kaya.id, at=AT)
    assert find_session(database, secret, at=AT + 12 * HOUR) is not None  # seen: another twelve hours
    assert find_session(database, secret, at=AT + 24 * HOUR) is not None
    assert find_session(database, secret, at=AT + 36 * HOUR + SECOND) is None
    assert list_sessions(database, kaya.id, at=AT + 36 * HOUR + SECOND) == []


def test_a_session_ends_after_two_weeks_however_busy(database: Database, kaya: Account) -> None:
    secret = begin_session(database, kaya.id, at=AT)
    for step in range(28):
        assert find_session(database, secret, at=AT + step * 12 * HOUR) is not None
    assert find_session(database, secret, at=AT + 14 * DAY) is not None
    assert find_session(database, secret, at=AT + 14 * DAY + SECOND) is None


def test_being_seen_is_written_down_once_a_minute(database: Database, kaya: Account) -> None:
    secret = begin_session(database, kaya.id, at=AT)
    for seconds, seen in ((30, 0), (60, 0), (61, 61), (100, 61), (200, 200)):
        find_session(database, secret, at=AT + seconds * SECOND)
        [one] = list_sessions(database, kaya.id, at=AT)
        assert one.last_seen == AT + seen * SECOND


def test_one_ends_ones_own_sessions_only(database: Database, kaya: Account, opened: Opens) -> None:
    other = opened("Herr Brandt")
    hers = [begin_session(database, kaya.id, at=AT + number) for number in range(3)]
    his = begin_session(database, other.id, at=AT)
    [last, middle, first] = list_sessions(database, kaya.id, at=AT)
    end_session(database, other.id, first.id)  # not his
    end_session(database, kaya.id, "")
    end_session(database, kaya.id, first.id[:4])
    assert len(list_sessions(database, kaya.id, at=AT)) == 3
    end_session(database, kaya.id, first.id)
    assert [one.id for one in list_sessions(database, kaya.id, at=AT)] == [last.id, middle.id]
    end_other_sessions(database, kaya.id, last.id)
    assert [find_session(database, one, at=AT) is not None for one in hers] == [False, False, True]
    assert find_session(database, his, at=AT) is not None


def test_old_sessions_are_thrown_away_in_time(database: Database, kaya: Account) -> None:
    begin_session(database, kaya.id, at=AT)
    begin_session(database, kaya.id, at=AT + DAY)
    with database.reading() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


def test_a_link_opens_once_within_three_days(database: Database, kaya: Account) -> None:
    link = create_link(database, kaya.id, at=AT)
    opens = find_link(database, link, at=AT + 3 * DAY - 1)
    assert opens is not None
    assert (opens.account, opens.expires) == (kaya, AT + 3 * DAY)
    assert find_link(database, link, at=AT + 3 * DAY) is None
    assert enter_by_link(database, link, "drei Kamele im Regen", at=AT + 3 * DAY) is None
    assert enter_by_link(database, link, "drei Kamele im Regen", at=AT) is not None
    assert enter_by_link(database, link, "vier Kamele im Wind", at=AT) is None
    assert find_link(database, link, at=AT) is None
    with database.reading() as connection:
        assert link not in repr(connection.execute(select(links)).all())


def test_a_link_of_a_closed_account_opens_nothing(database: Database, kaya: Account) -> None:
    link = create_link(database, kaya.id, at=AT)
    close_account(database, kaya.id, at=AT)
    assert find_link(database, link, at=AT) is None
    assert enter_by_link(database, link, "drei Kamele im Regen", at=AT) is None


def test_of_many_who_use_the_first_link_at_once_one_says_who_the_admin_is(database: Database) -> None:
    link = first_link(database, at=AT)
    assert link

    def enters(number: int) -> int | None:
        named = {"name": f"Frau {number}", "email": f"frau{number}@example.org"}
        entered = enter_by_link(database, link, f"{number} Kamele im Regen", at=AT, **named)
        return None if entered is None else number

    with ThreadPoolExecutor(4) as threads:
        [number] = [one for one in threads.map(enters, range(4)) if one is not None]
    account = find_account(database, 1)
    assert account is not None
    assert (account.name, account.email) == (f"Frau {number}", f"frau{number}@example.org")
    assert len(list_sessions(database, 1, at=AT)) == 1


@pytest.mark.parametrize(
    "named", [{"name": "x" * 201}, {"email": "no address"}, {"email": "kaya@example.org"}]
)
def test_a_link_that_was_filled_in_wrongly_can_be_used_again(
    named: dict[str, str], database: Database, opened: Opens
) -> None:
    link = first_link(database, at=AT)
    opened("Frau Kaya")
    assert link
    with pytest.raises(Unfit):
        enter_by_link(database, link, "drei Kamele im Regen", at=AT, **named)
    fine = {"name": "Ada", "email": "ada@example.org"}
    assert enter_by_link(database, link, "drei Kamele im Regen", at=AT, **fine) is not None


FREE = {"kaya": 5}


def failing(counted: Attempts, times: int, at: int = AT) -> list[int]:
    return [counted.begin(FREE, at=at) for _ in range(times)]


def test_a_few_failures_cost_nothing_and_each_further_one_more(database: Database) -> None:
    counted = Attempts(database)
    assert failing(counted, 5) == [0] * 5
    at, waits = AT, list[int]()
    for _ in range(12):
        waits.append(counted.begin(FREE, at=at))
        at += waits[-1] * SECOND
        assert counted.begin(FREE, at=at) == 0
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_whoever_must_wait_is_not_counted(database: Database) -> None:
    counted = Attempts(database)
    failing(counted, 5)
    assert set(failing(counted, 50)) == {2}
    assert counted.begin(FREE, at=AT + 2 * SECOND) == 0


def test_failures_are_forgotten_after_an_hour(database: Database) -> None:
    counted = Attempts(database)
    failing(counted, 5)
    later = AT + HOUR + 1
    assert failing(counted, 5, later) == [0] * 5
    assert failing(counted, 1, later) == [2]
    counted.begin({"somebody else": 1}, at=later + 2 * HOUR)
    with database.reading() as connection:
        assert len(connection.execute(select(attempts)).all()) == 1


def test_success_forgets_or_takes_back(database: Database) -> None:
    counted = Attempts(database)
    failing(counted, 5)
    counted.succeeded(taken_back=("kaya",))
    assert failing(counted, 2) == [0, 2]
    counted.succeeded(forgotten=("kaya",))
    assert failing(counted, 6) == [0, 0, 0, 0, 0, 2]


def test_each_name_is_counted_for_itself_and_none_is_kept(database: Database) -> None:
    counted = Attempts(database)
    both = {"account kaya": 2, "address 192.0.2.7": 4}
    assert [counted.begin(both, at=AT) for _ in range(3)] == [0, 0, 2]
    assert counted.begin({"account brandt": 2, "address 192.0.2.7": 4}, at=AT) == 0
    assert counted.begin({"ACCOUNT Kaya ": 2}, at=AT) == 2  # written otherwise, the same
    with database.reading() as connection:
        kept = repr(connection.execute(select(attempts)).all())
    assert "kaya" not in kept
    assert "192" not in kept


def test_attempts_at_the_same_time_are_all_counted(database: Database) -> None:
    counted = Attempts(database)
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: counted.begin(FREE, at=AT), range(40)))
    assert waits.count(0) == 5


def test_a_clock_that_is_set_back_lets_nobody_wait_for_ever(database: Database) -> None:
    counted = Attempts(database)
    failing(counted, 5)
    assert counted.begin(FREE, at=AT - 10 * DAY) <= 2
