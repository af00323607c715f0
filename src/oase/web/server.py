"""The server: the door, the interface and the pages of one house, in one web process or several.

``serve`` runs in the calling process until SIGTERM or Ctrl-C. Beside the web processes there are three:
"works" turns accepted requests into contacts and moves them into the lake, "tasks" computes what pages show,
"messages" sends what is in the outbox.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, NamedTuple

import msgspec
import uvicorn

from oase.app.processes import load_once
from oase.contacts.keys import Keyring
from oase.contacts.requests import Limits
from oase.db import KEY_FILE, Database, open_database
from oase.db.inbox import INBOX_FOLDER, Inbox, worked_off
from oase.errors import HouseBusy, HouseError, InputError, OaseError, OptionInvalid
from oase.identity import open_key
from oase.settings import Settings
from oase.web.api import make_api
from oase.web.background import LOADED, run_messages, run_tasks, run_works
from oase.web.connection import connection_class
from oase.web.customer import make_customer
from oase.web.customer.api import customers_description
from oase.web.door import Door
from oase.web.metrics import AnswerCounts, forget_answers
from oase.web.parts import Parts, house_pages
from oase.web.reach import Reach
from oase.web.supervision import TURN_SECONDS, Child, Supervisor, log, show_log, stop_on_signal

__all__ = ["Serving", "serve"]

MOST_WORKERS = 9
DRAIN_SECONDS = 15.0
GRACE_SECONDS = 10
LOCK_SECONDS = 3.0
TICKS_PER_SECOND = 10
BACKLOG = 2048
SWITCH_SECONDS = 0.0005


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """How a house is served.

    Parameters
    ----------
    host : str
        Address to listen on.
    port : int
        0 for a free one.
    workers : int
        Web processes, 1 to 9; each has an inbox of its own.
    most_connections : int
        Open at the same time per web process; more are answered with 503.
    keep_alive_seconds : int
        How long a connection may be idle.
    is_demo : bool
        Whether the customers are invented: then browsers on the same machine are signed in by themselves.

    Raises
    ------
    OptionInvalid
        A number outside what is allowed.
    """

    host: str = "127.0.0.1"
    port: int = 8040
    workers: int = 1
    most_connections: int = 1000
    keep_alive_seconds: int = 30
    is_demo: bool = False

    def __post_init__(self) -> None:
        """Refuse what nothing could work with."""
        _check("port", self.port, 0, 65535)
        _check("workers", self.workers, 1, MOST_WORKERS)
        _check("most_connections", self.most_connections, 1, 100_000)
        _check("keep_alive_seconds", self.keep_alive_seconds, 1, 3600)


def serve(folder: Path, settings: Settings, serving: Serving, *, say: Callable[[str], None] = print) -> None:
    """Serve a house until SIGTERM or Ctrl-C; runs in the main thread.

    At the end no more is accepted, requests under way are answered, and what was accepted is worked off; what
    is left after that waits, durable, for the next start.

    Parameters
    ----------
    folder : Path
        The house.
    settings : Settings
    serving : Serving
    say : callable
        Given the address, once, when requests are taken.

    Raises
    ------
    HouseMissing, HouseBusy
        There is no house, or another server holds it.
    HouseError
        Something unforeseen has ended the inbox.
    HouseDamaged
        Also where the key of the pseudonyms is missing: nothing could become a contact.
    InputError
        The address cannot be listened on.
    StorageFull, StorageForbidden
    """
    show_log()
    asked = stop_on_signal()
    load_once(*LOADED, *([__name__] if serving.workers > 1 else []))
    open_database(folder).close()  # its errors come before any process is started
    _check_key(folder, settings)
    with _listening(serving) as listening:
        run = _in_one_process if serving.workers == 1 else _in_several
        run(folder, settings, serving, listening, asked, lambda: say(_address(listening)))


def _check_key(folder: Path, settings: Settings) -> None:
    if (folder / KEY_FILE).exists():
        open_key(folder, create=False)
        return
    from oase.app import open_house  # loaded only where it is needed: it takes a second

    with open_house(folder, settings=settings) as house:
        _ = house.rooms.key  # made where nothing is stored yet, else an error


def run_web(
    ready: Callable[[], None],
    folder: Path,
    settings: Settings,
    serving: Serving,
    worker: str,
    listening: socket.socket,
) -> None:
    """Be one of several web processes."""
    asked = stop_on_signal(with_interrupt=False)
    with _rooms(folder, settings, serving, worker) as rooms:
        _run(rooms, serving, asked, ready, listening)


def _in_one_process(
    folder: Path,
    settings: Settings,
    serving: Serving,
    listening: socket.socket,
    asked: threading.Event,
    ready: Callable[[], None],
) -> None:
    supervisor = Supervisor(_behind(folder, settings))
    try:
        with _rooms(
            folder, settings, serving, "w1"
        ) as rooms:  # a second server fails here and has changed nothing
            forget_answers(folder, but=frozenset({"w1"}))
            supervisor.start(asked)
            _run(rooms, serving, asked, ready, listening)
    finally:
        supervisor.stop(DRAIN_SECONDS)


def _run(
    rooms: _Rooms,
    serving: Serving,
    asked: threading.Event,
    ready: Callable[[], None],
    listening: socket.socket,
) -> None:
    """Serve until an end is asked for; a server that can store nothing any more ends, to be started anew."""
    sys.setswitchinterval(SWITCH_SECONDS)  # else threads that make pages keep the door waiting, 5 ms each
    _Server(rooms, serving, asked, ready).run([listening])
    if rooms.inbox.has_ended:
        raise HouseError(
            "The inbox has ended by itself, so nothing can be accepted",
            where=str(rooms.inbox.path),
            todo="start the server again; the lines above say what happened",
        )


def _in_several(
    folder: Path,
    settings: Settings,
    serving: Serving,
    listening: socket.socket,
    asked: threading.Event,
    ready: Callable[[], None],
) -> None:
    names = [f"w{number}" for number in range(1, serving.workers + 1)]
    common = (folder, settings, serving)
    web = [Child(name, run_web, (*common, name, listening), is_awaited=True) for name in names]
    supervisor = Supervisor(web, _behind(folder, settings))
    try:
        supervisor.start(asked)
        forget_answers(folder, but=frozenset(names))
        ready()
        while not asked.is_set():
            sleep(TURN_SECONDS)
    finally:
        supervisor.stop(DRAIN_SECONDS)


def _behind(folder: Path, settings: Settings) -> list[Child]:
    """Return the processes behind the door, one of each, however many web processes there are."""
    common = (folder, settings)
    runs = {"works": run_works, "tasks": run_tasks, "messages": run_messages}
    return [Child(name, run, common) for name, run in runs.items()]


class _Rooms(NamedTuple):
    """What one web process holds open."""

    door: Door
    parts: Parts
    inbox: Inbox
    answers: AnswerCounts


@contextmanager
def _rooms(folder: Path, settings: Settings, serving: Serving, worker: str) -> Generator[_Rooms]:
    """Open what one web process needs; its inbox is flushed at the end."""
    with ExitStack() as open_rooms:
        database = open_rooms.enter_context(open_database(folder))
        keyring = Keyring(database)
        inbox = open_rooms.enter_context(_inbox(database, worker))
        reach = Reach(database, keyring, inbox, settings, is_demo=serving.is_demo)
        open_rooms.enter_context(closing(reach))
        api: Any = make_api(reach, customers_description)
        customer = make_customer(reach)
        parts = open_rooms.enter_context(closing(Parts(api, customer, partial(house_pages, reach))))
        door = Door(keyring, inbox, Limits(), parts)
        answers = AnswerCounts(folder, worker, door.answers)
        answers.flush()
        yield _Rooms(door, parts, inbox, answers)


def _inbox(database: Database, worker: str) -> Inbox:
    """Open a worker's inbox, with patience for one that is just ending."""
    path = database.folder / INBOX_FOLDER / f"{worker}.sqlite"

    def done() -> int:
        with database.reading() as connection:
            return worked_off(connection).get(worker, 0)

    until = perf_counter() + LOCK_SECONDS
    while True:
        try:
            return Inbox(path, done=done)
        except HouseBusy as error:
            if perf_counter() >= until:
                raise HouseBusy(
                    "Another server is serving this house",
                    where=str(database.folder),
                    todo="end it first; `oase serve --workers n` serves with several processes",
                ) from error
            sleep(TURN_SECONDS)


