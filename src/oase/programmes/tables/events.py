"""The bus tour and other repair events: stops, who repairs there, bookings, the queue of walk-ins."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Float, Index, Integer, Table, Text, UniqueConstraint

from oase.db import metadata

__all__ = ["stop_tailors", "ticket_changes", "tickets", "tour_stops", "tours"]

tours = Table(
    "programme_tours",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # JSON: by language
    Column("about", Text, nullable=False),  # JSON: by language
    Column("measure", Integer),
    Column("state", Text, nullable=False),  # planned, live, ended
    Column("created", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    sqlite_autoincrement=True,
)

tour_stops = Table(
    "programme_stops",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tour", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postcode", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("opens", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Column("slot_minutes", Integer, nullable=False),
    Column("per_slot", Integer, nullable=False),  # bookings in one slot
    Column("walk_ins", Integer, nullable=False),  # tickets for who comes without booking
    Column("mends", Text, nullable=False),  # JSON: list of reasons that are mended there
    Column("note", Text, nullable=False),  # JSON: by language
    Column("state", Text, nullable=False),  # planned, open, closed, cancelled
    Column("changed", BigInteger, nullable=False),
    Index(None, "day"),
    Index(None, "tour"),
    sqlite_autoincrement=True,
)

stop_tailors = Table(
    "programme_stop_tailors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("stop", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("employee", Integer),
    Column("skills", Text, nullable=False),  # JSON: list of reasons
    Column("opens", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Index(None, "stop"),
    sqlite_autoincrement=True,
)

tickets = Table(
    "programme_tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # of the form or the phone: twice sent, once drawn
    Column("stop", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # as it is called out, from 1 at each stop
    Column("kind", Text, nullable=False),  # booking, walk_in
    Column("slot", BigInteger),  # of a booking
    Column("state", Text, nullable=False),  # booked, waiting, called, in_work, done, left, cancelled, absent
    Column("alias", BigInteger),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("garment", Text, nullable=False),  # class of garment; empty where nobody says
    Column("case", Integer),
    Column("tailor", Text, nullable=False),
    Column("outcome", Text, nullable=False),  # as of a case
    Column("made", BigInteger, nullable=False),
    Column("arrived", BigInteger),
    Column("began", BigInteger),
    Column("ended", BigInteger),
    UniqueConstraint("stop", "number"),
    Index(None, "stop", "state"),
    Index(None, "alias"),
    sqlite_autoincrement=True,
)

ticket_changes = Table(
    "programme_ticket_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # of the phone: twice sent, once done
    Column("ticket", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),  # draw, book, an action of states.ACTIONS, case, undo
    Column("undoes", Integer, unique=True),  # of an undo: the change that it takes back
    Column("before", Text, nullable=False),  # JSON: what changed; nothing of a person
    Column("after", Text, nullable=False),
    Index(None, "ticket"),
    sqlite_autoincrement=True,
)
