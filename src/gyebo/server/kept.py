"""Small answers and pages kept as long as the graph stays: what was asked a moment ago costs next to nothing."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
SMALL = 1 << 18
_OVERHEAD = 1000  # bytes that an entry takes beside its data


class Kept(Generic[T]):
    """What was last asked for, at most so many bytes of it; keys name the graph, so that nothing grows old."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._entries: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under a key."""
        found = self._entries.get(key)
        if found is None:
            return None
        self._entries.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keep a value of so many bytes under a key, unless it is large; forget those not asked for longest."""
        if size > SMALL or key in self._entries:
            return
        self._entries[key] = value, size + _OVERHEAD
        self._size += size + _OVERHEAD
        while self._size > self._limit:
            _, (_, gone) = self._entries.popitem(last=False)
            self._size -= gone