class _Server(uvicorn.Server):
    """Told by us when to end, and telling when it takes requests."""

    def __init__(
        self, rooms: _Rooms, serving: Serving, asked: threading.Event, ready: Callable[[], None]
    ) -> None:
        super().__init__(_config(rooms.door, serving))
        self._answers = rooms.answers
        self._inbox = rooms.inbox
        self._parts = rooms.parts
        self._asked = asked
        self._ready = ready

    def capture_signals(self) -> nullcontext[None]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()
        self._parts.load()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._parts.end()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_PER_SECOND == 0:
            self._flush_answers()
        self.should_exit = self.should_exit or self._asked.is_set() or self._inbox.has_ended
        return await super().on_tick(counter)

    def _flush_answers(self) -> None:
        try:
            self._answers.flush()
        except OaseError as error:  # the door goes on; health and the answers say that the disk is full
            log.warning("%s", error.what)


def _config(app: Any, serving: Serving) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=connection_class(most_connections=serving.most_connections),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=serving.keep_alive_seconds,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


@contextmanager
def _listening(serving: Serving) -> Generator[socket.socket]:
    where = f"{serving.host}:{serving.port}"
    try:
        family = socket.getaddrinfo(serving.host, serving.port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((serving.host, serving.port), family=family, backlog=BACKLOG)
    except OSError as error:
        todo = {
            errno.EADDRINUSE: "another program listens there; choose another --port (0: a free one)",
            errno.EACCES: "ports below 1024 need special rights: choose a higher --port",
        }.get(error.errno or 0, "choose an address of this machine with --host")
        raise InputError(
            "The server cannot listen there", got=error.strerror or str(error), where=where, todo=todo
        ) from error
    with closing(listening):
        yield listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _check(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise OptionInvalid(
            "The number is outside what is allowed",
            expected=f"{least} to {most}",
            got=str(number),
            where=f"--{name.replace('_', '-')}",
        )
