"""What the counter knows of a customer: the facts that decisions go by, in the words that she reads."""

from __future__ import annotations

from typing import Any

from oase.app.visiting.believed import believed, is_wrong, source_of, told
from oase.db.facts import facts_of
from oase.model import Facts, Person
from oase.retail.preferences import preferred_store
from oase.retail.shelf import Shelf
from oase.web.pages.customers.telling import ago
from oase.web.pages.visit import Visit

__all__ = ["counted"]


def counted(visit: Visit, person: Person) -> dict[str, Any]:
    """Return her facts, the latest first, each with its source, its age and her word against it."""
    shelf = Shelf(visit.reach.database)
    shelf.refresh()
    with visit.reach.database.reading() as connection:
        facts = facts_of(connection, person.aliases)
    rows = [_row(visit, shelf, facts, name) for name, _ in believed(facts)]
    return {"facts": rows, "denied": sum(row["denied"] != "" for row in rows)}


def _row(visit: Visit, shelf: Shelf, facts: Facts, name: str) -> dict[str, Any]:
    fact, wrong = facts[name], facts.get(f"wrong:{name}")
    return {
        "text": told(shelf, name, fact.value, visit.lang),
        "source": visit.t(f"customers.fact.source.{_source(visit, facts, name)}"),
        "ago": ago(visit, fact.at),
        "moment": visit.moment(fact.at),
        "denied": ago(visit, wrong.at) if wrong is not None and is_wrong(facts, name) else "",
    }


def _source(visit: Visit, facts: Facts, name: str) -> str:
    """Return where a fact comes from; of visits, too, whether they make the store hers."""
    preferred = preferred_store(facts, visit.reach.moment())
    if preferred is not None and preferred.how == "learned" and preferred.fact == name:
        return "preferred"
    return source_of(name)
