"""`data/` and `ontology/` → a published store: the graph, what its check finds, its side tables."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import Quad

from gyebo import __version__
from gyebo.check.judgements import Judgement, judge, judgements_file, read_judgements
from gyebo.check.quads import discrepancy_quads
from gyebo.check.run import check
from gyebo.errors import UsageProblem
from gyebo.facts.decisions import read_decisions
from gyebo.facts.folder import read_facts
from gyebo.facts.sources import SourceEntry, source_entries
from gyebo.graph.adding import Paper
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import BASE
from gyebo.model.reading import Reading
from gyebo.query.index import FILE as INDEX
from gyebo.query.index import write_index
from gyebo.resources import folder
from gyebo.store.adding import add_document
from gyebo.store.embedded import Embedded
from gyebo.store.figures import FILE as FIGURES
from gyebo.store.figures import recorded
from gyebo.store.layout import Manifest, publish
from gyebo.store.totals import FILE as TOTALS
from gyebo.store.totals import write_totals
from gyebo.store.write import add as write_more
from gyebo.store.write import fill, ontology_quads

_READ = (".csv", ".ttl", ".rq")  # and documents.toml, by what it says


def build(store: Path, data: Path | None = None, base: str = BASE, checked: bool = True) -> Manifest:
    """Build the graph of `data` (facts and decisions, else gyebo's own) into `store` and put it in use.

    Things get their IRIs under `base`. What the check finds becomes part of the graph, with its judgements,
    unless `checked` is false. Raises `Unreadable` for facts or decisions that do not read and for a store
    that cannot be written; the graph in use then stays.
    """
    data = data or folder("data")
    judgements = read_judgements(judgements_file(data)) if checked else None
    return publish(
        store, digest(data, base, checked), __version__, lambda path: _filled(path, data, base, judgements)
    )


def _filled(path: Path, data: Path, base: str, judgements: tuple[Judgement, ...] | None) -> int:
    """Write the graph into an empty folder, what its own check finds, and its side tables; return its quads."""
    count = fill(path, recorded(quads(data, base), path / FIGURES))
    if judgements is not None:
        found = judge(check(Embedded.over(path)).findings, judgements)
        count = write_more(path, discrepancy_quads(Mint(base), found))
    engine = Embedded.over(path)
    write_index(engine, path / INDEX)
    write_totals(engine, path / TOTALS)
    return count


def quads(data: Path, base: str = BASE) -> Iterator[Quad]:
    """Yield every quad of the graph: facts and decisions of `data`, then the ontology."""
    mint = Mint(base)
    decisions = read_decisions(data / "decisions")
    items = Items(folder("loaders") / "items.csv")
    return chain(
        graph_quads(mint, decisions, items, lambda: _readings(data)),
        ontology_quads(sorted(folder("ontology").rglob("*.ttl")), mint.graph("ontology")),
    )


def _readings(data: Path) -> Iterator[tuple[SourceEntry, Reading]]:
    for entry in source_entries(data / "documents.toml").values():
        if (data / "facts" / entry.id).is_dir():
            yield entry, read_facts(data / "facts" / entry.id)


def add(store: Path, document: str, data: Path | None = None, base: str = BASE) -> Manifest:
    """Add one document's facts to a graph that was built, unchecked, from all else in `data`.

    The result is the graph that `build` would give, at the cost of the document. Raises `UsageProblem` for a
    document that `data` does not have, and where the graph in use is another one.
    """
    data = data or folder("data")
    entries = source_entries(data / "documents.toml")
    known = [name for name in entries if (data / "facts" / name).is_dir()]
    if document not in known:
        raise UsageProblem.unknown("document with facts", document, known)

    def papers(ids: set[str]) -> list[Paper]:
        return [(entries[name], read_facts(data / "facts" / name)) for name in known if name in ids]

    return add_document(
        store, papers({document})[0], papers, read_decisions(data / "decisions"), Items(folder("loaders") / "items.csv"),
        Mint(base), before=digest(data, base, False, without=document), after=digest(data, base, False),
        version=__version__, finish=lambda path: write_index(Embedded.over(path), path / INDEX),
    )  # fmt: skip


def digest(data: Path, base: str, checked: bool = True, without: str = "") -> str:
    """Return a digest of everything that a build reads, but for the document `without`."""
    sha = hashlib.sha256(f"{__version__}\n{base}\n{checked}\n".encode())
    entries = source_entries(data / "documents.toml").values()
    sha.update("\n".join(repr(entry) for entry in entries if entry.id != without).encode())
    for root in (data, folder("ontology"), folder("shapes"), folder("queries")):
        for path in sorted(path for path in root.rglob("*") if path.suffix in _READ):
            name = path.relative_to(root)
            if name.parts[:2] != ("facts", without):
                sha.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()
