"""Verdicts, evidence and denominators of magic moments on small planted data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from oase.experience import RESULT, magic_moments
from oase.lake import Answers, Contacts
from oase.model import Scale

from .worlds import DAY, World, random_world


def _planted(rng: np.random.Generator, rows: int = 3000) -> dict[str, pa.Array]:
    """Return three touchpoints: A pleases and sells, B only hurts, C does nothing."""
    chances = {"A": [0.15, 0.40, 0.45], "B": [0.30, 0.45, 0.25], "C": [0.25, 0.45, 0.30]}
    said = {name: rng.choice([-1, 0, 1], rows, p=p) for name, p in chances.items()}
    chance = 0.4 + 0.25 * (said["A"] == 1) - 0.25 * (said["B"] == -1)
    columns = {name: pa.array(values.astype(np.int8)) for name, values in said.items()}
    return columns | {"outcome": pa.array((rng.random(rows) < chance).astype(float))}


def test_own_view_is_latent_at_best_and_flagged() -> None:
    """Without competitors' answers a would-be magic moment stays latent, with the flag of the own view."""
    table = pa.table(_planted(np.random.default_rng(1)))
    rows = magic_moments(Answers(table, "wide", ("A", "B", "C"), Scale())).rows()
    assert [row["state"] for row in rows[:2]] == ["latent", "pain"]
    assert rows[2]["state"] in {"neutral", "open"}
    assert "magic_own_view" in rows[0]["flags"]
    assert rows[0]["evidence"] == ["R", "E"]
    assert rows[0]["lead"] is None


def test_parallel_lead_makes_magic_and_competitor() -> None:
    """The same question about a competitor turns latent into magic, or into the competitor's magic."""
    rng = np.random.default_rng(2)
    own, worse, better = _planted(rng), _planted(rng, 1500), _planted(rng, 1500)
    worse["A"] = pa.array(rng.choice([-1, 0, 1], 1500, p=[0.4, 0.4, 0.2]).astype(np.int8))
    better["A"] = pa.array(rng.choice([-1, 0, 1], 1500, p=[0.05, 0.2, 0.75]).astype(np.int8))

    def verdict(theirs: dict[str, pa.Array]) -> dict[str, Any]:
        both = pa.concat_tables([pa.table(own), pa.table(theirs)])
        brand = pa.array(["Lindwerk"] * 3000 + ["Norrfell"] * 1500).dictionary_encode()
        answers = Answers(
            both.append_column("brand", brand), "wide", ("A", "B", "C"), Scale(), own="Lindwerk"
        )
        return magic_moments(answers).rows()[0]

    ahead, behind = verdict(worse), verdict(better)
    assert (ahead["state"], ahead["lead_kind"], ahead["competitor"]) == ("magic", "parallel", "Norrfell")
    assert (behind["state"], behind["lead"] < 0) == ("competitor", True)
    assert ahead["evidence"] == ["R"]
    assert ahead["prize"] == pytest.approx(
        ahead["exceeded"] * min(ahead["reward_early"], ahead["reward_all"], key=abs)
    )


def _long(rng: np.random.Generator, persons: int = 2500, **more: pa.Array) -> pa.Table:
    columns = _planted(rng, persons)
    return pa.table(
        {
            "person": pa.array(np.repeat(np.arange(persons), 3)),
            "touchpoint": pa.array(["A", "B", "C"] * persons).dictionary_encode(),
            "answer": pa.array(np.stack([columns[name].to_numpy() for name in "ABC"], 1).ravel()),
            "outcome": pa.array(np.repeat(columns["outcome"].to_numpy(), 3)),
            **more,
        }
    )


def test_long_and_wide_agree() -> None:
    """The same answers, long without times and wide, give the same verdicts and figures."""
    rng = np.random.default_rng(3)
    columns = _planted(rng, 2000)
    wide = pa.table({"person": pa.array(np.arange(2000)), **columns})
    long = pa.table(
        {
            "person": pa.array(np.repeat(np.arange(2000), 3)),
            "touchpoint": pa.array(["A", "B", "C"] * 2000).dictionary_encode(),
            "answer": pa.array(np.stack([columns[name].to_numpy() for name in "ABC"], 1).ravel()),
            "outcome": pa.array(np.repeat(columns["outcome"].to_numpy(), 3)),
        }
    )
    for order in (None, ["B", "A", "C"]):
        one, two = (
            magic_moments(Answers(table, form, ("A", "B", "C"), Scale()), order=order).rows()  # type: ignore[arg-type]
            for table, form in ((wide, "wide"), (long, "long"))
        )
        for row, other in zip(one, two, strict=True):
            for key in ("reward_early", "reward_all", "reward_low", "penalty_high", "fulfilment_low", "q"):
                assert row[key] == (None if other[key] is None else pytest.approx(other[key], abs=1e-9)), key
            assert (row["state"], row["flags"]) == (other["state"], other["flags"])


