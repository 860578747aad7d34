"""`all`: a release, every format in one folder with its catalogue, what has changed, and checksums.

    gyebo.nq … lineages/ tables/ fdp/ documents/   the data, in every format
    catalogue/  ckan/                              what describes it, for harvesters
    CHANGES.md  CHANGES.json                       what is new against an earlier release
    release.json                                   version, size and checksum of the graph
    SHA256SUMS                                     of every other file: sha256sum -c SHA256SUMS

The version is that of the data and the first letters of the graph's checksum: the same graph is the same
release, byte for byte.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from gyebo import __version__
from gyebo.export.catalogue import Catalogue, described, digest
from gyebo.export.changelog import Against, changes, previous, write_changes
from gyebo.export.ckan import write_packages
from gyebo.export.dcat import write_catalogue
from gyebo.export.parts import every, written
from gyebo.export.release_files import ABOUT, GRAPH_FILE, SUMS
from gyebo.export.request import ALL, Request, Step
from gyebo.store.engine import Engine


def write(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write a release; the one that is named by `since` is compared with it."""
    earlier = previous(Path(request.since)) if request.since else None
    files: list[tuple[str, str]] = []
    yield from written(engine, place, every(engine), files)
    catalogue = described(engine, place, files)
    yield from write_catalogue(catalogue, place)
    yield from write_packages(catalogue, place)
    version = _about(catalogue, place)
    yield from _changes(place, version, earlier)
    yield _sums(place, catalogue)


def _about(catalogue: Catalogue, place: Path) -> str:
    """Write what the release is; return its version."""
    graph = next(file for file in catalogue.files if file.path == GRAPH_FILE)
    version = f"{catalogue.version}+{graph.sha256[:12]}"
    about = {
        "version": version, "gyebo": __version__, "modified": catalogue.modified, "base": catalogue.base,
        "graph": {"file": graph.path, "bytes": graph.bytes, "sha256": graph.sha256,
                  "quads": sum(numbers.triples for numbers in catalogue.graphs)},
        "documents": {each.source.id: each.source.sha256 for each in catalogue.datasets if each.source},
    }  # fmt: skip
    (place / ABOUT).write_text(
        f"{json.dumps(about, ensure_ascii=False, indent=1)}\n", encoding="utf-8", newline="\n"
    )
    return version


def _changes(place: Path, version: str, earlier: Against | None) -> Iterator[Step]:
    found = changes(place, earlier)
    write_changes(place, version, earlier, found)
    yield Step("CHANGES.md", sum(each.count for each in found), "changes")


def _sums(place: Path, catalogue: Catalogue) -> Step:
    """Write the checksum of every file of the release; those of the catalogue are known already."""
    known = {file.path: file.sha256 for file in catalogue.files}
    paths = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    listed = [path for path in paths if not path.rpartition("/")[2].startswith(".")]
    lines = [f"{known.get(path) or digest(place / path)}  {path}\n" for path in listed]
    (place / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    return Step(SUMS, len(lines), "files")
