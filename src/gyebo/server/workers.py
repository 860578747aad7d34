"""The pool of workers: short queries never wait for long ones, and no query outlives its limits.

Every query begins in one of a few fast workers. After a moment (`QUANTUM_SECONDS`) it counts as long: its
worker gets a low priority and leaves the fast ones, and a new process takes its place. As many long
queries run at once as the settings say; those that find no place are stopped and begin again when there is
one, as long as their time allows. At its deadline, or when its client leaves, a query's process is killed.
"""

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from pathlib import Path

from gyebo.errors import GyeboError
from gyebo.server.problems import busy, too_hungry, too_slow
from gyebo.server.process import QUANTUM_SECONDS, Answer, Died, Spawner, StillAtIt, Worker
from gyebo.server.settings import Settings
from gyebo.server.worker import Job

QUEUE_SECONDS = 10.0  # that a short query waits for a worker
ENDING_SECONDS = 30.0  # that a killed process may take to give its memory back

Gone = Callable[[], Awaitable[None]]  # returns when the client has left


class Pool:
    """Workers over the graph that `graph()` says is in use; a switch is noticed at the next query."""

    def __init__(self, settings: Settings, graph: Callable[[], Path]) -> None:
        self._settings, self._graph = settings, graph
        self._spawner = Spawner(settings)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._long = LongQueries(settings.slow_workers, settings.slow_queue)
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = False

    async def start(self) -> None:
        """Start the fast workers and wait until they are ready."""
        self._started = True
        await asyncio.gather(*(self._add() for _ in range(self._settings.workers)))

    async def stop(self) -> None:
        """End every worker."""
        for task in self._tasks:
            task.cancel()
        for worker in self._all:
            worker.kill()
            worker.close()
        self._spawner.stop()

    async def answer(self, job: Job, gone: Gone) -> Answer | None:
        """Return the answer to a job, None when the client has left; raise `Problem` at a limit."""
        if not self._started:
            await self.start()
        if self._long.known(job):
            return await self._later(job, gone, _now() + job.seconds)
        worker = await self._taken()
        deadline = _now() + job.seconds
        try:
            return self._given(worker, await worker.ask(job, hurried=True))
        except Died:
            self._end(worker)
            self._soon(self._add())
            raise too_hungry() from None
        except StillAtIt:
            reply = worker.reply
        self._long.remember(job)
        self._soon(self._add())
        if self._long.full:
            self._end(worker)
            return await self._later(job, gone, deadline)
        worker.lower(job)
        try:
            await self._long.take(deadline)
        except BaseException:
            self._end(worker)
            raise
        try:
            return await self._finished(worker, reply, job, gone, deadline)
        finally:
            self._end(worker, long=True)

    async def _later(self, job: Job, gone: Gone, deadline: float) -> Answer | None:
        """Answer a long query in a worker of its own, when there is a place for it before its deadline."""
        await self._long.take(deadline)
        try:
            worker = self._new(niced=True)
        except BaseException:
            self._long.release()
            raise
        try:
            await worker.ready(deadline - _now())
            worker.lower(job)
            begun = _now()
            answer = await self._finished(worker, worker.ask(job), job, gone, deadline)
            if answer is not None and _now() - begun < QUANTUM_SECONDS:
                self._long.forget(job)
            return answer
        except (Died, TimeoutError):
            raise busy() from None
        finally:
            self._end(worker, long=True)

    async def _finished(
        self, worker: Worker, reply: "asyncio.Future[bytes]", job: Job, gone: Gone, deadline: float
    ) -> Answer | None:
        """Wait for a long query until its deadline, or until its client leaves."""
        left = asyncio.ensure_future(gone())
        try:
            await asyncio.wait((reply, left), timeout=deadline - _now(), return_when=asyncio.FIRST_COMPLETED)
            if reply.done():
                return worker.give(reply.result())
            if left.done():
                return None
            raise too_slow(job.seconds)
        except Died:
            raise too_hungry() from None
        finally:
            left.cancel()

    def _given(self, worker: Worker, data: bytes) -> Answer:
        """Return what a fast worker has answered, and put it back among the idle ones if it can go on."""
        answer = worker.give(data)
        if answer.file is not None:
            self._end(worker)
            self._soon(self._add())
        else:
            self._free(worker)
        return answer

    async def _taken(self) -> Worker:
        """Return an idle worker over the graph in use; raise `Problem` when too many wait for one already."""
        graph = self._graph()
        while self._idle:
            worker = self._idle.pop()
            if worker.graph == graph and not worker.dead:
                return worker
            self._end(worker)
            self._soon(self._add())
        if len(self._waiting) >= self._settings.queue:
            raise busy()
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await asyncio.wait_for(turn, QUEUE_SECONDS)
        except TimeoutError:
            raise busy() from None
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(turn)

    def _free(self, worker: Worker) -> None:
        """Give a worker to who waits longest, else to the idle ones; one over an old graph is replaced."""
        if worker.graph != self._graph():
            self._end(worker)
            self._soon(self._add())
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    async def _add(self) -> None:
        """Start a fast worker; again, a little later each time, while the graph cannot be opened."""
        for attempt in count():
            worker = None
            try:
                worker = self._new(niced=False)
                await worker.ready()
            except (Died, TimeoutError, GyeboError, OSError):
                if worker is not None:
                    self._end(worker)
                await asyncio.sleep(min(5.0, 0.1 * 2**attempt))
            else:
                self._free(worker)
                return

    def _new(self, niced: bool) -> Worker:
        worker = Worker(self._spawner, self._graph(), self._settings, niced)
        self._all.add(worker)
        return worker

    def _end(self, worker: Worker, long: bool = False) -> None:
        worker.kill()
        self._soon(self._buried(worker, long))

    async def _buried(self, worker: Worker, long: bool) -> None:
        """Wait until a process has ended; only then another long query may take its place and its memory."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(worker.ended, ENDING_SECONDS)
        self._all.discard(worker)
        if long:
            self._long.release()

    def _soon(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class LongQueries:
    """The places for long queries, and which queries turned out to be long."""

    def __init__(self, places: int, queue: int) -> None:
        self._places = asyncio.Semaphore(places)
        self._queue, self._queued = queue, 0
        self._known: OrderedDict[int, None] = OrderedDict()

    @property
    def full(self) -> bool:
        """Whether no place is free."""
        return self._places.locked()

    def known(self, job: Job) -> bool:
        """Whether this query was long before: then it no longer begins among the short ones."""
        return hash(job[:6]) in self._known

    def remember(self, job: Job) -> None:
        """Keep in mind that a query is long."""
        self._known[hash(job[:6])] = None
        if len(self._known) > 1000:
            self._known.popitem(last=False)

    def forget(self, job: Job) -> None:
        """Let a query begin among the short ones again."""
        self._known.pop(hash(job[:6]), None)

    async def take(self, deadline: float) -> None:
        """Take a place; raise `Problem` when too many wait, or when there is none before the deadline."""
        if self._queued >= self._queue:
            raise busy()
        self._queued += 1
        try:
            await asyncio.wait_for(self._places.acquire(), max(0.0, deadline - _now()))
        except TimeoutError:
            raise busy() from None
        finally:
            self._queued -= 1

    def release(self) -> None:
        """Give a place back."""
        self._places.release()


def _now() -> float:
    return asyncio.get_running_loop().time()
