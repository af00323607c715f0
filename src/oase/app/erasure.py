"""Erase persons: a job of named steps that is taken up again where it was cut short.

::

    requested   the request is durable                                          (jobs, erasing/)
    listed      on the list of erasures: earlier contacts are refused from now on
    passed      requests that lay in the inboxes by then are contacts or refusals
    erased      every room has forgotten her, identity last
    looked      no file of the house holds her ids or aliases: no log, no free page
    finished    the receipt is written, the request forgotten

What is looked for lies in a file of its own, ``erasing/<receipt>.json``, so that it stands in no database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from filelock import FileLock, Timeout
from sqlalchemy import insert, select, update

from oase.app.forgetting import empty, forget, look
from oase.app.persons import need
from oase.app.rooms import BACKUP_LOCK, ERASING, Rooms
from oase.db import disk_errors, fsync_path
from oase.db.inbox import InboxReader, inbox_paths
from oase.db.schema import backup_places, erasures, jobs
from oase.errors import HouseDamaged, InputError, OaseError
from oase.identity import ERASURES_FILE, ErasureList
from oase.identity.sessions import end_sessions
from oase.model import Person

__all__ = [
    "STEPS",
    "Receipt",
    "UnderWay",
    "close_unknown",
    "receipt",
    "receipts",
    "request",
    "request_of",
    "retry",
    "under_way",
    "work_off",
]

STEPS = ("requested", "listed", "passed", "erased", "looked", "finished")


class Receipt(msgspec.Struct, frozen=True):
    """What remains of an erasure: nothing of the person.

    Parameters
    ----------
    number : str
    requested, finished : int
        Microseconds since 1970, UTC.
    rows : dict of str to int
        How many rows each room erased.
    notes : tuple of str
        What else must be known: copies that could not be reached, equal words in the data of others.
    """

    number: str
    requested: int
    finished: int
    rows: dict[str, int]
    notes: tuple[str, ...] = ()


class UnderWay(NamedTuple):
    """An erasure that is not finished: ``step`` is the last one done, ``failed`` says where it is stuck."""

    number: str
    step: str
    requested: int
    failed: str | None


class _Wanted(msgspec.Struct, frozen=True):
    """Who is to be erased, in the file beside the database."""

    aliases: tuple[int, ...]
    values: tuple[str, ...]


class _Job(NamedTuple):
    """One request; ``wanted`` is None when its file is gone."""

    id: int
    number: str
    step: str
    requested: int
    marks: dict[str, int]  # newest request per inbox when she was put on the list
    rows: dict[str, int]
    notes: list[str]
    failed: str | None
    wanted: _Wanted | None

    def is_before(self, step: str) -> bool:
        return STEPS.index(self.step) < STEPS.index(step)

    @property
    def person(self) -> Person:
        if self.wanted is None:
            raise HouseDamaged(
                "It is not known any more whom an erasure is about",
                where=f"{ERASING}/{self.number}.json",
                todo="ask for the erasure again; oase doctor HOUSE --mend closes this one",
            )
        return Person(self.wanted.aliases[0], self.wanted.aliases, self.wanted.values)


def request(rooms: Rooms, value: str, kind: str | None = None) -> str:
    """Ask for a person to be erased; durable when this returns.

    Returns
    -------
    str
        Number of the receipt to come.

    Raises
    ------
    InputError
        Nobody is known by that id.
    """
    return request_of(rooms, need(rooms, value, kind), (value,))


def request_of(rooms: Rooms, person: Person, values: tuple[str, ...] = ()) -> str:
    """Ask for a person who was found before to be erased, as ``request``.

    Parameters
    ----------
    rooms : Rooms
    person : Person
    values : tuple of str
        Ids of hers in the clear that the house does not keep, such as that of an import.
    """
    number = rooms.new_id()
    _keep(rooms, number, _joined(_Wanted((person.person,), values), person))
    row = {"kind": "erase", "arguments": json.dumps({"receipt": number}), "step": "requested"}
    with rooms.database.writing() as connection:
        connection.execute(insert(jobs).values(**row, requested=rooms.clock()))
        # whoever is being forgotten does nothing any more that would have to be forgotten again
        end_sessions(connection, person.aliases, rooms.clock())
    rooms.steps("requested")
    return number


def receipts(rooms: Rooms) -> list[Receipt]:
    """Return the receipts of all erasures, oldest first."""
    with rooms.database.reading() as connection:
        rows = connection.execute(select(erasures).order_by(erasures.c.finished)).all()
    return [_receipt(row) for row in rows]


def under_way(rooms: Rooms) -> list[UnderWay]:
    """Return the erasures that are not finished, oldest first; nothing of the persons."""
    return [UnderWay(job.number, job.step, job.requested, job.failed) for job in _jobs(rooms)]


def receipt(rooms: Rooms, number: str) -> Receipt | None:
    """Return the receipt of an erasure, None while it is under way.

    Raises
    ------
    HouseDamaged
        It could not be finished.
    InputError
        There was never such a number.
    """
    job = next((one for one in _jobs(rooms) if one.number == number), None)  # before it may be finished
    with rooms.database.reading() as connection:
        row = connection.execute(select(erasures).where(erasures.c.receipt == number)).first()
    if row is not None:
        return _receipt(row)
    if job is None:
        raise InputError("There is no erasure of that number", got=number, todo="oase person erase gives one")
    if job.failed:
        raise _incomplete(job.failed)
    return None


def work_off(rooms: Rooms, quiet: Callable[[], AbstractContextManager[Any]] = nullcontext) -> list[Receipt]:
    """Take every erasure that was asked for as far as it goes now, several at once.

    Parameters
    ----------
    rooms : Rooms
    quiet : callable
        Gives a block in which no request becomes a contact.

    Returns
    -------
    list of Receipt
        Those that are finished now; the others wait for requests that arrived before them, or for a backup.

    Raises
    ------
    HouseDamaged
        Something of a person is still there; the job stays open, says where and waits for ``retry``.
    """
    for job in _jobs(rooms):
        if job.wanted is None and job.failed is None and job.is_before("looked"):
            _note(rooms, job._replace(failed="it is not known any more whom it is about"))
        elif job.failed is None and job.is_before("listed"):
            _list(rooms, job)
    ready = [job for job in _jobs(rooms) if job.failed is None and _is_passed(rooms, job)]
    if not ready:
        return []
    lock = FileLock(rooms.folder / BACKUP_LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return []  # a backup is being taken: it must have her whole or not at all
    try:
        with quiet():
            return _erase(rooms, ready)
    finally:
        lock.release()


def retry(rooms: Rooms) -> int:
    """Let erasures that could not be finished be tried again; return how many."""
    stuck = [job for job in _jobs(rooms) if job.failed]
    for job in stuck:
        _note(rooms, job._replace(failed=None))
    return len(stuck)


def close_unknown(rooms: Rooms) -> int:
    """Close requests of which it is not known any more whom they are about; return how many."""
    unknown = [job for job in _jobs(rooms) if job.wanted is None and job.is_before("looked")]
    with rooms.database.writing() as connection:
        for job in unknown:
            mine = update(jobs).where(jobs.c.id == job.id)
            result = json.dumps({"failed": "it was not known any more whom it was about"})
            connection.execute(mine.values(finished=rooms.clock(), arguments="{}", result=result))
    return len(unknown)


def _list(rooms: Rooms, job: _Job) -> None:
    """Put a person on the list of erasures, with ids that were met since the request."""
    with rooms.database.reading() as connection:
        wanted = _joined(job.wanted, rooms.graph.person(connection, job.person.person))
    _keep(rooms, job.number, wanted)
    rooms.erased.add(wanted.aliases, job.requested)
    rooms.steps("on the list")
    notes = _list_beside_backups(rooms, wanted.aliases, job.requested)
    marks: dict[str, int] = {}
    for worker, path in inbox_paths(rooms.folder).items():
        with InboxReader(path) as reader:
            marks[worker] = reader.newest()
    _advance(rooms, job._replace(marks=marks, notes=[*job.notes, *notes]), "listed")


def _list_beside_backups(rooms: Rooms, aliases: Sequence[int], at: int) -> list[str]:
    with rooms.database.reading() as connection:
        places = [path for (path,) in connection.execute(select(backup_places.c.path))]
    notes: list[str] = []
    for place in places:
        try:
            with disk_errors(place):
                if not Path(place).is_dir():
                    raise FileNotFoundError(place)
                ErasureList(Path(place) / ERASURES_FILE, rooms.aliases).add(aliases, at)
        except OaseError:
            notes.append(f"the backups in {place} could not be reached: copy {ERASURES_FILE} beside them")
    return notes


def _is_passed(rooms: Rooms, job: _Job) -> bool:
    done = rooms.worked_off()
    return not job.is_before("passed") or all(done.get(worker, 0) >= row for worker, row in job.marks.items())


def _erase(rooms: Rooms, ready: list[_Job]) -> list[Receipt]:
    ready = [_advance(rooms, job, "passed") if job.is_before("passed") else job for job in ready]
    if todo := [job for job in ready if job.is_before("erased")]:
        _sign_out(rooms, todo)
        forget(rooms, [job.person for job in todo], lambda room, rows: _count(rooms, todo, room, rows))
    ready = [_advance(rooms, job, "erased") if job.is_before("erased") else job for job in ready]
    if todo := [job for job in ready if job.is_before("looked")]:
        empty(rooms)
        _look(rooms, todo)
    ready = [_advance(rooms, job, "looked") if job.is_before("looked") else job for job in ready]
    return [_finish(rooms, job) for job in ready]


def _sign_out(rooms: Rooms, todo: Sequence[_Job]) -> None:
    """End sessions that were begun since the request, or under ids that were met since."""
    with rooms.database.writing() as connection:
        end_sessions(connection, [alias for job in todo for alias in job.person.aliases], rooms.clock())


def _count(rooms: Rooms, todo: Sequence[_Job], room: str, rows: Sequence[int]) -> None:
    for job, gone in zip(todo, rows, strict=True):
        job.rows[room] = job.rows.get(room, 0) + gone  # a second attempt finds only what the first one left
        _note(rooms, job)


def _look(rooms: Rooms, todo: Sequence[_Job]) -> None:
    found = look(rooms, [job.person for job in todo])
    if found.places:
        where = "; ".join(found.places)
        for job in todo:
            _note(rooms, job._replace(failed=where))
        raise _incomplete(where)
    for job in todo:
        job.notes.extend(found.notes)


def _incomplete(where: str) -> HouseDamaged:
    return HouseDamaged(
        "An erasure is not complete: something of the person is still in the house",
        where=where,
        todo="remove files that do not belong to the house, then: oase doctor HOUSE --mend",
    )


def _finish(rooms: Rooms, job: _Job) -> Receipt:
    _place(rooms, job.number).unlink(missing_ok=True)
    rooms.steps("forgotten")
    kept: dict[str, Any] = job.rows | ({"notes": job.notes} if job.notes else {})
    finished = rooms.clock()
    row = {"receipt": job.number, "requested": job.requested, "finished": finished, "rows": json.dumps(kept)}
    closed = {"step": "finished", "arguments": "{}", "finished": finished, "result": "{}"}
    with rooms.database.writing() as connection:
        connection.execute(insert(erasures).values(row))
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(closed))
    rooms.steps("finished")
    return Receipt(job.number, job.requested, finished, job.rows, tuple(job.notes))


def _advance(rooms: Rooms, job: _Job, step: str) -> _Job:
    job = job._replace(step=step)
    _note(rooms, job)
    rooms.steps(step)
    return job


def _note(rooms: Rooms, job: _Job) -> None:
    """Write down how far a job is; nothing of the person."""
    arguments = json.dumps({"receipt": job.number, "marks": job.marks})
    result = json.dumps({"rows": job.rows, "notes": job.notes, "failed": job.failed})
    with rooms.database.writing() as connection:
        mine = update(jobs).where(jobs.c.id == job.id)
        connection.execute(mine.values(step=job.step, arguments=arguments, result=result))


def _jobs(rooms: Rooms) -> list[_Job]:
    query = select(jobs).where(jobs.c.kind == "erase", jobs.c.finished.is_(None)).order_by(jobs.c.id)
    with rooms.database.reading() as connection:
        rows = connection.execute(query).all()
    return [_job(rooms, row) for row in rows]


def _job(rooms: Rooms, row: Any) -> _Job:
    given, result = json.loads(row.arguments), json.loads(row.result or "{}")
    number: str = given["receipt"]
    path = _place(rooms, number)
    wanted = msgspec.json.decode(path.read_bytes(), type=_Wanted) if path.exists() else None
    rows, notes, failed = result.get("rows", {}), result.get("notes", []), result.get("failed")
    return _Job(row.id, number, row.step, row.requested, given.get("marks", {}), rows, notes, failed, wanted)


def _receipt(row: Any) -> Receipt:
    rows = json.loads(row.rows)
    notes = tuple(rows.pop("notes", ()))
    return Receipt(row.receipt, row.requested, row.finished, rows, notes)


def _joined(wanted: _Wanted | None, person: Person) -> _Wanted:
    """Return whom it is about, with all ids of the person by now."""
    aliases, values = (wanted.aliases, wanted.values) if wanted else ((), ())
    return _Wanted(
        tuple(dict.fromkeys((*aliases, *person.aliases))), tuple(dict.fromkeys((*values, *person.values)))
    )


def _place(rooms: Rooms, number: str) -> Path:
    return rooms.folder / ERASING / f"{number}.json"


def _keep(rooms: Rooms, number: str, wanted: _Wanted) -> None:
    path = _place(rooms, number)
    with disk_errors(path):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_bytes(msgspec.json.encode(wanted))
        fsync_path(draft)
        draft.replace(path)
        fsync_path(path.parent)
        fsync_path(rooms.folder)
