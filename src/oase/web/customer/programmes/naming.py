"""Who sends a form of the public pages: the person of her mail address."""

from __future__ import annotations

from oase.db.connection import Connection
from oase.identity.graph import Ids
from oase.web.customer.programmes.rendering import Asked, reach_in

__all__ = ["alias_of"]


def alias_of(request: Asked, connection: Connection, email: str, now: int) -> int | None:
    """Return under whom something is kept: the person of this mail address, met now where never before.

    Nobody shows that the address is hers: it is where letters go, and opens nothing that was hers before.
    """
    if "@" not in email:
        return None
    return reach_in(request).house.rooms.graph.resolve(connection, [Ids(email=email)], [now])[0].alias
