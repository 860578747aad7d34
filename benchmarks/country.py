"""A synthetic country of 0.1, 1 and 10 million triples, from documents to answers, in one run and as ratios.

    python -m benchmarks.country [--triples 100000 1000000] [--large] [--documents FOLDER] [--no-servers]

Prints how often things change (`benchmarks.rates`), how fast documents are read (`benchmarks.reading`), and for
each size: facts → graph, loader and build (`benchmarks.scale`); the totals of departments by SPARQL and from the
side table; one document more; check and export; and the same questions (`benchmarks.lineage`) to the embedded
store, the Oxigraph server, Virtuoso and, at 0.1 million, rdflib (but for the totals, which it did not add up in eight
minutes and 4.7 GB). Every engine must give the same answers, or the run fails.
Every line is a process of its own.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import rates, reading
from benchmarks.city import Country
from benchmarks.history import review_id
from benchmarks.lineage import (
    SAMPLE,
    SUMS_BY_ID,
    Ask,
    amounts,
    linked,
    members,
    of_rdflib,
    of_store,
    summed,
    timed,
)
from benchmarks.scale import Run, arguments, disk_mb, in_process, measure, sizes
from gyebo.check.run import check
from gyebo.export.rdf import write_nquads
from gyebo.graph.adding import Difference, Paper, difference, programs_of
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.lineage.names import Names
from gyebo.query.library import find
from gyebo.resources import folder
from gyebo.store.adding import add_document, amended
from gyebo.store.embedded import Embedded
from gyebo.store.engine import UNBOUND
from gyebo.store.layout import Manifest, publish
from gyebo.store.remote import Remote
from gyebo.store.totals import summed as summed_totals
from gyebo.store.totals import totals

NAMES = ("one lineage", "its amounts", "its sums, one query", "totals of every unit")


@contextmanager
def embedded(place: Path) -> Iterator[Ask]:
    """Open the store that the build has made."""
    yield of_store(Embedded(place))


@contextmanager
def served(name: str, path: str, place: Path) -> Iterator[Ask]:
    """Start a server that is not ours, with the graph loaded by its own loader."""
    from benchmarks.servers import oxigraph_server, virtuoso_server

    server = oxigraph_server if name == "oxigraph" else virtuoso_server
    folder = place / name
    folder.mkdir()
    with server(folder, place / "city.nq") as running:
        yield of_store(Remote(f"{running.url}{path}", seconds=600))


@contextmanager
def rdflib(place: Path) -> Iterator[Ask]:
    """Read the triples into one rdflib graph in memory."""
    from rdflib import Graph

    graph = Graph()
    quads = Embedded(place).quads()
    graph.parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    yield of_rdflib(graph)


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Ask]]] = {
    "embedded": embedded,
    "oxigraph": partial(served, "oxigraph", "/query"),
    "virtuoso": partial(served, "virtuoso", "/sparql"),
    "rdflib": rdflib,
}


def asked(name: str, place: Path) -> dict[str, Any]:
    """Open an engine and ask it everything: seconds until it answers, median milliseconds, a digest of the answers."""
    programs = linked(Country(1))[:SAMPLE]
    start = time.perf_counter()
    with ENGINES[name](place) as ask:
        ready = time.perf_counter() - start
        questions: dict[str, Callable[[str], object]] = {
            NAMES[0]: lambda p: sorted(members(ask, p)),
            NAMES[1]: lambda p: sorted(amounts(ask, p).items()),
            NAMES[2]: lambda p: sorted(summed(ask, SUMS_BY_ID, p).items()),
        }
        answers = [(name, p, question(p)) for name, question in questions.items() for p in programs]
        times = {name: median(timed(question, programs)) for name, question in questions.items()}
        start = time.perf_counter()
        sums = (
            sorted(sorted(row.items()) for row in ask(find("unit/sums").text, UNBOUND))
            if name != "rdflib"
            else []
        )
        times[NAMES[3]] = 1000 * (time.perf_counter() - start) if sums else 0.0
    return {"ready": ready, "ms": times, "answers": _digest(answers), "sums": _digest(sums) if sums else ""}


def _digest(answers: object) -> str:
    return sha256(json.dumps(answers).encode()).hexdigest()


def _side_table(place: Path) -> dict[str, Any]:
    """Hold the side table against the SPARQL sum and return the milliseconds of both."""
    engine = Embedded(place)
    start = time.perf_counter()
    by_query = summed_totals(engine)
    query_ms = 1000 * (time.perf_counter() - start)
    table = totals(engine)
    if by_query != table:
        raise SystemExit("the side table is not what SPARQL adds up")
    year = table[-1].year
    all_ms = median(timed(lambda _: totals(engine), [""]))
    year_ms = median(timed(lambda _: totals(engine, year=year, kind="final"), [""]))
    return {"rows": len(table), "SPARQL": query_ms, "all": all_ms, "a year": year_ms}


def _one_document(place: Path) -> dict[str, Any]:
    """Take a document out of a copy of the graph, add it again, and time that.

    It is the budget review of the first bureau for the last year but one. The graph then has the size and the
    totals that it had, or the run fails.
    """
    country = Country(1)
    decisions, papers = country.decisions(), {paper[0].id: paper for paper in country.readings()}
    mint, items = Mint(), Items(folder("loaders") / "items.csv")
    paper = papers[review_id(0, country.shape.last - 1)]
    graph, whole = next(place.glob("graph-*")), totals(Embedded(place))
    manifest = Manifest(**json.loads((graph / "manifest.json").read_text(encoding="utf-8")))
    change = difference(mint, decisions, items, papers.values(), paper[0].id)
    programs = programs_of(paper, Names(decisions), items)
    back, less = Difference(removed=change.added, added=change.removed), place / "less"
    publish(
        less,
        "less",
        "",
        lambda path: manifest.quads + amended(Embedded.over(graph), path, back, mint, programs),
    )
    start, cpu = time.perf_counter(), time.process_time()
    chosen: Callable[[set[str]], list[Paper]] = lambda ids: [p for p in papers.values() if p[0].id in ids]  # noqa: E731
    added = add_document(
        less, paper, chosen, decisions, items, mint, before="less", after="whole", version=""
    )
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    if added.quads != manifest.quads or totals(Embedded(less)) != whole:
        raise SystemExit("the graph with one more document is not the whole graph")
    return {"quads": len(change.added) + len(change.removed), "seconds": took, "cpu": cpu}


def _check(place: Path) -> int:
    return len(check(Embedded(place)).findings)


def _export(place: Path) -> int:
    return write_nquads(Embedded(place), place / "export.nq")


STAGES: dict[str, Callable[[Path], object]] = {
    "totals": _side_table, "one document": _one_document, "check": _check, "export nquads": _export,
}  # fmt: skip


def _run(stage: str, place: Path) -> Run:
    return in_process("benchmarks.country", stage, "--place", str(place))


def _stage(stage: str, place: Path) -> object:
    return STAGES[stage](place) if stage in STAGES else asked(stage, place)


def after_build(place: Path, build: Run) -> None:
    """Print totals, check and export of a store."""
    told = _run("totals", place).answer
    print(
        f"  {told['rows']:,} totals of units and years: SPARQL {told['SPARQL']:,.0f} ms, side table "
        f"{told['all']:.1f} ms, of one year and kind {told['a year']:.1f} ms: {told['SPARQL'] / told['all']:,.0f} "
        "times as fast, and equal",
        flush=True,
    )
    run = _run("one document", place)
    added = run.answer
    print(
        f"  one document more, {added['quads']:,} quads: {added['seconds']:.2f} s ({added['cpu']:.2f} s cpu, "
        f"{run.memory_mb:.0f} MB), a build is {build.cpu_seconds / added['cpu']:.0f} times that",
        flush=True,
    )
    print(f"  {'':18} {'wall':>10} {'processor':>14} {'memory':>10} {'triples':>8} {'build':>8}")
    for stage in ("check", "export nquads"):
        print(_run(stage, place).line(stage, build.count, build), flush=True)


def compared(place: Path, engines: list[str]) -> None:
    """Ask every engine the same and print what each takes, as many times as the embedded store."""
    runs = {name: _run(name, place) for name in engines}
    answers = {run.answer["answers"] for run in runs.values()}
    sums = {run.answer["sums"] for run in runs.values()} - {""}
    if len(answers) > 1 or len(sums) > 1:
        raise SystemExit("engines differ in their answers")
    base = runs["embedded"].answer["ms"]
    print(f"  {'median ms':22} " + " ".join(f"{name:>20}" for name in runs) + "   (the same answers)")
    for question in NAMES:
        cells = [(run.answer["ms"][question], base[question]) for run in runs.values()]
        print(
            f"  {question:22} "
            + " ".join(f"{ms:10.2f} {ms / first:7.1f} ×" if ms else f"{'–':>20}" for ms, first in cells)
        )
    ready = (f"{name} {run.answer['ready']:.1f} s" for name, run in runs.items())
    print("  loaded and ready after: " + ", ".join(ready))
    folders = (f"{name} {disk_mb(place / name):.0f} MB" for name in engines if (place / name).is_dir())
    print("  on disk: " + ", ".join(folders), flush=True)


def options() -> argparse.ArgumentParser:
    """Return the options."""
    parser = arguments(__doc__)
    parser.add_argument("--documents", type=Path, help="folder of the official documents, to be read")
    parser.add_argument("--no-servers", action="store_true", help="ask the embedded store alone")
    return parser


def main() -> None:
    """Measure everything at every size, or run one stage in this process."""
    said = options().parse_args()
    if said.stage:
        print(json.dumps(_stage(said.stage, said.place)))
        return
    print(rates.report())
    if said.documents:
        paths = sorted(said.documents.glob("[0-9]*.txt"))
        print(reading.extract(*paths).line(f"{len(paths)} documents read"), flush=True)
    for bureaus in sizes(said):
        with tempfile.TemporaryDirectory() as name:
            build = measure(bureaus, Path(name))
            after_build(Path(name), build)
            servers = [] if said.no_servers else ["oxigraph", "virtuoso"]
            compared(Path(name), ["embedded", *servers, *(["rdflib"] if bureaus == 1 else [])])


if __name__ == "__main__":
    main()
