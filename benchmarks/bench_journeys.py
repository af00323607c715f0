"""How fast are transitions, sessions, funnel and paths against pm4py, retentioneering and SQL in DuckDB?

String person ids and sorted Parquet for all, each job in its own process, from the file to the answer, quick
ones three times (the median counts); imports are not counted. Every rival is asked as its documentation
says: pm4py needs its three column names (pandas and Polars path), retentioneering an ``Eventstream``;
telemetry is off. What a rival does not offer is a dash: pm4py has no sessions and no funnel, retentioneering
no mean gap, no limit of a funnel, no paths.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import generate
from benchmarks.measure import Measured, measured, table

QUESTIONS = ["transitions", "sessions", "funnel", "paths"]
Answer = Any
Work = Callable[[], Answer]


def oase(question: str, path: str) -> Work:
    """Ask Oase."""
    from oase.journeys import Journeys
    from oase.lake import Contacts

    import_module("pandas")  # PyArrow loads it with its first array, where it is installed: an import

    def work() -> Answer:
        columns = {"person": "customer_id", "at": "ts", "touchpoint": "touchpoint"}
        journeys = Journeys(Contacts.from_parquet([Path(path)], columns))
        if question == "transitions":
            return _edges(journeys.transitions().table)
        if question == "sessions":
            return _journeys(journeys.sessions("30m").step_matrix(1).table)
        if question == "funnel":
            return journeys.funnel(generate.FUNNEL, within="7d").table["persons"].to_pylist()
        return journeys.paths(100).table["journeys"].to_pylist()[:100]

    return work


def duckdb(question: str, path: str) -> Work:
    """Ask DuckDB with the SQL that Oase shows."""
    import duckdb as engine

    from oase.lake import sql

    texts = {
        "transitions": sql.transitions_sql(None, tie=False),
        "sessions": sql.steps_sql(1, 1_800_000_000, tie=False),
        "funnel": sql.funnel_sql(
            [[name] for name in generate.FUNNEL], "closed", 604_800_000_000, None, tie=False
        ),
        "paths": sql.paths_sql(100, None, tie=False),
    }
    view = f"""CREATE VIEW contacts AS
      SELECT customer_id AS person, epoch_us(ts) AS "at", touchpoint FROM '{path}'"""

    def work() -> Answer:
        connection = engine.connect(config={"threads": 2})
        connection.execute(view)
        found = connection.execute(texts[question]).to_arrow_table()
        if question == "transitions":
            return _edges(found)
        if question == "sessions":
            return _journeys(found)
        return found["persons" if question == "funnel" else "journeys"].to_pylist()[:100]

    return work


def scan(path: str) -> Work:
    """Let DuckDB read the three columns and do nothing with them."""
    import duckdb as engine

    def work() -> Answer:
        text = f"""
          SELECT count(*), sum(length(customer_id)), sum(epoch_us(ts) % 1000), sum(length(touchpoint))
          FROM '{path}'"""
        return engine.connect(config={"threads": 2}).execute(text).fetchone()[0]

    return work


def pm4py(question: str, path: str, kind: str) -> Work:
    """Ask pm4py, over pandas or Polars."""
    import pandas as pd
    import pm4py as rival
    import polars as pl

    names = {"customer_id": "case:concept:name", "ts": "time:timestamp", "touchpoint": "concept:name"}

    def work() -> Answer:
        log: Any = (
            pl.scan_parquet(path).rename(names)
            if kind == "polars"
            else pd.read_parquet(path).rename(columns=names)
        )
        if question == "transitions":
            counts, _, _ = rival.discover_dfg(log)
            times, _, _ = rival.discover_performance_dfg(log)
            return sorted(
                [a, b, int(n), float(times[a, b]["mean"]), float(times[a, b]["median"])]
                for (a, b), n in counts.items()
            )
        return sorted((int(n) for n in rival.get_variants(log).values()), reverse=True)[:100]

    return work


def retentioneering(question: str, path: str) -> Work:
    """Ask retentioneering."""
    import pandas as pd
    from retentioneering import Eventstream

    schema = {"path_cols": ["customer_id"], "event_col": "touchpoint", "timestamp_col": "ts"}

    def work() -> Answer:
        stream = Eventstream(pd.read_parquet(path), schema=schema)
        if question == "sessions":
            return int(stream.split_sessions(timeout="30m").df["session_id"].nunique())
        if question == "funnel":
            stream.funnel_data(steps=generate.FUNNEL)
            return None
        counts = stream.transition_graph_data(edge_weight="count")
        medians = stream.transition_graph_data(edge_weight="time_median")
        del medians
        return sorted(
            [str(a), str(b), int(counts.at[a, b]), None, None]
            for a in counts.index
            for b in counts.columns
            if counts.at[a, b] > 0 and not str(a).startswith("path_") and not str(b).startswith("path_")
        )

    return work


JOBS: dict[str, Callable[..., Work]] = {
    "scan": scan,
    "Oase": oase,
    "DuckDB, the SQL shown": duckdb,
    "pm4py, pandas": lambda question, path: pm4py(question, path, "pandas"),
    "pm4py, Polars": lambda question, path: pm4py(question, path, "polars"),
    "retentioneering": retentioneering,
}
PEERS = {
    "pm4py, Polars": ["transitions", "paths"],
    "pm4py, pandas": ["transitions", "paths"],
    "retentioneering": ["transitions", "sessions", "funnel"],
}


def run(*, quick: bool) -> None:
    """Print one table per size."""
    for contacts in [200_000] if quick else [1_000_000, 10_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "contacts.parquet"
            generate.write(path, contacts)
            compare(contacts, str(path))


def compare(contacts: int, path: str) -> None:
    """Measure every job on one file, assert equal answers, print the table."""
    bare = measured("bench_journeys", "scan", path)
    print(
        f"\n{contacts:,} contacts; bare scan in DuckDB {bare.seconds:.2f} s, {bare.peak_mb:,} MB", flush=True
    )
    rows = [["", *(f"{question}" for question in QUESTIONS)]]
    found = {
        who: {question: measured("bench_journeys", who, question, path) for question in asked}
        for who, asked in {"Oase": QUESTIONS, "DuckDB, the SQL shown": QUESTIONS, **PEERS}.items()
    }
    for who, answers in found.items():
        rows.append([who, *(_cell(answers.get(question)) for question in QUESTIONS)])
        for question, told in answers.items():
            _assert_equal(f"{who}: {question}", told.answer, found["Oase"][question].answer)
    ours = found["Oase"]
    fastest = {
        question: min(
            (found[peer][question].seconds for peer in PEERS if question in PEERS[peer]), default=math.nan
        )
        for question in QUESTIONS
    }
    rows.append(["fastest peer / Oase", *(f"{fastest[q] / ours[q].seconds:.1f}x" for q in QUESTIONS)])
    rows.append(["Oase / bare scan", *(f"{ours[q].seconds / bare.seconds:.1f}x" for q in QUESTIONS)])
    print(table(rows), flush=True)


def _journeys(found: Any) -> int:
    """Return all journeys: those that have a first step."""
    return sum(row["journeys"] for row in found.to_pylist() if row["step"] == 1)


def _edges(found: Any) -> Answer:
    names = ["source", "target", "contacts", "mean_seconds", "median_seconds"]
    return sorted([row[name] for name in names] for row in found.select(names).to_pylist())


def _cell(told: Measured | None) -> str:
    if told is None:
        return "–"
    return told.error[:40] if told.error else f"{told.seconds:.2f} s {told.peak_mb:,} MB"


def _assert_equal(what: str, one: Answer, other: Answer) -> None:
    """Assert equal answers: counts exactly, times to a second (pm4py cuts them), not what a rival omits."""
    if isinstance(one, list):
        assert len(one) == len(other), what
        for left, right in zip(one, other, strict=True):
            _assert_equal(what, left, right)
    elif isinstance(one, float):
        assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1.0), (what, one, other)
    elif one is not None:
        assert one == other, (what, one, other)
