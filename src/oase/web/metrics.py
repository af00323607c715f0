"""What the server measures of itself, in the text form that Prometheus reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import Connection, func, select

from oase.contacts.tables import door_counts, step_times
from oase.db import Database
from oase.db.inbox import INBOX_FOLDER, backlogs
from oase.db.schema import contact_log, lake_files
from oase.db.versions import seen
from oase.errors import storage_errors

__all__ = ["AnswerCounts", "forget_answers", "metrics_text"]

COUNTS_ENDING = ".answers.json"


class AnswerCounts:
    """How often the door of one web process answered with which status, told to other processes by a file.

    The file is not made durable: the counts begin anew with the process.

    Parameters
    ----------
    folder : Path
        The house.
    worker : str
    counts : mapping of int to int
        Status and number of answers; read at each ``flush``.
    """

    def __init__(self, folder: Path, worker: str, counts: Mapping[int, int]) -> None:
        self._path = folder / INBOX_FOLDER / f"{worker}{COUNTS_ENDING}"
        self._counts = counts
        self._flushed: dict[int, int] | None = None

    def flush(self) -> None:
        """Write the counts where they have changed.

        Raises
        ------
        StorageFull, StorageForbidden
        """
        held = dict(self._counts)
        if held == self._flushed:
            return
        with storage_errors("The counts of the door cannot be written", self._path):
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(held))
            draft.replace(self._path)
        self._flushed = held


def answers(folder: Path) -> dict[str, dict[int, int]]:
    """Return how often the door answered with which status, per web process."""
    return {
        path.name.removesuffix(COUNTS_ENDING): {
            int(status): count for status, count in json.loads(path.read_text()).items()
        }
        for path in sorted((folder / INBOX_FOLDER).glob(f"*{COUNTS_ENDING}"))
    }


def forget_answers(folder: Path, but: frozenset[str]) -> None:
    """Remove the counts of web processes that are no more."""
    for path in (folder / INBOX_FOLDER).glob(f"*{COUNTS_ENDING}"):
        if path.name.removesuffix(COUNTS_ENDING) not in but:
            path.unlink(missing_ok=True)


def metrics_text(database: Database) -> bytes:
    """Return all measures of a house.

    Raises
    ------
    HouseBusy, HouseDamaged, StorageError
    """
    registry = CollectorRegistry()
    registry.register(_House(database))
    return generate_latest(registry)


class _House:
    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        yield _gauge("oase_build_info", "Version of the program.", ["version"], {(version("oase"),): 1})
        yield _counter(
            "oase_door_answers", "Answers of the door.", ["worker", "status"],
            {(worker, str(status)): count for worker, statuses in answers(self._database.folder).items()
             for status, count in statuses.items()},
        )  # fmt: skip
        with self._database.reading() as connection:
            yield from _of_database(connection, self._database.folder)


def _of_database(connection: Connection, folder: Path) -> Iterator[Metric]:
    yield _gauge(
        "oase_inbox_backlog_requests", "Accepted requests not worked off yet.", ["worker"],
        {(worker,): left for worker, left in backlogs(connection, folder).items()},
    )  # fmt: skip
    at = seen(connection)
    yield _gauge(
        "oase_works_last_seen_seconds", "When the pipeline's process was last seen (Unix time).", [],
        {} if at is None else {(): at / 1e6},
    )  # fmt: skip
    rows = connection.execute(select(func.count()).select_from(contact_log)).scalar_one()
    yield _gauge("oase_contact_log_rows", "Contacts not sealed into the lake yet.", [], {(): rows})
    counts = door_counts.c
    by_outcome = select(counts.source, counts.outcome, func.sum(counts.contacts)).group_by(
        counts.source, counts.outcome
    )
    yield _counter(
        "oase_contacts", "Contacts accepted, known already (duplicate), or refused for a reason.",
        ["source", "outcome"],
        {(source, outcome): count for source, outcome, count in connection.execute(by_outcome)},
    )  # fmt: skip
    steps = connection.execute(select(step_times)).all()
    yield _counter(
        "oase_pipeline_step_seconds", "Time spent in a step of the pipeline.", ["step"],
        {(row.step,): row.seconds for row in steps},
    )  # fmt: skip
    yield _counter(
        "oase_pipeline_step_contacts", "Contacts that went through a step of the pipeline.", ["step"],
        {(row.step,): row.contacts for row in steps},
    )  # fmt: skip
    files = lake_files.c
    lake = connection.execute(
        select(files.table_name, files.kind, func.sum(files.rows), func.count())
        .where(files.retired.is_(None))
        .group_by(files.table_name, files.kind)
    ).all()
    names = ["table", "kind"]
    yield _gauge("oase_lake_rows", "Rows of the lake.", names, {(t, k): rows for t, k, rows, _ in lake})
    yield _gauge("oase_lake_files", "Files of the lake.", names, {(t, k): n for t, k, _, n in lake})


def _gauge(name: str, text: str, labels: list[str], values: dict[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=labels)
    for label, value in sorted(values.items()):
        family.add_metric(list(label), value)
    return family


def _counter(name: str, text: str, labels: list[str], values: dict[tuple[str, ...], float]) -> Metric:
    family = CounterMetricFamily(name, text, labels=labels)
    for label, value in sorted(values.items()):
        family.add_metric(list(label), value)
    return family