def test_comparative_lead_from_the_direct_item() -> None:
    """Better or worse than another shop gives a lead, by the name of the shop."""
    rng = np.random.default_rng(4)
    size = 7500
    compared = pa.array(
        rng.choice([-1, 0, 1], size, p=[0.2, 0.4, 0.4]).astype(np.int8), mask=rng.random(size) < 0.5
    )
    shop = pa.array(rng.choice(["Norrfell", "Talgut"], size)).dictionary_encode()
    table = _long(rng, compared=compared, compared_with=shop)
    row = magic_moments(Answers(table, "long", ("A", "B", "C"), Scale()), order=["A", "B", "C"]).rows()[0]
    assert (row["state"], row["lead_kind"]) == ("magic", "comparative")
    assert row["competitor"] in {"Norrfell", "Talgut"}
    assert row["lead_low"] < row["lead"] < row["lead_high"]
    only = magic_moments(Answers(table, "long", ("A", "B", "C"), Scale()), competitors=["Talgut"]).rows()[0]
    assert only["competitor"] == "Talgut"
    nameless = table.drop_columns(["compared_with"])
    row = magic_moments(Answers(nameless, "long", ("A", "B", "C"), Scale())).rows()[0]
    assert (row["lead_kind"], row["competitor"]) == ("comparative", None)


def test_paired_answers_narrow_the_lead() -> None:
    """Where the same persons answered about both brands alike, the interval of the lead is narrower."""
    rng = np.random.default_rng(5)
    level = rng.normal(size=1000)

    def answers(offset: int) -> Answers:
        rows = []
        for brand, shift in (("Lindwerk", 0.3), ("Norrfell", 0.0)):
            for name in ("A", "B"):
                z = level + shift + 0.3 * rng.normal(size=1000)
                said = np.where(z > 0.6, 1, np.where(z < -0.6, -1, 0)).astype(np.int8)
                person = np.arange(1000) + (offset if brand == "Norrfell" else 0)
                rows.append(
                    pa.table(
                        {
                            "person": pa.array(person),
                            "touchpoint": pa.array([name] * 1000),
                            "brand": pa.array([brand] * 1000),
                            "answer": pa.array(said),
                            "outcome": pa.array((rng.random(1000) < 0.5).astype(float)),
                        }
                    )
                )
        return Answers(pa.concat_tables(rows), "long", ("A", "B"), Scale(), own="Lindwerk")

    paired, apart = (magic_moments(answers(offset)).rows()[0] for offset in (0, 5000))
    assert paired["lead_high"] - paired["lead_low"] < 0.75 * (apart["lead_high"] - apart["lead_low"])


def test_repeat_answers_and_weights_widen_fulfilment() -> None:
    """Saying the same four times counts once; unequal weights cost Kish's factor."""
    columns = _planted(np.random.default_rng(6), 500)
    once = pa.table({"person": pa.array(np.arange(500)), **columns})
    four = pa.concat_tables([once] * 4)
    single, repeated = (
        magic_moments(Answers(t, "wide", ("A", "B", "C"), Scale())).rows()[0] for t in (once, four)
    )
    assert repeated["deff"] == pytest.approx(4, rel=0.01)
    assert repeated["fulfilment_low"] == pytest.approx(single["fulfilment_low"], abs=0.005)
    weight = np.where(np.arange(500) % 2, 1.0, 3.0)
    heavy = magic_moments(
        Answers(once.append_column("weight", pa.array(weight)), "wide", ("A", "B", "C"), Scale())
    )
    assert heavy.rows()[0]["deff"] == pytest.approx(500 * (weight**2).sum() / weight.sum() ** 2, rel=0.05)


def test_facets_segments_and_periods_are_rows_of_their_own() -> None:
    """Overall first, then segments, periods and both; facets with figures of their own; none is lost."""
    world = random_world(7, persons=500)
    facet = pa.array([None if i % 3 else "emotional" for i in range(len(world.person))])
    answers = world.answers(facet=facet)
    rows = magic_moments(
        answers, world.log(), outcome="purchase", within="60d", segment="age", period="year"
    ).rows()
    assert {row["facet"] for row in rows} == {None, "emotional"}
    assert {row["segment"] for row in rows} == {None, "young", "old", "(missing)"}
    assert {row["period"] for row in rows} == {None, "1970"}
    first = [r for r in rows if (r["touchpoint"], r["facet"], r["period"]) == ("T0", "emotional", None)]
    assert first[0]["answers"] == sum(row["answers"] for row in first[1:])
    assert (rows[0]["segment"], rows[0]["period"], rows[0]["facet"]) == (None, None, None)
    only = magic_moments(answers, world.log(), outcome="purchase", within="60d", facets=[]).rows()
    assert {row["facet"] for row in only} == {None}


