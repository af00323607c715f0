"""What is planted in a year of Lindwerk's programmes is found by the rooms' own functions."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from oase.cli.programmes import live_a_year
from oase.db import open_database
from oase.demo import shop
from oase.demo.programmes import Year, truth
from oase.demo.programmes.company import EMPLOYEES, TRAINED
from oase.demo.programmes.records import FIXED, RECORDS
from oase.demo.programmes.when import ago, day_of
from oase.programmes import news
from oase.programmes.events import figures
from oase.programmes.impact import claims, versions
from oase.programmes.items.guarantees import every as every_guarantee
from oase.programmes.open_repair.keeping import kept
from oase.programmes.purpose import employees, measures, promotions
from oase.programmes.purpose.shares import shares
from oase.programmes.returns.balance import balance
from oase.programmes.tables import cases
from oase.retail import keeping

from .stories import NOW

__all__ = ["STORIES", "Story", "lived_in", "run"]


class Story(NamedTuple):
    """A house in which the programmes have gone on for a year, and what is true about it."""

    connection: Connection
    lived: Year
    persons: int


@contextmanager
def lived_in(folder: Path, persons: int, seed: int = 7) -> Generator[Story]:
    """Open a new house in which the demo's programmes have gone on for a year."""
    with open_database(folder, create=True, clock=lambda: NOW) as database:
        with database.writing() as connection:
            keeping.put(connection, shop(NOW, seed).articles, now=NOW, source="shop")
        lived = live_a_year(database, persons, seed, NOW, lambda _, value: zlib.crc32(value.encode()))
        with database.reading() as connection:
            yield Story(connection, lived, persons)


def mended(story: Story) -> str:
    """So many repairs have ended mended, of so many that have ended."""
    ended = (cases.c.state == "closed") & (cases.c.kind != "exchange")
    rows = select(cases.c.outcome, func.count()).where(ended).group_by(cases.c.outcome)
    by_outcome: dict[str, int] = {row[0]: row[1] for row in story.connection.execute(rows)}
    found = by_outcome.get("Fixed", 0), sum(by_outcome.values())
    assert found == truth.fixed_of(story.persons), (found, truth.fixed_of(story.persons))
    return f"mended: {found[0]} of {found[1]} repairs that have ended"


def active(story: Story) -> str:
    """So many of those who take part act themselves."""
    found = shares(story.connection, ago(NOW, 400), NOW + 1)
    assert (found.active, found.of) == (len(story.lived.active), len(story.lived.known)), found
    return f"active: {found.active} of {found.of} known persons who take part"


def waited(story: Story) -> str:
    """At the stop with one tailor people have waited long, at no other."""
    city, minutes = truth.LONG_WAIT
    waits = {one.name: one.wait for one in figures.per_town(story.connection) if one.wait is not None}
    assert abs(waits[city] - minutes) < 1, waits
    others = {name: wait for name, wait in waits.items() if name not in (city, "Köln")}
    assert all(abs(wait - truth.USUAL_WAIT) < 1 for wait in others.values()), others
    return f"waits: {waits[city]:.0f} minutes in {city}, {truth.USUAL_WAIT:.0f} at {len(others)} other stops"


def weighed(story: Story) -> str:
    """What came in is what went out and is still here, in grams, in the year and in each half of it."""
    since, middle = ago(NOW, 400), ago(NOW, 150)
    for begins, ends in ((since, NOW + 1), (since, middle), (middle, NOW + 1)):
        assert balance(story.connection, begins, ends).difference == 0
    found = balance(story.connection, since, NOW + 1)
    assert found.refused
    assert min(found.came, found.gone, found.closing) > 0
    return f"grams: {found.came} in, {found.gone} out, {found.closing} here, {found.refused} pieces refused"


def tested(story: Story) -> str:
    """The two measures that are no purpose are told apart, and a voucher is split off from the take-back."""
    held = measures.every(story.connection)
    failed = {one.name["de"]: one.verdict for one in held if one.verdict != "purpose"}
    assert failed == truth.FAILS_TEST, failed
    take_back = next(one for one in held if one.kind == "take_back")
    assert [one.benefit for one in promotions.of_measure(story.connection, take_back.id)] == ["voucher"]
    return f"test: {len(held) - len(failed)} measures are purpose, {' and '.join(failed)} are not"


def published(story: Story) -> str:
    """The effect that was published stays as it was, though the factors have changed since."""
    (claim,) = claims.every(story.connection)
    now_at = versions.current(story.connection).version
    assert (claim.version, now_at) == (1, 2)
    assert claims.recheck(story.connection, claim.id).is_same
    return f"effect: published by version {claim.version}, the same when reckoned again under {now_at}"


def kept_apart(story: Story) -> str:
    """Staff, records and promises are as planted, and nothing of the past waits to become a contact."""
    people, parts = employees.every(story.connection), employees.parts_of(story.connection)
    assert employees.trained(people, parts, day_of(NOW)) == (TRAINED, EMPLOYEES)
    records = list(kept(story.connection))
    assert (sum(one.repair_status == "Fixed" for one in records), len(records)) == (FIXED, RECORDS)
    assert [one.state for one in every_guarantee(story.connection)] == ["review", "live", "live"]
    assert not news.waiting(story.connection)
    return f"staff: {TRAINED} of {EMPLOYEES} trained; records: {FIXED} of {RECORDS} mended"


STORIES: tuple[Callable[[Story], str], ...] = (
    mended, active, waited, weighed, tested, published, kept_apart,
)  # fmt: skip


def run(full: bool) -> list[str]:
    """Find all that is planted in the programmes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        lived_in(Path(folder) / "house", 20_000 if full else 1_000) as story,
    ):
        return [told(story) for told in STORIES]
