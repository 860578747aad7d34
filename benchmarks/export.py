"""Every export format once, each in a process of its own: seconds, processor time, peak memory, size, rows a second.

    python -m benchmarks.export [--store DIR] [--triples 1000000] [--formats trig tables …]

Without `--store` the graph of the repository's own facts is built first; `--triples` takes a synthetic city
of about that size instead.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.city import City
from benchmarks.scale import BUREAU
from benchmarks.scale import build as build_city
from gyebo.build import build
from gyebo.export.formats import FORMATS, export
from gyebo.store.embedded import Embedded

ROOT = Path(__file__).parents[1]


def measured(store: Path, name: str, out: Path) -> str:
    """Run one export in a process of its own; return its line of the table."""
    command = [sys.executable, "-m", "benchmarks.export", "--run", name, str(out), "--store", str(store)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said = process.communicate()[0] if process.stdout else ""
    seconds = time.perf_counter() - start
    count, cpu_seconds, memory_mb = said.split()[-3:]
    files = [path for path in out.rglob("*") if path.is_file()] if out.is_dir() else [out]
    size = sum(path.stat().st_size for path in files) / 1e6
    rate = int(count) / max(float(cpu_seconds), 0.001)
    return (
        f"| {name} | {seconds:.1f} s ({float(cpu_seconds):.1f}) | {int(count):,} | {rate:,.0f}/s "
        f"| {float(memory_mb):,.0f} MB | {size:,.2f} MB |"
    )


def run(store: Path, name: str, out: Path) -> None:
    """Export, then print how many rows (or triples) were written, the processor time and the peak memory."""
    import resource

    counts: dict[str, int] = {}
    for step in export(Embedded(store), name, out):
        counts[step.name] = step.count
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Not ru_maxrss, which begins with what the parent held when it forked.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    memory_kb = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(sum(counts.values()), used.ru_utime + used.ru_stime, memory_kb / 1024)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store that is there already")
    parser.add_argument("--triples", type=int, help="a synthetic city of about so many triples")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--run", nargs=2, metavar=("FORMAT", "OUT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        run(arguments.store, arguments.run[0], Path(arguments.run[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store or Path(folder) / "store"
        if arguments.triples:
            build_city(City(max(1, arguments.triples // BUREAU)), store)
        elif not arguments.store:
            build(store)
        quads = sum(1 for _ in Embedded(store).quads())
        print(f"{quads:,} quads, {os.cpu_count()} cores\n")
        print("| format | time (processor) | rows, triples | a second | peak memory | size |")
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        for name in arguments.formats:
            print(measured(store, name, Path(folder) / name), flush=True)


if __name__ == "__main__":
    main()
