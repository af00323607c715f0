"""Messages between a customer and the workshop, and notes that stay within the company."""

from __future__ import annotations

from sqlalchemy import Connection, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes import links
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import Entry, find, log_of
from oase.programmes.cases.letters import write_words
from oase.programmes.cases.log import logged
from oase.programmes.tables import case_log

__all__ = ["LONGEST", "MOST", "note", "said", "say"]

LONGEST = 4_000
MOST = 200
"""Messages that a customer may write in one case."""

AGAIN_MICROSECONDS = 600_000_000


def say(connection: Connection, case: int, text: str, actor: Actor) -> int:
    """Keep a message to the other side; what the workshop writes goes by mail, too.

    The same words within ten minutes are the same message.

    Raises
    ------
    CaseUnknown
    OptionInvalid
        Empty, too long, or too many.
    """
    return _kept(connection, case, "message", text, actor)


def note(connection: Connection, case: int, text: str, actor: Actor) -> int:
    """Keep a note that the customer never reads; see ``say``."""
    return _kept(connection, case, "note", text, actor)


def said(connection: Connection, case: int, *, is_inside: bool = False) -> list[Entry]:
    """Return the messages of a case, oldest first; within the company with notes."""
    kinds = ("message", "note") if is_inside else ("message",)
    return [one for one in log_of(connection, case, is_inside=is_inside) if one.kind in kinds]


def _kept(connection: Connection, case: int, kind: str, text: str, actor: Actor) -> int:
    held = find(connection, case)
    text = text.strip().replace("\r\n", "\n")
    if not 0 < len(text) <= LONGEST:
        raise OptionInvalid(
            "The message is empty or too long",
            expected=f"1 to {LONGEST:,} characters",
            got=f"{len(text):,}",
            where=held.number,
        )
    hers = select(case_log).where(
        case_log.c.case == case, case_log.c.by == actor.side, case_log.c.kind == kind
    )
    before = connection.execute(hers.order_by(case_log.c.id.desc()).limit(MOST)).all()
    lately = [one for one in before if actor.now - one.at < AGAIN_MICROSECONDS and one.text == text]
    if lately:
        return int(lately[0].id)
    if actor.side == "customer" and len(before) >= MOST:
        raise OptionInvalid("There are too many messages", expected=f"up to {MOST}", where=held.number)
    links.renew(connection, "case", case, actor.now)
    bump(connection, "programmes")
    entry = logged(connection, case, actor, kind, text=text)
    if kind == "message" and actor.side == "workshop":
        write_words(connection, held, entry, text, actor.now)
    return entry
