"""Quiet hours, caps and prices against plain references, over midnight and the changes of the clock."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from oase.decisions.asked import Known
from oase.decisions.caps import DAY, facts_of_sending, sent_lately
from oase.decisions.offers import made_offer, price_for
from oase.decisions.plays.play import Offer
from oase.decisions.quiet import day_begins, is_quiet
from oase.model import Facts, combine_facts
from oase.retail.articles import Variant

MINUTE = 60_000_000
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/Sao_Paulo", "America/Havana", "Asia/Beirut",
         "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micro(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _changes() -> list[int]:
    """Return moments at which a clock of one of the zones is put forward or back."""
    found: list[int] = []
    for name, year in itertools.product(ZONES, (2016, 2026)):
        zone = ZoneInfo(name)
        hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=one) for one in range(365 * 24))
        last = None
        for hour in hours:
            offset = hour.astimezone(zone).utcoffset()
            if last is not None and offset != last:
                found.append(_micro(hour))
            last = offset
    return found


moments = st.one_of(
    st.integers(_micro(datetime(2015, 1, 1, tzinfo=UTC)), _micro(datetime(2027, 1, 1, tzinfo=UTC))),
    st.builds(lambda at, more: at + more, st.sampled_from(_changes()), st.integers(-26 * 3600, 26 * 3600).map(
        lambda seconds: seconds * 1_000_000
    )),
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
clocks = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


@settings(max_examples=300, deadline=None)
@given(moments, clocks, clocks, zones)
def test_quiet_hours_are_those_on_her_wall(at: int, start: str, end: str, zone: ZoneInfo):
    shown = (EPOCH + timedelta(microseconds=at)).astimezone(zone)
    minute = shown.hour * 60 + shown.minute
    first, last = (int(one[:2]) * 60 + int(one[3:]) for one in (start, end))
    quiet = set()
    while first != last:
        quiet.add(first)
        first = (first + 1) % 1440
    assert is_quiet(at, start, end, zone) is (minute in quiet)


@settings(max_examples=200, deadline=None)
@given(moments, zones)
def test_a_day_begins_with_the_first_moment_that_has_its_date(at: int, zone: ZoneInfo):
    def date(moment: int) -> object:
        return (EPOCH + timedelta(microseconds=moment)).astimezone(zone).date()

    begun = day_begins(at, zone)
    assert begun <= at
    assert date(begun) == date(at)
    assert date(begun - 1) < date(at)  # type: ignore[operator]


@settings(max_examples=200, deadline=None)
@given(moments, zones, st.lists(st.tuples(st.integers(0, 9 * 1440), st.booleans()), max_size=12))
def test_caps_count_every_message_of_her_day_and_of_seven_days(
    at: int, zone: ZoneInfo, sent: list[tuple[int, bool]]
):
    facts: Facts = {}
    for number, (ago, is_contract) in enumerate(sent):
        kind = "contract" if is_contract else "advert"
        told = facts_of_sending(f"{number:016x}", f"p{number}", "", "", kind, "", at - ago * MINUTE)
        facts = combine_facts(facts, told)
    today = (EPOCH + timedelta(microseconds=at)).astimezone(zone).date()
    for kind in ("advert", "survey", "contract"):
        mine = [at - ago * MINUTE for ago, is_contract in sent if is_contract is (kind == "contract")]
        dates = [(EPOCH + timedelta(microseconds=one)).astimezone(zone).date() for one in mine]
        found = sent_lately(Known(facts), kind, at, zone)
        assert found.week == sum(one > at - 7 * DAY for one in mine)
        assert found.today == sum(one == today for one in dates)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 500_000), st.integers(1, 500_000), st.lists(st.integers(1, 50), min_size=1, max_size=4),
    st.integers(1, 500_000), st.floats(0, 1, exclude_max=True), moments,
)  # fmt: skip
def test_an_offer_keeps_its_bounds_and_tells_against_the_lowest_price(
    price: int, lowest: int, percents: list[int], least: int, number: float, at: int
):
    variant = Variant(gtin="09520000000011", product="dress", price=price)
    assert made_offer(None, variant, lowest, number=number, at=at) is None
    assert (
        made_offer(Offer(percents=tuple(percents), least_cents=least), variant, None, number=number, at=at)
        is None
    )
    made = made_offer(
        Offer(percents=tuple(percents), least_cents=least), variant, lowest, number=number, at=at
    )
    if made is None:
        return
    reference = min(price, lowest)
    assert least <= made.price < reference
    assert made.price >= reference * (100 - max(percents)) / 100
    assert 1 <= made.percent <= max(percents)
    assert made.percent <= 100 * (reference - made.price) / reference
    assert made.lowest30 == lowest
    assert set(made.notice) == {"de", "en"}
    told = {"price": made.price, "until": made.until}
    assert price_for(variant, told, made.until - 1) == made.price
    assert price_for(variant, told, made.until) == price_for(variant, None, at) == price
