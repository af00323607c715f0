"""The preferred store: said beats learned, visits fade, and what she calls wrong is not believed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oase.model import Fact
from oase.retail.preferences import HALF_LIFE_DAYS, preferred_store

DAY = 86_400_000_000
NOW = 1_000 * DAY


def test_nothing_is_known_of_a_stranger():
    assert preferred_store({}, NOW) is None
    assert preferred_store({"met:K1": Fact(1, NOW)}, NOW) is None  # once is no habit


def test_said_beats_learned():
    facts = {"met:K1": Fact(9, NOW), "store:preferred": Fact("K2", 5)}
    found = preferred_store(facts, NOW)
    assert found is not None
    assert (found.store, found.how, found.at) == ("K2", "said", 5)


def test_visits_fade():
    facts = {"met:K1": Fact(5, NOW - 2 * HALF_LIFE_DAYS * DAY), "met:K2": Fact(2, NOW)}
    found = preferred_store(facts, NOW)
    assert found is not None
    assert (found.store, found.visits, found.fact) == ("K2", 2, "met:K2")
    assert preferred_store({"met:K1": Fact(2, NOW - 5 * HALF_LIFE_DAYS * DAY)}, NOW) is None


def test_what_she_calls_wrong_is_not_believed():
    facts = {"met:K1": Fact(5, NOW), "met:K2": Fact(2, NOW), "wrong:met:K1": Fact(1, NOW)}
    found = preferred_store(facts, NOW)
    assert found is not None
    assert found.store == "K2"


def test_taken_back_it_is_believed_only_of_later_visits():
    for name, fact in (
        ("store:preferred", Fact(0, NOW - DAY)),
        ("wrong:store:preferred", Fact(1, NOW - DAY)),
    ):
        assert preferred_store({"met:K1": Fact(5, NOW - 2 * DAY), name: fact}, NOW) is None
        found = preferred_store({"met:K1": Fact(5, NOW), name: fact}, NOW)
        assert found is not None
        assert found.how == "learned"


visits = st.dictionaries(
    st.sampled_from(["met:K1", "met:K2", "met:K3"]),
    st.builds(Fact, st.one_of(st.integers(0, 50), st.just("x")), st.integers(0, NOW)),
)


@given(visits)
def test_a_further_visit_never_makes_a_store_less_preferred(facts: dict[str, Fact]):
    before = preferred_store(facts, NOW)
    if before is None or before.how == "said":
        return
    more = {**facts, before.fact: Fact(before.visits + 1, NOW)}
    after = preferred_store(more, NOW)
    assert after is not None
    assert after.store == before.store
