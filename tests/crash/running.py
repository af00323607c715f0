"""A house that is served by real processes, which can be killed."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from oase.contacts.keys import create_key
from oase.db import open_database

__all__ = ["Served", "free_port", "parent", "write_key"]

READY_SECONDS = 60.0
END_SECONDS = 30.0
TURN_SECONDS = 0.03


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def write_key(folder: Path, source: str) -> str:
    """Make the house where there is none yet, and a key that writes to it; return its secret."""
    with open_database(folder, create=True) as database:
        basis = {"basis": "contract", "basis_text": "a test"}
        return create_key(database, "write", source, source=source, **basis)[1]


@dataclass
class Served:
    """``oase serve`` in a session of its own.

    Parameters
    ----------
    folder : Path
        The house.
    options : sequence of str
        Further ones of ``oase serve``.
    before : sequence of str
        What stands before the command, such as ``unshare``.
    entry : sequence of str
        What is given to Python.
    log : Path
        Everything the server says; outside the house, whose disk may be full.
    """

    folder: Path
    options: Sequence[str] = ()
    before: Sequence[str] = ()
    entry: Sequence[str] = ("-m", "oase")
    environ: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    log: Path = field(default_factory=lambda: Path(mkdtemp(prefix="oase-log-")) / "server.log")
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address that clients use."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it takes requests."""
        python = [sys.executable, *self.entry, "serve", str(self.folder), "--port", str(self.port)]
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                [*self.before, *python, *self.options],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                env={**os.environ, **self.environ},
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until requests are taken.

        Raises
        ------
        AssertionError
            The server ended, or is not ready after a minute; with what it said.
        """
        assert self.process is not None
        deadline = time.monotonic() + READY_SECONDS
        while self.status("/health/live") != http.client.OK:
            gone = self.process.poll() is not None
            if gone or time.monotonic() > deadline:
                raise AssertionError(f"the server {'ended' if gone else 'is not ready'}:\n{self.tail()}")
            time.sleep(TURN_SECONDS)

    def status(self, path: str) -> int | None:
        """Return the status of an answer, None where none came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def tail(self) -> str:
        """Return the end of what the server said."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    @property
    def children(self) -> list[int]:
        """Return the processes of the session that work behind or beside the first."""
        if self.process is None:
            return []
        return [pid for pid in _session(self.process.pid) if pid != self.process.pid and _is_worker(pid)]

    def kill(self, what: str) -> None:
        """Kill with -9: the ``web`` process, the ``works`` behind it, or ``all`` at once."""
        assert self.process is not None
        if what == "works":
            for pid in self.children:
                _kill(pid)
            return
        if what == "all":
            for pid in _session(self.process.pid):
                _kill(pid)
        else:
            self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask the server to end as an operator does; return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(END_SECONDS)

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is None:
            return
        try:
            if self.process.poll() is None:
                self.stop()
        finally:
            for pid in _session(self.process.pid):
                _kill(pid)
            self.process.wait()
            shutil.rmtree(self.log.parent, ignore_errors=True)


def _session(leader: int) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(") ", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def _is_worker(pid: int) -> bool:
    """Tell whether the server has begun it: from nothing, or as a copy, which is called as its parent is."""
    try:
        command = _command(pid)
        return b"spawn_main" in command or (b"forkserver" in command and command == _command(parent(pid)))
    except OSError:
        return False


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def parent(pid: int) -> int:
    """Return who has started a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[1])


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
