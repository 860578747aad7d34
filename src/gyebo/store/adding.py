"""One more document into a graph that is there: a copy of it, changed where the document changes it.

The copy shares the finished files of the graph in use (hard links), so that it costs what the document costs.
Decisions and all other facts must be those that the graph was built from; then the result is, quad for quad
and total for total, what building everything anew would give. That is a test.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Store

from gyebo.errors import UsageProblem
from gyebo.facts.decisions import Decisions
from gyebo.graph.adding import Difference, Paper, difference, programs_of
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.lineage.names import Names
from gyebo.store.embedded import Embedded
from gyebo.store.figures import FILE as FIGURES
from gyebo.store.figures import amend_figures
from gyebo.store.layout import Manifest, current, publish
from gyebo.store.totals import FILE, amend_totals, program_totals

_TELLING = """
PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT DISTINCT ?document WHERE {
  ?thing gb:aboutProgram ?_program .
  { ?thing dct:isPartOf ?paper } UNION { ?thing dct:source/dct:isPartOf ?paper }
  ?paper dct:identifier ?document
}
"""


def add_document(
    folder: Path, paper: Paper, papers: Callable[[set[str]], Iterable[Paper]], decisions: Decisions, items: Items,
    mint: Mint, *, before: str, after: str, version: str, finish: Callable[[Path], None] | None = None,
) -> Manifest:  # fmt: skip
    """Add a document to the graph in use in a store folder and put the result in use.

    `papers` gives documents by id, in the list's order; `before` and `after` are the digests of what the graph
    is built from. `finish` writes side tables other than the totals, such as the search index, which are not
    copied. Raises `UsageProblem` where the graph in use is not the one before.
    """
    graph = current(folder)
    manifest = Manifest(**json.loads((graph / "manifest.json").read_text(encoding="utf-8")))
    if manifest.inputs != before:
        what = f"the graph in use is not that of the same data without {paper[0].id}"
        raise UsageProblem(what, "build it whole: gyebo build")
    programs = programs_of(paper, Names(decisions), items)
    engine = Embedded.over(graph)
    sharing = {paper[0].id, *documents_about(engine, mint, programs)}
    changes = difference(mint, decisions, items, papers(sharing), paper[0].id)

    def filled(path: Path) -> int:
        count = manifest.quads + amended(engine, path, changes, mint, programs)
        if finish:
            finish(path)
        return count

    return publish(folder, after, version, filled)


def documents_about(engine: Embedded, mint: Mint, programs: set[str]) -> set[str]:
    """Return the documents with figures about any of some programs, or that move money out of one or into one."""
    return {
        document
        for program in programs
        for (document,) in engine.select(_TELLING, {"_program": mint.program(program)}).texts()
    }


def amended(engine: Embedded, path: Path, changes: Difference, mint: Mint, programs: set[str]) -> int:
    """Write a graph with some changes into an empty folder; return how many quads more there are."""
    for file in engine.graph.iterdir():
        _shared(file, path / file.name)
    store = Store(str(path))
    for quad in changes.removed:
        store.remove(quad)
    store.extend(changes.added)
    store.flush()
    if (path / FIGURES).is_file():
        amend_figures(path / FIGURES, store, changes.removed | changes.added)
    del store
    if (path / FILE).is_file():
        nodes = [mint.program(program) for program in sorted(programs)]
        given = program_totals(engine, nodes)
        amend_totals(path / FILE, given, program_totals(Embedded.over(path), nodes))
    return len(changes.added) - len(changes.removed)


def _shared(file: Path, place: Path) -> None:
    """Link a file of the store that is never written again, and copy what else it and its side tables need."""
    if file.suffix == ".sst":
        os.link(file, place)
    elif file.name in (FILE, FIGURES, "CURRENT", "IDENTITY") or file.name.startswith(
        ("MANIFEST", "OPTIONS", "0")
    ):
        shutil.copyfile(file, place)
