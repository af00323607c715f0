"""The invented brand: the same for a seed, whole, and lifelike."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from oase.demo import COMPETITORS, Lindwerk, lindwerk, lindwerk_blocks
from oase.demo.people import BLOCK
from oase.demo.plan import ASKED, TOUCHPOINTS
from oase.errors import OptionInvalid
from oase.model import Phase, State

_MONTH_DAYS = 30


@pytest.fixture(scope="module")
def brand() -> Lindwerk:
    return lindwerk()


def _local(table: pa.Table) -> pa.ChunkedArray:
    return pc.local_timestamp(table["at"].cast(pa.timestamp("us", "Europe/Berlin")))


def _times_at(table: pa.Table, touchpoint: str) -> pa.ChunkedArray:
    return _local(table.filter(pc.equal(table["touchpoint"], touchpoint)))


def test_same_seed_gives_the_same_demo():
    """Two draws with one seed are equal in every cell, another seed differs."""
    first, second, other = lindwerk(300, seed=3), lindwerk(300, seed=3), lindwerk(300, seed=4)
    assert first.contacts.equals(second.contacts)
    assert first.answers.equals(second.answers)
    assert not first.contacts.equals(other.contacts)


def test_person_is_the_same_in_a_larger_demo():
    """The first persons of a demo of two blocks are those of a small demo, rows and all."""
    small, large = lindwerk(200), lindwerk(BLOCK + 100)
    for name in ("contacts", "answers"):
        part, whole = getattr(small, name), getattr(large, name)
        assert whole.slice(0, part.num_rows).equals(part)


def test_blocks_make_the_whole():
    """The blocks one after the other are the demo that is held in memory."""
    blocks = list(lindwerk_blocks(BLOCK + 100))
    whole = lindwerk(BLOCK + 100)
    assert len(blocks) == 2
    assert pa.concat_tables(block.contacts for block in blocks).equals(whole.contacts)
    assert pa.concat_tables(block.answers for block in blocks).equals(whole.answers)
    assert (
        sum(block.invitations["answered"].to_numpy().sum() for block in blocks)
        == whole.invitations["answered"].to_numpy().sum()
    )


def test_size(brand: Lindwerk):
    """By default 20,000 persons leave about 400,000 contacts."""
    assert 380_000 < brand.contacts.num_rows < 460_000
    assert 19_500 < pc.count_distinct(brand.contacts["person"]).as_py() <= 20_000


def test_sorted_by_person_and_time(brand: Lindwerk):
    """Contacts and answers come grouped by person, ascending in time."""
    for table in (brand.contacts, brand.answers):
        order = pc.sort_indices(table, [("person", "ascending"), ("at", "ascending")])
        keys = table.select(["person", "at"])
        assert keys.equals(keys.take(order))


def test_truth_covers_phases_and_states(brand: Lindwerk):
    """At least twelve touchpoints, every phase and every state is planted."""
    assert len(brand.truth) >= 12
    assert {planted.phase for planted in brand.truth} == set(Phase)
    assert {planted.state for planted in brand.truth} == set(State)
    assert {planted.flag for planted in brand.truth} == {"", "confounded", "few answers", "depends on later"}


def test_truth_is_in_line_with_its_states(brand: Lindwerk):
    """What is planted obeys the definitions of the states themselves."""
    for planted in brand.truth:
        worthwhile, harmful = planted.reward > 0.02, planted.penalty < -0.02
        match planted.state:
            case State.MAGIC:
                assert worthwhile
                assert planted.fulfilment > 0
                assert planted.lead > 0
            case State.PAIN:
                assert harmful
                assert planted.fulfilment < 0
            case State.COMPETITOR:
                assert worthwhile
                assert planted.lead < 0
            case State.PERFORMANCE:
                assert worthwhile
                assert harmful
            case State.LATENT:
                assert worthwhile
                assert planted.fulfilment < 0
            case State.HYGIENE:
                assert harmful
                assert planted.reward == 0
            case State.NEUTRAL:
                assert planted.reward == planted.penalty == 0
            case State.OPEN:
                assert planted.flag


def test_enough_answers_where_equivalence_is_planted(brand: Lindwerk):
    """Hygiene and neutral touchpoints have at least 5,000 own answers, the new chat too few."""
    counts = dict(
        zip(
            brand.invitations["touchpoint"].to_pylist(),
            brand.invitations["answered"].to_pylist(),
            strict=True,
        )
    )
    for planted in brand.truth:
        if planted.state in (State.HYGIENE, State.NEUTRAL):
            assert counts[planted.touchpoint] >= 5_000
    assert counts["Chat am Sonntag"] < 250


def test_answers_show_the_planted_fulfilment(brand: Lindwerk):
    """Own and competitors' shares come out as planted, own ones a little stretched by self-selection."""
    table = brand.answers
    value = pc.index_in(table["answer"], pa.array(["missed", "met", "exceeded"])).to_numpy() - 1
    touchpoint, answered = table["touchpoint"].to_numpy(), table["brand"].to_numpy()
    for asked in ASKED:
        if asked.flag == "few answers":
            continue
        own = value[(touchpoint == asked.name) & (answered == brand.own)].mean()
        assert own == pytest.approx(asked.exceeded - asked.missed, abs=0.04), asked.name
        for competitor, lead in zip(COMPETITORS, asked.leads, strict=True):
            other = value[(touchpoint == asked.name) & (answered == competitor)].mean()
            assert other == pytest.approx(asked.exceeded - asked.missed - lead, abs=0.1), asked.name


