"""`data/` and `ontology/` → a published store."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import Quad

from gyebo import __version__
from gyebo.facts.decisions import read_decisions
from gyebo.facts.folder import read_facts
from gyebo.facts.sources import SourceEntry, source_entries
from gyebo.graph.build import graph_quads
from gyebo.graph.items import Items
from gyebo.graph.mint import Mint
from gyebo.graph.terms import BASE
from gyebo.model.reading import Reading
from gyebo.resources import folder
from gyebo.store.layout import Manifest, publish
from gyebo.store.write import fill, ontology_quads


def build(store: Path, data: Path | None = None, base: str = BASE) -> Manifest:
    """Build the graph of `data` (facts and decisions, else gyebo's own) into `store` and put it in use.

    Things get their IRIs under `base`. Raises `Unreadable` for facts or decisions that do not read and for
    a store that cannot be written; the graph in use then stays.
    """
    data = data or folder("data")
    return publish(store, digest(data, base), __version__, lambda path: fill(path, quads(data, base)))


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


def digest(data: Path, base: str) -> str:
    """Return a digest of everything that a build reads."""
    sha = hashlib.sha256(f"{__version__}\n{base}\n".encode())
    for root in (data, folder("ontology")):
        for path in sorted(path for path in root.rglob("*") if path.suffix in (".csv", ".toml", ".ttl")):
            sha.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()
