"""What the server measures of itself, in the text form that Prometheus reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from oase.contacts.counts import StepTime, outcomes_of, step_times_of
from oase.db import Database
from oase.db.inbox import INBOX_FOLDER, backlogs
from oase.db.measures import lake_sizes, log_rows
from oase.db.versions import seen
from oase.decisions.messages.outbox import tally
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
        database = self._database
        with database.reading() as connection:
            waiting, at, log = backlogs(connection, database.folder), seen(connection), log_rows(connection)
            outcomes, steps = outcomes_of(connection), step_times_of(connection)
            sizes = lake_sizes(connection)
        yield from _of_works(waiting, at)
        yield _gauge("oase_contact_log_rows", "Contacts not sealed into the lake yet.", [], {(): log})
        yield from _of_contacts(outcomes, steps)
        names = ["table", "kind"]
        yield _gauge("oase_lake_rows", "Rows of the lake.", names, {size[:2]: size.rows for size in sizes})
        yield _gauge("oase_lake_files", "Files of the lake.", names, {size[:2]: size.files for size in sizes})
        yield from _of_tasks(self._database.folder)
        yield from _of_messages(database)


def _of_works(waiting: Mapping[str, int], at: int | None) -> Iterator[Metric]:
    text = "Accepted requests not worked off yet."
    left = {(worker,): count for worker, count in waiting.items()}
    yield _gauge("oase_inbox_backlog_requests", text, ["worker"], left)
    text = "When the pipeline's process was last seen (Unix time)."
    yield _gauge("oase_works_last_seen_seconds", text, [], {} if at is None else {(): at / 1e6})


def _of_tasks(folder: Path) -> Iterator[Metric]:
    from oase.app.tasks.counts import counts_of  # here: who serves no page need not load all rooms at once

    tasks, oldest = counts_of(folder)
    text = "Tasks of the pages that are remembered, by lane and state."
    yield _gauge("oase_tasks", text, ["lane", "state"], tasks)
    text = "When the task was asked for that waits longest, by lane (Unix time)."
    seconds = {(lane,): at / 1e6 for lane, at in oldest.items()}
    yield _gauge("oase_tasks_oldest_waiting_seconds", text, ["lane"], seconds)


def _of_messages(database: Database) -> Iterator[Metric]:
    with database.reading() as connection:
        counts = tally(connection)
    text = "Messages of the outbox that are remembered, by channel, state and reason."
    yield _gauge("oase_messages", text, ["channel", "state", "reason"], counts)


def _of_contacts(outcomes: Mapping[tuple[str, str], int], steps: Sequence[StepTime]) -> Iterator[Metric]:
    text = "Contacts accepted, known already (duplicate), or refused for a reason."
    yield _counter("oase_contacts", text, ["source", "outcome"], outcomes)
    text = "Time spent in a step of the pipeline."
    seconds = {(one.step,): one.seconds for one in steps}
    yield _counter("oase_pipeline_step_seconds", text, ["step"], seconds)
    text = "Contacts that went through a step of the pipeline."
    yield _counter(
        "oase_pipeline_step_contacts", text, ["step"], {(one.step,): one.contacts for one in steps}
    )


def _gauge(name: str, text: str, labels: list[str], values: Mapping[Any, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=labels)
    for label, value in sorted(values.items()):
        family.add_metric(list(label), value)
    return family


def _counter(name: str, text: str, labels: list[str], values: Mapping[Any, float]) -> Metric:
    family = CounterMetricFamily(name, text, labels=labels)
    for label, value in sorted(values.items()):
        family.add_metric(list(label), value)
    return family
