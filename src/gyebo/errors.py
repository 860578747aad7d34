"""What can go wrong for a person: one line that says what, and what to do next; an exit code."""

from collections.abc import Iterable
from difflib import get_close_matches
from os import PathLike, fspath
from typing import ClassVar, Self


class GyeboError(Exception):
    """A problem told in one line, with the next step; the subclass says whose it is."""

    exit_code: ClassVar[int] = 4

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what, next_step)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return " ".join(f"{self.what}; {self.next_step}".split())


class UsageProblem(GyeboError):
    """Wrong arguments or an unknown name."""

    exit_code = 2

    @classmethod
    def unknown(cls, what: str, name: str, known: Iterable[str]) -> Self:
        """Return the problem that there is no `what` called `name`, with the nearest known names.

        >>> str(UsageProblem.unknown("query", "lineag", ["lineage", "names"]))
        "no query is called 'lineag'; did you mean lineage?"
        """
        names = sorted(known)
        near = get_close_matches(name, names, n=3)
        listed = ", ".join(names) or "none"
        next_step = f"did you mean {' or '.join(near)}?" if near else f"known: {listed}"
        return cls(f"no {what} is called {name!r}", next_step)


class Unreadable(GyeboError):
    """A file, a folder or a store that cannot be read, written or recognised; `line` is 1-based."""

    exit_code = 3

    def __init__(self, file: str | PathLike[str], line: int | None, what: str, next_step: str) -> None:
        super().__init__(what, next_step)
        self.args = (file, line, what, next_step)
        self.file = fspath(file)
        self.line = line

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {super().__str__()}"
