"""Sessions of customers: what a token opens, and what ends it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.db import Database
from oase.errors import HouseDamaged, OptionInvalid
from oase.identity import Aliases
from oase.identity.rights import IdentityRights
from oase.identity.sessions import (
    MOST_SESSIONS,
    SESSION_MICROSECONDS,
    TOKEN_KEY_FILE,
    TOKEN_MICROSECONDS,
    Session,
    Tokens,
    begin_session,
    end_session,
    end_sessions,
    is_standing,
    open_token_key,
    renew_session,
)
from oase.model import Person

KEY = bytes(range(32))
TOKENS = Tokens(KEY)
NOW = 1_790_000_000_000_000


def test_a_token_says_whose_it_is_for_a_quarter_of_an_hour() -> None:
    """Until the last microsecond, then no more."""
    token = TOKENS.issue(2**63 - 1, 5, NOW)
    assert TOKENS.read(token, NOW) == Session(2**63 - 1, 5)
    assert TOKENS.read(token, NOW + TOKEN_MICROSECONDS - 1) == Session(2**63 - 1, 5)
    assert TOKENS.read(token, NOW + TOKEN_MICROSECONDS) is None


def test_another_house_knows_it_not() -> None:
    """The key is what makes a token."""
    token = TOKENS.issue(7, 5, NOW)
    assert Tokens(bytes(32)).read(token, NOW) is None
    with pytest.raises(OptionInvalid):
        Tokens(b"short")


@given(place=st.integers(0, 200), sign=st.characters(codec="utf-8"))
def test_a_changed_sign_makes_it_nothing(place: int, sign: str) -> None:
    """Whatever is exchanged: only the very text that was issued is a token."""
    token = TOKENS.issue(7, 5, NOW)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    assert (TOKENS.read(changed, NOW) is None) == (changed != token)


@given(said=st.text(max_size=300))
def test_what_is_no_token(said: str) -> None:
    """Torn, longer, empty, in any script."""
    token = TOKENS.issue(7, 5, NOW)
    assert all(TOKENS.read(token[:end], NOW) is None for end in range(len(token)))
    assert TOKENS.read(said, NOW) is None
    assert TOKENS.read(f"oct_{said}", NOW) is None
    assert TOKENS.read(token + (said or "x"), NOW) is None


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """Only its owner may read it; a torn one is told."""
    (tmp_path / "keys").mkdir()
    key = open_token_key(tmp_path)
    assert key == open_token_key(tmp_path)
    assert stat.S_IMODE((tmp_path / TOKEN_KEY_FILE).stat().st_mode) == 0o600
    (tmp_path / TOKEN_KEY_FILE).write_bytes(b"torn")
    with pytest.raises(HouseDamaged, match="not whole"):
        open_token_key(tmp_path)


def test_a_session_is_renewed_until_it_ends(database: Database) -> None:
    """By its secret alone, which is kept nowhere; each renewal prolongs it."""
    with database.writing() as connection:
        session, secret = begin_session(connection, 7, NOW)
        assert is_standing(connection, session, NOW)
        later = NOW + SESSION_MICROSECONDS - 1
        assert renew_session(connection, secret, later) == session
        assert is_standing(connection, session, later + SESSION_MICROSECONDS - 1)
        assert not is_standing(connection, session, later + SESSION_MICROSECONDS)
        assert renew_session(connection, secret, later + SESSION_MICROSECONDS) is None
        assert renew_session(connection, secret[:-1], later) is None
        end_session(connection, session, later)
        assert renew_session(connection, secret, later) is None
        assert not is_standing(connection, session, later)
    with database.reading() as connection:
        assert secret.encode() not in database.path.read_bytes()


def test_a_session_is_of_one_alias(database: Database) -> None:
    """A token that names another's session opens nothing."""
    with database.writing() as connection:
        session, _ = begin_session(connection, 7, NOW)
        assert not is_standing(connection, Session(8, session.id), NOW)


def test_all_of_a_person_end_at_once(database: Database) -> None:
    """Over all her aliases, and nobody else's."""
    with database.writing() as connection:
        mine = [begin_session(connection, alias, NOW)[0] for alias in (7, 8, 8)]
        other, _ = begin_session(connection, 9, NOW)
        assert end_sessions(connection, [7, 8], NOW) == len(mine)
        assert not any(is_standing(connection, one, NOW) for one in mine)
        assert is_standing(connection, other, NOW)


def test_sessions_do_not_pile_up(database: Database) -> None:
    """The one renewed longest ago gives way."""
    with database.writing() as connection:
        sessions = [begin_session(connection, 7, NOW + turn)[0] for turn in range(MOST_SESSIONS + 2)]
        standing = [is_standing(connection, one, NOW + 100) for one in sessions]
    assert standing == [False, False] + [True] * MOST_SESSIONS


def test_they_are_shown_and_erased(database: Database, aliases: Aliases) -> None:
    """An export lists them, an erasure leaves none."""
    anna = Person(7, (7,))
    with database.writing() as connection:
        session, _ = begin_session(connection, 7, NOW)
    rights = IdentityRights(database, aliases)
    (shown,) = rights.export(anna)["sessions"]
    assert shown["created"].startswith("2026-")
    assert shown["ended"] is None
    assert rights.erase(anna) == 1
    with database.reading() as connection:
        assert not is_standing(connection, session, NOW)
