"""Reading, building and asking, measured once each as whole processes: seconds, peak memory, ratios.

    python benchmarks/build.py [--documents FOLDER]

Prints the time to read the documents (where they are at hand), to build the graph from the facts, and to
trace one program, each with its peak memory, beside the time Python itself takes to start.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measured(*words: str) -> tuple[float, float]:
    """Run a command; return its wall seconds and peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(words)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def best(*words: str, runs: int = 3) -> tuple[float, float]:
    """Return the fastest of several runs."""
    return min(measured(*words) for _ in range(runs))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, help="folder of the official documents")
    documents = parser.parse_args().documents
    start, memory = best("-c", "pass")
    print(f"{'python starts':34} {start:7.3f} s {memory:8.1f} MB   1.0×")
    with tempfile.TemporaryDirectory() as folder:
        steps = {
            "gyebo --help": ("-m", "gyebo", "--help"),
            "build the graph from the facts": ("-m", "gyebo", "build", "--store", folder),
            "trace one program": ("-m", "gyebo", "trace", "P0027", "--store", folder),
            "export every table": ("-m", "gyebo", "export", "tables", f"{folder}/out", "--store", folder),
        }
        if documents:
            texts = sorted(str(path) for path in documents.glob("2*.txt"))
            steps["read the documents"] = ("-m", "gyebo", "extract", *texts, "--out", f"{folder}/facts")
        for name, words in steps.items():
            seconds, memory = best(*words)
            print(f"{name:34} {seconds:7.3f} s {memory:8.1f} MB {seconds / start:6.1f}×")


if __name__ == "__main__":
    main()
