"""Openings: that somebody, or something, has opened the page of an invitation. Never an answer.

Mail programs and scanners open every link, so an opening says little: the funnel shows it as "opened, by a
person or a scanner", and nothing else is made of it.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, update

from oase.surveys.tables import invitations
from oase.surveys.tokens import Ticket

__all__ = ["opened"]


def opened(connection: Connection, ticket: Ticket, now: int) -> bool:
    """Note that the page of an invitation was opened; return whether it was for the first time.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    ticket : Ticket
        Of a passive one nothing is noted: there is no invitation behind it.
    now : int
        Microseconds since 1970, UTC.
    """
    if ticket.way != "invited":
        return False
    mine = (invitations.c.transaction_id == ticket.transaction) & (invitations.c.survey == ticket.survey)
    is_under_way = invitations.c.state.in_(("eligible", "sent")) & invitations.c.decided.isnot(None)
    values = {"state": "opened", "opened": now, "sent": func.coalesce(invitations.c.sent, now)}
    return connection.execute(update(invitations).where(mine & is_under_way).values(**values)).rowcount > 0
