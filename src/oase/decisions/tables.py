"""What ``decisions`` keeps: plays, receipts, messages, arms. Times are microseconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, Table, Text

from oase.db import metadata

__all__ = ["arms", "messages", "play_counts", "plays", "receipts", "subscriptions"]

plays = Table(
    "plays",
    metadata,
    Column("version", Integer, primary_key=True),  # of all plays together, ascending
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),  # TOML
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("is_live", Boolean(create_constraint=True, name="is_live"), nullable=False),
    Index(None, "name"),
    sqlite_autoincrement=True,
)
"""Every version of every play: rows are added, never changed; of each name the newest holds."""

receipts = Table(
    "receipts",
    metadata,
    Column("id", Text, primary_key=True),  # 16 hexadecimal digits
    Column("alias", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("play", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", Text, nullable=False),  # decisions.Outcome
    Column("reason", Text, nullable=False),  # the gate that failed; empty where none did
    Column("content", LargeBinary, nullable=False),  # msgpack of decisions.Receipt
    Index(None, "alias", "at"),
    Index(None, "play", "at"),
)

play_counts = Table(
    "play_counts",
    metadata,
    Column(
        "day", Integer, primary_key=True, autoincrement=False
    ),  # days since 1970, in the house's time zone
    Column("play", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
"""What became of decisions, day by day; without persons, so an erasure leaves it as it is."""

arms = Table(
    "play_arms",
    metadata,
    Column("play", Text, primary_key=True),
    Column("arm", Text, primary_key=True),
    Column("shown", BigInteger, nullable=False),
    Column("reached", BigInteger, nullable=False),  # persons who did what the play is for, within its time
    Column("value", Float, nullable=False),
    Column("updated", BigInteger, nullable=False),
)
"""What contents of a play have led to: what Thompson sampling draws from."""

subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alias", BigInteger, nullable=False),
    Column("endpoint", Text, nullable=False, unique=True),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

messages = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # whoever asks twice with it gets one message
    Column("alias", BigInteger, nullable=False),
    Column("receipt", Text, nullable=False),  # of the decision; empty where there was none
    Column("channel", Text, nullable=False),  # push, email, webhook, app
    Column("purpose", Text, nullable=False),  # model.Purpose whose consent is asked again; empty: contract
    Column("kind", Text, nullable=False),  # contract, advert, survey
    Column("content", Text, nullable=False),  # JSON
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),  # not tried before
    Column("expires", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", Text, nullable=False),  # waiting, sent, ended
    Column("reason", Text, nullable=False),  # why it ended, "sending", or what the last attempt met
    Column("finished", BigInteger),
    Column("reached", Text),  # JSON list of subscriptions that took it; those are not asked again
    Index(None, "channel", "state", "due"),
    Index(None, "state", "expires"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)