def test_extreme_experiences_answer_more_often(brand: Lindwerk):
    """Fewer answers say "met" than people felt it: answers are self-selected."""
    own = brand.answers.filter(pc.equal(brand.answers["brand"], brand.own))
    value, touchpoint = own["answer"].to_numpy(), own["touchpoint"].to_numpy()
    felt = [1 - asked.exceeded - asked.missed for asked in ASKED]
    said = [np.mean(value[touchpoint == asked.name] == "met") for asked in ASKED]
    assert np.mean(said) < np.mean(felt) - 0.01


def test_answers_of_a_person_share_her_mood(brand: Lindwerk):
    """Two answers of one person about different touchpoints go together: the halo."""
    own = brand.answers.filter(pc.equal(brand.answers["brand"], brand.own))
    value = pc.index_in(own["answer"], pa.array(["missed", "met", "exceeded"])).to_numpy() - 1
    person, touchpoint = own["person"].to_numpy(), own["touchpoint"].to_numpy()
    first = dict(zip(person[touchpoint == "Verpackung"], value[touchpoint == "Verpackung"], strict=True))
    second = dict(zip(person[touchpoint == "Produktsuche"], value[touchpoint == "Produktsuche"], strict=True))
    both = sorted(first.keys() & second.keys())
    assert np.corrcoef([first[p] for p in both], [second[p] for p in both])[0, 1] > 0.04


def test_denominators_reconcile(brand: Lindwerk):
    """Answers never exceed invitations, nor these contacts; own answers are as many as counted."""
    transactions, invited, answered = (
        brand.invitations[name].to_numpy() for name in ("transactions", "invited", "answered")
    )
    assert (answered <= invited).all()
    assert (invited <= transactions).all()
    own = pc.sum(pc.equal(brand.answers["brand"], brand.own)).as_py()
    assert 0 <= answered.sum() - own < 200  # an answer may come after the end


def test_shops_keep_opening_hours(brand: Lindwerk):
    """Nothing happens in a shop on a Sunday or before ten, and the Sunday chat is on Sundays only."""
    shop = _local(brand.contacts.filter(pc.equal(brand.contacts["channel"], "Laden")))
    assert 6 not in pc.unique(pc.day_of_week(shop)).to_pylist()
    assert pc.min(pc.hour(shop)).as_py() == 10
    assert pc.max(pc.hour(shop)).as_py() <= 19
    assert pc.unique(pc.day_of_week(_times_at(brand.contacts, "Chat am Sonntag"))).to_pylist() == [6]


def test_seasons(brand: Lindwerk):
    """Spring is busier than winter, as befits an outdoor brand."""
    months = np.bincount(pc.month(_local(brand.contacts)).to_numpy(), minlength=13)
    assert months[4] + months[5] > 1.2 * (months[1] + months[2])


def test_baskets_only_at_purchases(brand: Lindwerk):
    """Every purchase has a basket in euro and nothing else has."""
    bought = pc.equal(brand.contacts["touchpoint"], "Kauf")
    assert pc.equal(pc.is_valid(brand.contacts["value"]), bought).to_pylist().count(False) == 0
    assert pc.min(brand.contacts["value"]).as_py() > 0


def test_some_answers_are_too_young(brand: Lindwerk):
    """Some answers are younger than 90 days at the end, most are not."""
    at = brand.answers["at"].cast(pa.int64()).to_numpy()
    young = np.mean(at > at.max() - 3 * _MONTH_DAYS * 86_400_000_000)
    assert 0.02 < young < 0.2


def test_every_touchpoint_occurs(brand: Lindwerk):
    """Every touchpoint of the plan is in the log, and each has one phase."""
    assert set(pc.unique(brand.contacts["touchpoint"]).to_pylist()) == set(TOUCHPOINTS)
    pairs = brand.contacts.select(["touchpoint", "phase"]).group_by(["touchpoint", "phase"]).aggregate([])
    assert pairs.num_rows == len(TOUCHPOINTS)


def test_payment_is_asked_after_the_purchase(brand: Lindwerk):
    """No answer about payment comes before its purchase, which would else be its own outcome."""
    paid = brand.answers.filter(pc.equal(brand.answers["touchpoint"], "Bezahlung"))
    bought = brand.contacts.filter(pc.equal(brand.contacts["touchpoint"], "Kauf"))
    last: dict[str, list[int]] = {}
    for person, at in zip(
        bought["person"].to_pylist(), bought["at"].cast(pa.int64()).to_pylist(), strict=True
    ):
        last.setdefault(person, []).append(at)
    hour = 6 * 3_600_000_000 + 60_000_000
    for person, at in zip(paid["person"].to_pylist(), paid["at"].cast(pa.int64()).to_pylist(), strict=True):
        assert any(at - hour <= moment < at for moment in last[person])


@pytest.mark.parametrize(("persons", "seed"), [(0, 7), (-1, 7), (10, -1)])
def test_impossible_demo(persons: int, seed: int):
    """No persons or a negative seed is refused before anything is drawn."""
    with pytest.raises(OptionInvalid, match="cannot be drawn"):
        lindwerk(persons, seed)
