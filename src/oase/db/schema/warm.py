"""Tables of the warm memory that several rooms read. Times are microseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Index, Integer, LargeBinary, Table, Text

from oase.db.schema.tables import metadata

__all__ = [
    "alias_moves",
    "backup_places",
    "contact_log",
    "daily_counts",
    "erasures",
    "facts",
    "identifiers",
    "inboxes",
    "jobs",
    "occasions",
    "retention",
    "snapshots",
    "snapshots_due",
    "transactions",
    "versions",
]

inboxes = Table(
    "inboxes",
    metadata,
    Column("worker", Text, primary_key=True),  # name of the inbox file without its ending
    Column("done", BigInteger, nullable=False),  # rows up to this one are contacts or refusals
)

contact_log = Table(
    "contact_log",
    metadata,
    Column("id", Integer, primary_key=True),  # ascending, never given twice
    Column("alias", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("channel", Text),
    Column("phase", Text),
    Column("value", Float),
    Column("brand", Text),
    Column("source", Text, nullable=False),
    Column("message_key", LargeBinary, nullable=False),
    Column("tie", Text, nullable=False),
    Column("attributes", Text),  # masked JSON object
    sqlite_autoincrement=True,
)
"""Accepted contacts that are not sealed into the lake yet."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("alias", BigInteger, primary_key=True, autoincrement=False),
    Column("updated", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),  # msgpack of model.Snapshot
)

facts = Table(
    "facts",
    metadata,
    Column("alias", BigInteger, primary_key=True, autoincrement=False),
    Column("updated", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),  # msgpack of model.Facts
)
"""What the counter needs to know of a person, name by name."""

occasions = Table(
    "occasions",
    metadata,
    Column("alias", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),  # visit, bought, undecided
    Column("what", Text, primary_key=True),  # id of the visit, else the article
    Column("at", BigInteger, nullable=False),
    Column("due", BigInteger),  # when to look at it; null: not by itself
    Column("store", Text, nullable=False),
    Index(None, "due"),
    Index(None, "kind", "at"),
    Index(None, "kind", "what"),
)
"""Visits, purchases and open questions, by which triggers find whom something concerns."""

transactions = Table(
    "transactions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "order:<id>", else "contact:<message key>"
    Column("alias", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("channel", Text, nullable=False),  # empty where it is not known, as store
    Column("store", Text, nullable=False),
    Column("value", Float),
    Column("source", Text, nullable=False),
    Column("referral", Text),  # code of the recommendation link that the order brought along
    Index(None, "alias"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
"""What a customer may rate: every contact of a touchpoint that is asked about, and every order."""

snapshots_due = Table(
    "snapshots_due",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bucket", Integer, nullable=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("after_alias", BigInteger, nullable=False),  # aliases up to this one are done
)
"""Imported rows of the lake whose snapshots are still to be made."""

identifiers = Table(
    "identifiers",
    metadata,
    Column("alias", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('user', 'anonymous', 'email', 'device')", name="kind"),
        nullable=False,
    ),
    Column("value", Text),  # the id in the clear: personal, gone with the person
    Column("person", BigInteger, nullable=False),  # alias that stands for the person
    Column("created", BigInteger, nullable=False),
)
"""Every id by which someone was met, and the person it stands for; an alias not listed is its own person."""

Index(
    "ix_identifiers_person_moved",
    identifiers.c.person,
    sqlite_where=identifiers.c.person != identifiers.c.alias,
)

alias_moves = Table(
    "alias_moves",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("alias", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)
"""Aliases whose person changed since the lake was clustered: rows of the lake may name the former person."""

daily_counts = Table(
    "daily_counts",
    metadata,
    Column(
        "day", Integer, primary_key=True, autoincrement=False
    ),  # days since 1970, in the house's time zone
    Column("touchpoint", Text, primary_key=True),
    Column("contacts", BigInteger, nullable=False),
)
"""How many contacts a touchpoint had on a day; without persons, so an erasure leaves it as it is."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('erase', 'remap')", name="kind"), nullable=False),
    Column("arguments", Text, nullable=False),  # JSON, emptied when the job is done
    Column("step", Text, nullable=False),  # the last step that was finished
    Column("requested", BigInteger, nullable=False),
    Column("finished", BigInteger),
    Column("result", Text),  # JSON
    sqlite_autoincrement=True,
)
"""Long work of the house, taken up again where it was cut short."""

erasures = Table(
    "erasures",
    metadata,
    Column("receipt", Text, primary_key=True),
    Column("requested", BigInteger, nullable=False),
    Column("finished", BigInteger, nullable=False),
    Column("rows", Text, nullable=False),  # JSON: how many rows per room
)
"""Receipts of erasures: nothing of the person."""

retention = Table(
    "retention",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("days", Integer),  # empty: kept for ever
)

backup_places = Table(
    "backup_places",
    metadata,
    Column("path", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
"""Folders that hold backups, and so a copy of the list of erasures."""

versions = Table(
    "versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
"""Counters by which a process learns that what it holds in memory has changed."""
