"""The kernels against plain definitions, on random logs cut into chunks of any size."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from oase.lake.chunk import Chunk
from oase.lake.kernels import (
    BetweenKernel,
    FunnelKernel,
    PathsKernel,
    RetentionKernel,
    StepsKernel,
    TransitionsKernel,
)
from oase.lake.kernels.calendar import first_day, periods
from oase.lake.kernels.quantiles import Gaps

Log = list[list[tuple[int, str]]]


def chunks(log: Log, size: int, names: tuple[str, ...] | None = None):
    """Cut a log into chunks of ``size`` persons; names become known as they come."""
    known: dict[str, int] = {name: code for code, name in enumerate(names or ())}
    for low in range(0, len(log), size):
        part = log[low : low + size]
        rows = [row for person in part for row in person]
        codes = [known.setdefault(name, len(known)) for _, name in rows]
        yield Chunk(
            starts=np.cumsum([0, *map(len, part)]).astype(np.int64),
            at=np.array([at for at, _ in rows], np.int64),
            touchpoint=np.array(codes, np.int32),
            names=tuple(known),
        )


def walked(make, log: Log, size: int = 3):
    """Walk all chunks, again where the kernel asks for it."""
    kernel = make()
    for chunk in chunks(log, size):
        kernel.add(chunk)
    following = kernel.again()
    return kernel if following is None else walked(following, log, size)


def random_log(seed: int, persons: int = 40, names: str = "ABCDE", longest: int = 12) -> Log:
    """Persons with some contacts, many at the same instant."""
    rng = np.random.default_rng(seed)
    return [
        sorted(
            (int(at) * 10_000_000, names[int(code)])
            for at, code in zip(rng.integers(0, 30, n), rng.integers(0, len(names), n), strict=True)
        )
        for n in rng.integers(1, longest + 1, persons)
    ]


def sessions(log: Log, gap: int | None):
    """Yield (person, journey)."""
    for number, person in enumerate(log):
        journey = [person[0]]
        for before, row in itertools.pairwise(person):
            if gap is not None and row[0] - before[0] > gap:
                yield number, journey
                journey = []
            journey.append(row)
        yield number, journey


GAPS = [None, 30_000_000]


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("kept", [10, 10_000])
@pytest.mark.parametrize("seed", range(4))
def test_transitions_are_the_pairs_of_neighbours(seed: int, kept: int, gap: int | None):
    """Counts, different persons, mean and median of every pair agree with a plain loop, kept or sifted."""
    log = random_log(seed)
    times, persons = defaultdict(list), defaultdict(set)
    for person, journey in sessions(log, gap):
        for (before, source), (after, target) in itertools.pairwise(journey):
            times[source, target].append((after - before) / 1e6)
            persons[source, target].add(person)
    kernel = walked(lambda: TransitionsKernel(gap, kept), log)
    edges = kernel.result()
    fields = ["source", "target", "contacts", "persons", "mean_seconds", "median_seconds"]
    found = {
        (kernel.names[s], kernel.names[t]): (n, p, mean, median)
        for s, t, n, p, mean, median in zip(*(getattr(edges, name) for name in fields), strict=True)
    }
    assert found == {
        pair: (
            len(t),
            len(persons[pair]),
            pytest.approx(statistics.fmean(t)),
            pytest.approx(statistics.median(t)),
        )
        for pair, t in times.items()
    }


@pytest.mark.parametrize("names", [300, 70_000])
def test_transitions_of_very_many_touchpoints(names: int):
    """More pairs than 16 bits hold, and more touchpoints than that, are counted just the same."""
    rng = np.random.default_rng(1)
    log = [[(i, f"t{code}") for i, code in enumerate(rng.integers(0, 40, 30))] for _ in range(5)]
    known = tuple(f"t{code}" for code in range(names))
    kernel = TransitionsKernel()
    for chunk in chunks(log, 2, known):
        kernel.add(chunk)
    edges = kernel.result()
    expected = Counter(pair for person in log for pair in itertools.pairwise(name for _, name in person))
    found = {
        (known[s], known[t]): n for s, t, n in zip(edges.source, edges.target, edges.contacts, strict=True)
    }
    assert found == expected


def test_sums_of_centuries_do_not_overflow():
    """A gap of 200,000 years taken a hundred times has an exact mean."""
    gap = 200_000 * 365 * 86_400_000_000
    edges = walked(TransitionsKernel, [[(0, "A"), (gap, "B")]] * 100, 50).result()
    assert edges.mean_seconds.tolist() == [gap / 1e6]


def closed_attempts(journey, steps, within):
    """Yield (step, seconds) of every chain of contacts, over all first contacts and all choices."""

    def follow(position: int, step: int, begun: int):
        yield step, journey[position][0] - begun
        if step + 1 < len(steps):
            for later in range(position + 1, len(journey)):
                fits = within is None or journey[later][0] - begun <= within
                if journey[later][1] in steps[step + 1] and fits:
                    yield from follow(later, step + 1, begun)

    for position, (at, name) in enumerate(journey):
        if name in steps[0]:
            yield from follow(position, 0, at)


def hybrid_attempts(journey, steps, within):
    """Yield (step, seconds): after each first contact, all steps up to this one occur in time."""
    for position, (begun, name) in enumerate(journey):
        if name not in steps[0]:
            continue
        needed = 0
        for step, serving in enumerate(steps):
            if step:
                times = [
                    at - begun
                    for at, later in journey[position + 1 :]
                    if later in serving and (within is None or at - begun <= within)
                ]
                if not times:
                    break
                needed = max(needed, min(times))
            yield step, needed


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("within", [None, 0, 50_000_000, 120_000_000])
@pytest.mark.parametrize("mode", ["closed", "hybrid"])
@pytest.mark.parametrize("steps", [["A", "B", "C"], ["A", "A", "BC"], ["AB", "BA", "A", "B"], ["C", "C"]])
def test_the_best_of_all_possible_attempts_counts(steps, mode, within, gap):
    """Persons and quickest times agree with trying every chain from every first contact."""
    attempts = closed_attempts if mode == "closed" else hybrid_attempts
    for seed in range(3):
        log = random_log(seed, names="ABCD", longest=8)
        best = [defaultdict(lambda: 1 << 62) for _ in steps]
        for person, journey in sessions(log, gap):
            for step, taken in attempts(journey, steps, within):
                best[step][person] = min(best[step][person], taken)
        kernel = walked(lambda: FunnelKernel(steps, mode, within, gap, kept=7), log)
        found = kernel.result()
        assert found.persons.tolist() == [len(times) for times in best]
        for median, times in zip(found.median_seconds, best, strict=True):
            if times:
                assert median == pytest.approx(statistics.median(times.values()) / 1e6)
            else:
                assert np.isnan(median)


@pytest.mark.parametrize(
    ("mode", "expected"), [("closed", [4, 2, 1]), ("open", [4, 4, 5]), ("hybrid", [4, 2, 2])]
)
def test_the_three_funnel_modes(mode, expected):
    """The published example gives 4, 2, 1 closed, 4, 4, 5 open and 4, 2, 2 hybrid."""
    log = [list(enumerate(path)) for path in ("ADBDC", "BBACB", "AAC", "BBBC", "BCAC")]
    assert walked(lambda: FunnelKernel(["A", "B", "C"], mode), log).result().persons.tolist() == expected


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("top", [0, 1, 7, 50, None])
def test_paths_are_counted_and_ordered_by_count_and_name(top: int | None, gap: int | None):
    """The most frequent paths, ties by name, and the totals agree with a counter."""
    log = random_log(5, persons=200, names="ABC", longest=4)
    counted = Counter(tuple(name for _, name in journey) for _, journey in sessions(log, gap))
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:top]
    found = walked(lambda: PathsKernel(top, gap), log, 30).result()
    assert list(zip(found.paths, found.journeys, strict=True)) == ordered
    assert (found.total, found.distinct) == (counted.total(), len(counted))
    assert found.contacts == sum(len(path) * n for path, n in counted.items())


def test_two_paths_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch):
    """Where the first hash puts all touchpoints together, another walk with another salt counts rightly."""
    from oase.lake.kernels import paths

    real = paths._word_hash
    monkeypatch.setattr(paths, "_word_hash", lambda name, salt: 1 if salt == 0 else real(name, salt))
    log = random_log(6, persons=50, names="AB", longest=2)
    for size in (1, 50):
        kernel = walked(lambda: PathsKernel(None), log, size)
        counted = Counter(tuple(name for _, name in person) for person in log)
        assert dict(zip(kernel.result().paths, kernel.result().journeys, strict=True)) == counted
        assert kernel._salt == 1


@pytest.mark.parametrize("gap", GAPS)
def test_steps_are_places_in_the_journey(gap: int | None):
    """Counts by step and touchpoint, and journeys that reach each step, agree with a plain loop."""
    log = random_log(7)
    journeys = [journey for _, journey in sessions(log, gap)]
    kernel = walked(lambda: StepsKernel(4, gap), log)
    found = kernel.result()
    expected = Counter((i + 1, name) for journey in journeys for i, (_, name) in enumerate(journey[:4]))
    cells = zip(found.step, found.touchpoint, found.journeys, strict=True)
    assert {(step, kernel.names[code]): n for step, code, n in cells} == expected
    assert found.reaching.tolist() == [sum(len(j) > step for j in journeys) for step in range(5)]
    assert found.total == len(journeys)


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize(("a", "b"), [("A", "B"), ("A", "A"), ("AB", "CD")])
def test_time_between_is_from_the_first_to_the_next(a: str, b: str, gap: int | None):
    """Started, reached, mean, median and 90 % quantile agree with a plain loop, kept or sifted."""
    log = random_log(8, persons=80)
    started, times = 0, []
    for _, journey in sessions(log, gap):
        first = next((i for i, (_, name) in enumerate(journey) if name in a), None)
        if first is None:
            continue
        started += 1
        times += [at - journey[first][0] for at, name in journey[first + 1 :] if name in b][:1]
    for kept in (5, 1000):
        span = walked(lambda: BetweenKernel(list(a), list(b), gap, kept=kept), log).result()  # noqa: B023
        assert (span.started, span.reached) == (started, len(times))
        assert span.mean_seconds == pytest.approx(statistics.fmean(times) / 1e6)
        assert span.median_seconds == pytest.approx(statistics.median(times) / 1e6)
        assert span.p90_seconds == pytest.approx(np.quantile(times, 0.9) / 1e6)


def test_nobody_reaches_what_does_not_follow():
    """Where no b follows, counts are zero and times are missing."""
    span = walked(lambda: BetweenKernel(["B"], ["A"]), [[(0, "A"), (1, "B")]]).result()
    assert (span.started, span.reached, span.median_seconds) == (1, 0, None)


@pytest.mark.parametrize("by", ["day", "week", "month", "quarter", "year"])
def test_retention_counts_persons_once_a_period(by):
    """Cohorts and active persons agree with a plain loop over local days."""
    zone = ZoneInfo("Europe/Berlin")
    rng = np.random.default_rng(3)
    log = [sorted((int(t), "A") for t in rng.integers(0, 400 * 86_400_000_000, 5)) for _ in range(50)]
    number = lambda at: int(periods(np.array([at]), by, zone)[0])  # noqa: E731
    expected = Counter()
    for person in log:
        active = sorted({number(at) for at, _ in person})
        expected.update((active[0], later - active[0]) for later in active)
    found = walked(lambda: RetentionKernel(by, zone), log).result()
    assert dict(zip(zip(found.cohort, found.period, strict=True), found.persons, strict=True)) == expected


@pytest.mark.parametrize(
    ("zone", "utc", "day"),
    [
        ("Europe/Berlin", "2024-03-30T22:59:59", "2024-03-30"),
        ("Europe/Berlin", "2024-03-30T23:00:00", "2024-03-31"),
        ("Europe/Berlin", "2024-03-31T21:59:59", "2024-03-31"),
        ("Europe/Berlin", "2024-03-31T22:00:00", "2024-04-01"),
        ("Europe/Berlin", "2024-10-27T22:59:59", "2024-10-27"),
        ("America/Sao_Paulo", "2018-11-04T02:59:59", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00", "2018-11-04"),
        ("Pacific/Apia", "2011-12-30T09:59:59", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00", "2011-12-31"),
        ("Asia/Kathmandu", "1999-12-31T18:15:00", "2000-01-01"),
    ],
)
def test_days_are_exact_over_changes_of_the_clock(zone: str, utc: str, day: str):
    """The local day is right to the second, where midnight is skipped and where a whole day is."""
    at = np.array([np.datetime64(utc, "us").astype(np.int64)])
    span = np.concatenate([at - 5 * 86_400_000_000, at, at + 5 * 86_400_000_000])
    assert first_day(int(periods(span, "day", ZoneInfo(zone))[1]), "day").isoformat() == day


def test_quantiles_are_exact_however_few_values_are_kept():
    """Histograms and a second walk give the quantiles of the full data, for tiny and enormous numbers."""
    rng = np.random.default_rng(9)
    data = {
        2: rng.integers(0, 5, 1001),
        5: (10 ** rng.uniform(0, 18, 5000)).astype(np.int64),
        9: np.array([(1 << 63) - 1]),
        11: np.zeros(4, np.int64),
    }
    quantiles = [0.0, 0.25, 0.5, 0.9, 1.0]

    def filled(gaps: Gaps) -> Gaps:
        for low in range(0, 5000, 700):
            part = {key: values[low : low + 700] for key, values in data.items() if low < len(values)}
            gaps.add(
                np.array(list(part)),
                np.array([len(v) for v in part.values()]),
                np.concatenate(list(part.values())),
            )
        return gaps

    narrowed = filled(Gaps(quantiles, kept=900)).narrowed()
    assert narrowed is not None
    groups, found = filled(narrowed()).read()
    assert groups.tolist() == list(data)
    for row, values in zip(found, data.values(), strict=True):
        assert row == pytest.approx(np.quantile(values.astype(float), quantiles))


@pytest.mark.parametrize(
    "make",
    [
        TransitionsKernel,
        lambda: PathsKernel(3),
        lambda: FunnelKernel(["A"]),
        lambda: StepsKernel(2),
        lambda: BetweenKernel(["A"], ["B"]),
        lambda: RetentionKernel("day", ZoneInfo("UTC")),
    ],
)
def test_no_contacts_are_no_trouble(make):
    """An empty chunk, with and without sessions, gives an empty result."""
    kernel = make()
    kernel.add(Chunk(np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0, np.int32), ()))
    assert kernel.again() is None
    kernel.result()
