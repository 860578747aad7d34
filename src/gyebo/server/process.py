"""Worker processes as the server sees them: forked by another, asked, interrupted, lowered, killed."""

import asyncio
import contextlib
import marshal
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from gyebo.server.settings import Settings
from gyebo.server.worker import FILE, Job

QUANTUM_SECONDS = 0.1  # after which a query counts as long
_START_SECONDS = 30.0
_LOW = 10  # the niceness of long queries


class Died(Exception):
    """A worker's process has ended with a query in it."""


class StillAtIt(Exception):
    """A query has had its moment among the short ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's answer: the byte that says what it is, and its data or the file that holds it."""

    kind: bytes
    data: bytes
    file: BinaryIO | None = None


class Spawner:
    """The process that forks workers, seen from the server; one that has ended is started again.

    To start a Python for each and to load what it needs takes some 70 ms of processor time, and the server would
    stand still for several of them.
    """

    def __init__(self, settings: Settings) -> None:
        self._network = "connected" if settings.service_hosts else "cut-off"
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def fork(self, to_server: int, to_disk: int) -> None:
        """Have a worker forked that holds these descriptors; raise `OSError` where that cannot be."""
        if self._socket is None or self._process is None or self._process.poll() is not None:
            self._socket = self._started()
        socket.send_fds(self._socket, [b"+"], [to_server, to_disk])

    def stop(self) -> None:
        """End the process, and with it all workers."""
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.wait()

    def _started(self) -> socket.socket:
        """Start the process and return the socket that leads to it."""
        if self._socket is not None:
            self._socket.close()
        ours, theirs = socket.socketpair()
        with theirs:
            words = [sys.executable, "-m", "gyebo.server.spawner", str(theirs.fileno()), self._network]
            quiet = subprocess.DEVNULL
            # In a group of its own: Ctrl-C is for the server, which ends its workers. Not in a session of its
            # own: Linux gives every session the same share of the processors, whatever its priority.
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                words, pass_fds=(theirs.fileno(),), stdin=quiet, stdout=quiet, stderr=quiet, process_group=0
            )
        return ours


class Worker:
    """A worker process as the server sees it; `niced` once it has a low priority, `ended` when its memory is free."""

    def __init__(self, spawner: Spawner, graph: Path, settings: Settings, niced: bool) -> None:
        self.graph, self.niced, self.dead = graph, niced, False
        self._pid: int | None = None  # which it says first
        self._given = False
        self._begun = 0.0
        self._clock: asyncio.TimerHandle | None = None
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 (given away with an answer, else closed)
        self._loop = asyncio.get_running_loop()
        self._reply: asyncio.Future[bytes] = self._loop.create_future()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours.detach())
        # Without a process at its other end, the connection is found closed like that of one that has died.
        with theirs, contextlib.suppress(OSError):
            spawner.fork(theirs.fileno(), self._file.fileno())
        with contextlib.suppress(OSError):
            self._connection.send_bytes(marshal.dumps((str(graph), settings.memory_limit_bytes)))
        self._loop.add_reader(self._connection.fileno(), self._readable)

    async def ready(self, seconds: float = _START_SECONDS) -> None:
        """Wait until the process has opened the store; raise `Died` or `TimeoutError` where it does not."""
        await asyncio.wait_for(self._reply, seconds)

    def ask(self, job: Job, hurried: bool = False) -> "asyncio.Future[bytes]":
        """Send a job; its answer arrives in the future, or `Died`, or for a hurried one `StillAtIt`."""
        self._reply = self._loop.create_future()
        self._begun = _processor_seconds(self._pid)
        self._clock = self._loop.call_later(QUANTUM_SECONDS, self.interrupt) if hurried else None
        try:
            self._connection.send_bytes(marshal.dumps(tuple(job)))
        except OSError:
            self._reply.set_exception(Died())
        return self._reply

    def interrupt(self, patience: int = 5) -> None:
        """Let who waits know that the query is a long one; the process goes on.

        What counts is its processor time. A process that had to wait for a processor is given some more time.
        """
        if self._reply.done():
            return
        if patience and _processor_seconds(self._pid) - self._begun < QUANTUM_SECONDS / 2:
            self._clock = self._loop.call_later(QUANTUM_SECONDS, self.interrupt, patience - 1)
            return
        asked, self._reply = self._reply, self._loop.create_future()
        asked.set_exception(StillAtIt())

    @property
    def reply(self) -> "asyncio.Future[bytes]":
        """The answer to the job that is being worked on, once it was interrupted."""
        return self._reply

    def _readable(self) -> None:
        try:
            data = self._connection.recv_bytes()
        except (EOFError, OSError):
            self.dead = True
            self.close()
            if not self._reply.done():
                self._reply.set_exception(Died())
                self._reply.exception()  # known: nobody may be waiting any more
            return
        if self._pid is None:
            self._pid = int(data)
            if self.niced:
                self._renice()
        elif not self._reply.done():
            self._reply.set_result(data)

    def give(self, data: bytes) -> Answer:
        """Return what the process has answered; a file goes with the answer, and then the worker is spent."""
        if self._clock is not None:
            self._clock.cancel()
        self._given = data[:1] == FILE
        return Answer(data[:1], data[1:], self._file if self._given else None)

    def lower(self, job: Job) -> None:
        """Give the process a low priority, which it keeps; below all others where it works on somebody's query."""
        self._renice()
        if sys.platform == "linux" and job.query is not None and self._pid is not None:
            # A short query that wakes up then runs at once, not some milliseconds later.
            with contextlib.suppress(OSError):
                os.sched_setscheduler(self._pid, os.SCHED_IDLE, os.sched_param(0))

    def _renice(self) -> None:
        self.niced = True
        if self._pid is not None:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._pid, _LOW)

    def kill(self) -> None:
        """End the process at once, but for the time that its memory takes to be freed; see `ended`."""
        if self._clock is not None:
            self._clock.cancel()
        if not self._given:
            self._file.close()
        if self._pid is None:  # it has nothing yet, and ends when it cannot say who it is
            self.close()
        elif not self.dead:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """Close the connection: the process at its other end has ended, or does so now."""
        if not self._connection.closed:
            self._loop.remove_reader(self._connection.fileno())
            self._connection.close()
        if not self.ended.done():
            self.ended.set_result(None)


def _processor_seconds(pid: int | None) -> float:
    """Return the processor time of a process; where the kernel does not tell it so, the time of day serves."""
    if pid is not None:
        with contextlib.suppress(OSError):
            return time.clock_gettime(~pid << 3 | 2)  # Linux: clock_getcpuclockid(3)
    return time.monotonic()
