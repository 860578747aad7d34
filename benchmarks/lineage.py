"""One lineage in a graph of 0.1, 1 and 10 million triples: by materialised ids, by property paths, in rdflib.

    python -m benchmarks.lineage [--triples 100000 1000000] [--large] [--no-rdflib]

The store is the one that `gyebo build` makes, of a synthetic city. The same programs are asked at every size,
and as many from anywhere in the city, all of them merged, split or renamed into another. Ids and paths must
give the same programs and the same sums, or the run fails. rdflib holds the triples of the smallest size in
memory and is asked the same.
"""

import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from pyoxigraph import NamedNode

from benchmarks.city import Country, Made
from benchmarks.scale import arguments, disk_mb, in_process, sizes
from gyebo.graph.terms import BASE
from gyebo.lineage.network import LINKS
from gyebo.query.library import bindings, find
from gyebo.query.trace import trace
from gyebo.store.binding import bound
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Bindings, Engine
from gyebo.text.names import key

Sums = dict[tuple[str, str, str], int]  # year, round, kind → won
Ask = Callable[[str, Bindings], list[dict[str, str]]]
Question = Callable[[str], object]
SAMPLE = 20  # programs asked at every size, and as many from anywhere
ROUNDS = 3
SECONDS = 4.0  # after which no more is asked of one kind

