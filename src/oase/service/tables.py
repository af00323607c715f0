"""What ``service`` keeps: messages and replies, hours, templates, measures, resolutions, wordings.

Times are microseconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = [
    "cases",
    "channels",
    "measure_changes",
    "measures",
    "messages",
    "replies",
    "resolution_touchpoints",
    "resolutions",
    "templates",
    "texts",
    "waiting",
    "wordings",
]

channels = Table(
    "service_channels",
    metadata,
    Column("name", Text, primary_key=True),
    Column("team", Text, nullable=False),
    Column("hours", Text, nullable=False),  # OpenStreetMap's opening_hours; empty: nobody is there ever
    Column("country", Text, nullable=False),  # ISO 3166-1, for public holidays
    Column("subdivision", Text, nullable=False),  # ISO 3166-2 without the country
    Column("timezone", Text, nullable=False),
    Column("promise_minutes", Integer),  # within which an answer is promised, by the wall clock; null: none
    Column("touchpoint", Text, nullable=False),  # to which its messages belong
    Column("updated", BigInteger, nullable=False),
)

messages = Table(
    "service_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "<source>:<id there>"
    Column("source", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),  # the conversation it belongs to; empty where nobody says
    Column("alias", BigInteger),  # null where nobody knows who wrote it
    Column("sender", Text, nullable=False),  # as she calls herself there
    Column("at", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("stars", Integer),  # of a review
    Column("question", Integer),  # of retail, where it came by the app
    Column("state", Text, nullable=False),  # open, answered, closed (without a reply)
    Column("ended", BigInteger),  # first reply by a person, or when it was closed
    Column("because", Text, nullable=False),  # why it was closed without a reply
    Column("who", Text, nullable=False),  # account that has taken it on; empty for nobody
    Index(None, "state", "at"),
    Index(None, "channel", "at"),
    Index(None, "alias"),
    Index(None, "thread"),
    sqlite_autoincrement=True,
)

replies = Table(
    "service_replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("message", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),  # name of who answered; empty for none
    Column("is_automatic", Integer, nullable=False),  # 1: of a machine; does not stop the clock
    Column("template", Text, nullable=False),  # name of the template it was made of; empty for none
    Column("place", Text, nullable=False),  # page, elsewhere, app
    Column("is_personal", Integer),  # by the detection; null before it has looked
    Column("signs", Text, nullable=False),  # JSON: what the detection saw
    Column("checked", Integer),  # by a person's hand: 1 personal, 0 not
    Column("checked_by", Text, nullable=False),
    Index(None, "message"),
    sqlite_autoincrement=True,
)

waiting = Table(
    "service_waiting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "reply:<key>" or "close:<key of the message>"
    Column("message", Text, nullable=False),  # key of a message that has not come yet
    Column("body", Text, nullable=False),  # JSON: the reply, or why and when it was closed
    Column("received", BigInteger, nullable=False),
    Index(None, "message"),
    sqlite_autoincrement=True,
)
"""Replies and closings that came before their message did."""

templates = Table(
    "service_templates",
    metadata,
    Column("name", Text, primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
)

measures = Table(
    "measures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("touchpoint", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("said", Text, nullable=False),  # what the customer said
    Column("origin", Text, nullable=False),  # "message:12", "answer:34"; empty for none
    Column("owner", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("done", BigInteger),
    Column("state", Text, nullable=False),  # open, done, dropped
    Column("aim", Text, nullable=False),  # state of the touchpoint that it should change, and to which
    Column("resolution", Integer),
    Column("cents", BigInteger),
    Index(None, "touchpoint"),
    Index(None, "state", "due"),
    sqlite_autoincrement=True,
)

measure_changes = Table(
    "measure_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("before", Text, nullable=False),  # JSON
    Column("after", Text, nullable=False),
    Index(None, "measure"),
    sqlite_autoincrement=True,
)

resolutions = Table(
    "resolutions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("decided", Date, nullable=False),
    Column("who", Text, nullable=False),  # board, meeting or person
    Column("state", Text, nullable=False),  # open, done, dropped
    Column("created", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

resolution_touchpoints = Table(
    "resolution_touchpoints",
    metadata,
    Column("resolution", Integer, primary_key=True, autoincrement=False),
    Column("touchpoint", Text, primary_key=True),
    Index(None, "touchpoint"),
)

wordings = Table(
    "inside_out_wordings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lang", Text, nullable=False),
    Column("pattern", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("instead", Text, nullable=False),
    Column("is_on", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    UniqueConstraint("lang", "pattern"),
)
"""What a company has added to the list of self-centred wording, or switched off."""

texts = Table(
    "checked_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),  # page, mail, other
    Column("lang", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
)
"""Texts of the company that are checked for self-centred wording each day."""

cases = Table(
    "daily_cases",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),  # days since 1970, zone of the house
    Column("origin", Text, nullable=False),  # "message:12", "answer:34"
    Column("touchpoint", Text, nullable=False),
    Column("chosen", BigInteger, nullable=False),
    Column("decided", Text, nullable=False),  # which touchpoint decides for her, as the company says
    Column("who", Text, nullable=False),
)