def test_denominators_and_young_answers() -> None:
    """Answers younger than the window count for fulfilment, not for relevance, and are told."""
    world = random_world(8)
    result = magic_moments(world.answers(), world.log(), outcome="purchase", within="60d")
    end = max(at for _, at, _ in world.contacts)
    given = [(at, answer) for at, answer in zip(world.at, world.answer, strict=True)]
    young = sum(at > end - 60 * DAY and answer is not None for at, answer in given)
    heard = sum(answer is not None for _, answer in given)
    told = result.answers
    assert (told.rows_read, told.not_applicable) == (len(given), len(given) - heard)
    assert told.used_for_fulfilment == heard
    assert told.used_for_relevance == heard - young
    assert (told.too_young, told.without_outcome) == (young, 0)
    assert f"{young:,} answers are younger than the window" in " ".join(result.notes)


def test_touchpoints_after_the_outcome_never_enter() -> None:
    """What only buyers answer does not adjust what came before the purchase."""
    rng = np.random.default_rng(9)
    world = World([], [], [], [], [], [])
    for number in range(1500):
        person, answer = f"p{number}", int(rng.choice([-1, 0, 1]))
        other = int(rng.choice([-1, 0, 1]))
        world.person += [person, person]
        world.at += [0, DAY]
        world.touchpoint += ["Shop", "App"]
        world.answer += [answer, other]
        world.age += ["young", "young"]
        if rng.random() < 0.4 + 0.2 * (answer == 1):
            world.contacts.append((person, 5 * DAY, "purchase"))
            world.person.append(person)
            world.at.append(4 * DAY)
            world.touchpoint.append("Delivery")
            world.answer.append(int(rng.choice([-1, 0, 1])))
            world.age.append("young")
    world.contacts.append(("nobody", 400 * DAY, "visit"))
    phase = {"Shop": "search", "App": "search", "Delivery": "use"}
    phases = pa.array([phase[name] for name in world.touchpoint]).dictionary_encode()
    result = magic_moments(world.answers(phase=phases), world.log(), outcome="purchase").rows()
    shop = next(row for row in result if row["touchpoint"] == "Shop")
    blind = magic_moments(world.answers(), world.log(), outcome="purchase").rows()
    wrong = next(row for row in blind if row["touchpoint"] == "Shop")
    assert shop["reward_all"] == pytest.approx(0.2, abs=0.08)
    assert abs(wrong["reward_all"]) < 0.05
    assert shop["phase"] == "search"


def test_the_outcome_may_differ_by_phase() -> None:
    """Purchase before it, repurchase after it: each answer looks for its own outcome."""
    world = random_world(10, persons=600)
    world.contacts += [
        (person, at + DAY, "repurchase") for person, at, name in world.contacts if name == "purchase"
    ]
    phase = {"T0": "search", "T1": "search", "T2": "use", "T3": "use"}
    phases = pa.array([phase[name] for name in world.touchpoint]).dictionary_encode()
    mixed = magic_moments(
        world.answers(phase=phases),
        world.log(),
        outcome={"search": "purchase", "use": "repurchase"},
        within="60d",
    ).rows()
    later = magic_moments(world.answers(), world.log(), outcome="repurchase", within="60d").rows()
    sooner = magic_moments(world.answers(), world.log(), outcome="purchase", within="60d").rows()
    assert [row["outcome_mean"] for row in mixed] == [
        *(row["outcome_mean"] for row in sooner[:2]),
        *(row["outcome_mean"] for row in later[2:]),
    ]


def test_recommendation_stands_in_and_says_so() -> None:
    """Without a purchase link Y is recommending, evidence C."""
    rng = np.random.default_rng(11)
    columns = _planted(rng)
    bought = columns.pop("outcome").to_numpy()
    recommend = pa.array(np.where(bought == 1, 9.0, 5.0))
    answers = Answers(pa.table(columns | {"recommend": recommend}), "wide", ("A", "B", "C"), Scale())
    rows = magic_moments(answers).rows()
    assert {tuple(row["evidence"]) for row in rows} == {("C", "E")}


