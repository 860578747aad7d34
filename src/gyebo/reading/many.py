"""Many documents read at once by any executor, in the order and with the errors of one after the other."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import TypeVar

from gyebo.errors import Unreadable

R = TypeVar("R")
AHEAD = 64  # documents that are handed over before the first of them is taken back


def in_order(
    work: Callable[[Path], R], paths: Iterable[Path], executor: Executor, ahead: int = AHEAD
) -> Iterator[R]:
    """Yield `work` of every path in their order, done by an executor (processes, threads, a cluster's).

    The first path in order that fails raises its error, and what has not begun is cancelled. At most `ahead`
    results wait in memory, so that the documents may be any number.
    """
    waiting: deque[tuple[Path, Future[R]]] = deque()
    try:
        for path in paths:
            waiting.append((path, executor.submit(work, path)))
            if len(waiting) >= ahead:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    finally:
        for _, future in waiting:
            future.cancel()


def _result(path: Path, future: Future[R]) -> R:
    try:
        return future.result()
    except BrokenExecutor:
        what = "a process that read documents was killed, perhaps for want of memory"
        raise Unreadable(path, None, what, "read fewer at once: --jobs 1") from None
