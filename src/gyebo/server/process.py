"""A worker process as the server sees it: asked, interrupted, lowered, killed."""

import asyncio
import contextlib
import marshal
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from gyebo.server.settings import Settings
from gyebo.server.worker import FILE, Job

QUANTUM_SECONDS = 0.1  # after which a query counts as long
_START_SECONDS = 30.0
_LOW = 10  # the niceness of long queries: beside a short one they get a tenth of a processor


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


class Worker:
    """A worker process as the server sees it; `niced` once it has the lowest priority."""

    def __init__(self, graph: Path, settings: Settings, niced: bool) -> None:
        self.graph, self.niced, self.dead = graph, niced, False
        self._given = False
        self._begun = 0.0
        self._clock: asyncio.TimerHandle | None = None
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 (given away with an answer, else closed)
        self._loop = asyncio.get_running_loop()
        self._reply: asyncio.Future[bytes] = self._loop.create_future()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _process(theirs.fileno(), self._file.fileno(), graph, settings)
        self._connection = Connection(ours.detach())
        self._loop.add_reader(self._connection.fileno(), self._readable)
        if niced:
            self.lower()

    async def ready(self) -> None:
        """Wait until the process has opened the store; raise `Died` or `TimeoutError` where it does not."""
        await asyncio.wait_for(self._reply, _START_SECONDS)

    def ask(self, job: Job, hurried: bool = False) -> "asyncio.Future[bytes]":
        """Send a job; its answer arrives in the future, or `Died`, or for a hurried one `StillAtIt`."""
        self._reply = self._loop.create_future()
        self._begun = _processor_seconds(self._process.pid)
        self._clock = self._loop.call_later(QUANTUM_SECONDS, self.interrupt) if hurried else None
        try:
            self._connection.send_bytes(marshal.dumps(tuple(job)))
        except OSError:
            self._reply.set_exception(Died())
        return self._reply

    def interrupt(self, patience: int = 10) -> None:
        """Let who waits know that the query is a long one; the process goes on.

        What counts is its processor time. A process that had to wait for a processor is given some more time.
        """
        if self._reply.done():
            return
        if patience and _processor_seconds(self._process.pid) - self._begun < QUANTUM_SECONDS / 2:
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
            self._loop.remove_reader(self._connection.fileno())
            self.dead = True
            if not self._reply.done():
                self._reply.set_exception(Died())
                self._reply.exception()  # known: nobody may be waiting any more
            return
        if not self._reply.done():
            self._reply.set_result(data)

    def give(self, data: bytes) -> Answer:
        """Return what the process has answered; a file goes with the answer, and then the worker is spent."""
        if self._clock is not None:
            self._clock.cancel()
        self._given = data[:1] == FILE
        return Answer(data[:1], data[1:], self._file if self._given else None)

    def lower(self) -> None:
        """Give the process a low priority; it never gets it back."""
        self.niced = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW)

    def kill(self) -> None:
        """End the process at once."""
        if self._clock is not None:
            self._clock.cancel()
        if not self._connection.closed:
            self._loop.remove_reader(self._connection.fileno())
            self._connection.close()
            self._process.kill()
            if not self._given:
                self._file.close()
            # A process with much memory takes a while to end; nobody waits for it.
            Thread(target=self._process.wait, daemon=True).start()


def _processor_seconds(pid: int) -> float:
    """Return the processor time of a process; where the kernel does not tell it so, the time of day serves."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # Linux: clock_getcpuclockid(3)
    except OSError:
        return time.monotonic()


def _process(to_server: int, to_disk: int, graph: Path, settings: Settings) -> "subprocess.Popen[bytes]":
    words = [
        sys.executable, "-m", "gyebo.server.worker", str(to_server), str(to_disk), str(graph),
        str(settings.memory_limit_bytes), "connected" if settings.service_hosts else "cut-off",
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    # A session of its own: Ctrl-C is for the server, which ends its workers.
    return subprocess.Popen(  # noqa: S603 (our own program)
        words, pass_fds=(to_server, to_disk), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
