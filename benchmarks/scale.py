"""From facts to a store at several sizes: time, processor time, peak memory, triples a second, bytes on disk.

    python -m benchmarks.scale [--triples 100000 1000000] [--large]

Every stage runs in a process of its own. `facts` makes the synthetic city's facts (twice, as a build reads
them twice), `graph` also makes the quads and drops them, `nquads` writes them to a file, `loader` is
Oxigraph's bulk loader alone on that file, `build` is what gyebo does: facts → quads → a published store.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Store, serialize

from benchmarks.city import Country, Made
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.store.figures import FILE as FIGURES
from gyebo.store.figures import recorded
from gyebo.store.layout import publish
from gyebo.store.totals import FILE as TOTALS
from gyebo.store.totals import write_totals
from gyebo.store.write import fill, ontology_quads

BUREAU = 100_000  # triples of a bureau, about
SIZES = (100_000, 1_000_000)
LARGE = 10_000_000
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took, and the JSON that it printed."""

    answer: Any
    seconds: float
    cpu_seconds: float
    memory_mb: float

    @property
    def count(self) -> int:
        """The number that it printed."""
        return int(self.answer)

    def line(self, name: str, count: int, against: "Run") -> str:
        """Return the run as a line: `count` a second, and how many times the processor time of another run."""
        return (
            f"  {name:18} {self.seconds:8.2f} s {self.cpu_seconds:8.2f} s cpu {self.memory_mb:7.0f} MB "
            f"{count / self.seconds / 1000:7.0f}k/s {self.cpu_seconds / against.cpu_seconds:6.2f}×"
        )


def quads(city: Made) -> Iterator[Quad]:
    """Yield the graph of a synthetic city, with the ontology: what `gyebo build` writes."""
    mint, items = Mint(), Items(folder("loaders") / "items.csv")
    return chain(
        graph_quads(mint, city.decisions(), items, city.readings),
        ontology_quads(sorted(folder("ontology").rglob("*.ttl")), mint.graph("ontology")),
    )


def build(city: Made, place: Path) -> int:
    """Build and publish the store of a city in `place`; return the number of quads."""
    return publish(place, f"{city}", "benchmark", lambda path: filled(path, city)).quads


def filled(path: Path, city: Made) -> int:
    """Write the graph of a city into an empty folder, and its totals beside it; return the number of quads."""
    count = fill(path, recorded(quads(city), path / FIGURES))
    write_totals(Embedded.over(path), path / TOTALS)
    return count


def in_process(module: str, stage: str, *words: str) -> Run:
    """Run a stage of a benchmark in a process of its own."""
    start = time.perf_counter()
    command = [sys.executable, "-m", module, "--stage", stage, *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    seconds = time.perf_counter() - start
    return Run(json.loads(output), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def disk_mb(place: Path) -> float:
    """Return the size of a folder or file, in MB."""
    files = (path for path in (place, *place.rglob("*")) if path.is_file())
    return sum(path.stat().st_size for path in files) / 1e6


def _facts(city: Made, _: Path) -> int:
    city.decisions()
    return max(sum(len(reading.figures) for _, reading in city.readings()) for _ in range(2))


def _graph(city: Made, _: Path) -> int:
    counted = deque(enumerate(quads(city), start=1), maxlen=1)
    return counted[0][0]


def _nquads(city: Made, place: Path) -> int:
    place.mkdir(exist_ok=True)
    serialize(quads(city), str(place / "city.nq"), RdfFormat.N_QUADS)
    return 0


def _loader(_: Made, place: Path) -> int:
    store = Store(str(place / "loaded"))
    store.bulk_load(path=str(place / "city.nq"), format=RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    return len(store)


STAGES: dict[str, Callable[[Made, Path], int]] = {
    "facts": _facts, "graph": _graph, "nquads": _nquads, "loader": _loader, "build": build,
}  # fmt: skip


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return the options that both benchmarks take."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--triples", type=int, nargs="+", default=SIZES, help="sizes, about")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} triples")
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    parser.add_argument("--bureaus", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--place", type=Path, default=Path(), help=argparse.SUPPRESS)
    return parser


def sizes(options: argparse.Namespace) -> list[int]:
    """Return the sizes asked for as numbers of bureaus."""
    wanted = [*options.triples, *([LARGE] if options.large else [])]
    return [max(1, round(triples / BUREAU)) for triples in wanted]


def measure(bureaus: int, place: Path) -> Run:
    """Run every stage at one size, print it and leave the stores in `place`; return the build."""
    words = ("--bureaus", str(bureaus), "--place", str(place))
    runs = {stage: in_process("benchmarks.scale", stage, *words) for stage in STAGES}
    triples = runs["build"].count
    print(f"\n{triples:,} triples from {runs['facts'].count:,} figures of {bureaus} bureaus")
    print(f"  {'':18} {'wall':>10} {'processor':>14} {'memory':>10} {'triples':>8} {'loader':>8}")
    for stage, run in runs.items():
        print(run.line(stage, triples, runs["loader"]), flush=True)
    stores = {"build": next(place.glob("graph-*")), "loader": place / "loaded"}
    print("  on disk: " + ", ".join(f"{stage} {disk_mb(path):.1f} MB" for stage, path in stores.items()))
    return runs["build"]


def main() -> None:
    """Measure every size, or run one stage in this process."""
    options = arguments(__doc__).parse_args()
    if options.stage:
        print(json.dumps(STAGES[options.stage](Country(options.bureaus), options.place)))
        return
    for bureaus in sizes(options):
        with tempfile.TemporaryDirectory() as name:
            measure(bureaus, Path(name))


if __name__ == "__main__":
    main()