def test_a_randomised_change_gives_the_letter_a_only_where_it_shows() -> None:
    """A change that lifts exceeded and outcome earns A; a coin that does nothing does not."""
    rng = np.random.default_rng(12)
    columns = _planted(rng, 4000)
    changed = rng.integers(0, 2, 4000)
    a = np.where((changed == 1) & (rng.random(4000) < 0.6), 1, columns["A"].to_numpy()).astype(np.int8)
    bought = rng.random(4000) < 0.3 + 0.3 * (a == 1)
    table = pa.table(
        columns
        | {
            "A": pa.array(a),
            "outcome": pa.array(bought.astype(float)),
            "arm": pa.array(changed.astype(float)),
            "coin": pa.array(rng.integers(0, 2, 4000).astype(float)),
        }
    )
    answers = Answers(table, "wide", ("A", "B", "C"), Scale(), context=("arm", "coin"))
    rows = magic_moments(answers, randomised={"A": "arm", "B": "coin"}).rows()
    assert rows[0]["evidence"] == ["A", "R", "E"]
    assert rows[0]["change_low"] > 0
    assert rows[1]["evidence"] == ["R", "E"]
    assert rows[2]["change"] is None


def test_rows_without_persons_may_be_shuffled() -> None:
    """Without a person column groups come from what is said, so shuffling changes nothing."""
    table = pa.table(_planted(np.random.default_rng(13), 1000))
    mixed = table.take(pa.array(np.random.default_rng(14).permutation(1000)))
    one, two = (magic_moments(Answers(t, "wide", ("A", "B", "C"), Scale())).table for t in (table, mixed))
    assert one.equals(two)


def test_weights_of_one_change_nothing_about_relevance() -> None:
    """Weights that are all the same leave estimates and ranges as they are."""
    table = pa.table(_planted(np.random.default_rng(15), 1000)).append_column(
        "person", pa.array(np.arange(1000))
    )
    plain = magic_moments(Answers(table, "wide", ("A", "B", "C"), Scale())).rows()
    even = table.append_column("weight", pa.array(np.full(1000, 2.0)))
    weighted = magic_moments(Answers(even, "wide", ("A", "B", "C"), Scale())).rows()
    for one, two in zip(plain, weighted, strict=True):
        assert two["reward_low"] == pytest.approx(one["reward_low"])
        assert two["answers_used"] == one["answers_used"]


def test_the_result_shows_itself() -> None:
    """Table columns, sentences, picture and notebook form are there; missing figures are null."""
    world = random_world(16)
    result = magic_moments(world.answers(), world.log(), outcome="purchase", within="60d")
    assert result.table.schema == RESULT
    assert len(result.sentences("de")) == len(result.sentences("en")) == len(result) == 4
    assert "<svg" in result._repr_html_()
    assert "<table" in result._repr_html_()
    assert repr(result).startswith("MagicMoments: 4 verdicts")
    assert result.table["lead"].null_count == 4
    assert result.to_pandas().shape[0] == result.to_polars().shape[0] == 4


def test_integer_persons_meet_text_persons() -> None:
    """Answers with numbers and contacts with the same numbers as text share their persons."""
    world = random_world(17, persons=200)
    numbers = [int(person[1:]) for person in world.person]
    answers = world.answers()
    table = answers.table.set_column(0, "person", pa.array(numbers))
    log = Contacts.from_batches(
        [
            pa.RecordBatch.from_pydict(
                {
                    "person": [str(int(p[1:])) if p != "nobody" else p for p, _, _ in world.contacts],
                    "at": [at for _, at, _ in world.contacts],
                    "touchpoint": [name for *_, name in world.contacts],
                }
            )
        ]
    )
    one = magic_moments(
        Answers(table, "long", answers.touchpoints, Scale(), ("age",)), log, outcome="purchase", within="60d"
    )
    two = magic_moments(answers, world.log(), outcome="purchase", within="60d")
    assert one.table["reward_all"].to_pylist() == pytest.approx(two.table["reward_all"].to_pylist())


def test_the_letter_b_needs_three_context_columns() -> None:
    """A later outcome adjusted for less than the minimum has no letter B, and a note says what is missing."""
    world = random_world(18)
    rng = np.random.default_rng(18)
    more = {name: pa.array(rng.choice(["x", "y"], len(world.person))) for name in ("city", "kind")}
    answers = world.answers(**more)
    letters = {}
    for context in (["age"], ["age", "city", "kind"]):
        result = magic_moments(answers, world.log(), outcome="purchase", within="60d", context=context)
        letters[len(context)] = {tuple(row["evidence"]) for row in result.rows()}
        assert any("evidence B" in note for note in result.notes) == (len(context) == 1)
    assert letters == {1: {("E",)}, 3: {("B", "E")}}


