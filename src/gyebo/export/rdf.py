"""`nquads`: the whole graph in canonical N-Quads, sorted, so that the same graph is the same file."""

import os
import tempfile
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad

from gyebo.errors import Unreadable
from gyebo.store.embedded import Embedded

_RUN = 500_000


def write_nquads(engine: Embedded, out: Path) -> int:
    """Write every quad of the store as sorted N-Quads; return how many. The file appears only when complete.

    Memory is bounded: runs of lines are sorted one at a time and merged.
    """
    part = out.with_name(out.name + ".part")
    try:
        with tempfile.TemporaryDirectory() as folder, part.open("w", encoding="utf-8", newline="\n") as file:
            count = 0
            for line in merge(*(_lines(path) for path in _sorted_runs(engine, Path(folder)))):
                file.write(line)
                count += 1
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or os.fspath(out)
        raise Unreadable(
            out, None, f"the file cannot be written ({reason})", "free space or choose another"
        ) from error
    return count


def _sorted_runs(engine: Embedded, folder: Path) -> list[Path]:
    """Write the quads as files of sorted lines and return their paths."""
    quads = engine.quads()
    paths: list[Path] = []
    while run := sorted(_line(quad) for quad in islice(quads, _RUN)):
        path = folder / f"{len(paths)}.nq"
        path.write_text("".join(run), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _line(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} .\n"


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file
