"""Reading documents: seconds, processor seconds, peak memory and figures a second, for each and for all together.

    python -m benchmarks.reading FOLDER [--runs 3]

Every line is one whole process, `gyebo extract` from start to end: Python starts, the forms are loaded, the
documents are read, what the numbers in them are is counted and the report is printed. The fastest of the runs
is shown. FOLDER holds the official documents under the names that data/documents.toml gives them.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """What one process took, and how many figures it read."""

    seconds: float
    cpu_seconds: float
    memory_mb: float
    figures: int

    def line(self, name: str) -> str:
        """Return the run as a line of the report."""
        return (
            f"{name:30} {self.seconds:6.2f} s {self.cpu_seconds:6.2f} s cpu {self.memory_mb:6.0f} MB "
            f"{self.figures:6} figures {self.figures / self.seconds:7.0f} figures/s"
        )


def extract(*paths: Path) -> Run:
    """Read documents in a process of their own."""
    command = [sys.executable, "-m", "gyebo", "extract", "--no-issues", "--json", *map(str, paths)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    figures = sum(int(document["figures"]) for document in json.loads(output))
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, figures)


def main() -> None:
    """Measure every document, then all of them in one process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of the official documents")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the fastest is shown")
    options = parser.parse_args()
    paths = sorted(options.folder.glob("[0-9]*.txt"))
    if not paths:
        raise SystemExit(f"{options.folder}: no documents (*.txt) are here")
    for path in paths:
        print(min(extract(path) for _ in range(options.runs)).line(path.stem), flush=True)
    print(min(extract(*paths) for _ in range(options.runs)).line(f"all {len(paths)} in one process"))


if __name__ == "__main__":
    main()
