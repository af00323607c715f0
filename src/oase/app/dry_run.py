"""A play tried on what is stored: what it would have said to whom, and why not; nothing is sent or kept."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pyarrow.compute as pc

from oase.app.rooms import Rooms
from oase.decisions.caps import facts_of_sending
from oase.decisions.deciding import decide
from oase.decisions.plays import Play
from oase.decisions.receipt import Outcome
from oase.decisions.situation import Place, Situation
from oase.model import Facts, combine_facts
from oase.retail.shelf import Shelf

__all__ = ["DAYS", "DryRun", "dry_run"]

DAYS = 1
"""How much of the stored contacts is taken, counted back from the last one."""

_DAY = 86_400_000_000
_EVENTS = {
    "visit.started": ("Visit Started",),
    "visit.ended": ("Visit Ended",),
    "purchase": ("Order Completed",),
    "store.near": ("Store Area Entered",),
}
_WITHOUT_CONTACT = ("stock.changed", "price.changed", "rating.new", "day")
"""What happens to nobody in particular: everybody of whom something is known is asked once."""

_COLUMNS = ["alias", "person", "at", "attributes"]


class DryRun(NamedTuple):
    """What a play would have done.

    Parameters
    ----------
    situations, persons : int
        In which it would have been asked, and of how many persons.
    sent, control : int
    withheld : dict of str to int
        By the gate that fails first.
    first, last : int or None
        Span of the contacts that were looked at, microseconds since 1970, UTC.
    from_contacts : bool
        Whether stored contacts were the occasion; else everybody known was asked once.
    """

    situations: int
    persons: int
    sent: int
    control: int
    withheld: dict[str, int]
    first: int | None
    last: int | None
    from_contacts: bool


class _Happened(NamedTuple):
    person: int
    situation: Situation


class _Said(msgspec.Struct, frozen=True):
    """What the attributes of a contact say of a situation."""

    event: str = msgspec.field(default="", name="_event")
    trigger: str = ""
    store: str = ""
    item: str = ""
    gtin: str = ""
    distance: float | str = msgspec.field(default=0.0, name="distance_m")


_decode = msgspec.json.Decoder(_Said).decode
_unpack = msgspec.msgpack.Decoder(Facts).decode


def dry_run(
    rooms: Rooms, play: Play, progress: Callable[[int, int | None], None], days: int = DAYS
) -> DryRun:
    """Return what a play would have done with the last stored contacts; changes nothing.

    What is known of a person counts as of that moment; articles, stock and stores as they are now, and no
    other play has sent anything in between.

    Parameters
    ----------
    rooms : Rooms
    play : Play
    progress : callable
        Is told the contacts read, and of how many.
    days : int
    """
    last = _last(rooms)
    persons, happened = _read(rooms, play, last, days, progress)
    with rooms.database.reading() as connection:
        known: dict[int, Facts] = {}
        rows: Any = connection.exec_driver_sql("select alias, content from facts")
        for alias, content in rows:
            facts = _unpack(content)
            person = persons[alias] if alias in persons else int(alias)
            known[person] = combine_facts(known[person], facts) if person in known else facts
    is_from_contacts = play.trigger not in _WITHOUT_CONTACT
    if not is_from_contacts:
        at = last if last is not None else rooms.clock()
        happened = [_Happened(person, Situation(trigger=play.trigger, at=at)) for person in sorted(known)]
    counts = _walk(rooms, play, happened, known)
    withheld = {reason: n for (outcome, reason), n in counts.items() if outcome == Outcome.WITHHELD}
    return DryRun(
        situations=len(happened),
        persons=len({one.person for one in happened}),
        sent=sum(n for (outcome, _), n in counts.items() if outcome == Outcome.SENT),
        control=sum(n for (outcome, _), n in counts.items() if outcome == Outcome.CONTROL),
        withheld=withheld,
        first=None if last is None else last - days * _DAY,
        last=last,
        from_contacts=is_from_contacts,
    )


def _walk(
    rooms: Rooms, play: Play, happened: list[_Happened], known: dict[int, Facts]
) -> Counter[tuple[str, str]]:
    shelf = Shelf(rooms.database)
    shelf.refresh()
    zone = ZoneInfo(rooms.settings.timezone)
    number = itertools.count()
    counts: Counter[tuple[str, str]] = Counter()
    for person, situation in happened:
        facts = {name: fact for name, fact in known.get(person, {}).items() if fact.at <= situation.at}
        made = decide(
            [play],
            facts,
            shelf,
            situation,
            zone=zone,
            person=person,
            new_id=lambda: f"{next(number):016x}",
            offered=lambda *_: ({}, {}),  # what a price could have been is not asked in a trial
        )
        if not made:
            continue
        receipt = made[-1]
        counts[receipt.outcome, receipt.reason] += 1
        if receipt.outcome == Outcome.SENT:
            said = facts_of_sending(
                receipt.id, play.name, receipt.item, receipt.store, play.kind, "", situation.at
            )
            known[person] = combine_facts(known.get(person, {}), said)
    return counts


def _last(rooms: Rooms) -> int | None:
    return max((_latest(block["at"]) for block in rooms.store.blocks(["at"]) if len(block)), default=None)


def _latest(column: Any) -> int:
    return pc.max(column).as_py()


def _read(
    rooms: Rooms, play: Play, last: int | None, days: int, progress: Callable[[int, int | None], None]
) -> tuple[dict[int, int], list[_Happened]]:
    """Return who each alias belongs to, and what happened, in the order of time."""
    if last is None:
        return {}, []
    persons: dict[int, int] = {}
    happened: list[_Happened] = []
    done, total = 0, rooms.store.counts()["contacts"]
    for block in rooms.store.blocks(_COLUMNS):
        pairs = block.select(["alias", "person"]).group_by(["alias", "person"]).aggregate([])
        persons.update(zip(pairs["alias"].to_pylist(), pairs["person"].to_pylist(), strict=True))
        late = block.filter(pc.greater(block["at"], last - days * _DAY))
        happened += _happened(late, play)
        done += len(block)
        progress(done, total)
    return persons, sorted(happened, key=lambda one: (one.situation.at, one.person))


def _happened(block: Any, play: Play) -> Iterator[_Happened]:
    named = [*_EVENTS.get(play.trigger, ()), "Decision"]
    for event in named:
        sought = f'"_event":{msgspec.json.encode(event).decode()}'
        found = block.filter(pc.fill_null(pc.match_substring(block["attributes"], sought), False))  # noqa: FBT003
        rows = zip(*(found[name].to_pylist() for name in ("person", "at", "attributes")), strict=True)
        for person, at, attributes in rows:
            situation = _situation(attributes, at, play)
            if situation is not None:
                yield _Happened(person, situation)


def _situation(attributes: str, at: int, play: Play) -> Situation | None:
    """Return the situation that a contact was; None for a decision about something else."""
    try:
        said = _decode(attributes)
        metres = float(said.distance)
    except (msgspec.DecodeError, ValueError):
        return None
    if said.event == "Decision" and said.trigger != play.trigger:
        return None
    places = (Place(said.store, metres, 0.0),) if said.store and play.needs_place else ()
    store = "" if places else said.store
    item = "" if play.about == "none" else said.item or said.gtin
    return Situation(trigger=play.trigger, at=at, places=places, store=store, item=item)
