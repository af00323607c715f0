"""Which products go together: read from all contacts and facts, written down as numbers of persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyarrow.compute as pc
from sqlalchemy import Connection

from oase.app.rooms import Rooms
from oase.identity.members import persons_of
from oase.model import Facts, combine_facts, facts_in
from oase.model.facts import under
from oase.retail.keeping import codes, variants
from oase.retail.matches import keep, related

if TYPE_CHECKING:
    from oase.app.house import House
    from oase.app.tasks.task import Arguments, Progress

__all__ = ["Matched", "match_products", "retail_matches"]

_COLUMNS = ["person", "at", "attributes"]
_EVENTS = (
    r'"_event":\s*"(product[ _](added[ _]to|removed[ _]from)[ _]wishlist|order[ _](completed|refunded))"'
)
_KINDS = ("wish", "bought")
_STARTS = ("wish:", "bought:")
_AT_ONCE = 10_000


class Matched(NamedTuple):
    """What came of it: contacts that told of wishes, persons with something known, pairs of products."""

    contacts: int
    persons: int
    pairs: int


class _Said(msgspec.Struct, frozen=True):
    event: str = msgspec.field(default="", name="_event")


_event_of = msgspec.json.Decoder(_Said).decode
_unpack = msgspec.msgpack.Decoder(Facts).decode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def match_products(rooms: Rooms, progress: Callable[[int, int | None], None] | None = None) -> Matched:
    """Find out which products go together and write it down in place of what was known.

    A product counts for a person who has it on her wish list or has bought it, as it stands with the last
    thing known of it: what she took off the list or gave back does not. Without articles nothing is read.

    Parameters
    ----------
    rooms : Rooms
    progress : callable, optional
        Is told the contacts read, and of how many.
    """
    with rooms.database.reading() as connection:
        products = {gtin: one.product for gtin, one in variants(connection).items()}
        known = {sku: products[gtin] for sku, gtin in codes(connection).items()} | products
        facts = dict(_kept(connection)) if known else {}
    contacts = 0
    for person, told in _told(rooms, progress or _silent) if known else ():
        contacts += 1
        facts[person] = combine_facts(facts.get(person, {}), told)
    rows = [
        (person, known[name])
        for person, held in facts.items()
        for kind in _KINDS
        for name, fact in under(held, kind)
        if fact.value and name in known
    ]
    found = related(rows)
    with rooms.database.writing() as connection:
        pairs = keep(connection, found, rooms.clock())
    return Matched(contacts, len({person for person, _ in rows}), pairs)


def retail_matches(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Do so as a task; returns ``contacts``, ``persons``, ``pairs``, nothing of a person."""
    del arguments
    return match_products(house.rooms, progress)._asdict()


def _kept(connection: Connection) -> Iterator[tuple[int, Facts]]:
    """Yield what warm memory knows of each person's wishes and purchases, over all her aliases."""
    rows: Any = connection.exec_driver_sql("select alias, content from facts order by alias")
    found: dict[int, Facts] = {}
    while some := rows.fetchmany(_AT_ONCE):
        persons = persons_of(connection, [alias for alias, _ in some])
        for alias, content in some:
            held = {name: fact for name, fact in _unpack(content).items() if name.startswith(_STARTS)}
            if held:
                person = persons[alias]
                found[person] = combine_facts(found.get(person, {}), held)
    yield from found.items()


def _told(rooms: Rooms, progress: Callable[[int, int | None], None]) -> Iterator[tuple[int, Facts]]:
    """Yield who says what of wishes and purchases, contact by contact."""
    done, total = 0, rooms.store.counts()["contacts"]
    for block in rooms.store.blocks(_COLUMNS):
        asked = pc.match_substring_regex(block["attributes"], _EVENTS, ignore_case=True)
        chosen = block.filter(asked)
        for person, at, attributes in zip(*(chosen[name].to_pylist() for name in _COLUMNS), strict=True):
            if told := facts_in(_event_of(attributes).event, _decode(attributes), at):
                yield person, told
        done += len(block)
        progress(done, total)


def _silent(_done: int, _total: int | None) -> None:
    return None