def test_answers_add_up_with_competitors_and_the_time_before_the_log() -> None:
    """Used, too young and without outcome are all answers about the own brand, whoever else was asked."""
    world = random_world(19)
    brand = pa.array(["Lindwerk" if i % 3 else "Norrfell" for i in range(len(world.person))])
    table = world.answers(brand=brand).table
    early = pa.array([at - 400 * DAY if i % 7 == 0 else at for i, at in enumerate(world.at)], pa.int64())
    table = table.set_column(table.column_names.index("at"), "at", early)
    answers = Answers(table, "long", ("T0", "T1", "T2", "T3"), Scale(), ("age",), own="Lindwerk")
    result = magic_moments(answers, world.log(), outcome="purchase", within="60d")
    told = result.answers
    own = sum(i % 3 > 0 and answer is not None for i, answer in enumerate(world.answer))
    assert told.used_for_fulfilment == own
    assert told.used_for_relevance + told.too_young + told.without_outcome == own
    assert told.without_outcome > 0
    assert any("before the first contact" in note for note in result.notes)


def test_no_later_touchpoint_is_named_where_no_order_is_known() -> None:
    """What holds for the context alone but not beside all others depends on others, later or not."""
    rng = np.random.default_rng(20)
    b = rng.choice([-1, 0, 1], 4000, p=[0.2, 0.4, 0.4])
    a = np.where(rng.random(4000) < 0.8, b, rng.choice([-1, 0, 1], 4000))
    outcome = (rng.random(4000) < 0.3 + 0.25 * (b == 1)).astype(float)
    table = pa.table(
        {"A": pa.array(a.astype(np.int8)), "B": pa.array(b.astype(np.int8)), "outcome": pa.array(outcome)}
    )
    flags, said = {}, {}
    for order in (None, ["A", "B"]):
        result = magic_moments(Answers(table, "wide", ("A", "B"), Scale()), order=order)
        flags[order is None] = result.rows()[0]["flags"]
        said[order is None] = result.sentences("en")[0]
    assert flags[True] == ["depends_on_others", "order_unknown"]
    assert flags[False] == ["depends_on_later"]
    assert "later" not in said[True]


def test_a_change_looked_for_in_many_places_must_hold_among_all() -> None:
    """A coin tossed anew for each of many touchpoints rarely earns the letter A, however halo helps it."""
    named = 0
    names = [f"T{i}" for i in range(8)]
    for seed in range(15):
        rng = np.random.default_rng(seed)
        bought = rng.random(600) < 0.4
        columns: dict[str, pa.Array] = {"outcome": pa.array(bought.astype(float))}
        for name in names:
            said = np.where(bought, rng.choice([0, 1], 600, p=[0.1, 0.9]), rng.choice([-1, 0], 600))
            columns[name] = pa.array(said.astype(np.int8))
            columns[f"coin{name}"] = pa.array(rng.integers(0, 2, 600).astype(float))
        answers = Answers(pa.table(columns), "wide", tuple(names), Scale())
        rows = magic_moments(answers, context=[], randomised={n: f"coin{n}" for n in names}).rows()
        named += any("A" in row["evidence"] for row in rows)
    assert named <= 3


def test_strata_that_contradict_least_squares_are_flagged() -> None:
    """An effect that turns round with the context is no average: the check differs and the flag says so."""
    rng = np.random.default_rng(21)
    n = 12_000
    kind = rng.random(n) < 0.5
    chance = np.where(kind, 0.05, 0.5)
    draw = rng.random(n)
    a = np.where(draw < chance, 1, np.where(draw < 0.95, 0, -1))
    steep = (rng.random(n) < 0.3 + (a == 1) * np.where(kind, 0.5, -0.1)).astype(float)
    plain = (rng.random(n) < 0.3 + 0.1 * (a == 1)).astype(float)
    flags = []
    for outcome in (steep, plain):
        table = pa.table(
            {
                "A": pa.array(a.astype(np.int8)),
                "B": pa.array(rng.choice([-1, 0, 1], n).astype(np.int8)),
                "outcome": pa.array(outcome),
                "kind": pa.array(kind.astype(str)),
            }
        )
        answers = Answers(table, "wide", ("A", "B"), Scale(), ("kind",))
        flags.append(["strata_differ" in row["flags"] for row in magic_moments(answers).rows()])
    assert flags == [[True, False], [False, False]]