_HEAD = """
PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_MEMBERS = "{ ?_program_iri gb:predecessor* ?member } UNION { ?_program_iri gb:successor* ?member }"
_SUM = "SELECT ?year ?round ?kind (SUM(?won) AS ?total) WHERE {"
_AMOUNTS = """
  ?o gb:wholeOf ?member ; gb:observedYear ?year ; gb:dimRound/skos:notation ?round ;
     gb:dimAmountKind/skos:notation ?kind ; gb:amount ?won .
} GROUP BY ?year ?round ?kind
"""
MEMBERS_BY_PATH = f"{_HEAD} SELECT DISTINCT ?member WHERE {{ {_MEMBERS} }}"
SUMS_BY_PATH = f"{_HEAD} {_SUM} {{ SELECT DISTINCT ?member WHERE {{ {_MEMBERS} }} }} {_AMOUNTS}"
# The whole connected lineage, as one would write it first, and the same by id.
SUMS_INLINE = f"{_HEAD} {_SUM} ?_program_iri (gb:successor|^gb:successor)* ?member . {_AMOUNTS}"
SUMS_BY_ID = f"{_HEAD} {_SUM} ?_program_iri gb:wideLineage ?id . ?member gb:wideLineage ?id . {_AMOUNTS}"


def by_name(ask: Ask, name: str, **values: str) -> list[dict[str, str]]:
    """Ask a question of the query library."""
    query = find(name)
    return ask(query.text, bindings(query, values))


def members(ask: Ask, program: str) -> list[str]:
    """Return the programs of a lineage by materialised ids."""
    return [row["program"] for row in by_name(ask, "lineage/members", program=program)]


def amounts(ask: Ask, program: str) -> Sums:
    """Return the amounts along a lineage, summed from those of its programs as `gyebo trace` has them."""
    sums: Sums = {}
    for member in members(ask, program):
        for row in by_name(ask, "program/amounts", program=member):
            if row["item"] == "_T":
                place = (row["year"], row["round"], row["kind"])
                sums[place] = sums.get(place, 0) + int(Decimal(row["amount"]))
    return sums


def _bind(program: str) -> Bindings:
    return {"_program_iri": NamedNode(f"{BASE}id/program/{program}")}


def members_by_path(ask: Ask, program: str) -> list[str]:
    """Return the programs of a lineage by property paths."""
    return sorted(row["member"] for row in ask(MEMBERS_BY_PATH, _bind(program)))


def summed(ask: Ask, query: str, program: str) -> Sums:
    """Return the sums of one of the queries above."""
    rows = ask(query, _bind(program))
    return {
        (row["year"], row["round"], row["kind"]): int(Decimal(row["total"]))
        for row in rows
        if row.get("year")
    }


def of_store(engine: Engine) -> Ask:
    """Return a way to ask the store, or an endpoint."""
    return lambda query, values: list(engine.select(query, values).records())


def of_rdflib(graph: Any) -> Ask:
    """Return a way to ask rdflib."""

    def ask(query: str, values: Bindings) -> list[dict[str, str]]:
        rows = graph.query(bound(query, values))
        return [{str(name): str(row[name]) for name in rows.vars if row[name] is not None} for row in rows]

    return ask


def questions(engine: Embedded, names: dict[str, str]) -> dict[str, Question]:
    """Return what is asked of the store about one program."""
    ask = of_store(engine)
    return {
        "found by name": lambda p: by_name(ask, "program/find", key=key(names[p])),
        **comparable(ask),
        "lineage/amounts": lambda p: by_name(ask, "lineage/amounts", program=p),
        "program/years": lambda p: by_name(ask, "program/years", program=p),
        "program/changes": lambda p: by_name(ask, "program/changes", program=p),
        "program/names": lambda p: by_name(ask, "program/names", program=p),
        "program/figures": lambda p: by_name(ask, "program/figures", program=p),
        "gyebo trace": lambda p: trace(engine, p),
    }


def comparable(ask: Ask) -> dict[str, Question]:
    """Return what the store and rdflib are both asked: by id, and by path as the reference."""
    return {
        "members by id": lambda p: members(ask, p),
        "members by path": lambda p: members_by_path(ask, p),
        "amounts by id": lambda p: amounts(ask, p),
        "sums by id, one query": lambda p: summed(ask, SUMS_BY_ID, p),
        "sums by path, DISTINCT": lambda p: summed(ask, SUMS_BY_PATH, p),
        "sums by path, inline": lambda p: summed(ask, SUMS_INLINE, p),
    }


def timed(question: Question, programs: list[str]) -> list[float]:
    """Return the best of three milliseconds for each program, or less where that takes too long."""
    until, best = time.perf_counter() + SECONDS, dict.fromkeys(programs, float("inf"))
    for program in programs * ROUNDS:
        if (start := time.perf_counter()) > until:
            break
        question(program)
        best[program] = min(best[program], (time.perf_counter() - start) * 1000)
    return [taken for taken in best.values() if taken < float("inf")]


def agree(ask: Ask, programs: list[str]) -> None:
    """Raise SystemExit where ids and paths differ in programs or sums, or where a program comes twice."""
    for program in programs:
        by_id, by_path = sorted(members(ask, program)), members_by_path(ask, program)
        if by_id != by_path or len(set(by_id)) < len(by_id):
            raise SystemExit(f"{program}: by id {by_id}, by path {by_path}")
        if amounts(ask, program) != summed(ask, SUMS_BY_PATH, program):
            raise SystemExit(f"{program}: the sums by id are not those by path")
        if summed(ask, SUMS_BY_ID, program) != summed(ask, SUMS_INLINE, program):
            raise SystemExit(f"{program}: the sums of the whole lineage by id are not those by path")


def linked(city: Made) -> list[str]:
    """Return the programs that were merged, split or renamed into another, in order."""
    ends = {
        end
        for change in city.decisions().program_changes
        for end in (change.from_program, change.to_program)
        if change.kind in LINKS and change.from_program != change.to_program
    }
    return sorted(ends)


def asked(city: Made, place: Path) -> dict[str, float]:
    """Check the answers, ask everything, print it; return the median milliseconds of the same programs."""
    engine = Embedded(place)
    same, everyone = linked(Country(1, city.seed))[:SAMPLE], linked(city)
    anywhere = Random(city.seed).sample(everyone, min(SAMPLE, len(everyone)))
    names = {program.program_id: program.name for program in city.decisions().programs}
    agree(of_store(engine), same)
    size = sum(len(members(of_store(engine), program)) for program in same) / len(same)
    print(f"  {len(same)} programs with {size:.1f} members on average; ids and paths agree")
    print(f"  {'':24} {'same':>13} {'slowest':>13} {'anywhere':>13} {'slowest':>13}")
    medians = {}
    for name, question in questions(engine, names).items():
        both = timed(question, same), timed(question, anywhere)
        medians[name] = median(both[0])
        print(f"  {name:24} " + " ".join(f"{median(ms):10.2f} ms {max(ms):10.2f} ms" for ms in both))
    return medians


def in_rdflib(city: Made, place: Path, store: dict[str, float]) -> None:
    """Ask rdflib the same, and print how many times as long as the store it takes and what it gets wrong."""
    from rdflib import Graph

    engine, graph = Embedded(place), Graph()
    start = time.perf_counter()
    graph.parse(data="".join(f"{quad.triple} .\n" for quad in engine.quads()), format="nt")
    print(f"\n  rdflib in memory: {len(graph):,} triples parsed in {time.perf_counter() - start:.1f} s")
    ask, programs = of_rdflib(graph), linked(Country(1, city.seed))[:SAMPLE]
    for name, question in comparable(ask).items():
        taken = median(timed(question, programs))
        print(f"  {name:24} {taken:10.2f} ms {taken / store[name]:8.1f} × the store")
    for program in programs[:3]:
        right, said = (sum(summed(one, SUMS_INLINE, program).values()) for one in (of_store(engine), ask))
        print(f"  inline path, sums of {program}: {100 * (said - right) / right:+.1f} %")


def measure(bureaus: int, *, rdflib: bool) -> tuple[int, dict[str, float]]:
    """Build the store of one size and ask it, and where wanted rdflib; return its triples and the medians."""
    with tempfile.TemporaryDirectory() as name:
        run = in_process("benchmarks.scale", "build", "--bureaus", str(bureaus), "--place", name)
        print(
            f"\n{run.count:,} triples: built in {run.seconds:.1f} s ({run.cpu_seconds:.1f} s of processor time, "
            f"{run.count / run.seconds / 1000:.0f}k triples/s), {run.memory_mb:.0f} MB at most, "
            f"{disk_mb(Path(name)):.0f} MB on disk"
        )
        medians = asked(Country(bureaus), Path(name))
        if rdflib:
            in_rdflib(Country(bureaus), Path(name), medians)
    return run.count, medians


def main() -> None:
    """Measure every size, then print how each answer grows with the graph."""
    parser = arguments(__doc__)
    parser.add_argument("--no-rdflib", action="store_true", help="leave rdflib out")
    options = parser.parse_args()
    wanted = sizes(options)
    taken = [measure(size, rdflib=size == min(wanted) and not options.no_rdflib) for size in wanted]
    print("\nthe same programs " + " ".join(f"{count:>13,}" for count, _ in taken) + "   growth")
    for name in taken[0][1]:
        medians = [medians[name] for _, medians in taken]
        print(
            f"{name:24} "
            + " ".join(f"{ms:10.2f} ms" for ms in medians)
            + f" {medians[-1] / medians[0]:7.1f} ×"
        )


if __name__ == "__main__":
    main()
