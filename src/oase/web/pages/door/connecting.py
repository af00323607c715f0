"""What is shown to connect a system: code for each client, and whether something arrived already."""

from __future__ import annotations

from typing import Any, NamedTuple

from oase import words
from oase.contacts.keys import Key
from oase.contacts.recent import recent_contacts
from oase.contacts.refusals import browse
from oase.web.pages.door.snippets import PLACEHOLDER, snippets
from oase.web.pages.visit import Visit

__all__ = ["Arrived", "Marks", "arrived", "connecting", "marks"]

PORTION = 1000
GROUPS = ("try", "web", "server", "plain")


class Marks(NamedTuple):
    """The newest contact and refusal there are: what comes behind them is new."""

    contact: int = 0
    refusal: int = 0


class Arrived(NamedTuple):
    """Whether something of a source has come (``waiting``, ``arrived``, ``refused``), said, and new marks."""

    state: str
    said: str
    marks: Marks


def connecting(visit: Visit, address: str, key: Key | None = None, secret: str = "") -> dict[str, Any]:
    """Return what the template needs: address, snippets by group, and what is waited for."""
    is_write = key is None or key.kind == "write"
    found = snippets(address, secret or PLACEHOLDER) if is_write else []
    groups = ((group, [one for one in found if one.group == group]) for group in GROUPS)
    return {
        "address": address,
        "groups": [(group, several) for group, several in groups if several],
        "awaited": key.source if key else None,
        "marks": marks(visit),
        "found": None,
    }


def marks(visit: Visit) -> Marks:
    """Return the newest contact and refusal there are now."""
    with visit.reach.database.reading() as connection:
        contacts, refusals = recent_contacts(connection, limit=1), browse(connection, after=-1, limit=1)
    return Marks(contacts[-1].id if contacts else 0, refusals[-1].id if refusals else 0)


def arrived(visit: Visit, source: str, behind: Marks) -> Arrived:
    """Return whether something of a source has come behind the marks."""
    with visit.reach.database.reading() as connection:
        contacts = recent_contacts(connection, behind.contact, PORTION)
        refused = browse(connection, after=behind.refusal, source=source, limit=1)
    come = next((one for one in contacts if one.source == source), None)
    if come is not None:
        name = words.one_line(come.touchpoint, visit.lang)
        return Arrived("arrived", visit.t("door.connect.arrived", touchpoint=name), behind)
    if refused:
        reason = words.refusal(refused[0].reason, visit.lang)
        behind = behind._replace(refusal=refused[0].id)  # a later message may be right
        return Arrived("refused", visit.t("door.connect.refused", reason=reason), behind)
    behind = behind._replace(contact=contacts[-1].id if contacts else behind.contact)
    return Arrived("waiting", "", behind)
