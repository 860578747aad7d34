"""The files of which a release is made: which format writes them, and of which dataset they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from gyebo.export.catalogue import CUBE, GRAPH, sources
from gyebo.export.request import ALL, Request, Step
from gyebo.store.engine import Engine


@dataclass(frozen=True, slots=True)
class Part:
    """A file or folder of a release: its path, the format that writes it, the dataset that it holds."""

    path: str
    format: str
    dataset: str = GRAPH
    request: Request = ALL


# Names are those that people and portals see; a test holds every format to this list.
_WHOLE = (
    Part("gyebo.nq", "nquads"), Part("gyebo.trig", "trig"), Part("gyebo.ttl", "turtle"), Part("gyebo.rdf", "rdfxml"),
    Part("gyebo.jsonld", "jsonld"), Part("shards", "shards"), Part("records.jsonld", "records"), Part("tables", "tables"),
    Part("gyebo.xlsx", "xlsx"), Part("parquet", "parquet"), Part("sqlite", "sqlite"), Part("contracts.ocds.json", "ocds"),
    Part("lineages/gyebo.graphml", "graphml"), Part("lineages/gyebo.gexf", "gexf"), Part("lineages/gyebo.mmd", "mermaid"),
    Part("lineages/gyebo.dot", "dot"), Part("cube.ttl", "cube", CUBE), Part("fdp", "fdp"),
)  # fmt: skip
_CORE = ("gyebo.trig", "tables", "cube.ttl")


def every(engine: Engine) -> list[Part]:
    """Return the parts of a whole release: every format, and the named graph of every document."""
    return [*_WHOLE, *_documents(engine)]


def core(engine: Engine) -> list[Part]:
    """Return the few parts that a catalogue describes when it is written alone."""
    return [*(part for part in _WHOLE if part.path in _CORE), *_documents(engine)]


def _documents(engine: Engine) -> list[Part]:
    return [
        Part(f"documents/{each.id}.ttl", "turtle", each.id, Request(graph=each.id))
        for each in sources(engine)
    ]


def written(
    engine: Engine, place: Path, parts: Iterable[Part], files: list[tuple[str, str]]
) -> Iterator[Step]:
    """Write parts into a folder and say how far it is; `files` receives the dataset and path of every file."""
    from gyebo.export.formats import check, find

    for part in parts:
        format = find(part.format)
        check(format, part.request)
        module, _, function = format.writer.partition(":")
        target = place / part.path
        (target if format.folder else target.parent).mkdir(parents=True, exist_ok=True)
        for step in getattr(import_module(module), function)(engine, target, part.request):
            yield replace(step, name=f"{part.path}/{step.name}" if step.name else part.path)
        files.extend((_dataset(part, path), path) for path in _files(place, target))


def _files(place: Path, target: Path) -> list[str]:
    found = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    return sorted(path.relative_to(place).as_posix() for path in found)


def _dataset(part: Part, path: str) -> str:
    """Return the dataset of a file: a Fiscal Data Package lies in a folder that bears its document's id."""
    return path.split("/")[1] if part.format == "fdp" else part.dataset
