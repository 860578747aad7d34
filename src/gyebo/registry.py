"""The loaders by name: `@reads(kind)` announces one, `reader(kind)` finds it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from gyebo.errors import UsageProblem
from gyebo.resources import folder

if TYPE_CHECKING:
    from gyebo.model.document import Document
    from gyebo.model.reading import Reading

Read: TypeAlias = "Callable[[Document], Reading]"

_readers: dict[str, Read] = {}


def reads(kind: str) -> Callable[[Read], Read]:
    """Announce the decorated function as the reader of documents of `kind`."""

    def register(read: Read) -> Read:
        if kind in _readers:
            raise ValueError(f"two readers for {kind!r}: {_readers[kind].__module__} and {read.__module__}")
        _readers[kind] = read
        return read

    return register


def names() -> tuple[str, ...]:
    """Return the kinds of document that a loader reads, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in folder("loaders").glob("*/loader.py")))


def reader(kind: str) -> Read:
    """Return the reader for documents of `kind`, importing its loader at the first call."""
    if kind not in names():
        raise UsageProblem.unknown("kind of document", kind, names())
    module = import_module(f"gyebo.loaders.{kind}.loader")
    if kind not in _readers:
        raise LookupError(f"{module.__name__} announces no @reads({kind!r})")
    return _readers[kind]
