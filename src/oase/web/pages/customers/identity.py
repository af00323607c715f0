"""Which ids are one customer, why, and how to undo or add to it."""

from __future__ import annotations

from typing import Any

from oase.app.customers import Known
from oase.identity import Link
from oase.identity.aliases import KINDS
from oase.model import Person
from oase.web.pages.customers.telling import address, ago, pseudonym
from oase.web.pages.visit import Visit

__all__ = ["told"]


def told(visit: Visit, person: Person, known: Known) -> dict[str, Any]:
    """Return ids and links as the page shows them."""
    return {
        "ids": [
            {
                "kind": visit.t(f"customers.kind.{one.kind}"),
                "value": one.value,
                "pseudonym": pseudonym(one.alias),
                "moment": visit.moment(one.created),
                "stands": one.alias == person.person,
            }
            for one in known.ids
        ],
        "pseudonym": pseudonym(person.person),
        "links": [_link(visit, link, known) for link in reversed(known.links)],
        "kinds": [(kind, visit.t(f"customers.kind.{kind}")) for kind in KINDS],
        "has_clear_id": any(one.value is not None for one in known.ids),
    }


def _link(visit: Visit, link: Link, known: Known) -> dict[str, Any]:
    return {
        "id": link.id,
        "ends": [_end(visit, alias, known) for alias in (link.one, link.other)],
        "reason": visit.t(f"customers.reason.{link.reason}"),
        "ago": ago(visit, link.at),
        "moment": visit.moment(link.at),
        "undone": visit.moment(link.undone) if link.undone is not None else "",
        "is_apart": any(alias in known.far_ends for alias in (link.one, link.other)),
    }


def _end(visit: Visit, alias: int, known: Known) -> dict[str, str]:
    """Return one end of a link; of another person's only the kind, and where her own page is."""
    mine = {one.alias: one for one in known.ids}
    one = mine.get(alias) or known.far_ends.get(alias)
    kind = visit.t(f"customers.kind.{one.kind if one else 'import'}")
    if alias in mine:
        return {"kind": kind, "value": mine[alias].value or pseudonym(alias), "address": ""}
    return {"kind": kind, "value": visit.t("customers.link.other"), "address": address(alias)}
